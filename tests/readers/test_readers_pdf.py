from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from pathlib import Path

import pypdf
import pytest
from pdf_maker import Run, make_pdf, set_lines
from shared_data import SHARED, needs_shared

from policymatch.errors import ReadError
from policymatch.model import Block, Document
from policymatch.readers import Limits, ocr, read_file
from policymatch.readers.garbage import is_doubtful, is_garbage, is_renumbered


@pytest.fixture(autouse=True)
def _without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether pages without text are recognised is told in test_readers_ocr.py."""
    monkeypatch.setattr(ocr, "trouble", lambda: "请先做文字识别（OCR）。")


BODY = "本条例所称政府投资是指在中国境内使用预算安排的资金"  # 25 characters: a full line with no indent


def read(tmp_path: Path, data: bytes, limits: Limits | None = None) -> Document:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    return read_file(path, limits) if limits else read_file(path)


def texts(tmp_path: Path, pages: Sequence[Sequence[Run]]) -> list[str]:
    return [block.text for block in read(tmp_path, make_pdf(pages)).blocks]


def test_pages_furniture_and_a_sentence_over_the_break(tmp_path: Path) -> None:
    def page(number: int, *lines: str) -> list[Run]:
        return [(400, 800, 10, "某县文件汇编"), *set_lines(lines), (280, 40, 14, f"— {number} —")]

    pages = [
        page(1, f"　　第一条　{BODY[:18]}", BODY, "投向公共领域。", f"　　第二条　{BODY[:18]}", BODY),
        page(2, "应当公开透明。", "　　第三条　应当评估。"),
        page(3, "　　第四条　本条例自公布之日起施行。"),
    ]
    document = read(tmp_path, make_pdf(pages, info="/Title (x)"))
    assert document.blocks == (
        Block(f"第一条　{BODY[:18]}{BODY}投向公共领域。", 1),
        Block(f"第二条　{BODY[:18]}{BODY}应当公开透明。", 1),
        Block("第三条　应当评估。", 2),
        Block("第四条　本条例自公布之日起施行。", 3),
    )
    assert document.pages == 3
    assert document.metadata == {"/title": "x"}


@pytest.mark.parametrize(
    "reference",
    ["第十条的规定处理。", "第十条、第十一条处理。", "第十条 的规定处理。", "（三）项的规定处理。", "第三款规定处理。"],
)
def test_a_line_that_begins_with_a_reference_goes_on(tmp_path: Path, reference: str) -> None:
    first = "违反规定的由县级以上人民政府主管部门依照本条例"
    lines = [f"　　第九条　{BODY[:18]}", BODY, first + "有关", reference, f"　　第十条　{BODY[:18]}", "内。"]
    assert [text[:3] for text in texts(tmp_path, [set_lines(lines)])] == ["第九条", "第十条"]


@pytest.mark.parametrize("reference", ["第十条的规定不受影响。", "（二）项除外。"])
def test_a_sentence_that_begins_with_a_reference_opens_nothing(tmp_path: Path, reference: str) -> None:
    lines = [f"　　第九条　{BODY[:18]}", BODY[:24] + "。", reference, f"　　第十条　{BODY[:18]}", "内。"]
    assert [text[:3] for text in texts(tmp_path, [set_lines(lines)])] == ["第九条", "第十条"]


def test_a_number_after_an_unfinished_full_line_is_a_reference(tmp_path: Path) -> None:
    lines = [f"　　第九条　{BODY[:18]}", BODY[:23] + "依照", "第十条 第二款处理。", "　　第十条　处理。"]
    assert [text[:3] for text in texts(tmp_path, [set_lines(lines)])] == ["第九条", "第十条"]


def test_paragraphs_by_their_indent_even_after_a_full_line(tmp_path: Path) -> None:
    lines = [f"　　{BODY[:23]}", BODY[:24] + "。", f"　　{BODY[:23]}", "内。"]
    assert texts(tmp_path, [set_lines(lines)]) == [f"{BODY[:23]}{BODY[:24]}。", f"{BODY[:23]}内。"]


def test_a_title_of_two_lines_and_what_stands_around_it(tmp_path: Path) -> None:
    page: list[Run] = [
        (230, 780, 16, "国办发〔2024〕1号"),
        (153, 720, 22, "国务院办公厅关于印发某某"),
        (175, 680, 22, "实施方案的通知"),
        *set_lines(["各省、自治区、直辖市人民政府：", f"　　{BODY[:23]}", BODY, "执行。"], top=620),
        (380, 480, 16, "国务院办公厅"),
        (370, 452, 16, "2024年1月2日"),
    ]
    assert texts(tmp_path, [page]) == [
        "国办发〔2024〕1号",
        "国务院办公厅关于印发某某实施方案的通知",
        "各省、自治区、直辖市人民政府：",
        f"{BODY[:23]}{BODY}执行。",
        "国务院办公厅",
        "2024年1月2日",
    ]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    narrow = BODY[:14]
    pages = [
        [
            (200, 790, 20, "某县人民政府公报"),
            *set_lines([f"　　第一条　{narrow[:8]}", *[narrow] * 7, "完。", f"　　第二条　{narrow[:8]}"], left=60),
            *set_lines([narrow, "续完。", f"　　第三条　{narrow[:8]}", *[narrow] * 6, "到此。"], left=310),
        ],
        [
            *set_lines([f"　　第四条　{narrow[:8]}", *[narrow] * 8, "完。"], left=60),
            *set_lines([f"　　第五条　{narrow[:8]}", *[narrow] * 8, "完。"], left=310),
        ],
    ]
    assert texts(tmp_path, pages) == [
        "某县人民政府公报",
        f"第一条　{narrow[:8]}{narrow * 7}完。",
        f"第二条　{narrow[:8]}{narrow}续完。",
        f"第三条　{narrow[:8]}{narrow * 6}到此。",
        f"第四条　{narrow[:8]}{narrow * 8}完。",
        f"第五条　{narrow[:8]}{narrow * 8}完。",
    ]


def test_figures_of_a_table_are_not_taken_for_page_numbers(tmp_path: Path) -> None:
    assert texts(tmp_path, [set_lines(["　　金额如下：", "3"]), set_lines(["5/10", "　　合计。"])])[1] == "3"


def test_bare_page_numbers_go(tmp_path: Path) -> None:
    pages = [[*set_lines([f"　　第{name}条　内容。"]), (290, 40, 12, str(7 + n))] for n, name in enumerate("一二三")]
    assert texts(tmp_path, pages) == ["第一条　内容。", "第二条　内容。", "第三条　内容。"]


def test_wide_setting_leaves_no_spaces(tmp_path: Path) -> None:
    lines = ["　　第一条 " + " ".join(BODY[:12]), " ".join("投向公共领域。")]
    assert "".join(texts(tmp_path, [set_lines(lines)])) == f"第一条 {BODY[:12]}投向公共领域。"


def test_only_pictures(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read(tmp_path, make_pdf([[], []], pictures=[1, 2]))
    assert caught.value.kind == "扫描件"
    assert "图片" in caught.value.message
    assert "文字识别" in caught.value.hint


def test_nothing_at_all(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read(tmp_path, make_pdf([[], []]))
    assert caught.value.kind == "没有文字"


def test_some_pages_are_pictures(tmp_path: Path) -> None:
    document = read(tmp_path, make_pdf([set_lines([BODY] * 5), []], pictures=[2]))
    assert document.metadata["pages_without_text"] == [2]


@pytest.mark.parametrize(("encoding", "codec"), [("UniGB-UCS2-H", "utf-16-be"), ("GBK-EUC-H", "gbk")])
def test_encodings_of_fonts(tmp_path: Path, encoding: str, codec: str) -> None:
    data = make_pdf([set_lines([BODY] * 3)], encoding=encoding, codec=codec)
    assert read(tmp_path, data).blocks[0].text == BODY * 3


@pytest.mark.parametrize(("encoding", "codec"), [("GBKp-EUC-H", "gbk"), ("UniGB-UTF8-H", "utf-8")])
def test_encodings_that_come_out_as_garbage(tmp_path: Path, encoding: str, codec: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(tmp_path, make_pdf([set_lines([BODY] * 9)], encoding=encoding, codec=codec))
    assert caught.value.kind == "文字无法识别"


def test_kinds_of_garbage() -> None:
    assert is_garbage("(cid:123)" * 10)
    assert is_garbage("\ue001\ue002" * 20)
    assert is_garbage("삸뫍" * 20)
    assert is_garbage("ÖÐ»ªÈËÃñ" * 20)
    assert is_garbage("".join(chr(0x5000 + 37 * number) for number in range(400)))
    assert not is_garbage(BODY * 20)
    assert not is_garbage("\uf0b7 重点任务：建设污水处理厂及配套管网，补助30%。" * 20)
    assert not is_garbage("The quick brown fox jumps over the lazy dog. " * 5)


def test_names_and_numbers_of_glyphs_are_garbage() -> None:
    assert is_garbage("中/g2D95 人民共/g2F70 国会/g961E 法，/g12/g1A年")
    assert is_garbage("/G23/G24/G25/G26" * 3)
    assert is_garbage('+,-’*./0 !"#$%&’()* <=>?@ABC [\\\\]^_`a')
    assert not is_garbage("补助标准为30元/kg、500元/亩，牛奶4元/kg，驾驶证为A1/C1，综合得分=规模×40%+效益×60%。")
    assert not is_garbage(
        'Contact "Bureau of Finance" <cz@example.cn>, tel. 0000-1234567, see http://example.cn/?a=1&b=2 for details.'
    )
    assert is_renumbered('!"#$%&’()*'.replace("’", "'"))
    assert is_renumbered("\x01\x02\x03\x04\x05\x06\x07")
    assert not is_renumbered("2024年1月5日 30%")
    assert not is_renumbered("!?")


def test_fonts_that_leave_their_characters_open() -> None:
    embedded = {"/FontDescriptor": NameTree({"/FontFile2": 1})}
    assert is_doubtful({"/Subtype": "/Type0", "/Encoding": "/Identity-H"})
    assert not is_doubtful({"/Subtype": "/Type0", "/Encoding": "/GBK-EUC-H"})
    assert not is_doubtful({"/Subtype": "/Type0", "/Encoding": "/Identity-H", "/ToUnicode": 1})
    assert is_doubtful({"/Subtype": "/TrueType", **embedded})
    assert not is_doubtful({"/Subtype": "/TrueType", "/Encoding": "/WinAnsiEncoding", **embedded})
    assert not is_doubtful({"/Subtype": "/Type1", "/BaseFont": "/Helvetica"})
    assert not is_doubtful({"/Subtype": "/TrueType", "/FontDescriptor": 5})
    assert not is_doubtful(None)


class NameTree(dict[str, int]):
    """A dictionary as pypdf hands it out."""

    def get_object(self) -> NameTree:
        return self


def test_an_open_font_that_uses_ordinary_codes_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, make_pdf([set_lines([BODY] * 3)], encoding="Identity-H")).blocks[0].text == BODY * 3


@needs_shared
@pytest.mark.parametrize("kept", [0, 2, 8])
def test_fonts_without_their_table_of_characters(tmp_path: Path, kept: int) -> None:
    source = SHARED / "data" / "formats" / "国务院关于鼓励外商投资的规定(1986-10-11).pdf"
    writer = pypdf.PdfWriter(clone_from=source)
    fonts = {
        id(font): font
        for page in writer.pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
    }
    for number, font in enumerate(fonts.values()):
        if not kept or number % kept:
            font.pop("/ToUnicode", None)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(ReadError) as caught:
        read(tmp_path, out.getvalue())
    assert caught.value.kind == "文字无法识别"


def encrypted(user: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(make_pdf([set_lines([BODY] * 3)])))
    writer.encrypt(user_password=user, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_locked_against_reading(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read(tmp_path, encrypted("secret"))
    assert caught.value.kind == "已加密"


def test_locked_against_changes_only(tmp_path: Path) -> None:
    assert read(tmp_path, encrypted("")).blocks[0].text == BODY * 3


def test_limits(tmp_path: Path) -> None:
    data = make_pdf([set_lines([BODY])] * 5)
    for limits in (Limits(max_pages=4), Limits(max_chars=50)):
        with pytest.raises(ReadError) as caught:
            read(tmp_path, data, limits)
        assert caught.value.kind == "超出上限"
    with pytest.raises(ReadError) as caught:
        read(tmp_path, data, Limits(max_seconds=-1))
    assert caught.value.kind == "超时"


def test_the_logger_is_left_as_it_was(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("pypdf")
    before = (logger.level, logger.propagate, list(logger.handlers))
    with caplog.at_level(logging.DEBUG), pytest.raises(ReadError):
        read(tmp_path, make_pdf([set_lines([BODY] * 9)], encoding="GBKp-EUC-H", codec="gbk"))
    assert caplog.records == []
    assert (logger.level, logger.propagate, list(logger.handlers)) == before

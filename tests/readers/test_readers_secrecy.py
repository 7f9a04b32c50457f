"""Marks of state secrecy: every way they are written is refused, every text that only talks about secrecy is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st
from pdf_maker import make_pdf, set_lines
from shared_data import SHARED, needs_shared

from policymatch.errors import ReadError
from policymatch.model import Block, Document
from policymatch.paths import corpus_folder
from policymatch.readers import read_file, read_records, record_document
from policymatch.readers.secrecy import refuse_secret

BODY = "县人民政府关于加强冷链物流建设的通知"

MARKS = (
    "秘密", "机密", "绝密", "秘　密", "机  密", "秘密★1年", "机密★10年", "绝密★长期", "秘密★6个月", "秘密☆1年", "秘密*1年",
    "秘密＊５年", "秘密★", "机密★一年", "秘密★ 1 年", "秘密1年", "机密 长期", "秘密大10年", "秘密⭐1年", "机密★2030年12月31日前",
    "绝密★启用前", "秘密★公布前", "000001 机密★1年", "机密★1年 特急", "特急 秘密", "000012　秘密★1年　加急", "份号：000001 机密",
    "No.000123 机密★5年", "第000012号 机密", "秘密★长期 特急 000012", "密级：秘密", "密级:机密★1年", "【密级】秘密",
    "密　级：秘　密", "密级 | 机密", "密级 | 秘密 | 份数 | 3", "密级：秘密级", "保密等级：机密", "秘密等级: 绝密", "密级：□公开 ☑秘密",
    "发文字号：×发〔2024〕1号 密级：秘密 保密期限：1年", "（秘密）", "[绝密]", "【机密】关于印发规划的通知", "关于印发规划的通知（机密）",
    "关于印发规划的通知（秘密★1年）", "**机密★1年**", "秘密★1年 ××县人民政府文件 ×发〔2024〕1号", "××县人民政府文件 秘密★1年",
    "机密件", "机\u2060密★1年", "\u200b 机密★1年",
)  # fmt: skip

NO_MARKS = (
    "保守国家秘密法", "国家秘密的密级分为绝密、机密、秘密三级。", "商业秘密", "保守秘密", "国家秘密载体", "秘密级文件应当登记",
    "保密要求", "密级：公开", "密级：无", "密级：内部", "密级：非密", "内部资料 注意保存", "内部文件", "密级：绝密、机密、秘密",
    "密级 | 绝密 | 机密 | 秘密", "工作秘密", "第一章 秘密", "机密文件管理办法", "一、秘密", "（一）秘密", "密级：机密以上的项目除外",
    "标志形式为“密级★保密期限”", "标注为机密★10年的文件", "“机密★1年”是标志的一种。", "应当标明密级，单独成卷。",
    "绝密级不超过三十年，机密级不超过二十年，秘密级不超过十年。", "绝密级 | 三十年", "机密 | 12 | 份", "秘密，是指不为公众所知悉的信息",
    "**秘密**是指不为公众所知悉的信息", "秘密★1年（已解密）", "试题启用前属绝密材料。", "保守 秘密 长期 坚持", "秘密投票", "《秘密》",
)  # fmt: skip


def made(*lines: str, name: str = "通知", **metadata: object) -> Document:
    return Document(name, "text", tuple(Block(line) for line in lines), metadata)


def refused(document: Document) -> str:
    """Return the message a document is refused with; empty where it is not."""
    try:
        refuse_secret(document)
    except ReadError as error:
        found = error
    else:
        return ""
    assert found.kind == "涉密"
    assert "定密单位" in found.hint
    assert "冷链" not in found.message
    return found.message


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_at_the_head(mark: str) -> None:
    assert "首页" in refused(made("000001", mark, "特急", BODY))


@pytest.mark.parametrize("line", NO_MARKS)
def test_talk_of_secrecy(line: str) -> None:
    assert not refused(made(BODY, line, "各乡镇人民政府："))
    assert not refused(made(line))


@pytest.mark.parametrize("mark", ["秘密★1年", "机密★", "机　密", "000001 绝密★长期"])
def test_a_secret_text_inside_a_collection(mark: str) -> None:
    lines = [f"第{number}条 为了发展经济，制定本办法。" for number in range(300)]
    assert "正文" in refused(made(*lines, mark, BODY, *lines))
    assert not refused(made(*lines, "秘密", BODY))  # a bare word far down is a cell or a heading


@pytest.mark.parametrize("stamp", ["已解密", "（此件已解密）", "本文件已于2020年1月1日解密", "【已解除密级】"])
def test_what_has_been_declassified(stamp: str) -> None:
    assert not refused(made("机密★1年", stamp, BODY))
    assert refused(made("机密★1年", "此前的文件已解密，本文件仍在保密期限内，请各单位妥善保管。", BODY))


@pytest.mark.parametrize(
    "name",
    [
        "【机密】冷链规划",
        "（秘密）冷链规划",
        "秘密★1年冷链规划",
        "机密-冷链规划",
        "冷链规划_机密",
        "冷链规划（秘密）",
        "绝密",
        "01机密_冷链",
        "密级-秘密 冷链规划",
        "〔机密〕冷链规划",
        "冷链规划 秘密",
        "机密文件-冷链规划",
    ],
)
def test_a_mark_in_the_name(name: str, tmp_path: Path) -> None:
    assert "文件名" in refused(made(BODY, name=name))
    path = tmp_path / f"{name}.txt"
    path.write_text(BODY, encoding="utf-8")
    with pytest.raises(ReadError, match="文件名"):
        read_file(path)


@pytest.mark.parametrize(
    "name",
    [
        "保守国家秘密法(2024-02-27)",
        "商业秘密保护规定",
        "机密文件管理办法",
        "秘密级载体管理规定",
        "国家秘密定密管理暂行规定",
        "秘密交通站旧址保护规划",
        "秘密★1年规划（已解密）",
        "绝密飞行表演管理办法",
        "保守国家秘密法（修订）",
    ],
)
def test_names_that_talk_of_secrecy(name: str) -> None:
    assert not refused(made(BODY, name=name))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("密级", "秘密"),
        ("密级", "机密★1年"),
        ("保密等级", "绝密级"),
        ("classification", "机密"),
        ("/title", "【机密】冷链规划"),
        ("dc:title", "冷链规划（秘密）"),
        ("cp:category", "机密"),
        ("keywords", "秘密★1年"),
        ("标题", "机密-冷链规划"),
    ],
)
def test_a_mark_in_the_metadata(key: str, value: str) -> None:
    assert "文件属性" in refused(made(BODY, **{key: value}))
    assert "文件属性" in refused(made(BODY, **{key: ["其他", value]}))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("密级", "公开"),
        ("密级", "内部"),
        ("密级", ""),
        ("密级", 1),
        ("keywords", "保密"),
        ("title", "保守国家秘密法"),
        ("attachments", [{"title": "机密", "url": "x"}]),
        ("classification", "工业"),
        ("description", "秘密、机密、绝密"),
    ],
)
def test_metadata_that_talk_of_secrecy(key: str, value: object) -> None:
    assert not refused(made(BODY, **{key: value}))


def saved(tmp_path: Path, document: Any) -> Path:
    path = tmp_path / "通知.docx"
    document.save(str(path))
    return path


def text_box(text: str) -> Any:
    inner = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    return parse_xml(
        f"<w:r {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'><w:pict><v:shape><v:textbox>{inner}</v:textbox>"
        "</v:shape></w:pict></w:r>"
    )


def watermark(text: str) -> Any:
    return parse_xml(
        f"<w:r {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'><w:pict><v:shape>"
        f"<v:textpath string='{text}'/></v:shape></w:pict></w:r>"
    )


@pytest.mark.parametrize("place", ["paragraph", "header", "first header", "text box", "watermark", "table", "title"])
def test_word(tmp_path: Path, place: str) -> None:
    document = docx.Document()
    section = document.sections[0]
    if place == "paragraph":
        document.add_paragraph("机密★1年")
    for _ in range(60):
        document.add_paragraph(BODY)
    match place:
        case "header":
            section.header.paragraphs[0].add_run("机密")
            section.header.paragraphs[0].add_run("★1年")
        case "first header":
            section.different_first_page_header_footer = True
            section.first_page_header.paragraphs[0].text = "秘　密"
        case "text box":
            document.paragraphs[50]._p.append(text_box("秘密"))
        case "watermark":
            section.header.paragraphs[0]._p.append(watermark("绝密"))
        case "table":
            row = document.add_table(rows=1, cols=2).rows[0].cells
            row[0].text, row[1].text = "机密★1年", "000001"
            document.element.body.insert(0, document.tables[0]._tbl)
        case "title":
            document.core_properties.title = "【机密】冷链规划"
    with pytest.raises(ReadError) as caught:
        read_file(saved(tmp_path, document))
    assert caught.value.kind == "涉密"


def test_word_without_a_mark(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "保守国家秘密法"
    document.add_paragraph(BODY)._p.append(text_box("内部资料 注意保存"))
    assert len(read_file(saved(tmp_path, document)).blocks) == 2


@pytest.mark.parametrize("page", [1, 3])
def test_pdf(tmp_path: Path, page: int) -> None:
    pages = [set_lines([BODY] * 8) for _ in range(4)]
    pages[page - 1].append((85, 800, 16, "机密★1年"))
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf(pages))
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert caught.value.kind == "涉密"


def test_a_running_head_of_a_pdf(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([[(85, 800, 12, "机密"), *set_lines([BODY] * 8)] for _ in range(5)]))
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert caught.value.kind == "涉密"


@pytest.mark.parametrize(
    "page",
    [
        "<p>秘密★1年</p><p>{body}</p>",
        "<table><tr><td>索引号</td><td>1</td><td>密级</td><td>机密</td></tr></table><div id=UCAP-CONTENT><p>{body}</p></div>",
        "<span>密级：</span><span>秘密</span><br><div class=TRS_Editor><p>{body}</p></div>",
        "<div id=zoom><p>机&emsp;密</p><p>{body}</p></div>",
    ],
)
def test_web_page(tmp_path: Path, page: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<!doctype html><html><body>{page.format(body=BODY * 5)}</body></html>", encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert caught.value.kind == "涉密"


def test_markdown_and_records(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\n密级: 机密\n---\n\n# {BODY}\n\n正文。\n", encoding="utf-8")
    with pytest.raises(ReadError, match="文件属性"):
        read_file(path)
    with pytest.raises(ReadError, match="首页"):
        record_document({"title": "通知", "text": f"秘密★1年\n{BODY}"})
    records = tmp_path / "a.jsonl"
    records.write_text(
        json.dumps({"title": "【机密】通知", "text": BODY}) + "\n" + json.dumps({"title": "通知", "text": BODY}),
        "utf-8",
    )
    first, second = read_records(records)
    assert isinstance(first, ReadError)
    assert (first.kind, first.message[:6]) == ("涉密", "第 1 行：")
    assert isinstance(second, Document)


@needs_shared
def test_no_real_text_is_refused() -> None:
    data = SHARED / "data"
    paths = [
        *data.glob("formats/*"),
        *data.glob("html/*"),
        *data.glob("policies/*"),
        *corpus_folder().glob("policies/*"),
    ]
    assert len(paths) > 200
    kinds = set()
    for path in paths:
        try:
            read_file(path)
        except ReadError as error:
            kinds.add(error.kind)
    assert kinds <= {"扫描件"}


@needs_shared
def test_no_real_article_is_refused() -> None:
    articles = list(read_records(SHARED / "data" / "retrieval" / "articles.jsonl.gz"))
    assert len(articles) == 59_266
    assert not [article for article in articles if isinstance(article, ReadError)]
    talking = [
        article
        for article in articles
        if isinstance(article, Document)
        and any(word in block.text for block in article.blocks for word in ("秘密", "机密", "绝密"))
    ]
    assert len(talking) > 700


@given(st.text(alphabet="秘机绝密★*级：| 　（）【】年1长期急特份号已解。的_", max_size=120))
def test_any_line_is_judged(text: str) -> None:
    refused(made(text, name=text, title=text, 密级=text))


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "piece", ["秘密", "秘 ", "密级", "【秘密", "000001 ", "*_", "秘密★", "机密1", "（秘密）", " 密级："]
)
def test_endless_lines_cost_little(piece: str) -> None:
    line = piece * 100_000
    refused(made(*[line] * 40, name=line, title=line))

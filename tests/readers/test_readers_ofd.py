from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ofd_maker import document_xml, make_ofd, pack, page_xml, parts_of, root_xml, set_lines, text_object

from policymatch.errors import ReadError
from policymatch.model import Block, Document
from policymatch.readers import Limits, read_file
from policymatch.readers.limits import Deadline
from policymatch.readers.ofd import read as read_ofd

BODY = "本条例所称政府投资是指在中国境内使用预算安排的资金"  # 25 characters: a full line with no indent
INFO = "<ofd:Title>某县&lt;条例&gt;</ofd:Title><ofd:Author>某县人民政府</ofd:Author><ofd:CreationDate>2024-01-02</ofd:CreationDate>"


def read(tmp_path: Path, data: bytes, limits: Limits | None = None, name: str = "a.ofd") -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    return read_file(path, limits or Limits())


def refused(tmp_path: Path, data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(ReadError) as caught:
        read(tmp_path, data, limits)
    assert caught.value.hint
    return caught.value.kind


def texts(tmp_path: Path, *objects: str) -> list[str]:
    return [block.text for block in read(tmp_path, pack(parts_of([page_xml([], "".join(objects))]))).blocks]


def test_pages_furniture_and_a_sentence_over_the_break(tmp_path: Path) -> None:
    pages = [
        [(150, 15, 3.5, "某县文件汇编"), *set_lines(lines), (95, 285, 5, f"— {number} —")]
        for number, lines in enumerate(
            (
                [f"　　第一条　{BODY[:18]}", BODY, "投向公共领域。", f"　　第二条　{BODY[:18]}", BODY],
                ["应当公开透明。", "　　第三条　应当评估。"],
                ["　　第四条　本条例自公布之日起施行。"],
            ),
            1,
        )
    ]
    document = read(tmp_path, make_ofd(pages, INFO))
    assert document.blocks == (
        Block(f"第一条　{BODY[:18]}{BODY}投向公共领域。", 1),
        Block(f"第二条　{BODY[:18]}{BODY}应当公开透明。", 1),
        Block("第三条　应当评估。", 2),
        Block("第四条　本条例自公布之日起施行。", 3),
    )
    assert (document.format, document.pages, document.name) == ("ofd", 3, "a")
    assert document.metadata == {
        "ofd:title": "某县<条例>",
        "ofd:author": "某县人民政府",
        "ofd:creationdate": "2024-01-02",
    }


def test_pieces_of_a_line_in_any_order(tmp_path: Path) -> None:
    assert texts(
        tmp_path,
        text_object(28, 60, 5.6, "第二条　应当公开。"),
        text_object(28 + 5.6 * 5, 40, 5.6, "为了规范投资。"),
        text_object(28, 40, 5.6, "第一条"),
        # Set apart by no more than letters are: one word.
        text_object(28 + 5.6 * 12, 40.2, 5.6, "制定本条例。"),
    ) == ["第一条 为了规范投资。制定本条例。", "第二条　应当公开。"]


def test_bold_letters_that_are_drawn_twice_are_read_once(tmp_path: Path) -> None:
    twice = [text_object(28 + shift, 40, 5.6, "第一条　应当公开。") for shift in (0, 0.2)]
    assert texts(tmp_path, *twice, text_object(28, 60, 5.6, "第一条　应当公开。")) == ["第一条　应当公开。"] * 2


def test_several_codes_of_one_object_and_lists_of_distances(tmp_path: Path) -> None:
    codes = (
        '<ofd:TextObject ID="1" Boundary="28 40 150 40" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="5 g 2 5">第一条内</ofd:TextCode>'
        '<ofd:TextCode X="20" DeltaX="5 5">容甲乙</ofd:TextCode>'
        # One code that is set over two lines by its distances.
        '<ofd:TextCode X="0" Y="25" DeltaX="5 5 -10 5 5" DeltaY="g 2 0 10 0 0">第二条第三条</ofd:TextCode></ofd:TextObject>'
    )
    assert texts(tmp_path, codes) == ["第一条内容甲乙", "第二条", "第三条"]


def test_scaled_text_and_text_at_an_angle(tmp_path: Path) -> None:
    small = text_object(0, 2, 2, "第一条　应当公开。", 'CTM="2.8 0 0 2.8 10 20"').replace(
        'Boundary="0 0', 'Boundary="20 20'
    )
    watermark = text_object(60, 150, 20, "内部资料", 'CTM="0.7 -0.7 0.7 0.7 0 0"')
    assert texts(tmp_path, small, watermark) == ["第一条　应当公开。"]


@pytest.mark.parametrize(
    ("change", "into"),
    [
        ("ofd:", "x:"),
        ("xmlns:ofd", "xmlns:ofd2"),
        ("http://www.ofdspec.org/2016", "http://www.ofdspec.org"),
    ],
)
def test_any_prefix_and_namespace(tmp_path: Path, change: str, into: str) -> None:
    parts = parts_of([page_xml(set_lines(["应当公开。"]))])
    changed = {name: str(content).replace(change, into) for name, content in parts.items()}
    if into == "x:":
        changed = {name: content.replace("xmlns:ofd", "xmlns:x") for name, content in changed.items()}
    if into == "xmlns:ofd2":
        changed = {
            name: content.replace("ofd:", "").replace("xmlns:ofd2", "xmlns") for name, content in changed.items()
        }
        changed = {name: content.replace("xmlns2=", "xmlns=") for name, content in changed.items()}
    assert [block.text for block in read(tmp_path, pack(changed)).blocks] == ["应当公开。"]


@pytest.mark.parametrize(
    ("root", "page", "names"),
    [
        ("/Doc_0/Document.xml", "/Doc_0/Pages/Page_0/Content.xml", {}),
        ("Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml", {}),
        ("doc_0/document.XML", "pages\\page_0\\Content.xml", {}),
        ("./Doc_0/../Doc_0/Document.xml", "../Doc_0/Pages/Page_0/Content.xml", {}),
        ("../../Doc_0/Document.xml", "../../../Doc_0/Pages/Page_0/Content.xml", {}),
        (
            "Doc_0/Document.xml",
            "Pages/Page_0/Content.xml",
            {"OFD.xml": "ofd.xml", "Doc_0/Document.xml": "Doc_0\\Document.xml"},
        ),
    ],
)
def test_paths_however_they_are_written(tmp_path: Path, root: str, page: str, names: dict[str, str]) -> None:
    parts = parts_of([page_xml(set_lines(["应当公开。"]))])
    parts |= {"OFD.xml": root_xml([root]), "Doc_0/Document.xml": document_xml([page])}
    data = pack({names.get(name, name): content for name, content in parts.items()})
    assert [block.text for block in read(tmp_path, data).blocks] == ["应当公开。"]


def test_several_documents_count_their_pages_on(tmp_path: Path) -> None:
    parts = parts_of([page_xml(set_lines(["甲方应当公开。"])), page_xml(set_lines(["乙方应当公开。"]))])
    parts["OFD.xml"] = root_xml(["Doc_0/Document.xml", "Doc_1/Document.xml"], INFO)
    parts["Doc_1/Document.xml"] = document_xml(["P.xml"])
    parts["Doc_1/P.xml"] = page_xml(set_lines(["丙方应当公开。"]))
    document = read(tmp_path, pack(parts))
    assert [(block.text[0], block.page) for block in document.blocks] == [("甲", 1), ("乙", 2), ("丙", 3)]
    assert document.pages == 3


def test_a_template_of_one_page_is_its_letterhead_and_of_many_furniture(tmp_path: Path) -> None:
    parts = parts_of(
        [
            page_xml(set_lines([f"　　第{n}条　应当公开。"]), templates=used)
            for n, used in (("一", (5, 6)), ("二", (6,)))
        ]
    )
    names = ["Pages/Page_0/Content.xml", "Pages/Page_1/Content.xml"]
    parts["Doc_0/Document.xml"] = document_xml(names, {5: "Tpls/5.xml", 6: "Tpls/6.xml", 7: "Tpls/7.xml"})
    parts["Doc_0/Tpls/5.xml"] = page_xml([(60, 25, 10, "某县人民政府文件")])
    parts["Doc_0/Tpls/6.xml"] = page_xml([(60, 10, 4, "某县公文系统")])
    assert [block.text for block in read(tmp_path, pack(parts)).blocks] == [
        "某县人民政府文件",
        "第一条　应当公开。",
        "第二条　应当公开。",
    ]


IMAGE = '<ofd:ImageObject ID="7" Boundary="0 0 210 297" ResourceID="8"/>'
OUTLINE = '<ofd:PathObject ID="7" Boundary="0 0 10 10"><ofd:AbbreviatedData>M 0 0 L 1 1</ofd:AbbreviatedData></ofd:PathObject>'


@pytest.mark.parametrize("drawn", [IMAGE, OUTLINE])
def test_only_pictures_or_outlines(tmp_path: Path, drawn: str) -> None:
    assert refused(tmp_path, pack(parts_of([page_xml([], drawn)] * 2))) == "扫描件"


def test_some_pages_are_pictures_and_no_sentence_goes_on_over_them(tmp_path: Path) -> None:
    full = page_xml(set_lines([f"　　第一条　{BODY[:18]}", *[BODY] * 4]))
    document = read(tmp_path, pack(parts_of([full, page_xml([], IMAGE), page_xml(set_lines([BODY, "。"]))])))
    assert document.metadata["pages_without_text"] == [2]
    assert len(document.blocks) == 2


def test_no_text_and_no_characters(tmp_path: Path) -> None:
    assert refused(tmp_path, pack(parts_of([page_xml([])]))) == "没有文字"
    assert refused(tmp_path, pack(parts_of([page_xml(set_lines(["¤" * 20] * 9))]))) == "文字无法识别"
    assert refused(tmp_path, pack(parts_of([page_xml(set_lines(["\ue001\ue002" * 10] * 9))]))) == "文字无法识别"


def test_encrypted(tmp_path: Path) -> None:
    parts = parts_of([page_xml(set_lines(["应当公开。"]))])
    assert refused(tmp_path, pack({**parts, "Encryptions.xml": "<x/>"})) == "已加密"
    data = bytearray(pack(parts))
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.index(mark)
        data[place + at] |= 1
    assert refused(tmp_path, bytes(data)) == "已加密"


def test_parts_that_are_missing_or_broken(tmp_path: Path) -> None:
    parts = parts_of([page_xml(set_lines(["应当公开。"]))])
    for name in ("Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml"):
        assert refused(tmp_path, pack({key: content for key, content in parts.items() if key != name})) == "文件损坏"
        assert refused(tmp_path, pack({**parts, name: "<ofd:Page"})) == "文件损坏"
        assert refused(tmp_path, pack({**parts, name: b""})) == "文件损坏"
    assert refused(tmp_path, pack({"OFD.xml": root_xml([])})) == "文件损坏"


def test_entities_are_refused(tmp_path: Path) -> None:
    parts = parts_of([page_xml(set_lines(["应当公开。"]))])
    lol = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    page = lol + str(parts["Doc_0/Pages/Page_0/Content.xml"]).replace("应当", "&b;&c;")
    assert refused(tmp_path, pack({**parts, "Doc_0/Pages/Page_0/Content.xml": page})) == "文件损坏"


def test_limits(tmp_path: Path) -> None:
    data = make_ofd([set_lines([BODY])] * 5)
    assert refused(tmp_path, data, Limits(max_pages=4)) == "超出上限"
    assert refused(tmp_path, data, Limits(max_chars=100)) == "超出上限"
    assert refused(tmp_path, data, Limits(max_unpacked=2000)) == "超出上限"
    assert refused(tmp_path, data, Limits(max_seconds=-1)) == "超时"


def test_a_page_that_is_listed_a_million_times_is_stopped(tmp_path: Path) -> None:
    parts = parts_of([page_xml(set_lines([BODY]))])
    parts["Doc_0/Document.xml"] = document_xml(["Pages/Page_0/Content.xml"] * 30_000)
    assert refused(tmp_path, pack(parts), Limits(max_seconds=20)) in ("超出上限", "超时")


def test_numbers_that_are_none(tmp_path: Path) -> None:
    for change in ('Boundary="x"', 'Boundary="1e99 0 1 1"', 'Boundary="nan inf 1 1"', ""):
        odd = text_object(28, 60, 5, "甲乙").replace('Boundary="28 55.0 10.0 6.0"', change)
        odd = odd.replace('Boundary="28 55 10 6.0"', change)
        assert texts(tmp_path, text_object(28, 40, 5, "应当公开。"), odd)[0] == "应当公开。"
    huge = text_object(28, 40, 5, "应当公开。").replace("g 4 5", "g 999999999 5 g x y")
    assert texts(tmp_path, huge) == ["应当公开。"]


number = st.one_of(st.floats(-1e7, 1e7).map(str), st.sampled_from(["", "g", "x", "g 3", "1e5", "nan", "- 1"]))
attribute = st.lists(number, max_size=7).map(" ".join)


@given(
    attribute,
    attribute,
    attribute,
    attribute,
    attribute,
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_numbers_give_lines_or_a_reason(
    boundary: str, matrix: str, size: str, x: str, delta: str, text: str
) -> None:
    from xml.sax.saxutils import escape

    drawn = (
        f'<ofd:TextObject ID="1" Boundary="{boundary}" CTM="{matrix}" Size="{size}"><ofd:TextCode X="{x}" Y="{x}"'
        f' DeltaX="{delta}" DeltaY="{delta}">{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )
    try:
        document = read_ofd(pack(parts_of([page_xml(set_lines(["应当公开。"]), drawn)])), "a", Limits(), Deadline(60))
    except ReadError as error:
        said = error.hint
    else:
        said = "".join(block.text for block in document.blocks)
        assert "应当公开。" in said
    assert said


@pytest.mark.parametrize("seed", range(30))
def test_damage(tmp_path: Path, seed: int) -> None:
    data = bytearray(make_ofd([set_lines([BODY] * 5)] * 3, INFO))
    chance = random.Random(seed)
    if seed % 3 == 0:
        del data[chance.randrange(4, len(data)) :]
    for _ in range(4):
        data[chance.randrange(4, len(data))] ^= 1 << chance.randrange(8)
    try:
        said = read(tmp_path, bytes(data)).blocks[0].text
    except ReadError as error:
        said = error.message
    assert said


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "a.ofd"
    path.write_bytes(make_ofd([set_lines([BODY])]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Doc_0/Res/x.bin", bytes(8_000_000))
    assert refused(tmp_path, path.read_bytes(), Limits(max_unpacked=4_000_000)) == "超出上限"

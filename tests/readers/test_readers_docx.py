from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers import Limits, read_file
from policymatch.readers.numbering import prefixed, spell

NS = nsdecls("w")


def saved(tmp_path: Path, document: Any) -> Document:
    path = tmp_path / "a.docx"
    document.save(str(path))
    return read_file(path)


def define_list(document: Any, number: int, *levels: tuple[str, str], start: int | None = None) -> None:
    """Add a list of those (style, pattern) levels under that number."""
    root = document.part.numbering_part.element
    made = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for place, (style, pattern) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {NS} w:abstractNumId="{number}">{made}</w:abstractNum>'))
    add_list(document, number, number, start)


def add_list(document: Any, number: int, abstract: int, start: int | None = None) -> None:
    override = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>' if start else ""
    document.part.numbering_part.element.append(
        parse_xml(f'<w:num {NS} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>')
    )


def numbered(document: Any, text: str, number: int, level: int = 0) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {NS}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'))


def test_automatic_numbers_are_rebuilt(tmp_path: Path) -> None:
    document = docx.Document()
    define_list(
        document,
        900,
        ("chineseCountingThousand", "%1、"),
        ("chineseCounting", "（%2）"),
        ("decimal", "%3."),
        ("lowerLetter", "%4)"),
    )
    define_list(document, 901, ("chineseCountingThousand", "第%1条"))
    define_list(document, 902, ("ideographDigital", "%1、"), ("bullet", "●"), ("decimal", "%1.%3"))
    add_list(document, 903, 901, start=20)
    for text, number, level in (
        ("总体要求", 900, 0),
        ("甲", 900, 1),
        ("乙", 900, 1),
        ("丙", 900, 2),
        ("丁", 900, 3),
        ("", 900, 0),
        ("支持方向", 900, 0),
        ("重新起数", 900, 1),
        ("为了规范", 901, 0),
        ("本办法", 901, 0),
        ("跳号", 903, 0),
        ("接着数", 903, 0),
        ("数位", 902, 0),
        ("圆点", 902, 1),
        ("混合", 902, 2),
        ("没有这个表", 999, 0),
    ):
        numbered(document, text, number, level)
    assert [block.text for block in saved(tmp_path, document).blocks] == [
        "一、总体要求",
        "（一）甲",
        "（二）乙",
        "1. 丙",
        "a)丁",
        "二、支持方向",
        "（一）重新起数",
        "第一条 为了规范",
        "第二条 本办法",
        "第二十条 跳号",
        "第二十一条 接着数",
        "一、数位",
        "圆点",
        "一.1 混合",
        "没有这个表",
    ]


def test_a_number_that_a_style_carries(tmp_path: Path) -> None:
    document = docx.Document()
    define_list(document, 900, ("chineseCounting", "第%1章"))
    style = document.styles["Heading 1"].element.get_or_add_pPr()
    style.append(parse_xml(f'<w:numPr {NS}><w:numId w:val="900"/></w:numPr>'))
    document.add_heading("总则", 1)
    document.add_heading("附则", 1)
    blocks = saved(tmp_path, document).blocks
    assert [(block.text, block.level) for block in blocks] == [("第一章 总则", 1), ("第二章 附则", 1)]


@pytest.mark.parametrize(
    ("number", "style", "written"),
    [
        (10, "chineseCounting", "十"),
        (11, "chineseCountingThousand", "十一"),
        (20, "japaneseCounting", "二十"),
        (103, "chineseCountingThousand", "一百零三"),
        (110, "chineseCountingThousand", "一百一十"),
        (1001, "chineseCountingThousand", "一千零一"),
        (10, "ideographDigital", "一〇"),
        (27, "lowerLetter", "aa"),
        (4, "upperRoman", "IV"),
        (3, "decimalEnclosedCircle", "③"),
        (7, "decimalZero", "07"),
        (2, "ideographTraditional", "乙"),
        (5, "somethingNew", "5"),
    ],
)
def test_spelling(number: int, style: str, written: str) -> None:
    assert spell(number, style) == written


def test_labels_do_not_run_into_figures() -> None:
    assert prefixed("1.", "2024年") == "1. 2024年"
    assert prefixed("一、", "总则") == "一、总则"


def test_order_tables_boxes_revisions_and_breaks(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("某某\n办法", 0)
    document.add_paragraph("第一行\n第二行")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip((*table.rows[0].cells, *table.rows[1].cells), ("项目", "比例", "甲\n乙", "30%"), strict=True):
        cell.text = text
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "框里\n的话"
    last = document.add_paragraph("留下")._p
    last.append(parse_xml(f"<w:del {NS}><w:r><w:delText>删去</w:delText></w:r></w:del>"))
    last.append(parse_xml(f"<w:moveFrom {NS}><w:r><w:t>移走</w:t></w:r></w:moveFrom>"))
    last.append(parse_xml(f"<w:ins {NS}><w:r><w:t>加上</w:t></w:r></w:ins>"))
    box = "<w:pict><w:txbxContent><w:p><w:r><w:t>文本框</w:t></w:r></w:p></w:txbxContent></w:pict>"
    last.append(parse_xml(f"<w:r {NS}>{box}</w:r>"))
    control = f"<w:sdt {NS}><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(-1, parse_xml(control))
    read = saved(tmp_path, document)
    assert [block.text for block in read.blocks] == [
        "某某办法",
        "第一行",
        "第二行",
        "项目 | 比例",
        "甲 乙 | 30%",
        "框里",
        "的话",
        "留下加上",
        "文本框",
        "控件",
    ]
    assert read.blocks[0].level == 1
    assert read.metadata["dc:creator"] == "python-docx"


def test_headings_by_outline_level_and_no_contents_list(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("第一章 总则......1", style="toc 1")
    document.add_paragraph("一、要求")._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {NS} w:val="1"/>'))
    assert [(block.text, block.level) for block in saved(tmp_path, document).blocks] == [("一、要求", 2)]


def test_a_style_that_is_based_on_itself(tmp_path: Path) -> None:
    document = docx.Document()
    style = document.styles.add_style("循环", 1).element
    style.append(parse_xml(f'<w:basedOn {NS} w:val="{style.get(qn("w:styleId"))}"/>'))
    document.add_paragraph("正文", style="循环")
    assert saved(tmp_path, document).blocks[0].text == "正文"


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w>" + b" " * 30_000_000)
    path = tmp_path / "a.docx"
    path.write_bytes(packed.getvalue())
    with pytest.raises(ReadError) as caught:
        read_file(path, Limits(max_unpacked=10_000_000))
    assert caught.value.kind == "超出上限"


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("正文")
    path = tmp_path / "a.docx"
    document.save(str(path))
    parts = {}
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"].replace("正文".encode(), b"&x;")
    start = body.index(b"<w:document")
    parts["word/document.xml"] = body[:start] + b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + body[start:]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(ReadError):
        read_file(path)


def test_a_zip_that_is_no_word_file(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert caught.value.kind == "文件损坏"

"""Tables of Word files: merged cells, heads, frames, tables in tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from policymatch.model import Block
from policymatch.readers import read_file

NS = nsdecls("w")
Corner = tuple[int, int]


def saved(tmp_path: Path, document: Any) -> tuple[Block, ...]:
    path = tmp_path / "a.docx"
    document.save(str(path))
    return read_file(path).blocks


def add_table(document: Any, rows: Sequence[Sequence[str]], merged: Sequence[tuple[Corner, Corner]] = ()) -> Any:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text:
                table.cell(row, column).text = text
    for first, last in merged:
        table.cell(*first).merge(table.cell(*last))
    return table


def mark_head(table: Any, count: int, value: str = "") -> None:
    for row in table.rows[:count]:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {NS} {value}/>"))


def rows_of(blocks: Sequence[Block]) -> list[tuple[str, int, bool]]:
    return [(block.text, block.table, block.head) for block in blocks]


def test_merged_cells_appear_once_and_columns_stay(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("表1 补助标准表")
    document.add_paragraph("单位：万元")
    add_table(
        document,
        [
            ["地区", "补助比例", "", "备注"],
            ["", "新建", "改造", ""],
            ["东部", "30%", "20%", "含设备"],
            ["", "35%", "25%", ""],
            ["合计", "", "", "另行通知"],
        ],
        [((0, 0), (1, 0)), ((0, 1), (0, 2)), ((0, 3), (1, 3)), ((2, 0), (3, 0)), ((2, 3), (3, 3)), ((4, 0), (4, 2))],
    )
    assert rows_of(saved(tmp_path, document)) == [
        ("表1 补助标准表", 0, False),
        ("单位：万元", 0, False),
        ("地区 | 补助比例 |  | 备注", 1, True),
        ("| 新建 | 改造 |", 1, True),
        ("东部 | 30% | 20% | 含设备", 1, False),
        ("| 35% | 25% |", 1, False),
        ("合计 |  |  | 另行通知", 1, False),
    ]


@pytest.mark.parametrize(
    ("rows", "stated", "value", "heads"),
    [
        ([["1", "甲"], ["2", "乙"], ["3", "丙"]], 0, "", 0),
        ([["1", "甲"], ["2", "乙"], ["3", "丙"]], 2, "", 2),
        ([["1", "甲"], ["2", "乙"], ["3", "丙"]], 2, 'w:val="0"', 0),
        ([["序号", "2024年"], ["1", "5万元"]], 0, "", 1),
        ([["企业", "不超过500万元"], ["农户", "每亩500元"]], 0, "", 0),
        ([["一区", "30%—50%"], ["二区", "20%"]], 0, "", 0),
        # All rows cannot be the head.
        ([["地区", "比例"], ["甲", "1"]], 2, "", 1),
    ],
)
def test_which_rows_are_the_head(tmp_path: Path, rows: list[list[str]], stated: int, value: str, heads: int) -> None:
    document = docx.Document()
    mark_head(add_table(document, rows), stated, value)
    assert [block.head for block in saved(tmp_path, document)] == [place < heads for place in range(len(rows))]


def test_a_merged_cell_that_goes_on_through_all_rows_makes_no_head_of_them(tmp_path: Path) -> None:
    document = docx.Document()
    add_table(document, [["农业", "种植", "高"], ["", "养殖", "低"]], [((0, 0), (1, 0))])
    assert [block.head for block in saved(tmp_path, document)] == [False, False]


def test_title_note_and_headings_in_the_table(tmp_path: Path) -> None:
    document = docx.Document()
    rows = [
        ["补助标准表", "", ""],
        ["地区", "新建", "改造"],
        ["一、农业", "", ""],
        ["甲", "1", "2"],
        ["注：以发票为准。", "", ""],
    ]
    table = add_table(document, rows, [((row, 0), (row, 2)) for row in (0, 2, 4)])
    mark_head(table, 2)
    assert rows_of(saved(tmp_path, document)) == [
        ("补助标准表", 0, False),
        ("地区 | 新建 | 改造", 1, True),
        ("一、农业 |  |", 1, False),
        ("甲 | 1 | 2", 1, False),
        ("注：以发票为准。", 0, False),
    ]


def test_frames_around_prose_stay_prose(tmp_path: Path) -> None:
    document = docx.Document()
    long = "申请人应当在规定的期限内向县级主管部门提交申请材料，" * 4
    add_table(document, [["第一段\n第二段"], ["第三段"]])
    add_table(document, [["说明", f"{long}\n第二段"]])
    add_table(document, [["金额", "5万元"]])
    assert rows_of(saved(tmp_path, document)) == [
        ("第一段", 0, False),
        ("第二段", 0, False),
        ("第三段", 0, False),
        ("说明", 0, False),
        (long, 0, False),
        ("第二段", 0, False),
        ("金额 | 5万元", 1, False),
    ]


def test_tables_in_tables_are_read_in_place(tmp_path: Path) -> None:
    document = docx.Document()
    frame = document.add_table(rows=1, cols=1).cell(0, 0)
    frame.text = "框内"
    inner = frame.add_table(rows=2, cols=2)
    for place, text in enumerate(("地区", "比例", "甲", "1%")):
        inner.cell(*divmod(place, 2)).text = text
    frame.add_paragraph("框尾")
    outer = add_table(document, [["项目", "明细"], ["冷库", "如下"]])
    nested = outer.cell(1, 1).add_table(rows=1, cols=2)
    nested.cell(0, 0).text, nested.cell(0, 1).text = "新建", "30%"
    assert rows_of(saved(tmp_path, document)) == [
        ("框内", 0, False),
        ("地区 | 比例", 1, True),
        ("甲 | 1%", 1, False),
        ("框尾", 0, False),
        ("项目 | 明细", 2, True),
        ("冷库 | 如下 新建 30%", 2, False),
    ]


def raw_table(document: Any, rows: str) -> None:
    document.element.body.insert(-1, parse_xml(f"<w:tbl {NS}><w:tblPr/><w:tblGrid/>{rows}</w:tbl>"))


def raw_row(*cells: tuple[str, str], properties: str = "") -> str:
    made = "".join(f"<w:tc><w:tcPr>{own}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text, own in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{made}</w:tr>"


def test_what_other_programs_write(tmp_path: Path) -> None:
    document = docx.Document()
    rows = [
        raw_row(("甲", ""), ("乙", ""), ("丙", "")),
        # A vertical merge that nothing began, a row that begins in the second column, a deleted row.
        raw_row(("一", "<w:vMerge/>"), ("二", ""), ("三", "")),
        raw_row(("5", ""), ("6", ""), properties='<w:gridBefore w:val="1"/>'),
        raw_row(("删", ""), ("去", ""), ("了", ""), properties="<w:del/>"),
        raw_row(("小计", "")),
        # No cell is so wide.
        raw_row(("宽", '<w:gridSpan w:val="999999999"/>'), ("坏", '<w:gridSpan w:val="x"/>')),
        raw_row(("7", ""), ("8", ""), ("9", "")),
    ]
    raw_table(document, "".join(rows))
    read = saved(tmp_path, document)
    assert [block.text for block in read] == [
        "甲 | 乙 | 丙 |",
        "一 | 二 | 三 |",
        "| 5 | 6 |",
        "小计 |  |  |",
        "宽 |  |  | 坏",
        "7 | 8 | 9 |",
    ]
    assert {block.table for block in read} == {1}

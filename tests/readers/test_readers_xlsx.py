from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers import Limits, read_file
from policymatch.readers.cellformat import shown

Fill = Callable[[Any], None]


def saved(tmp_path: Path, fill: Fill, name: str = "附件1.xlsx") -> Path:
    book = openpyxl.Workbook()
    fill(book)
    book.save(tmp_path / name)
    return tmp_path / name


def rows(document: Document) -> list[tuple[str, int, bool]]:
    return [(block.text, block.table, block.head) for block in document.blocks]


def refused(path: Path, limits: Limits | None = None) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_file(path, limits or Limits())
    assert caught.value.hint
    return caught.value


def awards(book: Any) -> None:
    """An annex as offices set it: a title over all columns, the unit below it, a head of two rows, a note."""
    sheet = book.active
    for row in (
        ["附件1：某市工业企业奖励标准"],
        ["填报单位：市工信局", None, None, "单位：万元"],
        ["序号", "类别", "奖励标准", None],
        [None, None, "首次认定", "重新认定"],
        [1, "高新技术企业", 20, 10.0],
        [2, "专精特新\n“小巨人”企业", 1200.5, 0.3],
        [3, None, "按实际投资", datetime(2024, 3, 1)],
        [],
        ["注：同一企业就高不重复。"],
    ):
        sheet.append(row)
    sheet["D6"].number_format = "0%"
    for area in ("A1:D1", "A3:A4", "B3:B4", "C3:D3", "B6:B7", "A9:D9"):
        sheet.merge_cells(area)


def test_an_annex_with_title_unit_head_and_note(tmp_path: Path) -> None:
    document = read_file(saved(tmp_path, awards))
    assert rows(document) == [
        ("附件1：某市工业企业奖励标准", 0, False),
        ("填报单位：市工信局 单位：万元", 0, False),
        ("序号 | 类别 | 奖励标准 |", 1, True),
        ("|  | 首次认定 | 重新认定", 1, True),
        ("1 | 高新技术企业 | 20 | 10", 1, False),
        ("2 | 专精特新 “小巨人”企业 | 1200.5 | 30%", 1, False),
        ("3 |  | 按实际投资 | 2024-03-01", 1, False),
        ("注：同一企业就高不重复。", 0, False),
    ]
    assert (document.format, document.name, document.pages) == ("xlsx", "附件1", None)
    assert document.metadata == {}


def test_sheets_are_headings_and_hidden_ones_are_left_out(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.active.title = "奖励标准"
        book.active.append(["类别", "标准"])
        for title, state in (
            ("申报材料", "visible"),
            ("下拉选项", "hidden"),
            ("底稿", "veryHidden"),
            ("空表", "visible"),
        ):
            sheet = book.create_sheet(title)
            sheet.sheet_state = state
            if title != "空表":
                sheet.append([title + "甲", "乙"])

    document = read_file(saved(tmp_path, fill))
    assert [(block.text, block.level, block.table) for block in document.blocks] == [
        ("奖励标准", 2, 0),
        ("类别 | 标准", 0, 1),
        ("申报材料", 2, 0),
        ("申报材料甲 | 乙", 0, 2),
    ]


def test_two_tables_on_one_sheet(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        for row in (
            ["一、首台套"], ["类别", "标准"], ["省级", 100], ["其中："], ["市级", 50], [], ["二、技改"], ["比例", "上限"], ["10%", "500万元"],
        ):  # fmt: skip
            book.active.append(row)

    assert rows(read_file(saved(tmp_path, fill))) == [
        ("一、首台套", 0, False),
        ("类别 | 标准", 1, True),
        ("省级 | 100", 1, False),
        ("其中： |", 1, False),
        ("市级 | 50", 1, False),
        ("二、技改", 0, False),
        ("比例 | 上限", 2, True),
        ("10% | 500万元", 2, False),
    ]


def test_a_table_of_figures_alone_has_no_head_and_years_make_one(tmp_path: Path) -> None:
    def figures(book: Any) -> None:
        book.active.append(["甲", 5])
        book.active.append(["乙", 6])

    def years(book: Any) -> None:
        book.active.append(["指标", 2024, 2025])
        book.active.append(["产值", 5, 6])

    assert [head for _, _, head in rows(read_file(saved(tmp_path, figures)))] == [False, False]
    assert [head for _, _, head in rows(read_file(saved(tmp_path, years)))] == [True, False]


@pytest.mark.parametrize(
    "header",
    [
        ["序号", "项目名称", "建设地点", "总投资（万元）"],
        ["项目名称", "建设性质", "主要建设内容及规模", "前期工作进展情况"],
        ["序号", "项目单位", "建设内容", "总投资"],
    ],
)
def test_a_table_of_projects_is_for_rank(tmp_path: Path, header: list[str]) -> None:
    def fill(book: Any) -> None:
        book.active.append(["某县2025年重点项目表"])
        book.active.append(header)

    error = refused(saved(tmp_path, fill))
    assert error.kind == "不支持的格式"
    assert "项目表" in error.message
    assert "rank" in error.hint


def test_two_such_columns_or_a_sentence_with_the_words_make_no_table_of_projects(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.active.append(["项目名称", "建设地点", "奖励标准"])
        book.active.append(["应当写明项目名称、建设地点、总投资、建设内容、项目单位和前期工作情况。", "建设性质"])

    assert read_file(saved(tmp_path, fill)).blocks


def test_formulas_give_their_stored_result(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda book: book.active.append(["合计", "=1+1", "=2+2"]))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b"<f>1+1</f><v></v>" in parts[sheet]
    parts[sheet] = parts[sheet].replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    document = read_file(path)
    assert document.blocks[0].text.rstrip(" |") == "合计 | 2"
    assert document.metadata["uncalculated_cells"] == ["C1"]


def test_a_sheet_whose_formats_reach_to_the_last_row(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.active.append(["类别", "标准"])
        book.active.append(["甲", "20万元"])
        for row in (3, 5000, 1_048_576):
            book.active.cell(row, 1).number_format = "0%"

    assert len(read_file(saved(tmp_path, fill)).blocks) == 2


def test_limits(tmp_path: Path) -> None:
    def many(book: Any) -> None:
        for number in range(50):
            book.active.append([f"第{number}类企业", "奖励"])

    path = saved(tmp_path, many)
    assert refused(path, Limits(max_chars=100)).kind == "超出上限"
    assert refused(path, Limits(max_seconds=-1)).kind == "超时"
    assert refused(saved(tmp_path, lambda book: book.active.cell(1, 400, "x"))).kind == "超出上限"


def test_nothing_to_read(tmp_path: Path) -> None:
    def hidden(book: Any) -> None:
        book.create_sheet("底稿").append(["甲", "乙"])
        book.worksheets[1].sheet_state = "hidden"

    for fill in (hidden, lambda book: None):
        assert refused(saved(tmp_path, fill)).kind == "没有文字"


@pytest.mark.parametrize("seed", range(30))
def test_damage(tmp_path: Path, seed: int) -> None:
    path = saved(tmp_path, awards)
    data, chance = bytearray(path.read_bytes()), random.Random(seed)
    if seed % 3 == 0:
        del data[chance.randrange(4, len(data)) :]
    for _ in range(3):
        data[chance.randrange(4, len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    try:
        said = read_file(path).blocks[0].text
    except ReadError as error:
        said = error.message
    assert said


def test_any_xml_in_place_of_a_sheet(tmp_path: Path) -> None:
    path = saved(tmp_path, awards)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for body in (b"", b"<x/>", b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet>&a;</worksheet>"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, body if name.endswith("sheet1.xml") else content)
        path.write_bytes(out.getvalue())
        assert refused(path).kind in ("文件损坏", "没有文字")


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.3, "0%", "30%"),
        (0.125, "0.0%", "12.5%"),
        (0.0005, "0.00%", "0.05%"),
        (1200.0, "General", "1200"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567.5, "#,##0.00", "1234567.5"),
        (33.333333333, "0.00", "33.33"),
        (2.5, "0", "3"),
        (20, '0"万元"', "20万元"),
        (20, '"不超过"0"万元"', "不超过20万元"),
        (20, "0\\万", "20万"),
        # Shown as 1.2万: the value is certain, what it is shown in is not.
        (12345, '0!.0,"万"', "12345"),
        (12345678, '0.00,,"百万"', "12345678"),
        (-5, "0;[Red]-0", "-5"),
        (-5, "0;[Red](0)", "-5"),
        (-5, "0", "-5"),
        (-5, "0;\\-0", "-5"),
        (-0.001, "0.00", "0"),
        (0, '[=1]"是";[=0]"否"', "0"),
        (20.5, 'General"万元"', "20.5万元"),
        (30, '0"%"', "30%"),
        (0.5, "# ?/?", "0.5"),
        (0, '0;-0;"—"', "—"),
        (5, ";;;", ""),
        (522725, "000000", "522725"),
        (45, "000000", "000045"),
        (1e21, "General", "1000000000000000000000"),
        (1e-7, "General", "0.0000001"),
        (12000, "0.00E+00", "12000"),
        (True, "General", "TRUE"),
        (datetime(2024, 1, 2), "yyyy-mm-dd", "2024-01-02"),
        (datetime(2024, 1, 2), 'yyyy"年"m"月"d"日"', "2024-01-02"),
        (datetime(2024, 1, 1), 'yyyy"年"m"月"', "2024-01"),
        (datetime(2024, 1, 1), "yyyy", "2024"),
        (datetime(2024, 1, 2, 17, 30), "yyyy-mm-dd hh:mm", "2024-01-02 17:30"),
        (date(2024, 1, 2), "mm-dd-yy", "2024-01-02"),
        (time(17, 30), "h:mm", "17:30"),
        (None, "0", ""),
        ("　总投资 ", "@", "　总投资 "),
        ("#DIV/0!", "General", "#DIV/0!"),
    ],
)
def test_what_a_cell_shows(value: object, form: str, text: str) -> None:
    assert shown(value, form) == text


@given(st.floats() | st.integers() | st.dates(), st.text(alphabet='0#?.,%;"\\!E+-/ [Red]万元ymdh_*@', max_size=20))
def test_any_format_shows_something_or_nothing(value: object, form: str) -> None:
    assert isinstance(shown(value, form), str)

"""Amounts that contradict each other, and whole tables of anything at all."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from project_sheets import read

from policymatch.errors import TableError
from policymatch.projects.rows import ProjectTable, read_projects
from policymatch.projects.vocabulary import NAMES

HEAD = ["项目名称", "总投资（万元）", "中央资金", "地方资金"]


def doubts(table: ProjectTable) -> list[tuple[str, ...]]:
    return [project.doubts for project in table.projects]


def test_parts_are_judged_only_where_the_others_add_up(tmp_path: Path) -> None:
    rows: list[list[Any]] = [HEAD, ["甲", 100, 60, 40], ["乙", 200, 100, 100], ["丙", 300, 100, 100]]
    assert [len(found) for found in doubts(read(tmp_path, rows))] == [0, 0, 1]
    # Where hardly any row adds up, the columns are not all there are.
    rows = [HEAD, ["甲", 100, 60, 20], ["乙", 200, 100, 50], ["丙", 300, 200, 100]]
    assert [len(found) for found in doubts(read(tmp_path, rows))] == [0, 0, 0]


def test_parts_within_parts_are_said_once(tmp_path: Path) -> None:
    rows: list[list[Any]] = [HEAD, *(["项目甲", 100 * n, 100 * n, 60 * n] for n in range(1, 6))]
    table = read(tmp_path, rows)
    assert doubts(table) == [()] * 5
    assert ["各列之和大于总投资的有 5 行（第 2至6 行）" in warning for warning in table.warnings] == [True]


def test_capital_is_beside_what_it_is_part_of(tmp_path: Path) -> None:
    head = ["项目名称", "总投资（万元）", "项目资本金", "银行贷款", "自筹"]
    table = read(tmp_path, [head, ["甲", 1000, 200, 800, 200], ["乙", 2000, 400, 1600, 400]])
    assert doubts(table) == [(), ()]


@pytest.mark.parametrize(("first", "second", "doubted"), [(3500, 5200, 0), (3500, 35000000, 2), (0.35, 3500, 2)])
def test_two_projects_whose_units_differ(tmp_path: Path, first: float, second: float, doubted: int) -> None:
    table = read(tmp_path, [["项目名称", "总投资（万元）"], ["甲", first], ["乙", second]])
    assert sum(len(found) for found in doubts(table)) == doubted


def test_a_column_of_units_goes_before_the_unit_of_another_heading(tmp_path: Path) -> None:
    head = ["项目名称", "金额单位", "总投资", "累计完成投资（万元）"]
    rows = [["甲路", "亿元", 1.2, 300], ["乙路", "万元", 800, 100], ["丙路", "万元", 900, 0]]
    table = read(tmp_path, [head, *rows])
    assert [project.investment_wan for project in table.projects] == [12_000.0, 800.0, 900.0]
    (amount,) = (column for column in table.columns if column.field == "总投资")
    assert amount.because.endswith("；单位取每一行 B 列写的，没有写的按万元")
    assert not any("没有写" in warning for warning in table.warnings)


def test_rounding_is_no_difference(tmp_path: Path) -> None:
    head = ["项目名称", "总投资（亿元）", "中央资金（亿元）", "地方资金（亿元）"]
    rows: list[list[Any]] = [head, ["甲", 1.235, 0.62, 0.61], ["乙", 2, 1, 1], ["丙", 3, 1, 2]]
    assert [len(found) for found in doubts(read(tmp_path, rows))] == [0, 0, 0]


_CELLS = st.one_of(
    st.sampled_from(
        ["", "合计", "小计", "一、农业类（2个）", "（一）交通", "其中：", "注：1", "1", "12000", "3500-5000万元", "1.2亿元", "√", "否", "新建",
         "2026年3月", "2026-2028", "60%", "可研已批", "石门镇", "清岭县供水工程", "#REF!", "—", "2403-520123-04-01-123456"]
    ),
    st.text(max_size=12),
    st.floats(0, 1e9).map(str),
)  # fmt: skip
_HEADS = st.one_of(
    st.sampled_from(sorted(NAMES)), st.sampled_from(["备注1", "", "总投资（亿元）", "万元", "资金来源", "环评批复"])
)


def table_or_hint(path: Path) -> ProjectTable | str:
    try:
        return read_projects(path)
    except TableError as error:
        return error.hint


@given(
    st.lists(_HEADS, min_size=1, max_size=7, unique=True),
    st.lists(st.lists(_CELLS, max_size=8), max_size=12),
    st.booleans(),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_is_read_or_explained(tmp_path: Path, head: list[str], rows: list[list[str]], titled: bool) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*([["清岭县项目表"]] if titled else []), ["项目名称", *head], *rows])
    table = table_or_hint(path)
    if isinstance(table, str):
        assert table
        return
    numbers = [project.row for project in table.projects]
    assert numbers == sorted(set(numbers))
    (sheet,) = table.sheets
    others = {row for found in sheet.others.values() for row in found}
    skipped = {row.row for row in table.skipped}
    # Every row with anything in it is a project, or listed as what it is.
    assert not others & set(numbers)
    for number, row in enumerate([*([[""]] if titled else []), [""], *rows], 1):
        said_something = len({cell.strip() for cell in row} - {"", "—", "1"}) > 1
        if number > sheet.last_row and said_something:
            assert number in others | set(numbers) | skipped
    for column in table.columns:
        assert 0 <= column.sure <= 1
        assert column.because

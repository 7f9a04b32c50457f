"""Builds the workbooks that the tests of tables read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from policymatch.projects.rows import ProjectTable, read_projects

HEADER = ["序号", "项目名称", "建设单位", "建设内容及规模", "总投资（万元）"]


def fill(sheet: Worksheet, rows: Iterable[Sequence[Any]], merges: Iterable[str] = ()) -> None:
    for row in rows:
        sheet.append(list(row))
    for area in merges:
        sheet.merge_cells(area)


def book(
    path: Path, rows: Iterable[Sequence[Any]], merges: Iterable[str] = (), formats: dict[str, str] | None = None
) -> Path:
    """Write one sheet; a None in a row is an empty cell."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    fill(sheet, rows, merges)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    target = path / "项目表.xlsx"
    workbook.save(target)
    return target


def read(path: Path, rows: Iterable[Sequence[Any]], merges: Iterable[str] = (), **options: Any) -> ProjectTable:
    return read_projects(book(path, rows, merges, options.pop("formats", None)), **options)


def project_row(number: object, name: object, investment: object, *more: object) -> list[object]:
    return [number, name, "清岭县水务局", "新建管网5公里", investment, *more]

"""Makes table files of every kind from one description, which also says what must be read from them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from biff_maker import BiffSheet, make_xls
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.cell import coordinate_from_string

SUFFIXES = {"xlsx": ".xlsx", "xlsm": ".xlsm", "xls": ".xls", "et": ".et", "csv": ".csv", "gb": ".csv", "tab": ".xls"}


@dataclass(frozen=True)
class Page:
    """A sheet as it is written: merged areas and formats by the names of cells, hidden rows from 1."""

    rows: Sequence[Sequence[Any]]
    name: str = "Sheet1"
    merges: Sequence[str] = ()
    formats: Mapping[str, str] = field(default_factory=dict)
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[str] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Want:
    """A project that must be read: its row and name, its investment in 万元, its permits ("可研批复 已办"), and more facts.

    ``doubts`` are words of each doubt there must be, in order; there must be no other.
    """

    row: int
    name: str
    wan: float | None
    permits: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    doubts: Sequence[str] = ()
    sheet: str | None = None


@dataclass(frozen=True)
class Case:
    """A table file and its gold.

    ``columns`` are what each column is read as, from A, " | " between them: a field's name, with ":万元" where it is
    money; 不读 for one that is left out on purpose, ? for one that nobody understands, nothing for one that is empty.
    Several sheets are given by name. ``others`` are the rows of each kind that is no project, ``skipped`` the rows
    that should have been one. ``warnings`` are words of each warning there must be; there must be no other.
    """

    name: str
    kind: str
    pages: Sequence[Page]
    columns: str | Mapping[str, str]
    wants: Sequence[Want]
    others: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    skipped: Sequence[int] = ()
    warnings: Sequence[str] = ()
    maps: Sequence[str] = ()
    title: str | None = None

    def write(self, folder: Path) -> Path:
        """Write the file."""
        path = folder / f"{self.name}{SUFFIXES[self.kind]}"
        if self.kind in ("xlsx", "xlsm"):
            _xlsx(self.pages, path)
        elif self.kind in ("xls", "et"):
            path.write_bytes(make_xls([_biff(page) for page in self.pages]))
        else:
            (page,) = self.pages
            text = io.StringIO()
            csv.writer(text, delimiter="\t" if self.kind == "tab" else ",").writerows(
                [["" if cell is None else cell for cell in row] for row in page.rows]
            )
            encoding = {"csv": "utf-8-sig", "gb": "gb18030", "tab": "utf-16"}[self.kind]
            path.write_bytes(text.getvalue().encode(encoding))
        return path


def table(text: str) -> list[list[Any]]:
    """Rows out of a drawing, | between cells; what looks like a number is one, '12 is the text 12."""
    return [[_drawn(cell.strip()) for cell in line.split("|")] for line in text.strip().split("\n")]


def _drawn(cell: str) -> Any:
    if cell.startswith("'"):
        return cell[1:]
    try:
        number = float(cell)
    except ValueError:
        return cell.replace("\\n", "\n") or None
    return int(number) if number.is_integer() and "." not in cell else number


def want(row: int, name: str, wan: float | None, permits: str = "", *doubts: str, **facts: Any) -> Want:
    """A project in short: permits as "可研批复 已办，环评批复 未办"; ``sheet`` among the facts is its sheet."""
    states = dict(each.split(" ") for each in permits.split("，") if each)
    return Want(row, name, wan, states, facts, doubts, facts.pop("sheet", None))


def _xlsx(pages: Sequence[Page], path: Path) -> None:
    book = openpyxl.Workbook()
    for number, page in enumerate(pages):
        sheet = book.active if number == 0 else book.create_sheet()
        assert sheet is not None
        sheet.title = page.name
        for row in page.rows:
            sheet.append(list(row))
        for area in page.merges:
            sheet.merge_cells(area)
        for cell, form in page.formats.items():
            sheet[cell].number_format = form
        for hidden in page.hidden_rows:
            sheet.row_dimensions[hidden].hidden = True
        for letters in page.hidden_columns:
            sheet.column_dimensions[letters].hidden = True
        if page.hidden:
            sheet.sheet_state = "hidden"
    book.save(path)


def _biff(page: Page) -> BiffSheet:
    areas = []
    for area in page.merges:
        left, top, right, bottom = range_boundaries(area)
        assert None not in (left, top, right, bottom)
        areas.append((int(top or 1) - 1, int(left or 1) - 1, int(bottom or 1) - 1, int(right or 1) - 1))
    formats = {}
    for cell, form in page.formats.items():
        letters, row = coordinate_from_string(cell)
        formats[row - 1, column_index_from_string(letters) - 1] = form
    return BiffSheet(
        page.name,
        page.rows,
        areas,
        formats,
        [row - 1 for row in page.hidden_rows],
        [column_index_from_string(letters) - 1 for letters in page.hidden_columns],
        page.hidden,
    )

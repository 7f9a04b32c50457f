"""Rows and columns of a table as HTML gives them: merged cells, rows that are titles, rows that name the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from policymatch.readers.limits import Deadline

# HTML lets a cell span 1000 columns and 65534 rows; no table of a policy is wider than this.
MOST_COLUMNS = 256
_MOST_HEAD_ROWS = 5
_HEAD_CELL = 40
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s?[-—–~～至]\s?(?:19|20)\d\d)?")


@dataclass(slots=True)
class Cell:
    """A cell: its text line by line, and how many columns and rows it covers."""

    lines: list[str]
    columns: int = 1
    rows: int = 1
    th: bool = False

    @property
    def text(self) -> str:
        """The text on one line."""
        return " ".join(self.lines)


@dataclass(slots=True)
class Row:
    """A row as written. ``section`` orders it (0 head, 1 body, 2 foot); ``nested`` are the data tables in its cells."""

    section: int
    cells: list[Cell] = field(default_factory=list)
    nested: list[Any] = field(default_factory=list)


def titles(rows: Sequence[Row]) -> int:
    """Count the rows on top that say one thing over the whole width: the table's title, its unit (单位：万元)."""
    for index, row in enumerate(rows):
        if sum(1 for cell in row.cells if cell.lines) > 1 or any(cell.rows > 1 for cell in row.cells):
            return index
    return 0


def head_rows(rows: Sequence[Row]) -> int:
    """Count the rows that name the columns: those marked so, else the first if it holds words and no figures."""
    for is_head in (lambda row: row.section == 0, lambda row: all(cell.th for cell in row.cells)):
        marked = next((index for index, row in enumerate(rows) if not row.cells or not is_head(row)), len(rows))
        if 0 < marked < len(rows) and marked <= _MOST_HEAD_ROWS:
            return marked
    first = rows[0].cells if rows else []
    deep = max((cell.rows for cell in first), default=0)
    # Rows tied together are a head where the cells that do not reach down stand over groups of columns.
    if deep >= len(rows) or deep > _MOST_HEAD_ROWS or any(cell.rows < deep and cell.columns < 2 for cell in first):
        return 0
    named = [cell for row in rows[:deep] for cell in row.cells]
    # The corner over the first column may be empty.
    return deep if len(first) > 1 and all(map(_names_a_column, named if first[0].lines else named[1:])) else 0


def _names_a_column(cell: Cell) -> bool:
    text = cell.text
    return 0 < len(text) <= _HEAD_CELL and not any(sign.isdigit() for sign in _YEARS.sub("", text))


def aligned(rows: Sequence[Row], deadline: Deadline) -> list[list[str]]:
    """Return the texts of the rows, each in the column where it stands, those a merged cell covers empty.

    A row that is one cell over the whole width has one text. Columns in which no cell begins are left out. A table
    too wide to be one is returned as its rows stand.
    """
    free_from: dict[int, int] = {}
    columns: set[int] = set()
    placed: list[dict[int, str]] = []
    ends = {row.section: index + 1 for index, row in enumerate(rows)}
    for index, row in enumerate(rows):
        deadline.check()
        column = 0
        places: dict[int, str] = {}
        for cell in row.cells:
            while free_from.get(column, 0) > index:
                column += 1
            if column >= MOST_COLUMNS:
                return [[cell.text for cell in row.cells] for row in rows]
            places[column] = cell.text
            last = min(column + cell.columns, MOST_COLUMNS)
            if cell.rows > 1:
                free_from.update(dict.fromkeys(range(column, last), min(index + cell.rows, ends[row.section])))
            column = last
        columns.update(places)
        placed.append(places)
    order = sorted(columns)
    whole = len(order) > 1
    aligned = []
    for row, places in zip(rows, placed, strict=True):
        deadline.check()
        alone = whole and len(row.cells) == 1 and row.cells[0].columns >= len(order)
        aligned.append([row.cells[0].text] if alone else [places.get(column, "") for column in order])
    return aligned

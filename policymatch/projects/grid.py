"""What a table file is after reading: sheets of cells, with merged cells filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class Percent(float):
    """A number that its cell shows as a percentage: 0.6 shown as 60%."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row with something in it. ``number`` counts from 1 as the user sees it, hidden rows included."""

    number: int
    values: tuple[object, ...]

    def text(self, column: int) -> str:
        """Give the text of a cell (column from 0), stripped; empty where there is none."""
        value = self.values[column] if column < len(self.values) else None
        if isinstance(value, float) and value.is_integer() and not isinstance(value, Percent):
            return str(int(value))
        return "" if value is None else str(value).strip()

    def value(self, column: int) -> object:
        """Give the cell's value, None beyond the row's end."""
        return self.values[column] if column < len(self.values) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its rows that hold something, empty ones left out.

    A merged cell's value stands in every cell it covers; ``covered`` maps such a cell (row number, column from 0)
    to the cell that holds the value, the holder itself not being in it. ``notes`` are Chinese remarks about
    the file (formulas without a stored result).
    """

    name: str
    rows: tuple[GridRow, ...]
    covered: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    hidden: bool = False
    notes: tuple[str, ...] = ()


def column_name(column: int) -> str:
    """Give a column's letters, from 0: A, B, ..., Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Give a cell's name as the user sees it; row from 1, column from 0: (12, 7) is H12."""
    return f"{column_name(column)}{row}"

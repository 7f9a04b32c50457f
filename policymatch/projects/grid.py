"""What a table file is after reading: sheets of cells, with merged cells filled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache


class Percent(float):
    """A number that its cell shows as a percentage: 0.6 shown as 60%."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row with something in it. ``number`` counts from 1 as the user sees it, hidden rows included."""

    number: int
    values: tuple[object, ...]
    texts: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Write every cell as text once; rows are asked for it over and over."""
        object.__setattr__(self, "texts", tuple(_text(value) for value in self.values))

    def text(self, column: int) -> str:
        """Give the text of a cell (column from 0), stripped; empty where there is none."""
        return self.texts[column] if column < len(self.texts) else ""

    def value(self, column: int) -> object:
        """Give the cell's value, None beyond the row's end."""
        return self.values[column] if column < len(self.values) else None


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and not isinstance(value, Percent):
        return str(int(value))
    return str(value).strip()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its rows that hold something, empty ones left out.

    A merged cell's value stands in every cell it covers; ``covered`` maps such a cell (row number, column from 0)
    to the cell that holds the value, the holder itself not being in it. ``hidden_rows`` are row numbers and
    ``hidden_columns`` columns from 0 that the user does not see; they are read all the same. ``notes`` are Chinese
    remarks about the file (formulas without a stored result).
    """

    name: str
    rows: tuple[GridRow, ...]
    covered: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    hidden: bool = False
    notes: tuple[str, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        """How many columns hold something, those before them included."""
        return max((len(row.values) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Area:
    """A merged area: rows from 1, columns from 0, the last of each included."""

    top: int
    left: int
    bottom: int
    right: int


def assemble(
    name: str,
    cells: dict[int, dict[int, object]],
    areas: Iterable[Area],
    *,
    hidden: bool = False,
    hidden_rows: Collection[int] = (),
    hidden_columns: Collection[int] = (),
) -> Sheet:
    """Make a sheet of cells by row number and column (from 0), filling what merged areas cover."""
    width = max((max(row) + 1 for row in cells.values() if row), default=0)
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for area in areas:
        holder = (area.top, area.left)
        value = cells.get(area.top, {}).get(area.left)
        if value is None:
            continue
        for row in range(area.top, area.bottom + 1):
            if row not in cells:
                continue
            for column in range(area.left, min(area.right + 1, width)):
                if (row, column) != holder:
                    cells[row][column] = value
                    covered[row, column] = holder
    rows = tuple(
        GridRow(number, tuple(row.get(column) for column in range(max(row) + 1)))
        for number, row in sorted(cells.items())
        if row
    )
    return Sheet(
        name,
        rows,
        covered,
        hidden,
        hidden_rows=frozenset(row.number for row in rows) & frozenset(hidden_rows),
        hidden_columns=frozenset(column for column in hidden_columns if column < width),
    )


@lru_cache(maxsize=4096)
def column_name(column: int) -> str:
    """Give a column's letters, from 0: A, B, ..., Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Give a column (from 0) by its letters: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_name(row: int, column: int) -> str:
    """Give a cell's name as the user sees it; row from 1, column from 0: (12, 7) is H12."""
    return f"{column_name(column)}{row}"


def row_list(rows: Iterable[int], most: int = 12) -> str:
    """Write row numbers for people, stretches in short: 5、7至9、12; ``most`` stretches at most."""
    stretches: list[list[int]] = []
    for row in sorted(set(rows)):
        if stretches and stretches[-1][1] == row - 1:
            stretches[-1][1] = row
        else:
            stretches.append([row, row])
    shown = [str(a) if a == b else f"{a}至{b}" if b > a + 1 else f"{a}、{b}" for a, b in stretches[:most]]
    return "、".join(shown) + ("等" if len(stretches) > most else "")

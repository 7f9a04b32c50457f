"""Tables as rows of cells, whatever file they come from: their head, their title row, their notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from policymatch.readers.blocks import BlockList

_DEEPEST_HEAD = 5
_LONG = 60  # characters; a longer cell names no column
_PROSE = 80  # characters; a longer cell of a table of one row is prose that has been framed
_UNITS = (
    "[十百千万亿]{0,3}(?:美?元|人|亩|户|个|项|家|吨|公?里|平方米|立方米|千瓦时?|兆瓦|公顷|公斤|米|件|次|[个小]?[天日月时]|年"
    "|岁|分|倍|台|套|头|只|所|处|座|张|辆|名|级|档|折|成|㎡|m[²³])?"
)
_FIGURE = re.compile(
    rf"[≤≥<>＜＞±约不超低于高过最为按达至少多的给予补助奖励]{{0,12}}\d[\d,，.．]{{0,20}}\s?[%％‰]?{_UNITS}"
    rf"(?:\s?[-—–~～至/×]\s?\d[\d,，.．]{{0,20}}\s?[%％‰]?{_UNITS})?(?:\s?[/／每]\s?\w{{1,6}})?(?:以[上下内])?"
)
_YEAR = re.compile(r"(?:19|20)\d\d\s?年?度?")
_NOTE = re.compile(r"[（(【]?(?:注|备注|附注|说明|填表说明|填报说明|注释)\s?\d{0,2}\s?[:：.、）)】]|[※★*＊▲]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and how many rows and columns it covers.

    ``full``: its last line reaches the right edge, so that its text may go on on the next page.
    """

    text: str
    rows: int = 1
    columns: int = 1
    full: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row and the page it begins on; a place that a merged cell covers is None."""

    cells: tuple[Cell | None, ...]
    page: int | None = None

    @property
    def texts(self) -> list[str]:
        """The text of each column, empty where a merged cell covers it."""
        return [cell.text if cell is not None else "" for cell in self.cells]

    def is_whole(self) -> bool:
        """Whether one cell covers all columns: a title, a heading between rows, a note."""
        first = self.cells[0]
        return first is not None and first.columns == len(self.cells) > 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a printed page. ``edges`` are its columns' from the left, in points; ``head`` is the number of
    rows known to name the columns, because they come again on the next page.
    """

    page: int
    edges: tuple[float, ...]
    rows: tuple[Row, ...]
    head: int = 0

    @property
    def text(self) -> str:
        """The text of all cells, for counting characters."""
        return "".join(text for row in self.rows for text in row.texts)

    def rewritten(self, change: Callable[[str], str]) -> Table:
        """Return the table with each text changed."""
        rows = tuple(
            replace(row, cells=tuple(cell and replace(cell, text=change(cell.text)) for cell in row.cells))
            for row in self.rows
        )
        return replace(self, rows=rows)


def head_length(rows: Sequence[Row], stated: int = 0) -> int:
    """Return how many rows at the top name the columns; ``stated`` is what the file itself says, 0 where nothing.

    Else it is the first row, or the first rows that a vertically merged cell in row one ties together, where they
    hold no figures.
    """
    if 0 < stated < len(rows):
        return stated
    if len(rows) < 2:
        return 0
    tied = max((cell.rows for cell in rows[0].cells if cell is not None), default=1)
    if tied >= len(rows) or tied > _DEEPEST_HEAD or any(_is_data(text) for row in rows[:tied] for text in row.texts):
        return 0
    return tied


def _is_data(text: str) -> bool:
    return len(text) > _LONG or (_FIGURE.fullmatch(text) is not None and _YEAR.fullmatch(text) is None)


def title_length(rows: Sequence[Row]) -> int:
    """Return how many rows at the top are of one cell across all columns: the title, the unit."""
    count = 0
    while count < len(rows) and rows[count].is_whole():
        count += 1
    return count


def note_length(rows: Sequence[Row]) -> int:
    """Return how many rows at the end are of one cell across all columns that holds a note."""
    count = 0
    while count < len(rows) and (row := rows[-1 - count]).is_whole():
        text = row.texts[0]
        if not _NOTE.match(text) and len(text) < _LONG:
            break
        count += 1
    return count


def is_framed_prose(rows: Sequence[Row]) -> bool:
    """Whether lines are drawn around prose, not around figures: one column, one cell, or one row with a long cell."""
    if all(len(row.cells) < 2 or row.is_whole() for row in rows) or _filled(rows) == 1:
        return True
    return len(rows) == 1 and any(len(text) > _PROSE for text in rows[0].texts)


def _filled(rows: Sequence[Row]) -> int:
    return sum(1 for row in rows for text in row.texts if text)


def parts(rows: Sequence[Row], stated: int = 0) -> tuple[int, int, int]:
    """Return the places of the first row of a table, of the end of its rows, and of the end of its head.

    What stands before and after is text: a title inside the table, notes under it. ``stated`` is the number of rows
    the file itself calls the head.
    """
    if is_framed_prose(rows):
        return len(rows), len(rows), 0
    first = title_length(rows)
    last = len(rows) - note_length(rows)
    return first, last, first + head_length(rows[first:last], max(0, stated - first))


def add_table(blocks: BlockList, rows: Sequence[Row], stated: int = 0) -> None:
    """Hand the rows of a table to ``blocks``, and as text what stands before and after them."""
    first, last, head = parts(rows, stated)
    table = blocks.new_table() if first < last else 0
    for place, row in enumerate(rows):
        if first <= place < last:
            blocks.add_row(row.texts, page=row.page, table=table, head=place < head)
        else:
            for text in row.texts:
                blocks.add(text, page=row.page)

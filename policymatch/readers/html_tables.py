"""Tables of a page: those that hold data row by row, those that only lay the page out as if they were not there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from policymatch.readers.blocks import BlockList
from policymatch.readers.html_elements import INLINE, NEVER, SPACES, LeftOut
from policymatch.readers.html_lists import ListNumbers, numbered
from policymatch.readers.limits import Deadline

_CELLS = ("td", "th")
_SECTIONS = {"thead": 0, "tfoot": 2}
# HTML lets a cell span 1000 columns and 65534 rows; no table of a policy is wider than this.
_MOST_COLUMNS = 256
_MOST_ROWS_SPANNED = 65_534
_MOST_HEAD_ROWS = 5
_LONG_CELL = 2000
_MANY_LINES = 10
_HEAD_CELL = 40
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s?[-—–~～至]\s?(?:19|20)\d\d)?")


def find_data_tables(element: Any, left_out: LeftOut, deadline: Deadline) -> set[Any]:
    """Return the tables under an element that hold data, found in one walk however deep they are nested."""
    import lxml.etree

    found: set[Any] = set()
    shapes: list[_Shape] = []
    steps = lxml.etree.iterwalk(element, events=("start", "end"))
    for event, node in steps:
        if event == "start":
            deadline.check()
            skipped = node is not element and left_out(node)
            if skipped:
                steps.skip_subtree()
            elif node.tag == "table":
                shapes.append(_Shape(node))
            if shapes:
                shapes[-1].begin(node.tag)
                shapes[-1].chars += 0 if skipped else len((node.text or "").strip())
            continue
        if node.tag == "table" and shapes and shapes[-1].table is node:
            shape = shapes.pop()
            if shape.holds_data():
                found.add(node)
            if shapes:
                shapes[-1].chars += shape.chars
                shapes[-1].nested += shape.chars
        elif shapes:
            shapes[-1].end(node.tag)
        if shapes and node is not element:
            shapes[-1].chars += len((node.tail or "").strip())
    return found


@dataclass(slots=True)
class _Shape:
    """How a table's text lies in its cells."""

    table: Any
    chars: int = 0
    nested: int = 0
    biggest: int = 0
    lines: int = 0
    filled: int = 0
    wide: bool = False
    _before: int = 0
    _lines: int = 0

    def begin(self, tag: object) -> None:
        if tag == "tr":
            self.filled = 0
        elif tag in _CELLS:
            self._before, self._lines = self.chars, 0
        elif tag not in INLINE:
            self._lines += 1

    def end(self, tag: object) -> None:
        if tag not in _CELLS:
            return
        length = self.chars - self._before
        if length > self.biggest:
            self.biggest, self.lines = length, self._lines
        self.filled += length > 0
        self.wide = self.wide or self.filled > 1

    def holds_data(self) -> bool:
        """Whether cells stand side by side and none of them is the page itself."""
        if not self.wide or (self.table.get("role") or "").lower() in ("presentation", "none"):
            return False
        is_page = self.biggest * 5 > self.chars * 4 and (self.biggest > _LONG_CELL or self.lines >= _MANY_LINES)
        return not is_page and self.nested * 2 <= self.chars


@dataclass(slots=True)
class _Cell:
    lines: list[str]
    columns: int = 1
    rows: int = 1
    th: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(slots=True)
class _Row:
    section: int
    cells: list[_Cell] = field(default_factory=list)
    nested: list[Any] = field(default_factory=list)


class TableReader:
    """Writes the data tables of a page into blocks."""

    def __init__(
        self, blocks: BlockList, data: set[Any], left_out: LeftOut, deadline: Deadline, *, numbers: bool
    ) -> None:
        """``data`` are the tables that hold data, ``numbers`` says whether lists show theirs."""
        self._blocks = blocks
        self._data = data
        self._left_out = left_out
        self._deadline = deadline
        self._numbers = numbers

    def write(self, table: Any) -> None:
        """Add a table: its caption and title as ordinary blocks, then its rows; tables in its cells after their row."""
        waiting = [table]
        while waiting:
            waiting.extend(reversed(self._write(waiting.pop())))

    def _write(self, table: Any) -> list[Any]:
        loose, rows = self._rows(table)
        titles = _titles(rows)
        for line in (*loose, *(line for row in rows[:titles] for cell in row.cells for line in cell.lines)):
            self._blocks.add(line)
        nested = [inner for row in rows[:titles] for inner in row.nested]
        rows = rows[titles:]
        number = self._blocks.new_table()
        head = _head_rows(rows)
        for index, (row, cells) in enumerate(zip(rows, _aligned(rows, self._deadline), strict=True)):
            self._blocks.add_row(cells, table=number, head=index < head)
            nested.extend(row.nested)
        return nested

    def _rows(self, table: Any) -> tuple[list[str], list[_Row]]:
        """Return what stands in the table outside its cells (its caption), and its rows, head first and foot last."""
        import lxml.etree

        loose: list[str] = []
        rows: list[_Row] = []
        line: Any = None
        section = 1
        steps = lxml.etree.iterwalk(table, events=("start", "end"))
        for event, node in steps:
            if event == "end":
                if node.tag in ("thead", "tfoot"):
                    section = 1
                if node is not table and node.tag not in _CELLS and (node.tail or "").strip():
                    loose.append(node.tail)
                continue
            self._deadline.check()
            if node is not table and (node.tag == "table" or self._left_out(node)):
                steps.skip_subtree()
            elif node.tag in _CELLS:
                parent = node.getparent()
                if not rows or parent is not line:
                    line = parent
                    rows.append(_Row(section))
                cell, nested = self._cell(node)
                rows[-1].cells.append(cell)
                rows[-1].nested.extend(nested)
                steps.skip_subtree()
            elif node.tag == "tr":
                line = node
                rows.append(_Row(section))
            elif node.tag == "caption":
                loose.extend(self._cell(node)[0].lines)
                steps.skip_subtree()
            else:
                section = _SECTIONS.get(node.tag, section)
                if (node.text or "").strip():
                    loose.append(node.text)
        rows.sort(key=lambda row: row.section)
        return [" ".join(text.split()) for text in loose], rows

    def _cell(self, cell: Any) -> tuple[_Cell, list[Any]]:
        """Return a cell and the data tables in it; what only lays it out is part of its text."""
        import lxml.etree

        parts: list[str] = []
        nested: list[Any] = []
        lists = ListNumbers(shown=self._numbers)
        steps = lxml.etree.iterwalk(cell, events=("start", "end"))
        for event, node in steps:
            if node.tag not in INLINE and node.tag not in NEVER:
                parts.append("\n")
            if event == "end":
                lists.leave(node)
                parts.append(SPACES.sub(" ", node.tail or "") if node is not cell else "")
            elif node is not cell and self._left_out(node):
                steps.skip_subtree()
            elif node in self._data:
                nested.append(node)
                steps.skip_subtree()
            else:
                self._deadline.check()
                if label := lists.enter(node):
                    parts.append(f"\0{label}\0")
                parts.append(SPACES.sub(" ", node.text or ""))
        lines = _lines("".join(parts))
        width = _span(cell.get("colspan"), _MOST_COLUMNS)
        return _Cell(lines, width, _span(cell.get("rowspan"), _MOST_ROWS_SPANNED), cell.tag == "th"), nested


def _lines(text: str) -> list[str]:
    """Split a cell's text into lines; a list's number, marked by \\0, goes before the next one that says something."""
    found: list[str] = []
    label = ""
    for raw in text.split("\n"):
        before, mark, rest = raw.partition("\0")
        if mark:
            label, _, rest = rest.partition("\0")
            raw = before + rest
        line = " ".join(raw.split())
        if line:
            found.append(numbered(label, line))
            label = ""
    return found


def _span(text: str | None, most: int) -> int:
    """Read rowspan or colspan; 0 means to the end of the section, nonsense 1."""
    match = re.match(r"\s{0,20}\+?([0-9]{1,6})", text or "")
    number = int(match[1]) if match else 1
    return min(number or most, most)


def _titles(rows: Sequence[_Row]) -> int:
    """Count the rows on top that say one thing over the whole width: the table's title, its unit (单位：万元)."""
    for index, row in enumerate(rows):
        if sum(1 for cell in row.cells if cell.lines) > 1 or any(cell.rows > 1 for cell in row.cells):
            return index
    return 0


def _head_rows(rows: Sequence[_Row]) -> int:
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


def _names_a_column(cell: _Cell) -> bool:
    text = cell.text
    return 0 < len(text) <= _HEAD_CELL and not any(sign.isdigit() for sign in _YEARS.sub("", text))


def _aligned(rows: Sequence[_Row], deadline: Deadline) -> list[list[str]]:
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
            if column >= _MOST_COLUMNS:
                return [[cell.text for cell in row.cells] for row in rows]
            places[column] = cell.text
            last = min(column + cell.columns, _MOST_COLUMNS)
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

"""Tables of a page: those that hold data row by row, those that only lay the page out as if they were not there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from policymatch.readers.blocks import BlockList
from policymatch.readers.html_elements import INLINE, NEVER, SPACES, LeftOut
from policymatch.readers.html_grid import MOST_COLUMNS, Cell, Row, aligned, head_rows, titles
from policymatch.readers.html_lists import ListNumbers, numbered
from policymatch.readers.limits import Deadline

_CELLS = ("td", "th")
_SECTIONS = {"thead": 0, "tfoot": 2}
_MOST_ROWS_SPANNED = 65_534
_LONG_CELL = 2000
_MANY_LINES = 10


def find_data_tables(element: Any, left_out: LeftOut, deadline: Deadline) -> set[Any]:
    """Return the tables under an element that hold data, found in one walk however deep they are nested."""
    import lxml.etree

    found: set[Any] = set()
    if next(element.iter("table"), None) is None:
        return found
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
        loose, rows = self._rows(table)
        on_top = titles(rows)
        for line in loose:
            self._blocks.add(line)
        for row in rows[:on_top]:
            for line in (line for cell in row.cells for line in cell.lines):
                self._blocks.add(line)
            self._write_nested(row)
        rows = rows[on_top:]
        number = self._blocks.new_table()
        head = head_rows(rows)
        for index, (row, cells) in enumerate(zip(rows, aligned(rows, self._deadline), strict=True)):
            self._blocks.add_row(cells, table=number, head=index < head)
            self._write_nested(row)

    def _write_nested(self, row: Row) -> None:
        # Each holds more than twice what the data tables in it hold, so this goes no deeper than a text has bits.
        for inner in row.nested:
            self.write(inner)

    def _rows(self, table: Any) -> tuple[list[str], list[Row]]:
        """Return what stands in the table outside its cells (its caption), and its rows, head first and foot last."""
        import lxml.etree

        loose: list[str] = []
        rows: list[Row] = []
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
                    rows.append(Row(section))
                cell, nested = self._cell(node)
                rows[-1].cells.append(cell)
                rows[-1].nested.extend(nested)
                steps.skip_subtree()
            elif node.tag == "tr":
                line = node
                rows.append(Row(section))
            elif node.tag == "caption":
                loose.extend(self._cell(node)[0].lines)
                steps.skip_subtree()
            else:
                section = _SECTIONS.get(node.tag, section)
                if (node.text or "").strip():
                    loose.append(node.text)
        rows.sort(key=lambda row: row.section)
        return [" ".join(text.split()) for text in loose], rows

    def _cell(self, cell: Any) -> tuple[Cell, list[Any]]:
        """Return a cell and the data tables in it; what only lays it out is part of its text."""
        import lxml.etree

        width, height = _span(cell.get("colspan"), MOST_COLUMNS), _span(cell.get("rowspan"), _MOST_ROWS_SPANNED)
        if not len(cell):
            line = " ".join((cell.text or "").split())
            return Cell([line] if line else [], width, height, cell.tag == "th"), []
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
        return Cell(_lines("".join(parts)), width, height, cell.tag == "th"), nested


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
    match = re.match(r"\s{0,20}\+?([0-9]{1,6})", text) if text else None
    return min(int(match[1]) or most, most) if match else 1

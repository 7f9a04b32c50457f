"""Excel workbooks as policy documents: tables of awards, lists and forms that come as annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers.blocks import BlockList
from policymatch.readers.cellformat import shown
from policymatch.readers.limits import Deadline, Limits, too_large
from policymatch.readers.workbook import open_workbook
from policymatch.text.normalize import mend

_PROJECT_COLUMNS = re.compile(
    r"(?:(项目名称)|(建设地[点址])|(总投资)|(建设内容)|(项目(?:建设|申报|实施)?单位|建设单位)|(建设性质)|(前期工作))"
)
_HEADING = 20  # characters a column's name has at most; what is longer tells of the column
_LOOK_AT = 40
_MAX_HEAD = 4  # rows that name the columns
_MAX_COLUMNS = 300
_UNNAMED = re.compile(r"(?:sheet|工作表|表)\s?\d{0,3}", re.I)
_FORM_LINE = re.compile(r"[^：:]{1,12}[：:].{0,40}")
_PROPERTIES = {"title": "dc:title", "creator": "dc:creator", "subject": "dc:subject"}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that shows something: its number as the user sees it, its cells, and which columns one cell covers.

    A merged cell stands where it begins and is empty in the other cells it covers. ``across`` and ``down`` are
    the columns in which a cell begins that covers more columns or more rows.
    """

    number: int
    cells: list[str]
    across: frozenset[int]
    down: dict[int, int]
    numeric: bool

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(1 for cell in self.cells if cell)


def read(data: bytes, name: str, limits: Limits, deadline: Deadline) -> Document:
    """Read a workbook: each sheet a heading with its tables; formulas by their stored results, hidden sheets left out.

    ``metadata`` holds the workbook's properties ("dc:title") and under ``uncalculated_cells`` the formulas that have
    no stored result. Raises ReadError (不支持的格式 for a table of projects, 没有文字, 文件损坏, 已加密, 超出上限, 超时).
    """
    book, uncalculated = open_workbook(data, deadline)
    try:
        deadline.check()
        blocks = BlockList(limits, deadline)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in visible:
            rows = _rows(sheet, deadline)
            _refuse_projects(rows, str(sheet.title))
            if rows and not (len(visible) == 1 and _UNNAMED.fullmatch(sheet.title.strip())):
                blocks.add(" ".join(mend(sheet.title).split()), level=2)
            _add(rows, blocks)
        metadata = _metadata(book)
    finally:
        book.close()
    if uncalculated:
        metadata["uncalculated_cells"] = [cell for cells in uncalculated.values() for cell in cells][:100]
    if not blocks.done():
        raise ReadError("工作表里没有文字（隐藏的工作表不读）", "请确认内容在可见的工作表里。", kind="没有文字")
    return Document(name, "xlsx", blocks.done(), metadata)


def _rows(sheet: Any, deadline: Deadline) -> list[_Row]:
    """Return the rows that show something."""
    across: dict[int, set[int]] = {}
    down: dict[int, dict[int, int]] = {}
    for area in sheet.merged_cells.ranges:
        deadline.check()
        if area.max_col > area.min_col:
            across.setdefault(area.min_row, set()).add(area.min_col - 1)
        if area.max_row > area.min_row:
            down.setdefault(area.min_row, {})[area.min_col - 1] = area.max_row
    cells: dict[int, dict[int, str]] = {}
    numeric: set[int] = set()
    # Only cells that exist: iter_rows would make every empty one of a sheet whose last format stands in row 1048576.
    for (row, column), cell in vars(sheet)["_cells"].items():
        deadline.check()
        text = " ".join(mend(shown(cell.value, str(cell.number_format))).split())
        if text:
            if column > _MAX_COLUMNS:
                raise too_large(f"工作表“{sheet.title}”的列数超过 {_MAX_COLUMNS} 列")
            cells.setdefault(row, {})[column - 1] = text
            # A row of figures names no columns; years may.
            if isinstance(cell.value, int | float) and not 1990 <= cell.value <= 2100:
                numeric.add(row)
    width = max((max(row) for row in cells.values()), default=-1) + 1
    return [
        _Row(
            number,
            [own.get(column, "") for column in range(width)],
            frozenset(across.get(number, ())),
            down.get(number, {}),
            number in numeric,
        )
        for number, own in sorted(cells.items())
    ]


def _refuse_projects(rows: Sequence[_Row], title: str) -> None:
    """Raise ReadError for a table of projects, which is not read for clauses but ranked."""
    for row in rows[:_LOOK_AT]:
        headings = (match for cell in row.cells if len(cell) <= _HEADING and (match := _PROJECT_COLUMNS.search(cell)))
        if len({match.lastindex for match in headings}) >= 3:
            raise ReadError(
                f"这是项目表（工作表“{title}”第 {row.number} 行是项目表的表头），不是政策文件",
                "项目表请交给 rank 或 plan。",
                kind="不支持的格式",
            )


def _add(rows: Sequence[_Row], blocks: BlockList) -> None:
    """Tell a sheet's tables from the titles above and the notes below them."""
    for table in _tables(rows):
        first = next((place for place, row in enumerate(table) if _is_tabular(row)), len(table))
        last = max((place for place, row in enumerate(table) if _is_tabular(row)), default=-1)
        for row in table[:first]:
            blocks.add(_line(row))
        if first <= last:
            number = blocks.new_table()
            head_to = _head_end(table[first : last + 1])
            for place, row in enumerate(table[first : last + 1]):
                blocks.add_row(row.cells, table=number, head=place < head_to)
        for row in table[last + 1 :] if last >= 0 else ():
            blocks.add(_line(row))


def _tables(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Yield the rows of each table with its titles: a title below an empty row begins another one."""
    table: list[_Row] = []
    for before, row in pairwise([None, *rows]):
        assert row is not None
        gap = before is not None and row.number > before.number + 1
        if gap and not _is_tabular(row) and any(_is_tabular(earlier) for earlier in table):
            yield table
            table = []
        table.append(row)
    if table:
        yield table


def _is_tabular(row: _Row) -> bool:
    """Whether a row has cells side by side, and is not a line of a form above a table (填报单位：… 单位：万元)."""
    return row.filled > 1 and not all(_FORM_LINE.fullmatch(cell) for cell in row.cells if cell)


def _line(row: _Row) -> str:
    return " ".join(cell for cell in row.cells if cell)


def _head_end(rows: Sequence[_Row]) -> int:
    """Return how many rows at a table's top name its columns: those a cell reaches over, and one below a wide cell."""
    if rows[0].numeric:
        return 0
    end = max([rows[0].number, *rows[0].down.values()])
    for place, row in enumerate(rows[:_MAX_HEAD]):
        if row.number > end or row.numeric:
            return place
        if row.across and not row.down.keys() >= row.across:
            end = max(end, row.number + 1)
    return min(len(rows), _MAX_HEAD)


def _metadata(book: Any) -> dict[str, object]:
    # Not the date: where a workbook states none openpyxl gives the present moment.
    found: dict[str, object] = {}
    for key, name in _PROPERTIES.items():
        value = getattr(book.properties, key, None)
        # openpyxl itself writes its own name where a workbook names nobody.
        if value and value != "openpyxl":
            found[name] = mend(str(value)).strip()
    return found

"""Finds a sheet's header and says which column holds which field of a project."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from policymatch.errors import TableError
from policymatch.projects.grid import GridRow, Sheet
from policymatch.projects.headings import Heading, core_of, read_heading
from policymatch.text.numerals import half_width, to_number

LOOK_AT = 40
"""A header stands among the first rows that hold something, or there is none."""

SEVERAL = frozenset({"place", "content", "funds", "funds_text", "permit", "procedures", "basis"})
"""Fields that more than one column may make up."""

_CORNER = re.compile(r"单位\s*[:：]?\s*[(（]?[^)）]{0,12}?(亿元|[百千]?万元|(?<![美欧日])[百千]?元)")
_FORM_LINE = re.compile(r"[:：]|^(?:单位|填报|制表|审核|日期)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: ``index`` from 0, ``heading`` what it means, ``title`` its heading as it stands."""

    index: int
    heading: Heading
    title: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sheet's header stands (row numbers as the user sees them) and what its columns hold.

    ``unit`` is the unit of money stated outside the headings (单位：万元), None when none is. ``unread`` are
    headings that were not understood, ``ignored`` pairs of a heading left aside and the one read in its place.
    """

    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    unit: str | None
    title: str
    unread: tuple[str, ...]
    ignored: tuple[tuple[str, str], ...] = ()

    def of(self, field: str) -> list[Column]:
        """Give the columns of a field, best first."""
        return [column for column in self.columns if column.heading.field == field]


def find_layout(sheet: Sheet) -> Layout | None:
    """Find the header of a sheet; None when it has none.

    Raises TableError when there is a header without a column for the projects' names.
    """
    rows = sheet.rows[:LOOK_AT]
    best, best_fields = -1, 2
    for position, row in enumerate(rows):
        fields = _fields_of(row)
        if "name" in fields and len(fields) > 1 and _looks_like_headings(row):
            return _layout(sheet, position)
        if len(fields) > best_fields and _looks_like_headings(row):
            best, best_fields = position, len(fields)
    if best < 0:
        return None
    seen = "、".join(dict.fromkeys(filter(None, (_shown(text) for text in _texts(rows[best])))))
    raise TableError(
        f"工作表“{sheet.name}”第 {rows[best].number} 行像是表头，但没有“项目名称”这一列；看到的列有：{seen[:300]}。",
        "请把写项目名称的那一列的表头改成“项目名称”；如果没有这一列，请补上。",
    )


def _texts(row: GridRow) -> list[str]:
    return [row.text(column) for column in range(len(row.values))]


def _shown(text: str) -> str:
    return re.sub(r"\s+", "", text)[:30]


def _fields_of(row: GridRow) -> set[str]:
    texts = {text for text in _texts(row) if text and len(text) <= 60}
    return {heading.field for heading in (read_heading((text,)) for text in texts)} - {""}


def _looks_like_headings(row: GridRow) -> bool:
    values = [value for value in row.values if value is not None]
    return sum(_is_data(value) for value in values) * 4 <= len(values)


def _is_data(value: object) -> bool:
    return not isinstance(value, str) or to_number(value) is not None or len(value) > 60


def _layout(sheet: Sheet, position: int) -> Layout:
    rows = sheet.rows
    name_column = next(
        index for index, text in enumerate(_texts(rows[position])) if read_heading((text,)).field == "name"
    )
    last = position
    while last + 1 < len(rows) and last - position < 2 and _continues(sheet, rows, position, last, name_column):
        last += 1
    first = position
    while first > 0 and position - first < 2 and _is_group_row(sheet, rows[first - 1], rows[first].number):
        first -= 1
    header = rows[first : last + 1]
    columns, unread, ignored = _columns(header)
    above = rows[: last + 1]
    return Layout(
        header[0].number, header[-1].number, columns, _corner_unit(above), _title(rows[:first], sheet), unread, ignored
    )


def _continues(sheet: Sheet, rows: tuple[GridRow, ...], first: int, last: int, name_column: int) -> bool:
    """Say whether the row below belongs to the header: merged with it, or a row of second-level headings."""
    below = rows[last + 1]
    if below.number != rows[last].number + 1:
        return False
    holder = sheet.covered.get((below.number, name_column))
    if holder is not None:
        # Merged down from the header it belongs to it; merged across in its own row it is a heading between projects.
        return rows[first].number <= holder[0] < below.number
    if below.text(name_column) or not _looks_like_headings(below):
        return False
    texts = [text for text in _texts(below) if text]
    short = all(len(text) <= 20 for text in texts)
    return short and any(read_heading((text,)).known for text in texts) and len(set(texts)) > 1


def _is_group_row(sheet: Sheet, row: GridRow, below: int) -> bool:
    """Say whether the row above the header holds groups of headings (基本信息, 资金来源) and not a title."""
    if row.number != below - 1:
        return False
    texts = {text for text in _texts(row) if text}
    merged = any(holder[0] == row.number for cell, holder in sheet.covered.items() if cell[0] == row.number)
    return merged and len(texts) > 1 and not any(_FORM_LINE.search(text) or len(text) > 20 for text in texts)


def _columns(header: tuple[GridRow, ...]) -> tuple[tuple[Column, ...], tuple[str, ...], tuple[tuple[str, str], ...]]:
    width = max(len(row.values) for row in header)
    grid = [_texts(row) + [""] * (width - len(row.values)) for row in header]
    _fill_groups(grid)
    found: list[Column] = []
    unread: list[str] = []
    for index in range(width):
        levels = tuple(dict.fromkeys(line[index] for line in grid if line[index]))
        if not levels:
            continue
        heading = read_heading(levels)
        title = "/".join(_shown(level) for level in levels)
        if heading.field:
            found.append(Column(index, heading, title))
        elif not heading.known:
            unread.append(title)
    return _one_each(found, unread)


def _fill_groups(grid: list[list[str]]) -> None:
    """Carry a group's heading to the right where a producer did not list the merge."""
    for upper, lower in pairwise(grid):
        for index in range(1, len(upper)):
            left_is_group = upper[index - 1] and lower[index - 1] and lower[index - 1] != upper[index - 1]
            if not upper[index] and lower[index] and left_is_group:
                upper[index] = upper[index - 1]


def _one_each(
    found: list[Column], unread: list[str]
) -> tuple[tuple[Column, ...], tuple[str, ...], tuple[tuple[str, str], ...]]:
    kept: list[Column] = []
    ignored: list[tuple[str, str]] = []
    for column in sorted(found, key=lambda column: (column.heading.rank, column.index)):
        rival = next((other for other in kept if other.heading.field == column.heading.field), None)
        finer = _finer(column, kept) if rival is not None else None
        if finer is not None:
            kept.append(finer)
        elif rival is not None and column.heading.field not in SEVERAL:
            if core_of(rival.title) != core_of(column.title) or column.heading.field in ("investment", "name"):
                ignored.append((column.title, rival.title))
        else:
            kept.append(column)
    # What several columns make up is put together in the order of the table.
    return tuple(sorted(kept, key=lambda column: column.index)), tuple(unread), tuple(ignored)


def _finer(column: Column, kept: list[Column]) -> Column | None:
    """Beside a column of the investment, 估算总投资 is the estimate and 概算总投资 the budget."""
    if column.heading.field != "investment":
        return None
    core = core_of(column.title)
    field = "estimate" if "估算" in core else "budget" if "概算" in core else None
    if field is None or any(other.heading.field == field for other in kept):
        return None
    return replace(column, heading=replace(column.heading, field=field))


def _corner_unit(rows: tuple[GridRow, ...]) -> str | None:
    for row in reversed(rows):
        for text in _texts(row):
            corner = _CORNER.search(half_width(text[:200]))
            if corner:
                return corner.group(1)
    return None


def _title(above: tuple[GridRow, ...], sheet: Sheet) -> str:
    for row in above:
        for text in _texts(row):
            if len(text) > 3 and not re.match(r"附件|附表|单位|填报", text):
                return re.sub(r"\s+", "", text)[:100]
    return sheet.name

"""Finds a sheet's header and says which column holds which field of a project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from policymatch.errors import TableError
from policymatch.model import ColumnReading
from policymatch.projects.around import lead_above, plain_texts, reporter_above, title_above, unit_outside
from policymatch.projects.choices import Choices
from policymatch.projects.contents import guess
from policymatch.projects.fieldnames import MONEY_FIELDS, field_name
from policymatch.projects.grid import GridRow, Sheet, column_name
from policymatch.projects.headings import core_of, is_unit, read_heading
from policymatch.projects.recognise import Column, Recognised, recognise, samples_of
from policymatch.text.numerals import half_width, to_number

LOOK_AT = 40
"""A header stands among the first rows that hold something, or there is none."""

_FORM_LINE = re.compile(r"[:：]|^(?:单位|填报|制表|审核|日期)")
_CERTAIN_NAME = re.compile(r"(?:建设|申报|储备|工程)?(?:项目|工程)(?:\(工程\))?(?:名称|全称)")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sheet's header stands (row numbers as the user sees them) and what its columns hold.

    ``unit`` is the unit of money stated outside the headings (单位：万元), None when none is. ``titles`` are the headings
    of all columns, ``readings`` how each was understood. ``unread`` are headings that were not understood, ``ignored``
    pairs of a heading left aside and the one read in its place, ``doubts`` Chinese sentences about unsure columns.
    ``reporter`` is who filled in the table, as a line above the header says (填报单位：清岭县发改局), ``lead`` the one text
    of the row right above it. ``unit_column`` is a column that holds the unit of each row's amounts.
    """

    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    unit: str | None
    title: str
    unread: tuple[str, ...]
    ignored: tuple[tuple[str, str], ...] = ()
    titles: tuple[str, ...] = ()
    readings: tuple[ColumnReading, ...] = ()
    doubts: tuple[str, ...] = ()
    reporter: str = ""
    lead: str = ""
    unit_column: int | None = None
    by_field: Mapping[str, list[Column]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort the columns by field once; every row asks for them."""
        by_field: dict[str, list[Column]] = {}
        for column in self.columns:
            by_field.setdefault(column.heading.field, []).append(column)
        object.__setattr__(self, "by_field", by_field)

    def of(self, field_key: str) -> list[Column]:
        """Give the columns of a field, best first."""
        return self.by_field.get(field_key, [])


def find_layout(
    sheet: Sheet, choices: Choices | None = None, *, alone: bool = True, unit: str | None = None
) -> Layout | None:
    """Find the header of a sheet; None when it has none. ``choices`` are the user's own word on its columns.

    ``alone`` says that the sheet is the file's only one: then a column of names by its letters may do without a header.
    ``unit`` is the unit of money that was stated further up, for the second table of a sheet.

    Raises TableError when there is a header without a column for the projects' names, ChoiceError where the user's
    word cannot be followed.
    """
    choices = choices or Choices()
    rows = sheet.rows[:LOOK_AT]
    best, best_fields = -1, 2
    for position, row in enumerate(rows):
        fields = _fields_of(row)
        if "name" in fields and _looks_like_headings(row) and (len(fields) > 1 or _names_projects(row, sheet)):
            return _layout(sheet, position, _name_column(row), choices, unit)
        if len(fields) > best_fields and _looks_like_headings(row):
            best, best_fields = position, len(fields)
    by_template = _by_template(sheet, rows, choices)
    if by_template is not None:
        return by_template
    found = _chosen_name(sheet, rows, best, choices, alone=alone)
    if found is None and best >= 0:
        found = _name_by_contents(sheet, best)
    if found is not None:
        return _layout(sheet, *found, choices, unit)
    if best < 0:
        return None
    seen = "、".join(dict.fromkeys(filter(None, (_shown(text) for text in rows[best].texts))))
    raise TableError(
        f"工作表“{sheet.name}”第 {rows[best].number} 行像是表头，但没有“项目名称”这一列；看到的列有：{seen[:300]}。",
        "请把写项目名称的那一列的表头改成“项目名称”，或用 --map 列=项目名称 指明；如果没有这一列，请补上。",
    )


def tables_of(sheet: Sheet, layout: Layout) -> list[Sheet]:
    """Cut a sheet where another header begins below the first one: blocks of one sheet may have other columns or units."""
    rows = sheet.rows
    start = next((n for n, row in enumerate(rows) if row.number > layout.last_row), len(rows))
    header = next((row for row in rows if layout.first_row <= row.number and _is_full_header(row)), None)
    cuts = [0]
    for position in range(start, len(rows)):
        row = rows[position]
        if _is_full_header(row) and header is not None and plain_texts(row) != plain_texts(header):
            header = row
            cuts.append(_first_above(rows, position, max(start, cuts[-1])))
    ends = [*cuts[1:], len(rows)]
    return [sheet if len(cuts) == 1 else replace(sheet, rows=rows[a:b]) for a, b in zip(cuts, ends, strict=True)]


def _is_full_header(row: GridRow) -> bool:
    """Whether a row below the header can be nothing but another header."""
    texts = [text for text in dict.fromkeys(row.texts) if text]
    if len(texts) < 3 or any(len(text) > 40 for text in texts) or not _looks_like_headings(row):
        return False
    headings = [read_heading((text,)) for text in texts]
    certain = any(heading.field == "name" and heading.rank < 10 for heading in headings)
    return certain and sum(heading.known for heading in headings) * 4 >= 3 * len(texts)


def _first_above(rows: tuple[GridRow, ...], position: int, least: int) -> int:
    """Take titles, corners and groups of headings that stand above a header with it."""
    first = position
    while first > least and position - first < 3:
        texts = plain_texts(rows[first - 1])
        if rows[first - 1].number != rows[first].number - 1 or len(set(texts)) > 2:
            break
        if any(to_number(text) is not None or re.search("[合小总]计", text) for text in texts):
            break
        first -= 1
    return first


def _shown(text: str) -> str:
    return re.sub(r"\s+", "", text)[:30]


def _fields_of(row: GridRow) -> set[str]:
    texts = {text for text in row.texts if text and len(text) <= 60}
    return {heading.field for heading in (read_heading((text,)) for text in texts)} - {""}


def _names_projects(row: GridRow, sheet: Sheet) -> bool:
    """Whether a row is a header though nothing but the name is known of it: 项目名称 beside some other short headings."""
    texts = [text for text in row.texts if text]
    certain = any(_CERTAIN_NAME.fullmatch(re.sub(r"\s+", "", half_width(text))) for text in texts)
    return certain and (len(set(texts)) > 1 or sheet.width == 1) and all(len(text) <= 20 for text in texts)


def _name_column(row: GridRow) -> int:
    return next(index for index, text in enumerate(row.texts) if read_heading((text,)).field == "name")


def _looks_like_headings(row: GridRow) -> bool:
    values = [value for value in row.values if value is not None]
    return sum(_is_data(value) for value in values) * 4 <= len(values)


def _is_data(value: object) -> bool:
    return not isinstance(value, str) or to_number(value) is not None or len(value) > 60


def _by_template(sheet: Sheet, rows: Sequence[GridRow], choices: Choices) -> Layout | None:
    """Find a header that only a saved template knows."""
    for core in dict.fromkeys(map(core_of, choices.name_titles())):
        for position, index in _places_of(core, rows):
            try:
                return _layout(sheet, position, index, choices)
            except TableError:
                continue
    return None


def _places_of(core: str, rows: Sequence[GridRow]) -> Iterator[tuple[int, int]]:
    """Give row and column of every cell of that heading which does not stand alone."""
    for position, row in enumerate(rows):
        same = [index for index, text in enumerate(row.texts) if text and core_of(text) == core]
        if same and len({text for text in row.texts if text}) > 1:
            yield position, same[0]


def _chosen_name(
    sheet: Sheet, rows: Sequence[GridRow], best: int, choices: Choices, *, alone: bool
) -> tuple[int, int] | None:
    """Find header and column of the names by what the user said; position -1 where the table has no header."""
    for column in choices.name_columns(sheet.name):
        place = next(_places_of(core_of(column), rows), None)
        if place is not None:
            return place
        letters = half_width(column).upper()
        if not re.fullmatch(r"[A-Z]{1,3}", letters):
            continue
        index = next((number for number in range(sheet.width) if column_name(number) == letters), None)
        if index is None:
            continue
        position = best if best >= 0 else _first_short_row(rows)
        if position >= 0 or alone:
            return position, index
    return None


def _first_short_row(rows: Sequence[GridRow]) -> int:
    """The first of the rows at the top whose texts are all short and no data; -1 where the table begins with data."""
    for position, row in enumerate(rows[:6]):
        texts = [text for text in row.texts if text]
        if (
            len(set(texts)) > 2
            and all(len(text) <= 20 for text in texts)
            and not any(_is_data(v) for v in row.values if v is not None)
        ):
            return position
    return -1


def _name_by_contents(sheet: Sheet, position: int) -> tuple[int, int] | None:
    """Find the column whose cells are names of projects under a header that names none."""
    row = sheet.rows[position]
    samples = samples_of(sheet, row.number, sheet.width)
    for index, cells in samples.items():
        if read_heading((row.text(index),) if row.text(index) else ()).field:
            continue
        seen = guess(cells)
        if seen and seen.field == "name" and seen.of > 1:
            return position, index
    return None


def _layout(sheet: Sheet, position: int, name_column: int, choices: Choices, inherited: str | None = None) -> Layout:
    rows = sheet.rows
    last = position
    if position >= 0:
        while last + 1 < len(rows) and last - position < 2 and _continues(sheet, rows, position, last, name_column):
            last += 1
    first = max(position, 0)
    while first > 0 and position - first < 2 and _is_group_row(sheet, rows[first - 1], rows[first].number):
        first -= 1
    header = rows[first : last + 1]
    last_row = header[-1].number if header else 0
    levels = _levels(header, sheet.width)
    titles = tuple("/".join(_shown(level) for level in words) for words in levels)
    unit = unit_outside(rows[:first], header, rows[last + 1 :]) or inherited
    said = choices.of(sheet.name, titles)
    found = recognise(levels, titles, said, samples_of(sheet, last_row, sheet.width), unit=unit)
    if unit is None and found.unit_column is None:
        _with_units(found)
    if not any(column.heading.field == "name" for column in found.columns):
        seen = "、".join(filter(None, titles))
        raise TableError(
            f"工作表“{sheet.name}”没有一列读作项目名称；看到的列有：{seen[:300]}。",
            "请用 --map 列=项目名称 指明是哪一列。",
        )
    return Layout(
        header[0].number if header else 0,
        last_row,
        tuple(found.columns),
        unit,
        title_above(rows[:first]) or sheet.name,
        tuple(found.unread),
        tuple(found.ignored),
        titles,
        _readings(found, sheet, unit),
        tuple(found.doubts),
        reporter_above(rows[:first]),
        lead_above(rows[:first]),
        found.unit_column,
    )


def _readings(found: Recognised, sheet: Sheet, unit: str | None) -> tuple[ColumnReading, ...]:
    readings: list[tuple[int, ColumnReading]] = []
    for column in found.columns:
        money = column.heading.field in MONEY_FIELDS
        shown = (column.heading.unit or unit or "万元") if money else None
        because = column.because
        if money and not column.heading.unit:
            if found.unit_column is not None:
                because += f"；单位取每一行 {column_name(found.unit_column)} 列写的，没有写的按{shown}"
            else:
                because += f"；单位取表头外写的“{unit}”" if unit else "；没有写单位，按万元"
        readings.append(
            (
                column.index,
                _reading(column.index, column.title, field_name(column.heading), shown, column.sure, because, sheet),
            )
        )
    for aside in found.asides:
        readings.append((aside.index, _reading(aside.index, aside.title, None, None, aside.sure, aside.because, sheet)))
    return tuple(reading for _, reading in sorted(readings, key=lambda each: each[0]))


def _reading(
    index: int, title: str, name: str | None, unit: str | None, sure: float, because: str, sheet: Sheet
) -> ColumnReading:
    if index in sheet.hidden_columns:
        because += "；隐藏列"
    return ColumnReading(sheet.name, column_name(index), title, name, unit, sure, because)


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
    if all(is_unit(text) for text in below.texts if text):
        return True
    texts = [text for text in below.texts if text]
    short = all(len(text) <= 20 for text in texts)
    return short and any(read_heading((text,)).known for text in texts) and len(set(texts)) > 1


def _is_group_row(sheet: Sheet, row: GridRow, below: int) -> bool:
    """Say whether the row above the header holds groups of headings (基本信息, 资金来源) and not a title."""
    if row.number != below - 1:
        return False
    texts = {text for text in row.texts if text}
    merged = any(holder[0] == row.number for cell, holder in sheet.covered.items() if cell[0] == row.number)
    return merged and len(texts) > 1 and not any(_FORM_LINE.search(text) or len(text) > 20 for text in texts)


def _levels(header: Sequence[GridRow], width: int) -> list[tuple[str, ...]]:
    """Give every column's headings from the top, each once; nothing for a column without any."""
    grid = [[row.text(index) for index in range(width)] for row in header]
    _fill_groups(grid)
    return [tuple(dict.fromkeys(line[index] for line in grid if line[index])) for index in range(width)]


def _fill_groups(grid: list[list[str]]) -> None:
    """Carry a group's heading to the right where a producer did not list the merge."""
    for upper, lower in pairwise(grid):
        for index in range(1, len(upper)):
            left_is_group = upper[index - 1] and lower[index - 1] and lower[index - 1] != upper[index - 1]
            if not upper[index] and lower[index] and left_is_group:
                upper[index] = upper[index - 1]


def _with_units(found: Recognised) -> None:
    """Give columns of money that state no unit the one that all the others state, and say so."""
    money = [column for column in found.columns if column.heading.field in MONEY_FIELDS - {"funds_text"}]
    units = {column.heading.unit for column in money} - {None}
    bare = [column for column in money if column.heading.unit is None]
    if not units or not bare:
        return
    shown = "、".join(column.shown for column in bare)
    if len(units) > 1:
        found.doubts.append(
            f"{shown}没有写金额单位，别的列有{'、'.join(sorted(map(str, units)))}，按万元读取，请核对。"
        )
        return
    (unit,) = units
    if unit != "万元":
        found.doubts.append(f"{shown}没有写金额单位，按别的列写的{unit}读取，请核对。")
    found.columns = [
        replace(
            column,
            heading=replace(column.heading, unit=unit),
            because=f"{column.because}；没有写单位，按别的列写的{unit}",
        )
        if column in bare
        else column
        for column in found.columns
    ]

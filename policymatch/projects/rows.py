"""A table file in, its projects out, with what was left out and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from policymatch.cycles import collector_at_rest
from policymatch.errors import TableError
from policymatch.model import ColumnReading, Place, Project, SkippedRow
from policymatch.projects.account import SheetReading
from policymatch.projects.amounts import with_amount_doubts
from policymatch.projects.choices import ChoiceError, Choices
from policymatch.projects.columns import Layout, find_layout, tables_of
from policymatch.projects.completing import completed
from policymatch.projects.fieldnames import NOT_READ, SUMMED_FIELDS
from policymatch.projects.fields import Context, RowReader
from policymatch.projects.grid import GridRow, Sheet, cell_name, column_number, row_list
from policymatch.projects.places import parse_place, place_doubt
from policymatch.projects.rowkinds import Classifier, Kind, RowKind
from policymatch.projects.table import read_grid
from policymatch.projects.totals import Entry, check_sums
from policymatch.text.money import SUM, parse_money, unit_in
from policymatch.text.numerals import half_width, to_number

_SUM_IN_WORDS = re.compile(rf"(?:共|总投资|投资)(?:约|计|为|:)?\s*({SUM})")


@dataclass(frozen=True, slots=True)
class ProjectTable:
    """A table as read. ``warnings`` are Chinese sentences about the table as a whole, ``title`` its heading.

    ``columns`` say how every column was understood, ``sheets`` what was made of every row, and ``templates`` names the
    saved readings that were applied.
    """

    projects: tuple[Project, ...]
    skipped: tuple[SkippedRow, ...]
    warnings: tuple[str, ...]
    title: str
    columns: tuple[ColumnReading, ...] = ()
    sheets: tuple[SheetReading, ...] = ()
    templates: tuple[str, ...] = ()

    @property
    def account(self) -> str:
        """What was made of the rows, in one Chinese line."""
        several = len(self.sheets) > 1
        return "；".join((f"工作表“{sheet.name}”" if several else "") + sheet.sentence() for sheet in self.sheets)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A number of projects that a row states: a category's, by its level, or level 0 for the whole sheet's."""

    level: int
    stated: int
    label: str
    row: int
    before: int


@dataclass(slots=True)
class _Progress:
    """What reading a sheet has come to so far."""

    projects: list[Project]
    skipped: list[SkippedRow]
    warnings: list[str]
    entries: list[Entry]
    categories: dict[int, str]
    counted: list[_Counted] = field(default_factory=list)
    others: dict[str, list[int]] = field(default_factory=dict)


def read_projects(
    path: Path | str,
    *,
    region: str | None = None,
    regions_dir: Path | None = None,
    choices: Choices | None = None,
) -> ProjectTable:
    """Read every sheet of a table file that has a header with 项目名称.

    ``region`` (贵州省黔南州清岭县) is where projects lie whose cells do not say otherwise; without it the table's title
    says so, where it names a county or prefecture. ``regions_dir`` stands in for the shipped ``corpus/regions``.
    ``choices`` are the user's own word on the columns (``--map``, templates). Broken cells leave a doubt on their project
    and broken rows a `SkippedRow`. Hidden rows are read, and named in a warning.
    Raises TableError when the file cannot be read or no sheet has a header, ChoiceError (a TableError) where ``choices``
    name columns that the table does not have.
    """
    with collector_at_rest():
        return _read_projects(Path(path), region, regions_dir, choices or Choices())


def _read_projects(path: Path, region: str | None, regions_dir: Path | None, choices: Choices) -> ProjectTable:
    default = parse_place(region, regions_dir=regions_dir) if region else None
    sheets = read_grid(path)
    warnings: list[str] = []
    problems: list[TableError] = []
    found: list[tuple[Sheet, Layout]] = []
    alone = sum(bool(sheet.rows) and not sheet.hidden for sheet in sheets) == 1
    for sheet in sheets:
        warnings += sheet.notes
        try:
            layout = find_layout(sheet, choices, alone=alone)
        except ChoiceError:
            raise
        except TableError as problem:
            problems.append(problem)
            continue
        if layout and sheet.hidden:
            warnings.append(f"隐藏的工作表“{sheet.name}”没有读取；需要读取时请取消隐藏。")
        elif layout:
            found += _tables(sheet, layout, choices)
    if not found:
        raise problems[0] if problems else _no_header(path.name, sheets)
    choices.check()
    warnings += [f"{problem.message}{problem.hint}" for problem in problems]
    table = _read_all(found, warnings, default, regions_dir)
    return replace(table, templates=tuple(choices.used))


def _tables(sheet: Sheet, layout: Layout, choices: Choices) -> list[tuple[Sheet, Layout]]:
    """Give the tables of a sheet with their layouts: one, or several where other headers follow."""
    parts = tables_of(sheet, layout)
    if len(parts) == 1:
        return [(sheet, layout)]
    layouts = [(part, find_layout(part, choices, unit=layout.unit)) for part in parts]
    return [(part, found) for part, found in layouts if found is not None]


def _no_header(name: str, sheets: list[Sheet]) -> TableError:
    first = next((sheet.rows[0] for sheet in sheets if sheet.rows), None)
    if first is None:
        return TableError(f"{name} 里没有内容。", "请确认项目表已保存在这个文件里。")
    seen = "、".join(dict.fromkeys(str(value).strip()[:20] for value in first.values if value is not None))
    return TableError(
        f"{name} 里没有找到项目表的表头；第 {first.number} 行是：{seen[:200]}。",
        "表头要有“项目名称”一列，最好还有“建设内容及规模”“总投资（万元）”“建设地点”等列；"
        "没有表头的表可用 --map B=项目名称 --map F=总投资（万元） 逐列指明。",
    )


def _read_all(
    found: list[tuple[Sheet, Layout]], warnings: list[str], default: Place | None, regions_dir: Path | None
) -> ProjectTable:
    projects: list[Project] = []
    skipped: list[SkippedRow] = []
    columns: list[ColumnReading] = []
    readings: list[SheetReading] = []
    # The second table of a sheet lies where the first one does.
    places: dict[str, Place | None] = {}
    several = len({sheet.name for sheet, _ in found}) > 1
    for sheet, layout in found:
        where = f"{sheet.name}!" if several else ""
        place = default or _place_of_title(layout.title, regions_dir) or _place_of_title(layout.reporter, regions_dir)
        place = places.setdefault(sheet.name, place) if place is None else place
        places[sheet.name] = place
        doubt = place_doubt(place) if place else None
        if place and doubt:
            warning = f"项目所在地{doubt}"
            if warning not in warnings:
                warnings.append(warning)
            place = replace(place, doubt=None)
        state = _read_sheet(Context(sheet, layout, where, place, regions_dir))
        doubted, remarks = with_amount_doubts(state.projects, layout, where)
        projects += doubted
        state.warnings += remarks
        columns += [reading if several else replace(reading, sheet=None) for reading in layout.readings]
        readings.append(_account(sheet, layout, state))
        skipped += [replace(row, sheet=sheet.name) if several else row for row in state.skipped]
        warnings += state.warnings
    if not projects:
        warnings.append(f"第 {found[0][1].last_row} 行表头以下没有读到项目。")
    return ProjectTable(
        tuple(projects), tuple(skipped), tuple(warnings), found[0][1].title, tuple(columns), tuple(readings)
    )


def _account(sheet: Sheet, layout: Layout, state: _Progress) -> SheetReading:
    fields = dict.fromkeys(range(len(layout.titles)), "")
    for reading in layout.readings:
        index = column_number(reading.column)
        fields[index] = reading.field or (NOT_READ if reading.sure else "")
    for column in layout.columns:
        if column.chosen and column.heading.unit and not unit_in(column.title):
            fields[column.index] += f"（{column.heading.unit}）"
    hidden = tuple(sorted(number for number in sheet.hidden_rows if number > layout.last_row))
    return SheetReading(
        sheet.name, layout.title, layout.first_row, layout.last_row, layout.unit, layout.titles,
        tuple(fields.values()), len(state.projects), {kind: tuple(rows) for kind, rows in state.others.items()}, hidden,
    )  # fmt: skip


def _place_of_title(title: str, regions_dir: Path | None) -> Place | None:
    """贵州省清岭县2026年储备表 is the county's own table; a province alone (西藏对口支援项目表) need not be the place."""
    if not title:
        return None
    place = parse_place(title, regions_dir=regions_dir)
    return replace(place, text="") if place.county or place.prefecture else None


def _read_sheet(context: Context) -> _Progress:
    layout = context.layout
    state = _Progress([], [], list(_layout_warnings(context)), [], _category_above(layout))
    classifier = Classifier(context.sheet, layout)
    for row in context.sheet.rows:
        if row.number > layout.last_row:
            _take(row, classifier.kind_of(row), context, state)
    _close_counts(state, context, 0)
    columns = [column for name in SUMMED_FIELDS for column in layout.of(name)]
    state.warnings += check_sums(state.entries, columns, context.where)
    hidden = [each.row for each in state.projects if each.row and each.row in context.sheet.hidden_rows]
    if hidden:
        state.warnings.append(
            f"{_of(context)}第 {row_list(hidden)} 行是隐藏的行（多半是筛选后没有恢复），也当作项目读取了；"
            "不要的请取消隐藏后删除。"
        )
    assumed = any(entry.assumed for entry in state.entries)
    if assumed and layout.unit is None and not any(column.heading.unit for column in columns):
        state.warnings.append(f"{_of(context)}没有写明金额单位，按万元读取；请在表头写明，如“总投资（万元）”。")
    return state


def _category_above(layout: Layout) -> dict[int, str]:
    """二、新建项目 right above a header is the category of all that follows."""
    found = re.match(r"[一二三四五六七八九十]{1,3}、(.{1,30}?)(?:[(][^()]{0,30}[)])?$", layout.lead)
    return {1: found[1]} if found else {}


def _of(context: Context) -> str:
    return f"工作表“{context.sheet.name}”" if context.where else "表中"


def _layout_warnings(context: Context) -> Iterator[str]:
    layout = context.layout
    if layout.unread:
        yield f"{_of(context)}这些列没有看懂，没有读取：{'、'.join(layout.unread)[:300]}。"
    for ignored, kept in layout.ignored:
        yield f"{_of(context)}“{ignored}”与“{kept}”含义相近，只读了“{kept}”。"
    for doubt in layout.doubts:
        yield f"{_of(context)}{doubt}"
    hidden = [column.shown for column in layout.columns if column.index in context.sheet.hidden_columns]
    if hidden:
        yield f"{_of(context)}{'、'.join(hidden)}是隐藏的列，也读取了；不要的请加 --map 列=不读。"


def _take(row: GridRow, kind: RowKind, context: Context, state: _Progress) -> None:
    if kind.kind not in (Kind.PROJECT, Kind.EMPTY):
        state.others.setdefault(kind.kind.value, []).append(row.number)
    if kind.kind is Kind.PROJECT:
        _take_project(row, context, state)
    elif kind.kind is Kind.CATEGORY:
        _close_counts(state, context, kind.level)
        state.categories = {level: label for level, label in state.categories.items() if level < kind.level}
        state.categories[kind.level] = kind.label
        if kind.count is not None:
            state.counted.append(_Counted(kind.level, kind.count, kind.label, row.number, len(state.projects)))
        _take_sums(row, kind, context, state)
    elif kind.kind in (Kind.SUBTOTAL, Kind.TOTAL):
        if kind.count is not None and kind.kind is Kind.TOTAL:
            state.counted.append(_Counted(0, kind.count, kind.label, row.number, 0))
        _take_sums(row, kind, context, state)
    elif kind.kind is Kind.NAMELESS:
        state.skipped.append(SkippedRow(row.number, _nameless(row, context)))
    elif kind.kind is Kind.CONTINUED:
        _take_continued(row, kind, context, state)


def _take_project(row: GridRow, context: Context, state: _Progress) -> None:
    name = context.layout.of("name")[0]
    text = row.text(name.index)
    if to_number(text) is not None:
        cell = context.where + cell_name(row.number, name.index)
        state.skipped.append(SkippedRow(row.number, f"{cell} 的项目名称是数字“{text}”，请填写项目名称。"))
        return
    reader = RowReader(context, row)
    state.projects.append(completed(reader.project("/".join(state.categories.values()) or None)))
    state.entries.append(Entry(Kind.PROJECT, row.number, 3, reader.wan, reader.unread, reader.assumed))


def _take_sums(row: GridRow, kind: RowKind, context: Context, state: _Progress) -> None:
    reader = RowReader(context, row)
    reader.sums()
    investment = next(iter(context.layout.of("investment")), None)
    stated = _SUM_IN_WORDS.search(half_width(next((text for text in row.texts if text), "")[:100]))
    if stated and investment and investment.index not in reader.wan:
        # 二、水利类（3个，共5000万元）
        money = parse_money(stated[1])
        if money is not None:
            reader.wan[investment.index] = money.wan
            reader.unread.discard(investment.index)
    state.entries.append(Entry(kind.kind, row.number, kind.level, reader.wan, reader.unread))


def _take_continued(row: GridRow, kind: RowKind, context: Context, state: _Progress) -> None:
    """A row of the same project (its name is merged over both): its own cells belong to nobody knows what."""
    money = {column.index for name in SUMMED_FIELDS for column in context.layout.of(name)}
    own = [
        context.where + cell_name(row.number, column.index)
        for column in context.layout.columns
        if column.heading.field != "seq"
        and row.text(column.index)
        and (row.number, column.index) not in context.sheet.covered
    ]
    if own:
        state.warnings.append(
            f"第 {row.number} 行与第 {kind.label} 行是同一个项目（名称单元格合并），"
            f"只读了第 {kind.label} 行，{'、'.join(own[:8])}{'等' if len(own) > 8 else ''} 没有计入。"
        )
    if own and state.entries and state.entries[-1].kind is Kind.PROJECT:
        state.entries[-1].unread |= money


def _nameless(row: GridRow, context: Context) -> str:
    name = context.layout.of("name")[0]
    cell = context.where + cell_name(row.number, name.index)
    seen = next((row.text(index) for index in range(len(row.values)) if len(row.text(index)) > 2), "")
    seen = re.sub(r"\s+", "", seen)[:20]
    about = f"（这一行有“{seen}”）" if seen else ""
    return f"{cell} 没有项目名称{about}，没有读取；请补上名称，若是合计行请写“合计”。"


def _close_counts(state: _Progress, context: Context, level: int) -> None:
    """Hold the numbers of projects that categories of a level and below it state against those read since."""
    for counted in [each for each in state.counted if each.level >= level]:
        state.counted.remove(counted)
        found = len(state.projects) - counted.before
        if found != counted.stated:
            state.warnings.append(
                f"{context.where}第 {counted.row} 行写的是“{counted.label}”{counted.stated} 个，"
                f"{'表中' if not counted.level else '下面'}读到 {found} 个项目，请核对。"
            )

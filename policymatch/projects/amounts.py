"""Amounts of a sheet held against each other: units that were mixed up, parts that do not make the whole.

Nothing is corrected: whoever filled the table knows which of two figures is right.
"""

from __future__ import annotations

import re
import statistics
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policymatch.model import Project
from policymatch.projects.columns import Layout
from policymatch.projects.grid import column_name, row_list
from policymatch.projects.totals import shown_wan
from policymatch.text.money import SUM, parse_money
from policymatch.text.numerals import half_width

OUT_OF_SCALE = 1_000
"""An investment this many times the median, or this small a part of it, was probably written in another unit."""

_SAME = 0.005
"""Rounding that is no difference, as a share of the whole."""

_OVERLAPS = re.compile(r"资本金|^其中")
"""Kinds of money that stand beside what they are a part of."""

_STATED = re.compile(rf"总投资额?(?:估算|约|为|共|计|:){{0,3}}\s*({SUM})")
_SMALL, _LARGE = 20.0, 1_000_000.0
"""Medians of a column of investments (万元) below and above which another unit is likely: 20万元 and 100亿元."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A project's kinds of money added up, in 万元, with the cell of its investment."""

    number: int
    total: float
    parts: float
    cell: str


def with_amount_doubts(projects: Sequence[Project], layout: Layout, where: str) -> tuple[list[Project], list[str]]:
    """Give the projects with doubts about their amounts, and Chinese warnings about the columns as wholes.

    ``where`` is put before cell names.
    """
    doubts: dict[int, list[str]] = {}
    for number, doubt in (
        *_out_of_scale(projects, where),
        *_against_whole(projects, where),
        *_against_words(projects, where),
    ):
        doubts.setdefault(number, []).append(doubt)
    warnings = [*_odd_unit(projects, layout, where)]
    for number, doubt in _parts(projects, where, warnings):
        doubts.setdefault(number, []).append(doubt)
    changed = [
        replace(project, doubts=(*project.doubts, *doubts[number])) if number in doubts else project
        for number, project in enumerate(projects)
    ]
    return changed, warnings


def _cell(project: Project, key: str, where: str) -> str:
    return where + project.cells.get(key, f"第 {project.row} 行")


def _median_without(rising: Sequence[float], wan: float) -> float:
    """The median of the others: one amount of four that is wrong would move the median of all towards itself."""
    at = bisect_left(rising, wan)
    count = len(rising) - 1
    low, high = (count - 1) // 2, count // 2
    return (rising[low + (low >= at)] + rising[high + (high >= at)]) / 2


def _out_of_scale(projects: Sequence[Project], where: str) -> Iterator[tuple[int, str]]:
    """Investments that are out of all proportion to the sheet's others."""
    amounts = [(number, each.investment_wan) for number, each in enumerate(projects) if each.investment_wan]
    rising = sorted(wan for _, wan in amounts)
    # Of two nobody knows which is odd; ten thousand times is 元 for 万元 or 万元 for 亿元.
    bound = 5 * OUT_OF_SCALE if len(amounts) == 2 else OUT_OF_SCALE
    for number, wan in amounts if len(amounts) > 1 else ():
        median = _median_without(rising, wan)
        if wan >= bound * median:
            odd = f"是同表其他项目中位数的 {wan / median:.0f} 倍，可能是按元或别的小单位填写的"
        elif wan * bound <= median:
            odd = "不到同表其他项目中位数的千分之一，可能是按亿元填写的"
        else:
            continue
        cell = _cell(projects[number], "investment_wan", where)
        yield number, f"{cell} 的总投资 {shown_wan(wan)} 万元{odd}，请核对单位。"


def _against_whole(projects: Sequence[Project], where: str) -> Iterator[tuple[int, str]]:
    """A part that is more than the whole: asked for, or one kind of money."""
    for number, project in enumerate(projects):
        whole = project.investment_wan
        if not whole:
            continue
        parts = [("requested_wan", "申请的资金", project.requested_wan)]
        parts += [(f"funds_wan.{label}", label, wan) for label, wan in project.funds_wan.items()]
        for key, name, wan in parts:
            if wan is None or wan <= whole * (1 + _SAME):
                continue
            times = f"，是它的 {wan / whole:.0f} 倍，可能单位不同" if wan >= OUT_OF_SCALE * whole else ""
            yield (
                number,
                f"{_cell(project, key, where)} 的{name} {shown_wan(wan)} 万元大于总投资 {shown_wan(whole)} 万元{times}，请核对。",
            )


def _against_words(projects: Sequence[Project], where: str) -> Iterator[tuple[int, str]]:
    """An investment that the project's own words state otherwise."""
    for number, project in enumerate(projects):
        if not project.investment_wan or "投资" not in project.content:
            continue
        found = _STATED.search(half_width(project.content[:2000]))
        money = parse_money(found[1]) if found else None
        if found and money and abs(money.wan - project.investment_wan) > max(1.0, 0.01 * project.investment_wan):
            said = f"{_cell(project, 'content', where)} 写总投资“{found[1].strip()}”"
            read = f"{_cell(project, 'investment_wan', where)} 是 {shown_wan(project.investment_wan)} 万元"
            yield number, f"{said}，{read}，按后者读取，请核对。"


def _parts(projects: Sequence[Project], where: str, warnings: list[str]) -> Iterator[tuple[int, str]]:
    """Kinds of money that do not add up to the investment, where those of the other rows do."""
    rows = list(_added_up(projects, where))
    over = [each for each in rows if each.parts > each.total * (1 + _SAME) + 1]
    right = [each for each in rows if abs(each.parts - each.total) <= each.total * _SAME + 1]
    under = [each for each in rows if each.parts < each.total * (1 - _SAME) - 1]
    if len(over) > 2 and len(over) * 2 > len(rows):
        numbers = row_list([projects[each.number].row or 0 for each in over])
        warnings.append(
            f"{where}资金来源各列之和大于总投资的有 {len(over)} 行（第 {numbers} 行），这些列可能有包含关系（如“其中”），请核对。"
        )
        over = []
    wrong = [*over, *(under if len(right) > 1 and len(right) >= 2 * len(under) else ())]
    for each in sorted(wrong, key=lambda part: part.number):
        sums = f"总投资 {shown_wan(each.total)} 万元，资金来源各项之和是 {shown_wan(each.parts)} 万元"
        yield each.number, f"{each.cell} 的{sums}，相差 {shown_wan(abs(each.total - each.parts))} 万元，请核对。"


def _added_up(projects: Sequence[Project], where: str) -> Iterator[Parts]:
    for number, project in enumerate(projects):
        kinds = [wan for label, wan in project.funds_wan.items() if not _OVERLAPS.search(label)]
        if project.investment_wan and len(kinds) > 1:
            yield Parts(number, project.investment_wan, sum(kinds), _cell(project, "investment_wan", where))


def _odd_unit(projects: Sequence[Project], layout: Layout, where: str) -> Iterator[str]:
    """A whole column of investments whose size speaks for another unit than the one stated."""
    amounts = [each.investment_wan for each in projects if each.investment_wan]
    columns = layout.of("investment")
    if len(amounts) < 3 or not columns:
        return
    median = statistics.median(amounts)
    stated = columns[0].heading.unit or layout.unit
    if layout.unit_column is not None and not columns[0].heading.unit:
        unit = f"的单位按每一行 {column_name(layout.unit_column)} 列写的读取"
    else:
        unit = f"写的单位是“{stated}”" if stated else "没有写单位，按万元读取"
    if median < _SMALL:
        yield f"{where}{columns[0].shown}{unit}，总投资的中位数只有 {shown_wan(median)} 万元，可能其实是亿元，请核对单位。"
    elif median > _LARGE:
        yield f"{where}{columns[0].shown}{unit}，总投资的中位数高达 {shown_wan(median)} 万元，可能其实是元，请核对单位。"

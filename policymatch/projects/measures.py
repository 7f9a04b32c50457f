"""What a project builds, in figures: length, area, capacity, beds, places, power (12.5公里, 3.2万亩, 日处理2万吨).

Every figure is given as the words state it. Several of one kind are never added up: only where the text itself states
their sum (共15公里) there is one figure for the whole. Money, widths and diameters, ranges and what is there already are none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from policymatch.model import Measure, Project
from policymatch.projects.figure_words import (
    CLAUSE_END,
    DIMENSION,
    FIGURE,
    MULTIPLIED,
    PART,
    SENTENCE_END,
    STRETCH_END,
    begin_of,
    in_a_code,
    is_about,
    is_rating,
    number_of,
    unit_of,
)
from policymatch.text.numerals import half_width

KINDS = (
    "长度", "占地面积", "建筑面积", "面积", "日处理能力", "年产能力", "装机容量", "储能功率", "储能容量", "库容", "仓容", "体积", "重量",
    "床位", "学位", "停车位", "托位", "户数", "数量",
)  # fmt: skip
"""What a figure can be of."""

MAX_LENGTH = 4_000
"""Characters of a content that are read."""
_WITH_NOUN = frozenset({"数量", "床位", "学位", "托位", "停车位"})
"""Of these the words behind the figure say what it counts: 冷库42座, 42座冷库."""
_MOST = 60
"""Figures of one project that are given."""

_PER_DAY = r"(?:/\s?(?:日|天|d)|每[日天]|日)"
_PER_YEAR = r"(?:/\s?(?:年|a)|每年)"
_KIND_OF = {
    "公里": "长度",
    "亩": "面积",
    "平方公里": "面积",
    "平方米": "面积",
    "兆瓦时": "储能容量",
    "兆瓦": "装机容量",
    "立方米": "体积",
    "吨": "重量",
    "户": "户数",
}
"""What a unit measures; the others count pieces."""

_MEASURED = re.compile(
    # What goes through in an hour (吨/小时) is neither a weight nor what goes through in a day.
    rf"{FIGURE}(?P<per>{_PER_DAY}|{_PER_YEAR})?(?![a-z元级]|\s?/\s?[^0-9]|每(?:小?时|秒|分))",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?:(?<!公)共计?|合计|总计|总长度?|全长|总面积|总建筑面积|总里程|总规模|总装机|总量|总数)[^,，。；;、\n0-9]{0,8}$"
)
_SIDE = re.compile(r"\s?[宽厚高深]")
_FLOW = re.compile(r"电量|发电|用电|供电|节电|耗电|售电")
"""Before kilowatt-hours: what flows in a year, and is not stored."""
_LAND = re.compile(r"(?:占地|用地|征地|征用|征收|流转|土地)(?:总?面积)?[^,，。；;、\n0-9]{0,4}$")
_FLOOR = re.compile(r"(?:建筑|改造|装修)(?:总?面积|规模)[^,，。；;、\n0-9]{0,4}$|建面[^0-9]{0,3}$")
_ELSE = re.compile(
    r"(?:规划|远期|由|从|现有|原有|已有|已建成?|已完成|已?累计|现状|服务|受益|覆盖|带动|辐射|惠及|涉及|保护|解决|改善|恢复|距|离|单[个台座]|每|平均|人均|"
    r"灌溉面积|绿化面积|受益面积|流域面积)[^,，。；;、\n0-9]{0,8}$"
)
_FOR_WHOM = re.compile(r"(?:服务|受益|保护|惠及|带动|覆盖|辐射|解决|改善|新增就业|吸纳)")
_DAILY = re.compile(
    r"(?:日|每天|每日)(?:均)?(?:处理|供水|处置|供|产|加工|烘干|屠宰|转运|加氢)?(?:能力|规模|量)?[^,，。；;、\n0-9]{0,4}$"
)
_YEARLY = re.compile(
    r"(?:年|每年)(?:产量?|处理|加工|生产|利用|消纳|屠宰|采选|处置|供水|出栏|入洗|开采)(?:能力|规模|量)?[^,，。；;、\n0-9]{0,6}$"
)
_CAPACITY = re.compile(r"(?:处理|供水|处置|设计|生产)(?:能力|规模)[^,，。；;、\n0-9]{0,4}$")
_PLACES = re.compile(r"(?:乡镇|镇|乡|街道|行政村|自然村|村|县|市|省|标段|子项)")
_STORED = (("库容", re.compile(r"库容|总容积|容积")), ("仓容", re.compile(r"仓容|储粮|储备能力|静态储")))
_NAMED = (
    ("床位", re.compile(r"床位|病床|床(?!单)"), "张"),
    ("学位", re.compile(r"学位"), "个"),
    ("托位", re.compile(r"托位"), "个"),
    ("停车位", re.compile(r"停车位|车位|泊位"), "个"),
)


def measures(project: Project) -> tuple[Measure, ...]:
    """The figures of a project's content, and those of its name that the content lacks, in reading order."""
    of_content = measures_in(project.content)
    known = {(each.kind, each.unit) for each in of_content}
    of_name = measures_in(project.name)
    return (*(each for each in of_name if (each.kind, each.unit) not in known), *of_content)


@lru_cache(maxsize=256)
def measures_in(text: str) -> tuple[Measure, ...]:
    """Every figure of a text, in reading order."""
    plain = half_width(text[:MAX_LENGTH])
    found = []
    for match in _MEASURED.finditer(plain):
        measure = _measure(plain, match)
        if measure is not None:
            found.append(measure)
        if len(found) == _MOST:
            break
    return tuple(found)


def _measure(plain: str, match: re.Match[str]) -> Measure | None:
    start, end = match.span()
    clause = begin_of(CLAUSE_END, plain, start)
    before = plain[max(clause, start - 30) : start]
    stop = CLAUSE_END.search(plain, end, end + 20)
    after = plain[end : stop.start() if stop else end + 20]
    if (
        match["low"]
        or in_a_code(match, before)
        or MULTIPLIED.search(before)
        or DIMENSION.search(before)
        or _SIDE.match(plain, end)
    ):
        return None
    if _ELSE.search(before) or _FOR_WHOM.match(plain, begin_of(STRETCH_END, plain, start)):
        return None
    number = number_of(match)
    if number is None:
        return None
    unit, worth = unit_of(match)
    kind, unit = _kind(unit, before, after, match["per"] or "")
    if not kind:
        return None
    return Measure(
        kind=kind,
        value=round(float(number * worth), 6),
        unit=unit,
        text=(plain[max(clause, start - 12) : end] + (after[:8] if kind in _WITH_NOUN else "")).strip(),
        about=is_about(match, before),
        total=_TOTAL.search(before) is not None,
        part=PART.search(plain, begin_of(SENTENCE_END, plain, start), start) is not None,
    )


def _kind(unit: str, before: str, after: str, per: str) -> tuple[str, str]:
    """What a figure measures, from its unit and the words around it; empty where it measures nothing of the project."""
    kind = _KIND_OF.get(unit, "数量")
    if kind in ("体积", "重量"):
        return _volume(kind, unit, before, per)
    if per:
        return "", ""
    if kind == "数量":
        return _count(unit, before, after)
    if kind == "装机容量" and is_rating(before, after):
        return "", ""
    if kind == "储能容量" and _FLOW.search(before):
        return "", ""
    if kind == "装机容量" and "储能" in before:
        return "储能功率", unit
    if kind == "面积" and _LAND.search(before):
        return "占地面积", unit
    if kind == "面积" and unit == "平方米" and _FLOOR.search(before):
        return "建筑面积", unit
    return kind, unit


def _volume(kind: str, unit: str, before: str, per: str) -> tuple[str, str]:
    """What is stored, what goes through in a day or a year; a capacity of neither is not told apart."""
    for name, pattern in _STORED:
        if pattern.search(before):
            return name, unit
    if re.match(_PER_DAY, per) or _DAILY.search(before):
        return "日处理能力", f"{unit}/日"
    if re.match(_PER_YEAR, per) or _YEARLY.search(before):
        return "年产能力", f"{unit}/年"
    return ("", "") if _CAPACITY.search(before) else (kind, unit)


def _count(unit: str, before: str, after: str) -> tuple[str, str]:
    if _PLACES.match(after):
        return "", ""
    for name, pattern, called in _NAMED:
        if pattern.match(after) or pattern.search(before[-6:]):
            return name, called
    if unit == "床":
        return "床位", "张"
    return ("", "") if unit in ("张", "人") else ("数量", unit)

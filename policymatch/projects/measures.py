"""What a project builds, in figures: length, area, capacity, beds, places, power (12.5公里, 3.2万亩, 日处理2万吨).

Every figure is given as the words state it. Several of one kind are never added up: only where the text itself states
their sum (共15公里) there is one figure for the whole. Money, widths and diameters, ranges and what is there already are none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from policymatch.model import Measure, Project
from policymatch.projects.quantities import number_of
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

_NUMBER = r"(?P<number>[0-9][0-9,]{0,14}(?:\.[0-9]{1,6})?|[一二三四五六七八九十百千两]{1,7})"
_MYRIAD = r"(?P<myriad>[百千]?万|亿)?"
_PER_DAY = r"(?:/\s?(?:日|天|d)|每[日天]|日)"
_PER_YEAR = r"(?:/\s?(?:年|a)|每年)"
_UNITS: dict[str, tuple[str, str, float]] = {
    "公里": ("长度", "公里", 1.0),
    "千米": ("长度", "公里", 1.0),
    "km": ("长度", "公里", 1.0),
    "延米": ("长度", "公里", 0.001),
    "米": ("长度", "公里", 0.001),
    "亩": ("面积", "亩", 1.0),
    "公顷": ("面积", "亩", 15.0),
    "平方公里": ("面积", "平方公里", 1.0),
    "平方米": ("面积", "平方米", 1.0),
    "平米": ("面积", "平方米", 1.0),
    "㎡": ("面积", "平方米", 1.0),
    "m2": ("面积", "平方米", 1.0),
    "m²": ("面积", "平方米", 1.0),
    "兆瓦时": ("储能容量", "兆瓦时", 1.0),
    "mwh": ("储能容量", "兆瓦时", 1.0),
    "千瓦时": ("储能容量", "兆瓦时", 0.001),
    "kwh": ("储能容量", "兆瓦时", 0.001),
    "兆瓦": ("装机容量", "兆瓦", 1.0),
    "mw": ("装机容量", "兆瓦", 1.0),
    "吉瓦": ("装机容量", "兆瓦", 1000.0),
    "gw": ("装机容量", "兆瓦", 1000.0),
    "千瓦": ("装机容量", "兆瓦", 0.001),
    "kw": ("装机容量", "兆瓦", 0.001),
    "立方米": ("体积", "立方米", 1.0),
    "立方": ("体积", "立方米", 1.0),
    "m3": ("体积", "立方米", 1.0),
    "m³": ("体积", "立方米", 1.0),
    "方": ("体积", "立方米", 1.0),
    "吨": ("重量", "吨", 1.0),
    **{unit: ("数量", unit, 1.0) for unit in "个座台套辆处口所栋幢眼条盏间部孔头羽只"},
    "个班": ("数量", "班", 1.0),
    "户": ("户数", "户", 1.0),
    "张": ("数量", "张", 1.0),
}
"""A unit as it is written: what it measures, the unit it is reckoned in, and what one of it is worth in that."""

_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_FIGURE = re.compile(
    rf"(?<![0-9.a-z第])(?P<low>{_NUMBER.replace('?P<number>', '?:')}(?:[百千]?万|亿)?(?:{_UNIT})?\s?(?:-{{1,2}}|~|—{{1,2}}|至|到)\s?)?"
    rf"{_NUMBER}\s?{_MYRIAD}(?P<more>[余多])?\s?(?P<unit>{_UNIT})(?P<per>{_PER_DAY}|{_PER_YEAR})?(?![a-z元级]|月|工作日|百分点|方面|小时)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,，。；;：:、\n()（）]")
_STRETCH_END = re.compile(r"[,，。；;\n]")
_SENTENCE_END = re.compile(r"[。；;\n]")
_PART = re.compile(r"其中|包括|分别为|含(?!量)|分为")
_TOTAL = re.compile(
    r"(?:(?<!公)共计?|合计|总计|总长度?|全长|总面积|总建筑面积|总里程|总规模|总装机|总量|总数)[^,，。；;、\n0-9]{0,8}$"
)
_ABOUT = re.compile(r"(?:约|近|大约|逾|超过?|不少于|不低于|至少)$")
_DIMENSION = re.compile(
    r"(?:[宽厚高深坡]度?|直径|管径|口径|孔径|内径|间距|距离|半径|跨径|跨度|时速|车速|速度|扬程|海拔|埋深|[dφ]n?)(?:为|约|是|:)?\s?$",
    re.I,
)
_SIDE = re.compile(r"\s?[宽厚高深]")
_MULTIPLIED = re.compile(r"[x×*]\s?$", re.IGNORECASE)
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


def measure_of(found: Sequence[Measure], kind: str, unit: str | None = None) -> Measure | None:
    """The one figure of a kind that stands for the whole: the only one, or the one that is stated as the sum."""
    of_kind = [each for each in found if each.kind == kind and unit in (None, each.unit) and not each.part]
    totals = [each for each in of_kind if each.total]
    kept = totals or of_kind
    return kept[0] if len(kept) == 1 else None


@lru_cache(maxsize=256)
def measures_in(text: str) -> tuple[Measure, ...]:
    """Every figure of a text, in reading order."""
    plain = half_width(text[:MAX_LENGTH])
    found = []
    for match in _FIGURE.finditer(plain):
        measure = _measure(plain, match)
        if measure is not None:
            found.append(measure)
        if len(found) == _MOST:
            break
    return tuple(found)


def _measure(plain: str, match: re.Match[str]) -> Measure | None:
    start, end = match.span()
    clause = _begin(_CLAUSE_END, plain, start)
    before = plain[max(clause, start - 30) : start]
    stop = _CLAUSE_END.search(plain, end, end + 20)
    after = plain[end : stop.start() if stop else end + 20]
    stretch = _begin(_STRETCH_END, plain, start)
    kind, unit, worth = _UNITS[match["unit"] if match["unit"] in _UNITS else match["unit"].lower()]
    if match["low"] or _MULTIPLIED.search(before) or _DIMENSION.search(before) or _SIDE.match(plain, end):
        return None
    if _ELSE.search(before) or _FOR_WHOM.match(plain, stretch):
        return None
    number = number_of(match["number"], match["myriad"] or "")
    if number is None:
        return None
    kind, unit = _kind(kind, unit, before, after, match["per"] or "")
    if not kind:
        return None
    return Measure(
        kind=kind,
        value=round(float(number) * worth, 6),
        unit=unit,
        text=(plain[max(clause, start - 12) : end] + (after[:8] if kind in _WITH_NOUN else "")).strip(),
        about=bool(match["more"] or _ABOUT.search(before)),
        total=_TOTAL.search(before) is not None,
        part=_PART.search(plain, _begin(_SENTENCE_END, plain, start), start) is not None,
    )


def _kind(kind: str, unit: str, before: str, after: str, per: str) -> tuple[str, str]:
    """What a figure measures, from its unit and the words around it; empty where it measures nothing of the project."""
    if kind in ("体积", "重量"):
        return _volume(kind, unit, before, per)
    if per:
        return "", ""
    if kind == "数量":
        return _count(unit, before, after)
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
    return ("", "") if unit == "张" else ("数量", unit)


def _begin(pattern: re.Pattern[str], text: str, end: int) -> int:
    """Where the stretch begins that the last match before ``end`` closes; at most 200 characters back."""
    start = max(0, end - 200)
    return max((match.end() for match in pattern.finditer(text, start, end)), default=start)

"""Quantities of what a project builds (1.2万亩, 35公里, 12台) and parts of its investment, read from its words.

An award per mu or per piece multiplies what is read here into money, so nothing is guessed: a range, several quantities
of one unit, or a quantity of something else (占地, 服务, 已建) give no quantity but the reason why there is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from policymatch.model import Project
from policymatch.projects.figure_words import (
    CLAUSE_END,
    DIMENSION,
    FIGURE,
    MULTIPLIED,
    PART,
    SENTENCE_END,
    STRETCH_END,
    UNITS,
    begin_of,
    in_a_code,
    is_about,
    is_rating,
    number_of,
    unit_of,
)
from policymatch.text.money import SUM, parse_money
from policymatch.text.numerals import half_width

_MAX_LENGTH = 4000
"""Characters of a project's content that are read."""

_QUANTITY = re.compile(rf"{FIGURE}(?!次|以上人口|/|每|工)", re.IGNORECASE)
_ELSE = re.compile(
    r"(?:占地|用地|征地|征用|流转|租用|建设用地|规划|远期|现有|原有|已有|已建成?|现状|服务|受益|覆盖|带动|辐射|惠及|涉及|保护|"
    r"库容|灌溉面积|绿化面积|改善|恢复|每|单[个台座]|平均|人均|年产|日产|日处理)[^，,。；;：:、\n0-9]{0,8}$"
)
"""What stands before a quantity that is not one of the thing built."""

_FOR_WHOM = re.compile(r"(?:服务|受益|保护|惠及|带动|覆盖|辐射|解决|改善)")
"""How a stretch between commas begins that says for whom a thing is built: 保护人口1.3万人、耕地4200亩."""

_TOTAL = re.compile(r"(?:(?<!公)共计?|合计|总计|总面积|总长度?|总里程|总规模|总量|总数)[^，,。；;\n0-9]{0,8}$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity in a unit. ``value`` is None where none can be told, and ``why`` says why; ``text`` is what stands there.

    ``about`` is true where the words say that it is not exact (约, 余), ``doubtful`` where there is something and it
    cannot be told, rather than nothing.
    """

    value: Decimal | None
    unit: str
    text: str = ""
    why: str = ""
    about: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    value: Decimal | None
    unit: str
    text: str
    around: str
    about: bool
    other: bool
    part: bool
    total: bool


def quantity_of(text: str, unit: str, counted: tuple[str, ...] = ()) -> Quantity:
    """How many of ``unit`` (a key of UNITS) a project builds, from its own words.

    ``counted`` are words for the thing (充电桩, 电梯): then only quantities beside one of them count, and without them any
    of that unit does. Of what 其中 introduces nothing counts, for the whole stands before it.
    """
    name, worth = UNITS.get(unit, (unit, Decimal(1)))
    of_unit = [each for each in _quantities(text[:_MAX_LENGTH]) if each.unit == name]
    if counted:
        of_unit = [each for each in of_unit if any(word in each.around for word in counted)]
    meant = [each for each in of_unit if not each.other and not each.part]
    if not meant:
        why = f"项目内容没有写明建设多少{unit}"
        if of_unit:
            why = f"项目内容里的“{of_unit[0].text}”不是建设规模本身"
        return Quantity(None, unit, why=why)
    whole = [each for each in meant if each.total]
    kept = whole if len(whole) == 1 else meant
    if any(each.value is None for each in kept):
        shown = next(each.text for each in kept if each.value is None)
        return Quantity(None, unit, why=f"“{shown}”是区间或看不准的数，不代为取值", doubtful=True)
    if len(kept) > 1:  # also of one size: 甲村 800 亩、乙村 800 亩 may be two
        shown = "、".join(dict.fromkeys(each.text for each in kept))
        return Quantity(None, unit, why=f"项目内容写了几个数（{shown[:60]}），分不清哪个是计算基数", doubtful=True)
    first = kept[0]
    assert first.value is not None
    return Quantity(first.value / worth, unit, first.text, about=first.about)


def project_quantity(project: Project, unit: str, counted: tuple[str, ...] = ()) -> Quantity:
    """How many of ``unit`` a project builds, from its content or else its name; no quantity where the two differ."""
    of_content, of_name = (quantity_of(text, unit, counted) for text in (project.content, project.name))
    if of_content.value is None or of_name.value is None:
        return (
            of_name
            if of_content.value is None and of_name.value is not None and not of_content.doubtful
            else of_content
        )
    if of_content.value != of_name.value:
        return Quantity(None, unit, why=f"项目名称写“{of_name.text}”，内容写“{of_content.text}”，不一致", doubtful=True)
    return of_content


@lru_cache(maxsize=256)
def _quantities(text: str) -> tuple[_Found, ...]:
    """Every quantity of a text, in reading order."""
    plain = half_width(text)
    found = []
    for match in _QUANTITY.finditer(plain):
        start, end = match.span()
        sentence = begin_of(SENTENCE_END, plain, start)
        before = plain[max(sentence, start - 40) : start]
        clause = begin_of(CLAUSE_END, plain, start)
        after = CLAUSE_END.search(plain, end, end + 20)
        behind = plain[end : after.start() if after else end + 20]
        name, worth = unit_of(match)
        unsure = match["low"] or in_a_code(match, before) or MULTIPLIED.search(before)
        number = None if unsure else number_of(match)
        found.append(
            _Found(
                value=None if number is None else number * worth,
                unit=name,
                text=match[0].strip(),
                around=plain[max(clause, start - 20) : end] + behind,
                about=is_about(match, before),
                other=any(pattern.search(before) for pattern in (_ELSE, DIMENSION))
                or (name == "兆瓦" and is_rating(plain[max(clause, start - 30) : start], behind))
                or _FOR_WHOM.match(plain, begin_of(STRETCH_END, plain, start)) is not None,
                part=PART.search(plain, sentence, start) is not None,
                total=_TOTAL.search(before) is not None,
            )
        )
    return tuple(found)


_PARTS = {
    "工程费用": r"工程费用|工程费|建筑?安装?工程(?:投资|费用?)|建安(?:工程)?(?:投资|费用?)|建筑安装工程(?:投资|费用?)",
    "设备投资": r"设备(?:及工器具)?(?:购置)?(?:投资|费用?)",
    "核定投资": r"核定(?:总|固定资产)?投资",
    "资本金": r"(?:项目)?资本金",
}
_PART_OF = {
    base: re.compile(rf"(?<!其他)(?:{words})\s?(?:共计?|合计|为|约|计|:|：)?\s?(?P<sum>{SUM})(?!\s?(?:-|~|—|至|到))")
    for base, words in _PARTS.items()
}


def part_of_investment(text: str, base: str) -> float | None:
    """What a project's words state as a part of its investment (工程费用8000万元), in 万元; None where they do not, or twice.

    ``base`` is one of 工程费用, 设备投资, 核定投资 and 资本金.
    """
    pattern = _PART_OF.get(base)
    if pattern is None:
        return None
    plain = half_width(text[:_MAX_LENGTH])
    sums = {found.wan for match in pattern.finditer(plain) if (found := parse_money(match["sum"])) is not None}
    return sums.pop() if len(sums) == 1 else None

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
from policymatch.text.money import parse_money
from policymatch.text.numerals import chinese_number, half_width, to_number

MOST = Decimal(10) ** 9
"""No project builds a thousand million of anything: such a number is a code, or stands in the wrong place."""

_MAX_LENGTH = 4000
"""Characters of a project's content that are read."""

UNITS: dict[str, tuple[str, Decimal]] = {
    "亩": ("亩", Decimal(1)),
    "公顷": ("亩", Decimal(15)),
    "平方米": ("平方米", Decimal(1)),
    "平米": ("平方米", Decimal(1)),
    "㎡": ("平方米", Decimal(1)),
    "m²": ("平方米", Decimal(1)),
    "m2": ("平方米", Decimal(1)),
    "立方米": ("立方米", Decimal(1)),
    "平方公里": ("平方公里", Decimal(1)),
    "公里": ("公里", Decimal(1)),
    "千米": ("公里", Decimal(1)),
    "km": ("公里", Decimal(1)),
    "米": ("公里", Decimal("0.001")),
    **{
        unit: (unit, Decimal(1))
        for unit in ("个", "座", "台", "套", "辆", "户", "处", "口", "所", "张", "间", "床", "吨", "千瓦", "部", "人")
    },
}
"""Units as people write them, with the one they are reckoned in and what one of them is worth in it."""

_NUMBER = r"(?:[0-9][0-9,]{0,14}(?:\.[0-9]{1,6})?|[零〇一二三四五六七八九十百千两]{1,9})"
_MYRIAD = r"(?:[百千]?万|亿)?"
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?P<low>{_NUMBER}{_MYRIAD}(?:{_UNIT})?\s?(?:-{{1,2}}|~|—{{1,2}}|–|至|到)\s?)?(?<![0-9.第])(?P<number>{_NUMBER})"
    rf"(?P<myriad>{_MYRIAD})(?P<more>[余多])?\s?(?P<unit>{_UNIT})(?!次|以上人口|/|每|工)",
    re.IGNORECASE,
)
_PART = re.compile(r"(?:其中|包括|分别为|含|分为)")
_END = re.compile(r"[。；;\n]")
_COMMA = re.compile(r"[，,。；;\n]")
_CLAUSE_END = re.compile(r"[，,。；;：:、\n（）()]")
_ELSE = re.compile(
    r"(?:占地|用地|征地|征用|流转|租用|建设用地|规划|远期|现有|原有|已有|已建成?|现状|服务|受益|覆盖|带动|辐射|惠及|涉及|保护|"
    r"库容|灌溉面积|绿化面积|改善|恢复|每|单[个台座]|平均|人均|年产|日产|日处理)[^，,。；;：:、\n0-9]{0,8}$"
)
"""What stands before a quantity that is not one of the thing built."""

_FOR_WHOM = re.compile(r"(?:服务|受益|保护|惠及|带动|覆盖|辐射|解决|改善)")
"""How a stretch between commas begins that says for whom a thing is built: 保护人口1.3万人、耕地4200亩."""

_DIMENSION = re.compile(r"(?:[宽厚高深]度?|直径|管径|间距|距离|半径)(?:为|约|是)?\s?$")
_ABOUT = re.compile(r"(?:约|近|大约|超过?|不少于|不低于|至少|不超过|逾)$")
_MULTIPLIED = re.compile(r"[x×*]\s?$", re.IGNORECASE)
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
        sentence = _last(_END, plain, start)
        before = plain[max(sentence, start - 40) : start]
        clause = _last(_CLAUSE_END, plain, start)
        after = _CLAUSE_END.search(plain, end, end + 20)
        name, worth = UNITS[_known(match["unit"])]
        number = None if match["low"] or _MULTIPLIED.search(before) else number_of(match["number"], match["myriad"])
        found.append(
            _Found(
                value=None if number is None else number * worth,
                unit=name,
                text=match[0].strip(),
                around=plain[max(clause, start - 20) : after.start() if after else end + 20],
                about=bool(match["more"] or _ABOUT.search(before)),
                other=any(pattern.search(before) for pattern in (_ELSE, _DIMENSION))
                or _FOR_WHOM.match(plain, _last(_COMMA, plain, start)) is not None,
                part=_PART.search(plain, sentence, start) is not None,
                total=_TOTAL.search(before) is not None,
            )
        )
    return tuple(found)


def _last(pattern: re.Pattern[str], text: str, end: int) -> int:
    """Where the stretch begins that the last match before ``end`` closes; at most 200 characters back."""
    start = max(0, end - 200)
    return max((match.end() for match in pattern.finditer(text, start, end)), default=start)


def _known(unit: str) -> str:
    return unit if unit in UNITS else unit.lower()


def number_of(digits: str, myriad: str) -> Decimal | None:
    """A number as it is written (1,200 or 十二) times what follows it (万, 亿); None where it is none, or beyond MOST."""
    plain: Decimal | None
    if digits[0].isascii():
        plain = Decimal(digits.replace(",", "")) if to_number(digits) is not None else None
    else:
        whole = chinese_number(digits)
        plain = None if whole is None else Decimal(whole)
    if plain is None:
        return None
    for sign, worth in (("亿", 10**8), ("千万", 10**7), ("百万", 10**6), ("万", 10**4)):
        if myriad == sign:
            plain *= worth
    return plain if 0 < plain <= MOST else None


_PARTS = {
    "工程费用": r"工程费用|工程费|建筑?安装?工程(?:投资|费用?)|建安(?:工程)?(?:投资|费用?)|建筑安装工程(?:投资|费用?)",
    "设备投资": r"设备(?:及工器具)?(?:购置)?(?:投资|费用?)",
    "核定投资": r"核定(?:总|固定资产)?投资",
    "资本金": r"(?:项目)?资本金",
}
_SUM = r"[0-9][0-9,]{0,12}(?:\.[0-9]{1,6})?\s?(?:亿元?|万元?)"
_PART_OF = {
    base: re.compile(rf"(?<!其他)(?:{words})\s?(?:共计?|合计|为|约|计|:|：)?\s?(?P<sum>{_SUM})(?!\s?(?:-|~|—|至|到))")
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

"""How figures with units stand in a project's words: 1.2万亩, 一万二千亩, 3-5公里, 约12座.

Patterns and units only: `policymatch.projects.quantities` takes from them what an award multiplies, and
`policymatch.projects.measures` what is shown of a project. What makes a figure unsure or none at all is told here for both.
"""

from __future__ import annotations

import re
from decimal import Decimal

from policymatch.text.numerals import chinese_number, to_number

MOST = Decimal(10) ** 9
"""No project builds a thousand million of anything: such a number is a code, or stands in the wrong place."""

_PIECES = "个座台套辆户处口所张间床部人栋幢眼条盏孔头羽只"
UNITS: dict[str, tuple[str, Decimal]] = {
    "亩": ("亩", Decimal(1)),
    "公顷": ("亩", Decimal(15)),
    **dict.fromkeys(("平方公里", "km2", "km²"), ("平方公里", Decimal(1))),
    "公里": ("公里", Decimal(1)),
    "千米": ("公里", Decimal(1)),
    "km": ("公里", Decimal(1)),
    "吨": ("吨", Decimal(1)),
    **dict.fromkeys(("平方米", "平米", "㎡", "m2", "m²"), ("平方米", Decimal(1))),
    **dict.fromkeys(("米", "延米"), ("公里", Decimal("0.001"))),
    **dict.fromkeys(("立方米", "立方", "m3", "m³", "方"), ("立方米", Decimal(1))),
    **dict.fromkeys(("兆瓦时", "mwh"), ("兆瓦时", Decimal(1))),
    **dict.fromkeys(("千瓦时", "kwh"), ("兆瓦时", Decimal("0.001"))),
    **dict.fromkeys(("兆瓦", "mw"), ("兆瓦", Decimal(1))),
    **dict.fromkeys(("吉瓦", "gw"), ("兆瓦", Decimal(1000))),
    **dict.fromkeys(("千瓦", "kw"), ("兆瓦", Decimal("0.001"))),
    "个班": ("班", Decimal(1)),
    **{unit: (unit, Decimal(1)) for unit in _PIECES},
}
"""Units as people write them, with the one they are reckoned in and what one of them is worth in it."""

_GOES_ON = {
    "个": "月|亿|工作日|百分点|方面|小时|季度",
    "方": "[面便案向式法位]",
    "处": "[理置]",
    "部": "[分委署门]",
    "户": "一[户表策宅码档]",
    "台": "[县山]",
    "条": "龙",
    "床": "[单被]",
    "孔": "[径距]",
    "间": "[距隔]",
    "口": "[径之]",
    "亩": "[均产]",
}
"""What makes another word of a unit: 三方面, 一部分, 一户一表, 5个亿."""


def _unit(unit: str) -> str:
    """A unit that is neither the beginning of a longer one (立方 of 立方米) nor of another word."""
    longer = [re.escape(other[len(unit) :]) for other in UNITS if other.startswith(unit) and other != unit]
    goes_on = "|".join(filter(None, (*longer, _GOES_ON.get(unit))))
    return re.escape(unit) + (f"(?!{goes_on})" if goes_on else "")


_NUMERAL = "零〇一二三四五六七八九十百千两"
_PLAIN_NUMBER = rf"(?:[0-9][0-9,]{{0,14}}(?:\.[0-9]{{1,6}})?|(?<![{_NUMERAL}])[{_NUMERAL}][{_NUMERAL}万亿]{{0,11}})"
_MYRIAD = r"(?:[百千]?万|亿)?"
_ANY_UNIT = "|".join(map(_unit, sorted(UNITS, key=len, reverse=True)))
FIGURE = (
    # A number inside another (1 200, 1亿2000万, 第十二, K3-5) is none; what 至 and 到 stand before may be (扩到2万吨).
    rf"(?<![0-9.第万亿])(?<![0-9]\s)(?:(?P<low>{_PLAIN_NUMBER}{_MYRIAD}(?:{_ANY_UNIT})?\s?(?:-{{1,2}}|~|—{{1,2}}|–|至|到)\s?)|(?<![-~—–]))"
    rf"(?P<number>{_PLAIN_NUMBER})\s?(?P<myriad>{_MYRIAD})(?P<more>[余多])?\s?(?P<unit>{_ANY_UNIT})"
)
"""A figure: ``low`` is there where it is a range, ``more`` where it is not exact; to be matched without regard to case."""

SENTENCE_END = re.compile(r"[。；;\n]")
STRETCH_END = re.compile(r"[，,。；;\n]")
CLAUSE_END = re.compile(r"[，,。；;：:、\n（）()]")

PART = re.compile(r"其中|包括|分别为|含(?!量)|分为")
DIMENSION = re.compile(
    r"(?:[宽厚高深坡]度?|直径|管径|口径|孔径|内径|间距|距离|半径|跨径|跨度|时速|车速|速度|扬程|海拔|埋深|[dφ]n?)(?:为|约|是|:)?\s?$",
    re.I,
)
MULTIPLIED = re.compile(r"[x×*]\s?$", re.IGNORECASE)
_RATING = re.compile(
    r"(?:[直交]流|[双单]枪|智能|液冷|一体式?)*(?:充电|快充|超充|慢充|水泵|泵|变压器|电动?机|锅炉|空调|热泵|柴油)"
)
_EACH = re.compile(r"[^0-9]{0,10}[0-9一二三四五六七八九十两]+\s?[台套个]")
_OF_EACH = re.compile(r"(?:[台套]|单[机台]容?量?)\s?$")
_WHOLE = re.compile(r"装机|总")
_LETTER = re.compile(r"(?<![a-z])[a-z]$", re.I)
_ABOUT = re.compile(r"(?:约|近|大约|逾|超过?|不超过|不少于|不低于|至少)$")
_ABOUT_BEHIND = re.compile(r"\s?(?:左右|上下|以上|以下|以内)")


def is_about(match: re.Match[str], before: str) -> bool:
    """Whether the words say that a match of FIGURE is not exact: 约5公里, 5公里左右; ``before`` is what stands before it."""
    behind = _ABOUT_BEHIND.match(match.string, match.end())
    return bool(match["more"] or behind or _ABOUT.search(before))


def unit_of(match: re.Match[str]) -> tuple[str, Decimal]:
    """The unit that a match of FIGURE is reckoned in, and what one of its own is worth in that."""
    unit = match["unit"]
    return UNITS[unit if unit in UNITS else unit.lower()]


def in_a_code(match: re.Match[str], before: str) -> bool:
    """Whether a letter right before the number makes it a part of a name (K12公里, A2座); CT1台 is one CT."""
    if unit_of(match)[0] in _PIECES:
        return _LETTER.search(before) is not None
    return before[-1:].isascii() and before[-1:].isalpha()


def is_rating(before: str, after: str) -> bool:
    """Whether a power is that of one piece, and not the project's: 120千瓦直流充电桩10台, 2台35万千瓦机组."""
    if _RATING.match(after):
        return True
    return not _WHOLE.search(before) and bool(_EACH.match(after) or _OF_EACH.search(before))


def number_of(match: re.Match[str]) -> Decimal | None:
    """The number of a match of FIGURE as it is written (1,200万 or 十二); None where it is none, or beyond MOST."""
    digits = match["number"]
    plain: Decimal | None
    if digits[0].isascii():
        plain = Decimal(digits.replace(",", "")) if to_number(digits) is not None else None
    elif match["unit"] == "方" and not re.search("[万亿]", digits + match["myriad"]):
        return None  # 三方检测
    else:
        whole = chinese_number(digits)
        plain = None if whole is None else Decimal(whole)
    if plain is None:
        return None
    for sign, worth in (("亿", 10**8), ("千万", 10**7), ("百万", 10**6), ("万", 10**4)):
        if match["myriad"] == sign:
            plain *= worth
    return plain if 0 < plain <= MOST else None


def begin_of(end_of: re.Pattern[str], text: str, end: int) -> int:
    """Where the stretch begins that the last match of ``end_of`` before ``end`` closes; at most 200 characters back."""
    start = max(0, end - 200)
    return max((match.end() for match in end_of.finditer(text, start, end)), default=start)

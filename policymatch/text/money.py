"""Amounts as tables hold them, in 万元.

What is written decides: 1.2亿元 is 12000 whatever the column's unit. A lower bound of a range is taken as it
stands and said to be one; nothing in between is made up.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from policymatch.text.numerals import chinese_number, half_width, to_number

MOST_WAN = 2e8
"""More than any single project ever cost (2万亿元): a number above it stands in the wrong unit or column."""

UNITS = {
    "元": Decimal("0.0001"),
    "百元": Decimal("0.01"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "十万元": Decimal(10),
    "百万元": Decimal(100),
    "千万元": Decimal(1000),
    "亿元": Decimal(10000),
}
"""What one of each unit is worth in 万元."""

BLANKS = frozenset(
    (
        "",
        "无",
        "待定",
        "暂无",
        "未定",
        "待核",
        "待核实",
        "不详",
        "未知",
        "空",
        "待估算",
        "待测算",
        "待明确",
        "暂缺",
        "没有",
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "―",
        "─",
        "/",
        "//",
        "\\",
        "…",
        "……",
        "N/A",
        "n/a",
        "NA",
        "na",
        "nil",
        "*",
    )
)
"""What stands in a cell to say that there is nothing to say."""

_MAX_LENGTH = 200
_DIGITS = r"[0-9][0-9, ]{0,30}(?:\.[0-9]{1,12})?(?:[eE][-+]?[0-9]{1,2})?"
_AMOUNT = re.compile(rf"({_DIGITS})\s*((?:亿|[百千十]?万|[百千])元?|元|[wW])?")
_COMPOSITE = re.compile(rf"({_DIGITS})\s*(亿|万)元?\s*({_DIGITS})\s*([百千]?万元?|千元|元)")
_RANGE = re.compile(r"\s*(?:-{1,2}|~|～|—{1,2}|–|―|至|到)\s*")
_LEAD = re.compile(
    r"^(?:(?:项目|估算|概算|计划|匡算|暂定|暂估|预计|预算|核定|批复|工程|大约|大概|约计|约为|约|共计|合计|共|计|为|人民币|RMB|￥|¥"
    r"|总投资额?|投资额?|金额)[:\s]*){1,6}"
)
_BOUND_BEFORE = re.compile(r"^(?:不超过|不高于|最高|至多|不少于|不低于|最低|至少|超过|超|近|将近|接近)\s*")
_MORE = re.compile(r"(?:余|多)(?=[亿万千百]?元?)")
_TAIL = re.compile(r"(?:左右|上下|整|人民币|RMB)+$")
_BOUND_AFTER = re.compile(r"(?:以上|以下|以内|之内)$")
_UNIT_IN_BRACKETS = re.compile(r"(?<=[0-9])\s*[(\[【]\s*((?:亿|[百千十]?万|[百千])?元)\s*[)\]】]")
_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]{0,100}[)\]】]")
_CHINESE = re.compile(r"([零〇○一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億]{1,40})(元|圆)?")

SUM = r"[0-9][0-9,]{0,12}(?:\.[0-9]{1,6})?\s?(?:亿元?|万元?)"
"""A sum of money inside a sentence, to stand in a pattern; `parse_money` reads it."""

# A bare 元 also ends 单元 and 公元: it counts only in brackets or after 单位.
_UNIT = re.compile(r"(亿元|[十百千]?万元)|(?:单位:?(?:人民币)?|[(\[【])([百千]?元)(?=[)\]】/,;]|$)")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in 万元. ``doubtful`` is a Chinese remark on how it was read, None when there is nothing to say."""

    wan: float
    doubtful: str | None = None


class _NotMoney(Exception):
    """Why something is no amount, as a Chinese clause."""


def parse_money(text: object, unit: str = "万元") -> Money | None:
    """Read an amount; ``unit`` (a key of UNITS) holds where the text names none. None when there is no amount.

    Negative amounts, NaN, infinities, percentages, foreign money and amounts above MOST_WAN are None as well:
    use `read_money` where the reason matters. Of a range the lower bound is taken and ``doubtful`` says so.
    Raises ValueError for a unit that is not in UNITS.
    """
    return read_money(text, unit)[0]


def read_money(text: object, unit: str = "万元") -> tuple[Money | None, str]:
    """Like `parse_money`, with the reason (a Chinese clause) when something stands there that is no amount.

    The reason is empty when there is an amount and when the cell is empty or says that there is none (—, 待定).
    """
    if unit not in UNITS:
        raise ValueError(f"not a unit of money: {unit!r}")
    if text is None:
        return None, ""
    try:
        if isinstance(text, bool):
            raise _NotMoney("是逻辑值，不是金额")
        if isinstance(text, (int, float, Decimal)):
            return Money(_checked(_exact(text) * UNITS[unit])), ""
        if not isinstance(text, str):
            raise _NotMoney("不是金额")
        plain = half_width(text[: _MAX_LENGTH + 1]).strip()
        if plain in BLANKS or plain.lower() in ("nan", "none", "null"):
            return None, ""
        if len(plain) > _MAX_LENGTH:
            raise _NotMoney("文字太长，看不出金额")
        return _from_text(plain, unit), ""
    except _NotMoney as reason:
        return None, str(reason)


def unit_in(text: str) -> str | None:
    """Give the unit of money that a heading or corner cell (总投资（亿元）, 单位：万元) states, None for none."""
    plain = re.sub(r"\s+", "", half_width(text[:_MAX_LENGTH]))
    found = _UNIT.search(plain)
    if found is None or plain[found.end() : found.end() + 1] == "/":
        return None
    return found.group(1) or found.group(2)


def _exact(number: int | float | Decimal) -> Decimal:
    if isinstance(number, int):
        if abs(number) > 10**20:
            raise _NotMoney("大得不合情理")
        return Decimal(number)
    if not math.isfinite(number):
        # NaN is how other programs write an empty cell; an infinity is somebody's mistake.
        raise _NotMoney("" if math.isnan(number) else "不是有限的数")
    return Decimal(str(number))


def _checked(wan: Decimal) -> float:
    if wan < 0:
        raise _NotMoney("是负数")
    if wan > Decimal(MOST_WAN):
        raise _NotMoney("大得不合情理，可能单位不对或填错了列")
    return float(wan)


def _from_text(plain: str, unit: str) -> Money:
    doubts: list[str] = []
    if plain.startswith("#"):
        raise _NotMoney("是公式出错的标记")
    if re.search(r"美元|欧元|日元|港元|港币|英镑|USD|\$|€", plain):
        raise _NotMoney("是外币")
    if "%" in plain or "‰" in plain:
        raise _NotMoney("是百分数，不是金额")
    if re.fullmatch(r"\(\s*[0-9][0-9, .]*\)|-\s*[0-9].*", plain):
        raise _NotMoney("是负数")
    plain = _UNIT_IN_BRACKETS.sub(r"\1", plain)
    text, detail, _ = _BRACKETS.sub("", plain).partition("其中")
    bare = text.strip(" ,;。:，；、")
    if detail or re.search(r"[0-9]", "".join(_BRACKETS.findall(plain))):
        doubts.append("只取了总数，括号里和“其中”后面的数没有计入")
    bare = _LEAD.sub("", bare)
    if _BOUND_BEFORE.search(bare) or _BOUND_AFTER.search(bare) or _MORE.search(bare):
        doubts.append("写的是大概的界限，按所写的数读取")
    bare = _MORE.sub("", _BOUND_AFTER.sub("", _LEAD.sub("", _BOUND_BEFORE.sub("", bare))))
    bare = _TAIL.sub("", bare.strip()).strip()
    parts = _RANGE.split(bare, maxsplit=2)
    if len(parts) == 2 and all(parts):
        return _lower_bound(parts[0], parts[1], unit, doubts)
    return Money(_checked(_single(bare, unit)), "；".join(doubts) or None)


def _lower_bound(low: str, high: str, unit: str, doubts: list[str]) -> Money:
    top = _AMOUNT.fullmatch(high.strip())
    # 3000-5000万: the unit stands once, at the end, and holds for both.
    unit_of_both = _unit_name(top.group(2), unit) if top else unit
    lower, upper = _single(low.strip(), unit_of_both), _single(high.strip(), unit)
    if lower > upper:
        raise _NotMoney("前面的数比后面的大，看不出金额")
    wan = _checked(lower)
    _checked(upper)
    return Money(wan, "；".join(["写的是区间，按下限读取", *doubts]))


def _single(text: str, unit: str) -> Decimal:
    both = _COMPOSITE.fullmatch(text)
    if both:
        first, second = (_worth(both.group(n), _unit_name(both.group(n + 1), unit)) for n in (1, 3))
        if second >= UNITS[_unit_name(both.group(2), unit)]:
            raise _NotMoney("一格里有几个金额")
        return first + second
    one = _AMOUNT.fullmatch(text)
    if one:
        return _worth(one.group(1), _unit_name(one.group(2), unit))
    words = _CHINESE.fullmatch(text)
    if words:
        number = chinese_number(words.group(1))
        if number is not None:
            in_yuan = words.group(2) or re.search("[万亿萬億]", words.group(1))
            return Decimal(number) * UNITS["元" if in_yuan else unit]
    if len(_AMOUNT.findall(text)) > 1:
        raise _NotMoney("一格里有几个数，看不出哪个是金额")
    raise _NotMoney("看不出金额")


def _worth(digits: str, unit: str) -> Decimal:
    if to_number(digits) is None:
        raise _NotMoney("逗号或空格的位置不对，看不出是多少")
    return Decimal(digits.replace(",", "").replace(" ", "")) * UNITS[unit]


def _unit_name(written: str | None, unit: str) -> str:
    if not written:
        return unit
    if written in ("w", "W"):
        return "万元"
    if written in ("百", "千"):
        raise _NotMoney("“百”“千”后面没有写明单位")
    return written if written.endswith("元") else written + "元"

"""Numbers as people write them: 二十一, 一百零三, 两千, 1亿2000万, １２００, 8,600."""

from __future__ import annotations

import math
import re

from policymatch.text.normalize import mend

_MAX_LENGTH = 40
"""Longer than any number a table holds; what is longer is text, and is not looked at."""

_ZEROS = frozenset("零〇○")
_DIGITS = {
    **{c: n for n, c in enumerate("一二三四五六七八九", 1)},
    **{c: n for n, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)},
    "两": 2,
    "貳": 2,
    "參": 3,
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SECTIONS = (("亿", 10**8), ("万", 10**4))
_TRADITIONAL = str.maketrans({"萬": "万", "億": "亿", "兩": "两"})

_NUMBER = re.compile(
    r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2})?"
)

# Not NFKC: that would turn ① into 1 and ² into 2, and put a digit in front of an amount.
_WIDE = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys((0x3000, 0x2002, 0x2003, 0x2009), " "),
    0x2212: "-",
}


def half_width(s: str) -> str:
    """Mend a text and turn full-width ASCII and odd spaces into their plain forms; circled numbers stay."""
    return mend(s).translate(_WIDE)


def chinese_number(s: str) -> int | None:
    """Read a whole number in Chinese numerals, Arabic digits or both; None when ``s`` is not one.

    二〇二四 is read digit by digit, 一百二 as 120 and 一万二 as 12000, as they are spoken.
    """
    text = re.sub(r"\s+", "", half_width(s[: _MAX_LENGTH + 1])).translate(_TRADITIONAL)
    if not text or len(text) > _MAX_LENGTH:
        return None
    if len(text) > 1 and all(c in _DIGITS or c in _ZEROS for c in text):
        return int("".join(str(_DIGITS.get(c, 0)) for c in text))
    return _sections(text)


def _sections(text: str) -> int | None:
    for sign, worth in _SECTIONS:
        head, found, tail = text.rpartition(sign)
        if not found:
            continue
        left = _sections(head) if head else None
        if left is None:
            return None
        if not tail:
            return left * worth
        if len(tail) == 1 and tail in _DIGITS:
            return left * worth + _DIGITS[tail] * worth // 10
        right = _sections(tail)
        return None if right is None or right >= worth else left * worth + right
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int | None:
    if re.fullmatch(r"[0-9]+", text):
        return int(text)
    total, limit, digit, gap = 0, 10_000, None, False
    for c in text:
        if c in _ZEROS:
            if digit is not None or gap:
                return None
            gap = True
        elif c in _DIGITS or c in "0123456789":
            if digit is not None:
                return None
            digit = _DIGITS[c] if c in _DIGITS else int(c)
        elif c in _UNITS and _UNITS[c] < limit:
            limit = _UNITS[c]
            if digit is None and (limit != 10 or gap):
                return None
            total, digit, gap = total + (1 if digit is None else digit) * limit, None, False
        else:
            return None
    if digit is None:
        return None if gap and len(text) > 1 else total
    spoken_short = not gap and 10 < limit < 10_000
    return total + (digit * limit // 10 if spoken_short else digit)


def to_number(s: str) -> float | None:
    """Read an Arabic number, also full-width and with thousands separators (8,600 or 8 600); None when it is none.

    Commas that do not stand every three digits are no separators, so "1,20" and "1,2000" are None, not a guess.
    """
    text = half_width(s[: _MAX_LENGTH + 1]).strip()
    if len(text) > _MAX_LENGTH or not _NUMBER.fullmatch(text):
        return None
    value = float(text.replace(",", "").replace(" ", ""))
    return value if math.isfinite(value) else None

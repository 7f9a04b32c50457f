"""Dates as official documents write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_ZEROS = "〇零○O0o◯Ｏ"
"""What stands for nought in a Chinese year: the sign has no key of its own, so copies use whatever is round."""

_DIGIT = {
    **dict.fromkeys(_ZEROS, 0),
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
# [0-9] and not \d, which other scripts' digits match too.
_ARABIC = r"(?<![0-9])([0-9]{4})\s{0,3}年\s{0,3}([0-9]{1,2})\s{0,3}月\s{0,3}([0-9]{1,2})\s{0,3}日"
_ISO = r"(?<!\d)([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})(?!\d)"
_CHINESE = (
    rf"([一二][{_ZEROS}一二三四五六七八九]{{3}})\s{{0,3}}年\s{{0,3}}([一二三四五六七八九十]{{1,2}})\s{{0,3}}月"
    r"\s{0,3}([一二三四五六七八九十]{1,3})\s{0,3}日"
)
_DATE = re.compile(f"{_ARABIC}|{_ISO}|{_CHINESE}")
_MAY_HOLD_ONE = re.compile(r"[年\-./]")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


class FoundDate(NamedTuple):
    """A date and where it stands."""

    day: date
    start: int
    end: int


def find_dates(text: str) -> Iterator[FoundDate]:
    """Yield the full dates of a text; impossible ones (2月30日) are passed over.

    >>> [str(found.day) for found in find_dates("二〇二四年三月十一日印发，2024年5月1日起施行")]
    ['2024-03-11', '2024-05-01']
    """
    if not _MAY_HOLD_ONE.search(text):  # most paragraphs hold none
        return
    for match in _DATE.finditer(text.translate(_WIDE)):
        parts = [part for part in match.groups() if part is not None]
        try:
            year, month, day = (
                (int(part) for part in parts)
                if parts[0].isdecimal()
                else (_year(parts[0]), _small(parts[1]), _small(parts[2]))
            )
            yield FoundDate(date(year, month, day), match.start(), match.end())
        except (ValueError, KeyError):  # 二月三十日, 十十月
            continue


def parse_date(text: str) -> date | None:
    """The first full date in a text, or None."""
    found = next(find_dates(text), None)
    return found.day if found else None


def _year(text: str) -> int:
    return int("".join(str(_DIGIT[char]) for char in text))


def _small(text: str) -> int:
    """A number from 1 to 99 in Chinese (十, 十一, 三十一)."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGIT[text]
    return (_DIGIT[tens] if tens else 1) * 10 + (_DIGIT[ones] if ones else 0)

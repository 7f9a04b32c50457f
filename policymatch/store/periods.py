"""Periods as people ask for them: 2024, 2024-05, 2024年3月至2025年, >=2024-03-01, [2024-01-01 TO *]."""

from __future__ import annotations

import re
from datetime import date, timedelta

from policymatch.text.numerals import chinese_number

_EARLIEST, _LATEST = 1900, 2100
EXAMPLES = "date:2024、date:2024-05、date:2024-01-01..2024-06-30、date:>=2024-03-01、日期:2024年3月至2025年"

_CN = "一二三四五六七八九十〇零○"
_POINT = (
    rf"(?:[0-9]{{4}}[-./][0-9]{{1,2}}(?:[-./][0-9]{{1,2}})?(?![0-9])|(?:[0-9]{{4}}|[{_CN}]{{4}})年"
    rf"(?:[0-9{_CN}]{{1,3}}月(?:份|[0-9{_CN}]{{1,3}}[日号])?)?|[0-9]{{8}}(?![0-9])|[0-9]{{6}}(?![0-9])|[0-9]{{4}}(?![0-9]))"
)
_TO = r"(?:\.{2,3}|…{1,2}|~|〜|—{1,2}|–|至|到|-(?=[0-9]{4}))"
PERIOD = re.compile(
    rf"(?:(?P<sign>>=|<=|=>|=<|[<>=≥≤])\s{{0,3}}(?P<than>{_POINT})"
    rf"|(?P<one>{_POINT})(?:\s{{0,3}}(?P<to>{_TO}|\bTO\b)\s{{0,3}}(?P<two>{_POINT}|今)?|(?P<since>以来|起))?"
    rf"|{_TO}\s{{0,3}}(?P<until>{_POINT}))"
)
"""A period where it begins; full-width signs must have been turned into plain ones."""
_BRACKETED = re.compile(
    rf"(?P<open>[\[{{])\s{{0,3}}(?P<one>{_POINT}|\*)?\s{{0,3}}(?:TO|to|,|，|{_TO})\s{{0,3}}(?P<two>{_POINT}|\*)?\s{{0,3}}(?P<close>[\]}}])"
)
_NUMBERS = re.compile(rf"[0-9]+|[{_CN}]+")
_DAY = timedelta(days=1)

Period = tuple[date | None, date | None]
"""First and last day, both included; None is an open end."""


class PeriodError(ValueError):
    """A period cannot be read: what is wrong and what to write instead."""

    def __init__(self, message: str, hint: str = f"写法例：{EXAMPLES}") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def read_period(text: str) -> Period:
    """The days of a period written in plain-width signs. Raises PeriodError.

    >>> [str(day) for day in read_period("2024-02")]
    ['2024-02-01', '2024-02-29']
    """
    text = text.strip()
    if match := _BRACKETED.fullmatch(text):
        return _bracketed(match)
    match = PERIOD.fullmatch(text)
    if match is None:
        shown = text if len(text) <= 24 else f"{text[:24]}…"
        raise PeriodError(f"“{shown}”不是日期" if text else "没有写日期")
    if match["than"]:
        return _compared(match["sign"], *_point(match["than"]))
    if match["until"]:
        return None, _point(match["until"])[1]
    first, last = _point(match["one"])
    if match["since"]:
        return first, None
    if match["to"]:
        return _ordered(first, _point(match["two"])[1] if match["two"] not in (None, "今") else None)
    return first, last


def _bracketed(match: re.Match[str]) -> Period:
    """[a TO b] holds its ends, {a TO b} does not."""
    one, two = (None if match[end] in (None, "*") else _point(match[end]) for end in ("one", "two"))
    if one is None and two is None:
        raise PeriodError("范围的两头都没有写日期", "至少写一头，如 date:[2024-01-01 TO *]")
    first = one and (one[0] if match["open"] == "[" else one[1] + _DAY)
    last = two and (two[1] if match["close"] == "]" else two[0] - _DAY)
    return _ordered(first, last)


def _compared(sign: str, first: date, last: date) -> Period:
    if sign in (">=", "=>", "≥"):
        return first, None
    if sign in ("<=", "=<", "≤"):
        return None, last
    if sign == ">":
        return last + _DAY, None
    return (None, first - _DAY) if sign == "<" else (first, last)


def _ordered(first: date | None, last: date | None) -> Period:
    if first and last and first > last:
        raise PeriodError(f"范围的起点 {first} 晚于终点 {last}", "把早的日期写在前面，如 date:2024-01-01..2024-12-31")
    return first, last


def _point(text: str) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day."""
    if text.isascii() and text.isdigit():
        numbers = [int(part) for part in (text[:4], text[4:6], text[6:8]) if part]
    else:
        numbers = [chinese_number(part) or 0 for part in _NUMBERS.findall(text)]
    year, month, day = (*numbers, None, None)[:3]
    if not year or not _EARLIEST <= year <= _LATEST:
        raise PeriodError(f"“{text}”里的年份不在 {_EARLIEST} 到 {_LATEST} 年之间")
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        raise PeriodError(f"“{text}”不是日期：没有 {month} 月")
    days = (date(year + month // 12, month % 12 + 1, 1) - _DAY).day
    if day is None:
        return date(year, month, 1), date(year, month, days)
    if not 1 <= day <= days:
        raise PeriodError(f"“{text}”不是日期：{year} 年 {month} 月只有 {days} 天")
    return date(year, month, day), date(year, month, day)

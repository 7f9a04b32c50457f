"""When a project begins and ends, out of cells: 2025.3, 2025年3月, 2025-2027, Excel's serial numbers.

The result is text, YYYY or YYYY-MM, as precise as the cell was. 年底 and 上半年 are no months.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from policymatch.text.numerals import half_width

_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_YEAR = r"(?:19|20)[0-9]{2}"
_POINT = re.compile(
    rf"(?<![0-9])(?P<year>{_YEAR})(?:\s*年\s*(?:度)?(?:(?P<m1>[01]?[0-9])\s*月?(?:份)?(?:\s*[0-3]?[0-9]\s*[日号])?(?![0-9]))?"
    r"|\s*[./-]\s*(?P<m2>[01]?[0-9])(?:\s*[./-]\s*[0-3]?[0-9](?:\s+[0-9:]{4,8})?)?(?!\s*[0-9])|(?P<m3>[01][0-9])(?:[0-3][0-9])?)?(?![0-9])"
)
_BETWEEN = re.compile(r"^\s*(?:初|底|末|年底|年初|中)?\s*(?:-{1,2}|—{1,2}|–|~|～|至|到)\s*")
_MONTH_ONLY = re.compile(r"^\s*(?P<month>[01]?[0-9])\s*月")
_SHORT_YEAR = re.compile(r"^\s*(?P<year>[0-9]{2})\s*年?(?![0-9.月])")

# A date that lacks its year or has a broken one; 24个月 and 1.5年 are lengths of time.
_YEARLESS = re.compile(
    r"(?<![0-9])[0-9]{1,2}\s*[./-]\s*[0-9]{1,2}(?![0-9个年])|(?<!个)[0-9]\s*月|年[底初末中]|[0-9]{4}"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Beginning and end as YYYY or YYYY-MM, None where the cell does not say. ``doubt`` is a Chinese remark."""

    start: str | None = None
    end: str | None = None
    doubt: str | None = None


def parse_span(value: object) -> Span:
    """Read a cell that holds a date or a span of time; a single date is the ``start``.

    A cell whose date cannot be read gives an empty span, with a doubt where it has digits of a date.
    """
    if isinstance(value, (datetime, date)):
        return _in_range(value.year, value.month) or Span(doubt="日期不在合理范围内")
    if value is None or isinstance(value, bool):
        return Span()
    if isinstance(value, (int, float)):
        return _from_number(value)
    return _from_text(half_width(str(value)[:200]).strip())


def _in_range(year: int, month: int | None) -> Span | None:
    text = _shown(year, month)
    return Span(text) if text else None


def _shown(year: int, month: int | None) -> str | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR or (month is not None and not 1 <= month <= 12):
        return None
    return f"{year:04d}" if month is None else f"{year:04d}-{month:02d}"


def _from_number(value: int | float) -> Span:
    unreadable = Span(doubt="看不出是哪年哪月，请写成“2025年3月”")
    if math.isnan(value) or value == 0:
        return Span()
    if not 0 < value < 1e9:
        return unreadable
    if float(value).is_integer():
        number = int(value)
        if _FIRST_YEAR <= number <= _LAST_YEAR:
            return Span(str(number))
        if 190_000 < number < 210_000:
            return _in_range(number // 100, number % 100) or unreadable
        if 19_000_000 < number < 21_000_000:
            return _in_range(number // 10_000, number // 100 % 100) or unreadable
        if number < 100:
            # 工期 2 or 24: a length of time, which says nothing about when.
            return Span()
    year, _, month = str(value).partition(".")
    if len(year) == 4 and len(month) in (1, 2) and month.strip("0"):
        if month == "1":
            # A number 2025.10 loses its zero, so nobody can tell January from October.
            return Span(
                year,
                doubt="数字 2025.1 这样的写法分不出 1 月和 10 月，只取年份，请写成“2025年1月”".replace("2025", year),
            )
        return _in_range(int(year), int(month)) or unreadable
    if 32_000 < value < 73_051:
        day = _EXCEL_DAY_ZERO + timedelta(days=int(value))
        return Span(_shown(day.year, day.month))
    return unreadable


def _from_text(text: str) -> Span:
    if re.fullmatch(r"[0-9]{5}(?:\.0*)?", text) and 32_000 < float(text) < 73_051:
        return _from_number(int(float(text)))
    first = _POINT.search(text)
    if first is None:
        return Span(doubt="看不出是哪年哪月，请写成“2025年3月”") if _YEARLESS.search(text) else Span()
    start = _read(first)
    if start is None:
        return Span(doubt="月份不在 1 到 12 之间，请核对")
    behind = text[first.end() :]
    between = _BETWEEN.match(behind)
    if not between:
        return Span(start)
    end = _second(behind[between.end() :], int(first.group("year")))
    if end is not None and end[: len(start)] < start[: len(end)]:
        return Span(start, None, "结束时间早于开始时间，请核对")
    return Span(start, end)


def _second(text: str, year: int) -> str | None:
    full = _POINT.match(text)
    if full:
        return _read(full)
    same_year = _MONTH_ONLY.match(text)
    if same_year:
        return _shown(year, int(same_year.group("month")))
    short = _SHORT_YEAR.match(text)
    return _shown(year // 100 * 100 + int(short.group("year")), None) if short else None


def _read(match: re.Match[str]) -> str | None:
    month = match.group("m1") or match.group("m2") or match.group("m3")
    year = int(match.group("year"))
    if month and match.group("m2") and int(month) > 12:
        return None
    return _shown(year, int(month) if month else None)

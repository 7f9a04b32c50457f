from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.projects.timing import Span, parse_span


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        (datetime(2025, 3, 1), "2025-03", None),
        (45731, "2025-03", None),
        ("45731", "2025-03", None),
        (2025, "2025", None),
        (202503, "2025-03", None),
        (20250315, "2025-03", None),
        (2025.3, "2025-03", None),
        (2025.12, "2025-12", None),
        ("2025.3", "2025-03", None),
        ("2025.10", "2025-10", None),
        ("2025年3月", "2025-03", None),
        ("２０２５年３月", "2025-03", None),
        ("2025-03", "2025-03", None),
        ("2025/3/15", "2025-03", None),
        ("2025年3月15日", "2025-03", None),
        ("2025-03-01 00:00:00", "2025-03", None),
        ("2025年底", "2025", None),
        ("2025年上半年", "2025", None),
        ("2025年第3季度", "2025", None),
        ("2025年3月已开工", "2025-03", None),
        ("2025-2027", "2025", "2027"),
        ("2025—2027年", "2025", "2027"),
        ("2025-27", "2025", "2027"),
        ("2025.3-2027.12", "2025-03", "2027-12"),
        ("2025年3月至2027年12月", "2025-03", "2027-12"),
        ("2025年3月—12月", "2025-03", "2025-12"),
        ("2025.03.15-2026.03.15", "2025-03", "2026-03"),
        ("202503-202612", "2025-03", "2026-12"),
        ("24个月", None, None),
        ("3年", None, None),
        (2, None, None),
        ("已开工", None, None),
        ("", None, None),
        (None, None, None),
        (float("nan"), None, None),
    ],
)
def test_times_without_doubt(value: object, start: str | None, end: str | None) -> None:
    assert parse_span(value) == Span(start, end)


@pytest.mark.parametrize(
    ("value", "start"),
    [
        (2025.1, "2025"),
        ("2025.13", None),
        ("25.3", None),
        ("年底", None),
        ("12月", None),
        ("2027-2025", "2027"),
        (2025.1234, None),
        (-3, None),
        (float("inf"), None),
        (datetime(1900, 1, 1), None),
    ],
)
def test_times_with_a_doubt(value: object, start: str | None) -> None:
    span = parse_span(value)
    assert span.start == start
    assert span.end is None
    assert span.doubt


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_spelling_of_a_day_gives_its_month(day: date) -> None:
    month = f"{day.year:04d}-{day.month:02d}"
    serial = (day - date(1899, 12, 30)).days
    texts = (f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}", day.isoformat(), serial, day)
    assert {parse_span(value).start for value in texts} == {month}


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(31, 3000))
def test_spans_come_back(begin: date, days: int) -> None:
    end = begin + timedelta(days=days)
    span = parse_span(f"{begin.year}年{begin.month}月至{end.year}年{end.month}月")
    assert span == Span(f"{begin.year}-{begin.month:02d}", f"{end.year}-{end.month:02d}")


@given(st.one_of(st.text(alphabet="0123456789.-/年月日至底 个", max_size=30), st.floats(), st.integers()))
def test_what_comes_out_is_a_year_or_a_month(value: object) -> None:
    span = parse_span(value)
    assert all(half is None or re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", half) for half in (span.start, span.end))

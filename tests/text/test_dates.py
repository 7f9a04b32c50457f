from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.text.dates import find_dates, parse_date

DIGITS = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[ones] if ones else "")


def in_chinese(day: date, zero: str = "〇") -> str:
    year = "".join(DIGITS[int(digit)] for digit in str(day.year)).replace("〇", zero)
    return f"{year}年{chinese(day.month)}月{chinese(day.day)}日"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("二〇二四年三月十一日印发，2024年5月1日起施行", ["2024-03-11", "2024-05-01"]),
        ("２０２４年１０月０１日", ["2024-10-01"]),
        ("2024 年 1 月 5 日", ["2024-01-05"]),
        ("2026年 4月  20 日，二〇二四年 三月 十一日", ["2026-04-20", "2024-03-11"]),
        ("二０二四年三月十一日、二◯二四年三月十二日、二o二四年三月十三日", ["2024-03-11", "2024-03-12", "2024-03-13"]),
        ("12024年1月1日", []),
        ("2024-02-29、2023-02-29、2024.3.1、2024/12/31", ["2024-02-29", "2024-03-01", "2024-12-31"]),
        ("二○二四年一月三十一日、二零二四年二月三十日", ["2024-01-31"]),
        ("2024年13月1日，2024年2月30日，2024年5月", []),
        ("二〇二四年十十月一日，二〇二四年一月一十二十日，二〇二四年一一月一日", []),
        ("٢٠٢٤年1月1日，２٠２٤-1-1", []),
        ("12024-01-012", []),
        ("0000年1月1日", []),
    ],
)
def test_dates_in_text(text: str, days: list[str]) -> None:
    assert [str(found.day) for found in find_dates(text)] == days
    assert parse_date(text) == (date.fromisoformat(days[0]) if days else None)


@given(st.text() | st.text(st.sampled_from("二〇二四年一十三月日O零○2024５٢-./ 年月日"), max_size=40))
def test_never_fails(text: str) -> None:
    for found in find_dates(text):
        assert text[found.start : found.end]
        assert parse_date(text[found.start : found.end]) == found.day


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)), st.sampled_from("〇零○O０◯oＯ"))
def test_round_trip(day: date, zero: str) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"于{day.year}年{day.month}月{day.day}日印发") == day
    assert parse_date(f"{day.year}.{day.month}.{day.day}") == day
    assert parse_date(in_chinese(day, zero)) == day

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.text.numerals import chinese_number, half_width, to_number

DIGITS = "零一二三四五六七八九"


def in_words(number: int) -> str:
    """Write a number below 10^8 the way it is spoken; the other direction, to hold the parser against."""
    if number >= 10_000:
        head, rest = divmod(number, 10_000)
        zero = "零" if 0 < rest < 1000 else ""
        return in_words(head) + "万" + zero + (in_words(rest) if rest else "")
    if number == 0:
        return "零"
    text, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + sign
            gap = False
        else:
            gap = True
    return text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("二十一", 21),
        ("一百零三", 103),
        ("十", 10),
        ("两千", 2000),
        ("〇", 0),
        ("零", 0),
        ("二〇二四", 2024),
        ("一百二", 120),
        ("一万二", 12_000),
        ("一万零二", 10_002),
        ("1亿2000万", 120_000_000),
        ("叁仟伍佰萬", 35_000_000),
        ("１２", 12),
        ("⼆十一", 21),
        (" 二 十 ", 20),
    ],
)
def test_chinese_numbers(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "百", "十十", "一二十", "一百零", "甲", "二十一条", "1.5", "-3", "万", "零零一百", "一" * 41]
)
def test_what_is_no_chinese_number(text: str) -> None:
    assert chinese_number(text) is None


@given(st.integers(0, 99_999_999))
def test_spoken_numbers_come_back(number: int) -> None:
    assert chinese_number(in_words(number)) == number
    assert chinese_number(str(number)) == number


@given(st.text(alphabet="零〇一二两三十百千万亿0123456789甲 ", max_size=60))
def test_chinese_numbers_never_raise(text: str) -> None:
    number = chinese_number(text)
    assert number is None or number >= 0


@pytest.mark.parametrize(
    ("text", "number"),
    [("8,600", 8600), ("１，２００．５", 1200.5), ("8 600", 8600), ("-3", -3), ("1.2E+08", 1.2e8), (" 12 ", 12)],
)
def test_arabic_numbers(text: str, number: float) -> None:
    assert to_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "1,20", "1,2000", "12%", "①3500", "1.2.3", "十", "1e999", "nan", "inf", "٣", "9" * 60]
)
def test_what_is_no_arabic_number(text: str) -> None:
    assert to_number(text) is None


@given(st.integers(-(10**12), 10**12))
def test_thousands_separators_change_nothing(number: int) -> None:
    assert to_number(f"{number:,}") == to_number(str(number)) == number


def test_circled_and_raised_digits_stay_what_they_are() -> None:
    assert half_width("①３５00ｍ²") == "①3500m²"

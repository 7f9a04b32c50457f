from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.text.money import MOST_WAN, UNITS, Money, parse_money, read_money, unit_in


@pytest.mark.parametrize(
    ("text", "wan"),
    [
        (12, 12),
        (3480.5, 3480.5),
        (Decimal("1.5"), 1.5),
        ("1.2亿元", 12_000),
        ("1.1亿", 11_000),
        ("约3500万元", 3500),
        ("8,600", 8600),
        ("5,860.00", 5860),
        ("１２００", 1200),
        ("1，200万", 1200),
        ("1200万", 1200),
        ("3.5亿", 35_000),
        ("500元", 0.05),
        ("3千万元", 3000),
        ("1亿2000万元", 12_000),
        ("三千五百万元", 3500),
        ("叁仟伍佰万元整", 3500),
        ("总投资约1.2亿元人民币", 12_000),
        ("¥3500", 3500),
        (" 3 500 万元 ", 3500),
        ("0", 0),
        ("1.2E+04", 12_000),
        ("3500w", 3500),
    ],
)
def test_plain_amounts(text: object, wan: float) -> None:
    assert parse_money(text) == Money(pytest.approx(wan))


def test_a_text_without_a_unit_takes_the_columns() -> None:
    assert parse_money("1.2", "亿元") == Money(12_000)
    assert parse_money(1.2, "亿元") == Money(12_000)
    assert parse_money("3500万", "亿元") == Money(3500)
    assert parse_money("35000000", "元") == Money(3500)
    with pytest.raises(ValueError, match="公顷"):
        parse_money("1", "公顷")


@pytest.mark.parametrize(
    ("text", "wan"), [("3000-5000万", 3000), ("3-5亿", 30_000), ("3000万~0.5亿元", 3000), ("约3000至5000万元", 3000)]
)
def test_of_a_range_the_lower_bound_is_taken_and_said(text: str, wan: float) -> None:
    money = parse_money(text)
    assert money is not None
    assert money.wan == wan
    assert "区间" in (money.doubtful or "")
    assert "下限" in (money.doubtful or "")


@pytest.mark.parametrize(
    ("text", "wan", "said"),
    [
        ("3500万元（含征地500万元）", 3500, "没有计入"),
        ("总投资3500万元，其中中央2000万元", 3500, "没有计入"),
        ("不超过5000万元", 5000, "界限"),
        ("3500余万元", 3500, "界限"),
        ("近3500万元", 3500, "界限"),
    ],
)
def test_doubtful_amounts(text: str, wan: float, said: str) -> None:
    money = parse_money(text)
    assert money is not None
    assert money.wan == wan
    assert said in (money.doubtful or "")


@pytest.mark.parametrize("text", [None, "", " ", "—", "-", "/", "无", "待定", "N/A", float("nan"), "nan"])
def test_nothing_said_is_nothing_and_no_complaint(text: object) -> None:
    assert read_money(text) == (None, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (float("inf"), "有限"),
        (-5, "负数"),
        ("-500", "负数"),
        ("(500)", "负数"),
        (True, "逻辑值"),
        (10**40, "不合情理"),
        ("30%", "百分数"),
        ("8,60", "逗号"),
        ("1,2000", "逗号"),
        ("3000+500", "几个"),
        ("5000-3000", "比后面的大"),
        ("100万美元", "外币"),
        ("#REF!", "公式"),
        ("5百", "单位"),
        ("见附件", "看不出"),
        ("①3500", "看不出"),
        ("3500万元/年", "看不出"),
        ("9" * 300, "太长"),
        (["x"], "不是金额"),
    ],
)
def test_what_is_no_amount_says_why(text: object, reason: str) -> None:
    money, why = read_money(text)
    assert money is None
    assert reason in why
    assert parse_money(text) is None


AMOUNTS = st.decimals(min_value=0, max_value=10_000, places=4, allow_nan=False, allow_infinity=False)


@given(AMOUNTS)
def test_yi_and_wan_agree(yi: Decimal) -> None:
    as_yi, as_wan = parse_money(f"{yi}亿元"), parse_money(f"{yi * 10_000}万元")
    assert as_yi == as_wan == Money(float(yi * 10_000))


@given(AMOUNTS, st.sampled_from(sorted(UNITS)))
def test_what_a_cell_states_beats_the_columns_unit(amount: Decimal, unit: str) -> None:
    assert parse_money(f"{amount}万元", unit) == Money(float(amount))


@given(
    st.one_of(
        st.text(max_size=80), st.floats(), st.integers(), st.text(alphabet="0123456789.,-~万亿元约（）() ", max_size=60)
    )
)
def test_every_answer_is_a_sound_amount_or_none(thing: object) -> None:
    money, why = read_money(thing)
    if money is None:
        assert isinstance(why, str)
    else:
        assert 0 <= money.wan <= MOST_WAN
        assert why == ""


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("总投资（亿元）", "亿元"),
        ("单位：万元", "万元"),
        ("总投资(元)", "元"),
        ("估算总投资\n（万元）", "万元"),
        ("总投资万元", "万元"),
        ("楼栋单元", None),
        ("造价（万元/公里）", None),
        ("建设单位", None),
        ("投资（美元）", None),
    ],
)
def test_units_in_headings(text: str, unit: str | None) -> None:
    assert unit_in(text) == unit


def test_hostile_text_takes_no_time() -> None:
    for text in ("1," * 90, "约" * 190, "1 " * 95, "(" * 150, "项目" * 95, "1-" * 95):
        read_money(text)


@pytest.mark.parametrize("unit", ["元", "万元", "亿元"])
def test_a_unit_in_brackets_behind_the_number_is_its_unit(unit: str) -> None:
    assert read_money("3500.5（万元）", unit) == (Money(3500.5), "")
    assert read_money("1.2 (亿元)", unit) == (Money(12000.0), "")

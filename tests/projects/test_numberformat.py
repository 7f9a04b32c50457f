from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.projects.grid import Percent
from policymatch.projects.numberformat import as_shown
from policymatch.text.money import read_money


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (1.2, '0.00"亿元"', "1.2亿元"),
        (8600, '#,##0"万元"', "8600万元"),
        (8600, "#,##0.00元", "8600元"),
        (8600, "0万", "8600万元"),
        (35000000, '0!.0,"万元"', "3500万元"),
        (35000000, r"0\.0,", 3500),
        (35000, "0!.0000", 3.5),
        (120000000, '0!.00,,"亿元"', "1.2亿元"),
        (2500000, "#,##0,", 2500),
        (3500, "#,##0.00", 3500),
        (3500, "General", 3500),
        (2026, '0"年"', 2026),
        (12.5, '0.0"公里"', 12.5),
        (800, '0"元/平方米"', 800),
        (3500, '[>=10000]0!.0,"万元";0"元"', 3500),
        (3500, "[$-804]#,##0.00", 3500),
        (3500, '"约"0"万元"', "3500万元"),
        (7, "@", 7),
        (7, "", 7),
    ],
)
def test_what_planners_see_counts(value: float, form: str, shown: object) -> None:
    assert as_shown(value, form) == shown


@pytest.mark.parametrize("form", ['0"美元"', '0"万美元"', '"US$"0"万元"', '#,##0.00"欧元"', "[$€-2] #,##0.00"])
def test_foreign_money_stays_foreign(form: str) -> None:
    assert read_money(as_shown(300, form)) == (None, "是外币")


def test_percentages() -> None:
    assert isinstance(as_shown(0.6, "0%"), Percent)
    assert isinstance(as_shown(0.6, "0.00%"), Percent)
    assert not isinstance(as_shown(0.6, '0.0"%的"'), Percent)


@given(st.floats(0, 1e9), st.text(alphabet='0#,.!\\"万亿元%[]$-;@年 ', max_size=40))
def test_any_format_gives_a_cell(value: float, form: str) -> None:
    assert isinstance(as_shown(value, form), (float, int, str))


@given(st.integers(1, 10**7), st.sampled_from(["万元", "亿元", "元"]))
def test_a_unit_in_the_format_is_the_unit_of_the_money(amount: int, unit: str) -> None:
    shown = as_shown(amount, f'#,##0.00"{unit}"')
    money, _ = read_money(shown, "千元")
    stated, _ = read_money(amount, unit)
    assert (money and money.wan) == (stated and stated.wan)

"""Whose money the name of a sum means."""

import pytest

from policymatch.matching.fund_labels import KINDS, is_countys, is_from_above, is_lent, is_of_others
from policymatch.matching.plan_money import funds_of
from policymatch.model import Project
from policymatch.programmes.catalogue import CHANNELS


@pytest.mark.parametrize(
    "label",
    [
        "县级配套",
        "县财政",
        "地方配套",
        "地方自筹",
        "县级自筹",
        "市县配套",
        "本级财政",
        "区级财政",
        "配套资金",
        "财政配套",
    ],
)
def test_the_county_finds_its_own(label: str) -> None:
    assert is_countys(label)
    assert not is_of_others(label)


@pytest.mark.parametrize(
    "label", ["自治区级配套", "自治区财政资金", "省财政资金", "省本级", "省市县配套", "中央对地方转移支付"]
)
def test_money_of_a_province_is_not_the_countys(label: str) -> None:
    assert is_from_above(label)
    assert not is_countys(label)
    assert funds_of(Project("甲", funds_wan={label: 500.0})) == funds_of(Project("甲"))


@pytest.mark.parametrize(
    "label", ["企业自筹", "自筹", "银行贷款", "社会资本", "县属国企自筹", "县域企业自有资金", "地方国企自筹"]
)
def test_what_firms_and_banks_find(label: str) -> None:
    assert is_of_others(label)
    assert not is_countys(label)


@pytest.mark.parametrize("label", ["地方政府专项债券", "县级专项债", "政策性银行贷款", "新型政策性金融工具"])
def test_a_loan_is_not_the_countys_budget(label: str) -> None:
    assert is_lent(label)
    assert not is_countys(label)


@pytest.mark.parametrize("label", ["市级配套", "财政资金", "资本金", "其他"])
def test_what_says_too_little_is_nobodys(label: str) -> None:
    assert not is_countys(label)
    assert not is_of_others(label)


def test_kinds_are_channels() -> None:
    assert set(KINDS) <= set(CHANNELS)

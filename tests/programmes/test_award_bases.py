"""Sums from typed bases: capital, parts of the investment, amounts per piece, bands, ranges, several caps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from match_tools import DAY, award, direction, programme

from policymatch.model import Award, AwardRule, ClauseRef, Project
from policymatch.programmes.awards import make_award
from policymatch.programmes.wording import conflicting


def given_to(*rows: AwardRule, day: date = DAY, **said: Any) -> Award:
    said = {"investment_wan": 10000.0} | said
    funded = programme(awards=rows)
    return make_award(funded, direction(), "西部", frozenset(), Project("某项目", **said), day)


def quota(amount: float, unit: str, **changes: Any) -> AwardRule:
    return award(ratio=None, basis=None, amount=amount, amount_unit=unit, **changes)


CAPITAL = award(ratio=0.5, basis="资本金", base="资本金")
HALF_COUNTS = award(ratio=0.3, basis="资本金（按总投资的50%计）", base="资本金", share_of_total=0.5)


@pytest.mark.parametrize(
    ("row", "said", "amount", "words"),
    [
        (CAPITAL, {"capital_wan": 3000.0}, 1500, "3000 × 50% = 1500 万元"),
        (CAPITAL, {"content": "项目资本金3000万元"}, 1500, "3000 × 50% = 1500 万元"),
        # The column goes before what the content says.
        (CAPITAL, {"capital_wan": 2000.0, "content": "项目资本金3000万元"}, 1000, "2000 × 50%"),
        (CAPITAL, {}, None, "没有项目资本金"),
        (CAPITAL, {"capital_wan": 12000.0}, None, "大于总投资"),
        (HALF_COUNTS, {}, 1500, "10000 × 50% × 30% = 1500 万元"),
        (HALF_COUNTS, {"capital_wan": 2000.0}, 600, "2000 × 30% = 600 万元"),
        # More capital than the text counts does not raise the sum.
        (HALF_COUNTS, {"capital_wan": 8000.0}, 1500, "10000 × 50% × 30%"),
    ],
)
def test_capital(row: AwardRule, said: dict[str, Any], amount: float | None, words: str) -> None:
    found = given_to(row, **said)
    assert (found.amount_wan, found.base) == (amount, "资本金")
    assert words in found.explanation
    assert not found.bound


def test_a_stated_part_is_the_base_itself() -> None:
    row = award(ratio=0.3, basis="工程费用", base="工程费用")
    stated = given_to(row, content="总投资1亿元，其中工程费用8000万元")
    assert (stated.amount_wan, stated.bound) == (2400, False)
    unstated = given_to(row)
    assert (unstated.amount_wan, unstated.bound) == (3000, True)
    # A part that is more than the whole is no part.
    assert given_to(row, content="工程费用2亿元").amount_wan == 3000


@pytest.mark.parametrize(
    ("content", "row", "amount"),
    [
        ("建设高标准农田1.2万亩", quota(1000, "元/亩", base="面积"), 1200),
        ("建设高标准农田1.2万亩", quota(0.1, "万元/亩"), 1200),
        ("新建公路12.5公里", quota(60, "万元/公里"), 750),
        ("加装电梯12台", quota(15, "万元/台", counted=("电梯",)), 180),
        ("新建充电站3个，配建厕所2个", quota(50, "万元/个", counted=("充电站",)), 150),
        ("造林300至500亩", quota(1000, "元/亩"), None),
        ("新建冷库，占地20亩", quota(1000, "元/亩"), None),
    ],
)
def test_an_amount_per_piece(content: str, row: AwardRule, amount: float | None) -> None:
    found = given_to(row, content=content)
    assert found.amount_wan == amount
    assert ("待核" in found.explanation) == (amount is None)


def test_kinds_of_works_with_their_own_amounts_are_added() -> None:
    rows = (quota(900, "元/亩", counted=("乔木林",)), quota(400, "元/亩", counted=("灌木林",)))
    both = given_to(*rows, content="营造乔木林800亩，营造灌木林500亩")
    assert both.amount_wan == 92
    assert "合计 92 万元" in both.explanation
    assert both.conflicts == ()
    assert given_to(*rows, content="营造灌木林500亩").amount_wan == 20
    assert given_to(*rows, content="营造乔木林800亩，营造灌木林若干").amount_wan is None
    assert given_to(*rows, content="造林500亩").amount_wan is None


def test_a_share_and_an_amount_per_piece_both_limit() -> None:
    rows = (award(ratio=0.3), quota(1000, "元/亩"))
    assert given_to(*rows, content="建设农田1万亩").amount_wan == 1000
    assert given_to(*rows, content="建设农田10万亩").amount_wan == 3000
    unread = given_to(*rows, content="建设农田")
    assert (unread.amount_wan, unread.bound) == (3000, True)
    assert "未计入" in unread.explanation


def test_caps_for_more_than_a_project() -> None:
    capped = given_to(award(ratio=0.3, cap_wan=2800, scope_caps=(("县", 2500.0), ("年", 500.0))))
    assert capped.amount_wan == 2500
    assert "每年不超过 500 万元" in capped.explanation
    # No project gets more than its county.
    assert given_to(award(ratio=0.3), quota(2000, "万元/县")).amount_wan == 2000


BANDS = tuple(
    quota(amount, "万元/项目", investment_from_wan=low, investment_below_wan=high)
    for amount, low, high in ((500, 1000, 5000), (800, 5000, 20000), (1500, 20000, None))
)


@pytest.mark.parametrize(
    ("investment", "amount"),
    [(999.99, None), (1000, 500), (4999.99, 500), (5000, 800), (20000, 1500), (9e5, 1500), (None, None)],
)
def test_bands_of_investment(investment: float | None, amount: float | None) -> None:
    found = given_to(*BANDS, investment_wan=investment)
    assert found.amount_wan == amount
    assert "分档" in found.explanation or amount is not None
    assert found.conflicts == ()


def test_a_range_shows_both_ends() -> None:
    found = given_to(award(ratio=0.8, ratio_from=0.6))
    assert (found.amount_wan, found.ratio, found.ratio_from) == (8000, 0.8, 0.6)
    assert found.explanation.startswith("10000 × 80% = 8000 万元")
    assert "60%—80%" in found.explanation
    assert "6000 万元" in found.explanation


def test_instalments_are_shown() -> None:
    found = given_to(quota(1000, "万元/项目", amount_from=700, instalments=(300.0, 300.0, 400.0)))
    assert found.amount_wan == 1000
    assert "700—1000" in found.explanation
    assert "300、300、400" in found.explanation


def test_no_sum_is_more_than_the_project_costs() -> None:
    found = given_to(quota(800, "万元/项目"), investment_wan=500.0)
    assert found.amount_wan == 500
    assert "不能超过总投资" in found.explanation


@pytest.mark.parametrize(
    ("requested", "request_wan", "local", "words"),
    [(2000.0, 2000, 8000, "按拟申请的 2000 万元"), (5000.0, 3000, 7000, "超过可争取的上限"), (None, 3000, 7000, "")],
)
def test_what_is_asked_for_and_what_remains(
    requested: float | None, request_wan: float, local: float, words: str
) -> None:
    found = given_to(award(ratio=0.3), requested_wan=requested)
    assert (found.amount_wan, found.request_wan, found.local_wan) == (3000, request_wan, local)
    assert words in found.explanation


def test_sources_that_contradict_each_other_are_both_kept() -> None:
    rows = (
        award(ratio=0.3, source="https://a.gov.cn", confidence="official"),
        award(ratio=0.2, source="https://b.cn", clause=ClauseRef("other", "三、")),
    )
    found = given_to(*rows)
    assert found.amount_wan == 2000
    assert "来源不一" in found.explanation
    assert [(each.words, each.source, each.clause) for each in found.conflicts] == [
        ("不超过总投资的 20%", "https://b.cn", "other 三、"),
        ("不超过总投资的 30%", "https://a.gov.cn", "some-policy 三、（一）"),
    ]
    assert conflicting(rows) == [True, True]


def test_where_one_of_them_cannot_be_reckoned_there_is_no_lowest() -> None:
    found = given_to(award(ratio=0.3), award(ratio=0.3, basis="资本金", base="资本金"))
    assert found.amount_wan is None
    assert len(found.conflicts) == 2


def test_contradicting_rows_of_one_special_set_are_both_kept() -> None:
    rows = [award(tier="特殊", places=("西藏",), ratio=ratio) for ratio in (0.9, 1.0)]
    funded = programme(awards=tuple(rows))
    found = make_award(funded, direction(), "西部", frozenset({"西藏"}), Project("某", investment_wan=100.0), DAY)
    assert found.amount_wan == 90
    assert len(found.conflicts) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"tier": "东部"}, {"tier": "西部"}),
        ({"applies_to": ("a",)}, {"applies_to": ("b",)}),
        ({"valid_to": date(2025, 1, 1)}, {"valid_from": date(2025, 1, 2)}),
        ({"tier": "特殊", "places": ("西藏",)}, {"tier": "特殊", "places": ("新疆",)}),
    ],
)
def test_what_never_holds_together_is_no_contradiction(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert conflicting((award(ratio=0.3, **one), award(ratio=0.2, **other))) == [False, False]


def test_a_figure_without_days_is_said_to_be_undated() -> None:
    assert given_to(award()).undated
    assert "起止日期" not in given_to(award()).explanation
    assert "没有查到这一标准的起止日期" in given_to(award(), day=DAY - timedelta(500)).explanation
    assert not given_to(award(valid_from=date(2020, 1, 1))).undated


rows = st.builds(
    lambda ratio, basis, cap, share: award(
        ratio=ratio / 100, basis=basis, base=basis, cap_wan=cap, share_of_total=share if basis == "资本金" else None
    ),
    st.integers(1, 100),
    st.sampled_from(["总投资", "核定投资", "工程费用", "设备投资", "资本金"]),
    st.none() | st.floats(1, 1e5).map(lambda cap: round(cap, 2)),
    st.none() | st.sampled_from([0.2, 0.5, 0.7]),
)
money = st.floats(0.01, 2e6).map(lambda wan: round(wan, 2))


@given(rows, money, st.none() | money, st.none() | money)
def test_never_above_the_cap_or_the_ratio_of_the_base(
    row: AwardRule, total: float, capital: float | None, requested: float | None
) -> None:
    found = given_to(row, investment_wan=total, capital_wan=capital, requested_wan=requested)
    if found.amount_wan is None:
        assert row.basis == "资本金"
        assert capital is None or capital > total
        return
    assert row.ratio is not None
    base = total if row.basis != "资本金" else min(total * (row.share_of_total or 1), capital or total)
    assert found.amount_wan <= base * row.ratio * (1 + 1e-12)
    assert found.amount_wan <= (row.cap_wan or total)
    assert found.request_wan is not None
    assert found.request_wan <= min(found.amount_wan, requested or found.amount_wan)
    assert found.local_wan == pytest.approx(total - found.request_wan, abs=0.001)


@given(st.lists(rows, min_size=1, max_size=3), money, money)
def test_more_investment_never_gives_less(given_rows: list[AwardRule], one: float, other: float) -> None:
    less, more = (given_to(*given_rows, investment_wan=total).amount_wan for total in sorted((one, other)))
    assert (less is None) == (more is None)
    assert less is None or more is None or less <= more


@given(rows)
def test_no_sum_without_a_base(row: AwardRule) -> None:
    assert given_to(row, investment_wan=None).amount_wan is None

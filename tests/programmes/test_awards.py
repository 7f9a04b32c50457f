"""How much a programme may give: which row is taken, what it is reckoned on, and when there is no sum."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from match_tools import DAY, award, direction, programme

from policymatch.model import Award, AwardRule, Project
from policymatch.programmes.awards import make_award

NOWHERE: frozenset[str] = frozenset()


def given_to(
    *rows: AwardRule,
    tier: str | None = "西部",
    sets: frozenset[str] = NOWHERE,
    investment: float | None = 1000.0,
    day: date = DAY,
    to: str = "works",
    **said: Any,
) -> Award:
    funded = programme(directions=(direction(), direction("other")), awards=rows)
    return make_award(funded, direction(to), tier, sets, Project("某", investment_wan=investment, **said), day)


TIERED = (
    award(tier="东部", ratio=0.3),
    award(tier="中部", ratio=0.45),
    award(tier="西部", ratio=0.6),
    award(tier="东北", ratio=0.55),
    award(tier="特殊", places=("四省涉藏州县", "南疆四地州"), ratio=0.8),
    award(tier="特殊", places=("西藏",), ratio=1.0),
)


@pytest.mark.parametrize(("tier", "ratio"), [("东部", 0.3), ("中部", 0.45), ("西部", 0.6), ("东北", 0.55)])
def test_the_row_of_the_tier(tier: str, ratio: float) -> None:
    found = given_to(*TIERED, tier=tier)
    assert (found.ratio, found.tier, found.amount_wan) == (ratio, tier, pytest.approx(1000 * ratio))


@pytest.mark.parametrize(
    ("tier", "sets", "ratio"),
    [
        ("西部", {"南疆四地州", "新疆", "三区三州"}, 0.8),
        ("西部", {"四省涉藏州县"}, 0.8),
        ("西部", {"西藏", "三区三州"}, 1.0),
        # A set that the programme does not name changes nothing.
        ("西部", {"新疆"}, 0.6),
        # Where a place is in two of them the more generous row holds.
        ("西部", {"西藏", "四省涉藏州县"}, 1.0),
    ],
)
def test_a_special_set_comes_before_the_tier(tier: str, sets: set[str], ratio: float) -> None:
    found = given_to(*TIERED, tier=tier, sets=frozenset(sets))
    assert found.ratio == ratio
    assert found.tier == ("特殊" if ratio > 0.6 else "西部")


def test_without_a_place_there_is_no_sum_but_a_sentence() -> None:
    found = given_to(*TIERED, tier=None)
    assert (found.amount_wan, found.ratio, found.cap_wan, found.confidence) == (None, None, None, None)
    assert "建设地点" in found.explanation
    assert "待核" in found.explanation


def test_without_a_row_for_the_tier_no_other_tier_is_taken() -> None:
    found = given_to(award(tier="中部", ratio=0.8), award(tier="西部", ratio=0.8), tier="东部")
    assert (found.amount_wan, found.ratio) == (None, None)
    assert "东部" in found.explanation
    assert "待核" in found.explanation


def test_a_row_for_every_place_stands_in_where_the_tier_has_none() -> None:
    rows = (award(tier=None, ratio=0.2), award(tier="西部", ratio=0.4))
    assert given_to(*rows, tier="东部").ratio == 0.2
    assert given_to(*rows, tier=None).ratio == 0.2
    assert given_to(*rows, tier="西部").ratio == 0.4


def test_a_row_counts_only_for_its_directions() -> None:
    rows = (award(applies_to=("other",), ratio=0.8), award(applies_to=("works",), ratio=0.2))
    assert given_to(*rows).ratio == 0.2
    assert given_to(*rows, to="other").ratio == 0.8
    assert given_to(rows[0]).ratio is None


@pytest.mark.parametrize(
    ("day", "ratio"),
    [
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), 0.3),
        (date(2025, 9, 18), 0.3),
        (date(2025, 9, 19), 0.2),
        (date(2026, 12, 31), 0.2),
        (date(2027, 1, 1), None),
    ],
)
def test_a_row_holds_from_its_first_day_to_its_last(day: date, ratio: float | None) -> None:
    old = award(ratio=0.3, valid_from=date(2025, 1, 1), valid_to=date(2025, 9, 18))
    new = award(ratio=0.2, valid_from=date(2025, 9, 19), valid_to=date(2026, 12, 31))
    found = given_to(old, new, day=day)
    assert found.ratio == ratio
    if ratio is None:
        assert found.amount_wan is None
        assert "待核" in found.explanation


def test_a_share_of_the_total_investment() -> None:
    found = given_to(award(ratio=0.3), investment=12000)
    assert found.amount_wan == 3600
    assert found.explanation == "12000 × 30% = 3600 万元"
    assert found.basis == "总投资"


def test_the_cap_cuts_the_sum() -> None:
    found = given_to(award(ratio=0.3, cap_wan=3000), investment=12000)
    assert (found.amount_wan, found.cap_wan) == (3000, 3000)
    assert found.explanation == "12000 × 30% = 3600 万元，超过单个项目上限，取 3000 万元"
    below = given_to(award(ratio=0.3, cap_wan=5000), investment=12000)
    assert (below.amount_wan, below.cap_wan) == (3600, 5000)
    assert "不超过 5000 万元" in below.explanation
    assert given_to(award(ratio=0.25, cap_wan=3000), investment=12000).amount_wan == 3000


def test_a_cap_that_is_known_without_a_ratio_gives_no_sum() -> None:
    found = given_to(award(ratio=None, basis=None, cap_wan=80000), investment=12000)
    assert (found.amount_wan, found.cap_wan) == (None, 80000)
    assert "80000 万元" in found.explanation
    assert "待核" in found.explanation


@pytest.mark.parametrize("basis", ["核定投资", "不含征地拆迁的投资", "工程费用", "建筑安装工程费", "设备投资"])
def test_a_part_of_the_total_gives_an_upper_bound_that_says_so(basis: str) -> None:
    found = given_to(award(ratio=0.3, basis=basis), investment=12000)
    assert found.amount_wan == 3600
    assert "上限" in found.explanation
    assert basis in found.explanation


def test_capital_counted_as_a_share_of_the_total() -> None:
    found = given_to(award(ratio=0.5, basis="资本金（按总投资的70%计）"), investment=10000)
    assert found.amount_wan == 3500
    assert found.explanation == "10000 × 70% × 50% = 3500 万元"


@pytest.mark.parametrize(
    "basis",
    [
        "资本金",
        "资本金（可按全额资本金计）",
        "基数待核",
        "投资（具体基数待核）",
        "不含征地拆迁的投资（产权口径待核）",
        "待核（汇编表未写明基数）",
        "基数待核（转载件未写明，可能为总投资）",
        "贷款利息",
        "中央资金",
        "",
    ],
)
def test_an_unclear_or_other_basis_gives_no_sum(basis: str) -> None:
    found = given_to(award(ratio=0.5, basis=basis, cap_wan=5000), investment=12000)
    assert found.amount_wan is None
    assert found.ratio == 0.5
    assert "待核" in found.explanation
    assert "50%" in found.explanation


def test_without_an_investment_there_is_no_sum() -> None:
    found = given_to(award(ratio=0.3, cap_wan=5000), investment=None)
    assert found.amount_wan is None
    assert "30%" in found.explanation
    assert "5000" in found.explanation
    assert "待核" in found.explanation


@pytest.mark.parametrize("unit", ["万元/县", "万元/园", "万元/集群", "万元/市", "元/亩", "亿元/个"])
def test_a_lump_sum_for_a_county_or_an_acre_is_no_sum_of_the_project(unit: str) -> None:
    found = given_to(award(ratio=None, basis=None, amount=4500, amount_unit=unit), investment=2400)
    assert found.amount_wan is None
    assert f"4500 {unit}" in found.explanation
    assert "待核" in found.explanation


@pytest.mark.parametrize("unit", ["万元/个", "万元/项目", "万元"])
def test_a_lump_sum_for_a_project_is_one(unit: str) -> None:
    assert given_to(award(ratio=None, basis=None, amount=800, amount_unit=unit), investment=2400).amount_wan == 800


def test_nothing_known_is_said_to_be_unknown() -> None:
    found = given_to()
    assert (found.amount_wan, found.ratio, found.cap_wan, found.basis) == (None, None, None, None)
    assert "待核" in found.explanation
    assert found.clause is None


def test_sources_that_differ_give_the_lower_sum_and_say_so() -> None:
    found = given_to(award(ratio=0.3), award(ratio=0.2, confidence="unverified"), investment=1000)
    assert found.amount_wan == 200
    assert found.confidence == "unverified"
    assert "20%、30%" in found.explanation


def test_of_caps_that_differ_the_lower_holds() -> None:
    found = given_to(award(ratio=0.3, cap_wan=5000), award(ratio=0.3, cap_wan=3000), investment=100_000)
    assert (found.amount_wan, found.cap_wan) == (3000, 3000)


def test_the_note_the_clause_and_the_source_come_along() -> None:
    found = given_to(award(note="低可信，须核原文。"))
    assert found.explanation.endswith("低可信，须核原文")
    assert (found.clause, found.source) == ("some-policy 三、（一）", "https://example.gov.cn/award")
    assert given_to(award(source=None)).source == "https://example.gov.cn/programme"


@pytest.mark.parametrize(
    ("investment", "ratio", "words"),
    [
        (1_000_000.0, 0.2, "1000000 × 20% = 200000 万元"),
        (1_234_567.8, 0.2, "1234567.8 × 20% = 246913.56 万元"),
        (400.5, 0.125, "400.5 × 12.5% = 50.06 万元（不足 0.01 万元的舍去）"),
        (1000.0, 1.0, "1000 × 100% = 1000 万元"),
        (1000.0, 0.07, "1000 × 7% = 70 万元"),
    ],
)
def test_the_figures_are_written_out_in_full(investment: float, ratio: float, words: str) -> None:
    assert given_to(award(ratio=ratio), investment=investment).explanation == words


ratios = st.integers(1, 100).map(lambda percent: percent / 100)
rows = st.builds(
    lambda tier, ratio, basis, cap, start, end: award(
        tier=tier, ratio=ratio, basis=basis, cap_wan=cap, valid_from=start, valid_to=end
    ),
    st.sampled_from([None, "东部", "中部", "西部", "东北"]),
    ratios,
    st.sampled_from(["总投资", "核定投资", "资本金", "基数待核", "资本金（按总投资的50%计）"]),
    st.none() | st.floats(1, 1e5).map(lambda cap: round(cap, 2)),
    st.none() | st.dates(DAY - timedelta(99), DAY + timedelta(99)),
    st.none() | st.dates(DAY - timedelta(99), DAY + timedelta(99)),
)


@given(st.lists(rows, max_size=4), st.none() | st.floats(1, 2e6), st.sampled_from([None, "东部", "西部"]))
def test_no_sum_exceeds_what_any_row_allows(given_rows: list[Any], investment: float | None, tier: str | None) -> None:
    found = given_to(*given_rows, investment=investment, tier=tier)
    assert found.explanation
    allowed = [row for row in given_rows if row.tier in (None, tier)]
    if found.amount_wan is None:
        return
    assert investment is not None
    assert found.amount_wan <= investment + 0.01
    assert any(row.ratio == found.ratio for row in allowed)
    assert found.cap_wan is None or found.amount_wan <= found.cap_wan
    shown = re.match(r"([\d.]+) × (?:([\d.]+)% × )?([\d.]+)% = ([\d.]+) 万元", found.explanation)
    assert shown is not None
    share = float(shown[2] or 100) / 100 * float(shown[3]) / 100
    assert float(shown[1]) * share == pytest.approx(float(shown[4]), abs=0.011 + share * 0.005)

"""The catalogue of a day: figures, directions, conditions and bases that held on it, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from match_tools import DAY, award, catalogue, condition, direction, programme

from policymatch.model import ClauseRef, FormerBasis, Programme, Project
from policymatch.programmes.awards import make_award
from policymatch.programmes.catalogue import Catalogue, GeneralRule
from policymatch.programmes.history import as_of

START = date(2025, 9, 19)
OLD = FormerBasis("old", "旧〔2021〕1号", date(2021, 5, 9), None)
OLDER = FormerBasis("older", "更旧〔2018〕1号", date(2018, 1, 1), None)


def row(policy: str, ratio: float, **changes: Any) -> Any:
    return award(ratio=ratio, clause=ClauseRef(policy, "三、"), **changes)


CHANGED = programme(
    policy="new",
    doc_number="新〔2025〕1号",
    valid_from=START,
    awards=(row("new", 0.4), row("old", 0.3), row("older", 0.2)),
    former=(OLD, OLDER),
)


def on(day: date, *programmes: Programme) -> Programme:
    return as_of(Catalogue(programmes or (CHANGED,), ()), day).programmes[0]


@pytest.mark.parametrize(
    ("day", "number", "ratios", "status"),
    [
        (DAY, "新〔2025〕1号", [0.4], "现行"),
        (START, "新〔2025〕1号", [0.4], "现行"),
        (date(2025, 9, 18), "旧〔2021〕1号", [0.3], "现行"),
        (date(2021, 5, 9), "旧〔2021〕1号", [0.3], "现行"),
        (date(2021, 5, 8), "更旧〔2018〕1号", [0.2], "现行"),
        (date(2017, 12, 31), "新〔2025〕1号", [], "尚未执行"),
    ],
)
def test_the_basis_and_the_figures_of_the_day(day: date, number: str, ratios: list[float], status: str) -> None:
    found = on(day)
    assert (found.doc_number, [each.ratio for each in found.awards], found.status) == (number, ratios, status)


def test_a_stated_last_day_goes_before_an_inferred_one() -> None:
    gap = programme(
        policy="new", valid_from=START, former=(FormerBasis("old", None, date(2021, 1, 1), date(2024, 12, 31)),)
    )
    assert on(date(2024, 12, 31), gap).policy == "old"
    assert on(date(2025, 1, 1), gap).status == "尚未执行"


def test_directions_and_conditions_have_days_too() -> None:
    dated = programme(
        directions=(direction("a", valid_to=date(2024, 12, 31)), direction("b", valid_from=date(2025, 1, 1))),
        conditions=(condition("late", valid_from=date(2025, 1, 1)), condition("always")),
        exclusions=(condition("early", valid_to=date(2024, 12, 31)),),
    )
    then, now = on(date(2024, 6, 1), dated), on(DAY, dated)
    assert [each.id for each in then.directions] == ["a"]
    assert [each.id for each in now.directions] == ["b"]
    assert [each.id for each in (*then.conditions, *then.exclusions)] == ["always", "early"]
    assert [each.id for each in (*now.conditions, *now.exclusions)] == ["late", "always"]


def test_general_law_has_days_too() -> None:
    rule = GeneralRule(condition("law", valid_from=date(2019, 7, 1)), (), None)
    both = Catalogue([programme()], [rule])
    assert as_of(both, date(2019, 6, 30)).general == ()
    assert as_of(both, date(2019, 7, 1)).general == (rule,)


def test_a_programme_that_another_replaces_answers_for_its_own_time() -> None:
    old = programme(id="old", doc_number="旧〔2021〕1号", status="历史", valid_from=date(2021, 1, 1))
    new = programme(id="new", replaces=("旧〔2021〕1号",), valid_from=START)
    statuses = {
        day: [each.status for each in as_of(Catalogue([old, new], ()), day).programmes]
        for day in (date(2020, 1, 1), date(2024, 6, 1), DAY)
    }
    assert list(statuses.values()) == [["尚未执行", "尚未执行"], ["现行", "尚未执行"], ["历史", "现行"]]


@pytest.mark.parametrize(
    ("changes", "day", "status"),
    [
        ({"valid_to": DAY}, DAY, "现行"),
        ({"valid_to": date(2026, 11, 21)}, DAY, "已失效"),
        ({"status": "历史"}, date(2024, 1, 1), "历史"),
        ({"status": "待核"}, date(2024, 1, 1), "待核"),
    ],
)
def test_what_a_programme_is_on_a_day(changes: dict[str, Any], day: date, status: str) -> None:
    assert on(day, programme(**changes)).status == status


def test_the_shipped_one_of_a_day() -> None:
    then = as_of(catalogue(), date(2024, 6, 1)).get("ndrc-energy-saving")
    assert (then.doc_number, then.policy, then.status) == ("发改环资规〔2024〕338号", "ndrc-2024-338", "现行")
    assert {each.ratio for each in then.awards} == {0.15, 0.2}
    assert {each.cap_wan for each in then.awards} == {10000}
    assert "旧办法" in then.notes


@pytest.mark.parametrize(
    ("day", "content", "amount"),
    [
        (date(2022, 6, 1), "人工营造乔木林800亩，封山育林1000亩", 82),
        (date(2022, 6, 1), "修复退化林2000亩", 130),
        (date(2022, 6, 1), "造林500亩", None),
        # Of what came in between the catalogue holds nothing, and nothing is made up.
        (date(2025, 6, 1), "人工营造乔木林800亩", None),
        (DAY, "人工营造乔木林800亩", None),
        (date(2015, 6, 1), "人工营造乔木林800亩", None),
    ],
)
def test_old_quotas_per_mu(day: date, content: str, amount: float | None) -> None:
    ecology = as_of(catalogue(), day).get("ndrc-ecology")
    found = make_award(
        ecology, ecology.directions[0], "西部", frozenset(), Project("某", content=content, investment_wan=900.0), day
    )
    assert found.amount_wan == amount
    assert (found.clause or "").startswith("ndrc-2021-1728") == (day.year == 2022)
    if "退化林" in content:
        assert found.clause == "ndrc-2021-1728 三、（三）"


@pytest.mark.parametrize(
    ("programme_id", "day", "policy"),
    [
        ("ndrc-ecology", date(2024, 5, 5), "ndrc-2021-1728"),
        ("ndrc-ecology", date(2024, 5, 6), "ndrc-2024-590"),
        ("ndrc-ecology", date(2026, 5, 20), "ndrc-2024-590"),
        ("ndrc-ecology", date(2026, 5, 21), "ndrc-2026-713"),
        ("ndrc-pollution-control", date(2024, 4, 7), "ndrc-2021-655"),
        ("ndrc-pollution-control", date(2021, 1, 1), "ndrc-2021-655"),
        # A document of 2021 held on no day of 2020, whenever in 2021 it began.
        ("ndrc-pollution-control", date(2020, 12, 31), "ndrc-2024-337"),
        ("ndrc-energy-saving", date(2024, 4, 7), "ndrc-2021-655"),
        ("ndrc-energy-saving", date(2024, 4, 8), "ndrc-2024-338"),
        ("ndrc-railway", date(2025, 11, 26), "railway-2023-1761"),
        ("ndrc-railway", date(2025, 11, 27), "ndrc-2025-1516"),
        ("ndrc-ageing-childcare", date(2024, 3, 10), "ageing-2021-895"),
        ("ltsb-equipment", date(2024, 6, 1), "sc-2024-7"),
        ("ltsb-equipment", date(2025, 6, 1), "ndrc-2025-13"),
        ("ltsb-equipment", date(2025, 12, 30), "ndrc-2025-1745"),
    ],
)
def test_what_the_shipped_ones_rested_on(programme_id: str, day: date, policy: str) -> None:
    assert as_of(catalogue(), day).get(programme_id).policy == policy


def test_a_basis_that_did_not_say_what_it_was_a_share_of_gives_its_ratio_and_no_sum() -> None:
    then = as_of(catalogue(), date(2025, 6, 1)).get("ndrc-railway")
    freight = next(each for each in then.directions if each.id == "freight")
    found = make_award(then, freight, "西部", frozenset(), Project("某", investment_wan=9000.0), date(2025, 6, 1))
    assert (found.ratio, found.amount_wan) == (0.2, None)
    assert "freight" not in {each.id for each in as_of(catalogue(), DAY).get("ndrc-railway").directions}


def test_what_came_in_2026_was_not_paid_for_in_2025() -> None:
    new = {"add-lifts", "elderly-care", "fire-rescue", "testing", "retail"}
    then, now = (
        {each.id for each in as_of(catalogue(), day).get("ltsb-equipment").directions}
        for day in (date(2025, 12, 29), date(2025, 12, 30))
    )
    assert now - then == new


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_on_any_day_it_is_a_part_of_the_whole_and_looking_twice_changes_nothing(day: date) -> None:
    whole = Catalogue([CHANGED], ())
    once = as_of(whole, day)
    assert set(map(repr, once.programmes[0].awards)) <= set(map(repr, CHANGED.awards))
    assert as_of(once, day).programmes[0].awards == once.programmes[0].awards
    assert whole.programmes[0] == CHANGED

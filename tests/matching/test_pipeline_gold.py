"""The ranking held against what a specialist would say of 120 invented projects, and of 80 that nobody tunes to."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from match_tools import catalogue
from pipeline_gold import (
    HELD_OUT,
    NONE,
    OPEN,
    TAXONOMIES,
    GoldProject,
    Total,
    load_projects,
    measure,
    rank_gold,
    score,
)

from policymatch.projects.sector import taxonomies
from policymatch.store.snapshot import Store

FIRST, IN_THREE, TIER, INELIGIBLE, INELIGIBLE_IN_AB = 0.81, 0.91, 0.82, 30, 6
"""What is reached on the 120; what is wanted is 0.85, 0.97, 0.90 and none of the 30."""

HELD_FIRST, HELD_IN_THREE, HELD_TIER, HELD_INELIGIBLE_IN_AB = 0.70, 0.83, 0.72, 4
"""What the held-out set reached when it was written: it may rise and must not fall."""


@pytest.fixture(scope="module")
def projects() -> tuple[GoldProject, ...]:
    return load_projects(OPEN)


@pytest.fixture(scope="module")
def total(projects: tuple[GoldProject, ...], store: Store, tmp_path_factory: pytest.TempPathFactory) -> Total:
    return score(projects, rank_gold(projects, store, tmp_path_factory.mktemp("gold")))


def wrong(total: Total, *kinds: str) -> str:
    return "\n" + "\n".join(str(fault) for fault in total.faults if fault.what.startswith(kinds))


def test_the_first_choice_is_the_specialists(total: Total) -> None:
    assert total.share(total.first) >= FIRST, wrong(total, "first")


def test_the_specialists_choice_is_among_the_first_three(total: Total) -> None:
    assert total.share(total.in_three) >= IN_THREE, wrong(total, "first")


def test_the_tier_is_the_specialists(total: Total) -> None:
    assert total.share(total.tier) >= TIER, wrong(total, "tier")


def test_few_ineligible_projects_are_in_a_or_b(total: Total) -> None:
    assert total.ineligible == INELIGIBLE
    assert total.ineligible_in_ab <= INELIGIBLE_IN_AB, wrong(total, "tier")


def test_the_held_out_projects_do_not_fall_behind(store: Store, tmp_path: Path) -> None:
    """Says nothing but totals when it fails, so that the projects stay unknown."""
    found = measure(HELD_OUT, store, tmp_path, totals_only=True)
    held = (
        found.share(found.first) >= HELD_FIRST
        and found.share(found.in_three) >= HELD_IN_THREE
        and found.share(found.tier) >= HELD_TIER
        and found.ineligible_in_ab <= HELD_INELIGIBLE_IN_AB
    )
    if not held:
        pytest.fail(f"held-out totals fell:\n{found}", pytrace=False)


def test_every_row_is_read_as_it_was_written(projects: tuple[GoldProject, ...], store: Store, tmp_path: Path) -> None:
    for project, item in zip(projects, rank_gold(projects, store, tmp_path), strict=True):
        assert item is not None, project.name
        assert item.project.name == project.name
        assert item.project.investment_wan == project.row["总投资(万元)"], project.name
        assert item.project.requested_wan == project.row["申请资金(万元)"], project.name


def _tiers(each: GoldProject) -> bool:
    return 1 <= len(each.tier) <= 2 and list(each.tier) == [t for t in each.tier if t in "ABCD"]


def _excluded(each: GoldProject) -> bool:
    """What a rule excludes is D, and nothing else is surely D."""
    alike = each.ineligible == (list(each.tier) == ["D"]) == (each.verdict == "不符合")
    return alike and (each.first == NONE or not each.ineligible)


@cache
def _audiences() -> dict[str, str]:
    return {programme.id: programme.audience for programme in catalogue().programmes} | {NONE: "county"}


def _in_catalogue(each: GoldProject) -> bool:
    known = _audiences()
    named = {each.first, *each.accept}
    return named <= set(known) and each.first not in each.accept and known[each.first] in ("county", "enterprise")


def _a_is_open(each: GoldProject) -> bool:
    return "A" not in each.tier or each.verdict == "符合"


def _fields(each: GoldProject) -> bool:
    return set(each.sector) == set(TAXONOMIES) and all(
        set(each.sector[name]) <= set(fields) for name, fields in taxonomies().items() if name != "战略性新兴产业"
    )


@pytest.mark.parametrize("holds", [_tiers, _excluded, _in_catalogue, _a_is_open, _fields])
@pytest.mark.parametrize("path", [OPEN, HELD_OUT], ids=["open", "held out"])
def test_the_gold_agrees_with_itself(path: Path, holds: Callable[[GoldProject], bool]) -> None:
    broken = [each.id for each in load_projects(path) if not holds(each)]
    if broken:
        pytest.fail(f"{holds.__name__}: {', '.join(broken)}", pytrace=False)


def test_the_sets_are_as_large_as_they_say_and_share_nothing() -> None:
    shown, held_out = load_projects(OPEN), load_projects(HELD_OUT)
    assert (len(shown), len(held_out)) == (120, 80)
    names = [each.name for each in (*shown, *held_out)]
    if len(set(names)) != 200:
        pytest.fail("a name stands twice", pytrace=False)
    for each in (shown, held_out):
        doubtful = sum(len(project.tier) > 1 for project in each)
        assert doubtful <= 0.15 * len(each)

"""SMAA: held against a plain loop over the same draws, an exhaustive grid, and a case whose answer is known exactly."""

from __future__ import annotations

import math
import resource
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policymatch.matching.smaa import NEIGHBOURS, UNIT, count_places, draw_weightings


def scores(table: Sequence[Sequence[int]], weights: Sequence[int]) -> list[int]:
    return [sum(value * weight for value, weight in zip(row, weights, strict=True)) for row in table]


def brute_force(
    table: list[list[int]], tiers: list[int], weightings: list[list[int]], first: int
) -> tuple[list[Fraction], list[int], list[int], list[Fraction]]:
    """Share among the first, best, worst and mean place: of equal rows each has each of their places as often."""
    count = len(table)
    in_first = [Fraction(0)] * count
    best, worst, usual = [count] * count, [1] * count, [Fraction(0)] * count
    for weights in weightings:
        got = scores(table, weights)
        order = sorted(range(count), key=lambda row: (tiers[row], -got[row], _first_alike(table, tiers, row), row))
        place = {row: number for number, row in enumerate(order, 1)}
        for row in range(count):
            alike = [other for other in range(count) if (tiers[other], table[other]) == (tiers[row], table[row])]
            places = sorted(place[other] for other in alike)
            best[row], worst[row] = min(best[row], places[0]), max(worst[row], places[-1])
            in_first[row] += Fraction(sum(each <= first for each in places), len(places) * len(weightings))
            usual[row] += Fraction(sum(places), len(places) * len(weightings))
    return in_first, best, worst, usual


def _first_alike(table: list[list[int]], tiers: list[int], row: int) -> int:
    return next(i for i in range(len(table)) if (tiers[i], table[i]) == (tiers[row], table[row]))


def agree(table: list[list[int]], tiers: list[int], weightings: Any, first: int) -> None:
    found = count_places(np.array(table), np.array(tiers), weightings, first)
    in_first, best, worst, usual = brute_force(table, tiers, weightings.tolist(), first)
    assert found.in_first.tolist() == pytest.approx([float(each) for each in in_first], abs=1e-12)
    assert found.best.tolist() == best
    assert found.worst.tolist() == worst
    assert found.usual.tolist() == pytest.approx([float(each) for each in usual], abs=1e-9)


# Few different values, so that equal rows and equal scores are met often.
cases = st.integers(1, 4).flatmap(
    lambda parts: st.lists(
        st.tuples(st.integers(0, 2), st.lists(st.sampled_from([0, 250, 500, 1000]), min_size=parts, max_size=parts)),
        min_size=1,
        max_size=14,
    )
)


@settings(max_examples=60, deadline=None)
@given(cases, st.integers(1, 6), st.booleans(), st.integers(0, 1000))
def test_places_agree_with_a_plain_loop_over_the_same_draws(
    rows: list[tuple[int, list[int]]], first: int, anywhere: bool, seed: int
) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    table, tiers = [row for _, row in rows], [tier for tier, _ in rows]
    centre = np.arange(1.0, len(table[0]) + 1)
    weightings = draw_weightings(centre / centre.sum(), 40, seed, anywhere=anywhere)
    agree(table, tiers, weightings, first)


def test_places_agree_with_every_weighting_of_a_grid() -> None:
    steps = 12
    grid = [
        [UNIT * one // steps, UNIT * two // steps, UNIT - UNIT * one // steps - UNIT * two // steps]
        for one in range(steps + 1)
        for two in range(steps + 1 - one)
    ]
    table = [[1000, 0, 300], [0, 1000, 300], [500, 500, 500], [600, 600, 100], [0, 0, 1000], [500, 500, 500]]
    agree(table, [0] * 6, np.array(grid), 2)
    agree(table, [0, 0, 0, 1, 1, 1], np.array(grid), 2)


def test_more_draws_than_one_block_holds() -> None:
    rng = np.random.default_rng(3)
    table = rng.integers(0, 1001, (30, 4)).tolist()
    weightings = draw_weightings(np.array([0.4, 0.3, 0.2, 0.1]), 700, 5)
    agree(table, [0] * 10 + [1] * 20, weightings, 10)


def test_two_parts_whose_answer_is_known_exactly() -> None:
    """With weights (w, 1-w), w even over 0 to 1: 甲 (100, 0) leads where w > 0.6, 乙 (0, 100) where w < 0.4, else 丙 (60, 60)."""
    draws = 40_000
    weightings = draw_weightings(np.array([0.5, 0.5]), draws, 1, anywhere=True)
    table = np.array([[1000, 0], [0, 1000], [600, 600]])
    found = count_places(table, np.zeros(3, dtype=int), weightings, 1)
    for share, expected in zip(found.in_first, (0.4, 0.4, 0.2), strict=True):
        assert abs(share - expected) < 4 * math.sqrt(expected * (1 - expected) / draws)
    assert found.best.tolist() == [1, 1, 1]
    # 丙 is before one of the two under every weighting.
    assert found.worst.tolist() == [3, 3, 2]
    # 甲 is first with 0.4, second with 0.1 (0.5 < w < 0.6), last with 0.5.
    assert found.usual.tolist() == pytest.approx([2.1, 2.1, 1.8], abs=0.02)
    assert found.before[0][0] == pytest.approx(0.5, abs=0.01)
    assert found.before[0][1] == pytest.approx(0.4, abs=0.01)
    # Covariance of w and the place of 甲: 0.32 + 0.11 + 0.375 - 2.1 / 2 = -0.245; variances 1/12 and 0.89.
    pull = 0.245 / math.sqrt(0.89 / 12)
    assert found.pull[0].tolist() == pytest.approx([-pull, pull], abs=0.01)
    assert found.pull[1].tolist() == pytest.approx([pull, -pull], abs=0.01)
    assert abs(found.pull[2][0]) < 0.02


def test_pull_is_the_correlation_of_rank_and_place() -> None:
    rng = np.random.default_rng(11)
    table = rng.integers(0, 1001, (12, 3))
    weightings = draw_weightings(np.array([0.5, 0.3, 0.2]), 300, 2)
    found = count_places(table, np.zeros(12, dtype=int), weightings, 3)
    got = weightings @ table.T
    places = (-got).argsort(axis=1, kind="stable").argsort(axis=1) + 1
    ranks = weightings.argsort(axis=0, kind="stable").argsort(axis=0)
    for row in range(12):
        for part in range(3):
            moves = places[:, row].std() > 0
            expected = np.corrcoef(places[:, row], ranks[:, part])[0, 1] if moves else 0.0
            assert found.pull[row][part] == pytest.approx(expected, abs=1e-9)


def test_tiers_stand_before_every_weighting() -> None:
    table = np.array([[0, 0], [10, 0], [1000, 1000]])
    found = count_places(table, np.array([0, 1, 2]), draw_weightings(np.array([0.5, 0.5]), 50, 1), 1)
    assert found.best.tolist() == found.worst.tolist() == [1, 2, 3]
    assert found.in_first.tolist() == [1.0, 0.0, 0.0]
    assert np.isnan(found.before).all()
    assert (found.pull == 0).all()


def test_equal_rows_share_their_places_whichever_stands_first() -> None:
    table = np.array([[500, 500]] * 4 + [[0, 0]])
    found = count_places(table, np.zeros(5, dtype=int), draw_weightings(np.array([0.5, 0.5]), 100, 1), 2)
    assert found.in_first.tolist() == [0.5, 0.5, 0.5, 0.5, 0.0]
    assert found.best.tolist() == [1, 1, 1, 1, 5]
    assert found.worst.tolist() == [4, 4, 4, 4, 5]
    assert found.usual.tolist() == [2.5, 2.5, 2.5, 2.5, 5.0]
    assert found.group.tolist() == [0, 0, 0, 0, 1]


def test_a_part_without_weight_tells_nothing_apart() -> None:
    table = np.array([[500, 0], [500, 1000]])
    found = count_places(table, np.zeros(2, dtype=int), draw_weightings(np.array([1.0, 0.0]), 20, 1), 1)
    assert found.in_first.tolist() == [0.5, 0.5]


@pytest.mark.parametrize("size", [1, 2, 7])
def test_tables_in_which_nothing_differs(size: int) -> None:
    for value in (0, 1000):
        table = np.full((size, 3), value)
        found = count_places(table, np.zeros(size, dtype=int), draw_weightings(np.full(3, 1 / 3), 30, 1), 1)
        assert found.in_first.tolist() == pytest.approx([1 / size] * size)
        assert (found.best == 1).all()
        assert (found.worst == size).all()
        assert np.isfinite(found.pull).all()


def test_distances_from_the_best_and_the_worst() -> None:
    """TOPSIS under every draw, against a plain reckoning."""
    rng = np.random.default_rng(4)
    table = rng.integers(0, 1001, (9, 3))
    weightings = draw_weightings(np.array([0.5, 0.3, 0.2]), 200, 3)
    best, worst = table.max(axis=0), table.min(axis=0)
    found = count_places(table, np.zeros(9, dtype=int), weightings, 3, (best, worst))
    lead = np.zeros(9)
    for weights in weightings / UNIT:
        near = np.sqrt((((table - best) * weights) ** 2).sum(axis=1))
        far = np.sqrt((((table - worst) * weights) ** 2).sum(axis=1))
        lead[(-far / (near + far)).argsort(kind="stable")[:3]] += 1
    assert found.in_first.tolist() == pytest.approx((lead / 200).tolist(), abs=1e-9)
    nothing = count_places(np.full((3, 2), 7), np.zeros(3, dtype=int), weightings[:, :2], 1, (np.full(2, 7),) * 2)
    assert nothing.in_first.tolist() == pytest.approx([1 / 3] * 3)


def test_draws_sum_to_the_whole_and_lie_around_the_profile() -> None:
    centre = np.array([0.3, 0.0, 0.6, 0.1])
    found = draw_weightings(centre, 4000, 9)
    assert (found.sum(axis=1) == UNIT).all()
    assert (found >= 0).all()
    assert (found[:, 1] == 0).all()
    assert (found.mean(axis=0) / UNIT).tolist() == pytest.approx(centre.tolist(), abs=0.01)
    assert found[:, 0].std() / UNIT == pytest.approx(math.sqrt(0.3 * 0.7 / 21), rel=0.05)
    evenly = draw_weightings(centre, 4000, 9, anywhere=True)
    assert (evenly.sum(axis=1) == UNIT).all()
    assert (evenly.mean(axis=0) / UNIT).tolist() == pytest.approx([1 / 3, 0, 1 / 3, 1 / 3], abs=0.02)


def test_the_same_seed_draws_the_same() -> None:
    centre = np.array([0.3, 0.6, 0.1])
    assert (draw_weightings(centre, 50, 9) == draw_weightings(centre, 50, 9)).all()
    assert (draw_weightings(centre, 50, 9) != draw_weightings(centre, 50, 8)).any()
    assert draw_weightings(np.zeros(3), 5, 1).tolist() == [[0, 0, 0]] * 5
    assert draw_weightings(centre, 0, 1).shape == (0, 3)


def test_neighbours_are_compared_within_reach() -> None:
    rng = np.random.default_rng(8)
    table = rng.integers(0, 1001, (20, 3))
    weightings = draw_weightings(np.array([0.5, 0.3, 0.2]), 300, 3)
    found = count_places(table, np.array([0] * 8 + [1] * 12), weightings, 3)
    got = weightings @ table.T
    for one in range(20):
        for step in range(1, NEIGHBOURS + 1):
            other = one + step
            if other >= 20 or (one < 8) != (other < 8):
                assert math.isnan(found.before[one][step - 1])
            else:
                assert found.before[one][step - 1] == pytest.approx((got[:, one] >= got[:, other]).mean())


def test_ten_thousand_projects_take_bounded_memory() -> None:
    """Places of all projects under all weightings would take 160 MB here, and ten times that with what is made of them."""
    rng = np.random.default_rng(1)
    table = rng.integers(0, 1001, (10_000, 11))
    weightings = draw_weightings(np.full(11, 1 / 11), 2000, 1)
    count_places(table[:50], np.zeros(50, dtype=int), weightings, 10)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = count_places(table, np.zeros(10_000, dtype=int), weightings, 10)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 100
    assert found.in_first.sum() == pytest.approx(10)

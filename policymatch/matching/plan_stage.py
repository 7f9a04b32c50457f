"""Solves one year: the most expected money first, then, among plans of equal money, the one of the better ranked projects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from policymatch.matching.plan_money import HUNDREDTHS
from policymatch.matching.plan_rows import Row, Stage
from policymatch.matching.plan_solve import SURE, Answered, Clock, Prices, Problem

_SMALL = 2_000
"""So many candidates are searched at once; of more, those that a bound leaves."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A year that is solved: the candidates chosen, their expected money and its proven bound (hundredths of 万元).

    ``settled`` says that the order among plans of equal money was searched to its end too.
    """

    stage: Stage
    chosen: tuple[int, ...]
    value: int
    bound: int
    settled: bool
    problem: Problem
    prices: Prices

    @property
    def now(self) -> tuple[int, ...]:
        """The chosen candidates of the year itself."""
        return tuple(index for index in self.chosen if self.stage.counts(index))


def money(stage: Stage) -> Any:
    """The expected money of each candidate; nothing for those of later years."""
    return np.array(
        [each.package.expected if each.year == stage.year else 0 for each in stage.candidates], dtype=np.int64
    )


def points(stage: Stage) -> Any:
    """The points of each candidate; nothing for those of later years."""
    return np.array(
        [each.package.points if each.year == stage.year else 0 for each in stage.candidates], dtype=np.int64
    )


def solve(stage: Stage, clock: Clock) -> Solved | Answered:
    """The best choice; what the search came to where there is none."""
    problem = Problem([each.project for each in stage.candidates], stage.rows)
    objective = money(stage)
    found, prices = problem.best(objective, clock)
    if found.chosen is None and not found.searched and prices is not None:
        found = _makeshift(problem, objective, found)
    if found.chosen is None or prices is None:
        return found
    chosen, settled = among_equals(problem, objective, points(stage), found, prices, clock)
    return Solved(stage, chosen, found.value, found.bound, settled, problem, prices)


def _makeshift(problem: Problem, objective: Any, found: Answered) -> Answered:
    """A choice that keeps all rows, where time ended before the search had one; its bound tells how little it may be worth."""
    chosen = problem.filled((), objective, np.ones(problem.size, dtype=bool))
    if not all(row.holds(row.used(chosen)) for row in problem.rows):
        return found
    value = int(sum(int(objective[each]) for each in chosen))
    return Answered(tuple(chosen), value, max(found.bound, value), searched=False)


def among_equals(
    problem: Problem, objective: Any, second: Any, found: Answered, prices: Prices, clock: Clock
) -> tuple[tuple[int, ...], bool]:
    """Of all choices that are worth as much, the one with most of ``second``; whether that was searched to its end."""
    assert found.chosen is not None
    kept = np.flatnonzero(prices.losses <= prices.bound - found.value + SURE)
    place = {int(at): number for number, at in enumerate(kept)}
    rows = [
        replace(row, weights={place[at]: weight for at, weight in row.weights.items() if at in place})
        for row in problem.rows
    ]
    worth = {place[int(at)]: int(objective[at]) for at in kept if objective[at]}
    rows.append(Row("", "", 0, "万元", HUNDREDTHS, worth, low=found.value))
    smaller = Problem([int(problem.projects[at]) for at in kept], rows)
    if len(kept) <= _SMALL:
        answer = smaller.search(second[kept], np.ones(len(kept), dtype=bool), clock)
    else:
        answer, _ = smaller.best(second[kept], clock)
    if answer.chosen is None:
        return found.chosen, False
    chosen = tuple(int(kept[at]) for at in answer.chosen)
    mine, theirs = (sum(int(second[at]) for at in each) for each in (chosen, found.chosen))
    return (chosen if mine >= theirs else found.chosen), answer.proven

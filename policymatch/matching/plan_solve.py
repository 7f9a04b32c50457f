"""Chooses at most one candidate of each project so that a sum is highest and every row holds: exactly, with proof.

First the linear relaxation gives prices for the rows (duals). With prices every project takes the candidate that is worth most
after paying for what it uses; what all of them are worth together, and the rows at their prices, is a bound on any plan
(Lagrange), whatever the prices. A candidate that loses more against its project's best than lies between the bound and
a plan already known is in no better plan, so the integer programme (HiGHS, scipy.optimize.milp) needs only the others,
and what it finds is the best of all. Every answer is checked in whole numbers.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from policymatch.matching.plan_rows import Row
from policymatch.matching.plan_silence import silence

NODES = 20_000
"""Nodes of one search: a limit that is the same on every machine."""

SURE = 0.25
"""Sums are whole numbers, and far below 2**50: what lies closer together than this is equal."""

_FIRST_CORE = 0.0005
"""The share of the bound by which candidates of the first search may lose."""

_GROWTH = 6.0
_LONG = 1e6
_MOST_CUTS = 50
_MOST_FILLED = 3_000
_LARGEST = 1e4
"""What the solver is given is scaled to numbers of this size at most."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The candidates chosen, their ``value`` and a proven upper ``bound`` of it; ``chosen`` None where no choice holds all rows.

    ``searched`` is false where time or nodes ended the search before that was proven.
    """

    chosen: tuple[int, ...] | None
    value: int
    bound: int
    searched: bool

    @property
    def proven(self) -> bool:
        """Whether nothing better can be."""
        return self.chosen is not None and self.bound <= self.value


class Clock:
    """What may be spent on a plan: seconds, and work that is counted the same on every machine.

    Work ends what is only told besides; were seconds to end it, the same input could give two outputs.
    """

    def __init__(self, seconds: float, work: float = float("inf")) -> None:
        self._end = time.monotonic() + seconds
        self._work = work

    def left(self) -> float:
        """Seconds that are left, 0 where none are."""
        return min(max(self._end - time.monotonic(), 0.0), _LONG)

    def spend(self, size: int, candidates: int, nodes: int) -> None:
        """Count a search among some candidates of a problem of that size: about one a second of an office's computer."""
        self._work -= 0.02 + size / 20_000 + candidates / 1_000 + nodes / 500

    @property
    def bounded(self) -> bool:
        """Whether work is counted at all."""
        return self._work < float("inf")

    @property
    def over(self) -> bool:
        """Whether seconds or work are used up."""
        return self._work <= 0 or self.left() <= 0


@dataclass(frozen=True, slots=True)
class Prices:
    """A bound on every choice that keeps the rows, and what each candidate would at least take from it."""

    bound: float
    losses: Any
    duals: Any


class Problem:
    """Rows over candidates, each of one project."""

    def __init__(self, projects: Sequence[int], rows: Sequence[Row]) -> None:
        from scipy import sparse

        self.size = len(projects)
        self.rows = [row for row in rows if not row.idle]
        _, self.projects = np.unique(np.asarray(projects, dtype=np.int64), return_inverse=True)
        columns = np.fromiter((at for row in self.rows for at in row.weights), dtype=np.int64)
        sizes = [len(row.weights) for row in self.rows]
        scales = np.repeat(np.array([row.scale for row in self.rows], dtype=float), sizes)
        values = np.fromiter((weight for row in self.rows for weight in row.weights.values()), dtype=float) / scales
        ends = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        self.matrix = sparse.csr_matrix((values, columns, ends), shape=(len(self.rows), self.size))
        self.low = np.array([-np.inf if row.low is None else row.low / row.scale for row in self.rows], dtype=float)
        self.high = np.array([np.inf if row.high is None else row.high / row.scale for row in self.rows], dtype=float)

    def with_row(self, at: int, row: Row) -> Problem:
        """The same problem with other bounds of one row; its weights stay."""
        other = copy.copy(self)
        other.rows = [*self.rows[:at], row, *self.rows[at + 1 :]]
        other.low, other.high = self.low.copy(), self.high.copy()
        other.low[at] = -np.inf if row.low is None else row.low / row.scale
        other.high[at] = np.inf if row.high is None else row.high / row.scale
        return other

    def prices(self, objective: Any) -> Prices | None:
        """Prices from the linear relaxation; None where not even that can hold all rows."""
        from scipy import sparse
        from scipy.optimize import linprog

        if not self.size:
            return self.priced(objective, np.zeros(len(self.rows)))
        above, below = np.isfinite(self.high), np.isfinite(self.low)
        matrix = sparse.vstack([self.matrix[above], -self.matrix[below], self._one_each()], format="csr")
        limits = np.concatenate([self.high[above], -self.low[below], np.ones(self._count())])
        with silence():
            found = linprog(
                -np.asarray(objective, dtype=float), A_ub=matrix, b_ub=limits, bounds=(0, None), method="highs"
            )
        if found.status == 2:
            return None
        own = matrix.shape[0] - self._count()
        marginals = np.zeros(own) if found.ineqlin is None or found.x is None else -found.ineqlin.marginals[:own]
        duals = np.maximum(np.nan_to_num(marginals), 0.0)
        by_row = np.zeros(len(self.rows))
        by_row[above] += duals[: int(above.sum())]
        by_row[below] -= duals[int(above.sum()) :]
        return self.priced(objective, by_row)

    def priced(self, objective: Any, duals: Any, without: Any = None) -> Prices:
        """The bound that some prices prove (above 0 for an upper bound of a row, below 0 for a lower one), and the losses.

        Any prices prove one, so those of one problem serve for another whose rows are wider, or ``without`` some candidates
        (a mask).
        """
        worth = np.asarray(objective, dtype=float) - self.matrix.T @ duals
        if without is not None:
            worth[without] = -np.inf
        best = np.zeros(self._count())
        np.maximum.at(best, self.projects, worth)
        paid = np.where(duals > 0, self.high, np.where(duals < 0, self.low, 0.0))
        return Prices(float(paid @ duals + best.sum()), best[self.projects] - worth, duals)

    def _count(self) -> int:
        return int(self.projects.max()) + 1 if self.size else 0

    def _one_each(self) -> Any:
        from scipy import sparse

        ones = np.ones(self.size)
        return sparse.csr_matrix((ones, (self.projects, np.arange(self.size))), shape=(self._count(), self.size))

    def search(self, objective: Any, among: Any, clock: Clock) -> Answered:
        """The best choice among some candidates (a mask)."""
        columns = np.flatnonzero(among)
        if not len(columns):
            fine = all(row.holds(0) for row in self.rows)
            return Answered(() if fine else None, 0, 0, True)
        cuts: list[tuple[Any, float]] = []
        while True:
            with silence():
                found = self._milp(objective, columns, clock, cuts)
            clock.spend(self.size, len(columns), int(getattr(found, "mip_node_count", None) or 0))
            if found is None or found.x is None:
                return Answered(None, 0, 0 if found is None else _ceiling(found, objective), found is None)
            chosen = tuple(int(each) for each in columns[found.x > 0.5])
            broken = next((row for row in self.rows if not row.holds(row.used(chosen))), None)
            if broken is None and len({int(self.projects[each]) for each in chosen}) == len(chosen):
                value = int(sum(int(objective[each]) for each in chosen))
                whole = found.status == 0
                return Answered(chosen, value, value if whole else max(_ceiling(found, objective), value), whole)
            if len(cuts) >= _MOST_CUTS:
                return Answered(None, 0, _ceiling(found, objective), False)
            # The solver's tolerance let through what whole numbers do not: this choice is forbidden, and it goes on.
            cuts.append(_without(columns, chosen, broken))

    def _milp(self, objective: Any, columns: Any, clock: Clock, cuts: Sequence[tuple[Any, float]]) -> Any:
        from scipy import sparse
        from scipy.optimize import Bounds, LinearConstraint, milp

        count = len(columns)
        weights = np.asarray(objective, dtype=float)[columns]
        matrices = [self.matrix[:, columns], self._one_each()[:, columns]]
        lows, highs = [self.low, np.full(self._count(), -np.inf)], [self.high, np.ones(self._count())]
        for line, least in cuts:
            matrices.append(sparse.csr_matrix(line))
            lows.append(np.array([least]))
            highs.append(np.array([np.inf]))
        matrix, low, high = sparse.vstack(matrices, format="csr"), np.concatenate(lows), np.concatenate(highs)
        filled = np.diff(matrix.indptr) > 0
        if np.any(~filled & ((low > 0) | (high < 0))):
            return None
        found = milp(
            -weights / _scale(objective),
            constraints=LinearConstraint(matrix[filled], low[filled], high[filled]),
            integrality=np.ones(count),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0.0, "node_limit": NODES, "time_limit": max(clock.left(), 0.05)},
        )
        return None if found.status == 2 else found

    def filled(self, chosen: Sequence[int], objective: Any, among: Any) -> list[int]:
        """A choice with what can be added to it, the most valuable first: a plan to measure others by, not the best."""
        made = list(chosen)
        used = self.matrix[:, made].sum(axis=1).A1 if made else np.zeros(len(self.rows))
        taken = {int(self.projects[each]) for each in made}
        order = sorted((int(each) for each in np.flatnonzero(among)), key=lambda at: (-objective[at], at))[
            :_MOST_FILLED
        ]
        columns = self.matrix[:, order].T.toarray()
        for each, weights in zip(order, columns, strict=True):
            more = used + weights
            if int(self.projects[each]) not in taken and (more <= self.high).all() and (more >= self.low).all():
                made.append(each)
                taken.add(int(self.projects[each]))
                used = more
        return made if all(row.holds(row.used(made)) for row in self.rows) else list(chosen)

    def best(
        self, objective: Any, clock: Clock, prices: Prices | None = None, known: int | None = None
    ) -> tuple[Answered, Prices | None]:
        """The best choice of all, with the prices it was found by.

        With ``known``, the value of a choice already at hand, only a better one is looked for: none found means none is.
        """
        objective = np.asarray(objective)
        prices = prices or self.prices(objective)
        if prices is None:
            return Answered(None, 0, 0, True), None
        margin = prices.bound - known - 1 if known is not None else abs(prices.bound) * _FIRST_CORE + 1
        kept: Answered | None = None
        while True:
            among = prices.losses <= margin + SURE
            found = self.search(objective, among, clock)
            every = bool((among | np.isinf(prices.losses)).all())
            if not found.searched:
                return _unproven(found, kept, prices, margin, every=every), prices
            if known is not None or every:
                return found, prices
            if found.chosen is None:
                margin = margin * 10 + 100
                continue
            kept, needed = found, prices.bound - found.value - 1
            if margin >= needed:
                return found, prices
            margin = min(needed, margin * _GROWTH)  # a better choice in between makes the last search smaller


def _unproven(found: Answered, kept: Answered | None, prices: Prices, margin: float, *, every: bool) -> Answered:
    """What stands when time or nodes ran out: the better of two choices, and a bound on those inside and outside the search."""
    whole = int(np.floor(prices.bound + SURE))
    outside = whole if found.chosen is None and found.bound == 0 else int(np.floor(prices.bound - margin + SURE))
    better = max(
        (each for each in (found, kept) if each and each.chosen is not None), key=lambda each: each.value, default=found
    )
    bound = max(found.bound, better.value, 0 if every else outside)
    return Answered(better.chosen, better.value, min(whole, bound), False)


def _scale(objective: Any) -> float:
    return max(float(np.abs(np.asarray(objective, dtype=float)).max()) / _LARGEST, 1.0)


def _ceiling(found: Any, objective: Any) -> int:
    """The solver's bound in the objective's own numbers."""
    bound = getattr(found, "mip_dual_bound", None)
    if bound is None or not np.isfinite(bound):
        return int(np.abs(np.asarray(objective, dtype=float)).sum())
    return int(np.floor(-bound * _scale(objective) + SURE))


def _without(columns: Any, chosen: tuple[int, ...], broken: Row | None) -> tuple[Any, float]:
    """A row that forbids just this choice among the candidates that the broken row speaks of."""
    held = set(chosen)
    concerned = np.array([broken is None or int(column) in broken.weights for column in columns])
    signs = np.array([-1.0 if int(column) in held else 1.0 for column in columns]) * concerned
    return signs, 1.0 - float((signs < 0).sum())

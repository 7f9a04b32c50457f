"""SMAA: what other weightings would make of an order (Lahdelma and Salminen, SMAA-2, Operations Research 49, 2001).

Thousands of weightings are drawn, the table of values is put in order under each, and the places are counted. Weightings
are drawn around the profile's (a Dirichlet distribution whose mean is the profile), or evenly from all there are (the
simplex, as in SMAA-2). Tiers stand before all weightings and do not move with them.

Everything that decides a place is a whole number: values are tenths of a point, weights millionths. Sums of their products
are exact in any order, so the same draws give the same places on every machine, and equal rows are equal under every
weighting. The draws themselves follow from the seed and the release of NumPy. Places are counted in blocks of weightings, so memory does not grow with their number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNIT = 1_000_000
"""A weighting's whole, in which its weights are whole numbers."""

SPREAD = 20.0
"""How closely weightings are drawn around the profile (Dirichlet concentration).

With 20 a weight of 30% has a standard deviation of 10 points, one of 10% has 6.5: two planners who think alike of
what matters would hardly differ by more.
"""

NEIGHBOURS = 5
"""How many projects before and behind are looked at for whether they can be told apart."""

_CELLS = 400_000
"""Places that are held at once: some tens of MB with all that is made of them."""

_MOST_ROWS = 255
"""Weightings in a block at most: wins are counted in bytes."""

_INDEX_BITS = 26
_SCORE_BITS = 32


@dataclass(frozen=True)
class Places:
    """How the rows of a table fared under the weightings; arrays with an item (or a row) for each of them.

    ``in_first`` is a share, 0 to 1; of equal rows that straddle the last place asked about each has its part. ``best`` and
    ``worst`` are places from 1, ``usual`` is their mean. ``pull`` holds for every weight how its rank over the draws goes
    with the place, -1 to 1, negative where the row comes forward as the weight grows; ``before`` for the next NEIGHBOURS
    groups of equal rows the share of weightings in which this one's comes before theirs, NaN across tiers and behind
    the last. ``group`` numbers equal rows alike.
    """

    in_first: NDArray[Any]
    best: NDArray[Any]
    worst: NDArray[Any]
    usual: NDArray[Any]
    pull: NDArray[Any]
    before: NDArray[Any]
    group: NDArray[Any]


def draw_weightings(centre: NDArray[Any], count: int, seed: int, *, anywhere: bool = False) -> NDArray[Any]:
    """That many weightings in millionths, a row each; weights that are 0 in ``centre`` stay 0.

    Around ``centre``, or with ``anywhere`` evenly over all weightings of the same parts.
    """
    import numpy as np

    weights = np.zeros((count, len(centre)), dtype=np.int64)
    live = np.flatnonzero(centre > 0)
    if not len(live) or not count:
        return weights
    random = np.random.Generator(np.random.PCG64(seed))
    if anywhere:
        drawn = random.standard_exponential((count, len(live)))
    else:
        drawn = random.standard_gamma(SPREAD * centre[live] / centre[live].sum(), (count, len(live)))
    # Shapes are small but never all: their sum is SPREAD or the number of parts.
    whole = np.floor(drawn / drawn.sum(axis=1, keepdims=True) * UNIT).astype(np.int64)
    whole[np.arange(count), whole.argmax(axis=1)] += UNIT - whole.sum(axis=1)
    weights[:, live] = whole
    return weights


def count_places(
    table: NDArray[Any],
    tiers: NDArray[Any],
    weightings: NDArray[Any],
    first: int,
    ideal: tuple[NDArray[Any], NDArray[Any]] | None = None,
) -> Places:
    """Put ``table`` in order under each of ``weightings`` and count the places.

    Rows are in the order that is asked about, so that ``tiers`` (whole numbers from 0) do not fall. Of different rows
    that come out equal under a weighting the one that stands first stays first. ``ideal`` are the best and the worst
    value of each part in tenths: with it the order is by their distances (TOPSIS), without it by the weighted sum.
    """
    rows = _Rows(table, tiers, weightings.max(axis=0, initial=0) > 0)
    score = _Distances(rows.values, *ideal) if ideal is not None else _Sums(rows.values)
    tally = _Tally(rows, weightings, first)
    # The products are small: threads for them cost more than they bring.
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    block = min(_MOST_ROWS, max(1, _CELLS // max(1, len(rows.values))))
    with threadpool_limits(limits=1, user_api="blas"):
        for start in range(0, len(weightings), block):
            tally.add(score(weightings[start : start + block]), start)
    return tally.places()


class _Rows:
    """Equal rows of one tier as one group, in the order of the table."""

    def __init__(self, table: Any, tiers: Any, live: Any) -> None:
        import numpy as np

        # A part that no weighting counts does not tell rows apart; ideals hold for all parts, so it is blanked, not cut.
        whole = np.column_stack([tiers, np.where(live, table, 0)]).astype(np.int64)
        _, at, inverse, counts = np.unique(whole, axis=0, return_index=True, return_inverse=True, return_counts=True)
        order = np.argsort(at, kind="stable")
        number = np.empty(len(order), dtype=np.int64)
        number[order] = np.arange(len(order))
        self.group = number[inverse.reshape(-1)]
        self.counts = counts[order].astype(np.int64)
        self.tiers = whole[at[order], 0]
        self.values = whole[at[order], 1:]


class _Sums:
    """Scores by the weighted sum: tenths times millionths, whole numbers up to 10 to the 9th."""

    def __init__(self, values: Any) -> None:
        self._values = values.T.astype("int32")

    def __call__(self, weightings: Any) -> Any:
        return _product(weightings.astype("int32"), self._values).astype("int64")


class _Distances:
    """Scores by TOPSIS: the share of the way from the worst to the best, as a whole number up to 2 to the 31st."""

    def __init__(self, values: Any, best: Any, worst: Any) -> None:
        import numpy as np

        held = np.clip(values, worst, best)
        self._from_best = ((best - held) ** 2).T.astype("float64")
        self._from_worst = ((held - worst) ** 2).T.astype("float64")

    def __call__(self, weightings: Any) -> Any:
        import numpy as np

        squares = (weightings / UNIT) ** 2
        near, far = np.sqrt(_product(squares, self._from_best)), np.sqrt(_product(squares, self._from_worst))
        total = near + far
        share = np.divide(far, total, out=np.full_like(total, 0.5), where=total > 0)
        return np.rint(share * 2**31).astype("int64")


def _product(left: Any, right: Any) -> Any:
    """A matrix product added up in one fixed order, which a library for matrices does not promise."""
    import numpy as np

    total = np.zeros((left.shape[0], right.shape[1]), dtype=left.dtype)
    term = np.empty_like(total)
    for number in range(left.shape[1]):
        np.multiply(left[:, number, None], right[number], out=term)
        total += term
    return total


class _Tally:
    """What is counted, block by block."""

    def __init__(self, rows: _Rows, weightings: Any, first: int) -> None:
        import numpy as np

        size, self._parts = len(rows.values), weightings.shape[1]
        self._rows, self._first, self._draws = rows, first, len(weightings)
        self._in_first = np.zeros(size)
        self._best = np.full(size, np.iinfo(np.int64).max)
        self._worst = np.zeros(size, dtype=np.int64)
        # Twice the mean of the places that equal rows share, so that it is a whole number.
        self._sum, self._squares = np.zeros(size), np.zeros(size)
        self._products = np.zeros((size, self._parts))
        self._wins = np.zeros((NEIGHBOURS, size))
        self._ranks = _ranks(weightings)
        self._single = bool((rows.counts == 1).all())

    def add(self, scores: Any, start: int) -> None:
        """Count the places under the weightings of a block."""
        import numpy as np

        before, behind = self._before(scores)
        counts = self._rows.counts
        self._best = np.minimum(self._best, before.min(axis=0) + 1)
        self._worst = np.maximum(self._worst, behind.max(axis=0))
        if self._single:
            self._in_first += (before < self._first).sum(axis=0)
        else:
            self._in_first += (np.clip(self._first - before, 0, counts) / counts).sum(axis=0)
        middle = (before + 1 + behind).astype("float64")
        self._sum += middle.sum(axis=0)
        self._squares += (middle * middle).sum(axis=0)
        self._products += middle.T @ self._ranks[start : start + len(scores)]
        for step in range(1, min(NEIGHBOURS, scores.shape[1] - 1) + 1):
            ahead = (scores[:, :-step] >= scores[:, step:]).view(np.uint8)
            self._wins[step - 1, :-step] += np.add.reduce(ahead, axis=0, dtype=np.uint8)

    def _before(self, scores: Any) -> tuple[Any, Any]:
        """How many projects stand before each group, and how many do when its own are counted too."""
        import numpy as np

        size = scores.shape[1]
        # One number that sorts by tier, then score from above, then place in the table.
        keys = ((2**_SCORE_BITS - 1 - scores) << _INDEX_BITS) | np.arange(size)
        keys |= self._rows.tiers << (_SCORE_BITS + _INDEX_BITS)
        keys.sort(axis=1)
        order = keys & (2**_INDEX_BITS - 1)
        before = np.empty_like(order)
        if self._single:
            np.put_along_axis(before, order, np.broadcast_to(np.arange(size), order.shape), axis=1)
            return before, before + 1
        counts = self._rows.counts[order]
        np.put_along_axis(before, order, counts.cumsum(axis=1) - counts, axis=1)
        return before, before + self._rows.counts

    def places(self) -> Places:
        """What was counted, for every row."""
        import numpy as np

        group, draws = self._rows.group, max(1, self._draws)
        before = np.full((len(self._rows.values), NEIGHBOURS), np.nan)
        for step in range(1, min(NEIGHBOURS, len(before) - 1) + 1):
            same = self._rows.tiers[:-step] == self._rows.tiers[step:]
            before[:-step, step - 1] = np.where(same, self._wins[step - 1, :-step] / draws, np.nan)
        return Places(
            in_first=(self._in_first / draws)[group],
            best=self._best[group],
            worst=self._worst[group],
            usual=(self._sum / (2 * draws))[group],
            pull=self._pull()[group],
            before=before[group],
            group=group,
        )

    def _pull(self) -> Any:
        """How the rank of each weight goes with the place: their correlation, 0 where one of them does not move."""
        import numpy as np

        draws = self._draws
        ranks = self._ranks
        with_weight = draws * (ranks**2).sum(axis=0) - ranks.sum(axis=0) ** 2
        with_place = draws * self._squares - self._sum**2
        together = draws * self._products - self._sum[:, None] * ranks.sum(axis=0)
        spread = np.sqrt(np.maximum(with_place[:, None] * with_weight, 0.0))
        return np.divide(together, spread, out=np.zeros_like(together), where=spread > 0)


def _ranks(weightings: Any) -> Any:
    """The rank of each draw of each weight; one that never moves has rank 0 in all."""
    import numpy as np

    ranks = np.zeros(weightings.shape)
    order = weightings.argsort(axis=0, kind="stable")
    np.put_along_axis(ranks, order, np.arange(len(weightings), dtype="float64")[:, None], axis=0)
    still = weightings.max(axis=0, initial=0) == weightings.min(axis=0, initial=UNIT)
    ranks[:, still] = 0
    return ranks

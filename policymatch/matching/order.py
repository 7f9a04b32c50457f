"""How sure an order is, in words that a planner can repeat: what other weightings would make of each place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policymatch.matching.criteria import Criterion
from policymatch.matching.methods import ENTROPY, ENTROPY_TOPSIS, Applied
from policymatch.matching.smaa import NEIGHBOURS, SPREAD, UNIT, Places, count_places, draw_weightings
from policymatch.model import OrderCheck, RankedProject, Sureness

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 20260101

MOST_PLACES = 50_000_000
"""Projects times weightings that are tried at most; some seconds of one core."""

LEAST_WEIGHTINGS = 500
"""Weightings that are tried however many projects there are: shares are then good to four points or so."""

NEAR = 0.05
"""Two projects of which each is before the other in 50% of the weightings, give or take this, cannot be told apart."""

LEAST_PULL = 0.1
"""A weight that goes with the place less than this moves nothing worth telling."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What to try an order with: how many weightings (0: none), how many places count as the first, where they are drawn.

    ``anywhere``: evenly from all weightings there are, instead of around those of the profile.
    """

    weightings: int = 5000
    first: int = 10
    anywhere: bool = False
    seed: int = SEED


def try_order(
    ordered: Sequence[RankedProject], table: NDArray[Any], applied: Applied, parts: Sequence[Criterion], trial: Trial
) -> tuple[tuple[Sureness, ...], OrderCheck]:
    """The sureness of each project in its place; ``ordered`` and the rows of ``table`` (in tenths) are in the order shown."""
    import numpy as np

    count = min(trial.weightings, max(LEAST_WEIGHTINGS, MOST_PLACES // max(1, len(ordered))))
    weightings = draw_weightings(applied.weights, count, trial.seed, anywhere=trial.anywhere)
    ideal = (
        (np.rint(applied.best * 10).astype(int), np.rint(applied.worst * 10).astype(int)) if applied.is_topsis else None
    )
    tiers = np.array(["ABCD".index(item.tier) for item in ordered], dtype=np.int64)
    places = count_places(table, tiers, weightings, trial.first, ideal)
    check = OrderCheck(count, trial.seed, _drawn(trial, applied), _words(trial, count, applied, parts, weightings))
    return tuple(_Teller(ordered, places, parts, count, trial.first).all()), check


def _drawn(trial: Trial, applied: Applied) -> str:
    if trial.anywhere:
        return "任意权重，单纯形上均匀抽取"
    centre = "熵权" if applied.method.name in (ENTROPY, ENTROPY_TOPSIS) else "方案权重"
    return f"{centre}附近，狄利克雷分布，集中度 {SPREAD:g}"


def _words(trial: Trial, count: int, applied: Applied, parts: Sequence[Criterion], weightings: Any) -> str:
    import numpy as np

    heaviest = int(applied.weights.argmax())
    low, high = np.quantile(weightings[:, heaviest] / UNIT, (0.05, 0.95))
    fewer = f"（项目多，由 {trial.weightings} 种减为 {count} 种）" if count < trial.weightings else ""
    return (
        f"另取 {count} 种权重重新排序{fewer}：{_drawn(trial, applied)}；例如“{parts[heaviest].name}”本来占 {applied.weights[heaviest]:.0%}，"
        f"九成的抽取在 {low:.0%}—{high:.0%} 之间；随机种子固定为 {trial.seed}，同样的输入得同样的结果。"
        f"梯次先定、不随权重变，名次是“先梯次、后得分”的名次；两个项目各有 {0.5 - NEAR:.0%}—{0.5 + NEAR:.0%} 的权重排在前面的，"
        f"算难分先后（只看前后各 {NEIGHBOURS} 名）。"
    )


class _Teller:
    """Says for each project what was counted."""

    def __init__(
        self, ordered: Sequence[RankedProject], places: Places, parts: Sequence[Criterion], count: int, first: int
    ) -> None:
        self._ordered, self._places, self._parts = ordered, places, parts
        self._count, self._first = count, first
        self._values = [(item.tier, item.score if item.by_method is None else item.by_method.value) for item in ordered]
        self._alike = Counter(self._values)
        self._above = {tier: sum(item.tier < tier for item in ordered) for tier in "ABCD"}
        self._equal, self._near = self._ties()

    def all(self) -> list[Sureness]:
        """Every project in its turn."""
        return [self._one(number) for number in range(len(self._ordered))]

    def _ties(self) -> tuple[list[list[int]], list[list[int]]]:
        """For each project the places, from 1, of equal ones and of those that cannot be told from it."""
        equal: list[list[int]] = [[] for _ in self._ordered]
        near: list[list[int]] = [[] for _ in self._ordered]
        for one in range(len(self._ordered)):
            for other in range(one + 1, min(one + 1 + NEIGHBOURS, len(self._ordered))):
                if self._ordered[one].tier != self._ordered[other].tier:
                    break
                if self._values[one] == self._values[other] or self._places.group[one] == self._places.group[other]:
                    kind = equal
                elif abs(self._share_before(one, other) - 0.5) <= NEAR:
                    kind = near
                else:
                    continue
                kind[one].append(other + 1)
                kind[other].append(one + 1)
        return [sorted(each) for each in equal], [sorted(each) for each in near]

    def _share_before(self, one: int, other: int) -> float:
        """The share of weightings in which one project comes before the other."""
        group = self._places.group
        steps = int(group[other] - group[one])
        if steps < 0:
            return 1 - self._share_before(other, one)
        return float(self._places.before[one][steps - 1]) if steps <= NEIGHBOURS else 1.0

    def _one(self, number: int) -> Sureness:
        place = number + 1
        best = min(place, int(self._places.best[number]))
        worst = max(place, int(self._places.worst[number]))
        share = round(float(self._places.in_first[number]), 4)
        usual = round(float(self._places.usual[number]), 1)
        pull = self._places.pull[number]
        strongest = int(abs(pull).argmax())
        moves = best != worst and abs(pull[strongest]) >= LEAST_PULL
        hangs_on = self._parts[strongest].name if moves else None
        rises = bool(moves and pull[strongest] < 0)
        equal, near = self._equal[number], self._near[number]
        words = [
            self._first_words(number, share, best),
            f"始终是第 {best} 名" if best == worst else f"名次 {best}—{worst}，平均 {usual:g}",
        ]
        if self._ordered[number].tier == "D":
            words = ["不宜申报，只列在最后"]
            hangs_on, rises, equal, near = None, False, [], []
        if hangs_on is not None:
            words.append(f"名次最受“{hangs_on}”的权重影响，越看重它越靠{'前' if rises else '后'}")
        if equal:
            alike = self._alike[self._values[number]] - 1
            many = f"等 {alike} 个项目" if alike > len(equal) else ""
            words.append(f"与第 {_listed(equal)} 名{many}得分相同，先后只按表中次序")
        if near:
            words.append(f"与第 {_listed(near)} 名难分先后")
        return Sureness(
            self._first, share, best, worst, usual, hangs_on, rises, tuple(sorted((*equal, *near))), "；".join(words)
        )

    def _first_words(self, number: int, share: float, best: int) -> str:
        tier = self._ordered[number].tier
        if len(self._ordered) <= self._first:
            return f"全表 {len(self._ordered)} 个项目，都在前 {self._first} 名之内"
        if best > self._first <= self._above[tier]:
            return f"前面的梯次已有 {self._above[tier]} 个项目，换权重也进不了前 {self._first} 名"
        if share in (0, 1):
            return f"{self._count} 种权重下{'都在' if share else '没有一次进'}前 {self._first} 名"
        return f"{self._count} 种权重下进前 {self._first} 名的{_percent(share)}"


def _listed(places: Sequence[int]) -> str:
    return "、".join(map(str, places))


def _percent(share: float) -> str:
    """A share in whole points; what is nearly none or nearly all is not rounded to none or all."""
    if 0 < share < 0.01:
        return "不到 1%"
    return "超过 99%" if 0.99 < share < 1 else f"占 {share:.0%}"

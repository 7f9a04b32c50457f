"""Methods of putting projects in order: the weighted sum, TOPSIS, weights by entropy, and both together.

Tiers come first and rest on the weighted sum of the profile, whatever the method: their bounds are points of that sum, and
no other method has points that mean the same in every table. A method decides the order within a tier.

All parts are points from 0 to 100, more is better, so none needs to be normalised: the distances of TOPSIS stay points that
can be checked with a pencil. The best and the worst value of each part, and the entropy weights, are taken from the
projects that may apply (not tier D); equal rows give equal values.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policymatch.errors import PolicyMatchError
from policymatch.matching.criteria import Criterion
from policymatch.model import MethodPart, MethodScore, OrderMethod, UsedWeight

if TYPE_CHECKING:
    from numpy.typing import NDArray

SUM = "加权求和"
TOPSIS = "TOPSIS"
ENTROPY = "熵权"
ENTROPY_TOPSIS = "熵权TOPSIS"
METHODS = (SUM, TOPSIS, ENTROPY, ENTROPY_TOPSIS)

_SHIFT = 1.0
"""Points added to every value before entropy is taken, which knows no zero: a part in which most have nothing would get all weight."""

_HEAVY = 0.4
"""A weight by entropy from here on is pointed out: it comes from how the table is filled in, not from a judgement."""

_WORDS = {
    SUM: "加权求和：各项得分乘以方案里的权重相加，就是总分。",
    TOPSIS: "TOPSIS：权重用方案的；算每个项目各项得分离本表最好值和最差值的加权距离，离最好近、离最差远的排前面，"
    "得分＝离最差的距离÷（离最好的距离＋离最差的距离）×100。",
    ENTROPY: "熵权：权重不用方案的，由本表数据算：各项目差异大的指标权重高，大家都一样的指标权重为 0；再加权求和。",
    ENTROPY_TOPSIS: "熵权TOPSIS：权重由本表数据按熵值算（各项目差异大的指标权重高），再按离最好值、最差值的距离排序。",
}
_TIERS = "梯次仍按方案的总分和成熟度划分，方法只决定同一梯次里的先后。"


@dataclass(frozen=True)
class Applied:
    """A method applied to a table of values: the weights it used, and what it gives each row (None for the plain sum)."""

    method: OrderMethod
    scores: tuple[MethodScore, ...] | None
    weights: NDArray[Any]
    best: NDArray[Any]
    worst: NDArray[Any]

    @property
    def is_topsis(self) -> bool:
        """Whether the order is by distances."""
        return self.method.name in (TOPSIS, ENTROPY_TOPSIS)


def check_method(method: str) -> None:
    """Raise a PolicyMatchError where the method is none, or needs a library that is not installed."""
    if method not in METHODS:
        raise PolicyMatchError(f"没有排序方法“{method}”", f"可用的方法：{'、'.join(METHODS)}")
    if method != SUM:
        _library(method)


def apply_method(method: str, table: NDArray[Any], comparable: Sequence[bool], parts: Sequence[Criterion]) -> Applied:
    """Apply a method to values in tenths of a point; ``comparable`` marks the rows that set weights, best and worst."""
    import numpy as np

    values = table / 10.0
    chosen = values[np.array(comparable, dtype=bool)] if any(comparable) else values
    own = np.array([part.share for part in parts])
    if len(values) == 0:
        best = worst = np.zeros(len(parts))
    else:
        best, worst = chosen.max(axis=0), chosen.min(axis=0)
    weights, note = own, ""
    if method in (ENTROPY, ENTROPY_TOPSIS):
        weights, note = _entropy(method, chosen, own, parts)
    used = _used(parts, own, weights, best, worst, method)
    applied = OrderMethod(method, "".join(filter(None, (_WORDS[method], note, "" if method == SUM else _TIERS))), used)
    scores: tuple[MethodScore, ...] | None = None
    if method in (TOPSIS, ENTROPY_TOPSIS):
        scores = _topsis(method, values, weights, best, worst, parts)
    elif method == ENTROPY:
        scores = tuple(_summed(row, weights, parts) for row in values)
    return Applied(applied, scores, weights, best, worst)


def _used(
    parts: Sequence[Criterion], own: Any, weights: Any, best: Any, worst: Any, method: str
) -> tuple[UsedWeight, ...]:
    by_entropy = method in (ENTROPY, ENTROPY_TOPSIS)
    found = []
    for number, part in enumerate(parts):
        low, high, used = float(worst[number]), float(best[number]), float(weights[number])
        if not by_entropy:
            why = f"方案：{part.group}里的“{part.name}”占总分的 {used:.1%}"
        elif low == high:
            why = f"各项目都是 {high:g} 分，没有差异，不起作用"
        else:
            why = f"各项目在 {low:g}—{high:g} 分之间，按差异大小占 {used:.1%}（方案里占 {float(own[number]):.1%}）"
        found.append(UsedWeight(part.group, part.name, round(float(own[number]), 6), round(used, 6), high, low, why))
    return tuple(found)


def _entropy(method: str, chosen: Any, own: Any, parts: Sequence[Criterion]) -> tuple[Any, str]:
    """Weights by entropy; the profile's where the table shows no differences, with the sentence that says so."""
    import numpy as np

    differs = (own > 0) & (chosen.max(axis=0) > chosen.min(axis=0)) if len(chosen) > 1 else np.zeros(len(own), bool)
    if not differs.any():
        return own, "本表各项目没有差异，算不出熵权，仍用方案的权重。"
    weights = np.zeros(len(own))
    if differs.sum() == 1:
        weights[differs] = 1.0
    else:
        with _quietly():
            found = _library(method).weights.entropy_weights(chosen[:, differs] + _SHIFT)
        weights[differs] = np.maximum(found, 0.0) / np.maximum(found, 0.0).sum()
    heaviest = int(weights.argmax())
    note = f"为避开零值，各项先加 {_SHIFT:g} 分再算熵。"
    if weights[heaviest] >= _HEAVY:
        note += (
            f"请注意：“{parts[heaviest].name}”一项就占了 {weights[heaviest]:.0%}，这是因为各项目在这一项上差得最多（可能只是有的没填），"
            "不等于它最重要。"
        )
    return weights, note


def _topsis(
    method: str, values: Any, weights: Any, best: Any, worst: Any, parts: Sequence[Criterion]
) -> tuple[MethodScore, ...]:
    import numpy as np

    if len(values) == 0:
        return ()
    # What may not apply is held to the same best and worst and sets neither.
    held = np.clip(values, worst, best)
    if not (weights * (best - worst)).any():
        words = "各项目各项得分都一样，无从区分，都记 50"
        nothing = np.zeros(len(weights))
        return tuple(MethodScore(50.0, 0.0, 0.0, _parts(row, weights, nothing, parts), words) for row in values)
    with _quietly():
        topsis = _library(method).methods.TOPSIS(_as_it_is)
        closeness = topsis(held, weights, np.ones(len(weights)))
    away = (weights * (best - held)) ** 2
    to_best, to_worst = np.sqrt(away.sum(axis=1)), np.sqrt(((weights * (held - worst)) ** 2).sum(axis=1))
    return tuple(
        _near(row, weights, share, float(value), (float(near), float(far)), parts)
        for row, share, value, near, far in zip(values, away, closeness, to_best, to_worst, strict=True)
    )


def _as_it_is(column: Any, cost: bool = False) -> Any:
    """The normalisation of points that are points already."""
    return column


def _near(
    row: Any, weights: Any, away: Any, value: float, distances: tuple[float, float], parts: Sequence[Criterion]
) -> MethodScore:
    total = float(away.sum())
    shares = away / total if total else away
    near, far = (round(each, 2) for each in distances)
    score = round(100 * value, 2)
    words = f"离最好 {near:g}、离最差 {far:g}，{far:g}÷（{near:g}＋{far:g}）×100≈{score:g}"
    if total:
        most = int(shares.argmax())
        words += f"；离最好的差距里“{parts[most].name}”占 {float(shares[most]):.0%}"
    return MethodScore(score, near, far, _parts(row, weights, shares, parts), words)


def _summed(row: Any, weights: Any, parts: Sequence[Criterion]) -> MethodScore:
    adds = row * weights
    score = round(float(adds.sum()), 2)
    most = int(adds.argmax())
    words = f"各项得分×熵权相加得 {score:g}"
    if score:
        words += f"；其中“{parts[most].name}”{float(row[most]):g} 分×{float(weights[most]):.1%}＝{float(adds[most]):.1f}，加得最多"
    return MethodScore(score, None, None, _parts(row, weights, adds, parts), words)


def _parts(row: Any, weights: Any, adds: Any, parts: Sequence[Criterion]) -> tuple[MethodPart, ...]:
    return tuple(
        MethodPart(part.name, round(float(value), 1), round(float(weight), 6), round(float(add), 4))
        for part, value, weight, add in zip(parts, row, weights, adds, strict=True)
    )


def _library(method: str) -> Any:
    """pymcdm, which brings pandas and matplotlib and is therefore loaded only for a method that needs it."""
    try:
        with _quietly():
            import pymcdm
    except ImportError as error:
        raise PolicyMatchError(
            f"排序方法“{method}”要用 pymcdm，没有安装",
            "运行 pip install 'policymatch[mcdm]' 后再试，或改用 --method 加权求和",
        ) from error
    return pymcdm


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the warnings of libraries (matplotlib looks for a folder for its cache), which tell a planner nothing."""
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)

"""By what method a ranking was put in order and how sure the order is: as plain data and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from policymatch.reports.phrases import scores_of

if TYPE_CHECKING:
    from policymatch.model import MethodScore, OrderCheck, OrderMethod, RankedProject, Ranking, Sureness

GROUNDS = ("判断日期", "权重方案", "政策库", "资金目录", "程序")
"""What must be the same for the same ranking to come out, by its name in the context of a report."""


def method_data(method: OrderMethod | None) -> dict[str, Any] | None:
    """The method with every weight it used."""
    if method is None:
        return None
    return {"name": method.name, "words": method.words, "weights": [asdict(weight) for weight in method.weights]}


def method_score_data(score: MethodScore | None) -> dict[str, Any] | None:
    """What the method gives a project, with its parts."""
    if score is None:
        return None
    return {
        "value": score.value,
        "to_best": score.to_best,
        "to_worst": score.to_worst,
        "parts": [part._asdict() for part in score.parts],
        "because": score.because,
    }


def order_data(order: OrderCheck | None) -> dict[str, Any] | None:
    """How the order was tried."""
    return None if order is None else asdict(order)


def sureness_data(sureness: Sureness | None) -> dict[str, Any] | None:
    """How sure one place is."""
    return None if sureness is None else asdict(sureness) | {"tied": list(sureness.tied)}


def score_lines(item: RankedProject) -> Iterator[tuple[str, str]]:
    """Each score with the parts it is the weighted mean of, as a sum that can be checked."""
    for name, score in scores_of(item):
        parts = "＋".join(f"{part.name} {part.value:g}×{part.weight * 100:.3g}%" for part in score.parts)
        yield name, f"{score.value:g}＝{parts}"


def ranking_lines(ranking: Ranking) -> Iterator[str]:
    """What is said below the table: what it rests on, the method where it is not the plain sum, how sure the first are."""
    grounds = [f"{name} {ranking.context[name]}" for name in GROUNDS if name in ranking.context]
    if grounds:
        yield f"本次依据：{'；'.join(grounds)}"
    method, order = ranking.method, ranking.order
    if method is not None and any(item.by_method for item in ranking.projects):
        yield f"排序方法：{method.words}"
    if order is None:
        return
    first = next((item.sureness.first for item in ranking.projects if item.sureness), 0)
    edge = [item for item in ranking.projects if item.rank <= first and item.sureness and item.tier != "D"]
    sure = sum(item.sureness is not None and item.sureness.in_first >= 0.95 for item in edge)
    if len(ranking.projects) > first:
        yield f"换 {order.weightings} 种权重（{order.method}）再排：前 {first} 名里有 {sure} 个在九成五以上的权重下仍在前 {first} 名。"
    ties = [
        (item.rank, other)
        for item in edge
        for other in (item.sureness.tied if item.sureness else ())
        if item.rank <= first < other
    ]
    if ties:
        inside = "、".join(str(place) for place in dict.fromkeys(one for one, _ in ties))
        outside = "、".join(str(place) for place in sorted({other for _, other in ties}))
        yield f"注意：第 {inside} 名与排在前 {first} 名之外的第 {outside} 名分不出先后，取舍时请一并考虑。"

"""The parts of the scores as criteria: one table of values, and the weight of each part in the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policymatch.matching.profile import SCORES, Profile
from policymatch.model import RankedProject, Score

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Criterion:
    """One part of a score: ``share`` is its weight in the whole, that is the score's weight times its own in the score."""

    group: str
    name: str
    share: float


def criteria(profile: Profile) -> tuple[Criterion, ...]:
    """All parts that the profile counts, in its order; their shares sum to 1."""
    return tuple(
        Criterion(profile.score[key].name, weight.name, profile.score[key].share * weight.share)
        for key in SCORES
        for weight in profile.parts(key).values()
    )


def value_table(items: Sequence[RankedProject], columns: int) -> NDArray[Any]:
    """A row a project, a column for each of ``columns`` criteria: values in tenths of a point, which is as fine as they are printed."""
    import numpy as np

    # Whole tenths, so that what is made of them is the same on every machine.
    rows = [[round(10 * value) for score in _scores(item) for value in _values(score)] for item in items]
    return np.array(rows, dtype=np.int64).reshape(len(items), columns)


def _scores(item: RankedProject) -> tuple[Score, ...]:
    return item.fit, item.maturity, item.competitiveness


def _values(score: Score) -> list[float]:
    return [part.value for part in score.parts]

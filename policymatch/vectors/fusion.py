"""One score of two: what the words say and what the vectors say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

VECTOR_SHARE = 0.5
"""What the vectors count; both count the same until somebody has measured his own model on his own questions."""
DEPTH = 100
"""Clauses that the vectors alone may bring in, or as many as are asked for; every clause has some nearness, and few are
answers."""


def fuse(
    words: NDArray[np.float32],
    vectors: NDArray[np.float32],
    *,
    share: float = VECTOR_SHARE,
    depth: int = DEPTH,
) -> NDArray[np.float32]:
    """The fused score of every clause, 0 to 1; 0 for what neither its words nor its nearness brings in.

    ``words`` are the lexical scores, 0 where nothing matches; ``vectors`` the cosines at the same positions, NaN where
    a clause has no vector or must not be found by it. A convex combination of scores normalised by their range, which
    Bruch, Gai and Ingber (An Analysis of Fusion Functions for Hybrid Retrieval, ACM TOIS 42(1), 2023) found better
    than reciprocal rank fusion and little sensitive to the share: it keeps by how much one clause is better than the
    next. The lexical range begins at 0, that of the cosines at their lowest, for models differ in what they call far.
    A clause without a vector is judged by its words alone.
    """
    highest = float(words.max(initial=0.0))
    lexical = words / np.float32(highest) if highest > 0 else np.zeros_like(words)
    known = ~np.isnan(vectors)
    if not known.any():
        return lexical.astype(np.float32)
    near = _from_range(vectors, known)
    fused = np.where(known, (1 - share) * lexical + share * near, lexical)
    fused[(words <= 0) & ~_nearest(vectors, known, depth)] = 0
    return fused.astype(np.float32)


def _from_range(vectors: NDArray[np.float32], known: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Cosines as shares of the way from the lowest to the highest; 0 where there is none or no difference."""
    lowest, highest = float(vectors[known].min()), float(vectors[known].max())
    if highest <= lowest:
        return np.where(known, np.float32(highest > 0), np.float32(0))
    return np.where(known, (vectors - np.float32(lowest)) / np.float32(highest - lowest), np.float32(0))


def _nearest(vectors: NDArray[np.float32], known: NDArray[np.bool_], depth: int) -> NDArray[np.bool_]:
    """Which clauses are among the nearest; of equal ones the first in the order of storing."""
    places = np.flatnonzero(known)
    chosen = np.zeros(len(vectors), dtype=np.bool_)
    if depth >= len(places):
        chosen[places] = True
    elif depth > 0:
        found = vectors[places]
        cut = np.partition(found, len(found) - depth)[len(found) - depth]
        above = places[found > cut]
        chosen[above] = True
        chosen[places[found == cut][: depth - len(above)]] = True
    return chosen

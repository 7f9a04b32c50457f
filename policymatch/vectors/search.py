"""What search needs of vectors: the nearness of a question to the clauses at given positions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from policymatch.errors import StoreDamaged
from policymatch.vectors.index import VectorIndex

if TYPE_CHECKING:
    from policymatch.model import Clause, PolicySummary
    from policymatch.vectors.encoder import Encoder

_TEXT_VERSION = 1
"""Raise it when ``clause_text`` makes something else of a clause."""


def vectors_stamp(encoder: Encoder) -> str:
    """The stamp of vectors on disk: the model's, and the way in which a clause is put to it."""
    return f"{encoder.stamp}-{_TEXT_VERSION}"


def clause_text(policy: PolicySummary, clause: Clause) -> str:
    """A clause as a model reads it: with title and headings, for 前款规定的项目 says nothing of which project."""
    return f"{policy.title} {clause.path}\n{clause.text}"


class VectorSearch:
    """A model and the vectors of a store made with it; give it to ``Store.search``."""

    def __init__(self, encoder: Encoder, index: VectorIndex) -> None:
        if encoder.dim != index.dim:
            raise StoreDamaged("句向量与模型的维数不同", "删掉政策库里的 vectors 文件夹，重新运行 policymatch vectors")
        self._encoder = encoder
        self._index = index
        self._known: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None

    def scores(self, question: str, keys: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of a question with each clause of ``keys``; NaN where one has no vector.

        Where the same array of keys is given again, its places are not looked up again. Raises ModelError.
        """
        (query,) = self._encoder.encode([question], query=True)
        found = self._index.scores(query)
        places = self._places(keys)
        if not len(found):
            return np.full(len(keys), np.nan, dtype=np.float32)
        return np.where(places >= 0, found[places], np.float32(np.nan))

    def missing(self, keys: NDArray[np.int64]) -> int:
        """How many of those clauses have no vector yet."""
        return int(np.count_nonzero(self._places(keys) < 0))

    def _places(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        if self._known is None or self._known[0] is not keys:
            self._known = (keys, self._index.rows_of(keys))
        return self._known[1]


def open_vectors(store: Path, encoder: Encoder) -> VectorSearch:
    """The vectors of a store for a model that is open. Raises VectorsMissing or StoreDamaged."""
    return VectorSearch(encoder, VectorIndex.open(store, vectors_stamp(encoder)))


def in_order(keys: Sequence[int], found: Iterator[tuple[int, str]]) -> list[str]:
    """Texts that come in no order, in that of their keys. Raises StoreDamaged where one is missing."""
    texts = dict(found)
    try:
        return [texts[key] for key in keys]
    except KeyError as error:
        raise StoreDamaged("政策库里少了条款", "运行 policymatch doctor 查看") from error

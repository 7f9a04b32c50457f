"""How well some clauses answer many questions, each beside the clause that answers it best."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from policymatch.store.matrix import Matrix, make_query
from policymatch.text.analysis import default_analyzer


class Shares:
    """The share of the best clause's BM25 that each of the clauses at some places has for a question, 0 to 1."""

    def __init__(self, matrix: Matrix, places: Sequence[int]) -> None:
        self._matrix = matrix
        self._places = np.array(places, np.int64)
        self.width = len(places)

    def of(self, question: str) -> NDArray[np.float64]:
        """One share for each place, in their order."""
        scores = self._matrix.scores(make_query(question, default_analyzer()))
        highest = float(scores.max(initial=0.0)) or 1.0
        return np.asarray(scores[self._places] / highest, np.float64)

    def of_all(self, questions: Sequence[str]) -> NDArray[np.float64]:
        """A row of shares for each question."""
        self._matrix.expect_many()
        found = np.empty((len(questions), len(self._places)))
        for row, question in enumerate(questions):
            found[row] = self.of(question)
        return found

"""Why a clause stands where it stands: what each word gave, the fame of its work, its work's other answers, vectors.

The points of a clause add up to its score.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from policymatch.store.matrix import WORK_WEIGHT, Query
from policymatch.store.segment import context_word_term, pair_term, word_term
from policymatch.text.analysis import default_analyzer, han_runs

if TYPE_CHECKING:
    from policymatch.store.matrix import Matrix
    from policymatch.store.searching import Grounds


class Part(NamedTuple):
    """What one term gave: ``where`` is 正文 or 标题, ``kind`` 词 or 字对, ``weight`` what it counts in the question,
    ``idf`` how rare it is in the store, ``synonym_of`` the word of the question that means it too.
    """

    word: str
    kind: str
    where: str
    weight: float
    idf: float
    points: float
    synonym_of: str | None


class Explanation(NamedTuple):
    """A score taken apart: the terms, most first, and the points of everything else.

    ``fame`` is for being named by other texts, ``work`` for the other answers of its work, ``meant`` for meeting an
    expression, ``vectors`` for nearness in meaning. Together they are ``score``.
    """

    parts: tuple[Part, ...]
    fame: float
    work: float
    meant: float
    vectors: float
    score: float


def explain(
    matrix: Matrix, grounds: Grounds, keys: Sequence[int], scores: Sequence[float], question: str
) -> list[Explanation]:
    """How the scores of some clauses came about."""
    places = matrix.places_of(np.array(keys, np.int64))
    query = matrix.telling(grounds.query)
    best = float(grounds.scores.max(initial=0.0)) or 1.0
    each = [_alone(matrix, query, at)[places] for at in range(len(query.terms))]
    given = np.array(each).reshape(len(each), len(keys))
    raw = given.sum(axis=0)
    raised = matrix.relevance(query)[places]
    idf = matrix.idf(query.terms)
    means = _meanings(question)
    found = []
    for at, score in enumerate(scores):
        final = float(grounds.scores[places[at]])
        fused = grounds.near is not None and not np.isnan(grounds.near[places[at]])
        share = (1 - _vector_share()) if fused else 1.0
        scale = share / best / (1 + WORK_WEIGHT)
        own = (float(raised[at]) + grounds.base) * share
        parts = tuple(
            Part(said, *_kind(said, int(term)), float(weight), float(idf[i]), float(given[i, at]) * scale, means.get(said))
            for i, (said, term, weight) in enumerate(zip(query.said, query.terms, query.weights, strict=True))
            if given[i, at] > 0
        )  # fmt: skip
        found.append(
            Explanation(
                tuple(sorted(parts, key=lambda part: -part.points)),
                fame=float(raised[at] - raw[at]) * scale,
                work=score - final / best / (1 + WORK_WEIGHT),
                meant=grounds.base * scale,
                vectors=(final - own) / best / (1 + WORK_WEIGHT) if grounds.near is not None else 0.0,
                score=score,
            )
        )
    return found


def _alone(matrix: Matrix, query: Query, at: int) -> NDArray[np.float64]:
    return matrix.scores(Query(query.terms[at : at + 1], query.weights[at : at + 1], query.said[at : at + 1]))


def _kind(said: str, term: int) -> tuple[str, str]:
    if term in (word_term(said), context_word_term(said)):
        return "词", "正文" if term == word_term(said) else "标题"
    return "字对", "正文" if term == pair_term(*said) else "标题"


def _meanings(question: str) -> dict[str, str]:
    """For each word and pair that the question means but does not say the word of it that means it."""
    analyzer = default_analyzer()
    words = analyzer.question_words(question)
    own = {*words, *(pair for run in analyzer.question_runs(question) for pair in _pairs(run))}
    meant: dict[str, str] = {}
    for word in words:
        for other in analyzer.lexicon.synonyms.get(word, ()):
            for said in (other, *_pairs(other)):
                if said not in own:
                    meant.setdefault(said, word)
    return meant


def _pairs(text: str) -> list[str]:
    return [a + b for run in han_runs(text) for a, b in pairwise(run)]


def _vector_share() -> float:
    from policymatch.vectors.fusion import VECTOR_SHARE

    return VECTOR_SHARE

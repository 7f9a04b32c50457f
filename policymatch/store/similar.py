"""Clauses like a clause: what the words that tell it from others find."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from policymatch.store.matrix import Query, top
from policymatch.store.searching import Found
from policymatch.store.segment import pair_term, word_term
from policymatch.text.analysis import Analyzer, default_analyzer, han_runs
from policymatch.text.normalize import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policymatch.store.matrix import Matrix
    from policymatch.store.truth import Truth

TELLING = 25
"""Terms of a clause that others are sought by; more make it no better and much slower."""

MOST = 200
"""Clauses that are listed."""

_CANDIDATES = 2 * MOST
"""Clauses that are compared with the one given, copies of it among them."""

_SATURATION = 1.2
_LONGEST = 5_000
"""Characters of a clause that are looked at."""
_LATIN = re.compile(r"[0-9a-z]+(?:\.[0-9]+)?")
_NOT_TEXT = re.compile(r"[\W_]+")
_LABEL = re.compile(r"\A\s*第[一二三四五六七八九十百千零〇\d]{1,9}条(?:之[一二三四五六七八九十]{1,3})?\s*")


def find_similar(
    matrix: Matrix,
    truth: Truth,
    key: int,
    text: str,
    stale: NDArray[np.bool_] | None,
    count: int,
    *,
    all_versions: bool,
) -> tuple[Found, dict[int, list[int]]]:
    """The clauses most like a clause, and for each of these and the clause itself those that say the same.

    A clause's own number (第九条) does not make it another text; of those that say the same one in force stands for all.
    Candidates are what the clause's most telling terms find; their order and scores are by all that two texts share.
    ``stale`` are the clauses not in force, which are left out unless ``all_versions``.
    """
    query = telling_query(matrix, text, default_analyzer())
    scores = matrix.scores(query)
    out = 0
    if stale is not None and not all_versions:
        own = matrix.places_of(np.array([key], np.int64))[0]
        worth = max(float(scores[own]) / 2 if own >= 0 else 0.0, 1e-9)
        out = int(np.count_nonzero(scores[stale & (scores >= worth)]))
        scores[stale] = 0
    places = top(scores, _CANDIDATES)
    keys = matrix.keys(places).tolist()
    found = dict(truth.texts(keys))
    likeness = _Likeness(matrix, text)
    values = np.array([likeness.of(found[each]) for each in keys])
    old = np.zeros(len(places), bool) if stale is None else stale[places]
    first = {_same(text): key}
    same: dict[int, list[int]] = {key: []}
    kept: list[int] = []
    for at in np.lexsort((places, old, -values)).tolist():
        if keys[at] == key or not values[at]:
            continue
        stands = first.setdefault(_same(found[keys[at]]), keys[at])
        if stands == keys[at]:
            kept.append(at)
            same[stands] = []
        else:
            same[stands].append(keys[at])
    best = np.array(kept[:MOST], np.int64)
    chosen = places[best]
    marked = tuple(said for said, term in zip(query.said, query.terms.tolist(), strict=True) if term == word_term(said))
    return (
        Found(matrix.keys(chosen)[:count], values[best][:count], len(chosen), out, lambda: matrix.policies(chosen), "", marked),
        same,
    )  # fmt: skip


class _Likeness:
    """How much texts share with one: the weight of the terms in both as a share of that of the terms in either.

    Rare terms weigh more (Jaccard, weighted); what only the other has weighs as much as the average of the one's own.
    """

    def __init__(self, matrix: Matrix, text: str) -> None:
        own = sorted(_terms(text))
        weights = matrix.idf(np.array([_number(term) for term in own], np.int64)).tolist()
        self._weights = dict(zip(own, weights, strict=True))
        self._total = sum(weights)
        self._mean = self._total / (len(own) or 1)

    def of(self, text: str) -> float:
        other = _terms(text)
        shared = other & self._weights.keys()
        either = self._total + self._mean * (len(other) - len(shared))
        return sum(self._weights[term] for term in shared) / either if either else 0.0


def _terms(text: str) -> set[str]:
    """Pairs of Han characters, and figures and Latin words."""
    said = _LABEL.sub("", text)[:_LONGEST]
    return {a + b for run in han_runs(said) for a, b in pairwise(run)} | set(_LATIN.findall(fold(said)))


def _number(term: str) -> int:
    return pair_term(*term) if len(han_runs(term)) == 1 and len(term) == 2 else word_term(term)


def telling_query(matrix: Matrix, text: str, analyzer: Analyzer) -> Query:
    """The terms of a text that weigh most by how often they stand in it and how rare they are in the store."""
    text = _LABEL.sub("", text)[:_LONGEST]
    stop = analyzer.lexicon.question_words
    words = Counter(word for word in analyzer.words(text) if word not in stop and len(word) > 1)
    pairs = Counter(pair for run in han_runs(text) for pair in pairwise(run) if not {*pair} & stop)
    said = [*words, *(a + b for a, b in pairs)]
    if not said:
        return Query(np.zeros(0, np.int64), np.zeros(0), ())
    terms = np.array([*map(word_term, words), *(pair_term(a, b) for a, b in pairs)], np.int64)
    counts = np.array([*words.values(), *pairs.values()], np.float64)
    weights = counts / (counts + _SATURATION)
    chosen = np.argsort(-weights * matrix.idf(terms), kind="stable")[:TELLING]
    return Query(terms[chosen], weights[chosen], tuple(said[at] for at in chosen.tolist()))


def _same(text: str) -> str:
    """What is compared to tell whether two clauses say the same."""
    return _NOT_TEXT.sub("", fold(_LABEL.sub("", text)))

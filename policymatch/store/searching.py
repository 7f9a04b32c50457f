"""What a query is and what answers it: a reference to a clause, an expression, or a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from policymatch.store.asking import is_expression
from policymatch.store.matrix import POOL, Matrix, Query, make_query
from policymatch.store.segment import word_term
from policymatch.store.truth import Truth
from policymatch.text.analysis import default_analyzer

if TYPE_CHECKING:
    from policymatch.store.heads import Heads
    from policymatch.store.references import Reference
    from policymatch.store.syntax import ExpressionError

_MENTIONED = 1.0
_JUMPED = 2.0
"""Scores of what mentions a document and of the document itself; both stand before anything else."""

_UNSCORED = 1e-6
"""What a clause counts that an expression means though no word of it says so."""


class Order(StrEnum):
    """In which order clauses are listed."""

    SCORE = "score"
    DATE = "date"
    """The newest policy first, those of unknown date last."""


class Grounds(NamedTuple):
    """What an order rests on: the query taken apart, and for every place the score before the second look.

    ``near`` are the cosines of vectors, NaN where there is none; ``base`` is what a clause got for being meant at all.
    """

    query: Query
    scores: NDArray[np.float64]
    near: NDArray[np.float32] | None = None
    base: float = 0.0


class Found(NamedTuple):
    """What answers a query: keys of clauses, best first, with their scores.

    ``total`` counts all that match, ``out_of_force`` those left out because their policy does not hold on the day.
    ``among`` gives the policies of the clauses that facets are counted over, one for each clause: of all clauses that
    match an expression, of the best of a question. ``marked`` is the question whose words are to be marked in the
    clauses, ``stretches`` what an expression wants to stand there, None for a question. ``grounds`` is None where the order rests on no words. ``fault`` is what was wrong with an expression.
    """

    keys: NDArray[np.int64]
    scores: NDArray[np.float64]
    total: int
    out_of_force: int
    among: Callable[[], NDArray[np.int64]]
    marked: str
    stretches: tuple[str, ...] | None = None
    grounds: Grounds | None = None
    fault: ExpressionError | None = None
    ids: Callable[[], list[str]] | None = None
    """The ids of the clauses, where these are quicker to be had than by the keys."""
    missing: str = ""
    """Where a document is there but not the clause that a reference names: what is missing, in Chinese."""


class Searcher:
    """Searches one snapshot as of one day; where it is ``bare`` for ids and scores only."""

    def __init__(
        self,
        matrix: Matrix,
        truth: Truth,
        heads: Callable[[], Heads],
        hidden: NDArray[np.bool_] | None,
        nearness: Callable[[str], NDArray[np.float32]] | None = None,
        *,
        bare: bool = False,
    ) -> None:
        self._matrix = matrix
        self._truth = truth
        self._heads = heads
        self._hidden = hidden
        self._nearness = nearness
        self._counts = not bare

    def find(self, query: str, count: int, order: Order = Order.SCORE) -> Found:
        """The first ``count`` clauses that answer a query."""
        if _may_refer(query):
            from policymatch.store.references import parse_reference

            reference = parse_reference(query)
            if reference is not None:
                jumped = self._refer(reference, query, count)
                if jumped is not None:
                    return jumped
        if is_expression(query):
            from policymatch.store.syntax import ExpressionError

            try:
                return self._express(query, count, order)
            except ExpressionError as error:
                return self._ask(query, count, order)._replace(fault=error)
        return self._ask(query, count, order)

    def _ask(self, question: str, count: int, order: Order) -> Found:
        query = make_query(question, default_analyzer())
        scores = self._matrix.relevance(query)
        out = 0
        if self._hidden is not None:
            out = int(np.count_nonzero(scores[self._hidden]))
            scores[self._hidden] = 0
        near = None
        if self._nearness is not None:
            near = self._near(question)
            scores = _fused(scores, near)
        places, values = self._matrix.ranked(scores, max(count, POOL))
        among = places[:POOL]
        total = int(np.count_nonzero(scores > 0)) if self._counts else 0
        if order is Order.DATE:
            # The newest of what shares any word with a question would be no answers.
            places, values = self._by_date(among, values[:POOL])
            total = len(among)
        return self._found(places[:count], values[:count], total, out, among, question)._replace(
            grounds=Grounds(query, scores, near)
        )

    def _near(self, question: str) -> NDArray[np.float32]:
        """The nearness of every clause that may be found, by place."""
        assert self._nearness is not None
        near = self._nearness(question)
        for left_out in (self._hidden, None if self._matrix.alive is None else ~self._matrix.alive):
            if left_out is not None:
                near[left_out] = np.nan
        return near

    def _express(self, expression: str, count: int, order: Order) -> Found:
        from policymatch.store.evaluate import Evaluator, said
        from policymatch.store.grammar import parse_expression

        tree = parse_expression(expression)
        analyzer = default_analyzer()
        meant = Evaluator(self._matrix, self._truth, self._heads, analyzer).places(tree)
        if self._matrix.alive is not None:
            meant &= self._matrix.alive
        out = 0
        if self._hidden is not None:
            out = int(np.count_nonzero(meant & self._hidden))
            meant &= ~self._hidden
        wanted = tuple(said(tree))
        marked = " ".join(wanted)
        query = make_query(marked, analyzer)
        scores = self._matrix.relevance(query) + _UNSCORED
        scores[~meant] = 0
        among = np.flatnonzero(meant)
        if order is Order.DATE:
            places, values = self._by_date(*self._matrix.ranked(scores, len(among)))
        else:
            places, values = self._matrix.ranked(scores, count)
        return self._found(places[:count], values[:count], len(among), out, among, marked)._replace(
            stretches=wanted, grounds=Grounds(query, scores, base=_UNSCORED)
        )

    def _found(
        self,
        places: NDArray[np.int64],
        scores: NDArray[np.float64],
        total: int,
        out: int,
        among: NDArray[np.int64],
        marked: str,
    ) -> Found:
        keys = self._matrix.keys(places) if self._counts else places[:0]
        return Found(
            keys, scores, total, out, lambda: self._matrix.policies(among), marked, ids=lambda: self._matrix.ids(places)
        )

    def _by_date(
        self, places: NDArray[np.int64], scores: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        policies = self._matrix.policies(places)
        days = self._truth.days_of(np.unique(policies).tolist())
        order = sorted(range(len(places)), key=lambda at: (days[int(policies[at])], scores[at]), reverse=True)
        return places[order], scores[order]

    def _refer(self, reference: Reference, query: str, count: int) -> Found | None:
        """The clauses that a reference names, in force or not, then those that mention the document."""
        policies = self._documents(reference)
        missing = ""
        if not policies:
            if reference.doc_number is None:
                return None
            keys: list[int] = []
        elif reference.places:
            keys = self._named(policies, reference)
            if not keys:
                title = self._truth.policy(policies[0]).summary.title
                missing = f"库里的《{title}》没有“{'、'.join(place.label for place in reference.places)}”"
        else:
            keys = []
        if not keys:
            keys = [key for policy in policies for key in self._truth.clause_keys_of(policy)]
        own = np.array(keys, np.int64)
        mentions = self._mentions(reference, query)
        if not keys and not len(mentions) and _has_words_before(reference, query):
            return None
        out = 0
        if self._hidden is not None:
            hidden = self._hidden & ~self._matrix.of_policies(np.array(policies, np.int64))
            out = int(np.count_nonzero(hidden[mentions]))
            mentions = mentions[~hidden[mentions]]
        others = self._matrix.keys(mentions)
        others = others[~np.isin(others, own)]
        scores = np.concatenate([_JUMPED - np.arange(len(own)) / 1e6, _MENTIONED - np.arange(len(others)) / 1e6])
        found = np.concatenate([own, others])

        def among() -> NDArray[np.int64]:
            return self._truth.policies_of(found.tolist())

        return Found(found[:count], scores[:count], len(found), out, among, query, missing=missing)

    def _documents(self, reference: Reference) -> list[int]:
        """The policies that a reference names, the likeliest first."""
        if reference.doc_number is not None:
            return self._truth.keys_by_number(reference.doc_number)
        assert reference.title is not None
        # A record may be one article of a law.
        titles = [reference.title, *(reference.title + place.label for place in reference.places)]
        return self._truth.keys_by_title(titles)

    def _named(self, policies: Sequence[int], reference: Reference) -> list[int]:
        from policymatch.model import ClauseRef
        from policymatch.policies.parse import find_clauses

        found: list[int] = []
        for key in policies:
            policy = self._truth.policy(key)
            numbers = self._truth.clause_keys_of(key)
            by_id = dict(zip((clause.id for clause in policy.clauses), numbers, strict=True))
            if len(policy.clauses) == 1 and any(
                policy.summary.title.endswith(place.label) for place in reference.places
            ):
                found += numbers
                continue
            for place in reference.places:
                found += [
                    by_id[clause.id] for clause in find_clauses(policy, ClauseRef(str(policy.summary.id), place.label))
                ]
        return list(dict.fromkeys(found))

    def _mentions(self, reference: Reference, query: str) -> NDArray[np.int64]:
        """The clauses that mention a document, the best for the query first."""
        if reference.doc_number is not None:
            return self._matrix.clauses_with(word_term(reference.doc_number))
        scores = self._matrix.relevance(make_query(query, default_analyzer()))
        if self._hidden is not None:
            scores[self._hidden] = 0
        return self._matrix.ranked(scores, POOL)[0]


def _fused(scores: NDArray[np.float64], near: NDArray[np.float32]) -> NDArray[np.float64]:
    """What words and vectors say together, on the scale of the words: the second look depends on it.

    How many the vectors bring in does not depend on how many are asked for, or pages would overlap.
    """
    from policymatch.vectors.fusion import fuse

    highest = float(scores.max(initial=0.0)) or 1.0
    return fuse(scores.astype(np.float32), near).astype(np.float64) * highest


def _has_words_before(reference: Reference, query: str) -> bool:
    """Whether a number may be another with a word before it: 冷链 财建〔2024〕9号, where 财 建〔2024〕9号 is one number."""
    from policymatch.text.docnumber import find_doc_numbers
    from policymatch.text.normalize import mend

    return [number.text for number in find_doc_numbers(mend(query))] != [reference.doc_number]


_MAY_REFER = re.compile(
    r"第.{1,14}(?:[条章节款项编篇点]|部分)|[《〈号]|附[件表录]|[0-9０-９一二三四五六七八九十百千零〇○两]\s{0,2}[条、)）]"
)


def _may_refer(query: str) -> bool:
    """Whether a query holds a sign that every reference has; taking a query apart costs more than a tenth of the answer."""
    return _MAY_REFER.search(query) is not None

"""Ranking: the clauses that answer a question, from the postings of all segments.

A question's words and pairs of characters are summed up by BM25, words of the text, pairs of the text and pairs of title
and headings as three fields. The sum is raised for clauses of works that other texts name often; then the first 300
are looked at once more, and each gets a share for what else of its work is among them. What was tried and what each
part gains stands in docs/measurements.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from policymatch.store.segment import Segment, context_term, context_word_term, pair_term, word_term
from policymatch.text.analysis import Analyzer, han_runs

PAIR_WEIGHT = 1.0
"""What a pair of characters of the text counts; a word counts 1."""

SUBWORD_WEIGHT = 0.2
"""What a word counts that is part of a longer word of the question: the pairs already say it."""

CONTEXT_WEIGHT = 0.4
"""What a pair of characters of title and headings counts."""

CONTEXT_WORD_WEIGHT = 3.0
"""What a number or an abbreviation counts that is in a title or is the policy's own: it names one as eight characters do."""

BRIDGE_WEIGHT = 0.6
"""What the words and pairs of policies count that a question's everyday words lead to."""

SYNONYM_WEIGHT = 0.3
"""What the words and pairs of other names count for what a question names."""

INTENT_WEIGHT = 0.2
"""What the words of a text and their pairs count under which stands what a question asks for."""

FAME_WEIGHT = 0.1
"""By how much a clause's score grows each time its work is named e times as often in other texts."""

WORK_WEIGHT = 0.5
"""What the best work's share is worth, the best clause by itself being worth 1."""

FEW, TELLING = 200, 12
"""A term that a question only implies must stand in 200 clauses or in one of twelve at most."""

POOL = 300
"""Clauses that are looked at a second time."""


class Query(NamedTuple):
    """A question taken apart: terms with their weights; ``said`` names each for who wants to know."""

    terms: NDArray[np.int64]
    weights: NDArray[np.float64]
    said: tuple[str, ...]


def make_query(text: str, analyzer: Analyzer) -> Query:
    """Words without function words and pairs within the runs that are left, of the question and of what it means."""
    question = analyzer.question(text)
    everything = "\n".join(question.words)
    words = {word: SUBWORD_WEIGHT if _is_part(word, everything) else 1.0 for word in question.words}
    pairs = dict.fromkeys((pair for run in question.runs for pair in _pairs(run)), 1.0)
    for others, weight in ((question.meant, BRIDGE_WEIGHT), (question.alike, SYNONYM_WEIGHT)):
        _add(others, weight, words, pairs)
    titled = list(pairs.items())
    # What has no pairs, a number or an abbreviation, is looked for in titles as a word.
    named = [(word, weight) for word, weight in words.items() if not word.isalpha() or word.isascii()]
    _add(question.asked, INTENT_WEIGHT, words, pairs)
    terms = [
        *map(word_term, words),
        *(pair.text for pair in pairs),
        *(pair.context for pair, _ in titled),
        *(context_word_term(word) for word, _ in named),
    ]
    weights = [
        *words.values(),
        *(weight * PAIR_WEIGHT for weight in pairs.values()),
        *(weight * CONTEXT_WEIGHT for _, weight in titled),
        *(weight * CONTEXT_WORD_WEIGHT for _, weight in named),
    ]
    said = (*words, *(pair.said for pair in pairs), *(pair.said for pair, _ in titled), *(word for word, _ in named))
    return Query(np.array(terms, np.int64), np.array(weights, np.float64), said)


class _Pair(NamedTuple):
    """Two neighbouring characters, and their terms in texts and in titles."""

    said: str
    text: int
    context: int


def _add(others: Sequence[str], weight: float, words: dict[str, float], pairs: dict[_Pair, float]) -> None:
    """Words that a question does not say, and those of their pairs that are in no word before them."""
    for word in others:
        words.setdefault(word, weight)
        for pair in _pairs(word):
            pairs.setdefault(pair, weight)


@lru_cache(maxsize=10_000)
def _pairs(text: str) -> tuple[_Pair, ...]:
    return tuple(_pair(first, second) for han in han_runs(text) for first, second in pairwise(han))


@lru_cache(maxsize=50_000)
def _pair(first: str, second: str) -> _Pair:
    return _Pair(first + second, pair_term(first, second), context_term(first, second))


def _is_part(word: str, everything: str) -> bool:
    """Whether a word stands in another one of those that are joined by line feeds."""
    return everything.count(word) > 1


class Fame(NamedTuple):
    """Hashes of all works of a matrix, rising, and how often texts of other works name each."""

    works: NDArray[np.uint64]
    named: NDArray[np.int64]


class Matrix:
    """All segments of a generation as one matrix; ``dead`` clauses are in a segment but no longer in the store.

    A clause's place is its number over all segments in turn.
    """

    def __init__(
        self, segments: Sequence[Segment], dead: NDArray[np.int64] | None = None, fame: Fame | None = None
    ) -> None:
        self._segments = segments
        self._fame = fame
        self._offsets: list[int] = [0, *np.cumsum([len(segment) for segment in segments]).tolist()]
        self.alive: NDArray[np.bool_] | None = None
        if dead is not None and len(dead) and segments:
            self.alive = np.concatenate([~np.isin(segment.keys, dead) for segment in segments])
        self.live = self._offsets[-1] if self.alive is None else int(np.count_nonzero(self.alive))
        self._gone: list[NDArray[np.int64]] | None = None

    def __len__(self) -> int:
        return self._offsets[-1]

    def scores(self, query: Query) -> NDArray[np.float64]:
        """BM25 of every clause, by place."""
        return self._scores(query, every=True)

    def _scores(self, query: Query, *, every: bool) -> NDArray[np.float64]:
        """BM25 by all terms of a question, or without those that are not ``telling``."""
        ranges = [segment.ranges(query.terms) for segment in self._segments]
        count = self._count(ranges, len(query.terms))
        weights = query.weights * self._rarity(count)
        if not every:
            weights[~self._tells(query, count)] = 0
        found = [
            _sum(segment, begins.tolist(), ends.tolist(), weights)
            for segment, (begins, ends) in zip(self._segments, ranges, strict=True)
        ]
        total = found[0] if len(found) == 1 else np.concatenate([np.zeros(0), *found])
        if self.alive is not None:
            total[~self.alive] = 0
        return total

    def telling(self, query: Query) -> Query:
        """A question without those terms that it only implies and that stand in many clauses: they change no order, and
        adding them up takes a quarter of the time.
        """
        kept = np.flatnonzero(self._tells(query, self.frequencies(query.terms)))
        if len(kept) == len(query.terms):
            return query
        return Query(query.terms[kept], query.weights[kept], tuple(query.said[at] for at in kept.tolist()))

    def _tells(self, query: Query, count: NDArray[np.int64]) -> NDArray[np.bool_]:
        return (query.weights >= 1) | (count <= max(FEW, self.live // TELLING))

    def idf(self, terms: NDArray[np.int64]) -> NDArray[np.float64]:
        """How rare each term is: the natural logarithm in BM25's formula."""
        return self._rarity(self.frequencies(terms))

    def frequencies(self, terms: NDArray[np.int64]) -> NDArray[np.int64]:
        """In how many clauses each term stands."""
        return self._count([segment.ranges(terms) for segment in self._segments], len(terms))

    def _rarity(self, count: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray(np.log1p((self.live - count + 0.5) / (count + 0.5)))

    def expect_many(self) -> None:
        """Find the postings of dead clauses once; worth it where many questions follow."""
        if self.alive is not None and self._gone is None:
            self._gone = [
                np.flatnonzero(~self.alive[offset : offset + len(segment)][segment.rows])
                for segment, offset in zip(self._segments, self._offsets, strict=False)
            ]

    def _count(self, ranges: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]], terms: int) -> NDArray[np.int64]:
        count = np.zeros(terms, np.int64)
        for number, (segment, offset, (begins, ends)) in enumerate(
            zip(self._segments, self._offsets, ranges, strict=False)
        ):
            count += ends - begins
            if self.alive is None:
                continue
            if self._gone is not None:
                gone_at = self._gone[number]
                if len(gone_at):
                    count -= np.searchsorted(gone_at, ends) - np.searchsorted(gone_at, begins)
                continue
            dead = ~self.alive[offset : offset + len(segment)]
            if dead.any():
                gone = [int(np.count_nonzero(dead[segment.rows[a:b]])) for a, b in zip(begins, ends, strict=True)]
                count -= np.array(gone, np.int64)  # an empty list would be floats
        return count

    def clauses_with(self, term: int) -> NDArray[np.int64]:
        """The places of the clauses that hold a term, rising."""
        found = [np.zeros(0, np.int64)]
        for segment, offset in zip(self._segments, self._offsets, strict=False):
            (begin,), (end,) = segment.ranges(np.array([term], np.int64))
            found.append(offset + segment.rows[begin:end].astype(np.int64))
        places = np.concatenate(found)
        return places if self.alive is None else places[self.alive[places]]

    def clauses_with_character(self, char: str) -> NDArray[np.int64]:
        """The places of the clauses whose text holds a Han character, alone or beside another, rising."""
        found = [self.clauses_with(word_term(char))]
        low, high, code = pair_term("\0", "\0"), context_term("\0", "\0"), ord(char)
        for segment, offset in zip(self._segments, self._offsets, strict=False):
            begin, end = np.searchsorted(segment.terms, [low, high])
            pairs = segment.terms[begin:end]
            for at in begin + np.flatnonzero(((pairs >> 16) & 0xFFFF == code) | (pairs & 0xFFFF == code)):
                found.append(offset + segment.rows[segment.starts[at] : segment.starts[at + 1]].astype(np.int64))
        places = np.unique(np.concatenate(found))
        return places if self.alive is None else places[self.alive[places]]

    def of_policies(self, policies: NDArray[np.int64]) -> NDArray[np.bool_]:
        """For every place whether its clause belongs to one of some policies (by key) and is not dead."""
        found = [np.isin(segment.policies, policies) for segment in self._segments]
        mask = np.concatenate([np.zeros(0, bool), *found])
        return mask if self.alive is None else mask & self.alive

    def policies(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """The keys of the policies of clauses."""
        return self._gather(places, lambda segment: segment.policies)

    def relevance(self, query: Query) -> NDArray[np.float64]:
        """BM25 by the telling terms, raised for works that others name, by place: what answers are sought by before the
        second look.
        """
        scores = self._scores(query, every=False)
        scores *= self._works_and_factors[1]
        return scores

    def ranked(self, scores: NDArray[np.float64], limit: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Places of the best clauses, best first, and their scores from 0 to 1; ``scores`` are by ``relevance``.

        Equal clauses come in the order of storing. The order does not depend on ``limit``.
        """
        pool = _best(scores, POOL)
        if not len(pool):
            return pool, np.zeros(0)
        own = scores[pool]
        highest = float(own.max())
        works = self._works_and_factors[0][pool]
        shares = np.log1p(np.bincount(works, own)[works])
        found = own / highest + shares * (WORK_WEIGHT / float(shares.max()))
        order = np.argsort(-found, kind="stable")  # the pool is in the order of storing
        places, found = pool[order], found[order]
        if limit > POOL:
            rest = top(scores, limit)
            rest = rest[~np.isin(rest, pool)]
            places, found = np.concatenate([places, rest]), np.concatenate([found, scores[rest] / highest])
        return places[:limit], found[:limit] / (1 + WORK_WEIGHT)

    @cached_property
    def _works_and_factors(self) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Which work each clause belongs to, and what that work's fame multiplies the clause's score by."""
        local = [segment.works() for segment in self._segments]
        # All that any segment holds, counted when the generation was made; np.unique would load half of numpy.
        everything = self._fame.works if self._fame is not None else _union([works for works, _ in local])
        numbers = [np.searchsorted(everything, works).astype(np.int32)[of] for works, of in local]
        works = np.concatenate([np.zeros(0, np.int32), *numbers])
        return works, self._factors(everything)[works]

    def _factors(self, works: NDArray[np.uint64]) -> NDArray[np.float64]:
        factors = np.ones(len(works))
        if self._fame is not None:
            factors += FAME_WEIGHT * np.log1p(self._fame.named)
        return factors

    def places_of(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """The places of clauses by their keys, -1 for one that is not there."""
        places = np.full(len(keys), -1, np.int64)
        for offset, segment in zip(self._offsets, self._segments, strict=False):
            if not len(segment):
                continue
            at = np.minimum(np.searchsorted(segment.keys, keys), len(segment) - 1)
            known = segment.keys[at] == keys
            places[known] = offset + at[known]
        return places if self.alive is None else np.where(self.alive[places], places, -1)

    def keys(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """The keys of clauses."""
        return self._gather(places, lambda segment: segment.keys)

    def _gather(self, places: NDArray[np.int64], values: Callable[[Segment], NDArray[np.int64]]) -> NDArray[np.int64]:
        at = np.searchsorted(self._offsets, places, side="right") - 1
        found = np.zeros(len(places), np.int64)
        for number in sorted(set(at.tolist())):
            chosen = at == number
            found[chosen] = values(self._segments[number])[places[chosen] - self._offsets[number]]
        return found

    def ids_of(self, keys: NDArray[np.int64]) -> list[str]:
        """The ids of clauses by their keys, without those that are not there."""
        places = self.places_of(keys)
        return self.ids(places[places >= 0])

    def ids(self, places: NDArray[np.int64]) -> list[str]:
        """The ids of clauses."""
        if len(self._segments) == 1:
            return self._segments[0].ids(places)
        at = np.searchsorted(self._offsets, places, side="right") - 1
        found = [""] * len(places)
        for number in sorted(set(at.tolist())):
            chosen = np.flatnonzero(at == number)
            ids = self._segments[number].ids(places[chosen] - self._offsets[number])
            for position, clause_id in zip(chosen.tolist(), ids, strict=True):
                found[position] = clause_id
        return found


def _sum(
    segment: Segment, begins: Sequence[int], ends: Sequence[int], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The weighted postings of some terms summed up by clause."""
    wanted = weights.astype(bool).tolist()
    ranges = [
        (begin, end, at) for at, (begin, end) in enumerate(zip(begins, ends, strict=True)) if begin < end and wanted[at]
    ]
    if not ranges:
        return np.zeros(len(segment))
    rows = np.concatenate([segment.rows[begin:end] for begin, end, _ in ranges])
    values = np.concatenate([segment.weights[begin:end] for begin, end, _ in ranges])
    values *= np.repeat(
        weights[[at for _, _, at in ranges]].astype(np.float32), [end - begin for begin, end, _ in ranges]
    )
    return np.asarray(np.bincount(rows, values, len(segment)), np.float64)


def _union(works: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    return np.unique(np.concatenate([np.zeros(0, np.uint64), *works]))


def top(scores: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """The places of the highest scores above 0, highest first, equal ones in the order of their places."""
    places = _best(scores, count)
    return places[np.argsort(-scores[places], kind="stable")]


def _best(scores: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """The places of the highest scores above 0, rising; of equal scores the first."""
    highest = float(scores.max()) if len(scores) else 0.0
    if highest <= 0 or count <= 0:
        return np.zeros(0, np.int64)
    # Sorting what is far below the best would cost more than all the rest.
    for share in (0.15, 0.05, 0.0):
        places = np.flatnonzero(scores > highest * share)
        if len(places) >= count:
            break
    if len(places) <= count:
        return places
    found = scores[places]
    cut = np.partition(found, len(found) - count)[len(found) - count]
    kept: NDArray[np.bool_] = found >= cut
    extra = int(np.count_nonzero(kept)) - count
    if extra:  # too many are as good as the last one
        kept[np.flatnonzero(found == cut)[-extra:]] = False
    return places[kept]

"""Ranking: a sparse matrix of BM25 weights, read by columns from memory-mapped files.

A segment holds the postings of some clauses, immutable once written. Its fields are kept apart and each is scored
by itself: words of the text, character bigrams of the text, and both of title and headings. A field's scores are
divided by their maximum before they are added, which on 59,266 articles beats one field of everything
(docs/measurements.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from policymatch.text.analysis import Analyzer, han_runs

K1, B = 1.2, 0.75
"""BM25's usual parameters (Robertson & Zaragoza 2009); not tuned."""


class Field(NamedTuple):
    """A field of the matrix: its name, the share it has in the score, whether its terms are words or bigrams."""

    name: str
    weight: float
    bigrams: bool
    context: bool


FIELDS = (
    Field("words", 1.0, bigrams=False, context=False),
    Field("bigrams", 1.0, bigrams=True, context=False),
    Field("context", 0.1, bigrams=True, context=True),
)
"""Every boost stands here. ``context`` is the policy's title and the clause's path."""

SYNONYM_WEIGHT = 0.4
"""What a word counts that the question means but does not say."""


class Source(NamedTuple):
    """A clause as it goes into a segment."""

    key: int
    text: str
    context: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question taken apart: hashed terms with their weights, a mapping for each field."""

    terms: Mapping[str, Mapping[int, float]]


def make_query(text: str, analyzer: Analyzer) -> Query:
    """Words without function words, their synonyms at a lower weight, and bigrams within the runs that are left."""
    words = dict.fromkeys(analyzer.question_words(text), 1.0)
    for word in analyzer.lexicon.expand(words):
        words[word] = SYNONYM_WEIGHT
    pairs = {_pair(a, b): 1.0 for run in analyzer.question_runs(text) for han in han_runs(run) for a, b in _pairs(han)}
    hashed = {_hash(word): weight for word, weight in words.items()}
    return Query({field.name: pairs if field.bigrams else hashed for field in FIELDS})


def write_segment(folder: Path, sources: Sequence[Source], analyzer: Analyzer) -> None:
    """Cut the clauses into terms and write the postings of every field into a new folder."""
    folder.mkdir(parents=True)
    np.save(folder / "keys.npy", np.array([source.key for source in sources], dtype=np.int64))
    for field in FIELDS:
        texts = [source.context if field.context else source.text for source in sources]
        if field.bigrams:
            codes, docs = _bigram_occurrences(texts)
        else:
            codes, docs = _word_occurrences(texts, analyzer)
        _write_field(folder, field.name, codes, docs, len(sources))


def _word_occurrences(texts: Iterable[str], analyzer: Analyzer) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    known: dict[str, int] = {}
    ids: list[int] = []
    lengths: list[int] = []
    for text in texts:
        words = analyzer.words(text)
        lengths.append(len(words))
        ids.extend(known.setdefault(word, len(known)) for word in words)
    hashes = np.array([_hash(word) for word in known], dtype=np.uint64)
    codes = hashes[np.array(ids, dtype=np.int64)] if ids else np.zeros(0, np.uint64)
    return codes, np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)


def _bigram_occurrences(texts: Iterable[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """All pairs of neighbouring Han characters, without a loop over characters."""
    joined = ["\n".join(han_runs(text)) + "\n" for text in texts]
    chars = np.frombuffer("".join(joined).encode("utf-32-le"), dtype=np.uint32)
    docs = np.repeat(np.arange(len(joined), dtype=np.int32), [len(text) for text in joined])
    if len(chars) < 2:
        return np.zeros(0, np.uint64), np.zeros(0, np.int32)
    both = (chars[:-1] != 10) & (chars[1:] != 10)
    codes = (chars[:-1].astype(np.uint64) << np.uint64(32)) | chars[1:]
    return codes[both], docs[:-1][both]


def _write_field(folder: Path, name: str, codes: NDArray[np.uint64], docs: NDArray[np.int32], clauses: int) -> None:
    """Sort occurrences into columns of (clause, weight); a weight is BM25's, all but the idf of the whole store."""
    terms, inverse = np.unique(codes, return_inverse=True)
    cells, counts = np.unique(inverse.astype(np.int64) * clauses + docs, return_counts=True)
    columns, rows = np.divmod(cells, max(clauses, 1))
    lengths = np.bincount(docs, minlength=clauses).astype(np.float32)
    mean = float(lengths.sum()) / max(clauses, 1) or 1.0
    norm = K1 * (1 - B + B * lengths / mean)
    weights = counts * (K1 + 1) / (counts + norm[rows])
    np.save(folder / f"{name}.terms.npy", terms)
    np.save(folder / f"{name}.starts.npy", np.searchsorted(columns, np.arange(len(terms) + 1)).astype(np.int64))
    np.save(folder / f"{name}.rows.npy", rows.astype(np.int32))
    np.save(folder / f"{name}.weights.npy", weights.astype(np.float32))


class Segment:
    """A written segment, memory-mapped: opening costs the same whatever its size."""

    def __init__(self, folder: Path) -> None:
        self.keys: NDArray[np.int64] = np.load(folder / "keys.npy", mmap_mode="r")
        self._fields = {
            field.name: tuple(
                np.load(folder / f"{field.name}.{part}.npy", mmap_mode="r")
                for part in ("terms", "starts", "rows", "weights")
            )
            for field in FIELDS
        }

    def column(self, field: str, term: int) -> tuple[NDArray[np.int32], NDArray[np.float32]] | None:
        """The clauses that hold a term, as positions in ``keys``, and their weights."""
        terms, starts, rows, weights = self._fields[field]
        at = int(np.searchsorted(terms, np.uint64(term)))
        if at == len(terms) or int(terms[at]) != term:
            return None
        begin, end = int(starts[at]), int(starts[at + 1])
        return rows[begin:end], weights[begin:end]


class Matrix:
    """All segments of a generation as one matrix; ``dead`` clauses are in a segment but no longer in the store."""

    def __init__(self, segments: Sequence[Segment], dead: Iterable[int] = ()) -> None:
        self._segments = segments
        self._offsets = np.cumsum([0, *(len(segment.keys) for segment in segments)])
        gone = np.fromiter(dead, dtype=np.int64)
        self._alive = (
            np.concatenate([~np.isin(segment.keys, gone) for segment in segments]) if len(gone) and segments else None
        )
        self.live = int(self._offsets[-1]) if self._alive is None else int(np.count_nonzero(self._alive))

    def scores(self, query: Query) -> NDArray[np.float32]:
        """The score of every clause, in the order of the segments."""
        total = np.zeros(int(self._offsets[-1]), dtype=np.float32)
        for field in FIELDS:
            found = self._field_scores(field.name, query.terms[field.name])
            highest = float(found.max(initial=0.0))
            if highest > 0:
                total += found * (field.weight / highest)
        return total

    def _field_scores(self, field: str, terms: Mapping[int, float]) -> NDArray[np.float32]:
        scores = np.zeros(int(self._offsets[-1]), dtype=np.float32)
        for term, weight in terms.items():
            columns = [
                (offset + column[0], column[1])
                for offset, segment in zip(self._offsets, self._segments, strict=False)
                if (column := segment.column(field, term)) is not None
            ]
            frequency = sum(self._count_live(places) for places, _ in columns)
            if not frequency:
                continue
            idf = np.log1p((self.live - frequency + 0.5) / (frequency + 0.5))
            for places, weights in columns:
                scores[places] += weights * np.float32(weight * idf)
        if self._alive is not None:
            scores[~self._alive] = 0  # before a maximum is taken of them
        return scores

    def _count_live(self, places: NDArray[np.int64]) -> int:
        return len(places) if self._alive is None else int(np.count_nonzero(self._alive[places]))

    def places(self, ranges: Iterable[tuple[int, int]]) -> NDArray[np.int64]:
        """Where in ``scores`` the clauses of some ranges of keys stand; a range names its first and last key."""
        bounds = np.array(list(ranges), dtype=np.int64).reshape(-1, 2)
        found = [np.zeros(0, dtype=np.int64)]
        for offset, segment in zip(self._offsets, self._segments, strict=False):
            # A segment's keys rise, so a range of keys is a range of places.
            begins = np.searchsorted(segment.keys, bounds[:, 0], side="left")
            ends = np.searchsorted(segment.keys, bounds[:, 1], side="right")
            found += [offset + np.arange(a, b) for a, b in zip(begins, ends, strict=True) if a < b]
        return np.concatenate(found)

    def best(self, scores: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """Keys and scores of the best clauses, best first; equal scores in the order of storing."""
        positive = int(np.count_nonzero(scores))
        count = min(limit, positive)
        if count <= 0:
            return []
        top = np.argpartition(scores, -count)[-count:]
        cut = scores[top].min()
        top = np.flatnonzero(scores >= cut)
        order = top[np.lexsort((top, -scores[top]))][:count]
        return [(self.key_at(int(position)), float(scores[position])) for position in order]

    def key_at(self, position: int) -> int:
        """The clause's key at a position of ``scores``."""
        at = int(np.searchsorted(self._offsets, position, side="right")) - 1
        return int(self._segments[at].keys[position - int(self._offsets[at])])

    def positions(self) -> dict[int, int]:
        """Where each clause's score stands."""
        return {
            int(key): int(offset) + at
            for offset, segment in zip(self._offsets, self._segments, strict=False)
            for at, key in enumerate(segment.keys)
        }


def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")


def _pair(first: str, second: str) -> int:
    return ord(first) << 32 | ord(second)


def _pairs(run: str) -> Iterable[tuple[str, str]]:
    return pairwise(run)

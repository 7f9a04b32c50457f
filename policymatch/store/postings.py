"""From occurrences of terms to postings: runs are sorted as they come, and merged when all are there.

Sorting in runs keeps memory bounded, and the process that makes segments does it while it waits for more texts; merging
is all that is left to do at the end.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from policymatch.text.bulk import stretches

K1, B = 1.2, 0.75
"""BM25's usual parameters (Robertson & Zaragoza 2009); not tuned."""

_RUN = 1_000_000
"""Occurrences that are sorted in one go."""
_ROW_BITS = 16


class Postings(NamedTuple):
    """Terms in their order, how many postings each has, and the postings: the clause's place and BM25 without the idf."""

    terms: NDArray[np.int64]
    lengths: NDArray[np.int64]
    rows: NDArray[np.uint16]
    weights: NDArray[np.float32]


class _Run(NamedTuple):
    terms: NDArray[np.int64]
    starts: NDArray[np.int64]
    rows: NDArray[np.uint16]
    counts: NDArray[np.float32]


class Collector:
    """Takes the occurrences of one field, clause after clause."""

    def __init__(self) -> None:
        self._waiting: list[NDArray[np.int64]] = []
        self._count = 0
        self._runs: list[_Run] = []
        self._lengths: list[NDArray[np.int64]] = []

    def add(self, terms: NDArray[np.int64], texts: NDArray[np.int64], first: int, clauses: int) -> None:
        """Take occurrences in some more clauses; ``texts`` count from 0, the first is clause number ``first``."""
        self._waiting.append(terms << _ROW_BITS | (texts + first))
        self._lengths.append(np.bincount(texts, minlength=clauses))
        self._count += len(terms)
        if self._count >= _RUN:
            self._sort()

    def _sort(self) -> None:
        if not self._count:
            return
        cells = np.concatenate(self._waiting)
        self._waiting, self._count = [], 0
        cells.sort()
        first = _firsts(cells)
        counts = np.diff(np.append(first, len(cells))).astype(np.float32)
        cells = cells[first]
        terms = cells >> _ROW_BITS
        begins = _firsts(terms)
        rows = (cells & ((1 << _ROW_BITS) - 1)).astype(np.uint16)
        self._runs.append(_Run(terms[begins], np.append(begins, len(cells)), rows, counts))

    def postings(self, order: NDArray[np.int64] | None = None) -> Postings:
        """All postings; ``order`` gives for each term (then a small number) what the terms are ordered by."""
        self._sort()
        none = np.zeros(0, np.int64)
        terms = np.unique(np.concatenate([none, *(run.terms for run in self._runs)]))
        lengths = np.zeros(len(terms), np.int64)
        places = [np.searchsorted(terms, run.terms) for run in self._runs]
        for run, at in zip(self._runs, places, strict=True):
            lengths[at] += np.diff(run.starts)
        sequence = np.arange(len(terms)) if order is None else np.argsort(order[terms])
        starts = np.zeros(len(terms), np.int64)
        starts[sequence] = np.concatenate([none[:0], np.cumsum(lengths[sequence]) - lengths[sequence]])
        rows = np.empty(int(lengths.sum()), np.uint16)
        counts = np.empty(len(rows), np.float32)
        for run, at in zip(self._runs, places, strict=True):
            many = np.diff(run.starts)
            # Where each posting of the run goes: behind those of its term in earlier runs.
            to = stretches(starts[at], many)
            rows[to], counts[to] = run.rows, run.counts
            starts[at] += many
        return Postings(terms[sequence], lengths[sequence], rows, self._weights(rows, counts))

    def _weights(self, rows: NDArray[np.uint16], counts: NDArray[np.float32]) -> NDArray[np.float32]:
        lengths = np.concatenate([np.zeros(0, np.int64), *self._lengths]).astype(np.float32)
        mean = float(lengths.mean()) if len(lengths) else 0.0
        norm = np.float32(K1) * (1 - B + B * lengths / np.float32(mean or 1.0))
        weights = counts * np.float32(K1 + 1) / (counts + norm.astype(np.float32)[rows])
        return weights.astype(np.float32)


def _firsts(rising: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where in a sorted array each value stands for the first time."""
    if not len(rising):
        return np.zeros(0, np.int64)
    return np.concatenate([np.zeros(1, np.int64), 1 + np.flatnonzero(rising[1:] != rising[:-1])])

"""Segments: the postings of up to 65,536 clauses, written once and read through memory maps.

Every term of a segment is a number: a word's hash, or a pair of Han characters of the text or of its context (title
and headings). A posting is a clause's place in the segment and BM25's weight but for the idf, which is the whole
store's. Terms of all fields share the arrays, so that a question is one search in one sorted array.

    keys.npy            clauses of the store, rising;  policies.npy  the policy of each
    terms.npy           terms, rising;  starts.npy  where each term's postings begin, and one end
    rows.npy            places of clauses;  weights.npy  their weights
    works.npy           hashes of works, rising;  work_of.npy  which of them a clause belongs to
    named.npy           hashes of what may be a work's title in the texts, rising;  named_counts.npy
    ids.txt, ids.npy    ids of clauses as they are shown, and where each begins in the file
"""

from __future__ import annotations

import hashlib
import mmap
import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from policymatch.policies.identity import without_article
from policymatch.store.arrays import map_array, save_array
from policymatch.store.postings import Collector
from policymatch.store.truth import Source
from policymatch.store.works import named, work_hash, work_of_head
from policymatch.text.analysis import Analyzer, han_runs
from policymatch.text.bulk import (
    Occurrences,
    Vocabulary,
    characters,
    cut_words,
    folded_for_cutting,
    pair,
    pairs,
    stretches,
)

MOST = 1 << 16
"""Clauses of a segment: a place fits two bytes, and building one takes a known amount of memory."""

_CHUNK = 2_000
_CHUNK_CHARS = 2_000_000
_PAIR = 1 << 62
_CONTEXT = 1 << 32
_CONTEXT_WORD = 1 << 46
_LATIN = re.compile(r"[a-z0-9]")
_NUMBERING = re.compile(r"第[一二三四五六七八九十百千零〇\d]{1,9}[编章节条](?:之[一二三四五六七八九十]{1,3})?|[一二三四五六七八九十]{1,3}、"
                        r"|[（(][一二三四五六七八九十]{1,3}[）)]")  # fmt: skip


@lru_cache(maxsize=50_000)
def word_term(word: str) -> int:
    """The term of a word."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little") >> 2


def pair_term(first: str, second: str) -> int:
    """The term of two neighbouring Han characters of a text."""
    return _PAIR | pair(first, second)


def context_term(first: str, second: str) -> int:
    """The term of two neighbouring Han characters of a title or heading."""
    return _PAIR | _CONTEXT | pair(first, second)


def context_word_term(word: str) -> int:
    """The term of a word without Han characters, or of a document's number, that is the policy's own."""
    return _PAIR | _context_word(word)


def _context_word(word: str) -> int:
    return _CONTEXT_WORD | word_term(word) & (_CONTEXT_WORD - 1)


def context_of(head: str, title: str, path: str) -> str:
    """Title and headings without their numbering: 第五十四条 says nothing of what a clause is about.

    ``head`` is the title without the number of an article at its end.
    """
    # Apart, for the articles of a law have one head, and those of all laws the same few numbers.
    return f"{_unnumbered(head)}{_unnumbered(title[len(head) :])}\n{_unnumbered(path)}"


@lru_cache(maxsize=10_000)
def _unnumbered(text: str) -> str:
    return _NUMBERING.sub("\n", text)


@lru_cache(maxsize=10_000)
def _latin_terms(context: str, number: str, analyzer: Analyzer) -> tuple[int, ...]:
    words = [word for word in analyzer.words(context) if not han_runs(word)]
    return tuple(_context_word(word) for word in dict.fromkeys([*words, *([number] if number else [])]))


class SegmentBuilder:
    """Takes clauses, in rising order of their keys, until there are ``MOST`` of them, and writes them as a segment."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._vocabulary = Vocabulary()
        self._keys: list[int] = []
        self._policies: list[int] = []
        self._ids: list[str] = []
        self._works: list[int] = []
        self._fields = (Collector(), Collector(), Collector())
        self._named: list[NDArray[np.uint64]] = []

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, sources: Sequence[Source]) -> None:
        """Cut clauses into terms and keep these; a few thousand at a time are cut in one go."""
        start, chars = 0, 0
        for at, source in enumerate(sources):
            chars += len(source.text)
            if at - start >= _CHUNK or chars > _CHUNK_CHARS:
                self._add(sources[start : at + 1])
                start, chars = at + 1, 0
        if start < len(sources):
            self._add(sources[start:])

    def _add(self, sources: Sequence[Source]) -> None:
        first = len(self._keys)
        heads = [without_article(source.title) for source in sources]
        works = [work_hash(work_of_head(head)) for head in heads]
        texts = folded_for_cutting([source.text for source in sources])
        chars = characters(texts)
        found = (cut_words(texts, self._analyzer, self._vocabulary), pairs(chars), self._contexts(sources, heads))
        for field, (terms, places) in zip(self._fields, found, strict=True):
            field.add(terms, places, first, len(sources))
        self._named.append(named(chars, np.array(works, np.uint64)))
        self._keys += [source.key for source in sources]
        self._policies += [source.policy for source in sources]
        self._ids += [source.id for source in sources]
        self._works += works

    def _contexts(self, sources: Sequence[Source], heads: Sequence[str]) -> Occurrences:
        """Pairs of titles and headings, with the words in them that have no pairs and the policy's own number."""
        numbers: dict[str, int] = {}  # the articles of a law have one context
        named = zip(sources, heads, strict=True)
        which = [
            numbers.setdefault(context_of(head, source.title, source.path), len(numbers)) for source, head in named
        ]
        contexts = folded_for_cutting(list(numbers))
        found = _repeated(pairs(characters(contexts)), np.array(which, np.int64), len(contexts))
        latin = [_LATIN.search(context) is not None for context in contexts]
        words: list[tuple[int, int]] = []
        for at, (source, context) in enumerate(zip(sources, which, strict=True)):
            if source.number or latin[context]:
                words += [(term, at) for term in _latin_terms(contexts[context], source.number, self._analyzer)]
        return Occurrences(
            np.concatenate([found.terms | _CONTEXT, np.array([term for term, _ in words], np.int64)]),
            np.concatenate([found.texts, np.array([at for _, at in words], np.int64)]),
        )

    def write(self, folder: Path) -> None:
        """Write the segment into a new folder."""
        folder.mkdir(parents=True)
        # Words were numbered as they were met, and stand in the order of their hashes.
        hashes = np.array([word_term(word) for word in self._vocabulary.words()], np.int64)
        words, text_pairs, contexts = self._fields
        written = [words.postings(hashes), text_pairs.postings(), contexts.postings()]
        terms = [hashes[written[0].terms], written[1].terms | _PAIR, written[2].terms | _PAIR]
        save_array(folder, "keys", np.array(self._keys, np.int64))
        save_array(folder, "policies", np.array(self._policies, np.int64))
        save_array(folder, "terms", np.concatenate(terms))
        lengths = np.concatenate([part.lengths for part in written])
        save_array(folder, "starts", np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)]))
        save_array(folder, "rows", np.concatenate([part.rows for part in written]))
        save_array(folder, "weights", np.concatenate([part.weights for part in written]))
        works, work_of = np.unique(np.array(self._works, np.uint64), return_inverse=True)
        save_array(folder, "works", works)
        save_array(folder, "work_of", work_of.astype(np.uint16))
        hashed = np.concatenate(self._named) if self._named else np.zeros(0, np.uint64)
        titles, counts = np.unique(hashed, return_counts=True)
        save_array(folder, "named", titles)
        save_array(folder, "named_counts", counts.astype(np.uint32))
        encoded = [clause_id.encode() for clause_id in self._ids]
        save_array(folder, "ids", np.cumsum([0, *map(len, encoded)]).astype(np.int64))
        (folder / "ids.txt").write_bytes(b"".join(encoded))


def _repeated(found: Occurrences, which: NDArray[np.int64], count: int) -> Occurrences:
    """The occurrences in texts of which each is one of ``count`` that are different; ``which`` says which one."""
    lengths = np.bincount(found.texts, minlength=count)
    starts = np.cumsum(lengths) - lengths
    many = lengths[which]
    return Occurrences(found.terms[stretches(starts[which], many)], np.repeat(np.arange(len(which)), many))


class Segment:
    """A written segment, memory-mapped: opening costs the same whatever its size."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.keys: NDArray[np.int64] = map_array(folder, "keys")
        self.terms: NDArray[np.int64] = map_array(folder, "terms")
        self.starts: NDArray[np.int64] = map_array(folder, "starts")
        self.rows: NDArray[np.uint16] = map_array(folder, "rows")
        self.weights: NDArray[np.float32] = map_array(folder, "weights")

    def __len__(self) -> int:
        return len(self.keys)

    def ranges(self, terms: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the postings of some terms begin and end; both are 0 for a term that the segment does not hold."""
        if not len(self.terms):
            return np.zeros(len(terms), np.int64), np.zeros(len(terms), np.int64)
        at = np.minimum(np.searchsorted(self.terms, terms), len(self.terms) - 1)
        known = self.terms[at] == terms
        return np.where(known, self.starts[at], 0), np.where(known, self.starts[at + 1], 0)

    @cached_property
    def policies(self) -> NDArray[np.int64]:
        """The key of each clause's policy."""
        return map_array(self._folder, "policies")

    def works(self) -> tuple[NDArray[np.uint64], NDArray[np.uint16]]:
        """The hashes of the segment's works, and which of them each clause belongs to."""
        return map_array(self._folder, "works"), map_array(self._folder, "work_of")

    def named(self) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
        """Hashes of what may name a work, and how often each was met."""
        return map_array(self._folder, "named"), map_array(self._folder, "named_counts")

    def ids(self, places: NDArray[np.int64]) -> list[str]:
        """The ids of the clauses at some places."""
        bounds, text = self._ids
        begins, ends = bounds[places].tolist(), bounds[places + 1].tolist()
        return [text[begin:end].decode() for begin, end in zip(begins, ends, strict=True)]

    @cached_property
    def _ids(self) -> tuple[NDArray[np.int64], mmap.mmap | bytes]:
        with (self._folder / "ids.txt").open("rb") as file:
            try:
                return map_array(self._folder, "ids"), mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError:  # an empty file cannot be mapped
                return map_array(self._folder, "ids"), b""

"""Which clauses an expression means: each leaf is a set of clauses, and operators work on sets.

Words of clauses are looked up in the segments by their pairs of characters; where pairs alone leave it open whether a
stretch stands in a clause the text itself is looked at. What is said of policies (title, issuer, number, place, kind of
money) is looked up in the index of heads, days and statuses in the tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from policymatch.store.heads import Heads, plain
from policymatch.store.highlight import is_whole
from policymatch.store.matrix import Matrix
from policymatch.store.segment import pair_term, word_term
from policymatch.store.syntax import And, DateRange, Field, Node, Not, Or, Phrase, Wildcard, Word
from policymatch.store.truth import Truth
from policymatch.text.analysis import Analyzer, han_runs
from policymatch.text.docnumber import canonical
from policymatch.text.normalize import fold

Places = NDArray[np.bool_]
"""For every place of the matrix whether its clause is meant."""

_SPACE = re.compile(r"\s+")
_ASCII = re.compile(r"[0-9a-z]")
_READ = 10_000
"""Clauses whose text is looked at in one go."""


class Evaluator:
    """Evaluates trees over one snapshot."""

    def __init__(self, matrix: Matrix, truth: Truth, heads: Callable[[], Heads], analyzer: Analyzer) -> None:
        self._matrix = matrix
        self._truth = truth
        self._heads = heads
        self._analyzer = analyzer

    def places(self, node: Node) -> Places:
        """The clauses that an expression means."""
        match node:
            case And(parts):
                return reduce(np.logical_and, (self.places(part) for part in parts))
            case Or(parts):
                return reduce(np.logical_or, (self.places(part) for part in parts))
            case Not(part):
                return ~self.places(part)
            case DateRange():
                column = "issued_on" if node.field is Field.DATE else "effective_on"
                return self._of_policies(self._truth.policies_between(column, node.first, node.last))
            case Wildcard():
                return self._by_head(node.field, re.split(r"[*?]", node.text), _pattern(node.text))
            case Word() | Phrase():
                return self._leaf(node)

    def _leaf(self, node: Word | Phrase) -> Places:
        text = node.text
        if node.field is None:
            number = canonical(text)
            if number is not None:
                return self._of_policies(self._truth.keys_by_number(number)) | self._holding(text)
            return self._holding(text) | self._in_title(text)
        if node.field is Field.TEXT:
            return self._holding(text)
        if node.field is Field.TITLE:
            return self._in_title(text)
        if node.field is Field.DOC_NUMBER and (number := canonical(text)) is not None:
            return self._of_policies(self._truth.keys_by_number(number))
        if node.field is Field.STATUS:
            within, keys = self._truth.with_status(text)
            return self._of_policies(keys) if within else ~self._of_policies(keys)
        wanted = plain(text)
        if node.field is Field.LEVEL:
            return self._by_head(node.field, [text], lambda value: value == wanted)
        return self._by_head(node.field, [text], lambda value: wanted in value)

    def _in_title(self, text: str) -> Places:
        wanted = plain(text)
        found = self._by_head(Field.TITLE, [text], lambda value: wanted in value)
        if "条" in wanted:  # the number of an article is no part of a head
            found = found | self._of_policies(self._truth.policies_titled(lambda title: wanted in plain(title)))
        return found

    def _by_head(self, field: Field, pieces: Iterable[str], fits: Callable[[str], bool]) -> Places:
        """The clauses of policies whose head has something in a field; ``fits`` is asked for each candidate."""
        candidates = self._heads().holding(str(field), pieces)
        keys = [key for key, value in self._truth.head_values(str(field), candidates) if fits(plain(value))]
        return self._of_policies(self._truth.policies_of_heads(keys))

    def _of_policies(self, keys: Iterable[int]) -> Places:
        return self._matrix.of_policies(np.fromiter(keys, np.int64))

    def _holding(self, text: str) -> Places:
        """The clauses in whose text a stretch stands, white space and width aside; a number as a whole."""
        number = canonical(text)
        if number is not None:
            return self._at(self._matrix.clauses_with(word_term(number)))
        parts = fold(text).split()
        wanted = "".join(parts)
        found = self._with_all(self._terms(wanted))
        if len(parts) > 1:  # where the text has the blank too, the characters around it are no pair
            found = found | self._with_all(terms for part in parts for terms in self._terms(part))
        sure = self._sure(wanted) if len(parts) == 1 else np.zeros(len(self._matrix), bool)
        if sure is None:
            return found
        open_places = np.flatnonzero(found & ~sure)
        found &= sure
        holds = _holder(wanted)
        for start in range(0, len(open_places), _READ):
            places = open_places[start : start + _READ]
            keys = self._matrix.keys(places)
            held = np.array([key for key, text in self._truth.texts(keys.tolist()) if holds(fold(text))], np.int64)
            found[places[np.isin(keys, held)]] = True
        return found

    def _with_all(self, terms: Iterable[NDArray[np.int64]]) -> Places:
        """The clauses that are in all of some sets; none where there are no sets."""
        masks = [self._at(places) for places in terms]
        return reduce(np.logical_and, masks) if masks else np.zeros(len(self._matrix), bool)

    def _terms(self, wanted: str) -> Iterator[NDArray[np.int64]]:
        """Clauses for each part of a stretch that can be looked up: pairs, single characters, other words."""
        for run in han_runs(wanted):
            if len(run) == 1:
                yield self._matrix.clauses_with_character(run)
            for first, second in pairwise(run):
                yield self._matrix.clauses_with(pair_term(first, second))
        for word in self._analyzer.segmenter.cut(wanted):
            if not han_runs(word) and word.isalnum():
                yield self._matrix.clauses_with(word_term(word))

    def _sure(self, wanted: str) -> Places | None:
        """Clauses of which no text need be read: None means all that hold every part."""
        if len(wanted) <= 2 and len(han_runs(wanted)) == 1 and len(han_runs(wanted)[0]) == len(wanted):
            return None
        # Of a figure with its unit the figure may be the end of another: 3.5%.
        if self._analyzer.segmenter.cut(wanted) == [wanted] and (wanted.isalnum() or not wanted[0].isdigit()):
            return self._at(self._matrix.clauses_with(word_term(wanted)))
        return np.zeros(len(self._matrix), bool)

    def _at(self, places: NDArray[np.int64]) -> Places:
        mask = np.zeros(len(self._matrix), bool)
        mask[places] = True
        return mask


def _holder(wanted: str) -> Callable[[str], bool]:
    """Whether a folded text holds a stretch, white space aside; a figure or a Latin word at its end as a whole."""
    if not (_ASCII.match(wanted[0]) or _ASCII.match(wanted[-1])):
        return lambda text: wanted in _SPACE.sub("", text)
    pattern = re.compile(r"\s*".join(map(re.escape, wanted)))
    return lambda text: any(is_whole(text, *match.span()) for match in pattern.finditer(text))


def _pattern(text: str) -> Callable[[str], bool]:
    """Whether a whole value is as a pattern says; punctuation counts in neither."""
    parts = [{"*": ".*", "?": "."}.get(part) or re.escape(plain(part)) for part in re.split(r"([*?])", text)]
    pattern = re.compile("".join(parts), re.DOTALL)
    return lambda value: pattern.fullmatch(value) is not None


def said(node: Node) -> list[str]:
    """The words an expression wants in its answers, those it excludes left out: what to rank and to mark."""
    match node:
        case And(parts) | Or(parts):
            return [text for part in parts for text in said(part)]
        case Word() | Phrase() if node.field in (None, Field.TEXT, Field.TITLE):
            return [node.text]
        case Wildcard() if node.field is Field.TITLE:
            return [piece for piece in re.split(r"[*?]", node.text) if piece]
        case _:
            return []

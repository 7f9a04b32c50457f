"""The part of a clause that answers: the sentence that holds most of what was asked, with its neighbours as room allows."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import log1p
from typing import NamedTuple

from policymatch.model.policy import Spans
from policymatch.store.highlight import Match, joined

CUT = "…"
_SENTENCE = re.compile(r"[。！？；!?;\n]+[”’」』）)》]*\s*")
_PART = re.compile(r"[，、：,:]+[”’」』）)》]*\s*(?<!\d[,:])")
_AGAIN = 0.1
"""What a word counts that stands in a sentence again: several different words beat one word often."""
_WHOLE = re.compile(
    r"第[一二三四五六七八九十百千零〇\d]{1,9}[编章节条款项]|[〔\[（(【]\d{4}[〕\]）)】]\d{1,5}号"
    r"|[\d０-９][\d０-９,.，．:：/-]{0,30}\s?(?:%|％|‰|个百分点|[十百千万亿]{0,2}(?:元|亩|吨|米|公里|平方米|立方米|年|月|日|号|倍|人|户|个)?)"
)  # fmt: skip
"""What is never cut though a segmenter divides it: numbers of articles and documents, figures with their units."""

_Edges = Sequence[int]


class Snippet(NamedTuple):
    """A part of a text with … where it was cut, and where the matches stand in it."""

    text: str
    highlights: Spans


def snippet(
    text: str,
    matches: Sequence[Match],
    width: int,
    weights: Mapping[str, float] | None = None,
    words: Callable[[str], _Edges] | None = None,
) -> Snippet:
    """The part of a text of at most ``width`` signs that holds most of the matches' weight.

    It is made of whole sentences; where one is too long of parts between punctuation; where one of these is too long of
    words, whose edges ``words`` gives. ``weights`` says what a word counts (1 where it is not there). Only a single word
    or match longer than ``width`` makes the part longer.
    """
    matches = sorted(matches)
    spans = joined(matches)
    if len(text) <= width:
        return _cut(text, 0, len(text), spans)
    chooser = _Chooser(matches, weights or {}, max(width - 2 * len(CUT), 1))
    start, end = 0, len(text)
    for edges in _levels(text, words):
        inner = [start, *(edge for edge in _outside(edges, spans) if start < edge < end), end]
        start, end = chooser.best(inner)
        if end - start <= chooser.room:
            break
    # What room is left goes to parts of the neighbours; a part that does not fit is not cut.
    edges = _outside(sorted({*_ends(_PART, text), *_ends(_SENTENCE, text)}), spans)
    start, end = chooser.grow([0, *edges, len(text)], start, end)
    return _cut(text, start, end, spans)


class _Chooser:
    """Weighs stretches of a text by the matches in them."""

    def __init__(self, matches: Sequence[Match], weights: Mapping[str, float], room: int) -> None:
        self._matches = matches
        self._starts = [match.start for match in matches]
        self._weights = weights
        self.room = room

    def best(self, edges: _Edges) -> tuple[int, int]:
        """The heaviest stretch between two neighbouring edges, the first of equals, with neighbours that fit."""
        pieces = list(pairwise(edges))
        values = [self._value(start, end) for start, end in pieces]
        start, end = pieces[values.index(max(values))]
        return self.grow(edges, start, end)

    def grow(self, edges: _Edges, start: int, end: int) -> tuple[int, int]:
        """A stretch with as many of its neighbours as there is room for, those first that add most; what follows first."""
        while end - start < self.room:
            before = max((edge for edge in edges if edge < start), default=start)
            after = min((edge for edge in edges if edge > end), default=end)
            options = [(s, e) for s, e in ((start, after), (before, end)) if (s, e) != (start, end)]
            options = [(s, e) for s, e in options if e - s <= self.room]
            if not options:
                break
            start, end = max(options, key=lambda option: self._value(*option))
        return start, end

    def _value(self, start: int, end: int) -> float:
        counts: dict[str, int] = {}
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        for match in self._matches[first:last]:
            if match.end <= end:
                counts[match.word] = counts.get(match.word, 0) + 1
        return sum(self._weights.get(word, 1.0) * (1 + _AGAIN * log1p(count - 1)) for word, count in counts.items())


def _levels(text: str, words: Callable[[str], _Edges] | None) -> Iterator[_Edges]:
    """Where a text may be cut: between sentences, between parts of these, between words."""
    yield _ends(_SENTENCE, text)
    yield _ends(_PART, text)
    yield _without(words(text) if words else range(len(text) + 1), text)


def _ends(pattern: re.Pattern[str], text: str) -> list[int]:
    return [match.end() for match in pattern.finditer(text)]


def _without(edges: _Edges, text: str) -> list[int]:
    """Edges that do not cut a figure or a number."""
    inside = {at for match in _WHOLE.finditer(text) for at in range(match.start() + 1, match.end())}
    return [edge for edge in edges if edge not in inside]


def _outside(edges: _Edges, spans: Spans) -> list[int]:
    """Edges that do not cut a match."""
    inside = {at for start, end in spans for at in range(start + 1, end)}
    return [edge for edge in edges if edge not in inside]


def _cut(text: str, start: int, end: int, spans: Spans) -> Snippet:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    before, after = CUT if text[:start].strip() else "", CUT if text[end:].strip() else ""
    moved = len(before) - start
    kept = tuple((first + moved, last + moved) for first, last in spans if start <= first and last <= end)
    # One sign for one sign, so that the spans stay where they are.
    return Snippet(before + re.sub(r"\s", " ", text[start:end]) + after, kept)

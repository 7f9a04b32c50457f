"""Where in a clause the words of a query stand: whole words, or the stretches of an expression."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from policymatch.model.policy import Spans
from policymatch.store.matrix import SYNONYM_WEIGHT
from policymatch.text.analysis import Analyzer, default_analyzer
from policymatch.text.normalize import fold

_MOST = 60
"""Stretches of a text that are marked."""
_MOST_MATCHES = 2000
_PLAIN = re.compile(r"[\u3400-\u9fff\x20-\x7e\n，。、；：？！（）《》〈〉“”‘’【】〔〕「」『』—·]*")
"""Signs that folding only makes lower or leaves where they are, one for one; wide marks are put right by ``_fold``."""
_OPENING, _CLOSING = "〔[【（(﹝［", "〕]】）)﹞］"
"""What document numbers are bracketed with; folded text has the plain ones of these."""


_FRACTION = re.compile(r"[0-9](?:\.(?!(?:19|20)[0-9]{2}年)[0-9]|,[0-9]{3}(?![0-9]))")
"""A figure that goes on behind a point or a comma, from the digit before it; 3.2024年 is point 3 of a list."""
_AMOUNT = re.compile(r"[0-9][0-9.]*(?=[^0-9a-z.])")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}\Z")


class Match(NamedTuple):
    """A word of the query in a text."""

    start: int
    end: int
    word: str


class Marker:
    """Finds the words of a query in texts; ``weights`` says what each word counts.

    A word is found where it is a word: 国有 does not stand in 中国有关. ``stretches`` are found as they are, blanks aside.
    """

    def __init__(self, weights: Mapping[str, float], stretches: Iterable[str], analyzer: Analyzer) -> None:
        self.weights = dict(weights)
        self._analyzer = analyzer
        whole = {fold(stretch): _spaced(fold(stretch)) for stretch in stretches if stretch.strip()}
        self.weights.update(dict.fromkeys(whole, 1.0))
        words = sorted((word for word in weights if word not in whole), key=len, reverse=True)
        self._words = words
        self._first = re.compile("|".join(map(re.escape, words))) if words else None
        self._whole = [(stretch, re.compile(pattern)) for stretch, pattern in whole.items()]

    def __call__(self, text: str) -> Spans:
        """The spans in reading order; matches that touch or overlap are one."""
        return joined(self.matches(text))

    def matches(self, text: str) -> list[Match]:
        """Every match in reading order, shorter ones inside longer ones included."""
        folded = _fold(text)
        found = [
            Match(*match.span(), stretch)
            for stretch, pattern in self._whole
            for match in pattern.finditer(folded)
            if is_whole(folded, *match.span())
        ]
        if self._first is not None and self._first.search(folded):
            found += self._of_words(folded)
        return sorted(found[:_MOST_MATCHES], key=lambda match: (match.start, -match.end))

    def edges(self, text: str) -> list[int]:
        """Where words of a text begin and end, rising, from 0 to its length."""
        return [0, *accumulate(map(len, self._analyzer.segmenter.cut(_fold(text))))]

    def _of_words(self, folded: str) -> list[Match]:
        assert self._first is not None
        edges = self.edges(folded)
        found: list[Match] = []
        at = 0
        while len(found) < _MOST_MATCHES and (match := self._first.search(folded, at)):
            at = match.start() + 1
            for word in self._words:
                end = match.start() + len(word)
                if (
                    folded.startswith(word, match.start())
                    and _fits(edges, match.start(), end)
                    and is_whole(folded, match.start(), end)
                ):
                    found.append(Match(match.start(), end, word))
        return found


def make_marker(query: str, stretches: Sequence[str] | None = None) -> Marker:
    """What marks the words of a question, their synonyms included, or the stretches that an expression wants."""
    analyzer = default_analyzer()
    if stretches is not None:
        return Marker({}, stretches, analyzer)
    words = analyzer.question_words(query)
    numbers = [word for word in words if "〔" in word or _AMOUNT.match(word)]
    weights = dict.fromkeys(words, 1.0) | dict.fromkeys(analyzer.lexicon.expand(words), SYNONYM_WEIGHT)
    return Marker({word: weight for word, weight in weights.items() if len(word) > 1} or weights, numbers, analyzer)


def joined(matches: Iterable[Match]) -> Spans:
    """The spans of matches in reading order, those that touch as one."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in matches:
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        elif len(spans) < _MOST:
            spans.append((start, end))
        else:
            break
    return tuple(spans)


def _spaced(stretch: str) -> str:
    signs: list[str] = []
    whole = "".join(stretch.split())
    for at, sign in enumerate(whole):
        brackets = next((signs for signs in (_OPENING, _CLOSING) if sign in signs), None)
        comma = ",?" if whole[at - 1 : at].isdigit() and sign.isdigit() else ""  # amounts are asked for without
        signs.append(comma + (f"[{re.escape(brackets)}]" if brackets else re.escape(sign)))
    return r"\s{0,3}".join(signs)


def _fits(edges: Sequence[int], start: int, end: int) -> bool:
    """Whether a match lies inside one word, or begins and ends where words do."""
    after, before = bisect_right(edges, start), bisect_left(edges, end)
    return after == before or (edges[after - 1] == start and before < len(edges) and edges[before] == end)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether no figure or Latin word goes on at either end: 52 is no part of 2052, nor 5万元 of 3.5万元.

    >>> is_whole("补助3.5万元", 4, 7), is_whole("3.2024年预算", 2, 7)
    (False, True)
    """
    if _goes_on(text[start - 1 : start], text[start]) or _goes_on(text[end - 1], text[end : end + 1]):
        return False
    return not (_FRACTION.match(text, start - 2) if start >= 2 else None) and not (
        _FRACTION.match(text, end - 1) and not _YEAR.search(text, max(0, end - 5), end)
    )


def _goes_on(before: str, after: str) -> bool:
    return all(sign.isascii() and sign.isalnum() for sign in (before, after) if sign) and bool(before and after)


def _fold(text: str) -> str:
    """A text folded sign for sign, so that places stay where they are."""
    if _PLAIN.fullmatch(text) and not any(sign in text for sign in "，；：（）！？"):
        return text.lower()
    return "".join(map(_fold_sign, text))


@lru_cache(maxsize=20_000)
def _fold_sign(sign: str) -> str:
    folded = fold(sign)
    return folded if len(folded) == 1 else sign

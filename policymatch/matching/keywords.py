"""The words that show a project to be the kind of thing a direction pays for, and how much each of them says.

A keyword says the more the fewer programmes carry it and the longer it is. One that stands in the name in pieces
(消防车辆装备购置 for 消防车辆购置) counts as well, a little less, where few programmes have all the pieces.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from policymatch.model import Direction, Programme
from policymatch.text.analysis import Analyzer
from policymatch.text.finder import WordFinder
from policymatch.text.normalize import fold

SHORT = 0.6
"""Words of two characters say less."""

SYNONYM = 0.85
"""A synonym says a little less than the word itself."""

SCATTERED = 0.85
"""What a keyword says that stands there in pieces, between other words or in another order."""

FEW, FEW_OF_TWO = 10, 6
"""More programmes than these have the rarest of three pieces and more, of two pieces, and more than the latter all of them, of
what is no special word (县城 and 更新): then the whole must stand there."""

LEAST, MOST = 0.88, 1.08
"""What the commonest and shortest keyword says, and the rarest and longest, beside one of the middle."""

LONG = 8
"""Characters of a keyword that cannot say more by being longer."""

SWALLOWED = 0.85
"""What is left of a word in the name that only stands there within a longer keyword (农业产业园 in 国家现代农业产业园)."""

BESIDE = 0.4
"""What is left of a word in the name that only says where the thing is: 小学门前道路 is a road."""

_SIDES = ("东侧", "西侧", "南侧", "北侧", "门前", "门口", "周边", "附近", "旁边", "对面")

GAP = "…"


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword of the direction at that place of the pairs, and how much one word that stands for it says."""

    direction: int
    word: str
    factor: float


class Seen(NamedTuple):
    """A keyword as it stands in a project: the text's own words, or the pieces of one that stands there in pieces."""

    text: str
    pieces: tuple[str, ...]

    def overlaps(self, other: Seen) -> bool:
        """Whether it is another sight of the same words: one holds a piece of the other."""
        return any(mine in theirs or theirs in mine for mine in self.pieces for theirs in other.pieces)


class KeywordIndex:
    """The keywords of all directions, their synonyms and their pieces."""

    def __init__(self, pairs: Sequence[tuple[Programme, Direction]], analyzer: Analyzer) -> None:
        self._pairs = pairs
        self._analyzer = analyzer
        self._programmes = max(2, len({programme.id for programme, _ in pairs}))
        own = list(dict.fromkeys(fold(word) for _, direction in pairs for word in direction.keywords))
        self._special = self._specials(own)
        self._stands_for = self._collect(analyzer.lexicon.synonyms)
        self._numbers = {word: number for number, word in enumerate(self._stands_for)}
        self._finder = WordFinder(self._stands_for)
        self._pieces = {word: pieces for word in own if len(pieces := self._cut(word)) > 1}
        self._piece_finder = WordFinder({piece for pieces in self._pieces.values() for piece in pieces})
        self._by_piece = self._index_pieces()

    def _specials(self, own: Iterable[str]) -> dict[str, float]:
        """How special each keyword is, 0 to 1, by the programmes that carry it in one of theirs, and its length."""
        finder = WordFinder(own)
        carried: dict[str, set[str]] = {}
        for programme, direction in self._pairs:
            for keyword in direction.keywords:
                for word in finder.words_in(fold(keyword)):
                    carried.setdefault(word, set()).add(programme.id)
        return {word: self._special_of(word, len(programmes)) for word, programmes in carried.items()}

    def _special_of(self, word: str, programmes: int) -> float:
        rare = 1 - math.log(max(1, programmes)) / math.log(self._programmes)
        return (rare + min(1.0, (len(word) - 2) / (LONG - 2))) / 2

    @staticmethod
    def _factor(special: float) -> float:
        return LEAST + (MOST - LEAST) * special

    def _collect(self, synonyms: Mapping[str, Iterable[str]]) -> dict[str, list[Keyword]]:
        """Every word that can stand for a keyword, and the keywords it stands for."""
        means: dict[str, set[str]] = {}
        for word, others in synonyms.items():
            for other in others:
                means.setdefault(other, set()).add(word)
        found: dict[str, list[Keyword]] = {}
        for number, (_, direction) in enumerate(self._pairs):
            for keyword in dict.fromkeys(fold(word) for word in direction.keywords):
                factor = self._factor(self._special[keyword])
                size = 1.0 if len(keyword) > 2 else SHORT
                found.setdefault(keyword, []).append(Keyword(number, keyword, size * factor))
                for other in sorted(means.get(keyword, ())):
                    size = 1.0 if len(other) > 2 else SHORT
                    found.setdefault(fold(other), []).append(Keyword(number, keyword, size * SYNONYM * factor))
        return found

    def _cut(self, word: str) -> tuple[str, ...]:
        """The most words of two characters and more that make up a keyword; none where they leave more than one over."""
        known = {part for part in self._analyzer.words(word) if 2 <= len(part) < len(word)}
        best: list[tuple[int, tuple[str, ...]] | None] = [(0, ())] + [None] * len(word)
        for end in range(1, len(word) + 1):
            before = best[end - 1]
            options = [(before[0] + 1, before[1])] if before else []
            for start in range(end - 1):
                if word[start:end] in known and (held := best[start]) is not None:
                    options.append((held[0], (*held[1], word[start:end])))
            best[end] = min(options, key=lambda option: (option[0], -len(option[1]), option[1]), default=None)
        left, pieces = best[-1] or (len(word), ())
        return pieces if left <= 1 else ()

    def _index_pieces(self) -> dict[str, list[tuple[tuple[str, ...], str, float]]]:
        """The keywords of several pieces by their rarest one, with what one in pieces says."""
        holders: dict[str, set[str]] = {}
        for programme, direction in self._pairs:
            for piece in self._piece_finder.words_in(
                fold("。".join((direction.title, direction.text, *direction.keywords)))
            ):
                holders.setdefault(piece, set()).add(programme.id)
        found: dict[str, list[tuple[tuple[str, ...], str, float]]] = {}
        for word, pieces in self._pieces.items():
            programmes = len(set.intersection(*(holders[piece] for piece in pieces)))
            rarest = min(pieces, key=lambda piece: (len(holders[piece]), piece))
            few = FEW if len(set(pieces)) > 2 else FEW_OF_TWO
            if programmes <= FEW_OF_TWO and len(holders[rarest]) <= few:
                factor = (
                    SCATTERED * self._factor(self._special_of(word, programmes)) / self._factor(self._special[word])
                )
                found.setdefault(rarest, []).append((pieces, word, factor))
        return found

    def hits(self, places: Sequence[tuple[float, str, frozenset[str]]]) -> dict[int, dict[str, tuple[float, Seen]]]:
        """The keywords that a project carries, by direction: how sure each makes us, and the words seen.

        ``places`` are the name and then the other parts of a project: what a keyword makes sure of there, the folded text,
        and its words.
        """
        sure: dict[str, float] = {}
        for place, (weight, text, words) in enumerate(places):
            # A short word must be a word there: 县中 does not stand in 县中等职业学校.
            here = [seen for seen in self._finder.words_in(text) if len(seen) > 2 or seen in words]
            for seen in here:
                sure.setdefault(seen, weight * (1.0 if place else _said(seen, here, text)))
        found: dict[int, dict[str, tuple[float, Seen]]] = {}
        # In the catalogue's order, so that sums of the same numbers are the same in every run.
        for seen in sorted(sure, key=self._numbers.__getitem__):
            self._note(found, seen, sure[seen], Seen(seen, (seen,)))
        weight, name, words = places[0]
        present = {piece for piece in self._piece_finder.words_in(name) if len(piece) > 2 or piece in words}
        for rarest in sorted(present & self._by_piece.keys()):
            for pieces, word, factor in self._by_piece[rarest]:
                if word not in sure and present.issuperset(pieces):
                    in_order = sorted(pieces, key=name.find)
                    self._note(found, word, weight * factor, Seen(GAP.join(in_order), tuple(in_order)), own=True)
        return found

    def _note(
        self, found: dict[int, dict[str, tuple[float, Seen]]], word: str, sure: float, seen: Seen, own: bool = False
    ) -> None:
        for keyword in self._stands_for[word]:
            if own and keyword.word != word:
                continue
            hits = found.setdefault(keyword.direction, {})
            hit = (min(1.0, sure * keyword.factor), seen)
            held = hits.get(keyword.word)
            # Of two synonyms alike the same one must be named in every run, whatever order they came in.
            if held is None or (hit[0], len(seen.text), seen.text) > (held[0], len(held[1].text), held[1].text):
                hits[keyword.word] = hit


def _said(word: str, others: Iterable[str], text: str) -> float:
    """What is left of a word in the name, by what it stands in and before."""
    longer = [other for other in others if len(other) > len(word) and word in other]
    if any(text.count(word) <= text.count(other) * other.count(word) for other in longer):
        return SWALLOWED
    if all(after.startswith(_SIDES) for after in text.split(word)[1:]):
        return BESIDE
    return 1.0


def distinct(hits: Iterable[tuple[float, Seen]]) -> dict[str, float]:
    """Each observation once: 污水处理厂 and 污水处理 in one name are one, and the surer of them stands."""
    best: dict[Seen, float] = {}
    hits = list(hits)
    if len(hits) == 1:
        return {hits[0][1].text: hits[0][0]}
    for sure, seen in hits:
        best[seen] = max(sure, best.get(seen, 0.0))
    order = sorted(best, key=lambda seen: (-best[seen], -len(seen.text), seen.text))
    kept: list[Seen] = []
    for seen in order:
        if not any(seen.overlaps(other) for other in kept):
            kept.append(seen)
    return {seen.text: best[seen] for seen in kept}

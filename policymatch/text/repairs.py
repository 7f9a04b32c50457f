"""Repairs of a run of Han characters: a lattice of the words that stand there and of those that may have been meant.

Every word costs what it is unlikely: the logarithm of how many clauses there are to each that has it. A repair costs
its word and the slip it supposes. The cheapest path through the run is what was meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from policymatch.text import shapes, sounds
from policymatch.text.spots import Spots
from policymatch.text.terms import customary
from policymatch.text.vocabulary import Vocabulary

_LONGEST = 8
"""Characters of the longest window that is repaired by replacing a character."""

_LEAST_GAIN = 0.7
_RIVAL = 6.0
"""What is likelier than this much less than the chosen repair is offered too."""
MARGIN = 3.0
"""By how much a repair must beat what was typed; natural logarithm, so it must be twenty times likelier."""
_SHORT = 1.0
_SOUND = {sounds.SAME: 3.5, sounds.NEAR: 5.0}
_SHAPE = {shapes.STRONG: 3.5, shapes.MIDDLE: 4.0, shapes.WEAK: 5.5}
_BOTH = 1.0
_WRITTEN_SO = 0.02
"""What the store writes in this share of the clauses that have the word instead is no slip."""
_RARER = 20
"""How many times rarer in the store a slip that passes for a word must be than the word."""
_TOO_LONG_FOR_A_NAME = 5
_SWAPPED, _DOUBLED, _MISSING = 4.5, 0.5, 8.5
_BY_SOUND, _BY_SHAPE, _BY_BOTH = "音近", "形近", "音形皆近"


@dataclass(frozen=True, slots=True)
class Repair:
    """``word`` in place of the characters from ``start`` to ``end``; ``gain`` is by how much it is likelier."""

    start: int
    end: int
    word: str
    how: str
    cost: float
    gain: float = 0.0

    def moved(self, by: int) -> Repair:
        """The same repair in a text that begins ``by`` characters earlier."""
        return replace(self, start=self.start + by, end=self.end + by)


class Repairer:
    """Finds the repairs of one run."""

    def __init__(self, vocabulary: Vocabulary, run: str, spots: Spots) -> None:
        self._vocabulary = vocabulary
        self._run = run
        self._spots = spots

    def repair(self) -> tuple[list[Repair], list[Repair]]:
        """The repairs of the likeliest reading, and for the same places what else is likelier than what was typed."""
        before, after = self._distances(forward=True), self._distances(forward=False)
        typed = before[-1]
        worth: dict[tuple[int, int, str], Repair] = {}
        for repair in self._candidates():
            gain = typed - (before[repair.start] + repair.cost + after[repair.end])
            if gain > _LEAST_GAIN:
                key = repair.start, repair.end, repair.word
                if key not in worth or worth[key].gain < gain:
                    worth[key] = replace(repair, gain=gain)
        if not worth:
            return [], []
        chosen = self._cheapest(list(worth.values()))
        others = [
            repair for repair in worth.values() if repair not in chosen and any(_rivals(repair, one) for one in chosen)
        ]
        return chosen, others

    def _distances(self, *, forward: bool) -> list[float]:
        """What the cheapest cut costs up to each place, or from each place on."""
        run, size = self._run, len(self._run)
        costs = [0.0] + [float("inf")] * size
        for end in range(1, size + 1):
            for length in range(1, min(end, _LONGEST + 4) + 1):
                word = run[end - length : end] if forward else run[size - end : size - end + length]
                if length == 1 or self._vocabulary.has_word(word):
                    costs[end] = min(costs[end], costs[end - length] + self._vocabulary.cost(word))
        return costs if forward else costs[::-1]

    def _cheapest(self, repairs: list[Repair]) -> list[Repair]:
        """The repairs on the cheapest path through the run."""
        run = self._run
        ending: defaultdict[int, list[Repair]] = defaultdict(list)
        for repair in repairs:
            ending[repair.end].append(repair)
        costs: list[float] = [0.0]
        paths: list[list[Repair]] = [[]]
        for end in range(1, len(run) + 1):
            options: list[tuple[float, list[Repair]]] = []
            for start in range(max(0, end - _LONGEST - 4), end):
                word = run[start:end]
                if len(word) == 1 or self._vocabulary.has_word(word):
                    options.append((costs[start] + self._vocabulary.cost(word), paths[start]))
            options.extend((costs[one.start] + one.cost, [*paths[one.start], one]) for one in ending[end])
            cost, path = min(options, key=lambda option: option[0])
            costs.append(cost)
            paths.append(path)
        return paths[-1]

    def _candidates(self) -> Iterator[Repair]:
        """Every repair of a window that touches a broken piece and is no word itself."""
        size = len(self._run)
        for start in range(size):
            for end in range(start + 2, min(size, start + _LONGEST) + 1):
                window = self._run[start:end]
                if not self._spots.touch(start, end):
                    continue
                if not self._vocabulary.has_word(window):
                    yield from self._replaced(start, end, window)
                    yield from self._moved(start, end, window)
                    yield from self._by_terms(start, end, window)
                elif window in customary():
                    yield from self._customary(start, end, window)

    def _replaced(self, start: int, end: int, window: str) -> Iterator[Repair]:
        has_word = self._vocabulary.has_word
        for at, char in enumerate(window):
            head, tail = window[:at], window[at + 1 :]
            for other, (slip, how) in confusable(char).items():
                word = head + other + tail
                if has_word(word):
                    yield from self._offer(start, end, word, slip, how)

    def _moved(self, start: int, end: int, window: str) -> Iterator[Repair]:
        """Two neighbours in the wrong order, or one typed twice."""
        for at in range(len(window) - 1):
            one, two = window[at], window[at + 1]
            if one != two:
                word = window[:at] + two + one + window[at + 2 :]
                if self._vocabulary.has_word(word):
                    yield from self._offer(start, end, word, _SWAPPED, "字序颠倒")
                continue
            word = window[:at] + window[at + 1 :]
            if len(word) > 1 and self._vocabulary.has_word(word) and not self._seam(start + at + 1):
                yield from self._offer(start, end, word, _DOUBLED, "多字")

    def _customary(self, start: int, end: int, window: str) -> Iterator[Repair]:
        """What is nearly always meant by a slip that passes for a word; unless the store writes it so itself."""
        vocabulary, word = self._vocabulary, customary()[window]
        if vocabulary.frequency(word) > _RARER * vocabulary.frequency(window):
            yield Repair(start, end, word, "常见别字", vocabulary.cost(word) + MARGIN)

    def _seam(self, at: int) -> bool:
        """Whether one word may end and another begin between two equal characters, as in 评标标准.

        评标 is in no dictionary, so the first of the two is given to a character before it that ends no word either.
        """
        if not self._begins_word(at):
            return False
        return self._ends_word(at) or (at > 1 and not self._ends_word(at - 1))

    def _begins_word(self, at: int) -> bool:
        left = len(self._run) - at
        return any(self._vocabulary.has_word(self._run[at : at + size]) for size in (2, 3, 4) if size <= left)

    def _ends_word(self, at: int) -> bool:
        return any(self._vocabulary.has_word(self._run[at - size : at]) for size in (2, 3, 4) if size <= at)

    def _by_terms(self, start: int, end: int, window: str) -> Iterator[Repair]:
        """Terms of the lexicon of which a character is missing, or of which several sound like what was typed."""
        terms = self._vocabulary.term_index
        for term in terms.lacking(window):
            yield from self._offer(start, end, term, _MISSING, "漏字")
        for term, slip in terms.sounding(window):
            yield from self._offer(start, end, term, slip, _BY_SOUND)

    def _offer(self, start: int, end: int, word: str, slip: float, how: str) -> Iterator[Repair]:
        vocabulary = self._vocabulary
        term = vocabulary.is_term(word)
        if not term and vocabulary.frequency(word) < max(2, vocabulary.clauses // 20_000):
            return
        typed = vocabulary.side_by_side(self._run[start:end])
        if typed > 1 and typed > _WRITTEN_SO * vocabulary.frequency(word):
            return
        more = MARGIN + (_SHORT if len(word) == 2 else 0.0)
        if end - start < _TOO_LONG_FOR_A_NAME:
            more += self._spots.doubt(start, end)
        yield Repair(start, end, word, how, vocabulary.cost(word) + slip + more)


def _rivals(other: Repair, chosen: Repair) -> bool:
    """Whether a repair of the same place comes near the one that was chosen."""
    return other.start < chosen.end and chosen.start < other.end and other.gain > chosen.gain - _RIVAL


@lru_cache(maxsize=4096)
def confusable(char: str) -> dict[str, tuple[float, str]]:
    """What may have been meant by a character: other characters with the cost of the slip and its kind."""
    found = {other: (_SOUND[nearness], _BY_SOUND) for other, nearness in sounds.sounds().alike(char).items()}
    for other, tier in shapes.shapes().alike(char).items():
        if other in found:
            found[other] = min(found[other][0], _SHAPE[tier]) - _BOTH, _BY_BOTH
        else:
            found[other] = _SHAPE[tier], _BY_SHAPE
    return found

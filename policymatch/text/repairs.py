"""Repairs of a run of Han characters: a lattice of the words that stand there and of those that may have been meant.

Every word costs what it is unlikely: the logarithm of how many clauses there are to each that has it. A repair costs
its word and the slip it supposes. The cheapest path through the run is what was meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import log

from policymatch.text import shapes, sounds
from policymatch.text.analysis import Analyzer
from policymatch.text.spots import Spots
from policymatch.text.terms import TermIndex, term_index, term_set

_LONGEST = 8
"""Characters of the longest window that is repaired by replacing a character."""
_FEWEST_CLAUSES = 1000
_LEXICON_CLAUSES = 2000
_UNKNOWN_WORD, _UNKNOWN_CHAR = 0.5, 0.1

MARGIN = 3.0
"""By how much a repair must beat what was typed; natural logarithm, so it must be twenty times likelier."""
_SHORT = 1.5
_SOUND = {sounds.SAME: 3.5, sounds.NEAR: 5.0}
_SHAPE = {shapes.STRONG: 3.5, shapes.MIDDLE: 4.5, shapes.WEAK: 6.0}
_BOTH = 1.0
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


class Vocabulary:
    """What is a word, and how likely: the lexicon, the dictionary and the store together."""

    def __init__(self, analyzer: Analyzer, frequency: Callable[[str], int]) -> None:
        self.analyzer = analyzer
        self.has_word = analyzer.segmenter.has_word
        self.terms = analyzer.lexicon.terms
        self._frequency = frequency
        self._known: dict[str, int] = {}
        self.clauses = max(_FEWEST_CLAUSES, frequency("的"))
        self._costs: dict[str, float] = {}

    def frequency(self, word: str) -> int:
        """In how many clauses of the store the word stands."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._frequency(word)
        return known

    def is_term(self, word: str) -> bool:
        """Whether the word is one of the lexicon."""
        return word in term_set(self.terms)

    @property
    def term_index(self) -> TermIndex:
        """The lexicon's terms by what may be typed for them."""
        return term_index(self.terms)

    def cost(self, word: str) -> float:
        """How unlikely a word is; for one that nobody knows what a stranger costs."""
        known = self._costs.get(word)
        if known is None:
            seen: float = self.frequency(word)
            if self.is_term(word):
                seen += max(5.0, self.clauses / _LEXICON_CLAUSES)
            else:
                seen += _UNKNOWN_CHAR if len(word) == 1 else _UNKNOWN_WORD
            known = self._costs[word] = log(10 * self.clauses / seen)
        return known


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
            if gain > 0:
                key = repair.start, repair.end, repair.word
                if key not in worth or worth[key].gain < gain:
                    worth[key] = replace(repair, gain=gain)
        if not worth:
            return [], []
        chosen = self._cheapest(list(worth.values()))
        others = [
            repair
            for repair in worth.values()
            if repair not in chosen and any(repair.start < one.end and one.start < repair.end for one in chosen)
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
            elif len(window) > 2 and self._vocabulary.has_word(word := window[:at] + window[at + 1 :]):
                if not self._seam(start + at + 1):
                    yield from self._offer(start, end, word, _DOUBLED, "多字")

    def _seam(self, at: int) -> bool:
        """Whether one word may end and another begin at a place, as in 评标标准."""
        has_word, run = self._vocabulary.has_word, self._run
        return any(has_word(run[at - size : at]) for size in (2, 3, 4) if size <= at) and any(
            has_word(run[at : at + size]) for size in (2, 3, 4) if at + size <= len(run)
        )

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
        more = MARGIN + (_SHORT if len(word) == 2 else 0.0)
        if end - start < _TOO_LONG_FOR_A_NAME:
            more += self._spots.doubt(start, end)
        yield Repair(start, end, word, how, vocabulary.cost(word) + slip + more)


def confusable(char: str) -> dict[str, tuple[float, str]]:
    """What may have been meant by a character: other characters with the cost of the slip and its kind."""
    found = {other: (_SOUND[nearness], _BY_SOUND) for other, nearness in sounds.sounds().alike(char).items()}
    for other, tier in shapes.shapes().alike(char).items():
        if other in found:
            found[other] = min(found[other][0], _SHAPE[tier]) - _BOTH, _BY_BOTH
        else:
            found[other] = _SHAPE[tier], _BY_SHAPE
    return found

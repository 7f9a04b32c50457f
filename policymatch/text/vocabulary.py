"""How likely a word is: the lexicon, the general dictionary and the user's store taken together."""

from __future__ import annotations

from collections.abc import Callable
from math import log

from policymatch.text.analysis import Analyzer
from policymatch.text.terms import TermIndex, term_index, term_set

_FEWEST_CLAUSES = 1000
"""A store of fewer clauses says so little that it is taken for one of as many."""
_LEXICON_CLAUSES, _LEXICON_LEAST = 2000, 5.0
"""A term of the lexicon counts as if one clause in so many had it, and at least so many clauses."""
_UNKNOWN_WORD, _UNKNOWN_CHAR = 0.5, 0.1
"""What a word counts that the store lacks, in clauses."""


class Vocabulary:
    """What is a word, and how likely: the lexicon, the dictionary and the store together."""

    def __init__(
        self, analyzer: Analyzer, frequency: Callable[[str], int], pairs: Callable[[str], int] | None = None
    ) -> None:
        self.analyzer = analyzer
        self.has_word = analyzer.segmenter.has_word
        self.terms = analyzer.lexicon.terms
        self._frequency = frequency
        self._pairs = pairs
        self._known: dict[str, int] = {}
        self.clauses = max(_FEWEST_CLAUSES, frequency("的"))
        self._costs: dict[str, float] = {}

    def frequency(self, word: str) -> int:
        """In how many clauses of the store the word stands."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._frequency(word)
        return known

    def side_by_side(self, text: str) -> int:
        """In how many clauses at most a text can stand, by its pairs of characters; 0 where nobody counts them."""
        return min(self._pairs(text[at : at + 2]) for at in range(len(text) - 1)) if self._pairs else 0

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
                seen += max(_LEXICON_LEAST, self.clauses / _LEXICON_CLAUSES)
            else:
                seen += _UNKNOWN_CHAR if len(word) == 1 else _UNKNOWN_WORD
            known = self._costs[word] = log(10 * self.clauses / seen)
        return known

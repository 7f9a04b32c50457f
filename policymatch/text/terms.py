"""The lexicon's terms by what may be typed for them: with a character missing, or by sound; and the slips that pass for words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from policymatch.paths import corpus_folder
from policymatch.text.sounds import SAME, blur, sounds

_SHORTEST = 4
"""Characters of the shortest term that is still known with one missing."""
_SHORTEST_BY_SOUND = 3
_MOST_READINGS = 16
_SAME, _NEAR, _AT_ONCE = 2.5, 4.0, 1.0


class TermIndex:
    """Finds terms by a part of what they are.

    A first or last character is not taken for missing: 镇人民政府 is no slip for 乡镇人民政府.
    """

    def __init__(self, terms: tuple[str, ...]) -> None:
        self._lacking: defaultdict[str, list[str]] = defaultdict(list)
        self._sounding: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for term in terms:
            if len(term) >= _SHORTEST:
                for shorter in {term[:at] + term[at + 1 :] for at in range(1, len(term) - 1)}:
                    self._lacking[shorter].append(term)
            if len(term) >= _SHORTEST_BY_SOUND:
                for key in _keys(term):
                    self._sounding[key].append(term)

    def lacking(self, typed: str) -> list[str]:
        """The terms that are this with one more character."""
        return self._lacking.get(typed, [])

    def sounding(self, typed: str) -> Iterator[tuple[str, float]]:
        """The terms that sound like this and differ in two characters or more, with the cost of the slips."""
        if len(typed) < _SHORTEST_BY_SOUND:
            return
        seen = set()
        for key in _keys(typed):
            for term in self._sounding.get(key, ()):
                pairs = [(one, two) for one, two in zip(typed, term, strict=True) if one != two]
                if len(pairs) > 1 and term not in seen:
                    seen.add(term)
                    alike = (sounds().alike(one).get(two) for one, two in pairs)
                    yield term, _AT_ONCE + sum(_SAME if nearness == SAME else _NEAR for nearness in alike)


@lru_cache(maxsize=2)
def term_index(terms: tuple[str, ...]) -> TermIndex:
    """The index of a lexicon; made once, when a query is first suspected of a slip."""
    return TermIndex(terms)


@lru_cache(maxsize=2)
def term_set(terms: tuple[str, ...]) -> frozenset[str]:
    """The terms for looking up."""
    return frozenset(terms)


@lru_cache(maxsize=1)
def customary() -> dict[str, str]:
    """The slips that the general dictionary takes for words, with what is meant: ``corpus/lexicon/slips.txt``."""
    path = corpus_folder() / "lexicon" / "slips.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    pairs = (line.split() for line in lines if not line.startswith("#"))
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def _keys(text: str) -> list[tuple[str, ...]]:
    """How a text may be read, syllables that are mixed up being one; none where a character has no reading."""
    readings = [list(dict.fromkeys(blur(one) for one in sounds().syllables(char))) for char in text]
    keys = []
    for key in product(*readings):
        keys.append(key)
        if len(keys) == _MOST_READINGS:
            break
    return keys

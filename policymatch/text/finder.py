"""Which of many words a text holds, without looking for each of them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise


class WordFinder:
    """Knows its words by their first two characters: a text is only searched for words it holds the beginning of."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for word in dict.fromkeys(filter(None, words)):
            self._by_start.setdefault(word[:2], []).append(word)
        self._has_single = any(len(start) == 1 for start in self._by_start)

    def words_in(self, text: str) -> list[str]:
        """The words that stand in a text, each once, in no order that means anything."""
        starts = {first + second for first, second in pairwise(text)}
        if self._has_single:
            starts.update(text)
        return [word for start in self._by_start.keys() & starts for word in self._by_start[start] if word in text]

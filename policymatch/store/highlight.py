"""Where in a clause the words of a query stand."""

from __future__ import annotations

import re
from collections.abc import Callable

from policymatch.text.analysis import default_analyzer

_OPERATORS = {"and", "or", "not"}
_MOST = 60


def make_highlighter(query: str) -> Callable[[str], tuple[tuple[int, int], ...]]:
    """A function that gives the spans of the query's words in a text, in reading order, longest word first."""
    analyzer = default_analyzer()
    words = [word for word in analyzer.question_words(query) if word not in _OPERATORS]
    words += [word for word in analyzer.lexicon.expand(words) if len(word) > 1]
    words = [word for word in words if len(word) > 1] or words
    if not words:
        return lambda text: ()
    pattern = re.compile("|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True)), re.IGNORECASE)

    def mark(text: str) -> tuple[tuple[int, int], ...]:
        spans: list[tuple[int, int]] = []
        for match in pattern.finditer(text):
            if spans and spans[-1][1] == match.start():
                spans[-1] = (spans[-1][0], match.end())
            elif len(spans) < _MOST:
                spans.append(match.span())
        return tuple(spans)

    return mark

"""Our analyser in Whoosh's clothes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.analysis.acore import Token
from whoosh.analysis.analyzers import Analyzer

from policymatch.text.analysis import default_analyzer


class PolicyAnalyzer(Analyzer):
    """Word positions 0, 1, 2 …; indexing adds sub-words at their word's position, asking does not.

    Whoosh pickles it with the schema, so it has no state of its own.
    """

    def __call__(
        self, value: str, positions: bool = False, chars: bool = False, mode: str = "", start_pos: int = 0, **_: Any
    ) -> Iterator[Token]:
        """Yield Whoosh tokens for a text."""
        analyzer = default_analyzer()
        terms = analyzer.phrase(value) if mode == "query" else analyzer.positions(value)
        token = Token(positions, chars, removestops=True, mode=mode)
        for term in terms:
            token.text = term.text
            token.stopped = False
            token.boost = 1.0
            token.pos = start_pos + term.position
            if chars:
                token.startchar, token.endchar = term.start, term.end
            yield token

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

"""What is said of a search as plain data: scores taken apart, counts, faults of an expression."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policymatch.store.explain import Explanation
    from policymatch.store.facets import Facets
    from policymatch.store.syntax import ExpressionError
    from policymatch.text.slips import Suggestion


def explanation_data(found: Explanation) -> dict[str, Any]:
    """How a score came about; everything but ``idf`` and ``weight`` adds up to ``score``."""
    return {
        "score": found.score,
        "words": [
            {
                "word": part.word,
                "kind": part.kind,
                "where": part.where,
                "weight": part.weight,
                "idf": part.idf,
                "points": part.points,
                "synonym_of": part.synonym_of,
            }
            for part in found.parts
        ],
        "fame": found.fame,
        "work": found.work,
        "expression": found.meant,
        "vectors": found.vectors,
    }


def facets_data(facets: Facets) -> dict[str, Any]:
    """What was found by issuer, year, level, kind of money and status."""
    return {
        "clauses": facets.clauses,
        "facets": [
            {
                "name": facet.name,
                "field": facet.field,
                "values": [
                    {"value": each.value, "count": each.clauses, "expression": each.expression} for each in facet.values
                ],
            }
            for facet in facets.facets
        ],
    }


def fault_data(fault: ExpressionError | None) -> dict[str, Any] | None:
    """What is wrong with an expression, and where in the query."""
    if fault is None:
        return None
    return {"message": fault.message, "hint": fault.hint, "start": fault.start, "end": fault.end}


def suggestions_data(suggestions: Iterable[Suggestion]) -> list[dict[str, Any]]:
    """What was probably meant: the whole query, how sure that is (0 to 1), and what was changed where."""
    return [
        {
            "text": each.text,
            "confidence": each.confidence,
            "changes": [
                {"start": change.start, "end": change.end, "text": change.text, "how": change.how}
                for change in each.changes
            ],
        }
        for each in suggestions
    ]

"""How many of the clauses found are of each issuer, year, level, kind of money and status, and what to type for those."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policymatch.model import Status
from policymatch.store.rows import status_on, to_day
from policymatch.store.syntax import Field
from policymatch.text.analysis import default_analyzer, is_word

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policymatch.store.truth import Truth

UNKNOWN = "未知"
_FACTS = (
    "SELECT p.key, p.issuer, p.issued_on, p.level, h.channel, p.status, p.begins_on, p.ends_on, p.ended_how, p.valid_until"
    " FROM policies p LEFT JOIN heads h ON h.key = p.head"
)
_SLICE = 500  # SQLite takes a limited number of parameters in one statement
_OPERATORS = ("AND", "OR", "NOT", "与", "或", "非")
_MOST_WORDS = 8
"""Words of a question that go into an expression."""


class Value(NamedTuple):
    """One value of a facet, the clauses of it, and the expression for them; None where none can be written."""

    value: str
    clauses: int
    expression: str | None


class Facet(NamedTuple):
    """What is counted, in Chinese, the field of expressions for it, and its values, most first, then by name."""

    name: str
    field: str
    values: tuple[Value, ...]


class Facets(NamedTuple):
    """All facets over ``clauses`` clauses."""

    clauses: int
    facets: tuple[Facet, ...]


def count_facets(truth: Truth, policies: NDArray[np.int64], narrowing: Callable[[str], str | None]) -> Facets:
    """Count the clauses of some policies, one entry of ``policies`` for each clause; joint issuers count for each.

    ``narrowing`` makes of a condition (issuer:财政部) the expression for what was found and meets it, None if there is
    none.
    """
    keys, counts = np.unique(policies, return_counts=True)
    weight = dict(zip(keys.tolist(), counts.tolist(), strict=True))
    issuers, years, levels, channels, statuses = (Counter[str]() for _ in range(5))
    for key, issuer, day, level, channel, status in _facts(truth, keys.tolist()):
        for counter, values in (
            (issuers, issuer.split("、")),
            (years, [day[:4]]),
            (levels, [level]),
            (channels, channel.split("、")),
            (statuses, [status.value]),
        ):
            for value in dict.fromkeys(values):
                counter[value or UNKNOWN] += weight[key]
    return Facets(
        len(policies),
        tuple(
            Facet(name, str(field), _values(counter, field, narrowing))
            for name, field, counter in (
                ("发文机关", Field.ISSUER, issuers),
                ("年份", Field.DATE, years),
                ("级别", Field.LEVEL, levels),
                ("资金类型", Field.CHANNEL, channels),
                ("状态", Field.STATUS, statuses),
            )
        ),
    )


def _facts(truth: Truth, policies: Sequence[int]) -> Iterator[tuple[int, str, str, str, str, Status]]:
    """For policies the key, issuer, day of issue, level, kinds of money and status on the day; empty for unknown."""
    for start in range(0, len(policies), _SLICE):
        part = policies[start : start + _SLICE]
        rows = truth.rows(f"{_FACTS} WHERE p.key IN ({','.join('?' * len(part))})", part)
        for key, issuer, day, level, channel, stated, begins, ends, how, until in rows:
            status = status_on(truth.day, Status(stated), to_day(begins), to_day(ends), how, to_day(until))
            yield key, issuer or "", day or "", level or "", channel or "", status


def _values(counter: Counter[str], field: Field, narrowing: Callable[[str], str | None]) -> tuple[Value, ...]:
    ordered = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        Value(value, count, None if value == UNKNOWN and field is not Field.STATUS else narrowing(_said(field, value)))
        for value, count in ordered
    )


def _said(field: Field, value: str) -> str:
    return f"{field}:{_quoted(value)}"


def _quoted(value: str) -> str:
    """A value as an expression takes it for itself; a command in Windows is easier to type without quotes inside."""
    plain = all(sign.isalnum() for sign in value) and value.upper() not in _OPERATORS
    return value if plain else f'"{value.replace(chr(34), "")}"'


def narrow_question(question: str, condition: str) -> str:
    """An expression for what has any of a question's words and meets a condition; it ranks as the question does."""
    words = [word for run in default_analyzer().question_runs(question) for word in _words(run)]
    words = list(dict.fromkeys(words))[:_MOST_WORDS]
    if not words:
        return condition
    said = " OR ".join(_quoted(word) for word in words)
    return f"({said}) AND {condition}" if len(words) > 1 else f"{said} AND {condition}"


def narrow_expression(expression: str, condition: str) -> str:
    """An expression for what an expression means and meets a condition besides."""
    return f"({expression}) AND {condition}"


def _words(run: str) -> Sequence[str]:
    found = [word for word in default_analyzer().segmenter.cut(run) if is_word(word)]
    return [word for word in found if len(word) > 1] or found

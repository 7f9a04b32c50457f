"""What an expression says: its tree, how the tree is written down, and what is wrong with one that cannot be read."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from enum import StrEnum

from policymatch.errors import QueryError

_WIDEST = 76
"""Columns of a marked query; what is longer is shown around the place."""


class Field(StrEnum):
    """What of a clause or its policy is searched."""

    TITLE = "title"
    ISSUER = "issuer"
    DOC_NUMBER = "doc_number"
    LEVEL = "level"
    REGION = "region"
    CHANNEL = "channel"
    STATUS = "status"
    TEXT = "text"
    DATE = "date"
    """The day of issue (成文日期)."""
    EFFECTIVE = "effective"
    """The day from which a policy holds (施行日期)."""

    @property
    def is_date(self) -> bool:
        """Whether periods and not words are looked for in it."""
        return self in (Field.DATE, Field.EFFECTIVE)

    @property
    def takes_wildcards(self) -> bool:
        """Whether a pattern may be looked for in it: its values are short and few."""
        return self in (Field.TITLE, Field.ISSUER, Field.DOC_NUMBER)


@dataclass(frozen=True, slots=True)
class Word:
    """What stands between blanks, to be cut into words; ``field`` None is anywhere.

    ``text`` is as typed, but a level is 国家, 省, 市 or 县 and a status one of ``model.Status``. ``start`` and ``end``
    are places in the query, here and in the other leaves; they do not count when trees are compared.
    """

    text: str
    field: Field | None = None
    start: int = attribute(default=0, compare=False)
    end: int = attribute(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side in this order; a document number is one, in canonical form."""

    text: str
    field: Field | None = None
    start: int = attribute(default=0, compare=False)
    end: int = attribute(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A pattern for a whole title, issuer or number: * is any characters, ? exactly one."""

    text: str
    field: Field
    start: int = attribute(default=0, compare=False)
    end: int = attribute(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class DateRange:
    """From ``first`` to ``last``, both included; None is an open end, and one of the two is given."""

    field: Field
    first: date | None
    last: date | None
    start: int = attribute(default=0, compare=False)
    end: int = attribute(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """All parts, at least two, none of them an And."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the parts, at least two, none of them an Or."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but the part."""

    part: Node


Node = Word | Phrase | Wildcard | DateRange | And | Or | Not


class ExpressionError(QueryError):
    """An expression cannot be read; what is wrong stands at ``start`` to ``end`` of the query."""

    def __init__(self, message: str, hint: str, start: int, end: int) -> None:
        super().__init__(message, hint)
        self.start = start
        self.end = end


def write(node: Node) -> str:
    """A tree as an expression that is read as the same tree."""
    match node:
        case And(parts):
            return " AND ".join(f"({write(part)})" if isinstance(part, Or) else write(part) for part in parts)
        case Or(parts):
            return " OR ".join(write(part) for part in parts)
        case Not(part):
            return f"NOT ({write(part)})" if isinstance(part, And | Or | Not) else f"NOT {write(part)}"
        case DateRange():
            return f"{node.field}:[{node.first or '*'} TO {node.last or '*'}]"
        case Phrase():
            return _prefix(node.field) + _quoted(node.text)
        case Word() | Wildcard():
            return _prefix(node.field) + node.text


def _prefix(within: Field | None) -> str:
    return f"{within}:" if within else ""


def _quoted(text: str) -> str:
    for signs, opening, closing in (('"“”＂', '"', '"'), ("」", "「", "」"), ("』", "『", "』")):
        if not any(sign in text for sign in signs):
            return f"{opening}{text}{closing}"
    return f"《{text}》"


def mark(query: str, start: int, end: int) -> str:
    """The query in one line and under it ^^^ at a place; a Chinese sign is two columns wide.

    Of a query too long for a line of a terminal the part around the place is shown.
    """
    signs = [
        " " if sign.isspace() else "\ufffd" if unicodedata.category(sign) in ("Cs", "Cc") else sign for sign in query
    ]
    widths = [_columns(sign) for sign in signs]
    start = max(0, min(start, len(signs)))
    end = max(start, min(end, len(signs)))
    first, last = _window(widths, start)
    before, after = "…" if first else "", "…" if last < len(signs) else ""
    indent = len(before) + sum(widths[first:start])
    carets = max(1, sum(widths[start : min(end, last)]))
    return f"{before}{''.join(signs[first:last])}{after}\n{' ' * indent}{'^' * carets}"


def _window(widths: list[int], start: int) -> tuple[int, int]:
    """The stretch to show: all, or a third of the line before the place and the rest from it on."""
    if sum(widths) <= _WIDEST:
        return 0, len(widths)
    first, room = start, _WIDEST // 3
    while first and (room := room - widths[first - 1]) >= 0:
        first -= 1
    last, room = first, _WIDEST - 2
    while last < len(widths) and (room := room - widths[last]) >= 0:
        last += 1
    return first, last


def _columns(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1

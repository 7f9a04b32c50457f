"""The nouns of the Excel report: sheets of plain rows.

Money is in 万元, shares and weights are 0 to 1. None in a column of money or shares is not known (待核); in a column
of text it is an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from policymatch.model import Match, RankedProject
from policymatch.reports.phrases import UNKNOWN, is_known, most, tier_name

Value = str | float | None
Row = tuple[Value, ...]


class Kind(Enum):
    """What a column holds; a LOOSE column holds money that need not be there, so that an empty cell is no 待核."""

    TEXT = auto()
    SHORT = auto()
    WHOLE = auto()
    SCORE = auto()
    MONEY = auto()
    LOOSE = auto()
    SHARE = auto()
    TIER = auto()
    ANSWER = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, and the number that fills a bar (0: no bars are drawn)."""

    title: str
    width: float
    kind: Kind = Kind.TEXT
    bar: float = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet; the first ``frozen`` columns stay in sight when one scrolls to the right.

    ``empty`` is said where there are no rows. ``rows`` may be made while they are written: a table of 10,000 projects has more than fit into memory twice.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    frozen: int
    filtered: bool = True
    empty: str = "没有内容"


PROJECT = (Column("名次", 5, Kind.WHOLE), Column("梯次", 11, Kind.TIER), Column("项目名称", 26))
"""The columns that say which project a row is about."""


def project_head(item: RankedProject) -> tuple[Value, Value, Value]:
    """The values of PROJECT's columns."""
    return item.rank, tier_name(item), item.project.name


def most_value(match: Match) -> Value:
    """The most that can be had; where only the share is known, that the sum is not known and the share."""
    award = match.award
    if is_known(award.amount_wan) or not is_known(award.ratio):
        return award.amount_wan
    return f"{UNKNOWN}（{most(match)}）"


def stated(number: float | None) -> Value:
    """A figure that belongs in its cell: in a LOOSE column too it is 待核 where nobody knows it."""
    return number if is_known(number) else UNKNOWN

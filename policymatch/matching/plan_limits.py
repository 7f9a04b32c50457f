"""The limits under which applications are chosen: quotas, matching funds, room for debt, demands, balance of fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TIERS = ("A", "B", "C")
"""The tiers that may ever apply; D never does."""

LAST_OF_FIVE_YEARS = 2030
"""The last year of the fifteenth five-year plan (十五五, 2026 to 2030)."""


@dataclass(frozen=True, slots=True)
class Quota:
    """How many applications there may be in a year to some programmes, or to some channels, together.

    ``every`` holds for each year, ``by_year`` for the years it names and before ``every``.
    """

    names: tuple[str, ...]
    of_channels: bool
    every: int | None
    by_year: Mapping[int, int]
    line: int

    def in_year(self, year: int) -> int | None:
        """The quota of a year, None where there is none."""
        return self.by_year.get(year, self.every)


@dataclass(frozen=True, slots=True)
class Demand:
    """A project that must, or must not, be applied for; with ``programme`` only there, with ``year`` only then.

    ``project`` is its name in the table, ``row`` the row in its stead.
    """

    project: str | None
    row: int | None
    programme: str | None
    year: int | None
    line: int


@dataclass(frozen=True, slots=True)
class Balance:
    """How many projects, or which share of the projects applied for, a field may or must have; ``year`` None is the first."""

    taxonomy: str | None
    sector: str
    least: int | None
    most: int | None
    least_share: float | None
    most_share: float | None
    year: int | None
    line: int


@dataclass(frozen=True, slots=True)
class OwnSum:
    """What the county itself reckons with where no rule tells the sum (自填金额), in 万元."""

    project: str | None
    row: int | None
    programme: str
    wan: float
    because: str
    line: int


@dataclass(frozen=True, slots=True)
class Chance:
    """The assumed chance that an application is granted: ``base`` by tier, times ``doubt`` where the verdict is 待核."""

    base: Mapping[str, float]
    doubt: float
    because: str


@dataclass(frozen=True, slots=True)
class Starts:
    """After how many years a tier may apply."""

    after: Mapping[str, int]
    because: str


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits of a plan. Money in 万元, by year; a year that is not named has no limit.

    ``path`` is None where no file was given and only the defaults hold. ``spread`` are the shares of the county's matching
    funds from the year of the application on, empty where they are spread over the years of building. ``together`` are
    the ways (CombinationRule.how) in which two applications of one project may stand beside each other.
    """

    path: Path | None
    first_year: int | None
    last_year: int | None
    default_quota: int | None
    default_quota_because: str
    quotas: tuple[Quota, ...]
    local_wan: Mapping[int, float]
    debt_wan: Mapping[int, float]
    must: tuple[Demand, ...]
    never: tuple[Demand, ...]
    balance: tuple[Balance, ...]
    own: tuple[OwnSum, ...]
    chance: Chance
    starts: Starts
    spread: tuple[float, ...]
    together: frozenset[str]

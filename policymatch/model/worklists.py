"""The three lists an office runs on: what to apply for, which approvals to get, which means (要素) are short."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policymatch.model.match import Match, RankedProject


@dataclass(frozen=True, slots=True)
class Application:
    """A row of the 申报清单: a project of tier A with its programme. ``deadline`` None is not known (待核)."""

    item: RankedProject
    match: Match
    deadline: date | None
    deadline_words: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Errand:
    """A row of the 前期手续缺项清单: one step of approval at one office, with the projects it unlocks.

    ``unlocks`` are projects for which this step is the last that is missing before they can be applied for, ``waiting``
    those that miss others too. ``money_wan`` is the most that the projects could be given, None where none is known;
    ``money_unknown`` counts the projects whose sum is 待核.
    """

    office: str
    step: str
    unlocks: tuple[RankedProject, ...]
    waiting: tuple[RankedProject, ...]
    money_wan: float | None
    money_unknown: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """A row of the 要素保障问题清单: land, energy or funds that one project lacks. ``wan`` is the sum for funds."""

    item: RankedProject
    kind: str
    problem: str
    office: str
    wan: float | None = None


@dataclass(frozen=True, slots=True)
class Worklists:
    """The three lists, each in the order to work in."""

    applications: tuple[Application, ...]
    errands: tuple[Errand, ...]
    shortages: tuple[Shortage, ...]

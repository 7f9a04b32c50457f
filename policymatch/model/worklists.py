"""The three lists an office runs on: what to apply for, which approvals to get, which means (要素) are short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from policymatch.model.match import Match, RankedProject


@dataclass(frozen=True, slots=True)
class Application:
    """A row of the 申报清单: a project of tier A with its programme. ``deadline`` None is not known (待核).

    ``deadline_words`` is what the catalogue says of it, or that it says nothing; ``documents`` are those to hand in, empty
    where the catalogue names none (待核).
    """

    item: RankedProject
    match: Match
    deadline: date | None
    deadline_words: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Backing:
    """The money behind some projects, in 万元.

    ``award_wan`` is the most that their first programmes could give them together, None where no sum is known;
    ``unknown`` counts the projects whose sum is 待核, which are in no sum. ``investment_wan`` and ``uninvested`` say the same
    of their total investment.
    """

    award_wan: float | None
    unknown: int
    investment_wan: float | None
    uninvested: int


@dataclass(frozen=True, slots=True)
class Errand:
    """A row of the 前期手续缺项清单: one step of approval at one office, with the projects it unlocks.

    ``unlocks`` are projects for which this step is the last that is missing before they can be applied for, ``waiting``
    those that miss others too or have no programme yet. ``to_check`` counts the unlocked ones of which something must still
    be filled in or checked by hand. ``states`` counts the projects by how far the step is (在办, 未办, 表中未写 ...).
    """

    office: str
    step: str
    unlocks: tuple[RankedProject, ...]
    waiting: tuple[RankedProject, ...]
    unlocked: Backing
    behind: Backing
    to_check: int
    states: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Shortage:
    """A row of the 要素保障问题清单: 用地, 用能 or 资金 that one project lacks (``kind``).

    ``wan`` is the sum in 万元 for money, None where there is none or it is not known. ``unsure`` says that the table leaves
    it open: to be looked into before anybody acts on it. ``source`` is what the table says.
    """

    item: RankedProject
    kind: str
    problem: str
    office: str
    wan: float | None = None
    unsure: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Worklists:
    """The three lists, each in the order to work in."""

    applications: tuple[Application, ...]
    errands: tuple[Errand, ...]
    shortages: tuple[Shortage, ...]

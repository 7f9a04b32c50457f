"""Which applications to make under limits: what was chosen, what each limit costs, what follows in later years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policymatch.model.match import Match, RankedProject


@dataclass(frozen=True, slots=True)
class Choice:
    """One application: this project to this programme in this year. Money in 万元.

    ``asked_wan`` is what is applied for, ``chance`` the assumed chance, 0 to 1, that it is granted (our reckoning from the
    scores, no statistics), ``expected_wan`` their product, ``local_wan`` the county's matching funds by year, ``debt_wan``
    the room for debt that it takes. ``must`` says that the limits demanded it, ``because`` why it was chosen.
    """

    item: RankedProject
    match: Match
    year: int
    asked_wan: float
    chance: float
    expected_wan: float
    local_wan: Mapping[int, float]
    debt_wan: float
    must: bool
    because: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A project that is not applied for: ``because`` which limit or which gap; ``year`` when it could be, None if not."""

    item: RankedProject
    because: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class LimitUse:
    """One limit and what it costs: ``used`` of ``allowed`` (in ``unit``); ``gain_wan`` is what ``one_more`` would bring.

    ``gain_wan`` is reckoned by solving the plan again with ``one_more`` more (another quota, another 100 万元); None
    where that was not done.
    """

    name: str
    unit: str
    used: float
    allowed: float
    one_more: float
    gain_wan: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Fallout:
    """What changes when one chosen project falls out: the expected money lost, and the applications that take its place."""

    project: str
    loss_wan: float
    instead: tuple[str, ...]
    dropped: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class PlanYear:
    """One year of the plan: what to apply for, and what to prepare meanwhile (with the gaps to close by then)."""

    year: int
    title: str
    choices: tuple[Choice, ...]
    prepare: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The best set of applications. Money in 万元. ``bound_wan`` is a proven upper bound, ``gap`` the share left open.

    ``choices`` are those of the first year; ``years`` holds all years from the first on. ``left_out`` has every project
    that no year takes. ``assumptions`` are the sentences on which the sums rest; ``context`` as in Ranking.
    """

    choices: tuple[Choice, ...]
    left_out: tuple[LeftOut, ...]
    years: tuple[PlanYear, ...]
    limits: tuple[LimitUse, ...]
    fallouts: tuple[Fallout, ...]
    expected_wan: float
    bound_wan: float
    gap: float
    seconds: float
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    context: Mapping[str, str]

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

    ``unknown``: nobody knows the sum (待核), so that ``asked_wan`` and ``expected_wan`` are 0 and stand for no sum. ``bound``:
    the sum is at most that. ``own``: the sum is the planner's own estimate from the limits file, not a rule's.
    ``local_unknown``: what the county has to add is not known, and ``local_wan`` holds none of it. ``debt_unknown``: it is a
    bond whose sum neither a rule nor the table gives, and ``debt_wan`` is 0.
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
    unknown: bool = False
    bound: bool = False
    own: bool = False
    local_unknown: bool = False
    debt_unknown: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A project that is not applied for: ``because`` which limit or which gap; ``year`` when it could be, None if not.

    ``gaps`` are what has to be closed by then, as in RankedProject.
    """

    item: RankedProject
    because: str
    year: int | None = None
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LimitUse:
    """One limit and what it costs: ``used`` of ``allowed`` (in ``unit``); ``gain_wan`` is what ``one_more`` would bring.

    ``gain_wan`` is reckoned by solving the first year again with ``one_more`` more (another quota, another 100 万元); None
    where that was not done. ``one_more`` is negative for a demand (必上, 至少), which is eased by asking less. ``kind`` is one
    of 渠道名额, 类型名额, 配套资金, 举债空间, 领域均衡 and 必上; ``year`` the year it holds for.
    """

    name: str
    unit: str
    used: float
    allowed: float
    one_more: float
    gain_wan: float | None
    words: str
    kind: str = ""
    year: int | None = None


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
    """One year of the plan: what to apply for, and what to prepare meanwhile (with the gaps to close by then).

    ``bound_wan`` and ``gap`` say of this year what they say of the plan.
    """

    year: int
    title: str
    choices: tuple[Choice, ...]
    prepare: tuple[LeftOut, ...]
    expected_wan: float = 0.0
    bound_wan: float = 0.0
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """The best set of applications. Money in 万元. ``bound_wan`` is a proven upper bound, ``gap`` the share left open.

    ``choices`` are those of the first year, and ``expected_wan``, ``bound_wan`` and ``gap`` are of it; ``years`` holds all
    years from the first on, each solved with what the years before it took. ``left_out`` has every project that no year
    takes. ``seconds`` is the time it took, which no report may print that has to be the same twice. ``assumptions`` are the sentences on which the sums rest; ``context`` as in Ranking.
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

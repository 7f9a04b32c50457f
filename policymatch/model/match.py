"""What matching says: every number with what it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from policymatch.model.order import OrderCheck, Sureness
from policymatch.model.policy import Clause, PolicySummary
from policymatch.model.programme import Direction, Programme
from policymatch.model.project import ColumnReading, Project, SectorLabel
from policymatch.model.verdict import Answer


@dataclass(frozen=True, slots=True)
class Figure:
    """One of several figures that contradict each other: its words with those of its source."""

    words: str
    source: str | None
    confidence: str
    clause: str | None
    checked_on: date


@dataclass(frozen=True, slots=True)
class Award:
    """The most a programme may give a project. Money in 万元; None is not known (待核).

    ``explanation`` is the Chinese sum a planner can check ("12000 × 30% = 3600，不超过 5000"). ``ratio_from`` is the lower
    end where the text gives a range. ``bound``: the sum was reckoned on the total investment because the base itself is
    not known, so the true one may only be less. ``request_wan`` is the sum, or what the project asks for where that is
    less; ``local_wan`` what remains of the total investment beside it. ``conflicts`` are the figures that contradict
    each other (来源不一), the lowest first; ``undated`` says that nobody knows since when the figure holds.
    """

    amount_wan: float | None
    ratio: float | None
    basis: str | None
    cap_wan: float | None
    confidence: str | None
    tier: str | None = None
    explanation: str = ""
    clause: str | None = None
    source: str | None = None
    base: str | None = None
    ratio_from: float | None = None
    bound: bool = False
    request_wan: float | None = None
    local_wan: float | None = None
    conflicts: tuple[Figure, ...] = ()
    undated: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What may or may not stand beside the recommended programme: ``how`` as in CombinationRule, with its clause."""

    programme: str
    channel: str
    how: str
    words: str
    clause: str | None
    confidence: str
    limit_wan: float | None = None


@dataclass(frozen=True, slots=True)
class Combination:
    """How a project's money may be put together around one programme. Money in 万元; None is not known.

    ``central_wan`` is what that programme gives, ``local_wan`` what remains, ``local_share`` its share of the total
    investment; ``capital_wan`` is the capital the project states, else the least that its industry must have. ``trace`` are
    the sentences a planner can check.
    """

    programme: str
    central_wan: float | None
    local_wan: float | None
    local_share: float | None
    capital_ratio: float | None
    capital_wan: float | None
    beside: tuple[Beside, ...]
    trace: tuple[str, ...]


class Trace(NamedTuple):
    """One predicate held against one project, and those it is made of (``parts``).

    ``rule`` says what is asked (形象进度 不超过 80%), ``because`` what the project says, with the cell; ``cell`` is that
    cell alone. ``missing`` names the fields a planner must fill for an answer.
    """

    rule: str
    answer: Answer
    because: str
    missing: tuple[str, ...] = ()
    cell: str | None = None
    parts: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule applied to one project: the rule's sentence, its answer, what the project says, the clause.

    ``kind`` and ``effect`` are the rule's; ``missing`` names the fields a planner must fill for an answer. ``trace`` is
    how the answer came about, predicate by predicate, None where no machine can judge. ``general`` is true for general
    law, which is the same for every programme; ``office`` is who is in charge of what it asks, None where nobody is named.
    """

    rule: str
    answer: Answer
    because: str
    clause: str | None
    rule_id: str = ""
    kind: str = "condition"
    effect: str = "gate"
    missing: tuple[str, ...] = ()
    trace: Trace | None = None
    general: bool = False
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A clause of the store that a statement rests on."""

    policy: PolicySummary
    clause: Clause
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """One project against one direction of one programme. ``fit`` is 0 to 100, ``fit_terms`` the words it rests on."""

    programme: Programme
    direction: Direction
    verdict: Answer
    fit: float
    award: Award
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    fit_terms: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A named part of a score: ``value`` 0 to 100, ``weight`` its share, ``because`` the inputs in Chinese."""

    name: str
    value: float
    weight: float
    because: str


@dataclass(frozen=True, slots=True)
class Score:
    """A score 0 to 100 and the parts it is the weighted mean of."""

    value: float
    parts: tuple[ScorePart, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that a project lacks before it can be applied for.

    ``kind`` is 手续 (``what`` is one of PERMITS), 未做到 (a condition that can still be brought about), 补填 (the table does not
    say) or 核对 (only a person can tell). ``state`` is how far it is: 在办, 未办, 表中未写 ...; ``office`` who is in charge, None where
    nobody is named. ``words`` is the line that lists and JSON show. ``by`` is the step of approval that brings a condition
    about, where that step is missing too: the two are one errand.
    """

    kind: str
    what: str
    state: str
    office: str | None
    words: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class RankedProject:
    """A project in its place. ``tier`` is A 可申报, B 抓紧完善, C 储备 or D 不宜申报; ``tier_because`` says why.

    ``gaps`` are the next steps, each "缺什么 → 找哪个部门", ``steps`` the same in their parts; ``sector`` maps a taxonomy's name to the surest field, ``labels`` are all of them.
    ``sureness`` is None where other weightings were not tried.
    """

    rank: int
    project: Project
    tier: str
    tier_because: str
    score: float
    fit: Score
    maturity: Score
    competitiveness: Score
    sector: Mapping[str, str | None]
    matches: tuple[Match, ...]
    gaps: tuple[str, ...]
    combination: Combination | None = None
    labels: tuple[SectorLabel, ...] = ()
    sureness: Sureness | None = None
    steps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row of the table that is not ranked. ``row`` as the user sees it; ``sheet`` where there are several."""

    row: int
    reason: str
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """A whole table ranked, with the rows that were left out, the warnings about it and how its columns were read.

    ``shares`` are the weights, 0 to 1, of 契合度, 成熟度 and 竞争力 in the total; empty where the total is no weighted sum.
    """

    projects: tuple[RankedProject, ...]
    skipped: tuple[SkippedRow, ...]
    warnings: tuple[str, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[ColumnReading, ...] = ()
    order: OrderCheck | None = None
    shares: Mapping[str, float] = field(default_factory=dict)

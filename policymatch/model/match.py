"""What matching says: every number with what it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from policymatch.model.policy import Clause, PolicySummary
from policymatch.model.programme import Direction, Programme
from policymatch.model.project import Project
from policymatch.model.verdict import Answer


@dataclass(frozen=True, slots=True)
class Award:
    """The most a programme may give a project. Money in 万元; None is not known (待核).

    ``explanation`` is the Chinese sum a planner can check ("12000 × 30% = 3600，不超过 5000").
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
    law, which is the same for every programme.
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
class RankedProject:
    """A project in its place. ``tier`` is A 可申报, B 抓紧完善, C 储备 or D 不宜申报; ``tier_because`` says why.

    ``gaps`` are the next steps, each "缺什么 → 找哪个部门"; ``sector`` maps a taxonomy's name to a field.
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


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row of the table that is not ranked. ``row`` as the user sees it; ``sheet`` where there are several."""

    row: int
    reason: str
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """A whole table ranked, with the rows that were left out and the warnings about the table."""

    projects: tuple[RankedProject, ...]
    skipped: tuple[SkippedRow, ...]
    warnings: tuple[str, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)

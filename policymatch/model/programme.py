"""Funding programmes (资金渠道) as dated data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

TIERS = ("东部", "中部", "西部", "东北", "特殊")
"""Region tiers (地区档次) an award may be stated for; 特殊 is a set of places that one programme names itself."""


def holds(first: date | None, last: date | None, day: date) -> bool:
    """Whether something in force from its first to its last day (None: not bounded) is so on that day."""
    return (first is None or first <= day) and (last is None or day <= last)


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A clause of a policy in the corpus: the policy's id and the clause's label path ("一、（二）", "第九条")."""

    policy: str
    label: str


@dataclass(frozen=True, slots=True)
class Direction:
    """A thing a programme pays for (支持方向).

    ``text`` describes what is built in a planner's words, ``keywords`` are words that typical projects carry in
    their names; ``not_for`` are words that show a project to be something else.
    """

    id: str
    title: str
    text: str
    keywords: tuple[str, ...]
    clause: ClauseRef | None
    not_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AwardRule:
    """What one clause says about how much (补助标准).

    ``applies_to`` are direction ids, empty for all. ``tier`` is one of TIERS or None for every place. ``places`` narrows the
    tier 特殊 to named sets of ``corpus/regions``. ``ratio`` is the largest share, 0.3 for 30%, of ``basis`` in the
    text's words (总投资, 资本金 ...); ``cap_wan`` the most for one project in 万元; ``amount`` a lump sum or quota,
    ``amount_unit`` its unit ("元/亩", "万元/个"). None is not known (待核).
    """

    applies_to: tuple[str, ...]
    tier: str | None
    places: tuple[str, ...]
    ratio: float | None
    basis: str | None
    cap_wan: float | None
    amount: float | None
    amount_unit: str | None
    valid_from: date | None
    valid_to: date | None
    source: str | None
    checked_on: date
    confidence: str
    clause: ClauseRef | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition or an exclusion: a sentence for people and a predicate for the machine.

    ``kind`` is ``condition`` (must hold), ``readiness`` (must hold before applying but can still be brought about) or
    ``exclusion`` (must not hold). ``rule`` is the predicate, None where no machine can judge it (then it is 待核
    until a person has looked). ``effect`` is ``gate`` (it decides), ``alert`` (it decides where the project says enough
    for an answer, and is only shown where it does not) or ``note`` (it is only shown, e.g. because its source is weak).
    ``when`` is a premise: the condition concerns a project for which it holds, and is only shown where nobody knows.
    ``valid_from`` and ``valid_to`` are its first and last day in force, None where it has none.
    """

    id: str
    kind: str
    text: str
    rule: Mapping[str, object] | None
    clause: ClauseRef | None
    effect: str = "gate"
    when: Mapping[str, object] | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the condition is in force on that day."""
        return holds(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class Programme:
    """A funding programme: who pays, on what legal basis, for what, how much, for whom.

    ``audience`` says who may apply: county (县级可申报), city (限地级以上城市), enterprise (面向企业), consumer
    (面向居民), province (省级统筹). ``status`` is 现行, 历史 or 待核. ``policy`` is the id of the digest in the corpus.
    """

    id: str
    title: str
    channel: str
    audience: str
    department: str
    doc_number: str | None
    status: str
    policy: str
    valid_from: date | None
    valid_to: date | None
    checked_on: date
    confidence: str
    source: str | None
    directions: tuple[Direction, ...]
    awards: tuple[AwardRule, ...]
    conditions: tuple[Condition, ...]
    exclusions: tuple[Condition, ...]
    documents: tuple[str, ...] = ()
    deadlines: tuple[tuple[str, str | None], ...] = ()
    replaces: tuple[str, ...] = ()
    notes: str = ""

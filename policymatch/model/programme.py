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


BASES = ("总投资", "核定投资", "工程费用", "设备投资", "资本金", "面积", "长度", "数量")
"""What an award may be reckoned on (计算基数): a sum that the project states, or a quantity of what it builds."""


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A clause of a policy in the corpus: the policy's id and the clause's label path ("一、（二）", "第九条")."""

    policy: str
    label: str


@dataclass(frozen=True, slots=True)
class Direction:
    """A thing a programme pays for (支持方向).

    ``text`` describes what is built in a planner's words, ``keywords`` are words that typical projects carry in
    their names; ``not_for`` are words that show a project to be something else. ``valid_from`` and ``valid_to`` are the
    first and the last day on which it is paid for, where that is not the programme's whole time.
    """

    id: str
    title: str
    text: str
    keywords: tuple[str, ...]
    clause: ClauseRef | None
    not_for: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the direction is paid for on that day."""
        return holds(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class AwardRule:
    """What one clause says about how much (补助标准).

    ``applies_to`` are direction ids, empty for all. ``tier`` is one of TIERS or None for every place. ``places`` narrows the
    tier 特殊 to named sets of ``corpus/regions``. ``ratio`` is the largest share, 0.3 for 30%, of ``basis`` in the
    text's words (总投资, 资本金 ...); ``cap_wan`` the most for one project in 万元; ``amount`` a lump sum or quota,
    ``amount_unit`` its unit ("元/亩", "万元/个"). None is not known (待核).

    ``base`` is the one of BASES that the sum is reckoned on, None where the text leaves it open; ``share_of_total`` the
    share of the total investment that the text itself counts as that base (铁路: 资本金按总投资的 50% 计). ``ratio_from`` and
    ``amount_from`` are the lower ends where the text gives a range. ``counted`` are words for what an amount per piece is
    given for (充电桩); ``instalments`` what is paid year after year in the amount's unit. ``scope_caps`` are further caps in
    万元 with what they hold for (县, 市, 年 ...). The row holds for projects of ``investment_from_wan`` and more, and
    of less than ``investment_below_wan``.
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
    base: str | None = None
    share_of_total: float | None = None
    ratio_from: float | None = None
    amount_from: float | None = None
    counted: tuple[str, ...] = ()
    instalments: tuple[float, ...] = ()
    scope_caps: tuple[tuple[str, float], ...] = ()
    investment_from_wan: float | None = None
    investment_below_wan: float | None = None


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
class FormerBasis:
    """A policy on which a programme rested before; its figures and conditions carry their own days.

    ``valid_to`` is the last day; where nobody states it, it is the one before the next basis began.
    """

    policy: str
    doc_number: str | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known against a programme's being in force on a day.

    ``state`` is 已被取代, 已废止, 已失效, 尚未执行, 历史 or 待核, ``words`` the Chinese sentence, ``by`` the id of the policy in
    the store that replaced or repealed its basis, ``since`` the first day of that.
    """

    state: str
    words: str
    by: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """A funding programme: who pays, on what legal basis, for what, how much, for whom.

    ``audience`` says who may apply: county (县级可申报), city (限地级以上城市), enterprise (面向企业), consumer
    (面向居民), province (省级统筹). ``status`` is 现行, 历史 or 待核; asked for a day, also 尚未执行 and 已失效. ``policy`` is the id
    of the digest in the corpus, ``former`` what it rested on before. ``wide`` says that it takes up what specials of narrower
    scope take up as well. ``group`` are the words by which a project says that it belongs to the places or people the programme is
    meant for; empty where it is for all. ``standing`` says what speaks against its being in
    force, None for nothing that is known (programmes.standing).
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
    former: tuple[FormerBasis, ...] = ()
    standing: Standing | None = None
    wide: bool = False
    group: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """A side of a combination: programmes by id, or channels; ``but`` are programmes that are not meant."""

    channels: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    def includes(self, programme: Programme) -> bool:
        """Whether a programme is on this side."""
        return programme.id not in self.but and (programme.id in self.programmes or programme.channel in self.channels)


@dataclass(frozen=True, slots=True)
class CombinationRule:
    """Whether money of one kind may stand beside money of another in one project (资金搭配).

    ``how`` is one of allowed (可以搭配), local (只能作地方配套), capital (可作资本金), no (不得搭配) or ask (待核). ``limit``
    is the most it may be, as a share of ``limit_of`` (资本金, or what the words say); None where no figure is known.
    """

    id: str
    one: Party
    other: Party
    how: str
    text: str
    limit: float | None
    limit_of: str | None
    clause: ClauseRef | None
    source: str | None
    checked_on: date
    confidence: str
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on that day."""
        return holds(self.valid_from, self.valid_to, day)

"""The verdict of a programme on a project, with every rule that led to it.

符合: no rule that decides says otherwise. 不符合: an exclusion holds or a condition that nobody can bring about fails.
待核: the table does not say, or a step that can still be done (a readiness condition) is not done yet; ``missing``
names it. A rule that no machine can judge is 待核 until a person has looked. Rules marked as notes are shown and decide
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

from policymatch.model import Answer, Direction, Match, Programme, Reason
from policymatch.programmes.catalogue import DRAFT, Catalogue
from policymatch.programmes.facts import Facts
from policymatch.programmes.rulebook import Cite
from policymatch.programmes.standing import in_force

UNCHECKED = "draft"
"""The id of the reason that a programme is a draft."""

_BEGINNINGS = {"补填": "请补填：", "未做到": "尚未做到："}
AKIN = "akin"
"""The id of the reason that a direction was only guessed."""

SHORT = re.compile("[，；（]")
"""Where a rule's sentence may be cut when it is named in a list; the whole stands among the reasons."""


def judge(programme: Programme, catalogue: Catalogue, facts: Facts, cite: Cite, day: date) -> tuple[Reason, ...]:
    """Apply general law and the programme's own rules on that day; those that decide against the project come first."""
    reasons = [rule.reason(facts) for rule in catalogue.rulebook(cite, day).of(programme)]
    ended = in_force(programme, day)
    if ended is not None:
        reasons.append(ended)
    if programme.status == DRAFT:
        reasons.append(_unchecked(programme))
    return _in_order(reasons)


def _unchecked(programme: Programme) -> Reason:
    """A draft decides nothing for a project: a machine read its rules and nobody has checked them."""
    ask = (f"请核对草案“{programme.title}”，再用 policymatch programmes draft {programme.policy} --accept 收入目录",)
    return Reason("资金渠道已经人工核对", Answer.UNKNOWN, "草案，未经核对", None, UNCHECKED, "condition", "gate", ask)


def guessed(
    programme: Programme, direction: Direction, words: Iterable[str], reasons: Iterable[Reason]
) -> tuple[Reason, ...]:
    """The reasons of a match that rests on no keyword: until a person has looked it is 待核."""
    because = f"名称里没有这个方向的关键词，只是字面相近（{'、'.join(words) or '无'}）"
    ask = (f"请核对项目是不是“{programme.title}——{direction.title}”支持的内容，或补写建设内容",)
    reason = Reason("项目对口这个支持方向", Answer.UNKNOWN, because, None, AKIN, "condition", "gate", ask)
    return _in_order((*reasons, reason))


def _in_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """What decides before notes; of each what rules the project out, what is not done yet, 待核, 符合."""
    order: tuple[list[Reason], ...] = ([], [], [], [], [], [], [], [])
    for reason in reasons:
        if reason.answer is Answer.NO:
            place = 1 if reason.kind == "readiness" else 0
        else:
            place = 2 if reason.answer is Answer.UNKNOWN else 3
        order[place + 4 if reason.effect == "note" else place].append(reason)
    return tuple(chain.from_iterable(order))


def judge_generally(catalogue: Catalogue, facts: Facts, cite: Cite, day: date) -> tuple[Reason, ...]:
    """General law alone, for a project that is the kind of thing no programme pays for."""
    return tuple(rule.reason(facts) for rule in catalogue.rulebook(cite, day).general())


def verdict(reasons: Iterable[Reason]) -> Answer:
    """One answer from all reasons that decide."""
    found = Answer.YES
    for reason in reasons:
        if reason.effect != "gate" or reason.answer is Answer.YES:
            continue
        if reason.answer is Answer.NO and reason.kind != "readiness":
            return Answer.NO
        found = Answer.UNKNOWN
    return found


def first_open(matches: Iterable[Match]) -> Match | None:
    """The match that a project is advised to apply for first: the first that is not ruled out."""
    return next((match for match in matches if match.verdict is not Answer.NO), None)


def open_points(reasons: Iterable[Reason]) -> Iterator[tuple[str, str, Reason]]:
    """What keeps the verdict from being 符合: the kind (as in Gap), what is asked for, and the rule that asks."""
    for reason in reasons:
        if reason.effect != "gate":
            continue
        if reason.answer is Answer.UNKNOWN:
            for name in reason.missing:
                yield ("核对" if name.startswith("请") else "补填"), name, reason
        elif reason.answer is Answer.NO and reason.kind == "readiness":
            yield "未做到", SHORT.split(reason.rule)[0], reason


def missing(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """What would have to be filled in or brought about for the verdict to become 符合."""
    return tuple(dict.fromkeys(to_do(kind, what) for kind, what, _ in open_points(reasons)))


def to_do(kind: str, what: str) -> str:
    """The line that says what is open."""
    return _BEGINNINGS.get(kind, "") + what


def barred_by(reasons: Iterable[Reason]) -> Reason | None:
    """The first rule that rules the project out."""
    for reason in reasons:
        if reason.effect == "gate" and reason.answer is Answer.NO and reason.kind != "readiness":
            return reason
    return None

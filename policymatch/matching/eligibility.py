"""The verdict of a programme on a project, with every rule that led to it.

符合: no rule that decides says otherwise. 不符合: an exclusion holds or a condition that nobody can bring about fails.
待核: the table does not say, or a step that can still be done (a readiness condition) is not done yet; ``missing``
names it. A rule that no machine can judge is 待核 until a person has looked. Rules marked as notes are shown and decide
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from policymatch.model import Answer, ClauseRef, Condition, Programme, Reason
from policymatch.programmes.catalogue import DRAFT, Catalogue
from policymatch.programmes.rules import Facts, evaluate

IN_FORCE = "in-force"
"""The id of the reason that speaks of the programme and not of the project."""

UNCHECKED = "draft"
"""The id of the reason that a programme is a draft."""

SHORT = re.compile("[，；（]")
"""Where a rule's sentence may be cut when it is named in a list; the whole stands among the reasons."""

Cite = Callable[[ClauseRef | None], str | None]


def judge(programme: Programme, catalogue: Catalogue, facts: Facts, cite: Cite, day: date) -> tuple[Reason, ...]:
    """Apply general law and the programme's own rules on that day; those that decide against the project come first."""
    own = (*programme.exclusions, *programme.conditions)
    own_ids = {condition.id for condition in own}
    general = (
        rule.condition for rule in catalogue.general if rule.applies_to(programme) and rule.condition.id not in own_ids
    )
    reasons = [_apply(condition, facts, cite) for condition in (*general, *own)]
    in_force = _in_force(programme, day)
    if in_force is not None:
        reasons.append(in_force)
    if programme.status == DRAFT:
        reasons.append(_unchecked(programme))
    order = {Answer.NO: 0, Answer.UNKNOWN: 1, Answer.YES: 2}
    return tuple(sorted(reasons, key=lambda reason: (reason.effect == "note", order[reason.answer])))


def _unchecked(programme: Programme) -> Reason:
    """A draft decides nothing for a project: a machine read its rules and nobody has checked them."""
    ask = (f"请核对草案“{programme.title}”，再用 policymatch programmes draft {programme.policy} --accept 收入目录",)
    return Reason("资金渠道已经人工核对", Answer.UNKNOWN, "草案，未经核对", None, UNCHECKED, "condition", "gate", ask)


def _in_force(programme: Programme, day: date) -> Reason | None:
    """Why the programme may not be in force on that day; None where nothing speaks against it.

    After the last day nobody here knows whether it was renewed, so that is 待核 and not 不符合.
    """
    rule = "资金渠道仍在执行"
    if programme.status == "历史":
        return Reason(rule, Answer.NO, "这一渠道是历史政策，已不再安排", None, IN_FORCE)
    if programme.valid_from is not None and day < programme.valid_from:
        return Reason(rule, Answer.NO, f"{programme.valid_from} 起执行，{day} 尚未执行", None, IN_FORCE)
    if programme.valid_to is not None and day > programme.valid_to:
        words = f"有效期至 {programme.valid_to}，是否延续要核对"
    elif programme.status == "待核":
        words = "没有查到现行办法，是否还在安排、条件有无变化都要核对"
    else:
        return None
    ask = (f"请向上级主管部门核对“{programme.title}”现行的申报办法",)
    return Reason(rule, Answer.UNKNOWN, words, None, IN_FORCE, "condition", "gate", ask)


def judge_generally(catalogue: Catalogue, facts: Facts, cite: Cite) -> tuple[Reason, ...]:
    """General law alone, for a project that is the kind of thing no programme pays for."""
    return tuple(_apply(rule.condition, facts, cite) for rule in catalogue.general)


def verdict(reasons: Iterable[Reason]) -> Answer:
    """One answer from all reasons that decide."""
    return Answer.every(
        Answer.UNKNOWN if reason.kind == "readiness" and reason.answer is Answer.NO else reason.answer
        for reason in reasons
        if reason.effect == "gate"
    )


def missing(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """What would have to be filled in or brought about for the verdict to become 符合."""
    found: dict[str, None] = {}
    for reason in reasons:
        if reason.effect != "gate":
            continue
        if reason.answer is Answer.UNKNOWN:
            found.update(dict.fromkeys(_to_do(name) for name in reason.missing))
        elif reason.answer is Answer.NO and reason.kind == "readiness":
            found[f"尚未做到：{SHORT.split(reason.rule)[0]}"] = None
    return tuple(found)


def _to_do(name: str) -> str:
    return name if name.startswith("请") else f"请补填：{name}"


def barred_by(reasons: Iterable[Reason]) -> Reason | None:
    """The first rule that rules the project out."""
    for reason in reasons:
        if reason.effect == "gate" and reason.answer is Answer.NO and reason.kind != "readiness":
            return reason
    return None


def _apply(condition: Condition, facts: Facts, cite: Cite) -> Reason:
    rule: Mapping[str, object] | None = condition.rule
    clause = cite(condition.clause)
    if rule is None:
        missing_here = (f"请人工核对“{condition.text}”",)
        words = "表格里看不出来，需人工核对"
        kind, effect = condition.kind, condition.effect
        return Reason(condition.text, Answer.UNKNOWN, words, clause, condition.id, kind, effect, missing_here)
    finding = evaluate(rule, facts)
    if condition.kind == "exclusion":
        finding = finding.negate()
    return Reason(
        rule=condition.text,
        answer=finding.answer,
        because=finding.because,
        clause=clause,
        rule_id=condition.id,
        kind=condition.kind,
        effect=condition.effect,
        missing=finding.missing,
    )

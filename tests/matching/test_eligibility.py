"""The verdict: what rules a project out, what is missing, and what is only shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from match_tools import DAY, condition, programme

from policymatch.matching.eligibility import barred_by, judge, judge_generally, missing, verdict
from policymatch.matching.facts import project_facts
from policymatch.model import Answer, ClauseRef, Condition, Permit, PermitState, Programme, Project, Reason
from policymatch.programmes.catalogue import Catalogue, GeneralRule
from policymatch.programmes.standing import IN_FORCE

FINISHED = {"fact": "finished", "is": True}
DONE = Project("某", progress=1.0, stage="已完工")
UNDER_WAY = Project("某", progress=0.4, stage="已开工", cells={"progress": "S9"})
SILENT = Project("某")


def cite(ref: ClauseRef | None) -> str | None:
    return f"《{ref.policy}》{ref.label}" if ref else None


def judged(
    project: Project, *conditions: Condition, general: tuple[GeneralRule, ...] = (), day: date = DAY, **changes: Any
) -> tuple[Reason, ...]:
    exclusions = tuple(each for each in conditions if each.kind == "exclusion")
    others = tuple(each for each in conditions if each.kind != "exclusion")
    of = programme(exclusions=exclusions, conditions=others, **changes)
    return judge(of, Catalogue([of], general), project_facts(project), cite, day)


@pytest.mark.parametrize(
    ("project", "expected"), [(DONE, Answer.NO), (UNDER_WAY, Answer.YES), (SILENT, Answer.UNKNOWN)]
)
def test_an_exclusion_must_not_hold(project: Project, expected: Answer) -> None:
    reasons = judged(project, condition(kind="exclusion", rule=FINISHED))
    assert verdict(reasons) is expected
    assert (barred_by(reasons) is not None) == (expected is Answer.NO)
    assert bool(missing(reasons)) == (expected is Answer.UNKNOWN)


@pytest.mark.parametrize(
    ("project", "expected"), [(DONE, Answer.NO), (UNDER_WAY, Answer.YES), (SILENT, Answer.UNKNOWN)]
)
def test_a_condition_must_hold(project: Project, expected: Answer) -> None:
    assert verdict(judged(project, condition(rule={"not": FINISHED}))) is expected


@pytest.mark.parametrize(
    ("state", "expected", "words"),
    [
        (PermitState.DONE, Answer.YES, None),
        (PermitState.NOT_NEEDED, Answer.YES, None),
        (PermitState.OPEN, Answer.UNKNOWN, "尚未做到：可研要已批复"),
        (PermitState.MISSING, Answer.UNKNOWN, "尚未做到：可研要已批复"),
        (None, Answer.UNKNOWN, "请补填：可研批复"),
    ],
)
def test_readiness_can_still_be_brought_about(state: PermitState | None, expected: Answer, words: str | None) -> None:
    permits = {"可研批复": Permit("可研批复", state)} if state else {}
    step = condition(kind="readiness", text="可研要已批复，企业项目除外", rule={"permit": "可研批复"})
    reasons = judged(Project("某", permits=permits), step)
    assert verdict(reasons) is expected
    assert barred_by(reasons) is None
    assert missing(reasons) == ((words,) if words else ())


def test_what_no_machine_can_judge_is_for_a_person() -> None:
    reasons = judged(UNDER_WAY, condition(text="符合全国铁路网规划", rule=None))
    assert verdict(reasons) is Answer.UNKNOWN
    assert missing(reasons) == ("请人工核对“符合全国铁路网规划”",)


@pytest.mark.parametrize("rule", [FINISHED, None])
def test_a_note_is_shown_and_decides_nothing(rule: dict[str, object] | None) -> None:
    reasons = judged(DONE, condition(kind="exclusion", rule=rule, effect="note"))
    assert verdict(reasons) is Answer.YES
    assert missing(reasons) == ()
    assert barred_by(reasons) is None
    assert [reason.effect for reason in reasons] == ["note"]


def test_a_reason_carries_rule_answer_cell_and_clause() -> None:
    rule = condition(
        "done", kind="exclusion", text="已完工的不支持", rule=FINISHED, clause=ClauseRef("sc-712", "第三条")
    )
    (reason,) = judged(UNDER_WAY, rule)
    assert (reason.rule_id, reason.rule, reason.answer) == ("done", "已完工的不支持", Answer.YES)
    assert reason.because == "是否已完工：否（S9 格）"
    assert reason.clause == "《sc-712》第三条"


def test_what_decides_against_the_project_comes_first() -> None:
    reasons = judged(
        DONE,
        condition("note", kind="exclusion", rule=FINISHED, effect="note"),
        condition("fine", rule=FINISHED),
        condition("open", rule={"fact": "has_revenue", "is": True}),
        condition("bad", kind="exclusion", rule=FINISHED),
    )
    assert [reason.rule_id for reason in reasons] == ["bad", "open", "fine", "note"]


@pytest.mark.parametrize(
    ("nature", "progress", "answer", "effect"),
    [
        ("新建", 0.9, Answer.NO, "gate"),
        ("新建", 0.5, Answer.YES, "gate"),
        ("新建", None, Answer.UNKNOWN, "gate"),
        ("改建", 0.9, Answer.YES, "gate"),
        # Whether it concerns the project is not known: shown and counted for nothing, unless it is kept anyway.
        (None, 0.9, Answer.NO, "note"),
        (None, None, Answer.UNKNOWN, "note"),
        (None, 0.5, Answer.YES, "gate"),
    ],
)
def test_a_premise(nature: str | None, progress: float | None, answer: Answer, effect: str) -> None:
    rule = condition(rule={"fact": "progress", "at_most": 0.8}, when={"fact": "nature", "is": "新建"})
    (reason,) = judged(Project("某", nature=nature, progress=progress), rule)
    # An answer 不符合 under a premise that nobody knows is 待核.
    assert reason.answer is (Answer.UNKNOWN if (nature, progress) == (None, 0.9) else answer)
    assert reason.effect == effect
    assert bool(reason.missing) == (reason.answer is Answer.UNKNOWN)


@pytest.mark.parametrize(
    ("project", "answer", "effect"),
    [(DONE, Answer.NO, "gate"), (UNDER_WAY, Answer.YES, "gate"), (SILENT, Answer.UNKNOWN, "note")],
)
def test_an_alert_decides_where_the_project_says_enough(project: Project, answer: Answer, effect: str) -> None:
    (reason,) = judged(project, condition(kind="exclusion", rule=FINISHED, effect="alert"))
    assert (reason.answer, reason.effect) == (answer, effect)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, 1),
        (DAY, DAY, 1),
        (date(2026, 11, 23), None, 0),
        (None, date(2026, 11, 21), 0),
    ],
)
def test_a_condition_has_its_days(first: date | None, last: date | None, expected: int) -> None:
    assert len(judged(DONE, condition(rule=FINISHED, valid_from=first, valid_to=last))) == expected


def test_an_own_condition_that_has_ended_gives_way_to_general_law() -> None:
    own = condition(
        "every", kind="exclusion", rule=FINISHED, valid_to=date(2026, 11, 21), clause=ClauseRef("own", "五、")
    )
    (reason,) = judged(DONE, own, general=(general("every"),))
    assert reason.general


def test_a_step_not_done_yet_comes_after_what_rules_the_project_out() -> None:
    step = condition("step", kind="readiness", rule={"fact": "finished", "is": False})
    reasons = judged(DONE, step, condition("bad", rule={"not": FINISHED}))
    assert [reason.rule_id for reason in reasons] == ["bad", "step"]


def general(condition_id: str, *channels: str) -> GeneralRule:
    return GeneralRule(condition(condition_id, kind="exclusion", rule=FINISHED), channels, None)


def test_general_law_applies_to_its_channels() -> None:
    rules = (general("every"), general("central", "中央预算内投资"), general("bonds", "地方政府专项债券"))
    assert [reason.rule_id for reason in judged(DONE, general=rules)] == ["every", "central"]
    assert [reason.rule_id for reason in judged(DONE, general=rules, channel="其他")] == ["every"]


def test_a_programme_says_it_with_its_own_clause() -> None:
    own = condition("every", kind="exclusion", rule=FINISHED, clause=ClauseRef("own", "五、"))
    (reason,) = judged(DONE, own, general=(general("every"),))
    assert reason.clause == "《own》五、"


def test_general_law_alone() -> None:
    catalogue = Catalogue([], [general("every"), general("bonds", "地方政府专项债券")])
    reasons = judge_generally(catalogue, project_facts(DONE), cite, DAY)
    assert [reason.rule_id for reason in reasons] == ["every", "bonds"]
    assert barred_by(reasons) is not None


@pytest.mark.parametrize(
    ("changes", "day", "expected", "words"),
    [
        ({}, DAY, Answer.YES, ""),
        ({"status": "历史"}, DAY, Answer.NO, "历史政策"),
        ({"status": "待核"}, DAY, Answer.UNKNOWN, "没有查到现行办法"),
        ({"valid_from": date(2026, 11, 23)}, DAY, Answer.NO, "2026-11-23 起执行"),
        ({"valid_from": DAY}, DAY, Answer.YES, ""),
        ({"valid_to": DAY}, DAY, Answer.YES, ""),
        # What came after the last day nobody here knows.
        ({"valid_to": date(2026, 11, 21)}, DAY, Answer.UNKNOWN, "有效期至 2026-11-21"),
        ({"status": "历史", "valid_to": date(2026, 11, 21)}, DAY, Answer.NO, "历史政策"),
    ],
)
def test_a_programme_has_to_be_in_force(changes: dict[str, Any], day: date, expected: Answer, words: str) -> None:
    reasons = judged(UNDER_WAY, day=day, **changes)
    assert verdict(reasons) is expected
    assert [words in reason.because for reason in reasons if reason.rule_id == IN_FORCE] == ([True] if words else [])
    if expected is Answer.UNKNOWN:
        assert any("主管部门核对" in item for item in missing(reasons))


def test_of_nothing_everything_holds() -> None:
    of: Programme = programme()
    assert verdict(judge(of, Catalogue([of], ()), project_facts(SILENT), cite, DAY)) is Answer.YES

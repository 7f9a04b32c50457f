"""General law as shipped (general.yaml), each rule with its near miss."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from match_tools import DAY, catalogue

from policymatch.matching.eligibility import barred_by, judge, judge_generally, missing, verdict
from policymatch.matching.facts import project_facts
from policymatch.model import Answer, Permit, PermitState, Project, Reason
from policymatch.programmes.capital import OTHERS

CATALOGUE = catalogue()
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def reason(rule_id: str, project: Project, programme: str | None = None, day: date = DAY) -> Reason:
    facts = project_facts(project, day)
    if programme:
        found = judge(CATALOGUE.get(programme), CATALOGUE, facts, str, day)
    else:
        found = judge_generally(CATALOGUE, facts, str, day)
    return next(each for each in found if each.rule_id == rule_id)


def done(*names: str) -> dict[str, Permit]:
    return {name: Permit(name, PermitState.DONE) for name in names}


def project(name: str = "县城供水厂工程", **said: Any) -> Project:
    return Project(name, **said)


@pytest.mark.parametrize(
    ("estimate", "budget", "expected", "effect"),
    [
        (10000.0, 11000.0, YES, "gate"),  # exactly 10% is not over
        (3860.0, 4246.0, YES, "gate"),
        (10000.0, 11010.0, NO, "gate"),
        (10000.0, 9000.0, YES, "gate"),
        (10000.0, None, UNKNOWN, "note"),
        (None, None, UNKNOWN, "note"),
        (0.0, 11010.0, UNKNOWN, "note"),
    ],
)
def test_a_budget_over_the_estimate(estimate: Any, budget: Any, expected: Answer, effect: str) -> None:
    found = reason("budget-over-estimate", project(estimate_wan=estimate, budget_wan=budget))
    assert (found.answer, found.effect) == (expected, effect)
    assert barred_by([found]) is None
    assert verdict([found]) is (UNKNOWN if expected is NO else YES)
    assert bool(missing([found])) == (expected is NO)


def test_a_step_that_is_not_done_yet_is_no_refusal() -> None:
    found = reason("budget-over-estimate", project(estimate_wan=100.0, budget_wan=120.0))
    assert missing([found])[0] == "尚未做到：初步设计概算不超过批复的可研估算10%"


@pytest.mark.parametrize(
    ("said", "day", "expected"),
    [
        ({"approved_on": date(2024, 11, 22)}, date(2026, 11, 21), YES),
        ({"approved_on": date(2024, 11, 22)}, date(2026, 11, 22), NO),
        ({"approved_on": date(2024, 11, 22), "stage": "已开工"}, date(2026, 11, 22), YES),
        ({"approved_on": date(2024, 11, 22), "extended": True}, date(2027, 11, 22), YES),
        ({"approved_on": date(2024, 11, 22), "extended": True}, date(2027, 11, 23), NO),
        ({"approved_on": date(2024, 2, 29), "stage": "前期"}, date(2026, 2, 28), YES),
        ({"approved_on": date(2024, 2, 29), "stage": "前期", "extended": False}, date(2026, 3, 1), NO),
        ({}, DAY, UNKNOWN),
    ],
)
def test_two_years_to_start(said: dict[str, Any], day: date, expected: Answer) -> None:
    found = reason(
        "approval-lapsed", project(approval="核准", **({"stage": "前期", "extended": False} | said)), day=day
    )
    assert found.answer is expected
    assert found.effect == "gate"
    assert any("核准以来" in item for item in found.missing) == (expected is UNKNOWN)


def test_two_years_are_nobody_elses_concern() -> None:
    filed = reason("approval-lapsed", project(approval="备案"))
    assert (filed.answer, filed.because) == (YES, "不适用：项目类型（审批/核准/备案）：备案")
    silent = reason("approval-lapsed", project())
    assert (silent.answer, silent.effect) == (UNKNOWN, "note")


@pytest.mark.parametrize(
    ("kind", "nature", "expected"),
    [
        ("限制类", "新建", NO),
        ("限制类", "技术改造", YES),
        ("限制类", "改建", YES),
        ("限制类", "扩建", UNKNOWN),
        ("限制类", None, UNKNOWN),
        ("淘汰类", "技术改造", NO),
        ("淘汰类", None, NO),
        ("鼓励类", "新建", YES),
        ("允许类", "新建", YES),
        (None, "新建", YES),  # nobody said that it is on the list; shown as 待核, and decides nothing
    ],
)
def test_the_industrial_catalogue(kind: str | None, nature: str | None, expected: Answer) -> None:
    facts = project_facts(project(industry_class=kind, nature=nature), DAY)
    found = judge_generally(CATALOGUE, facts, str, DAY)
    mine = [each for each in found if each.rule_id.startswith(("restricted", "eliminated"))]
    assert len(mine) == 3
    assert verdict(mine) is expected
    assert (barred_by(mine) is not None) == (expected is NO)
    if kind is None:
        open_ones = [each for each in mine if each.answer is UNKNOWN]
        assert {each.rule_id for each in open_ones} == {"restricted-industry", "eliminated-industry"}
        assert all(any("产业目录类别" in item for item in each.missing) for each in open_ones)


@pytest.mark.parametrize(
    ("name", "content", "share", "expected", "gates"),
    [
        ("县城至高铁站公路", "", 0.2, YES, True),
        ("县城至高铁站公路", "", 0.19, UNKNOWN, True),
        ("县城至高铁站公路", "", 0.15, UNKNOWN, True),
        ("县城至高铁站公路", "", 0.149, NO, True),
        ("通用机场一期工程", "", 0.24, UNKNOWN, True),
        ("通用机场一期工程", "", 0.25, YES, True),
        ("机场高速公路连接线", "", 0.2, YES, True),
        ("公租房建设项目", "", 0.19, NO, True),
        ("年产100万吨水泥熟料生产线", "生产线", 0.3, UNKNOWN, True),
        ("标准厂房", "厂房3万平方米", 0.2, YES, True),
        ("标准厂房", "厂房3万平方米", 0.14, NO, True),
        ("某项目", "", 0.2, UNKNOWN, True),  # nothing says what it is
        ("标准厂房", "厂房3万平方米", None, UNKNOWN, False),
    ],
)
def test_capital_by_industry(name: str, content: str, share: float | None, expected: Answer, gates: bool) -> None:
    found = reason("own-capital", project(name, content=content, capital_share=share), "special-bond")
    assert found.answer is expected, found.because
    assert (found.effect == "gate") is gates
    assert bool(found.missing) == (expected is UNKNOWN)


@pytest.mark.parametrize(("day", "expected"), [(date(2019, 11, 27), NO), (date(2019, 11, 28), YES)])
def test_the_share_of_ports_was_lowered(day: date, expected: Answer) -> None:
    port = project("综合码头工程", capital_wan=2000.0, investment_wan=10000.0)
    assert reason("own-capital", port, "special-bond", day).answer is expected


def test_a_stated_share_that_its_amounts_contradict_is_not_known() -> None:
    odd = project(capital_wan=2000.0, investment_wan=10000.0, capital_share=0.3)
    assert project_facts(odd, DAY).values["capital_share"] is None


@pytest.mark.parametrize(
    ("said", "expected"), [({"contractor_advance": True}, NO), ({"contractor_advance": False}, YES), ({}, UNKNOWN)]
)
def test_no_advance_by_the_contractor(said: dict[str, Any], expected: Answer) -> None:
    found = reason("contractor-advance", project(**said))
    assert found.answer is expected
    assert (barred_by([found]) is not None) == (expected is NO)
    assert verdict([found]) is (NO if expected is NO else YES)


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        (frozenset({"工程建设"}), YES),
        (frozenset({"工程建设", "偿还债务"}), NO),
        (frozenset({"经常性支出"}), NO),
        (None, UNKNOWN),
    ],
)
def test_what_money_is_for(uses: frozenset[str] | None, expected: Answer) -> None:
    assert reason("not-for-construction", project(uses=uses)).answer is expected


@pytest.mark.parametrize(
    ("method", "steps", "expected", "effect"),
    [
        ("资本金注入", ("备案",), UNKNOWN, "gate"),
        ("直接投资", ("可研批复",), YES, "gate"),
        ("直接投资", ("概算批复",), YES, "gate"),
        ("投资补助", ("备案",), YES, "gate"),
        (None, ("备案",), UNKNOWN, "note"),
        (None, ("可研批复",), YES, "gate"),
    ],
)
def test_steps_of_approval_by_how_money_is_placed(
    method: str | None, steps: tuple[str, ...], expected: Answer, effect: str
) -> None:
    found = reason("direct-investment-approval", project(method=method, permits=done(*steps), approval="备案"))
    assert (found.answer, found.effect) == (expected, effect)


def test_a_subsidy_wants_its_procedures_done() -> None:
    assert reason("subsidy-procedures", project(method="投资补助", permits=done("备案"))).answer is YES
    unfiled = {"备案": Permit("备案", PermitState.MISSING)}
    assert reason("subsidy-procedures", project(method="贷款贴息", permits=unfiled)).answer is UNKNOWN
    assert reason("subsidy-procedures", project(method="直接投资")).because.startswith("不适用")


@pytest.mark.parametrize(
    ("name", "rule", "expected"),
    [
        ("三都县云顶温泉酒店建设项目", "competitive-industry", NO),
        ("三都县人民政府办公楼建设项目", "office-building", NO),
        ("三都县人民医院综合办公楼建设项目", "office-building", YES),
        ("三都县酒店电梯设备更新项目", "competitive-industry", YES),
        ("三都县景观大道建设工程", "vanity", NO),
    ],
)
def test_negative_lists(name: str, rule: str, expected: Answer) -> None:
    assert reason(rule, project(name)).answer is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"stage": "已完工"}, NO),
        ({"progress": 1.0}, NO),
        ({"progress": 0.81}, YES),
        ({"stage": "前期"}, YES),
        ({}, UNKNOWN),
        ({"stage": "已完工", "progress": 0.5}, UNKNOWN),
    ],
)
def test_finished_projects(said: dict[str, Any], expected: Answer) -> None:
    assert reason("finished", project(**said)).answer is expected


@pytest.mark.parametrize(("progress", "expected"), [(0.79, YES), (0.8, YES), (0.81, NO), (None, UNKNOWN)])
def test_progress_over_four_fifths(progress: float | None, expected: Answer) -> None:
    found = reason("nearly-finished", project(progress=progress), "policy-finance-instrument")
    assert found.answer is expected


def test_central_money_twice_is_a_note_in_general_and_a_bar_where_the_programme_says_so() -> None:
    had = project(received_central=True)
    assert reason("double-central-money", had).effect == "note"
    own = judge(CATALOGUE.get("ndrc-cold-chain-logistics"), CATALOGUE, project_facts(had, DAY), str, DAY)
    assert any(each.answer is NO and each.effect == "gate" and "received" not in each.rule for each in own)
    assert verdict(own) is NO


def test_a_missing_field_names_its_cell() -> None:
    found = reason("contractor-advance", project(blanks={"contractor_advance": "N12"}))
    assert found.missing == ("是否由施工单位垫资（填 N12 格）",)


def test_a_field_of_another_name_is_asked_for_with_column_and_cell() -> None:
    found = reason("finished", project(blanks={"progress": "S12"}))
    assert found.missing == ("是否已完工（列：形象进度，填 S12 格）",)


def test_of_an_industry_one_share_at_most_holds_on_a_day() -> None:
    assert len(CATALOGUE.capital) > 8
    for day in (date(2018, 1, 1), DAY):
        rows = [row for row in CATALOGUE.capital if row.holds_on(day)]
        assert len({row.industry for row in rows}) == len(rows)
    assert all(row.words or row.industry == OTHERS for row in CATALOGUE.capital)
    assert all(row.source or row.share is None for row in CATALOGUE.capital)


def test_every_rule_of_general_law_has_a_clause_and_a_trace_or_says_that_a_person_must_look() -> None:
    for each in judge_generally(CATALOGUE, project_facts(project(), DAY), str, DAY):
        assert each.clause
        assert each.general
        assert each.trace is not None or any("人工核对" in item for item in each.missing)

"""项目找政策: what is offered to whom, in which order, on what evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from match_tools import award, catalogue, condition, direction, matcher, programme

from policymatch.matching.matcher import LEAST_FIT, MOST_MATCHES, Matcher
from policymatch.matching.maturity import APPROVAL_PERMITS
from policymatch.matching.rank import assess, rank_projects
from policymatch.model import Answer, ClauseRef, Match, Permit, PermitState, Place, Programme, Project
from policymatch.programmes.catalogue import Catalogue
from policymatch.store.snapshot import Store

PLACE = Place("贵州省", "黔南布依族苗族自治州", "清岭县")
WORKS = Project("清岭县石门镇污水处理厂", place=PLACE, investment_wan=3860.0)
NOT_FOR_A_COUNTY = [each for each in catalogue().programmes if each.audience != "county"]


def offered(of: Matcher, project: Project) -> list[str]:
    return [match.programme.id for match in of.matches(project)]


def small(store: Store, *programmes: Programme, day: date = date(2026, 11, 22)) -> Matcher:
    return matcher(store, day, Catalogue(programmes, ()))


@pytest.mark.parametrize("audience", ["city", "enterprise", "consumer", "province"])
def test_there_are_programmes_of_every_audience(audience: str) -> None:
    assert audience in {each.audience for each in NOT_FOR_A_COUNTY}


@pytest.mark.parametrize("other", NOT_FOR_A_COUNTY, ids=lambda each: each.id)
@pytest.mark.parametrize("owner", ["政府部门", "事业单位"])
def test_a_road_of_the_county_is_never_offered_what_is_for_others(
    shipped: Matcher, other: Programme, owner: str | None
) -> None:
    """Even where its table row is full of the other programme's words."""
    for each in other.directions:
        words = "、".join(each.keywords)
        road = Project(f"清岭县县道改扩建及{words}工程", content=words, place=PLACE, owner_kind=owner)
        assert other.id not in offered(shipped, road)


def test_the_same_words_would_have_been_found_had_the_audience_been_another(store: Store) -> None:
    of = small(store, *(programme(id=f"for-{audience}", audience=audience) for audience in ("county", "city")))
    assert offered(of, WORKS) == ["for-county"]


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ("民营企业", ["for-firms"]),
        ("国有企业", ["for-firms"]),
        ("政府部门", []),
        ("村集体", []),
        # Nobody has said that it is none: the table is asked, the programme is not left out in silence.
        (None, ["for-firms"]),
    ],
)
def test_firms_alone_are_offered_what_is_for_firms(store: Store, owner: str | None, expected: list[str]) -> None:
    of = small(store, programme(id="for-firms", audience="enterprise"))
    project = Project("清岭县石门镇污水处理厂", owner_kind=owner)
    assert offered(of, project) == expected


@pytest.mark.parametrize(
    ("name", "programmes"),
    [
        ("清岭县石门镇敬老院改扩建项目", {"ndrc-ageing-childcare"}),
        ("清岭县公共冷库建设项目", {"ndrc-cold-chain-logistics"}),
        ("清岭县通村公路硬化工程", {"mof-vehicle-tax"}),
        ("清岭县人民医院住院楼", {"ndrc-health"}),
        ("清岭县农村饮水安全工程", {"ndrc-water"}),
        ("清岭县既有住宅加装电梯项目", {"ltsb-equipment"}),
        ("清岭县县城老旧小区改造", {"mof-housing-security", "ndrc-urban-renewal"}),
    ],
)
def test_what_is_recommended_first(shipped: Matcher, name: str, programmes: set[str]) -> None:
    project = Project(name, place=PLACE, investment_wan=3000.0, owner_kind="政府部门")
    assert offered(shipped, project)[0] in programmes


def test_nothing_is_offered_where_nothing_fits(shipped: Matcher) -> None:
    assert shipped.matches(Project("某某")) == ()


def test_one_direction_a_programme_and_no_more_than_can_be_read(shipped: Matcher) -> None:
    words = "污水处理厂、敬老院、冷库、通村公路、老旧小区改造、高标准农田、体育公园、人民医院、粮食储备库、充电桩、退化林修复"
    found = shipped.matches(Project(f"清岭县{words}项目", content=words))
    ids = [match.programme.id for match in found]
    assert len(ids) == len(set(ids)) == MOST_MATCHES
    assert all(match.fit >= LEAST_FIT for match in found)


def test_what_may_not_be_applied_for_comes_last(shipped: Matcher) -> None:
    done = Project("清岭县石门镇污水处理厂", place=PLACE, stage="已完工", progress=1.0)
    found = shipped.matches(done)
    assert found
    assert {match.verdict for match in found} == {Answer.NO}
    under_way = shipped.matches(Project("清岭县灌区续建配套", place=PLACE, stage="已开工", progress=0.5))
    verdicts = [match.verdict is Answer.NO for match in under_way]
    assert verdicts == sorted(verdicts)
    assert True in verdicts, "the historical treasury bonds of 2023 are shown, and last"


def ids_in_order(store: Store, *programmes: Programme, project: Project = WORKS) -> list[str]:
    return offered(small(store, *programmes), project)


def test_of_near_ones_money_that_need_not_be_paid_back_comes_first(store: Store) -> None:
    bond = programme(id="a-bond", channel="地方政府专项债券")
    grant = programme(id="b-grant", channel="中央预算内投资")
    assert ids_in_order(store, bond, grant) == ["b-grant", "a-bond"]


def test_of_near_ones_what_is_known_comes_first(store: Store) -> None:
    vague = programme(id="a-vague", status="待核")
    known = programme(id="b-known")
    summed = programme(id="c-summed", awards=(award(),))
    assert ids_in_order(store, vague, known, summed) == ["c-summed", "b-known", "a-vague"]


@pytest.mark.parametrize(("content", "first"), [("", "b-sector"), ("本县是产粮大县", "a-group")])
def test_what_is_meant_for_a_group_comes_first_only_where_the_project_says_so(
    store: Store, content: str, first: str
) -> None:
    group = programme(id="a-group", group=("产粮大县",))
    project = replace(WORKS, content=content)
    assert ids_in_order(store, group, programme(id="b-sector"), project=project)[0] == first


def test_of_equal_ones_less_to_find_out_comes_first(store: Store) -> None:
    open_ones = tuple(condition(f"c{number}", text=f"条件{number}") for number in range(2))
    assert ids_in_order(
        store, programme(id="a", conditions=open_ones), programme(id="b", conditions=open_ones[:1])
    ) == ["b", "a"]


def test_a_much_better_fit_beats_the_kind_of_money(store: Store) -> None:
    bond = programme(id="a-bond", channel="地方政府专项债券")
    grant = programme(
        id="b-grant", directions=(direction(title="乡镇设施", text="乡镇公共设施。", keywords=("石门镇",)),)
    )
    project = Project("清岭县石门镇污水处理厂及污水管网工程", place=PLACE)
    fits = {match.programme.id: match.fit for match in small(store, bond, grant).matches(project)}
    assert fits["a-bond"] > fits["b-grant"] + 12
    assert ids_in_order(store, bond, grant, project=project)[0] == "a-bond"


def test_the_evidence_is_the_clause_of_direction_and_award(shipped: Matcher) -> None:
    project = Project("某砖厂窑炉节能改造和余热利用项目", place=PLACE, investment_wan=5200.0, owner_kind="民营企业")
    match = next(each for each in shipped.matches(project) if each.programme.id == "ndrc-energy-saving")
    assert match.award.amount_wan == 1040
    labels = [(evidence.policy.id, evidence.clause.path.split("/")[0]) for evidence in match.evidence]
    assert labels == [("ndrc-2025-1228", "一、支持什么"), ("ndrc-2025-1228", "三、支持标准")]
    assert "20%" in match.evidence[1].clause.text
    assert all(evidence.policy.digest for evidence in match.evidence)


def test_reasons_cite_clauses_as_people_do(shipped: Matcher) -> None:
    match = shipped.matches(WORKS)[0]
    code = next(reason for reason in match.reasons if reason.rule_id == "project-code")
    assert code.clause == "《政府投资条例》（国务院令第712号）摘编第十条"
    assert all(reason.clause for reason in match.reasons if reason.rule_id != "in-force")


def test_a_clause_that_the_store_does_not_hold_is_named_all_the_same(store: Store) -> None:
    works = direction(clause=ClauseRef("not-there", "一、（一）"))
    of = small(store, programme(directions=(works,)))
    assert of.matches(WORKS)[0].evidence == ()
    assert of.cite(ClauseRef("not-there", "一、（一）")) == "not-there 一、（一）"
    assert of.cite(None) is None


@pytest.mark.parametrize(
    ("place", "ratio", "tier"),
    [
        (Place("贵州省", "黔南布依族苗族自治州", "三都水族自治县"), 0.8, "西部"),
        (Place("江苏省", "宿迁市", "沭阳县"), 0.4, "东部"),
        (Place("湖北省", "恩施土家族苗族自治州", "利川市"), 0.6, "中部"),
        (Place("吉林省", "白城市", "通榆县"), 0.8, "东北"),
        (Place("西藏自治区", "日喀则市", "江孜县"), 1.0, "特殊"),
        (Place("四川省", "凉山彝族自治州", "木里藏族自治县"), 1.0, "特殊"),
        (Place(), None, None),
    ],
)
def test_the_award_follows_the_place(shipped: Matcher, place: Place, ratio: float | None, tier: str | None) -> None:
    project = Project("清岭县公共实训基地建设项目", place=place, investment_wan=3000.0)
    match = next(each for each in shipped.matches(project) if each.programme.id == "ndrc-training-bases")
    assert (match.award.ratio, match.award.tier) == (ratio, tier)
    assert match.award.amount_wan == (None if ratio is None else pytest.approx(3000 * ratio))


def of_charging(store: Store, day: date) -> Match:
    charging = Project("清岭县公共充电桩建设项目", place=PLACE)
    return next(each for each in matcher(store, day).matches(charging) if each.programme.id == "mof-county-charging")


def test_a_programme_after_its_last_day(store: Store) -> None:
    assert not any(reason.rule_id == "in-force" for reason in of_charging(store, date(2026, 12, 31)).reasons)
    later = of_charging(store, date(2027, 1, 1))
    assert later.verdict is not Answer.YES
    assert any("2026-12-31" in reason.because for reason in later.reasons)
    assert later.award.amount_wan is None


# --- tiers of a single project ------------------------------------------------------------------------------------


def tier(of: Matcher, project: Project) -> tuple[str, str]:
    found = assess(project, of)
    return found.tier, found.tier_because


def test_a_project_is_not_to_blame_for_a_channel_that_has_ended(store: Store) -> None:
    letter, words = tier(small(store, programme(status="历史")), WORKS)
    assert letter == "C"
    assert "已停止" in words


def test_a_project_with_no_channel_waits(shipped: Matcher) -> None:
    letter, words = tier(shipped, Project("某某", place=PLACE))
    assert letter == "C"
    assert "没有找到对口" in words


@pytest.mark.parametrize(
    ("changes", "letter"),
    [
        # 待核 keeps from A whatever the score.
        ({"conditions": (condition(),)}, "B"),
        ({}, "A"),
        ({"exclusions": (condition(kind="exclusion", rule={"mentions": ["污水"], "in": "name"}),)}, "D"),
    ],
)
def test_tier_a_asks_for_a_verdict_of_yes(store: Store, changes: dict[str, Any], letter: str) -> None:
    ready = Project(
        "清岭县石门镇污水处理厂及污水管网工程",
        place=PLACE,
        permits={name: Permit(name, PermitState.DONE) for name in APPROVAL_PERMITS["审批"]},
        stage="前期",
        approval="审批",
        investment_wan=3860.0,
        requested_wan=1900.0,
        funds_wan={"中央预算内": 1900.0, "地方配套": 1960.0},
    )
    found = assess(ready, small(store, programme(**changes)))
    assert found.tier == letter
    assert found.score >= 70 or letter == "D"


@pytest.mark.parametrize(
    ("step", "state", "letter"),
    [
        ("施工许可", PermitState.OPEN, "A"),
        ("环评批复", PermitState.NOT_NEEDED, "A"),
        ("初步设计批复", PermitState.OPEN, "B"),
        ("林地使用", PermitState.MISSING, "B"),
    ],
)
def test_a_main_step_that_is_said_to_be_open_keeps_from_tier_a(
    store: Store, step: str, state: PermitState, letter: str
) -> None:
    steps = {name: Permit(name, PermitState.DONE) for name in APPROVAL_PERMITS["审批"]}
    ready = Project(
        "清岭县石门镇污水处理厂及污水管网工程",
        place=PLACE,
        permits=steps | {step: Permit(step, state)},
        stage="前期",
        approval="审批",
        investment_wan=3860.0,
        requested_wan=1900.0,
        funds_wan={"中央预算内": 1900.0, "地方配套": 1960.0},
    )
    found = assess(ready, small(store, programme()))
    assert found.tier == letter
    assert letter == "A" or step in found.tier_because


def test_a_low_score_alone_is_no_reason_to_advise_against(store: Store) -> None:
    found = assess(Project("某项目", content="污水管网、污水处理厂"), small(store, programme()))
    assert found.score < 40
    assert found.tier == "C"


def test_the_second_of_two_alike_is_the_duplicate(shipped: Matcher) -> None:
    one = Project("清岭县石门镇污水处理厂", row=6, place=PLACE, code="2410-522799-04-01-145926")
    other = Project("石门镇污水处理厂新建工程", row=9, place=PLACE, code="2410-522799-04-01-145926")
    ranking = rank_projects([one, other], shipped)
    assert {item.project.row: item.tier for item in ranking.projects}[9] == "D"
    duplicate = next(item for item in ranking.projects if item.project.row == 9)
    assert "第 6 行" in duplicate.tier_because
    assert duplicate.gaps == ()


def test_gaps_name_the_step_its_state_and_the_office(shipped: Matcher) -> None:
    gaps = assess(WORKS, shipped).gaps
    assert "可研批复（表中未写，请核实）→ 发展改革局" in gaps
    assert any(gap.startswith("施工许可") and gap.endswith("→ 住房和城乡建设局") for gap in gaps)
    assert not any("总投资（表中未写）" in gap for gap in gaps)
    assert "总投资（表中未写）→ 项目单位" in assess(Project("清岭县污水处理厂"), shipped).gaps


def test_a_table_is_judged_as_its_projects_are_one_by_one(shipped: Matcher) -> None:
    kinds = ("污水处理厂", "灌区续建配套", "农村公路", "某某", "老旧小区改造")
    projects = [
        Project(f"清岭县{kinds[n % 5]}{n}号", place=PLACE, code=f"2403-522799-04-01-{n:06d}") for n in range(261)
    ]
    together = {
        item.project.name: replace(item, rank=0, sureness=None) for item in rank_projects(projects, shipped).projects
    }
    for project in projects[240:]:
        assert together[project.name] == assess(project, shipped)


def test_a_programme_of_wide_scope_comes_after_a_special_of_the_same_fit(store: Store) -> None:
    whole = replace(programme(id="whole"), wide=True)
    special = programme(id="zz-special")
    assert offered(small(store, whole, special), WORKS) == ["zz-special", "whole"]
    assert offered(small(store, replace(whole, wide=False), special), WORKS) == ["whole", "zz-special"]


def test_where_nobody_knows_of_a_firm_the_shipped_ones_ask(shipped: Matcher) -> None:
    found = shipped.every(Project("大槐沟煤矿瓦斯抽采利用工程"))
    mine = next(match for match in found if match.programme.id == "ndrc-coal-safety")
    assert mine.verdict is Answer.UNKNOWN
    assert any("单位性质" in item for item in mine.missing)

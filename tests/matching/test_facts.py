"""What rules may ask, read off a project; what the table does not say stays unknown."""

from __future__ import annotations

from typing import Any

import pytest
from match_tools import DAY, catalogue

from policymatch.matching.facts import project_facts
from policymatch.model import Answer, Permit, PermitState, Place, Project
from policymatch.programmes.rules import FACTS, Compiler, evaluate


def test_of_a_project_with_nothing_but_a_name_nothing_is_known() -> None:
    facts = project_facts(Project("清岭县污水处理厂"))
    assert set(facts.values) == set(FACTS)
    assert {name: value for name, value in facts.values.items() if value is not None} == {}
    assert facts.cells == {}


def test_values_and_the_cells_they_were_read_from() -> None:
    project = Project(
        "清岭县污水处理厂",
        code="2410-522799-04-01-145926",
        owner="清岭县水务局",
        owner_kind="政府部门",
        place=Place("贵州省", "黔南布依族苗族自治州", "清岭县"),
        investment_wan=3860.0,
        progress=0.4,
        stage="已开工",
        permits={"可研批复": Permit("可研批复", PermitState.DONE)},
        received_central=False,
        cells={"code": "C9", "owner": "D9", "place": "E9", "progress": "S9", "stage": "Z9", "permits.可研批复": "T9"},
    )
    facts = project_facts(project)
    wanted = {
        "finished": False, "started": True, "progress": 0.4, "has_code": True, "owner_kind": "政府部门", "tier": "西部",
        "province": "贵州省", "level": "county", "investment_wan": 3860.0, "received_central": False,
    }  # fmt: skip
    assert {name: facts.values[name] for name in wanted} == wanted
    cells = {"finished": "S9", "started": "S9", "has_code": "C9", "owner_kind": "D9", "tier": "E9", "places": "E9"}
    assert {name: facts.cells[name] for name in cells} == cells
    assert evaluate({"permit": "可研批复"}, facts).because == "可研批复：已办（T9 格）"


def test_an_empty_code_is_not_known_to_be_missing() -> None:
    assert evaluate({"fact": "has_code", "is": True}, project_facts(Project("某"))).answer is Answer.UNKNOWN


@pytest.mark.parametrize(
    ("place", "name", "expected"),
    [
        (Place("新疆维吾尔自治区", "和田地区", "和田县"), "南疆四地州", Answer.YES),
        (Place("新疆维吾尔自治区", "伊犁哈萨克自治州", "新源县"), "南疆四地州", Answer.NO),
        # Which prefecture is not said, so it may be one of the four.
        (Place("新疆维吾尔自治区"), "南疆四地州", Answer.UNKNOWN),
        (Place("新疆维吾尔自治区"), "新疆", Answer.YES),
        (Place("贵州省"), "西藏", Answer.NO),
        (Place(), "西藏", Answer.UNKNOWN),
        # The list of these counties is held only in part.
        (Place("贵州省", "黔南布依族苗族自治州", "三都水族自治县"), "国家乡村振兴重点帮扶县", Answer.YES),
        (Place("甘肃省", "定西市", "临洮县"), "国家乡村振兴重点帮扶县", Answer.UNKNOWN),
    ],
)
def test_special_sets(place: Place, name: str, expected: Answer) -> None:
    assert evaluate({"fact": "places", "is": name}, project_facts(Project("某", place=place))).answer is expected


def test_the_text_of_rules_is_name_content_and_sector() -> None:
    facts = project_facts(Project("甲项目", content="乙内容", sector="丙行业", category="丁类"))
    for word in ("甲", "乙", "丙", "丁"):
        assert evaluate({"mentions": [word], "in": "text"}, facts).answer is Answer.YES
        named = evaluate({"mentions": [word], "in": "name"}, facts).answer
        assert named is (Answer.YES if word == "甲" else Answer.NO)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, None),
        ({"coverage_ratio": 1.2}, True),
        ({"content": "建停车位460个，收取停车费。"}, True),
        ({"content": "厂房租金和管网服务费还本付息"}, True),
        ({"content": "项目有稳定收益"}, True),
        ({"content": "项目没有稳定收益"}, None),
        ({"content": "免费向群众开放，收取停车费"}, None),
        ({"has_revenue": False, "coverage_ratio": 1.2, "content": "年收入3000万元"}, False),
    ],
)
def test_an_income_is_stated_or_follows(said: dict[str, Any], expected: bool | None) -> None:
    assert project_facts(Project("某项目", **said)).values["has_revenue"] is expected


@pytest.mark.parametrize(("share", "expected"), [(0.25, Answer.YES), (0.22, Answer.UNKNOWN), (0.1, Answer.NO)])
def test_capital_is_held_against_the_industries_that_a_project_may_be_of(share: float, expected: Answer) -> None:
    # 机场 asks 25%, what is named nowhere 20%: an airport's road may be either, and steel's 40% is none of its.
    project = Project("县城东片区路网项目", content="新建道路4公里，接入机场航站楼", capital_share=share)
    facts = project_facts(project)
    assert facts.values["industry"] is None
    assert facts.unsure["industry"] == {"未单列行业", "机场"}
    rows = tuple(row for row in catalogue().capital if row.holds_on(DAY))
    assert Compiler(rows).predicate({"fact": "capital_share", "at_least": "by-industry"}).ask(facts).answer is expected

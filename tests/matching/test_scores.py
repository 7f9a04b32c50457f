"""成熟度 and 竞争力: their parts, the weighted sum, and the words that name the inputs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from match_tools import profile

from policymatch.matching.competitiveness import competitiveness
from policymatch.matching.maturity import APPROVAL_PERMITS, maturity, required_permits
from policymatch.matching.profile import SCALE_WAN
from policymatch.model import Permit, PermitState, Project, Score

PROFILE = profile()


def part(score: Score, name: str) -> Any:
    return next(each for each in score.parts if each.name == name)


def permits(**states: PermitState) -> dict[str, Permit]:
    return {name: Permit(name, state) for name, state in states.items()}


DONE = {name: Permit(name, PermitState.DONE) for name in APPROVAL_PERMITS["审批"]}


def test_what_the_table_does_not_say_counts_as_not_done_and_is_said_to_be_unsaid() -> None:
    score = maturity(Project("某"), PROFILE)
    assert score.value == 0
    assert all("未写" in each.because or "没有总投资" in each.because for each in score.parts)


def test_a_project_ready_to_start() -> None:
    project = Project(
        "某",
        approval="审批",
        permits=DONE,
        progress=0.2,
        stage="已开工",
        investment_wan=1000.0,
        funds_wan={"中央预算内": 600.0, "地方配套": 400.0},
    )
    score = maturity(project, PROFILE)
    assert score.value == 100
    assert part(score, "推进阶段").because == "已开工，形象进度 20%"
    assert part(score, "资金落实").because == "中央预算内 600、地方配套 400，占总投资 1000 万元的 100%"


@pytest.mark.parametrize(
    ("state", "value"),
    [
        (PermitState.DONE, 100),
        (PermitState.NOT_NEEDED, 100),
        (PermitState.OPEN, 90),
        (PermitState.MISSING, 80),
    ],
)
def test_each_step_of_approval_counts_alike(state: PermitState, value: float) -> None:
    project = Project("某", approval="审批", permits=DONE | permits(施工许可=state))
    assert part(maturity(project, PROFILE), "前期手续").value == value


def test_steps_follow_the_approval_type_and_what_the_table_names() -> None:
    assert required_permits(Project("某", approval="备案"))[0] == "备案"
    assert required_permits(Project("某", approval="核准"))[0] == "核准"
    assert "可研批复" in required_permits(Project("某"))
    named = Project("某", approval="备案", permits=permits(林地使用=PermitState.OPEN, 项目建议书批复=PermitState.DONE))
    assert "林地使用" in required_permits(named)
    assert "项目建议书批复" not in required_permits(named)
    assert "按审批类计" in part(maturity(Project("某"), PROFILE), "前期手续").because


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"stage": "谋划"}, 10),
        ({"stage": "前期"}, 55),
        ({"stage": "已开工", "progress": 0.3}, 100),
        ({"progress": 0.3}, 100),
        ({"nature": "续建"}, 100),
        ({"stage": "已完工", "progress": 1.0}, 0),
        ({}, 0),
    ],
)
def test_stages(changes: dict[str, Any], value: float) -> None:
    assert part(maturity(Project("某", **changes), PROFILE), "推进阶段").value == value


def test_land() -> None:
    def land(**states: PermitState) -> float:
        return float(part(maturity(Project("某", permits=permits(**states)), PROFILE), "用地落实").value)

    assert land() == 0
    assert land(用地预审与选址意见书=PermitState.OPEN) == 50
    assert land(用地预审与选址意见书=PermitState.OPEN, 建设用地规划许可=PermitState.DONE) == 100
    assert land(用地预审与选址意见书=PermitState.NOT_NEEDED) == 100


@pytest.mark.parametrize(
    ("investment", "requested", "funds", "value"),
    [
        (1000.0, None, {}, 0),
        (1000.0, 600.0, {}, 60),
        (1000.0, 600.0, {"中央预算内": 600.0, "自筹": 200.0}, 80),
        (1000.0, None, {"自筹": 5000.0}, 100),
        (None, 600.0, {"自筹": 600.0}, 0),
    ],
)
def test_funds(investment: float | None, requested: float | None, funds: dict[str, float], value: float) -> None:
    project = Project("某", investment_wan=investment, requested_wan=requested, funds_wan=funds)
    assert part(maturity(project, PROFILE), "资金落实").value == value


def test_strategy_in_the_name_counts_more_than_in_the_content() -> None:
    name = competitiveness(Project("石门镇高标准农田"), PROFILE)
    content = competitiveness(Project("石门镇项目", content="建高标准农田"), PROFILE)
    neither = competitiveness(Project("石门镇项目"), PROFILE)
    assert [part(score, "国家战略").value for score in (name, content, neither)] == [100, 60, 0]
    assert "高标准农田" in part(name, "国家战略").because
    assert part(name, "国家战略").because.startswith("粮食和能源资源安全")


@pytest.mark.parametrize(
    ("investment", "requested", "value", "words"),
    [
        (1000.0, 500.0, 100, "50%"),
        (1000.0, 750.0, 50, "75%"),
        (1000.0, 1000.0, 0, "100%"),
        (1000.0, 0.0, 100, "0%"),
        (1000.0, 1200.0, 0, "超过总投资"),
        (None, 500.0, 0, "未写"),
        (1000.0, None, 0, "未写"),
    ],
)
def test_leverage(investment: float | None, requested: float | None, value: float, words: str) -> None:
    project = Project("某", investment_wan=investment, requested_wan=requested)
    found = part(competitiveness(project, PROFILE), "资金撬动")
    assert found.value == value
    assert words in found.because


def test_a_sum_below_nothing_is_no_size() -> None:
    assert part(competitiveness(Project("某", investment_wan=-5.0), PROFILE), "规模适度").value == 0


def test_scale() -> None:
    def scale(wan: float | None) -> float:
        return float(part(competitiveness(Project("某", investment_wan=wan), PROFILE), "规模适度").value)

    least, low, high, most = SCALE_WAN
    assert [scale(least), scale(low), scale(5000), scale(high), scale(most)] == [0, 100, 100, 100, 0]
    assert 0 < scale(500) < 100
    assert 0 < scale(100_000) < 100
    assert scale(1) == scale(1e9) == scale(None) == 0


def test_large_sums_are_written_out() -> None:
    project = Project("某", investment_wan=1_234_567.8, requested_wan=1_000_000.0)
    words = " ".join(each.because for each in competitiveness(project, PROFILE).parts)
    words += " ".join(each.because for each in maturity(project, PROFILE).parts)
    assert "1234567.8" in words
    assert "1000000" in words
    assert "e+" not in words


states = st.sampled_from(PermitState)
projects = st.builds(
    Project,
    name=st.sampled_from(["某", "高标准农田", "光伏电站"]),
    approval=st.none() | st.sampled_from(["审批", "核准", "备案"]),
    investment_wan=st.none() | st.floats(0.01, 1e7),
    requested_wan=st.none() | st.floats(0, 1e7),
    progress=st.none() | st.floats(0, 1),
    stage=st.none() | st.sampled_from(["谋划", "前期", "已开工", "已完工"]),
    funds_wan=st.dictionaries(st.sampled_from(["中央预算内", "自筹"]), st.floats(0, 1e7)),
    permits=st.dictionaries(st.sampled_from(["可研批复", "备案", "林地使用"]), states).map(
        lambda found: {name: Permit(name, state) for name, state in found.items()}
    ),
)


@given(projects)
def test_a_score_is_the_weighted_sum_of_its_parts(project: Project) -> None:
    for score in (maturity(project, PROFILE), competitiveness(project, PROFILE)):
        assert 0 <= score.value <= 100
        assert sum(each.weight for each in score.parts) == pytest.approx(1)
        assert all(0 <= each.value <= 100 and each.because for each in score.parts)
        assert score.value == pytest.approx(sum(each.value * each.weight for each in score.parts), abs=0.051)


@given(projects, st.sampled_from(APPROVAL_PERMITS["审批"]))
def test_one_more_step_done_never_lowers_the_maturity(project: Project, step: str) -> None:
    usual = {name: Permit(name, PermitState.MISSING) for name in required_permits(project)} | dict(project.permits)
    blank = replace(project, permits=usual | {step: Permit(step, PermitState.MISSING)})
    after = replace(project, permits=usual | {step: Permit(step, PermitState.DONE)})
    assert maturity(after, PROFILE).value >= maturity(blank, PROFILE).value

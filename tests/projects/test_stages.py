from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.model import Project
from policymatch.projects.grid import Percent
from policymatch.projects.stages import is_finished, is_started, parse_progress, share_of_investment, stage_of


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("谋划", "谋划"),
        ("储备", "谋划"),
        ("前期工作", "前期"),
        ("可研已批", "前期"),
        ("拟开工", "前期"),
        ("未开工", "前期"),
        ("计划2026年3月开工", "前期"),
        ("在建", "已开工"),
        ("续建", "已开工"),
        ("2025年3月已开工", "已开工"),
        ("已完成招标，正在施工", "已开工"),
        ("已开工，预计2026年竣工", "已开工"),
        ("主体已完工，正在装修", "已开工"),
        ("已竣工验收", "已完工"),
        ("竣工", "已完工"),
        ("已建成投用", "已完工"),
        ("新开工", None),
        ("未完工", None),
        ("预计2025年竣工", None),
        ("完成一期建设", None),
        ("建设工程规划许可办理中", None),
        ("", None),
        (None, None),
    ],
)
def test_stages(text: str | None, stage: str | None) -> None:
    assert stage_of(text) == stage


@pytest.mark.parametrize(
    ("value", "share"),
    [
        ("已完成主体60%", 0.6),
        ("100%", 1.0),
        ("60％", 0.6),
        (0.6, 0.6),
        (Percent(0.6), 0.6),
        (Percent(1.0), 1.0),
        (60, 0.6),
        ("60", 0.6),
        (0, 0.0),
        ("百分之六十", 0.6),
        ("六成", 0.6),
        ("60%-70%", 0.6),
        ("总体完成60%，其中主体完成80%", 0.6),
        ("已竣工验收", 1.0),
        ("未开工", 0.0),
        # 1 may be 1 % or all of it; two sections have no common share; money paid is not work done.
        (1, None),
        ("一标段100%，二标段30%", None),
        ("资金到位30%", None),
        ("完成投资3000万元", None),
        ("主体完工", None),
        ("预计2026年竣工", None),
        ("尚未竣工", None),
        ("过半", None),
        (Percent(1.2), None),
        (101, None),
        (-1, None),
        (float("nan"), None),
        (True, None),
        (None, None),
    ],
)
def test_progress(value: object, share: float | None) -> None:
    assert parse_progress(value) == share


def test_progress_in_money_needs_the_investment() -> None:
    assert parse_progress("完成投资3000万元", 12_000) == 0.25
    assert parse_progress("累计完成投资0.6亿元", 12_000) == 0.5
    assert parse_progress("完成投资3000万元", 2000) is None
    assert share_of_investment(100, 0) is None
    # Money spent in full does not say that the works are finished.
    assert share_of_investment(100, 100) is None


def test_a_heading_with_a_percent_sign() -> None:
    assert parse_progress(1, in_percent=True) == 0.01
    assert parse_progress(60, in_percent=True) == 0.6
    assert parse_progress(0.6, in_percent=True) == 0.6


@given(st.one_of(st.floats(), st.integers(), st.text(alphabet="0123456789.%-完成竣工未主体 ", max_size=30)))
def test_progress_is_a_share_or_unknown(value: object) -> None:
    share = parse_progress(value)
    assert share is None or 0 <= share <= 1


@pytest.mark.parametrize(
    ("stage", "progress", "nature", "finished", "started"),
    [
        (None, None, None, None, None),
        ("谋划", None, None, False, False),
        ("前期", 0.0, None, False, False),
        ("已开工", 0.4, None, False, True),
        ("已完工", 1.0, None, True, True),
        ("已完工", None, None, True, True),
        (None, 0.4, None, False, True),
        (None, 1.0, None, True, True),
        (None, 0.0, None, False, None),
        (None, None, "续建", None, True),
        # Contradictions are not decided.
        ("已完工", 0.6, None, None, True),
        ("已开工", 1.0, None, None, True),
        ("前期", 0.4, None, False, None),
        ("前期", None, "续建", False, None),
    ],
)
def test_finished_and_started(
    stage: str | None, progress: float | None, nature: str | None, finished: bool | None, started: bool | None
) -> None:
    project = Project("x", stage=stage, progress=progress, nature=nature)
    assert is_finished(project) is finished
    assert is_started(project) is started


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("概念方案", "谋划"),
        ("具备开工条件", "前期"),
        ("拟2026年3月开工", "前期"),
        ("正在进行征地拆迁", "前期"),
        ("已签订施工合同", "前期"),
        ("规划选址", "前期"),
        ("项目建议书阶段", "前期"),
        ("已批复", "前期"),
        ("完成路基80%", "已开工"),
        ("已完成工程量的60%", "已开工"),
        ("形象进度45%", "已开工"),
        ("土建施工", "已开工"),
        ("基本完工", "已开工"),
        ("正在收尾", "已开工"),
        ("设备安装调试", "已开工"),
        ("已停工", "已开工"),
        ("完工未验收", "已完工"),
        ("主体完工未验收", "已开工"),
        ("形象进度0%", None),
        ("新建", None),
    ],
)
def test_stages_as_offices_write_them(text: str, stage: str | None) -> None:
    assert stage_of(text) == stage

from __future__ import annotations

import pytest

from policymatch.model import Permit, PermitState, Project
from policymatch.projects.completing import completed, nature_in


@pytest.mark.parametrize(
    ("name", "content", "nature"),
    [
        ("人民医院迁建项目", "", "迁建"),
        ("县道改扩建工程", "", "扩建"),
        ("新建石门大桥", "", "新建"),
        ("城乡供水续建工程", "", "续建"),
        ("老旧小区改造", "", "改建"),
        ("生产线技术改造", "", "技术改造"),
        ("石门大桥", "建设性质：新建。", "新建"),
        ("石门大桥", "本项目为改扩建项目", "扩建"),
        # What may be another, or speaks of something else.
        ("中型灌区续建配套与节水改造", "", None),
        ("砖窑节能降碳改造", "", None),
        ("某某有限公司车间改造", "", None),
        ("易地扶贫搬迁安置点配套", "", None),
        ("新建村人居环境整治", "", None),
        ("人民医院门诊楼", "新建门诊楼1.2万平方米", None),
        ("新建及改建公路", "", None),
        ("石门大桥", "", None),
    ],
)
def test_nature(name: str, content: str, nature: str | None) -> None:
    assert nature_in(name, content) == nature


def test_what_a_column_says_stays() -> None:
    done = Permit("可研批复", PermitState.DONE, "√")
    project = Project(
        "老旧小区改造", nature="新建", permits={"可研批复": done}, operating=True, content="目前可研未批复。"
    )
    assert completed(project) == project


def test_name_and_content_fill_what_no_column_says() -> None:
    project = Project(
        "石门镇通组公路改建工程",
        content="改造公路12公里。目前可研已批，环评正在办理。",
        cells={"name": "B3", "content": "F3"},
    )
    found = completed(project)
    assert found.nature == "改建"
    assert {name: permit.state for name, permit in found.permits.items()} == {
        "可研批复": PermitState.DONE,
        "环评批复": PermitState.OPEN,
    }
    assert found.operating is False
    assert (found.cells["nature"], found.cells["permits.可研批复"]) == ("B3", "F3")


def test_a_content_that_builds_something_is_no_report_on_approvals() -> None:
    project = Project("生态环境监测中心", content="新建环评审批大厅和节能审查服务窗口，完成设备购置")
    assert completed(project).permits == {}

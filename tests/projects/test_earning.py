from __future__ import annotations

import pytest

from policymatch.model import Project
from policymatch.projects.completing import completed
from policymatch.projects.earning import CHARGING, FREE, TRADING, earning_of


@pytest.mark.parametrize(
    ("project", "kind"),
    [
        (Project("甲", operating=True), TRADING),
        (Project("甲", operating=False), FREE),
        (Project("甲", content="本项目为准公益性项目"), CHARGING),
        (Project("甲", content="属公益性项目，无收益"), FREE),
        (Project("石门镇通组公路", owner_kind="政府部门"), FREE),
        (Project("枫河防洪治理", owner_kind="政府部门"), FREE),
        (Project("第三小学", owner_kind="政府部门"), FREE),
        (Project("县城停车场", content="收取停车费偿还"), CHARGING),
        (Project("县城公园", content="摊位出租收入每年60万元"), CHARGING),
        (Project("县城供水管网"), CHARGING),
        (Project("养老服务中心", has_revenue=True), CHARGING),
        (Project("年产5万吨水泥生产线", owner_kind="民营企业"), TRADING),
        (Project("云顶温泉酒店"), TRADING),
        (Project("标准厂房及加工厂", owner_kind="政府部门"), CHARGING),
        (Project("停车场", content="免费开放，不收取停车费"), FREE),
        (Project("县城停车场", content="属有一定收益的公益性项目"), CHARGING),
        # Words about something else.
        (Project("年产5万吨水泥生产线", content="设公益性岗位20个，不占用公益林", owner_kind="民营企业"), TRADING),
        (Project("云顶温泉酒店", content="属非公益性项目"), TRADING),
        (Project("县城供水管网", content="建成后经营性收入20万元"), CHARGING),
        (Project("石门镇通组公路", content="占用集体经营性建设用地2亩", owner_kind="政府部门"), FREE),
        # Signs on both sides, or none.
        (Project("公园停车场"), None),
        (Project("公园", content="免费开放，场地出租收入20万元"), None),
        (Project("综合服务平台"), None),
        (Project("甲", content="公益性为主，准经营性为辅"), None),
        (Project("农村公路", owner_kind="民营企业"), None),
    ],
)
def test_kinds(project: Project, kind: str | None) -> None:
    found = earning_of(project)
    assert (found.kind if found else None) == kind
    assert found is None or found.because


def test_the_reason_names_the_words() -> None:
    found = earning_of(Project("县城公园", content="摊位出租收入每年60万元"))
    assert found is not None
    assert "摊位出租收入" in found.because


def test_what_the_table_states_wins() -> None:
    found = earning_of(Project("第三小学", operating=True))
    assert found is not None
    assert (found.kind, found.because) == (TRADING, "表中写明是经营性项目")


def test_what_was_filled_in_keeps_its_reason() -> None:
    project = completed(Project("第三小学"))
    assert project.operating is False
    assert earning_of(project) == earning_of(Project("第三小学"))

from __future__ import annotations

import pytest

from policymatch.projects.owners import OWNER_KINDS, owner_kind


@pytest.mark.parametrize(
    ("owner", "kind"),
    [
        ("清岭县水务局", "政府部门"),
        ("清岭县发改委", "政府部门"),
        ("石门镇人民政府", "政府部门"),
        ("清岭县经济开发区管委会", "政府部门"),
        ("石门镇", "政府部门"),
        ("县住建局、城投公司", "政府部门"),
        ("清岭县人民医院", "事业单位"),
        ("清岭县第一中学", "事业单位"),
        ("县融媒体中心", "事业单位"),
        ("清岭县城投公司", "国有企业"),
        ("清岭县国有资产投资集团有限公司", "国有企业"),
        ("石门村村民委员会", "村集体"),
        ("清岭县幸福村股份经济合作社", "村集体"),
        ("绿源种植专业合作社", "其他"),
        ("城东社区居民委员会", "其他"),
        ("清岭恒岩新型建材有限公司", None),
        ("民办阳光幼儿园", None),
        ("张三", None),
        ("", None),
        (None, None),
    ],
)
def test_kinds_of_owners_by_name(owner: str | None, kind: str | None) -> None:
    assert owner_kind(owner) == kind


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ("民营企业", "民营企业"),
        ("国有独资", "国有企业"),
        ("国企", "国有企业"),
        ("机关", "政府部门"),
        ("事业单位", "事业单位"),
        ("非国有企业", "民营企业"),
    ],
)
def test_what_the_table_states_beats_the_name(stated: str, kind: str) -> None:
    assert kind in OWNER_KINDS
    assert owner_kind("某某有限公司", stated) == kind

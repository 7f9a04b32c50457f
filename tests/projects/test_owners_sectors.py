from __future__ import annotations

import pytest

from policymatch.model import Project
from policymatch.projects.owners import OWNER_KINDS, owner_kind
from policymatch.projects.sector import BOND_FIELDS, PUBLIC_FIELDS, TAXONOMIES, sectors


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


def test_the_taxonomies_have_their_fields() -> None:
    assert {name: len(fields) for name, fields in TAXONOMIES.items()} == {BOND_FIELDS: 12, PUBLIC_FIELDS: 7}


@pytest.mark.parametrize(
    ("name", "bond", "public"),
    [
        ("清岭县石门镇污水处理厂及配套管网工程", "生态环保", "生态环境保护"),
        ("清岭县农村公路改造", "交通基础设施", "公共基础设施"),
        ("高标准农田建设项目", "农林水利", "农业农村"),
        ("清岭县人民医院门诊楼", "社会事业", "社会公益服务"),
        ("冷链物流园建设项目", "城乡冷链等物流基础设施", "公共基础设施"),
        ("老旧小区改造", "城市更新", "社会公益服务"),
        ("县城供水管网改造", "市政和产业园区基础设施", "公共基础设施"),
        ("算力中心", "新型基础设施", "公共基础设施"),
        ("公租房", "保障性安居工程", "社会公益服务"),
        ("光伏发电", "能源", "公共基础设施"),
        ("县消防救援站", None, "社会管理"),
        ("甲项目", None, None),
    ],
)
def test_sectors(name: str, bond: str | None, public: str | None) -> None:
    assert sectors(Project(name)) == {BOND_FIELDS: bond, PUBLIC_FIELDS: public}


def test_what_the_table_states_is_taken() -> None:
    assert sectors(Project("甲项目", sector="社会事业"))[BOND_FIELDS] == "社会事业"


def test_the_name_outweighs_a_side_remark() -> None:
    project = Project("清岭县第三小学建设项目", content="新建教学楼，配套道路和污水管网")
    assert sectors(project)[BOND_FIELDS] == "社会事业"


def test_two_fields_alike_are_not_decided() -> None:
    assert sectors(Project("养老和公路"))[BOND_FIELDS] is None

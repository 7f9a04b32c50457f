from __future__ import annotations

import time
from pathlib import Path

import pytest

from policymatch.model import Project, SectorLabel
from policymatch.projects import read_projects
from policymatch.projects.sector import (
    BOND_FIELDS,
    EMERGING_FIELDS,
    PUBLIC_FIELDS,
    labels_of,
    sectors,
    surest,
    taxonomies,
)

ROOT = Path(__file__).resolve().parents[2]


def named(project: Project, taxonomy: str) -> set[str]:
    return {label.field for label in labels_of([project])[0] if label.taxonomy == taxonomy}


def test_the_taxonomies_have_their_fields() -> None:
    assert {name: len(fields) for name, fields in taxonomies().items()} == {
        BOND_FIELDS: 12,
        PUBLIC_FIELDS: 7,
        EMERGING_FIELDS: 9,
    }


@pytest.mark.parametrize(
    ("name", "bond", "public", "emerging"),
    [
        ("清岭县石门镇污水处理厂及配套管网工程", "生态环保", "生态环境保护", "节能环保"),
        ("清岭县农村公路改造", "交通基础设施", "公共基础设施", None),
        ("高标准农田建设项目", "农林水利", "农业农村", None),
        ("清岭县人民医院门诊楼", "社会事业", "社会公益服务", None),
        ("冷链物流园建设项目", "城乡冷链等物流基础设施", "公共基础设施", None),
        ("老旧小区改造", "城市更新", "社会公益服务", None),
        ("县城供水管网改造", "市政和产业园区基础设施", "公共基础设施", None),
        ("算力中心", "新型基础设施", "公共基础设施", "新一代信息技术"),
        ("公租房", "保障性安居工程", "社会公益服务", None),
        ("光伏发电", "能源", "公共基础设施", "新能源"),
        ("县消防救援站", None, "社会管理", None),
        ("动力电池电芯制造", None, None, "新能源汽车"),
        ("白酒酿造技改", None, None, None),
        ("甲项目", None, None, None),
        ("", None, None, None),
    ],
)
def test_sectors(name: str, bond: str | None, public: str | None, emerging: str | None) -> None:
    assert sectors(Project(name)) == {BOND_FIELDS: bond, PUBLIC_FIELDS: public, EMERGING_FIELDS: emerging}


def test_two_fields_of_one_taxonomy() -> None:
    water = Project("城乡供水一体化", content="扩建县城水厂，向9个乡镇的农村延伸管网")
    assert named(water, BOND_FIELDS) == {"农林水利", "市政和产业园区基础设施"}
    assert named(Project("老旧小区改造"), BOND_FIELDS) == {"城市更新", "保障性安居工程"}


def test_a_score_is_a_share_and_comes_with_words_of_the_project() -> None:
    project = Project("清岭县第三小学建设项目", content="新建教学楼，配套道路和污水管网")
    for label in labels_of([project])[0]:
        assert 0.5 <= label.score <= 1
        assert label.because
        assert all(word in project.name + project.content for word in label.because)


def test_the_name_outweighs_a_side_remark() -> None:
    project = Project("清岭县第三小学建设项目", content="新建教学楼，配套道路和污水管网")
    assert named(project, BOND_FIELDS) == {"社会事业"}


def test_a_content_that_lists_everything_does_not_drown_the_name() -> None:
    everything = (
        "道路、桥梁、给排水、供水管网、污水管网、雨水管网、停车场、绿化、路灯、供电、通信、充电桩、监控、围墙、" * 20
    )
    assert sectors(Project("清岭县人民医院整体搬迁", content=everything))[BOND_FIELDS] == "社会事业"


def test_the_end_of_a_name_says_what_it_is() -> None:
    assert sectors(Project("垃圾填埋场进场公路"))[BOND_FIELDS] == "交通基础设施"


@pytest.mark.parametrize(
    ("stated", "taxonomy", "field"),
    [
        ("社会事业", BOND_FIELDS, "社会事业"),
        ("社会事业领域", BOND_FIELDS, "社会事业"),
        ("新型基础设施建设", BOND_FIELDS, "新型基础设施"),
        ("前沿／战略性新兴产业基础设施", BOND_FIELDS, "前沿/战略性新兴产业基础设施"),
        ("农业农村", PUBLIC_FIELDS, "农业农村"),
        ("节能环保", EMERGING_FIELDS, "节能环保"),
        ("高端装备", EMERGING_FIELDS, "高端装备制造"),
    ],
)
def test_what_the_table_states_is_taken(stated: str, taxonomy: str, field: str) -> None:
    labels = labels_of([Project("石门镇污水处理厂", sector=stated)])[0]
    (label,) = (label for label in labels if label.taxonomy == taxonomy)
    assert (label.field, label.score, label.stated) == (field, 1.0, True)


def test_a_heading_above_the_rows_states_a_field_too() -> None:
    project = Project("甲", category="二、交通基础设施类（12个）")
    assert surest(labels_of([project])[0])[BOND_FIELDS] == "交通基础设施"


def test_a_column_of_industries_helps() -> None:
    assert sectors(Project("二期工程", sector="水利"))[BOND_FIELDS] == "农林水利"
    assert sectors(Project("二期工程", sector="教育"))[BOND_FIELDS] == "社会事业"


@pytest.mark.parametrize(
    ("name", "main", "also"),
    [
        ("老旧小区改造", "城市更新", "保障性安居工程"),
        ("县城公共停车场", "交通基础设施", "市政和产业园区基础设施"),
        ("城乡供水一体化", "农林水利", "市政和产业园区基础设施"),
        ("新材料产业园标准厂房", "前沿/战略性新兴产业基础设施", "市政和产业园区基础设施"),
    ],
)
def test_the_main_field_of_two_comes_first(name: str, main: str, also: str) -> None:
    project = Project(name)
    assert sectors(project)[BOND_FIELDS] == main
    assert named(project, BOND_FIELDS) == {main, also}


def test_the_first_label_is_the_surest() -> None:
    labels = [SectorLabel(BOND_FIELDS, field, 0.8, ("词",)) for field in ("农林水利", "生态环保")]
    assert surest(labels) == {BOND_FIELDS: "农林水利", PUBLIC_FIELDS: None, EMERGING_FIELDS: None}


def test_many_projects_get_what_each_gets_alone_and_take_seconds() -> None:
    some = list(read_projects(ROOT / "corpus" / "samples" / "pipeline.xlsx").projects)
    alone = [labels_of([project])[0] for project in some[:10]]
    many = (some * (4_000 // len(some) + 1))[:4_000]
    began = time.process_time()
    found = labels_of(many)
    assert time.process_time() - began < 12
    assert found[:10] == alone
    assert labels_of([]) == []

"""契合度: which directions a project is the kind of thing for, and the words that say so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from match_tools import catalogue, direction, programme

from policymatch.matching.fit import FitIndex
from policymatch.matching.matcher import LEAST_FIT
from policymatch.model import Project
from policymatch.text.analysis import default_analyzer


@pytest.fixture(scope="module")
def index() -> FitIndex:
    return FitIndex(catalogue().programmes, default_analyzer())


def fitting(index: FitIndex, project: Project) -> dict[str, float]:
    """programme/direction to fit, of all that are near enough to be offered."""
    return {
        f"{programme.id}/{direction.id}": fit.value
        for (programme, direction), fit in zip(index.pairs, index.fits(project), strict=True)
        if fit.value >= LEAST_FIT
    }


@pytest.mark.parametrize(
    ("name", "directions"),
    [
        ("清岭县石门镇敬老院改扩建项目", {"ndrc-ageing-childcare/public-care"}),
        ("清岭县农产品冷库建设项目", {"ndrc-cold-chain-logistics/public-cold-storage"}),
        ("清岭县骨干冷链物流基地", {"ndrc-cold-chain-logistics/cold-base"}),
        ("清岭县田头冷库", {"mof-farm-cold-storage/cold-storage"}),
        ("清岭县中等职业学校扩建项目", {"ndrc-education/vocational", "ndrc-grain-county-services/vocational"}),
        ("清岭县第一高级中学扩建项目", {"ndrc-grain-county-services/senior-high"}),
        ("清岭县中心幼儿园", {"ndrc-grain-county-services/kindergarten"}),
        ("清岭县人民医院住院楼", {"ndrc-health/hospital", "ndrc-grain-county-services/county-hospital"}),
        ("清岭县粮食储备库", {"ndrc-grain-storage/local-grain"}),
        ("清岭县县城燃气管道老化更新改造", {"ndrc-gas-pipes-housing/gas-heat"}),
        ("清岭县通村公路硬化工程", {"mof-vehicle-tax/rural-roads"}),
        ("清岭县既有住宅加装电梯项目", {"ltsb-equipment/add-lifts"}),
        ("清岭县公共实训基地", {"ndrc-training-bases/training-base"}),
        ("清岭县殡仪馆", {"ndrc-social-services/funeral"}),
        ("清岭县农村饮水安全工程", {"ndrc-water/rural-supply"}),
    ],
)
def test_a_project_meets_its_direction(index: FitIndex, name: str, directions: set[str]) -> None:
    found = fitting(index, Project(name))
    assert directions <= set(found)
    best = max(found.values())
    # Within this distance the kind of money decides (matcher), so it is as good as the best.
    assert any(found[each] >= best - 12 for each in directions)


@pytest.mark.parametrize(
    ("name", "directions"),
    [
        # 县中 is short for a county's senior high school and stands in 县中等职业学校 only by accident.
        ("清岭县中等职业学校扩建项目", {"ndrc-grain-county-services/senior-high", "ndrc-education/basic"}),
        ("清岭县职业高级中学", {"ndrc-grain-county-services/compulsory"}),
        ("清岭县疫苗冷库", {"ndrc-cold-chain-logistics/public-cold-storage"}),
        ("清岭县敬老院", {"ndrc-grain-county-services/childcare", "ndrc-health/hospital"}),
        ("清岭县长途客运站", {"ndrc-railway/trunk", "ndrc-water/rural-supply"}),
        ("清岭县污水处理厂", {"ndrc-water/rural-supply", "mof-farmland/farmland"}),
        ("清岭县农村饮水安全工程", {"mof-rural-water-maintenance/maintenance"}),
        ("清岭县云顶酒店", {"ndrc-culture/tourism", "mof-housing-security/rental-housing"}),
    ],
)
def test_a_project_does_not_meet_what_only_sounds_alike(index: FitIndex, name: str, directions: set[str]) -> None:
    assert not directions & set(fitting(index, Project(name)))


@pytest.mark.parametrize("name", ["某某", "项目", "清岭县2026年重点项目", "", "ABC-123", "县"])
def test_a_name_that_says_nothing_meets_nothing(index: FitIndex, name: str) -> None:
    assert fitting(index, Project(name)) == {}


def small_index(**changes: object) -> FitIndex:
    return FitIndex([programme(directions=(direction(**changes),))], default_analyzer())


def test_the_name_says_more_than_sector_and_that_more_than_content() -> None:
    index = small_index()
    values = [
        index.fits(project)[0].value
        for project in (
            Project("石门镇污水处理厂"),
            Project("石门镇环境项目", sector="污水处理厂"),
            Project("石门镇环境项目", content="新建污水处理厂一座"),
            Project("石门镇环境项目"),
        )
    ]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == 4


def test_each_word_is_kept_once_and_stands_in_the_project() -> None:
    fit = small_index().fits(Project("石门镇污水处理厂及污水管网工程", content="污水处理厂1座"))[0]
    words = [word for word, _ in fit.terms]
    # 污水处理 is part of 污水处理厂: one observation, not two.
    assert words == ["污水处理厂", "污水管网"]
    assert all(0 < sure <= 1 for _, sure in fit.terms)


def test_a_short_word_has_to_be_a_word() -> None:
    index = small_index(keywords=("县中", "冷库", "普通高中"), title="学校", text="学校。")
    assert not index.fits(Project("清岭县中等职业学校"))[0].value or index.fits(Project("清岭县中等职业学校"))[0].akin
    assert [word for word, _ in index.fits(Project("石门镇冷库"))[0].terms] == ["冷库"]


def test_a_word_that_shows_another_thing_takes_most_of_the_fit_away() -> None:
    plain = small_index().fits(Project("工业园污水处理厂"))[0].value
    other = small_index(not_for=("工业园",)).fits(Project("工业园污水处理厂"))[0].value
    assert other == pytest.approx(0.3 * plain, abs=0.1)
    elsewhere = small_index(not_for=("工业园",)).fits(Project("污水处理厂", content="在工业园旁"))[0].value
    assert elsewhere > LEAST_FIT


def test_forms_of_writing_make_no_difference() -> None:
    index = small_index(keywords=("CT设备", "污水处理厂", "污水管网"))
    assert index.fits(Project("县医院ＣＴ设备"))[0].terms == index.fits(Project("县医院ct设备"))[0].terms != ()


@settings(deadline=None, max_examples=60)
@given(name=st.text(max_size=40), content=st.text(max_size=80))
def test_any_text_has_a_fit_from_0_to_100(name: str, content: str) -> None:
    fit = INDEX.fits(Project(name, content=content))[0]
    assert 0 <= fit.value <= 100


INDEX = small_index()

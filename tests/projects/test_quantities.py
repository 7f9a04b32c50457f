"""Quantities in a project's words: what is built counts, and what cannot be told is not guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.model import Project
from policymatch.projects.figure_words import UNITS
from policymatch.projects.quantities import part_of_investment, project_quantity, quantity_of
from policymatch.text.numerals import half_width


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("建设高标准农田1.2万亩", "亩", "12000"),
        ("建设高标准农田１２，０００亩", "亩", "12000"),
        ("新建高标准农田1.2万亩，其中新建0.8万亩、改造提升0.4万亩。", "亩", "12000"),
        ("总面积1.5万亩，造林1万亩，封育0.5万亩", "亩", "15000"),
        ("人工造林1200公顷", "亩", "18000"),
        ("营造林约1万余亩", "亩", "10000"),
        ("新建道路12.5公里，路基宽6.5米", "公里", "12.5"),
        ("敷设DN200管道3500米", "公里", "3.5"),
        ("加装电梯十二台", "台", "12"),
        ("新建两座泵站", "座", "2"),
        ("新建污水处理站3座，服务群众3000户", "座", "3"),
        ("新建充电桩共计120个，其中快充80个", "个", "120"),
        ("造林一万二千亩", "亩", "12000"),
        ("建设幼儿园270个学位，9个班，工期6个月", "个", "270"),
        ("二级公路23.4公里，设计时速40公里", "公里", "23.4"),
        ("光伏18兆瓦，年发电2000万千瓦时", "千瓦", "18000"),
    ],
)
def test_a_quantity(text: str, unit: str, value: str) -> None:
    assert quantity_of(text, unit).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("治理退化林3-5万亩", "亩"),
        ("改造2000亩至3000亩", "亩"),
        ("造林800亩，封育500亩", "亩"),
        # Two villages of one size may be two works.
        ("甲村建800亩、乙村建800亩", "亩"),
        ("新建冷库一座，占地20亩", "亩"),
        ("规划面积5000亩", "亩"),
        ("灌区覆盖3万亩", "亩"),
        ("新建排涝涵闸4座，保护人口1.3万人、耕地4200亩", "亩"),
        ("改造干渠42公里，改善灌溉面积5.3万亩", "亩"),
        ("每亩投资3000元，亩均500元", "亩"),
        ("投资标准3000元/亩", "亩"),
        ("购置3×5亩温室", "亩"),
        ("第3个标段", "个"),
        ("第二十五个标段", "个"),
        ("造林1万2千亩", "亩"),
        ("造林1 200亩", "亩"),
        ("新建涵洞，口径0.5米，跨径20米，扬程260米", "公里"),
        ("治理12km²", "公里"),
        ("处理规模8000立方米/日", "立方米"),
        ("建设120千瓦直流充电桩10台", "千瓦"),
        ("购置CT1台、64排CT1台", "台"),
        ("一户一表改造", "户"),
        ("投资5个亿，工期12个月", "个"),
        ("改造户厕，惠及3000户", "户"),
        ("1,2,3亩", "亩"),
        ("0亩", "亩"),
        ("99999999999999亩", "亩"),
        ("", "亩"),
    ],
)
def test_no_quantity_but_why(text: str, unit: str) -> None:
    found = quantity_of(text, unit)
    assert found.value is None
    assert found.why


def test_only_what_is_counted() -> None:
    text = "加装电梯12台，购置水泵3台"
    assert quantity_of(text, "台", ("电梯",)).value == 12
    assert quantity_of(text, "台", ("水泵",)).value == 3
    assert quantity_of(text, "台", ("锅炉",)).value is None
    assert quantity_of(text, "台").value is None


def test_the_whole_is_told_from_what_is_done_on_it() -> None:
    text = "建设高标准农田1.2万亩，实施田块整治3200亩、土壤改良6800亩"
    assert quantity_of(text, "亩").value is None
    assert quantity_of(text, "亩", ("高标准农田",)).value == 12000


def test_what_is_not_exact_is_said() -> None:
    assert quantity_of("造林约800亩", "亩").about
    assert not quantity_of("造林800亩", "亩").about


def test_name_and_content_have_to_agree() -> None:
    assert project_quantity(Project("某县5000亩高标准农田建设项目"), "亩").value == 5000
    assert project_quantity(Project("某县5000亩高标准农田", content="建设高标准农田5000亩"), "亩").value == 5000
    differing = project_quantity(Project("某县5000亩高标准农田", content="建设高标准农田4800亩"), "亩")
    assert differing.value is None
    assert "不一致" in differing.why
    # What the content leaves open the name does not decide.
    assert project_quantity(Project("5000亩高标准农田", content="造林800亩，封育500亩"), "亩").value is None


@pytest.mark.parametrize(
    ("text", "base", "wan"),
    [
        ("总投资1.2亿元，其中工程费用8000万元", "工程费用", 8000),
        ("建安工程费：3,200.5万元", "工程费用", 3200.5),
        ("设备购置费1.1亿元", "设备投资", 11000),
        ("项目资本金为3000万元", "资本金", 3000),
        ("工程费用3000-5000万元", "工程费用", None),
        ("一期工程费用3000万元，二期工程费用5000万元", "工程费用", None),
        ("工程建设其他费用500万元", "工程费用", None),
        ("工程建设其他工程费用500万元", "工程费用", None),
        ("总投资3000万元", "总投资", None),
    ],
)
def test_a_part_of_the_investment(text: str, base: str, wan: float | None) -> None:
    assert part_of_investment(text, base) == wan


@given(
    st.text(alphabet="0123456789.,万亿亩公里台-—至约其中共（）。，每占地", max_size=200), st.sampled_from(sorted(UNITS))
)
def test_any_text_gives_a_number_that_stands_in_it_or_a_reason(text: str, unit: str) -> None:
    found = quantity_of(text, unit)
    if found.value is None:
        assert found.why
    else:
        assert found.value > 0
        assert found.text in half_width(text)

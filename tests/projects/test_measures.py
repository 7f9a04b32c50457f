from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.model import Measure, Project
from policymatch.projects.measures import KINDS, measures, measures_in


def figures(text: str) -> list[tuple[str, float, str]]:
    return [(each.kind, each.value, each.unit) for each in measures_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("改造四级公路12.5公里，路基宽4.5米", [("长度", 12.5, "公里")]),
        ("架设便桥860延米", [("长度", 0.86, "公里")]),
        ("建设高标准农田3.2万亩", [("面积", 32_000.0, "亩")]),
        ("治理面积120公顷", [("面积", 1_800.0, "亩")]),
        ("日处理2万吨", [("日处理能力", 20_000.0, "吨/日")]),
        ("处理规模2万立方米/日", [("日处理能力", 20_000.0, "立方米/日")]),
        ("由1万吨/日扩到2万吨/日", [("日处理能力", 20_000.0, "吨/日")]),
        ("年产5万吨茶叶", [("年产能力", 50_000.0, "吨/年")]),
        ("冷库5万立方米", [("体积", 50_000.0, "立方米")]),
        ("总库容1350万立方米", [("库容", 13_500_000.0, "立方米")]),
        ("仓容3万吨", [("仓容", 30_000.0, "吨")]),
        ("床位200张，学位1200个", [("床位", 200.0, "张"), ("学位", 1_200.0, "个")]),
        ("200张床位", [("床位", 200.0, "张")]),
        ("装机50兆瓦", [("装机容量", 50.0, "兆瓦")]),
        ("装机120万千瓦", [("装机容量", 1_200.0, "兆瓦")]),
        ("储能10MW/20MWh", [("储能功率", 10.0, "兆瓦"), ("储能容量", 20.0, "兆瓦时")]),
        ("占地50亩，总建筑面积3.8万㎡", [("占地面积", 50.0, "亩"), ("建筑面积", 38_000.0, "平方米")]),
        ("停车位120个", [("停车位", 120.0, "个")]),
        ("改造小区18个、2600户", [("数量", 18.0, "个"), ("户数", 2_600.0, "户")]),
        ("新建十二座桥", [("数量", 12.0, "座")]),
        ("敷设DN300管28公里", [("长度", 28.0, "公里")]),
        ("4.5米宽产业路9公里", [("长度", 9.0, "公里")]),
        ("已建成5公里，续建7公里", [("长度", 7.0, "公里")]),
        ("新建管网一百零三公里", [("长度", 103.0, "公里")]),
        ("造林一万二千亩", [("面积", 12_000.0, "亩")]),
        ("治理12km²", [("面积", 12.0, "平方公里")]),
        ("设300床", [("床位", 300.0, "张")]),
        ("购置CT1台", [("数量", 1.0, "台")]),
        ("装机50兆瓦风电机组10台", [("装机容量", 50.0, "兆瓦"), ("数量", 10.0, "台")]),
        # Not of what is built, or not one figure.
        ("长3–5公里", []),
        ("长3公里–5公里", []),
        ("面积1 200平方米", []),
        ("造林1万2千亩", []),
        ("库容1亿2000万立方米", []),
        ("第十二座、第二十五个标段", []),
        ("K3-5公里", []),
        ("A2座", []),
        ("三方面、三方检测、一部分资金、一户一表、5个亿", []),
        ("位于三台县、五台山", []),
        ("锅炉30吨/时，流量5立方米/秒，产气8立方米每小时", []),
        ("年发电量500万千瓦时", []),
        ("120千瓦直流充电桩10台", [("数量", 10.0, "台")]),
        ("2台35万千瓦机组", [("数量", 2.0, "台")]),
        ("管径DN300，管道直径500毫米", []),
        ("总投资5000万元，每公里造价300万元", []),
        ("长5-8公里", []),
        ("设计时速40公里", []),
        ("距县城12公里", []),
        ("惠及群众1.2万人、耕地4200亩", []),
        ("覆盖12个乡镇", []),
        ("工期12个月", []),
        ("主变2×10兆伏安", []),
        ("第3座", []),
        ("", []),
    ],
)
def test_figures(text: str, found: list[tuple[str, float, str]]) -> None:
    assert figures(text) == found


def test_several_lengths_are_added_up_by_the_text_only() -> None:
    assert not any(each.total or each.part for each in measures_in("新建10公里、改建5公里"))
    for text in ("新建10公里、改建5公里，共15公里", "全长15公里，其中新建10公里、改建5公里"):
        (whole,) = (each for each in measures_in(text) if each.total)
        assert (whole.kind, whole.value, whole.part) == ("长度", 15.0, False)
    parts = [each for each in measures_in("全长15公里，其中新建10公里、改建5公里") if each.part]
    assert [each.value for each in parts] == [10.0, 5.0]


def test_public_is_no_sum() -> None:
    (store,) = measures_in("新建公共冷库3.2万立方米")
    assert not store.total


def test_about_and_words() -> None:
    (length,) = measures_in("建设产业路约12公里")
    assert length.about
    assert all(each.about for text in ("12公里左右", "不超过12公里", "12公里以内") for each in measures_in(text))
    assert length.text == "建设产业路约12公里"
    assert [each.text for each in measures_in("新建冷库42座")] == ["新建冷库42座"]


def test_the_name_fills_what_the_content_lacks() -> None:
    project = Project("云坪100兆瓦光伏电站", content="占地2000亩，装机容量约100兆瓦")
    assert [(each.kind, each.value) for each in measures(project)] == [("占地面积", 2_000.0), ("装机容量", 100.0)]
    assert [each.kind for each in measures(Project("云坪100兆瓦光伏电站", content="占地2000亩"))] == [
        "装机容量",
        "占地面积",
    ]


def test_a_figure_of_another_unit_is_another() -> None:
    found = measures_in("茶园200亩，加工厂房3000平方米")
    assert found[0] == Measure("面积", 200.0, "亩", "茶园200亩")
    assert [(each.kind, each.unit) for each in found] == [("面积", "亩"), ("面积", "平方米")]


WORDS = [
    "12",
    "3.5",
    "万",
    "公里",
    "亩",
    "吨",
    "/日",
    "日处理",
    "共",
    "其中",
    "，",
    "、",
    "至",
    "占地",
    "宽",
    "千瓦",
    "x",
    "个",
    "床位",
    " ",
]


@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_whatever_stands_there_gives_known_kinds(text: str) -> None:
    for each in measures_in(text):
        assert each.kind in KINDS
        assert each.value > 0
        assert each.text


def test_long_text_takes_no_time() -> None:
    for piece in ("12公里", "1", "万", "占地", "12至", "一二三", "其中12亩"):
        measures_in(piece * 2_000)

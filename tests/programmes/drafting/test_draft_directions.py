"""Directions wherever they stand, and lists that look like them; every text is written by us."""

from __future__ import annotations

import time

import pytest
from drafts import draft_of

from policymatch.programmes.drafting.listings import title_of
from policymatch.programmes.drafting.natures import nature

CONDITIONS = "\n四、申报条件\n（一）列入县级规划；\n（二）用地手续齐全，资金已经落实。\n"
NAMES = ["小型泵站更新改造", "农村饮水管网延伸", "水质检测设备购置"]
LISTED = [
    "三、支持范围\n（一）小型泵站更新改造。对设备老化的泵站改造；\n（二）农村饮水管网延伸；\n（三）水质检测设备购置。",
    "三、支持范围\n1.支持小型泵站更新改造；\n2.支持农村饮水管网延伸；\n3.支持水质检测设备购置。",
    "三、哪些项目可以报\n①小型泵站更新改造；\n②农村饮水管网延伸；\n③水质检测设备购置。",
    "三、支持范围\n——小型泵站更新改造。更换机组。\n——农村饮水管网延伸。铺设管道。\n——水质检测设备购置。配齐仪器。",
    "三、支持范围\n方向一：小型泵站更新改造。\n方向二：农村饮水管网延伸。\n方向三：水质检测设备购置。",
    "三、资金投向\n资金支持以下内容：\n小型泵站更新改造；\n农村饮水管网延伸；\n水质检测设备购置。",
    "三、支持范围\n资金重点用于小型泵站更新改造、农村饮水管网延伸和水质检测设备购置。",
    "三、支持范围。小型泵站更新改造、农村饮水管网延伸、水质检测设备购置。",
    "三、主要支持：一是小型泵站更新改造；二是农村饮水管网延伸；三是水质检测设备购置。",
    "三、建设任务\n建设任务见下表。\n\n| 序号 | 任务 | 主要内容 |\n| --- | --- | --- |\n| 1 | 小型泵站更新改造 | 更换机组 |\n| 2 | 农村饮水管网延伸 | 铺设管道 |\n| 3 | 水质检测设备购置 | 配齐仪器 |",
    "三、建设任务\n建设任务见下表。\n\n| 大类 | 方向 | 内容 |\n| --- | --- | --- |\n| 水利 | 小型泵站更新改造 | 更换机组 |\n| 水利 | 农村饮水管网延伸 | 铺设管道 |\n| 监测 | 水质检测设备购置 | 配齐仪器 |",
    "第四条 支持小型泵站更新改造。按总投资的50%补助。\n第五条 支持农村饮水管网延伸。每公里补助8万元。\n第六条 支持水质检测设备购置。按购置费的30%补助。",
    "一、小型泵站更新改造\n更换机组，按总投资的50%补助。\n二、农村饮水管网延伸\n铺设管道，每公里补助8万元。\n三、水质检测设备购置\n配齐仪器，按购置费的30%补助。",
    "今年资金支持以下项目：\n1.小型泵站更新改造；\n2.农村饮水管网延伸；\n3.水质检测设备购置。",
    "三、支持范围\n（一）水利设施类\n1.小型泵站更新改造；\n2.农村饮水管网延伸。\n（二）监测能力类\n1.水质检测设备购置；\n2.水文站改造。",
]


@pytest.mark.parametrize("text", LISTED)
def test_directions_stand_in_many_forms(text: str) -> None:
    titles = [
        item.title
        for item in draft_of(text + (CONDITIONS if "、" in text[:3] else ""), "清河省水利专项资金管理办法").directions
    ]
    assert titles[:3] == NAMES
    assert len(titles) == 3 + ("水文站改造" in titles)


@pytest.mark.parametrize(
    "other",
    [
        "监督检查包括下列内容：\n（一）投资计划下达情况；\n（二）招标投标情况；\n（三）工程质量安全情况。",
        "资金按因素法分配，主要因素包括：\n（一）灌溉面积；\n（二）粮食产量；\n（三）绩效评价结果。",
        "水利部门履行下列职责：\n（一）编制资金分配方案；\n（二）组织竣工验收；\n（三）指导项目实施。",
        "申报材料包括：\n（一）资金申请报告；\n（二）可研批复文件；\n（三）用地预审意见。",
        "下列项目不予支持：\n（一）水利系统办公楼建设；\n（二）景观喷泉工程；\n（三）主题公园建设。",
        "附件1\n实施方案编写提纲\n一、建设内容\n（一）泵站改造情况：座数、投资。\n（二）管网延伸情况：公里数、投资。",
    ],
)
def test_other_lists_are_no_directions(other: str) -> None:
    text = f"三、支持范围\n（一）小型泵站更新改造；\n（二）农村饮水管网延伸。\n四、有关事项\n{other}"
    titles = [item.title for item in draft_of(text, "清河省水利专项资金管理办法").directions]
    assert titles == NAMES[:2]


def test_sections_of_a_guide_are_directions_whatever_stands_below_them() -> None:
    below = "（一）建设内容\n新建改造用房。\n（二）支持标准\n不超过总投资的60%。\n（三）申报条件\n用地已经落实。\n"
    text = "附件1\n项目申报指南\n" + "".join(
        f"{number}、{name}\n{below}"
        for number, name in zip(
            "一二三", ["县级医院提标扩能工程", "中医特色重点医院", "疾控中心标准化建设"], strict=True
        )
    )
    draft = draft_of(text + "四、有关要求\n（一）各地要严格把关。\n（二）按时报送。", "清河省卫生项目申报通知")
    assert [item.title for item in draft.directions] == [
        "县级医院提标扩能工程",
        "中医特色重点医院",
        "疾控中心标准化建设",
    ]


def test_standards_name_the_directions_only_where_nothing_else_does() -> None:
    standards = "奖补标准\n（一）新建设施大棚。每亩奖补3000元。\n（二）建设冷藏库。每立方米奖补200元。\n"
    alone = draft_of(f"三、{standards}", "清河县产业奖补资金实施方案")
    assert [item.title for item in alone.directions] == ["新建设施大棚", "冷藏库"]
    both = draft_of(
        f"二、支持范围\n（一）设施农业；\n（二）冷链仓储设施。\n三、{standards}", "清河县产业奖补资金实施方案"
    )
    assert [item.title for item in both.directions] == ["设施农业", "冷链仓储设施"]


def test_the_only_thing_supported() -> None:
    draft = draft_of("第三条 奖补资金用于农村公路危桥改造。\n第四条 危桥改造每平方米补助3000元。", "清河省奖补资金办法")
    assert [item.title for item in draft.directions] == ["农村公路危桥改造"]
    assert "核对" in draft.directions[0].doubt


def test_what_cannot_be_told_is_a_doubt() -> None:
    text = "三、支持范围\n（一）小型泵站更新改造；\n（二）农村饮水管网延伸。\n四、其他\n各地可以统筹考虑：\n（一）农业保险；\n（二）渠道衬砌。"
    draft = draft_of(text, "清河省水利专项资金管理办法")
    assert [item.title for item in draft.directions] == NAMES[:2]
    assert any("渠道衬砌" in doubt and "看不准" in doubt for doubt in draft.doubts)


@pytest.mark.parametrize("count", [60, 61])
def test_what_is_too_much_is_said(count: int) -> None:
    names = [f"{one}{other}泵站更新改造" for one in "甲乙丙丁戊己庚辛" for other in "子丑寅卯辰巳午未"][:count]
    listed = "\n".join(f"{number}.{name}；" for number, name in enumerate(names, 1))
    draft = draft_of(f"支持范围包括：\n{listed}", "清河省水利专项资金管理办法")
    assert len(draft.directions) == 60
    assert any(f"有 {count} 个，只写了前 60 个" in doubt for doubt in draft.doubts) == (count > 60)


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("荒漠化、石漠化综合治理、退化草原修复", ["荒漠化、石漠化综合治理", "退化草原修复"]),
        ("乡村道路硬化、教育、医疗等公共服务设施扩容", ["乡村道路硬化", "教育、医疗等公共服务设施扩容"]),
        ("村内道路建设、小型水利设施建设，以及饮水井、公共浴室等便民设施建设", ["村内道路建设", "小型水利设施建设", "饮水井、公共浴室等便民设施建设"]),
        ("体育公园建设、健身步道（含桥梁、驿站）建设和足球场改造", ["体育公园建设", "健身步道（含桥梁、驿站）建设", "足球场改造"]),
    ],
)  # fmt: skip
def test_one_sentence_is_cut_where_a_name_ends(sentence: str, names: list[str]) -> None:
    draft = draft_of(f"二、支持范围\n专项资金重点用于{sentence}。", "清河省专项资金管理办法")
    assert [item.title for item in draft.directions] == names


def test_natures_tell_what_is_built_from_what_is_required() -> None:
    built = ["污水处理厂提标改造", "县级医院能力提升", "高标准农田建设", "老旧小区管网更新", "冷链物流设施"]
    required = ["具有独立法人资格", "可行性研究报告已批复", "投资计划下达情况", "未列入失信名单", "招标投标情况"]
    assert min(map(nature, built)) > 0 > max(map(nature, required))
    assert nature("") == 0


def test_a_title_is_the_name_alone() -> None:
    assert title_of("支持县乡道改造。对路基不足的道路拓宽") == "县乡道改造"
    assert title_of("——冷库建设，单个不超过100万元") == "冷库建设"
    assert title_of("建设内容") == "建设内容"


@pytest.mark.parametrize(
    "text",
    [
        "支持范围包括：\n" + "\n".join(f"（{'一二三四五六七八九十'[at % 10]}）新建第{at}座泵站，补助{at}万元。" for at in range(3000)),
        "资金用于" + "、".join(["泵站改造"] * 30_000),
        "支持用于包括" * 10_000,
        "支持：\n" + "泵站改造。\n说明：\n" * 4000,
    ],
)  # fmt: skip
def test_endless_lists_take_no_time(text: str) -> None:
    began = time.process_time()
    draft = draft_of(text)
    assert time.process_time() - began < 5
    assert len(draft.directions) <= 60

"""Conditions and exclusions under headings and leads of many wordings, and figures that are no award; texts written by us."""

from __future__ import annotations

import pytest
from drafts import draft_of, figures_in, found_in, policy_of

from policymatch.programmes.drafting.passages import passages_of
from policymatch.programmes.drafting.topics import Topic, Topics

BEFORE = "一、支持范围\n（一）小型泵站改造；\n（二）供水管网更新。\n二、补助标准\n按总投资的50%补助。\n三、"
MUST = "（一）符合县域供水规划；\n（二）实施方案已经批复；\n（三）近三年没有失信记录。"
NOT = "（一）已经完工的；\n（二）以绿化名义建设广场的；\n（三）债务风险等级为红色的地区。"


@pytest.mark.parametrize(
    "opening",
    [
        "申报条件", "奖补条件", "入库要求", "哪些县可以申报", "前提条件：", "项目应当符合以下要求：",
        "申请资金的单位应当：", "申报本专项，应达到下列标准：", "项目单位须承诺并符合下列各项：",
    ],
)  # fmt: skip
def test_conditions_are_known_by_their_opening(opening: str) -> None:
    found = draft_of(f"{BEFORE}{opening}\n{MUST}").requirements
    assert [each.kind == "exclusion" for each in found] == [False] * 3


@pytest.mark.parametrize(
    "opening",
    [
        "负面清单", "不予奖补的情形", "有下列情形的县不得参加评审", "存在以下问题的单位暂停申报：", "以下项目不在支持之列：",
        "有下列情形之一的村，暂停申报一年：", "出现下列任一情形的，取消申报资格：", "下列建设内容不得使用补助资金：", "禁止类项目清单",
    ],
)  # fmt: skip
def test_exclusions_are_known_by_their_opening(opening: str) -> None:
    found = draft_of(f"{BEFORE}{opening}\n{NOT}").requirements
    assert [each.kind for each in found] == ["exclusion"] * 3


@pytest.mark.parametrize(
    ("opening", "topic"),
    [
        ("补助内容限于下列五类，超出范围的不予受理：", Topic.SCOPE),
        ("本批次聚焦支持以下领域，其他领域暂缓申报：", Topic.SCOPE),
        ("有下列情形之一的，不予受理：", Topic.EXCLUSION),
        ("下列用途的贷款可以申请贴息：", Topic.SCOPE),
        ("有下列行为之一的，追回资金，取消其后续安排：", Topic.SUPERVISION),
    ],
)
def test_a_lead_is_about_what_its_list_is_of(opening: str, topic: Topic) -> None:
    root = passages_of(policy_of(f"第五条 {opening}\n（一）泵站改造；\n（二）管网更新。"))
    article = next(each for each in root.below() if each.label == "第五条")
    assert Topics(root).own(article) == topic


def test_a_first_sentence_is_no_heading() -> None:
    found = draft_of("六、工作要求\n专项资金不得挪用。各地应当按月调度，闲置的由省里调整。").requirements
    assert not [each for each in found if "按月调度" in each.text]


@pytest.mark.parametrize(
    "sentence",
    [
        "申请奖补的企业应当具有独立法人资格，近三年未受到行政处罚",
        "申报中药资源类项目的，项目单位应当具有独立法人资格",
        "单个项目设备投资不低于1000万元",
        "项目资本金中非债务性资金不得低于资本金总额的30%",
    ],
)
def test_a_sentence_may_say_outright_that_it_is_a_condition(sentence: str) -> None:
    found = draft_of(f"第三章 资金管理\n第九条 资金按年度安排。\n第十条 {sentence}。").requirements
    assert found
    assert all(each.kind != "exclusion" for each in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "县级部门应当加强监管并按月报送进度",
        "项目竣工后应当及时办理验收",
        "省级部门负责组织评审",
        "绩效评价结果应当公开",
    ],
)
def test_duties_are_no_conditions(sentence: str) -> None:
    assert not draft_of(f"第三章 组织实施\n第九条 {sentence}。").requirements


def test_added_items_of_an_amendment_are_read() -> None:
    text = "九、第十三条增加两项，分别作为第四项、第五项：“（四）以改建为名修建景观大道的；（五）已经开工满两年的。”"
    found = draft_of(text, "关于修改《清河省公路补助资金管理办法》的决定").requirements
    assert [(each.kind, each.text) for each in found] == [
        ("exclusion", "以改建为名修建景观大道的"),
        ("exclusion", "已经开工满两年的"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "举例：某项目总投资10亿元，补助比例30%，则补助最高3亿元",
        "计算示例：某合作社贷款500万元，应贴息15万元",
        "原办法每亩补助1500元的标准不再执行",
        "2021年至2025年全市累计实施项目3126个，财政奖补5.1亿元",
        "培训支出不超过10%",
        "工程建设其他费用和预备费合计不超过总投资的10%",
        "省级可以从补助资金中按不超过0.5%的比例安排核查费用",
        "提高幅度控制在15%以内",
        "设备购置不超过补助额的15%",
        "2026年5月31日前发放的贷款仍按3%的贴息率结算",
    ],
)
def test_figures_that_are_no_award(sentence: str) -> None:
    assert figures_in(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("按照实际付息额的80%给予贴息，中央财政和省级财政各承担一半", [("ratio", 0.8)]),
        ("新上生产线的，扶持5%，封顶500万元", [("ratio", 0.05), ("cap", 500.0)]),
        ("补助不得超过购置价格的三成", [("ratio", 0.3)]),
        ("原标准每亩补助1500元不再执行，改为每亩补助1800元", [("amount", 1800.0)]),
        ("中央资金占总投资的比例不超过50%，园区项目占比不超过25%", [("ratio", 0.5), ("ratio", 0.25)]),
    ],
)
def test_figures_beside_such_words_are_awards(sentence: str, found: list[tuple[str, float]]) -> None:
    assert [(kind, value) for kind, value, _ in figures_in(sentence)] == found


@pytest.mark.parametrize(
    "sentence",
    [
        "高标准农田每亩补助2000元，原《资金办法》同时废止",
        "单个项目补助不超过500万元，逾期未报的指标作废",
        "某市补助比例不超过30%",
    ],
)
def test_a_figure_that_is_set_aside_is_a_doubt(sentence: str) -> None:
    found = found_in(sentence)
    assert not found.figures
    assert sentence in found.doubts[0]
    assert not found_in("原《资金办法》（2020年第3号）同时废止").doubts

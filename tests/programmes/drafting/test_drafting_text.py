"""Directions, conditions, exclusions, papers, deadlines and terms from whole texts, in the ways they are laid out."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from drafts import by_tier, draft_of, policy_of
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_data import SHARED, needs_shared

from policymatch.programmes.drafting.compose import compose
from policymatch.programmes.drafting.desk import check_draft
from policymatch.programmes.drafting.draft import draft_policy
from policymatch.programmes.drafting.keywords import keywords_of
from policymatch.programmes.drafting.predicates import rule_of

ARTICLES = """第一章 总则
第一条 为规范补助资金管理，制定本办法。
第二章 支持范围
第二条 补助资金用于下列项目：
（一）农村公路路面改造。对县道、乡道油路改造给予支持；
（二）危桥改造；
（三）安全生命防护工程。
第三条 有下列情形之一的，不予支持：
（一）已经完工的项目；
（二）已获得中央预算内投资支持的；
（三）总投资不足400万元的。
第三章 补助标准
第四条 补助比例不超过核定投资的30%，单个项目不超过500万元；危桥改造项目不超过核定投资的50%。
第四章 申报条件和程序
第五条 申报项目应当符合下列条件：
（一）列入省级规划；
（二）可行性研究报告已批复；
（三）项目已纳入国家重大建设项目库，地方资金已落实。
第六条 县级交通部门应当于每年9月30日前提出申请，附项目申报书、可研批复文件、资金承诺函。
第五章 监督管理
第七条 有下列行为之一的，收回补助资金：
（一）截留挪用的；
（二）进度滞后30%的。
第八条 本办法自2026年1月1日起施行，有效期至2030年12月31日。《清河省农村道路资金办法》（清交规〔2021〕3号）同时废止。
"""


def test_by_article() -> None:
    draft = draft_of(ARTICLES)
    assert [item.title for item in draft.directions] == ["农村公路路面改造", "危桥改造", "安全生命防护工程"]
    assert [(each.kind, each.value, each.basis) for each in draft.figures] == [
        ("ratio", 0.3, "核定投资"),
        ("cap", 500.0, None),
        ("ratio", 0.5, "核定投资"),
    ]
    rules = {each.text: (each.kind, each.rule) for each in draft.requirements}
    assert rules["已经完工的项目"] == ("exclusion", {"fact": "finished", "is": True})
    assert rules["已获得中央预算内投资支持的"] == ("exclusion", {"fact": "received_central", "is": True})
    assert rules["总投资不足400万元的"] == ("exclusion", {"fact": "investment_wan", "less_than": 400})
    assert rules["可行性研究报告已批复"] == ("readiness", {"permit": "可研批复"})
    assert rules["项目已纳入国家重大建设项目库"] == ("readiness", {"fact": "in_library", "is": True})
    # What the machine cannot judge stays apart, or the whole would count as fulfilled.
    assert rules["地方资金已落实"] == ("readiness", None)
    assert not any("截留" in text or "进度" in text for text in rules)
    assert draft.documents == ["项目申报书", "可研批复文件", "资金承诺函"]
    assert [(what, day) for what, day in draft.deadlines] == [("县级交通部门应当于每年9月30日前提出申请", None)]
    assert (draft.valid_from, draft.valid_to) == (date(2026, 1, 1), date(2030, 12, 31))
    assert draft.replaces == ["清交规〔2021〕3号"]


HEADINGS = """一、支持重点
重点支持以下项目：一是规模化水厂新建和改扩建；二是城市管网向农村延伸；三是老旧供水管网更新。
二、补助比例
东部地区按不超过总投资（不含征地拆迁费用）的20%给予补助，中部、西部、东北地区分别为40%、60%和50%。
三、申报条件
（一）总投资原则上不低于3000万元。
（二）以下项目不纳入申报范围：城区管网项目；存在重大环境问题的项目。
四、报送要求
请于2026年3月15日前将申报文件报送我委，逾期不予受理。
"""


def test_by_heading_with_lists_inside_lines() -> None:
    draft = draft_of(HEADINGS, "关于做好城乡供水中央预算内投资项目申报工作的通知")
    assert draft.channel == "中央预算内投资"
    assert [item.title for item in draft.directions] == [
        "规模化水厂新建和改扩建",
        "城市管网向农村延伸",
        "老旧供水管网更新",
    ]
    assert by_tier(draft.figures) == {"东部": 0.2, "中部": 0.4, "西部": 0.6, "东北": 0.5}
    assert {each.basis for each in draft.figures} == {"总投资"}
    texts = [(each.kind, each.text) for each in draft.requirements]
    assert ("exclusion", "城区管网项目") in texts
    assert ("exclusion", "存在重大环境问题的项目") in texts
    assert not any("逾期" in text for _, text in texts)
    assert draft.deadlines[0][1] == "2026-03-15"


TABLES = """一、支持方向
（一）日光温室。
（二）育苗中心。
二、补助标准
| 建设内容 | 单位 | 补助标准 | 补助上限 |
| --- | --- | --- | --- |
| 日光温室 | 元/平方米 | 60 | 每个主体不超过100万元 |
| 育苗中心 | 按实际投资 | 30% | 200万元 |
| 合计 | — | — | — |
"""


def test_a_table_with_kinds_units_and_caps() -> None:
    draft = draft_of(TABLES, "设施农业补助资金实施方案")
    assert [(each.kind, each.value, each.unit, each.basis) for each in draft.figures] == [
        ("amount", 60.0, "元/平方米", None),
        ("cap", 100.0, None, None),
        ("ratio", 0.3, None, "实际投资"),
        ("cap", 200.0, None, None),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "| 地区 | 补助比例（%） |\n| --- | --- |\n| 东部 | 30 |\n| 中部 | 45 |\n| 西部、东北 | 60 |",
        "| 项目 | 东部 | 中部 | 西部 | 东北 |\n| --- | --- | --- | --- | --- |\n| 供水管网 | 30% | 45% | 60% | 60% |",
    ],
)
def test_tiers_in_rows_or_columns(table: str) -> None:
    draft = draft_of(
        f"一、支持方向\n（一）供水管网。\n（二）排水管网。\n二、补助比例\n补助资金按总投资的比例安排，见下表。\n{table}\n"
    )
    assert by_tier(draft.figures) == {"东部": 0.3, "中部": 0.45, "西部": 0.6, "东北": 0.6}


def test_conditions_in_an_annex() -> None:
    text = (
        "一、申报领域\n（一）高中学位扩容。\n（二）特殊教育学校。\n二、支持标准\n中央投资补助不超过总投资的60%。\n"
        "附件：1.申报条件\n\n教育局\n\n2026年1月5日\n\n附件1\n\n申报条件\n\n"
        "一、前期要求\n（一）可行性研究报告已批复。\n（二）土地手续齐备。\n二、不予申报的情形\n1.民办学校项目。\n2.已竣工的项目。\n"
    )
    found = {(each.kind, each.ref) for each in draft_of(text, "关于申报教育补助资金项目的通知").requirements}
    assert ("readiness", "附件1/一、（一）") in found
    assert ("exclusion", "附件1/二、") in found


AMENDING = """一、第六条中的“每村不超过20万元”修改为“每村不超过35万元”。
二、第七条中的“30%”修改为“40%”。
三、第八条修改为：“有下列情形之一的，不予奖补：（一）违法占地的；（二）重复申报的。”
四、删去第九条关于“按50%补助”的规定。
"""
BASE = """第六条 奖补资金每村不超过20万元。
第七条 户厕改造按不超过实际投资的30%给予奖补。
第八条 不予奖补的情形另行规定。
"""


def test_an_amendment_without_the_amended_text_drafts_only_what_it_says() -> None:
    draft = draft_of(AMENDING, "关于修改《平川县人居环境奖补办法》的决定")
    assert [(each.kind, each.value) for each in draft.figures] == [("cap", 35.0)]
    assert any("30%" in doubt and "40%" in doubt for doubt in draft.doubts)
    assert {each.text for each in draft.requirements if each.kind == "exclusion"} == {"违法占地的", "重复申报的"}


def test_an_amendment_is_read_in_the_sentence_it_changes() -> None:
    base = policy_of(BASE, "平川县人居环境奖补办法", "base-1")
    asked = []

    def lookup(title: str):  # type: ignore[no-untyped-def]
        asked.append(title)
        return base

    draft = draft_policy(policy_of(AMENDING, "关于修改《平川县人居环境奖补办法》的决定"), lookup)
    assert asked == ["平川县人居环境奖补办法"]
    assert [(each.kind, each.value, each.basis) for each in draft.figures] == [
        ("cap", 35.0, None),
        ("ratio", 0.4, "实际投资"),
    ]


def test_a_regulation_of_fees_is_no_programme() -> None:
    draft = draft_of("第一条 使用费标准为每平方米五元。\n第二条 最高不得超过每平方米十元。\n", "场地使用费管理规定")
    assert draft.figures == []
    assert draft.likeness == 0.0


@needs_shared
def test_laws_are_no_programmes() -> None:
    from policymatch.policies.parse import parse_policy
    from policymatch.readers import read_file

    files = sorted((SHARED / "data" / "policies").glob("*.md"))[::4]
    drafts = [draft_policy(parse_policy(read_file(path))) for path in files]
    assert len(drafts) > 30
    assert [draft.policy.summary.title for draft in drafts if draft.likeness >= 0.8] == []


LINES = st.sampled_from(
    ["第一章 支持范围", "第二条 资金用于下列项目：", "（一）冷库建设；", "二、补助标准", "| 地区 | 比例 |", "| 东部 | 30% |", "1.甲", "不超过30%，最高1亿元。",
     "附件1", "有下列情形之一的，不予支持：", "将“30%”修改为“40%”。", "三、申报条件", "应当：甲；乙；丙。", "注：1.甲2.乙", "2026年3月1日前报送材料：甲、乙。", "“”「」《》", "（一）（二）（三）"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES | st.text(max_size=60), max_size=30), st.text(max_size=40))
def test_any_text_gives_a_draft_that_validates(lines: list[str], title: str) -> None:
    policy = policy_of("第一条 为了试验。\n" + "\n".join(lines), "关于修改《甲办法》的通知" + title)
    written = compose(draft_policy(policy), date(2026, 11, 25))
    assert check_draft(written.text, Path(f"{written.id}.yaml"), policy).directions


@pytest.mark.parametrize(
    "unit", ["（一）不超过30%，", "“30%”修改为“", "1.、", "|", "东部30%、", "：；", "不得超过总投资的"]
)
def test_time_is_bounded_on_long_lines(unit: str) -> None:
    policy = policy_of("二、补助标准\n" + unit * (60_000 // len(unit)), "补助资金办法")
    started = time.process_time()
    draft_policy(policy)
    assert time.process_time() - started < 10


def test_a_head_of_two_rows_names_the_kind_of_every_column() -> None:
    table = (
        "| 类别 | 奖补比例 |  | 单个项目上限（万元） |  |\n| --- | --- | --- | --- | --- |\n"
        "| 类别 | 普通县 | 重点帮扶县 | 普通县 | 重点帮扶县 |\n| 标准化基地 | 30% | 40% | 200 | 300 |\n| 仓储设施 | 20% | 30% | 500 | 600 |\n"
    )
    draft = draft_of(
        f"一、支持内容\n1.标准化基地。\n2.仓储设施。\n二、奖补标准\n见下表。\n{table}", "产业园奖补资金管理办法"
    )
    assert [(each.kind, each.value) for each in draft.figures if each.subject == "标准化基地"] == [
        ("ratio", 0.3),
        ("ratio", 0.4),
        ("cap", 200.0),
        ("cap", 300.0),
    ]


def test_articles_headed_in_brackets() -> None:
    text = (
        "第一条（支持内容）补助资金支持旅游厕所、停车场、游步道等设施建设。\n第二条（补助标准）省级重点村每村补助60万元。\n"
        "第三条（申报条件）申报村应当满足：（1）业态不少于3个；（2）用地手续合法。\n第四条（禁止事项）不得用于下列支出：1.偿还债务；2.发放津贴。\n"
    )
    draft = draft_of(text, "乡村旅游补助资金管理细则")
    assert [item.title for item in draft.directions][:2] == ["旅游厕所", "停车场"]
    assert [(each.kind, each.value, each.unit) for each in draft.figures] == [("amount", 60.0, "万元/村")]
    assert [(each.kind, each.text) for each in draft.requirements] == [
        ("condition", "业态不少于3个"),
        ("readiness", "用地手续合法"),
        ("exclusion", "偿还债务"),
        ("exclusion", "发放津贴"),
    ]


def test_lists_headed_in_their_own_line() -> None:
    text = (
        "（一）补助范围。公共服务平台、数字化展示设施、消防改造。\n（二）补助比例。按审定投资的25%补助。\n"
        "（三）申报条件。建成运营1年以上；产权清晰。\n（四）不予补助情形。主要用于零售的；已列入拆迁范围的。\n（五）申报材料。申请报告、营业执照、立项文件。\n"
    )
    draft = draft_of(text, "文化产业园区补助实施方案")
    assert [item.title for item in draft.directions] == ["公共服务平台", "数字化展示设施", "消防改造"]
    assert [(each.value, each.basis) for each in draft.figures] == [(0.25, "审定投资")]
    assert len([each for each in draft.requirements if each.kind == "condition"]) == 2
    assert len([each for each in draft.requirements if each.kind == "exclusion"]) == 2
    assert draft.documents == ["申请报告", "营业执照", "立项文件"]


def test_a_rule_that_judges_half_of_a_sentence_is_not_written() -> None:
    text = "一、支持范围\n（一）甲类设施。\n（二）乙类设施。\n二、补助标准\n补助资金按投资的30%安排。\n三、申报条件\n（一）土地、环评手续基本完备。\n四、不予支持的情形\n（一）已安排中央资金的、超标准建设的。\n"
    assert [each.rule for each in draft_of(text, "补助资金办法").requirements] == [None, None]


@pytest.mark.parametrize(
    ("part", "rule"),
    [
        ("项目已备案", {"permit": "备案"}),
        ("企业投资项目须完成备案", {"permit": "备案"}),
        ("设施农业用地已备案", None),
        ("环境影响登记表已备案", {"permit": "环评批复"}),
        ("城市市辖区建成区内的项目", None),
        ("项目应为拟新开工或在建未完工项目", {"fact": "finished", "is": False}),
        ("总投资在2000万元以上", {"fact": "investment_wan", "at_least": 2000}),
        ("申请补助的金额不低于总投资的20%", None),
    ],
)
def test_sentences_as_predicates(part: str, rule: dict[str, object] | None) -> None:
    found = rule_of(part, exclusion=False)
    assert (found[0] if found else None) == rule


def test_a_built_up_area_is_no_finished_project() -> None:
    assert rule_of("城市市辖区建成区内的项目", exclusion=True) is None
    assert rule_of("已建成投用的项目", exclusion=True) == ({"fact": "finished", "is": True}, False)


def test_a_sentence_that_opens_a_list_of_directions_is_no_direction() -> None:
    text = "一、建设重点\n主要支持以下方面：\n1. 设施农业。新建温室。\n2. 设施渔业。池塘改造。\n二、补助标准\n补助资金不超过投资的30%。不符合条件的不得推荐。\n"
    draft = draft_of(text, "现代设施农业补助资金申报通知")
    assert [item.title for item in draft.directions] == ["设施农业", "设施渔业"]
    assert draft.requirements == []


def test_terms_that_begin_in_one_place_come_longest_first() -> None:
    name = "超长期特别国债项目"
    terms = frozenset(name[:size] for size in range(3, 9))
    # 超长期特别国债 is what the name is about.
    assert keywords_of("", name, terms) == [name[:size] for size in (7, 8, 6, 5, 4, 3)]

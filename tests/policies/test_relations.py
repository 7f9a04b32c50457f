from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law_texts import LAWS, POLICIES
from shared_data import SHARED, needs_shared

from policymatch.model import Clause, Effect, PolicySummary, Relation
from policymatch.policies import parse_policy
from policymatch.policies import relations as relations_module
from policymatch.policies.endings import END
from policymatch.policies.relations import find_relations, stated_relations
from policymatch.readers import read_file

OWN = PolicySummary(
    "own",
    "某专项管理办法",
    doc_number="财建〔2025〕9号",
    issued_on=date(2024, 12, 1),
    effective_on=date(2025, 1, 1),
)


def relations(*texts: str, own: PolicySummary = OWN) -> tuple[Relation, ...]:
    return find_relations([Clause(f"own#{n}", f"第{n}条", "", text) for n, text in enumerate(texts, 1)], own)


def short(*texts: str, own: PolicySummary = OWN) -> list[str]:
    """Relations in one line each: effect, title, number, day of issue, day of the effect."""
    return [
        " ".join(
            str(value)
            for value in (
                {Effect.REPEALS: "ends", Effect.PREVAILS: "over"}[relation.effect],
                relation.title,
                relation.doc_number,
                relation.issued_on,
                relation.on and f"from {relation.on}",
            )
            if value is not None
        )
        for relation in relations(*texts, own=own)
    ]


NATIONAL = {
    "中国公民出国旅游管理办法(2017-03-01)": ["第三十三条 中国公民自费出国旅游管理暂行办法 1997-07-01"],
    "企业债券管理条例(2011-01-08)": ["第三十九条 企业债券管理暂行条例 1987-03-27"],
    "企业国有资产产权登记管理办法(1996-01-25)": ["第十七条 国有资产产权登记管理试行办法 1992-05-11"],
    "企业所得税法(2018-12-29)": [
        "第六十条 中华人民共和国外商投资企业和外国企业所得税法 1991-04-09",
        "第六十条 中华人民共和国企业所得税暂行条例 1993-12-13",
    ],
    "企业所得税法实施条例(2019-04-23)": [
        "第一百三十二条 中华人民共和国外商投资企业和外国企业所得税法实施细则 1991-06-30",
        "第一百三十二条 中华人民共和国企业所得税暂行条例实施细则 1994-02-04",
    ],
    "企业法人登记管理条例(2019-03-02)": [
        "第三十八条 中外合资经营企业登记管理办法 1980-07-26",
        "第三十八条 工商企业登记管理条例 1982-08-09",
        "第三十八条 公司登记管理暂行规定 1985-08-25",
    ],
    "公路安全保护条例(2011-03-07)": ["第七十七条 中华人民共和国公路管理条例 1987-10-13"],
    "军用饮食供应站供水站管理办法(2019-03-02)": ["第十八条 军用饮食供应站、供水站组织管理暂行办法 1965-04-07"],
    "农村五保供养工作条例(2006-01-21)": ["第二十六条 农村五保供养工作条例 1994-01-23"],
    "医疗事故处理条例(2002-04-04)": ["第六十三条 医疗事故处理办法 1987-06-29"],
    "医疗机构管理条例(2016-02-06)": ["第五十五条 医院诊所管理暂行条例 None"],
    "土地复垦条例(2011-03-05)": ["第四十四条 土地复垦规定 1988-11-08"],
    "地质资料管理条例(2017-03-01)": ["第二十六条 全国地质资料汇交管理办法 1988-05-20"],
    "城市生活无着的流浪乞讨人员救助管理办法(2003-06-20)": ["第十八条 城市流浪乞讨人员收容遣送办法 1982-05-12"],
    "基本农田保护条例(2011-01-08)": ["第三十六条 基本农田保护条例 1994-08-18"],
    "指导外商投资方向规定(2002-02-11)": ["第十七条 指导外商投资方向暂行规定 1995-06-20"],
    "森林法实施条例(2018-03-19)": ["第四十八条 中华人民共和国森林法实施细则 1986-05-10"],
    "注册会计师法(2014-08-31)": ["第四十六条 中华人民共和国注册会计师条例 1986-07-03"],
    "环境保护税法实施条例(2017-12-25)": ["第二十六条 排污费征收使用管理条例 2003-01-02"],
    "矿产资源勘查区块登记管理办法(2014-07-29)": [
        "第四十一条 矿产资源勘查登记管理暂行办法 1987-04-29",
        "第四十一条 石油及天然气勘查、开采登记管理暂行办法 1987-12-16",
    ],
    "矿产资源开采登记管理办法(2014-07-29)": [
        "第三十四条 全民所有制矿山企业采矿登记管理暂行办法 1987-04-29",
        "第三十四条 国务院关于修改〈全民所有制矿山企业采矿登记管理暂行办法〉的决定 1990-11-22",
    ],
    "统计法实施条例(2017-05-28)": ["第五十五条 中华人民共和国统计法实施细则 2005-12-16"],
    "铁路交通事故应急救援和调查处理条例(2012-11-09)": [
        "第四十一条 火车与其他车辆碰撞和铁路路外人员伤亡事故处理暂行规定 1979-07-16",
        "第四十一条 铁路旅客运输损害赔偿规定 1994-08-13",
    ],
    "铁路安全管理条例(2013-08-17)": ["第一百零八条 铁路运输安全保护条例 2004-12-27"],
    "长江三峡工程建设移民条例(2011-01-08)": ["第六十四条 长江三峡工程建设移民条例 1993-08-19"],
    "防治船舶污染海洋环境管理条例(2018-03-09)": ["第七十六条 中华人民共和国防止船舶污染海域管理条例 1983-12-29"],
    "预算法(2018-12-29)": ["第一百零一条 国家预算管理条例 1991-10-21"],
    "高等教育自学考试暂行条例(2014-07-29)": [
        "第四十二条 国务院批转教育部关于高等教育自学考试试行办法的报告 1981-01-13",
        "第四十二条 国务院批转教育部等部门关于成立全国高等教育自学考试指导委员会的请示的通知 1983-05-03",
    ],
}
"""What the 164 texts end, as a person read it from every sentence with 废止, 停止执行, 失效 or 为准 in them.

Nothing stands here for 总会计师条例 (only the rules on one subject in two texts end), 土地增值税暂行条例 and
城镇土地使用税暂行条例 (unnamed local rules), the seals (whatever differs, unnamed), and the many permits, contracts and
tickets that lapse.
"""


@needs_shared
@pytest.mark.parametrize("initial", sorted({law.name[0] for law in LAWS}))
def test_what_the_laws_end(initial: str) -> None:
    for law in (law for law in LAWS if law.name[0] == initial):
        policy = parse_policy(read_file(law))
        found = find_relations(policy.clauses, policy.summary)
        assert [f"{item.clause} {item.title} {item.issued_on}" for item in found] == NATIONAL.get(law.stem, []), (
            law.name
        )
        assert all(item.effect is Effect.REPEALS and item.doc_number is None and item.on is None for item in found)


def test_the_list_names_laws_that_are_there() -> None:
    if POLICIES.exists():
        assert {law.stem for law in LAWS} >= set(NATIONAL)


@needs_shared
def test_what_the_pages_of_a_municipality_end() -> None:
    found = {}
    for page in sorted((SHARED / "data" / "html").glob("*.html")):
        policy = parse_policy(read_file(page))
        if relations := find_relations(policy.clauses, policy.summary):
            found[page.name[:3]] = [(item.title, item.doc_number) for item in relations]
    assert found == {
        "35c": [("广州市人民政府办公厅关于印发广州市引进人才入户管理办法的通知", "穗府办规〔2018〕30号")],
        "37_": [
            ("中华人民共和国公司登记管理条例", None),
            ("中华人民共和国企业法人登记管理条例", None),
            ("中华人民共和国合伙企业登记管理办法", None),
            ("农民专业合作社登记管理条例", None),
            ("企业法人法定代表人登记管理规定", None),
        ],
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《甲管理办法》（发改投资规〔2021〕1号）同时废止。", ["ends 甲管理办法 发改投资规〔2021〕1号"]),
        ("自本办法施行之日起，《甲规定》《乙规定》同时废止。", ["ends 甲规定", "ends 乙规定"]),
        (
            "《甲》（财建[2016]1号）、《乙》（财建（2017）2号）和《丙细则》同时废止。",
            ["ends 甲 财建〔2016〕1号", "ends 乙 财建〔2017〕2号", "ends 丙细则"],
        ),
        ("原《甲规定》不再执行。", ["ends 甲规定"]),
        ("原《甲办法》（试行）停止执行。", ["ends 甲办法（试行）"]),
        ("现决定废止《甲规定》（国办发〔2001〕3号）等2件文件。", ["ends 甲规定 国办发〔2001〕3号"]),
        ("自2025年3月1日起废止《甲规定》。", ["ends 甲规定 from 2025-03-01"]),
        ("国办发〔2010〕1号文件同时废止。", ["ends 国办发〔2010〕1号"]),
        ("《关于甲的通知》财建〔2016〕171号即行失效。", ["ends 关于甲的通知 财建〔2016〕171号"]),
        ("《甲规定》等3个文件予以废止，《乙规定》继续有效。", ["ends 甲规定"]),
        ("《甲规定》及其补充通知同时废止。", ["ends 甲规定"]),
        ("对《甲规定》和《乙规定》予以废止；《丙规定》予以修改。", ["ends 甲规定", "ends 乙规定"]),
        ("废止《甲规定》，修改《乙规定》。", ["ends 甲规定"]),
        (
            "财政部《甲》（财建〔2016〕1号），国家发展改革委《乙》（财建〔2016〕2号）同时废止。",
            ["ends 甲 财建〔2016〕1号", "ends 乙 财建〔2016〕2号"],
        ),
        (
            "2012年9月12日公布的《甲规定》（公安部令第123号）和2016年1月29日发布的《公安部关于修改<甲规定>的决定》（公安部第139号令）同时废止",
            ["ends 甲规定 公安部令第123号 2012-09-12", "ends 公安部关于修改<甲规定>的决定 公安部令第139号 2016-01-29"],
        ),
        (
            "2014年7月30日原国家食品药品监督管理总局令第4号公布的《甲规定》同时废止。",
            ["ends 甲规定 国家食品药品监督管理总局令第4号 2014-07-30"],
        ),
        (
            "《甲规定》（2016年3月1日财政部令第81号公布，自2016年5月1日起施行）作废。",
            ["ends 甲规定 财政部令第81号 2016-03-01"],
        ),
        (
            "《关于印发《甲办法》的通知》（财建〔2016〕171号）同时废止。",
            ["ends 关于印发《甲办法》的通知 财建〔2016〕171号"],
        ),
        ("原国家应急管理部发布的《甲规定》同时废止。", ["ends 甲规定"]),
        ("2019年10月1日起施行的《甲规定》同时废止。", ["ends 甲规定"]),
    ],
)
def test_what_ends(text: str, expected: list[str]) -> None:
    assert short(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("根据《规章制定程序条例》，《甲规定》同时废止。", ["ends 甲规定"]),
        ("根据《甲规定》和《乙规定》，《丙规定》同时废止。", ["ends 丙规定"]),
        ("按照国务院《甲规定》，《乙规定》同时废止。", ["ends 乙规定"]),
        ("除《甲规定》外，《乙规定》同时废止。", ["ends 乙规定"]),
        ("国务院印发《甲规定》，《乙规定》同时废止。", ["ends 乙规定"]),
    ],
)
def test_what_a_sentence_goes_by_does_not_end(text: str, expected: list[str]) -> None:
    assert short(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "任何单位不得废止《甲规定》。",
        "《甲规定》第三条同时废止。",
        "《甲规定》（第三条除外）同时废止。",
        "《甲规定》、《乙规定》中有关收费的规定同时废止。",
        "《甲规定》等文件未废止。",
        "《甲规定》及其实施细则第三条同时废止。",
        "停止执行《甲规定》第三条、第四条。",
        "《甲规定》废止的，依照本办法处理。",
        "《甲规定》废止后，由省级部门处理。",
        "如果《甲规定》不再执行，另行通知。",
        "新办法出台后，《甲规定》相应废止。",
        "《甲规定》是否废止？",
        "《甲规定》同时废止？",
        "建议废止《甲规定》。",
        "应当依照《规章制定程序条例》予以废止。",
        "国务院关于废止《甲规定》的决定",
        "依据《甲规定》废止有关文件。",
        "《甲规定》自2020年10月1日起施行以来，效果显著。",
        "《采矿许可证》自行废止，原《商标注册证》作废。",
        "制定、修改、废止规范性文件，适用《甲规定》。",
        "原《办法》同时废止。",
        "过去有关印章管理的规定与本规定不一致的，以本规定为准。",
        "《甲规定》施行前各地制定的规定与本办法不一致的，以本办法为准。",
        "根据《甲规定》，过去的规定与本办法不一致的，以本办法为准。",
        "本办法与《甲条例》不一致的，以《甲条例》为准。",
        "合同与《甲规定》不一致的，以合同为准。",
        "本办法未尽事宜，按照《甲规定》执行。",
        "各地的办法与本条例相抵触的，同时停止执行。",
    ],
)
def test_what_ends_nothing(text: str) -> None:
    assert short(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("此前印发的《甲》（财建〔2016〕171号）与本办法不一致的，以本办法为准。", ["over 甲 财建〔2016〕171号"]),
        ("《甲规定》中有关资金分配的规定与本办法不一致的，按本办法执行。", ["over 甲规定"]),
        (
            "《甲规定》、《乙规定》等文件与本《实施细则》不一致的，以本《实施细则》为准。",
            ["over 甲规定", "over 乙规定"],
        ),
        ("《甲规定》与本办法相抵触的，停止执行。", ["over 甲规定"]),
        ("《甲规定》中与本办法不一致的内容同时废止。", ["over 甲规定"]),
        ("本院2002年1月15日发布的《甲规定》中与本规定不一致的，以本规定为准。", ["over 甲规定 2002-01-15"]),
        ("本办法与《甲规定》不一致的，以本办法为准。", ["over 甲规定"]),
    ],
)
def test_what_gives_way(text: str, expected: list[str]) -> None:
    assert short(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自2025年3月1日起，《甲规定》同时废止。", "ends 甲规定 from 2025-03-01"),
        ("《甲规定》（财建〔2016〕171号）自2025年3月1日起废止。", "ends 甲规定 财建〔2016〕171号 from 2025-03-01"),
        ("《甲规定》自2025年1月1日起废止。", "ends 甲规定"),
        ("本办法自2025年3月1日起施行，《甲规定》同时废止。", "ends 甲规定"),
        ("《甲规定》自本办法印发之日起废止。", "ends 甲规定"),
    ],
)
def test_the_day_from_which_it_ends(text: str, expected: str) -> None:
    assert short(text) == [expected]


def test_two_numbers_with_one_serial_are_two_documents() -> None:
    assert short("《甲》（发改农经规〔2021〕1728号）、《乙》（发改投资规〔2025〕1728号）同时废止。") == [
        "ends 甲 发改农经规〔2021〕1728号",
        "ends 乙 发改投资规〔2025〕1728号",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《某专项管理办法》（财建〔2025〕9号）期满失效。", []),
        ("《某专项管理办法》同时废止。", []),
        ("2024年12月1日印发的《某专项管理办法》同时废止。", []),
        ("《某专项管理办法》（财建〔2020〕9号）同时废止。", ["ends 某专项管理办法 财建〔2020〕9号"]),
        ("2020年5月6日印发的《某专项管理办法》同时废止。", ["ends 某专项管理办法 2020-05-06"]),
        ("原《某专项管理办法》同时废止。", ["ends 某专项管理办法"]),
    ],
)
def test_a_policy_does_not_end_itself_but_its_older_version(text: str, expected: list[str]) -> None:
    assert short(text) == expected


def test_a_short_name_stands_for_the_document_it_was_given_to() -> None:
    text = "《甲管理办法》（财建〔2016〕1号，以下简称《办法》）实施以来成效明显。"
    assert short(text, "原《办法》同时废止。") == ["ends 甲管理办法 财建〔2016〕1号"]
    assert short("《某专项管理办法》（财建〔2025〕9号，以下简称《办法》）", "《办法》期满，自行失效。") == []


def test_a_draft_ends_nothing() -> None:
    draft = PolicySummary("own", "某专项管理办法（征求意见稿）")
    assert short("《甲规定》同时废止。", own=draft) == []


def test_what_is_said_twice_stands_once() -> None:
    found = relations("《甲规定》（财建〔2016〕1号）同时废止。", "甲、《甲规定》（财建〔2016〕1号）停止执行。")
    assert [item.clause for item in found] == ["第1条"]


def test_a_list_with_an_item_a_line() -> None:
    assert short(
        "以下文件自2025年3月1日起废止：\n1.《甲规定》（财建〔2016〕1号）；\n2. 1994年8月18日国务院发布的《乙规定》；\n"
        "3.关于印发丙资金管理办法的通知（财建〔2017〕3号）。\n本通知自印发之日起施行。\n4.《丁规定》"
    ) == [
        "ends 甲规定 财建〔2016〕1号 from 2025-03-01",
        "ends 乙规定 1994-08-18 from 2025-03-01",
        "ends 关于印发丙资金管理办法的通知 财建〔2017〕3号 from 2025-03-01",
    ]


def test_a_list_over_several_clauses_ends_where_another_begins() -> None:
    assert short(
        "国务院决定：",
        "一、下列行政法规予以废止：",
        "（一）甲管理条例（1951年8月8日政务院公布）",
        "（二）乙暂行办法（1985年3月1日国务院批准 1985年4月2日财政部发布）",
        "二、对下列行政法规予以修改：",
        "（一）丁条例",
    ) == ["ends 甲管理条例 1951-08-08", "ends 乙暂行办法 1985-04-02"]


def test_a_list_within_a_sentence() -> None:
    assert short("以下文件同时废止：《甲》（财建〔2016〕1号）；《乙》（财建〔2016〕2号）。") == [
        "ends 甲 财建〔2016〕1号",
        "ends 乙 财建〔2016〕2号",
    ]


def test_a_table_of_ended_documents() -> None:
    assert short(
        "附件1\n废止的规范性文件目录（共2件）\n序号 | 文件名称 | 文号 | 印发日期 | 说明\n"
        "1 | 关于印发甲资金管理办法的通知 | 县政发〔2015〕3号 | 2015年2月3日 | 已被《戊规定》代替\n"
        "2 | 《乙规定》 | 县政发[2016]4号 | 2016-05-06 | \n"
        "继续有效的规范性文件目录\n序号 | 文件名称 | 文号\n1 | 丁规定 | 县政发〔2019〕9号"
    ) == [
        "ends 关于印发甲资金管理办法的通知 县政发〔2015〕3号 2015-02-03",
        "ends 乙规定 县政发〔2016〕4号 2016-05-06",
    ]


def test_the_head_a_table_repeats_is_no_row() -> None:
    head = "序号 | 名称 | 文号\n"
    clauses = [
        Clause("own#1", "附件", "", f"废止的文件目录\n{head}1 | 甲管理规定 | 县政发〔2015〕3号"),
        Clause("own#2", "附件", "", f"{head}2 | 乙管理规定 | 县政发〔2015〕4号", repeated=len(head)),
    ]
    assert [item.doc_number for item in find_relations(clauses, OWN)] == ["县政发〔2015〕3号", "县政发〔2015〕4号"]


@pytest.mark.parametrize(
    "text",
    [
        "有下列情形之一的，许可证自行废止：\n（一）违反本办法规定；\n（二）《甲规定》",
        "拟废止的规范性文件目录\n1.《甲规定》",
        "继续有效的规范性文件目录\n1.《甲规定》",
        "废止和修改的规范性文件目录\n1.《甲规定》",
    ],
)
def test_lists_of_something_else(text: str) -> None:
    assert short(text) == []


def test_what_front_matter_says_a_policy_replaces() -> None:
    summary = PolicySummary(
        "x",
        "某办法",
        doc_number="财建〔2025〕9号",
        metadata={"replaces": ["发改农经规[2024]590号", "财建〔2025〕9号", " ", 3]},
    )
    assert stated_relations(summary) == (Relation(Effect.REPEALS, doc_number="发改农经规〔2024〕590号"),)
    assert stated_relations(PolicySummary("x", "某办法", metadata={"replaces": "财建〔2020〕1号"})) == (
        Relation(Effect.REPEALS, doc_number="财建〔2020〕1号"),
    )
    assert stated_relations(OWN) == ()


SIGNS = st.sampled_from(
    [
        "《",
        "》",
        "〈",
        "〉",
        "（",
        "）",
        "(",
        ")",
        "甲办法",
        "废止",
        "同时",
        "停止执行",
        "以本办法为准",
        "与本办法不一致的，",
        "、",
        "，",
        "。",
        "和",
        "\n",
        " | ",
        "1.",
        "下列文件",
        "：",
        "自2025年3月1日起",
        "财建〔2016〕1号",
        "以下简称",
        "1994年8月18日国务院发布的",
        "文件名称",
        "\ue000",
        "\ue001",
    ]
)


@given(st.lists(st.one_of(SIGNS, st.text(max_size=4)), max_size=60).map("".join))
def test_any_text_can_be_read(text: str) -> None:
    for relation in relations(text):
        assert relation.title or relation.doc_number
        assert relation.title is None or "\ue000" not in relation.title


@given(st.lists(st.sampled_from("甲乙丙"), min_size=1, max_size=8).map("".join), st.integers(0, 12))
def test_titles_within_titles(name: str, depth: int) -> None:
    title = "《关于" * depth + f"{name}管理规定" + "的通知》" * depth
    title = title[1:-1] if depth else title
    assert [item.title for item in relations(f"《{title}》同时废止。")] == [title]


@pytest.mark.parametrize(
    "piece",
    [
        "《",
        "《甲》",
        "《甲》、",
        "《甲》废止，",
        "《甲》同时废止",
        "废止《甲》，",
        "废止",
        "（",
        "《甲》（",
        "《甲》（（",
        "1994年8月18日国务院发布的《甲》，",
        "《甲》与本办法",
        "《甲》与本办法不一致的，",
        "以本办法为准",
        "自2025年3月1日起",
        "若《甲》废止，",
        "财建〔2016〕1号",
        "甲",
        "下列文件",
        "本《办法》",
    ],
)
def test_time_grows_with_length_only(piece: str) -> None:
    started = time.perf_counter()
    relations((piece * 100_000)[:100_000] + "同时废止，以本办法为准，简称")
    assert time.perf_counter() - started < 8


@given(st.from_regex(END))
def test_no_line_that_ends_a_document_is_passed_over(text: str) -> None:
    assert relations_module.may_end_others(f"《甲办法》{text}")
    assert relations_module.may_end_others(f"下列文件{text}")


def test_brackets_that_are_not_read_part_no_word() -> None:
    found = short("《甲专项办法》与《本办法不一》致的，以本办法为准。")
    assert found
    assert found == short("《甲专项办法》与本办法不一致的，以本办法为准。")

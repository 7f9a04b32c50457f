from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notices import describe, facts

from policymatch.model import Block, Document, Status
from policymatch.paths import corpus_folder
from policymatch.policies import labels, parse_policy
from policymatch.readers import read_file

NOTICE = (
    "000123",
    "机密★1年",
    "特急",
    "云岭县人民政府办公室文件",
    "云府办〔２０２４〕 ０１２ 号",
    "云岭县人民政府办公室",
    "关于印发《云岭县特色种植补助办法",
    "（试行）》的通知",
    "各乡镇人民政府，县直各部门：",
    "《云岭县特色种植补助办法（试行）》已经县人民政府同意，现印发给你们，请遵照执行。",
    "云岭县人民政府办公室",
    "二〇二四年三月十一日",
    "（此件公开发布）",
    "云岭县特色种植补助办法",
    "（试行）",
    "第一章 总则",
    "第一条 为了帮助种植户，依照省农规〔2021〕9号，制定本办法。",
    "第二条 种子经营许可证有效期五年，期满换证。",
    "第三条 本办法自2024年4月1日起施行，有效期三年。",
    "抄送：县委办公室。",
    "云岭县人民政府办公室 2024年3月12日印发",
)


def test_a_notice_with_the_measure_it_issues() -> None:
    summary = describe(*NOTICE)
    assert summary.title == "云岭县特色种植补助办法（试行）"
    assert summary.doc_number == "云府办〔2024〕12号"
    assert summary.issuer == "云岭县人民政府办公室"
    assert summary.issued_on == date(2024, 3, 11)
    assert summary.effective_on == date(2024, 4, 1)
    assert summary.valid_until == date(2027, 3, 31)
    assert (summary.level, summary.region) == ("县", "云岭县")
    assert summary.metadata == {
        "wrapper_title": "云岭县人民政府办公室关于印发《云岭县特色种植补助办法（试行）》的通知",
        "inner_title": "云岭县特色种植补助办法（试行）",
        "printed_on": "2024-03-12",
        "term": "有效期三年",
    }
    assert summary.found == {
        "title": "所附文件标题行",
        "doc_number": "发文字号行",
        "issuer": "落款",
        "issued_on": "落款",
        "printed_on": "版记",
        "effective_on": "正文第三条：自2024年4月1日起施行",
        "term": "正文第三条",
        "valid_until": "正文第三条：有效期三年",
        "level": "发文机关",
        "region": "发文机关",
    }


def test_the_notice_alone_keeps_its_own_title() -> None:
    summary = describe(*NOTICE[:13])
    assert summary.title == "云岭县人民政府办公室关于印发《云岭县特色种植补助办法（试行）》的通知"
    assert summary.metadata["inner_title"] == "云岭县特色种植补助办法（试行）"
    assert summary.effective_on is None
    assert summary.valid_until is None


def test_a_joint_notice_with_columns_and_letter_spacing() -> None:
    summary = describe(
        "国家发展改革委",
        "财 政 部",
        "文件",
        "发改投资〔2024〕1005号",
        "国家发展改革委　财政部关于做好试点申报工作的通知",
        "各省、自治区、直辖市发展改革委：",
        "一、申报条件",
        "二、执行期限为2023—2025年。",
        "国家发展改革委　　　　　　财 政 部",
        "2024年3月11日",
    )
    assert facts(summary) == (
        "国家发展改革委 财政部关于做好试点申报工作的通知",
        "发改投资〔2024〕1005号",
        "国家发展改革委、财政部",
        "2024-03-11",
        None,
        "2025-12-31",
    )
    assert (summary.level, summary.region) == ("国家", None)


def test_two_numbers_in_one_head() -> None:
    summary = describe(
        "云农发〔2024〕5号",
        "云财农〔2024〕7号",
        "关于做好补贴发放的通知",
        "各乡镇：",
        "一、甲",
        "二、见云农发〔2023〕1号。",
    )
    assert summary.doc_number == "云农发〔2024〕5号"
    assert summary.metadata["other_doc_numbers"] == ["云财农〔2024〕7号"]


def test_a_decree() -> None:
    summary = describe(
        "中华人民共和国国务院令",
        "第 999 号",
        "《渡口管理条例》已经2024年3月1日国务院第9次常务会议通过，现予公布，自2024年7月1日起施行。",
        "总理 某某某",
        "2024年3月10日",
        "渡口管理条例",
        "第一章 总则",
        "第一条 甲。",
        "第二条 本条例自2024年7月1日起施行。",
    )
    assert facts(summary) == ("渡口管理条例", "国务院令第999号", "国务院", "2024-03-10", "2024-07-01", None)


def test_a_ministry_decree_with_a_year_and_a_delay() -> None:
    summary = describe(
        "国家发展和改革委员会令",
        "2023年第9号",
        "《储备库管理办法》已经审议通过，现予公布，自公布之日起30日后施行。",
        "主任 某某",
        "2023年3月1日",
        "储备库管理办法",
        "第一条 甲",
        "第二条 本办法自公布之日起三十日后施行，有效期至2030年12月31日。",
    )
    assert facts(summary) == (
        "储备库管理办法",
        "国家发展和改革委员会令2023年第9号",
        "国家发展和改革委员会",
        "2023-03-01",
        "2023-03-31",
        "2030-12-31",
    )


def test_an_announcement() -> None:
    summary = describe(
        "财政部 税务总局",
        "关于延续实施小微企业优惠的公告",
        "财政部 税务总局公告2023年第99号",
        "现将有关事项公告如下：",
        "一、甲。",
        "二、本公告执行至2027年12月31日。",
        "财政部 税务总局",
        "2023年8月1日",
    )
    assert facts(summary) == (
        "财政部 税务总局关于延续实施小微企业优惠的公告",
        "财政部、税务总局公告2023年第99号",
        "财政部、税务总局",
        "2023-08-01",
        None,
        "2027-12-31",
    )


def test_an_index_table_in_the_head() -> None:
    summary = describe(
        "渔港建设意见",
        "索 引 号：000014349/2024-00001　　主题分类：农业、林业、水利\\渔业",
        "发文机关：国务院办公厅　　成文日期：2024年03月05日",
        "发文字号：国办发〔2024〕8号　发布日期：2024年3月9日",
        "主题词：渔业 补贴 通知",
        "一、甲",
        "二、乙",
    )
    assert facts(summary)[:4] == ("渔港建设意见", "国办发〔2024〕8号", "国务院办公厅", "2024-03-05")
    assert summary.metadata["index_number"] == "000014349/2024-00001"
    assert summary.metadata["topics"] == ["农业、林业、水利", "渔业", "补贴", "通知"]
    assert summary.metadata["published_on"] == "2024-03-09"
    assert summary.found["doc_number"] == "文件头“发文字号”"


def test_an_index_table_as_rows() -> None:
    table = Block("索引号 | K1/2024-1 | 发文字号 | 云府〔2024〕3号", table=1)
    summary = describe("云岭县渔港办法", table, "第一条 甲。")
    assert (summary.doc_number, summary.metadata["index_number"]) == ("云府〔2024〕3号", "K1/2024-1")


def test_the_signature_of_an_attached_text_is_not_the_notices() -> None:
    summary = describe(
        "云岭县财政局关于转发省财政厅做好决算工作的通知",
        "各单位：",
        "请遵照执行。",
        "云上省财政厅",
        "2020年1月5日",
    )
    assert summary.issuer == "云岭县财政局"
    assert summary.issued_on is None


def test_a_digest_says_everything_itself() -> None:
    summary = parse_policy(read_file(corpus_folder() / "policies" / "go-2024-52.md")).summary
    assert summary.id == "go-2024-52"
    assert summary.doc_number == "国办发〔2024〕52号"
    assert summary.issuer == "国务院办公厅"
    assert summary.issued_on == date(2024, 12, 25)
    assert summary.status is Status.IN_FORCE
    assert summary.digest
    assert summary.confidence == "reported"
    assert summary.checked_on is not None
    assert "topics" in summary.metadata
    assert not {"id", "title", "doc_number", "status"} & set(summary.metadata)
    assert summary.level == "国家"
    assert summary.found["doc_number"] == summary.found["title"] == "文件元数据"


def test_what_a_digest_leaves_open_is_not_filled_from_its_words() -> None:
    for path in sorted((corpus_folder() / "policies").glob("*.md")):
        document = read_file(path)
        summary = parse_policy(document).summary
        for key in ("doc_number", "valid_until"):
            assert getattr(summary, key) == document.metadata[key], path.name
        assert summary.issuer == document.metadata["issuer"] or document.metadata["issuer"] is None


def test_a_number_that_is_only_mentioned_is_not_the_documents_own() -> None:
    summary = describe("某办法", "根据国办发〔2024〕52号，制定本办法。", "一、甲", "二、乙")
    assert summary.doc_number is None
    assert summary.issuer is None


@pytest.mark.parametrize(
    ("stated", "number"),
    [
        ("国办发（2024）52号", "国办发〔2024〕52号"),
        ("无", "无"),
        ("", None),
        (None, None),
    ],
)
def test_a_stated_number(stated: str | None, number: str | None) -> None:
    assert describe("某办法", "财建〔2024〕1号", "一、甲", "二、乙", doc_number=stated).doc_number == number


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("11_公共租赁住房保障办法_穗府办规2024-13号", "穗府办规〔2024〕13号"),
        ("云府办〔2024〕7号 关于甲的办法", "云府办〔2024〕7号"),
        ("条例_国务院令746号", "国务院令第746号"),
        ("关于贯彻国办发〔2024〕52号的办法", None),
        ("2024-13号地块", None),
    ],
)
def test_a_number_in_the_files_name_comes_last(name: str, number: str | None) -> None:
    summary = describe("某补贴办法", "第一条 甲", name=name)
    assert summary.doc_number == number
    assert summary.found.get("doc_number") == ("文件名" if number else None)
    assert describe("某补贴办法", "云农〔2024〕1号", "第一条 甲", name=name).doc_number == "云农〔2024〕1号"


def test_odd_stated_values_are_not_believed() -> None:
    summary = describe(
        "甲", title=7, status="有效", issued_on="去年", effective_on=20240101, digest="yes", source=[], note={"a": [1]}
    )
    assert summary.title
    assert summary.status is Status.UNKNOWN
    assert summary.issued_on is None
    assert summary.effective_on is None
    assert not summary.digest
    assert summary.source is None
    assert summary.metadata == {"note": {"a": [1]}}


def test_a_page_and_a_word_file_state_nothing_by_keys_of_other_people() -> None:
    stated = {"title": "首页", "id": "7", "issuer": "某网", "status": "现行", "issued_on": "2024-01-01", "digest": True}
    policy = parse_policy(Document("某办法", "html", (Block("某办法"), Block("第一条 甲")), stated))
    assert policy.summary.title == "某办法"
    assert policy.summary.id != "7"
    assert policy.summary.issuer is policy.summary.issued_on is None
    assert not policy.summary.digest


def test_broken_characters_are_mended() -> None:
    assert describe("甲", title="坏\ud800字").title == "坏\ufffd字"
    assert describe("甲", name="坏\udcff字").title == "坏\ufffd字"


PIECES = (
    "关于印发《", "》的通知", "某县人民政府", "第一条 ", "本办法自", "起施行", "有效期", "五年", "至2030年13月", "2024年3月1日", "二〇二四年三月",
    "国办发〔2024〕", "52号", "令", "第", "：", "。", "（", "）", "印发", "公布之日", "起30日后", " | ", "\n", "　", "索引号", "财 政 部", "9999年12月31日",
)  # fmt: skip


@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=20), max_size=14),
    st.text(max_size=20),
)
def test_no_text_makes_it_fail_and_nothing_is_said_without_its_reason(lines: list[str], name: str) -> None:
    summary = describe(*lines, name=name)
    assert summary.title
    for key in ("doc_number", "issuer", "issued_on", "effective_on", "valid_until", "level", "region"):
        assert (getattr(summary, key) is None) == (key not in summary.found)
    again = describe(*lines, name=name)
    assert again == summary


@pytest.mark.parametrize("unit", ["第一条 本办法自", "（", "《", "印发《", "本办法有效期", "2024年1月1日", "关于印发", "国务院令", "的通知", "（2024年1月1日通过", " | ", "附件：", "云县人民政府 ", "自公布之日起"])  # fmt: skip
def test_hostile_length_costs_little(unit: str) -> None:
    started = time.perf_counter()
    describe(unit * 20_000)
    describe(*[unit * 8] * 4_000)
    assert time.perf_counter() - started < 5


@given(st.from_regex(labels._LINE))
def test_no_labelled_line_is_passed_over(text: str) -> None:
    assert labels.may_be_labelled(text)


@pytest.mark.parametrize("day", ["2024年7月29日", "2024-07-29", "2024.7.29"])
def test_the_day_of_printing_in_every_form_of_a_date(day: str) -> None:
    summary = describe("云岭县渡口办法", "第一条 甲。", f"云岭县人民政府办公室 {day}印发")
    assert summary.metadata["printed_on"] == "2024-07-29"

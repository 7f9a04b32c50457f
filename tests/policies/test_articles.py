from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shared_data import SHARED, needs_shared

from policymatch.model import Block, Document, PolicyId, PolicySummary
from policymatch.policies import metadata, parse, parse_policy
from policymatch.policies.articles import describe_article, says_nothing_of_itself
from policymatch.readers import record_document

ARTICLES = SHARED / "data" / "retrieval" / "articles.jsonl.gz"

# What the searches behind describe look for, whole and in pieces, and what stands around it.
WORDS = [
    "自然人", "依照本法规定", "条件", "字号", "第", "号", "12", "５", "一", "二〇二四年", "2024年", "三月", "5月", "十一日", "1日", "日", "年", "月",
    "2024-05-01", "2024.5.1", "-", ".", "/", "根据", "修订", "公布", "通过", "施行", "起", "自", "从", "于", "之日", "公布之日起", "公布后",
    "本办法自2024年5月1日起施行", "有效期", "五年", "有效期至", "期", "试行", "执行", "至", "到", "后", "次月1日", "废止", "同时", "以本办法为准",
    "国务院令第712号", "财建〔2016〕171号", "（", "）", "(", ")", "《", "》", "《某县补助办法》", "关于", "印发", "转发", "批转", "发布", "的", "通知",
    "办法", "条例", "令", "公告", "某县人民政府", "财政部", "国家发展改革委", "办公室", "文件", "文 件", "件", "（红头）", "总理 李某", "抄送", "附件",
    "索引号", "文号", "主题词", "发文机关", "发布日期", "标题", "有效期至", "：", ":", "|", " | ", "密", "草案", "征求意见", "第一条", "第三章 ", "一、", "（一）",
    "。", "；", "，", "！", "。\n", "；\n", "：\n", "\n", "\r", "\t", " ", "　", "\u2028", "\u2ea0",
]  # fmt: skip
TITLES = [
    "民法典", "贵州省气候条例", "某县某市", "贵州省兴义市", "兴义市", "关于", "国务院", "国务院关于某事的决定", "某县人民政府关于印发《某县补助办法》的通知",
    "《某县补助办法（试行）》", "（试行）", "（2024-05-01）", "(2024-05-01)", "〔2024〕5号", "（某政发〔2024〕5号）", "【转载】", "_某网", "-某政府", "财政部 农业农村部",
    "  ", "　", "草案", "征求意见稿", "办法", "广西自治区", "黔南州", "等4部门", "令", "公告", "第", "一", "2024年", "法" * 90, "\u2ea0", "\u200b", "\n", "号", "1",
]  # fmt: skip
NUMBERS = [
    "",
    "第一条",
    "第一百二十条",
    "第十条之一",
    "第12条",
    "第１２条",
    "第٣条",
    "第〇条",
    "条",
    "第一条 ",
    "第一条\n",
    "第一条第二款",
]

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map("".join)
sentences = texts.map(lambda text: text + "。")
titles = st.tuples(
    st.lists(st.sampled_from(TITLES), max_size=3).map("".join), st.sampled_from([*NUMBERS, *NUMBERS[1:7]])
).map("".join)
KEYS = [
    "id", "doc_number", "issuer", "issued_on", "effective_on", "valid_until", "status", "source", "digest", "level",
    "region", "confidence", "checked_on", "replaces", "name", "published_on", "文号", "主题词", "标题", "发布日期",
]  # fmt: skip
VALUES = [
    "国办发〔2024〕52号", "财政部", "2024-01-02", "昨天", "现行", "县", "广东省", "某县人民政府", "", "发展改革" * 60,
    None, 1, True, 1.0, ["x"], date(2024, 1, 2),
]  # fmt: skip
keys = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), max_size=3)


def identify(title: str, doc_number: str | None, issued_on: date | None) -> PolicyId:
    return f"{title}/{doc_number}/{issued_on}"


def full_way(document: Document) -> PolicySummary:
    return metadata.describe(document, parse._head(document.blocks), identify)


def assert_same(document: Document) -> bool:
    """Both ways lead to one summary, down to the order of its keys; whether the short one was open."""
    short = describe_article(document, identify)
    if short is not None:
        assert repr(short) == repr(full_way(document))
    return short is not None


@settings(max_examples=600)
@given(titles, st.lists(st.one_of(sentences, texts), min_size=1, max_size=3).map("\n".join), keys)
@example("贵州省兴义市第一条", "自公布后施行。", {})
@example("民法典第一条", "第一条 二〇二四年三月十一日。", {})
@example("民法典第一条", "根据第2024-05-01施行；", {})
def test_both_ways_of_a_record_lead_to_one_summary(title: str, text: str, stated: Mapping[str, object]) -> None:
    blocks = tuple(Block(line) for line in text.split("\n"))
    assert_same(Document(title, "record", blocks, {"title": title, **stated}))
    assert_same(Document(title.strip(), "record", blocks, {**stated, "title": title}))


@settings(max_examples=300)
@given(titles, st.lists(st.sampled_from([*WORDS[:2], "为个体工商户"]), min_size=1).map("".join), keys)
def test_both_ways_lead_to_one_summary_whatever_the_title(title: str, text: str, stated: Mapping[str, object]) -> None:
    assert_same(Document(title, "record", (Block(f"{text}。"),), {"id": 1, "title": title, **stated}))


@needs_shared
def test_both_ways_of_real_articles_lead_to_one_summary() -> None:
    with gzip.open(ARTICLES) as lines:
        records = [json.loads(line) for number, line in enumerate(lines) if number % 20 == 0]
    short = sum(assert_same(record_document(record)) for record in records)
    assert short > 0.9 * len(records)


def test_an_article_that_says_nothing_of_itself_takes_the_short_way() -> None:
    for number in ("第一条", "第一百二十条之一"):
        record = {
            "id": 7,
            "title": f"贵州省某条例{number}",
            "text": "有经营能力的公民，为个体工商户。\n\n依照本条例登记。",
        }
        assert assert_same(record_document(record))
        summary = parse_policy(record_document(record)).summary
        assert (summary.id, summary.title, summary.region) == (7, f"贵州省某条例{number}", "贵州省")


@pytest.mark.parametrize(
    "text",
    [
        "云岭县人民政府文件", "云府办〔2024〕12号。", "二〇二四年三月十一日，", "2024-05-01。", "2024.5.1：", "索引号：123。", "甲 | 乙。",
        "自公布之日起施行。", "本办法有效期五年。", "为个体工商户",
    ],
)  # fmt: skip
def test_a_sign_of_its_own_sends_a_text_the_full_way(text: str) -> None:
    plain = Block("自然人可以起名。")
    assert says_nothing_of_itself([plain, plain])
    assert not says_nothing_of_itself([Block(text)])
    assert not says_nothing_of_itself([plain, Block(text), plain])


def test_only_records_of_articles_take_the_short_way() -> None:
    blocks = (Block("自然人可以起名。"),)
    for title, name, form in (
        ("民法典第一条", "民法典第一条", "text"),
        ("民法典", "民法典", "record"),
        ("民法典第一条", "民法典第二条", "record"),
        ("民法典〔2024〕5号第一条", "民法典〔2024〕5号第一条", "record"),
        ("财政部  农业部的解释第一条", "财政部  农业部的解释第一条", "record"),
    ):
        assert describe_article(Document(name, form, blocks, {"title": title}), identify) is None


def test_values_that_are_equal_but_not_the_same_are_kept_apart() -> None:
    def digest(value: object) -> bool:
        return parse_policy(
            record_document({"title": "民法典第一条", "text": "可以。", "digest": value})
        ).summary.digest

    assert [digest(value) for value in (1, True, 1.0, True, None)] == [False, True, False, True, False]


def test_articles_of_one_law_share_nothing_that_can_be_changed() -> None:
    one, two = (
        parse_policy(record_document({"title": f"民法典{number}", "text": "自然人可以起名。", "name": "甲"})).summary
        for number in ("第一条", "第二条")
    )
    assert one.metadata == two.metadata == {"name": "甲"}
    assert one.metadata is not two.metadata
    assert one.found is not two.found

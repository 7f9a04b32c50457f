"""Queries that cite a document or a clause."""

from __future__ import annotations

import gzip
import json
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from law_texts import LAWS, articles
from shared_data import SHARED, needs_shared

from policymatch.store.references import MOST_PLACES, Place, Reference, parse_reference
from policymatch.store.searching import _may_refer
from policymatch.text.numerals import chinese_number

NINTH = Place("第九条")


@pytest.mark.parametrize(
    "query",
    [
        "政府投资条例第九条", "政府投资条例第9条", "政府投资条例第９条", "政府投资条例 第 9 条", "《政府投资条例》第九条", "《 政府投资 条例》第九条", "“政府投资条例第九条”", "政府投资条例，第九条", "政府投资条例：第九条",
        "政府投资条例的第九条", "政府投资条例第九条规定了什么", "政府投资条例第九条规定了什么？", "政府投资条例第9条是什么", "政府投资条例第九条的内容", "政府投资条例第九条全文", "政府投资条例第九条是怎么规定的",
        "政府投资条例第九条怎么说的?", "政府投资条例第九条具体内容是什么", "政府投资条例第九条的规定是什么", "政府投资条例第九条有哪些内容", "根据政府投资条例第九条", "请问政府投资条例第九条规定了哪些内容", "查询 政府投资条例第九条",
        "查《政府投资条例》第九条", "什么是政府投资条例第九条", "政府投资条例/第九条", "政府投资条例第九条。", "政府投资条例九条",
    ],
)  # fmt: skip
def test_one_article_however_it_is_asked_for(query: str) -> None:
    assert parse_reference(query) == Reference("政府投资条例", None, (NINTH,))
    assert _may_refer(query)


@pytest.mark.parametrize(
    "place",
    [
        "一百条",
        "两百条",
        "9 条",
        " 九 条",
        "９条",
        "（二）",
        "(2)",
        "（ 二 ）",
        "第二部分",
        "第 二 部分",
        "第 一百二十三 条之一",
        "三、",
        "附件",
        "第二章",
    ],
)
def test_every_reference_has_a_sign_by_which_it_is_looked_at(place: str) -> None:
    assert parse_reference(f"某某意见{place}") is not None
    assert _may_refer(f"某某意见{place}")


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("第9条第二款", Place("第九条", paragraph=2)), ("第九条第2款第（三）项", Place("第九条", paragraph=2, item="（三）")), ("第九条第三项", Place("第九条", item="（三）")), ("第九条第(3)项", Place("第九条", item="（三）")),
        ("第九条（二）", Place("第九条", item="（二）")), ("第九条 (十二)", Place("第九条", item="（十二）")), ("第九条第一款第（三）项第2目", Place("第九条", paragraph=1, item="（三）", subitem="2.")), ("第九条（二）3.", Place("第九条", item="（二）", subitem="3.")),
        ("第三十五条之一", Place("第三十五条之一")), ("第35条之1", Place("第三十五条之一")), ("第10条", Place("第十条")), ("第110条", Place("第一百一十条")), ("第一百十条", Place("第一百一十条")), ("第103条", Place("第一百零三条")), ("第一百〇三条", Place("第一百零三条")),
        ("第1001条", Place("第一千零一条")), ("第1260条", Place("第一千二百六十条")), ("第20条", Place("第二十条")), ("35条", Place("第三十五条")), ("第二章", Place("第二章")), ("第2章第3节", Place("第三节", ("第二章",))), ("第一编第二章第20条", Place("第二十条", ("第一编", "第二章"))),
        ("第二章 第九条", Place("第九条", ("第二章",))), ("附件2", Place("附件2")), ("附件二第三条", Place("附件2/第三条")), ("附件2：第三条", Place("附件2/第三条")), ("附件", Place("附件")), ("附件1/三、", Place("附件1/三、")),
        ("三、", Place("三、")), ("三、（二）", Place("三、（二）")), ("三（二）", Place("三、（二）")), ("三、(二)1.", Place("三、（二）", subitem="1.")), ("（二）", Place("（二）")), ("第三点", Place("三、")), ("第三部分", Place("第三部分")), ("十一、（十二）", Place("十一、（十二）")),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("document", "title", "number"),
    [
        ("《某某办法》", "某某办法", None), ("发改投资规[2025]1728号 ", None, "发改投资规〔2025〕1728号"), ("国务院令第712号", None, "国务院令第712号"), ("财建（2016）171号文件", None, "财建〔2016〕171号"),
        ("《某某办法（试行）》（发改投资规〔2025〕1728号）", "某某办法（试行）", "发改投资规〔2025〕1728号"), ("发改投资规【2025】1728号《某某办法》", "某某办法", "发改投资规〔2025〕1728号"), ("某某办法（试行） ", "某某办法（试行）", None),
        ("关于印发《某某办法》的通知", "关于印发《某某办法》的通知", None), ("《关于印发〈某某办法〉的通知》", "关于印发〈某某办法〉的通知", None),
    ],
)  # fmt: skip
def test_any_place_of_any_document(
    document: str, title: str | None, number: str | None, query: str, place: Place
) -> None:
    assert parse_reference(document + query) == Reference(title, number, (place,))
    assert _may_refer(document + query)
    assert parse_reference(f"{document}{query}规定了什么？") == Reference(title, number, (place,))


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("第九条、第十条", ["第九条", "第十条"]), ("第九条和第十一条", ["第九条", "第十一条"]), ("第9条及第12条之一", ["第九条", "第十二条之一"]), ("第九条至第十二条", ["第九条", "第十条", "第十一条", "第十二条"]),
        ("第9条-第11条", ["第九条", "第十条", "第十一条"]), ("第一条、第三条至第四条", ["第一条", "第三条", "第四条"]), ("三、（一）和四、", ["三、（一）", "四、"]),
    ],
)  # fmt: skip
def test_several_places(query: str, labels: list[str]) -> None:
    found = parse_reference(f"预算法{query}")
    assert found is not None
    assert [place.label for place in found.places] == labels


@pytest.mark.parametrize(
    "query",
    ["国办发〔2024〕52号", "国办发[2024]52号", "国办发（2024）52号", "国办发﹝2024﹞52号", "国办发【2024】52号", "国办发〔２０２４〕５２号", "“国办发〔2024〕52号”", " 国办发(2024)第52号 ", "国办发〔2024〕52号全文", "国办发〔2024〕52号规定了什么", "国办发〔2024〕52号文", "请问国办发〔2024〕52号是什么"],
)  # fmt: skip
def test_a_number_alone(query: str) -> None:
    assert parse_reference(query) == Reference(None, "国办发〔2024〕52号")


def test_a_title_alone_is_a_reference_only_in_its_marks() -> None:
    assert parse_reference("《政府投资条例》") == Reference("政府投资条例", None)
    assert parse_reference("《政府投资条例》全文") == Reference("政府投资条例", None)
    assert parse_reference("《中华人民共和国预算法》") == Reference("中华人民共和国预算法", None)
    assert parse_reference("《某办法》（财建〔2016〕171号）") == Reference("某办法", "财建〔2016〕171号")
    assert parse_reference("中华人民共和国国务院令第712号") == Reference(None, "国务院令第712号")


@pytest.mark.parametrize(
    "query",
    [
        "", " ", "第九条", "第九条规定了什么", "（二）", "三、", "政府投资条例", "政府投资条例的内容", "违反治安管理处罚法第九条怎么处罚", "政府投资条例第九条和预算法第三条", "政府投资条例第九条适用于企业吗", "国办发〔2024〕52号和国办发〔2024〕53号",
        "国办发〔2024〕52号支持哪些项目", "《政府投资条例》与《预算法》", "政府投资条例第条", "政府投资条例第零条", "政府投资条例第条九", "乡镇污水处理厂能申请什么补助", "我要第九条", "你好？第九条", "政府投资条例第二十条至第九条",
        "预算法第一条至第九百条", "title:条例 AND 第九条", "八项规定", "国十条", "第九条政府投资条例", "《第九条", "《》第九条", "《 》", "《 》国办发〔2024〕52号", "公路项目资本金比例 国发〔2015〕51号", "规定了什么", "\ud800", "\x00第九条", "政府投资。条例第九条",
    ],
)  # fmt: skip
def test_what_is_no_reference(query: str) -> None:
    assert parse_reference(query) is None


def test_words_that_begin_titles_are_not_taken_for_asking() -> None:
    for title in ("查处无证无照经营办法", "查询存款规定", "请示办理规则", "根据地保护条例"):
        found = parse_reference(f"{title}第三条")
        assert found is not None
        assert found.title in (title, title.removeprefix("根据"))


@needs_shared
def test_every_article_of_the_real_laws_is_found_by_its_name() -> None:
    with gzip.open(SHARED / "data" / "retrieval" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        titles = [json.loads(line)["title"] for line in lines][::7]
    assert len(titles) > 8000
    missed = []
    for written in titles:
        title, label = re.fullmatch(r"(.*?)(第[^第]+条(?:之.)?)", written).groups()  # type: ignore[union-attr]
        if parse_reference(written) != Reference(re.sub(r"\s", "", title), None, (Place(label),)):
            missed.append(written)
    assert missed == []


@needs_shared
def test_labels_in_any_numerals_are_those_of_the_laws() -> None:
    labels = {label for law in LAWS for label, _ in articles(law)}
    assert len(labels) > 120
    for label in labels:
        number, _, more = label[1:].partition("条")
        written = f"预算法第{chinese_number(number)}条" + (f"之{chinese_number(more[1:])}" if more else "")
        assert parse_reference(written) == Reference("预算法", None, (Place(label),))


@needs_shared
def test_what_people_asked_is_no_reference() -> None:
    lines = (SHARED / "data" / "retrieval" / "queries.dev.jsonl").read_text(encoding="utf-8").splitlines()
    assert [text for line in lines if parse_reference(text := json.loads(line)["text"])] == []


PIECES = ["《", "》", "（", "）", "(", ")", "政府投资条例", "办法", "第", "九", "9", "十二", "条", "款", "项", "目", "之", "一", "、", "至", "和", "附件", "章", "国办发〔2024〕52号", "国务院令第712号", "规定", "了什么", "？", " ", "/", ".", "\ud800", "根据", "的", "点"]  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=2), max_size=12).map("".join))
def test_anything_gives_a_reference_or_none(query: str) -> None:
    found = parse_reference(query)
    if found is None:
        return
    assert found.title or found.doc_number
    assert all(place.label for place in found.places)
    assert len(found.places) <= MOST_PLACES
    assert found.title is None or found.title.strip()


@pytest.mark.parametrize(
    "query",
    ["第九条" * 66, "《" * 200, "（" * 200, "条例" * 100, "第一条、" * 50, "查" * 200, "政府投资条例第九条" * 1000, "《甲" * 100, "《甲》" * 66, "办法(" * 66, "一" * 200, "附件1" * 66, "的规定" * 66],
    ids=range(13),
)  # fmt: skip
def test_nothing_takes_long(query: str) -> None:
    started = time.process_time()
    parse_reference(query)
    assert time.process_time() - started < 0.3

"""Where a query's words stand in a text: whole words only, stretches of an expression as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.store.evaluate import said
from policymatch.store.grammar import parse_expression
from policymatch.store.highlight import make_marker


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("冷链物流 补助", "建设冷链物流园和冷链。", ["冷链物流", "冷链"]),
        ("政府投资项目 审批", "政府投资项目报审批", ["政府投资项目", "审批"]),
        ("EOD", "采用eod模式，ＥＯＤ", ["eod", "ＥＯＤ"]),
        ("国办发[2024]52号", "按照国办发〔2024〕52号", ["国办发〔2024〕52号"]),
        ("国办发〔2024〕52号", "按照国办发（2024）52号和国办发〔2024〕5号", ["国办发（2024）52号", "国办发", "2024"]),
        ("国有资产", "在中国有关单位的国有资产", ["国有资产"]),
        ("国有", "中国有关", []),
        ("52号", "第2052号，第52号", ["52"]),
        ("的 了 吗", "的了吗", []),
        ("", "什么", []),
        ("*+?()[]\\", "*+?()[]\\", []),
    ],
)
def test_words_of_a_question(query: str, text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in make_marker(query)(text)] == marked


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ('"冷链物流"', "建设冷链物流园和冷链。", ["冷链物流"]),
        ("冷链 AND NOT 粮库", "and 冷链 NOT 粮库", ["冷链"]),
        ("title:条例 AND 资金 NOT 罚款", "title条例，资金；罚款", ["条例", "资金"]),
        ("issuer:财政部 AND 补助", "财政部给予补助", ["补助"]),
        ('"国办发[2024]52号"', "按照国办发(2024)52号、国办发〔2024〕52号", ["国办发(2024)52号", "国办发〔2024〕52号"]),
        ('"中央 预算内"', "中央\n预算内投资", ["中央\n预算内"]),
        ('"2亿元"', "12亿元，2亿元", ["2亿元"]),
        ("title:*专项*办法", "专项办法", ["专项办法"]),
        ("date:2024 AND 补助", "2024年补助", ["补助"]),
    ],
)
def test_stretches_of_an_expression(query: str, text: str, marked: list[str]) -> None:
    marker = make_marker(query, said(parse_expression(query)))
    assert [text[start:end] for start, end in marker(text)] == marked


def test_a_match_inside_a_longer_one_is_part_of_it() -> None:
    text = "政府投资项目"
    marker = make_marker("政府投资 投资项目 政府投资项目")
    assert marker(text) == ((0, 6),)


def test_synonyms_are_marked_too() -> None:
    assert make_marker("粮库")("新建粮食仓库一座")


def test_a_long_text_has_a_bounded_number_of_spans() -> None:
    assert len(make_marker("冷链")("冷链、" * 10_000)) <= 61


@given(st.text(max_size=30), st.text(max_size=60))
def test_spans_are_in_order_and_inside(query: str, text: str) -> None:
    last = 0
    for start, end in make_marker(query)(text + query):
        assert last <= start < end <= len(text + query)
        last = end


@given(st.text("冷链物流 国有资产中，。2052号Ａa", max_size=40))
def test_no_match_begins_or_ends_inside_a_word_that_it_crosses(text: str) -> None:
    marker = make_marker("冷链物流 国有 资产 52号 a")
    edges = marker.edges(text)
    for start, end, word in marker.matches(text):
        inside = [edge for edge in edges if start < edge < end]
        assert not inside or (start in edges and end in edges), word


FIGURES = "补助5,000万元，或3.5万元，比例25.5%；另1,000万元，2012年，5万元，5%。"


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("5万元", ["5万元"]),
        ("5%", ["5%"]),
        ("1,000万元", ["1,000万元"]),
        ("1000万元", ["1,000万元"]),
        ("3.5万元", ["3.5万元"]),
        ("000万元", []),
    ],
)
def test_of_a_longer_figure_nothing_is_marked(query: str, marked: list[str]) -> None:
    """Who asks for 5万元 must not see it marked in 3.5万元."""
    for marker in (make_marker(query), make_marker("", [query])):
        found = [FIGURES[start:end] for start, end in marker(FIGURES)]
        assert [part for part in found if any(sign.isdigit() for sign in part)] == marked


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("2024年", "3.2024年预算"),
        ("2024", "自2024.5.1起"),
        ("5", "第5，6条"),
        ("6", "第5，6条"),
        ("2025", "由2024，2025两年"),
        ("3", "计3.其中"),
    ],
)
def test_points_of_lists_and_days_are_no_fractions(figure: str, text: str) -> None:
    assert [text[start:end] for start, end in make_marker("", [figure])(text)] == [figure]

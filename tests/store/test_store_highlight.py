from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.store.highlight import make_highlighter


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ('"冷链物流"', "建设冷链物流园和冷链。", ["冷链物流", "冷链"]),
        ("政府投资项目 审批", "政府投资项目报审批", ["政府投资项目", "审批"]),
        ("冷链 AND NOT 粮库", "and 冷链 NOT 粮库", ["冷链", "粮库"]),
        ("EOD", "采用eod模式，ＥＯＤ", ["eod"]),
        ("国办发[2024]52号", "按照国办发〔2024〕52号", ["国办发〔2024〕52号"]),
        ("的 了 吗", "的了吗", []),
        ("", "什么", []),
        ("*+?()[]\\", "*+?()[]\\", []),
    ],
)
def test_spans(query: str, text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in make_highlighter(query)(text)] == marked


def test_synonyms_are_marked_too() -> None:
    assert make_highlighter("粮库")("新建粮食仓库一座")


def test_a_long_text_has_a_bounded_number_of_spans() -> None:
    assert len(make_highlighter("冷链")("冷链、" * 10_000)) <= 61


@given(st.text(max_size=30), st.text(max_size=60))
def test_spans_are_in_order_and_inside(query: str, text: str) -> None:
    last = 0
    for start, end in make_highlighter(query)(text + query):
        assert last <= start < end <= len(text + query)
        last = end

"""The snippet shows the sentence that answers, cut where one may cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.store.highlight import Match, make_marker
from policymatch.store.snapshot import Store
from policymatch.store.snippets import CUT, Snippet, snippet


def shown(query: str, text: str, width: int, **weights: float) -> Snippet:
    marker = make_marker(query)
    return snippet(text, marker.matches(text), width, marker.weights | weights, marker.edges)


def marked(found: Snippet) -> list[str]:
    return [found.text[start:end] for start, end in found.highlights]


LAW = (
    "第九条 申请人应当提交材料。申请人、申请书、申请表各一份，申请时当面交。主管部门对乡镇污水处理厂给予补助，"
    "补助不超过总投资的30%。附则另定。本条自公布之日起施行，由主管部门解释。"
)


def test_the_sentence_that_answers_is_shown_and_not_the_first_match() -> None:
    found = shown("申请 乡镇污水处理厂 补助", LAW, 50)
    assert found.text == "…申请时当面交。主管部门对乡镇污水处理厂给予补助，补助不超过总投资的30%。附则另定。…"
    assert "补助" in marked(found)


def test_several_words_beat_one_word_often() -> None:
    text = "补助、补助、补助、补助、补助和补助。污水和补助。" + "其他事项另行规定。" * 5
    assert "污水" in shown("污水 补助", text, 16).text


def test_a_rare_word_beats_a_common_one() -> None:
    text = "投资补助和奖励的办法。冷库用电另有规定。" + "其他事项另行规定。" * 5
    assert "冷库" in shown("补助 冷库", text, 14, 补助=0.5, 冷库=6.0).text
    assert "补助" in shown("补助 冷库", text, 14, 补助=6.0, 冷库=0.5).text


def test_a_short_text_is_whole() -> None:
    found = shown("补助", "第一条　给予补助。\n第二款。", 100)
    assert found == Snippet("第一条 给予补助。 第二款。", ((6, 8),))


def test_a_sentence_too_long_is_cut_at_punctuation() -> None:
    text = (
        "一般规定适用于各类项目"
        + "，其他项目另行规定" * 10
        + "，冷链物流项目给予补助"
        + "，其他项目另行规定" * 10
        + "。"
    )
    found = shown("冷链物流 补助", text, 40)
    assert found.text.startswith(CUT)
    assert found.text.endswith(f"，{CUT}")
    assert len(found.text) <= 40
    assert marked(found) == ["冷链物流", "补助"]


def test_without_punctuation_it_is_cut_between_words_and_never_in_a_figure() -> None:
    text = "各级人民政府" * 30 + "给予不超过1,234.56万元补助" + "各级人民政府" * 30
    for width in range(12, 60):
        found = shown("补助", text, width)
        inside = found.text.strip(CUT)
        at = text.index(inside)
        edges = make_marker("补助").edges(text)
        assert at in edges
        assert at + len(inside) in edges
        assert ("1,234.56万元" in inside) == any(figure in inside for figure in ("1,", "234", "56", "万元"))
        assert len(found.text) <= width
        assert marked(found) == ["补助"]


def test_a_document_number_is_never_cut() -> None:
    text = "按照有关规定" * 30 + "国办发〔2024〕52号执行" + "按照有关规定" * 30
    for width in range(15, 60):
        assert marked(shown("国办发〔2024〕52号", text, width)) == ["国办发〔2024〕52号"]


def test_a_row_of_a_table_is_a_sentence() -> None:
    text = "项目 | 标准\n" + "\n".join(f"第{at}类项目 | 补助{at}万元" for at in range(40)) + "\n冷库 | 补助300万元"
    found = shown("冷库 补助 多少", text, 60)
    assert found.text.endswith("冷库 | 补助300万元")


def test_where_nothing_matches_the_beginning_is_shown() -> None:
    assert shown("冷库", LAW, 30).text.startswith("第九条 申请人应当提交材料。")
    assert snippet("", (), 10) == Snippet("", ())


SIGNS = st.text("冷链补助，。；\n 项目a1.3%、「」", max_size=200)


@given(SIGNS, st.integers(5, 60))
def test_a_snippet_is_a_part_of_the_text_with_whole_matches(text: str, width: int) -> None:
    marker = make_marker("冷链 补助")
    spans = marker(text)
    found = snippet(text, marker.matches(text), width, marker.weights, marker.edges)
    inside = found.text.removeprefix(CUT).removesuffix(CUT)
    assert inside in text.replace("\n", " ")
    longest = max((end - start for start, end in spans), default=0)
    assert len(found.text) <= max(width, longest + 12)
    whole = {text[start:end].replace("\n", " ") for start, end in spans}
    assert all(found.text[start:end] in whole for start, end in found.highlights)
    if spans:
        assert found.highlights


def test_a_match_longer_than_the_width_is_not_cut() -> None:
    text = "甲" * 30 + "乙" * 30 + "丙" * 30
    found = snippet(text, [Match(30, 60, "乙")], 10)
    assert found.text == f"{CUT}{'乙' * 30}{CUT}"


def test_hostile_texts_take_no_time() -> None:
    for text in ("冷链" * 20_000, "冷链，" * 20_000, "。" * 50_000, "1," * 30_000, "一、" * 20_000):
        assert len(shown("冷链", text, 160).text) <= 160 or "，" not in text


@pytest.mark.parametrize("query", ["政府投资项目 审批", "会计资料 真实 完整", "建设用地 使用权 出让"])
def test_in_laws_every_snippet_holds_a_match_and_is_short(laws: Store, query: str) -> None:
    hits = laws.search(query, 50)
    for hit in hits:
        found = hits.snippet(hit, 80)
        assert len(found.text) <= 80
        assert bool(found.highlights) == bool(hit.highlights)
        inside = found.text.strip(CUT)
        assert inside in hit.clause.text.replace("\n", " ").replace("　", " ")

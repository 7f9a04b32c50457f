from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.text.analysis import analysis_stamp, default_analyzer, han_runs
from policymatch.text.normalize import fold


def test_a_document_number_is_one_term_in_every_bracket() -> None:
    analyzer = default_analyzer()
    for written in ("国办发〔2024〕52号", "国办发[2024]52号", "国办发（２０２４）５２号"):
        assert "国办发〔2024〕52号" in analyzer.words(f"按照{written}要求")


def test_a_number_is_found_where_nothing_shows_its_beginning() -> None:
    analyzer = default_analyzer()

    def numbers(text: str) -> set[str]:
        return {word for word in analyzer.words(text) if "〔" in word or "令第" in word}

    assert "发改投资规〔2025〕1728号" in numbers("不得违反发改投资规〔2025〕1728号")
    assert "国务院令第712号" in numbers("符合国务院令第712号")
    assert "发改投资规〔2025〕1728号" not in numbers("黔发改投资规〔2025〕1728号")


def test_amounts_are_terms_of_their_own() -> None:
    words = default_analyzer().words("总投资1,200万元，补助 30%，不超过5000 万元，２亿元")
    assert {"1200万元", "30%", "5000万元", "2亿元"} <= set(words)


def test_function_words_of_a_question_do_not_count() -> None:
    analyzer = default_analyzer()
    words = analyzer.question_words("乡镇污水处理厂能不能申请补助？怎么办？")
    assert not {"怎么办", "能不能"} & set(words)
    assert {"污水", "处理厂", "补助"} <= set(words)
    assert analyzer.question_words("的 了 吗 ？！") == []
    assert analyzer.question_runs("粮库怎么申请专项债")[0] == "粮库"


@pytest.mark.parametrize(
    ("whole", "part"),
    [("超长期特别国债", "特别国债"), ("高标准农田", "农田"), ("以工代赈项目", "以工代赈"), ("解除劳动合同", "劳动合同"), ("城镇老旧小区改造", "老旧小区改造")],
)  # fmt: skip
def test_a_long_word_is_one_word_and_found_by_its_parts(whole: str, part: str) -> None:
    analyzer = default_analyzer()
    assert analyzer.segmenter.cut(f"支持{whole}的建设") == ["支持", whole, "的", "建设"]
    assert analyzer.words(whole).count(part) == 1


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("能不能申请补助", {"申请", "补助"}), ("我想问一下怎么处理漏水", {"漏水"}), ("应不应该公证呢", {"公证"}), ("请问一下冷库可不可以补助", {"冷库", "补助"}),
        ("用不用公证", {"公证"}),
    ],
)  # fmt: skip
def test_function_phrases_go_as_a_whole(question: str, subject: set[str]) -> None:
    """能不能 is no word of jieba's, which makes 能 and 不能 of it; alone, 不能 says something."""
    assert set(default_analyzer().question_words(question)) == subject
    assert "不能" in default_analyzer().question_words("不能补助的项目")


@given(st.text(st.sampled_from("能不可以请问怎么办冷库补助的项目财建〔2024〕57号1.5%， ab"), max_size=30))
def test_a_question_holds_no_word_its_text_does_not(text: str) -> None:
    analyzer = default_analyzer()
    assert set(analyzer.question_words(text)) <= set(analyzer.words(text))
    assert all(run in fold(text) for run in analyzer.question_runs(text))


def test_words_are_folded() -> None:
    assert default_analyzer().words("ＥＯＤ模式") == default_analyzer().words("eod模式")
    assert han_runs("中华⼈⺠共和国，１２县") == ["中华人民共和国", "县"]


def test_the_stamp_names_dictionary_and_lexicon() -> None:
    assert "jieba-0.42.1" in analysis_stamp()
    assert analysis_stamp() == analysis_stamp()


def test_hostile_texts_cost_little() -> None:
    started = time.perf_counter()
    for text in ("国办发〔2024〕52号" * 5_000, "违反国务院令第1号" * 5_000, "x" * 100_000):
        default_analyzer().words(text)
    assert time.perf_counter() - started < 5


def test_a_run_of_letters_is_one_word() -> None:
    assert len(default_analyzer().words("x" * 20_000)) < 10

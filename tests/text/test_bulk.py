"""Many texts cut at once give the terms that each gives by itself."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from law_texts import LAWS, bigrams
from shared_data import needs_shared

from policymatch.readers import read_file
from policymatch.text.analysis import default_analyzer
from policymatch.text.bulk import Vocabulary, characters, cut_words, folded_for_cutting, pair, pairs
from policymatch.text.normalize import fold

PIECES = ["政府投资", "国办发〔2024〕52号", "违反发改投资规[2025]1728号", "１，０００万元", "1,000 万元", "2024……", "３０％", "ＥＯＤ模式", "C++", "abc_1",
          "、", "，", "：", "（试行）", "\n", " ", "　", "\0", "\r\n", "中华⼈⺠共和国", "㐀㐁", "𠮷", "é", "ﬁ", "①", "国务院令第七百一十二号", "5 吨/日"]  # fmt: skip


def check(texts: list[str]) -> None:
    analyzer = default_analyzer()
    folded = folded_for_cutting(texts)
    vocabulary = Vocabulary()
    words = [Counter[str]() for _ in texts]
    cut = cut_words(folded, analyzer, vocabulary)
    names = vocabulary.words()
    for term, text in zip(cut.terms.tolist(), cut.texts.tolist(), strict=True):
        words[text][names[term]] += 1
    assert words == [Counter(analyzer.words(text)) for text in texts]
    found = [Counter[int]() for _ in texts]
    both = pairs(characters(folded))
    for term, text in zip(both.terms.tolist(), both.texts.tolist(), strict=True):
        found[text][term] += 1
    assert found == [Counter(pair(*two) for two in bigrams(fold(text))) for text in texts]


@needs_shared
def test_real_texts() -> None:
    paragraphs = [block.text for law in random.Random(4).sample(LAWS, 30) for block in read_file(law).blocks]
    check(paragraphs)


@settings(deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=8).map("".join), min_size=1, max_size=6)
)
def test_odd_texts(texts: list[str]) -> None:
    check(texts)


def test_a_vocabulary_grows_over_batches() -> None:
    vocabulary, analyzer = Vocabulary(), default_analyzer()
    first = cut_words(["政府投资。", ""], analyzer, vocabulary)
    second = cut_words(["企业投资！"], analyzer, vocabulary)
    names = vocabulary.words()
    assert sorted(names[term] for term in first.terms) == ["投资", "政府", "政府投资"]
    assert [names[term] for term in second.terms] == ["企业", "投资"]
    assert set(first.terms) & set(second.terms)

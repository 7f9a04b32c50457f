from __future__ import annotations

from collections import Counter

import pytest

from policymatch.text.analysis import Analyzer
from policymatch.text.lexicon import Lexicon
from policymatch.text.romanised import read_pinyin
from policymatch.text.segment import make_segmenter
from policymatch.text.vocabulary import Vocabulary

TERMS = ("专项债", "专项债券", "高标准农田", "以工代赈", "供水管网", "公水管网", "非遗", "西安", "绿色发展")
STORE = Counter({"的": 5000, "会议": 900, "申报": 400, "预算": 300, "重庆": 60, "pdf": 3})


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    analyzer = Analyzer(Lexicon(terms=tuple(sorted(TERMS))), make_segmenter(TERMS))
    return Vocabulary(analyzer, lambda word: STORE[word])


def read(query: str, vocabulary: Vocabulary) -> list[str]:
    return ["".join(repair.word for repair in one) for one in read_pinyin(query, vocabulary, lambda: STORE)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zhuanxiangzhai", "专项债"),
        ("Zhuan xiang zhai", "专项债"),
        ("zhuanxiangzhaiquan", "专项债券"),
        ("gao biao zhun nong tian shen bao", "高标准农田申报"),
        ("yigongdaizhen", "以工代赈"),
        ("xi'an", "西安"),
        ("chongqing", "重庆"),
        ("lüse fazhan", "绿色发展"),
        ("lvsefazhan", "绿色发展"),
        ("zuanxiangzai", "专项债"),
        ("ygdz", "以工代赈"),
        ("feiyi", "非遗"),
    ],
)
def test_pinyin_is_read(vocabulary: Vocabulary, typed: str, meant: str) -> None:
    assert read(typed, vocabulary)[0] == meant


@pytest.mark.parametrize("typed", ["pdf", "PPP", "gsgw", "zz", "hello", "zhuanxiangzhaib", "zhuanxiang:", "b2b", ""])
def test_what_is_no_pinyin_is_left_alone(vocabulary: Vocabulary, typed: str) -> None:
    assert read(typed, vocabulary) == []


def test_initials_that_two_terms_share_say_nothing(vocabulary: Vocabulary) -> None:
    assert read("gsgw", vocabulary) == []
    assert read("gbznt", vocabulary) == ["高标准农田"]


def test_the_characters_before_begin_the_word(vocabulary: Vocabulary) -> None:
    ((repair,),) = read_pinyin("申报高标准nongtian", vocabulary, lambda: STORE)
    assert (repair.start, repair.end, repair.word) == (5, 13, "农田")

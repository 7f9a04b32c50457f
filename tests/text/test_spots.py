from __future__ import annotations

import pytest

from policymatch.text.analysis import Analyzer, default_analyzer
from policymatch.text.spots import suspects
from policymatch.text.vocabulary import Vocabulary

# In how many of 10,000 clauses a word stands.
STORE = {"的": 9000, "污水": 300, "农田": 200, "高标": 0, "申请": 800, "补贴": 400, "由": 900, "向": 700, "政府": 2000}


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return default_analyzer()


def broken(query: str, analyzer: Analyzer) -> list[str]:
    vocabulary = Vocabulary(analyzer, lambda word: STORE.get(word, 0))
    return [run[start:end] for _, run, spots in suspects(query, vocabulary) for start, end in spots.broken]


def test_rare_single_characters_and_unknown_words_are_broken(analyzer: Analyzer) -> None:
    assert broken("高标淮农田", analyzer) == ["高标", "淮"]
    assert broken("污水除理", analyzer) == ["除", "理"]


def test_what_the_store_knows_is_whole(analyzer: Analyzer) -> None:
    assert broken("向政府申请污水补贴", analyzer) == []
    assert broken("高标准农田", analyzer) == []


def test_document_numbers_are_not_looked_at(analyzer: Analyzer) -> None:
    assert broken("黔渌鄠〔2024〕57号", analyzer) == []


def test_where_a_person_or_a_place_may_be_named(analyzer: Analyzer) -> None:
    vocabulary = Vocabulary(analyzer, lambda word: STORE.get(word, 0))
    ((_, run, spots),) = suspects("沈艳申请补贴", vocabulary)
    assert run.startswith("沈艳")
    assert spots.doubt(0, 2) > spots.doubt(1, 3) == 0
    ((_, run, spots),) = suspects("鄠邑区污水", vocabulary)
    assert spots.doubt(0, 2) == spots.doubt(1, 3) > 0


def test_a_run_of_nothing_but_unknown_pieces_is_no_slip(analyzer: Analyzer) -> None:
    assert broken("渌鄠孜棠" * 12, analyzer) == []


def test_runs_say_where_they_begin(analyzer: Analyzer) -> None:
    vocabulary = Vocabulary(analyzer, lambda word: STORE.get(word, 0))
    assert [(start, run) for start, run, _ in suspects("2024 污水 高标淮农田", vocabulary)] == [(8, "高标淮农田")]

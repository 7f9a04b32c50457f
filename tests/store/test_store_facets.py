"""Facets count what was found, and the expressions they offer find exactly what they count."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_tools import records

import policymatch
from policymatch.store.facets import UNKNOWN, Facets, narrow_question
from policymatch.store.grammar import parse_expression
from policymatch.store.snapshot import Store

GIVEN = (
    {"id": 1, "title": "补助办法", "text": "第一条 补助冷库。\n第二条 补助粮库。", "issuer": "财政部、农业农村部", "issued_on": "2024-05-01"},
    {"id": 2, "title": "奖补办法", "text": "第一条 补助公路。", "issuer": "财政部", "issued_on": "2023-01-02"},
    {"id": 3, "title": "甲省补助办法", "text": "第一条 补助学校。", "issuer": "甲省（试点）办公室"},
    {"id": 4, "title": "无关", "text": "第一条 林草。", "issuer": "财政部", "issued_on": "2023-01-02"},
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    records(tmp_path, *GIVEN)
    return policymatch.open_store(tmp_path)


def counted(facets: Facets, name: str) -> list[tuple[str, int]]:
    return [(value.value, value.clauses) for facet in facets.facets if facet.name == name for value in facet.values]


def test_counts_are_of_clauses_by_count_then_name(store: Store) -> None:
    facets = store.search("text:补助").facets()
    assert facets.clauses == 4
    assert [facet.name for facet in facets.facets] == ["发文机关", "年份", "级别", "资金类型", "状态"]
    assert counted(facets, "发文机关") == [("财政部", 3), ("农业农村部", 2), ("甲省（试点）办公室", 1)]
    assert counted(facets, "年份") == [("2024", 2), ("2023", 1), (UNKNOWN, 1)]


@pytest.mark.parametrize("query", ["text:补助", "补助 OR 林草", "补助怎么申请", "补助冷库"])
def test_the_expression_of_a_value_finds_its_clauses_alone(store: Store, query: str) -> None:
    everything = {hit.id for hit in store.search(query, 100)}
    for facet in store.search(query, 100).facets().facets:
        for value in facet.values:
            if value.expression is None:
                assert value.value == UNKNOWN
                continue
            found = store.search(value.expression, 100)
            assert found.fault is None
            assert len(found) == value.clauses, value
            assert {hit.id for hit in found} <= everything


def test_out_of_the_corpus_too(both: Store) -> None:
    for query in ("补助 标准", "title:条例 AND 资金", "channel:专项债"):
        hits = both.search(query, 1000)
        facets = hits.facets()
        for facet in facets.facets:
            assert sum(value.clauses for value in facet.values) >= facets.clauses
            ordered = [(-value.clauses, value.value) for value in facet.values]
            assert ordered == sorted(ordered)
            for value in facet.values[:3]:
                if value.expression is None:
                    continue
                narrowed = both.search(value.expression, 1000)
                assert narrowed.fault is None
                assert len(narrowed) > 0, value
                if facet.field == "status":
                    assert {hit.policy.status.value for hit in narrowed} == {value.value}
                if facet.field == "date":
                    assert {str(hit.policy.issued_on)[:4] for hit in narrowed} == {value.value}
                if facet.field == "issuer":
                    assert all(value.value in (hit.policy.issuer or "") for hit in narrowed)


def test_nothing_found_counts_nothing(store: Store) -> None:
    assert store.search("zzzz").facets().clauses == 0


def test_words_that_are_operators_are_quoted() -> None:
    assert narrow_question("and or not", "level:省") == '("and" OR "or" OR "not") AND level:省'
    for question in ("能申请什么", "“补助”", "AND", "（", "土地 与 房屋？"):
        parse_expression(narrow_question(question, "level:省"))


def test_what_a_number_finds_can_be_narrowed_and_what_a_clauses_name_finds_cannot(both: Store) -> None:
    hits = both.search("国办发[2024]52号", 1000)
    for facet in hits.facets().facets:
        assert sum(value.clauses for value in facet.values) >= len(hits)
        for value in facet.values:
            if value.expression:
                found = {hit.id for hit in both.search(value.expression, 1000)}
                assert found <= {hit.id for hit in hits}
                assert 0 < len(found) <= value.clauses  # headings are shown where a number is typed, and answer nothing
    named = both.search("政府投资条例第九条").facets()
    assert all(value.expression is None for facet in named.facets for value in facet.values)
    similar = both.similar(both.search("政府投资条例第九条")[0].id).facets()
    assert similar.clauses > 0

"""A document or clause that is named is found first: the version in force on the day, also beside words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from store_tools import records

import policymatch
from policymatch.store.snapshot import Store

VERSIONS: tuple[dict[str, object], ...] = (
    {"id": "old", "title": "冷链办法", "doc_number": "财建〔2018〕1号", "issuer": "财政部", "issued_on": "2018-01-01",
     "effective_on": "2018-02-01", "text": "第一条 每吨补助100元。"},
    {"id": "new", "title": "冷链办法", "doc_number": "财建〔2024〕9号", "issuer": "财政部", "issued_on": "2024-01-01",
     "effective_on": "2024-02-01", "text": "第一条 每吨补助200元。\n第二条 自2024年2月1日起施行，《冷链办法》（财建〔2018〕1号）同时废止。"},
    {"id": "other", "title": "粮库通知", "text": "第一条 冷链参照财建〔2024〕9号。"},
)  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("jumps")
    records(folder, *VERSIONS)
    return policymatch.open_store(folder)


@pytest.mark.parametrize("query", ["冷链办法第一条", "《冷链办法》"])
@pytest.mark.parametrize(
    ("day", "first"), [(date(2024, 1, 31), "old"), (date(2024, 2, 1), "new"), (date(2020, 1, 1), "old")]
)
def test_a_version_that_is_not_yet_in_force_does_not_come_first(
    store: Store, query: str, day: date, first: str
) -> None:
    assert store.search(query, as_of=day)[0].policy.id == first


@pytest.mark.parametrize("query", ["冷链 财建〔2024〕9号", "补助　财建[2024] 9 号", "冷链 补助 财建（2024）9号"])
def test_a_short_word_before_a_number_is_not_taken_into_it(store: Store, query: str) -> None:
    hits = store.search(query)
    assert hits.is_question
    assert {"new#1", "other#1"} <= {hit.id for hit in hits}


@pytest.mark.parametrize("query", ["财建〔2024〕9号", "财 建 〔2024〕 9 号"])
def test_a_number_with_blanks_inside_is_still_one(store: Store, query: str) -> None:
    assert [hit.id for hit in store.search(query)] == ["new#1", "new#2", "other#1"]


def test_a_number_that_nobody_knows_finds_nothing(store: Store, tmp_path: Path) -> None:
    hits = store.search("财建〔2024〕10号")
    assert (hits.total, hits.is_question) == (0, False)

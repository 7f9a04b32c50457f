"""Pages neither repeat a clause nor leave one out, whatever the order, with any number of equal scores."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_tools import records

import policymatch
from policymatch.store.matrix import POOL
from policymatch.store.snapshot import Store


@pytest.fixture(scope="module")
def tied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,300 clauses of which many say the same, issued on few days or on none."""
    folder = tmp_path_factory.mktemp("tied")
    days = (None, "2023-01-01", "2024-01-01", "2024-06-01")
    records(
        folder,
        *(
            {
                "id": at,
                "title": f"办法{at % 5}",
                "text": f"第一条 补助冷库{'和粮库' * (at % 3)}。",
                "issued_on": days[at % 4],
            }
            for at in range(1300)
        ),
    )
    return folder


def pages(store: Store, query: str, size: int, order: str) -> tuple[list[str], int]:
    found: list[str] = []
    at, total = 0, 1
    while at < total:
        hits = store.search(query, size, offset=at, order=order)
        total = hits.total
        page = [hit.id for hit in hits]
        assert len(page) == min(size, total - at)
        found += page
        at += size
    assert len(store.search(query, size, offset=at, order=order)) == 0
    return found, total


@pytest.mark.parametrize("query", ["补助冷库", "粮库 补助 办法", "text:补助 AND 冷库", "冷库 OR 粮库", "date:2024"])
@pytest.mark.parametrize("order", ["score", "date"])
@pytest.mark.parametrize("size", [7, 499, 1000])
def test_pages_hold_everything_once(tied: Path, query: str, order: str, size: int) -> None:
    with policymatch.open_store(tied) as store:
        found, total = pages(store, query, size, order)
        assert len(found) == len(set(found)) == total
        assert found == [hit.id for hit in store.search(query, 2000, order=order)]


@pytest.mark.parametrize("query", ["补助冷库", "text:补助 AND 冷库"])
def test_by_date_the_newest_come_first_and_the_undated_last(tied: Path, query: str) -> None:
    with policymatch.open_store(tied) as store:
        days = [str(hit.policy.issued_on or "") for hit in store.search(query, 2000, order="date")]
    assert days == sorted(days, reverse=True)
    assert days[-1] == "" or len(days) == POOL


def test_scores_are_the_same_in_either_order(tied: Path) -> None:
    with policymatch.open_store(tied) as store:
        for query in ("补助冷库", "text:补助 AND 冷库", "date:2024"):
            best = {hit.id: hit.score for hit in store.search(query, 2000)}
            dated = store.search(query, 2000, order="date")
            assert all(best[hit.id] == hit.score for hit in dated)
            for hit, found in zip(dated, dated.explain(5), strict=False):
                points = sum(part.points for part in found.parts) + found.fame + found.work + found.meant
                assert points == pytest.approx(hit.score, abs=2e-6)


def test_a_question_by_date_orders_its_best_answers_and_says_how_many(tied: Path) -> None:
    with policymatch.open_store(tied) as store:
        best = {hit.id for hit in store.search("粮库", POOL)}
        dated = store.search("粮库", 2000, order="date")
        assert dated.total == len(dated) == POOL
        assert {hit.id for hit in dated} == best


def test_in_laws(laws: Store) -> None:
    for query in ("会计资料应当真实完整", "title:会计法 OR title:预算法"):
        for order in ("score", "date"):
            found, total = pages(laws, query, 97, order)
            assert len(found) == len(set(found)) == total

"""The points of an explanation add up to the score, and each is what it says."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from store_tools import records

import policymatch
from policymatch.store.matrix import POOL, SYNONYM_WEIGHT, WORK_WEIGHT, make_query
from policymatch.store.snapshot import Store
from policymatch.text.analysis import default_analyzer


@pytest.mark.parametrize(
    "query",
    ["乡镇污水处理厂能申请什么补助", "政府投资项目 审批", "粮库", "title:条例 AND 资金 NOT 罚款", "level:国家", "“预算” AND 执行"],
)  # fmt: skip
def test_points_add_up_to_the_score(both: Store, query: str) -> None:
    hits = both.search(query, 30)
    explained = hits.explain(30)
    assert len(explained) == len(hits)
    for hit, found in zip(hits, explained, strict=True):
        points = sum(part.points for part in found.parts) + found.fame + found.work + found.meant + found.vectors
        assert points == pytest.approx(hit.score, abs=2e-6)
        assert found.vectors == 0
        assert found.fame >= -1e-9
        assert -1e-9 <= found.work <= WORK_WEIGHT / (1 + WORK_WEIGHT) + 1e-9
        assert [part.points for part in found.parts] == sorted((part.points for part in found.parts), reverse=True)


def test_words_and_other_answers_are_what_the_ranking_made_of_them(both: Store) -> None:
    """The share of a work is worked out here once more, from the first 500 and the titles of their works."""
    from policymatch.store.works import work_title

    query = "政府投资项目的审批"
    hits = both.search(query, POOL)
    matrix = both._matrix
    relevance = matrix.relevance(matrix.telling(make_query(query, default_analyzer())))
    keys = np.array([both._key(hit.id) for hit in hits])
    own = relevance[matrix.places_of(keys)]
    sums: dict[str, float] = {}
    for hit, score in zip(hits, own.tolist(), strict=True):
        work = work_title(hit.policy.title)
        sums[work] = sums.get(work, 0.0) + score
    most = max(map(math.log1p, sums.values()))
    for hit, found, score in zip(hits, hits.explain(20), own.tolist(), strict=False):
        share = math.log1p(sums[work_title(hit.policy.title)]) / most
        assert found.work == pytest.approx(WORK_WEIGHT * share / (1 + WORK_WEIGHT), abs=1e-6)
        words = sum(part.points for part in found.parts) + found.fame
        assert words == pytest.approx(score / own.max() / (1 + WORK_WEIGHT), abs=1e-6)


def test_each_part_names_its_word(tmp_path: Path) -> None:
    records(
        tmp_path,
        {"id": 1, "title": "粮食仓库办法", "text": "第一条 新建粮食仓库给予补助。"},
        {"id": 2, "title": "其他", "text": "第一条 林草。"},
    )
    with policymatch.open_store(tmp_path) as store:
        hits = store.search("粮库补助")
        (found,) = hits.explain(1)
    by_word = {(part.word, part.kind, part.where): part for part in found.parts}
    synonym = by_word["粮食仓库", "词", "正文"]
    assert (synonym.synonym_of, synonym.weight) == ("粮库", SYNONYM_WEIGHT)
    assert by_word["补助", "词", "正文"].synonym_of is None
    assert ("补助", "字对", "正文") in by_word
    assert by_word["补助", "词", "正文"].idf == pytest.approx(math.log1p((2 - 1 + 0.5) / (1 + 0.5)))


def test_a_reference_is_not_explained_by_words(both: Store) -> None:
    hits = both.search("政府投资条例第九条", 3)
    assert len(hits) == 3
    assert hits.explain(3) == []

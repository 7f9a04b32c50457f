"""Clauses like a clause: the twin in another version first, itself and copies left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from law_texts import bigrams
from store_tools import records

import policymatch
from policymatch.errors import NotFoundError
from policymatch.model import Clause
from policymatch.store.snapshot import Store


def same(text: str) -> str:
    """A clause without its number and signs."""
    return re.sub(r"[\W_]", "", re.sub("^第.{1,6}?条", "", text))


def nearest(text: str, others: Sequence[Clause]) -> tuple[Clause, float]:
    """The clause that shares most pairs of characters with a text, and the share."""
    own = set(bigrams(same(text)))

    def share(clause: Clause) -> float:
        other = set(bigrams(same(clause.text)))
        return len(own & other) / (len(own | other) or 1)

    return max(((clause, share(clause)) for clause in others), key=lambda pair: pair[1])


@pytest.mark.parametrize("title", ["会计法", "统计法"])
def test_the_twin_in_another_version_of_a_law_comes_first(laws: Store, title: str) -> None:
    versions = sorted(
        ((str(summary.issued_on), str(summary.id)) for summary, _ in laws.policies() if summary.title.endswith(title)),
        reverse=True,
    )
    newest, older = (laws.policy(policy) for _, policy in versions[:2])
    first = copies = 0
    for clause in newest.clauses:
        if not clause.label.endswith("条") or len(clause.text) < 30:
            continue
        twin, share = nearest(clause.text, older.clauses)
        if share < 0.6:
            continue
        hits = laws.similar(clause.id, 5, all_versions=True)
        if same(twin.text) == same(clause.text):
            assert twin.id in hits.copies[clause.id]
            copies += 1
        else:
            assert hits[0].id == twin.id, clause.label
            first += 1
    assert first >= 5
    assert copies >= 5


def test_itself_is_left_out_and_scores_fall(laws: Store) -> None:
    for hit in laws.search("政府投资项目 审批", 5):
        found = laws.similar(hit.id, 50)
        assert hit.id not in {each.id for each in found}
        scores = [each.score for each in found]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)
        assert found.total <= 200
        first, second = laws.similar(hit.id, 7), laws.similar(hit.id, 7, offset=7)
        assert [each.id for each in (*first, *second)] == [each.id for each in found[:14]]


def test_copies_are_named_and_shown_once(tmp_path: Path) -> None:
    text = "第一条 对农产品仓储保鲜冷链设施建设给予补助。"
    records(
        tmp_path,
        {"id": 1, "title": "甲办法", "text": text},
        {"id": 2, "title": "乙办法", "text": text.replace("第一条 ", "第七条　")},
        {"id": 3, "title": "丙办法", "text": "第一条 农产品冷链设施建设按规定补助。"},
        {"id": 4, "title": "丁办法", "text": "第一条 农产品冷链设施建设按规定补助。"},
        {"id": 5, "title": "戊办法", "text": "第一条 林草。"},
    )
    with policymatch.open_store(tmp_path) as store:
        found = store.similar("1#1", 10)
        assert [hit.id for hit in found] == ["3#1"]
        assert (found.copies, found.total) == ({"1#1": ["2#1"], "3#1": ["4#1"]}, 1)
        assert store.similar("5#1", 10).total == 0


def test_one_in_force_stands_for_its_copies(tmp_path: Path) -> None:
    said = "第一条 农产品冷链设施建设按规定补助。"
    records(
        tmp_path,
        {"id": 1, "title": "甲办法", "text": "第一条 对农产品仓储保鲜冷链设施建设给予补助。"},
        {"id": 2, "title": "旧办法", "text": f"{said}\n第二条 本办法有效期至2020年1月1日。"},
        {"id": 3, "title": "新办法", "text": said},
    )
    with policymatch.open_store(tmp_path) as store:
        found = store.similar("1#1", all_versions=True)
        assert [hit.id for hit in found][:1] == ["3#1"]
        assert found.copies["3#1"] == ["2#1"]


def test_hidden_ones_are_told(tmp_path: Path) -> None:
    records(
        tmp_path,
        {"id": 1, "title": "冷链补助办法", "text": "第一条 对农产品冷链设施给予补助。"},
        {"id": 2, "title": "旧办法", "text": "第一条 对农产品冷链设施给予补助，有效期至2020年。\n第二条 本办法有效期至2020年1月1日。"},
    )  # fmt: skip
    with policymatch.open_store(tmp_path) as store:
        assert store.policy(2).summary.status == "已失效"
        found = store.similar("1#1")
        assert (len(found), found.out_of_force) == (0, 1)
        assert next(iter(store.similar("1#1", all_versions=True))).id == "2#1"


def test_an_id_that_is_not_there(laws: Store) -> None:
    for wrong in ("x#1", "无", ""):
        with pytest.raises(NotFoundError):
            laws.similar(wrong)


def test_a_clause_that_search_does_not_find_has_similar_ones_too(laws: Store) -> None:
    summary = next(summary for summary, _ in laws.policies() if summary.title.endswith("会计法"))
    heading = next(each for each in laws.policy(summary.id).clauses if each.path == each.text and "监督" in each.text)
    assert any("监督" in hit.clause.text for hit in laws.similar(heading.id, 5))

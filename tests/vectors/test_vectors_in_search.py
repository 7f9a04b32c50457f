"""Search with vectors: what only the meaning finds, what it must not find, and pages that do not overlap."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from store_tools import records

import policymatch
from policymatch.cli import main
from policymatch.store.schema import connect
from policymatch.store.truth import Truth
from policymatch.vectors.build import build_vectors
from policymatch.vectors.search import VectorSearch, clause_text, in_order, open_vectors, vectors_stamp

MEANINGS = ("冷", "水", "路", "林")
"""A fake model's dimensions; 冰库 means 冷 too, which no word says."""


class Meanings:
    """An encoder that knows four meanings by the characters for them."""

    dim = len(MEANINGS)
    stamp = "0123456789abcdef"

    def encode(self, texts: Sequence[str], *, query: bool) -> NDArray[np.float32]:
        found = np.array(
            [[0.01 + text.replace("冰", "冷").count(sign) for sign in MEANINGS] for text in texts], np.float32
        )
        return found / np.linalg.norm(found, axis=1, keepdims=True)


def build(folder: Path) -> None:
    encoder = Meanings()
    connection = connect(folder, write=False)
    truth = Truth(connection)
    keys = list(truth.searchable_keys())

    def texts(wanted: Sequence[int]) -> Sequence[str]:
        return in_order(
            wanted, ((key, clause_text(policy, clause)) for key, _, policy, clause in truth.clause_texts(wanted))
        )

    build_vectors(folder, vectors_stamp(encoder), encoder, keys, texts)  # type: ignore[arg-type]
    connection.close()


def opened(folder: Path) -> VectorSearch:
    return open_vectors(folder, Meanings())  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    records(
        tmp_path,
        {"id": 1, "title": "甲", "text": "第一条 冷库建设。"},
        {"id": 2, "title": "乙", "text": "第一条 供水管网。"},
        {"id": 3, "title": "丙", "text": "第一条 公路养护。"},
        {"id": 4, "title": "丁", "text": "第一条 冷冷冷，旧规定。\n第二条 本办法有效期至2020年1月1日。"},
    )
    build(tmp_path)
    return tmp_path


def test_the_meaning_finds_what_no_word_does(folder: Path) -> None:
    with policymatch.open_store(folder) as store:
        assert len(store.search("冰窖")) == 0
        hits = store.search("冰窖", vectors=opened(folder))
        assert hits[0].id == "1#1"
        assert hits.total == len(hits)
        (found, *_) = hits.explain(1)
        assert found.vectors > 0
        assert sum(part.points for part in found.parts) + found.fame + found.work + found.vectors == pytest.approx(
            hits[0].score, abs=2e-6
        )


def test_words_still_count_and_the_points_add_up(folder: Path) -> None:
    with policymatch.open_store(folder) as store:
        hits = store.search("公路养护", vectors=opened(folder))
        assert hits[0].id == "3#1"
        for hit, found in zip(hits, hits.explain(10), strict=True):
            points = sum(part.points for part in found.parts) + found.fame + found.work + found.vectors
            assert points == pytest.approx(hit.score, abs=2e-6)


def test_what_is_not_in_force_is_not_found_by_meaning(folder: Path) -> None:
    with policymatch.open_store(folder) as store:
        vectors = opened(folder)
        assert "4#1" not in {hit.id for hit in store.search("冰窖", vectors=vectors)}
        assert "4#1" in {hit.id for hit in store.search("冰窖", vectors=vectors, all_versions=True)}
        assert "4#1" in {hit.id for hit in store.search("冰窖", vectors=vectors, as_of=date(2019, 1, 1))}


def test_what_has_left_the_store_is_not_found(folder: Path) -> None:
    records(folder, {"id": 1, "title": "甲", "text": "第一条 电网。"})
    with policymatch.open_store(folder) as store:
        vectors = opened(folder)
        assert store.without_vectors(vectors) == 1
        hits = store.search("冰窖", vectors=vectors)
        assert all("冷库" not in hit.clause.text for hit in hits)
        assert store.search("电网", vectors=vectors)[0].id == "1#1"


def test_expressions_and_references_are_answered_without(folder: Path) -> None:
    with policymatch.open_store(folder) as store:
        vectors = opened(folder)
        for query in ("title:甲", "冷库 NOT 水"):
            plain, with_vectors = store.search(query), store.search(query, vectors=vectors)
            assert [(hit.id, hit.score) for hit in plain] == [(hit.id, hit.score) for hit in with_vectors]


def test_pages_with_vectors_do_not_overlap(tmp_path: Path) -> None:
    texts = ("冷库", "冰窖", "供水", "公路冷库", "林地")
    records(tmp_path, *({"id": at, "title": "办法", "text": f"第一条 {texts[at % 5]}{at}。"} for at in range(400)))
    build(tmp_path)
    with policymatch.open_store(tmp_path) as store:
        vectors = opened(tmp_path)
        whole = [hit.id for hit in store.search("冷库", 1000, vectors=vectors)]
        total = store.search("冷库", 1, vectors=vectors).total
        paged = [hit.id for at in range(0, total, 9) for hit in store.search("冷库", 9, offset=at, vectors=vectors)]
        assert paged == whole
        assert len(set(whole)) == len(whole) == total


def test_the_command(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from model_maker import sentence_model

    model = sentence_model(tmp_path / "bge-small-zh-v1.5")

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["policymatch", *map(str, words), "--store", str(folder)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            main()
        out, err = capsys.readouterr()
        return int(caught.value.code or 0), out, err

    code, _, err = call("search", "冷库", "--vectors", model)
    assert code == 1
    assert "policymatch vectors" in err
    assert call("vectors", model)[0] == 0
    code, out, err = call("search", "冷库", "--vectors", model, "--format", "json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert "1#1" in {hit["id"] for hit in found["hits"]}
    assert found["without_vectors"] == 0
    records(folder, {"id": 9, "title": "新", "text": "第一条 冷库。"})
    code, out, err = call("search", "冷库", "--vectors", model, "--format", "json")
    assert "有 1 条条款还没有句向量" in err
    assert json.loads(out)["without_vectors"] == 1

from __future__ import annotations

import gzip
import json
import sys
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_data import SHARED, needs_shared

from policymatch.paths import corpus_folder
from policymatch.text.lexicon import load_lexicon
from policymatch.text.segment import PythonSegmenter, RustSegmenter, Segmenter, make_segmenter

ARTICLES = SHARED / "data" / "retrieval" / "articles.jsonl.gz"
pytest.importorskip("rjieba")


@pytest.fixture(scope="module")
def terms() -> tuple[str, ...]:
    return load_lexicon(corpus_folder() / "lexicon").terms


@pytest.fixture(scope="module")
def rust(terms: tuple[str, ...]) -> RustSegmenter:
    return RustSegmenter(terms)


@pytest.fixture(scope="module")
def python(terms: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> PythonSegmenter:
    return PythonSegmenter(terms, tmp_path_factory.mktemp("jieba"))


@needs_shared
def test_both_cut_real_articles_the_same(rust: Segmenter, python: Segmenter) -> None:
    with gzip.open(ARTICLES, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, 0, None, 29)][:2000]
    assert len(texts) == 2000
    assert [text for text in texts if rust.cut(text) != python.cut(text)] == []
    assert [text for text in texts if rust.cut_for_search(text) != python.cut_for_search(text)] == []
    assert all("".join(rust.cut(text)) == text for text in texts)


def test_both_cut_every_term_of_the_lexicon_whole(rust: Segmenter, python: Segmenter, terms: tuple[str, ...]) -> None:
    assert len(terms) > 1000
    assert [term for term in terms if rust.cut(term) != [term] or python.cut(term) != [term]] == []
    assert [term for term in terms if rust.cut_for_search(term) != python.cut_for_search(term)] == []
    assert [term for term in terms if not (rust.has_word(term) and python.has_word(term))] == []


def test_the_lexicon_changes_how_text_is_cut(rust: Segmenter, terms: tuple[str, ...]) -> None:
    plain = RustSegmenter()
    assert len([term for term in terms if plain.cut(term) != [term]]) > 500
    assert plain.cut("超长期特别国债") != rust.cut("超长期特别国债") == ["超长期特别国债"]


@given(
    st.text(
        st.sampled_from("政府投资项目国务院令冷链物流aZ09０１ .,-+#&_%\n\t\r\u3000（）〔〕—·①Ⅳ😀𠮷㐀龦éА\u200b"),
        max_size=30,
    )
)
def test_both_cut_odd_texts_the_same(rust: Segmenter, python: Segmenter, text: str) -> None:
    assert rust.cut(text) == python.cut(text)
    assert rust.cut_for_search(text) == python.cut_for_search(text)
    assert "".join(rust.cut(text)) == text


def test_without_rjieba_jieba_does_the_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert isinstance(make_segmenter(), RustSegmenter)
    monkeypatch.setitem(sys.modules, "rjieba", None)
    segmenter = make_segmenter(["三都水族自治县"], tmp_path / "cache")
    assert isinstance(segmenter, PythonSegmenter)
    assert segmenter.cut("三都水族自治县") == ["三都水族自治县"]
    assert list((tmp_path / "cache").iterdir())

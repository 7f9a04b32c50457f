from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from policymatch.errors import CatalogueError
from policymatch.paths import corpus_folder
from policymatch.text import analysis
from policymatch.text.lexicon import Lexicon, load_lexicon
from policymatch.text.lexicon_cache import read_cache, source_key, write_cache
from policymatch.text.segment import PythonSegmenter, RustSegmenter

LEXICON = Lexicon(
    ("专项债", "冷库"),
    {"冷库": ("冷藏库", "冷链")},
    {"冻货房": ("冷库",)},
    {"几成": ("比例",)},
    frozenset({"怎么"}),
    {"专项债": 3},
)


def kept(cache: Path) -> Path:
    (found,) = (cache / "lexicon").iterdir()
    return found


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    write_cache(tmp_path, "key", LEXICON)
    assert read_cache(tmp_path, "key") == LEXICON
    assert read_cache(tmp_path, "other") is None
    assert [path.suffix for path in (tmp_path / "lexicon").iterdir()] == [".json"]


@pytest.mark.parametrize("harm", ["delete", "empty", "truncate", "flip", "folder", "nonsense", "types", "deep"])
def test_a_damaged_cache_is_passed_over(tmp_path: Path, harm: str) -> None:
    write_cache(tmp_path, "key", LEXICON)
    path = kept(tmp_path)
    data = path.read_bytes()
    bodies = {
        "nonsense": b"[]",
        "types": json.dumps(
            {"terms": [1], "synonyms": [], "bridges": [], "intents": [], "question_words": "", "frequencies": {}}
        ).encode(),
        "deep": b"[" * 200_000,
    }
    if harm in ("delete", "folder"):
        path.unlink()
        if harm == "folder":
            path.mkdir()
    elif harm in bodies:
        path.write_bytes(hashlib.sha256(bodies[harm]).hexdigest().encode() + b"\n" + bodies[harm])
    else:
        half = len(data) // 2
        path.write_bytes(
            {"empty": b"", "truncate": data[:half], "flip": data[:half] + bytes([data[half] ^ 1]) + data[half + 1 :]}[
                harm
            ]
        )
    assert read_cache(tmp_path, "key") is None


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("", encoding="utf-8")
    write_cache(blocked, "key", LEXICON)
    assert read_cache(blocked, "key") is None


def test_only_a_few_are_kept(tmp_path: Path) -> None:
    for number in range(20):
        write_cache(tmp_path, f"key{number}", LEXICON)
        os.utime(tmp_path / "lexicon" / f"key{number}.json", ns=(number, number))
    assert len(list((tmp_path / "lexicon").iterdir())) < 10
    assert read_cache(tmp_path, "key19") == LEXICON


def test_the_key_follows_names_and_bytes_of_every_file(tmp_path: Path) -> None:
    keys = [source_key(tmp_path)]
    for name, text in [
        ("terms.txt", "甲乙"), ("terms.txt", "甲丙"), ("synonyms.yaml", "- same: [a, b]"), ("synonyms-own.yaml", ""), ("bridges.yaml", ""),
        ("question_words.txt", "怎么"),
    ]:  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
        keys.append(source_key(tmp_path))
    keys.append(source_key(tmp_path, tmp_path))
    assert len(set(keys)) == len(keys)
    (tmp_path / "notes.md").write_text("甲", encoding="utf-8")
    assert source_key(tmp_path, tmp_path) == keys[-1]


def test_with_known_frequencies_text_is_cut_the_same(tmp_path: Path) -> None:
    terms = load_lexicon(corpus_folder() / "lexicon").terms
    fresh, python = RustSegmenter(terms), PythonSegmenter(terms, tmp_path)
    assert fresh.added == python.added
    again = RustSegmenter(fresh.added)
    text = "".join((corpus_folder() / "lexicon" / "terms.txt").read_text(encoding="utf-8").split())
    for folder in ("policies", "programmes"):
        for path in sorted((corpus_folder() / folder).glob("*"))[::5]:
            text += path.read_text(encoding="utf-8")
    assert again.cut(text) == fresh.cut(text) == python.cut(text)
    assert again.cut_for_search(text) == fresh.cut_for_search(text)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A cache of its own and nothing in memory; the user's folder."""
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setenv("POLICYMATCH_LEXICON", str(own))
    monkeypatch.setattr(analysis, "cache_folder", lambda: tmp_path / "cache")
    _forget()
    yield own
    _forget()


def _forget() -> None:
    analysis.default_analyzer.cache_clear()
    analysis._lexicon.cache_clear()


def test_the_second_start_reads_what_the_first_kept(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (fresh / "terms.txt").write_text("我县词条甲\n", encoding="utf-8")
    first = analysis.default_analyzer()
    assert first.segmenter.cut("我县词条甲") == ["我县词条甲"]
    stamp = analysis.analysis_stamp()
    _forget()
    monkeypatch.setattr(analysis, "load_lexicon", lambda *_: pytest.fail("parsed again"))
    assert analysis.analysis_stamp() == stamp
    second = analysis.default_analyzer()
    assert second.lexicon == first.lexicon
    assert second.segmenter.cut("我县词条甲") == ["我县词条甲"]


def test_a_users_term_makes_a_store_outdated_and_synonyms_do_not(fresh: Path) -> None:
    stamps = []
    for name, text in [
        ("terms.txt", ""), ("synonyms.yaml", "- from: [专项债]\n  to: [冷库]\n"), ("question_words.txt", "咱村里\n"),
        ("bridges.yaml", "- from: [冻肉库房子]\n  to: [冷库]\n"), ("intents.yaml", "- from: [给几文钱]\n  to: [不超过]\n"),
        ("terms.txt", "我县词条甲\n"),
    ]:  # fmt: skip
        (fresh / name).write_text(text, encoding="utf-8")
        _forget()
        stamps.append(analysis.analysis_stamp())
    assert len(set(stamps[:-1])) == 1
    assert stamps[-1] != stamps[-2]


def test_a_users_broken_file_is_explained(fresh: Path) -> None:
    (fresh / "synonyms-x.yaml").write_text("- same: [甲乙, 丙丁]\n- 戊己\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"synonyms-x\.yaml:2: 这里应是"):
        analysis.default_analyzer()


def test_a_named_folder_that_is_missing_is_explained(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYMATCH_LEXICON", str(fresh / "nowhere"))
    with pytest.raises(CatalogueError, match="没有这个词表文件夹") as caught:
        analysis.analysis_stamp()
    assert "POLICYMATCH_LEXICON" in caught.value.hint


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may read everything")
def test_a_file_that_may_not_be_read_is_explained(fresh: Path) -> None:
    (fresh / "terms.txt").write_text("甲乙\n", encoding="utf-8")
    (fresh / "terms.txt").chmod(stat.S_IWUSR)
    with pytest.raises(CatalogueError, match="读不了"):
        analysis.default_lexicon()

"""What is derived: outdated, damaged, mended, linked from one generation to the next."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
from store_tools import answers, content, faults, records

import policymatch
from policymatch.errors import StoreDamaged, StoreOutdated
from policymatch.store import derived

QUERIES = ("冷链物流补助", '"冷链物流"', "粮库", "title:办法 AND 补助 NOT 粮库")
WORDS = ("冷链物流", "粮库", "污水处理", "补助", "办法", "企业", "道路", "学校", "医院", "水库")


def make(number: int, change: str = "") -> dict[str, object]:
    chosen = random.Random(number)
    text = "\n".join(f"第{at}条 " + "、".join(chosen.choices(WORDS, k=6)) + f"{change}。" for at in "一二三")
    return {"id": number, "title": f"第{number}号办法", "text": text}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    records(folder, *map(make, range(30)))
    return folder


@pytest.fixture
def big(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every store counts as big."""
    monkeypatch.setattr(derived, "_SMALL", 5)


def generation(store: Path) -> Path:
    with policymatch.open_store(store) as opened:
        return derived.generation_folder(store, opened.generation)


def files(folder: Path) -> list[str]:
    return sorted(name.relative_to(folder).as_posix() for name in folder.rglob("*") if name.is_file())


def inodes(folder: Path, part: str) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_ino for path in (folder / part).rglob("*") if path.is_file()
    }


def rebuild(store: Path) -> None:
    with policymatch.write_store(store) as writer:
        writer.mark_stale()


def segments(store: Path) -> tuple[str, ...]:
    return derived.read_manifest(generation(store)).segments


# Outdated and damaged


def test_another_stamp_is_never_misread(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "analysis_stamp", lambda: "another dictionary")
    with policymatch.open_store(store) as opened:
        with pytest.raises(StoreOutdated) as caught:
            opened.check_derived()
        assert "rebuild" in caught.value.hint
        with pytest.raises(StoreOutdated):
            opened.search("冷链物流")
        assert opened.count() == (30, 90)
        assert opened.policy(3).summary.title == "第3号办法"
    assert [check.name for check in faults(store)] == ["检索文件"]
    rebuild(store)
    assert faults(store) == []
    with policymatch.open_store(store) as opened:
        opened.check_derived()
        assert opened.search("冷链物流")


def test_a_changed_lexicon_changes_the_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = derived.stamp()
    monkeypatch.setattr("policymatch.text.analysis.corpus_folder", lambda: tmp_path)
    assert derived.stamp() != before


# Whoosh leaves files open whose content it cannot make out.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("harm", ["delete", "truncate", "flip", "empty"])
@pytest.mark.parametrize("part", ["segments", "whoosh", "manifest", "everything"])
def test_damage_is_seen_and_mended(store: Path, part: str, harm: str) -> None:
    truth = answers(store, *QUERIES)
    folder = generation(store)
    if part == "everything":
        shutil.rmtree(store / "derived")
    else:
        pattern = {"segments": "segments/*/weights.npy", "whoosh": "whoosh/*.seg", "manifest": "manifest.json"}[part]
        victim = max(folder.glob(pattern), key=lambda path: path.stat().st_size)
        data = victim.read_bytes()
        if harm == "delete":
            victim.unlink()
        else:
            half = len(data) // 2
            flipped = data[:half] + bytes([data[half] ^ 0x55]) + data[half + 1 :]
            victim.write_bytes({"truncate": data[:half], "empty": b"", "flip": flipped}[harm])
    broken = faults(store)
    if (part, harm) != ("manifest", "flip"):  # a manifest that can still be read is only as wrong as what it says
        assert [check.name for check in broken] == ["检索文件"]
        assert "rebuild" in broken[0].hint
    if harm != "flip" or part == "everything":
        with policymatch.open_store(store) as opened:
            for query in QUERIES:
                try:
                    opened.search(query)
                except StoreDamaged as error:
                    assert "rebuild" in error.hint  # noqa: PT017
            assert opened.count() == (30, 90)
    rebuild(store)
    assert faults(store) == []
    assert answers(store, *QUERIES) == truth


@pytest.mark.usefixtures("big")
@pytest.mark.parametrize("pattern", ["segments/*/weights.npy", "segments/*/keys.npy", "whoosh/*.seg"])
def test_damage_is_not_carried_into_the_next_generation(store: Path, pattern: str) -> None:
    victim = next(generation(store).glob(pattern))
    data = bytearray(victim.read_bytes())
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    victim.write_bytes(data)
    records(store, make(100))
    assert faults(store) == []
    whole = store.with_name("whole")
    records(whole, *map(make, range(30)), make(100))
    assert answers(store, *QUERIES) == answers(whole, *QUERIES)


def test_a_generation_that_vanished_is_made_again(store: Path) -> None:
    shutil.rmtree(store / "derived")
    records(store, make(0))
    assert faults(store) == []


# Generations


def test_nothing_new_makes_no_new_generation(store: Path) -> None:
    before = generation(store)
    records(store, make(3))
    records(store)
    assert generation(store) == before


def test_old_generations_go_and_the_last_stays(store: Path) -> None:
    (store / "derived" / "g000099.tmp").mkdir()
    for number in range(40, 45):
        records(store, make(number))
    kept = sorted(path.name for path in (store / "derived").iterdir())
    assert len(kept) == 2
    assert kept[-1] == generation(store).name


def test_an_empty_store_answers_nothing(tmp_path: Path) -> None:
    records(tmp_path / "store")
    assert answers(tmp_path / "store", *QUERIES, "国办发〔2024〕52号") == [[], [], [], [], []]
    assert faults(tmp_path / "store") == []
    records(tmp_path / "store", make(1))
    with policymatch.write_store(tmp_path / "store") as writer:
        writer.remove_all()
    assert answers(tmp_path / "store", *QUERIES) == [[], [], [], []]


def test_a_small_store_is_written_anew(store: Path) -> None:
    before = generation(store)
    records(store, make(50))
    assert len(segments(store)) == 1
    assert not set(inodes(before, "segments").values()) & set(inodes(generation(store), "segments").values())


@pytest.mark.usefixtures("big")
def test_a_big_store_links_what_did_not_change(store: Path) -> None:
    before = generation(store)
    old = inodes(before, "segments")
    records(store, make(50), make(3, "改"))
    new = inodes(generation(store), "segments")
    assert len(segments(store)) == 2
    assert {name: number for name, number in new.items() if name in old} == old
    assert len(new) > len(old)
    # The index for expressions wrote new files and left the old generation's alone.
    assert derived.broken_files(before, derived.read_manifest(before)) == []
    assert faults(store) == []


@pytest.mark.usefixtures("big")
def test_dead_clauses_are_not_found_and_do_not_count(store: Path) -> None:
    records(store, make(3, "改"), *(make(number) for number in range(60, 64)))
    with policymatch.write_store(store) as writer:
        writer.add_records([{"id": 5, "title": "空", "text": "第一条 什么也没有。"}])
    assert len(segments(store)) == 3
    fresh = store.with_name("fresh")
    records(fresh, *(make(number) for number in range(30) if number not in (3, 5)), make(3, "改"), *(make(number) for number in range(60, 64)),
            {"id": 5, "title": "空", "text": "第一条 什么也没有。"})  # fmt: skip
    assert [sorted(found) for found in _ids(store)] == [sorted(found) for found in _ids(fresh)]
    for segmented, single in zip(answers(store, *QUERIES), answers(fresh, *QUERIES), strict=True):
        # Segments have their own mean lengths; nothing else may differ.
        assert dict(segmented).keys() & dict(single).keys()
        for clause in dict(segmented).keys() & dict(single).keys():
            assert dict(segmented)[clause] == pytest.approx(dict(single)[clause], rel=0.25)
    assert json.dumps(content(store), default=str) == json.dumps(content(fresh), default=str)


@pytest.mark.usefixtures("big")
@pytest.mark.parametrize("query", ["status:未知", "NOT status:现行", "channel:专项债", "date:2024", "什么"])
def test_a_query_without_words_is_answered_beside_dead_clauses(store: Path, query: str) -> None:
    with policymatch.open_store(store) as opened:
        before = {hit.id for hit in opened.search(query, 1000)}
    records(store, make(3, "改"))
    with policymatch.open_store(store) as opened:
        assert opened._matrix.alive is not None
        assert {hit.id for hit in opened.search(query, 1000)} == before


def _ids(store: Path) -> list[list[str]]:
    with policymatch.open_store(store) as opened:
        return [[hit.id for hit in opened.search(query, 1000)] for query in QUERIES]


@pytest.mark.usefixtures("big")
def test_many_segments_become_one_again(store: Path) -> None:
    most = 0
    for number in range(100, 100 + derived._MOST_SMALL_ONES + 2):
        records(store, make(number))
        most = max(most, len(segments(store)))
    assert most == derived._MOST_SMALL_ONES
    assert len(segments(store)) < derived._MOST_SMALL_ONES
    assert faults(store) == []


@pytest.mark.usefixtures("big")
def test_a_segment_that_is_largely_dead_is_written_anew(store: Path) -> None:
    records(store, *(make(number, "改") for number in range(15)))
    assert len(segments(store)) == 1
    assert faults(store) == []


def test_without_hard_links_files_are_copied(store: Path, big: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", no_links)
    records(store, make(50))
    assert len(segments(store)) == 2
    assert faults(store) == []
    assert "whoosh/heads.txt" in files(generation(store))

"""Vectors on disk: kept, gone on with, whole for whoever reads them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from killed_build import DIM, Counting, texts_of, vectors_of
from numpy.typing import NDArray

from policymatch.errors import StoreDamaged, StoreError, StoreLocked, VectorsMissing
from policymatch.vectors import build, index
from policymatch.vectors.build import Built, build_vectors
from policymatch.vectors.index import VectorIndex, broken_segments
from policymatch.vectors.segments import model_folder, to_rows

STAMP = "stamp"


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "BLOCK", 64)
    monkeypatch.setattr(index, "_BLOCK", 50)


def make(store: Path, keys: Sequence[int], encoder: Counting | None = None) -> Built:
    return build_vectors(store, STAMP, encoder or Counting(), keys, texts_of)


def bytes_of(store: Path) -> dict[str, bytes]:
    folder = model_folder(store, STAMP)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def check(store: Path, keys: Sequence[int], gone: Sequence[int] = ()) -> None:
    """The index holds exactly these clauses, each with its own vector."""
    held = VectorIndex.open(store, STAMP)
    assert sorted(held.keys.tolist()) == sorted([*keys, *gone])
    query = vectors_of([10**9])[0]
    expected = vectors_of(held.keys.tolist()) @ query
    np.testing.assert_allclose(held.scores(query), expected, atol=0.01)
    assert broken_segments(store, STAMP) == []


def test_every_clause_has_its_vector(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    built = build_vectors(tmp_path, STAMP, Counting(), range(1, 201), texts_of, lambda *step: seen.append(step))
    assert built == Built(encoded=200, kept=0, gone=0)
    assert seen == [(0, 200), (64, 200), (128, 200), (192, 200), (200, 200)]
    check(tmp_path, range(1, 201))


def test_eight_bits_are_near_enough() -> None:
    vectors = np.random.default_rng(3).standard_normal((500, 512)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = to_rows(range(500), vectors)
    back = rows["values"].astype(np.float32) * rows["scale"][:, None]
    assert float(np.abs(back @ vectors.T - vectors @ vectors.T).max()) < 0.003
    assert rows.dtype.itemsize == 8 + 4 + 512


def test_a_second_run_encodes_only_what_is_new(tmp_path: Path) -> None:
    make(tmp_path, range(1, 101))
    before = bytes_of(tmp_path)
    encoder = Counting()
    assert make(tmp_path, range(1, 121), encoder) == Built(encoded=20, kept=100, gone=0)
    assert encoder.asked == [str(key) for key in range(101, 121)]
    check(tmp_path, range(1, 121))
    after = bytes_of(tmp_path)
    assert after["s000001.rows"] == before["s000001.rows"]
    encoder = Counting()
    assert make(tmp_path, range(1, 121), encoder) == Built(encoded=0, kept=120, gone=0)
    assert encoder.asked == []
    assert bytes_of(tmp_path) == after


def test_clauses_that_are_gone_are_left_out_when_they_are_many(tmp_path: Path) -> None:
    make(tmp_path, range(1, 101))
    assert make(tmp_path, range(5, 101)) == Built(encoded=0, kept=96, gone=4)
    check(tmp_path, range(5, 101), gone=range(1, 5))
    encoder = Counting()
    assert make(tmp_path, range(40, 111), encoder) == Built(encoded=10, kept=61, gone=0)
    assert len(encoder.asked) == 10
    check(tmp_path, range(40, 111))


def test_segments_are_drawn_together_when_they_are_many(tmp_path: Path) -> None:
    for last in range(10, 131, 10):
        make(tmp_path, range(1, last + 1))
    check(tmp_path, range(1, 131))
    manifest = json.loads((model_folder(tmp_path, STAMP) / "index.json").read_text("utf-8"))
    assert len(manifest["segments"]) <= 8
    named = {name for name, _ in manifest["segments"]}
    assert {name.split(".")[0] for name in bytes_of(tmp_path)} == named | {"index"}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
@pytest.mark.parametrize(("block", "how"), [(0, "texts"), (2, "texts"), (0, "torn"), (3, "torn"), (0, "naming")])
def test_a_killed_build_goes_on_and_ends_byte_for_byte_the_same(tmp_path: Path, block: int, how: str) -> None:
    make(tmp_path / "whole", range(1, 301))
    script = Path(__file__).with_name("killed_build.py")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    ended = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "killed"), str(block), how], check=False, env=environment
    )
    assert ended.returncode == -signal.SIGKILL
    with pytest.raises(VectorsMissing):
        VectorIndex.open(tmp_path / "killed", STAMP)
    encoder = Counting()
    built = make(tmp_path / "killed", range(1, 301), encoder)
    done = 300 if how == "naming" else block * 64
    assert built == Built(encoded=300 - done, kept=done, gone=0)
    assert encoder.asked == [str(key) for key in range(done + 1, 301)]
    assert bytes_of(tmp_path / "killed") == bytes_of(tmp_path / "whole")


class Failing(Counting):
    """An encoder that ends before the third block, as Ctrl-C would end it."""

    def encode(self, texts: Sequence[str], *, query: bool) -> NDArray[np.float32]:
        if "129" in texts:
            raise KeyboardInterrupt
        return super().encode(texts, query=query)


def test_an_error_on_the_way_loses_nothing_that_was_done(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path, range(1, 301), Failing())
    assert make(tmp_path, range(1, 301)) == Built(encoded=172, kept=128, gone=0)
    check(tmp_path, range(1, 301))


def test_the_store_may_change_between_a_killed_build_and_the_next(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path, range(1, 301), Failing())
    assert make(tmp_path, range(100, 401)) == Built(encoded=272, kept=29, gone=0)
    check(tmp_path, range(100, 401))


def test_what_could_not_be_removed_is_not_taken_for_a_killed_build(tmp_path: Path) -> None:
    make(tmp_path, range(1, 101))
    left = bytes_of(tmp_path)
    make(tmp_path, range(90, 301))
    for name in ("s000001.rows", "s000001.sums", "s000001.keys.npy"):
        (model_folder(tmp_path, STAMP) / name).write_bytes(left[name])
    make(tmp_path, range(90, 311))
    check(tmp_path, range(90, 311))
    assert "s000001.rows" not in bytes_of(tmp_path)


@pytest.mark.parametrize("end", [".rows", ".sums"])
@pytest.mark.parametrize("cut", [1, 7, 700])
def test_a_torn_end_of_what_was_left_is_noticed(tmp_path: Path, end: str, cut: int) -> None:
    make(tmp_path / "whole", range(1, 301))
    make(tmp_path, range(1, 301))
    folder = model_folder(tmp_path, STAMP)
    (folder / "index.json").unlink()
    torn = folder / f"s000001{end}"
    torn.write_bytes(torn.read_bytes()[: max(0, torn.stat().st_size - cut)])
    make(tmp_path, range(1, 301))
    assert bytes_of(tmp_path) == bytes_of(tmp_path / "whole")


def test_a_flipped_bit_is_found_and_only_its_block_is_made_anew(tmp_path: Path) -> None:
    make(tmp_path, range(1, 301))
    rows = model_folder(tmp_path, STAMP) / "s000001.rows"
    flipped = bytearray(rows.read_bytes())
    flipped[70 * (8 + 4 + DIM) + 15] ^= 4  # in the second block
    rows.write_bytes(flipped)
    assert broken_segments(tmp_path, STAMP) == ["s000001"]
    encoder = Counting()
    assert make(tmp_path, range(1, 301), encoder) == Built(encoded=64, kept=236, gone=0)
    assert encoder.asked == [str(key) for key in range(65, 129)]
    check(tmp_path, range(1, 301))


@pytest.mark.parametrize("name", ["s000001.rows", "s000001.sums", "s000001.keys.npy"])
def test_a_file_that_is_gone_or_cut_is_made_anew(tmp_path: Path, name: str) -> None:
    make(tmp_path, range(1, 301))
    path = model_folder(tmp_path, STAMP) / name
    path.unlink()
    assert broken_segments(tmp_path, STAMP) == ["s000001"]
    make(tmp_path, range(1, 301))
    check(tmp_path, range(1, 301))


@pytest.mark.parametrize("name", ["s000001.rows", "s000001.keys.npy"])
def test_reading_what_is_cut_is_damage(tmp_path: Path, name: str) -> None:
    make(tmp_path, range(1, 301))
    path = model_folder(tmp_path, STAMP) / name
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(StoreDamaged, match="句向量文件缺失或损坏") as caught:
        VectorIndex.open(tmp_path, STAMP)
    assert "policymatch vectors" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "[" * 100_000, '{"version": 1, "stamp": "stamp", "dim": 0, "segments": []}',
     '{"version": 1, "stamp": "stamp", "dim": 12, "segments": [["../x", 3]]}',
     '{"version": 1, "stamp": "stamp", "dim": 12, "segments": [["x", -3]]}'],
)  # fmt: skip
def test_a_manifest_that_cannot_be_read_is_damage_and_is_made_anew(tmp_path: Path, text: str) -> None:
    make(tmp_path, range(1, 101))
    (model_folder(tmp_path, STAMP) / "index.json").write_text(text, encoding="utf-8")
    with pytest.raises(StoreDamaged):
        VectorIndex.open(tmp_path, STAMP)
    make(tmp_path, range(1, 101))
    check(tmp_path, range(1, 101))


def test_keys_are_not_unpickled(tmp_path: Path) -> None:
    make(tmp_path, range(1, 11))
    np.save(model_folder(tmp_path, STAMP) / "s000001.keys.npy", np.array([{}] * 10, dtype=object), allow_pickle=True)
    with pytest.raises(StoreDamaged):
        VectorIndex.open(tmp_path, STAMP)


def test_another_model_has_vectors_of_its_own(tmp_path: Path) -> None:
    make(tmp_path, range(1, 11))
    with pytest.raises(VectorsMissing, match="还没有用这个模型"):
        VectorIndex.open(tmp_path, "other")
    manifest = model_folder(tmp_path, STAMP) / "index.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"stamp"', '"stamp"', 1).replace(': "stamp"', ': "x"'))
    with pytest.raises(VectorsMissing, match="另一版"):
        VectorIndex.open(tmp_path, STAMP)


def test_a_reader_keeps_a_whole_view(tmp_path: Path) -> None:
    make(tmp_path, range(1, 101))
    query = vectors_of([7])[0]
    held = VectorIndex.open(tmp_path, STAMP)
    before = held.scores(query)
    make(tmp_path, range(90, 301))  # drops most of it and draws the rest together
    assert "s000001.rows" not in bytes_of(tmp_path)
    np.testing.assert_array_equal(held.scores(query), before)
    assert len(held.keys) == 100
    check(tmp_path, range(90, 301))


def test_vectors_are_mapped_and_read_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, range(1, 301))
    held = VectorIndex.open(tmp_path, STAMP)
    assert all(isinstance(rows, np.memmap) and not rows.flags.writeable for rows in held._segments)
    taken: list[int] = []

    class Watched:
        def __init__(self, rows: NDArray[np.void]) -> None:
            self.rows = rows

        def __len__(self) -> int:
            return len(self.rows)

        def __getitem__(self, part: slice) -> NDArray[np.void]:
            taken.append(len(self.rows[part]))
            return self.rows[part]

    query = vectors_of([7])[0]
    expected = held.scores(query)
    watched = VectorIndex(held.dim, held.keys, [Watched(rows) for rows in held._segments])  # type: ignore[misc]
    np.testing.assert_array_equal(watched.scores(query), expected)
    assert taken == [50] * 6
    with pytest.raises(ValueError, match="12 numbers"):
        held.scores(np.zeros(5, dtype=np.float32))


def test_places_of_clauses(tmp_path: Path) -> None:
    make(tmp_path, [5, 9, 30])
    make(tmp_path, [5, 9, 30, 7])
    held = VectorIndex.open(tmp_path, STAMP)
    places = held.rows_of(np.array([7, 5, 31, 1, 9]))
    assert places.tolist()[2:4] == [-1, -1]
    assert held.keys[places[[0, 1, 4]]].tolist() == [7, 5, 9]


def test_a_store_without_clauses(tmp_path: Path) -> None:
    assert make(tmp_path, []) == Built(encoded=0, kept=0, gone=0)
    held = VectorIndex.open(tmp_path, STAMP)
    assert held.scores(np.zeros(DIM, dtype=np.float32)).shape == (0,)
    assert held.rows_of(np.array([3])).tolist() == [-1]


def test_two_builds_at_a_time_are_refused(tmp_path: Path) -> None:
    class Nested(Counting):
        def encode(self, texts: Sequence[str], *, query: bool) -> NDArray[np.float32]:
            with pytest.raises(StoreLocked, match="另一个程序"):
                make(tmp_path, range(1, 11))
            return super().encode(texts, query=query)

    make(tmp_path, range(1, 11), Nested())
    check(tmp_path, range(1, 11))


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(build, "write_manifest", full)
        with pytest.raises(StoreError, match="写入句向量时出错") as caught:
            make(tmp_path, range(1, 101))
    assert "不用重算" in caught.value.hint
    assert make(tmp_path, range(1, 101)) == Built(encoded=0, kept=100, gone=0)


def test_what_search_asks(tmp_path: Path) -> None:
    from policymatch.vectors.search import VectorSearch

    class Asked(Counting):
        def encode(self, texts: Sequence[str], *, query: bool) -> NDArray[np.float32]:
            assert query
            return vectors_of([int(text) for text in texts])

    make(tmp_path, range(1, 101))
    search = VectorSearch(Asked(), VectorIndex.open(tmp_path, STAMP))  # type: ignore[arg-type]
    keys = np.array([50, 200, 3], dtype=np.int64)
    found = search.scores("3", keys)
    assert found.dtype == np.float32
    assert np.isnan(found).tolist() == [False, True, False]
    assert found[2] > 0.99 > found[0]
    assert search.missing(keys) == 1
    narrow = Asked()
    narrow.dim = 7
    with pytest.raises(StoreDamaged, match="维数"):
        VectorSearch(narrow, VectorIndex.open(tmp_path, STAMP))  # type: ignore[arg-type]

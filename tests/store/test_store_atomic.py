"""All or nothing: writers killed, failed and locked out, readers that go on reading."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from law_texts import LAWS
from shared_data import SHARED
from store_tools import answers, content, faults, fill, records

import policymatch
from policymatch.errors import StoreError, StoreLocked, StoreMissing
from policymatch.store.snapshot import Store

pytestmark = [
    pytest.mark.skipif(not SHARED.exists(), reason="the shared texts are not here"),
    pytest.mark.skipif(os.name != "posix", reason="kills processes"),
]

BEFORE, ADDED = LAWS[:10], LAWS[10:26]
QUERIES = ("企业 登记 机关", '"中小企业"', "国务院令第374号", "title:条例 AND 资金 NOT 罚款")
SCRIPT = Path(__file__).with_name("writer_process.py")


def start(store: Path, point: str = "none") -> subprocess.Popen[str]:
    root = str(Path(policymatch.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(store), point, *map(str, ADDED)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    )
    if point == "none":
        assert process.stdout is not None
        assert process.stdout.readline() == "begin\n"
    return process


def finish(process: subprocess.Popen[str]) -> int:
    code = process.wait(60)
    assert process.stdout is not None
    process.stdout.close()
    return code


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last good state."""
    folder = tmp_path_factory.mktemp("good") / "store"
    fill(folder, *BEFORE)
    return folder


@pytest.fixture(scope="module")
def clean(good: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """What a run that nobody disturbs makes of it, and how long that takes."""
    folder = tmp_path_factory.mktemp("clean") / "store"
    shutil.copytree(good, folder)
    process = start(folder)
    started = time.monotonic()
    assert finish(process) == 0
    return folder, time.monotonic() - started


def check_last_good_state(folder: Path, good: Path, clean: Path, *, committed: bool | None) -> bool:
    """The store is as before or, once its commit was through, as after; whether it is as after."""
    assert faults(folder) == []
    after = content(folder) == content(clean)
    assert committed in (None, after)
    truth = clean if after else good
    assert content(folder) == content(truth)
    assert answers(folder, *QUERIES) == answers(truth, *QUERIES)
    return after


@pytest.mark.timeout(600)
def test_killed_at_random_moments(good: Path, clean: tuple[Path, float], tmp_path: Path) -> None:
    """Thirty moments from the first file to the end; a machine that is busy makes some of them come too late."""
    folder, moments, undone = tmp_path / "store", 30, 0
    shutil.copytree(good, folder)
    for moment in range(moments):
        process = start(folder)
        time.sleep(clean[1] * (moment + random.random()) / (moments + 1))
        process.send_signal(signal.SIGKILL)
        killed = finish(process) == -signal.SIGKILL
        if check_last_good_state(folder, good, clean[0], committed=None if killed else True):
            shutil.rmtree(folder)
            shutil.copytree(good, folder)
        else:
            undone += 1
    assert undone >= 3
    process = start(folder)
    assert finish(process) == 0
    check_last_good_state(folder, good, clean[0], committed=True)
    assert not list((folder / "derived").glob("*.tmp"))
    assert not (folder / "reading.sqlite").exists()


@pytest.fixture(params=["a small disk", "a limit on files"])
def cramped(request: pytest.FixtureRequest, good: Path, tmp_path: Path) -> Iterator[tuple[Path, int | None]]:
    """A store where no more than a megabyte more fits: the folder, and the limit in bytes that its writer gets."""
    folder = tmp_path / "store"
    if request.param == "a limit on files":
        shutil.copytree(good, folder)
        yield folder, 300_000
        return
    folder.mkdir()
    held = sum(path.stat().st_size for path in good.rglob("*") if path.is_file())
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={held * 2 + 1_000_000}", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("may not mount a small disk here")
    try:
        shutil.copytree(good, folder, dirs_exist_ok=True)
        yield folder, None
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_fills_up(
    cramped: tuple[Path, int | None], good: Path, clean: tuple[Path, float], tmp_path: Path
) -> None:
    folder, limit = cramped
    if limit is None:
        (folder / "ballast").write_bytes(b"x" * max(0, shutil.disk_usage(folder).free - 600_000))
    process = start(folder, "full" if limit is None else f"limit={limit}")
    assert finish(process) == 3  # a StoreError, with what to do
    check_last_good_state(folder, good, clean[0], committed=False)
    assert not list((folder / "derived").glob("*.tmp"))
    (folder / "ballast").unlink(missing_ok=True)
    roomy = tmp_path / "roomy"
    shutil.copytree(folder, roomy)
    assert finish(start(roomy)) == 0
    check_last_good_state(roomy, good, clean[0], committed=True)


@pytest.mark.parametrize(
    ("point", "committed"),
    [("segments", False), ("manifest", False), ("rename", False), ("commit", False), ("remove", True)],
)
def test_killed_at_the_worst_moments(
    point: str, committed: bool, good: Path, clean: tuple[Path, float], tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    shutil.copytree(good, folder)
    assert finish(start(folder, point)) == -signal.SIGKILL
    check_last_good_state(folder, good, clean[0], committed=committed)
    fill(folder, *ADDED)
    check_last_good_state(folder, good, clean[0], committed=True)
    assert not list((folder / "derived").glob("*.tmp"))


def test_killed_in_the_very_first_run(clean: tuple[Path, float], tmp_path: Path) -> None:
    assert finish(start(tmp_path / "store", "commit")) == -signal.SIGKILL
    with pytest.raises(StoreMissing):
        policymatch.open_store(tmp_path / "store")
    assert faults(tmp_path / "store") == []
    fill(tmp_path / "store", *BEFORE)
    fill(tmp_path / "store", *ADDED)
    check_last_good_state(tmp_path / "store", clean[0], clean[0], committed=True)


def test_an_exception_inside_the_block_rolls_back(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    shutil.copytree(good, folder)
    files = sorted(path.name for path in (folder / "derived").rglob("*"))
    for error in (ValueError, KeyboardInterrupt):
        with pytest.raises(error), policymatch.write_store(folder) as writer:  # noqa: PT012
            writer.remove_all()
            writer.add_files(ADDED)
            raise error
    assert content(folder) == content(good)
    assert answers(folder, *QUERIES) == answers(good, *QUERIES)
    assert sorted(path.name for path in (folder / "derived").rglob("*")) == files
    assert faults(folder) == []


def test_a_failure_while_the_index_is_built_rolls_back(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    shutil.copytree(good, folder)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("policymatch.store.derived._sync", full)
    with pytest.raises(StoreError, match="磁盘空间不足") as caught:
        fill(folder, *ADDED)
    assert "腾出空间" in caught.value.hint
    monkeypatch.undo()
    assert content(folder) == content(good)
    assert answers(folder, *QUERIES) == answers(good, *QUERIES)
    assert faults(folder) == []


@pytest.mark.parametrize("warm", [True, False], ids=["that had searched before", "that had only been opened"])
def test_a_reader_keeps_its_snapshot(warm: bool, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    records(folder, {"id": "甲", "title": "甲", "text": "第一条 冷链物流补助。"})
    expected = [["甲#1"], ["甲#1"]]

    def look(store: Store) -> list[list[str]]:
        assert store.count() == (1, 1)
        return [[hit.id for hit in store.search(query)] for query in ("冷链物流", '"冷链物流"')]

    with policymatch.open_store(folder) as reader:
        if warm:
            assert look(reader) == expected
        with policymatch.write_store(folder) as writer:
            writer.add_records([{"id": "乙", "title": "乙", "text": "第一条 冷链物流设施。"}])
            if warm:
                assert look(reader) == expected
        for number in range(4):
            records(folder, {"id": "甲", "title": "甲", "text": f"第一条 别的{number}。"})
        assert look(reader) == expected
        assert reader.policy("甲").clauses[0].text == "第一条 冷链物流补助。"
        with policymatch.open_store(folder) as new:
            assert new.count() == (2, 2)
            assert [hit.id for hit in new.search('"冷链物流"')] == ["乙#1"]
    records(folder, {"id": "丙", "title": "丙", "text": "第一条 丙。"})
    assert len(list((folder / "derived").iterdir())) <= 2


def test_everything_becomes_visible_in_one_commit(tmp_path: Path) -> None:
    said: list[str] = []
    with policymatch.write_store(tmp_path / "store") as writer:
        writer.truth.connection.set_trace_callback(said.append)
        writer.add_files(ADDED[:1])
    commit = said.index("COMMIT")
    assert said.count("COMMIT") == 1
    assert any("'generation'" in statement for statement in said[:commit])
    assert not [statement for statement in said[commit + 1 :] if not statement.startswith("PRAGMA")]


def test_a_second_writer_is_turned_away_at_once(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    shutil.copytree(good, folder)
    with policymatch.write_store(folder) as writer:
        writer.add_files(ADDED[:2])
        started = time.monotonic()
        with pytest.raises(StoreLocked) as caught:
            policymatch.write_store(folder)
        assert time.monotonic() - started < 0.5
        assert caught.value.hint
        assert content(folder) == content(good)
    fill(folder, ADDED[2])


def test_a_second_writer_in_another_process(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    process = start(folder)
    with pytest.raises(StoreLocked):
        policymatch.write_store(folder)
    assert finish(process) == 0
    fill(folder, *ADDED)
    assert faults(folder) == []


def test_a_writer_that_dies_leaves_no_lock(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    shutil.copytree(good, folder)
    process = start(folder)
    process.kill()
    finish(process)
    fill(folder, *ADDED[:1])

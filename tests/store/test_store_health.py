"""Stores that are missing, foreign, damaged or not ours to write."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest
from store_tools import faults, records

import policymatch
from policymatch.errors import PolicyMatchError, StoreDamaged, StoreMissing, StoreOutdated
from policymatch.store.health import examine
from policymatch.store.schema import FILE


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    records(
        folder,
        *({"id": number, "title": f"办法{number}", "text": f"第一条 冷链物流{number}。" * 40} for number in range(60)),
    )
    return folder


def test_a_sound_store(store: Path) -> None:
    assert faults(store) == []
    words = {check.name: check.words for check in examine(store)}
    assert "60 部政策、60 条条款" in words["政策库"]
    assert "60 条" in words["检索文件"]
    assert policymatch.__version__ in words["程序"]
    assert "jieba" in words["依赖库"]


def test_no_store_is_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path / "nowhere") == []
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(StoreMissing) as caught:
            policymatch.open_store(folder)
        assert "policymatch index" in caught.value.hint
    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_is_no_database(store: Path) -> None:
    (store / FILE).write_bytes(b"not a database at all" * 500)
    with pytest.raises(StoreDamaged):
        policymatch.open_store(store)
    with pytest.raises(StoreDamaged):
        policymatch.write_store(store)
    assert [check.name for check in faults(store)] == ["政策库"]


def test_the_format_of_another_version(store: Path) -> None:
    connection = sqlite3.connect(store / FILE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreOutdated, match="99"):
        policymatch.open_store(store)
    with pytest.raises(StoreOutdated, match="99"):
        policymatch.write_store(store)
    assert [check.name for check in faults(store)] == ["政策库"]


def test_what_to_do_about_another_format(store: Path) -> None:
    """An older one is brought up to date by the next command; nobody should read all files again for that."""
    for version, hint in ((99, "升级 policymatch"), (2, "自动转换")):
        connection = sqlite3.connect(store / FILE)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.close()
        with pytest.raises(StoreOutdated) as caught:
            policymatch.open_store(store)
        assert hint in caught.value.hint


def test_a_store_used_where_it_cannot_be_is_not_called_damaged(store: Path) -> None:
    opened = policymatch.open_store(store)
    said: list[PolicyMatchError] = []

    def ask() -> None:
        try:
            opened.search("冷链")
        except PolicyMatchError as error:
            said.append(error)

    other = threading.Thread(target=ask)
    other.start()
    other.join()
    opened.close()
    ask()
    assert len(said) == 2
    assert all("线程" in error.hint and "损坏" not in error.message for error in said)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_damaged_database_is_said_to_be_damaged(store: Path, share: float) -> None:
    size = (store / FILE).stat().st_size
    with (store / FILE).open("r+b") as file:
        file.seek(int(size * share) // 4096 * 4096 or 4096)
        file.write(b"\xa5" * (size - file.tell()))
    assert "政策库" in [check.name for check in faults(store)]
    seen = 0
    for look in (
        lambda store: list(store.policies()),
        lambda store: [store.policy(number) for number in range(60)],
        lambda store: store.search("冷链物流", 100),
        lambda store: store.count(),
    ):
        try:
            with policymatch.open_store(store) as opened:
                look(opened)
        except PolicyMatchError as error:
            seen += isinstance(error, StoreDamaged)
    assert seen


def test_a_cut_off_database(store: Path) -> None:
    data = (store / FILE).read_bytes()
    (store / FILE).write_bytes(data[: len(data) // 2])
    assert "政策库" in [check.name for check in faults(store)]
    with pytest.raises(StoreDamaged):
        _read_all(store)


def _read_all(store: Path) -> None:
    with policymatch.open_store(store) as opened:
        for summary, _ in opened.policies():
            opened.policy(summary.id)


def test_derived_files_of_another_store_are_noticed(store: Path, tmp_path: Path) -> None:
    with policymatch.open_store(store) as opened:
        name = f"g{opened.generation:06d}"
    other = tmp_path / "other"
    records(other, {"id": 1, "title": "甲", "text": "第一条 冷链物流。"})
    (store / "derived" / name).rename(tmp_path / "aside")
    (other / "derived" / "g000001").rename(store / "derived" / name)
    assert [check.name for check in faults(store)] == ["检索文件"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_must_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreMissing, match=r"权限|无法"):
        policymatch.write_store(tmp_path / "store")
    tmp_path.chmod(0o700)


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("x", encoding="utf-8")
    with pytest.raises(StoreMissing):
        policymatch.write_store(tmp_path / "store")
    with pytest.raises(StoreMissing):
        policymatch.open_store(tmp_path / "store")

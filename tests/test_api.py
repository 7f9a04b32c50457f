"""The public door: what importing costs, and the calls of the package's docstring."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from law_texts import POLICIES
from shared_data import needs_shared

import policymatch
from policymatch.errors import PolicyMatchError, StoreMissing

HEAVY = ("numpy", "whoosh", "scipy", "sklearn", "jieba", "rjieba", "rich", "lxml", "openpyxl", "pypdf", "docx", "yaml", "click", "sqlite3", "platformdirs")  # fmt: skip


def run(code: str) -> str:
    root = str(Path(policymatch.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True, text=True, check=False, timeout=60, env={"PYTHONPATH": root, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_loads_nothing_heavy() -> None:
    loaded = run("import sys, policymatch; print(*{name.partition('.')[0] for name in sys.modules})").split()
    assert "policymatch" in loaded
    assert not set(HEAVY) & set(loaded)


def test_opening_a_store_loads_no_engine(tmp_path: Path) -> None:
    with policymatch.write_store(tmp_path) as writer:
        writer.add_records([{"id": 1, "title": "甲", "text": "乙"}])
    loaded = run(
        f"import sys, policymatch\nwith policymatch.open_store({str(tmp_path)!r}) as store: assert store.count() == (1, 1)\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    ).split()
    assert not {"numpy", "whoosh", "sklearn", "jieba", "rjieba", "rich", "lxml", "openpyxl", "pypdf"} & set(loaded)


def test_the_names_there_are() -> None:
    assert set(policymatch.__all__) == {"PolicyMatchError", "__version__", "open_store", "write_store"}
    assert all(getattr(policymatch, name) for name in policymatch.__all__)
    assert policymatch.PolicyMatchError is PolicyMatchError


@needs_shared
def test_the_calls_of_the_docstring(tmp_path: Path) -> None:
    path = str(tmp_path / "政策 库")
    with policymatch.write_store(path) as writer:
        writer.add_files([str(POLICIES / "政府投资条例(2019-04-14).md")])
        writer.add_records([{"id": 7, "title": "污水处理办法", "text": "第一条 对乡镇污水处理厂给予补助。"}])
    assert (writer.report.added, writer.report.failed) == (2, [])
    store = policymatch.open_store(path)
    hits = store.search("乡镇污水处理厂能申请什么补助", limit=100)
    hit = hits[0]
    store.close()
    assert (hit.id, hit.policy.id, hit.policy.title, hit.clause.label) == ("7#1", 7, "污水处理办法", "第一条")
    assert len(hits) <= 100


def test_a_store_that_is_not_there() -> None:
    with pytest.raises(StoreMissing) as caught:
        policymatch.open_store("没有这个文件夹")
    assert "没有这个文件夹" in caught.value.message
    assert caught.value.hint


@needs_shared
def test_opening_takes_milliseconds(tmp_path: Path) -> None:
    with policymatch.write_store(tmp_path) as writer:
        writer.add_files([POLICIES / "政府投资条例(2019-04-14).md"])
    times = []
    for _ in range(5):
        started = time.perf_counter()
        with policymatch.open_store(tmp_path) as store:
            store.count()
        times.append(time.perf_counter() - started)
    assert min(times) < 0.05

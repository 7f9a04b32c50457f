"""Workers that hang, crash, eat memory or print: the file is named, the rest go on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from policymatch.batch import pool as pools
from policymatch.readers import Limits

Ask = Callable[..., dict[str, list[dict[str, Any]]]]
LIMITS = Limits(max_seconds=3.0, max_memory=400 * 1024 * 1024)
TEXT = "第一条 冷链物流补助。\n"


def make(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).write_text(TEXT, encoding="utf-8")
    return [folder / name for name in names]


def kinds(answers: list[dict[str, Any]]) -> list[str]:
    return [message["error"][2] for message in answers if "error" in message]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("hang.md", "超时"),
        ("crash.md", "文件损坏"),
        ("eat.md", "内存超限"),
        ("bug.md", "程序错误"),
        ("deep.md", "文件损坏"),
    ],
)
def test_a_file_that_misbehaves_is_named_and_the_rest_go_on(
    name: str, kind: str, tricky: pools.Pool, ask: Ask, tmp_path: Path
) -> None:
    paths = make(tmp_path, "a.md", name, "b.md", "c.md")
    answers = ask(tricky, *paths, limits=LIMITS)
    assert kinds(answers[name]) == [kind]
    (error,) = [message["error"] for message in answers[name] if "error" in message]
    assert error[0]
    assert error[1]
    assert answers[name][-1] == {"end": None}
    for good in ("a.md", "b.md", "c.md"):
        policy, end = answers[good]
        assert policy["policy"]["clauses"][0][3] == TEXT.strip()
        assert end["end"][1] == len(TEXT.encode())


def test_what_a_library_prints_does_not_get_between(tricky: pools.Pool, ask: Ask, tmp_path: Path) -> None:
    answers = ask(tricky, *make(tmp_path, "print.md", "b.md"), limits=Limits())
    assert [list(message) for message in answers["print.md"]] == [["policy", "identified"], ["end"]]
    assert len(answers["b.md"]) == 2


def test_a_scan_is_given_the_time_that_its_reader_allows(tricky: pools.Pool, ask: Ask, tmp_path: Path) -> None:
    answers = ask(tricky, *make(tmp_path, "slow.md", "b.md", "hang.md"), limits=Limits(max_seconds=1.0))
    assert [list(message) for message in answers["slow.md"]] == [["policy", "identified"], ["end"]]
    assert kinds(answers["hang.md"]) == ["超时"]


def test_answers_come_in_order_and_many_at_once(ask: Ask, tmp_path: Path) -> None:
    paths = make(tmp_path, *(f"{number:03d}.md" for number in range(60)))
    pool = pools.Pool(3)
    try:
        answers = ask(pool, *paths, limits=Limits())
    finally:
        pool.close()
    assert list(answers) == [path.name for path in paths]
    assert all(len(messages) == 2 for messages in answers.values())


def test_giving_up_stops_the_readers(tricky: pools.Pool, ask: Ask, tmp_path: Path) -> None:
    paths = make(tmp_path, "hang.md", "hang2.md", "good.md")
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), tricky.batch(Limits()) as batch:  # noqa: PT012
        for path in paths[:2]:
            batch.submit(path)
        time.sleep(0.5)
        raise KeyboardInterrupt
    answers = ask(tricky, paths[2], limits=Limits())
    assert len(answers["good.md"]) == 2
    assert time.monotonic() - started < 60


@pytest.mark.skipif(os.name != "posix", reason="kills processes")
def test_no_reader_outlives_its_program(tmp_path: Path) -> None:
    """A killed program takes its idle readers with it: their stdin ends."""
    (path,) = make(tmp_path, "a.md")
    code = (
        "import os, psutil; from pathlib import Path; from policymatch.batch.pool import Pool\n"
        f"with Pool(1).batch() as batch:\n    list(batch.submit(Path({str(path)!r})).lines())\n"
        "print(psutil.Process().children()[0].pid, flush=True)\nos.kill(os.getpid(), 9)"
    )
    root = str(Path(pools.__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=environment)
    pid = int(ended.stdout)
    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.1)
    pytest.fail("the reader is still there")

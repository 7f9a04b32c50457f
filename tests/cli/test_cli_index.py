"""policymatch index: dry runs, failures by kind, watching; search on another day."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from shared_data import SHARED, needs_shared

import policymatch
from policymatch.errors import PolicyMatchError

Invoke = Callable[..., Result]
Json = Callable[..., Any]
ROOT = str(Path(policymatch.__file__).parents[1])


def law(path: Path, number: int) -> Path:
    path.write_text(
        f"# 某县第{number}号办法\n\n某政发〔2024〕{number}号\n\n第一条 冷链补助{number}元。\n", encoding="utf-8"
    )
    return path


def test_a_dry_run_says_what_would_happen(invoke: Invoke, in_json: Json, tmp_path: Path) -> None:
    folder, store = tmp_path / "in", tmp_path / "store"
    folder.mkdir()
    law(folder / "a.md", 1)
    (folder / "坏.pdf").write_bytes(b"%PDF-1.4 broken")
    told = in_json("index", folder, "--dry-run", "--store", store, code=1)
    # The shipped digests are counted in, as a real run would have taken them in first.
    real = in_json("index", folder, "--store", tmp_path / "real", code=1)
    assert (told["added"], told["policies"], told["clauses"]) == (1, real["policies"], real["clauses"])
    assert told["dry_run"]
    assert not store.exists()
    assert in_json("index", folder, "--no-corpus", "--dry-run", "--store", store, code=1)["policies"] == 1
    result = invoke("index", folder, "--dry-run", "--store", store)
    assert "将新增 1 部" in result.output
    assert not store.exists()


def test_failures_are_listed_by_kind(invoke: Invoke, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(25):
        (folder / f"空{number:02d}.txt").write_bytes(b"")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "a\x1b[31m.md").write_bytes(b"")
    result = invoke("index", folder, "--no-corpus", "--store", tmp_path / "store")
    assert result.exit_code == 1
    assert "未读入：空文件（26 个）" in result.stdout
    assert "未读入：文件损坏（1 个）" in result.stdout
    assert result.stdout.index("空文件") < result.stdout.index("文件损坏")
    assert "其余 6 个" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("words", [["--watch"], ["x", "--watch", "--dry-run"]])
def test_what_cannot_be_watched(words: list[str], invoke: Invoke) -> None:
    assert invoke("index", *words).exit_code == 2


def waits_for(what: Callable[[], bool], seconds: float = 40) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if what():
                return True
        except PolicyMatchError:
            pass
        time.sleep(0.1)
    return False


@pytest.mark.skipif(os.name != "posix", reason="sends ^C to another process")
def test_watching_takes_in_what_comes_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    folder, store = tmp_path / "in", tmp_path / "store"
    folder.mkdir()
    law(folder / "a.md", 1)
    command = [sys.executable, "-m", "policymatch", "index", str(folder), "--no-corpus", "--store", str(store)]
    process = subprocess.Popen(
        [*command, "--watch", "--interval", "0.1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": ROOT},
    )  # fmt: skip

    def held() -> int:
        with policymatch.open_store(store) as opened:
            return opened.count()[0]

    try:
        assert waits_for(lambda: held() == 1)
        law(folder / "b.md", 2)
        assert waits_for(lambda: held() == 2)
        (folder / "a.md").unlink()
        assert waits_for(lambda: held() == 1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0, err
    assert "正在守候" in err
    assert "已停止守候" in err
    assert out.count("新增 1 部") == 2


@pytest.mark.skipif(os.name != "posix", reason="sends ^C to another process")
@needs_shared
def test_ctrl_c_leaves_the_last_good_state_and_the_next_run_goes_on(tmp_path: Path) -> None:
    folder, store = tmp_path / "in", tmp_path / "store"
    folder.mkdir()
    for path in sorted((SHARED / "data" / "formats").glob("*.pdf")) * 2:
        if ".scanned." not in path.name:
            (folder / f"{len(list(folder.iterdir()))}-{path.name}").write_bytes(
                path.read_bytes() + os.urandom(4).hex().encode()
            )
    command = [
        sys.executable,
        "-m",
        "policymatch",
        "index",
        str(folder),
        "--no-corpus",
        "--store",
        str(store),
        "--format",
        "json",
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": ROOT}
    )
    assert waits_for(lambda: (store / "reading.sqlite").exists())
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "已中断" in err
    assert "Traceback" not in err
    with pytest.raises(PolicyMatchError):
        policymatch.open_store(store)
    ended = subprocess.run(command, capture_output=True, text=True, timeout=110, env={**os.environ, "PYTHONPATH": ROOT})
    told = json.loads(ended.stdout)
    assert ended.returncode == 0, ended.stderr
    assert told["policies"] == 8
    shutil.rmtree(store)


def test_search_asks_for_a_day_or_for_all_versions(invoke: Invoke, in_json: Json, tmp_path: Path) -> None:
    store, path = tmp_path / "store", tmp_path / "粮库.md"
    path.write_text(
        "# 某县粮库补助管理办法\n\n某政发〔2020〕3号\n\n2020年1月10日发布\n\n第一条 粮库每仓补助三十元。\n\n"
        "第二条 本办法自2020年2月1日起施行，有效期至2024年1月31日。\n",
        encoding="utf-8",
    )
    assert in_json("index", path, "--no-corpus", "--store", store)["added"] == 1
    assert in_json("search", "粮库补助", "--store", store)["hits"] == []
    shown = invoke("search", "粮库补助", "--store", store).output
    assert "--all-versions" in shown
    (hit, *_) = in_json("search", "粮库补助", "--as-of", "2022-01-01", "--store", store)["hits"]
    assert hit["policy"]["status"] == "现行"
    (hit, *_) = in_json("search", "粮库补助", "--all-versions", "--store", store)["hits"]
    assert hit["policy"]["status"] == "已失效"
    assert hit["policy"]["ends_on"] == "2024-02-01"
    assert "已失效，自 2024-02-01" in invoke("search", "粮库补助", "--all-versions", "--store", store).output
    assert invoke("search", "粮库", "--as-of", "昨天", "--store", store).exit_code == 2


def test_show_says_how_things_were_found_and_prints_the_tree(invoke: Invoke) -> None:
    plain, tree = invoke("show", "sc-712").output, invoke("show", "sc-712", "--tree").output
    assert "（依据：" in plain
    assert "国务院令第712号" in plain
    # The same text, set in, and never broken after 第九条.
    assert "".join(tree.split())[-2000:] == "".join(plain.split())[-2000:]
    assert "\n  第九条　" in tree
    assert not re.search(r"条[ 　]*\n", tree + plain)

"""The program as a process: stdout and stderr apart, exit codes, a first use, and nothing loaded that is not needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from match_tools import CORPUS, DAY, SAMPLE

from policymatch.store.schema import FILE

DIGESTS = len(list((CORPUS / "policies").glob("*.md")))


def program(*words: object, store: Path, code: str | None = None) -> subprocess.CompletedProcess[str]:
    start = ["-c", code] if code else ["-m", "policymatch"]
    return subprocess.run(
        [sys.executable, *start, *map(str, words)], capture_output=True, text=True, encoding="utf-8", timeout=100,
        env=os.environ | {"POLICYMATCH_STORE": str(store), "PYTHONIOENCODING": "utf-8"}, check=False,
    )  # fmt: skip


def test_results_go_to_stdout_and_the_rest_to_stderr(seeded: Path, tmp_path: Path) -> None:
    fine = program("search", "冷链物流", "--limit", 2, "--format", "json", store=seeded)
    assert (fine.returncode, fine.stderr) == (0, "")
    assert json.loads(fine.stdout)["total"] > 0
    unknown = program("show", "nothing", store=seeded)
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert unknown.stderr.startswith("错误：")
    assert "Traceback" not in unknown.stderr
    debug = program("programmes", "nothing", "--debug", store=seeded)
    assert (debug.returncode, debug.stdout) == (1, "")
    assert "Traceback" in debug.stderr
    usage = program("search", store=seeded)
    assert (usage.returncode, usage.stdout) == (2, "")
    assert usage.stderr.startswith("用法有误：")


def test_rows_that_failed_end_with_1_and_the_rest_is_on_stdout(seeded: Path, tmp_path: Path) -> None:
    path, target = tmp_path / "表.csv", tmp_path / "报告.json"
    path.write_text("项目名称,总投资（万元）,建设内容\n清岭县敬老院,800,床位\n,500,学校一所\n", encoding="utf-8")
    done = program("rank", path, "--format", "json", "-o", target, store=seeded)
    assert done.returncode == 1
    data = json.loads(done.stdout)
    assert len(data["projects"]) == len(data["skipped"]) == 1
    assert str(target) in done.stderr
    assert json.loads(target.read_text(encoding="utf-8")) == data


def test_a_new_store_is_seeded_with_the_corpus_first(tmp_path: Path) -> None:
    store = tmp_path / "new" / "store"
    first = program("policies", "--format", "json", store=store)
    assert first.returncode == 0
    assert len(json.loads(first.stdout)["policies"]) == DIGESTS
    assert "首次使用" in first.stderr
    assert str(store) in first.stderr
    assert (store / FILE).is_file()
    second = program("policies", "--format", "json", store=store)
    assert (second.stdout, second.stderr) == (first.stdout, "")


@pytest.mark.parametrize(("words", "policies"), [((), DIGESTS + 1), (("--no-corpus",), 1)])
def test_the_first_index_brings_the_corpus_unless_told_not_to(
    call: Callable[..., Any], tmp_path: Path, words: tuple[str, ...], policies: int
) -> None:
    path = tmp_path / "通知.md"
    path.write_text("# 关于项目储备的通知\n\n一、总体要求。\n", encoding="utf-8")
    found = call("index", path, *words, "--store", tmp_path / "store", "--format", "json", "--quiet")
    assert (found.code, found.err) == (0, "")
    assert json.loads(found.out)["policies"] == policies


def test_a_store_that_is_not_one_is_named_with_what_to_do(call: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database, whatever its name says" * 50)
    found = call("search", "冷链", "--store", tmp_path)
    assert (found.code, found.out) == (1, "")
    assert found.err.startswith("错误：")
    assert "提示：" in found.err
    doctor = call("doctor", "--store", tmp_path)
    assert doctor.code == 1
    assert "[有问题]" in doctor.out


def test_a_reader_that_leaves_early_is_no_error(seeded: Path) -> None:
    done = subprocess.Popen(
        [sys.executable, "-m", "policymatch", "search", "资金", "--limit", "1000", "--format", "json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"POLICYMATCH_STORE": str(seeded)},
    )  # fmt: skip
    assert done.stdout is not None
    assert done.stderr is not None
    done.stdout.read(10)
    done.stdout.close()
    words = done.stderr.read().decode("utf-8", "replace")
    done.stderr.close()
    assert done.wait(60) == 0
    assert words == ""


LOADED = """
import json, sys
from policymatch.cli import main
try:
    main()
finally:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""
HEAVY = {
    "pypinyin",
    "onnxruntime",
    "numpy",
    "whoosh",
    "sklearn",
    "scipy",
    "openpyxl",
    "pypdf",
    "docx",
    "lxml",
    "jieba",
    "rjieba",
    "rich",
    "yaml",
}


def loaded(store: Path, *words: object) -> set[str]:
    done = program(*words, store=store, code=LOADED)
    assert done.returncode == 0, done.stderr
    return HEAVY & set(json.loads(done.stderr.strip().splitlines()[-1]))


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["rank", "-h"], ["search", "-h"]])
def test_version_and_help_load_nothing_heavy(tmp_path: Path, words: list[str]) -> None:
    assert loaded(tmp_path, *words) == set()


def test_a_command_loads_what_it_needs_and_no_more(seeded: Path, tmp_path: Path) -> None:
    search = loaded(seeded, "search", "冷链物流项目怎么申请", "--format", "json")
    assert "numpy" in search
    assert not HEAVY - {"numpy", "yaml", "rjieba", "jieba"} & search
    programmes = loaded(tmp_path, "programmes", "--format", "json")
    assert not HEAVY - {"yaml"} & programmes
    rank = loaded(seeded, "rank", SAMPLE, "--as-of", DAY, "--format", "json", "--quiet")
    assert {"sklearn", "openpyxl"} <= rank
    assert not {"pypdf", "docx"} & rank

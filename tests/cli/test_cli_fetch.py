"""policymatch fetch: lists in, originals and policies out; nothing else ever asks the network for anything."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bad_server import Site, page, raw, send, serving, tagged
from match_tools import DAY, SAMPLE
from ole_maker import make_ole, word

import policymatch
from policymatch.cli.app import COMMANDS

Call = Callable[..., Any]
Json = Callable[..., Any]
NOTICE = "关于做好2026年项目储备工作的通知"
local = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def listed(site: Site, tmp_path: Path) -> Callable[..., Path]:
    """Write a list of the site's paths."""

    def write(*paths: str) -> Path:
        path = tmp_path / "清单.txt"
        path.write_text("".join(f"{site.url(each)}\n" for each in paths), encoding="utf-8")
        return path

    return write


@local
def test_the_json(in_json: Json, site: Site, listed: Callable[..., Path], tmp_path: Path) -> None:
    site.answers |= {"/a.htm": tagged(page(NOTICE)), "/b.pdf": send(page("出错"))}
    store = tmp_path / "store"
    words = ["fetch", listed("/a.htm", "/b.pdf", "/gone"), "--delay", 0, "--store", store]
    found = in_json(*words, code=1)
    assert set(found) == {"fetched", "unchanged", "failed", "index", "seconds"}
    (kept,) = found["fetched"]
    assert set(kept) >= {"url", "file", "sha256", "bytes", "status", "fetched_at", "kind"}
    assert (kept["url"], kept["bytes"], kept["status"], kept["kind"]) == (
        site.url("/a.htm"),
        len(page(NOTICE)),
        200,
        "html",
    )
    assert re.fullmatch("[0-9a-f]{64}", kept["sha256"])
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", kept["fetched_at"])
    assert Path(kept["file"]).read_bytes() == page(NOTICE)
    assert Path(kept["file"]).parent == store / "originals"
    assert [(fault["url"], fault["kind"]) for fault in found["failed"]] == [
        (site.url("/b.pdf"), "内容不符"),
        (site.url("/gone"), "找不到网页"),
    ]
    assert all(fault["reason"] for fault in found["failed"])
    assert (found["index"]["added"], found["index"]["failed"]) == (1, [])
    assert NOTICE in [each["title"] for each in in_json("policies", "--store", store)["policies"]]
    again = in_json(*words, code=1)
    assert (again["fetched"], again["unchanged"]) == ([], 1)
    assert (again["index"]["added"], again["index"]["unchanged"]) == (0, 1)


@local
def test_all_well_ends_with_0(call: Call, site: Site, listed: Callable[..., Path], tmp_path: Path) -> None:
    site.answers |= {"/a": send(page(NOTICE)), "/b": send(page("另一份通知"))}
    target = tmp_path / "原文"
    found = call("fetch", listed("/a", "/b"), "--delay", 0, "--to", target, "--no-index", "--limit", 1)
    assert (found.code, found.err) == (0, "")
    assert "下载 1 个文件，未变 0 个，失败 0 个网址" in found.out
    assert "新增" not in found.out
    assert len(list(target.glob("*.html"))) == 1
    done = call("fetch", listed("/a", "/b"), "--delay", 0, "--to", target, "--store", tmp_path / "store", "--quiet")
    assert (done.code, done.err) == (0, "")
    assert "新增 2 部" in done.out
    # The folder can be indexed as it is: neither the records nor former versions are taken for policies.
    indexed = call("index", target, "--store", tmp_path / "store", "--format", "json")
    assert json.loads(indexed.out)["unchanged"] == 2


@local
def test_a_table_of_results(call: Call, site: Site, listed: Callable[..., Path]) -> None:
    site.answers["/a"] = send(page())
    found = call("fetch", listed("/a", "/gone"), "--delay", 0, "--no-index", "--format", "csv")
    header, kept, failed = csv.reader(io.StringIO(found.out.removeprefix("\ufeff")))
    assert header == ["网址", "结果", "文件", "字节", "时间", "原因"]
    assert kept[:2] == [site.url("/a"), "已下载"]
    assert failed[:2] == [site.url("/gone"), "失败：找不到网页"]
    assert found.code == 1


@local
def test_what_indexing_cannot_use_is_not_handed_to_it(in_json: Json, site: Site, listed: Callable[..., Path], tmp_path: Path) -> None:  # fmt: skip
    doc = make_ole({"WordDocument": word(encrypted=True)})
    site.answers |= {"/a.zip": send(b"Rar!" + doc), "/b.doc": send(doc)}
    found = in_json("fetch", listed("/a.zip", "/b.doc"), "--delay", 0, "--store", tmp_path / "store", code=1)
    assert [Path(kept["file"]).suffix for kept in found["fetched"]] == [".zip", ".doc"]
    assert [Path(fault["path"]).suffix for fault in found["index"]["failed"]] == [".doc"]


def test_a_dry_run_asks_nothing(in_json: Json, call: Call, tmp_path: Path) -> None:
    found = in_json("fetch", "--dry-run", "--limit", 3, "--store", tmp_path / "store")
    assert len(found["wanted"]) == 3
    assert all(want["url"].startswith("http") and want["title"] for want in found["wanted"])
    assert not (tmp_path / "store").exists()
    out = call("fetch", "--dry-run", "--store", tmp_path / "store")
    assert out.code == 0
    assert "没有联网" in out.out
    assert "没有具体网页" in out.err


def test_a_list_with_faults(in_json: Json, call: Call, tmp_path: Path) -> None:
    path = tmp_path / "清单.txt"
    path.write_text("gov.cn/a\nfile:///etc/passwd\n", encoding="utf-8")
    found = in_json("fetch", path, "--store", tmp_path / "store", code=1)
    assert [fault["kind"] for fault in found["failed"]] == ["地址有误", "地址有误"]
    assert (found["fetched"], found["unchanged"], found["index"]) == ([], 0, None)
    assert call("fetch", path, "--dry-run").code == 1
    missing = call("fetch", tmp_path / "没有.txt")
    assert (missing.code, missing.out) == (1, "")
    assert "没有.txt" in missing.err
    assert "提示：" in missing.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--delay", "-1"], "超出范围"),
        (["--timeout", "nan"], "应当是数字"),
        (["--limit", "0"], "超出范围"),
        (["--contact", "a\nb"], "“--contact”应是电子邮箱或网址"),
        (["--to", str(SAMPLE)], "这是文件，应当是文件夹"),
        (["."], "这是文件夹，应当是文件"),
    ],
)
def test_a_call_whose_words_are_off(call: Call, words: list[str], said: str) -> None:
    found = call("fetch", *words)
    assert (found.code, found.out) == (2, "")
    assert said in found.err


@local
def test_a_store_in_use_does_not_cost_the_download(call: Call, site: Site, listed: Callable[..., Path], tmp_path: Path, seeded: Path) -> None:  # fmt: skip
    site.answers["/a"] = send(page(NOTICE))
    target = tmp_path / "原文"
    store = tmp_path / "store"
    with policymatch.write_store(store) as writer:
        writer.add_records([{"id": 1, "title": "甲", "text": "乙"}])
        found = call("fetch", listed("/a"), "--delay", 0, "--to", target, "--store", store)
    assert found.code == 1
    assert f"原文已下载到“{target}”" in found.err
    assert "另一个程序正在写入" in found.err
    assert len(list(target.glob("*.html"))) == 1


def program(*words: object, store: Path, **more: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "policymatch", *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, encoding="utf-8", env=os.environ | {"POLICYMATCH_STORE": str(store), "PYTHONIOENCODING": "utf-8"}, **more,
    )  # fmt: skip


@local
@pytest.mark.skipif(os.name == "nt", reason="signals are another thing there")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_ended_leaves_a_whole_folder(site: Site, listed: Callable[..., Path], tmp_path: Path, sent: signal.Signals) -> None:  # fmt: skip
    site.answers |= {"/a": send(page()), "/b": raw(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1000, pause=0.02, forever=True)}
    target = tmp_path / "原文"
    running = program("fetch", listed("/a", "/b"), "--delay", 0, "--to", target, store=tmp_path / "store")
    while not list(target.glob("*.part")) or not list(target.glob("*.html")):
        assert running.poll() is None
        time.sleep(0.02)
    running.send_signal(sent)
    out, err = running.communicate(timeout=20)
    assert out == ""
    if sent == signal.SIGINT:
        assert running.returncode == 1
        assert "再次运行会接着下载" in err
        assert "已中断" in err
        assert "Traceback" not in err
        assert not list(target.glob("*.part"))
    with sqlite3.connect(target / "fetched.sqlite") as database:
        assert database.execute("SELECT count(*) FROM pages").fetchone() == (1,)
    database.close()
    site.answers["/b"] = send(page("另一份通知"))
    again = program("fetch", listed("/a", "/b"), "--delay", 0, "--to", target, "--no-index", "--format", "json", store=tmp_path / "store")  # fmt: skip
    found = json.loads(again.communicate(timeout=30)[0])
    assert (len(found["fetched"]), found["unchanged"], found["failed"]) == (1, 1, [])
    assert not list(target.glob("*.part"))


SPY = """
import sys
asked = []
sys.addaudithook(lambda event, words: asked.append(event) if event.startswith("socket.") else None)
from policymatch.cli import main
for words in {calls!r}:
    sys.argv = ["policymatch", *words, "--quiet"]
    try:
        main()
    except SystemExit as end:
        assert not end.code, (words, end.code)
modules = [name for name in sys.modules if name.partition(".")[0] == "urllib3" or name.startswith("policymatch.fetch")]
print("ASKED", sorted(set(asked)), modules)
"""


def spied(calls: list[list[str]], store: Path) -> str:
    """What these calls ask of the network, and which modules for it they load."""
    done = subprocess.run(
        [sys.executable, "-c", SPY.format(calls=calls)], capture_output=True, text=True, encoding="utf-8", timeout=100,
        env=os.environ | {"POLICYMATCH_STORE": str(store), "PYTHONIOENCODING": "utf-8"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_no_other_command_asks_the_network_for_anything(tmp_path: Path) -> None:
    path = tmp_path / "通知.html"
    path.write_bytes(page(NOTICE, '<img src="http://127.0.0.1:9/x.png"><a href="http://127.0.0.1:9/1.pdf">附件</a>'))
    day = ["--as-of", str(DAY)]
    calls = [
        ["index", str(path)], ["search", "冷链物流"], ["show", "sc-712"], ["policies"], ["programmes"],
        ["programmes", "check"], ["match", "--name", "清岭县冷链物流中心", *day], ["rank", str(SAMPLE), *day], ["doctor"],
        ["lexicon", "check"],
        ["impact", "sc-712", str(SAMPLE), *day],
        ["profiles", "专项债"],
        ["rank", str(SAMPLE), *day, "--method", "熵权TOPSIS"],
        ["columns", str(SAMPLE)],
            ["worklists", str(SAMPLE), *day],
            ["plan", str(SAMPLE), *day],
    ]  # fmt: skip
    # vectors needs a model, see tests/vectors/test_vectors_command.py
    assert {call[0] for call in calls} == set(COMMANDS) - {"fetch", "vectors"}
    assert spied(calls, tmp_path / "store") == "ASKED [] []"


@local
def test_a_dry_run_asks_the_network_for_nothing_either(site: Site, tmp_path: Path) -> None:
    assert spied([["fetch", "--dry-run"]], tmp_path / "store").startswith("ASKED [] ")
    (tmp_path / "list").write_text(site.url("/a"), encoding="utf-8")
    site.answers["/a"] = send(page())
    words = ["fetch", str(tmp_path / "list"), "--delay", "0", "--no-index"]
    assert "'socket.connect'" in spied([words], tmp_path / "store")  # or the spy would be blind


def test_only_the_room_for_it_knows_the_network() -> None:
    root = Path(policymatch.__file__).parent
    network = re.compile(
        r"^\s*(?:import|from) (?:socket|ssl|http\b|urllib\.(?!parse)|urllib3|requests|aiohttp|ftplib)", re.M
    )
    found = {path.relative_to(root).parts[0] for path in root.rglob("*.py") if network.search(path.read_text("utf-8"))}
    assert found == {"fetch"}

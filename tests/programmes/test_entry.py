"""YAML with line numbers: what is read, and the line that each fault names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.programmes.entry import MAX_BYTES, Entry, Faults, entry_of_text, load_entry

TEXT = """\
name: 污水处理
share: 0.3
day: 2026-11-22
words: [污水, 管网]
parts:
  - id: one
    size: 5
  - id: two
kind: 新建
nothing: null
"""
PATH = Path("programmes/some.yaml")


def read(text: str, first_line: int = 1) -> tuple[Entry, Faults]:
    faults = Faults()
    entry = entry_of_text(text, PATH, faults, first_line)
    assert entry is not None
    return entry, faults


def test_values() -> None:
    entry, faults = read(TEXT)
    assert entry.need("name") == "污水处理"
    assert entry.number("share", 0, 1) == 0.3
    assert entry.day("day") == date(2026, 11, 22)
    assert entry.texts("words", least=2) == ("污水", "管网")
    parts = list(entry.entries("parts"))
    assert [part.need("id") for part in parts] == ["one", "two"]
    assert [part.number("size") for part in parts] == [5.0, None]
    assert entry.choice("kind", ("新建", "改建")) == "新建"
    assert entry.text("nothing") is None
    assert entry.text("not there") is None
    for each in (entry, *parts):
        each.done()
    assert faults == []


@pytest.mark.parametrize(
    ("text", "ask", "line", "words"),
    [
        ("a: 1\nname: 5\n", lambda e: e.text("name"), 2, "应当是文字"),
        ("a: 1\nb: 2\n", lambda e: e.need("name"), 1, "缺少“name”"),
        ("a: 1\n\nshare: 1.5\n", lambda e: e.number("share", 0, 1), 3, "0 与 1 之间"),
        ("a: 1\nshare: 30%\n", lambda e: e.number("share"), 2, "应当是数字"),
        ("a: 1\nshare: yes\n", lambda e: e.number("share"), 2, "应当是数字"),
        ("a: 1\nshare: .nan\n", lambda e: e.number("share", 0, 1), 2, "应当是数字"),
        ("a: 1\nshare: .inf\n", lambda e: e.number("share"), 2, "应当是数字"),
        ("a: 1\nday: 2026年11月\n", lambda e: e.day("day"), 2, "应当是日期"),
        ("a: 1\nday: 2026-11-22 10:00:00\n", lambda e: e.day("day"), 2, "应当是日期"),
        ("a: 1\nday: 2026-13-45\n", lambda e: e.day("day"), 2, "day"),
        ("a: 1\nb: 2\n", lambda e: e.need_day("day"), 1, "缺少日期"),
        ("a: 1\nwords: 污水\n", lambda e: e.texts("words"), 2, "一列文字"),
        ("a: 1\nwords: [污水, 5]\n", lambda e: e.texts("words"), 2, "一列文字"),
        ("a: 1\nwords: [污水]\n", lambda e: e.texts("words", least=3), 2, "至少要 3 项"),
        ("a: 1\nkind: 新建的\n", lambda e: e.choice("kind", ("新建", "改建")), 2, "新建、改建"),
        ("a: 1\nparts: 5\n", lambda e: list(e.entries("parts")), 2, "一列条目"),
        ("a: 1\nparts:\n  - id: x\n  - 5\n", lambda e: list(e.entries("parts")), 4, "条目"),
        ("a: 1\npart: [1]\n", lambda e: e.entry("part"), 2, "part"),
        ("a: 1\n# note\nname: x\nname: y\n", lambda e: e.text("name"), 4, "“name”写了两次"),
        ("a: 1\nrule:\n  all:\n    - {permit: 备案, permit: 核准}\n", lambda e: e.value("rule"), 4, "“permit”写了两次"),
        ("a: 1\nrule: !!python/object/apply:os.getcwd []\n", lambda e: e.value("rule"), 2, "无法识别"),
        ("a: 1\nrule: &r [*r]\n", lambda e: e.value("rule"), 2, "无法识别"),
        ("a: 1\nrule: {[x]: 1}\n", lambda e: e.value("rule"), 2, "无法识别"),
    ],
)
def test_a_fault_names_its_line(text: str, ask: object, line: int, words: str) -> None:
    entry, faults = read(text)
    assert callable(ask)
    ask(entry)
    assert [(fault.path, fault.line) for fault in faults] == [(PATH, line)]
    assert words in faults[0].reason
    assert f"{PATH}:{line}:" in faults[0].message


def test_a_key_nobody_asked_for_is_a_slip() -> None:
    entry, faults = read("name: x\nratoi: 0.3\n<<: {a: 1}\n")
    entry.need("name")
    entry.done()
    assert sorted((fault.line, fault.reason) for fault in faults) == [(2, "不认识的键“ratoi”"), (3, "不认识的键“<<”")]


def test_front_matter_counts_from_its_own_line() -> None:
    entry, faults = read("id: x\nname: 5\n", first_line=2)
    entry.text("name")
    assert faults[0].line == 3


@pytest.mark.parametrize(
    ("text", "line"), [("a: [1\nb: 2\n", 2), ("a: 1\n b: 2\n", 2), ("a: 1\n\tb: 2\n", 2), ("a: *nothing\n", 1)]
)
def test_broken_yaml_names_its_line(text: str, line: int) -> None:
    faults = Faults()
    assert entry_of_text(text, PATH, faults) is None
    assert [fault.line for fault in faults] == [line]
    assert "YAML" in faults[0].reason


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "污水处理", "5"])
def test_what_is_no_mapping_is_a_fault(text: str) -> None:
    faults = Faults()
    assert entry_of_text(text, PATH, faults) is None
    assert [(fault.line, fault.path) for fault in faults] == [(1, PATH)]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    missing, latin, huge = tmp_path / "no.yaml", tmp_path / "gbk.yaml", tmp_path / "huge.yaml"
    latin.write_bytes("名称: 污水处理".encode("gbk"))
    huge.write_bytes(b"#" * (MAX_BYTES + 1))
    for path, words in ((missing, "没有这个文件"), (latin, "UTF-8"), (huge, "超过")):
        faults = Faults()
        assert load_entry(path, faults) is None
        assert [(fault.path, fault.line) for fault in faults] == [(path, 1)]
        assert words in faults[0].reason


@given(st.text(max_size=60))
def test_any_text_is_read_or_is_a_fault(text: str) -> None:
    faults = Faults()
    entry = entry_of_text(text, PATH, faults)
    assert entry is not None or faults
    if entry is not None:
        for key in ("a", "b"):
            entry.value(key)
        entry.done()
    assert all(fault.line >= 1 for fault in faults)

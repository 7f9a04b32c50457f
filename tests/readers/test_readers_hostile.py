"""Files made to stop a program, and names and places made to mislead one: each is refused for a reason, in bounds."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import docx
import pytest
from hostile_files import CASES, ONLY_MEASURED, SENTENCE, SLOW, many_pages, write, zipped
from reading_apart import read_apart

import policymatch
from policymatch.errors import ReadError
from policymatch.paths import shown
from policymatch.readers import Limits, find_files, read_file
from policymatch.store.writer import Report

pytestmark = pytest.mark.timeout(120)
needs_links = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
MB = 1024 * 1024


@pytest.mark.skipif(sys.platform != "linux", reason="measured on Linux")
@pytest.mark.parametrize("key", [key for key in CASES if key not in ONLY_MEASURED])
def test_bombs_and_giants(tmp_path: Path, key: str) -> None:
    path = write(key, tmp_path)
    seconds, stopped = (1, {"超时"}) if key in SLOW else (60, set())
    found = read_apart(path, seconds=seconds, memory=2500)
    path.unlink()
    assert found.kind in CASES[key].kinds | stopped, found
    if found.kind:
        assert found.message
        assert found.hint
        assert SENTENCE not in found.message
    else:
        assert found.chars
    assert found.peak < 1200
    assert found.cpu < 10
    assert list(tmp_path.iterdir()) == []


def test_three_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    for name in ("a.txt", "a.jsonl"):
        path = tmp_path / name
        with path.open("wb") as file:
            file.truncate(300 * MB)
        found = read_apart(path, memory=300)
        path.unlink()
        assert (found.kind, found.message) == ("超出上限", "文件大于 200 MB")
        assert found.peak < 60
        assert found.seconds < 1


def test_three_hundred_megabytes_do_not_stop_a_batch(tmp_path: Path) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(100_000 * MB)
    started = time.monotonic()
    report = index(tmp_path, tmp_path / "big.txt", good(tmp_path))
    assert time.monotonic() - started < 20
    assert report.added == 1
    assert "文件大于 200 MB" in {f.path: f.reason for f in report.failed}[str(tmp_path / "big.txt")]


def test_fifty_thousand_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(many_pages(1200))
    with pytest.raises(ReadError) as caught:
        read_file(path, Limits(max_pages=1000))
    assert (caught.value.kind, caught.value.message) == ("超出上限", "PDF 有 1200 页，超过 1000 页")


def test_what_python_cannot_hold_is_the_files_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("policymatch.readers.docx._read", read)
    docx.Document().save(str(tmp_path / "a.docx"))
    with pytest.raises(ReadError) as caught:
        read_file(tmp_path / "a.docx")
    assert caught.value.kind == "超出上限"


def test_two_packages_glued_are_not_the_second(tmp_path: Path) -> None:
    made = []
    for text in ("第一份文件。", "第二份文件。"):
        document = docx.Document()
        document.add_paragraph(text)
        document.save(str(tmp_path / "a.docx"))
        made.append((tmp_path / "a.docx").read_bytes())
    (tmp_path / "a.docx").write_bytes(b"".join(made))
    with pytest.raises(ReadError, match="前面粘着别的数据"):
        read_file(tmp_path / "a.docx")


@pytest.mark.parametrize("name", ["a.docx", "a.zip", "a.txt"])
def test_zips_that_are_no_documents(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(zipped({"a.txt": SENTENCE.encode(), "../../etc/passwd": b"x"}))
    with pytest.raises(ReadError) as caught:
        read_file(tmp_path / name)
    assert caught.value.kind in ("不支持的格式", "文件损坏")
    assert [path.name for path in tmp_path.iterdir()] == [name]


# Front matter that parses and could not be kept


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("{2024-01-01: 印发}", {"2024-01-01": "印发"}),
        ("{1: {2.5: x}}", {"1": {"2.5": "x"}}),
        ("!!set {a, b}", ["a", "b"]),
        ("0x" + "f" * 60_000, "元数据有误"),
        (":".join(["59"] * 15_000), "元数据有误"),
        ("9" * 60_000, "元数据有误"),
        ("{[1]: x}", "元数据有误"),
        ('"\\e[31m\\u202e\\0"', "\x1b[31m\u202e\0"),
    ],
)
def test_front_matter_that_could_not_be_stored(tmp_path: Path, value: str, kept: object) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\nx: {value}\n---\n# 通知\n{SENTENCE}\n", encoding="utf-8")
    try:
        found = read_file(path).metadata["x"]
    except ReadError as error:
        found = error.kind
    assert (sorted(found) if isinstance(found, list) else found) == kept
    if kept != "元数据有误":
        json.dumps(found, default=str)
        assert index(tmp_path, path).added == 1


# Names and places


ODD = [
    b"a\nb.md", b"a\x1b[31m\x1b]0;x\x07.md", b"\xff\xfe\x80.md", "\u202efdp.md".encode(), "😀“政策”'\"`$(x).md".encode(),
    b"-rf.md", b"--help.md", b" .md", "　空格　.md".encode(), b"%s%n{0}.md", b"a;rm -rf ~;.md", b"[red]x[bold].md",
    ("长" * 84).encode() + b".md", "政\u200b策\u0301.md".encode(), b"a\\x1b.md", b"CON.md", b"a\t\r.md", "\x9b2J.md".encode(),
]  # fmt: skip


def index(folder: Path, *paths: Path) -> Report:
    with policymatch.write_store(folder / "store") as writer:
        writer.add_files(find_files(paths))
    return writer.report


def good(folder: Path) -> Path:
    path = folder / "好.md"
    path.write_text(f"# 关于冷链物流的通知\n\n{SENTENCE}\n", encoding="utf-8")
    return path


def unseen(text: str) -> list[str]:
    return [char for char in text if not char.isprintable() and char != "\u3000"]


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")
@pytest.mark.parametrize("readable", [True, False])
def test_odd_names(tmp_path: Path, readable: bool) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate(ODD):
        (folder / os.fsdecode(name)).write_bytes(f"第{number}项{SENTENCE}".encode() if readable else b"\x00" * 99)
    report = index(tmp_path, folder)
    assert (report.added, len(report.failed)) == ((len(ODD), 0) if readable else (0, len(ODD)))
    with policymatch.open_store(tmp_path / "store") as store:
        said = [
            text for summary, _ in store.policies() for text in (summary.title, str(summary.source), str(summary.id))
        ]
    said += [text for failed in report.failed for text in failed]
    assert said
    for text in said:
        text.encode("utf-8")
        assert not unseen(text), text
    again = index(tmp_path, folder)
    assert again.unchanged == report.added


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("政策/通知.md", "政策/通知.md"),
        ("a\nb\x1b[31m", "a\\nb\\x1b[31m"),
        ("a\u202efdp", "a\\u202efdp"),
        (os.fsdecode(b"\xff\x80"), "\\xff\\x80"),
        ("a\x9b\u2028\U000e0041", "a\\x9b\\u2028\\U000e0041"),
        ("😀　“”", "😀　“”"),
    ],
)
def test_how_a_path_is_shown(path: str, text: str) -> None:
    assert shown(path) == text


def test_names_reach_the_terminal_escaped(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[31m\n伪造：新增 9 部.pdf").write_bytes(b"x")
    command = [
        sys.executable,
        "-m",
        "policymatch",
        "index",
        str(tmp_path),
        "--no-corpus",
        "--store",
        str(tmp_path / "store"),
    ]
    for form in ("table", "json", "csv"):
        done = subprocess.run([*command, "--format", form], capture_output=True, check=False)
        assert done.returncode == 1, done.stderr
        assert b"\x1b" not in done.stdout + done.stderr
        assert b"[31m\n" not in done.stdout + done.stderr


@needs_links
def test_links_that_loop(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "self.pdf").symlink_to("self.pdf")
    (folder / "one.md").symlink_to("other.md")
    (folder / "other.md").symlink_to("one.md")
    (folder / "deep" / "up").symlink_to("..", target_is_directory=True)
    good(folder)
    report = index(tmp_path, folder, folder / "self.pdf")
    assert report.added == 1
    assert len(report.failed) == 3  # what is named twice is told once
    assert all("绕成圈的链接" in reason for _, reason, _ in report.failed)


@needs_links
def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s.md"))
        given = [tmp_path / "pipe.md", tmp_path / "s.md", Path("/dev/zero"), tmp_path / "gone.md", Path("/dev/null")]
        report = index(tmp_path, *given, good(tmp_path))
    assert report.added == 1
    assert [reason[:6] for _, reason, _ in report.failed] == [
        "这不是普通文",
        "这不是普通文",
        "这不是普通文",
        "找不到文件。",
        "这不是普通文",
    ]


def test_a_path_that_is_too_long(tmp_path: Path) -> None:
    long = [tmp_path / ("长" * 200 + ".md"), tmp_path.joinpath(*["x" * 200] * 30, "a.md")]
    report = index(tmp_path, *long, good(tmp_path))
    assert report.added == 1
    assert [reason.split("。")[0] for _, reason, _ in report.failed] == ["文件名或路径过长"] * 2


FORBIDDEN = """
import os, sys
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from pathlib import Path
from policymatch.errors import ReadError
from policymatch.readers import find_files, read_file
read_file(Path(sys.argv[3]) / "open" / "好.md")  # imports what it needs while it may
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
for path in find_files([Path(sys.argv[3]), Path(sys.argv[3]) / "closed" / "a.md"]):
    try:
        print(path.name, len(read_file(path).blocks))
    except ReadError as error:
        print(path.name, error.kind, error.message, error.hint)
"""


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="no rights of that kind here")
def test_a_folder_without_rights(tmp_path: Path) -> None:
    top = tmp_path / "in"
    for name in ("closed", "open"):
        (top / name).mkdir(parents=True)
        good(top / name)
    good(top).rename(top / "secret.md")
    (top / "secret.md").chmod(0)
    (top / "closed").chmod(0)
    if os.getuid() == 0:  # then the child drops its rights, and needs to come as far as here without them
        for folder in (top, tmp_path, *tmp_path.parents[:-2]):
            folder.chmod(folder.stat().st_mode | 0o011)
        top.chmod(0o755)
    root = Path(__file__).resolve().parents[2]
    site = next(place for place in sys.path if place.endswith("site-packages"))
    done = subprocess.run(
        [sys.executable, "-c", FORBIDDEN, str(root), site, str(top)], capture_output=True, text=True, check=False
    )
    (top / "closed").chmod(0o755)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("closed 没有权限 没有权限打开这个文件夹 请检查")
    assert lines[1] == "好.md 2"
    assert lines[2].startswith("secret.md 没有权限 没有权限读取文件 请检查")
    assert lines[3].startswith("a.md 没有权限")

"""Conversion by LibreOffice: with programs that behave in all ways, and with the real one where it is installed."""

from __future__ import annotations

import os
import stat
import sys
import time
from pathlib import Path

import docx
import openpyxl
import psutil
import pytest
from ole_maker import make_ole, word
from shared_data import SHARED, needs_shared

from policymatch.errors import ReadError
from policymatch.readers import Limits, abilities, ocr, office, read_file

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")

DOC = make_ole({"WordDocument": word(), "1Table": b""})
XLS = make_ole({"Workbook": b"\x09\x08"})
RTF = b"{\\rtf1\\ansi \\'c9\\'ee}"

needs_libreoffice = pytest.mark.skipif(
    "POLICYMATCH_SOFFICE" in os.environ or office.program() is None, reason="LibreOffice is not installed"
)


def prepared(folder: Path) -> None:
    """Put what the stand-in hands out beside it."""
    document = docx.Document()
    document.add_paragraph("第一条　应当公开。")
    document.save(str(folder / "done.docx"))
    book = openpyxl.Workbook()
    book.active.append(["类别", "奖励标准"])
    book.active.append(["高新技术企业", "20万元"])
    book.save(folder / "done.xlsx")


def stand_in(monkeypatch: pytest.MonkeyPatch, folder: Path, body: str) -> Path:
    """Put a script in LibreOffice's place; in it $to is the format, $out the folder to write to, $in the source."""
    folder.mkdir(exist_ok=True)
    prepared(folder)
    script = folder / "soffice"
    parse = (
        'here="$(dirname "$0")"\nprintf "%s\\n" "$@" > "$here/arguments"\npwd > "$here/place"\n'
        'while [ $# -gt 1 ]; do case "$1" in --convert-to) to="$2";; --outdir) out="$2";; esac; shift; done\nin="$1"\n'
    )
    script.write_text(f"#!/bin/sh\n{parse}{body}\n", encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("POLICYMATCH_SOFFICE", str(script))
    return folder


COPY = 'cp "$here/done.$to" "$out/in.$to"'


def refused(tmp_path: Path, name: str = "a.doc", data: bytes = DOC, limits: Limits | None = None) -> ReadError:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read_file(tmp_path / name, limits or Limits())
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("name", "data", "kind", "format_"),
    [
        ("a.doc", DOC, "doc", "docx"),
        ("a.wps", DOC, "wps", "docx"),
        ("a.docx", DOC, "doc", "docx"),
        ("a.doc", RTF, "rtf", "docx"),
        ("a.xls", XLS, "xls", "xlsx"),
        ("a.et", XLS, "et", "xlsx"),
    ],
)
def test_what_is_converted_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, kind: str, format_: str
) -> None:
    folder = stand_in(monkeypatch, tmp_path / "program", COPY)
    (tmp_path / name).write_bytes(data)
    document = read_file(tmp_path / name)
    assert document.metadata["converted_from"] == kind
    assert document.format == format_
    assert document.name == "a"
    assert document.blocks[0].text == ("第一条　应当公开。" if format_ == "docx" else "类别 | 奖励标准")
    arguments = (folder / "arguments").read_text("utf-8").split("\n")
    assert "--headless" in arguments
    assert any(argument.startswith("-env:UserInstallation=file:///") for argument in arguments)
    # Nothing stays behind.
    assert not Path((folder / "place").read_text("utf-8").strip()).exists()


@pytest.mark.parametrize(
    "body",
    ["exit 1", "exit 0", ': > "$out/in.$to"', 'echo nonsense > "$out/in.$to"', 'mkdir "$out/in.$to"', "kill -9 $$"],
)
def test_what_does_not_come_out_is_a_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    stand_in(monkeypatch, tmp_path / "program", body)
    error = refused(tmp_path)
    assert error.kind == "文件损坏"
    assert "LibreOffice" in error.message
    assert ".doc" in error.message


def ends(pid: int) -> bool:
    """Whether a process ends within some seconds; a dead orphan may wait for whoever takes it in."""
    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def test_a_program_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = stand_in(
        monkeypatch,
        tmp_path / "program",
        'sleep 60 & echo $! > "$here/child"; (sleep 61 & echo $! > "$here/grand"); wait',
    )
    monkeypatch.setattr(office, "SECONDS", 1.0)
    start = time.monotonic()
    error = refused(tmp_path)
    assert time.monotonic() - start < 20
    assert error.kind == "超时"
    assert "1 秒" in error.message
    for name in ("child", "grand"):
        pid = int((folder / name).read_text("utf-8"))
        assert ends(pid)
    assert not Path((folder / "place").read_text("utf-8").strip()).exists()


def test_no_longer_than_the_file_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, tmp_path / "program", "sleep 60")
    start = time.monotonic()
    assert refused(tmp_path, limits=Limits(max_seconds=1)).kind == "超时"
    assert time.monotonic() - start < 20


@pytest.mark.parametrize("wait", ["", "sleep 30"])
def test_what_grows_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait: str) -> None:
    body = f'head -c 9000000 /dev/zero > "$out/in.$to"\n{wait}'
    stand_in(monkeypatch, tmp_path / "program", body)
    start = time.monotonic()
    assert refused(tmp_path, limits=Limits(max_bytes=4_000_000)).kind == "超出上限"
    assert time.monotonic() - start < 20


def test_a_program_that_cannot_be_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "soffice").write_text("no program", encoding="utf-8")
    monkeypatch.setenv("POLICYMATCH_SOFFICE", str(tmp_path / "soffice"))
    error = refused(tmp_path)
    assert error.kind == "不支持的格式"
    assert "LibreOffice" in error.message


def test_without_libreoffice_the_reason_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYMATCH_SOFFICE", "")
    for name, data, advice in (("a.doc", DOC, "另存为 .docx"), ("a.et", XLS, "另存为 .xlsx"), ("a.rtf", RTF, "PDF")):
        error = refused(tmp_path, name, data)
        assert error.kind == "不支持的格式"
        assert "安装 LibreOffice" in error.hint
        assert advice in error.hint


def test_abilities_change_with_what_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYMATCH_SOFFICE", "")
    monkeypatch.setattr(ocr, "installed", lambda: False)
    none = abilities()
    monkeypatch.setattr(ocr, "installed", lambda: True)
    some = abilities()
    stand_in(monkeypatch, tmp_path / "program", "")
    both = abilities()
    assert len({none, some, both}) == 3
    assert both == abilities()


@needs_libreoffice
@needs_shared
@pytest.mark.parametrize("kind", ["doc", "rtf", "odt"])
def test_a_real_law_through_the_real_program(tmp_path: Path, kind: str) -> None:
    original = SHARED / "data" / "formats" / "企业投资项目核准和备案管理条例(2016-11-30).docx"
    path = converted(original, tmp_path, kind)
    document = read_file(path)
    assert [block.text for block in document.blocks] == [block.text for block in read_file(original).blocks]
    assert document.metadata["converted_from"] == kind
    if kind == "doc":
        assert refused(tmp_path, "half.doc", path.read_bytes()[: path.stat().st_size // 3]).kind == "文件损坏"


@needs_libreoffice
def test_a_real_workbook_through_the_real_program(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["类别", "奖励标准", "比例"])
    book.active.append(["高新技术企业", "20万元", 0.3])
    book.active["C2"].number_format = "0%"
    book.save(tmp_path / "a.xlsx")
    document = read_file(converted(tmp_path / "a.xlsx", tmp_path, "xls"))
    assert [block.text for block in document.blocks] == ["类别 | 奖励标准 | 比例", "高新技术企业 | 20万元 | 30%"]


def converted(original: Path, folder: Path, kind: str) -> Path:
    """Make a file of an older kind with LibreOffice itself."""
    program = office.program()
    assert program is not None
    command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", kind]
    assert office._run([*command, "--outdir", str(folder), str(original)], folder, 100, 10**9)
    return folder / f"{original.stem}.{kind}"

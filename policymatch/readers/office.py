"""Files of older and other office programs (.doc, .wps, .rtf, .odt, .xls, .et), converted by LibreOffice.

LibreOffice runs in a process group of its own, with a profile of its own in a folder that is removed, macros and links
to elsewhere switched off, and within time and size; what it writes is read like any .docx or .xlsx.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers.limits import Deadline, Limits, too_large

SECONDS = 60.0
"""How long a conversion may take."""

_TO_XLSX = frozenset({"xls", "et", "ods", "xlsb"})
_PROGRAM = "POLICYMATCH_SOFFICE"
_MACOS = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
_SAVE_AS = {"docx": "用 WPS 或 Word 打开，另存为 .docx 或 PDF", "xlsx": "用 WPS 或 Excel 打开，另存为 .xlsx"}
_MAX_MEMORY = 3 * 1024**3
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


def program() -> str | None:
    """Return the path of LibreOffice's program: the one named in $POLICYMATCH_SOFFICE, on the PATH or where it is usual.

    Where the variable is set nothing else is looked for, so that an empty one switches conversion off.
    """
    named = os.environ.get(_PROGRAM)
    if named is not None:
        return named if named and Path(named).is_file() else None
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return found
    usual = [_MACOS] if sys.platform == "darwin" else []
    if sys.platform == "win32":
        folders = (os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)"))
        usual = [
            Path(folder) / "LibreOffice" / "program" / name
            for folder in folders
            if folder
            for name in ("soffice.com", "soffice.exe")
        ]
    return next((str(path) for path in usual if path.is_file()), None)


def read(data: bytes, name: str, limits: Limits, deadline: Deadline, *, kind: str) -> Document:
    """Read a file of the given kind (doc, wps, rtf, odt, xls, et …); ``metadata`` says so under ``converted_from``.

    Raises ReadError (不支持的格式 where LibreOffice is not installed, 文件损坏, 超出上限, 超时, and what the reader of
    the result raises).
    """
    target = "xlsx" if kind in _TO_XLSX else "docx"
    converted = convert(data, kind, limits, deadline)
    if target == "xlsx":
        from policymatch.readers.xlsx import read as read_converted
    else:
        from policymatch.readers.docx import read as read_converted
    try:
        document = read_converted(converted, name, limits, deadline)
    except ReadError as error:
        if error.kind != "文件损坏":
            raise
        raise _unconverted(kind, target) from error
    return replace(document, metadata={**document.metadata, "converted_from": kind})


def convert(data: bytes, kind: str, limits: Limits, deadline: Deadline) -> bytes:
    """Give a file of the given kind as .xlsx or .docx. Raises ReadError (不支持的格式, 文件损坏, 超出上限, 超时)."""
    target = "xlsx" if kind in _TO_XLSX else "docx"
    soffice = program()
    if soffice is None:
        raise ReadError(
            f"读取 .{kind} 文件需要 LibreOffice，这台电脑上没有找到",
            f"请安装 LibreOffice 后再读一次；或者{_SAVE_AS[target]}后再读。",
            kind="不支持的格式",
        )
    return _convert(soffice, data, kind, target, limits, deadline)


def _unconverted(kind: str, target: str) -> ReadError:
    return ReadError(
        f"LibreOffice 打不开这个 .{kind} 文件，它可能已损坏或有密码", f"请{_SAVE_AS[target]}后再读。", kind="文件损坏"
    )


def _convert(soffice: str, data: bytes, kind: str, target: str, limits: Limits, deadline: Deadline) -> bytes:
    deadline.check()
    with tempfile.TemporaryDirectory(prefix="policymatch-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        profile, out = folder / "profile", folder / "out"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        out.mkdir()
        source = folder / f"in.{kind}"
        source.write_bytes(data)
        command = [
            soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--invisible", "--norestore",
            "--nolockcheck", "--nodefault", "--nofirststartwizard", "--nologo", "--convert-to", target,
            "--outdir", str(out), str(source),
        ]  # fmt: skip
        seconds = min(SECONDS, deadline.left())
        if not _run(command, folder, seconds, limits.max_bytes):
            deadline.check()
            raise ReadError(
                f"LibreOffice 转换 .{kind} 文件超过 {seconds:.0f} 秒，已放弃",
                f"请{_SAVE_AS[target]}后再读。",
                kind="超时",
            )
        result = out / f"in.{target}"
        if not result.is_file() or not result.stat().st_size:
            raise _unconverted(kind, target)
        if result.stat().st_size > limits.max_bytes:
            raise _too_much()
        return result.read_bytes()


def _too_much() -> ReadError:
    return too_large("LibreOffice 转换出的文件或占用的内存太大")


def _run(command: list[str], folder: Path, seconds: float, max_bytes: int) -> bool:
    """Run a program until it ends; False where it was stopped because the time was up."""
    # A home of its own keeps it from the user's settings; without a display it opens no window.
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    environment.pop("DISPLAY", None)
    end = time.monotonic() + seconds
    with _started(command, folder, environment) as process:
        while True:
            try:
                process.wait(min(0.25, max(0.01, end - time.monotonic())))
            except subprocess.TimeoutExpired:
                if time.monotonic() >= end:
                    return False
                if _written(folder) > 2 * max_bytes or _memory(process.pid) > _MAX_MEMORY:
                    raise _too_much() from None
            else:
                return True


@contextlib.contextmanager
def _started(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program and leave nothing of it behind, whatever happens."""
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise ReadError(
            f"LibreOffice 启动不了：{error.strerror or error}",
            "请重新安装 LibreOffice 后再读一次。",
            kind="不支持的格式",
        ) from error
    try:
        yield process
    finally:
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process with all it has started: soffice is a script that starts a program that starts another."""
    import psutil

    descendants: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        descendants = psutil.Process(process.pid).children(recursive=True)
    if sys.platform != "win32":
        # The group outlives its leader, and is ours: it was made for this process.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    for child in descendants:
        with contextlib.suppress(psutil.Error):
            child.kill()
    process.kill()
    process.wait()


def _written(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += (Path(place) / name).lstat().st_size
    return total


def _memory(pid: int) -> int:
    import psutil

    total = 0
    with contextlib.suppress(psutil.Error):
        top = psutil.Process(pid)
        for process in (top, *top.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                total += process.memory_info().rss
    return total

"""A file's bytes, or the reason why there are none."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from pathlib import Path

from policymatch.errors import ReadError
from policymatch.readers.limits import Limits, too_large
from policymatch.text.normalize import mend


def load(path: Path, limits: Limits) -> bytes:
    """Return the whole of a regular file.

    Raises ReadError: 找不到文件, 不是文件, 没有权限, 链接循环, 路径过长, 空文件, 超出上限 or 无法读取.
    """
    try:
        check_file(path, limits)
        with path.open("rb") as file:
            # One byte more than allowed tells a file that grew, or lied about its size, without reading all of it.
            data = file.read(limits.max_bytes + 1)
    except (OSError, ValueError) as error:
        raise explain(error) from error
    if len(data) > limits.max_bytes:
        raise _too_long(limits)
    if not data:
        raise ReadError("文件是空的", "请重新下载或另存这份文件。", kind="空文件")
    return data


def hash_file(path: Path) -> tuple[str, int]:
    """SHA-256 of a file and its size in bytes. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


def check_file(path: Path, limits: Limits) -> None:
    """Raise ReadError (不是文件, 超出上限) unless a path is a regular file of a bearable size, or OSError.

    Reading a pipe would wait for ever, and a device has no end.
    """
    status = path.stat()
    mode = status.st_mode
    if stat.S_ISDIR(mode):
        if not os.access(path, os.R_OK | os.X_OK):
            raise ReadError("没有权限打开这个文件夹", "请检查对该文件夹的访问权限。", kind="没有权限")
        raise ReadError("这是文件夹，不是文件", "请直接给出文件夹里的文件。", kind="不是文件")
    if not stat.S_ISREG(mode):
        raise ReadError("这不是普通文件（是管道、设备之类）", "请换成普通文件，或不要选它。", kind="不是文件")
    if status.st_size > limits.max_bytes:
        raise _too_long(limits)


def _too_long(limits: Limits) -> ReadError:
    return too_large(f"文件大于 {limits.max_bytes // (1024 * 1024)} MB")


def explain(error: Exception) -> ReadError:
    """Turn an error of the operating system into one a user can act on."""
    if isinstance(error, FileNotFoundError):
        return ReadError("找不到文件", "请检查路径是否写对，文件是否已被移动或删除。", kind="找不到文件")
    if isinstance(error, PermissionError):
        return ReadError("没有权限读取文件", "请检查文件权限，或先关闭正在使用它的程序。", kind="没有权限")
    if getattr(error, "errno", None) == errno.ELOOP:
        return ReadError("这是绕成圈的链接，打不开", "请删除或改正这个链接。", kind="链接循环")
    if getattr(error, "errno", None) == errno.ENAMETOOLONG:
        return ReadError("文件名或路径过长", "请缩短文件名，或移到层数较少的文件夹。", kind="路径过长")
    reason = getattr(error, "strerror", None) or str(error)
    return ReadError(f"无法读取文件：{reason}", "请检查路径和磁盘。")


def stem(path: Path) -> str:
    """Return the file's name, mended to one line, without its ending: 条例(2019.04) has none."""
    name = path.name
    for suffix in (".jsonl.gz", path.suffix):
        if suffix and len(suffix) <= 9 and suffix.isascii() and name.lower().endswith(suffix.lower()):
            name = name[: -len(suffix)] or name
            break
    return " ".join(part for part in re.split("[\t\r\n]+", mend(name)) if part)

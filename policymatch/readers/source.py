"""A file's bytes, or the reason why there are none."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from policymatch.errors import ReadError
from policymatch.readers.limits import Limits, too_large


def load(path: Path, limits: Limits) -> bytes:
    """Return the whole of a regular file.

    Raises ReadError: 找不到文件, 不是文件, 没有权限, 空文件, 超出上限 or 无法读取.
    """
    try:
        check_regular(path)
        with path.open("rb") as file:
            # One byte more than allowed tells a file that grew, or lied about its size, without reading all of it.
            data = file.read(limits.max_bytes + 1)
    except (OSError, ValueError) as error:
        raise explain(error) from error
    if len(data) > limits.max_bytes:
        raise too_large(f"文件大于 {limits.max_bytes // (1024 * 1024)} MB")
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


def check_regular(path: Path) -> None:
    """Raise ReadError (kind 不是文件) unless the path is a regular file: reading a pipe would wait for ever."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise ReadError("这是文件夹，或无法打开的文件夹", "请检查对该文件夹的访问权限。", kind="不是文件")
    if not stat.S_ISREG(mode):
        raise ReadError("这不是普通文件", kind="不是文件")


def explain(error: Exception) -> ReadError:
    """Turn an error of the operating system into one a user can act on."""
    if isinstance(error, FileNotFoundError):
        return ReadError("找不到文件", "请检查路径是否写对，文件是否已被移动或删除。", kind="找不到文件")
    if isinstance(error, PermissionError):
        return ReadError("没有权限读取文件", "请检查文件权限，或先关闭正在使用它的程序。", kind="没有权限")
    reason = getattr(error, "strerror", None) or str(error)
    return ReadError(f"无法读取文件：{reason}", "请检查路径和磁盘。")


def stem(path: Path) -> str:
    """Return the file's name without its ending; only an ending we know is one (条例(2019.04) has none)."""
    name = path.name
    for suffix in (".jsonl.gz", path.suffix):
        if suffix and len(suffix) <= 9 and suffix.isascii() and name.lower().endswith(suffix.lower()):
            return name[: -len(suffix)] or name
    return name

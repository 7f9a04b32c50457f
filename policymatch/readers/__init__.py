"""Files in, Documents out: one module a format, each within limits of bytes, characters, pages and seconds."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers.find import RECORDS, SUPPORTED, find_files, is_records
from policymatch.readers.limits import DEFAULT_LIMITS, Deadline, Limits, too_large
from policymatch.readers.records import read_records, record_document
from policymatch.readers.secrecy import refuse_secret
from policymatch.readers.sniff import format_of, unsupported
from policymatch.readers.source import load, stem

__all__ = [
    "DEFAULT_LIMITS",
    "RECORDS",
    "SUPPORTED",
    "Deadline",
    "Limits",
    "abilities",
    "find_files",
    "is_records",
    "read_data",
    "read_file",
    "read_records",
    "record_document",
]

_Reader = Callable[[bytes, str, Limits, Deadline], Document]


def read_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read one file of whatever kind its content says it is.

    Raises ReadError with a message, a hint and one of these kinds: 找不到文件, 没有权限, 不是文件, 链接循环, 路径过长, 空文件, 无法读取,
    不支持的格式, 文件损坏, 内容可疑, 已加密, 扫描件, 没有文字, 文字无法识别, 不是文本, 编码无法识别, 元数据有误, 涉密, 超出上限, 超时.
    """
    if is_records(path):
        raise unsupported("这是记录文件（一行一条），要按记录读取", "请用 read_records 读取。")
    deadline = Deadline(limits.max_seconds)
    return read_data(load(path, limits), path, limits, deadline)


def read_data(data: bytes, path: Path, limits: Limits, deadline: Deadline) -> Document:
    """Read the bytes of a file; its path gives its name and, where the content leaves it open, its kind."""
    try:
        document = _reader(format_of(data, path))(data, stem(path), limits, deadline)
    except MemoryError as error:
        raise too_large("读取这份文件所需的内存过多") from error
    if not document.blocks:
        raise ReadError("文件里没有文字", "请确认文件内容，或换一份文件。", kind="没有文字")
    refuse_secret(document)
    return document


def abilities() -> str:
    """Name what is installed of that which some files need: a file that failed is worth another try where it changed.

    Costs a look at the disk; nothing heavy is imported.
    """
    from policymatch.readers import ocr, office

    return f"ocr={'yes' if ocr.installed() else 'no'} libreoffice={'yes' if office.program() else 'no'}"


def _reader(name: str) -> _Reader:
    """Return the reader of a format; only the one that is needed is imported."""
    match name:
        case "pdf":
            from policymatch.readers.pdf import read
        case "docx":
            from policymatch.readers.docx import read
        case "xlsx":
            from policymatch.readers.xlsx import read
        case "ofd":
            from policymatch.readers.ofd import read
        case "html":
            from policymatch.readers.html import read
        case "mhtml":
            from policymatch.readers.mhtml import read
        case "markdown":
            from policymatch.readers.markdown import read
        case "picture":
            from policymatch.readers.ocr import read
        case "text":
            from policymatch.readers.plain import read
        case kind:
            from policymatch.readers import office

            return functools.partial(office.read, kind=kind)
    return read

"""Records: JSON Lines, plain or gzip, one policy a line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NoReturn, cast

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers.blocks import BlockList
from policymatch.readers.limits import DEFAULT_LIMITS, Deadline, Limits, too_large
from policymatch.readers.secrecy import refuse_secret
from policymatch.readers.source import check_file, explain
from policymatch.text.normalize import mend

_EXPECTED = "一行一条 JSON 记录，至少有 title 和 text。"
_CHUNK = 1024 * 1024
_MAX_FAULTS = 10_000
_OPTIONAL_TEXTS = ("doc_number", "issuer", "issued_on", "source")
_CHECKED = ("id", "title", *_OPTIONAL_TEXTS)
_SCALARS = (int, float, type(None))


def read_records(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[Document | ReadError]:
    """Read a file of records; each comes as a Document whose metadata are its keys save ``text``.

    A line that cannot be used comes as a ReadError that names the line (kind 记录有误), and the rest go on; where the
    rest cannot be reached (broken gzip, too large) a last ReadError says so. Raises ReadError at once when the file
    cannot be opened at all.
    """
    try:
        check_file(path, limits)
        file = path.open("rb")
    except (OSError, ValueError) as error:
        raise explain(error) from error
    return _records(file, limits)


def _records(file: BinaryIO, limits: Limits) -> Iterator[Document | ReadError]:
    with file:
        packed = file.peek(2)[:2] == b"\x1f\x8b" if hasattr(file, "peek") else False
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed else file
        number = 0
        faults = 0
        try:
            for number, line in enumerate(_lines(stream, limits), start=1):
                record = _record(line, number, limits) if not line.isspace() else None
                if record is not None:
                    yield record
                # Blank and bad lines cost time and a report each, and a gigabyte of them packs into one megabyte.
                faults = 0 if isinstance(record, Document) else faults + 1
                if faults > _MAX_FAULTS:
                    raise ReadError(
                        f"连续 {_MAX_FAULTS} 多行都是空行或错误的行，第 {number} 行之后不再读取",
                        "请检查文件是否是记录文件，改正后再试。",
                        kind="记录有误",
                    )
        except ReadError as error:
            yield error
        except (OSError, EOFError, zlib.error) as error:
            yield ReadError(
                f"第 {number + 1} 行起读不下去：压缩数据不完整或已损坏（{type(error).__name__}）",
                "请重新下载或重新生成这份文件。",
                kind="文件损坏",
            )


def _lines(stream: BinaryIO, limits: Limits) -> Iterator[bytes]:
    """Yield lines, never holding more than one nor unpacking more than allowed."""
    # No character takes more than four bytes; where escapes make it more the record is held to be too long.
    longest = min(limits.max_unpacked, 4 * limits.max_chars)
    total = 0
    number = 0
    while True:
        number += 1
        parts: list[bytes] = []
        length = 0
        while part := stream.readline(_CHUNK):
            parts.append(part)
            length += len(part)
            total += len(part)
            if length > longest or total > limits.max_unpacked:
                raise too_large(f"第 {number} 行过长，或文件展开后超过 {limits.max_unpacked // (1024 * 1024)} MB")
            if part.endswith(b"\n"):
                break
        if not parts:
            return
        yield b"".join(parts)


def _record(line: bytes, number: int, limits: Limits) -> Document | ReadError:
    try:
        loaded = json.loads(line.decode("utf-8-sig"), parse_constant=_refuse_constant)
        if b"\\ud" in line or b"\\uD" in line:
            # Half of a surrogate pair could not be written anywhere later on.
            loaded = json.loads(json.dumps(loaded, ensure_ascii=False).encode("utf-8", "replace"))
    except UnicodeDecodeError:
        return _bad(number, "不是 UTF-8 编码")
    except (ValueError, RecursionError):
        return _bad(number, "不是正确的 JSON")
    if not isinstance(loaded, dict):
        return _bad(number, "不是一条记录（应是 {…}）")
    try:
        return record_document(loaded, limits)
    except ReadError as error:
        return ReadError(f"第 {number} 行：{error.message}", error.hint, kind=error.kind)


def record_document(record: Mapping[str, object], limits: Limits = DEFAULT_LIMITS) -> Document:
    """Make a Document of a record: ``text`` becomes a block a line, the other keys its metadata.

    Raises ReadError (记录有误, 涉密, 超出上限).
    """
    fault = _fault(record)
    if fault:
        raise ReadError(fault, _EXPECTED, kind="记录有误")
    blocks = BlockList(limits, Deadline(limits.max_seconds))
    blocks.add(str(record["text"]))
    name = mend(str(record["title"])).strip()
    paragraphs = blocks.done()
    if not name or not paragraphs:
        raise ReadError("没有文字", _EXPECTED, kind="记录有误")
    metadata = {str(key).lower(): value for key, value in record.items()}
    # Keys that only differ in case must not displace those that were checked.
    if len(metadata) < len(record):
        metadata |= {key: record[key] for key in _CHECKED if key in record}
    metadata.pop("text")
    document = Document(name, "record", paragraphs, metadata)
    if _may_be_secret(record):
        refuse_secret(document)
    return document


def _may_be_secret(record: Mapping[str, object]) -> bool:
    """Whether a mark of secrecy could stand anywhere: none is written without 密, and nothing else becomes that sign."""
    for value in record.values():
        if "密" in value if isinstance(value, str) else not isinstance(value, _SCALARS):
            return True
    return False


def _fault(record: Mapping[str, object]) -> str:
    """Say in Chinese why a mapping is no record; empty where it is one."""
    if not isinstance(record, (dict, Mapping)):
        return "不是一条记录（应是 {…}）"
    for key in ("title", "text"):
        value = record.get(key)
        if not isinstance(value, str) or not value.strip():
            return f"缺少 {key}，或它不是文字"
    identity = record.get("id")
    if identity is not None and (isinstance(identity, bool) or not isinstance(identity, (str, int)) or identity == ""):
        return "id 应是文字或整数"
    for key in _OPTIONAL_TEXTS:
        value = record.get(key)
        if value is not None and not isinstance(value, str):
            return f"{key} 应是文字"
    return ""


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _bad(number: int, what: str) -> ReadError:
    return ReadError(f"第 {number} 行{what}", _EXPECTED, kind="记录有误")

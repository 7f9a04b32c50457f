"""Plain text, and the ladder of encodings that every text format climbs."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers.blocks import BlockList
from policymatch.readers.limits import Deadline, Limits

_BOMS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE = re.compile(r"[^\r\n]+|\r?\n[\r\n]+")
_SAMPLE = 20_000
_USUAL = re.compile("[\t\n\r -~\u2010-\u203b\u3000-\u301f\u4e00-\u9fff\uff01-\uff5e]")
_SEPARATOR = re.compile("[\n ，。、：；]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
_SAVE_AS_UTF8 = "请用记事本或 WPS 打开，另存为 UTF-8 编码的文本后再试。"


def read(data: bytes, name: str, limits: Limits, deadline: Deadline) -> Document:
    """Read plain text; every line is a block. Raises ReadError (不是文本, 编码无法识别)."""
    blocks = BlockList(limits, deadline)
    for line in lines(decode(data)):
        deadline.check()
        blocks.add(line)
    return Document(name, "text", blocks.done())


def lines(text: str) -> Iterator[str]:
    """Yield the lines of a text, never all of them at once; empty ones that follow each other are one."""
    for match in _LINE.finditer(text):
        yield match[0].strip("\r\n")


def decode(data: bytes) -> str:
    """Decode bytes: by their mark, else strict UTF-8, UTF-16 where plausible, strict GB18030, in that order.

    No detector is asked: they take GBK for Thai and short GB2312 for Cyrillic. Raises ReadError (不是文本,
    编码无法识别).
    """
    text = _by_mark(data)
    if text is None and (b"\x00" in data or not _is_utf8(data)):
        text = _as_utf16(data)
        if text is None:
            if b"\x00" in data:
                raise _not_text()
            text = _as_gb18030(data)
    if text is None:
        text = data.decode("utf-8")
    if len(_CONTROL.findall(text[:_SAMPLE])) > max(3, len(text[:_SAMPLE]) // 200):
        raise _not_text()
    return text


def _by_mark(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise _damaged(data, error) from error
    return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _as_utf16(data: bytes) -> str | None:
    """Decode UTF-16 that has lost its mark; GB18030 read so comes out as Hangul or private characters."""
    if len(data) % 2:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        usual = len(_USUAL.findall(sample))
        if usual >= 0.97 * len(sample) and (_SEPARATOR.search(sample) or len(sample) < 20):
            return text
    return None


def _as_gb18030(data: bytes) -> str:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _damaged(data, error) from error
    # Most Chinese UTF-8 is also valid GB18030 to its eye. Two broken bytes must not turn a policy into 涓浗.
    lenient = data.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    if len(lenient) - len(lenient.encode("ascii", "ignore")) > 10 * broken:
        raise _damaged(data, None)
    return text


def _damaged(data: bytes, error: UnicodeDecodeError | None) -> ReadError:
    if error is not None and len(_CONTROL.findall(data[:_SAMPLE].decode("latin-1"))) > len(data[:_SAMPLE]) // 20:
        return _not_text()
    if error is None:
        return ReadError("文件应是 UTF-8 编码，但有损坏的字节", _SAVE_AS_UTF8, kind="编码无法识别")
    line = data.count(b"\n", 0, error.start) + 1
    return ReadError(
        f"认不出文字编码（试过 UTF-8、UTF-16、GB18030），第 {line} 行有无法识别的字节",
        _SAVE_AS_UTF8,
        kind="编码无法识别",
    )


def _not_text() -> ReadError:
    return ReadError("文件里不是文字", "请确认文件没有损坏，扩展名与内容相符。", kind="不是文本")

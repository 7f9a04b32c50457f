"""The reader process: a request a line comes in on stdin, answers go out on stdout, one JSON message a line.

Request: ``{"path", "limits"}``. ``{"more": seconds}`` says that a file is given more time: a scan takes long. Answers: ``{"policy": …, "identified": …}`` for each policy of the file, ``{"error": [message, hint,
kind]}`` for each that failed, and last of all ``{"end": [sha256, bytes]}`` of what was read, ``{"end": null}`` where
that much could not be read. The process ends when
stdin does, so it cannot outlive the program it works for, not even where that was killed.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from policymatch.batch.codec import encode_policy, from_line, to_line
from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.policies import parse_policy, stated_id
from policymatch.processes import take_stdout
from policymatch.readers import Deadline, Limits, is_records, read_data, read_records
from policymatch.readers.source import explain, hash_file, load

Message = dict[str, Any]


def main() -> None:
    """Serve requests until stdin ends."""
    serve(sys.stdin.buffer, take_stdout())


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer every request."""
    for line in iter(requests.readline, b""):
        request = from_line(line)
        limits = Limits(**request["limits"])
        _die_after(int(10 * limits.max_seconds + limits.max_ocr_pages * limits.max_ocr_seconds) + 60)

        def tell(message: Message) -> None:
            answers.write(to_line(message))
            answers.flush()

        for message in read(Path(request["path"]), limits, lambda seconds: tell({"more": seconds})):
            tell(message)
        _die_after(0)


class _Deadline(Deadline):
    """A deadline that tells when it is extended."""

    __slots__ = ("_more",)

    def __init__(self, seconds: float, more: Callable[[float], None]) -> None:
        super().__init__(seconds)
        self._more = more

    def extend(self, seconds: float) -> None:
        """Allow that many seconds more."""
        super().extend(seconds)
        self._more(seconds)


def read(path: Path, limits: Limits, more: Callable[[float], None]) -> Iterator[Message]:
    """Read and parse a file; whatever happens, the last message is ``end``. ``more`` is told of seconds allowed."""
    end: list[object] | None = None
    try:
        end = yield from _records(path, limits) if is_records(path) else _file(path, limits, more)
    except ReadError as error:
        yield _failed(error)
    except OSError as error:
        yield _failed(explain(error))
    except MemoryError:
        yield _failed(ReadError("读取时内存不够", "请拆分文件，或关闭其他程序后再试。", kind="内存超限"))
    except RecursionError:
        yield _failed(ReadError("文件结构嵌套过深", "文件可能已损坏；请另存一份后再试。", kind="文件损坏"))
    except Exception as error:
        # A bug of ours must not stop the batch, nor pass for the file's fault.
        yield _failed(
            ReadError(f"读取程序出错（{type(error).__name__}）", "请把这份文件和程序版本告诉开发者。", kind="程序错误")
        )
    yield {"end": end}


def _file(path: Path, limits: Limits, more: Callable[[float], None]) -> Generator[Message, None, list[object]]:
    deadline = _Deadline(limits.max_seconds, more)
    data = load(path, limits)
    document = read_data(data, path, limits, deadline)
    yield _parsed(document)
    if missing := unread_pages(document):
        yield _failed(missing)
    return [hashlib.sha256(data).hexdigest(), len(data)]


def _records(path: Path, limits: Limits) -> Generator[Message, None, list[object]]:
    digest, size = hash_file(path)
    for document in read_records(path, limits):
        if isinstance(document, Document):
            yield _parsed(document)
        else:
            yield _failed(document)
    return [digest, size]


def _parsed(document: Document) -> Message:
    return {"policy": encode_policy(parse_policy(document)), "identified": stated_id(document) is not None}


def unread_pages(document: Document) -> ReadError | None:
    """The error for a document of which some pages are in the store and some could not be read."""
    stated = [document.metadata.get(key) for key in ("pages_without_text", "unreadable_pages")]
    pages = sorted({page for part in stated if isinstance(part, list) for page in part})
    if not pages:
        return None
    shown = "、".join(map(str, pages[:20])) + ("……" if len(pages) > 20 else "")
    return ReadError(
        f"第 {shown} 页是图片或乱码，没有读出；其余各页已收入",
        "请找文字版，或先做文字识别（OCR）。",
        kind="部分页未读出",
    )


def _failed(error: ReadError) -> Message:
    return {"error": [error.message, error.hint, error.kind]}


def _die_after(seconds: int) -> None:
    """Let the system end this process should its master be gone: a loop in C hears nothing else. 0: never."""
    if os.name == "posix":
        import signal

        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds)


if __name__ == "__main__":
    main()

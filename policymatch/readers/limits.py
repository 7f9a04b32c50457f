"""How much one file may cost: bytes, characters, pages, seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from policymatch.errors import ReadError

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that reading one file may take.

    ``max_bytes`` is the file on disk, ``max_unpacked`` what comes out of its compressed parts, ``max_chars`` the
    text taken from it, ``max_blocks`` the paragraphs and rows it comes in, ``max_nodes`` the elements and attributes
    of a page or an XML part (each takes some 200 bytes of memory); ``max_seconds`` is wall-clock time. A scan is far
    slower to read: ``max_ocr_pages`` pages of a file are recognised at most, and ``max_ocr_seconds`` is allowed for
    each of them beside ``max_seconds``. ``max_memory`` is what a reader process may hold in bytes; only the pool of such
    processes (batch.pool) can see to it.
    """

    max_bytes: int = 200 * _MB
    max_chars: int = 50_000_000
    max_pages: int = 20_000
    max_seconds: float = 120.0
    max_unpacked: int = 500 * _MB
    max_memory: int = 1536 * _MB
    max_blocks: int = 1_000_000
    max_nodes: int = 4_000_000
    max_ocr_pages: int = 500
    max_ocr_seconds: float = 15.0


DEFAULT_LIMITS = Limits()


def too_large(what: str) -> ReadError:
    """Return the error for a file that goes over a limit; ``what`` is a Chinese clause without a full stop."""
    return ReadError(what, "请拆分文件，或确认文件没有损坏后再试。", kind="超出上限")


class Deadline:
    """The moment by which a file must be read; every loop over what a stranger wrote asks it."""

    __slots__ = ("_clock", "_end", "_seconds")

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seconds = seconds
        self._end = clock() + seconds

    def passed(self) -> bool:
        """Whether the time is up."""
        return self._clock() > self._end

    def left(self) -> float:
        """Return the seconds that are left, never less than 0."""
        return max(0.0, self._end - self._clock())

    def extend(self, seconds: float) -> None:
        """Allow that many seconds more."""
        self._seconds += seconds
        self._end += seconds

    def check(self) -> None:
        """Raise ReadError (kind 超时) once the time is up."""
        if self.passed():
            raise took_too_long(self._seconds)


def took_too_long(seconds: float) -> ReadError:
    """Return the error for a file whose time is up."""
    return ReadError(
        f"读取超过 {seconds:g} 秒，已放弃", "文件可能损坏或过于复杂；请另存一份，或拆成几个小文件再试。", kind="超时"
    )

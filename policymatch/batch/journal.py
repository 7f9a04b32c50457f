"""What a run has read before it is whole: a run that is killed leaves it, and the next one goes on from there.

The store itself changes in one step at the very end of a run, and reading ten years of files takes an hour. So what
the readers said of each file is kept beside the store until that step is done. It is a cache: where it is damaged or
cannot be written it is dropped, and files are read again.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FILE = "reading.sqlite"
_LONGEST = 8 * 1024 * 1024
"""Bytes of one file's answers up to which they are kept; larger ones (records) are read again faster than copied."""


class Journal:
    """The answers of the readers, by what they were asked; in no file where ``folder`` is None."""

    def __init__(self, folder: Path | None, stamp: str) -> None:
        self._path = folder / FILE if folder is not None else None
        self._stamp = stamp
        self._connection: sqlite3.Connection | None = None

    def find(self, sha256: str, name: str) -> Sequence[bytes] | None:
        """What was answered for a file of that content and name, or None."""
        row = self._ask(
            "SELECT crc, answers FROM readings WHERE sha256 = ? AND name = ? AND stamp = ?", sha256, name, self._stamp
        )
        if row is None or zlib.crc32(row[1]) != row[0]:
            return None
        return zlib.decompress(row[1]).splitlines(keepends=True)

    def keep(self, sha256: str, name: str, answers: Sequence[bytes]) -> None:
        """Keep what was answered, where it is not too long."""
        if sum(map(len, answers)) <= _LONGEST:
            packed = zlib.compress(b"".join(answers), 1)
            values = (sha256, name, self._stamp, zlib.crc32(packed), packed)
            self._ask("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?)", *values)

    def close(self) -> None:
        """Leave the journal for the next run."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def clear(self) -> None:
        """Remove it: what it held is in the store."""
        self.close()
        if self._path is not None:
            for end in ("", "-journal"):
                with contextlib.suppress(OSError):
                    self._path.with_name(FILE + end).unlink()

    def _ask(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """The first row of an answer; None, and the journal is gone, where it cannot be used."""
        if self._path is None:
            return None
        try:
            if self._connection is None:
                self._connection = _connect(self._path)
            row: tuple[Any, ...] | None = self._connection.execute(query, values).fetchone()
            return row
        except (sqlite3.Error, OSError):
            self.clear()
            self._path = None
            return None


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    # After a power cut it may be damaged, and is thrown away. A killed process does it no harm.
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS readings (sha256 TEXT, name TEXT, stamp TEXT, crc INTEGER, answers BLOB,"
        " PRIMARY KEY (sha256, name, stamp))"
    )
    return connection

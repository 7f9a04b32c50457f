"""Vectors on disk: segments of rows, written in blocks, each with its checksum.

    vectors/<stamp>/index.json             which segments there are; replaced by one rename, which is what readers see
    vectors/<stamp>/s000001.rows           rows of key, scale and eight-bit values, appended block by block
    vectors/<stamp>/s000001.sums           for each block the number of its rows and their CRC-32: the journal
    vectors/<stamp>/s000001.keys.npy       the keys again, so that opening need not touch every row

Eight bits with a scale for each row: at 59,266 vectors of 512 numbers a question costs 5 ms against 53 ms with
sixteen-bit floats (numpy turns those into numbers it can multiply one by one) and 8 ms with 32 bits at four times
the disk; a cosine is off by at most 0.002.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

FOLDER = "vectors"
_SUM = struct.Struct("<II")
_MOST_ROWS = 1 << 20
"""Rows of a block beyond which a journal's record is damage."""


def model_folder(store: Path, stamp: str) -> Path:
    """Where the vectors of a model stand."""
    return store / FOLDER / stamp


def row_type(dim: int) -> np.dtype[Any]:
    """How a row is laid out."""
    return np.dtype([("key", "<i8"), ("scale", "<f4"), ("values", "i1", (dim,))])


def to_rows(keys: Sequence[int], vectors: NDArray[np.float32]) -> NDArray[Any]:
    """Rows of vectors: eight bits between the row's largest value and its negative."""
    rows = np.zeros(len(keys), dtype=row_type(vectors.shape[1]))
    scale = np.abs(vectors).max(axis=1) / np.float32(127)
    rows["key"] = keys
    rows["scale"] = scale
    rows["values"] = np.rint(vectors / scale[:, None])
    return rows


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a segment."""

    folder: Path
    name: str

    @property
    def rows(self) -> Path:
        """Rows, one block after another."""
        return self.folder / f"{self.name}.rows"

    @property
    def sums(self) -> Path:
        """The journal of blocks."""
        return self.folder / f"{self.name}.sums"

    @property
    def keys(self) -> Path:
        """The keys of all rows."""
        return self.folder / f"{self.name}.keys.npy"


def blocks(files: Files, dim: int) -> Iterator[tuple[NDArray[Any], bool]]:
    """The blocks a segment's journal tells of, and whether each is as it was written; ends where the rows do."""
    kind = row_type(dim)
    with files.rows.open("rb") as rows, files.sums.open("rb") as sums:
        while len(record := sums.read(_SUM.size)) == _SUM.size:
            count, checksum = _SUM.unpack(record)
            data = rows.read(count * kind.itemsize) if count <= _MOST_ROWS else b""
            if not count or len(data) < count * kind.itemsize:
                return
            yield np.frombuffer(data, dtype=kind), zlib.crc32(data) == checksum


class Appender:
    """Writes a segment, going on after the last whole block of what an earlier run left. ``keys`` are its rows'."""

    def __init__(self, files: Files, dim: int) -> None:
        self.files = files
        self.keys: list[int] = []
        whole = 0
        if files.rows.exists() and files.sums.exists():
            for rows, sound in blocks(files, dim):
                if not sound:
                    break  # what was torn by a power cut, and what follows it
                self.keys += rows["key"].tolist()
                whole += 1
        self._rows = _open_at(files.rows, len(self.keys) * row_type(dim).itemsize)
        self._sums = _open_at(files.sums, whole * _SUM.size)

    def append(self, rows: NDArray[Any]) -> None:
        """Write a block; its record comes last, so that a block without one is no block."""
        data = rows.tobytes()
        self._rows.write(data)
        self._rows.flush()
        self._sums.write(_SUM.pack(len(rows), zlib.crc32(data)))
        self._sums.flush()
        self.keys += rows["key"].tolist()

    def finish(self) -> None:
        """Make all of it sure to be on disk, the keys included."""
        for file in (self._rows, self._sums):
            os.fsync(file.fileno())
        self.close()
        with self.files.keys.open("wb") as keys:
            np.save(keys, np.array(self.keys, dtype=np.int64))
            keys.flush()
            os.fsync(keys.fileno())

    def close(self) -> None:
        """Leave it for the next run."""
        self._rows.close()
        self._sums.close()


def _open_at(path: Path, length: int) -> BinaryIO:
    """A file opened for writing at a length, what stands behind it cut off."""
    file = path.open("r+b" if path.exists() else "w+b")
    file.truncate(length)
    file.seek(length)
    return file

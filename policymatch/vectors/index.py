"""Reading the vectors beside a store: memory-mapped, and a view that stays whole while others are built."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policymatch.errors import StoreDamaged, VectorsMissing
from policymatch.vectors.segments import Files, blocks, model_folder, row_type

MANIFEST = "index.json"
VERSION = 1
NAME = re.compile(r"[sc]\d{6}")
"""Segments: as a run wrote them, or drawn together from others."""
_BLOCK = 4096
"""Rows turned into numbers at a time: 8 MB at 512 values."""
_HINT = "运行 policymatch vectors 重新计算（完好的部分不会重算）"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in index.json: the length of vectors, and each segment's name and number of rows."""

    version: int
    stamp: str
    dim: int
    segments: tuple[tuple[str, int], ...]


def read_manifest(folder: Path, stamp: str) -> Manifest:
    """The manifest of a model's vectors. Raises VectorsMissing or StoreDamaged."""
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise VectorsMissing(
            "政策库里还没有用这个模型算好的句向量", "先运行 policymatch vectors 模型文件夹；换过模型也要重新运行"
        ) from error
    except (OSError, ValueError) as error:
        raise _damaged(str(error)) from error
    try:
        raw = json.loads(text)
        segments = tuple((str(name), int(rows)) for name, rows in raw["segments"])
        found = Manifest(int(raw["version"]), str(raw["stamp"]), int(raw["dim"]), segments)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged("index.json 无法读懂") from error
    if (found.version, found.stamp) != (VERSION, stamp):
        raise VectorsMissing("句向量是用另一版程序或另一个模型算的", "运行 policymatch vectors 模型文件夹 重新计算")
    if not 0 < found.dim < 1 << 16 or any(not NAME.fullmatch(name) or rows < 0 for name, rows in segments):
        raise _damaged("index.json 里的数字不对")
    return found


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put a manifest in place of the one before, by a rename: readers see one or the other."""
    work = folder / f"{MANIFEST}.tmp"
    with work.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    work.replace(folder / MANIFEST)


class VectorIndex:
    """The vectors of a model beside a store. Files are opened once, so what is built meanwhile changes nothing here.

    ``keys`` are the clauses that have a vector, those that have left the store since included.
    """

    def __init__(self, dim: int, keys: NDArray[np.int64], segments: Sequence[NDArray[Any]]) -> None:
        self.dim = dim
        self.keys = keys
        self._segments = segments

    @classmethod
    def open(cls, store: Path, stamp: str) -> VectorIndex:
        """Open what was built for a model. Raises VectorsMissing or StoreDamaged."""
        folder = model_folder(store, stamp)
        for _ in range(3):
            manifest = read_manifest(folder, stamp)
            try:
                return cls._open(folder, manifest)
            except (OSError, ValueError, EOFError) as error:
                failure = error  # a build may have put others in their place between two lines here
        raise _damaged(str(failure)) from failure

    @classmethod
    def _open(cls, folder: Path, manifest: Manifest) -> VectorIndex:
        keys, segments = [np.zeros(0, dtype=np.int64)], []
        kind = row_type(manifest.dim)
        for name, count in manifest.segments:
            files = Files(folder, name)
            held = np.load(files.keys, allow_pickle=False)
            if held.dtype != np.int64 or held.shape != (count,) or files.rows.stat().st_size != count * kind.itemsize:
                raise ValueError(f"{name} 的长度不对")
            if count:
                keys.append(held)
                segments.append(np.memmap(files.rows, dtype=kind, mode="r", shape=(count,)))
        return cls(manifest.dim, np.concatenate(keys), segments)

    def scores(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """The cosine of each vector with a question's, in the order of ``keys``. Raises ValueError for another length."""
        if query.shape != (self.dim,):
            raise ValueError(f"a vector of {self.dim} numbers is needed, not {query.shape}")
        found = np.empty(len(self.keys), dtype=np.float32)
        at = 0
        for rows in self._segments:
            for begin in range(0, len(rows), _BLOCK):
                part = rows[begin : begin + _BLOCK]
                found[at : at + len(part)] = (part["values"].astype(np.float32) @ query) * part["scale"]
                at += len(part)
        return found

    def rows_of(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where in ``scores`` some clauses stand; -1 where one has no vector."""
        if not len(self.keys):
            return np.full(len(keys), -1, dtype=np.int64)
        order = np.argsort(self.keys, kind="stable")
        rising = self.keys[order]
        at = np.minimum(np.searchsorted(rising, keys), len(rising) - 1)
        return np.where(rising[at] == keys, order[at], -1)


def broken_segments(store: Path, stamp: str) -> list[str]:
    """The segments that are not as they were written; reads all of them. Raises VectorsMissing or StoreDamaged."""
    folder = model_folder(store, stamp)
    manifest = read_manifest(folder, stamp)
    return [name for name, count in manifest.segments if not _is_whole(Files(folder, name), manifest.dim, count)]


def _is_whole(files: Files, dim: int, count: int) -> bool:
    try:
        held = np.load(files.keys, allow_pickle=False)
        found = [(rows["key"].copy(), sound) for rows, sound in blocks(files, dim)]
    except (OSError, ValueError, EOFError):
        return False
    keys = np.concatenate([key for key, _ in found]) if found else np.zeros(0, dtype=np.int64)
    return all(sound for _, sound in found) and len(keys) == count and np.array_equal(keys, held)


def _damaged(why: str) -> StoreDamaged:
    return StoreDamaged(f"句向量文件缺失或损坏：{why}", _HINT)

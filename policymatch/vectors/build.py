"""Building the vectors beside a store: what is there is kept, a run that is killed goes on where it stopped.

A run appends blocks to a segment of its own and names it in the manifest when all is done. A clause's key is never
used twice, so a key that has a vector of the same model needs no other.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from policymatch.errors import StoreDamaged, StoreError, StoreLocked, VectorsMissing
from policymatch.vectors.index import MANIFEST, VERSION, Manifest, broken_segments, read_manifest, write_manifest
from policymatch.vectors.segments import FOLDER, Appender, Files, blocks, model_folder, to_rows

BLOCK = 256
"""Clauses of a block, which is what a killed run loses at most. Texts of a like length run together, and the more there
are to choose from the less is filled up: blocks of 64 take 1.7 times as long as those of 512, of 128 1.3 times."""
_MOST_SEGMENTS = 8
_NAME = re.compile(r"[sc](\d{6})\.(?:rows|sums|keys\.npy)")


class Encoding(Protocol):
    """What a build needs of an encoder."""

    @property
    def dim(self) -> int:
        """The length of its vectors."""

    def encode(self, texts: Sequence[str], *, query: bool) -> NDArray[np.float32]:
        """Vectors of texts."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a run did: clauses it encoded, those that had their vector, rows of clauses that are gone."""

    encoded: int
    kept: int
    gone: int


def build_vectors(
    store: Path,
    stamp: str,
    encoder: Encoding,
    keys: Sequence[int],
    texts: Callable[[Sequence[int]], Sequence[str]],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Built:
    """Give every clause of ``keys`` a vector; ``texts`` gives those of some keys in their order.

    ``progress`` is told how many of how many clauses have theirs. Raises StoreLocked while another process builds,
    StoreError where the disk is full, ModelError as the encoder does.
    """
    folder = model_folder(store, stamp)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(store / FOLDER):
            return _build(store, folder, stamp, encoder, keys, texts, progress)
    except OSError as error:
        raise StoreError(
            f"写入句向量时出错：{error.strerror or error}", "检查磁盘空间和权限后再运行一次，已算好的不用重算"
        ) from error


def _build(
    store: Path,
    folder: Path,
    stamp: str,
    encoder: Encoding,
    keys: Sequence[int],
    texts: Callable[[Sequence[int]], Sequence[str]],
    progress: Callable[[int, int], None],
) -> Built:
    manifest, damaged = _sound_manifest(store, folder, stamp, encoder.dim)
    held = _held_keys(folder, manifest, damaged)
    wanted = set(keys)
    kept = len(wanted & held)
    appender = Appender(_pending(folder, manifest), encoder.dim)
    try:
        appended = set(appender.keys)
        missing = [key for key in keys if key not in held and key not in appended]
        done = len(wanted) - len(missing)
        progress(done, len(wanted))
        for begin in range(0, len(missing), BLOCK):
            block = missing[begin : begin + BLOCK]
            appender.append(to_rows(block, encoder.encode(texts(block), query=False)))
            done += len(block)
            progress(done, len(wanted))
        if appender.keys:
            appender.finish()
            segments = (*manifest.segments, (appender.files.name, len(appender.keys)))
            manifest = Manifest(VERSION, stamp, encoder.dim, segments)
        write_manifest(folder, manifest)
    finally:
        appender.close()
    gone = sum(count for _, count in manifest.segments) - len(wanted)
    if damaged or gone > len(wanted) // 4 or len(manifest.segments) > _MOST_SEGMENTS:
        manifest = _compact(folder, manifest, wanted)
        gone = 0
    _remove_others(folder, manifest)
    return Built(len(missing), kept + len(appended & wanted), max(gone, 0))


def _sound_manifest(store: Path, folder: Path, stamp: str, dim: int) -> tuple[Manifest, bool]:
    """What an earlier run completed, and whether some of it is damaged; nothing where none of it can be used."""
    empty = Manifest(VERSION, stamp, dim, ())
    if not (folder / MANIFEST).exists():
        return empty, False  # a first run that was killed has left a segment, and is gone on with
    try:
        manifest = read_manifest(folder, stamp)
        if manifest.dim == dim:
            return manifest, bool(broken_segments(store, stamp))
    except (VectorsMissing, StoreDamaged):
        pass
    _remove_others(folder, empty)
    return empty, False


def _held_keys(folder: Path, manifest: Manifest, damaged: bool) -> set[int]:
    """The clauses that have a vector on disk; of damaged segments those in whole blocks."""
    found: set[int] = set()
    for name, _ in manifest.segments:
        files = Files(folder, name)
        if damaged:
            found.update(key for rows in _whole_blocks(files, manifest.dim) for key in rows["key"].tolist())
        else:
            found.update(np.load(files.keys, allow_pickle=False).tolist())
    return found


def _whole_blocks(files: Files, dim: int) -> Iterator[NDArray[Any]]:
    with contextlib.suppress(OSError):
        yield from (rows for rows, sound in blocks(files, dim) if sound)


def _pending(folder: Path, manifest: Manifest) -> Files:
    """The segment to write: one that a killed run left, else a new one.

    What is older than a segment of the manifest was drawn together with others, and only waits to be removed.
    """
    newest = max((int(name[1:]) for name, _ in manifest.segments), default=0)
    left = (int(found[1]) for path in folder.glob("s*.rows") if (found := _NAME.fullmatch(path.name)))
    number = max((number for number in left if number > newest), default=0) or _next_number(folder)
    return Files(folder, f"s{number:06d}")


def _next_number(folder: Path) -> int:
    """A number no segment has or had while anybody may still read it."""
    return 1 + max((int(found[1]) for path in folder.iterdir() if (found := _NAME.fullmatch(path.name))), default=0)


def _compact(folder: Path, manifest: Manifest, wanted: Collection[int]) -> Manifest:
    """Write the vectors of the clauses there are into one segment, without those gone, double or damaged."""
    files = Files(folder, f"c{_next_number(folder):06d}")
    appender = Appender(files, manifest.dim)
    try:
        left = set(wanted)
        for name, _ in manifest.segments:
            for rows in _whole_blocks(Files(folder, name), manifest.dim):
                alive = [key in left for key in rows["key"].tolist()]
                if any(alive):
                    appender.append(rows[alive])
                    left.difference_update(rows["key"][alive].tolist())
        appender.finish()
    finally:
        appender.close()
    compacted = Manifest(VERSION, manifest.stamp, manifest.dim, ((files.name, len(appender.keys)),))
    write_manifest(folder, compacted)
    return compacted


def _remove_others(folder: Path, manifest: Manifest) -> None:
    """Remove what the manifest does not name; Windows keeps what a reader has open, and the next run removes it."""
    complete = {name for name, _ in manifest.segments}
    for path in list(folder.iterdir()):
        if _NAME.fullmatch(path.name) and path.name.split(".")[0] not in complete:
            with contextlib.suppress(OSError):
                path.unlink()


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other builders out; SQLite's lock works on every system and dies with its holder. Raises StoreLocked."""
    connection = sqlite3.connect(folder / "lock.sqlite", timeout=0, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise StoreLocked("另一个程序正在计算这个政策库的句向量", "等它结束后再试；查询不受影响") from error
        yield
    finally:
        connection.close()

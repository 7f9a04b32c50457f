"""Generations of derived files: built beside the old one, complete before anybody is told of them.

    derived/g000012/manifest.json          stamp, segments, sizes and checksums of all files
    derived/g000012/segments/<name>/...    postings, immutable; hard-linked from the generation before
    derived/g000012/whoosh/...             the index of titles; Whoosh, too, writes new files and leaves old ones
    derived/g000012/dead.npy               clauses that are in a segment but no longer in the store
    derived/g000012/works.npy, named.npy   how often each work is named by others

The folder gets its name by one rename, and SQLite's commit of that name is what readers see.
"""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policymatch.errors import StoreDamaged, StoreOutdated
from policymatch.store.arrays import map_array, save_array
from policymatch.store.matrix import Fame, Matrix
from policymatch.store.segment import MOST, Segment, word_term
from policymatch.store.truth import Truth
from policymatch.text.analysis import analysis_stamp

DERIVED_VERSION = 4
FOLDER = "derived"
_MANIFEST = "manifest.json"
_SMALL = 20_000
"""Clauses up to which everything is simply written anew: it takes a second and keeps weights exact."""
_MOST_SMALL_ONES = 8
"""Segments that are not half full; when there are more they are made into one."""


def stamp() -> str:
    """What derived files were made with: code, dictionary and lexicon. Another stamp means: rebuild."""
    return f"derived-{DERIVED_VERSION}/{analysis_stamp()}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A generation's description of itself. ``files`` maps a relative path to its size and CRC-32."""

    generation: int
    stamp: str
    segments: tuple[str, ...]
    clauses: int
    files: dict[str, tuple[int, int]]


def generation_folder(store: Path, generation: int) -> Path:
    """Where a generation lives."""
    return store / FOLDER / f"g{generation:06d}"


def read_manifest(folder: Path) -> Manifest:
    """A generation's manifest. Raises StoreDamaged."""
    try:
        raw = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        files = {name: (size, checksum) for name, (size, checksum) in raw["files"].items()}
        return Manifest(raw["generation"], raw["stamp"], tuple(raw["segments"]), raw["clauses"], files)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreDamaged(f"检索文件缺失或损坏：{error}", "运行 policymatch doctor --rebuild 重建") from error


def open_matrix(folder: Path, manifest: Manifest) -> Matrix:
    """The matrix of a generation. Raises StoreOutdated or StoreDamaged."""
    if manifest.stamp != stamp():
        raise StoreOutdated("检索文件是用另一版词典或程序做的", "运行 policymatch doctor --rebuild 重建")
    try:
        segments = [Segment(folder / "segments" / name) for name in manifest.segments]
        return Matrix(segments, map_array(folder, "dead"), Fame(map_array(folder, "works"), map_array(folder, "named")))
    except (OSError, ValueError, EOFError) as error:
        raise StoreDamaged(f"检索文件缺失或损坏：{error}", "运行 policymatch doctor --rebuild 重建") from error


def build_generation(
    store: Path, truth: Truth, previous: int | None, *, anew: bool = False, fed: Callable[[], Sequence[Path]] = tuple
) -> int:
    """Write the next generation from what ``truth`` holds now; its number.

    ``anew`` uses nothing of the old one. ``fed`` gives the folders of segments that were made while the run went
    on; they are moved.
    """
    generation = max(existing_generations(store), default=0) + 1
    final = generation_folder(store, generation)
    work = final.with_suffix(".tmp")
    shutil.rmtree(work, ignore_errors=True)
    try:
        _fill(work, store, truth, generation, None if anew else previous, fed)
        work.rename(final)
    except BaseException:
        # On a full disk what is half done must not take the room that is left.
        shutil.rmtree(work, ignore_errors=True)
        raise
    _sync_folder(final.parent)
    return generation


def _fill(
    work: Path, store: Path, truth: Truth, generation: int, previous: int | None, fed: Callable[[], Sequence[Path]]
) -> None:
    """Write everything a generation consists of into a folder."""
    from policymatch.store.heads import write_heads

    (work / "segments").mkdir(parents=True)
    keys = np.fromiter(truth.searchable_keys(), np.int64)
    before = None if previous is None else generation_folder(store, previous)
    if before is not None and not _is_reusable(before):
        before = None
    # Before the segments, which another process may still be writing.
    write_heads(work / "whoosh", truth, None if before is None else before / "whoosh")
    if before is not None and len(keys) <= _SMALL:
        names = _write_segments(work / "segments", truth, keys, None, ())
    else:
        names = _write_segments(work / "segments", truth, keys, before, fed())
    segments = [Segment(work / "segments" / name) for name in names]
    held = np.concatenate([segment.keys for segment in segments])
    save_array(work, "dead", np.setdiff1d(held, keys))
    _write_fame(work, segments, truth)
    manifest: dict[str, Any] = {
        "generation": generation,
        "stamp": stamp(),
        "segments": names,
        "clauses": len(keys),
        "files": _checksums(work, before),
    }
    (work / _MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    _sync(work)


def existing_generations(store: Path) -> list[int]:
    """Numbers of the generations on disk, oldest first."""
    names = (path.name for path in (store / FOLDER).glob("g*") if path.is_dir())
    return sorted(int(name[1:]) for name in names if name[1:].isdecimal())


def remove_old(store: Path, current: int) -> None:
    """Remove what is no longer needed; the generation before stays for readers that have just looked it up."""
    kept = {f"g{number:06d}" for number in (current, *[n for n in existing_generations(store) if n < current][-1:])}
    for path in (store / FOLDER).iterdir():
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _is_reusable(folder: Path) -> bool:
    """Whether a generation fits this version and all of it is as it was written: damage must not be linked on."""
    try:
        manifest = read_manifest(folder)
    except StoreDamaged:
        return False
    return manifest.stamp == stamp() and not broken_files(folder, manifest)


def broken_files(folder: Path, manifest: Manifest) -> list[str]:
    """The files of a generation that are missing or not as they were written; reads all of them."""
    return [name for name, known in manifest.files.items() if not _is_whole(folder / name, known)]


def _is_whole(path: Path, known: tuple[int, int]) -> bool:
    try:
        return checksum(path) == known
    except OSError:
        return False


def _write_segments(
    target: Path, truth: Truth, keys: NDArray[np.int64], before: Path | None, fed: Sequence[Path]
) -> list[str]:
    """Link the segments that stay, take those that were made meanwhile, and make what is still missing: their names."""
    for folder in [] if before is None else _staying(before, keys):
        shutil.copytree(folder, target / folder.name, copy_function=_link)
    _take(fed, target)
    held = [map_array(folder, "keys") for folder in target.iterdir()]
    missing = np.setdiff1d(keys, np.concatenate(held)) if held else keys
    if len(missing) or not held:
        _make_segments(target, truth, missing)
    # In the order of storing, in which equal clauses are listed.
    firsts = {folder.name: map_array(folder, "keys")[:1].tolist() for folder in target.iterdir()}
    return sorted(firsts, key=lambda name: (firsts[name], name))


def _take(made: Sequence[Path], target: Path) -> None:
    number = max((int(path.name[1:]) for path in target.iterdir()), default=-1)
    for folder in made:
        number += 1
        folder.rename(target / f"s{number:04d}")


def _staying(before: Path, keys: NDArray[np.int64]) -> list[Path]:
    """The segments of a generation that need not be written anew.

    One is written anew where a quarter of it is gone, and the small ones are where there are too many of them.
    """
    folders = [before / "segments" / name for name in read_manifest(before).segments]
    kept: list[tuple[int, Path]] = []
    for folder in folders:
        held = map_array(folder, "keys")
        alive = int(np.count_nonzero(np.isin(held, keys)))
        if alive and alive >= len(held) * 3 // 4:
            kept.append((alive, folder))
    small = [folder for alive, folder in kept if alive < MOST // 2]
    return [folder for _, folder in kept if len(small) < _MOST_SMALL_ONES or folder not in small]


def _make_segments(target: Path, truth: Truth, keys: NDArray[np.int64]) -> None:
    """Segments of some clauses, in a second process where there are many."""
    from policymatch.store.feed import BATCH, Feed, write_segments

    folder = target.with_name("made")
    feed = Feed(folder)
    try:
        sources = truth.clause_sources(keys.tolist())
        made: list[Path] = []
        if len(keys) > _SMALL:
            while batch := list(islice(sources, BATCH)):
                feed.add(batch)
            feed.end()
            made = feed.take()
            sources = truth.clause_sources(keys.tolist())
        _take(made or write_segments(folder, lambda: list(islice(sources, BATCH))), target)
    finally:
        feed.close()
        shutil.rmtree(folder, ignore_errors=True)


def _write_fame(work: Path, segments: Sequence[Segment], truth: Truth) -> None:
    """Count over all segments how often each work is named, by its title or by its document's number."""
    from policymatch.store.works import work_hash, work_title

    works = np.unique(np.concatenate([segment.works()[0] for segment in segments]))
    named = np.zeros(len(works), np.int64)
    for segment in segments:
        hashes, counts = segment.named()
        if len(hashes):
            at = np.minimum(np.searchsorted(hashes, works), len(hashes) - 1)
            named += np.where(hashes[at] == works, counts[at], 0)
    numbers = [(number, work_hash(work_title(title))) for number, title in truth.numbered_titles()]
    if numbers and len(works):
        terms = np.array([word_term(number) for number, _ in numbers], np.int64)
        found = sum(
            (end - begin for begin, end in (segment.ranges(terms) for segment in segments)), np.zeros(1, np.int64)
        )
        hashes = np.array([work for _, work in numbers], np.uint64)
        at = np.minimum(np.searchsorted(works, hashes), len(works) - 1)
        known = works[at] == hashes
        np.add.at(named, at[known], found[known])
    save_array(work, "works", works)
    save_array(work, "named", named)


def _link(source: str, target: str) -> None:
    """Hard-link an immutable file; where the file system has no links, copy it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def checksum(path: Path) -> tuple[int, int]:
    """Size and CRC-32 of a file: against torn writes, not against forgery."""
    value, size = 0, 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            value, size = zlib.crc32(block, value), size + len(block)
    return size, value


def _checksums(work: Path, before: Path | None) -> dict[str, tuple[int, int]]:
    """Size and checksum of every file; those of linked ones stand in the generation before, which was found whole."""
    known = read_manifest(before).files if before is not None else {}
    found = {}
    for path in sorted(work.rglob("*")):
        if path.is_file():
            name = path.relative_to(work).as_posix()
            linked = before is not None and name in known and _is_one(path, before / name)
            found[name] = known[name] if linked else checksum(path)
    return found


def _is_one(path: Path, other: Path) -> bool:
    return other.exists() and path.samefile(other)


def _sync(work: Path) -> None:
    """Everything must be on disk before the commit that names it."""
    for path in work.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            _sync_folder(path)
    _sync_folder(work)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # Windows cannot open folders; its renames are journaled
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

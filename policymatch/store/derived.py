"""Generations of derived files: built beside the old one, complete before anybody is told of them.

    derived/g000012/manifest.json          stamp, segments, sizes and checksums of all files
    derived/g000012/segments/<name>/...    postings, immutable; hard-linked from the generation before
    derived/g000012/whoosh/...             the index for expressions; Whoosh, too, writes new files and leaves old ones

The folder gets its name by one rename, and SQLite's commit of that name is what readers see.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from policymatch.errors import StoreDamaged, StoreOutdated
from policymatch.store.matrix import FIELDS, Matrix, Segment, Source, write_segment
from policymatch.store.truth import Truth
from policymatch.text.analysis import analysis_stamp, default_analyzer

DERIVED_VERSION = 3
FOLDER = "derived"
_MANIFEST = "manifest.json"
_SMALL = 20_000
"""Clauses up to which everything is simply written anew: it takes a second and keeps weights exact."""
_MOST_SEGMENTS = 8
_NUMBERING = re.compile(r"第[一二三四五六七八九十百千零〇\d]{1,9}[编章节条](?:之[一二三四五六七八九十]{1,3})?|[一二三四五六七八九十]{1,3}、"
                        r"|[（(][一二三四五六七八九十]{1,3}[）)]")  # fmt: skip


def stamp() -> str:
    """What derived files were made with: code, dictionary, lexicon and fields. Another stamp means: rebuild."""
    fields = ",".join(field.name for field in FIELDS)
    return f"derived-{DERIVED_VERSION}/{fields}/{analysis_stamp()}"


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


def open_matrix(folder: Path, manifest: Manifest, keys: Iterable[int] | None = None) -> Matrix:
    """The matrix of a generation; ``keys``, the clauses of the store, are needed only where some have been removed.

    Raises StoreOutdated or StoreDamaged.
    """
    if manifest.stamp != stamp():
        raise StoreOutdated("检索文件是用另一版词典或程序做的", "运行 policymatch doctor --rebuild 重建")
    try:
        segments = [Segment(folder / "segments" / name) for name in manifest.segments]
    except (OSError, ValueError, EOFError) as error:
        raise StoreDamaged(f"检索文件缺失或损坏：{error}", "运行 policymatch doctor --rebuild 重建") from error
    held = sum(len(segment.keys) for segment in segments)
    dead: set[int] = set()
    if held != manifest.clauses:
        alive = set(keys or ())
        dead = {int(key) for segment in segments for key in segment.keys} - alive
    return Matrix(segments, dead)


def build_generation(store: Path, truth: Truth, previous: int | None, *, anew: bool = False) -> int:
    """Write the next generation from what ``truth`` holds now; its number. ``anew`` uses nothing of the old one."""
    generation = max(existing_generations(store), default=0) + 1
    final = generation_folder(store, generation)
    work = final.with_suffix(".tmp")
    shutil.rmtree(work, ignore_errors=True)
    try:
        _fill(work, store, truth, generation, previous, anew=anew)
        work.rename(final)
    except BaseException:
        # On a full disk what is half done must not take the room that is left.
        shutil.rmtree(work, ignore_errors=True)
        raise
    _sync_folder(final.parent)
    return generation


def _fill(work: Path, store: Path, truth: Truth, generation: int, previous: int | None, *, anew: bool) -> None:
    """Write everything a generation consists of into a folder."""
    (work / "segments").mkdir(parents=True)
    keys = truth.searchable_keys()
    before = None if anew or previous is None else generation_folder(store, previous)
    if before is not None and not _is_reusable(before):
        before = None
    segments = _write_segments(work, truth, keys, before if len(keys) > _SMALL else None)
    _write_whoosh(work, truth, keys, before)
    manifest: dict[str, Any] = {
        "generation": generation,
        "stamp": stamp(),
        "segments": segments,
        "clauses": len(keys),
        "files": _checksums(work),
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
    for path in (store / FOLDER).glob("g*"):
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


def _write_segments(work: Path, truth: Truth, keys: Sequence[int], before: Path | None) -> list[str]:
    reuse = read_manifest(before).segments if before is not None else ()
    names = []
    covered: set[int] = set()
    for folder in (before / "segments" / name for name in reuse) if before and len(reuse) < _MOST_SEGMENTS else ():
        held = np.load(folder / "keys.npy")
        shutil.copytree(folder, work / "segments" / folder.name, copy_function=_link)
        names.append(folder.name)
        covered.update(held.tolist())
    fresh = [key for key in keys if key not in covered]
    if covered and len(covered - set(keys)) > len(covered) // 4:
        # A quarter of what is linked is dead: start over rather than carry it.
        shutil.rmtree(work / "segments")
        (work / "segments").mkdir()
        names, fresh = [], list(keys)
    if fresh or not names:
        name = f"s{len(names):03d}-{fresh[-1] if fresh else 0}"
        write_segment(work / "segments" / name, _sources(truth, fresh), default_analyzer())
        names.append(name)
    return names


def _sources(truth: Truth, keys: Sequence[int]) -> list[Source]:
    found = [
        Source(key, clause.text, context_of(policy.title, clause.path))
        for key, _, policy, clause in truth.clause_texts(keys)
    ]
    return sorted(found)


def context_of(title: str, path: str) -> str:
    """Title and headings without their numbering: 第五十四条 says nothing of what a clause is about."""
    return _NUMBERING.sub("\n", f"{title}\n{path}")


def _write_whoosh(work: Path, truth: Truth, keys: Sequence[int], before: Path | None) -> None:
    from policymatch.store.expressions import write_index

    target = work / "whoosh"
    held: set[int] = set()
    if before is not None:
        shutil.copytree(before / "whoosh", target, copy_function=_link)
        held = set(np.load(before / "keys.npy").tolist())
    else:
        target.mkdir()
    now = set(keys)
    write_index(target, sorted(held - now), truth.clause_texts(key for key in keys if key not in held))
    np.save(work / "keys.npy", np.array(keys, dtype=np.int64))


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


def _checksums(work: Path) -> dict[str, tuple[int, int]]:
    files = (path for path in sorted(work.rglob("*")) if path.is_file())
    return {path.relative_to(work).as_posix(): checksum(path) for path in files}


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

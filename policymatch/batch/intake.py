"""Files into a store: what is new or changed is read, what is known is not, what is gone is removed.

Files are taken in the order given whichever reader is ready first, so that a run that was killed and went on leaves the
same store as one that was not.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policymatch.batch.codec import decode_policy, from_line
from policymatch.batch.journal import Journal
from policymatch.batch.pool import Batch, Pool, Reading, shared_pool
from policymatch.errors import ReadError
from policymatch.paths import shown
from policymatch.policies.structure import CUT_VERSION
from policymatch.readers import DEFAULT_LIMITS, abilities
from policymatch.readers.secrecy import SECRET
from policymatch.readers.source import check_file, explain, hash_file
from policymatch.store.files import Known
from policymatch.store.writer import Failure

if TYPE_CHECKING:
    from policymatch.store.writer import Progress, StoreWriter

READ_VERSION = f"2.{CUT_VERSION}"
"""Raise its first part when readers or parser make other text or metadata of the same file: all files are read again."""

_PASSING = frozenset({"没有权限", "找不到文件", "不是文件", "无法读取", "程序错误"})
"""Failures that may be gone the next time though the file is the same."""

_BROKEN_OFF = frozenset({"文件损坏", "超出上限", "超时", "内存超限"})
"""Last failures of a file after which there may have been more in it."""

_MANY = 10
"""Files that may be gone at once without a doubt whether the folder is there at all."""


@dataclass(slots=True)
class _Item:
    """A file on its way into the store, and where its answers come from."""

    path: Path
    location: str
    sha256: str = ""
    reading: Reading | None = None
    answers: Sequence[bytes] | None = None
    done: bool = False
    keys: list[int] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The file's name, as text that can be stored."""
        return shown(self.path.name)


class Intake:
    """One run over some files."""

    def __init__(self, writer: StoreWriter, *, sources: Mapping[Path, str], workers: int | None, reread: bool) -> None:
        self._writer = writer
        self._truth = writer.truth
        self._report = writer.report
        self._sources = sources
        self._reread = reread
        self._workers = workers
        self._stamp = read_stamp()
        self._journal = Journal(None if writer.dry_run else writer.folder, self._stamp)

    def run(self, paths: Sequence[Path], folders: Sequence[Path], progress: Progress | None, *, prune: bool) -> None:
        """Take in the files; then forget those that are gone from the folders."""
        # A file that is given twice, or lies in two of the folders, is one file.
        # Links that lead nowhere are told apart by their own names.
        items = [_Item(path, shown(os.path.realpath(path))) for path in paths]
        items = list({item.location if os.path.exists(item.path) else item.path: item for item in items}.values())  # noqa: PTH110
        gone = self._gone({item.location for item in items}, folders)
        moved = _by_content(gone)
        self._read(items, moved, progress)
        self._remove([location for location, sha in gone if location in moved.get(sha, ())], folders, prune=prune)
        # Where the file whose text was kept has changed or gone, the other copies speak for themselves.
        again = [_Item(item.path, item.location) for item in items if self._is_to_be_read_again(item.location)]
        if again:
            unchanged = self._report.unchanged
            self._read(again, {}, None)
            self._report.unchanged = unchanged  # they have been counted

    def _is_to_be_read_again(self, location: str) -> bool:
        known = self._truth.file(location)
        return known is not None and not known.sha256 and not known.failures

    def _read(self, items: Sequence[_Item], moved: dict[str, list[str]], progress: Progress | None) -> None:
        own_pool = Pool(self._workers) if self._workers else None
        try:
            with closing(self._journal), (own_pool or shared_pool()).batch(DEFAULT_LIMITS) as batch:
                for item in self._in_order(items, moved, batch):
                    self._take(item)
                    if progress is not None:
                        progress(item.path)
        finally:
            if own_pool is not None:
                own_pool.close()

    def _in_order(self, items: Iterable[_Item], moved: dict[str, list[str]], batch: Batch) -> Iterator[_Item]:
        """The files one by one, while the readers are busy with those that come after."""
        ahead: deque[_Item] = deque()
        for item in items:
            self._look_at(item, moved)
            if not item.done and item.answers is None:
                item.reading = batch.submit(item.path)
            ahead.append(item)
            while ahead and (ahead[0].reading is None or len(ahead) > batch.ahead):
                yield ahead.popleft()
        yield from ahead

    def _look_at(self, item: _Item, moved: dict[str, list[str]]) -> None:
        """Settle what can be settled without reading; else find out whether a run before has read it."""
        try:
            check_file(item.path, DEFAULT_LIMITS)
            item.sha256, size = hash_file(item.path)
        except (OSError, ValueError) as error:
            self._fail(item, explain(error))
        except ReadError as error:
            self._fail(item, error)
        else:
            if not self._reread:
                item.done = self._is_unchanged(item) or self._is_moved(item, moved) or self._is_copy(item, size)
                item.answers = None if item.done else self._journal.find(item.sha256, item.name)

    def _fail(self, item: _Item, error: ReadError) -> None:
        self._report.failed.append(Failure(shown(item.path), reason_of(error.message, error.hint), error.kind))
        item.done = True

    def _is_unchanged(self, item: _Item) -> bool:
        known = self._truth.file(item.location)
        if known is None or known.sha256 != item.sha256 or not _holds(known, self._stamp):
            return False
        self._report.failed += [Failure(shown(item.path), reason, kind) for reason, kind in known.failures]
        if self._truth.holds_policies(item.location):
            self._report.unchanged += 1
        return True

    def _is_moved(self, item: _Item, moved: dict[str, list[str]]) -> bool:
        """Whether a file that is gone stands here under another name, and nothing was taken from its old name."""
        for old in moved.get(item.sha256, ()):
            known = self._truth.file(old)
            if known is not None and _holds(known, self._stamp) and not self._truth.rests_on_name(old):
                self._report.removed += self._truth.rename_file(old, item.location)
                moved[item.sha256].remove(old)
                self._writer.mark_changed()
                self._report.renamed += 1
                self._report.failed += [Failure(shown(item.path), reason, kind) for reason, kind in known.failures]
                return True
        return False

    def _is_copy(self, item: _Item, size: int) -> bool:
        keys = self._truth.keys_by_content(item.sha256, self._stamp, item.name)
        if keys is None:
            return False
        self._report.unchanged += 1
        self._hold(item.location, size, Known(item.sha256, self._stamp, []), keys)
        return True

    def _hold(self, location: str, size: int, known: Known, keys: Sequence[int]) -> None:
        """Say which policies a file holds."""
        gone = self._truth.put_file(location, size, known, keys)
        if gone:
            self._report.removed += gone
            self._writer.mark_changed()

    def _take(self, item: _Item) -> None:
        """Store what the reader says of a file."""
        if item.done:
            return
        kept: list[bytes] = []
        end: list[Any] | None = None
        for line in item.answers if item.answers is not None else item.reading.lines() if item.reading else ():
            kept.append(line)
            message = from_line(line)
            if "policy" in message:
                self._put(item, message["policy"], identified=message["identified"])
            elif "error" in message:
                reason, hint, kind = message["error"]
                item.failures.append((reason_of(reason, hint), kind))
            else:
                end = message["end"]
        if item.answers is None and end is not None:
            self._journal.keep(item.sha256, item.name, kept)
        self._note(item, end)

    def _put(self, item: _Item, data: Mapping[str, Any], *, identified: bool) -> None:
        policy = decode_policy(data)
        source = policy.summary.source or self._sources.get(item.path) or item.location
        policy = replace(policy, summary=replace(policy.summary, source=source))
        try:
            item.keys.append(self._writer.put(policy, item.location, identified=identified))
        except ReadError as error:
            item.failures.append((reason_of(error.message, error.hint), error.kind))

    def _note(self, item: _Item, end: Sequence[Any] | None) -> None:
        """Remember how a file was read, so that the next run need not read it again."""
        self._report.failed += [Failure(shown(item.path), reason, kind) for reason, kind in item.failures]
        sha256, size = end or (item.sha256, 0)
        known = Known(sha256, self._stamp, item.failures)
        if item.keys and (end is None or (item.failures[-1:] and item.failures[-1][1] in _BROKEN_OFF)):
            # Broken off in the middle: what it held before and was not reached stays.
            item.keys += self._truth.held_by(item.location)
            if end is None:
                known = known._replace(sha256="")  # killed by the clock, perhaps; it is read again
        # What turns out to be a state secret must not stay, though its former text was none.
        if item.keys or any(kind == SECRET for _, kind in item.failures):
            self._hold(item.location, size, known, item.keys)
        elif not any(kind in _PASSING for _, kind in item.failures):
            self._truth.put_failures(item.location, size, known)

    def _gone(self, found: set[str], folders: Sequence[Path]) -> list[tuple[str, str]]:
        """Files that were read from below these folders and are no longer there; location and hash."""
        gone: dict[str, str] = {}
        for folder in folders:
            if not folder.is_dir():
                continue
            base = shown(os.path.realpath(folder)) + os.sep
            gone |= {location: sha for location, sha in self._truth.files_within(base) if location not in found}
        # What only an unreadable folder hides is not gone.
        return [(location, sha) for location, sha in gone.items() if not _may_be_there(location)]

    def _remove(self, gone: Sequence[str], folders: Sequence[Path], *, prune: bool) -> None:
        bases = {shown(os.path.realpath(folder)) + os.sep for folder in folders}
        known = {location for base in bases for location, _ in self._truth.files_within(base)}
        if len(gone) >= _MANY and 2 * len(gone) > len(known) and not prune:
            self._report.missing += gone
            return
        for location in gone:
            self._report.removed += self._truth.remove_file(location)
            self._writer.mark_changed()


def read_stamp() -> str:
    """What files are read with: the version of readers and parser, and what is installed that reads more."""
    return f"{READ_VERSION}/{abilities()}"


def reason_of(message: str, hint: str) -> str:
    """What is wrong with a file and what to do about it."""
    return f"{message.rstrip('。')}。{hint}" if hint else message


def _holds(known: Known, stamp: str) -> bool:
    """Whether reading a file again would give the same; one that failed is worth a try when more can be read."""
    return known.stamp == stamp or (not known.failures and known.stamp.split("/")[0] == stamp.split("/")[0])


def _by_content(gone: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for location, sha256 in gone:
        found.setdefault(sha256, []).append(location)
    return found


def _may_be_there(location: str) -> bool:
    """Whether a file is there after all, or a folder above it does not let us look."""
    try:
        os.stat(location)  # noqa: PTH116 - a location is a text, not always a path
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True

"""Writing the store: files and records in, all or nothing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from policymatch.errors import ReadError
from policymatch.model import Document, Policy
from policymatch.paths import shown
from policymatch.policies.parse import is_heading, parse_policy
from policymatch.readers import DEFAULT_LIMITS, read_file, read_records, record_document
from policymatch.readers.source import check_file, explain
from policymatch.store.corpus import CORPUS, corpus_stamp
from policymatch.store.derived import build_generation, generation_folder, remove_old
from policymatch.store.truth import Truth, connect, is_storable

Progress = Callable[[Path], None]


@dataclass(slots=True)
class Report:
    """What a run did: policies added, updated and left as they were, and the files that failed with their reasons."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


class StoreWriter:
    """One writing run, as a context manager: leaving it without an exception commits all of it, otherwise nothing.

    Raises StoreLocked at once where another process is writing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.report = Report()
        self._truth = Truth(connect(folder, write=True))
        self._changed = False
        self._stale = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._publish()
        finally:
            self._truth.connection.close()  # rolls back what was not committed

    def add_files(self, paths: Iterable[Path | str], progress: Progress | None = None) -> None:
        """Read files (.jsonl as records); one that cannot be read is noted in the report and the rest go on.

        A file whose content has not changed since it was last read costs one hash.
        """
        for path in map(Path, paths):
            try:
                self._add_file(path)
            except ReadError as error:
                self.report.failed.append((shown(path), _reason(error)))
            except OSError as error:
                self.report.failed.append((shown(path), _reason(explain(error))))
            if progress is not None:
                progress(path)

    def add_corpus(self, folder: Path) -> None:
        """Add the shipped digests and remember which state of them, so that a newer program brings newer ones."""
        self.add_files(sorted(folder.glob("*.md")))
        self._truth.set_meta(CORPUS, corpus_stamp(folder))

    def add_records(self, records: Iterable[Mapping[str, object]]) -> None:
        """Add policies given as mappings with ``title`` and ``text`` (docs/corpus-format.md). Raises ReadError."""
        for record in records:
            self._put(record_document(record))

    def remove_all(self) -> None:
        """Forget everything."""
        self._truth.connection.execute("DELETE FROM policies")
        self._truth.connection.execute("DELETE FROM files")
        self._changed = True

    def _add_file(self, path: Path) -> None:
        check_file(path, DEFAULT_LIMITS)
        # realpath, unlike Path.resolve, makes no fuss about a link that leads to itself; reading it will.
        location = shown(os.path.realpath(path))
        digest, size = _hash_file(path)
        if self._truth.file_hash(location) == digest:
            self.report.unchanged += 1
            return
        if path.name.endswith((".jsonl", ".jsonl.gz")):
            keys = self._add_record_file(path, location)
        else:
            keys = [self._put(read_file(path), location)]
        if self._truth.put_file(location, digest, size, keys):
            self._changed = True

    def _add_record_file(self, path: Path, location: str) -> list[int]:
        keys = []
        for document in read_records(path):
            try:
                if isinstance(document, ReadError):
                    raise document
                keys.append(self._put(document, location))
            except ReadError as error:
                self.report.failed.append((shown(path), _reason(error)))
        return keys

    def _put(self, document: Document, location: str | None = None) -> int:
        """Store a policy unless the same text stands there already; the same policy from two files stays one."""
        policy = parse_policy(document)
        if not is_storable(policy.summary.id):
            raise ReadError(
                f"记录编号无法保存：{policy.summary.id!r}", "编号用文字，或不超过 18 位的整数。", kind="记录有误"
            )
        if policy.summary.source is None and location is not None:
            policy = replace(policy, summary=replace(policy.summary, source=location))
        key = self._truth.key_of(policy.summary.id)
        if key is not None:
            present = self._truth.policy(key)
            merged = _merge(present, policy, own="id" in document.metadata or self._is_own(key, present, location))
            if merged == present:
                self.report.unchanged += 1
                return key
            policy = merged
            self.report.updated += 1
        else:
            self.report.added += 1
        self._changed = True
        sources = self._truth.sources_of(key) if key is not None else []
        new_key = self._truth.put_policy(policy, [not is_heading(clause) for clause in policy.clauses])
        self._truth.restore_sources(new_key, sources)
        return new_key

    def _is_own(self, key: int, present: Policy, location: str | None) -> bool:
        """Whether the stored text came from this very file, so that the file's new text replaces it.

        A document that states its own id is the policy of that id, whichever file it stands in.
        """
        return location is None or location == present.summary.source or self._truth.sources_of(key) in ([], [location])

    def _publish(self) -> None:
        number = self._truth.get_meta("generation")
        previous = int(number) if number is not None else None
        kept = previous is not None and generation_folder(self.folder, previous).exists()
        if kept and not self._changed and not self._stale:
            self._truth.connection.execute("COMMIT")
            return
        generation = build_generation(self.folder, self._truth, previous, anew=self._stale)
        self._truth.set_meta("generation", str(generation))
        self._truth.connection.execute("COMMIT")  # from here on readers see the new state
        # Where a reader still sees an older state SQLite says it is busy, and that reader's files stay.
        busy, *_ = self._truth.connection.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
        if not busy:
            remove_old(self.folder, generation)

    def mark_stale(self) -> None:
        """Make all derived files anew from the truth when the run ends."""
        self._stale = True


def _merge(present: Policy, new: Policy, *, own: bool) -> Policy:
    """The policy to keep where two files hold the same one.

    A file's new text replaces its old one. From another file only page numbers are taken, where the kept text has
    none and both have the same clauses: a DOCX says where headings are, a PDF on which page.
    """
    kept, other = (new, present) if own else (present, new)
    if [clause.path for clause in kept.clauses] != [clause.path for clause in other.clauses]:
        return kept
    clauses = tuple(
        replace(clause, page=clause.page if clause.page is not None else second.page)
        for clause, second in zip(kept.clauses, other.clauses, strict=True)
    )
    return replace(kept, clauses=clauses)


def _reason(error: ReadError) -> str:
    """What is wrong with a file and what to do about it."""
    return f"{error.message.rstrip('。')}。{error.hint}" if error.hint else error.message


def _hash_file(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size

"""Writing the store: files and records in, all or nothing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from policymatch.cycles import collector_at_rest
from policymatch.errors import ReadError
from policymatch.model import Policy, PolicyId
from policymatch.policies.bare import BareArticle, bare_article
from policymatch.policies.parse import is_digest_notice, is_heading, parse_policy, stated_id
from policymatch.readers import record_document
from policymatch.store.corpus import CORPUS, corpus_stamp
from policymatch.store.derived import FOLDER, build_generation, generation_folder, remove_old
from policymatch.store.feed import Feed
from policymatch.store.merge import another_id, find_same, merge, reads_better, renumber
from policymatch.store.rows import is_storable
from policymatch.store.schema import connect, disk_errors
from policymatch.store.truth import Source, Truth
from policymatch.store.versions import refresh

Progress = Callable[[Path], None]

_ARTICLES = 500
"""Articles that are stored in one go."""


class Failure(NamedTuple):
    """What could not be read: the file, why and what to do about it, and a short word that groups failures."""

    path: str
    reason: str
    kind: str


@dataclass(slots=True)
class Report:
    """What a run did.

    ``added``, ``updated`` and ``removed`` count policies; ``unchanged`` counts files that had been read before and
    policies that stand in the store as they came; ``renamed`` counts files. ``missing`` are files that are gone while
    so much is gone that the folder itself may not be there, so that nothing was removed.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    renamed: int = 0
    missing: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    fresh: list[PolicyId] = field(default_factory=list)
    """The ids of the policies that were added or updated."""


class StoreWriter:
    """One writing run, as a context manager: leaving it without an exception commits all of it, otherwise nothing.

    With ``dry_run`` nothing is ever written; the report says what would be. Raises StoreLocked at once where another
    process is writing.
    """

    def __init__(self, folder: Path, *, dry_run: bool = False) -> None:
        self.folder = folder
        self.dry_run = dry_run
        self.report = Report()
        self.truth = Truth(connect(folder, write=True, dry=dry_run))
        self._feed = Feed(folder / FOLDER / f"fed-{os.getpid()}.tmp")
        self._changed = False
        self._stale = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and not self.dry_run:
                with disk_errors(self.folder):
                    self._publish()
        finally:
            self._feed.close()
            self.truth.connection.close()  # rolls back what was not committed

    def add_files(
        self,
        paths: Iterable[Path | str],
        progress: Progress | None = None,
        *,
        folders: Sequence[Path] = (),
        sources: Mapping[Path, str] | None = None,
        workers: int | None = None,
        prune: bool = False,
        reread: bool = False,
    ) -> None:
        """Read files (.jsonl as records) in parallel; one that cannot be read is in the report and the rest go on.

        A file whose content has not changed since it was last read costs one hash, unless ``reread``. ``folders`` are
        those that were searched for these files: what was read from below them before and is no longer there is
        removed, with ``prune`` even where that is most of it. ``sources`` gives a file's origin, such as its web
        address. ``progress`` is called after each file. Raises StoreError where the disk is full.
        """
        from policymatch.batch.intake import Intake

        with disk_errors(self.folder):
            intake = Intake(self, sources=sources or {}, workers=workers, reread=reread)
            intake.run([Path(path) for path in paths], folders, progress, prune=prune)

    def add_corpus(self, folder: Path) -> None:
        """Add the shipped digests and remember which state of them, so that a newer program brings newer ones."""
        self.add_files(sorted(folder.glob("*.md")))
        self.truth.set_meta(CORPUS, corpus_stamp(folder))

    def add_records(self, records: Iterable[Mapping[str, object]]) -> None:
        """Add policies given as mappings with ``title`` and ``text`` (docs/corpus-format.md). Raises ReadError."""
        if isinstance(records, Sized) and not self.dry_run:
            self._feed.expect(len(records))
        with collector_at_rest():
            articles: list[BareArticle] = []
            for record in records:
                article = bare_article(record)
                if article is not None:
                    articles.append(article)
                if articles and (article is None or len(articles) == _ARTICLES):
                    self._put_articles(articles)
                    articles = []
                if article is None:
                    document = record_document(record)
                    self.put(parse_policy(document), identified=stated_id(document) is not None)
            if articles:
                self._put_articles(articles)

    def _put_articles(self, articles: list[BareArticle]) -> None:
        """Store some articles in one go where all of them are new, otherwise one after the other."""
        ids = [article.id for article in articles]
        if len(set(ids)) < len(ids) or self.truth.holds_any(ids):
            for article in articles:
                self.put(article.policy(), identified=True)
            return
        keys = self.truth.put_articles(articles)
        self._changed = True
        self.report.added += len(articles)
        self.report.fresh += ids
        if not self.dry_run:
            self._feed.add(
                [
                    Source(clause, policy, f"{a.id}#1", a.title, a.law.doc_number or "", a.label, a.text)
                    for (policy, clause), a in zip(keys, articles, strict=True)
                ]
            )

    def remove_all(self) -> None:
        """Forget everything."""
        self.truth.connection.execute("DELETE FROM policies")
        self.truth.connection.execute("DELETE FROM files")
        self._changed = True

    def mark_changed(self) -> None:
        """Something in the tables was changed by other means than ``put``."""
        self._changed = True

    def mark_stale(self) -> None:
        """Make all derived files anew from the truth when the run ends."""
        self._stale = True

    def put(self, policy: Policy, location: str | None = None, *, identified: bool) -> int:
        """Store a policy unless the same text stands there already: its key.

        The same policy from two files stays one. ``identified``: it states its own id and is the policy of that id,
        whichever file it stands in. Raises ReadError for an id that cannot be stored.
        """
        if not is_storable(policy.summary.id):
            raise ReadError(
                f"记录编号无法保存：{policy.summary.id!r}", "编号用文字，或不超过 18 位的整数。", kind="记录有误"
            )
        key = find_same(self.truth, policy, identified=identified)
        read_from = location
        if key is not None:
            present = self.truth.policy(key, as_stored=True)
            policy = renumber(policy, present.summary.id)
            alone = identified or location is None or self.truth.sources_of(key) in ([], [location])
            own = alone or self._is_primary(key, location) or reads_better(policy, present)
            merged = policy if own else merge(present, policy)
            if merged == present:
                self.report.unchanged += 1
                return key
            policy = merged
            read_from = location if own else self.truth.read_from(key)
            if own and not alone:
                # What other copies had lent was lent to the former text.
                self.truth.read_again(key, location)
            self.report.updated += 1
        else:
            self.report.added += 1
            if not identified:
                policy = another_id(self.truth, policy)
        self._changed = True
        self.report.fresh.append(policy.summary.id)
        sources = self.truth.sources_of(key) if key is not None else []
        searchable = [
            not is_heading(clause) and not (policy.summary.digest and is_digest_notice(clause))
            for clause in policy.clauses
        ]
        new_key, first = self.truth.put_policy(policy, searchable, read_from, identified=identified, instead_of=key)
        if sources:
            self.truth.restore_sources(new_key, sources)
        if not self.dry_run:
            title, number = policy.summary.title, policy.summary.doc_number or ""
            self._feed.add(
                [
                    Source(first + at, new_key, clause.id, title, number, clause.path, clause.text)
                    for at, (clause, flag) in enumerate(zip(policy.clauses, searchable, strict=True))
                    if flag
                ]
            )
        return new_key

    def _is_primary(self, key: int, location: str | None) -> bool:
        """Whether the stored text came from this file, or from one that is gone or that nobody remembers."""
        primary = self.truth.read_from(key)
        return primary is None or primary == location or not Path(primary).exists()

    def _publish(self) -> None:
        if self._changed or self._stale:
            self._feed.end()
            refresh(self.truth)
            self.truth.tidy_heads()
        number = self.truth.get_meta("generation")
        previous = int(number) if number is not None else None
        kept = previous is not None and generation_folder(self.folder, previous).exists()
        if not kept or self._changed or self._stale:
            previous = build_generation(self.folder, self.truth, previous, anew=self._stale, fed=self._feed.take)
            self.truth.set_meta("generation", str(previous))
        self.truth.connection.execute("COMMIT")  # from here on readers see the new state
        assert previous is not None
        self._tidy(previous)

    def _tidy(self, generation: int) -> None:
        """Remove what the new state has no need of; it stands whether or not that works."""
        from policymatch.batch.journal import Journal

        Journal(self.folder, "").clear()
        try:
            # Where a reader still sees an older state SQLite says it is busy, and that reader's files stay.
            busy, *_ = self.truth.connection.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
        except sqlite3.OperationalError:
            return
        if not busy:
            remove_old(self.folder, generation)

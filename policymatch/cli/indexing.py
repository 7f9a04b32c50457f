"""What commands share that read files into the store: the run itself and the words about it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policymatch.cli.common import Common, progress

if TYPE_CHECKING:
    from policymatch.model import PolicySummary
    from policymatch.store.writer import Report


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did, and what the store holds after it (after a dry run: would hold)."""

    report: Report
    policies: int
    clauses: int
    seconds: float
    dry_run: bool
    programmes: tuple[PolicySummary, ...] = ()
    """Which of the policies that were added or updated look like funding programmes."""

    def data(self) -> dict[str, Any]:
        """What ``index`` prints as JSON."""
        report = self.report
        return {
            "policies": self.policies,
            "clauses": self.clauses,
            "added": report.added,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "removed": report.removed,
            "renamed": report.renamed,
            "missing": report.missing,
            "failed": [{"path": path, "reason": reason, "kind": kind} for path, reason, kind in report.failed],
            "seconds": self.seconds,
            "dry_run": self.dry_run,
            "programmes": [{"id": each.id, "title": each.title} for each in self.programmes],
        }

    def lines(self) -> Iterator[str]:
        """The same for a terminal."""
        from policymatch.reports.policies import report_lines

        yield from report_lines(self.report, dry_run=self.dry_run)
        would = "将" if self.dry_run else ""
        yield f"库内{would}共 {self.policies} 部政策、{self.clauses} 条条款，用时 {self.seconds:g} 秒"


def index_files(
    common: Common,
    files: Sequence[Path],
    *,
    folders: Sequence[Path] = (),
    sources: Mapping[Path, str] | None = None,
    workers: int | None = None,
    prune: bool = False,
    reread: bool = False,
    dry_run: bool = False,
    corpus: Path | None = None,
) -> Outcome:
    """Read files into the store; the options are those of ``StoreWriter.add_files``.

    ``corpus``: the digests that a dry run must count in, because a real one would have taken them in first.
    """
    from policymatch.store.writer import StoreWriter

    started = time.monotonic()
    from policymatch.store.writer import Report

    with StoreWriter(common.store, dry_run=dry_run) as writer, progress(common, len(files), "正在读取") as advance:
        if corpus is not None:
            writer.add_corpus(corpus)
            writer.report = Report()
        writer.add_files(files, advance, folders=folders, sources=sources, workers=workers, prune=prune, reread=reread)
        policies, clauses = writer.truth.count()
    found = () if dry_run else _programmes(common, writer.report)
    return Outcome(writer.report, policies, clauses, round(time.monotonic() - started, 2), dry_run, found)


def _programmes(common: Common, report: Report) -> tuple[PolicySummary, ...]:
    """Which new policies look like programmes; looking must never be what makes indexing fail."""
    if not report.fresh:
        return ()
    from policymatch import open_store
    from policymatch.programmes.drafting.find import programmes_among

    with open_store(common.store) as store:
        return tuple(programmes_among(store, report.fresh))

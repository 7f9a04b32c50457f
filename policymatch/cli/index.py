"""policymatch index PATH..."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from policymatch.cli.common import Common, command, emit, ensure_store, progress

if TYPE_CHECKING:
    from policymatch.store.writer import Report


@dataclass(frozen=True, slots=True)
class _How:
    """How files are to be taken in."""

    workers: int | None
    prune: bool
    reread: bool
    dry_run: bool


@command(
    "index",
    help="""读取文件或文件夹，收入政策库；不写 PATH 就只收入自带的政策摘编。

    能读 PDF、Word、WPS、Excel、OFD、网页、Markdown、文本和 JSONL 记录。读过而没有变的文件不再读；文件夹里删掉的文件，
    它的政策也从库里移除。中断后再运行一次会接着读。
    """,
)
@click.argument("path", nargs=-1, type=click.Path(path_type=Path))
@click.option("--no-corpus", is_flag=True, help="新建政策库时不收入自带的政策摘编。")
@click.option("--dry-run", is_flag=True, help="只看会收入什么、哪些读不了，不写政策库。")
@click.option("--workers", type=click.IntRange(1, 64), help="同时读几个文件，默认与处理器核数相同，最多 8 个。")
@click.option("--reread", is_flag=True, help="读过而没有变的文件也重新读。")
@click.option("--prune", is_flag=True, help="文件夹里大半文件都不见了也照样移除。")
@click.option("--watch", is_flag=True, help="读完后守着文件夹，有新的就读，直到按 Ctrl-C。")
@click.option(
    "--interval", type=click.FloatRange(0.1, 86400), default=5.0, show_default=True, help="--watch 时几秒看一次。"
)
@click.pass_context
def run(
    ctx: click.Context,
    common: Common,
    path: tuple[Path, ...],
    no_corpus: bool,
    dry_run: bool,
    workers: int | None,
    reread: bool,
    prune: bool,
    watch: bool,
    interval: float,
) -> None:
    """Read files into the store."""
    if watch and (dry_run or not path):
        raise click.UsageError("--watch 要写明文件夹，也不能与 --dry-run 同用", ctx)
    if not no_corpus and not dry_run:
        ensure_store(common)
    how = _How(workers, prune, reread, dry_run)
    report = _take_in(common, path, how)
    if watch:
        _keep_watching(common, path, how, interval)
    if report.failed or report.missing:
        ctx.exit(1)


def _take_in(common: Common, paths: Sequence[Path], how: _How) -> Report:
    from policymatch.readers import find_files
    from policymatch.reports.policies import report_lines
    from policymatch.store.writer import StoreWriter

    started = time.monotonic()
    files = list(find_files(paths))
    folders = [path for path in paths if path.is_dir()]
    with StoreWriter(common.store, dry_run=how.dry_run) as writer, progress(common, len(files), "正在读取") as advance:
        writer.add_files(files, advance, folders=folders, workers=how.workers, prune=how.prune, reread=how.reread)
        policies, clauses = writer.truth.count()
    report, seconds = writer.report, round(time.monotonic() - started, 2)

    def table() -> None:
        for line in report_lines(report, dry_run=how.dry_run):
            click.echo(line)
        click.echo(f"库内{'将' if how.dry_run else ''}共 {policies} 部政策、{clauses} 条条款，用时 {seconds:g} 秒")

    emit(
        common,
        lambda: _data(report, policies, clauses, seconds) | {"dry_run": how.dry_run},
        ("文件", "种类", "原因"),
        lambda: ((failure.path, failure.kind, failure.reason) for failure in report.failed),
        table,
    )
    return report


def _data(report: Report, policies: int, clauses: int, seconds: float) -> dict[str, Any]:
    return {
        "policies": policies,
        "clauses": clauses,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "renamed": report.renamed,
        "missing": report.missing,
        "failed": [{"path": path, "reason": reason, "kind": kind} for path, reason, kind in report.failed],
        "seconds": seconds,
    }


def _keep_watching(common: Common, paths: Sequence[Path], how: _How, interval: float) -> None:
    from policymatch.batch.watch import changes

    common.say(f"正在守候 {'、'.join(map(str, paths))}，每 {interval:g} 秒看一次；按 Ctrl-C 结束。")
    for _ in changes(paths, interval):
        _take_in(common, paths, how)

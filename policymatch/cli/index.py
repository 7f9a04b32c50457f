"""policymatch index PATH..."""

from __future__ import annotations

import time
from pathlib import Path

import click

from policymatch.cli.common import Common, command, emit, ensure_store, progress


@command(
    "index",
    help="读取文件或文件夹（PDF、Word、网页、Markdown、文本、JSONL 记录），收入政策库；不写 PATH 就只收入自带的政策摘编。",
)
@click.argument("path", nargs=-1, type=click.Path(path_type=Path))
@click.option("--no-corpus", is_flag=True, help="新建政策库时不收入自带的政策摘编。")
@click.pass_context
def run(ctx: click.Context, common: Common, path: tuple[Path, ...], no_corpus: bool) -> None:
    """Read files into the store."""
    from policymatch import open_store, write_store
    from policymatch.readers import find_files

    started = time.monotonic()
    if not no_corpus:
        ensure_store(common)
    files = list(find_files(path))
    with write_store(common.store) as writer, progress(common, len(files), "正在读取") as advance:
        writer.add_files(files, advance)
    report = writer.report
    with open_store(common.store) as store:
        policies, clauses = store.count()
    seconds = round(time.monotonic() - started, 2)
    data = {
        "policies": policies,
        "clauses": clauses,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "failed": [{"path": path, "reason": reason} for path, reason in report.failed],
        "seconds": seconds,
    }

    def table() -> None:
        click.echo(
            f"新增 {report.added} 部，更新 {report.updated} 部，未变 {report.unchanged} 部，失败 {len(report.failed)} 个文件；"
            f"库内共 {policies} 部政策、{clauses} 条条款，用时 {seconds:g} 秒"
        )
        for failed, reason in report.failed:
            click.echo(f"  未读入：{failed}\n    原因：{reason}")

    emit(common, lambda: data, ["文件", "原因"], lambda: report.failed, table)
    if report.failed:
        ctx.exit(1)

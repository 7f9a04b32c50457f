"""What commands share that read files into the store: the run itself and the words about it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from policymatch.cli.common import Common, progress


def index_files(common: Common, files: Sequence[Path]) -> dict[str, Any]:
    """Read files into the store; what ``index`` prints as JSON."""
    from policymatch import open_store, write_store

    started = time.monotonic()
    with write_store(common.store) as writer, progress(common, len(files), "正在读取") as advance:
        writer.add_files(files, advance)
    report = writer.report
    with open_store(common.store) as store:
        policies, clauses = store.count()
    return {
        "policies": policies,
        "clauses": clauses,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "failed": [{"path": path, "reason": reason} for path, reason in report.failed],
        "seconds": round(time.monotonic() - started, 2),
    }


def tell(data: dict[str, Any]) -> None:
    """Print what a run did."""
    click.echo(
        f"新增 {data['added']} 部，更新 {data['updated']} 部，未变 {data['unchanged']} 部，失败 {len(data['failed'])} 个文件；"
        f"库内共 {data['policies']} 部政策、{data['clauses']} 条条款，用时 {data['seconds']:g} 秒"
    )
    for failed in data["failed"]:
        click.echo(f"  未读入：{failed['path']}\n    原因：{failed['reason']}")

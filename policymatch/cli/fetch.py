"""policymatch fetch [LIST]"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from policymatch.cli.common import Common, command, emit, ensure_store, progress
from policymatch.cli.indexing import Outcome, index_files
from policymatch.paths import corpus_folder

if TYPE_CHECKING:
    from policymatch.fetch.archive import Record
    from policymatch.fetch.client import Settings
    from policymatch.fetch.crawl import Report
    from policymatch.fetch.wanted import Failed, Wanted

_COLUMNS = ("网址", "结果", "文件", "字节", "时间", "原因")


def _contact(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    from policymatch.fetch.address import is_contact

    if value and not is_contact(value):
        raise click.UsageError("“--contact”应是电子邮箱或网址（不含汉字和空格）", ctx)
    return value or ""


@command(
    "fetch",
    help="下载政策原文：LIST 是一行一个网址的清单（也可以是有 url 列的 CSV，或 JSONL）；不写 LIST 就取自带摘编注明的来源。"
    "遵守网站的 robots.txt，逐个慢慢下载，只取有变化的；下载到的文件随即收入政策库。",
)
@click.argument("list_", metavar="[LIST]", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--to", type=click.Path(file_okay=False, path_type=Path), help="存放原文的文件夹；默认是政策库里的 originals。"
)
@click.option(
    "--delay",
    type=click.IntRange(0, 600),
    default=2,
    help="对同一网站两次请求之间等几秒，默认 2；网站要求更久的从其要求。",
)
@click.option("--timeout", type=click.IntRange(1, 3600), default=120, help="一个网址最多用几秒，默认 120。")
@click.option("--limit", type=click.IntRange(min=1), help="最多取清单里的几个网址。")
@click.option(
    "--attachments/--no-attachments", default=True, help="同时下载网页的附件（同一网站，每页最多 20 个），默认下载。"
)
@click.option("--no-index", is_flag=True, help="只下载，不收入政策库。")
@click.option("--dry-run", is_flag=True, help="只列出要取的网址，不联网。")
@click.option("--contact", callback=_contact, help="随请求告诉网站的联系方式（邮箱或网址），便于网站管理员联系。")
@click.pass_context
def run(
    ctx: click.Context, common: Common, list_: Path | None, to: Path | None, delay: int, timeout: int,
    limit: int | None, attachments: bool, no_index: bool, dry_run: bool, contact: str,
) -> None:  # fmt: skip
    """Fetch originals and hand them to the store."""
    started = time.monotonic()
    wanted, faults = _wanted(common, list_, limit)
    folder = to or common.store / "originals"
    if dry_run:
        _show_wanted(ctx, common, wanted, faults)
        return
    from policymatch.fetch.client import Settings
    from policymatch.fetch.content import is_for_index
    from policymatch.fetch.crawl import Report

    settings = Settings(delay=delay, timeout=timeout, contact=contact)
    report = _fetch(common, wanted, folder, settings, attachments) if wanted else Report()
    report.failed[:0] = faults
    seconds = round(time.monotonic() - started, 2)
    records = [record for record in (*report.fetched, *report.unchanged) if record.url not in report.doubtful]
    originals = {path: record.url for record in records if is_for_index(path := folder / record.file)}
    index = None if no_index else _index(common, originals, folder)
    _show(common, report, folder, index, seconds)
    if report.failed or (index and index.report.failed):
        ctx.exit(1)


def _wanted(common: Common, path: Path | None, limit: int | None) -> tuple[list[Wanted], list[Failed]]:
    from policymatch.fetch.wanted import corpus_sources, read_list

    if path is not None:
        wanted, faults = read_list(path)
        return wanted[:limit], faults
    wanted, sites = corpus_sources(corpus_folder() / "policies")
    if sites:
        common.say(f"有 {len(sites)} 个来源只写了网站、没有具体网页，不下载：{'、'.join(sites)}")
    return wanted[:limit], []


def _fetch(common: Common, wanted: Sequence[Wanted], folder: Path, settings: Settings, attachments: bool) -> Report:
    from policymatch.fetch.archive import Archive
    from policymatch.fetch.client import Client
    from policymatch.fetch.crawl import Crawl

    with Archive(folder) as archive, progress(common, len(wanted), "正在下载") as advance:
        try:
            return Crawl(Client(settings), archive, attachments=attachments).run(wanted, advance)
        except KeyboardInterrupt:
            common.say(f"已下载的原文都在“{folder}”；再次运行会接着下载。")
            raise


def _index(common: Common, originals: Mapping[Path, str], folder: Path) -> Outcome | None:
    """Hand files, each with its address, to the store."""
    from policymatch.errors import StoreError

    if not originals:
        return None
    try:
        ensure_store(common)
        return index_files(common, list(originals), sources=originals)
    except StoreError:
        common.say(f"原文已下载到“{folder}”，但没能收入政策库；之后可运行 policymatch index 收入这个文件夹。")
        raise


def _show_wanted(ctx: click.Context, common: Common, wanted: Sequence[Wanted], faults: Sequence[Failed]) -> None:
    def table() -> None:
        for want in wanted:
            click.echo(f"{want.url}  {want.title}".rstrip())
        click.echo(f"共 {len(wanted)} 个网址（没有联网）")
        _tell_failed(faults)

    emit(
        common,
        lambda: {
            "wanted": [{"url": want.url, "title": want.title, "doc_number": want.doc_number} for want in wanted],
            "failed": [_failure(fault) for fault in faults],
        },
        ("网址", "标题", "发文字号", "原因"),
        lambda: [
            *((want.url, want.title, want.doc_number, None) for want in wanted),
            *((fault.url, None, None, fault.reason) for fault in faults),
        ],
        table,
    )
    if faults:
        ctx.exit(1)


def _show(common: Common, report: Report, folder: Path, index: Outcome | None, seconds: float) -> None:
    def table() -> None:
        click.echo(
            f"下载 {len(report.fetched)} 个文件，未变 {len(report.unchanged)} 个，失败 {len(report.failed)} 个网址，"
            f"用时 {seconds:g} 秒；原文在 {folder}"
        )
        _tell_failed(report.failed)
        if index is not None:
            for line in index.lines():
                click.echo(line)

    emit(
        common,
        lambda: {
            "fetched": [_fetched(record, folder) for record in report.fetched],
            "unchanged": len(report.unchanged),
            "failed": [_failure(fault) for fault in report.failed],
            "index": index.data() if index else None,
            "seconds": seconds,
        },
        _COLUMNS,
        lambda: _rows(report, folder),
        table,
    )


def _tell_failed(faults: Sequence[Failed]) -> None:
    for fault in faults:
        click.echo(f"  未取到：{fault.url}\n    原因：{fault.reason}")


def _fetched(record: Record, folder: Path) -> dict[str, Any]:
    return {
        "url": record.url, "file": str(folder / record.file), "sha256": record.sha256, "bytes": record.bytes,
        "status": record.status, "fetched_at": record.fetched_at, "kind": record.kind, "title": record.title,
        "page": record.page,
    }  # fmt: skip


def _failure(fault: Failed) -> dict[str, str]:
    return {"url": fault.url, "reason": fault.reason, "kind": fault.kind}


def _rows(report: Report, folder: Path) -> Iterator[Sequence[object]]:
    for word, records in (("已下载", report.fetched), ("未变", report.unchanged)):
        for record in records:
            yield record.url, word, str(folder / record.file), record.bytes, record.fetched_at, None
    for fault in report.failed:
        yield fault.url, f"失败：{fault.kind}", None, None, None, fault.reason

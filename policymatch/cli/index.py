"""policymatch index PATH..."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from policymatch.cli.common import Common, command, emit, ensure_store
from policymatch.cli.indexing import Outcome, index_files
from policymatch.errors import StoreLocked
from policymatch.paths import corpus_folder


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

    def take_in() -> Outcome:
        from policymatch.store.schema import FILE

        first = dry_run and not no_corpus and not (common.store / FILE).exists()
        corpus = corpus_folder() / "policies" if first else None
        return _take_in(common, path, workers=workers, prune=prune, reread=reread, dry_run=dry_run, corpus=corpus)

    if watch:
        _watch(common, path, interval, take_in)
        return
    outcome = take_in()
    if outcome.report.failed or outcome.report.missing:
        ctx.exit(1)


def _watch(common: Common, paths: Sequence[Path], interval: float, take_in: Callable[[], object]) -> None:
    """Take in what comes until the user has had enough, which is no failure."""
    from policymatch.batch.watch import changes, look

    before = look(paths)
    take_in()
    common.say(f"正在守候 {'、'.join(map(str, paths))}，每 {interval:g} 秒看一次；按 Ctrl-C 结束。")
    try:
        for _ in changes(paths, before, interval):
            while not _done(common, take_in):
                time.sleep(interval)
    except KeyboardInterrupt:
        common.say("已停止守候；政策库保持上一次完成时的样子。")


def _done(common: Common, take_in: Callable[[], object]) -> bool:
    try:
        take_in()
    except StoreLocked as error:
        common.say(f"{error.message}；稍后再试。")
        return False
    return True


def _take_in(common: Common, paths: Sequence[Path], **options: Any) -> Outcome:
    from policymatch.readers import find_files

    folders = [path for path in paths if path.is_dir()]
    outcome = index_files(common, list(find_files(paths)), folders=folders, **options)

    def table() -> None:
        for line in outcome.lines():
            click.echo(line)

    if outcome.programmes:
        names = "、".join(f"《{each.title}》" for each in outcome.programmes[:5])
        more = "等" if len(outcome.programmes) > 5 else ""
        first = outcome.programmes[0].id
        common.say(
            f"{len(outcome.programmes)} 部像是资金管理办法或申报通知：{names}{more}；"
            f"可用 policymatch programmes draft {first} 生成草案"
        )
    emit(
        common,
        outcome.data,
        ("文件", "种类", "原因"),
        lambda: ((failure.path, failure.kind, failure.reason) for failure in outcome.report.failed),
        table,
    )
    return outcome

"""What all commands share: their options, the opening of the store, progress on a terminal."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from policymatch.cli.chinese import CONTEXT, ChineseCommand
from policymatch.errors import StoreMissing, StoreOutdated
from policymatch.paths import corpus_folder, default_store

if TYPE_CHECKING:
    from policymatch.programmes.catalogue import Catalogue
    from policymatch.projects.regions import Regions
    from policymatch.store.snapshot import Store

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Common:
    """The options every command takes."""

    store: Path
    format: str
    quiet: bool
    debug: bool

    def say(self, text: str) -> None:
        """Tell the user something that is not the result; it goes to stderr, and not at all with --quiet."""
        if not self.quiet:
            click.echo(text, err=True)


def command(name: str, **attributes: Any) -> Callable[[F], click.Command]:
    """A command with Chinese help and the common options, handed over as one ``Common``."""

    def decorate(function: F) -> click.Command:
        @functools.wraps(function)
        def run(store: Path | None, format: str, quiet: bool, debug: bool, **rest: Any) -> Any:  # noqa: A002
            return function(Common(store or default_store(), format, quiet, debug), **rest)

        made = with_options(run, _OPTIONS)
        return click.command(name, cls=ChineseCommand, context_settings=CONTEXT, **attributes)(made)

    return decorate


def with_options(function: Callable[..., Any], options: Sequence[Callable[[Any], Any]]) -> Any:
    """A command's function with options that several commands share; its help lists them in this order."""
    for option in reversed(options):
        function = option(function)
    return function


def as_of_option(what: str = "按这一天有效的规定判断") -> Callable[[F], F]:
    """``--as-of``, handed over as ``day``: the day asked for, today without."""

    def day_of(_ctx: click.Context, _param: click.Parameter, given: datetime | None) -> date:
        return given.date() if given else date.today()

    return click.option(
        "--as-of", "day", type=click.DateTime(["%Y-%m-%d"]), callback=day_of, help=f"{what}，默认今天。"
    )


_OPTIONS = (
    click.option(
        "--store",
        type=click.Path(file_okay=False, path_type=Path),
        help="政策库所在文件夹；默认取 $POLICYMATCH_STORE，否则放在用户数据文件夹。",
    ),
    click.option(
        "--format",
        type=click.Choice(["table", "json", "csv"]),
        default="table",
        help="输出格式：表格、JSON 或 CSV，默认表格。",
    ),
    click.option("--quiet", is_flag=True, help="只输出结果，不显示进度和提示。"),
    click.option("--debug", is_flag=True, help="出错时显示完整的程序错误。"),
)


@contextmanager
def opened_store(common: Common) -> Iterator[Store]:
    """The store, with the shipped corpus indexed into it where it did not exist, rebuilt where it is outdated."""
    from policymatch import open_store, write_store

    ensure_store(common)
    try:
        store = open_store(common.store)
        store.check_derived()
    except StoreOutdated:
        common.say("词典或程序已更新，正在重建检索文件……")
        with write_store(common.store) as writer:
            writer.mark_stale()
        store = open_store(common.store)
    with store:
        yield store


def ensure_store(common: Common) -> None:
    """Index the shipped corpus into a store that does not exist yet, or that holds another state of it."""
    from policymatch import open_store, write_store
    from policymatch.store.corpus import corpus_stamp

    folder = corpus_folder() / "policies"
    if not folder.is_dir():
        raise StoreMissing("程序没有带上自带的政策摘编", "重新安装 policymatch")
    try:
        with open_store(common.store) as store:
            held = store.corpus()
        if held in (None, corpus_stamp(folder)):
            return
        common.say("自带的政策摘编有更新，正在收入……")
    except StoreOutdated:
        # A store of an older format is brought up to date by whoever may write; one of a newer says so again here.
        with write_store(common.store) as writer:
            common.say("政策库的格式已更新，正在转换……")
            writer.mark_stale()
        return
    except StoreMissing:  # also where the very first run was killed half-way
        common.say(f"首次使用：正在把自带的政策摘编收入“{common.store}”……")
    with write_store(common.store) as writer:
        writer.add_corpus(folder)


def own_regions(common: Common) -> Regions:
    """The shipped regions with the lists of places that the store's user put in their stead. Raises CatalogueError."""
    from policymatch.programmes.catalogue import OWN
    from policymatch.programmes.regions_check import REGIONS
    from policymatch.projects.regions import load_regions

    return load_regions(own=common.store / OWN / REGIONS)


def own_catalogue(common: Common) -> Catalogue:
    """The shipped catalogue with what the store's user added to it. Raises CatalogueError."""
    from policymatch.programmes.catalogue import OWN, load_catalogue

    return load_catalogue(corpus_folder(), common.store / OWN)


def standing_catalogue(common: Common, day: date) -> Catalogue:
    """The catalogue of a day, each programme with what the policies in the store say of its basis.

    Without a store that can be read the catalogue's own days are all there is. Raises CatalogueError.
    """
    from policymatch import open_store
    from policymatch.programmes.history import as_of
    from policymatch.programmes.standing import stand

    catalogue = as_of(own_catalogue(common), day)
    try:
        with open_store(common.store) as store:
            return stand(catalogue, store, day)
    except (StoreMissing, StoreOutdated):
        return catalogue


@contextmanager
def progress(common: Common, total: int, what: str) -> Iterator[Callable[[object], None]]:
    """A progress bar on a terminal; nothing in a pipe or with --quiet. Call what it gives after each item."""
    if common.quiet or not sys.stderr.isatty() or total < 2:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"每秒 {task.speed:.1f} 个" if task.speed else "")

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TextColumn("剩余"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda _: bar.advance(task)


def emit(common: Common, data: Callable[[], Any], columns: Sequence[str], rows: Callable[[], Iterable[Sequence[object]]],
         table: Callable[[], None]) -> None:  # fmt: skip
    """Print a result in the format asked for; only that format is made."""
    from policymatch.reports.output import csv_text, json_text

    if common.format == "json":
        click.echo(json_text(data()))
    elif common.format == "csv":
        click.echo(csv_text(columns, rows()), nl=False)
    else:
        table()

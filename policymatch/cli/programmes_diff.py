"""policymatch programmes diff OLD NEW"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policymatch.cli.common import Common, command, emit, own_catalogue

if TYPE_CHECKING:
    from policymatch.model import Programme
    from policymatch.programmes.compare import Change

COLUMNS = ("编号", "资金渠道", "种类", "变化", "依据")


@command(
    "diff",
    help="""说明两个状态的资金渠道有什么不同：比例由 30% 提高到 40%、新增方向……

    OLD 和 NEW 各是：日期（那一天的目录）、渠道编号（草案也可以）、渠道的 YAML 文件，或放着 YAML 文件的文件夹。
    """,
)
@click.argument("old")
@click.argument("new")
def run(common: Common, old: str, new: str) -> None:
    """Compare two states of programmes."""
    from policymatch.programmes.compare import compare, compare_programmes

    before, after = _state(common, old), _state(common, new)
    if len(before) == len(after) == 1:
        changes = compare_programmes(before[0], after[0])
    else:
        known = {each.id for each in before}, {each.id for each in after}
        # One programme against a whole catalogue: only that one is asked about.
        single = known[0] if len(before) == 1 else known[1] if len(after) == 1 else None
        changes = compare(
            *([each for each in state if single is None or each.id in single] for state in (before, after))
        )
    emit(
        common,
        lambda: {
            "changes": [
                {"programme": c.programme, "title": c.title, "what": c.what, "words": c.words, "clause": c.clause}
                for c in changes
            ]
        },
        COLUMNS,
        lambda: ((c.programme, c.title, c.what, c.words, c.clause) for c in changes),
        lambda: _print(changes),
    )


def _state(common: Common, named: str) -> list[Programme]:
    """The programmes of a day, a folder, a file or an id. Raises CatalogueError, NotFoundError."""
    from policymatch.errors import NotFoundError
    from policymatch.programmes.catalogue import read_programmes
    from policymatch.programmes.history import as_of

    try:
        day = date.fromisoformat(named)
    except ValueError:
        pass
    else:
        return list(as_of(own_catalogue(common), day).programmes)
    path = Path(named)
    if path.suffix in (".yaml", ".yml") or path.is_dir():
        if not path.exists():
            raise NotFoundError(f"没有“{named}”这个文件或文件夹", "写日期、渠道编号，或渠道的 YAML 文件、文件夹")
        found = read_programmes(path, own_catalogue(common).general)
    else:
        found = [own_catalogue(common).get(named)]
    # Figures that no longer hold are no change.
    return list(as_of(own_catalogue(common).holding(found), date.today()).programmes)


def _print(changes: list[Change]) -> None:
    from itertools import groupby

    from policymatch.reports.output import printable

    for (_, title), group in groupby(changes, key=lambda each: (each.programme, each.title)):
        click.echo(printable(title))
        for each in group:
            click.echo(printable(f"  {each.what}  {each.words}" + (f"（{each.clause}）" if each.clause else "")))
    click.echo(f"共 {len(changes)} 处变化" if changes else "没有变化")

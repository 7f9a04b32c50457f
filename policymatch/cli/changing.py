"""The listing that ``impact`` and ``rank --since`` share: projects for which money opens, closes or changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from policymatch.cli.common import Common, emit

if TYPE_CHECKING:
    from policymatch.matching.changes import ProjectChange

COLUMNS = ("行", "项目名称", "变化", "资金渠道", "原来", "现在", "依据")


def emit_changes(common: Common, changes: Sequence[ProjectChange], data: dict[str, Any], heading: str) -> None:
    """Print changes in the format asked for; ``data`` says what was compared."""
    emit(
        common,
        lambda: data | {"changes": [_data(change) for change in changes]},
        COLUMNS,
        lambda: ((c.project.row, c.project.name, c.kind, c.title, c.before, c.after, c.clause) for c in changes),
        lambda: _print(changes, heading),
    )


def _data(change: ProjectChange) -> dict[str, Any]:
    return {
        "row": change.project.row,
        "project": change.project.name,
        "kind": change.kind,
        "programme": change.programme,
        "title": change.title,
        "before": change.before,
        "after": change.after,
        "clause": change.clause,
    }


def _print(changes: Sequence[ProjectChange], heading: str) -> None:
    from itertools import groupby

    from policymatch.reports.output import printable

    click.echo(printable(heading))
    for _, group in groupby(changes, key=lambda each: (each.project.row, each.project.name)):
        of_project = list(group)
        row = of_project[0].project.row
        click.echo(printable(f"{f'第 {row} 行 ' if row else ''}{of_project[0].project.name}"))
        for each in of_project:
            click.echo(printable(f"  {each.kind}：{each.title}"))
            click.echo(printable(f"    {each.before} → {each.after}" + (f"（{each.clause}）" if each.clause else "")))
    if not changes:
        click.echo("没有项目受影响")
        return
    projects = len({(each.project.row, each.project.name) for each in changes})
    kinds = "、".join(
        f"{kind} {sum(c.kind == kind for c in changes)} 处" for kind in dict.fromkeys(c.kind for c in changes)
    )
    click.echo(f"共影响 {projects} 个项目：{kinds}")

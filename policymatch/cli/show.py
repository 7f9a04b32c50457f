"""policymatch show ID"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from policymatch.cli.common import Common, command, emit, opened_store

if TYPE_CHECKING:
    from policymatch.model import Policy


@command("show", help="看一部政策（编号或发文字号）的信息和全文，或一条条款（如 sc-712#12）。")
@click.argument("id")
@click.option("--tree", is_flag=True, help="按编、章、节、条、款、项、目或一、（一）1.（1）的层次缩进显示。")
def run(common: Common, id: str, tree: bool) -> None:  # noqa: A002 - the contract's word
    """Show one policy, or one clause."""
    from policymatch.model import Policy
    from policymatch.reports.payload import show_data
    from policymatch.text.docnumber import canonical

    with opened_store(common) as store:
        number = canonical(id)
        found = store.by_number(number) if number else []
        if found:
            policy = found[0]
        elif "#" in id:
            summary, clause = store.clause(id)
            policy = Policy(summary, (clause,))
        else:
            policy = store.policy(id)
        sources = store.sources(policy.summary.id)
    emit(
        common,
        lambda: show_data(policy) | {"sources": sources},
        ("编号", "条款", "页", "正文"),
        lambda: ((clause.id, clause.path, clause.page, clause.text) for clause in policy.clauses),
        lambda: _print(policy, tree=tree),
    )


def _print(policy: Policy, *, tree: bool) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from policymatch.reports.output import console, fold_lines
    from policymatch.reports.policies import policy_lines

    out = console()
    for text, style in policy_lines(policy, tree=tree):
        bare = text.lstrip(" ")
        indent = len(text) - len(bare)
        # Rich breaks a line at the blank after 第三条, where it should not break.
        lines = [fold_lines(Text(line, style or ""), out.width - indent) for line in bare.split("\n")]
        out.print(Padding(Text("\n").join(lines), (0, 0, 0, indent), expand=False))

"""policymatch show ID"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from policymatch.cli.common import Common, command, emit, opened_store

if TYPE_CHECKING:
    from policymatch.model import Clause, Policy


@command("show", help="看一部政策（编号或发文字号）的信息和全文，或一条条款（如 sc-712#12）。")
@click.argument("id")
@click.option("--tree", is_flag=True, help="按编、章、节、条、款、项、目或一、（一）1.（1）的层次缩进显示。")
@click.option("--context", type=click.IntRange(0, 100), default=0, help="看一条条款时，前后各显示几条。")
def run(common: Common, id: str, tree: bool, context: int) -> None:  # noqa: A002 - the contract's word
    """Show one policy, or one clause."""
    from policymatch.model import Policy
    from policymatch.reports.citations import cite
    from policymatch.reports.payload import clause_data, show_data
    from policymatch.text.docnumber import canonical

    with opened_store(common) as store:
        number = canonical(id)
        found = store.by_number(number) if number else []
        before: list[Clause] = []
        after: list[Clause] = []
        cited = False
        if found:
            policy = found[0]
        elif "#" in id and not store.has_policy(id):
            summary, clause = store.clause(id)
            policy = Policy(summary, (clause,))
            before, after = store.neighbours(clause.id, context, summary.id) if context else ([], [])
            cited = True
        else:
            policy = store.policy(id)
        sources = store.sources(policy.summary.id)

    def around() -> dict[str, object]:
        sides = {"before": before, "after": after}
        if not context:
            return {}
        return {"context": {side: [clause_data(each, with_id=True) for each in sides[side]] for side in sides}}

    emit(
        common,
        lambda: show_data(policy) | {"sources": sources} | around(),
        ("编号", "条款", "页", "正文", "引用"),
        lambda: (
            (clause.id, clause.path, clause.page, clause.text, cite(policy.summary, clause))
            for clause in (*before, *policy.clauses, *after)
        ),
        lambda: _print(policy, before, after, cited=cited, tree=tree),
    )


def _print(policy: Policy, before: Sequence[Clause], after: Sequence[Clause], *, cited: bool, tree: bool) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from policymatch.reports.citations import cite
    from policymatch.reports.output import console, fold_lines
    from policymatch.reports.policies import policy_lines

    out = console()
    lines = list(policy_lines(policy, tree=tree))
    if before or after:
        at = len(lines) - 1
        lines[at] = (lines[at][0], "bold")
        lines[at:at] = [(clause.text, "dim") for clause in before]
        lines += [(clause.text, "dim") for clause in after]
    if cited:
        lines += [("", None), (f"引用：{cite(policy.summary, policy.clauses[0])}", None)]
    for text, style in lines:
        bare = text.lstrip(" ")
        indent = len(text) - len(bare)
        # Rich breaks a line at the blank after 第三条, where it should not break.
        folded = [fold_lines(Text(line, style or ""), out.width - indent) for line in bare.split("\n")]
        out.print(Padding(Text("\n").join(folded), (0, 0, 0, indent), expand=False))

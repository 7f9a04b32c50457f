"""policymatch show ID"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from policymatch.cli.common import Common, command, emit, opened_store

if TYPE_CHECKING:
    from policymatch.model import Policy


@command("show", help="看一部政策（编号或发文字号）的信息和全文，或一条条款（如 sc-712#12）。")
@click.argument("id")
def run(common: Common, id: str) -> None:  # noqa: A002 - the contract's word
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
        lambda: _print(policy),
    )


def _print(policy: Policy) -> None:
    from policymatch.reports.output import console

    out = console()
    summary = policy.summary
    out.print(f"[bold]《[/]{_escape(summary.title)}[bold]》[/]", style="bold")
    for name, value in (
        ("编号", summary.id),
        ("发文字号", summary.doc_number),
        ("发文机关", summary.issuer),
        ("发文日期", summary.issued_on),
        ("施行日期", summary.effective_on),
        ("有效期至", summary.valid_until),
        ("状态", summary.status.value),
        ("来源", summary.source),
    ):
        out.print(f"{name}：{'待核' if value is None else value}", markup=False)
    if summary.digest:
        sure = {"official": "官方原文", "reported": "转载件", "unverified": "未核实"}.get(
            summary.confidence or "", "待核"
        )
        number_sure = summary.metadata.get("doc_number_confidence")
        out.print(f"说明：本篇是自己写的摘编，不是原文；核对日期 {summary.checked_on}，可信度：{sure}", markup=False)
        if number_sure == "unverified":
            out.print("注意：发文字号未核实", markup=False, style="yellow")
    out.print()
    for clause in policy.clauses:
        page = f"（第{clause.page}页）" if clause.page else ""
        out.print(f"{clause.text}{page}", markup=False)


def _escape(text: str) -> str:
    from rich.markup import escape

    return escape(text)

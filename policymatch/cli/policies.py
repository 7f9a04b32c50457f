"""policymatch policies"""

from __future__ import annotations

from policymatch.cli.common import Common, command, emit, opened_store

COLUMNS = ("编号", "政策", "发文字号", "发文机关", "发文日期", "状态", "条款数", "来源")


@command("policies", help="列出政策库里的政策，新的在前。")
def run(common: Common) -> None:
    """List what is in the store."""
    from policymatch.reports.output import console
    from policymatch.reports.payload import policy_data

    with opened_store(common) as store:
        rows = list(store.policies())

    def table() -> None:
        from rich.table import Table
        from rich.text import Text

        shown = Table(box=None, pad_edge=False, header_style="bold")
        shown.add_column("编号", no_wrap=True, max_width=28)
        shown.add_column("政策", ratio=1, overflow="fold")
        shown.add_column("发文字号", max_width=24, overflow="fold")
        shown.add_column("日期", no_wrap=True)
        shown.add_column("状态", no_wrap=True)
        shown.add_column("条款", justify="right")
        for policy, clauses in rows:
            title = f"{policy.title}{'［摘编］' if policy.digest else ''}"
            day = policy.issued_on.isoformat() if policy.issued_on else "待核"
            cells = (str(policy.id), title, policy.doc_number or "待核", day, policy.status.value, str(clauses))
            shown.add_row(*(Text(cell) for cell in cells))
        out = console()
        out.print(shown)
        out.print(f"共 {len(rows)} 部")

    emit(
        common,
        lambda: {"policies": [policy_data(policy) | {"clauses": clauses} for policy, clauses in rows]},
        COLUMNS,
        lambda: (
            (p.id, p.title, p.doc_number, p.issuer, p.issued_on, p.status.value, clauses, p.source)
            for p, clauses in rows
        ),
        table,
    )

"""policymatch search QUERY"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from policymatch.cli.common import Common, command, emit, opened_store

if TYPE_CHECKING:
    from rich.text import Text

    from policymatch.model import Hit
    from policymatch.store.snapshot import Hits

COLUMNS = ("编号", "得分", "政策", "发文字号", "状态", "条款", "页", "正文")
SHOWN = 160
"""Characters of a clause in the table."""


@command(
    "search",
    help="""查条款。直接提问，如：乡镇污水处理厂能申请什么补助；也可用检索式：

    \b
    "冷链物流"                       原样出现的词（短语）
    title:条例 AND 资金 NOT 罚款       字段与 AND、OR、NOT
    国办发〔2024〕52号                 直接找到这份文件

    只查今天有效的政策；查别的日期用 --as-of，连同失效、被取代的一起查用 --all-versions。
    """,
)
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="最多列出多少条。")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="查在这一天有效的政策，默认今天。")
@click.option("--all-versions", is_flag=True, help="已失效、被取代、废止和尚未施行的也查。")
def run(common: Common, query: tuple[str, ...], limit: int, as_of: datetime | None, all_versions: bool) -> None:
    """Find clauses."""
    from policymatch.reports.payload import hit_data

    question = " ".join(query)
    with opened_store(common) as store:
        hits = store.search(question, limit, as_of=as_of.date() if as_of else None, all_versions=all_versions)
    emit(
        common,
        lambda: {
            "query": question,
            "total": hits.total,
            "out_of_force": hits.out_of_force,
            "hits": [hit_data(hit) for hit in hits],
        },
        COLUMNS,
        lambda: (
            (
                hit.id,
                hit.score,
                hit.policy.title,
                hit.policy.doc_number,
                hit.policy.status.value,
                hit.clause.path,
                hit.clause.page,
                hit.clause.text,
            )
            for hit in hits
        ),
        lambda: _table(question, hits),
    )


def _table(question: str, hits: Hits) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from policymatch.reports.output import console, fold_lines
    from policymatch.reports.policies import marks

    out = console()
    if not hits:
        if hits.out_of_force:
            out.print(_left_out(hits), markup=False)
            return
        out.print(
            f"没有找到与“{question}”有关的条款。可以换个说法，或用 policymatch policies 看库里有哪些政策。",
            markup=False,
        )
        return
    for number, hit in enumerate(hits, 1):
        policy, clause = hit.policy, hit.clause
        doc_number = f"（{policy.doc_number}）" if policy.doc_number else ""
        out.print(
            Text(
                f"{number}. 《{policy.title}》{doc_number}{marks(policy)}",
                "bold",
                overflow="fold",
            )
        )
        page = f"，第 {clause.page} 页" if clause.page else ""
        where = Text(f"{clause.path or '正文'}{page}（编号 {hit.id}，得分 {hit.score:.3f}）", "dim")
        for text in (where, _snippet(hit)):
            out.print(Padding(fold_lines(text, out.width - 3), (0, 0, 0, 3)))
    out.print(Text(f"共 {hits.total} 条，显示前 {len(hits)} 条", style="dim"))
    if hits.out_of_force:
        out.print(Text(_left_out(hits), style="dim"))


def _left_out(hits: Hits) -> str:
    words = "另有" if hits else "现行政策里没有；有"
    return f"{words} {hits.out_of_force} 条在当日无效（已失效、被取代、废止或尚未施行）的政策里，加 --all-versions 可一并查看。"


def _snippet(hit: Hit) -> Text:
    """A window of the clause around its first matches, the matches marked."""
    from rich.text import Text

    # One sign for one sign, so that the spans stay where they are.
    text = Text(hit.clause.text.replace("\n", " "))
    for start, end in hit.highlights:
        text.stylize("bold yellow", start, end)
    if len(text) <= SHOWN:
        return text
    first = hit.highlights[0][0] if hit.highlights else 0
    begin = max(0, min(first - 30, len(text) - SHOWN))
    return Text("…" if begin else "") + text[begin : begin + SHOWN] + Text("…" if begin + SHOWN < len(text) else "")

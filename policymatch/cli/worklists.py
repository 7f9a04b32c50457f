"""policymatch worklists TABLE"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from policymatch.cli.common import Common, as_of_option, command, emit
from policymatch.cli.rank import save_ranking
from policymatch.cli.ranking import rank_table
from policymatch.cli.scoring import Scoring, scoring_options
from policymatch.cli.tables import TableReading, table_options


@command(
    "worklists",
    help="""由项目表生成三张清单：申报清单、前期手续缺项清单（按部门）、要素保障问题清单。

    办成即手续齐全的项目和背后的资金列在每项手续后面；金额待核的只计个数，不加进合计。
    """,
)
@click.argument("table", type=click.Path(path_type=Path))
@table_options
@scoring_options
@as_of_option()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="另存报告（含三张清单）：.xlsx、.docx、.html。",
)
@click.pass_context
def run(
    ctx: click.Context,
    common: Common,
    table: Path,
    reading: TableReading,
    day: date,
    output: Path | None,
    scoring: Scoring,
) -> None:
    """Make the three worklists of a table."""
    from policymatch.reports.worklists import COLUMNS, print_worklists, worklist_rows, worklists_data

    if output is not None and output.suffix.lower() not in (".xlsx", ".docx", ".html"):
        raise click.UsageError("报告文件名要以 .xlsx、.docx 或 .html 结尾；JSON 和 CSV 用 --format", ctx)
    ranked = rank_table(common, table, reading, scoring, day)
    ranking, lists = ranked.ranking, ranked.worklists()
    data = {"as_of": day.isoformat(), "context": dict(ranking.context)}
    emit(
        common,
        lambda: data | worklists_data(lists),
        COLUMNS,
        lambda: worklist_rows(lists),
        lambda: print_worklists(lists),
    )
    if output is not None:
        save_ranking(ranked, output)
        common.say(f"报告已写入 {output}")
    if ranking.skipped:
        ctx.exit(1)

"""policymatch worklists TABLE"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from policymatch.cli.common import Common, command, emit
from policymatch.cli.rank import _lists, _rank, _save


@command(
    "worklists",
    help="""由项目表生成三张清单：申报清单、前期手续缺项清单（按部门）、要素保障问题清单。

    办成即手续齐全的项目和背后的资金列在每项手续后面；金额待核的只计个数，不加进合计。
    """,
)
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--region", help="全表项目所在地，如 贵州省三都水族自治县；不写则从表头标题和建设地点列读取。")
@click.option("--profile", type=click.Path(dir_okay=False, path_type=Path), help="权重文件，默认用自带的。")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="按这一天有效的规定判断，默认今天。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="另存报告（含三张清单）：.xlsx。")
@click.pass_context
def run(
    ctx: click.Context,
    common: Common,
    table: Path,
    region: str | None,
    profile: Path | None,
    as_of: datetime | None,
    output: Path | None,
) -> None:
    """Make the three worklists of a table."""
    from policymatch.reports.worklists import COLUMNS, print_worklists, worklist_rows, worklists_data

    if output is not None and output.suffix.lower() != ".xlsx":
        raise click.UsageError("报告文件名要以 .xlsx 结尾；JSON 和 CSV 用 --format", ctx)
    day = as_of.date() if as_of else date.today()
    ranking = _rank(common, table, region, profile, day)
    lists = _lists(ranking, profile, day)
    data = {"as_of": day.isoformat(), "context": dict(ranking.context)}
    emit(
        common,
        lambda: data | worklists_data(lists),
        COLUMNS,
        lambda: worklist_rows(lists),
        lambda: print_worklists(lists),
    )
    if output is not None:
        _save(ranking, output, lists)
        common.say(f"报告已写入 {output}")
    if ranking.skipped:
        ctx.exit(1)

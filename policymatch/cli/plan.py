"""policymatch plan TABLE"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policymatch.cli.common import Common, as_of_option, command, emit
from policymatch.cli.rank import save_ranking
from policymatch.cli.ranking import Ranked, rank_table, save_text
from policymatch.cli.scoring import Scoring, scoring_options
from policymatch.cli.tables import TableReading, table_options
from policymatch.cycles import collector_at_rest

if TYPE_CHECKING:
    from policymatch.matching.plan_limits import Limits
    from policymatch.model import Plan

ENDINGS = (".xlsx", ".docx", ".html", ".json", ".csv")


@command(
    "plan",
    help="""排申报计划：在名额、配套资金、举债空间等限制下，哪些项目报哪个渠道，期望争取的资金最多。

    限制写在一个 YAML 文件里（样例见 corpus/samples/limits.yaml）；不给就只按每个项目报一次、每个渠道的默认名额排。
    """,
)
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--limits", type=click.Path(dir_okay=False, path_type=Path), help="限制文件（YAML）。")
@click.option(
    "--year", type=click.IntRange(2000, 2099), help="从哪一年排起；不写则用限制文件的起始年度，再没有用判断日期的年份。"
)
@table_options
@scoring_options
@as_of_option()
@click.option("--brief", is_flag=True, help="只排计划，不重算限制的代价和项目退出的影响，快一些。")
@click.option("--thorough", is_flag=True, help="限制的代价和项目退出的影响全部重算，项目多时要几分钟；默认只算最紧的。")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="另存计划：.json、.csv，或连同排名的整份报告：.xlsx、.docx、.html。",
)
@click.pass_context
@collector_at_rest()
def run(
    ctx: click.Context,
    common: Common,
    table: Path,
    limits: Path | None,
    year: int | None,
    reading: TableReading,
    scoring: Scoring,
    day: date,
    brief: bool,
    thorough: bool,
    output: Path | None,
) -> None:
    """Plan the applications of a project table."""
    from policymatch.matching.plan_reading import load_limits
    from policymatch.reports.plan_payload import COLUMNS, plan_data, plan_rows

    if output is not None and output.suffix.lower() not in ENDINGS:
        raise click.UsageError(f"计划文件名要以 {'、'.join(ENDINGS[:-1])} 或 {ENDINGS[-1]} 结尾", ctx)
    if brief and thorough:
        raise click.UsageError("--brief 和 --thorough 只能用一个", ctx)
    under = load_limits(limits)
    ranked = rank_table(common, table, reading, scoring, day)
    plan = _plan(common, ranked, under, year, explained=not brief, thorough=thorough)

    def on_terminal() -> None:
        from policymatch.reports.plan_terminal import print_plan

        print_plan(plan)

    emit(common, lambda: plan_data(plan), COLUMNS, lambda: plan_rows(plan), on_terminal)
    if output is not None:
        _save(ranked, plan, output)
        common.say(f"计划已写入 {output}")
    if ranked.ranking.skipped:
        ctx.exit(1)


def _plan(common: Common, ranked: Ranked, under: Limits, year: int | None, *, explained: bool, thorough: bool) -> Plan:
    """The plan; what no plan can hold because its row was left out is said on stderr."""
    from policymatch.matching.plan import make_plan
    from policymatch.reports.phrases import skipped_words

    plan = make_plan(
        ranked.ranking,
        under,
        year=year or under.first_year or ranked.day.year,
        combinations=ranked.catalogue.combinations,
        programmes=ranked.catalogue.programmes,
        explained=explained,
        thorough=thorough,
    )
    common.say(f"排计划用了 {plan.seconds:.1f} 秒")
    for row in ranked.ranking.skipped:
        common.say(f"未参加排序：{skipped_words(row)}")
    return plan


def _save(ranked: Ranked, plan: Plan, output: Path) -> None:
    from policymatch.reports.output import csv_text, json_text
    from policymatch.reports.plan_payload import COLUMNS, plan_data, plan_rows

    ending = output.suffix.lower()
    if ending == ".json":
        save_text(output, lambda: json_text(plan_data(plan)))
    elif ending == ".csv":
        save_text(output, lambda: csv_text(COLUMNS, plan_rows(plan)))
    else:
        save_ranking(ranked, output, plan)

"""policymatch rank TABLE"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policymatch.cli.common import (
    Common,
    as_of_option,
    command,
    emit,
    opened_store,
    own_catalogue,
    own_regions,
    progress,
)
from policymatch.cli.ranking import Ranked, load_rules, rank_table, save_report, save_text
from policymatch.cli.scoring import Scoring, scoring_options
from policymatch.cli.tables import TableReading, table_options
from policymatch.cycles import collector_at_rest

if TYPE_CHECKING:
    from policymatch.model import Plan, RankedProject

COLUMNS = (
    "名次", "行", "项目名称", "梯次", "总分", "契合度", "成熟度", "竞争力", "首选资金渠道", "结论", "最多可争取(万元)", "缺项", "理由",
    "排序得分", "最好名次", "最差名次", "名次把握",
)  # fmt: skip
ENDINGS = (".xlsx", ".docx", ".html", ".json", ".csv")
"""What the name of a report may end in."""


@command("rank", help="给项目表（xlsx、xls、et、csv）排序：每个项目能申请哪些资金、依据哪一条、缺什么。")
@click.argument("table", type=click.Path(path_type=Path))
@table_options
@scoring_options
@as_of_option()
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="不排序，只列从这一天到判断日期，哪些项目新增可报、不再可报、有变化。",
)
@click.option(
    "--details", type=click.IntRange(0, 1000), default=5, show_default=True, help="表格后详细说明前几个项目。"
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"另存报告：{'、'.join(ENDINGS[:-1])} 或 {ENDINGS[-1]}。",
)
@click.pass_context
@collector_at_rest()
def run(
    ctx: click.Context,
    common: Common,
    table: Path,
    reading: TableReading,
    scoring: Scoring,
    day: date,
    since: datetime | None,
    details: int,
    output: Path | None,
) -> None:
    """Rank a project table."""
    from policymatch.reports.payload import ranking_data

    if output is not None and output.suffix.lower() not in ENDINGS:
        raise click.UsageError(f"报告文件名要以 {'、'.join(ENDINGS[:-1])} 或 {ENDINGS[-1]} 结尾", ctx)
    if since is not None:
        if output is not None:
            raise click.UsageError("--since 只列变化，不写报告；请去掉 -o，或用 --format", ctx)
        _changes(ctx, common, table, reading, scoring.profile, since.date(), day)
        return
    ranked = rank_table(common, table, reading, scoring, day)
    ranking = ranked.ranking

    def on_terminal() -> None:
        from policymatch.reports.terminal import print_ranking

        print_ranking(ranking, details)

    emit(common, lambda: ranking_data(ranking), COLUMNS, lambda: map(_row, ranking.projects), on_terminal)
    if output is not None:
        save_ranking(ranked, output)
        common.say(f"报告已写入 {output}")
    if ranking.skipped:
        ctx.exit(1)


def _changes(
    ctx: click.Context,
    common: Common,
    table: Path,
    reading: TableReading,
    profile: Path | None,
    since: date,
    day: date,
) -> None:
    """List what differs for the projects of a table between two days."""
    from policymatch.cli.changing import emit_changes
    from policymatch.matching.changes import project_changes
    from policymatch.matching.matcher import Matcher

    found = reading.read(common, table)
    with opened_store(common) as store, progress(common, len(found.projects), "正在比较") as advance:
        matcher = Matcher(own_catalogue(common), store, load_rules(profile), day, own_regions(common))
        changes = project_changes(found.projects, matcher.on(since), matcher, advance)
    heading = f"{since} 和 {day} 各按当天的规定判断，有这些不同"
    emit_changes(common, changes, {"since": since.isoformat(), "as_of": day.isoformat()}, heading)
    if found.skipped:
        ctx.exit(1)


def _row(item: RankedProject) -> tuple[object, ...]:
    from policymatch.reports.output import money
    from policymatch.reports.phrases import recommended

    first, sure = recommended(item), item.sureness
    return (
        item.rank, item.project.row, item.project.name, item.tier, item.score, item.fit.value, item.maturity.value,
        item.competitiveness.value, first.programme.title if first else "", first.verdict.value if first else "",
        money(first.award.amount_wan) if first else "", "；".join(item.gaps), item.tier_because,
        item.by_method.value if item.by_method else item.score, sure.best if sure else "", sure.worst if sure else "",
        sure.because if sure else "",
    )  # fmt: skip


def save_ranking(ranked: Ranked, output: Path, plan: Plan | None = None) -> None:
    """Write a ranking as the file's ending says, with the worklists and a plan where it can show them."""
    from policymatch.reports.output import csv_text, json_text

    ranking, ending = ranked.ranking, output.suffix.lower()
    if ending == ".xlsx":
        from policymatch.reports.excel import write_workbook

        save_report(output, lambda part: write_workbook(ranking, part, ranked.worklists(), plan))
    elif ending == ".docx":
        from policymatch.reports.word import write_word

        save_report(output, lambda part: write_word(ranking, part, ranked.worklists(), plan))
    elif ending == ".html":
        from policymatch.reports.page import write_page

        save_report(output, lambda part: write_page(ranking, part, ranked.worklists(), plan))
    elif ending == ".json":
        from policymatch.reports.payload import ranking_data

        save_text(output, lambda: json_text(ranking_data(ranking)))
    else:
        save_text(output, lambda: csv_text(COLUMNS, map(_row, ranking.projects)))

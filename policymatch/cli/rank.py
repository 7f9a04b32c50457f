"""policymatch rank TABLE"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policymatch.cli.common import Common, command, emit, opened_store, own_catalogue, own_regions, progress
from policymatch.errors import PolicyMatchError
from policymatch.paths import corpus_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policymatch.model import Programme, RankedProject, Ranking, Worklists

COLUMNS = (
    "名次", "行", "项目名称", "梯次", "总分", "契合度", "成熟度", "竞争力", "首选资金渠道", "结论", "最多可争取(万元)", "缺项", "理由",
)  # fmt: skip
_WRITTEN = (".xlsx", ".docx", ".html", ".json", ".csv")
ENDINGS = f"{'、'.join(_WRITTEN[:-1])} 或 {_WRITTEN[-1]}"
"""What the name of a report may end in."""


@command("rank", help="给项目表（xlsx、csv）排序：每个项目能申请哪些资金、依据哪一条、缺什么。")
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--region", help="全表项目所在地，如 贵州省三都水族自治县；不写则从表头标题和建设地点列读取。")
@click.option("--profile", type=click.Path(dir_okay=False, path_type=Path), help="权重文件，默认用自带的。")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="按这一天有效的规定判断，默认今天。")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="不排序，只列从这一天到判断日期，哪些项目新增可报、不再可报、有变化。",
)
@click.option(
    "--details", type=click.IntRange(0, 1000), default=5, show_default=True, help="表格后详细说明前几个项目。"
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help=f"另存报告：{ENDINGS}。")
@click.pass_context
def run(
    ctx: click.Context,
    common: Common,
    table: Path,
    region: str | None,
    profile: Path | None,
    as_of: datetime | None,
    since: datetime | None,
    details: int,
    output: Path | None,
) -> None:
    """Rank a project table."""
    from policymatch.reports.payload import ranking_data

    if output is not None and output.suffix.lower() not in _WRITTEN:
        raise click.UsageError(f"报告文件名要以 {ENDINGS} 结尾", ctx)
    day = as_of.date() if as_of else date.today()
    if since is not None:
        if output is not None:
            raise click.UsageError("--since 只列变化，不写报告；请去掉 -o，或用 --format", ctx)
        _changes(ctx, common, table, region, profile, since.date(), day)
        return
    ranking = _rank(common, table, region, profile, day)

    def on_terminal() -> None:
        from policymatch.reports.terminal import print_ranking

        print_ranking(ranking, details)

    emit(common, lambda: ranking_data(ranking), COLUMNS, lambda: map(_row, ranking.projects), on_terminal)
    if output is not None:
        _save(ranking, output, _lists(ranking, profile, day))
        common.say(f"报告已写入 {output}")
    if ranking.skipped:
        ctx.exit(1)


def _rank(common: Common, table: Path, region: str | None, profile: Path | None, day: date) -> Ranking:
    from policymatch._version import __version__
    from policymatch.matching.matcher import Matcher
    from policymatch.matching.profile import load_profile
    from policymatch.matching.rank import rank_projects
    from policymatch.projects.rows import read_projects

    found = read_projects(table, region=region)
    rules = load_profile(profile or corpus_folder() / "profiles" / "default.yaml")
    with opened_store(common) as store, progress(common, len(found.projects), "正在匹配") as advance:
        policies, clauses = store.count()
        matcher = Matcher(own_catalogue(common), store, rules, day, own_regions(common))
        return rank_projects(
            found.projects,
            matcher,
            skipped=found.skipped,
            warnings=found.warnings,
            context={
                "表格": table.name,
                "标题": found.title,
                "判断日期": day.isoformat(),
                "权重文件": rules.path.name,
                "总分权重": "，".join(f"{weight.name} {weight.share:.0%}" for weight in rules.score.values()),
                "资金渠道目录": _catalogue_words(matcher.catalogue.programmes),
                "政策库": f"第 {store.generation} 代，{policies} 部政策、{clauses} 条条款",
                "程序": f"policymatch {__version__}",
            },
            progress=advance,
        )


def _catalogue_words(programmes: Sequence[Programme]) -> str:
    """The state of the catalogue: how many programmes, how many in force, when they were last checked."""
    if not programmes:
        return "空"
    standing = sum(each.status == "现行" and each.standing is None for each in programmes)
    checked = sorted(each.checked_on for each in programmes)
    days = f"{checked[0]}" if checked[0] == checked[-1] else f"{checked[0]} 至 {checked[-1]}"
    return f"{len(programmes)} 个资金渠道，其中 {standing} 个现行，{days} 核对"


def _changes(
    ctx: click.Context, common: Common, table: Path, region: str | None, profile: Path | None, since: date, day: date
) -> None:
    """List what differs for the projects of a table between two days."""
    from policymatch.cli.changing import emit_changes
    from policymatch.matching.changes import project_changes
    from policymatch.matching.matcher import Matcher
    from policymatch.matching.profile import load_profile
    from policymatch.projects.rows import read_projects

    found = read_projects(table, region=region)
    rules = load_profile(profile or corpus_folder() / "profiles" / "default.yaml")
    with opened_store(common) as store, progress(common, len(found.projects), "正在比较") as advance:
        matcher = Matcher(own_catalogue(common), store, rules, day, own_regions(common))
        changes = project_changes(found.projects, matcher.on(since), matcher, advance)
    heading = f"{since} 和 {day} 各按当天的规定判断，有这些不同"
    emit_changes(common, changes, {"since": since.isoformat(), "as_of": day.isoformat()}, heading)
    if found.skipped:
        ctx.exit(1)


def _row(item: RankedProject) -> tuple[object, ...]:
    from policymatch.reports.output import money
    from policymatch.reports.phrases import recommended

    first = recommended(item)
    return (
        item.rank, item.project.row, item.project.name, item.tier, item.score, item.fit.value, item.maturity.value,
        item.competitiveness.value, first.programme.title if first else "", first.verdict.value if first else "",
        money(first.award.amount_wan) if first else "", "；".join(item.gaps), item.tier_because,
    )  # fmt: skip


def _lists(ranking: Ranking, profile: Path | None, day: date) -> Worklists:
    from policymatch.matching.profile import load_profile
    from policymatch.matching.worklists import make_worklists

    return make_worklists(ranking, load_profile(profile or corpus_folder() / "profiles" / "default.yaml"), day)


def _save(ranking: Ranking, output: Path, lists: Worklists | None = None) -> None:
    """Write the report beside its final name first: a crash leaves no half file under it."""
    from policymatch.reports.output import csv_text, json_text
    from policymatch.reports.payload import ranking_data

    part = output.with_name(f".{output.name}.part")
    try:
        if output.suffix.lower() == ".xlsx":
            from policymatch.reports.excel import write_workbook

            write_workbook(ranking, part, lists)
        elif output.suffix.lower() == ".docx":
            from policymatch.reports.word import write_word

            write_word(ranking, part, worklists=lists)
        elif output.suffix.lower() == ".html":
            from policymatch.reports.page import write_page

            write_page(ranking, part, worklists=lists)
        elif output.suffix.lower() == ".json":
            part.write_text(json_text(ranking_data(ranking)), encoding="utf-8")
        else:
            part.write_text(csv_text(COLUMNS, map(_row, ranking.projects)), encoding="utf-8", newline="")
        part.replace(output)
    except OSError as error:
        known = {FileNotFoundError: "没有这个文件夹", PermissionError: "没有权限，或文件正被打开"}
        why = known.get(type(error)) or error.strerror or str(error)
        raise PolicyMatchError(
            f"无法写入“{output}”：{why}", "检查文件夹是否存在、文件是否正被 Excel、Word 打开"
        ) from error
    finally:
        part.unlink(missing_ok=True)

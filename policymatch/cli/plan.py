"""policymatch plan TABLE"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policymatch.cli.common import Common, command, emit, opened_store, own_catalogue, own_regions, progress
from policymatch.errors import PolicyMatchError
from policymatch.paths import corpus_folder

if TYPE_CHECKING:
    from policymatch.matching.plan_limits import Limits
    from policymatch.model import Plan

ENDINGS = (".json", ".csv")


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
@click.option("--region", help="全表项目所在地，如 贵州省三都水族自治县；不写则从表头标题和建设地点列读取。")
@click.option("--profile", type=click.Path(dir_okay=False, path_type=Path), help="权重文件，默认用自带的。")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="按这一天有效的规定判断，默认今天。")
@click.option("--brief", is_flag=True, help="只排计划，不重算限制的代价和项目退出的影响，快一些。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="另存计划：.json 或 .csv。")
@click.pass_context
def run(
    ctx: click.Context,
    common: Common,
    table: Path,
    limits: Path | None,
    year: int | None,
    region: str | None,
    profile: Path | None,
    as_of: datetime | None,
    brief: bool,
    output: Path | None,
) -> None:
    """Plan the applications of a project table."""
    from policymatch.matching.plan_reading import load_limits
    from policymatch.reports.plan_payload import COLUMNS, plan_data, plan_rows

    if output is not None and output.suffix.lower() not in ENDINGS:
        raise click.UsageError("计划文件名要以 .json 或 .csv 结尾", ctx)
    under = load_limits(limits)
    day = as_of.date() if as_of else date.today()
    plan, skipped = _plan(common, table, under, year, region, profile, day, explained=not brief)

    def on_terminal() -> None:
        from policymatch.reports.plan_terminal import print_plan

        print_plan(plan)

    emit(common, lambda: plan_data(plan), COLUMNS, lambda: plan_rows(plan), on_terminal)
    if output is not None:
        _save(plan, output)
        common.say(f"计划已写入 {output}")
    if skipped:
        ctx.exit(1)


def _plan(
    common: Common,
    table: Path,
    under: Limits,
    year: int | None,
    region: str | None,
    profile: Path | None,
    day: date,
    *,
    explained: bool,
) -> tuple[Plan, bool]:
    """The plan, and whether rows of the table were left out."""
    from policymatch._version import __version__
    from policymatch.matching.matcher import Matcher
    from policymatch.matching.plan import make_plan
    from policymatch.matching.profile import load_profile
    from policymatch.matching.rank import rank_projects
    from policymatch.projects.rows import read_projects

    found = read_projects(table, region=region)
    rules = load_profile(profile or corpus_folder() / "profiles" / "default.yaml")
    with opened_store(common) as store, progress(common, len(found.projects), "正在匹配") as advance:
        policies, clauses = store.count()
        matcher = Matcher(own_catalogue(common), store, rules, day, own_regions(common))
        context = {
            "表格": table.name,
            "标题": found.title,
            "判断日期": day.isoformat(),
            "权重文件": rules.path.name,
            "政策库": f"第 {store.generation} 代，{policies} 部政策、{clauses} 条条款",
            "程序": f"policymatch {__version__}",
        }
        ranking = rank_projects(
            found.projects, matcher, skipped=found.skipped, warnings=found.warnings, context=context, progress=advance
        )
    plan = make_plan(
        ranking,
        under,
        year=year or under.first_year or day.year,
        combinations=matcher.catalogue.combinations,
        programmes=matcher.catalogue.programmes,
        explained=explained,
    )
    common.say(f"排计划用了 {plan.seconds:.1f} 秒")
    for row in ranking.skipped:
        sheet = f"工作表“{row.sheet}”" if row.sheet else ""
        common.say(f"未参加排序：{sheet}第 {row.row} 行：{row.reason}")
    return plan, bool(ranking.skipped)


def _save(plan: Plan, output: Path) -> None:
    """Write beside the final name first: a crash leaves no half file under it."""
    from policymatch.reports.output import csv_text, json_text
    from policymatch.reports.plan_payload import COLUMNS, plan_data, plan_rows

    part = output.with_name(f".{output.name}.part")
    try:
        if output.suffix.lower() == ".json":
            part.write_text(json_text(plan_data(plan)), encoding="utf-8")
        else:
            part.write_text(csv_text(COLUMNS, plan_rows(plan)), encoding="utf-8", newline="")
        part.replace(output)
    except OSError as error:
        known = {FileNotFoundError: "没有这个文件夹", PermissionError: "没有权限，或文件正被打开"}
        why = known.get(type(error)) or error.strerror or str(error)
        raise PolicyMatchError(f"无法写入“{output}”：{why}", "检查文件夹是否存在、文件是否正被 Excel 打开") from error
    finally:
        part.unlink(missing_ok=True)

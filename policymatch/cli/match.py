"""policymatch match"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policymatch.cli.common import Common, as_of_option, command, emit, opened_store, own_catalogue, own_regions
from policymatch.cli.ranking import load_rules
from policymatch.cli.scoring import profile_option

if TYPE_CHECKING:
    from policymatch.matching.matcher import Matcher
    from policymatch.model import Project, Reason

COLUMNS = ("资金渠道", "资金类型", "发文字号", "支持方向", "结论", "契合度", "最多可争取(万元)", "说明", "缺项")


@command("match", help="看一个项目能申请哪些资金。项目用选项说明，或用 --project 给一个 YAML 文件。")
@click.option("--name", help="项目名称。")
@click.option("--content", default="", help="建设内容及规模。")
@click.option("--region", help="建设地点，如 贵州省三都水族自治县。")
@click.option("--sector", help="所属行业。")
@click.option("--investment", type=click.FloatRange(min=0, min_open=True), help="总投资（万元）。")
@click.option("--requested", type=click.FloatRange(min=0), help="拟申请资金（万元）。")
@click.option("--owner", help="建设单位。")
@click.option("--approval", type=click.Choice(["审批", "核准", "备案"]), help="项目类型。")
@click.option("--nature", help="建设性质，如 新建、改建。")
@click.option("--code", help="项目代码。")
@click.option("--stage", help="前期工作进展，如：可研已批，用地预审办理中。")
@click.option("--progress", help="形象进度，如 60%。")
@click.option("--received-central/--no-received-central", default=None, help="是否已获其他中央资金。")
@click.option("--has-revenue/--no-revenue", default=None, help="是否有收益。")
@click.option("--coverage-ratio", help="本息覆盖倍数，如 1.25。")
@click.option("--capital", type=click.FloatRange(min=0), help="项目资本金（万元）。")
@click.option("--estimate", type=click.FloatRange(min=0), help="可研批复的投资估算（万元）。")
@click.option("--budget", type=click.FloatRange(min=0), help="初步设计概算（万元）。")
@click.option("--approved-on", help="核准日期，如 2025-03-01。")
@click.option("--method", help="资金安排方式：直接投资、资本金注入、投资补助、贷款贴息。")
@click.option("--industry-class", help="产业结构调整指导目录类别：鼓励类、限制类、淘汰类、允许类。")
@click.option("--use", help="资金用途，如 工程建设、设备购置。")
@click.option("--contractor-advance/--no-contractor-advance", default=None, help="是否由施工单位垫资。")
@click.option(
    "--project", "file", type=click.Path(dir_okay=False, path_type=Path), help="项目 YAML 文件，键与选项同名。"
)
@profile_option
@as_of_option()
@click.option("--trace", is_flag=True, help="逐层列出每条规则是怎么判断的。")
def run(common: Common, file: Path | None, profile: Path | None, day: date, trace: bool, **said: object) -> None:
    """Match one project."""
    from policymatch.matching.gaps import find_gaps
    from policymatch.matching.matcher import Matcher
    from policymatch.programmes.combine import combine
    from policymatch.projects.earning import earning_of
    from policymatch.projects.measures import measures
    from policymatch.projects.sector import labels_of, surest
    from policymatch.projects.single import project_from_words, read_project_file
    from policymatch.reports.output import money
    from policymatch.reports.payload import (
        combination_data,
        earning_data,
        label_data,
        match_data,
        measure_data,
        project_data,
        reason_data,
    )
    from policymatch.reports.terminal import print_matches

    words = (read_project_file(file) if file else {}) | {
        key: value for key, value in said.items() if value not in (None, "")
    }
    if not words.get("name"):
        raise click.UsageError("请用 --name 写项目名称，或用 --project 给出项目文件")
    project = project_from_words(words)
    with opened_store(common) as store:
        rules = load_rules(profile)
        matcher = Matcher(own_catalogue(common), store, rules, day, own_regions(common))
        matches = matcher.matches(project)
        barred = None if matches else _barred(matcher, project)
        combination = combine(project, matches, matcher.catalogue, matcher.day, matcher.cite)
    steps = tuple(gap.words for gap in find_gaps(project, matches, rules))
    labels = labels_of([project])[0]
    emit(
        common,
        lambda: {
            "project": project_data(project),
            "sector": surest(labels),
            "labels": [label_data(label) for label in labels],
            "measures": [measure_data(measure) for measure in measures(project)],
            "earning": earning_data(earning_of(project)),
            "matches": [match_data(match) for match in matches],
            "gaps": list(steps),
            "barred": reason_data(barred) if barred else None,
            "combination": combination_data(combination),
        },
        COLUMNS,
        lambda: (
            (m.programme.title, m.programme.channel, m.programme.doc_number, m.direction.title, m.verdict.value, m.fit,
             money(m.award.amount_wan), m.award.explanation, "；".join(m.missing))
            for m in matches
        ),
        lambda: print_matches(project, matches, steps, barred, combination, trace=trace),
    )  # fmt: skip


def _barred(matcher: Matcher, project: Project) -> Reason | None:
    """What general law has against a project that is the kind of thing no programme pays for."""
    from policymatch.matching.eligibility import barred_by, judge_generally

    facts = matcher.facts(project)
    return barred_by(judge_generally(matcher.catalogue, facts, matcher.cite, matcher.day))

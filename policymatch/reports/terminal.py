"""Results for a person at a terminal: a table that fits it, then the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from policymatch.model import (
    Answer,
    AwardRule,
    ClauseRef,
    Combination,
    Match,
    Programme,
    Project,
    RankedProject,
    Ranking,
    Reason,
    Standing,
)
from policymatch.programmes.catalogue import AUDIENCES
from policymatch.programmes.combinations import HOW
from policymatch.programmes.wording import conflicting, days_words, row_words
from policymatch.reports.order_data import ranking_lines, score_lines
from policymatch.reports.output import console, fold_lines, money
from policymatch.reports.phrases import (
    CONFIDENCE,
    TIERS,
    doc_number,
    join_missing,
    most,
    quote,
    recommended,
    short_title,
    skipped_words,
    title_of,
    verdict_words,
)
from policymatch.reports.traces import print_general, print_reasons

if TYPE_CHECKING:
    from datetime import date

    from rich.console import Console

TIER_STYLES = {"A": "bold green", "B": "bold cyan", "C": "yellow", "D": "red"}
VERDICT_STYLES = {Answer.YES: "green", Answer.UNKNOWN: "yellow", Answer.NO: "red"}
LISTED = 1_000
"""Projects that a terminal lists: ten thousand rows take longer to lay out than to reckon, and nobody reads them there."""
QUOTED = 150
"""Characters of a clause that are quoted."""


def print_ranking(ranking: Ranking, details: int) -> None:
    """The ranking as a table, the first projects in detail, then what was left out or doubted."""
    from rich.table import Table
    from rich.text import Text

    out = console()
    title = title_of(ranking.context, "")
    table = Table(title=Text(title, style="bold"), box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    table.add_column("名次", justify="right", no_wrap=True)
    table.add_column("梯次", no_wrap=True)
    table.add_column("项目名称", ratio=5, overflow="fold")
    for name in ("总分", "契合", "成熟", "竞争"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("首选资金渠道", ratio=4, overflow="fold")
    table.add_column("最多可争取\n（万元）", justify="right", no_wrap=True)
    for item in ranking.projects[:LISTED]:
        first = recommended(item)
        table.add_row(
            str(item.rank),
            Text(item.tier, style=TIER_STYLES[item.tier]),
            Text(item.project.name),
            f"{item.score:.0f}",
            f"{item.fit.value:.0f}",
            f"{item.maturity.value:.0f}",
            f"{item.competitiveness.value:.0f}",
            Text(short_title(first.programme) if first else "—"),
            most(first) if first else "—",
        )
    out.print(table)
    if len(ranking.projects) > LISTED:
        left = len(ranking.projects) - LISTED
        out.print(Text(f"……还有 {left} 个没有列出，可用 -o 另存报告，或用 --format csv", style="yellow"))
    out.print(Text(_tier_line(ranking), style="bold"))
    out.print(
        Text(
            "分数 0—100；“待核”表示没有查到可靠的数字，不是零；“≤30%”表示只查到比例，基数见说明；“*”表示还有条件待核。",
            style="dim",
        )
    )
    for words in ranking_lines(ranking):
        out.print(fold_lines(Text(words), out.width))
    for item in ranking.projects[:details]:
        print_detail(item, out)
    _print_doubts(ranking, out)


def _tier_line(ranking: Ranking) -> str:
    counts = [f"{tier} {name} {sum(item.tier == tier for item in ranking.projects)} 个" for tier, name in TIERS.items()]
    return f"共 {len(ranking.projects)} 个项目：" + "，".join(counts)


def print_detail(item: RankedProject, out: Console) -> None:
    """One project: the tier and why, the channel recommended, the sum, what is missing, the clause."""
    from rich.text import Text

    out.print()
    out.print(
        Text(f"{item.rank}. {item.project.name}", style="bold"), Text(f"［{item.tier}］", style=TIER_STYLES[item.tier])
    )
    _line(out, "结论", item.tier_because)
    for name, words in score_lines(item):
        _line(out, name, words)
    if item.by_method is not None:
        _line(out, "排序得分", f"{item.by_method.value:g}：{item.by_method.because}")
    if item.sureness is not None:
        _line(out, "名次把握", item.sureness.because)
    first = recommended(item)
    if first is not None:
        _print_match(first, out, "首选渠道")
        others = [_with_sum(match) for match in item.matches if match is not first and match.verdict is not Answer.NO]
        if others:
            _line(out, "也可考虑", "、".join(others[:4]))
        if item.combination is not None:
            _line(out, "资金搭配", item.combination.trace[0])
    if item.gaps:
        _line(out, "下一步", join_missing(item.gaps))
    for doubt in item.project.doubts:
        _line(out, "表格存疑", doubt, "yellow")


def _with_sum(match: Match) -> str:
    amount = match.award.amount_wan
    return short_title(match.programme) + (f"（最多 {money(amount)} 万元）" if amount is not None else "")


def _print_match(match: Match, out: Console, heading: str) -> None:
    programme, award = match.programme, match.award
    _line(out, heading, f"{programme.title}（{doc_number(match)}） — {match.direction.title}")
    _line(out, "是否符合", verdict_words(match), VERDICT_STYLES[match.verdict])
    sum_words = f"{money(award.amount_wan)} 万元：" if award.amount_wan is not None else ""
    sure = f"［{CONFIDENCE.get(award.confidence, '')}］" if award.confidence else ""
    _line(out, "最多可争取", f"{sum_words}{award.explanation}{sure}")
    for other in award.conflicts:
        grounds = f"{other.source or '没有网址'}，{other.checked_on} 查看，{CONFIDENCE.get(other.confidence, '')}"
        _line(out, "来源不一", f"{other.words}（{other.clause or '依据待核'}；{grounds}）", "yellow")
    for evidence in match.evidence[:2]:
        page = f"，第{evidence.clause.page}页" if evidence.clause.page else ""
        kind = "摘编" if evidence.policy.digest else "原文"
        where = f"《{evidence.policy.title}》{evidence.policy.doc_number or ''} {evidence.clause.path}{page}"
        _line(out, f"依据（{kind}）", f"{quote(evidence.clause.text, QUOTED)} —— {where}")


def _line(out: Console, name: str, words: str, style: str = "") -> None:
    """A named line whose further lines hang below its words."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=14, no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(Text(f"  {name}", style="dim"), fold_lines(Text(words, style=style), out.width - 15))
    out.print(grid)


def _print_doubts(ranking: Ranking, out: Console) -> None:
    from rich.text import Text

    doubted = [(item.project, doubt) for item in ranking.projects for doubt in item.project.doubts]
    if ranking.warnings or ranking.skipped or doubted:
        out.print()
        out.print(Text("表格中需要核对的地方", style="bold"))
    for warning in ranking.warnings:
        out.print(Text(f"  {warning}", style="yellow"))
    for project, doubt in doubted:
        where = f"第 {project.row} 行“{project.name}”：" if project.row else ""
        out.print(Text(f"  {where}{doubt}", style="yellow"))
    for row in ranking.skipped:
        out.print(Text(f"  未排序：{skipped_words(row)}", style="red"))


def print_matches(
    project: Project,
    matches: Sequence[Match],
    gaps: Sequence[str],
    barred: Reason | None = None,
    combination: Combination | None = None,
    *,
    trace: bool = False,
) -> None:
    """What one project may apply for, and every rule it was held against; with ``trace`` down to the predicates.

    ``barred`` is what general law has against a project that nothing was found for.
    """
    from rich.text import Text

    out = console()
    out.print(Text(project.name, style="bold"))
    for doubt in project.doubts:
        _line(out, "存疑", doubt, "yellow")
    if barred is not None:
        print_reasons([barred], out, trace=trace, heading="按通用规定不能申报")
    if not matches:
        out.print("目录里没有找到对口的支持方向；可补充建设内容（--content）或所属行业（--sector）后再试。")
    for number, match in enumerate(matches, 1):
        out.print()
        style = VERDICT_STYLES[match.verdict]
        out.print(
            Text(f"{number}. {match.programme.title}", style="bold"),
            Text(f"［{match.verdict.value}］", style=style),
            Text(f"契合度 {match.fit:.0f}", style="dim"),
        )
        _print_match(match, out, "资金渠道")
        words = "、".join(word for word, _ in match.fit_terms[:6])
        _line(out, "对口之处", f"项目写有 {words}" if words else "建设内容相近")
        print_reasons([reason for reason in match.reasons if not reason.general], out, trace=trace)
    print_general(matches, out, trace=trace)
    if combination is not None:
        out.print()
        _print_combination(combination, matches, out)
    if gaps:
        out.print()
        _line(out, "下一步", join_missing(gaps))


def _print_combination(combination: Combination, matches: Sequence[Match], out: Console) -> None:
    """What remains beside the first programme, and what may or may not be put beside it."""
    from rich.text import Text

    titles = {match.programme.id: short_title(match.programme) for match in matches}
    out.print(Text(f"资金搭配：以“{titles.get(combination.programme, combination.programme)}”为主", style="bold"))
    for sentence in combination.trace:
        _line(out, "资金构成", sentence)
    for each in combination.beside:
        clause = f"（{each.clause}）" if each.clause else "（依据待核）"
        unsure = each.how == "no" and each.confidence == "unverified"
        style = "yellow" if unsure or each.how == "ask" else "red" if each.how == "no" else "green"
        label = f"一般{HOW[each.how]}" if unsure else HOW[each.how]
        _line(out, label, f"{titles.get(each.programme, each.programme)}：{each.words}{clause}", style)


def print_programmes(programmes: Sequence[tuple[Programme, Standing | None]]) -> None:
    """The catalogue as a list, each programme with what speaks against its being in force; below it why."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("编号", no_wrap=True)
    table.add_column("名称", ratio=1, overflow="fold")
    table.add_column("资金类型", no_wrap=True)
    table.add_column("发文字号", max_width=22)
    table.add_column("状态", no_wrap=True)
    table.add_column("面向", no_wrap=True)
    for each, standing in programmes:
        cells = (
            each.id,
            short_title(each),
            each.channel,
            each.doc_number or "待核",
            standing.state if standing and each.status == "现行" else each.status,
            AUDIENCES[each.audience],
        )
        table.add_row(*(Text(cell) for cell in cells))
    out = console()
    out.print(table)
    for each, standing in programmes:
        if each.standing is not None and standing is not None:
            out.print(Text(f"{short_title(each)}：{standing.words}", style="yellow"))
    out.print(f"共 {len(programmes)} 个资金渠道")


def print_programme(programme: Programme, day: date, standing: Standing | None) -> None:
    """A programme whole, as it is on a day."""
    from rich.text import Text

    out = console()
    out.print(Text(programme.title, style="bold"))
    for name, value in (
        ("编号", programme.id),
        ("资金类型", programme.channel),
        ("发文字号", programme.doc_number),
        ("状态", programme.status),
        ("执行情况", f"{day}：{standing.words}" if standing else ""),
        ("面向", AUDIENCES[programme.audience]),
        ("申报部门", programme.department),
        ("有效期", f"{programme.valid_from or '待核'} 至 {programme.valid_to or '待核'}"),
        ("来源", programme.source),
        ("核对", f"{programme.checked_on}，{CONFIDENCE[programme.confidence]}"),
        ("说明", programme.notes),
    ):
        if value != "":
            _line(out, name, value or "待核")
    _section(out, "支持方向", [f"{d.title}：{d.text}（{_ref(d.clause)}）" for d in programme.directions])
    _section(out, "补助标准", _awards(programme) or ["待核：没有查到可靠的比例或上限"])
    _section(out, "申报条件", [f"{c.text}（{_ref(c.clause)}）" for c in programme.conditions])
    _section(out, "不支持", [f"{c.text}（{_ref(c.clause)}）" for c in programme.exclusions])
    _section(out, "申报材料", list(programme.documents))
    _section(out, "时间", [f"{what}{'：' + day if day else ''}" for what, day in programme.deadlines])


def _awards(programme: Programme) -> list[str]:
    marks = conflicting(programme.awards)
    return [_award(rule, programme, mark) for rule, mark in zip(programme.awards, marks, strict=True)]


def _award(rule: AwardRule, programme: Programme, conflicting: bool) -> str:
    names = {direction.id: direction.title for direction in programme.directions}
    note = f"；{rule.note}" if rule.note else ""
    mark = "［来源不一］" if conflicting else ""
    grounds = f"{_ref(rule.clause)}；{CONFIDENCE[rule.confidence]}；{days_words(rule)}"
    return f"{mark}{award_words(rule, names)}（{grounds}）{note}"


def award_words(rule: AwardRule, names: Mapping[str, str]) -> str:
    """What an award row says; ``names`` are the titles of the directions by id."""
    # On a past day a direction may not have been there yet.
    what = "、".join(names.get(item, item) for item in rule.applies_to) or "全部方向"
    where = "、".join(rule.places) if rule.tier == "特殊" else rule.tier or "各地"
    return f"{where}：{what}，{row_words(rule)}"


def _ref(ref: ClauseRef | None) -> str:
    return f"{ref.policy} {ref.label}" if ref else "依据待核"


def _section(out: Console, name: str, lines: Sequence[str]) -> None:
    from rich.text import Text

    if lines:
        out.print(Text(name, style="bold"))
    for line in lines:
        folded = fold_lines(Text(line), out.width - 4)
        out.print(Text("  · ") + Text("\n    ").join(folded.split("\n")))

"""A plan for a person at a terminal: what to apply for year by year, what limits cost, on what it all rests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from policymatch.reports.list_words import asked_words, expected_words, local_sum, plan_words
from policymatch.reports.output import console, fold_lines, money
from policymatch.reports.phrases import short_title, title_of
from policymatch.reports.terminal import TIER_STYLES

if TYPE_CHECKING:
    from rich.console import Console

    from policymatch.model import LimitUse, Plan, PlanYear

MOST_LINES = 12
"""Lines of the limits and of the projects that may fall out."""


def print_plan(plan: Plan) -> None:
    """The plan: each year as a table, then limits, losses, what is left out, assumptions and doubts."""
    from rich.text import Text

    out = console()
    title = title_of(plan.context, "")
    out.print(Text(f"{title}：申报计划".lstrip("：") if title else "申报计划", style="bold"))
    _lines(out, [plan_words(plan)])
    for year in plan.years:
        _print_year(year, out)
    _section(
        out, "限制用了多少，再放宽一点能多争取多少（期望）", [each.words for each in _telling(plan.limits)][:MOST_LINES]
    )
    losses = [each.words for each in plan.fallouts if each.loss_wan or each.instead]
    _section(out, "项目退出的影响", losses[:MOST_LINES])
    left = [f"{each.item.rank}. {each.item.project.name}［{each.item.tier}］：{each.because}" for each in plan.left_out]
    _section(out, "没有安排的项目", left)
    _section(out, "计划依据的口径", plan.assumptions)
    _section(out, "需要核对", plan.warnings, "yellow")


def _print_year(year: PlanYear, out: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    out.print()
    known = f"，期望资金 {money(year.expected_wan)} 万元" if any(not each.unknown for each in year.choices) else ""
    out.print(Text(f"{year.title}：{len(year.choices)} 笔{known}", style="bold"))
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    table.add_column("名次", justify="right", no_wrap=True)
    table.add_column("梯次", no_wrap=True)
    table.add_column("项目名称", ratio=5, overflow="fold")
    table.add_column("资金渠道", ratio=4, overflow="fold")
    for name in ("申报\n（万元）", "把握", "期望\n（万元）", "县级配套\n（万元）"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in year.choices:
        table.add_row(
            str(each.item.rank),
            Text(each.item.tier, style=TIER_STYLES.get(each.item.tier, "")),
            Text(each.item.project.name + ("（必上）" if each.must else "")),
            Text(short_title(each.match.programme)),
            asked_words(each),
            f"{each.chance:.0%}",
            expected_words(each),
            local_sum(each),
        )
    out.print(table)
    if year.prepare:
        names = [each.item.project.name for each in year.prepare]
        gaps = sum(len(each.gaps) for each in year.prepare)
        when = year.prepare[0].year
        _lines(out, [f"这一年要为 {when} 年备好 {len(names)} 个项目（缺项 {gaps} 处）：{'、'.join(names)}"], "dim")


def _telling(limits: Sequence[LimitUse]) -> list[LimitUse]:
    """The limits worth a line: those that cost something, dearest first, then those that are full, then the rest by name."""
    used = [each for each in limits if each.gain_wan or each.used >= each.allowed or each.kind not in ("渠道名额",)]
    return sorted(used, key=lambda each: (-(each.gain_wan or 0.0), each.used < each.allowed))


def _section(out: Console, name: str, lines: Sequence[str], style: str = "") -> None:
    from rich.text import Text

    if lines:
        out.print()
        out.print(Text(name, style="bold"))
        _lines(out, lines, style)


def _lines(out: Console, lines: Sequence[str], style: str = "") -> None:
    from rich.text import Text

    for line in lines:
        folded = fold_lines(Text(line, style=style), out.width - 4)
        out.print(Text("  · ") + Text("\n    ").join(folded.split("\n")))

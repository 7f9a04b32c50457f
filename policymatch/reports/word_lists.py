"""The plan and the three worklists as sections of a Word document, each bounded."""

from __future__ import annotations

from collections.abc import Sequence

from policymatch.model.plan import Choice, LeftOut, LimitUse, Plan
from policymatch.model.worklists import Application, Errand, Shortage
from policymatch.programmes.figures import percent
from policymatch.reports.brief import named
from policymatch.reports.list_words import (
    asked_words,
    backing_words,
    deadline_words,
    expected_words,
    gaps_words,
    local_words,
    loss_words,
    plan_words,
    problem_words,
    shortage_money,
    unlocked_words,
    year_words,
)
from policymatch.reports.phrases import NONE, most_words, plain, short_title, wan
from policymatch.reports.word_paper import Column, Paper

ROWS = 100
_FALLOUTS = 8
_PREPARE = 30
_LIMITS = 20


def write_plan(paper: Paper, plan: Plan) -> None:
    """The plan: what it brings, the applications by year, what limits cost, what if one falls out, on what it rests."""
    paper.say(plan_words(plan))
    for number, year in enumerate(plan.years):
        paper.caption(plain(year_words(year), 60))
        _choices(paper, year.choices, brief=number > 0)
        _prepare(paper, year.prepare)
    if not plan.years:
        _choices(paper, plan.choices)
    _limits(paper, plan.limits)
    if plan.fallouts:
        paper.caption("哪个项目落选会怎样")
        for fallout in plan.fallouts[:_FALLOUTS]:
            paper.item(
                plain(fallout.words, 200), f"{plain(fallout.project, 40)}：期望少（万元）{loss_words(plan, fallout)}。"
            )
        _more(paper, len(plan.fallouts) - _FALLOUTS, "个项目")
    if plan.left_out:
        paper.caption(f"没有列入的项目：{len(plan.left_out)} 个")
        _left_out(paper, plan.left_out)
    for title, sentences in (("方案的假定", plan.assumptions), ("要留意的", plan.warnings)):
        if sentences:
            paper.caption(title)
            for words in sentences[:12]:
                paper.item(words)


def _limits(paper: Paper, limits: Sequence[LimitUse]) -> None:
    """The limits that hold the plan back; of those with room to spare only how many there are."""
    tight = [each for each in limits if (each.gain_wan or 0) > 0 or each.used >= each.allowed]
    if tight:
        paper.caption("用满的限额和它的代价")
        columns = (
            Column("限额", 42),
            Column("已用", 20, "right"),
            Column("限额数", 20, "right"),
            Column("放宽一点值多少", 74),
        )
        rows = [
            (
                plain(each.name, 40),
                f"{wan(each.used)} {each.unit}",
                f"{wan(each.allowed)} {each.unit}",
                plain(each.words, 100),
            )
            for each in tight[:_LIMITS]
        ]
        paper.table(columns, rows)
        _more(paper, len(tight) - _LIMITS, "项用满的限额")
    if len(limits) > len(tight):
        paper.item(f"{'其余 ' if tight else ''}{len(limits) - len(tight)} 项限额没有用满。")


def _choices(paper: Paper, choices: Sequence[Choice], *, brief: bool = False) -> None:
    """The applications of a year; ``brief`` leaves out why, which for later years is much the same."""
    if not choices:
        paper.item("没有安排申报。")
        return
    columns = [
        Column("项目", 36),
        Column("资金渠道", 26),
        Column("申请\n（万元）", 18, "right"),
        Column("把握\n（假定）", 17, "center"),
        Column("期望\n（万元）", 16, "right"),
        Column("县级配套\n（万元）", 24),
        Column("为什么", 43),
    ]
    rows = [
        [
            plain(each.item.project.name, 60) + ("（必上）" if each.must else ""),
            plain(short_title(each.match.programme), 40),
            asked_words(each),
            percent(each.chance),
            expected_words(each),
            local_words(each),
            plain(each.because, 110),
        ]
        for each in choices[:ROWS]
    ]
    if brief:
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    paper.table(columns, rows)
    _more(paper, len(choices) - ROWS, "项")


def _prepare(paper: Paper, items: Sequence[LeftOut]) -> None:
    if not items:
        return
    paper.caption(f"同时准备 {len(items)} 个项目")
    columns = (Column("项目", 60), Column("可报年份", 18, "center"), Column("还缺什么", 80))
    rows = [
        (plain(each.item.project.name, 60), str(each.year) if each.year else NONE, gaps_words(each))
        for each in items[:_PREPARE]
    ]
    paper.table(columns, rows)
    _more(paper, len(items) - _PREPARE, "个项目")


def _left_out(paper: Paper, items: Sequence[LeftOut]) -> None:
    columns = (Column("项目", 56), Column("可报年份", 18, "center"), Column("为什么", 82))
    rows = [
        (plain(each.item.project.name, 60), str(each.year) if each.year else NONE, plain(each.because, 110))
        for each in items[:_PREPARE]
    ]
    paper.table(columns, rows)
    _more(paper, len(items) - _PREPARE, "个项目")


def write_applications(paper: Paper, rows: Sequence[Application]) -> None:
    """申报清单."""
    if not rows:
        paper.say("没有可以申报的项目。")
        return
    columns = (
        Column("项目", 38),
        Column("资金渠道", 30),
        Column("最多可争取", 20, "right"),
        Column("截止日期", 40),
        Column("申报材料", 38),
    )
    paper.table(columns, [_application(each) for each in rows[:ROWS]])
    _more(paper, len(rows) - ROWS, "项")


def _application(row: Application) -> tuple[str, ...]:
    papers = "、".join(plain(each, 20) for each in row.documents[:6])
    return (
        plain(row.item.project.name, 60),
        plain(row.match.programme.title, 50),
        most_words(row.match.award),
        plain(deadline_words(row), 60),
        (papers + (f"等 {len(row.documents)} 项" if len(row.documents) > 6 else "")) or "待核",
    )


def write_errands(paper: Paper, rows: Sequence[Errand]) -> None:
    """前期手续缺项清单."""
    if not rows:
        paper.say("没有缺前期手续的项目。")
        return
    columns = (
        Column("部门", 26),
        Column("手续", 30),
        Column("办成即手续齐全", 40),
        Column("还缺其他手续", 24, "center"),
        Column("办成后最多可争取", 36, "right"),
    )
    paper.table(
        columns,
        [
            (
                plain(each.office, 20),
                plain(each.step, 30),
                unlocked_words(each) + (f"\n{named([item.project.name for item in each.unlocks])}" if each.unlocks else ""),
                f"{len(each.waiting)} 个",
                backing_words(each.unlocked),
            )
            for each in rows[:ROWS]
        ],
    )  # fmt: skip
    _more(paper, len(rows) - ROWS, "项")


def write_shortages(paper: Paper, rows: Sequence[Shortage]) -> None:
    """要素保障问题清单."""
    if not rows:
        paper.say("没有发现要素保障问题。")
        return
    columns = (
        Column("项目", 48),
        Column("类别", 16, "center"),
        Column("问题", 50),
        Column("部门", 24),
        Column("资金缺口\n（万元）", 18, "right"),
    )
    paper.table(
        columns,
        [
            (
                plain(each.item.project.name, 60),
                plain(each.kind, 10),
                plain(problem_words(each), 120),
                plain(each.office, 20),
                shortage_money(each),
            )
            for each in rows[:ROWS]
        ],
    )
    _more(paper, len(rows) - ROWS, "项")


def _more(paper: Paper, left: int, what: str) -> None:
    if left > 0:
        paper.item(f"还有 {left} {what}，见 Excel 报告。")

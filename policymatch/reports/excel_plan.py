"""The sheets of a plan: which applications to make, what follows year by year, what the limits cost."""

from __future__ import annotations

from collections.abc import Iterator

from policymatch.model import Choice, LeftOut, Plan
from policymatch.reports.excel_table import PROJECT, Column, Kind, Row, Sheet, project_head, stated
from policymatch.reports.list_words import asked_marks, asked_of, debt_of, expected_of, loss_of, proof_words
from policymatch.reports.phrases import NONE, UNKNOWN


def plan_sheets(plan: Plan) -> tuple[Sheet, ...]:
    """申报方案, 年度安排 and 约束与影响."""
    return _choices(plan), _years(plan), _limits(plan)


def _choices(plan: Plan) -> Sheet:
    years = sorted({year for choice in plan.choices for year in choice.local_wan})
    columns = (
        *PROJECT,
        Column("资金渠道", 22),
        Column("资金类型", 13),
        Column("支持方向", 18),
        Column("申报\n年度", 7, Kind.WHOLE),
        Column("申请额\n（万元）", 11, Kind.MONEY),
        Column("申请额\n口径", 7, Kind.SHORT),
        Column("把握", 7, Kind.SHARE),
        Column("期望金额\n（万元）", 11, Kind.MONEY),
        *(Column(f"{year} 年县级\n配套（万元）", 11, Kind.LOOSE) for year in years),
        Column("占用债务\n空间（万元）", 11, Kind.LOOSE),
        Column("必上", 6, Kind.SHORT),
        Column("为什么选它", 40),
    )
    rows = tuple(
        (
            *project_head(each.item),
            each.match.programme.title,
            each.match.programme.channel,
            each.match.direction.title,
            each.year,
            asked_of(each),
            "、".join(asked_marks(each)) or NONE,
            each.chance,
            expected_of(each),
            *(UNKNOWN if each.local_unknown else each.local_wan.get(year) for year in years),
            stated(debt_of(each)),
            "是" if each.must else NONE,
            each.because,
        )
        for each in plan.choices
    )
    return Sheet("申报方案", columns, rows, 3, empty="约束之内没有可以申报的")


def _years(plan: Plan) -> Sheet:
    columns = (
        Column("年度", 8, Kind.SHORT),
        Column("阶段", 20),
        Column("安排", 9, Kind.SHORT),
        *PROJECT,
        Column("资金渠道", 24),
        Column("申请额\n（万元）", 11, Kind.LOOSE),
        Column("期望金额\n（万元）", 11, Kind.LOOSE),
        Column("说明", 50),
    )
    return Sheet("年度安排", columns, tuple(_arranged(plan)), 3)


def _arranged(plan: Plan) -> Iterator[Row]:
    for year in plan.years:
        for choice in year.choices:
            yield (year.year, year.title, "申报", *_chosen(choice))
        for left in year.prepare:
            yield (year.year, year.title, "准备", *_left(left))
    for left in plan.left_out:
        yield (left.year or NONE, NONE, "不安排", *_left(left))


def _chosen(choice: Choice) -> Row:
    money = (stated(asked_of(choice)), stated(expected_of(choice)))
    return (*project_head(choice.item), choice.match.programme.title, *money, choice.because)


def _left(left: LeftOut) -> Row:
    return (*project_head(left.item), NONE, None, None, left.because)


def _limits(plan: Plan) -> Sheet:
    columns = (
        Column("类别", 12, Kind.SHORT),
        Column("名称", 30),
        Column("单位", 8, Kind.SHORT),
        Column("已用", 11, Kind.LOOSE),
        Column("上限", 11, Kind.LOOSE),
        Column("占用", 9, Kind.SHORT),
        Column("放宽\n多少", 8, Kind.LOOSE),
        Column("期望金额变化\n（万元）", 13, Kind.LOOSE),
        Column("说明", 70),
    )
    return Sheet("约束与影响", columns, tuple(_effects(plan)), 2)


def _effects(plan: Plan) -> Iterator[Row]:
    yield ("方案", "期望金额", "万元", plan.expected_wan, plan.bound_wan, NONE, None, None, proof_words(plan))
    for limit in plan.limits:
        used = f"{limit.used / limit.allowed:.0%}" if limit.allowed else NONE
        yield (
            "约束", limit.name, limit.unit, limit.used, limit.allowed, used, limit.one_more, limit.gain_wan, limit.words,
        )  # fmt: skip
    for each in plan.fallouts:
        words = [each.words]
        if each.instead:
            words.append(f"顶上来：{'、'.join(each.instead)}")
        if each.dropped:
            words.append(f"随之退出：{'、'.join(each.dropped)}")
        loss = loss_of(plan, each)
        change = UNKNOWN if loss is None else 0.0 - loss
        yield ("退出影响", each.project, NONE, None, None, NONE, None, change, "\n".join(filter(None, words)))
    for kind, lines in (("前提", plan.assumptions), ("提示", plan.warnings)):
        for line in lines:
            yield (kind, NONE, NONE, None, None, NONE, None, None, line)

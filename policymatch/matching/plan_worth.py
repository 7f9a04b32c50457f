"""What each limit costs, and what changes when a chosen project falls out: the first year solved again each time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from policymatch.matching.plan_conflicts import amount_words
from policymatch.matching.plan_money import HUNDREDTHS, shown, wan
from policymatch.matching.plan_rows import BALANCE, CHANNEL, DEBT, LOCAL, MUST, PROJECT, QUOTA, SHARE, Field, Row
from policymatch.matching.plan_solve import SURE, Clock
from policymatch.matching.plan_stage import Solved, money, points
from policymatch.model import Fallout, LimitUse

MOST_LIMITS = 40
MOST_PROJECTS = 30
"""So many limits are eased and so many projects left out in turn, those first that are full and those that bring most."""

MOST_CANDIDATES = 1_500
"""What a project's loss brings is not searched among more candidates than these, unless all is to be told."""

_MORE = {QUOTA: 1, CHANNEL: 1, LOCAL: 100 * HUNDREDTHS, DEBT: 1000 * HUNDREDTHS, MUST: 1, BALANCE: 1}
_ORDER = (QUOTA, CHANNEL, LOCAL, DEBT, BALANCE, MUST)


def uses(solved: Solved, clock: Clock | None, taken: Mapping[int, int]) -> tuple[LimitUse, ...]:
    """Every limit of the year that was stated or met, with what is used of it; with a clock also what one more would bring (``gain_wan``).

    ``taken`` are the matching funds that all years together need, by year (hundredths of 万元).
    """
    stage = solved.stage
    rows = [row for row in stage.rows if row.kind == LOCAL or (row.kind != PROJECT and row.year == stage.year)]
    rows = [row for row in rows if row.stated or not row.idle or row.used(solved.chosen)]
    rows.sort(key=lambda row: (_ORDER.index(row.kind), row.year))
    met = [row for row in rows if not row.idle] if clock else []
    met.sort(key=lambda row: _left(row, solved) >= _MORE[row.kind])
    gains = {
        id(row): gain(solved, row, clock) for row in met[: MOST_LIMITS if clock and clock.bounded else None] if clock
    }
    return tuple(_use(row, solved, taken, 0 if row.idle and clock else gains.get(id(row))) for row in rows)


def _left(row: Row, solved: Solved) -> int:
    used = row.used(solved.chosen)
    return row.high - used if row.high is not None else used - (row.low or 0)


def step(row: Row) -> int:
    """What one more of a limit is: a quota, 100 万元 of matching funds, 1,000 万元 of debt, a project; a share has none."""
    return 0 if row.scale == SHARE else _MORE[row.kind] if row.high is not None else -_MORE[row.kind]


def gain(solved: Solved, row: Row, clock: Clock) -> int | None:
    """The expected money (hundredths of 万元) that one more of a limit brings; None where that cannot be told.

    The prices of the plan bound the eased problem too, so only candidates that could make it better are searched.
    """
    more = step(row)
    if not more or clock.over:
        return None
    problem = solved.problem
    at = next((number for number, each in enumerate(problem.rows) if each is row), None)
    if at is None:
        return 0
    eased = replace(row, high=row.high + more) if row.high is not None else replace(row, low=(row.low or 0) + more)
    objective = money(solved.stage)
    wider = problem.with_row(at, eased)
    prices = wider.priced(objective, solved.prices.duals)
    found, _ = wider.best(objective, clock, prices, known=solved.value)
    if not found.searched or solved.bound > solved.value:
        return None
    return max(found.value - solved.value, 0) if found.chosen is not None else 0


def _use(row: Row, solved: Solved, taken: Mapping[int, int], gained: int | None) -> LimitUse:
    used = taken.get(row.year, 0) if row.kind == LOCAL else row.used(solved.chosen)
    allowed = (row.high + row.before) if row.high is not None else (row.low or 0)
    if row.scale == SHARE:
        return _share_use(row, solved)
    said = f"{row.year} 年{_thing(row)}：用 {amount_words(row, used)}，{_limit(row, allowed)}"
    if row.kind == MUST:
        said = f"{row.year} 年必上{row.name}：已安排"
    words = said + _gain_words(row, gained)
    gain_wan = None if gained is None else wan(gained)
    more = step(row) / row.scale
    return LimitUse(
        row.name, row.unit, used / row.scale, allowed / row.scale, more, gain_wan, words, row.kind, row.year
    )


def _share_use(row: Row, solved: Solved) -> LimitUse:
    """A share: of the projects chosen in the year, in percent."""
    chosen = [index for index in solved.chosen if index in row.weights]
    part = -min(row.weights.values(), default=0)
    within = sum(row.weights[index] > 0 or part == 0 for index in chosen)
    share = 100 * within / len(chosen) if chosen else 0.0
    words = f"{row.year} 年{row.name}：{len(chosen)} 个里 {within} 个，占 {share:.0f}%"
    return LimitUse(row.name, "%", round(share, 2), part * 100 / SHARE, 0.0, None, words, row.kind, row.year)


def _thing(row: Row) -> str:
    return f"“{row.name}”名额" if row.kind in (QUOTA, CHANNEL) else row.name


def _limit(row: Row, allowed: int) -> str:
    return f"限 {amount_words(row, allowed)}" if row.high is not None else f"至少 {amount_words(row, allowed)}"


def _gain_words(row: Row, gained: int | None) -> str:
    what = {
        QUOTA: "多一个名额",
        CHANNEL: "多一个名额",
        LOCAL: "多 100 万元配套",
        DEBT: "多 1000 万元举债空间",
        MUST: "不要求必上",
    }.get(row.kind, "多放一个" if row.high is not None else "少保一个")
    if gained is None:
        return ""
    return f"；{what}可多争取约 {shown(gained)} 万元（期望）" if gained else f"；{what}也不增加期望资金"


def fallouts(field: Field, solved: Solved, clock: Clock) -> tuple[Fallout, ...]:
    """For the chosen projects of the year, those that bring most first: what it costs to lose each, and what comes instead."""
    stage = solved.stage
    now = sorted(solved.now, key=lambda at: (-stage.candidates[at].package.expected, stage.candidates[at].project))
    return tuple(
        told
        for at in now[: MOST_PROJECTS if clock.bounded else None]
        if not clock.over and (told := _fallout(field, solved, at, clock)) is not None
    )


def _fallout(field: Field, solved: Solved, at: int, clock: Clock) -> Fallout | None:
    stage, name = solved.stage, field.items[solved.stage.candidates[at].project].project.name
    found = _without(solved, at, clock)
    if found is None or solved.bound > solved.value:
        return None
    chosen, value = found
    if chosen is None:
        words = f"“{name}”退出后，其余限制不能同时满足，须先改限制"
        return Fallout(name, wan(solved.value), (), (), words)
    old = set(solved.chosen) - {at}
    new, gone = ([at for at in sorted(each) if stage.counts(at)] for each in (chosen - old, old - chosen))
    moved = {stage.candidates[index].project for index in gone}
    instead = tuple(_told(field, solved, index, stage.candidates[index].project in moved) for index in new)
    staying = {stage.candidates[index].project for index in new}
    dropped = tuple(_told(field, solved, index) for index in gone if stage.candidates[index].project not in staying)
    loss = solved.value - value
    return Fallout(name, wan(loss), instead, dropped, _fallout_words(name, loss, instead, dropped))


def _without(solved: Solved, at: int, clock: Clock) -> tuple[frozenset[int] | None, int] | None:
    """The best choice without a project, with its money; a choice of None where there is none, None where time ended.

    Of choices that are worth as much, the one that keeps most of the plan.
    """
    stage, out = solved.stage, solved.stage.candidates[at].project
    problem, duals = solved.problem, solved.prices.duals.copy()
    for number, row in enumerate(problem.rows):
        if row.wish is not None and row.wish.project == out:  # whoever has fallen out need not come
            problem = problem.with_row(number, replace(row, low=None))
            duals[number] = 0.0
    worth = money(stage)
    gone = np.array([each.project == out for each in stage.candidates])
    prices = problem.priced(worth, duals, gone)
    kept = [index for index in solved.chosen if index != at]
    if all(row.holds(row.used(kept)) for row in problem.rows):
        near = (prices.losses <= prices.bound - solved.value + int(worth[at]) + SURE) & ~gone & (worth > 0)
        floor = int(sum(int(worth[index]) for index in problem.filled(kept, worth, near)))
    else:
        found, _ = problem.best(worth, clock, prices)
        if found.chosen is None or not found.proven:
            return (None, 0) if found.chosen is None and found.searched else None
        floor = found.value
    among = (prices.losses <= prices.bound - floor + SURE) & ~gone
    if clock.bounded and int(among.sum()) > MOST_CANDIDATES:
        clock.spend(problem.size, MOST_CANDIDATES, 0)
        return None
    answer = problem.search(_keeping(solved, worth, kept), among, clock)
    if answer.chosen is None or not answer.proven:
        return None
    return frozenset(answer.chosen), int(sum(int(worth[index]) for index in answer.chosen))


def _keeping(solved: Solved, worth: Any, kept: Sequence[int]) -> Any:
    """Money before all, then what stays as planned, then what ranks better: one number for each candidate."""
    second = points(solved.stage)
    bonus = 1 + (9 * second) // max(int(second.max(initial=0)), 1)
    bonus[second == 0] = 0
    bonus[list(kept)] = 20
    projects = len({each.project for each in solved.stage.candidates})
    return worth * (20 * projects + 1) + bonus


def _told(field: Field, solved: Solved, index: int, moved: bool = False) -> str:
    package = solved.stage.candidates[index].package
    titles = " + ".join(part.match.programme.title for part in package.parts)
    return f"{field.items[package.project].project.name}（{'改报 ' if moved else ''}{titles}）"


def _fallout_words(name: str, loss: int, instead: Sequence[str], dropped: Sequence[str]) -> str:
    def parts() -> Iterator[str]:
        yield f"少争取 {shown(loss)} 万元（期望）" if loss else "期望资金不减少"
        if instead:
            yield f"由{'、'.join(instead)}递补"
        if dropped:
            yield f"同时撤下{'、'.join(dropped)}"
        if not instead and not dropped:
            yield "没有项目递补"

    return f"“{name}”退出：" + "，".join(parts())

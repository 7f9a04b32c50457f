"""Says which limits contradict each other where no choice keeps them all, and how much would be needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from policymatch.matching.plan_rows import (
    BALANCE,
    CHANNEL,
    DEBT,
    LOCAL,
    MUST,
    PROJECT,
    QUOTA,
    Field,
    Row,
    Stage,
)
from policymatch.matching.plan_solve import Answered, Clock, Problem
from policymatch.model import Answer
from policymatch.programmes.figures import figure

MOST = 5
"""Contradictions that are told."""


def explain(field: Field, stage: Stage, clock: Clock) -> tuple[str, ...]:
    """One sentence for each set of limits that cannot hold together; empty where time ended before one was found."""
    told = [_impossible(field, row) for row in stage.rows if row.kind == MUST and not row.weights]
    rows = [row for row in stage.rows if not (row.kind == MUST and not row.weights)]
    indices = _concerned(stage, rows)
    while len(told) < MOST and clock.left() > 0:
        checker = _Checker(stage, indices, clock)
        if checker.holds(rows):
            break
        core = checker.smallest(rows)
        told.append(_words(core, checker))
        rows = [row for row in rows if row is not _weakest(core)]
    return tuple(told)


def _concerned(stage: Stage, rows: Sequence[Row]) -> list[int]:
    """The candidates that a demand speaks of; the others only take room, unless a share of all is at stake."""
    shares = [row for row in rows if row.kind == BALANCE and row.scale > 1]
    if shares:
        return list(range(len(stage.candidates)))
    asked = [row for row in rows if row.low is not None and row.low > 0]
    return sorted({index for row in asked for index in row.weights})


class _Checker:
    def __init__(self, stage: Stage, indices: Sequence[int], clock: Clock) -> None:
        self.place = {index: number for number, index in enumerate(indices)}
        self.projects = [stage.candidates[index].project for index in indices]
        self.clock = clock

    def problem(self, rows: Iterable[Row]) -> Problem:
        return Problem(
            self.projects,
            [
                replace(row, weights={self.place[at]: w for at, w in row.weights.items() if at in self.place})
                for row in rows
            ],
        )

    def holds(self, rows: Iterable[Row]) -> bool:
        """Whether some choice keeps these rows; taken for so where time ends."""
        found = self._search(rows, np.zeros(len(self.projects), dtype=np.int64))
        return found.chosen is not None or not found.searched

    def least(self, row: Row, others: Iterable[Row]) -> int | None:
        """The least of a row's use that the others allow."""
        weights = np.zeros(len(self.projects), dtype=np.int64)
        for index, weight in row.weights.items():
            if index in self.place:
                weights[self.place[index]] = -weight
        found = self._search(others, weights)
        return -found.value if found.proven else None

    def _search(self, rows: Iterable[Row], objective: Any) -> Answered:
        return self.problem(rows).search(objective, np.ones(len(self.projects), dtype=bool), self.clock)

    def smallest(self, rows: Sequence[Row]) -> list[Row]:
        """A set of rows that cannot hold together, and from which none can be left out."""
        core = [row for row in rows if row.kind != PROJECT]
        fixed = [row for row in rows if row.kind == PROJECT]
        step = max(len(core) // 2, 1)
        while step:  # whole stretches are left out first, then single rows
            at = 0
            while at < len(core):
                fewer = core[:at] + core[at + step :]
                if not self.holds([*fewer, *fixed]):
                    core = fewer
                else:
                    at += step
            step //= 2
        return core


def _weakest(core: Sequence[Row]) -> Row:
    """The row to leave out when the next contradiction is looked for: a limit before a demand."""
    return next((row for row in core if row.kind in (LOCAL, DEBT, QUOTA, CHANNEL)), core[-1])


def _words(core: Sequence[Row], checker: _Checker) -> str:
    demands = [row for row in core if row.low is not None and row.low > 0]
    limits = [row for row in core if row not in demands]
    asked = "、".join(demand_words(row) for row in demands)
    if not limits:
        return f"{asked}：这几项要求不能同时满足（同一个项目计划期内只报一次，能不能搭配以规则为准）"
    said = []
    for row in limits:
        need = checker.least(row, [other for other in core if other is not row])
        said.append(_limit_words(row, need))
    return f"{asked or '这几条限制'}{'' if len(limits) == 1 else '一起'}{'；'.join(said)}"


def demand_words(row: Row) -> str:
    """A demand as the conflict names it."""
    return f"必上项目{row.name}（{row.year} 年）" if row.kind == MUST else f"{row.year} 年{row.name}"


def _limit_words(row: Row, need: int | None) -> str:
    if row.kind == BALANCE:
        return f"与“{row.year} 年{row.name}”矛盾"
    before = f"（前面年度的申报已占用 {amount_words(row, row.before)}）" if row.before else ""
    allowed = (row.high or 0) + row.before
    thing = {LOCAL: "的县级配套资金", DEBT: "的专项债券举债空间"}.get(row.kind, f"“{row.name}”的名额")
    only = f"{'只有' if allowed > 0 else '是'} {amount_words(row, max(allowed, 0))}"
    if need is None:
        return f"要占用 {row.year} 年{thing}，而 {row.year} 年{only}{before}"
    return f"至少需要 {row.year} 年{thing} {amount_words(row, need + row.before)}，而 {row.year} 年{only}{before}"


def amount_words(row: Row, amount: int) -> str:
    """An amount of a row in its unit."""
    return f"{figure(amount / row.scale)} {row.unit}".rstrip()


def _impossible(field: Field, row: Row) -> str:
    """Why a demanded project cannot be applied for at all."""
    wish = row.wish
    assert wish is not None
    item = field.items[wish.project]
    head = f"必上项目{row.name}（{row.year} 年）不能满足："
    if any(each.project == wish.project and each.programme in (None, wish.programme) and each.year in (None, row.year)
           for each in field.named.never):  # fmt: skip
        return head + "“不报”里也写了它"
    if item.tier == "D":
        return head + f"D 档不宜申报，{item.tier_because}"
    if row.year > field.last or row.year < field.first:
        return head + f"不在计划年度 {field.first}—{field.last} 内"
    if wish.programme is not None:
        match = next((each for each in item.matches if each.programme.id == wish.programme), None)
        if match is None:
            return head + "这个项目没有匹配到这个资金渠道"
        if match.verdict is Answer.NO:
            reason = next((each for each in match.reasons if each.answer is Answer.NO), None)
            return head + f"结论是不符合{f'（{reason.rule}）' if reason else ''}"
        return head + "这个渠道到那一年已停止执行"
    return head + "没有可以申报的资金渠道"

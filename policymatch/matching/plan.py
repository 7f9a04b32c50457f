"""The plan: which applications to make this year, and which to prepare for the years after (梯次接续).

Years are solved one after the other. The first takes what brings the most expected money under its limits; the next one
chooses among the projects that are left and those whose tier has become ready, with what remains of the matching funds.
Room for what later years must have is kept from the start. So no money that can be had now waits for a reckoning about a
later year, which is much less certain; and each year the plan is made anew.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

from policymatch.errors import PlanError
from policymatch.matching.plan_candidates import packages
from policymatch.matching.plan_conflicts import explain
from policymatch.matching.plan_limits import LAST_OF_FIVE_YEARS, Limits
from policymatch.matching.plan_money import wan
from policymatch.matching.plan_names import find_names
from policymatch.matching.plan_rows import LOCAL, Field, Stage, build
from policymatch.matching.plan_solve import Clock
from policymatch.matching.plan_stage import Solved, solve
from policymatch.matching.plan_telling import assumptions, choices, left_out, prepare, title, warnings
from policymatch.matching.plan_worth import fallouts, uses
from policymatch.model import Fallout, LimitUse, Plan, PlanYear, Programme, Ranking
from policymatch.programmes.combinations import NO_COMBINATIONS, Combinations

SECONDS = 120.0
"""Time for the plan, and as much again for explaining it."""

WORK = 20.0
"""Work for what limits cost, and as much for what a project's loss costs (Clock.spend): it ends before the time does, and at
the same place on every machine."""

MOST_YEARS = 20


def make_plan(
    ranking: Ranking,
    limits: Limits,
    *,
    year: int,
    combinations: Combinations = NO_COMBINATIONS,
    programmes: Iterable[Programme] = (),
    explained: bool = True,
    seconds: float = SECONDS,
) -> Plan:
    """Choose the applications for ``year`` and the years after it.

    ``year`` is the first year (``Limits.first_year`` is for the caller to prefer). ``combinations`` say what may stand
    together in one project, ``programmes`` are further programmes that the limits may name. With ``explained`` false
    what limits cost and what follows when a project falls out is left out.

    Raises PlanError where no choice keeps all limits, CatalogueError where the limits name what there is not.
    """
    started = time.monotonic()
    field = _field(ranking, limits, year, combinations, programmes)
    clock = Clock(seconds)
    solved: list[Solved] = []
    placed: frozenset[int] = frozenset()
    taken: dict[int, int] = {}
    for each in range(field.first, field.last + 1):
        found = _solved(field, build(field, each, placed, taken), clock)
        solved.append(found)
        for candidate in (found.stage.candidates[index] for index in found.now):
            placed |= {candidate.project}
            for when, amount in candidate.local.items():
                taken[when] = taken.get(when, 0) + amount
    first = solved[0]
    clocks = (Clock(seconds, WORK), Clock(seconds, WORK)) if explained else (None, None)
    told = _limits(solved, taken, clocks[0])
    lost = fallouts(field, first, clocks[1]) if clocks[1] else ()
    return Plan(
        choices=choices(field, first),
        left_out=left_out(field, solved),
        years=_years(field, solved),
        limits=told,
        fallouts=lost,
        expected_wan=wan(first.value),
        bound_wan=wan(first.bound),
        gap=gap(first),
        seconds=round(time.monotonic() - started, 3),
        assumptions=assumptions(field),
        warnings=(*ranking.warnings, *warnings(field, solved), *(_untold(first, told, lost) if explained else ())),
        context=dict(ranking.context)
        | {
            "计划年度": f"{field.first}—{field.last}",
            "限制文件": limits.path.name if limits.path else "没有（按默认口径）",
        },
    )


def gap(solved: Solved) -> float:
    """The share of the bound that is not proven to be out of reach, 0 where the plan is proven best."""
    return 0.0 if solved.bound <= solved.value else round((solved.bound - solved.value) / solved.bound, 6)


def _field(
    ranking: Ranking, limits: Limits, year: int, combinations: Combinations, programmes: Iterable[Programme]
) -> Field:
    items = ranking.projects
    named = find_names(limits, items, programmes)
    last = limits.last_year if limits.last_year is not None else max(LAST_OF_FIVE_YEARS, year + 2)
    last = min(last, year + MOST_YEARS - 1)
    field = Field(items, packages(items, limits, named, combinations), limits, named, year, max(last, year))
    outside = [wish for wish in named.must if wish.year is not None and not field.first <= wish.year <= field.last]
    if outside:
        raise _refusal(
            tuple(
                f"必上项目“{field.items[wish.project].project.name}”要在 {wish.year} 年申报，"
                f"不在计划年度 {field.first}—{field.last} 内"
                for wish in outside
            )
        )
    return field


def _solved(field: Field, stage: Stage, clock: Clock) -> Solved:
    found = solve(stage, clock)
    if isinstance(found, Solved):
        return found
    if not found.searched:
        raise PlanError(f"在限定时间内没有排出 {stage.year} 年的计划", "减少限制或项目后再试")
    told = explain(field, stage, Clock(max(clock.left(), 10.0)))
    raise _refusal(told or (f"{stage.year} 年的限制不能同时满足，时间内没有找出是哪几条",))


def _refusal(conflicts: tuple[str, ...]) -> PlanError:
    lines = "\n".join(f"  {number}. {each}" for number, each in enumerate(conflicts, 1))
    return PlanError(f"限制互相矛盾，没有能全部满足的计划：\n{lines}", "改其中一条再排", conflicts)


def _limits(solved: list[Solved], taken: Mapping[int, int], clock: Clock | None) -> tuple[LimitUse, ...]:
    """The limits of all years; what they cost is told of those that the first year meets."""
    first = uses(solved[0], clock, taken)
    later = (use for each in solved[1:] for use in uses(each, None, taken) if use.kind != LOCAL)
    return (*first, *later)


def _untold(first: Solved, told: Iterable[LimitUse], lost: Sequence[Fallout]) -> Iterator[str]:
    """What was not solved again, because it would have taken too long."""
    limits = sum(use.gain_wan is None and use.one_more != 0 for use in told if use.year == first.stage.year)
    if limits:
        yield f"有 {limits} 条限制的代价没有重算（项目多，只重算最紧的）"
    projects = len(first.now) - len(lost)
    if projects:
        yield f"项目退出的影响只重算了期望资金最高的 {len(lost)} 个，还有 {projects} 个没有重算"


def _years(field: Field, solved: list[Solved]) -> tuple[PlanYear, ...]:
    made = []
    for number, each in enumerate(solved):
        following = solved[number + 1] if number + 1 < len(solved) else None
        made.append(
            PlanYear(
                year=each.stage.year,
                title=title(field, each.stage.year),
                choices=choices(field, each),
                prepare=prepare(field, following) if following else (),
                expected_wan=wan(each.value),
                bound_wan=wan(each.bound),
                gap=gap(each),
            )
        )
    while len(made) > 1 and not made[-1].choices:
        made.pop()
    return tuple(made)

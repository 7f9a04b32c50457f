"""What the plan and the worklists come to, as figures and in words: one set for all reports, so that none says another thing.

What nobody knows is None as a figure, for which the plan keeps 0, and 待核 in words.
"""

from __future__ import annotations

from collections.abc import Mapping

from policymatch.model.plan import Choice, Fallout, LeftOut, Plan, PlanYear
from policymatch.model.worklists import Application, Backing, Errand, Shortage
from policymatch.programmes.figures import percent
from policymatch.reports.phrases import NONE, UNKNOWN, plain, total, wan


def asked_of(choice: Choice) -> float | None:
    """What is applied for, in 万元."""
    return None if choice.unknown else choice.asked_wan


def expected_of(choice: Choice) -> float | None:
    """Sum times chance, in 万元."""
    return None if choice.unknown else choice.expected_wan


def local_of(choice: Choice) -> Mapping[int, float] | None:
    """The county's matching funds of an application by year, in 万元."""
    return None if choice.local_unknown else choice.local_wan


def debt_of(choice: Choice) -> float | None:
    """The room for debt that an application takes, in 万元."""
    return None if choice.debt_unknown else choice.debt_wan


def loss_of(plan: Plan, fallout: Fallout) -> float | None:
    """What is lost with a project, in 万元; with one whose sum nobody knows that is not known either."""
    blank = any(choice.unknown and choice.item.project.name == fallout.project for choice in plan.choices)
    return None if blank and not fallout.loss_wan else fallout.loss_wan


def plan_words(plan: Plan) -> str:
    """What the first year of a plan comes to, and how far it may be from the best there is; sums that are 待核 apart."""
    asked = total(map(asked_of, plan.choices))
    unknown = sum(choice.unknown for choice in plan.choices)
    words = f"首年申报 {len(plan.choices)} 项"
    words += f"，申请 {wan(asked)} 万元" if asked is not None else ""
    words += f"，{'另有 ' if asked is not None else ''}{unknown} 项金额待核，没有计入" if unknown else ""
    if asked is None:
        return f"{words}。"
    return f"{words}；期望 {wan(plan.expected_wan)} 万元，{proof_words(plan)}。"


def proof_words(plan: Plan) -> str:
    """Whether a plan is proven to be the best under its limits, or how much better one could be."""
    if plan.gap <= 0:
        return "已证明是限制下最高的"
    apart = percent(max(plan.gap, 0.0001))
    return f"没有证明是最高的，最多还可能到 {wan(plan.bound_wan)} 万元（差距不超过 {apart}）"


def year_words(year: PlanYear) -> str:
    """The heading of a year of the plan."""
    return year.title if str(year.year) in year.title else f"{year.year} 年：{year.title}"


def asked_words(choice: Choice) -> str:
    """What is applied for, in 万元: what is only a bound, or the planner's own estimate, says so."""
    if choice.unknown:
        return UNKNOWN
    return wan(choice.asked_wan) + "".join(f"（{mark}）" for mark in asked_marks(choice))


def asked_marks(choice: Choice) -> list[str]:
    """What one must know of a sum that is applied for."""
    return ["上限"] * choice.bound + ["自填"] * choice.own


def expected_words(choice: Choice) -> str:
    """Sum times chance, in 万元."""
    return wan(expected_of(choice))


def loss_words(plan: Plan, fallout: Fallout) -> str:
    """What is lost with a project, in 万元."""
    return wan(loss_of(plan, fallout))


def debt_words(choice: Choice) -> str:
    """The room for debt that an application takes, in 万元."""
    debt = debt_of(choice)
    return NONE if debt == 0 else wan(debt)


def local_words(choice: Choice) -> str:
    """The county's matching funds of an application by year."""
    local = local_of(choice)
    if local is None:
        return UNKNOWN
    return "；".join(f"{year} 年 {wan(sum_)}" for year, sum_ in sorted(local.items())) or NONE


def local_sum(choice: Choice) -> str:
    """The county's matching funds of an application in all, in 万元."""
    local = local_of(choice)
    return wan(None if local is None else sum(local.values()))


def gaps_words(left: LeftOut, shown: int = 3) -> str:
    """What a project that is prepared still lacks."""
    words = "、".join(plain(gap.partition("→")[0], 24) for gap in left.gaps[:shown])
    return (words + (f"等 {len(left.gaps)} 项" if len(left.gaps) > shown else "")) or NONE


def deadline_words(row: Application) -> str:
    """The last day to apply and what is said of it; 待核 where nobody knows."""
    day = row.deadline.isoformat() if row.deadline else UNKNOWN
    return day if row.deadline_words in ("", day) else f"{day}（{row.deadline_words}）"


def backing_words(backing: Backing) -> str:
    """The most that can be had once a step is done, with the number of projects whose sum nobody knows."""
    unknown = f"{backing.unknown} 个待核" if backing.unknown else ""
    if backing.award_wan is None:
        return unknown or NONE
    return f"{wan(backing.award_wan)} 万元" + (f"（另有 {unknown}）" if unknown else "")


def unlocked_words(errand: Errand) -> str:
    """How many projects a step unlocks, and how many of them need a look besides."""
    return f"{len(errand.unlocks)} 个" + (f"（{errand.to_check} 个还要核实）" if errand.to_check else "")


def shortage_money(shortage: Shortage) -> str:
    """The sum that is short; — where it is not about money."""
    return wan(shortage.wan) if shortage.wan is not None or "资金" in shortage.kind else NONE


def problem_words(shortage: Shortage) -> str:
    """What is short; what the table leaves open says so."""
    return f"{shortage.problem}（待核实）" if shortage.unsure else shortage.problem

"""What the plan and the worklists say in words that Word and web page share."""

from __future__ import annotations

from policymatch.model.plan import Choice, Fallout, LeftOut, Plan, PlanYear
from policymatch.model.worklists import Application, Backing, Errand, Shortage
from policymatch.programmes.figures import percent
from policymatch.reports.brief import total
from policymatch.reports.phrases import NONE, UNKNOWN, plain, wan


def plan_words(plan: Plan) -> str:
    """What the first year of a plan comes to, and how far it may be from the best there is; sums that are 待核 apart."""
    known = [choice.asked_wan for choice in plan.choices if not choice.unknown]
    unknown = len(plan.choices) - len(known)
    words = f"首年申报 {len(plan.choices)} 项"
    words += f"，申请 {wan(total(known))} 万元" if known else ""
    words += f"，{'另有 ' if known else ''}{unknown} 项金额待核，没有计入" if unknown else ""
    if not known:
        return f"{words}。"
    gap = "已证明是最优" if plan.gap <= 0 else f"与最优的差距已证明不超过 {percent(max(plan.gap, 0.0001))}"
    return f"{words}；期望 {wan(plan.expected_wan)} 万元（上界 {wan(plan.bound_wan)} 万元，{gap}）。"


def year_words(year: PlanYear) -> str:
    """The heading of a year of the plan."""
    return year.title if str(year.year) in year.title else f"{year.year} 年：{year.title}"


def asked_words(choice: Choice) -> str:
    """What is applied for, in 万元: what is only a bound, or the planner's own estimate, says so."""
    if choice.unknown:
        return UNKNOWN
    return wan(choice.asked_wan) + ("（上限）" if choice.bound else "") + ("（自填）" if choice.own else "")


def expected_words(choice: Choice) -> str:
    """Sum times chance, in 万元."""
    return UNKNOWN if choice.unknown else wan(choice.expected_wan)


def loss_words(plan: Plan, fallout: Fallout) -> str:
    """What is lost with a project, in 万元; with one whose sum nobody knows that is not known either."""
    blank = any(choice.unknown and choice.item.project.name == fallout.project for choice in plan.choices)
    return UNKNOWN if blank and not fallout.loss_wan else wan(fallout.loss_wan)


def debt_words(choice: Choice) -> str:
    """The room for debt that an application takes, in 万元."""
    if choice.unknown and "债" in choice.match.programme.channel:
        return UNKNOWN
    return wan(choice.debt_wan) if choice.debt_wan else NONE


def local_words(choice: Choice) -> str:
    """The county's matching funds of an application by year."""
    if choice.local_unknown:
        return UNKNOWN
    years = [f"{year} 年 {wan(sum_)}" for year, sum_ in sorted(choice.local_wan.items())]
    return "；".join(years) or NONE


def gaps_words(left: LeftOut, shown: int = 3) -> str:
    """What a project that is prepared still lacks."""
    words = "、".join(plain(gap.partition("→")[0], 24) for gap in left.gaps[:shown])
    return (words + (f"等 {len(left.gaps)} 项" if len(left.gaps) > shown else "")) or NONE


def deadline_words(row: Application) -> str:
    """The last day to apply and what is said of it; 待核 where nobody knows."""
    day = row.deadline.isoformat() if row.deadline else UNKNOWN
    return day if row.deadline_words in ("", day) else f"{day}（{row.deadline_words}）"


def errand_money(backing: Backing) -> str:
    """The money behind a step: what is known, and how many sums are 待核."""
    unknown = f"{backing.unknown} 个待核" if backing.unknown else ""
    if backing.award_wan is None:
        return unknown or NONE
    return f"最多 {wan(backing.award_wan)}" + (f"，另 {unknown}" if unknown else "")


def unlocked_words(errand: Errand) -> str:
    """How many projects a step unlocks, and how many of them need a look besides."""
    return f"{len(errand.unlocks)} 个" + (f"（{errand.to_check} 个还要核实）" if errand.to_check else "")


def shortage_money(shortage: Shortage) -> str:
    """The sum that is short; — where it is not about money."""
    return wan(shortage.wan) if shortage.wan is not None or "资金" in shortage.kind else NONE


def problem_words(shortage: Shortage) -> str:
    """What is short; what the table leaves open says so."""
    return f"{shortage.problem}（待核实）" if shortage.unsure else shortage.problem

"""What the plan and the worklists say in words that Word and web page share."""

from __future__ import annotations

from policymatch.model.plan import Choice, Plan
from policymatch.model.worklists import Application, Errand, Shortage
from policymatch.programmes.figures import percent
from policymatch.reports.brief import total
from policymatch.reports.phrases import NONE, UNKNOWN, wan


def plan_words(plan: Plan) -> str:
    """What a plan comes to, and how far it may be from the best there is."""
    asked = total([choice.asked_wan for choice in plan.choices])
    gap = "，已证明是最优" if plan.gap <= 0 else f"，与最优的差距已证明不超过 {percent(max(plan.gap, 0.0001))}"
    words = f"首年申报 {len(plan.choices)} 项"
    words += f"，拟申请 {wan(asked)} 万元" if plan.choices else ""
    return f"{words}，预期得到 {wan(plan.expected_wan)} 万元（上界 {wan(plan.bound_wan)} 万元{gap}）。"


def gain_words(one_more: float, unit: str, gain_wan: float | None) -> str:
    """What a little more of a limit is worth; where nobody reckoned it, that."""
    if gain_wan is None:
        return "没有推算"
    return f"多 {one_more:g} {unit}，预期{'多得 ' + wan(gain_wan) + ' 万元' if gain_wan > 0 else '不变'}"


def local_words(choice: Choice) -> str:
    """The county's matching funds of an application by year."""
    years = [f"{year} 年 {wan(sum_)}" for year, sum_ in sorted(choice.local_wan.items())]
    return "；".join(years) or NONE


def deadline_words(row: Application) -> str:
    """The last day to apply and what is said of it; 待核 where nobody knows."""
    day = row.deadline.isoformat() if row.deadline else UNKNOWN
    return day if row.deadline_words in ("", day) else f"{day}（{row.deadline_words}）"


def errand_money(errand: Errand) -> str:
    """The money behind a step: what is known, and how many sums are 待核."""
    unknown = f"{errand.money_unknown} 个待核" if errand.money_unknown else ""
    if errand.money_wan is None:
        return unknown or UNKNOWN
    return f"最多 {wan(errand.money_wan)}" + (f"，另 {unknown}" if unknown else "")


def shortage_money(shortage: Shortage) -> str:
    """The sum that is short; — where it is not about money."""
    return wan(shortage.wan) if shortage.wan is not None or "资金" in shortage.kind else NONE

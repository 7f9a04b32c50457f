"""How much a programme may give a project: the most that follows from ratio, basis, cap and region tier.

A sum is stated only where its basis can be had from the table. A basis that is a part of the total investment (核定投资,
工程费用 ...) gives an upper bound, and the explanation says so; a basis that is unclear gives no sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from policymatch.model import Award, AwardRule, Direction, Programme
from policymatch.programmes.figures import figure, percent

_SHARE_OF_TOTAL = re.compile(r"按总投资的(\d{1,3})%计")
_PART_OF_TOTAL = ("核定", "不含征地", "总投资（不含", "投资（", "工程费用", "建筑安装", "设备投资")
_UNCLEAR = re.compile("待核|未写明|未见")
_PER_PROJECT = ("万元/个", "万元", "万元/项目")


def in_force(rule: AwardRule, day: date) -> bool:
    """Whether an award row holds on that day."""
    return (rule.valid_from is None or rule.valid_from <= day) and (rule.valid_to is None or day <= rule.valid_to)


def award_rows(
    programme: Programme, direction: Direction, tier: str | None, sets: frozenset[str], day: date
) -> list[AwardRule]:
    """The rows in force for a direction in a place: those of a special set before the tier's, before those for all."""
    rows = [
        row for row in programme.awards if in_force(row, day) and (not row.applies_to or direction.id in row.applies_to)
    ]
    special = [row for row in rows if row.tier == "特殊" and sets & set(row.places)]
    if special:
        # 南疆四地州 lies within 新疆: the row of the narrower set is the one meant, and it is the more generous.
        best = max((row.ratio or 0.0) for row in special)
        limits = [row for row in rows if row.tier is None and row.ratio is None and row.amount is None]
        return [*(row for row in special if (row.ratio or 0.0) == best), *limits]
    own = [row for row in rows if row.tier == tier] if tier else []
    general = [row for row in rows if row.tier is None]
    # A limit stated for every place (单个项目不超过2亿元) holds beside the shares of the tiers.
    limits = [row for row in general if row.ratio is None and row.amount is None]
    return [*own, *limits] if own else general


def make_award(
    programme: Programme,
    direction: Direction,
    tier: str | None,
    sets: frozenset[str],
    investment_wan: float | None,
    day: date,
) -> Award:
    """The most the programme may give a project of that investment (万元) in that place."""
    rows = award_rows(programme, direction, tier, sets, day)
    if not rows:
        return Award(None, None, None, None, None, tier, _nothing(programme, direction, tier, day))
    ratios = sorted({row.ratio for row in rows if row.ratio is not None})
    caps = [row.cap_wan for row in rows if row.cap_wan is not None]
    lead = next((row for row in rows if row.ratio == (ratios[0] if ratios else None)), rows[0])
    cap = min(caps) if caps else None
    amount, words = _amount(lead, rows, cap, investment_wan)
    if len(ratios) > 1:
        words += f"；各来源比例不一（{'、'.join(map(percent, ratios))}），按最低的算"
    note = "；".join(dict.fromkeys(row.note.rstrip("。") for row in rows if row.note))
    return Award(
        amount_wan=amount,
        ratio=lead.ratio,
        basis=lead.basis,
        cap_wan=cap,
        confidence=_weakest(rows),
        tier=lead.tier or tier,
        explanation=words + (f"。{note}" if note else ""),
        clause=f"{lead.clause.policy} {lead.clause.label}" if lead.clause else None,
        source=lead.source or programme.source,
    )


def _amount(
    lead: AwardRule, rows: list[AwardRule], cap: float | None, investment: float | None
) -> tuple[float | None, str]:
    if lead.ratio is None:
        lump = next((row for row in rows if row.amount is not None), None)
        return _lump(lump, cap)
    share = f"{lead.basis}的 {percent(lead.ratio)}"
    limit = f"，单个项目不超过 {figure(cap)} 万元" if cap is not None else ""
    if investment is None:
        return None, f"最多为{share}{limit}；表中没有总投资，金额待核"
    basis = lead.basis or ""
    own_share = _SHARE_OF_TOTAL.search(basis)
    if own_share:
        base = investment * int(own_share[1]) / 100
        shown = f"{figure(investment)} × {own_share[1]}% × {percent(lead.ratio)}"
    elif _UNCLEAR.search(basis) or not (basis == "总投资" or basis.startswith(_PART_OF_TOTAL)):
        return None, f"最多为{share}{limit}；表中没有这个基数，金额待核"
    else:
        base, shown = investment, f"{figure(investment)} × {percent(lead.ratio)}"
    amount = round(base * lead.ratio, 2)
    words = f"{shown} = {figure(amount)} 万元"
    if cap is not None and amount > cap:
        amount, words = cap, f"{words}，超过单个项目上限，取 {figure(cap)} 万元"
    elif limit:
        words += limit
    if basis != "总投资" and not own_share:
        words += f"（以总投资代算的上限；文件的基数是{basis}，实际只会更少）"
    return amount, words


def _lump(row: AwardRule | None, cap: float | None) -> tuple[float | None, str]:
    if row is None or row.amount is None:
        return None, f"单个项目不超过 {figure(cap)} 万元，比例待核" if cap is not None else "补助标准待核"
    if row.amount_unit in _PER_PROJECT:
        return row.amount, f"每个项目最多 {figure(row.amount)} 万元"
    return None, f"标准为 {figure(row.amount)} {row.amount_unit}，不按单个项目核定，金额待核"


def _nothing(programme: Programme, direction: Direction, tier: str | None, day: date) -> str:
    """Why there is no row: nothing is known, or only for other places."""
    rows = [row for row in programme.awards if not row.applies_to or direction.id in row.applies_to]
    if not rows:
        return "补助标准待核：未见原文的比例或上限"
    if not any(in_force(row, day) for row in rows):
        return "只见到已失效的旧标准，现行标准待核"
    if tier is None:
        return "补助标准分地区，项目地区档次待核（请补填建设地点）"
    return f"未见{tier}地区的补助标准，待核"


def _weakest(rows: Iterable[AwardRule]) -> str:
    order = ("unverified", "reported", "official")
    return min((row.confidence for row in rows), key=order.index)

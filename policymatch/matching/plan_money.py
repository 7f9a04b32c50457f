"""What an application asks for, how likely it is assumed to be granted, and what the county has to add in which year.

Money is counted in whole hundredths of 万元, so that sums are exact and two plans can be told equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from policymatch.matching.fund_labels import is_countys, is_of_others
from policymatch.matching.plan_limits import Chance
from policymatch.matching.plan_names import Estimate
from policymatch.model import Answer, Match, Project, RankedProject
from policymatch.programmes.figures import figure
from policymatch.programmes.reckoning import exact

HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Sum:
    """What is asked for, in hundredths of 万元: 0 with ``unknown`` where nobody knows. ``words`` say how it came about."""

    asked: int
    unknown: bool
    bound: bool
    own: bool
    words: str


def hundredths(wan: float, rounding: str = ROUND_HALF_UP) -> int:
    """A sum in 万元 as whole hundredths of it."""
    return int((exact(wan) * HUNDREDTHS).to_integral_value(rounding))


def wan(amount: int) -> float:
    """Whole hundredths as 万元."""
    return float(Decimal(amount) / HUNDREDTHS)


def shown(amount: int) -> str:
    """Whole hundredths in words."""
    return figure(wan(amount))


def asked_sum(project: Project, match: Match, estimate: Estimate | None) -> Sum:
    """What to ask of a programme: never more than it may give, than the project asks for, or than it costs.

    Where no rule tells the sum, the county's own estimate holds, marked so; without one the sum is unknown.
    """
    award = match.award
    known = [each for each in (award.request_wan, award.amount_wan) if each is not None]
    limits = [each for each in (project.requested_wan, project.investment_wan) if each is not None]
    if not known and estimate is None:
        return Sum(0, unknown=True, bound=False, own=False, words="金额待核，不计入期望资金")
    if not known and estimate is not None:
        asked = min(hundredths(each, ROUND_DOWN) for each in (estimate.wan, *limits))
        words = f"申报 {shown(max(asked, 0))} 万元（县里自填，没有查到标准，未核：{estimate.because}）"
        return Sum(max(asked, 0), unknown=False, bound=award.bound, own=True, words=words)
    own = estimate is not None and estimate.wan < min(known)
    most = [*known, *limits, *([estimate.wan] if estimate is not None else [])]
    asked = max(min(hundredths(each, ROUND_DOWN) for each in most), 0)
    words = f"申报{'至多' if award.bound else ''} {shown(asked)} 万元"
    return Sum(
        asked, unknown=False, bound=award.bound, own=own, words=words + ("（县里自定，低于上限）" if own else "")
    )


def chance_of(item: RankedProject, match: Match, rules: Chance) -> tuple[float, str]:
    """The assumed chance, 0 to 1, with the product a planner can check."""
    base = rules.base.get(item.tier, 0.0)
    factor = rules.doubt if match.verdict is Answer.UNKNOWN else 1.0
    value = exact(base) * exact(factor) * exact(min(max(match.fit, 0.0), 100.0)) / 100
    value = value.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    doubt = f" × 待核 {figure(factor)}" if match.verdict is Answer.UNKNOWN else ""
    return float(value), f"把握 {_percent(value)}（{item.tier} 档 {figure(base)}{doubt} × 契合度 {figure(match.fit)}%）"


def _percent(value: Decimal) -> str:
    return f"{figure(float(value * 100))}%"


def expected_of(asked: int, chance: float) -> int:
    """The expected money in whole hundredths of 万元."""
    return int((asked * exact(chance)).to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Funds:
    """What the table says of the money for a project: matching funds (None: nothing) and money of others."""

    stated: int | None
    others: int


def funds_of(project: Project) -> Funds:
    """The money that the table names, in hundredths of 万元."""
    return Funds(_stated(project.funds_wan, is_countys), _stated(project.funds_wan, is_of_others) or 0)


def county_share(project: Project, funds: Funds, asked: Sequence[Sum]) -> tuple[int | None, str]:
    """What the county's budget has to add beside what is asked for; None where it is not known.

    It is what remains of the total investment without the money of others that the table names (自筹, 贷款 …), and no less
    than the matching funds that the table states. Of a private owner's project the owner pays what remains. Where the sum
    asked for is not known, what the project wants counts in its stead: the share is then at least that.
    """
    total, stated, others = project.investment_wan, funds.stated, funds.others
    unknown = all(each.unknown for each in asked)
    given: int | None = sum(each.asked for each in asked)
    if unknown:
        given = None if project.requested_wan is None else hundredths(project.requested_wan)
    if total is None or given is None:
        if stated is None:
            return None, "县级配套待核，没有计入"
        return stated, f"县级配套按表中所列 {shown(stated)} 万元"
    rest = max(hundredths(total, ROUND_UP) - given, 0)
    if stated is None and project.owner_kind == "民营企业":
        return 0, "其余资金由企业自筹，不占县级配套"
    share = min(rest, max(stated or 0, rest - others))
    if not share:
        return 0, "表中没有要县级配套的资金"
    words = f"县级配套{'至少' if unknown else ''} {shown(share)} 万元"
    if others:
        words += f"（其余 {shown(rest)} 万元，表中自筹等 {shown(others)} 万元）"
    return share, words


def bond_debt(project: Project, asked: Sum) -> int | None:
    """The room for debt that a special bond takes; where its sum is not known, what the table wants of bonds or in all."""
    if not asked.unknown:
        return asked.asked
    stated = [hundredths(amount) for name, amount in project.funds_wan.items() if "债" in name and "国债" not in name]
    if any(stated):
        return sum(stated)
    return None if project.requested_wan is None else hundredths(project.requested_wan)


def _stated(funds: Mapping[str, float], kind: Callable[[str], bool]) -> int | None:
    found = [hundredths(amount) for name, amount in funds.items() if kind(name) and amount > 0]
    return sum(found) if found else None


def by_year(amount: int, year: int, project: Project, shares: Sequence[float]) -> dict[int, int]:
    """A sum spread over years, whole hundredths that add up to it.

    With ``shares`` from the year of the application on; else evenly from that year or the one of the start, whichever is
    later, to the one of the end. Where the end is not known all of it falls into the first of these years.
    """
    if amount <= 0:
        return {}
    if shares:
        parts = [int(amount * exact(share)) for share in shares]
        years = range(year, year + len(shares))
    else:
        first = max(year, _year(project.start) or year)
        last = max(first, _year(project.end) or first)
        years = range(first, last + 1)
        parts = [amount // len(years)] * len(years)
    parts[0] += amount - sum(parts)
    return {each: part for each, part in zip(years, parts, strict=True) if part}


def _year(text: str | None) -> int | None:
    return int(text[:4]) if text and text[:4].isascii() and text[:4].isdigit() else None

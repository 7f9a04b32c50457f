"""The plan equals exhaustive search: money, order among equals, what limits cost, what a project's loss costs."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

import pytest
from plan_tools import BOND, CENTRAL, TOGETHER, YEAR, item, limits, match, ranking

from policymatch.errors import PlanError
from policymatch.matching.plan import make_plan
from policymatch.matching.plan_limits import Balance, Demand, Limits, Quota
from policymatch.model import Answer, Match, Plan, RankedProject, Ranking

PROGRAMMES = (("p1", CENTRAL), ("p2", CENTRAL), ("p3", "中央财政转移支付"), ("bond", BOND))
SECTORS = ("农业", "水利", "教育")
CASES = range(200)


class Option(NamedTuple):
    """One thing a project may do: its programmes, money expected, points, matching funds by year, debt."""

    programmes: tuple[str, ...]
    expected: float
    points: int
    local: dict[int, float]
    debt: float


NOTHING = Option((), 0.0, 0, {}, 0.0)


def options(each: RankedProject, place: int, count: int, given: Limits) -> list[Option]:
    """What one project may do, reckoned anew from the rules as they are written down."""
    banned = {demand.programme for demand in given.never if demand.project == each.project.name}
    if None in banned or each.tier == "D":
        return [NOTHING]
    total, wanted = each.project.investment_wan, each.project.requested_wan
    assert total is not None
    may = [one for one in each.matches if one.verdict is not Answer.NO and one.programme.id not in banned]
    found = [NOTHING]

    def spread(rest: float) -> dict[int, float]:
        first, last = YEAR, max(YEAR, int((each.project.end or str(YEAR))[:4]))
        years = range(first, last + 1)
        cents, number = round(rest * 100), len(years)
        shares = [cents // number + (cents - cents // number * number if at == 0 else 0) for at in range(number)]
        return {year: share / 100 for year, share in zip(years, shares, strict=True) if share}

    def sum_of(one: Match) -> float | None:
        known = one.award.amount_wan
        return None if known is None else min(known, total, total if wanted is None else wanted)

    def chance(one: Match) -> float:
        return (0.5 if one.verdict is Answer.UNKNOWN else 1.0) * one.fit / 100

    for order, one in enumerate(may):
        asked = sum_of(one)
        rest = total - asked if asked is not None else total - wanted if wanted is not None else 0.0
        own = one.programme.channel == BOND
        debt = (asked if asked is not None else wanted or 0.0) if own else 0.0
        points = 20 * (count - place) + 2 * max(9 - order, 0)
        expected = round((asked or 0.0) * chance(one), 2)
        found.append(Option((one.programme.id,), expected, points, spread(rest), debt))
        for other in may:
            if one.programme.channel != CENTRAL or other.programme.channel != BOND:
                continue
            lent = sum_of(other)
            if lent is None:
                continue
            first = asked or 0.0
            lent = min(lent, total - first, (wanted if wanted is not None else total) - first)
            if lent <= 0:
                continue
            both = round(first * chance(one), 2) + round(lent * chance(other), 2)
            names = (one.programme.id, other.programme.id)
            found.append(Option(names, both, points - 1, spread(total - first - lent), lent))
    return found


def fits(chosen: Sequence[Option], items: Sequence[RankedProject], given: Limits) -> bool:
    """Whether a choice keeps all limits."""
    applied = [name for option in chosen for name in option.programmes]
    channels = dict(PROGRAMMES)
    for quota in given.quotas:
        used = sum((channels[name] in quota.names) if quota.of_channels else (name in quota.names) for name in applied)
        if used > (quota.every if quota.every is not None else 99):
            return False
    if any(
        round(sum(option.local.get(year, 0.0) for option in chosen), 2) > most for year, most in given.local_wan.items()
    ):
        return False
    if any(round(sum(option.debt for option in chosen), 2) > most for most in given.debt_wan.values()):
        return False
    taken = [each for each, option in zip(items, chosen, strict=True) if option.programmes]
    for rule in given.balance:
        within = sum(each.sector["体系"] == rule.sector for each in taken)
        if (rule.least is not None and within < rule.least) or (rule.most is not None and within > rule.most):
            return False
        if rule.least_share is not None and within < rule.least_share * len(taken) - 1e-9:
            return False
        if rule.most_share is not None and within > rule.most_share * len(taken) + 1e-9:
            return False
    for demand in given.must:
        option = next(o for each, o in zip(items, chosen, strict=True) if each.project.name == demand.project)
        if not option.programmes or demand.programme not in (None, *option.programmes):
            return False
    return True


def exhaustive(given: Ranking, under: Limits, without: str | None = None) -> tuple[float, int] | None:
    """The most money, and the most points for it, of all choices there are; None where none keeps the limits."""
    items, count = given.projects, len(given.projects)
    every = [
        [NOTHING] if each.project.name == without else options(each, place, count, under)
        for place, each in enumerate(items)
    ]
    best: tuple[float, int] | None = None
    for chosen in product(*every):
        worth = (round(sum(option.expected for option in chosen), 2), sum(option.points for option in chosen))
        if (best is None or worth > best) and fits(chosen, items, under):
            best = worth
    return best


def maybe(chance: random.Random, share: float, value: Any, otherwise: Any = None) -> Any:
    return value if chance.random() < share else otherwise


def some_project(rng: random.Random, number: int) -> RankedProject:
    total = float(rng.choice((200, 300, 450, 600, 1000.5)))
    found = [
        match(
            name,
            maybe(rng, 0.75, float(rng.choice((50, 80, 100, 120, 200.25)))),
            channel,
            rng.choice((Answer.YES, Answer.YES, Answer.UNKNOWN, Answer.NO)),
            float(rng.choice((60, 80, 100))),
        )
        for name, channel in rng.sample(PROGRAMMES, rng.randint(1, 3))
    ]
    return item(
        f"项目{number}", *found, tier=maybe(rng, 0.9, "A", "D"), sector=rng.choice(SECTORS), investment_wan=total,
        requested_wan=maybe(rng, 0.6, float(rng.choice((60, 100, 180)))), end=maybe(rng, 0.6, rng.choice(("2026", "2027-06", "2028"))),
    )  # fmt: skip


def some_case(seed: int) -> tuple[Ranking, Limits]:
    """A small case; all kinds of limits come together in some of the two hundred."""
    rng = random.Random(seed)
    items = [some_project(rng, number) for number in range(rng.randint(2, 5))]
    names = [each.project.name for each in items]
    quotas = [Quota((name,), False, rng.randint(0, 2), {}, 1) for name, _ in PROGRAMMES if rng.random() < 0.5]
    quotas += [Quota((CENTRAL,), True, rng.randint(0, 2), {}, 1)] if rng.random() < 0.4 else []
    local = {year: float(rng.choice((0, 100, 250, 600))) for year in (2026, 2027) if rng.random() < 0.6}
    balance = []
    if rng.random() < 0.4:
        kind = rng.choice(("least", "most", "least_share", "most_share"))
        bound = {"least": 1, "most": 1, "least_share": 0.5, "most_share": 0.4}[kind]
        values: dict[str, Any] = dict.fromkeys(("least", "most", "least_share", "most_share")) | {kind: bound}
        balance = [Balance(None, rng.choice(SECTORS), year=None, line=1, **values)]
    must = [Demand(rng.choice(names), None, maybe(rng, 0.3, "p1"), None, 1)] if rng.random() < 0.4 else []
    never = [Demand(rng.choice(names), None, maybe(rng, 0.7, "p2"), None, 1)] if rng.random() < 0.3 else []
    return ranking(*items), limits(
        quotas=tuple(quotas), local_wan=local, debt_wan=maybe(rng, 0.5, {2026: float(rng.choice((0, 60, 150)))}, {}),
        must=tuple(must), never=tuple(never), balance=tuple(balance),
    )  # fmt: skip


def planned(given: Ranking, under: Limits, **more: Any) -> Plan:
    known = [match(name, None, channel).programme for name, channel in PROGRAMMES]
    return make_plan(given, under, year=YEAR, combinations=TOGETHER, programmes=known, **more)


def points_of(plan: Plan, given: Ranking) -> int:
    """The points of a plan, from what it tells."""
    count, total = len(given.projects), 0
    for place, each in enumerate(given.projects):
        mine = [choice for choice in plan.choices if choice.item.project.name == each.project.name]
        if mine:
            banned = {each.programme for each in ()}
            may = [m for m in each.matches if m.verdict is not Answer.NO and m.programme.id not in banned]
            order = [m.programme.id for m in may].index(mine[0].match.programme.id)
            total += 20 * (count - place) + 2 * max(9 - order, 0) - (len(mine) - 1)
    return total


@pytest.mark.parametrize("seed", CASES)
def test_the_plan_is_the_best_of_all_choices(seed: int) -> None:
    given, under = some_case(seed)
    best = exhaustive(given, under)
    if best is None:
        with pytest.raises(PlanError) as caught:
            planned(given, under)
        assert caught.value.conflicts
        return
    plan = planned(given, under, explained=False)
    assert (plan.expected_wan, plan.bound_wan, plan.gap) == (best[0], best[0], 0.0)
    assert round(sum(choice.expected_wan for choice in plan.choices), 2) == best[0]
    if not under.never:  # a ban moves the order of the programmes that are left
        assert points_of(plan, given) == best[1]
    for choice in plan.choices:
        most = [choice.match.award.amount_wan, choice.item.project.requested_wan, choice.item.project.investment_wan]
        assert all(choice.asked_wan <= each for each in most if each is not None)
        assert choice.unknown == (choice.match.award.amount_wan is None)


def eased(under: Limits) -> Iterator[tuple[str, int | None, Limits]]:
    """The limits with one more of each, by kind and, of matching funds, by year."""
    from dataclasses import replace

    for at, quota in enumerate(under.quotas):
        assert quota.every is not None
        more = replace(quota, every=quota.every + 1)
        kind = "类型名额" if quota.of_channels else f"渠道名额{quota.names[0]}"
        yield kind, None, replace(under, quotas=(*under.quotas[:at], more, *under.quotas[at + 1 :]))
    for year, most in under.local_wan.items():
        yield "配套资金", year, replace(under, local_wan={**under.local_wan, year: most + 100})
    for year, most in under.debt_wan.items():
        yield "举债空间", None, replace(under, debt_wan={year: most + 1000})
    if under.must:
        yield "必上", None, replace(under, must=())


@pytest.mark.parametrize("seed", range(0, 200, 2))
def test_what_limits_cost_is_what_searching_again_finds(seed: int) -> None:
    given, under = some_case(seed)
    best = exhaustive(given, under)
    if best is None:
        return
    plan = planned(given, under)
    told = {}
    for use in plan.limits:
        name = f"渠道名额{use.name.removesuffix('专项')}" if use.kind == "渠道名额" else use.kind
        told[name, use.year if use.kind == "配套资金" else None] = use.gain_wan
    for kind, year, more in eased(under):
        again = exhaustive(given, more)
        assert again is not None
        assert told[kind, year] == round(again[0] - best[0], 2), (kind, year)


@pytest.mark.parametrize("seed", range(1, 200, 2))
def test_what_a_loss_costs_is_what_searching_again_finds(seed: int) -> None:
    from dataclasses import replace

    given, under = some_case(seed)
    best = exhaustive(given, under)
    if best is None:
        return
    plan = planned(given, under)
    assert {each.project for each in plan.fallouts} == {choice.item.project.name for choice in plan.choices}
    for each in plan.fallouts:
        freed = replace(under, must=tuple(demand for demand in under.must if demand.project != each.project))
        again = exhaustive(given, freed, each.project)
        assert each.loss_wan == round(best[0] - (again[0] if again else 0.0), 2), each


def kinds(cases: Iterable[int]) -> dict[str, int]:
    """How many of the cases have which kind of limit, and how many cannot be satisfied."""
    found: dict[str, int] = {}
    for seed in cases:
        given, under = some_case(seed)
        for name in ("quotas", "local_wan", "debt_wan", "must", "never", "balance"):
            found[name] = found.get(name, 0) + bool(getattr(under, name))
        found["impossible"] = found.get("impossible", 0) + (exhaustive(given, under) is None)
    return found


def test_the_cases_are_worth_their_number() -> None:
    assert min(kinds(CASES).values()) >= 15

"""What a project may apply for in a year: one application, or two where a rule says that they may stand together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN

from policymatch.matching.plan_limits import Limits
from policymatch.matching.plan_money import (
    Funds,
    Sum,
    asked_sum,
    bond_debt,
    by_year,
    chance_of,
    county_share,
    expected_of,
    funds_of,
    hundredths,
    shown,
)
from policymatch.matching.plan_names import Named
from policymatch.model import Answer, CombinationRule, Match, Programme, RankedProject
from policymatch.programmes.combinations import NO_COMBINATIONS, Combinations
from policymatch.programmes.combine import CAPITAL, rule_between
from policymatch.programmes.reckoning import capital_of, exact

BOND = "地方政府专项债券"


@dataclass(frozen=True, slots=True)
class Part:
    """One application of a package: its sum, chance and expected money (whole hundredths of 万元), and the words for it.

    ``debt`` is the room for debt that it takes, None where nobody knows.
    """

    match: Match
    sum: Sum
    chance: float
    expected: int
    debt: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Package:
    """The applications a project makes together, the recommended one first. ``local`` is the county's share, None unknown.

    ``points`` put equal plans in order: better ranked projects and their recommended programmes count more.
    """

    project: int
    parts: tuple[Part, ...]
    expected: int
    points: int
    local: int | None
    local_words: str

    @property
    def programmes(self) -> tuple[str, ...]:
        """The ids of its programmes."""
        return tuple(part.match.programme.id for part in self.parts)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A package in a year, with the matching funds it takes by year."""

    package: Package
    year: int
    local: Mapping[int, int]

    @property
    def project(self) -> int:
        """The project's place in the ranking, from 0."""
        return self.package.project

    @property
    def debt(self) -> int:
        """The room for debt it takes, all of it in its year."""
        return sum(part.debt or 0 for part in self.package.parts)


def packages(
    items: Sequence[RankedProject], limits: Limits, named: Named, combinations: Combinations = NO_COMBINATIONS
) -> list[list[Package]]:
    """For each project of the ranking, what it may apply for; nothing for one of tier D."""
    wanted = {(wish.project, wish.programme) for wish in named.must if wish.programme}
    banned = {(wish.project, wish.programme) for wish in named.never if wish.year is None}
    made: list[list[Package]] = []
    rules = _Rules(combinations, limits.together)
    for place, item in enumerate(items):
        if item.tier not in limits.chance.base or (place, None) in banned:
            made.append([])
            continue
        matches = [match for match in _open(item) if (place, match.programme.id) not in banned]
        parts = [_part(item, match, limits, named, place) for match in matches]
        of = _Maker(item, place, len(items) - place, funds_of(item.project))
        found = [of.package((part,), order) for order, part in enumerate(parts)]
        for order, (one, other, rule) in _pairs(parts, rules):
            asked = _beside(item, one, other, rule)
            if asked is not None and (asked.sum.asked or (place, asked.match.programme.id) in wanted):
                found.append(of.package((one, asked), order))
        made.append(found)
    return made


def _open(item: RankedProject) -> list[Match]:
    """The matches that are not ruled out, the first of each programme."""
    found: dict[str, Match] = {}
    for match in item.matches:
        if match.verdict is not Answer.NO:
            found.setdefault(match.programme.id, match)
    return list(found.values())


def _part(item: RankedProject, match: Match, limits: Limits, named: Named, place: int) -> Part:
    asked = asked_sum(item.project, match, named.own.get((place, match.programme.id)))
    chance, words = chance_of(item, match, limits.chance)
    debt = bond_debt(item.project, asked) if match.programme.channel == BOND else 0
    if asked.unknown and debt:
        words += f"，占举债空间按表中所列 {shown(debt)} 万元"
    return Part(match, asked, chance, expected_of(asked.asked, chance), debt, words)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the packages of one project; ``behind`` are the projects from it to the end of the ranking."""

    item: RankedProject
    place: int
    behind: int
    funds: Funds

    def package(self, parts: tuple[Part, ...], order: int) -> Package:
        points = 20 * self.behind + 2 * max(9 - order, 0) - (len(parts) - 1)
        local, words = county_share(self.item.project, self.funds, [part.sum for part in parts])
        return Package(self.place, parts, sum(part.expected for part in parts), points, local, words)


class _Rules:
    """Which programmes may stand together, asked once for each two."""

    def __init__(self, combinations: Combinations, together: frozenset[str]) -> None:
        self._combinations, self._together = combinations, together
        self._known: dict[tuple[str, str], CombinationRule | None] = {}

    def between(self, main: Programme, side: Programme) -> CombinationRule | None:
        """The rule that lets the second stand beside the first."""
        key = main.id, side.id
        if key not in self._known:
            rule = rule_between(main, side, self._combinations)
            fits = rule is not None and rule.how in self._together
            fits = fits and rule is not None and rule.one.includes(main) and rule.other.includes(side)
            self._known[key] = rule if fits else None
        return self._known[key]


_Pair = tuple[int, tuple[Part, Part, CombinationRule]]


def _pairs(parts: Sequence[Part], rules: _Rules) -> list[_Pair]:
    """The pairs that a rule lets stand together, the one that the rule names first before the other."""
    found: list[_Pair] = []
    for order, first in enumerate(parts):
        for later, second in enumerate(parts[order + 1 :], order + 1):
            for main, side, place in ((first, second, order), (second, first, later)):
                rule = rules.between(main.match.programme, side.match.programme)
                if rule is not None:
                    found.append((place, (main, side, rule)))
                    break
    return found


def _beside(item: RankedProject, main: Part, side: Part, rule: CombinationRule) -> Part | None:
    """The second application beside the first: no more than remains; None where its most is not known."""
    project = item.project
    rests = [side.sum.asked]
    for whole in (project.investment_wan, project.requested_wan):
        if whole is not None:
            rests.append(hundredths(whole, ROUND_DOWN) - main.sum.asked)
    if rule.limit is not None and rule.limit_of == CAPITAL:
        capital = capital_of(project)
        if capital is None:
            return None
        rests.append(hundredths(float(exact(capital) * exact(rule.limit)), ROUND_DOWN))
    asked = max(min(rests), 0)
    doubt = "（未核实）" if rule.confidence == "unverified" else ""
    words = f"；与{main.match.programme.title}搭配：{rule.text}{doubt}"
    told = side.sum.words if asked == side.sum.asked else f"申报 {shown(asked)} 万元（搭配后只差这些）"
    made = Sum(asked, side.sum.unknown, side.sum.bound, side.sum.own, told)
    debt = side.debt if side.sum.unknown else asked if side.match.programme.channel == BOND else 0
    return Part(side.match, made, side.chance, expected_of(asked, side.chance), debt, side.words + words)


def in_year(package: Package, item: RankedProject, year: int, limits: Limits) -> Candidate:
    """A package applied for in a year."""
    spread = by_year(package.local, year, item.project, limits.spread) if package.local else {}
    return Candidate(package, year, spread)

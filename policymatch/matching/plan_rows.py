"""The limits of one year as rows over its candidates: what each may take, and what all together may or must have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from policymatch.matching.plan_candidates import Candidate, Package, in_year
from policymatch.matching.plan_limits import Balance, Limits
from policymatch.matching.plan_money import HUNDREDTHS, hundredths
from policymatch.matching.plan_names import Named, Wish
from policymatch.model import Programme, RankedProject

PROJECT, QUOTA, CHANNEL, LOCAL, DEBT, BALANCE, MUST = (
    "每个项目", "渠道名额", "类型名额", "配套资金", "举债空间", "领域均衡", "必上"
)  # fmt: skip
SHARE = 10_000
"""Shares are whole ten-thousandths."""


@dataclass(frozen=True, slots=True)
class Row:
    """One limit in one year: the sum of ``weights`` over chosen candidates lies within ``low`` and ``high`` (None: open).

    All are whole numbers; ``scale`` of them make one ``unit``. ``before`` is what earlier years have taken of it, and is
    already off ``high``; ``wish`` is the demand that a row of 必上 is;
    ``stated`` is false for a limit that the file does not speak of.
    """

    kind: str
    name: str
    year: int
    unit: str
    scale: int
    weights: Mapping[int, int]
    low: int | None = None
    high: int | None = None
    before: int = 0
    wish: Wish | None = None
    stated: bool = True

    def used(self, chosen: Iterable[int]) -> int:
        """What the chosen candidates take, without what earlier years took."""
        return sum(self.weights.get(each, 0) for each in chosen)

    def holds(self, used: int) -> bool:
        """Whether that much keeps the limit."""
        return (self.low is None or used >= self.low) and (self.high is None or used <= self.high)

    @property
    def idle(self) -> bool:
        """Whether no choice whatever could break it."""
        most = sum(weight for weight in self.weights.values() if weight > 0)
        least = sum(weight for weight in self.weights.values() if weight < 0)
        return (self.high is None or most <= self.high) and (self.low is None or least >= self.low)


@dataclass(frozen=True, slots=True)
class Stage:
    """All that is chosen at once: the candidates of ``year``, and of later years those that demands speak of.

    The later ones count neither as money nor as points: they only keep room for what must come.
    """

    year: int
    candidates: tuple[Candidate, ...]
    rows: tuple[Row, ...]

    def counts(self, index: int) -> bool:
        """Whether a candidate is one of the year itself."""
        return self.candidates[index].year == self.year


@dataclass(frozen=True, slots=True)
class Field:
    """What there is to choose from: the ranking, what each project may apply for, and what the limits name in it."""

    items: Sequence[RankedProject]
    packages: Sequence[Sequence[Package]]
    limits: Limits
    named: Named
    first: int
    last: int

    def starts(self, project: int) -> int:
        """The first year in which a project's tier may apply."""
        return self.first + self.limits.starts.after.get(self.items[project].tier, self.last - self.first + 1)

    def year_of(self, wish: Wish) -> int:
        """The year a demand is for: its own, else the first in which the project may apply."""
        return wish.year if wish.year is not None else self.starts(wish.project)

    def may(self, project: int, year: int) -> bool:
        """Whether a project may apply in a year: its tier is ready by then, or a demand names the year."""
        return year >= self.starts(project) or any(
            wish.project == project and wish.year == year for wish in self.named.must
        )

    def candidates(self, project: int, year: int) -> Iterator[Candidate]:
        """What a project may apply for in a year."""
        banned = {w.programme for w in self.named.never if w.project == project and w.year == year}
        if None in banned or year > self.last or not self.may(project, year):
            return
        for package in self.packages[project]:
            if banned.intersection(package.programmes) or not all(
                _lasts(part.match.programme, year) for part in package.parts
            ):
                continue
            yield in_year(package, self.items[project], year, self.limits)


def _lasts(programme: Programme, year: int) -> bool:
    return programme.valid_to is None or programme.valid_to.year >= year


def build(field: Field, year: int, placed: frozenset[int], taken: Mapping[int, int]) -> Stage:
    """The stage of a year; ``placed`` projects applied before, ``taken`` are the matching funds they need, by year."""
    later = [wish for wish in field.named.must if field.year_of(wish) > year and wish.project not in placed]
    made: list[Candidate] = []
    for project in range(len(field.items)):
        if project in placed:
            continue
        made += field.candidates(project, year)
        for other in sorted({field.year_of(wish) for wish in later if wish.project == project}):
            made += field.candidates(project, other)
    years = sorted({year, *(field.year_of(wish) for wish in later)})
    rows = [*_projects(field, made, year), *_money(field.limits, made, years, taken)]
    for each in years:
        rows += _quotas(field, made, each)
        rows += [row for rule in field.limits.balance for row in _balance(field, rule, made, each)]
        rows += _musts(field, made, each, placed)
    return Stage(year, tuple(made), tuple(rows))


def _projects(field: Field, made: Sequence[Candidate], year: int) -> Iterator[Row]:
    of: dict[int, dict[int, int]] = {}
    for index, candidate in enumerate(made):
        of.setdefault(candidate.project, {})[index] = 1
    for project, weights in of.items():
        yield Row(PROJECT, f"“{field.items[project].project.name}”计划期内只报一次", year, "次", 1, weights, high=1)


def _weights(made: Sequence[Candidate], amount: Callable[[Candidate], int]) -> dict[int, int]:
    return {index: weight for index, each in enumerate(made) if (weight := amount(each))}


def _quotas(field: Field, made: Sequence[Candidate], year: int) -> Iterator[Row]:
    titles, by_name, by_channel = field.named.titles, _Counts(), _Counts()
    for index, candidate in enumerate(made):
        for part in candidate.package.parts if candidate.year == year else ():
            by_name.add(part.match.programme.id, index)
            by_channel.add(part.match.programme.channel, index)
    alone: set[str] = set()
    for quota, ids in field.named.quotas:
        alone |= ids
        allowed = quota.in_year(year)
        if allowed is None:
            continue
        names = quota.names if quota.of_channels else tuple(titles[each] for each in sorted(ids))
        weights = by_channel.of(quota.names) if quota.of_channels else by_name.of(sorted(ids))
        yield Row(CHANNEL if quota.of_channels else QUOTA, "、".join(names), year, "个", 1, weights, high=allowed)
    most = field.limits.default_quota
    for name in sorted(by_name.keys() - alone) if most is not None else ():
        yield Row(QUOTA, titles[name], year, "个", 1, by_name[name], high=most, stated=False)


class _Counts(dict[str, dict[int, int]]):
    """How many applications of each kind each candidate makes."""

    def add(self, kind: str, index: int) -> None:
        counts = self.setdefault(kind, {})
        counts[index] = counts.get(index, 0) + 1

    def of(self, kinds: Iterable[str]) -> dict[int, int]:
        """Those of several kinds together."""
        found: dict[int, int] = {}
        for kind in dict.fromkeys(kinds):
            for index, count in self.get(kind, {}).items():
                found[index] = found.get(index, 0) + count
        return found


def _money(limits: Limits, made: Sequence[Candidate], years: Sequence[int], taken: Mapping[int, int]) -> Iterator[Row]:
    for year in sorted(limits.local_wan):
        before = taken.get(year, 0)
        weights = _weights(made, lambda each, year=year: each.local.get(year, 0))  # type: ignore[misc]
        high = hundredths(limits.local_wan[year]) - before
        yield Row(LOCAL, "县级配套资金", year, "万元", HUNDREDTHS, weights, high=high, before=before)
    for year in years:
        if year in limits.debt_wan:
            weights = _weights(made, lambda each, year=year: each.debt if each.year == year else 0)  # type: ignore[misc]
            yield Row(
                DEBT, "专项债券举债空间", year, "万元", HUNDREDTHS, weights, high=hundredths(limits.debt_wan[year])
            )


def _balance(field: Field, rule: Balance, made: Sequence[Candidate], year: int) -> Iterator[Row]:
    if year != (rule.year if rule.year is not None else field.first):
        return
    within = {
        index for index, each in enumerate(made) if each.year == year and belongs(field.items[each.project], rule)
    }
    ones = dict.fromkeys(sorted(within), 1)
    if rule.least is not None:
        yield Row(BALANCE, f"{rule.sector}至少 {rule.least} 个", year, "个", 1, ones, low=rule.least)
    if rule.most is not None:
        yield Row(BALANCE, f"{rule.sector}最多 {rule.most} 个", year, "个", 1, ones, high=rule.most)
    every = [index for index, each in enumerate(made) if each.year == year]
    for share, word, low, high in ((rule.least_share, "至少占", 0, None), (rule.most_share, "最多占", None, 0)):
        if share is None:
            continue
        part = int(Fraction(str(share)).limit_denominator(SHARE) * SHARE)
        weights = {index: (SHARE if index in within else 0) - part for index in every}
        yield Row(BALANCE, f"{rule.sector}{word} {100 * share:g}%", year, "", SHARE, weights, low=low, high=high)


def belongs(item: RankedProject, rule: Balance) -> bool:
    """Whether a project is of the field that a rule speaks of."""
    return any(sector == rule.sector and rule.taxonomy in (None, taxonomy) for taxonomy, sector in item.sector.items())


def _musts(field: Field, made: Sequence[Candidate], year: int, placed: frozenset[int]) -> Iterator[Row]:
    for wish in field.named.must:
        if field.year_of(wish) != year or wish.project in placed:
            continue
        weights = {
            index: 1
            for index, each in enumerate(made)
            if each.project == wish.project
            and each.year == year
            and (wish.programme is None or wish.programme in each.package.programmes)
        }
        name = field.items[wish.project].project.name
        to = f"申报“{field.named.titles[wish.programme]}”" if wish.programme else ""
        yield Row(MUST, f"“{name}”{to}", year, "", 1, weights, low=1, wish=wish)

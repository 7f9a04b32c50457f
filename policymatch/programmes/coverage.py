"""What the catalogue covers, and what of it no test case touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from policymatch.model import TIERS, Condition
from policymatch.programmes.cases import Case, Expectation
from policymatch.programmes.catalogue import CHANNELS, Catalogue

OPEN = "人工核对"
"""The kind of a rule that no machine can judge."""

_COMPARISONS = ("is", "in", "at_least", "at_most", "more_than", "less_than")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts, and lists of what is not covered.

    ``without_clause`` and ``directions_untouched`` must be empty; each name is ``programme/rule`` or
    ``programme/direction``. ``kinds_untouched`` are predicates, facts and permits that rules use and no case rests on.
    """

    cases: int
    expectations: int
    unknown_figures: int
    without_clause: tuple[str, ...]
    directions_untouched: tuple[str, ...]
    kinds_untouched: tuple[str, ...]
    tiers_untouched: tuple[str, ...]
    channels_untouched: tuple[str, ...]
    expected_verdicts: Mapping[str, int]

    @property
    def complete(self) -> bool:
        """Whether what must be covered is."""
        return not self.without_clause and not self.directions_untouched


def cover(catalogue: Catalogue, cases: Iterable[Case]) -> Coverage:
    """Hold the cases' expectations against the catalogue."""
    cases = list(cases)
    expected = [each for case in cases for each in case.expect]
    touched = {(each.programme, each.direction) for each in expected}
    rules = list(_rules(catalogue))
    kinds = {kind for _, condition in rules for kind in rule_kinds(condition.rule)}
    used = {kind for condition in _named(catalogue, expected) for kind in rule_kinds(condition.rule)}
    channel_of = {programme.id: programme.channel for programme in catalogue.programmes}
    channels = {channel_of.get(each.programme or "") for each in expected}
    tiers = {each.tier for each in expected}
    return Coverage(
        cases=len(cases),
        expectations=len(expected),
        unknown_figures=_unknown(catalogue),
        without_clause=tuple(f"{owner}/{condition.id}" for owner, condition in rules if condition.clause is None),
        directions_untouched=tuple(
            f"{programme.id}/{direction.id}"
            for programme in catalogue.programmes
            for direction in programme.directions
            if (programme.id, direction.id) not in touched
        ),
        kinds_untouched=tuple(sorted(kinds - used)),
        tiers_untouched=tuple(tier for tier in TIERS if tier not in tiers),
        channels_untouched=tuple(
            channel for channel in CHANNELS if channel in channel_of.values() and channel not in channels
        ),
        expected_verdicts=Counter(each.verdict or "不提供" for each in expected),
    )


def _rules(catalogue: Catalogue) -> Iterator[tuple[str, Condition]]:
    yield from (("general", rule.condition) for rule in catalogue.general)
    for programme in catalogue.programmes:
        yield from ((programme.id, each) for each in (*programme.conditions, *programme.exclusions))


def _named(catalogue: Catalogue, expected: Iterable[Expectation]) -> Iterator[Condition]:
    """The rules that expectations name: a programme's own, else the general one of that id."""
    own = {(owner, condition.id): condition for owner, condition in _rules(catalogue)}
    for each in expected:
        found = own.get((each.programme or "general", each.rule or "")) or own.get(("general", each.rule or ""))
        if found is not None:
            yield found


def rule_kinds(rule: object) -> set[str]:
    """The predicates, comparisons, facts and steps of approval in a rule, each by the name rules give it."""
    if rule is None:
        return {OPEN}
    found: set[str] = set()
    parts = [rule]
    while parts:
        part = parts.pop()
        if isinstance(part, list):
            parts += part
        elif isinstance(part, Mapping):
            if "fact" in part:
                found.add(f"fact {part['fact']}")
                found |= {key for key in _COMPARISONS if key in part}
            elif "permit" in part:
                found.add(f"permit {part['permit']}")
            elif "mentions" in part:
                found.add(f"mentions in {part.get('in', 'text')}")
            else:
                found |= {key for key in ("all", "any", "not") if key in part}
                parts += part.values()
    return found


def _unknown(catalogue: Catalogue) -> int:
    """Directions for which no figure is known (待核)."""
    return sum(
        not any(not award.applies_to or direction.id in award.applies_to for award in programme.awards)
        for programme in catalogue.programmes
        for direction in programme.directions
    )

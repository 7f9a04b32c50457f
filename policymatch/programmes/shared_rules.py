"""What a programme takes over from general law: ``{general: office-building}`` stands for the predicate of that rule.

The programme keeps its own words and its own clause. Rules of general law take over none, so that nothing goes in circles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from policymatch.model import Condition, Programme
from policymatch.programmes.entry import Faults

GENERAL = "general"
"""The key under which a rule names one of general law."""


def taken_over(rule: object) -> Iterator[str]:
    """The ids of general law that a rule names."""
    if isinstance(rule, Mapping):
        if GENERAL in rule:
            yield str(rule[GENERAL])
        else:
            for part in rule.values():
                yield from taken_over(part)
    elif isinstance(rule, list | tuple):
        for part in rule:
            yield from taken_over(part)


def with_general(
    programmes: Iterable[Programme], general: Iterable[Condition], folder: Path, faults: Faults
) -> list[Programme]:
    """Programmes whose rules stand for themselves; one that general law does not have is noted at its file in ``folder``."""
    known = {condition.id: condition.rule for condition in general}
    found = []
    for programme in programmes:
        named = [each for one in _all(programme) for rule in (one.rule, one.when) for each in taken_over(rule)]
        missing = [each for each in dict.fromkeys(named) if known.get(each) is None]
        for each in missing:
            faults.note(f"通用规则里没有能引用的“{each}”", folder / f"{programme.id}.yaml", 1)
        if named and not missing:
            programme = replace(
                programme,
                conditions=tuple(_whole(each, known) for each in programme.conditions),
                exclusions=tuple(_whole(each, known) for each in programme.exclusions),
            )
        found.append(programme)
    return found


def _all(programme: Programme) -> tuple[Condition, ...]:
    return (*programme.conditions, *programme.exclusions)


def _whole(condition: Condition, known: Mapping[str, Any]) -> Condition:
    return replace(condition, rule=_filled(condition.rule, known), when=_filled(condition.when, known))


def _filled(rule: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(rule, Mapping):
        if GENERAL in rule:
            return known[str(rule[GENERAL])]
        return {key: _filled(part, known) for key, part in rule.items()}
    return [_filled(part, known) for part in rule] if isinstance(rule, list) else rule

"""Rules as data: a predicate written as YAML, checked, and made into one that can be asked.

The predicates are listed in docs/corpus-format.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from policymatch.model import PERMITS, Trace
from policymatch.programmes.capital import BY_INDUSTRY, CapitalFloor, CapitalRow
from policymatch.programmes.facts import FACTS, NUMBERS, Facts
from policymatch.programmes.predicates import (
    COMPARE,
    WHERE,
    Compares,
    EveryOf,
    HasPermit,
    Holds,
    IsOneOf,
    Mentions,
    OneOf,
    Opposite,
    Predicate,
)

__all__ = ["FACTS", "Compiler", "Facts", "comparisons", "evaluate", "rule_faults"]

DEEPEST = 8
"""Rules within rules: nobody can follow more."""


def evaluate(rule: Mapping[str, object], facts: Facts) -> Trace:
    """Apply a rule that ``rule_faults`` found nothing wrong with, once."""
    return Compiler().predicate(rule).ask(facts)


class Compiler:
    """Makes predicates of rules; equal ones become one, which a project answers once.

    ``capital`` are the least shares of capital by industry that hold on the day in question.
    """

    def __init__(self, capital: tuple[CapitalRow, ...] = ()) -> None:
        self._capital = capital
        self._made: dict[str, Predicate] = {}

    def predicate(self, rule: Mapping[str, Any]) -> Predicate:
        """The predicate of a rule that ``rule_faults`` found nothing wrong with."""
        key = json.dumps(rule, ensure_ascii=False, sort_keys=True)
        if key not in self._made:
            self._made[key] = self._make(rule)
        return self._made[key]

    def _make(self, rule: Mapping[str, Any]) -> Predicate:
        if "all" in rule:
            return EveryOf([self.predicate(part) for part in rule["all"]])
        if "any" in rule:
            return OneOf([self.predicate(part) for part in rule["any"]])
        if "not" in rule:
            return Opposite(self.predicate(rule["not"]))
        if "permit" in rule:
            return HasPermit(rule["permit"])
        if "mentions" in rule:
            return Mentions(rule["mentions"], rule.get("except") or (), rule.get("in", "text"))
        return self._of_fact(rule)

    def _of_fact(self, rule: Mapping[str, Any]) -> Predicate:
        name = str(rule["fact"])
        test = next(key for key in rule if key != "fact")
        if rule[test] == BY_INDUSTRY:
            return CapitalFloor(self._capital)
        if test in COMPARE:
            return Compares(name, test, rule[test])
        options = rule["in"] if test == "in" else [rule["is"]]
        return Holds(name, options) if FACTS[name].kind == "set" else IsOneOf(name, options)


def comparisons(rule: Mapping[str, Any]) -> Iterator[tuple[str, str, float]]:
    """Every comparison with a number in a rule: the fact, the test (``at_least`` …) and the bound."""
    for key in ("all", "any"):
        for part in rule.get(key, ()):
            yield from comparisons(part)
    if "not" in rule:
        yield from comparisons(rule["not"])
    if "fact" in rule:
        for test in COMPARE:
            if is_number(rule.get(test)):
                yield str(rule["fact"]), test, rule[test]


def rule_faults(rule: object, depth: int = 1) -> list[str]:
    """What is wrong with a rule, in Chinese; an empty list when it can be evaluated."""
    if not isinstance(rule, dict):
        return [f"规则应当是“键: 值”的条目，现在是 {rule!r}"]
    if depth > DEEPEST:
        return [f"规则套得太深，最多 {DEEPEST} 层"]
    for key in ("all", "any"):
        if key in rule:
            parts = rule[key]
            if not isinstance(parts, list) or not parts:
                return [f"“{key}”应当是一列规则"]
            return _extra(rule, {key}) + [fault for part in parts for fault in rule_faults(part, depth + 1)]
    if "not" in rule:
        return _extra(rule, {"not"}) + rule_faults(rule["not"], depth + 1)
    if "permit" in rule:
        known = [] if rule["permit"] in PERMITS else [f"不认识的手续“{rule['permit']}”，可用：{'、'.join(PERMITS)}"]
        return _extra(rule, {"permit"}) + known
    if "general" in rule:
        named = isinstance(rule["general"], str) and bool(rule["general"])
        return _extra(rule, {"general"}) + ([] if named else ["“general”后面应当是通用规则的编号"])
    if "mentions" in rule:
        return _mention_faults(rule)
    if "fact" in rule:
        return _fact_faults(rule)
    return [f"规则里没有 fact、permit、mentions、general、all、any 或 not：{rule}"]


def _extra(rule: dict[object, object], known: set[str]) -> list[str]:
    return [f"规则里不认识的键“{key}”" for key in rule if key not in known]


def _mention_faults(rule: dict[object, object]) -> list[str]:
    faults = _extra(rule, {"mentions", "in", "except"})
    where = rule.get("in", "text")
    if not isinstance(where, str) or where not in WHERE:
        faults.append(f"“in”只能是 {'、'.join(WHERE)}")
    for key in ("mentions", "except"):
        words = rule.get(key, ["-"])
        if not isinstance(words, list) or not words or not all(isinstance(word, str) and word for word in words):
            faults.append(f"“{key}”应当是一列词")
    return faults


def _fact_faults(rule: dict[object, object]) -> list[str]:
    name = rule["fact"]
    if not isinstance(name, str) or name not in FACTS:
        return [f"不认识的事实“{name}”，可用：{'、'.join(FACTS)}"]
    tests = [key for key in rule if key != "fact"]
    if len(tests) != 1 or tests[0] not in ("is", "in", *COMPARE):
        return [f"“{name}”后面要有且只有一个 is、in、{'、'.join(COMPARE)}"]
    test, bound = tests[0], rule[tests[0]]
    if test in COMPARE:
        return _comparison_faults(name, str(test), bound)
    values = bound if test == "in" else [bound]
    if not isinstance(values, list) or not values:
        return ["“in”后面应当是一列值"]
    return [f"“{name}”不会是“{value}”，可用：{_allowed(name)}" for value in values if not _may_be(name, value)]


def _comparison_faults(name: str, test: str, bound: object) -> list[str]:
    if FACTS[name].kind not in NUMBERS:
        return [f"“{name}”不是数字，不能用“{test}”比较"]
    if bound == BY_INDUSTRY:
        right = (name, test) == ("capital_share", "at_least")
        return [] if right else [f"“{BY_INDUSTRY}”只能写成 {{fact: capital_share, at_least: {BY_INDUSTRY}}}"]
    return [] if is_number(bound) else [f"“{test}”后面应当是数字"]


def _may_be(name: str, value: object) -> bool:
    kind, choices = FACTS[name].kind, FACTS[name].choices
    if kind == "yes":
        return isinstance(value, bool)
    if kind in NUMBERS:
        return is_number(value)
    return isinstance(value, str) and (not choices or value in choices)


def _allowed(name: str) -> str:
    kind, choices = FACTS[name].kind, FACTS[name].choices
    if kind == "yes":
        return "true、false"
    return "数字" if kind in NUMBERS else "、".join(choices) or "名称"


def is_number(value: object) -> bool:
    """Whether a value of YAML is a number that can be compared."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)

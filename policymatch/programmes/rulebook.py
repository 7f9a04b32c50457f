"""All rules of a catalogue as they stand on one day, ready to be held against projects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from policymatch.model import Answer, ClauseRef, Condition, Programme, Reason, Trace
from policymatch.programmes.facts import Facts
from policymatch.programmes.overlays import GENERAL_LAW, Local, changed
from policymatch.programmes.predicates import Opposite, Predicate
from policymatch.programmes.rules import Compiler

if TYPE_CHECKING:
    from policymatch.programmes.catalogue import Catalogue

Cite = Callable[[ClauseRef | None], str | None]
"""Makes a citation of a clause."""


class Rule:
    """A condition ready to be asked: its predicate, its premise and its clause as people cite it."""

    __slots__ = ("_clause", "_condition", "_general", "_office", "_predicate", "_when")

    def __init__(
        self,
        condition: Condition,
        predicate: Predicate | None,
        when: Predicate | None,
        clause: str | None,
        *,
        general: bool,
        office: str | None = None,
    ) -> None:
        self._condition = condition
        self._predicate = predicate
        self._when = when
        self._clause = clause
        self._general = general
        self._office = office

    def reason(self, facts: Facts) -> Reason:
        """What the rule says of a project."""
        found = facts.reasons.get(self)
        if found is None:
            found = facts.reasons[self] = self._judge(facts)
        return found

    def _judge(self, facts: Facts) -> Reason:
        effect = self._condition.effect
        trace = self._of_rule(facts)
        if self._when is not None:
            premise = self._when.ask(facts)
            trace = _under(premise, trace)
            if premise.answer is Answer.UNKNOWN and trace.answer is Answer.UNKNOWN:
                # Whether the rule concerns the project at all is not known: shown, and counted for nothing.
                effect = "note"
        if effect == "alert":
            effect = "note" if trace.answer is Answer.UNKNOWN else "gate"
        condition = self._condition
        shown = None if self._predicate is None and self._when is None else trace
        return Reason(condition.text, trace.answer, trace.because, self._clause, condition.id, condition.kind, effect,
                      trace.missing, shown, self._general, self._office)  # fmt: skip

    def _of_rule(self, facts: Facts) -> Trace:
        if self._predicate is not None:
            return self._predicate.ask(facts)
        text = self._condition.text
        return Trace(text, Answer.UNKNOWN, "表格里看不出来，需人工核对", (f"请人工核对“{text}”",))


def _under(premise: Trace, trace: Trace) -> Trace:
    """A rule that concerns a project only where its premise holds."""
    parts = (premise, trace)
    if premise.answer is Answer.NO:
        words = f"（{premise.rule}的才适用）"
        return Trace(trace.rule + words, Answer.YES, f"不适用：{premise.because}", (), premise.cell, parts)
    because = "；".join(dict.fromkeys((premise.because, trace.because)))
    if premise.answer is Answer.YES or trace.answer is Answer.YES:
        return Trace(trace.rule, trace.answer, because, trace.missing, trace.cell, parts)
    missing = tuple(dict.fromkeys((*premise.missing, *trace.missing)))
    return Trace(trace.rule, Answer.UNKNOWN, because, missing, premise.cell, parts)


class Rulebook:
    """The rules of a catalogue on one day; each is made when it is first needed, and once.

    ``cite`` makes the citations. Where a programme has a condition of its own under the id of one of general law, its
    own counts.
    """

    def __init__(self, catalogue: Catalogue, cite: Cite, day: date) -> None:
        self._catalogue = catalogue
        self._cite = cite
        self._day = day
        self._compiler = Compiler(tuple(row for row in catalogue.capital if row.holds_on(day)))
        self._overlays = [overlay for overlay in catalogue.overlays if overlay.holds_on(day)]
        self._general = {
            general.condition.id: (
                general,
                self._rule(general.condition, GENERAL_LAW, general=True, office=general.office),
            )
            for general in catalogue.general
            if general.condition.holds_on(day)
        }
        self._of: dict[int, tuple[Programme, tuple[Rule, ...]]] = {}

    def general(self) -> tuple[Rule, ...]:
        """General law alone, of all channels."""
        return tuple(rule for _, rule in self._general.values())

    def of(self, programme: Programme) -> tuple[Rule, ...]:
        """What governs a programme: general law, then its own exclusions and conditions."""
        found = self._of.get(id(programme))
        if found is None:
            # The programme is kept with its rules so that no other one gets its id.
            found = self._of[id(programme)] = (programme, tuple(self._rules(programme)))
        return found[1]

    def _rules(self, programme: Programme) -> Iterable[Rule]:
        own = [each for each in (*programme.exclusions, *programme.conditions) if each.holds_on(self._day)]
        own_ids = {condition.id for condition in own}
        for condition_id, (general, rule) in self._general.items():
            if condition_id not in own_ids and general.applies_to(programme):
                yield rule
        for condition in own:
            yield self._rule(condition, programme.id, general=False)

    def _rule(self, condition: Condition, programme: str, *, general: bool, office: str | None = None) -> Rule:
        when = None if condition.when is None else self._compiler.predicate(condition.when)
        predicate = self._predicate(condition, programme)
        return Rule(condition, predicate, when, self._cite(condition.clause), general=general, office=office)

    def _predicate(self, condition: Condition, programme: str) -> Predicate | None:
        if condition.rule is None:
            return None
        rule = condition.rule
        predicate = self._compiler.predicate(rule)
        overlays = [
            (overlay, self._compiler.predicate(changed(rule, overlay)))
            for overlay in self._overlays
            if (overlay.programme, overlay.condition) == (programme, condition.id)
        ]
        if overlays:
            predicate = Local(predicate, overlays)
        return Opposite(predicate) if condition.kind == "exclusion" else predicate

"""The predicates rules are made of: parsed once, they answer 符合, 不符合 or 待核 and leave a trace a planner can check.

Each predicate has its Chinese words ready, and what it has answered of a project is kept with that project's facts, so
that the twenty programmes a project is held against ask everything once. A fact the table does not give answers 待核
and names what to fill in; it never turns into 不符合.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from policymatch.model import Answer, PermitState, Trace
from policymatch.programmes.facts import FACTS, Facts, shown

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN

COMPARE: dict[str, tuple[str, Callable[[float, float], bool]]] = {
    "at_least": ("不低于", lambda value, bound: value >= bound),
    "at_most": ("不超过", lambda value, bound: value <= bound),
    "more_than": ("超过", lambda value, bound: value > bound),
    "less_than": ("低于", lambda value, bound: value < bound),
}

EXACT = 9
"""Shares are reckoned from amounts; to this many places 4246/3860 - 1 is 0.1 and no more."""

_DONE = (PermitState.DONE, PermitState.NOT_NEEDED)


class Predicate:
    """One question about a project; ``words`` put it in Chinese."""

    __slots__ = ("words",)
    words: str

    def ask(self, facts: Facts) -> Trace:
        """The answer and how it came about."""
        found = facts.traces.get(self)
        if found is None:
            found = facts.traces[self] = self._answer(facts)
        return found

    def _answer(self, facts: Facts) -> Trace:
        raise NotImplementedError


class _OfFact(Predicate):
    """A predicate over one fact."""

    __slots__ = ("label", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.label = FACTS[name].label

    def _unknown(self, facts: Facts) -> Trace:
        ask = facts.ask(self.name)
        return Trace(self.words, UNKNOWN, f"表中未写{self.label}", (ask,), facts.blanks.get(self.name))

    def _known(self, facts: Facts, value: object, holds: bool) -> Trace:
        cell = facts.cells.get(self.name)
        words = (
            f"{self.label}：{shown(self.name, value)}（{cell} 格）"
            if cell
            else f"{self.label}：{shown(self.name, value)}"
        )
        return Trace(self.words, YES if holds else NO, words, (), cell)


class IsOneOf(_OfFact):
    """The fact is one of some values."""

    __slots__ = ("options",)

    def __init__(self, name: str, options: Sequence[object]) -> None:
        super().__init__(name)
        self.options = frozenset(options)
        self.words = f"{self.label} 为 {'、'.join(shown(name, option) for option in options)}" + (
            " 之一" if len(options) > 1 else ""
        )

    def _answer(self, facts: Facts) -> Trace:
        value = facts.values.get(self.name)
        return self._unknown(facts) if value is None else self._known(facts, value, value in self.options)


class Holds(_OfFact):
    """The fact is a set and holds one of some names."""

    __slots__ = ("options",)

    def __init__(self, name: str, options: Sequence[str]) -> None:
        super().__init__(name)
        self.options = tuple(options)
        self.words = f"{self.label} 含 {'、'.join(options)}" + (" 之一" if len(options) > 1 else "")

    def _answer(self, facts: Facts) -> Trace:
        value = facts.values.get(self.name)
        if not isinstance(value, frozenset):
            return self._unknown(facts)
        known = self._known(facts, value, not value.isdisjoint(self.options))
        unsure = [option for option in self.options if option in facts.unsure.get(self.name, ())]
        if known.answer is YES or not unsure:
            return known
        words = f"{known.because}；是否属于{'、'.join(unsure)}待核"
        return Trace(self.words, UNKNOWN, words, (facts.ask(self.name),), known.cell)


class Compares(_OfFact):
    """The fact is a number and stands in some relation to a bound."""

    __slots__ = ("bound", "compare")

    def __init__(self, name: str, test: str, bound: float) -> None:
        super().__init__(name)
        words, self.compare = COMPARE[test]
        self.bound = bound
        self.words = f"{self.label} {words} {shown(name, float(bound))}"

    def _answer(self, facts: Facts) -> Trace:
        value = facts.values.get(self.name)
        if not isinstance(value, int | float):
            return self._unknown(facts)
        return self._known(facts, value, self.compare(round(value, EXACT), self.bound))


class HasPermit(Predicate):
    """A step of approval is done, or the table says that it is not needed."""

    __slots__ = ("key", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.key = f"permits.{name}"
        self.words = f"{name} 已办或不需办"

    def _answer(self, facts: Facts) -> Trace:
        permit = facts.permits.get(self.name)
        if permit is None:
            return Trace(
                self.words, UNKNOWN, f"表中未写{self.name}", (facts.ask(self.name),), facts.blanks.get(self.key)
            )
        cell = facts.cells.get(self.key)
        source = "，".join(filter(None, (permit.text, f"{cell} 格" if cell else "")))
        words = f"{self.name}：{permit.state.value}" + (f"（{source}）" if source else "")
        return Trace(self.words, YES if permit.state in _DONE else NO, words, (), cell)


WHERE = {"name": "项目名称", "text": "名称和建设内容", "works": "主要建设内容"}
"""Where a word may be looked for, as rules name it, with its Chinese name."""


class Mentions(Predicate):
    """A word stands in the name, in the whole text or in what is mainly built, and none there shows it to mean something else."""

    __slots__ = ("absent", "exceptions", "place", "wanted", "where")

    def __init__(self, wanted: Sequence[str], exceptions: Sequence[str], place: str) -> None:
        self.wanted, self.exceptions, self.place = tuple(wanted), tuple(exceptions), place
        self.where = WHERE[place]
        self.words = f"{self.where}写有{_some(self.wanted)}字样"
        if self.exceptions:
            self.words += f"（同时写有{_some(self.exceptions)}的除外）"
        self.absent = Trace(self.words, NO, f"{self.where}没有“{self.wanted[0]}”等字样")

    def _answer(self, facts: Facts) -> Trace:
        text: str = getattr(facts, self.place)
        found = [word for word in self.wanted if word in text]
        if not found:
            return self.absent
        saying = f"{self.where}写有“{'”“'.join(found[:3])}”"
        spared = next((word for word in self.exceptions if word in text), None)
        if spared is not None:
            return Trace(self.words, NO, f"{saying}，但同时写有“{spared}”，不算此类")
        return Trace(self.words, YES, saying)


def _some(words: Sequence[str]) -> str:
    return f"“{'”“'.join(words[:3])}”" + ("等" if len(words) > 3 else "")


class EveryOf(Predicate):
    """All of its parts hold (Kleene's strong conjunction): one no decides, then one unknown does."""

    __slots__ = ("parts",)
    decides, else_ = NO, YES

    def __init__(self, parts: Sequence[Predicate]) -> None:
        self.parts = tuple(parts)
        self.words = "下列各项都满足"

    def _answer(self, facts: Facts) -> Trace:
        traces = tuple([part.ask(facts) for part in self.parts])
        answer = self.else_
        for trace in traces:
            if trace.answer is self.decides:
                answer = self.decides
                break
            if trace.answer is UNKNOWN:
                answer = UNKNOWN
        deciding = [trace for trace in traces if trace.answer is answer]
        if len(deciding) == 1:
            only = deciding[0]
            return Trace(self.words, answer, only.because, only.missing, only.cell, traces)
        because = "；".join(dict.fromkeys([trace.because for trace in deciding]))
        missing = tuple(dict.fromkeys([name for trace in deciding for name in trace.missing]))
        return Trace(self.words, answer, because, missing, None, traces)


class OneOf(EveryOf):
    """One of its parts holds (Kleene's strong disjunction): one yes decides, then one unknown does."""

    __slots__ = ()
    decides, else_ = YES, NO

    def __init__(self, parts: Sequence[Predicate]) -> None:
        super().__init__(parts)
        self.words = "下列各项满足其一"


_OPPOSITE: Mapping[Answer, Answer] = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}


class Opposite(Predicate):
    """Its part does not hold."""

    __slots__ = ("part",)

    def __init__(self, part: Predicate) -> None:
        self.part = part
        self.words = f"不得是：{part.words}"

    def _answer(self, facts: Facts) -> Trace:
        inner = self.part.ask(facts)
        return Trace(self.words, _OPPOSITE[inner.answer], inner.because, inner.missing, inner.cell, (inner,))


class Either(Predicate):
    """Two readings of one rule of which nobody knows which applies: where they differ the answer is 待核."""

    __slots__ = ("doubt", "missing", "one", "other")

    def __init__(self, one: Predicate, other: Predicate, doubt: str, missing: str) -> None:
        self.one, self.other, self.doubt, self.missing = one, other, doubt, missing
        self.words = f"{one.words}（或：{other.words}）"

    def _answer(self, facts: Facts) -> Trace:
        one, other = self.one.ask(facts), self.other.ask(facts)
        if one.answer is other.answer:
            return Trace(self.words, one.answer, one.because, one.missing, one.cell, (one, other))
        words = f"{one.because}；{self.doubt}"
        return Trace(
            self.words, UNKNOWN, words, tuple(dict.fromkeys((*one.missing, self.missing))), one.cell, (one, other)
        )

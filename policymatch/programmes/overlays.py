"""Thresholds that a province, prefecture or county has changed: only the number of a comparison, and only there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policymatch.model import Answer, Condition, Trace
from policymatch.model.programme import holds
from policymatch.paths import corpus_folder
from policymatch.programmes.entry import Entry, Faults, load_entry
from policymatch.programmes.facts import Facts, shown
from policymatch.programmes.predicates import COMPARE, Either, Predicate
from policymatch.programmes.rules import comparisons

if TYPE_CHECKING:
    from policymatch.programmes.catalogue import Catalogue

OVERLAYS = "overlays"
"""The folder of a store's own catalogue that holds them."""

GENERAL_LAW = "general"
"""What an overlay writes for the programme where it changes a rule of general law."""

_LEVELS = ("province", "prefecture", "county")


@dataclass(frozen=True, slots=True)
class Overlay:
    """A threshold as a place has it. ``place`` are the full names of province, prefecture and county, None where not given.

    ``value`` stands in place of the number with which the condition compares ``fact`` by ``test``; ``document`` is what
    says so, ``source`` its address, ``confidence`` how sure that is.
    """

    place: tuple[str | None, ...]
    programme: str
    condition: str
    fact: str
    test: str
    value: float
    document: str
    source: str | None
    checked_on: date
    confidence: str
    valid_from: date | None
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the overlay is in force on that day."""
        return holds(self.valid_from, self.valid_to, day)

    def applies(self, facts: Facts) -> bool | None:
        """Whether a project lies there; None where the table does not say."""
        wanted = [(facts.values.get(level), name) for level, name in zip(_LEVELS, self.place, strict=True) if name]
        if any(known not in (None, name) for known, name in wanted):
            return False
        return None if any(known is None for known, _ in wanted) else True

    @property
    def breadth(self) -> int:
        """How many levels of the place are not given: the narrowest place comes first."""
        return self.place.count(None)

    @property
    def words(self) -> str:
        """Whose rule it is, what it says and where that stands."""
        source = f"，{self.source}" if self.source else ""
        number = f"{COMPARE[self.test][0]} {shown(self.fact, self.value)}"
        place = "".join(filter(None, self.place))
        return f"按{place}的规定{number}，见{self.document}{source}"


def read_overlays(folder: Path, catalogue: Catalogue, confidences: tuple[str, ...], faults: Faults) -> list[Overlay]:
    """Read every overlay of a folder; what is wrong is noted with file and line."""
    found: list[Overlay] = []
    for path in sorted(folder.glob("*.yaml")):
        entry = load_entry(path, faults)
        if entry is not None:
            found += _of_file(entry, catalogue, confidences)
    return found


def _of_file(entry: Entry, catalogue: Catalogue, confidences: tuple[str, ...]) -> Iterator[Overlay]:
    place = _place(entry)
    for item in entry.entries("rules"):
        overlay = _overlay(item, place, catalogue, confidences)
        item.done()
        if overlay is not None:
            yield overlay
    entry.done()


def _place(entry: Entry) -> tuple[str | None, ...]:
    """The place a file is for; a name that is none would never apply, and nobody would notice."""
    from policymatch.text.prefectures import load_prefectures

    names = [entry.need("province"), entry.text("prefecture"), entry.text("county")]
    known = load_prefectures(corpus_folder() / "regions")
    if names[0] and names[0] not in known:
        entry.fault(f"没有“{names[0]}”这个省级行政区，请写全称，如 贵州省", "province")
    elif names[1] and names[1] not in known.get(names[0] or "", ()):
        entry.fault(f"{names[0]}没有“{names[1]}”这个市州，请写全称", "prefecture")
    return tuple(names)


def _overlay(
    item: Entry, place: tuple[str | None, ...], catalogue: Catalogue, confidences: tuple[str, ...]
) -> Overlay | None:
    programme, condition_id = item.need("programme"), item.need("condition")
    fact = item.text("fact")
    given = {test: number for test in COMPARE if (number := item.number(test)) is not None}
    document, source = item.need("document"), item.text("source")
    checked_on, confidence = item.need_day("checked_on"), item.choice("confidence", confidences) or ""
    valid_from, valid_to = item.day("valid_from"), item.day("valid_to")
    if source is not None and not source.startswith(("https://", "http://")):
        item.fault(f"来源应当是网址，现在是“{source}”", "source")
    if len(given) != 1:
        item.fault(f"要有且只有一个新的界限：{'、'.join(COMPARE)}")
        return None
    condition = _condition(item, catalogue, programme, condition_id)
    if condition is None:
        return None
    ((test, value),) = given.items()
    places = [found for found, by, _ in comparisons(condition.rule or {}) if by == test and fact in (None, found)]
    if len(places) != 1:
        what = "没有这样的数字界限" if not places else "有几处这样的界限，请用“fact”写明是哪一个"
        item.fault(f"条件“{condition_id}”里{what}（{test}）；地方规定只能改数字界限", test)
        return None
    return Overlay(place, programme, condition_id, places[0], test, value, document, source, checked_on, confidence,
                   valid_from, valid_to)  # fmt: skip


def _condition(item: Entry, catalogue: Catalogue, programme_id: str, condition_id: str) -> Condition | None:
    if programme_id == GENERAL_LAW:
        conditions = [rule.condition for rule in catalogue.general]
    else:
        programme = next((each for each in catalogue.programmes if each.id == programme_id), None)
        if programme is None:
            item.fault(f"目录里没有编号为“{programme_id}”的资金渠道；通用规则写 {GENERAL_LAW}", "programme")
            return None
        conditions = [*programme.conditions, *programme.exclusions]
    found = next((each for each in conditions if each.id == condition_id), None)
    if found is None:
        item.fault(f"“{programme_id}”里没有编号为“{condition_id}”的条件", "condition")
    return found


def changed(rule: Mapping[str, Any], overlay: Overlay) -> dict[str, Any]:
    """The rule with the overlay's number in place of its own."""
    found = dict(rule)
    for key in ("all", "any"):
        if key in found:
            found[key] = [changed(part, overlay) for part in found[key]]
    if "not" in found:
        found["not"] = changed(found["not"], overlay)
    if found.get("fact") == overlay.fact and overlay.test in found:
        found[overlay.test] = overlay.value
    return found


class Local(Predicate):
    """A rule of which some places have another threshold; the narrowest place that a project lies in counts.

    Where nobody knows whether it lies there and the two would answer differently, the answer is 待核.
    """

    __slots__ = ("base", "overlays")

    def __init__(self, base: Predicate, overlays: list[tuple[Overlay, Predicate]]) -> None:
        self.base = base
        self.overlays = sorted(overlays, key=lambda each: each[0].breadth)
        self.words = base.words

    def _answer(self, facts: Facts) -> Trace:
        chosen = self.base
        doubtful: list[tuple[Overlay, Predicate]] = []
        for overlay, predicate in self.overlays:
            applies = overlay.applies(facts)
            if applies is None:
                doubtful.append((overlay, predicate))
            elif applies:
                chosen = _Amended(predicate, overlay)
                break
        for overlay, predicate in reversed(doubtful):
            doubt = f"是否{overlay.words}待核，要看建设地点"
            chosen = Either(
                chosen,
                _Amended(predicate, overlay),
                doubt,
                facts.ask("county" if overlay.place[2] else "prefecture" if overlay.place[1] else "province"),
            )
        return chosen.ask(facts)


class _Amended(Predicate):
    """A rule with a place's threshold, which says so."""

    __slots__ = ("overlay", "predicate")

    def __init__(self, predicate: Predicate, overlay: Overlay) -> None:
        self.predicate, self.overlay = predicate, overlay
        self.words = f"{predicate.words}（{overlay.words}）"

    def _answer(self, facts: Facts) -> Trace:
        found = self.predicate.ask(facts)
        because = f"{found.because}（{self.overlay.words}）"
        return Trace(self.words, Answer(found.answer), because, found.missing, found.cell, found.parts)

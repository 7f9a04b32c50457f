"""The profile of a ranking: weights, each with the sentence that defends it, and a county's own lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policymatch.programmes.entry import Entry, Faults, load_entry

SCORES = ("fit", "maturity", "competitiveness")
MATURITY = ("permits", "stage", "land", "funds")
COMPETITIVENESS = ("strategy", "advantage", "leverage", "scale")


@dataclass(frozen=True, slots=True)
class Weight:
    """A named weight: ``share`` of its group (the shares of a group sum to 1) and the sentence behind it."""

    name: str
    share: float
    because: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A national strategy or a county's advantage: a project that carries one of ``words`` serves it."""

    name: str
    words: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a tier asks for: score and maturity, both 0 to 100."""

    name: str
    score: float
    maturity: float
    because: str


@dataclass(frozen=True, slots=True)
class Profile:
    """All that a ranking can be argued about."""

    path: Path
    score: Mapping[str, Weight]
    maturity: Mapping[str, Weight]
    competitiveness: Mapping[str, Weight]
    strategies: tuple[Theme, ...]
    advantages: tuple[Theme, ...]
    tiers: Mapping[str, Threshold]
    channels: Mapping[str, float]
    offices: Mapping[str, str]


def load_profile(path: Path) -> Profile:
    """Read a profile. Raises the first CatalogueError (file and line)."""
    faults = Faults()
    entry = load_entry(path, faults)
    if entry is None:
        raise faults[0]
    profile = Profile(
        path=path,
        score=_weights(entry, "score", SCORES),
        maturity=_weights(entry, "maturity", MATURITY),
        competitiveness=_weights(entry, "competitiveness", COMPETITIVENESS),
        strategies=tuple(_theme(item) for item in entry.entries("strategies")),
        advantages=tuple(_theme(item) for item in entry.entries("advantages")),
        tiers=_tiers(entry),
        channels=_numbers(entry, "channels"),
        offices=_texts(entry, "offices"),
    )
    entry.done()
    if faults:
        raise faults[0]
    return profile


def _weights(entry: Entry, key: str, names: tuple[str, ...]) -> dict[str, Weight]:
    group = entry.entry(key)
    if group is None:
        return {}
    found = {}
    for name in names:
        part = group.entry(name)
        if part is not None:
            found[name] = Weight(part.need("name"), part.number("weight", 0, 1) or 0.0, part.need("because"))
            part.done()
    group.done()
    total = sum(weight.share for weight in found.values())
    if found and abs(total - 1) > 1e-6:
        entry.fault(f"“{key}”的权重之和应为 1，现在是 {total:g}", key)
    return found


def _theme(entry: Entry) -> Theme:
    theme = Theme(entry.need("name"), entry.texts("words", least=1), entry.need("because"))
    entry.text("source")
    entry.done()
    return theme


def _tiers(entry: Entry) -> dict[str, Threshold]:
    group = entry.entry("tiers")
    found = {}
    for name in ("a", "b", "c", "d"):
        part = group.entry(name) if group else None
        if part is not None:
            bounds = (part.number("score", 0, 100) or 0.0, part.number("maturity", 0, 100) or 0.0)
            found[name] = Threshold(part.need("name"), *bounds, part.need("because"))
            part.done()
    return found


def _numbers(entry: Entry, key: str) -> dict[str, float]:
    found = entry.value(key) or {}
    if not isinstance(found, dict) or not all(isinstance(value, int | float) for value in found.values()):
        entry.fault(f"“{key}”应当是“名称: 数字”", key)
        return {}
    return {str(name): float(value) for name, value in found.items()}


def _texts(entry: Entry, key: str) -> dict[str, str]:
    found = entry.value(key) or {}
    if not isinstance(found, dict):
        entry.fault(f"“{key}”应当是“名称: 文字”", key)
        return {}
    return {str(name): str(value) for name, value in found.items()}

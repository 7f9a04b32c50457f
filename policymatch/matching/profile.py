"""The profile of a ranking: weights, each with the sentence that defends it, and a county's own lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from policymatch.digest import digest
from policymatch.matching.profile_layers import Layers, all_faults, open_layers
from policymatch.matching.profile_names import INDUSTRIES, profiles_folder
from policymatch.model import PERMITS
from policymatch.programmes.entry import Entry, Faults, load_entry

SCORES = ("fit", "maturity", "competitiveness")
FIT = ("direction", "conditions", "standing")
MATURITY = ("permits", "stage", "land", "funds", "library")
COMPETITIVENESS = ("strategy", "advantage", "leverage", "scale", "coverage", "capital", "debt")
"""The parts that each score can be made of; a profile names those it counts."""

COVERAGE = (1.2, 1.5)
"""收益覆盖倍数 that is enough and that is full, unless the profile says otherwise.

1.2 is the usual bound; some places ask 1.3, and no national text states one (corpus/programmes/special-bond.yaml).
"""

SCALE_WAN = (200.0, 1_000.0, 50_000.0, 300_000.0)
"""Total investment in 万元: below the first and above the last scores nothing, between the middle two in full.

Our own judgement of what a county can carry, unless the profile says otherwise; no policy says it.
"""


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
    """What a tier asks for: score and maturity, both 0 to 100, and that no step of approval is said to be still before
    the project but for those in ``still_open``; None asks nothing of steps.
    """

    name: str
    score: float
    maturity: float
    because: str
    still_open: frozenset[str] | None = None


@dataclass(frozen=True)
class Profile:
    """All that a ranking can be argued about.

    ``bases`` are the names of the files it builds on; ``notes`` say which parts could not be counted. ``debt_room_wan`` is
    the county's room for special bonds in 万元, None where nobody filled it in.
    """

    path: Path
    name: str
    about: str
    bases: tuple[str, ...]
    score: Mapping[str, Weight]
    fit: Mapping[str, Weight]
    maturity: Mapping[str, Weight]
    competitiveness: Mapping[str, Weight]
    strategies: tuple[Theme, ...]
    advantages: tuple[Theme, ...]
    tiers: Mapping[str, Threshold]
    channels: Mapping[str, float]
    offices: Mapping[str, str]
    coverage: tuple[float, float] = COVERAGE
    scale_wan: tuple[float, ...] = SCALE_WAN
    debt_room_wan: float | None = None
    notes: tuple[str, ...] = ()

    def parts(self, score: str) -> Mapping[str, Weight]:
        """The weights of the parts of one of SCORES."""
        return {"fit": self.fit, "maturity": self.maturity, "competitiveness": self.competitiveness}[score]

    @cached_property
    def digest(self) -> str:
        """A mark of all that it says, wherever the file lies."""
        return digest(self)


def load_profile(path: Path) -> Profile:
    """Read a profile with what it builds on. Raises the first CatalogueError (file and line); its hint names the others."""
    faults = Faults()
    layers = open_layers(path, faults)
    if layers is None:
        raise all_faults(faults)
    profile = Profile(
        path=path,
        name=layers.entries[0].text("name") or path.stem,
        about=layers.entries[0].text("about") or "",
        bases=tuple(entry.path.name for entry in layers.entries[1:]),
        score=_weights(layers, "score", SCORES, every=True),
        fit=_weights(layers, "fit", FIT),
        maturity=_weights(layers, "maturity", MATURITY),
        competitiveness=_weights(layers, "competitiveness", COMPETITIVENESS),
        strategies=_strategies(layers),
        advantages=_advantages(layers, faults),
        tiers=_tiers(layers),
        channels=_numbers(layers, "channels"),
        offices=_texts(layers, "offices"),
        coverage=_coverage(layers),
        scale_wan=_scale(layers),
        debt_room_wan=layers.number("debt_room_wan", 0),
    )
    _names_differ(profile, layers)
    for key in ("name", "about", "base"):
        layers.text(key)
    layers.done()
    if faults:
        raise all_faults(faults)
    return _countable(profile)


def _weights(layers: Layers, key: str, names: tuple[str, ...], *, every: bool = False) -> dict[str, Weight]:
    """The parts of a group that carry weight, in the order of ``names``; all of them must be there with ``every``."""
    group = layers.need_below(key)
    if group is None:
        return {}
    found = {}
    for name in names:
        part = group.need_below(name) if every else group.below(name)
        if part is None:
            continue
        weight = Weight(part.need("name"), part.number("weight", 0, 1) or 0.0, part.need("because"))
        part.done()
        if weight.share or every:
            found[name] = weight
    group.done()
    total = sum(weight.share for weight in found.values())
    if abs(total - 1) > 1e-6:
        layers.fault(f"“{key}”的权重之和应为 1，现在是 {total:g}", key)
    return found


def _names_differ(profile: Profile, layers: Layers) -> None:
    """Reports name parts by their names alone, so no two may have the same."""
    seen: set[str] = set()
    for key in SCORES:
        for weight in profile.parts(key).values():
            if weight.name in seen:
                layers.fault(f"有两项都叫“{weight.name}”，名称不能重复", key)
            seen.add(weight.name)


def _strategies(layers: Layers) -> tuple[Theme, ...]:
    """The list of the most particular file that has one."""
    return layers.owned(lambda entry: tuple(_theme(item) for item in entry.entries("strategies")), "strategies") or ()


def _theme(entry: Entry) -> Theme:
    theme = Theme(entry.need("name"), entry.texts("words", least=1), entry.need("because"))
    entry.text("source")
    entry.done()
    return theme


def load_industries() -> dict[str, Theme]:
    """The shipped library of advantage industries by name. Raises the first CatalogueError."""
    faults = Faults()
    found = _industries(faults)
    if faults:
        raise faults[0]
    return found


def _industries(faults: Faults) -> dict[str, Theme]:
    entry = load_entry(profiles_folder() / INDUSTRIES, faults)
    if entry is None:
        return {}
    found: dict[str, Theme] = {}
    for item in entry.entries("industries"):
        theme = _theme(item)
        if theme.name in found:
            item.fault(f"产业“{theme.name}”写了两次", "name")
        found[theme.name] = theme
    entry.done()
    return found


def _advantages(layers: Layers, faults: Faults) -> tuple[Theme, ...]:
    """A county's advantages: industries of the library that it names, then its own.

    A file that names either replaces what its base names: another county's advantages are not this one's.
    """
    library = _industries(faults)
    return layers.owned(lambda entry: tuple(_chosen(entry, library)), "industries", "advantages") or ()


def _chosen(entry: Entry, library: Mapping[str, Theme]) -> Iterator[Theme]:
    for name in entry.texts("industries"):
        if name in library:
            yield library[name]
        else:
            entry.fault(f"产业库里没有“{name}”；有：{'、'.join(library)}；别的产业请写在 advantages 里", "industries")
    for item in entry.entries("advantages"):
        yield _advantage(item, library)


def _advantage(entry: Entry, library: Mapping[str, Theme]) -> Theme:
    """An advantage of the county's own, or one of the library with more words (``industry``)."""
    name = entry.text("industry")
    if name is None:
        return _theme(entry)
    known = library.get(name)
    if known is None:
        entry.fault(f"产业库里没有“{name}”；有：{'、'.join(library)}", "industry")
        known = Theme(name, (), "")
    words = tuple(dict.fromkeys((*entry.texts("words"), *known.words)))
    theme = Theme(entry.text("name") or known.name, words, entry.text("because") or known.because)
    entry.done()
    return theme


def _tiers(layers: Layers) -> dict[str, Threshold]:
    group = layers.need_below("tiers")
    found = {}
    for name in ("a", "b", "c", "d"):
        part = group.need_below(name) if group else None
        if part is not None:
            bounds = (part.number("score", 0, 100) or 0.0, part.number("maturity", 0, 100) or 0.0)
            found[name] = Threshold(part.need("name"), *bounds, part.need("because"), _still_open(part))
            part.done()
    if group is not None:
        group.done()
    for upper, lower in pairwise(found.values()):
        if upper.score < lower.score or upper.maturity < lower.maturity:
            layers.fault(f"梯次“{upper.name}”的线不能低于“{lower.name}”的", "tiers")
    return found


def _still_open(tier: Layers) -> frozenset[str] | None:
    """The steps of approval that a project of a tier may still have before it; None where all may be."""
    steps = tier.owned(lambda entry: entry.texts("open"), "open")
    for step in steps or ():
        if step not in PERMITS:
            tier.fault(f"不认识的手续“{step}”，可用：{'、'.join(PERMITS)}", "open")
    return None if steps is None else frozenset(steps)


def _numbers(layers: Layers, key: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for entry in reversed(layers.entries):
        here = entry.value(key) or {}
        if not isinstance(here, dict) or not all(_is_number(value) for value in here.values()):
            entry.fault(f"“{key}”应当是“名称: 数字”", key)
            continue
        found |= {str(name): float(value) for name, value in here.items()}
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1e6


def _texts(layers: Layers, key: str) -> dict[str, str]:
    """Texts by name; a name with nothing behind it says nothing, so that the base's stands."""
    found: dict[str, str] = {}
    for entry in reversed(layers.entries):
        here = entry.entry(key) if entry.value(key) is not None else None
        for name in here.names() if here else ():
            text = here.text(name) if here else None
            if text is not None:
                found[name] = text
    return found


def _coverage(layers: Layers) -> tuple[float, float]:
    group = layers.below("coverage")
    if group is None:
        return COVERAGE
    enough = group.number("enough", 1, 10) or COVERAGE[0]
    full = group.number("full", 1, 10) or COVERAGE[1]
    group.done()
    if enough >= full:
        layers.fault("“coverage”里 enough（够用）要小于 full（满分）", "coverage")
    return enough, full


def _scale(layers: Layers) -> tuple[float, ...]:
    bounds = layers.owned(lambda entry: entry.numbers("scale_wan", 0.01), "scale_wan")
    if bounds is None:
        return SCALE_WAN
    if len(bounds) != len(SCALE_WAN) or list(bounds) != sorted(set(bounds)):
        layers.fault("“scale_wan”要写四个从小到大的数（万元）：太小、合适的下限、合适的上限、太大", "scale_wan")
        return SCALE_WAN
    return bounds


def _countable(profile: Profile) -> Profile:
    """Without the county's debt room nobody can reckon with it: its weight goes to the other parts of the group."""
    debt = profile.competitiveness.get("debt")
    if debt is None or profile.debt_room_wan:
        return profile
    rest = {key: weight for key, weight in profile.competitiveness.items() if key != "debt"}
    if not rest:
        note = f"“{debt.name}”没有填写本县可用额度（debt_room_wan），各项目都按 0 计"
        return replace(profile, notes=(*profile.notes, note))
    total = sum(weight.share for weight in rest.values())
    note = f"“{debt.name}”没有填写本县可用额度（debt_room_wan，万元），这一项不计，权重按比例分给同组其他各项"
    shared = {key: replace(weight, share=round(weight.share / total, 6)) for key, weight in rest.items()}
    first = next(iter(shared))
    others = sum(weight.share for key, weight in shared.items() if key != first)
    shared[first] = replace(shared[first], share=round(1 - others, 6))
    return replace(profile, competitiveness=shared, notes=(*profile.notes, note))

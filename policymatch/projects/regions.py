"""What ``corpus/regions`` and a user's own folder hold: prefectures, tiers, the gazetteer, special sets with their days.

A special set is a list of places that a programme names (南疆四地州). Whether a place belongs to one has three answers, and
they may differ by the day: a list holds from ``valid_from`` to ``valid_to``, and where it is not complete, not
being on it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from policymatch.errors import CatalogueError
from policymatch.model import Place
from policymatch.paths import corpus_folder
from policymatch.text.gazetteer import Gazetteer, load_gazetteer, read_mapping
from policymatch.text.prefectures import load_mapping, load_prefectures, short_province


@dataclass(frozen=True, slots=True)
class SpecialSet:
    """A set of places that a programme names. Where not ``complete``, not being in it means nothing."""

    name: str
    members: tuple[Place, ...]
    complete: bool
    valid_from: date | None = None
    valid_to: date | None = None
    by_province: Mapping[str, tuple[Place, ...]] = field(default_factory=dict, compare=False)

    def holds(self, day: date | None) -> bool | None:
        """Whether the list holds on a day; None after its last day, when nobody here knows whether it went on."""
        if day is None:
            return True
        if self.valid_from is not None and day < self.valid_from:
            return False
        return None if self.valid_to is not None and day > self.valid_to else True


@dataclass(frozen=True, slots=True)
class Regions:
    """Prefectures by province, provinces by tier, special sets, names of counties."""

    prefectures: Mapping[str, tuple[str, ...]]
    tiers: Mapping[str, str]
    sets: tuple[SpecialSet, ...]
    gazetteer: Gazetteer = field(default_factory=Gazetteer, compare=False)
    provinces: tuple[tuple[str, str], ...] = ()
    """Full name and short one, as in 贵州省 and 贵州."""

    def sets_of(self, place: Place, day: date | None = None) -> frozenset[str]:
        """The names of the special sets a place is known to belong to, on a day where one is named.

        Not being among them is no proof of the contrary: ask `in_set`.
        """
        return frozenset(name for name, belongs in self.answers(place, day).items() if belongs)

    def answers(self, place: Place, day: date | None = None) -> dict[str, bool | None]:
        """``in_set`` of every special set by its name."""
        return {special.name: _belongs(place, special, day) for special in self.sets}

    def in_set(self, place: Place, name: str, day: date | None = None) -> bool | None:
        """Whether a place belongs to a special set; None where it, the set or its days are not known well enough."""
        special = next((special for special in self.sets if special.name == name), None)
        return _belongs(place, special, day) if special else None


def load_regions(regions_dir: Path | None = None, own: Path | None = None) -> Regions:
    """Read ``corpus/regions`` (kept for the process). Raises CatalogueError.

    ``own`` is a user's folder (``catalogue/regions`` of a store): each of its YAML files holds ``sets`` like special.yaml,
    and a set of the same name takes the place of the shipped one.
    """
    return _load(Path(regions_dir) if regions_dir else corpus_folder() / "regions", _stamp(own))


def _stamp(own: Path | None) -> tuple[tuple[Path, int, int], ...]:
    """The files of an own folder with size and time, so that one that was edited is read again."""
    if own is None or not own.is_dir():
        return ()
    return tuple((path, path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(own.glob("*.yaml")))


@lru_cache(maxsize=16)
def _load(folder: Path, own: tuple[tuple[Path, int, int], ...]) -> Regions:
    prefectures = load_prefectures(folder)
    tiers = load_mapping(folder / "tiers.yaml")
    tiers = tiers.get("tiers", tiers)
    special = {found.name: found for found in _sets(folder / "special.yaml", load_mapping(folder / "special.yaml"))}
    for path, _, _ in own:
        special |= {found.name: found for found in _sets(path, read_mapping(path))}
    return Regions(
        prefectures,
        {str(province): str(tier) for tier, provinces in tiers.items() for province in provinces},
        tuple(special.values()),
        load_gazetteer(folder, prefectures),
        tuple((province, short_province(province)) for province in prefectures),
    )


def _sets(path: Path, content: Mapping[str, Any]) -> list[SpecialSet]:
    try:
        return [_special(entry) for entry in content.get("sets") or []]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise CatalogueError(
            f"地区集的写法不对：{error}", path, 1, "用 policymatch programmes check 查看是哪一行。"
        ) from None


def _special(entry: Mapping[str, Any]) -> SpecialSet:
    members = tuple(
        Place(member.get("province"), member.get("prefecture"), member.get("county")) for member in entry["members"]
    )
    by_province: dict[str, tuple[Place, ...]] = {}
    for member in members:
        by_province[str(member.province)] = (*by_province.get(str(member.province), ()), member)
    first, last = (_day(entry.get(key)) for key in ("valid_from", "valid_to"))
    return SpecialSet(str(entry["name"]), members, entry.get("complete") is True, first, last, by_province)


def _day(value: object) -> date | None:
    if value is None or type(value) is date:
        return value
    raise ValueError(f"“{value}”不是日期")


def tier_of(place: Place, *, regions_dir: Path | None = None) -> str | None:
    """Give 东部, 中部, 西部 or 东北; None where the places that may be meant lie in several of them."""
    tiers = load_regions(regions_dir).tiers
    if place.province or not place.candidates:
        return tiers.get(place.province or "")
    found = {
        next((tier for province, tier in tiers.items() if path.startswith(province)), None) for path in place.candidates
    }
    return found.pop() if len(found) == 1 else None


def special_sets(
    place: Place, *, day: date | None = None, regions_dir: Path | None = None, own: Path | None = None
) -> frozenset[str]:
    """Give the names of the special sets a place is known to belong to; see `Regions.sets_of`."""
    return load_regions(regions_dir, own).sets_of(place, day)


def in_set(
    place: Place, name: str, *, day: date | None = None, regions_dir: Path | None = None, own: Path | None = None
) -> bool | None:
    """Say whether a place belongs to a special set; see `Regions.in_set`."""
    return load_regions(regions_dir, own).in_set(place, name, day)


def same_county(one: str, other: str) -> bool:
    """Say whether two names mean the same county: 三都县 and 三都水族自治县."""
    shorter, longer = sorted((one, other), key=len)
    if one == other:
        return True
    stem = re.sub(r"(?:自治县|自治旗|县|旗)$", "", shorter)
    return len(stem) > 1 and shorter[-1] == longer[-1] and "自治" in longer and longer.startswith(stem)


def _belongs(place: Place, special: SpecialSet, day: date | None) -> bool | None:
    holds = special.holds(day)
    if holds is False or not place.province:
        return False if holds is False else None
    answers = [_is_member(place, member) for member in special.by_province.get(place.province, ())]
    if True in answers:
        return True if holds else None
    return False if holds and special.complete and None not in answers else None


def _is_member(place: Place, member: Place) -> bool | None:
    """Whether a place lies in one of its own province.

    图木舒克市 is governed by no prefecture and lies within 喀什地区: whether a programme counts it in is not known.
    """
    if member.prefecture and place.prefecture != member.prefecture:
        return False if place.prefecture else None
    if member.county:
        return same_county(place.county, member.county) if place.county else None
    return True

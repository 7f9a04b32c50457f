"""Places: province, prefecture and county out of what a cell says.

A county is known by the gazetteer, under its full, short or former name, and where it is not there by its ending. What
could be several places is not guessed: the place carries all of them and a doubt that asks for province and city.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from policymatch.model import Place
from policymatch.projects.place_counties import NOTHING, Reading, several_of
from policymatch.projects.place_reading import read_place
from policymatch.projects.regions import (
    Regions,
    SpecialSet,
    in_set,
    load_regions,
    same_county,
    special_sets,
    tier_of,
)
from policymatch.text.gazetteer import Hit, Rank, Spot

__all__ = [
    "Regions", "SpecialSet", "in_set", "load_regions", "parse_place", "place_doubt", "same_county", "special_sets", "tier_of",
]  # fmt: skip

_MAX_CHARS = 300
_SHOWN = 6
"""How many places of one name a doubt lists."""


def parse_place(text: str | None, default: Place | None = None, *, regions_dir: Path | None = None) -> Place:
    """Read a place; full names, short and former ones (贵州, 黔南州, 三都县) and a prefecture or county alone.

    What the text leaves open is taken from ``default`` unless the two contradict each other. ``regions_dir`` is
    a folder like ``corpus/regions``, the shipped one by default. Raises CatalogueError when it cannot be read.
    """
    shown = (text or "").strip()
    said = shown[:_MAX_CHARS]
    reading = read_place(said, regions_dir, None)
    if default is None:
        return _place(reading, shown)
    if reading.empty and default.province and not default.county:
        reading = read_place(said, regions_dir, Spot(default.province, default.prefecture))
    return _with_default(reading, shown, default)


def place_doubt(place: Place) -> str | None:
    """What should be checked of a place as it was read, as a Chinese sentence; None where nothing should."""
    return place.doubt


def _place(reading: Reading, shown: str) -> Place:
    doubt = reading.doubt or _which(reading.name, reading.spots)
    candidates = tuple(spot.path for spot in reading.spots)
    return Place(reading.province, reading.prefecture, reading.county, shown, candidates, doubt)


def _which(name: str, spots: tuple[Spot, ...]) -> str | None:
    if not spots:
        return None
    listed = "、".join(spot.path for spot in spots[:_SHOWN]) + ("等" if len(spots) > _SHOWN else "")
    ask = "请写明是哪一个" if len({spot[:2] for spot in spots}) == 1 else "请写明省市"
    return f"“{name}”有 {len(spots)} 个：{listed}；{ask}。"


def _with_default(reading: Reading, shown: str, default: Place) -> Place:
    if reading.spots:
        return _choose(reading, shown, default)
    if reading.weak and not _agrees(Spot(str(reading.province), reading.prefecture, reading.county), default):
        # 石门 in a county's own table is a village and not the county of that name.
        reading = NOTHING
    if reading.empty:
        return replace(default, text=shown or default.text)
    if reading.known:
        return _place(reading, shown)
    return _merge(_place(reading, shown), default)


def _choose(reading: Reading, shown: str, default: Place) -> Place:
    """Let the default say which of several places of one name is meant."""
    inside = tuple(spot for spot in reading.spots if _agrees(spot, default))
    if len(inside) == 1:
        return _place(Reading(*inside[0], known=True), shown)
    if inside:
        return _place(several_of(Hit(reading.name, Rank.BARE, inside)), shown)
    return replace(default, text=shown or default.text) if reading.weak else _place(reading, shown)


def _agrees(spot: Spot, default: Place) -> bool:
    return not (
        (default.province and spot.province != default.province)
        or (default.prefecture and spot.prefecture and spot.prefecture != default.prefecture)
        or (default.county and spot.county and not same_county(spot.county, default.county))
    )


def _merge(place: Place, default: Place) -> Place:
    if place.province and default.province and place.province != default.province:
        return place
    if place.prefecture and default.prefecture and place.prefecture != default.prefecture:
        return place
    if place.county and default.county and not same_county(place.county, default.county):
        return place
    county = default.county or place.county if place.county else None
    if not place.county and not (place.prefecture and not default.prefecture):
        county = default.county
    return replace(
        place,
        province=place.province or default.province,
        prefecture=place.prefecture or default.prefecture,
        county=county,
    )

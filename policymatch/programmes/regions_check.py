"""Validates ``corpus/regions`` and a user's own special sets: every name is one that the gazetteer knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from policymatch.errors import CatalogueError
from policymatch.programmes.entry import CONFIDENCES, Entry, Faults, load_entry
from policymatch.text.gazetteer import DIRECT, Gazetteer, Spot, load_gazetteer, spot_of
from policymatch.text.prefectures import load_prefectures

REGIONS = "regions"
"""The folder of special sets in the corpus, and in a user's own catalogue."""


def check_regions(folder: Path, faults: Faults, own: Path | None = None) -> None:
    """Note what is wrong in a folder like ``corpus/regions``, and in the special sets of a user's own folder."""
    try:
        prefectures = load_prefectures(folder)
    except CatalogueError as error:
        faults.append(error)
        return
    places = {Spot(province) for province in prefectures}
    places |= {Spot(province, each) for province, below in prefectures.items() for each in below}
    before = len(faults)
    _check_tiers(folder / "tiers.yaml", places, faults)
    _check_counties(folder / "counties.yaml", places, faults)
    try:
        gazetteer = load_gazetteer(folder, prefectures)
    except CatalogueError as error:
        if len(faults) == before:
            faults.append(error)
        return
    places |= set(gazetteer.spots)
    _check_names(folder / "names.yaml", places, gazetteer, faults)
    names: set[str] = set()
    for path in (folder / "special.yaml", *(sorted(own.glob("*.yaml")) if own else ())):
        if path.parent == own:
            names = set()
        check_sets(path, places, names, faults)


def check_sets(path: Path, places: set[Spot], names: set[str], faults: Faults) -> None:
    """Note what is wrong in a file of special sets; ``names`` are those met so far."""
    root = load_entry(path, faults)
    if root is None:
        return
    for entry in root.entries("sets"):
        name = entry.need("name")
        if name in names:
            entry.fault(f"地区集“{name}”写了两次", "name")
        names.add(name)
        _check_source(entry)
        first, last = entry.day("valid_from"), entry.day("valid_to")
        if first and last and first > last:
            entry.fault("valid_from 晚于 valid_to", "valid_from")
        entry.text("note")
        complete = entry.value("complete")
        if not isinstance(complete, bool):
            entry.fault("要写明 complete: true 或 false：名单是否完整", "complete")
        members = list(entry.entries("members"))
        if not members and complete is not False:
            entry.fault("完整的地区集至少要有一个成员", "members")
        for member in members:
            spot = Spot(member.need("province"), member.text("prefecture"), member.text("county"))
            if spot not in places:
                member.fault(f"没有“{spot.path}”这个地方；省、地级、县级都要写全称")
            member.done()
        entry.done()
    root.done()


def _check_source(entry: Entry) -> None:
    source = entry.text("source")
    if source is not None and not source.startswith(("https://", "http://")):
        entry.fault(f"来源应当是网址或 null，现在是“{source}”", "source")
    entry.need_day("checked_on")
    entry.choice("confidence", CONFIDENCES)


def _check_tiers(path: Path, places: set[Spot], faults: Faults) -> None:
    root = load_entry(path, faults)
    tiers = root.entry("tiers") if root else None
    if root is None or tiers is None:
        return
    listed = [(tier, province) for tier in tiers.names() for province in tiers.texts(tier)]
    for tier, province in listed:
        if Spot(province) not in places:
            tiers.fault(f"没有“{province}”这个省", tier)
        if sum(other == province for _, other in listed) > 1:
            tiers.fault(f"“{province}”列在两处", tier)
    for spot in sorted(places, key=lambda spot: spot.path):
        if spot.prefecture is None and spot.province not in {province for _, province in listed}:
            tiers.fault(f"“{spot.province}”没有列入任何一档")


def _check_counties(path: Path, places: set[Spot], faults: Faults) -> None:
    root = load_entry(path, faults) if path.is_file() else None
    counties = root.entry("counties") if root else None
    if root is None or counties is None:
        return
    _check_source(root)
    for province, below in _sections(counties):
        for prefecture in below.names():
            if prefecture != DIRECT and Spot(province, prefecture) not in places:
                below.fault(f"没有“{province}{prefecture}”这个地级行政区", prefecture)
            listed = below.need(prefecture).split()
            for county in dict.fromkeys(listed):
                if not county.endswith(("县", "市", "区", "旗")):
                    below.fault(f"“{county}”不像县级行政区的全称", prefecture)
                if listed.count(county) > 1:
                    below.fault(f"“{county}”写了两次", prefecture)


def _check_names(path: Path, places: set[Spot], gazetteer: Gazetteer, faults: Faults) -> None:
    root = load_entry(path, faults) if path.is_file() else None
    if root is None:
        return
    _check_source(root)
    exact = {spot.county: spot for spot in gazetteer.spots}
    for key in ("former", "short"):
        section = root.entry(key)
        for province, renamed in _sections(section) if section else ():
            for name in renamed.names():
                words = renamed.need(name)
                spot = spot_of(province, words) if words else None
                if spot is not None and spot not in places:
                    renamed.fault(f"“{name}”指向的“{spot.path}”不在县名表里", name)
                if key == "former" and name in exact and exact[name].province == province:
                    renamed.fault(f"“{name}”现在还是县级行政区的名称，不是旧名", name)
    for key in ("everyday", "parts", "ask"):
        root.texts(key)
    root.text("note")
    root.done()


def _sections(entry: Entry) -> Iterator[tuple[str, Entry]]:
    for name in entry.names():
        section = entry.entry(name)
        if section is not None:
            yield name, section

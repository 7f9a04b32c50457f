"""Rows of a table that are the same project twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from policymatch.model import Project
from policymatch.text.numerals import chinese_number, half_width

ALIKE = 0.75
"""Share of character pairs (Jaccard) from which name and content together count as the same."""
NAMES_ALIKE = 0.3
"""The least share of character pairs of the names alone: one content may have been copied to another project."""
SHORTEST_CONTENT = 20
"""A content of fewer characters fits many projects, so the names must be alike themselves."""
SAME_MONEY = 0.05
"""Two investments are similar when they differ by no more than this share of the larger."""

_SHORTEST_CODE = 12
"""A shorter "code" is a serial number of somebody's own."""
_PHASE = re.compile(r"(?:第)?([一二三四五六七八九十0-9]{1,3})(?:期|标段|阶段)|([一二三四五六七八九十0-9]{1,2})批")
_COUNTY = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,6}(?:省|自治区))?(?:[\u4e00-\u9fff]{2,8}(?:市|自治州|地区|盟))?[\u4e00-\u9fff]{1,10}?(?:自治县|县|区|旗)"
)
_NUMBER = re.compile(r"[0-9]+|第[一二三四五六七八九十]+|[一二三四五六七八九十]+(?=小|中|院|号|村|组|幼|中学|小学)")
_YEAR = re.compile(r"(20[0-9]{2})年?度?")
# 石门镇 and 大坪村, not 城镇, 乡镇, 农村, 乡村.
TOWN = re.compile(r"[\u4e00-\u9fff]{2}(?<![城乡集农])(?:街道|镇|村|乡(?![村镇间土]))")


@dataclass(frozen=True, slots=True)
class _Key:
    """What is compared of a project."""

    code: str
    phase: int | None
    name: str
    name_pairs: frozenset[str]
    all_pairs: frozenset[str]
    numbers: tuple[str, ...]
    years: frozenset[str]
    towns: frozenset[str]
    project: Project


def find_duplicates(projects: Sequence[Project]) -> dict[int, int]:
    """Map the index of a project to the index of the earlier project it repeats.

    The same code; or the same name but for county, year, phase word and punctuation; or name and content almost alike
    with a similar investment. Different phases, years, places, numbers (二小, 三小) and codes are different projects.
    """
    keys = [_key(project) for project in projects]
    found: dict[int, int] = {}
    by_code: dict[str, list[int]] = {}
    by_name: dict[str, list[int]] = {}
    # Rare pairs first: two texts that are alike share one of the rarest pairs of each, so few need comparing.
    frequency = Counter(pair for key in keys for pair in key.all_pairs)
    by_pair: dict[tuple[object, ...], list[int]] = {}
    for index, key in enumerate(keys):
        rare = sorted(key.all_pairs, key=lambda pair: (frequency[pair], pair))
        rare = rare[: len(rare) - int(len(rare) * ALIKE) + 1]
        candidates = [*by_code.get(key.code, ()), *by_name.get(key.name, ())]
        places = [(pair, key.numbers, key.phase or 1) for pair in rare]
        candidates += sorted({other for place in places for other in by_pair.get(place, ())})
        earlier = next((other for other in candidates if _same(keys[other], key)), None)
        if earlier is not None:
            found[index] = found.get(earlier, earlier)
        if key.code:
            by_code.setdefault(key.code, []).append(index)
        if key.name:
            by_name.setdefault(key.name, []).append(index)
        for place in places:
            by_pair.setdefault(place, []).append(index)
    return found


def _key(project: Project) -> _Key:
    plain = re.sub(r"\s+", "", half_width(project.name))
    phases = [chinese_number(match.group(1) or match.group(2)) for match in _PHASE.finditer(plain)]
    bare, years = bare_name(_PHASE.sub("", plain), project.place.county)
    content = re.sub(r"[^\w]", "", half_width(project.content))[:1500]
    towns = frozenset(TOWN.findall(bare)) | frozenset(TOWN.findall(half_width(project.place.text)))
    return _Key(
        code_of(project),
        phases[0] if phases else None,
        bare,
        pairs_of(bare),
        pairs_of(bare) | pairs_of(content),
        tuple(_NUMBER.findall(bare)),
        years,
        towns,
        project,
    )


def bare_name(plain: str, county: str | None) -> tuple[str, frozenset[str]]:
    """A name without county, year and punctuation, and the years that stood in it."""
    bare = plain.removeprefix(county) if county and plain.startswith(county) else _COUNTY.sub("", plain)
    years = frozenset(_YEAR.findall(bare))
    return re.sub(r"[^\w]|_", "", _YEAR.sub("", bare)), years


def code_of(project: Project) -> str:
    """A project's code in one form; empty where it has none, or only a serial number of somebody's own."""
    code = re.sub(r"[^0-9A-Za-z]", "", half_width(project.code or "")).upper()
    return code if len(code) >= _SHORTEST_CODE else ""


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text."""
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def _same(one: _Key, other: _Key) -> bool:
    if (one.phase or 1) != (other.phase or 1):
        return False
    if one.code and other.code:
        return one.code == other.code
    if (
        _elsewhere(one, other)
        or one.numbers != other.numbers
        or (one.years and other.years and one.years != other.years)
    ):
        return False
    if one.name and one.name == other.name:
        return True
    if not _similar(one.project.investment_wan, other.project.investment_wan):
        return False
    short = min(len(one.project.content), len(other.project.content)) < SHORTEST_CONTENT
    names_alike = likeness(one.name_pairs, other.name_pairs) >= (ALIKE if short else NAMES_ALIKE)
    return names_alike and likeness(one.all_pairs, other.all_pairs) >= ALIKE


def _elsewhere(one: _Key, other: _Key) -> bool:
    """Say whether the two stand in places that are known and differ."""
    counties = {key.project.place.county for key in (one, other)} - {None}
    if len(counties) > 1 or len({key.project.place.province for key in (one, other)} - {None}) > 1:
        return True
    return bool(one.towns and other.towns) and not one.towns & other.towns


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share (Jaccard) of two sets that both have; 0 for two that are empty."""
    either = len(one | other)
    return len(one & other) / either if either else 0.0


def _similar(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return False
    return abs(one - other) <= SAME_MONEY * max(one, other)

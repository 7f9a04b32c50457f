"""Rows of a table that look like one project cut in parts: phases, lots, segments, one project a township, a whole and its parts.

Cutting a project up to stay below a threshold is not allowed, and applying for a whole and for its part asks for the same
money twice; but phases and townships are also planned apart for good reasons. So a group is a doubt that a planner
resolves, never an exclusion. What carries another number, year or batch (二小、三小，2025年、2026年) is another project.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from policymatch.model import Project
from policymatch.projects.duplicates import TOWN, bare_name, code_of, find_duplicates, likeness, pairs_of
from policymatch.text.numerals import half_width

ALIKE = 0.7
"""Share of character pairs (Jaccard) from which two contents without figures and places say the same."""
SAME_SUM = 0.005
"""A whole and the sum of its parts may differ by this share of the whole: tables are rounded."""
LEAST_TOWNS = 3
"""Two townships may well build the same thing; three of one owner in the same words look like one project."""
MOST_PARTS = 60
_SHORTEST_STEM = 4
_SHORTEST_CONTENT = 12

_PHASE = re.compile(
    r"\(?第?([一二三四五六七八九十0-9]{1,3})(?:期|标段|标|阶段|分部|子项)(?:工程|项目)?\)?|\(?(?:首期|[A-E]标段?)\)?",
    re.I,
)
_SEGMENT = re.compile(
    r"\(?(?:[\u4e00-\u9fff]{1,6}至[\u4e00-\u9fff]{1,6}段|k[0-9]{1,4}\+[0-9]{1,3}(?:-|~|至|—)k?[0-9]{1,4}\+[0-9]{1,3}段?|"
    r"[东西南北中上下左右前后][段岸]|[a-e1-9一二三四五六]号?(?:地块|区块|线|段)|[a-e](?:区|栋|段))(?:工程)?\)?",
    re.I,
)
_END = re.compile(r"(?:建设)?(?:工程|项目)*$")
_FACILITY = re.compile(
    r"(?:厂|站|所|院|校|小学|中学|园|馆|中心|水库|大桥|桥|库|市场|广场|公园|墓|码头)(?:及[^,。]{0,12})?(?:建设|新建|改扩建|扩建|改造|提升|迁建|配套|管网)*(?:工程|项目)*$"
)
_FIGURES = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Split:
    """Rows (indexes into the table's projects) that look like parts of one project, with the reason in Chinese."""

    rows: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class _Part:
    """What is compared of a project: ``whole`` is its name without county, year, phase and segment."""

    project: Project
    stem: str
    phased: str
    town_free: str
    towns: frozenset[str]
    years: frozenset[str]
    owner: str
    county: str
    words: frozenset[str]


def find_splits(projects: Sequence[Project], repeated: Mapping[int, int] | None = None) -> tuple[Split, ...]:
    """Groups of rows that look like one project cut in parts, each row in one group at most, in the table's order.

    ``repeated`` is what `find_duplicates` gave for the projects, where that is known: a repeat is no part.
    """
    if repeated is None:
        repeated = find_duplicates(projects)
    parts = [_part(project) for project in projects]
    rows = [row for row in range(len(projects)) if row not in repeated]
    taken: set[int] = set()
    found: list[Split] = []
    for finder in (_same_code, _whole_and_parts, _phases_and_segments, _towns):
        for split in finder(parts, [row for row in rows if row not in taken]):
            if not taken & set(split.rows):
                taken.update(split.rows)
                found.append(split)
    return tuple(sorted(found, key=lambda split: split.rows))


def with_split_doubts(projects: Sequence[Project], repeated: Mapping[int, int] | None = None) -> tuple[Project, ...]:
    """The projects, those of a group with a doubt that names the group's other rows; ``repeated`` as in `find_splits`."""
    marked = list(projects)
    for split in find_splits(projects, repeated):
        for row in split.rows:
            others = [other for other in split.rows if other != row]
            shown = "、".join(_called(projects[other]) for other in others[:5])
            more = f"等 {len(others)} 个" if len(others) > 5 else ""
            doubt = f"与{shown}{more}像是同一个项目拆成的几部分（{split.reason}），请核对是否应当合并申报。"
            marked[row] = replace(marked[row], doubts=(*marked[row].doubts, doubt))
    return tuple(marked)


def _called(project: Project) -> str:
    sheet = f"{project.sheet}!" if project.sheet else ""
    return f"{sheet}第 {project.row} 行“{project.name}”" if project.row else f"“{project.name}”"


def _part(project: Project) -> _Part:
    name = re.sub(r"\s+", "", half_width(project.name))
    phases = "".join(match[0].strip("()") for pattern in (_PHASE, _SEGMENT) for match in pattern.finditer(name))
    stem, years = bare_name(_SEGMENT.sub("", _PHASE.sub("", name)), project.place.county)
    stem = _END.sub("", stem)
    towns = frozenset(TOWN.findall(stem))
    content = TOWN.sub("", _FIGURES.sub("", re.sub(r"[^\w]", "", half_width(project.content))))[:1500]
    return _Part(
        project=project,
        stem=stem,
        phased=phases,
        town_free=_END.sub("", TOWN.sub("", stem)),
        towns=towns,
        years=years,
        owner=re.sub(r"\s+", "", project.owner or ""),
        county=project.place.county or "",
        words=pairs_of(content) if len(content) >= _SHORTEST_CONTENT else frozenset(),
    )


def _groups(parts: Sequence[_Part], rows: Iterable[int], key: Callable[[_Part], object]) -> list[list[int]]:
    by_key: dict[object, list[int]] = {}
    for row in rows:
        found = key(parts[row])
        if found:
            by_key.setdefault(found, []).append(row)
    return [group for group in by_key.values() if 1 < len(group) <= MOST_PARTS]


def _same_code(parts: Sequence[_Part], rows: Sequence[int]) -> list[Split]:
    groups = _groups(parts, rows, lambda part: code_of(part.project))
    return [Split(tuple(group), "项目代码相同") for group in groups]


def _phases_and_segments(parts: Sequence[_Part], rows: Sequence[int]) -> list[Split]:
    """The same name but for phase, lot or segment, of one owner, in one county and year."""
    found = []
    groups = _groups(
        parts,
        (row for row in rows if len(parts[row].stem) >= _SHORTEST_STEM),
        lambda part: (part.stem, part.county, part.years),
    )
    for group in groups:
        if len({parts[row].owner for row in group} - {""}) > 1 or len({parts[row].phased for row in group}) < 2:
            continue
        shown = "、".join(dict.fromkeys(filter(None, (parts[row].phased for row in group))))
        found.append(Split(tuple(group), f"名称只差“{shown[:40]}”"))
    return found


def _whole_and_parts(parts: Sequence[_Part], rows: Sequence[int]) -> list[Split]:
    """A row whose name begins the names of others, or is theirs but for the phase, and whose investment is their sum."""
    found = []
    ordered = sorted((parts[row].stem, row) for row in rows if len(parts[row].stem) >= _SHORTEST_STEM)
    stems = [stem for stem, _ in ordered]
    for whole in rows:
        one = parts[whole]
        if len(one.stem) < _SHORTEST_STEM or not one.project.investment_wan:
            continue
        at = bisect_left(stems, one.stem)
        below: list[int] = []
        while at < len(ordered) and stems[at].startswith(one.stem) and len(below) <= MOST_PARTS:
            if ordered[at][1] != whole:
                below.append(ordered[at][1])
            at += 1
        if _together(one, [parts[row] for row in below]):
            reason = f"“{one.project.name}”的总投资等于其余各项之和"
            found.append(Split(tuple(sorted((whole, *below))), reason))
    return found


def _together(whole: _Part, below: Sequence[_Part]) -> bool:
    """Whether the parts are at least two of the same owner, county and year, and their investments make the whole."""
    if not 2 <= len(below) <= MOST_PARTS or any(part.project.investment_wan is None for part in below):
        return False
    if len({part.owner for part in (whole, *below)} - {""}) > 1 or len({part.county for part in (whole, *below)}) > 1:
        return False
    if len({part.years for part in below} - {frozenset()}) > 1:
        return False
    total = sum(part.project.investment_wan or 0.0 for part in below)
    expected = whole.project.investment_wan or 0.0
    return abs(total - expected) <= SAME_SUM * expected


def _towns(parts: Sequence[_Part], rows: Sequence[int]) -> list[Split]:
    """One owner, the same name but for the township, contents of the same words: one project a township.

    A plant, a school or a bridge stands in one place, so two of them are two.
    """
    found = []
    groups = _groups(
        parts,
        (
            row
            for row in rows
            if parts[row].towns and parts[row].owner and not _FACILITY.search(parts[row].project.name)
        ),
        lambda part: (part.town_free, part.owner, part.county, part.years) if len(part.town_free) >= 3 else None,
    )
    for group in groups:
        if len({parts[row].towns for row in group}) < max(LEAST_TOWNS, len(group)) or TOWN.search(
            parts[group[0]].owner
        ):
            continue
        first = parts[group[0]]
        if first.words and all(likeness(first.words, parts[row].words) >= ALIKE for row in group[1:]):
            found.append(Split(tuple(group), "同一单位、同一内容，只差乡镇"))
    return found

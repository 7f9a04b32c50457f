"""申报清单, 前期手续缺项清单 and 要素保障问题清单: a ranking turned into what each office has to do.

Money that nobody knows is counted and never added: a sum over projects is that of the known ones, with the number of
the others beside it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from policymatch.matching.eligibility import first_open
from policymatch.matching.profile import Profile
from policymatch.matching.shortages import shortages_of
from policymatch.model import (
    Application,
    Backing,
    Errand,
    Gap,
    Programme,
    RankedProject,
    Ranking,
    Worklists,
)
from policymatch.programmes.reckoning import exact

NO_OFFICE = "项目单位（目录没有写明找哪个部门）"
"""Who brings a condition about for which no office is named."""

_KINDS = ("用地", "用能", "资金")

_APPLYING = re.compile("申报|报送|上报|受理|截止|入库|报名")
"""A day of the catalogue that may be one to apply by; others say when works must begin or money was spent."""


def make_worklists(ranking: Ranking, profile: Profile, day: date) -> Worklists:
    """The three lists as of a day; projects of tier D are on none of them."""
    items = [item for item in ranking.projects if item.tier != "D"]
    return Worklists(
        applications=_applications(items, day),
        errands=_errands(items),
        shortages=tuple(
            sorted(
                (shortage for item in items for shortage in shortages_of(item, profile)),
                key=lambda each: (_KINDS.index(each.kind), each.item.rank),
            )
        ),
    )


def _applications(items: Iterable[RankedProject], day: date) -> tuple[Application, ...]:
    """Those of tier A, programme by programme: first what closes first, then what stands highest."""
    rows: dict[str, list[Application]] = {}
    for item in items:
        match = first_open(item.matches)
        if item.tier == "A" and match is not None:
            last, words = deadline_of(match.programme, day)
            row = Application(item, match, last, words, match.programme.documents)
            rows.setdefault(match.programme.id, []).append(row)
    # dicts keep the order of the ranking, and sorted() that of the dict
    groups = sorted(rows.values(), key=lambda group: group[0].deadline or date.max)
    return tuple(row for group in groups for row in group)


def deadline_of(programme: Programme, day: date) -> tuple[date | None, str]:
    """The next day to apply by, None where the catalogue knows none, and what it says.

    A day that is over, or that is not said to be one of applying, is told in words only.
    """
    open_ones, said = [], []
    for what, stated in programme.deadlines:
        last = date.fromisoformat(stated) if stated else None
        if last is not None and last >= day and _APPLYING.search(what):
            open_ones.append((last, what))
        elif last is not None and last < day:
            said.append(f"{what}：{last}，已过")
        else:
            said.append(f"{what}：{last}" if last else what)
    if open_ones:
        last, what = min(open_ones)
        return last, what
    return None, "；".join(said) or "目录没有写申报时间"


@dataclass(slots=True)
class _Step:
    """The projects that need one step at one office."""

    unlocks: list[RankedProject] = field(default_factory=list)
    waiting: list[RankedProject] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)


def _errands(items: Iterable[RankedProject]) -> tuple[Errand, ...]:
    steps: dict[tuple[str, str], _Step] = {}
    for item in items:
        needed = _needed(item)
        last = len(needed) == 1 and first_open(item.matches) is not None
        for gap in needed:
            step = steps.setdefault((gap.office or NO_OFFICE, gap.what), _Step())
            (step.unlocks if last else step.waiting).append(item)
            step.states[gap.state] += 1
    errands = [_errand(office, what, step) for (office, what), step in steps.items()]
    of_office: dict[str, list[Errand]] = {}
    for errand in errands:
        of_office.setdefault(errand.office, []).append(errand)
    groups = [sorted(group, key=_urgency) for group in of_office.values()]
    groups.sort(key=lambda group: (*_together(group), group[0].office))
    return tuple(errand for group in groups for errand in group)


def _needed(item: RankedProject) -> list[Gap]:
    """What offices must do for a project; a condition that a step on the list brings about is no errand of its own."""
    found = {(gap.office, gap.what): gap for gap in item.steps if gap.kind == "手续"}
    for gap in item.steps:
        if gap.kind == "未做到" and gap.by is None:
            found.setdefault((gap.office, gap.what), gap)
    return list(found.values())


def _errand(office: str, what: str, step: _Step) -> Errand:
    return Errand(
        office=office,
        step=what,
        unlocks=tuple(step.unlocks),
        waiting=tuple(step.waiting),
        unlocked=backing(step.unlocks),
        behind=backing(step.waiting),
        to_check=sum(any(gap.kind in ("补填", "核对") for gap in item.steps) for item in step.unlocks),
        states=dict(sorted(step.states.items())),
    )


def _urgency(errand: Errand) -> tuple[int, float, int, str]:
    return -len(errand.unlocks), -(errand.unlocked.award_wan or 0.0), -len(errand.waiting), errand.step


def _together(group: Sequence[Errand]) -> tuple[int, int]:
    return -sum(len(each.unlocks) for each in group), -sum(len(each.waiting) for each in group)


def backing(items: Sequence[RankedProject]) -> Backing:
    """The money behind projects; what is not known is counted and not added."""
    awards = [match.award.amount_wan if (match := first_open(item.matches)) else None for item in items]
    return Backing(*_sum(awards), *_sum([item.project.investment_wan for item in items]))


def _sum(amounts: Sequence[float | None]) -> tuple[float | None, int]:
    """The sum of what is known, None where nothing is, and how many are not."""
    known = [exact(amount) for amount in amounts if amount is not None and math.isfinite(amount)]
    return float(sum(known)) if known else None, len(amounts) - len(known)

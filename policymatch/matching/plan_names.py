"""Which project and which programme a file of limits means: names as the table and the catalogue write them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policymatch.matching.plan_limits import Demand, Limits, Quota
from policymatch.model import Programme, RankedProject
from policymatch.programmes.entry import Faults

_ENDINGS = ("中央预算内投资专项", "专项资金", "中央预算内投资", "专项")
_GAPS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Wish:
    """A demand whose project (a place in the ranking, from 0) and programme (an id) are known."""

    project: int
    programme: str | None
    year: int | None
    demand: Demand


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the county reckons with, in 万元, where no rule tells the sum."""

    wan: float
    because: str


@dataclass(frozen=True, slots=True)
class Named:
    """What a file of limits names, found in the ranking and the catalogue; quotas by programme with their ids."""

    must: tuple[Wish, ...]
    never: tuple[Wish, ...]
    own: Mapping[tuple[int, str], Estimate]
    quotas: tuple[tuple[Quota, frozenset[str]], ...]
    titles: Mapping[str, str]


def find_names(limits: Limits, items: Sequence[RankedProject], programmes: Iterable[Programme]) -> Named:
    """Find everything that the limits name. Raises the first CatalogueError (file and line) for a name nobody bears."""
    finder = _Finder(limits.path or Path("限制"), items, programmes)
    named = Named(
        must=tuple(finder.wish(each) for each in limits.must),
        never=tuple(finder.wish(each) for each in limits.never),
        own={
            (finder.project(each.project, each.row, each.line), finder.programme(each.programme, each.line)): Estimate(
                each.wan, each.because
            )
            for each in limits.own
        },
        quotas=tuple((each, finder.programmes(each)) for each in limits.quotas),
        titles=finder.titles,
    )
    if finder.faults:
        raise finder.faults[0]
    return named


class _Finder:
    def __init__(self, path: Path, items: Sequence[RankedProject], programmes: Iterable[Programme]) -> None:
        self.path, self.items, self.faults = path, items, Faults()
        known = {each.id: each for each in programmes}
        for item in items:
            for match in item.matches:
                known.setdefault(match.programme.id, match.programme)
        self.titles = {name: known[name].title for name in sorted(known)}
        self._by_name: dict[str, list[str]] = {}
        for name, title in self.titles.items():
            for form in dict.fromkeys((name, _plain(title), _short(title))):
                self._by_name.setdefault(form, []).append(name)
        self._places: dict[str, list[int]] = {}
        for place, item in enumerate(items):
            self._places.setdefault(_plain(item.project.name), []).append(place)

    def wish(self, demand: Demand) -> Wish:
        programme = None if demand.programme is None else self.programme(demand.programme, demand.line)
        return Wish(self.project(demand.project, demand.row, demand.line), programme, demand.year, demand)

    def programmes(self, quota: Quota) -> frozenset[str]:
        return frozenset() if quota.of_channels else frozenset(self.programme(each, quota.line) for each in quota.names)

    def programme(self, name: str, line: int) -> str:
        found = self._by_name.get(_plain(name), [])
        if len(found) == 1:
            return found[0]
        if found:
            shown = "、".join(f"{each}（{self.titles[each]}）" for each in found)
            self.faults.note(f"“{name}”可以是几个资金渠道：{shown}；请写编号", self.path, line)
        else:
            self._unknown(f"没有叫“{name}”的资金渠道", _plain(name), self._by_name, line)
        return ""

    def project(self, name: str | None, row: int | None, line: int) -> int:
        if name is None:
            found = [place for place, item in enumerate(self.items) if item.project.row == row]
            wanted = f"第 {row} 行"
        else:
            found, wanted = self._places.get(_plain(name), []), f"“{name}”"
        if len(found) > 1:  # a row that repeats another is of tier D, and nobody means it
            found = [place for place in found if self.items[place].tier != "D"] or found[:1]
        if len(found) == 1:
            return found[0]
        if found:
            rows = "、".join(_where(self.items[place]) for place in found)
            self.faults.note(f"有 {len(found)} 个项目叫{wanted}（{rows}），请改写“行”", self.path, line)
        elif name is None:
            self.faults.note(f"表里{wanted}没有项目", self.path, line)
        else:
            self._unknown(f"表里没有叫{wanted}的项目", _plain(name), self._places, line)
        return -1

    def _unknown(self, words: str, name: str, known: Iterable[str], line: int) -> None:
        close = difflib.get_close_matches(name[:200], [each[:200] for each in known], n=3, cutoff=0.5)
        self.faults.note(words + (f"；相近的有 {'、'.join(close)}" if close else ""), self.path, line)


def _where(item: RankedProject) -> str:
    sheet = f"工作表“{item.project.sheet}”" if item.project.sheet else ""
    return f"{sheet}第 {item.project.row} 行" if item.project.row else f"名次 {item.rank}"


def _plain(text: str) -> str:
    return _GAPS.sub("", text)


def _short(title: str) -> str:
    plain = _plain(title)
    return next(
        (plain.removesuffix(end) for end in _ENDINGS if plain.endswith(end) and len(plain) > len(end) + 2), plain
    )

"""The least share of capital (项目资本金) by industry: 国发〔2015〕51号 as amended by 国发〔2019〕26号, kept as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from policymatch.model import Answer, ClauseRef, Trace
from policymatch.model.programme import holds
from policymatch.programmes.facts import FACTS, Facts
from policymatch.programmes.figures import percent
from policymatch.programmes.predicates import EXACT, Predicate

CAPITAL = Path("law", "capital-ratios.yaml")
"""The file of the corpus that holds the shares."""

BY_INDUSTRY = "by-industry"
"""What a rule writes in place of a number where the bound follows from the project's industry."""

OTHERS = "未单列行业"
"""The industry of a project that says what it is and is none of those named."""

EASING = 0.05
"""How far the share may be lowered for infrastructure that pays its way (国发〔2019〕26号): five points."""


@dataclass(frozen=True, slots=True)
class CapitalRow:
    """The least share of one industry; ``share`` is None where nobody has verified it.

    ``words`` in a project's name or field of business show the industry, unless one of ``excepted`` stands there too.
    ``eased`` says that the share may be lowered by EASING in the case that 国发〔2019〕26号 describes.
    """

    industry: str
    words: tuple[str, ...]
    excepted: tuple[str, ...]
    share: float | None
    eased: bool
    valid_from: date | None
    valid_to: date | None
    source: str | None
    checked_on: date
    confidence: str
    clause: ClauseRef | None
    note: str

    def holds_on(self, day: date) -> bool:
        """Whether the row is in force on that day."""
        return holds(self.valid_from, self.valid_to, day)


def industry_of(rows: Iterable[CapitalRow], name: str, sector: str | None, content: str) -> str | None:
    """The industry of a project by its words; None where they do not tell."""
    table = tuple(rows)
    return _one_share(table, industries_of(table, name, sector, content))


def industries_of(rows: Iterable[CapitalRow], name: str, sector: str | None, content: str) -> tuple[str, ...]:
    """The industries that a project may be of; none where its words do not tell.

    Name and field of business decide; a project that says what it is and names no industry there is OTHERS. A word in
    its content may speak of a part only (a road to the site): then it may be of either.
    """
    table = tuple(rows)
    said = f"{name}\n{sector or ''}"
    found = dict.fromkeys(row.industry for row in table if _named(row, said))
    if found:
        return tuple(found)
    if not (sector or content):
        return ()
    in_passing = dict.fromkeys(row.industry for row in table if _named(row, content))
    return (OTHERS, *in_passing)


def _named(row: CapitalRow, text: str) -> bool:
    return any(word in text for word in row.words) and not any(word in text for word in row.excepted)


def _one_share(rows: tuple[CapitalRow, ...], industries: tuple[str, ...]) -> str | None:
    """Of several industries with the same shares (公路铁路两用桥) the first; None where it matters which one it is."""
    if not industries:
        return None
    shares = {frozenset((row.share, row.valid_to) for row in rows if row.industry == each) for each in industries}
    return industries[0] if len(shares) == 1 else None


class CapitalFloor(Predicate):
    """The share of capital reaches the least one of the project's industry.

    Between that share and five points less infrastructure may have been eased, which no table says: 待核. Where the
    industry is not known, a share that is enough (or too little) for all that it may be is judged all the same.
    """

    __slots__ = ("rows",)

    def __init__(self, rows: tuple[CapitalRow, ...]) -> None:
        self.rows = rows
        self.words = "资本金比例 不低于 本行业的最低比例"

    def _answer(self, facts: Facts) -> Trace:
        share = facts.values.get("capital_share")
        industry = facts.values.get("industry")
        label, cell = FACTS["capital_share"].label, facts.cells.get("capital_share")
        if not isinstance(share, int | float):
            ask, blank = facts.ask("capital_share"), facts.blanks.get("capital_share")
            return Trace(f"{self.words}{self._bound(industry)}", Answer.UNKNOWN, f"表中未写{label}", (ask,), blank)
        words = f"{label}：{percent(share)}" + (f"（{cell} 格）" if cell else "")
        may_be = {industry} if industry else facts.unsure.get("industry")
        rows = [row for row in self.rows if row.industry in may_be] if may_be else list(self.rows)
        value = round(share, EXACT)
        floors = [row.share for row in rows if row.share is not None]
        complete = bool(rows) and len(floors) == len(rows)
        asked = f"{self.words}{self._bound(industry)}"
        if complete and value >= max(floors):
            return Trace(asked, Answer.YES, words, (), cell)
        if complete and value < min(_lowest(row) for row in rows):
            return Trace(asked, Answer.NO, words, (), cell)
        if industry is None:
            return Trace(asked, Answer.UNKNOWN, f"{words}；看不出属于哪个行业", (facts.ask("industry"),), cell)
        if not complete:
            ask = f"请核对“{industry}”的最低资本金比例"
            return Trace(asked, Answer.UNKNOWN, f"{words}；{industry}的最低比例待核", (ask,), cell)
        ask = "请核对能否按国发〔2019〕26号下浮资本金比例（补短板基础设施，不超过5个百分点）"
        return Trace(asked, Answer.UNKNOWN, f"{words}；低于一般标准，是否可以下浮待核", (ask,), cell)

    def _bound(self, industry: object) -> str:
        found = next((row for row in self.rows if row.industry == industry), None)
        if found is None:
            return ""
        return f"（{found.industry}：{percent(found.share) if found.share is not None else '待核'}）"


def _lowest(row: CapitalRow) -> float:
    """The least share with which a project of that industry may still be lawful."""
    assert row.share is not None
    return round(row.share - EASING, EXACT) if row.eased else row.share

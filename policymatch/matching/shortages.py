"""要素保障: the land, the energy and the money that a project lacks, from its steps, its sums and its own words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from policymatch.matching.eligibility import first_open
from policymatch.matching.fund_labels import KINDS, is_countys, is_from_above, is_lent
from policymatch.matching.gaps import UNSAID
from policymatch.matching.profile import Profile
from policymatch.matching.shortage_words import problems_in
from policymatch.model import Gap, Project, RankedProject, Shortage
from policymatch.programmes.figures import figure, percent
from policymatch.programmes.reckoning import exact
from policymatch.projects.sources import ASKED_FOR, named_sources

LAND_STEPS = ("用地预审与选址意见书", "建设用地规划许可", "林地使用")
ENERGY_STEPS = ("节能审查",)

LEAST_GAP = Decimal(1)
"""万元 between sources and investment that are no gap but rounding."""

_FIRMS = ("国有企业", "民营企业", "村集体")
_OF_CHANNEL = {channel: re.compile(words) for channel, words in KINDS.items()} | {
    # A table that only says whose money it is means that of the first programme.
    "中央预算内投资": re.compile(f"{KINDS['中央预算内投资']}|中央"),
    "超长期特别国债": re.compile(f"{KINDS['超长期特别国债']}|国债"),
    "中央财政转移支付": re.compile("转移支付|中央|上级"),
}


def shortages_of(item: RankedProject, profile: Profile) -> Iterator[Shortage]:
    """All that one project lacks: land, then energy, then money."""
    for kind, steps in (("用地", LAND_STEPS), ("用能", ENERGY_STEPS)):
        yield from _of_steps(item, kind, steps)
    yield from _of_words(item, profile)
    yield from _of_money(item, profile)


def _of_steps(item: RankedProject, kind: str, steps: tuple[str, ...]) -> Iterator[Shortage]:
    """The steps that are not done, a row for each office; what the table does not say stands apart."""
    rows: dict[tuple[str, bool], list[Gap]] = {}
    for gap in item.steps:
        if gap.kind == "手续" and gap.what in steps:
            rows.setdefault((gap.office or "", gap.state == UNSAID), []).append(gap)
    for (office, unsaid), gaps in rows.items():
        if unsaid:
            problem = f"表中没有写{'、'.join(gap.what for gap in gaps)}办到哪一步，请核实"
        else:
            problem = "、".join(f"{gap.what}{gap.state}" for gap in gaps)
        yield Shortage(item, kind, problem, office, None, unsaid, _said_of(item.project, gaps))


def _said_of(project: Project, gaps: Iterable[Gap]) -> str:
    found = (project.permits[gap.what].text for gap in gaps if gap.what in project.permits)
    return "；".join(dict.fromkeys(text for text in found if text))


def _of_words(item: RankedProject, profile: Profile) -> Iterator[Shortage]:
    project, offices = item.project, profile.offices
    texts = dict.fromkeys((project.content, *(permit.text for permit in project.permits.values())))
    land, energy = offices.get("用地预审与选址意见书", "自然资源局"), offices.get("节能审查", "发展改革局")
    places = {
        "用电": offices.get("用电", f"{energy}、供电企业"),
        "用气": offices.get("用气", f"{energy}、供气企业"),
    }
    for kind, what, clause in problems_in("\n".join(texts)):
        office = land if kind == "用地" else places.get(what, energy)
        yield Shortage(item, kind, f"{what}：表中写有“{clause}”", office, None, False, clause)


def _of_money(item: RankedProject, profile: Profile) -> Iterator[Shortage]:
    project = item.project
    finance = profile.offices.get("资金", "财政局")
    payer = "项目单位" if project.owner_kind in _FIRMS else finance
    total = project.investment_wan
    if not _is_sum(total):
        yield Shortage(item, "资金", "表中没有写总投资，缺口算不出来", "项目单位", None, True)
    elif total is not None and (gap := _gap(project, total)) is not None:
        words, wan, unsure, said = gap
        yield Shortage(item, "资金", words, payer, wan, unsure, said)
    yield from _below_the_claim(item, payer)
    for label, wan in project.funds_wan.items():
        if _is_sum(wan) and wan > 0 and is_countys(label):
            words = f"{label} {figure(wan)} 万元要由县里落实，表中没有写是否已经安排"
            yield Shortage(item, "资金", words, finance, wan, False, f"{label} {figure(wan)} 万元")
    yield from _capital(item)


def _is_sum(wan: float | None) -> bool:
    return wan is not None and math.isfinite(wan)


def _gap(project: Project, total: float) -> tuple[str, float | None, bool, str] | None:
    """What the named sources leave open: words, the sum, whether the table leaves it open, what the table says."""
    sources = named_sources(project)
    named = sum((exact(wan) for wan in sources.values()), Decimal(0))
    if not named:
        return f"表中没有写资金来源（总投资 {figure(total)} 万元）", None, True, ""
    said = _sources(sources)
    rest = exact(total) - named
    if [label for label, wan in sources.items() if wan] == [ASKED_FOR]:
        if rest < LEAST_GAP:
            return None
        return f"只写了{said}，其余 {figure(float(rest))} 万元没有写来源", float(rest), True, said
    if rest >= LEAST_GAP:
        words = f"总投资 {figure(total)} 万元，写明来源的 {figure(float(named))} 万元，缺口 {figure(float(rest))} 万元"
        return words, float(rest), False, said
    if -rest >= LEAST_GAP:
        words = f"写明的来源合计 {figure(float(named))} 万元，比总投资 {figure(total)} 万元还多 {figure(float(-rest))} 万元，请核对"
        return words, None, True, said
    return None


def _sources(funds_wan: Mapping[str, float]) -> str:
    return "、".join(f"{label} {figure(wan)} 万元" for label, wan in funds_wan.items() if wan and _is_sum(wan))


def _below_the_claim(item: RankedProject, payer: str) -> Iterator[Shortage]:
    """What the table counts on from the first programme beyond the most that it gives."""
    match = first_open(item.matches)
    most = match.award.amount_wan if match else None
    if match is None or most is None or not _is_sum(most):
        return
    pattern = _OF_CHANNEL.get(match.programme.channel)
    funds = {
        label: wan
        for label, wan in item.project.funds_wan.items()
        if pattern and pattern.search(label) and _is_sum(wan)
    }
    claimed = sum((exact(wan) for wan in funds.values()), Decimal(0))
    if not claimed and not any(is_from_above(label) or is_lent(label) for label in item.project.funds_wan):
        asked_wan = item.project.requested_wan
        claimed = exact(asked_wan) if asked_wan is not None and _is_sum(asked_wan) else Decimal(0)
    short = claimed - exact(most)
    if short >= LEAST_GAP:
        title, asked = match.programme.title, figure(float(claimed))
        words = f"表中向{match.programme.channel}申请 {asked} 万元，{title}最多 {figure(most)} 万元，少 {figure(float(short))} 万元要另找来源"
        yield Shortage(item, "资金", words, payer, float(short), False, _sources(funds))


def _capital(item: RankedProject) -> Iterator[Shortage]:
    """A capital that the table states and that is less than the industry's least."""
    found, total = item.combination, item.project.investment_wan
    if found is None or found.capital_wan is None or found.capital_ratio is None or total is None:
        return
    if not _is_sum(total) or not _is_sum(found.capital_wan):
        return
    short = exact(total) * exact(found.capital_ratio) - exact(found.capital_wan)
    if short >= LEAST_GAP:
        words = (
            f"项目资本金 {figure(found.capital_wan)} 万元，靠借款、发债的不低于总投资的 {percent(found.capital_ratio)}，"
            f"少 {figure(float(short))} 万元"
        )
        yield Shortage(item, "资金", words, "项目单位", float(short), False, f"资本金 {figure(found.capital_wan)} 万元")

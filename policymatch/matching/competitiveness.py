"""竞争力: how strong a project is beside others, from strategy, local advantage, leverage and scale.

For bonds also from what pays them back: cover by earnings (收益覆盖), capital (资本金) and the county's room for debt.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from policymatch.matching.facts import capital_share
from policymatch.matching.maturity import weigh
from policymatch.matching.profile import Profile, Theme
from policymatch.model import Project, Score
from policymatch.programmes.figures import figure, percent
from policymatch.programmes.reckoning import capital_of


def competitiveness(project: Project, profile: Profile) -> Score:
    """The strength of a project with the parts that the profile counts."""
    return weigh({key: _PARTS[key](project, profile) for key in profile.competitiveness}, profile.competitiveness)


def _themes(project: Project, themes: tuple[Theme, ...], what: str) -> tuple[float, str]:
    """In the name 100, in sector or content 60: what is built on the side serves a strategy less."""
    rest = "\n".join(filter(None, (project.sector, project.category, project.content)))
    best = (0.0, f"未见与{what}相关的字样")
    for theme in themes:
        in_name = [word for word in theme.words if word in project.name]
        in_rest = [word for word in theme.words if word in rest]
        value = 100.0 if in_name else 60.0 if in_rest else 0.0
        if value > best[0]:
            words = "、".join((in_name or in_rest)[:3])
            best = (value, f"{theme.name}：{'名称' if in_name else '内容'}写有{words}")
    return best


def _leverage(project: Project, _: Profile) -> tuple[float, str]:
    """The share of the investment that does not come from the requested money."""
    if not project.investment_wan or project.requested_wan is None:
        return 0.0, "总投资或拟申请资金未写，无法计算"
    share = 1 - project.requested_wan / project.investment_wan
    if share < 0:
        return (
            0.0,
            f"拟申请 {figure(project.requested_wan)} 万元超过总投资 {figure(project.investment_wan)} 万元，请核对",
        )
    words = f"拟申请 {figure(project.requested_wan)} 万元，占总投资的 {percent(1 - share)}"
    return 100 * min(1.0, share / 0.5), words


def _scale(project: Project, profile: Profile) -> tuple[float, str]:
    if not project.investment_wan or project.investment_wan < 0:
        return 0.0, "表中没有总投资"
    least, low, high, most = (math.log(bound) for bound in profile.scale_wan)
    size = math.log(project.investment_wan)
    value = 1.0
    if size < low:
        value = max(0.0, (size - least) / (low - least))
    elif size > high:
        value = max(0.0, (most - size) / (most - high))
    words = "适中" if value == 1 else "偏小" if size < low else "偏大"
    return 100 * value, f"总投资 {figure(project.investment_wan)} 万元，规模{words}"


CAPITAL = 0.2
"""Share of capital that most projects must have (国发〔2009〕27号); industries with other shares are held to theirs by the rules."""

DEBT = 0.1
"""The share of the county's debt room that a project may ask for and still score in full. Our own judgement."""

ENOUGH = 60.0
"""What a cover by earnings scores that is just enough."""


def _coverage(project: Project, profile: Profile) -> tuple[float, str]:
    """How far earnings cover principal and interest."""
    enough, full = profile.coverage
    ratio = project.coverage_ratio
    if ratio is None:
        why = "有收益，但" if project.has_revenue else "无收益，" if project.has_revenue is False else ""
        return 0.0, f"{why}表中未写收益覆盖倍数，按未覆盖计"
    if ratio < 1:
        return 0.0, f"收益覆盖倍数 {figure(ratio)}，不到 1，还不上本息"
    if ratio < enough:
        value = ENOUGH * (ratio - 1) / (enough - 1)
        return value, f"收益覆盖倍数 {figure(ratio)}，不到通常要求的 {figure(enough)}"
    value = min(100.0, ENOUGH + (100 - ENOUGH) * (ratio - enough) / (full - enough))
    return value, f"收益覆盖倍数 {figure(ratio)}，达到 {figure(enough)}"


def _capital(project: Project, _: Profile) -> tuple[float, str]:
    """How much of the capital that most projects must have is there."""
    share = capital_share(project)
    if share is None and project.capital_share is not None:
        return 0.0, "资本金的金额和比例对不上，请核对"
    if share is None and project.investment_wan and (stated := capital_of(project)) is not None:
        share = stated / project.investment_wan
    if share is None:
        return 0.0, "表中未写资本金，按未落实计"
    words = f"资本金占总投资的 {percent(share)}"
    return 100 * min(1.0, max(0.0, share) / CAPITAL), f"{words}，以一般项目的 {percent(CAPITAL)} 为满分"


def _debt(project: Project, profile: Profile) -> tuple[float, str]:
    """How little of the county's room for debt the project takes."""
    room = profile.debt_room_wan
    if not room:
        return 0.0, "方案里没有填写本县可用的债务额度"
    if project.requested_wan is None:
        return 0.0, "表中未写拟申请资金，无法核对债务空间"
    share = project.requested_wan / room
    words = f"拟申请 {figure(project.requested_wan)} 万元，占本县可用额度 {figure(room)} 万元的 {percent(share)}"
    return 100 * min(1.0, max(0.0, (1 - share) / (1 - DEBT))), words + ("，超出额度" if share > 1 else "")


_PARTS: Mapping[str, Callable[[Project, Profile], tuple[float, str]]] = {
    "strategy": lambda project, profile: _themes(project, profile.strategies, "国家战略"),
    "advantage": lambda project, profile: _themes(project, profile.advantages, "县域优势产业"),
    "leverage": _leverage,
    "scale": _scale,
    "coverage": _coverage,
    "capital": _capital,
    "debt": _debt,
}

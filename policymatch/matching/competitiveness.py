"""竞争力: how strong a project is beside others, from strategy, local advantage, leverage and scale."""

from __future__ import annotations

import math

from policymatch.matching.maturity import weigh
from policymatch.matching.profile import Profile, Theme
from policymatch.model import Project, Score
from policymatch.programmes.figures import figure, percent

SCALE_WAN = (200.0, 1_000.0, 50_000.0, 300_000.0)
"""Total investment in 万元: below the first and above the last scores nothing, between the middle two in full.

Our own judgement of what a county can carry; no policy says it.
"""


def competitiveness(project: Project, profile: Profile) -> Score:
    """The strength of a project with its four parts."""
    return weigh(
        {
            "strategy": _themes(project, profile.strategies, "国家战略"),
            "advantage": _themes(project, profile.advantages, "县域优势产业"),
            "leverage": _leverage(project),
            "scale": _scale(project),
        },
        profile.competitiveness,
    )


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


def _leverage(project: Project) -> tuple[float, str]:
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


def _scale(project: Project) -> tuple[float, str]:
    if not project.investment_wan:
        return 0.0, "表中没有总投资"
    least, low, high, most = (math.log(bound) for bound in SCALE_WAN)
    size = math.log(project.investment_wan)
    value = 1.0
    if size < low:
        value = max(0.0, (size - least) / (low - least))
    elif size > high:
        value = max(0.0, (most - size) / (most - high))
    words = "适中" if value == 1 else "偏小" if size < low else "偏大"
    return 100 * value, f"总投资 {figure(project.investment_wan)} 万元，规模{words}"

"""Rankings and limits made by hand, for the tests of the plan."""

from __future__ import annotations

from typing import Any

from match_tools import DAY, direction, programme

from policymatch.matching.plan_limits import Chance, Limits, Starts
from policymatch.model import (
    Answer,
    Award,
    CombinationRule,
    Match,
    Party,
    Project,
    RankedProject,
    Ranking,
    Score,
)
from policymatch.programmes.combinations import Combinations

YEAR = 2026
CENTRAL, BOND = "中央预算内投资", "地方政府专项债券"

TOGETHER = Combinations(
    (
        CombinationRule(
            "bond-beside", Party(channels=(CENTRAL,)), Party(channels=(BOND,)), "local", "专项债券可作配套", None, None,
            None, None, DAY, "unverified",
        ),
    )
)  # fmt: skip


def match(
    programme_id: str, wan: float | None, channel: str = CENTRAL, verdict: Answer = Answer.YES, fit: float = 100.0,
    bound: bool = False, **of: Any,
) -> Match:  # fmt: skip
    """A match with the most that may be had, None for 待核."""
    award = Award(wan, None, None, None, None, request_wan=wan, bound=bound)
    made = programme(id=programme_id, channel=channel, title=f"{programme_id}专项", **of)
    return Match(made, direction(), verdict, fit, award, (), (), ())


def item(name: str, *matches: Match, tier: str = "A", sector: str | None = None, gaps: tuple[str, ...] = (),
         **project: Any) -> RankedProject:  # fmt: skip
    """A ranked project; its place is given by ``ranking``."""
    none = Score(0.0, ())
    return RankedProject(
        0, Project(name, **project), tier, f"{tier} 档的理由", 80.0, none, none, none, {"体系": sector}, matches, gaps
    )


def ranking(*items: RankedProject) -> Ranking:
    from dataclasses import replace

    return Ranking(tuple(replace(each, rank=place) for place, each in enumerate(items, 1)), ())


def limits(**changes: Any) -> Limits:
    """Limits that limit nothing, for one year, with a chance of 1."""
    values: dict[str, Any] = {
        "path": None, "first_year": YEAR, "last_year": YEAR, "default_quota": None, "default_quota_because": "",
        "quotas": (), "local_wan": {}, "debt_wan": {}, "must": (), "never": (), "balance": (), "own": (),
        "chance": Chance({"A": 1.0, "B": 1.0, "C": 1.0}, 0.5, "测试口径。"),
        "starts": Starts({"A": 0, "B": 1, "C": 2}, "测试口径。"), "spread": (), "together": frozenset({"local"}),
    }  # fmt: skip
    return Limits(**values | changes)

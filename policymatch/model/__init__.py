"""The nouns of the house: immutable, typed, and knowing nothing of files, stores or terminals.

Each is loaded when it is asked for: making forty classes takes a tenth of the time of a search.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policymatch.model.document import Block, Document
    from policymatch.model.match import (
        Award,
        Beside,
        Combination,
        Evidence,
        Figure,
        Gap,
        Match,
        RankedProject,
        Ranking,
        Reason,
        Score,
        ScorePart,
        SkippedRow,
        Trace,
    )
    from policymatch.model.order import OrderCheck, Sureness
    from policymatch.model.plan import Choice, Fallout, LeftOut, LimitUse, Plan, PlanYear
    from policymatch.model.policy import Clause, Effect, Hit, Policy, PolicyId, PolicySummary, Relation, Status
    from policymatch.model.programme import (
        BASES,
        TIERS,
        AwardRule,
        ClauseRef,
        CombinationRule,
        Condition,
        Direction,
        FormerBasis,
        Party,
        Programme,
        Standing,
    )
    from policymatch.model.project import PERMITS, ColumnReading, Permit, PermitState, Place, Project, SectorLabel
    from policymatch.model.verdict import Answer
    from policymatch.model.worklists import Application, Backing, Errand, Shortage, Worklists

__all__ = [
    "BASES",
    "PERMITS",
    "TIERS",
    "Answer",
    "Application",
    "Award",
    "AwardRule",
    "Backing",
    "Beside",
    "Block",
    "Choice",
    "Clause",
    "ClauseRef",
    "ColumnReading",
    "Combination",
    "CombinationRule",
    "Condition",
    "Direction",
    "Document",
    "Effect",
    "Errand",
    "Evidence",
    "Fallout",
    "Figure",
    "FormerBasis",
    "Gap",
    "Hit",
    "LeftOut",
    "LimitUse",
    "Match",
    "OrderCheck",
    "Party",
    "Permit",
    "PermitState",
    "Place",
    "Plan",
    "PlanYear",
    "Policy",
    "PolicyId",
    "PolicySummary",
    "Programme",
    "Project",
    "RankedProject",
    "Ranking",
    "Reason",
    "Relation",
    "Score",
    "ScorePart",
    "SectorLabel",
    "Shortage",
    "SkippedRow",
    "Standing",
    "Status",
    "Sureness",
    "Trace",
    "Worklists",
]

_HOMES = ("policy", "document", "programme", "project", "verdict", "match", "order", "plan", "worklists")


def __getattr__(name: str) -> Any:
    if name in __all__:
        for home in _HOMES:
            found = vars(import_module(f"policymatch.model.{home}")).get(name)
            if found is not None:
                globals()[name] = found  # asked once
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

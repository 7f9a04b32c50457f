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
        Match,
        RankedProject,
        Ranking,
        Reason,
        Score,
        ScorePart,
        SkippedRow,
        Trace,
    )
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
    from policymatch.model.project import PERMITS, Permit, PermitState, Place, Project
    from policymatch.model.verdict import Answer

__all__ = [
    "BASES",
    "PERMITS",
    "TIERS",
    "Answer",
    "Award",
    "AwardRule",
    "Beside",
    "Block",
    "Clause",
    "ClauseRef",
    "Combination",
    "CombinationRule",
    "Condition",
    "Direction",
    "Document",
    "Effect",
    "Evidence",
    "Figure",
    "FormerBasis",
    "Hit",
    "Match",
    "Party",
    "Permit",
    "PermitState",
    "Place",
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
    "SkippedRow",
    "Standing",
    "Status",
    "Trace",
]

_HOMES = ("policy", "document", "programme", "project", "verdict", "match")


def __getattr__(name: str) -> Any:
    if name in __all__:
        for home in _HOMES:
            found = vars(import_module(f"policymatch.model.{home}")).get(name)
            if found is not None:
                globals()[name] = found  # asked once
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""The nouns of the house: immutable, typed, and knowing nothing of files, stores or terminals."""

from policymatch.model.document import Block, Document
from policymatch.model.match import Award, Evidence, Match, RankedProject, Ranking, Reason, Score, ScorePart, SkippedRow
from policymatch.model.policy import Clause, Effect, Hit, Policy, PolicyId, PolicySummary, Relation, Status
from policymatch.model.programme import (
    TIERS,
    AwardRule,
    ClauseRef,
    Condition,
    Direction,
    Programme,
)
from policymatch.model.project import PERMITS, Permit, PermitState, Place, Project
from policymatch.model.verdict import Answer

__all__ = [
    "PERMITS",
    "TIERS",
    "Answer",
    "Award",
    "AwardRule",
    "Block",
    "Clause",
    "ClauseRef",
    "Condition",
    "Direction",
    "Document",
    "Effect",
    "Evidence",
    "Hit",
    "Match",
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
    "Status",
]

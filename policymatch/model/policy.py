"""Policies and their clauses, as they are kept and as they are found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

PolicyId = str | int
"""A record's own id comes back exactly as it was given, so it may be a number; ids we make are strings."""


class Status(StrEnum):
    """Whether a policy is in force."""

    IN_FORCE = "现行"
    SUPERSEDED = "已被取代"
    REPEALED = "已废止"
    UNKNOWN = "未知"


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest citable piece of a policy.

    ``label`` is 第三条, 二、 or （一）, empty for text before the first numbered piece. ``path`` runs from the
    root ("第一章 总则/第三条"). ``page`` counts from 1, None where there are no pages. ``id`` is
    ``<policy id>#<position from 1>``.
    """

    id: str
    label: str
    path: str
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class PolicySummary:
    """A policy's metadata, without its text; what is not known is None.

    ``doc_number`` (发文字号) is in canonical form 国办发〔2024〕52号; ``valid_until`` is the last day in force.
    ``digest`` is true for our own summary (摘编) of a policy; then ``confidence`` says how sure its facts are
    (official, reported, unverified) and ``checked_on`` when they were looked at. ``source`` is a web address or
    the file it was read from.
    """

    id: PolicyId
    title: str
    doc_number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    effective_on: date | None = None
    valid_until: date | None = None
    status: Status = Status.UNKNOWN
    source: str | None = None
    digest: bool = False
    checked_on: date | None = None
    confidence: str | None = None
    metadata: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy with its clauses in reading order; the clauses' texts together are the whole body."""

    summary: PolicySummary
    clauses: tuple[Clause, ...]


class Hit(NamedTuple):
    """A clause that answers a query. ``score`` is comparable within one result only."""

    id: str
    score: float
    policy: PolicySummary
    clause: Clause
    highlights: tuple[tuple[int, int], ...] = ()

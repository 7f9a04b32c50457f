"""Policies and their clauses, as they are kept and as they are found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

PolicyId = str | int
"""A record's own id comes back exactly as it was given, so it may be a number; ids we make are strings."""


Spans = tuple[tuple[int, int], ...]
"""Places in a text, each from its first character to the one behind its last."""


class Status(StrEnum):
    """Whether a policy is in force on a day; UNKNOWN where neither it nor another policy in the store says so."""

    IN_FORCE = "现行"
    SUPERSEDED = "已被取代"
    REPEALED = "已废止"
    EXPIRED = "已失效"
    NOT_YET = "尚未施行"
    UNKNOWN = "未知"


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest citable piece of a policy.

    ``label`` is 第三条, 二、 or （一）, empty for text before the first numbered piece. ``path`` runs from the
    root ("第一章 总则/第三条"). ``page`` counts from 1, None where there are no pages. ``id`` is
    ``<policy id>#<position from 1>``. A clause cut from the middle of a table begins with the table's title and
    head again; ``repeated`` is the number of characters at the start of ``text`` that are there for that reason, the
    line feed after them included (0 nearly everywhere).
    """

    id: str
    label: str
    path: str
    text: str
    page: int | None = None
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class PolicySummary:
    """A policy's metadata, without its text; what is not known is None.

    ``doc_number`` (发文字号) is in canonical form 国办发〔2024〕52号; ``valid_until`` is the last day in force.
    ``digest`` is true for our own summary (摘编) of a policy; then ``confidence`` says how sure its facts are
    (official, reported, unverified) and ``checked_on`` when they were looked at. ``source`` is a web address or
    the file it was read from. Joint issuers stand in ``issuer`` with 、 between them, the host first. ``level`` is 国家,
    省, 市 or 县, ``region`` the place a local policy is for, by its full names (广东省广州市), None for the nation.
    ``found`` says of each field that is known how it was found, in Chinese (文件头, 标题行, 正文第三十五条 …).

    What the store makes of all policies together: ``ends_on`` is the first day on which the policy no longer holds,
    ``ended_by`` the policy that replaced or repealed it; where that day is only inferred ``found`` has an ``ends_on``. ``status`` is that of the day that was asked for.
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
    level: str | None = None
    region: str | None = None
    found: Mapping[str, str] = field(default_factory=dict)
    ends_on: date | None = None
    ended_by: PolicyId | None = None


class Effect(StrEnum):
    """What a policy says about another."""

    REPEALS = "废止"
    """The other one ends: 同时废止, 停止执行, 予以废止."""

    PREVAILS = "以本文件为准"
    """The other one stays but gives way where the two differ: 不一致的，以本办法为准."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What a policy says about another one, which need not be in the store.

    ``title`` is the other's as written, without 《》; ``doc_number`` in canonical form; ``issued_on`` the day on which
    the sentence says it was issued; what is not said is None. ``clause`` is the label of the clause that says so, ``on``
    the day from which it holds where that is another than this policy's own first day.
    """

    effect: Effect
    title: str | None = None
    doc_number: str | None = None
    issued_on: date | None = None
    clause: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy with its clauses in reading order.

    The clauses' texts together, without what is ``repeated`` in them, are the whole body.
    """

    summary: PolicySummary
    clauses: tuple[Clause, ...]
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that answers a query. ``score`` is comparable within one result only."""

    id: str
    score: float
    policy: PolicySummary
    clause: Clause
    mark: Callable[[str], Spans] = field(default=lambda text: (), repr=False, compare=False)

    @property
    def highlights(self) -> Spans:
        """Where in the clause's text the query's words stand, in reading order."""
        return self.mark(self.clause.text)

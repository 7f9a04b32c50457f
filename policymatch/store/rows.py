"""Between the nouns of the model and the rows of the tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from policymatch.model import Clause, PolicyId, PolicySummary, Status

SUMMARY = (
    "p.id, p.title, p.doc_number, p.issuer, p.issued_on, p.effective_on, p.valid_until, p.status, p.source, p.digest,"
    " p.checked_on, p.confidence, p.metadata, p.level, p.region, p.found, p.begins_on, p.ends_on, p.ended_how,"
    " (SELECT e.id FROM policies e WHERE e.key = p.ended_by),"
    # How the first day of the policy to blame is known, where the end is that day.
    " (SELECT coalesce(json_extract(e.found, '$.effective_on'), '推定：施行日期不详') FROM policies e"
    " WHERE e.key = p.ended_by AND e.begins_on = p.ends_on)"
)
CLAUSE = "c.number, c.label, c.path, c.page, c.text, c.repeated"
CLAUSE_WIDTH = 6

STORED = (
    "id", "title", "doc_number", "issuer", "issued_on", "effective_on", "valid_until", "status", "source", "digest",
    "checked_on", "confidence", "metadata", "level", "region", "found",
)  # fmt: skip


_ASIDE = frozenset({"metadata", "found", "status"} | {"issued_on", "effective_on", "valid_until", "checked_on"})
_PLAIN = tuple(name for name in STORED if name not in _ASIDE)


def summary_values(summary: PolicySummary) -> dict[str, object]:
    """What of a policy goes into the table, by column."""
    values: dict[str, object] = {name: getattr(summary, name) for name in _PLAIN}
    values["status"] = summary.status.value
    values["issued_on"] = iso(summary.issued_on)
    values["effective_on"] = iso(summary.effective_on)
    values["valid_until"] = iso(summary.valid_until)
    values["checked_on"] = iso(summary.checked_on)
    values["metadata"] = _json(summary.metadata)
    values["found"] = _found_json(tuple(summary.found.items()))
    return values


def _json(mapping: Mapping[str, object]) -> str:
    return json.dumps(dict(mapping), default=str) if mapping else "{}"


@lru_cache(maxsize=1_000)
def _found_json(items: tuple[tuple[str, str], ...]) -> str:
    """What is known of how fields were found; articles of one law were all found alike."""
    return _json(dict(items))


def to_summary(row: Sequence[Any], day: date | None) -> PolicySummary:
    """A policy's summary with its status on a day; with no day, as its own text states it."""
    values = dict(zip(STORED, row, strict=False))
    begins, ends, how, ended_by = (*map(to_day, row[16:18]), row[18], row[19])
    for name in ("issued_on", "effective_on", "valid_until", "checked_on"):
        values[name] = to_day(values[name])
    values["digest"] = bool(values["digest"])
    for name in ("metadata", "found"):
        values[name] = json.loads(values[name]) if values[name] != "{}" else {}
    if day is None:
        return PolicySummary(**values | {"status": Status(values["status"])})
    values["status"] = status_on(day, Status(values["status"]), begins, ends, how, values["valid_until"])
    if row[20] and "推定" in row[20]:
        values["found"] = {**values["found"], "ends_on": row[20]}
    return PolicySummary(**values, ends_on=ends if ends != date.min else None, ended_by=ended_by)


def status_on(
    day: date, stated: Status, begins: date | None, ends: date | None, how: str | None, until: date | None
) -> Status:
    """What a policy is on a day: as little as can be known of it, so 现行 only where something says so.

    ``ends`` is the first day on which it no longer holds, ``how`` what ended it, ``until`` the last day of its own term.
    """
    if ends is not None and day >= ends:
        return Status(how or Status.REPEALED.value)
    if begins is not None and day < begins:
        return Status.NOT_YET
    if until is not None or stated is Status.IN_FORCE:
        return Status.IN_FORCE
    return Status.UNKNOWN


def first_day(issued_on: date | None, effective_on: date | None) -> date | None:
    """The first day on which a version holds; a day before it was issued is that of an older version."""
    return max((day for day in (issued_on, effective_on) if day), default=None)


def day_after(day: date) -> date:
    """The next day; the last there is has none."""
    return day if day == date.max else day + timedelta(days=1)


def to_clause(policy_id: PolicyId, row: Sequence[Any]) -> Clause:
    """A clause of a row in the order of ``CLAUSE``."""
    number, label, path, page, text, repeated = row
    return Clause(f"{policy_id}#{number}", label, path, text, page, repeated)


def to_day(value: object) -> date | None:
    """The day of a column."""
    return date.fromisoformat(str(value)) if value else None


def iso(day: date | None) -> str | None:
    """The column of a day."""
    return day.isoformat() if day else None


def is_storable(policy_id: PolicyId) -> bool:
    """Whether SQLite can hold an id: its numbers have 64 bits, and half of a surrogate pair is no text."""
    if isinstance(policy_id, int):
        return -(2**63) <= policy_id < 2**63
    return not any("\ud800" <= char <= "\udfff" for char in policy_id)

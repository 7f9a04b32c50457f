"""A policy as one line of JSON: between processes and in the journal, where a pickle could run code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from policymatch.model import Clause, Effect, Policy, PolicySummary, Relation, Status

_DAYS = ("issued_on", "effective_on", "valid_until", "checked_on")
_PLAIN = ("title", "doc_number", "issuer", "source", "digest", "confidence", "level", "region")


def encode_policy(policy: Policy) -> dict[str, Any]:
    """A policy as JSON values; what its metadata holds beside them (dates of a front matter) becomes text."""
    summary = policy.summary
    return {
        "id": summary.id,
        "status": summary.status.value,
        "metadata": dict(summary.metadata),
        "found": dict(summary.found),
        **{name: getattr(summary, name) for name in _PLAIN},
        **{name: _iso(getattr(summary, name)) for name in _DAYS},
        "clauses": [[c.id, c.label, c.path, c.text, c.page, c.repeated] for c in policy.clauses],
        "relations": [
            [r.effect.value, r.title, r.doc_number, _iso(r.issued_on), r.clause, _iso(r.on)] for r in policy.relations
        ],
    }


def decode_policy(data: Mapping[str, Any]) -> Policy:
    """The policy that ``encode_policy`` was given. Raises KeyError, ValueError or TypeError for anything else."""
    fields: dict[str, Any] = {name: data[name] for name in ("id", "metadata", "found", *_PLAIN)}
    fields |= {name: _day(data[name]) for name in _DAYS}
    summary = PolicySummary(status=Status(data["status"]), **fields)
    relations = tuple(
        Relation(Effect(effect), title, number, _day(issued), clause, _day(on))
        for effect, title, number, issued, clause, on in data["relations"]
    )
    return Policy(summary, tuple(Clause(*clause) for clause in data["clauses"]), relations)


def to_line(message: Mapping[str, Any]) -> bytes:
    """A message as one line; half of a surrogate pair gets through, so that whoever stores it can refuse it."""
    return json.dumps(message, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass") + b"\n"


def from_line(line: bytes) -> dict[str, Any]:
    """The message of a line. Raises ValueError where it is none."""
    loaded = json.loads(line.decode("utf-8", "surrogatepass"))
    if not isinstance(loaded, dict):
        raise ValueError("not a message")
    return loaded


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

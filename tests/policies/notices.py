"""Notices made up in our own words, as the metadata tests read them."""

from __future__ import annotations

from policymatch.model import Block, Document, PolicySummary
from policymatch.policies import parse_policy


def describe(*lines: str | Block, name: str = "文件", **stated: object) -> PolicySummary:
    """The summary of a text with these lines, which states these keys."""
    blocks = tuple(line if isinstance(line, Block) else Block(line) for line in lines)
    return parse_policy(Document(name, "text", blocks, stated)).summary


def facts(summary: PolicySummary) -> tuple[str | None, ...]:
    """Title, number, issuer and the three days (issued, effective, valid until) in short."""
    days = (summary.issued_on, summary.effective_on, summary.valid_until)
    return (summary.title, summary.doc_number, summary.issuer, *(day.isoformat() if day else None for day in days))

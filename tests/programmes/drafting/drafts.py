"""Small texts as policies, drafted; every text here is written by us."""

from __future__ import annotations

from policymatch.model import Policy
from policymatch.policies.parse import parse_policy
from policymatch.programmes.drafting.draft import Draft, draft_policy
from policymatch.programmes.drafting.figures import Figure, Found, Setting, read_text
from policymatch.readers import record_document

TITLE = "清河省农村道路补助资金管理办法"


def policy_of(text: str, title: str = TITLE, policy_id: str = "own-1") -> Policy:
    return parse_policy(record_document({"id": policy_id, "title": title, "text": text}))


def draft_of(text: str, title: str = TITLE) -> Draft:
    return draft_policy(policy_of(text, title))


def figures_in(sentence: str, *, standard: bool = True, lead: str = "") -> list[tuple[str, float, str | None]]:
    """The figures of a paragraph among standards, each with its tier."""
    found = Found()
    read_text(sentence, Setting("三、", standard, lead), found)
    return [(each.kind, each.value, each.region.tier if each.region else None) for each in found.figures]


def found_in(sentence: str, *, standard: bool = True) -> Found:
    found = Found()
    read_text(sentence, Setting("三、", standard), found)
    return found


def by_tier(figures: list[Figure]) -> dict[str | None, float]:
    return {each.region.tier if each.region else None: each.value for each in figures if each.kind == "ratio"}

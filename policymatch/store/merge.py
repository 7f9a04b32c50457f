"""The same policy from two files is one policy."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from policymatch.model import Policy, PolicyId, PolicySummary
from policymatch.policies.identity import likeness, same_policy, text_print

if TYPE_CHECKING:
    from policymatch.store.truth import Truth

_FILLED = ("doc_number", "issuer", "issued_on", "effective_on", "valid_until", "level", "region")
"""What a copy of a policy may know that another does not."""


def find_same(truth: Truth, policy: Policy, *, identified: bool) -> int | None:
    """The key under which a policy already stands; one that states its own id is that and no other.

    An id of ours says too little: two bureaus may call for applications under one title on one day.
    """
    if identified:
        return truth.key_of(policy.summary.id, exactly=True)
    key = truth.key_of(policy.summary.id, exactly=True)
    if key is not None and [c.text for c in truth.policy(key).clauses] == [c.text for c in policy.clauses]:
        return key
    own_print = text_print(policy.clauses)
    for other, summary, its_print in truth.alike(policy.summary):
        if same_policy(policy.summary, summary, likeness(own_print, its_print) if its_print else 0.0):
            return other
    return None


def another_id(truth: Truth, policy: Policy) -> Policy:
    """The policy under an id that is not yet another one's: where two are alike in all but their texts."""
    if truth.key_of(policy.summary.id, exactly=True) is None:
        return policy
    texts = "\n".join(clause.text for clause in policy.clauses)
    return renumber(policy, hashlib.sha256(f"{policy.summary.id}\n{texts}".encode()).hexdigest()[:12])


def renumber(policy: Policy, policy_id: PolicyId) -> Policy:
    """The policy under another id."""
    if policy.summary.id == policy_id:
        return policy
    clauses = tuple(replace(clause, id=f"{policy_id}#{number}") for number, clause in enumerate(policy.clauses, 1))
    return replace(policy, summary=replace(policy.summary, id=policy_id), clauses=clauses)


def merge(kept: Policy, other: Policy) -> Policy:
    """The policy to keep where another file holds it too.

    From the other file is taken what the kept text lacks: metadata, and page numbers where both have the same clauses: a
    DOCX says where headings are, a PDF on which page.
    """
    kept = replace(kept, summary=_filled(kept.summary, other.summary))
    if [clause.path for clause in kept.clauses] != [clause.path for clause in other.clauses]:
        return kept
    clauses = tuple(
        replace(clause, page=clause.page if clause.page is not None else second.page)
        for clause, second in zip(kept.clauses, other.clauses, strict=True)
    )
    return replace(kept, clauses=clauses)


def reads_better(one: Policy, other: Policy) -> bool:
    """Whether a copy's text is the better one whichever came first: whole rather than with pages missing, and printed
    rather than recognised.
    """
    return _lacks(one.summary) < _lacks(other.summary)


def _lacks(summary: PolicySummary) -> int:
    missing = summary.metadata.get("pages_without_text") or summary.metadata.get("unreadable_pages")
    return 2 * bool(missing) + bool(summary.metadata.get("ocr_pages"))


def _filled(kept: PolicySummary, other: PolicySummary) -> PolicySummary:
    taken = {
        name: getattr(other, name)
        for name in _FILLED
        # A place without a level of its own copy would be the other copy's, and a nation has none.
        if (name != "region" or kept.level is None) and getattr(kept, name) is None and getattr(other, name) is not None
    }
    if not taken:
        return kept
    found = {name: other.found[name] for name in taken if name in other.found}
    return replace(kept, **taken, found={**kept.found, **found})

"""What one policy changes in the catalogue: the matchers of before and after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from policymatch.matching.matcher import Matcher
from policymatch.model import PolicySummary, Programme


def rests_on(programme: Programme, policy: PolicySummary) -> bool:
    """Whether a policy is what a programme rests on."""
    return programme.policy == str(policy.id) or (
        programme.doc_number is not None and programme.doc_number == policy.doc_number
    )


def touched(matcher: Matcher, policy: PolicySummary) -> bool:
    """Whether any programme rests on a policy or was ended by it."""
    return any(rests_on(each, policy) or _ended_by(each, policy) for each in matcher.catalogue.programmes)


def before_and_after(
    matcher: Matcher, policy: PolicySummary, draft: Programme | None = None
) -> tuple[Matcher, Matcher]:
    """The catalogue without a policy and with it; ``draft`` is the programme drafted from it where none rests on it yet.

    Without it a programme that rests on it is what it was on the day before, where it had a former basis, else not there;
    one that it ended is in force.
    """
    before: list[Programme] = []
    for programme in matcher.catalogue.programmes:
        if rests_on(programme, policy):
            former = _former(programme, matcher)
            before += [former] if former is not None else []
        else:
            before.append(replace(programme, standing=None) if _ended_by(programme, policy) else programme)
    after = [*matcher.catalogue.programmes, *([draft] if draft is not None else [])]
    return matcher.against(matcher.catalogue.holding(before)), matcher.against(matcher.catalogue.holding(after))


def _former(programme: Programme, matcher: Matcher) -> Programme | None:
    if not programme.former or programme.valid_from is None:
        return None
    return matcher.on(programme.valid_from - timedelta(days=1)).catalogue.get(programme.id)


def _ended_by(programme: Programme, policy: PolicySummary) -> bool:
    return programme.standing is not None and programme.standing.by == str(policy.id)

"""What a project lacks: steps of approval with the office in charge, then what else its first programme asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policymatch.matching.eligibility import first_open, open_points, to_do
from policymatch.matching.maturity import required_permits
from policymatch.matching.profile import Profile
from policymatch.model import Answer, Gap, Match, PermitState, Project, Trace

UNSAID = "表中未写"
"""The state of what the table says nothing about: it may be done all the same."""

_ELSEWHERE = "行业主管部门"
_STATES = {"未做到": "尚未做到", "补填": UNSAID, "核对": "待核"}


def find_gaps(project: Project, matches: Sequence[Match], profile: Profile) -> tuple[Gap, ...]:
    """The next steps in the order to take them, each once."""
    permits = tuple(_permits(project, profile))
    found = {gap.words: gap for gap in permits}
    if project.investment_wan is None:
        words = "总投资（表中未写）→ 项目单位"
        found[words] = Gap("补填", "总投资", UNSAID, "项目单位", words)
    first = first_open(matches)
    names = [gap.what for gap in permits]
    for gap in _of_rules(first, names) if first else ():
        if not any(name in gap.words for name in names):
            found.setdefault(gap.words, gap)
    return tuple(found.values())


def _permits(project: Project, profile: Profile) -> Iterator[Gap]:
    for name in required_permits(project):
        permit = project.permits.get(name)
        if permit is not None and permit.state in (PermitState.DONE, PermitState.NOT_NEEDED):
            continue
        office = profile.offices.get(name, _ELSEWHERE)
        state = permit.state.value if permit else UNSAID
        shown = permit.state.value if permit else f"{UNSAID}，请核实"
        yield Gap("手续", name, state, office, f"{name}（{shown}）→ {office}")


def _of_rules(match: Match, permits: Sequence[str]) -> Iterator[Gap]:
    """What the match misses; where its rules were not kept with it, the lines alone."""
    said = {to_do(kind, what): (kind, what, reason) for kind, what, reason in open_points(match.reasons)}
    for words in match.missing:
        kind, what, reason = said.get(words, ("核对", words, None))
        if kind == "未做到" and reason is not None:
            yield Gap(kind, what, _STATES[kind], reason.office, words, _failing(reason.trace, permits))
        else:  # who is in charge of the rule need not know what the table leaves out
            yield Gap(kind, what, _STATES[kind], None, words)


def _failing(trace: Trace | None, permits: Sequence[str]) -> str | None:
    """The first step of approval, of those that are missing, on which a condition fails."""
    if trace is None or trace.answer is not Answer.NO:
        return None
    if trace.parts:
        return next((found for part in trace.parts if (found := _failing(part, permits))), None)
    return next((name for name in permits if trace.rule.split(" ")[0] == name), None)

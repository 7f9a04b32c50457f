"""What a change of the catalogue means for a table: projects for which money opens, closes or changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from policymatch.matching.eligibility import barred_by
from policymatch.matching.matcher import Matcher
from policymatch.model import Answer, Match, Project
from policymatch.programmes.figures import figure

OPENED, CLOSED, CHANGED = "新增可报", "不再可报", "有变化"


@dataclass(frozen=True, slots=True)
class ProjectChange:
    """What changed for one project at one programme: ``kind`` is OPENED, CLOSED or CHANGED; the words say before and after.

    ``clause`` is the direction's clause, or that of the rule that closes it.
    """

    project: Project
    kind: str
    programme: str
    title: str
    before: str
    after: str
    clause: str | None


def project_changes(
    projects: Iterable[Project], before: Matcher, after: Matcher, progress: Callable[[Project], None] | None = None
) -> list[ProjectChange]:
    """What differs between two states of the catalogue, project by project in the table's order."""
    found: list[ProjectChange] = []
    for project in projects:
        found += _of_project(project, before, after)
        if progress is not None:
            progress(project)
    return found


def _of_project(project: Project, before: Matcher, after: Matcher) -> Iterator[ProjectChange]:
    old = {match.programme.id: match for match in before.every(project)}
    new = {match.programme.id: match for match in after.every(project)}
    for programme_id in dict.fromkeys((*new, *old)):
        one, other = old.get(programme_id), new.get(programme_id)
        kind = _kind(one, other)
        if kind is not None:
            shown = other or one
            assert shown is not None
            yield ProjectChange(
                project,
                kind,
                programme_id,
                f"{shown.programme.title}——{shown.direction.title}",
                _words(one),
                _words(other),
                _clause(other, after),
            )


def _kind(one: Match | None, other: Match | None) -> str | None:
    was, is_now = (match is not None and match.verdict is not Answer.NO for match in (one, other))
    if is_now and not was:
        return OPENED
    if was and not is_now:
        return CLOSED
    return CHANGED if was and _words(one) != _words(other) else None


def _words(match: Match | None) -> str:
    """The verdict, the sum and, where a rule closes the programme, that rule."""
    if match is None:
        return "目录里没有对口的方向"
    barred = barred_by(match.reasons)
    if barred is not None:
        return f"{match.verdict.value}：{barred.rule}（{barred.because}）"
    amount = match.award.amount_wan
    return f"{match.verdict.value}，{f'最多 {figure(amount)} 万元' if amount is not None else '金额待核'}（{match.direction.title}）"


def _clause(match: Match | None, matcher: Matcher) -> str | None:
    if match is None:
        return None
    barred = barred_by(match.reasons)
    return barred.clause if barred is not None else matcher.cite(match.direction.clause)

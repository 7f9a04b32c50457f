"""Running planners' test cases: what was expected, what came out, and the rules that led to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from policymatch.errors import NotFoundError, TableError
from policymatch.matching.eligibility import judge_generally, missing, verdict
from policymatch.matching.matcher import Matcher
from policymatch.model import Answer, Match, Project, Reason
from policymatch.programmes.cases import TO_CHECK, Case, Expectation
from policymatch.programmes.catalogue import Catalogue
from policymatch.programmes.entry import Faults
from policymatch.programmes.figures import figure
from policymatch.projects.single import KEYS, project_from_words

_SAME_WAN = 0.01
"""Sums that differ by less are one (万元)."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that does not hold: what was expected, what came instead, and the trace, in a planner's words."""

    case: Case
    expectation: Expectation
    expected: str
    got: str
    trace: tuple[str, ...] = ()


class CaseRunner:
    """Runs cases against a catalogue; ``matcher`` gives the catalogue, the store and the profile."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    @cached_property
    def _for_anybody(self) -> Matcher:
        """The matcher over the same programmes as if each were for a county: what a project is the kind of thing for."""
        catalogue = self._matcher.undated
        programmes = (replace(programme, audience="county") for programme in catalogue.programmes)
        return Matcher(
            Catalogue(programmes, catalogue.general), self._matcher.store, self._matcher.profile, self._matcher.day
        )

    def run(self, cases: Iterable[Case], faults: Faults) -> Iterator[tuple[Case, list[Failure]]]:
        """Each case with what failed in it; a case whose project or ids are no good is noted in ``faults`` and left out."""
        for case in cases:
            project = _project(case, faults)
            if project is not None and self._known(case, faults):
                yield case, list(self._failures(case, project))

    def _known(self, case: Case, faults: Faults) -> bool:
        before = len(faults)
        catalogue = self._matcher.on(case.as_of).catalogue
        for each in case.expect:
            if each.programme is None:
                continue
            try:
                programme = catalogue.get(each.programme)
            except NotFoundError as error:
                faults.note(f"用例“{case.id}”：{error.message}", case.path, each.line)
                continue
            if each.direction and each.direction not in {direction.id for direction in programme.directions}:
                message = f"用例“{case.id}”：“{programme.id}”没有支持方向“{each.direction}”"
                faults.note(message, case.path, each.line)
        return len(faults) == before

    def _failures(self, case: Case, project: Project) -> Iterator[Failure]:
        matcher = self._matcher.on(case.as_of)
        matches = {match.programme.id: match for match in matcher.every(project)}
        for each in case.expect:
            match = matches.get(each.programme or "")
            if each.programme is None:
                reasons = judge_generally(matcher.catalogue, matcher.facts(project), matcher.cite, matcher.day)
                differences = list(_judged(each, reasons))
            elif each.not_offered:
                differences = list(self._not_offered(case, each, project, match))
            elif match is None:
                shown = "、".join(list(matches)[:3]) or "没有对口的渠道"
                differences = [(f"对口{each.programme} {each.direction or ''}", f"没有匹配上（得到：{shown}）")]
                reasons = ()
            else:
                reasons = match.reasons
                differences = [*_matched(each, match), *_judged(each, reasons)]
            trace = tuple(_trace(reasons, each.rule)) if not each.not_offered else ()
            for expected, got in differences:
                yield Failure(case, each, expected, got, trace)

    def _not_offered(
        self, case: Case, each: Expectation, project: Project, match: Match | None
    ) -> Iterator[tuple[str, str]]:
        if match is not None:
            yield f"不提供 {each.programme}", f"提供了，结论{match.verdict.value}"
        if not each.direction and not each.rule:
            return
        found = self._for_anybody.on(case.as_of).every(project)
        other = next((one for one in found if one.programme.id == each.programme), None)
        got = other.direction.id if other else "没有匹配上"
        if each.direction and got != each.direction:
            yield f"方向 {each.direction}", f"方向 {got}"
        if each.rule:
            said = next((one.answer for one in other.reasons if one.rule_id == each.rule), None) if other else None
            if said is not Answer.NO:
                yield f"不合规则 {each.rule}", f"{each.rule} {said.value if said else '没有这条规则'}"


def _project(case: Case, faults: Faults) -> Project | None:
    unknown = [str(key) for key in case.project if key not in KEYS]
    if unknown:
        message = f"用例“{case.id}”的 project 里不认识的键：{'、'.join(unknown)}；可用：{'、'.join(KEYS)}"
        faults.note(message, case.path, case.line)
        return None
    try:
        return project_from_words(case.project)
    except TableError as error:
        faults.note(f"用例“{case.id}”：{error.message}", case.path, case.line)
        return None


def _matched(each: Expectation, match: Match) -> Iterator[tuple[str, str]]:
    if each.direction and match.direction.id != each.direction:
        yield f"方向 {each.direction}", f"方向 {match.direction.id}（{match.direction.title}）"
    amount = match.award.amount_wan
    if each.award is not None:
        wanted = None if each.award == TO_CHECK else each.award
        same = wanted is amount is None or (
            isinstance(wanted, float | int) and amount is not None and abs(wanted - amount) < _SAME_WAN
        )
        if not same:
            yield f"金额 {_sum(wanted)}", f"金额 {_sum(amount)}（{match.award.explanation}）"
    if each.tier and match.award.tier != each.tier:
        yield f"地区档次 {each.tier}", f"地区档次 {match.award.tier or TO_CHECK}"


def _sum(wan: float | str | None) -> str:
    return f"{figure(wan)} 万元" if isinstance(wan, int | float) else TO_CHECK


def _judged(each: Expectation, reasons: tuple[Reason, ...]) -> Iterator[tuple[str, str]]:
    said = verdict(reasons)
    if each.verdict and said.value != each.verdict:
        yield f"结论 {each.verdict}", f"结论 {said.value}"
    elif each.rule and not any(_decides(reason, said) for reason in reasons if reason.rule_id == each.rule):
        deciding = dict.fromkeys(reason.rule_id for reason in reasons if _decides(reason, said))
        yield f"由规则 {each.rule} 决定", f"由 {'、'.join(deciding) or '没有规则'} 决定"
    to_do = missing(reasons)
    for words in each.missing:
        if not any(words in item for item in to_do):
            yield f"缺项有“{words}”", f"缺项：{'；'.join(to_do) or '无'}"


def _decides(reason: Reason, said: Answer) -> bool:
    """Whether a rule leads to that verdict; a note decides nothing, but may be what a case is about."""
    if reason.effect == "note":
        return reason.answer is not Answer.YES
    if reason.kind == "readiness" and reason.answer is Answer.NO:
        return said is Answer.UNKNOWN
    return reason.answer is said


def _trace(reasons: tuple[Reason, ...], rule: str | None) -> Iterator[str]:
    """The rule that was named, and those that speak against the project or are open."""
    for reason in reasons:
        if reason.rule_id == rule or (reason.effect == "gate" and reason.answer is not Answer.YES):
            clause = f"；依据：{reason.clause}" if reason.clause else ""
            yield f"{reason.rule_id} {reason.answer.value}：{reason.rule}（{reason.because}{clause}）"

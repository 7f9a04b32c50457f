"""The ranking of a county's pipeline: scores, tiers, gaps, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from policymatch.cycles import collector_at_rest
from policymatch.matching.competitiveness import competitiveness
from policymatch.matching.criteria import criteria, value_table
from policymatch.matching.eligibility import AKIN, barred_by, judge_generally
from policymatch.matching.fit_score import fit_score
from policymatch.matching.gaps import find_gaps
from policymatch.matching.matcher import Matcher
from policymatch.matching.maturity import maturity, steps_undone
from policymatch.matching.methods import SUM, apply_method, check_method
from policymatch.matching.order import Trial, try_order
from policymatch.matching.profile import Profile
from policymatch.model import (
    Answer,
    ColumnReading,
    Match,
    OrderCheck,
    OrderMethod,
    Project,
    RankedProject,
    Ranking,
    Reason,
    SectorLabel,
    SkippedRow,
)
from policymatch.programmes.combine import combine
from policymatch.programmes.standing import IN_FORCE
from policymatch.projects.duplicates import find_duplicates
from policymatch.projects.sector import labels_of, surest
from policymatch.projects.splits import with_split_doubts
from policymatch.projects.stages import is_finished

Progress = Callable[[Project], None]


def rank_projects(
    projects: Sequence[Project],
    matcher: Matcher,
    *,
    skipped: Sequence[SkippedRow] = (),
    warnings: Sequence[str] = (),
    columns: Sequence[ColumnReading] = (),
    context: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    method: str = SUM,
    trial: Trial | None = None,
    processes: int | None = None,
) -> Ranking:
    """Score every project and put them in order: by tier, then by the method; equal ones in the table's order.

    ``trial`` says how the order is tried with other weightings. Of a long table a second process works out the evidence, unless
    ``processes`` is 1; the ranking is the same. Raises PolicyMatchError where the method is none or its
    library is not installed, before anything is matched.
    """
    check_method(method)
    ranked = []
    with collector_at_rest(), matcher.evidence_of(projects, processes) as evidence:
        repeats = find_duplicates(projects)
        projects = with_split_doubts(projects, repeats)
        labels = labels_of(projects)
        found = matcher.matches_with(projects, evidence)
        for number, (project, matches) in enumerate(zip(projects, found, strict=True)):
            original = projects[repeats[number]] if number in repeats else None
            ranked.append(_assess(project, matcher, matches, original, labels[number]))
            if progress is not None:
                progress(project)
    ordered, used, check = _in_order(ranked, matcher.profile, method, trial or Trial())
    said = {"排序方法": used.words} | ({"换权重试算": check.words} if check else {})
    return Ranking(
        projects=tuple(replace(item, rank=place) for place, item in enumerate(ordered, 1)),
        skipped=tuple(skipped),
        warnings=tuple(warnings),
        context={**(context or {}), **said},
        order=check,
        method=used,
        # By another method the total is not what the order rests on.
        shares={weight.name: weight.share for weight in matcher.profile.score.values()} if method == SUM else {},
        columns=tuple(columns),
    )


def _in_order(
    ranked: Sequence[RankedProject], profile: Profile, method: str, trial: Trial
) -> tuple[list[RankedProject], OrderMethod, OrderCheck | None]:
    """The projects in order with what the method gives them and how sure each place is."""
    parts = criteria(profile)
    table = value_table(ranked, len(parts))
    applied = apply_method(method, table, [item.tier != "D" for item in ranked], parts)
    scores = applied.scores or (None,) * len(ranked)
    scored = [replace(item, by_method=score) for item, score in zip(ranked, scores, strict=True)]
    # sorted() keeps the table's order where all of these are equal
    places = sorted(range(len(scored)), key=lambda place: _key(scored[place]))
    ordered = [scored[place] for place in places]
    if not trial.weightings or not ordered:
        return ordered, applied.method, None
    sure, check = try_order(ordered, table[places], applied, parts, trial)
    return [replace(item, sureness=each) for item, each in zip(ordered, sure, strict=True)], applied.method, check


def _key(item: RankedProject) -> tuple[str, float, float]:
    return item.tier, -item.by_method.value if item.by_method else 0.0, -item.score


def assess(project: Project, matcher: Matcher, original: Project | None = None) -> RankedProject:
    """One project with its matches, scores, tier and gaps; ``original`` is the earlier row it repeats, if any."""
    return _assess(project, matcher, matcher.matches(project), original, labels_of([project])[0])


def _assess(
    project: Project,
    matcher: Matcher,
    matches: tuple[Match, ...],
    original: Project | None,
    labels: tuple[SectorLabel, ...],
) -> RankedProject:
    profile = matcher.profile
    parts = {
        "fit": fit_score(matches, profile),
        "maturity": maturity(project, profile),
        "competitiveness": competitiveness(project, profile),
    }
    total = round(sum(parts[key].value * profile.score[key].share for key in parts), 1)
    tier, because = _tier(project, matcher, matches, total, parts["maturity"].value, original)
    steps = find_gaps(project, matches, profile) if tier != "D" else ()
    return RankedProject(
        rank=0,
        project=project,
        tier=tier,
        tier_because=because,
        score=total,
        fit=parts["fit"],
        maturity=parts["maturity"],
        competitiveness=parts["competitiveness"],
        sector=surest(labels),
        labels=labels,
        matches=matches,
        gaps=tuple(gap.words for gap in steps),
        steps=steps,
        combination=combine(project, matches, matcher.catalogue, matcher.day, matcher.cite) if tier != "D" else None,
    )


def _tier(
    project: Project, matcher: Matcher, matches: Sequence[Match], total: float, ready: float, original: Project | None
) -> tuple[str, str]:
    """A to D with the sentence that says why; what rules a project out comes before any score."""
    profile = matcher.profile
    if original is not None:
        place = f"第 {original.row} 行" if original.row else "前面"
        return "D", f"与{place}“{original.name}”重复，同一项目不得重复申报"
    barred = _barred(project, matcher, matches)
    if barred is not None:
        return "D", f"{barred.rule}（{barred.because}；依据：{barred.clause or '目录规则'}）"
    if is_finished(project):
        return "D", "已完工项目不再申报建设资金"
    open_ones = [match for match in matches if match.verdict is not Answer.NO]
    if not open_ones and matches:
        return "C", f"对口的渠道（{matches[0].programme.title}等）已停止或尚未执行，先储备，等新的渠道"
    if not open_ones:
        return "C", "目录里没有找到对口的支持方向，先储备；可补充建设内容后再试"
    if any(reason.rule_id == AKIN for reason in open_ones[0].reasons):
        return "C", "名称里没有任何支持方向的关键词，对口的方向只是按字面猜的，先储备；补充建设内容后再试"
    verdict = open_ones[0].verdict
    for letter in ("a", "b"):
        bound = profile.tiers[letter]
        if letter == "a" and (verdict is not Answer.YES or steps_undone(project, bound.still_open)):
            continue
        if total >= bound.score and ready >= bound.maturity:
            best = profile.tiers["a"]
            if letter == "b" and total >= best.score and ready >= best.maturity:
                before = steps_undone(project, best.still_open)
                words = "方向对口、分数达到申报要求，但" + (
                    f"{'、'.join(before)}还没有办完，办好即可申报"
                    if verdict is Answer.YES
                    else "首选渠道还有条件待核，核实后即可申报"
                )
                return "B", f"{words}（总分 {total:g}，成熟度 {ready:g}）"
            return letter.upper(), _tier_words(letter, bound.because, total, ready, verdict)
    bound = profile.tiers["c"]
    return "C", _tier_words("c", bound.because, total, ready, verdict)


def _tier_words(letter: str, because: str, total: float, ready: float, verdict: Answer) -> str:
    extra = "" if verdict is Answer.YES or letter == "a" else "，首选渠道还有条件待核"
    return f"{because.rstrip('。')}（总分 {total:g}，成熟度 {ready:g}{extra}）"


def _barred(project: Project, matcher: Matcher, matches: Sequence[Match]) -> Reason | None:
    """The rule that rules a project out everywhere: of all its matches, or of general law where it has none.

    A county hotel may match no direction at all; that general law excludes it must be said all the same.
    """
    if matches:
        if any(match.verdict is not Answer.NO for match in matches):
            return None
        # That a channel has ended is no fault of the project.
        own = ([reason for reason in match.reasons if reason.rule_id != IN_FORCE] for match in matches)
        return next((barred for reasons in own if (barred := barred_by(reasons))), None)
    return barred_by(judge_generally(matcher.catalogue, matcher.facts(project), matcher.cite, matcher.day))

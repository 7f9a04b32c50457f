"""What leaders must know of a ranking on one page: what can be applied for, how much, what to decide, what is missing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from policymatch.model import Gap, Match, RankedProject, Ranking
from policymatch.model.plan import Plan
from policymatch.model.worklists import Worklists
from policymatch.reports.list_words import asked_of
from policymatch.reports.phrases import NONE, TIERS, is_known, plain, recommended, short_title, title_of, total, wan

DECISIONS = 5
_DEADLINES = 2
"""Of the decisions so many may be mere days."""
_NAMED = 2
"""Projects that are named before 等."""
NAME = 18
"""Characters of a project's name within a sentence."""

_REPEATED = re.compile(r"^与.{1,40}重复")
_GROUNDS = re.compile("[：（(]")


@dataclass(frozen=True, slots=True)
class ChannelSum:
    """A channel with the projects that are advised to apply there. Money in 万元.

    ``most_wan`` adds up the sums that are known, None where none is; ``unknown`` counts those that are 待核. ``asked_wan``
    adds up what the table asks for, ``unasked`` counts the projects that do not say.
    """

    channel: str
    projects: int
    most_wan: float | None
    unknown: int
    asked_wan: float | None
    unasked: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A step that is missing, at which office: ``projects`` lack it, ``unlocks`` of them lack no other step."""

    step: str
    office: str
    projects: int
    unlocks: int


@dataclass(frozen=True, slots=True)
class Excluded:
    """Projects that are advised against for one reason."""

    why: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The page for leaders. ``ready`` are the channels of tier A, ``near`` those of tier B."""

    counts: Mapping[str, int]
    ready: tuple[ChannelSum, ...]
    near: tuple[ChannelSum, ...]
    decisions: tuple[str, ...]
    missing: tuple[Missing, ...]
    unfilled: int
    excluded: tuple[Excluded, ...]


def make_brief(ranking: Ranking, lists: Worklists, plan: Plan | None = None) -> Brief:
    """Everything leaders are told, most important first."""
    missing = _missing(lists)
    return Brief(
        counts={tier: sum(item.tier == tier for item in ranking.projects) for tier in TIERS},
        ready=channel_sums(_of(ranking, "A")),
        near=channel_sums(_of(ranking, "B")),
        decisions=tuple(_decisions(ranking, lists, plan, missing))[:DECISIONS],
        missing=missing,
        unfilled=sum(any(_is_query(gap) for gap in item.steps) for item in ranking.projects),
        excluded=_excluded(_of(ranking, "D")),
    )


def channel_sums(items: Iterable[RankedProject]) -> tuple[ChannelSum, ...]:
    """The channels that the projects are advised to use, those with most projects first."""
    found: dict[str, list[tuple[RankedProject, Match]]] = defaultdict(list)
    for item in items:
        first = recommended(item)
        if first is not None:
            found[first.programme.channel].append((item, first))
    sums = [_channel(channel, pairs) for channel, pairs in found.items()]
    return tuple(sorted(sums, key=lambda each: (-each.projects, -(each.most_wan or 0), each.channel)))


def _channel(channel: str, pairs: Sequence[tuple[RankedProject, Match]]) -> ChannelSum:
    most = [match.award.amount_wan for _, match in pairs]
    asked = [item.project.requested_wan for item, _ in pairs]
    return ChannelSum(
        channel,
        len(pairs),
        total(most),
        sum(not is_known(value) for value in most),
        total(asked),
        sum(not is_known(value) for value in asked),
    )


def judged_on(ranking: Ranking) -> date | None:
    """The day for which the ranking holds."""
    try:
        return date.fromisoformat(ranking.context.get("判断日期", ""))
    except ValueError:
        return None


def heading(ranking: Ranking) -> str:
    """The name of the table."""
    return plain(title_of(ranking.context), 36)


def named(items: Sequence[str], shown: int = _NAMED) -> str:
    """A few names and 等: “甲”“乙”等 5 个."""
    inner = str.maketrans("“”", "‘’")
    words = "".join(f"“{plain(name, NAME).translate(inner)}”" for name in items[:shown])
    return words + (f"等 {len(items)} 个" if len(items) > shown else "")


def _of(ranking: Ranking, tier: str) -> list[RankedProject]:
    return [item for item in ranking.projects if item.tier == tier]


def _decisions(ranking: Ranking, lists: Worklists, plan: Plan | None, missing: Sequence[Missing]) -> Iterator[str]:
    ready, near = _of(ranking, "A"), _of(ranking, "B")
    days = _deadlines(ranking, lists)
    for day, programme, names in days[:_DEADLINES]:
        yield f"{day} 前报{named([programme])}，对应{named(names)}。"
    if plan is not None:
        yield from _plan_decisions(plan)
    elif ready:
        yield f"定下本轮申报名单：A 类 {len(ready)} 个，排在最前的是{named([item.project.name for item in ready])}。"
    if missing:
        # What most projects lack is not what helps most of them.
        first = max(missing, key=lambda row: (row.unlocks, row.projects))
        gain = f"，办成后 {first.unlocks} 个项目不再缺手续" if first.unlocks else ""
        yield f"请{first.office}集中办理“{plain(first.step, 30)}”，涉及 {first.projects} 个项目{gain}。"
    checking = [item for item in near if item.steps and all(map(_is_query, item.steps))]
    if checking:
        those = named([item.project.name for item in checking], 1)
        yield f"手续不缺、只差补填或核实的 B 类项目有 {len(checking)} 个：{those}，请尽快核实。"
    if (ready or near) and not days:
        yield "目录里没有今后的申报截止日期（待核），请向主管部门问清本轮申报时间。"
    matches = [match for item in (*ready, *near) if (match := recommended(item)) is not None]
    unknown = [match for match in matches if not is_known(match.award.amount_wan)]
    if unknown:
        programmes = list(dict.fromkeys(short_title(match.programme) for match in unknown))
        yield (
            f"A、B 类中 {len(unknown)} 个项目能给多少待核，涉及{named(programmes, 1)}"
            f"{'渠道' if len(programmes) > 1 else ''}，请向主管部门要原文。"
        )
    conflicts = sum(bool(match.award.conflicts) for match in matches)
    if conflicts:
        yield f"{conflicts} 个项目的补助标准来源不一，申报前请核对原文定口径。"


def _plan_decisions(plan: Plan) -> Iterator[str]:
    asked = total(map(asked_of, plan.choices))
    unknown = sum(choice.unknown for choice in plan.choices)
    if plan.choices:
        year = plan.years[0].year if plan.years else plan.choices[0].year
        sums = (
            f"申请 {wan(asked)} 万元，期望 {wan(plan.expected_wan)} 万元（按假定的把握推算）"
            if asked is not None
            else ""
        )
        more = f"{'另有 ' if sums else ''}{unknown} 项金额待核" if unknown else ""
        yield f"确定 {year} 年申报方案：{len(plan.choices)} 项，{'，'.join(filter(None, (sums, more)))}。"
    gains = [(use.gain_wan, use) for use in plan.limits if use.gain_wan is not None and use.gain_wan > 0]
    if gains:
        use = max(gains, key=lambda each: each[0])[1]
        yield f"最紧的限制是“{plain(use.name, 30)}”：{plain(use.words, 60).rstrip('。')}。"


def _deadlines(ranking: Ranking, lists: Worklists) -> list[tuple[date, str, list[str]]]:
    """Days still to come with the programme and its projects, the nearest first."""
    today = judged_on(ranking)
    found: dict[tuple[date, str], list[str]] = defaultdict(list)
    for row in lists.applications:
        if row.deadline is not None and (today is None or row.deadline >= today):
            found[row.deadline, row.match.programme.title].append(row.item.project.name)
    return [(day, title, names) for (day, title), names in sorted(found.items(), key=lambda each: each[0])]


def _missing(lists: Worklists) -> tuple[Missing, ...]:
    """Steps at an office, those that most projects lack first."""
    rows = [
        Missing(each.step, each.office, len(each.unlocks) + len(each.waiting), len(each.unlocks))
        for each in lists.errands
    ]
    return tuple(sorted(rows, key=lambda row: (-row.projects, -row.unlocks, row.office, row.step)))


def _is_query(gap: Gap) -> bool:
    """Whether a gap is something to fill in or to look up, not something to bring about."""
    return gap.kind in ("补填", "核对")


def _excluded(items: Sequence[RankedProject]) -> tuple[Excluded, ...]:
    found: dict[str, list[str]] = defaultdict(list)
    for item in items:
        found[_why(item.tier_because)].append(item.project.name)
    rows = (Excluded(why, tuple(names)) for why, names in found.items())
    return tuple(sorted(rows, key=lambda row: (-len(row.names), row.why)))


def _why(because: str) -> str:
    """The rule without what it says of one project, so that projects fall together."""
    if _REPEATED.match(because):
        return "与表中其他项目重复"
    return plain(_GROUNDS.split(because)[0], 40) or NONE

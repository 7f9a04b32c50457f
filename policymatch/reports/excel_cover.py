"""What the first sheet tells somebody with two minutes: counts, money, the first projects, what needs attention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policymatch.model import Plan, RankedProject, Ranking, Worklists
from policymatch.reports.brief import named
from policymatch.reports.excel_table import Value, most_value
from policymatch.reports.list_words import plan_words
from policymatch.reports.phrases import (
    NONE,
    SCORES,
    TIERS,
    is_known,
    is_number_unsure,
    recommended,
    scores_of,
    tier_name,
    title_of,
    total,
)

SHOWN = 20
"""Projects that the first sheet names."""

_NO_CHANNEL = "没有首选渠道"
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Some projects taken together; sums are of what is known, and the others are counted. Money in 万元.

    ``asked`` is false where none of them is advised to apply for anything.
    """

    name: str
    count: int
    investment_wan: float | None
    uninvested: int
    award_wan: float | None
    unknown: int
    asked: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """The first sheet. ``top`` are rows of place, name, tier, total, three scores, programme and the most to be had.

    ``shares`` are the names of the three scores with their weights; a weight is None where the total is no weighted sum, and
    the scores then stand as they are. ``attention`` are sentences, ``origin`` names and texts.
    """

    title: str
    subtitle: str
    tiers: tuple[Group, ...]
    channels: tuple[Group, ...]
    attention: tuple[str, ...]
    shares: tuple[tuple[str, float | None], ...]
    top: tuple[tuple[Value, ...], ...]
    origin: tuple[tuple[str, str], ...]


def make_cover(ranking: Ranking, lists: Worklists, plan: Plan | None = None) -> Cover:
    """The first sheet of a ranking."""
    context = ranking.context
    shares = tuple((name, ranking.shares.get(name)) for name in SCORES)
    said = [
        f"{name}：{context[name]}"
        for name in ("判断日期", "政策库", "资金目录", "权重方案", "排序方法")
        if context.get(name)
    ]
    return Cover(
        title=title_of(context),
        subtitle="　".join(said),
        tiers=tuple(_tiers(ranking.projects)),
        channels=tuple(_channels(ranking.projects)),
        attention=tuple(_attention(ranking, lists, plan)),
        shares=shares,
        top=tuple(_top(item, shares) for item in ranking.projects[:SHOWN]),
        origin=tuple(context.items()),
    )


def _group(name: str, items: Sequence[RankedProject]) -> Group:
    """Projects of tier D are given nothing, so that what they could have been given is not asked."""
    investments = [item.project.investment_wan for item in items]
    given = [_award(item) for item in items if item.tier != "D"]
    return Group(
        name, len(items), total(investments), sum(not is_known(each) for each in investments), total(given),
        sum(not is_known(each) for each in given), bool(given),
    )  # fmt: skip


def _award(item: RankedProject) -> float | None:
    match = recommended(item)
    return match.award.amount_wan if match else None


def _tiers(items: Sequence[RankedProject]) -> Iterator[Group]:
    for tier, name in TIERS.items():
        yield _group(f"{tier} {name}", [item for item in items if item.tier == tier])
    yield _group("合计", items)


def _channels(items: Sequence[RankedProject]) -> Iterator[Group]:
    """Tiers A to C by the kind of money of their recommended programme, the largest first."""
    found: dict[str, list[RankedProject]] = {}
    for item in items:
        if item.tier != "D":
            match = recommended(item)
            found.setdefault(match.programme.channel if match else _NO_CHANNEL, []).append(item)
    for name in sorted(found, key=lambda name: (name == _NO_CHANNEL, -len(found[name]), name)):
        yield _group(name, found[name])


def _top(item: RankedProject, shares: Sequence[tuple[str, float | None]]) -> tuple[Value, ...]:
    scores = [score.value for _, score in scores_of(item)]
    parts = [
        round(value * share, 2) if share is not None else value
        for value, (_, share) in zip(scores, shares, strict=True)
    ]
    match = recommended(item)
    return (
        item.rank, item.project.name, tier_name(item), item.score, *parts, match.programme.title if match else NONE,
        most_value(match) if match else NONE,
    )  # fmt: skip


def _attention(ranking: Ranking, lists: Worklists, plan: Plan | None) -> Iterator[str]:
    yield from _of_money(ranking)
    yield from _of_order(ranking)
    yield from _of_lists(lists)
    if plan is not None:
        yield f"申报方案：{plan_words(plan)}见“申报方案”“年度安排”“约束与影响”。"
    yield from _of_table(ranking)


def _of_money(ranking: Ranking) -> Iterator[str]:
    first = [match for item in ranking.projects if (match := recommended(item)) is not None]
    unknown = sum(not is_known(match.award.amount_wan) for match in first)
    if unknown:
        yield f"{unknown} 个项目的首选渠道能给多少还没有查到可靠数字，写作“待核”，不是零；申报前要向上级核实。"
    conflicts = sum(bool(match.award.conflicts) for match in first)
    if conflicts:
        yield f"{conflicts} 个项目的补助标准各来源不一，见“资金匹配”的“来源不一的数”。"
    weak = sum(is_known(match.award.amount_wan) and match.award.confidence == "unverified" for match in first)
    if weak:
        yield f"{weak} 个项目的金额出自未核实的来源，只作线索。"
    unread = sum(is_number_unsure(match) for match in first)
    if unread:
        yield f"{unread} 个项目首选渠道的文号未见原文或待核，引用前要核对。"


def _of_order(ranking: Ranking) -> Iterator[str]:
    found = [(item, item.sureness) for item in ranking.projects if item.sureness is not None]
    leading = [(item, sure) for item, sure in found if item.rank <= sure.first]
    shaky = [item.project.name for item, sure in leading if sure.in_first < 0.5]
    if shaky:
        yield f"前 {leading[0][1].first} 名里有 {len(shaky)} 个在多数权重下排不进去，名次全看权重：{named(shaky, _NAMED)}。"
    tied = [item.project.name for item, sure in leading if sure.tied]
    if tied:
        yield f"前 {leading[0][1].first} 名里有 {len(tied)} 个与别的项目难分先后：{named(tied, _NAMED)}。"


def _of_lists(lists: Worklists) -> Iterator[str]:
    dated = [each for each in lists.applications if each.deadline is not None]
    if dated:
        first = dated[0]
        yield f"最近的申报截止：{first.deadline}（{first.match.programme.title}），共 {len(dated)} 项有截止日期，见“申报清单”。"
    elif lists.applications:
        yield f"申报清单 {len(lists.applications)} 项都没有查到截止日期，以上级当年通知为准。"
    useful = sorted((each for each in lists.errands if each.unlocks), key=lambda each: -len(each.unlocks))
    for each in useful[:_NAMED]:
        yield f"{each.office}办好“{each.step}”，{len(each.unlocks)} 个项目手续就齐全，见“前期手续缺项清单”。"
    counts = [(kind, [each for each in lists.shortages if each.kind == kind]) for kind in ("用地", "用能", "资金")]
    words = [f"{kind} {len({each.item.rank for each in rows})} 个项目" for kind, rows in counts if rows]
    if words:
        yield f"要素保障有问题的：{'，'.join(words)}，见“要素保障问题清单”。"


def _of_table(ranking: Ranking) -> Iterator[str]:
    doubts = sum(len(item.project.doubts) for item in ranking.projects)
    counts = [(ranking.skipped, "行没有排序"), (ranking.warnings, "条全表提示")]
    words = [f"{len(each)} {what}" for each, what in counts if each]
    if doubts:
        words.append(f"{doubts} 处单元格存疑")
    if words:
        yield f"项目表里有 {'、'.join(words)}，见“存疑与未排序”。"
    unread = [each for each in ranking.columns if each.field is None and each.title]
    if unread:
        yield f"有 {len(unread)} 列没有读，见“列的识别”。"

"""Charts of a web page: bars drawn in the page itself, each beside its name and its figure as text.

Only the bars are pictures, so that names and figures stay readable at any width, on paper, and to who cannot see them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from policymatch.model import RankedProject, Ranking, Score
from policymatch.reports.brief import Brief, ChannelSum
from policymatch.reports.phrases import SCORES, TIERS, UNKNOWN, plain, points, scores_of, wan

if TYPE_CHECKING:
    from markupsafe import Markup

_SCORES = tuple((f"part{number}", name) for number, name in enumerate(SCORES, 1))
"""The three scores, each with its colour."""
_ROUNDING = 0.15
"""Points by which a score and its parts may differ because both are printed rounded."""
_COLOURS = 8
"""Colours that the style sheet has for parts."""


class Segment(NamedTuple):
    """A piece of a bar: how much of the whole (0 to 1), the class that colours it, what it says."""

    share: float
    colour: str
    words: str


class Bar(NamedTuple):
    """A bar with its name before it and its figure behind it."""

    name: str
    picture: Markup
    value: str


class Chart(NamedTuple):
    """A chart: its title, the meaning of its colours (class and name), its bars, and a sentence on how to read it."""

    title: str
    legend: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    words: str


def draw(segments: Sequence[Segment], title: str) -> Markup:
    """A bar as inline SVG, its pieces one behind the other; the whole is 100 wide."""
    from markupsafe import Markup

    drawn, left, title = [], 0.0, plain(title)
    for segment in segments:
        said = plain(segment.words)
        width = max(0.0, min(segment.share * 100, 100 - left)) if math.isfinite(segment.share) else 0.0
        if width > 0:
            drawn.append(
                Markup('<rect class="{}" x="{:.2f}" y="0" width="{:.2f}" height="10"><title>{}</title></rect>').format(
                    segment.colour, left, width, said
                )
            )
        left += width
    words = "；".join(plain(segment.words) for segment in segments) or UNKNOWN
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<title>{}</title><desc>{}</desc><rect class="track" x="0" y="0" width="100" height="10"/>{}</svg>'
    ).format(f"{title}：{words}", title, words, Markup("").join(drawn))


def tiers(counts: Mapping[str, int]) -> Chart:
    """How many projects are in each tier."""
    whole = max(1, *counts.values())
    bars = tuple(
        Bar(
            f"{tier} {TIERS[tier]}",
            draw([Segment(count / whole, f"tier{tier}", f"{count} 个")], f"{tier} {TIERS[tier]}"),
            f"{count} 个",
        )
        for tier, count in counts.items()
    )
    return Chart("各梯次有多少项目", (), bars, "条的长短是项目个数。")


def money_by_channel(brief: Brief) -> Chart:
    """What tiers A and B could be given at most, by channel; sums that are 待核 are said, not drawn."""
    ready = {each.channel: each for each in brief.ready}
    near = {each.channel: each for each in brief.near}
    names = list(dict.fromkeys((*ready, *near)))
    sums = {name: (_sum(ready.get(name)), _sum(near.get(name))) for name in names}
    whole = max((a + b for a, b in sums.values()), default=0) or 1.0
    bars = []
    for name in names:
        words = [
            f"{tier} 类 {_most(each)}"
            for tier, each in (("A", ready.get(name)), ("B", near.get(name)))
            if each is not None
        ]
        segments = [
            Segment(amount / whole, f"tier{tier}", text)
            for tier, amount, text in zip(
                [tier for tier, found in (("A", ready), ("B", near)) if name in found],
                [amount for amount, found in zip(sums[name], (ready, near), strict=True) if name in found],
                words,
                strict=True,
            )
        ]
        bars.append(Bar(plain(name, 20), draw(segments, name), "；".join(words)))
    legend = (("tierA", "A 可申报"), ("tierB", "B 抓紧完善"))
    return Chart(
        "各类资金最多可争取多少（万元）", legend, tuple(bars), "条只画已能推算的金额；待核的只写个数，不当作零。"
    )  # fmt: skip


def _sum(each: ChannelSum | None) -> float:
    return (each.most_wan if each else None) or 0.0


def _most(each: ChannelSum) -> str:
    if each.most_wan is None:
        return f"{UNKNOWN}（{each.unknown} 个）"
    return wan(each.most_wan) + (f"（另 {each.unknown} 个待核）" if each.unknown else "")


def scores(ranking: Ranking, shown: int) -> Chart:
    """The first projects' scores: what fit, maturity and competitiveness give to the whole."""
    items = ranking.projects[:shown]
    shares = shares_of(ranking, items)
    bars = []
    for item in items:
        parts = [score.value for _, score in scores_of(item)]
        weights = shares or (1 / 3, 1 / 3, 1 / 3)
        segments = [
            Segment(value * weight / 100, colour, f"{name} {points(value)}" + (f"×{weight:.0%}" if shares else ""))
            for value, weight, (colour, name) in zip(parts, weights, _SCORES, strict=True)
        ]
        name = f"{item.rank}. {plain(item.project.name, 40)}"
        bars.append(Bar(name, draw(segments, name), points(item.score)))
    how = (
        "每段是该项得分乘权重，三段相加就是总分。"
        if shares
        else "每段是该项得分的三分之一，只比较三项的高低；总分按报告所写的方法另算，写在右边。"
    )
    return Chart(f"前 {len(items)} 名的得分构成", _SCORES, tuple(bars), how)


def shares_of(ranking: Ranking, items: Sequence[RankedProject]) -> tuple[float, float, float] | None:
    """The weights of the three scores, if the totals are their weighted sums; else None."""
    found = tuple(ranking.shares.get(name) for name in SCORES)
    fit, ready, strong = found
    if fit is None or ready is None or strong is None:
        return None
    for item in items:
        summed = item.fit.value * fit + item.maturity.value * ready + item.competitiveness.value * strong
        if not abs(summed - item.score) <= _ROUNDING:
            return None
    return fit, ready, strong


def parts_bar(name: str, score: Score) -> Markup:
    """One score: what each of its parts gives."""
    segments = [
        Segment(
            part.value * part.weight / 100,
            f"part{number % _COLOURS + 1}",
            f"{part.name} {points(part.value)}×{part.weight:.0%}",
        )
        for number, part in enumerate(score.parts)
    ]
    return draw(segments, f"{name} {points(score.value)}")

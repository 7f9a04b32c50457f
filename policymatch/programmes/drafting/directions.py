"""Directions (支持方向): of all that a policy lists, the listings that look like what it supports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from policymatch.programmes.drafting.listings import Item, Listing, listings, only_one
from policymatch.programmes.drafting.passages import Passage
from policymatch.programmes.drafting.scoring import Scorer, alike
from policymatch.programmes.drafting.topics import Topic, Topics

SURE = 0.5
"""The likeness from which a listing is taken for directions."""
_BEST = 0.25
"""Where none is sure, the best is taken from here on and said to be doubtful."""
_DOUBTFUL = 0.35
"""From here on a listing that was not taken is named among the doubts."""
_ASTRAY = 0.8
"""Outside the section on 支持范围, where there is one, a list has to be this like."""
_MOST = 60
_NOT_ONE = re.compile(
    r"^(?:其他|其它)(?:经|需要|事项|工作|任务|符合|的|$)|交办|除上述|确定的其他|认定的其他|规定的其他"
)
_FROM_SENTENCE = "从一句话里拆出来的方向，拆得对不对要核对"
_FROM_TABLE = "按表里的类别列出的方向，要核对"
_WEAK = "看着像支持方向的列举，不很确定，要核对"


@dataclass(frozen=True, slots=True)
class _Weighed:
    listing: Listing
    likeness: float
    topic: Topic


def find_directions(root: Passage, topics: Topics) -> tuple[list[Item], list[str]]:
    """The directions in reading order, and what may be some and was left out (doubts)."""
    scorer = Scorer(root, topics)
    weighed = [_Weighed(each, scorer.likeness(each), topics.of(each.owner)) for each in listings(root, topics)]
    chosen = _chosen(weighed)
    found: dict[str, Item] = {} if chosen else {item.title: item for item in only_one(root, topics)}
    for each in weighed:
        if each in chosen:
            for item in _items(each):
                found.setdefault(item.title, item)
    likely = [each for each in weighed if each.likeness >= _DOUBTFUL][:_MOST]
    doubts = [_doubt(each.listing) for each in likely if not _is_covered(each, chosen)]
    if len(found) > _MOST:
        doubts.insert(0, f"列举的支持方向有 {len(found)} 个，只写了前 {_MOST} 个")
    return list(found.values())[:_MOST], doubts


def _chosen(weighed: Sequence[_Weighed]) -> list[_Weighed]:
    """The listings taken: a table or sentence alone, all lists of items, the outer before what only details it, none twice."""
    sure = sorted((each for each in weighed if each.likeness >= SURE), key=lambda each: -each.likeness)[:_MOST]
    if not sure:
        best = max(weighed, key=lambda each: each.likeness, default=None)
        return [best] if best is not None and best.likeness >= _BEST else []
    # What is listed among the standards names the directions only where nothing else does.
    sure = [each for each in sure if Topic.STANDARD not in each.topic or Topic.SCOPE in each.topic] or sure
    ours = [each for each in sure if each.listing.form == "items"]
    best = max(
        (each for each in sure if each in ours or not any(_stands_within(each, other) for other in ours)), key=_rank
    )
    if best not in ours:
        return [best]
    chosen: list[_Weighed] = []
    for each in sorted(ours, key=_rank, reverse=True):
        astray = Topic.SCOPE in best.topic and Topic.SCOPE not in each.topic and each.likeness < _ASTRAY
        nested = any(_stands_within(each, other) for other in ours)
        if not (astray or nested or any(_clashes(each, other) for other in chosen)):
            chosen.append(each)
    return chosen


def _rank(each: _Weighed) -> float:
    """Likeness, with a bonus for the section on 支持范围 and for numbered items: what a sentence says before is there in full."""
    return each.likeness + 0.3 * (Topic.SCOPE in each.topic) + 0.1 * (each.listing.form == "items")


def _clashes(one: _Weighed, other: _Weighed) -> bool:
    return _stands_within(one, other) or _stands_within(other, one) or _repeats(one, other)


def _stands_within(inner: _Weighed, outer: _Weighed) -> bool:
    held = {id(part) for part in outer.listing.parts}
    return any(id(each) in held for each in (inner.listing.owner, *inner.listing.owner.above()))


def _repeats(one: _Weighed, other: _Weighed) -> bool:
    """Whether most of what a listing names was named by the other."""
    names = [item.title for item in other.listing.items]
    known = sum(any(alike(item.title, name) for name in names) for item in one.listing.items)
    return known * 2 >= len(one.listing.items)


def _items(weighed: _Weighed) -> list[Item]:
    doubt = {"sentence": _FROM_SENTENCE, "table": _FROM_TABLE}.get(weighed.listing.form, "")
    if weighed.likeness < SURE:
        doubt = _WEAK
    return [replace(item, doubt=doubt) for item in weighed.listing.items if not _NOT_ONE.search(item.title)]


def _is_covered(each: _Weighed, chosen: Sequence[_Weighed]) -> bool:
    return any(each is other or _clashes(each, other) for other in chosen)


def _doubt(listing: Listing) -> str:
    names = "、".join(item.title for item in listing.items[:4])
    return f"{listing.items[0].ref} 列举的“{names}”等是不是支持方向看不准，没有写进草案"

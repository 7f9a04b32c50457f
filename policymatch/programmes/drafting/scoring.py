"""How much a listing looks like the directions (支持方向) of a policy: several weak signs weighed together."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from policymatch.programmes.drafting.listings import Listing
from policymatch.programmes.drafting.natures import nature
from policymatch.programmes.drafting.passages import Passage
from policymatch.programmes.drafting.subjects import regions_in
from policymatch.programmes.drafting.topics import Topic, Topics

_OTHER = re.compile(
    r"条件|材料|资料|应当|要求|不得|不予|不再|不能|禁止|严禁|情形|监督|检查|程序|流程|职责|责任|负责|核查|核验|审核|评审|绩效|指标|提纲|大纲|评分|因素|报送|提交|提供|原则|步骤|所称|指标|目标|测算|考核|方式|公示|公开|须知|说明|概况|对象|主体|几点"
)
_SAYS_SCOPE = re.compile(
    r"^(?!.*(?:不得|不能|严禁|不予|不用)).*(?:(?:资金|专项|投资|补助|奖补|补贴|债券|贴息|国债)[^，。；]{0,10}(?:用于|支持|投向)(?:支持)?"
    r"|(?:支持|补助|奖补|资助|扶持|贴息|建设|使用)的?(?:范围|方向|内容|环节|领域|重点|事项|任务)[^，。；]{0,4}(?:为|是|包括|包含|分为|限于|有|：))$"
)
_DUTY = re.compile(
    r"应当|应(?!急|用|对)|须|必须|不得|不予|下列|以下|原则上|不属于|资金|不低于|不少于|不超过|负责|会同|已|未|[\d%]|具备|具有|符合|报送|提交"
)
_GUIDE = re.compile(r"指南|指引|目录|投向|领域|任务|内容|方向|范围|支持|扶持|环节|类别|分类|用途|政策")
_PRICE = re.compile(
    r"(?:补助|奖补|支持|补贴|奖励|资助|贴息|最高)[^。；]{0,30}\d[\d.]{0,8}\s?(?:[万亿]?元|[%％])|\d\s?[%％]的?(?:补助|奖补|补贴|奖励|贴息)"
)
_PAID = re.compile("(?:项目)?(?:补助|奖励|补贴|贴息|资助|奖补|扶持|支出|经费|项目)$")
_MONEY = re.compile(r"\d[^，。]{0,6}?(?:元|[%％])")


_SAME = 0.6
_BODY = 60
_READ = 2_000
_MOST_PAID = 1_000
"""Passages with sums that are looked at, and how much of each: more than a funding rule has."""


def _text(passage: Passage) -> str:
    return ("".join("".join(row) for row in passage.rows) or passage.text)[:_READ]


def alike(one: str, other: str) -> bool:
    """Whether two names share most of the shorter's pairs of characters."""
    left, right = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (one, other))
    return len(left & right) >= _SAME * max(1, min(len(left), len(right)))


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of a listing, each from -1 or 0 to 1 or so."""

    nature: float
    """What the items name: built (1) or required (-1)."""
    body: float
    """What all that is said of the items names."""
    unlike: float
    """Share of the items that name nothing built."""
    duties: float
    """Share of the items that say what must be so, how much, or where."""
    other: float
    """Whether the words that open the list speak of conditions, papers, supervision and the like."""
    scope: float
    """Whether the section, or the sentence itself, is about 支持范围,"""
    standard: float
    """about how much is paid,"""
    excluded: float
    """or about what is not supported, which names things that are built too."""
    guide: float
    """Whether the headings above speak of support, fields, tasks,"""
    aside: float
    """or of other things, such as an outline to fill in (提纲)."""
    recurs: float
    """Share of the items whose words stand again where sums and shares do."""
    priced: float
    """Share of the items that say themselves how much is given."""
    sentence: float
    """Whether a sentence lists them,"""
    table: float
    """or a table."""


# Fitted (logistic regression, L2) on the listings of texts with gold drafts, then rounded; ``excluded`` and ``priced`` set
# by hand: those texts have a list of 支持范围 beside their priced standards, where priced would count against a list. docs/measurements.md has what leaving each text out gives.
WEIGHTS = Signs(
    nature=1.8,
    body=1.2,
    unlike=-0.9,
    duties=-1.2,
    other=-0.5,
    scope=1.4,
    standard=-0.7,
    excluded=-3.0,
    guide=1.5,
    aside=-0.9,
    recurs=1.0,
    priced=0.6,
    sentence=-1.2,
    table=-0.3,
)
BIAS = -0.8


class Scorer:
    """Weighs the listings of one policy."""

    def __init__(self, root: Passage, topics: Topics) -> None:
        self._topics = topics
        paid = (each for each in root.below() if each.rows or _MONEY.search(each.text[:_READ]))
        self._paid = {id(each): threes_of(_text(each)) for each in islice(paid, _MOST_PAID)}
        self._threes = Counter(three for threes in self._paid.values() for three in threes)

    def likeness(self, listing: Listing) -> float:
        """From 0 to 1."""
        signs = self.signs(listing)
        total = BIAS + sum(getattr(WEIGHTS, name) * getattr(signs, name) for name in Signs.__slots__)
        return 1 / (1 + math.exp(-total))

    def signs(self, listing: Listing) -> Signs:
        """What speaks for a listing and against it."""
        items = listing.items
        natures = [nature(_PAID.sub("", item.title) or item.title) for item in items]
        topic = self._topics.of(listing.owner)
        path = " ".join(each.title for each in (listing.owner, *listing.owner.above()) if each.parent is not None)
        said = listing.form == "sentence"
        scope = Topic.SCOPE in topic or (said and bool(_SAYS_SCOPE.search(listing.lead)))
        bodies = [item.title if said else item.text[:_BODY] for item in items]
        return Signs(
            nature=max(-1.0, min(1.5, sum(natures) / len(items))),
            body=max(-1.0, min(1.5, sum(map(nature, bodies)) / len(items))),
            unlike=sum(value < -0.7 for value in natures) / len(items),
            duties=sum(bool(_DUTY.search(item.title) or regions_in(item.title)) for item in items) / len(items),
            other=float(bool(_OTHER.search(listing.lead))),
            scope=float(scope),
            standard=float(Topic.STANDARD in topic and not scope),
            excluded=float(Topic.EXCLUSION in topic),
            guide=float(bool(_GUIDE.search(path))),
            aside=float(bool(_OTHER.search(path))),
            recurs=self._recurring(listing),
            priced=sum(bool(_PRICE.search(item.text)) for item in items) / len(items),
            sentence=float(said),
            table=float(listing.form == "table"),
        )

    def _recurring(self, listing: Listing) -> float:
        within = {id(each) for part in (listing.parts or (listing.owner,)) for each in part.below()}
        own = Counter(three for key, threes in self._paid.items() if key in within for three in threes)
        named = [threes_of(item.title) for item in listing.items]
        found = sum(any(self._threes[three] > own[three] and nature(three) > 0 for three in each) for each in named)
        return found / len(listing.items)


def threes_of(text: str) -> set[str]:
    """All three characters on end of a text."""
    return {text[at : at + 3] for at in range(len(text) - 2)}

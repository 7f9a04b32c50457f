"""What a project mainly builds, by its content: names are chosen to please, and a hotel may be called a 康养中心.

The first list of things built counts (新建…、…、…; 建设内容包括…). Where floor areas are given the largest counts, of what 其中 opens
too; otherwise what stands first. What is only repaired, renewed or bought is not looked at, nor what is built beside it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from policymatch.text.numerals import half_width

_MAX_LENGTH = 1500
"""Characters of a content that are read; what is built stands at its beginning."""

_BUILDS = re.compile(
    r"(?<![不未无非])(?:新建|拟建|扩建|兴建|修建|建设)(?!内容|规模|地点|地址|期限|期间|周期|单位|用地|标准[：:为]|工期|年限|性质|项目|资金|条件|必要|目标)"
    # 建 alone, but for the words that it is a part of (改建, 已建, 建成, 建筑, 建档 …).
    r"|(?<![不未新扩兴修拟改重已共筹迁创续在原所承代土基组构搭封始])建(?!于|[设成筑议档立制卡材管军国行部局委])"
)
_END = re.compile(
    r"[。；;\n]|[，,](?=配套|配建|配有|配观|配备|配置|同步|并(?!联)|预留|附属|附设|辅助|购置|道路|绿化|建成)"
)
_HEAD = re.compile(r"(?:建设|工程|项目)内容(?:及规模|和规模|与规模)?(?:主要)?(?:包括|有|为|是|[：:])+")
"""How a list of what is built begins where no verb does."""
_PART = re.compile(r"[，,：:]?其中[：:]?")
_PARTED = re.compile(r"、|(?<![0-9]),|,(?![0-9]{3}(?![0-9]))|以?及(?!其)|和(?=[一-鿿]{2})")
_AREA = re.compile(r"([0-9][0-9,]{0,11}(?:\.[0-9]{1,4})?)\s?(万)?\s?(?:平方米|平米|㎡|m²|m2)", re.IGNORECASE)
_SIZE = re.compile(r"(?:约|共|总)?[0-9][0-9,.]{0,14}\s?[万千百]?(?:平方米|平米|㎡|m²|m2|[^\s0-9，,、。；;（(]{1,3}).*$")


def main_works(content: str) -> str:
    """The thing that a content says is mainly built, without its size; empty where it says none.

    >>> main_works("以枸杞为主题，园内建商品住宅620套、商业街1.2万平方米，配观光大棚2座")
    '商品住宅'
    >>> main_works("建综合楼1.8万平方米，其中机关办公用房1.62万平方米、机关食堂1200平方米，预留值班室一间")
    '机关办公用房'
    """
    return _main_works(content[:_MAX_LENGTH])


@lru_cache(maxsize=20_000)
def _main_works(content: str) -> str:
    text = half_width(content)
    begins = _BUILDS.search(text) or _HEAD.search(text)
    if begins is None:
        return ""
    rest = text[begins.end() :]
    end = _END.search(rest)
    listed = rest[: end.start()] if end else rest
    whole, *parts = _PART.split(listed, maxsplit=1)
    # A building whose use 其中 tells is what it is used for.
    items = _items(parts[0]) if parts and len(_items(whole)) == 1 else []
    items = items or _items(whole)
    if not items:
        return ""
    areas = [_area(item) for item in items]
    known = [area for area in areas if area is not None]
    # Areas tell only where what stands first has one: 620套 beside 1.2万平方米 cannot be held against each other.
    main = items[areas.index(max(known))] if known and areas[0] is not None else items[0]
    return _SIZE.sub("", main).strip("：:（( ")


def _items(text: str) -> list[str]:
    return [item.strip() for item in _PARTED.split(text) if len(item.strip()) > 1]


def _area(item: str) -> Decimal | None:
    """Square metres."""
    found = _AREA.search(item)
    return Decimal(found[1].replace(",", "")) * (10_000 if found[2] else 1) if found else None

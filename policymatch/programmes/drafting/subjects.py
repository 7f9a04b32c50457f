"""For whom a figure is: region tiers and special places in a stretch of a sentence, and the words for what it is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import yaml

from policymatch.paths import corpus_folder

_TIER = re.compile("中西部|东部|中部|西部|东北(?!亚)")
_SHORT_LIST = re.compile(r"东[、，]?中[、，]?西(?:部)?(?:[、，]?(?:和|及|与)?(?:东北))?(?:部|地区)?|东、中部|中、西部")
_LIKE = re.compile(
    r"(?:比照|参照|享受|执行|按照?|适用)[^，。；]{0,8}?(?:东部|中部|西部|东北)(?:地区|三省)?[^，。；]{0,8}?(?:政策|标准|比例|执行|待遇)"
)
_OTHER_PLACES = re.compile(
    r"(?:原)?中央苏区|革命老区(?:县)?|(?:省级)?(?:乡村振兴)?重点帮扶县|脱贫(?:县|地区)|边境(?:县|地区|团场)|(?:少数)?民族(?:自治)?(?:地区|县|州)"
    r"|欠发达(?:县|地区)|陆地边境县|海岛县|涉藏(?:州县|地区)|国家级?贫困县|资源枯竭(?:型)?城市|(?:新疆)?生产建设兵团"
)
_ALIASES = {
    "西藏": r"西藏(?:自治区)?",
    "南疆四地州": r"(?:新疆)?南疆(?:四?地州|地区)",
    "四省涉藏州县": r"四省(?:涉藏州县|涉藏地区|藏区)|(?:四川|云南|甘肃|青海)、?[^，。；]{0,12}(?:四省)?涉藏州县",
    "国家乡村振兴重点帮扶县": r"国家乡村振兴重点帮扶县|国家重点帮扶县",
    "新疆": r"新疆(?:维吾尔自治区)?(?!生产建设兵团|兵团)",
}


@dataclass(frozen=True, slots=True)
class Region:
    """A tier, with the places it is narrowed to where it is 特殊."""

    tier: str
    places: tuple[str, ...] = ()


@cache
def _sets() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = yaml.load(
        (corpus_folder() / "regions" / "special.yaml").read_text(encoding="utf-8"),
        Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),
    )
    names = [str(each["name"]) for each in data["sets"]]
    return tuple((name, re.compile(_ALIASES.get(name, re.escape(name)))) for name in names)


def regions_in(text: str) -> list[Region]:
    """The tiers and places a stretch of text names, in reading order; places together are one."""
    found: list[tuple[int, Region]] = []
    bare = _LIKE.sub(lambda match: "□" * len(match[0]), text)
    for match in _SHORT_LIST.finditer(bare):
        signs = [("东部", "东(?!北)"), ("中部", "中"), ("西部", "西"), ("东北", "东北")]
        for tier, sign in signs:
            at = re.search(sign, match[0])
            if at:
                found.append((match.start() + at.start(), Region(tier)))
    taken = {position for match in _SHORT_LIST.finditer(bare) for position in range(match.start(), match.end())}
    for match in _TIER.finditer(bare):
        if match.start() in taken:
            continue
        tiers = ("中部", "西部") if match[0] == "中西部" else (match[0],)
        found += [(match.start() + number, Region(tier)) for number, tier in enumerate(tiers)]
    places, first = places_in(text), 0
    if places:
        first = min((text.find(name[:2]) for name in places if name[:2] in text), default=0)
        found.append((first, Region("特殊", places)))
    return list(dict.fromkeys(region for _, region in sorted(found, key=lambda pair: pair[0])))


def places_in(text: str) -> tuple[str, ...]:
    """The special places a stretch names: sets of corpus/regions, else the text's own words."""
    found: dict[str, int] = {}
    rest = text
    for name, words in _sets():
        match = words.search(rest)
        if match and name != "直辖市":
            found[name] = match.start()
            rest = words.sub(lambda seen: "□" * len(seen[0]), rest)
    for match in _OTHER_PLACES.finditer(rest):
        if not ("兵团" in match[0] and found):
            found.setdefault(match[0], match.start())
    return tuple(sorted(found, key=lambda name: found[name]))


_NO_SUBJECT = re.compile(
    r"中央预算内投资|中央财政|中央|预算内|省级财政|专项资金|补助资金|奖补资金|资金|补助|奖补|奖励|补贴|资助|支持|投资|安排|比例|标准|限额|上限|额度|总额|累计"
    r"|最高|最多|至多|原则上|一般|分别|不得|不能|不|超过|高于|突破|按照|按|核定|给予|一次性|定额|达到|可达|可以|可|项目|单个|每个|单项|申请|总投资|投资额|实际"
    r"|地区|省份|东部|中部|西部|东北|中西部|的|对|为|以|由|在|和|与|及|或|其|所|均|元|每|个|放宽|提高|到|至|单|全额|其他|其余|上述|以上|控制|之内|以内|执行|规定"
)


_CUE_ON = re.compile(
    r"(?:按照?|不(?:得|能)?(?:超过|高于|突破)|最高|封顶|给予|一次性|每(?:亩|公里|平方米|吨|张|户|个|座|台|套|千瓦)).*$|每[一-鿿]{1,4}$"
)
_ONE = re.compile(
    r"(?:且|同时|其中|但)?(?:单个|每个|每|单)(?:[一-鿿]{0,6}|[一-鿿]{0,4}(?:补助|贴息|奖补|资金|总额|金额)[一-鿿]{0,7})"
)


def subject_words(text: str) -> str:
    """What is left of a stretch without money, cues and tiers: the words for what the figure is for; may be empty."""
    bare = _TIER.sub("", _SHORT_LIST.sub("", text))
    for _, words in _sets():
        bare = words.sub("", bare)
    bare = _OTHER_PLACES.sub("", bare)
    bare = _CUE_ON.sub("", bare.strip())
    if _ONE.fullmatch(bare) or re.fullmatch("[县市区、和及]*", bare):
        return ""
    left = _NO_SUBJECT.sub("", bare)
    return bare.strip(" ，,、：:（）()") if len(re.findall("[一-鿿]", left)) >= 2 else ""

"""Words by which projects of a direction are known: noun phrases of its own text, trimmed of what fits any project."""

from __future__ import annotations

import re

_SPLIT = re.compile(
    r"[、，,。；;：:（）()“”\"《》\s/——]|以及|或者|并且|及其|(?<=[一-鿿]{2})[和及与或](?=[一-鿿]{2})|包括|重点|支持|主要|用于|面向|依托|于一体|具备|配套|配备|设置|开展|实施|建成|达到|不含|不低于|新建或者|新建或|新建改造|新建|改扩建|扩建|改建|其中|单个|限于|等方面|的"
)
_LEADING = re.compile(
    r"^(?:对|在|由|将|为|按照|按|向|以|可以|所|该|其|含|等|各类|一批|相关|有关|现有|已有|建设|改造|推进|推动|加强|加快|提升|完善|更新|鼓励|引导|利用|一个|每个|地方|区域内|县级|省级)+"
)
_TRAILING = re.compile(r"(?:和|及|与|或|等|工作|方面|项目|类|内容|为主|以上|以下|左右|建设项目|任务|能力建设)+$")
_GENERIC = re.compile(
    r"^(?:更新改造|综合治理|新建扩建|附属设施|能力提升|国家级|省级|技术改造|提升改造|建设|改造|工程|项目|设施|设备|中心|服务|基础设施|能力|体系|平台|管理|技术|资金|投资|补助|标准|地区|城市|农村|企业|单位|产业|发展|保护|治理|场所|内容|条件|重要|重大|公共|综合|规划|省|县|市|乡镇|用房|机构|方案)$"
)
_VERBISH = re.compile(
    r"不|应|须|需要|得以|可以|已|进行|能够|按照|符合|未|超过|每|亿|万|元|%|\d{3,}|因此|优先|安排|原则|要求|年|月"
)


def keywords_of(title: str, text: str, terms: frozenset[str] = frozenset()) -> list[str]:
    """6 to 20 words, those of the title first; fewer where the text is short, never fewer than 3."""
    found: dict[str, None] = {}
    for source in (title, text):
        for part in _SPLIT.split(source):
            word = _TRAILING.sub("", _LEADING.sub("", part.strip()))
            if 2 < len(word) <= 10 and not _GENERIC.match(word) and not _VERBISH.search(word):
                found[word] = None
        for term in sorted(_terms_in(source, terms), key=lambda term: (source.find(term), -len(term))):
            if len(term) > 2:
                found.setdefault(term, None)
    words = list(found)[:20]
    if len(words) < 3:
        words = list(dict.fromkeys([*words, *_pieces(title)]))
    short = title[:12].strip() or "待补"
    spare = [short, f"{short}项目", f"{short}工程", f"{short}建设"]
    return list(dict.fromkeys([*words, *(spare if len(words) < 3 else [])]))[:20]


def _terms_in(text: str, terms: frozenset[str]) -> set[str]:
    return {
        text[at : at + size]
        for size in range(3, 9)
        for at in range(len(text) - size + 1)
        if text[at : at + size] in terms
    }


def _pieces(title: str) -> list[str]:
    """The title, and what it is about without what is done to it: 小型泵站 of 小型泵站更新改造."""
    stem = re.sub(r"(?:新建|扩建|改建|更新|改造|提升|建设|治理|修复|保护|利用|工程|项目|设施|综合)+$", "", title)
    return [piece for piece in (title, stem) if len(piece) > 2 and not _GENERIC.match(piece)]

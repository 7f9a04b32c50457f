"""The words in which tables speak of land and energy that a project lacks.

A clause that denies it (不占用基本农田), asks (是否占用) or names it as what the project is there to mend (解决供电不足) is no problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_TEXT = 4_000
"""Characters of a text that are read."""

_LACKS = (
    "(?:不足|缺口|短缺|紧张|(?:尚|暂|仍)?未(?:能)?(?:落实|解决|批复?|取得|到位|安排|下达|明确)|待(?:落实|解决|批复?|安排|下达|明确)|没有(?:落实|解决|着落)|"
    "无法(?:落实|满足|保障)|不能满足|难以(?:落实|保障|满足)|受限)"
)
_BETWEEN = "[^，,。；;]{0,8}?"

_PROBLEMS: tuple[tuple[str, str, str], ...] = (
    (
        "用地",
        "永久基本农田",
        "(?:占用|压占|涉及|穿越|调整|调出|补划|占)[^，,。；;]{0,10}?基本农田|基本农田[^，,。；;]{0,6}?(?:补划|调整|调出)",
    ),
    ("用地", "生态保护红线", "(?:占用|压占|涉及|穿越|触及|位于|调整)[^，,。；;]{0,10}?生态(?:保护)?红线"),
    ("用地", "耕地占补平衡", f"(?:占补平衡|补充耕地){_BETWEEN}{_LACKS}|占用[^，,。；;]{{0,6}}?耕地"),
    (
        "用地",
        "用地指标",
        f"(?:用地|土地|林地)(?:指标|规模|计划|空间|手续|报批)?{_BETWEEN}{_LACKS}|未供地|土地未(?:出让|摘牌|挂牌)",
    ),
    (
        "用地",
        "征地拆迁",
        f"(?:征地|征拆|拆迁|征收|流转){_BETWEEN}(?:未(?:完成|启动|开展|达成)|困难|受阻|滞后|难度大|遗留|纠纷)",
    ),
    (
        "用地",
        "国土空间规划",
        "(?:不符合|未纳入|未列入|不在|突破)[^，,。；;]{0,8}?(?:国土空间(?:总体)?规划|土地利用(?:总体)?规划|城镇开发边界|用地红线)",
    ),
    ("用能", "能耗", f"(?:能耗|用能)(?:指标|总量|强度|替代)?{_BETWEEN}{_LACKS}"),
    ("用能", "“两高”项目", '(?:属于?|为|系|列入)[“"]?两高[”"]?'),
    (
        "用能",
        "用电",
        f"(?:用电|供电|电力|外电|电源|电网接入|接网|并网|变压器)(?:负荷|容量|指标|能力|条件)?{_BETWEEN}(?:{_LACKS}|需?(?:增容|扩容)|未接入|待接入)",
    ),
    (
        "用能",
        "用气",
        f"(?:用气|供气|气源|天然气|燃气|管道气)(?:指标|能力|条件|容量)?{_BETWEEN}(?:{_LACKS}|未接入|待接入)",
    ),
)
_SEARCHES = tuple((kind, what, re.compile(pattern)) for kind, what, pattern in _PROBLEMS)

_HINT = re.compile("农田|红线|耕地|用地|土地|林地|征地|征拆|拆迁|征收|流转|规划|开发边界|能耗|用能|两高|变压器|电|气")
_CLAUSE = re.compile("[，,。；;！!？?\n\r]")
_DENIED = re.compile(
    "(?:不|未|无|没有?|非|避[让开]|免于|绕避|严禁|禁止|不得|不存在|退出|已(?:解决|落实|完成))[^，,。；;]{0,6}$"
)
_MEANT_OTHERWISE = re.compile("是否|如(?:需|果|有|涉)|若|解决|缓解|改善|提升|消除|破解|针对|治理|整治|恢复|复垦")


def problems_in(text: str) -> Iterator[tuple[str, str, str]]:
    """Kind (用地 or 用能), what is short, and the clause that says so; each thing once."""
    seen: set[str] = set()
    for clause in _CLAUSE.split(text[:MAX_TEXT]):
        clause = clause.strip()
        if not _HINT.search(clause) or _MEANT_OTHERWISE.search(clause):
            continue
        for kind, what, pattern in _SEARCHES:
            found = pattern.search(clause) if what not in seen else None
            if found is not None and not _DENIED.search(clause[max(0, found.start() - 12) : found.start()]):
                seen.add(what)
                yield kind, what, clause[:120]

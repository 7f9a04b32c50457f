"""One column's heading: which field of a project it holds, and in which unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policymatch.projects.permits import names_in
from policymatch.projects.vocabulary import FUNDS, FUNDS_GROUP, GENERIC, LEFT_OUT, LEVELS_OF_MONEY, NAMES, PARTS, TOTALS
from policymatch.text.money import unit_in
from policymatch.text.numerals import half_width

_MAX_HEADING = 80
_NUMBERED = re.compile(r"^(?:[0-9]{1,2}[.、)]|\([0-9一二三四五六七八九十]{1,2}\)|[一二三四五六七八九十]{1,2}、)")
_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]{0,60}[)\]】]")
_NOISE = re.compile(r"[\s*★※:/、,.·\-_|;“”\"]+")
_OF_WHICH = re.compile(r"^(?:其中|含)")
_BARE_UNIT = re.compile(r"(?:亿元|[百千]?万元|(?<![单公])元)$")
_ONLY_UNIT = re.compile(r"(?:人民币)?(?:亿|[百千]?万|[百千])?元")
_SHORT_UNIT = re.compile(r"[(\[](亿|万)[)\]]$")
_ASKED = frozenset(
    {"", "requested", "funds_text", "investment", "estimate", "budget", "start", "end", "capital_share", "done"}
)
"""Fields that a yes or no does not answer."""

_OF_A_YEAR = re.compile(r"年度|[本当今上去]年|20[0-9]{2}年?(?!底|末)|十[二三四五六]五|季度|月度")
_ONLY_YEARS = re.compile(r"(?:20[0-9]{2}(?:(?:-|~|—|至)20[0-9]{2})?|[本当今上去明])年度?|第?[一二三四1-4]季度")
_SO_FAR = re.compile(r"累计|截[至止]|以来|至今")
_APPLIED = re.compile(r"申请|申报|争取|需求")
_OF_SOURCES = re.compile(r"来源|筹措|构成|渠道")
_JUST_APPLIED = re.compile(r"(?:拟|计划)?(?:申请|争取|申报)(?:上级|中央)?(?:资金|投资|补助)?额?度?")
_STEPS_GROUP = re.compile(r"前期|手续|要件|审批")
_SHORT_STEPS = {
    **dict.fromkeys(("用地", "土地", "用地情况", "土地情况", "用地手续", "土地手续"), "用地预审与选址意见书"),
    **dict.fromkeys(("规划", "规划手续"), "建设用地规划许可、建设工程规划许可"),
    "节能": "节能审查",
    "地灾": "地质灾害危险性评估",
    "林草": "林地使用",
    "施工图": "施工图审查",
}
"""What single words mean under a heading of steps; by themselves they may mean anything."""
_NO_PERMIT = re.compile(r"投资|资金|金额|面积|费|单位|部门|人$|计划|拟")


_PREFERRED = frozenset(
    ["requested", "received", "library", "coverage", "capital_share", "estimate", "budget", "advance", "method"]
)
"""Fields whose patterns say more than a word of LEFT_OUT or of FUNDS does."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading means. ``field`` is a key of the vocabulary, ``permit`` or ``funds``; empty when it is not read.

    ``label`` is the kind of money, or the permit's name (names joined by 、 where one column stands for several);
    ``rank`` orders headings of one field, 0 being preferred.
    ``unit`` is the unit of money it states, ``percent`` whether it says that its numbers are percentages.
    """

    field: str
    label: str = ""
    rank: int = 0
    unit: str | None = None
    percent: bool = False
    known: bool = True


def core_of(text: str) -> str:
    """Give a heading without spaces, brackets, numbering, units and marks."""
    plain = re.sub(r"\s+", "", half_width(text[:_MAX_HEADING])).lower()
    plain = _NOISE.sub("", _BRACKETS.sub("", _NUMBERED.sub("", plain)))
    return _BARE_UNIT.sub("", _OF_WHICH.sub("", plain)) or _NOISE.sub("", re.sub(r"[()]", "", plain))


def is_unit(text: str) -> bool:
    """Whether a heading is nothing but a unit of money: （万元） in a row of its own under 总投资."""
    return _ONLY_UNIT.fullmatch(re.sub(r"[\s():：单位]", "", half_width(text[:20]))) is not None


def _unit_of(level: str) -> str | None:
    """The unit of money a heading states, also in short: 总投资（亿）."""
    short = _SHORT_UNIT.search(re.sub(r"\s+", "", half_width(level[:_MAX_HEADING])))
    return unit_in(level) or (f"{short[1]}元" if short else None)


def read_heading(levels: tuple[str, ...]) -> Heading:
    """Say what a column holds; ``levels`` are its headings from the top, one to three of them."""
    unit = next((found for found in map(_unit_of, reversed(levels)) if found), None)
    percent = any("%" in half_width(level) or "百分比" in level for level in levels)
    cores = [core for core in map(core_of, levels) if core and not is_unit(core)]
    if not cores:
        return Heading("", known=False)
    field, label, rank, known = _meaning(cores, in_money=unit is not None)
    return Heading(field, label, rank, unit, percent, known)


def _meaning(cores: list[str], *, in_money: bool) -> tuple[str, str, int, bool]:
    leaf, above = cores[-1], cores[-2] if len(cores) > 1 else ""
    if (
        above
        and re.search(r"年限|起止|工期|周期|时间", above)
        and re.fullmatch(r"起|止|开始|结束|开工|竣工|完工|起始|终止", leaf)
    ):
        return ("start" if leaf in ("起", "开始", "开工", "起始") else "end"), "", 0, True
    if above and _OF_A_YEAR.search(above) and not _APPLIED.search(above) and _is_money(leaf):
        # What a year's plan allots is neither the investment nor where its money comes from.
        return "", "", 0, True
    if above and leaf in TOTALS:
        # 总投资/合计 is the total itself; 资金来源/合计 only repeats it.
        return _meaning([above], in_money=in_money) if not re.search("资金", above) else ("", "", 0, True)
    if above and leaf in GENERIC and _permits_of(above):
        return _meaning([above], in_money=in_money)
    if above and re.search(r"核准", above) and re.fullmatch(r"日期|时间|批复日期|批复时间", leaf):
        return "approved_on", "", 0, True
    if above and _STEPS_GROUP.search(above) and leaf in _SHORT_STEPS:
        return "permit", _SHORT_STEPS[leaf], 0, True
    if above and not _OF_SOURCES.search(above) and _JUST_APPLIED.fullmatch(leaf):
        # Beside the investment it is what is applied for; among sources of money one of these.
        return "requested", "", 0, True
    if above and FUNDS_GROUP.search(above) and leaf != above and not _is_whole(leaf):
        # 总投资/2026年 is a share of time, not a kind of money.
        return ("", "", 0, True) if _ONLY_YEARS.fullmatch(leaf) else ("funds", leaf, 0, True)
    if leaf in NAMES:
        field, rank = NAMES[leaf]
        return field, "", rank, True
    permits = _permits_of(leaf)
    if permits and not in_money and not _NO_PERMIT.search(leaf):
        return "permit", "、".join(permits), 0, True
    return _by_parts(leaf)


def _permits_of(leaf: str) -> list[str]:
    filing = re.fullmatch(r"(核准|备案)(?:批复|文件|情况|证|手续|文号|时间|证明)?", leaf)
    if filing:
        return [filing.group(1)]
    if re.fullmatch(r"规划许可证?(?:办理)?(?:情况)?|规划手续", leaf):
        # One column for planning permission as a whole stands for both certificates.
        return ["建设用地规划许可", "建设工程规划许可"]
    return names_in(leaf)


def _is_money(leaf: str) -> bool:
    if _SO_FAR.search(leaf):
        return False
    return (
        leaf in TOTALS
        or bool(FUNDS.search(leaf))
        or _is_whole(leaf)
        or leaf in ("投资", "资金", "完成", "计划", "其他")
    )


def _is_whole(leaf: str) -> bool:
    return leaf in NAMES and NAMES[leaf][0] in ("investment", "done", "requested", "received")


def _by_parts(leaf: str) -> tuple[str, str, int, bool]:
    field = next((field for field, pattern in PARTS if pattern.search(leaf)), "")
    if leaf.startswith("是否") and field in _ASKED:
        return "", "", 0, False
    if field in _PREFERRED:
        return field, "", 100, True
    if field == "done" and _SO_FAR.search(leaf) and not re.search(r"[本当今]年|年度", leaf):
        return field, "", 100, True
    if LEFT_OUT.search(leaf):
        return "", "", 0, True
    if field == "done":
        return field, "", 100, True
    if (leaf in LEVELS_OF_MONEY or FUNDS.search(leaf)) and field in ("", "funds_text", "basis"):
        return "funds", leaf, 0, True
    return field, "", 100, bool(field)

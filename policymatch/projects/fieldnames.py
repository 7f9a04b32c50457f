"""The fields of a project under their Chinese names: how readings are shown, and what ``--map 列=字段`` may say."""

from __future__ import annotations

import re
from dataclasses import replace

from policymatch.model import PERMITS
from policymatch.projects.headings import Heading, read_heading
from policymatch.projects.vocabulary import NAMES
from policymatch.text.money import unit_in
from policymatch.text.numerals import half_width

NOT_READ = "不读"
MONEY_FIELDS = frozenset({"investment", "requested", "done", "funds", "funds_text", "capital", "estimate", "budget"})
"""Fields whose columns have a unit of money."""

SUMMED_FIELDS = ("investment", "requested", "done", "funds")
"""Those of them whose columns a row of sums adds up."""

FIELD_NAMES = {field: word for word, (field, rank) in NAMES.items() if rank == 0} | {"basis": "依据"}
"""Every field's name in Chinese: its first heading in the vocabulary, or a word that says more."""

_FIELDS = {word: field for field, word in FIELD_NAMES.items()}
_FUNDS = re.compile(r"^资金(?:来源)?[:：](.{1,20})$")
_UNIT = re.compile(r"[(（]\s*((?:亿|[十百千]?万|[百千]?)元)\s*[)）]$")
_NOT_READ = frozenset({NOT_READ, "不读取", "忽略", "不要", "跳过"})


def field_name(heading: Heading) -> str | None:
    """Give the name of what a heading means: 总投资, 可研批复, 资金来源：中央预算内; None where it is not read."""
    if heading.field == "funds":
        return f"资金来源：{heading.label}"
    if heading.field == "permit":
        return heading.label
    return FIELD_NAMES.get(heading.field)


def heading_named(words: str) -> Heading | None:
    """Give the meaning that a user names: a field's name, one of its usual headings, a permit, a kind of money, 不读.

    A unit in brackets (总投资（亿元）) holds for the column. None for words that name nothing.
    """
    plain = re.sub(r"\s+", "", words)
    stated = _UNIT.search(plain)
    unit = unit_in(stated[0]) if stated else None
    bare = plain[: stated.start()] if stated else plain
    found = _named(bare)
    if found is None or (stated and found.field not in MONEY_FIELDS):
        return None
    return replace(found, unit=unit)


def _named(bare: str) -> Heading | None:
    if bare in _NOT_READ:
        return Heading("", known=True)
    funds = _FUNDS.match(half_width(bare))
    if funds:
        return Heading("funds", funds[1])
    permits = bare.split("、")
    if all(name in PERMITS for name in permits):
        return Heading("permit", bare)
    if bare in _FIELDS:
        return Heading(_FIELDS[bare])
    found = read_heading((bare,))
    return replace(found, unit=None, percent=False) if found.field else None


def all_names() -> str:
    """List what ``--map`` may name, for messages."""
    return (
        f"{'、'.join(FIELD_NAMES.values())}；手续：{'、'.join(PERMITS)}；"
        f"资金的一种写成“资金来源：中央预算内”；不要的列写“{NOT_READ}”；金额可带单位，如“总投资（亿元）”"
    )

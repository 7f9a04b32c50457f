"""The sum that follows from one row of a programme's awards, with the words to check it by hand.

All is reckoned in decimals of 万元 and what is less than 0.01 万元 (100 元) is cut off, never rounded up: no sum may
exceed what the text allows. A base that the project does not state gives no sum but the formula; a base that is a part
of the total investment gives an upper bound that is said to be one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache

from policymatch.model import AwardRule, Project
from policymatch.programmes.figures import figure, percent
from policymatch.programmes.wording import amount_words, ratio_words
from policymatch.projects.figure_words import UNITS
from policymatch.projects.quantities import part_of_investment, project_quantity

CENT = Decimal("0.01")
"""The smallest part of a 万元 that a sum has."""

_SHARE_OF_TOTAL = re.compile(r"按总投资的(\d{1,3})%计")
_UNCLEAR = re.compile("待核|未写明|未见")
_PARTS = (
    ("核定", "核定投资"),
    ("不含征地", "核定投资"),
    ("总投资（不含", "核定投资"),
    ("投资（", "核定投资"),
    ("工程费用", "工程费用"),
    ("建筑安装", "工程费用"),
    ("设备投资", "设备投资"),
    ("资本金", "资本金"),
)
"""How a text's own words for a base begin, where the row does not name the base itself."""

_PER_PROJECT = ("万元", "万元/个", "万元/项目")
_PER_UNIT = re.compile(r"(元|万元)/(\S{1,4})")


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A sum in 万元, None where there is none; ``formula`` is what is known either way, ``bound`` as in Award."""

    amount: Decimal | None
    words: str
    bound: bool = False


@dataclass(frozen=True, slots=True)
class _Base:
    value: Decimal | None
    shown: str = ""
    note: str = ""
    why: str = ""
    bound: bool = False


def base_of(row: AwardRule) -> tuple[str | None, float | None]:
    """The base (one of BASES) and the share of the total that counts as it; read off the text's words where not given."""
    if row.base is not None:
        return row.base, row.share_of_total
    base, share = _base_in_words(row.basis or "")
    return base, row.share_of_total if row.share_of_total is not None else share


@lru_cache(maxsize=1024)
def _base_in_words(basis: str) -> tuple[str | None, float | None]:
    share = _SHARE_OF_TOTAL.search(basis)
    if share:
        return "资本金", int(share[1]) / 100
    if _UNCLEAR.search(basis):
        return None, None
    if basis == "总投资":
        return basis, None
    return next((base for start, base in _PARTS if basis.startswith(start)), None), None


def exact(value: float) -> Decimal:
    """A number as it was written."""
    return Decimal(str(value))


def reckon_share(row: AwardRule, project: Project) -> Reckoned:
    """A ratio of its base."""
    assert row.ratio is not None
    formula = f"最多为{row.basis}的 {ratio_words(row)}"
    base = _money_base(row, project)
    if base.value is None:
        return Reckoned(None, f"{formula}；{base.why}，金额待核")
    whole = base.value * exact(row.ratio)
    amount = whole.quantize(CENT, ROUND_DOWN)
    words = f"{base.shown} × {percent(row.ratio)} = {figure(float(amount))} 万元{_cut(whole, amount)}"
    if row.ratio_from is not None:
        least = (base.value * exact(row.ratio_from)).quantize(CENT, ROUND_DOWN)
        words += (
            f"（文件写 {ratio_words(row)}，这是最高的；按 {percent(row.ratio_from)} 为 {figure(float(least))} 万元）"
        )
    return Reckoned(amount, words + base.note, base.bound)


def _cut(whole: Decimal, amount: Decimal) -> str:
    return "（不足 0.01 万元的舍去）" if whole != amount else ""


def _money_base(row: AwardRule, project: Project) -> _Base:
    base, share = base_of(row)
    total = project.investment_wan
    if total is None:
        return _Base(None, why="表中没有总投资")
    if base == "总投资":
        return _Base(exact(total), figure(total))
    if base == "资本金":
        return _capital(project, total, share)
    if base not in ("核定投资", "工程费用", "设备投资"):
        return _Base(None, why="表中没有这个基数")
    stated = part_of_investment(project.content, base)
    if stated is not None and stated <= total and base == row.basis:
        return _Base(exact(stated), figure(stated), f"（基数取项目所写的{base} {figure(stated)} 万元）")
    note = f"（以总投资代算的上限；文件的基数是{row.basis}，实际只会更少）"
    return _Base(exact(total), figure(total), note, bound=True)


def _capital(project: Project, total: float, share: float | None) -> _Base:
    """The capital that counts: what the project states, and no more than the share of the total the text counts as it."""
    stated = capital_of(project)
    if stated is not None and stated > total:
        return _Base(None, why=f"所写资本金 {figure(stated)} 万元大于总投资，须核对")
    if share is None:
        if stated is None:
            return _Base(None, why="表中没有项目资本金")
        return _Base(exact(stated), figure(stated), f"（基数为项目资本金 {figure(stated)} 万元）")
    counted = exact(total) * exact(share)
    if stated is not None and exact(stated) < counted:
        note = f"（项目资本金 {figure(stated)} 万元，少于总投资的 {percent(share)}，按所写的算）"
        return _Base(exact(stated), figure(stated), note)
    return _Base(counted, f"{figure(total)} × {percent(share)}")


def capital_of(project: Project) -> float | None:
    """The capital (资本金) a project states, in its own column or in its content, in 万元."""
    if project.capital_wan is not None:
        return project.capital_wan
    return part_of_investment(project.content, "资本金")


def is_per_project(row: AwardRule) -> bool:
    """Whether a lump sum is given to one project."""
    return row.amount_unit in _PER_PROJECT and not row.counted


def is_for_a_group(row: AwardRule) -> bool:
    """Whether a lump sum is given to more than one project: to a county, a city, a park, a cluster."""
    return row.amount is not None and not is_per_project(row) and _unit(row) is None


def _unit(row: AwardRule) -> tuple[Decimal, str] | None:
    """What one piece brings in 万元, and the piece; None where an amount is not given per piece."""
    match = _PER_UNIT.fullmatch(row.amount_unit or "")
    if match is None or match[2] not in UNITS or row.amount is None:
        return None
    return exact(row.amount) * (Decimal("0.0001") if match[1] == "元" else Decimal(1)), match[2]


def reckon_quota(row: AwardRule, project: Project) -> Reckoned:
    """A lump sum for the project, or an amount per piece of what it builds."""
    assert row.amount is not None
    shown = amount_words(row)
    if is_per_project(row):
        words = f"每个项目最多 {figure(row.amount)} 万元"
        if row.amount_from is not None or row.instalments:
            words += f"（文件写 {shown}）"
        return Reckoned(exact(row.amount), words)
    per_unit = _unit(row)
    if per_unit is None:
        return Reckoned(None, f"标准为 {shown}，不按单个项目核定，金额待核")
    each, unit = per_unit
    quantity = project_quantity(project, unit, row.counted)
    if quantity.value is None:
        return Reckoned(None, f"标准为 {shown}；{quantity.why}，金额待核")
    whole = quantity.value * each
    amount = whole.quantize(CENT, ROUND_DOWN)
    about = "约 " if quantity.about else ""
    count = f"{about}{_plain(quantity.value)} {unit}"
    words = f"{count} × {shown} = {figure(float(amount))} 万元{_cut(whole, amount)}（数量取自“{quantity.text}”）"
    return Reckoned(amount, words, quantity.about)


def _plain(value: Decimal) -> str:
    text = f"{value.normalize():f}"
    return text if len(text) <= 20 else figure(float(value))

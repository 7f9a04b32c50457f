"""Answers about a project's legal and financial standing: how money is placed, industry class, uses, advances."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from policymatch.projects.answers import yes_or_no
from policymatch.projects.grid import Percent
from policymatch.text.dates import parse_date
from policymatch.text.numerals import half_width, to_number

_MAX_TEXT = 500
_METHODS = (
    ("资本金注入", r"资本金注入|注入资本金|注资"),
    ("直接投资", r"直接投资|直投"),
    ("贷款贴息", r"贴息"),
    ("投资补助", r"补助|补贴|奖补"),
)
_CLASS = re.compile(r"(鼓励|限制|淘汰|允许)类")
_DENIED = re.compile(r"(?:不属于?|非|不在|未列入|不涉及|不是|没有列入)[^,;。]{0,12}$")
_USES = (
    ("工程建设", r"工程|土建|建安|施工|主体建设|基础设施建设|管网建设|道路建设|项目建设"),
    ("设备购置", r"设备|购置|采购|仪器|装备"),
    ("项目资本金", r"资本金"),
    ("征地拆迁", r"征地|拆迁|征收|土地款|土地出让金|补偿安置|青苗"),
    ("经常性支出", r"经常性|人员经费|工资|办公经费|运转|日常运营|日常维护|公用经费|运行经费|养护经费"),
    ("偿还债务", r"偿债|偿还|还债|还本|付息|化债|归还|置换债务"),
    ("前期费用", r"前期费|前期经费|前期工作|勘察|设计费|可研编制"),
)
_KINDS = (
    ("中央预算内投资", r"中央预算内|预算内投资"),
    ("超长期特别国债", r"特别国债"),
    ("增发国债", r"增发国债"),
    (
        "中央财政转移支付",
        (
            r"转移支付|衔接(?:推进乡村振兴补助)?资金|水利发展资金|车(?:辆)?购(?:置)?税|污染防治资金|农村环境整治资金|林业草原|"
            r"保障性安居工程补助|中央财政(?!预算)|生态保护修复资金|耕地建设"
        ),
    ),
)
METHODS = tuple(name for name, _ in _METHODS)
CLASSES = ("鼓励类", "限制类", "淘汰类", "允许类")
USES = tuple(name for name, _ in _USES)
KINDS = tuple(name for name, _ in _KINDS)

_OPERATING = re.compile(r"经营")


def _plain(cell: object) -> str:
    return re.sub(r"\s+", "", half_width(str(cell if cell is not None else "")[:_MAX_TEXT]))


def method_of(text: str) -> str | None:
    """Give 直接投资, 资本金注入, 投资补助 or 贷款贴息; None for other words and for more than one of them."""
    plain = _plain(text)
    found = [method for method, pattern in _METHODS if re.search(pattern, plain)]
    return found[0] if len(found) == 1 else None


def industry_class_of(text: str) -> str | None:
    """Give the class in the 产业结构调整指导目录 that a text states, None where it states none or denies one (不属于限制类)."""
    plain = _plain(text)
    if plain in ("鼓励", "限制", "淘汰", "允许"):
        return f"{plain}类"
    found = {f"{each[1]}类" for each in _CLASS.finditer(plain) if not _denied(plain[: each.start()])}
    return found.pop() if len(found) == 1 else None


def _denied(before: str) -> bool:
    """A no reaches over an enumeration: 不属于限制类、淘汰类."""
    clause = re.split(r"[,;。]", before)[-1]
    return bool(_DENIED.search(clause))


def uses_of(text: str) -> frozenset[str] | None:
    """Give what money is for, as the words of rules; None where a text speaks of none of them."""
    plain = _plain(text)
    kept = re.sub(r"(?:不用于|不得用于|不含|不包括)[^,;。]{0,40}", "", plain)
    found = frozenset(use for use, pattern in _USES if re.search(pattern, kept))
    return found or None


def received_kinds_of(text: str) -> frozenset[str] | None:
    """Give the kinds of central money a text says a project has had; None where it names none that we know."""
    plain = _plain(text)
    if yes_or_no(text) is False:
        return frozenset()
    if re.search(r"拟|计划|正在申", plain):
        return None
    return frozenset(kind for kind, pattern in _KINDS if re.search(pattern, plain)) or None


def operating_of(cell: object) -> bool | None:
    """Whether a project earns (经营性, 准经营性) or not (公益性, 非经营性); None for other words and for both."""
    plain = _plain(cell)
    no = bool(re.search(r"非经营|公益", plain))
    yes = bool(_OPERATING.search(re.sub(r"非经营性?", "", plain)))
    if yes or no:
        return None if yes and no else yes
    return yes_or_no(cell)


def advance_of(cell: object) -> bool | None:
    """Whether the contractor pays in advance: 是, 无垫资, 由施工单位垫资2000万元."""
    plain = _plain(cell)
    if re.search(r"(?:无|没有|不存在|未|不得?|严禁)[^,;。]{0,8}垫资", plain):
        return False
    if re.search(r"垫资", plain):
        return True
    return yes_or_no(cell)


def extended_of(cell: object) -> bool | None:
    """Whether a later start was granted: 是, 已批准延期, 未申请; an application alone is no grant."""
    plain = _plain(cell)
    if re.search(r"(?:未|没有|尚未|不)[^,;。]{0,6}(?:延期|批|申请|办)", plain):
        return False
    if re.search(r"正在|申请中|待批|办理中|拟", plain):
        return None
    if re.search(r"(?:已|同意|批准)[^,;。]{0,6}(?:延期|批)|〔20[0-9]{2}〕", plain):
        return True
    return yes_or_no(cell)


def share_of(cell: object, *, in_percent: bool = False) -> float | None:
    """Read a share (0 to 1) from 20%, 0.2 or, in a column of percentages, 20; None where it is none, or could be two."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, Percent):
        return float(cell) if 0 <= cell <= 1 else None
    plain = _plain(cell)
    signed = plain.endswith("%")
    number = to_number(plain.rstrip("%"))
    if number is None or not 0 <= number <= 100:
        return None
    if signed:
        return number / 100
    if in_percent:
        return number / 100 if number >= 1 else number
    if number < 1:
        return number
    return number / 100 if number > 1 else None


def day_of(cell: object) -> date | None:
    """Read a whole date from a cell (2023-05-10, 2023年5月10日, 2023.5.10); None where day or month is not said."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return parse_date(half_width(str(cell if cell is not None else "")[:_MAX_TEXT]))


def funds_from(funds_wan: Mapping[str, float]) -> tuple[float | None, bool | None]:
    """Capital (万元) and whether the contractor pays in advance, from kinds of money with their amounts."""
    capital = [amount for label, amount in funds_wan.items() if re.fullmatch(r"(?:项目)?资本金", label)]
    advanced = any(amount > 0 and "垫资" in label for label, amount in funds_wan.items())
    return (sum(capital) if capital else None), (True if advanced else None)

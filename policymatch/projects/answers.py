"""Short answers in cells: yes or no, a nature, a kind of approval, kinds of money in one cell."""

from __future__ import annotations

import re

from policymatch.text.money import BLANKS, read_money
from policymatch.text.numerals import half_width, to_number

_YES = frozenset(["是", "有", "√", "✓", "✔", "☑", "已", "y", "yes", "对", "入库", "获得"])
_NO = frozenset(["否", "无", "没有", "×", "✗", "✘", "x", "n", "no"])
_NATURES = (
    ("续建", r"续建"),
    ("迁建", r"迁建|搬迁|易地新建"),
    ("技术改造", r"技术改造|技改"),
    # 改扩建 adds to what there is, which is what rules about 扩建 ask for.
    ("扩建", r"扩建"),
    ("改建", r"(?<!技术)改建|(?<!技术)改造|维修|修缮"),
    ("新建", r"(?<!易地)新建|新开工"),
)
_INCOME = re.compile(r"收费|收入|租金|出租|经营|使用者付费|门票|售|运营收益|有收益|收益权|停车费|水费|污水处理费")
_PART = re.compile(r"[,;、。+\n]+(?![0-9]{3}(?:[^0-9]|$))")
_KIND_OF_MONEY = re.compile(
    r"^(?:其中|含)?[:：]?([\u4e00-\u9fff()]{2,20}?)(?:约|为|:|\s)*([0-9][0-9,. ]{0,20}\s*(?:亿元?|[百千]?万元?|元)?)$"
)


def yes_or_no(cell: object) -> bool | None:
    """Read 是, 否, √, 已入库, a positive or zero amount; None when it is neither."""
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, (int, float)):
        return True if cell > 0 else False if cell == 0 else None
    plain = re.sub(r"\s+", "", half_width(str(cell if cell is not None else ""))).lower().rstrip("。.")
    first = re.split(r"[,;。:(]", plain)[0]
    if plain in _YES or first in ("是", "有", "√", "已获", "已获得"):
        return True
    if re.match(r"不(?:清楚|清|详|明|确定|一定|知)", plain):
        return None
    if plain in _NO or first == "否" or re.match(r"(?:尚|暂|还)?(?:未|没有|不)", plain):
        return False
    if re.match(r"拟|计划|待|正在", plain):
        return False if re.search("入|纳|录|申请|争取", plain) else None
    if re.match(r"已(?:纳入|录入|入|获|获得|下达|到位|争取|安排)", plain):
        return True
    amount = read_money(plain)[0]
    return None if amount is None else amount.wan > 0


def library_entry(cell: object) -> bool | None:
    """Like `yes_or_no` for a project library, where a library code is a yes."""
    plain = re.sub(r"\s+", "", half_width(str(cell if cell is not None else "")))
    return True if re.search(r"[0-9A-Za-z]{4,}-?[0-9A-Za-z-]{6,}", plain) else yes_or_no(cell)


def has_revenue(cell: object) -> bool | None:
    """Whether a project earns money, from 还款来源 or 预期收益; None for repayment out of budgets and other words."""
    said = yes_or_no(cell)
    plain = re.sub(r"\s+", "", half_width(str(cell if cell is not None else "")))
    if said is None and re.match(r"无|没有|完全无", plain):
        return False
    return True if said is None and _INCOME.search(plain) else said


def nature_of(text: str) -> str | None:
    """Give 新建, 扩建, 改建, 技术改造, 续建 or 迁建; None for other words and for two of them (新建/续建)."""
    plain = re.sub(r"\s+", "", half_width(text)).replace("改扩建", "扩建").replace("扩改建", "扩建")
    found = [nature for nature, pattern in _NATURES if re.search(pattern, plain)]
    return found[0] if len(found) == 1 else None


def approval_of(text: str) -> str | None:
    """Give 审批, 核准 or 备案; None for other words and for more than one of them."""
    found = [kind for kind in ("审批", "核准", "备案") if kind in text]
    return found[0] if len(found) == 1 else None


def ratio_of(cell: object) -> float | None:
    """Read a coverage ratio (1.25, 1.25倍); None where it is no number between 0 and 50."""
    if isinstance(cell, bool) or cell is None:
        return None
    plain = re.sub(r"\s+|倍|约", "", half_width(str(cell)))
    number = to_number(plain)
    return number if number is not None and 0 <= number <= 50 else None


def funds_in(text: str, unit: str) -> dict[str, float]:
    """Read kinds of money and their amounts (万元) from one cell: 中央预算内3000万元、自筹500万元.

    Parts without an amount are left out; ``unit`` holds where a part names none.
    """
    funds: dict[str, float] = {}
    for part in _PART.split(half_width(text[:1000])):
        found = _KIND_OF_MONEY.match(part.strip())
        money = read_money(found.group(2), unit)[0] if found else None
        if found and money:
            label = found.group(1).strip("()")
            funds[label] = funds.get(label, 0.0) + money.wan
    return funds


def said(text: str) -> str:
    """Give a cell's text, empty where it only says that there is nothing (—, 无)."""
    return "" if half_width(text).strip() in BLANKS else text

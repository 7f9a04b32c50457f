"""Where a project's money comes from, as its table says it."""

from __future__ import annotations

import math
import re

from policymatch.model import Project

ASKED_FOR = "拟申请"
"""The name of what is applied for among the sources."""

_MAY_BE_ASKED = re.compile(r"中央|上级|国家|省|市级|国债|债|预算内|转移支付|申请|申报|争取|补助|奖补|专项")
_ROUNDING = 1.005


def named_sources(project: Project) -> dict[str, float]:
    """The kinds of money of a project in 万元, with what it applies for where no kind can be that.

    A table with a column 申请上级 beside 地方配套 names both; one with 中央预算内 2400 and 拟申请 2400 names one sum twice.
    """
    named = {label: wan for label, wan in project.funds_wan.items() if math.isfinite(wan)}
    asked, total = project.requested_wan, project.investment_wan
    if (
        not asked
        or not math.isfinite(asked)
        or any(wan and _MAY_BE_ASKED.search(label) for label, wan in named.items())
    ):
        return named
    if any(named.values()) and total and sum(named.values()) + asked > total * _ROUNDING:
        return named
    return {ASKED_FOR: asked, **named}

"""The money that a table itself names for a project (申请衔接资金, 超长期特别国债 900 万元): of channels that fit alike it comes first."""

from __future__ import annotations

import re

from policymatch.matching.fund_labels import KINDS
from policymatch.model import Programme, Project

NAMED, ONLY_KIND, OF_ITS_KIND = 15.0, 10.0, 5.0
"""What it is worth in the order of near channels, in points of fit, that the table names the programme, or its kind of money:
as the only one of all that it asks for, or as one of several."""

_COMMON = re.compile(
    r"中央|财政|国家|上级|省级|资金|补助|专项|预算内|投资|申请|申报|争取|拟|国债|项目|工程|转移支付|奖补|支持|[0-9.,，、（）()\s]"
)
"""Words that names of money share, and which therefore name none."""

_BRACKET = re.compile(r"[()（）]")
_OWN_MONEY = re.compile(r"^(?:项目)?资本金$|自筹|自有|贷款|配套|^(?:县|市|州|区|地方|企业|社会)")
_ANY_KIND = re.compile("特别国债|超长期|专项债券?|债券|政策性金融|金融工具")
_FROM_ABOVE = re.compile("|".join((*KINDS.values(), "中央|上级|补助|车购税|车辆购置税|转移支付|国债")))
"""Money that is applied for, not the county's own nor the firm's."""


def wish_of(programme: Programme, project: Project) -> float:
    """Points for a programme that the project's table names, by the name of a sum or in its column of grounds."""
    labels = [label for label, wan in project.funds_wan.items() if wan and not _OWN_MONEY.search(label)]
    labels += [project.basis] if project.basis else []
    if any(_is_named(piece, programme.title) for label in labels for piece in _BRACKET.split(label)):
        return NAMED
    kind = KINDS.get(programme.channel)
    if not kind or not any(re.search(kind, label) for label in labels):
        return 0.0
    alone = not any(_FROM_ABOVE.search(label) and not re.search(kind, label) for label in labels)
    return ONLY_KIND if alone else OF_ITS_KIND


def _is_named(label: str, title: str) -> bool:
    """Whether what is particular in a sum's name is in the programme's title, 衔接 in 衔接推进乡村振兴补助资金."""
    own = _COMMON.sub("", _ANY_KIND.sub("", label))
    return 2 <= len(own) <= 12 and own in title

"""Whose money a table means by the name of a sum (县级配套, 自治区资金, 企业自筹), and of which kind of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "中央预算内投资": "预算内",
    "超长期特别国债": "特别国债|超长期|两重",
    "地方政府专项债券": "专项债|债券",
    "新型政策性金融工具": "政策性金融|金融工具",
}
"""The words, as a pattern, by which tables name the channels of the catalogue; transfers have too many names."""

_ABOVE = re.compile("中央|国家|国债|预算内|上级|转移支付|省|自治区")
_LENT = re.compile("债|贷|政策性|金融工具")
_COUNTY = re.compile("县(?![属域内])|区级|地方(?!国企|国有|企业)|本级|^(?:财政)?配套")
_OTHERS = re.compile("自筹|自有|企业|国企|业主|贷款|融资|社会|群众|投劳|帮扶|捐")


def is_from_above(label: str) -> bool:
    """Whether it is the state's or the province's money; an autonomous region (自治区级) is a province, no district."""
    return bool(_ABOVE.search(label))


def is_lent(label: str) -> bool:
    """Whether it has to be paid back, or is capital from a bank."""
    return bool(_LENT.search(label))


def is_countys(label: str) -> bool:
    """Whether the county's own budget has to find it."""
    return bool(_COUNTY.search(label)) and not is_from_above(label) and not is_lent(label)


def is_of_others(label: str) -> bool:
    """Whether somebody else than a government finds it: the owner, a bank, people; bonds are nobody's gift."""
    if is_countys(label) or is_from_above(label) or "债" in label:
        return False
    return bool(_OTHERS.search(label))

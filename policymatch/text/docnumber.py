"""Document numbers (发文字号): found in any bracket or width, written in one canonical form.

The form is 机关代字〔年份〕序号号 (GB/T 9704-2012); decrees read 国务院令第712号. Copies use [ ] ( ) （ ） 【 】 and
full-width digits for the same number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_OPEN = r"[〔\[(（【﹝［〈]"
_CLOSE = r"[〕\])）】﹞］〉]"
_HAN = r"[一-鿿]"
# Bounded repeats only: these run over hostile text.
_NUMBER = re.compile(
    rf"({_HAN}{{0,14}})\s?{_OPEN}\s?((?:19|20)[0-9]{{2}})\s?{_CLOSE}\s?第?\s?0{{0,3}}([1-9][0-9]{{0,4}})\s?号"
)
_DECREE = re.compile(rf"({_HAN}{{2,22}}令)\s?第?\s?([1-9][0-9]{{0,3}})\s?号")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
# Words of a sentence that stand before a number without belonging to it.
_LEAD = re.compile(
    r".*(?:根据|按照|依据|依照|参照|贯彻|执行|落实|印发|废止|替代|取代|同时|详见|参见|文号|字号|文件|办法|通知|意见|以及|或者"
    r"|见|看|有|按|由|(?<!发展)(?<!住房)(?<!工业)(?<!资源)(?<!卫生)和|与|及|即|为|号|的|是|据)"
)


class DocNumber(NamedTuple):
    """A document number as found: ``text`` in canonical form, and where it stands."""

    text: str
    start: int
    end: int


def find_doc_numbers(text: str) -> Iterator[DocNumber]:
    """Yield the document numbers of a text in reading order.

    >>> [n.text for n in find_doc_numbers("按照国办发[2024]52号和国务院令第712号")]
    ['国办发〔2024〕52号', '国务院令第712号']
    """
    text = text.translate(_DIGITS)
    found = [
        DocNumber(f"{prefix}〔{match[2]}〕{match[3]}号", match.end(1) - len(prefix), match.end())
        for match in _NUMBER.finditer(text)
        if len(prefix := _LEAD.sub("", match[1])) >= 2
    ]
    found += [
        DocNumber(f"{prefix}第{match[2]}号", match.end(1) - len(prefix), match.end())
        for match in _DECREE.finditer(text)
        if len(prefix := _decree_issuer(match[1])) >= 3
    ]
    return iter(sorted(found, key=lambda number: number.start))


def _decree_issuer(text: str) -> str:
    """中华人民共和国国务院令 and 国务院令 name one series; the short form is the canonical one."""
    return _LEAD.sub("", text.rpartition("中华人民共和国")[2])


def canonical(text: str) -> str | None:
    """The canonical form of a text that is one document number and nothing else; None otherwise.

    >>> canonical("发改投资规[2025]1728号")
    '发改投资规〔2025〕1728号'
    >>> canonical("国务院令712号")
    '国务院令第712号'
    """
    text = text.translate(_DIGITS).strip()
    match = _NUMBER.fullmatch(text)
    if match and len(match[1]) >= 2:
        return f"{match[1]}〔{match[2]}〕{match[3]}号"
    match = _DECREE.fullmatch(text)
    issuer = _decree_issuer(match[1]) if match else ""
    return f"{issuer}第{match[2]}号" if match and len(issuer) >= 3 else None

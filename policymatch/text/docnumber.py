"""Document numbers (发文字号): found in any bracket or width, written in one canonical form.

The form is 机关代字〔年份〕序号号 (GB/T 9704-2012); decrees read 国务院令第712号, announcements 财政部、税务总局公告2024年第5号.
Copies use [ ] ( ) （ ） 【 】, full-width digits, blanks and line breaks inside, 第 and leading zeros for the same number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from policymatch.text.numerals import chinese_number

_OPEN = r"[〔\[(（【﹝［〈〖]"
_CLOSE = r"[〕\])）】﹞］〉〗]"
_HAN = r"[一-鿿]"
# Bounded repeats only: these run over hostile text.
_GAP = r"\s{0,3}"
_NUMBER = re.compile(
    rf"({_HAN}{{0,14}}){_GAP}{_OPEN}{_GAP}((?:19|20)[0-9]{{2}})年?{_GAP}{_CLOSE}{_GAP}第?{_GAP}"
    rf"0{{0,3}}([1-9][0-9]{{0,4}}){_GAP}号"
)
_ORDER = re.compile(
    rf"(令|公告|通告){_GAP}(?:((?:19|20)[0-9]{{2}})\s?年{_GAP})?(?:第{_GAP})?0{{0,3}}([1-9][0-9]{{0,4}}){_GAP}号"
    rf"|(令){_GAP}第{_GAP}([一二三四五六七八九十百零〇]{{1,7}}){_GAP}号"
    rf"|第{_GAP}([1-9][0-9]{{0,4}}){_GAP}号{_GAP}(令)(?!{_HAN}{{0,3}}第)"
)
_RUN = re.compile(rf"{_HAN}{{1,24}}\Z")
_JOINT = re.compile(r"(?<=[部委会局署院厅行办府])(?:、|\s{1,3})\Z")
_ORGAN_END = "部委会局署院厅行办府席长社"
_NATION = "中华人民共和国"
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
# Words of a sentence that stand before a number without belonging to it.
_LEAD = re.compile(
    r".*(?:根据|按照|依据|依照|参照|贯彻|执行|落实|印发|废止|替代|取代|同时|详见|参见|文号|字号|文件|办法|通知|意见|以及|或者"
    r"|见|看|有|按|由|(?<!发展)(?<!住房)(?<!工业)(?<!资源)(?<!卫生)(?<!保障)(?<!民族)和|与|及|即|为|号|的|是|据)",
    re.DOTALL,
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
    if "号" not in text:  # most texts hold none
        return iter(())
    text = text.translate(_DIGITS)
    found = [
        DocNumber(f"{prefix}〔{match[2]}〕{match[3]}号", match.end(1) - len(prefix), match.end())
        for match in _NUMBER.finditer(text)
        if len(prefix := _LEAD.sub("", match[1])) >= 2
    ]
    found += [order for match in _ORDER.finditer(text) if (order := _order(text, match))]
    return iter(sorted(found, key=lambda number: number.start))


def _order(text: str, match: re.Match[str]) -> DocNumber | None:
    """A decree or announcement with the organs before it; None where no organ stands there."""
    kind = match[1] or match[4] or match[7]
    number = match[3] or match[6] or chinese_number(match[5])
    if not number or (kind != "令" and "第" not in match[0] and not match[2]):
        return None
    issuers, start = _issuers_before(text, match.start())
    # 命令第3号 and 招标公告第3号 name nobody.
    if len(issuers) < 2 or issuers[-1] not in _ORGAN_END:
        return None
    year = f"{match[2]}年" if match[2] else ""
    return DocNumber(f"{issuers}{kind}{year}第{number}号", start, match.end())


def _issuers_before(text: str, end: int) -> tuple[str, int]:
    """The organs that stand right before ``end``, joined by 、, and where they begin.

    中华人民共和国国务院 and 国务院 issue one series; the short form is the canonical one.
    """
    names: list[str] = []
    start = end
    for _ in range(8):
        run = _RUN.search(text, max(0, end - 24), end)
        if not run:
            break
        name = _LEAD.sub("", run[0].rpartition(_NATION)[2])
        if not name or (names and name[-1] not in _ORGAN_END):
            break
        names.insert(0, name)
        start = end - len(name)
        joint = _JOINT.search(text, max(0, start - 4), start)
        if len(name) < len(run[0]) or not joint:
            break
        end = joint.start()
    return "、".join(names), start


def canonical(text: str) -> str | None:
    """The canonical form of a text that is one document number and nothing else; None otherwise.

    >>> canonical("发改投资规[2025] 1728 号")
    '发改投资规〔2025〕1728号'
    >>> canonical("国务院令712号")
    '国务院令第712号'
    """
    if len(text) > 300 or "号" not in text:
        return None
    text = text.translate(_DIGITS).strip()
    match = _NUMBER.fullmatch(re.sub(r"\s+", "", text))
    if match:
        return f"{match[1]}〔{match[2]}〕{match[3]}号" if len(match[1]) >= 2 and not _LEAD.match(match[1]) else None
    found = list(find_doc_numbers(text))
    if len(found) != 1 or found[0].end != len(text) or re.sub(r"\s", "", text[: found[0].start]) not in ("", _NATION):
        return None
    return found[0].text

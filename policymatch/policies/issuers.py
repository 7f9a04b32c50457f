"""Who issued a document: the label, the signature, the title's beginning, the red head, the 题注, the number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from policymatch.model import Block
from policymatch.policies.agencies import load_agencies
from policymatch.policies.labels import Label
from policymatch.policies.organs import is_organ, organs_of_line
from policymatch.policies.promulgation import Promulgation
from policymatch.policies.signature import Signature
from policymatch.policies.titles import Titles, red_head

_ABOUT = re.compile(r"关于|印发|转发|批转|公告|令")
_BEFORE_ABOUT = re.compile(rf"(.{{3,160}}?)(?:{_ABOUT.pattern})")
_AND_OTHERS = re.compile(r"等\s?[\d一二三四五六七八九十]{0,3}\s?(?:个)?(?:部门|单位|部委|委局|机关|委办局)$")
_ORDER = re.compile(r"(.{2,120}?)(?:令|公告|通告)(?:(?:19|20)\d\d年)?第\d{1,5}号$")
_HEAD = 12
_SEVERAL = 12


class Issuer(NamedTuple):
    """``names`` with the host first; ``found`` says in Chinese where."""

    names: tuple[str, ...]
    found: str

    @property
    def text(self) -> str:
        """As it is kept: 国家发展改革委、财政部."""
        return "、".join(self.names)


def title_organs(title: str) -> tuple[str, ...]:
    """The organs a title begins with: 国务院办公厅 of 国务院办公厅关于…的通知; those behind 等4部门 are not named."""
    match = _BEFORE_ABOUT.match(title) if _ABOUT.search(title, 3) else None
    if not match:
        return ()
    return tuple(organs_of_line(_AND_OTHERS.sub("", match[1]).strip()))


def own_signature(signatures: Sequence[Signature], titles: Titles) -> Signature | None:
    """The first signature that is the document's own: by organs its title begins with, where it begins with any.

    The text that a notice issues may bring a signature of its own.
    """
    named = title_organs(titles.wrapper or titles.title) if signatures else ()
    for signature in signatures[:_SEVERAL]:
        if not named or not signature.organs or _same(named[0], signature.organs[0]):
            return signature
    return None


def find_issuer(
    head: Sequence[Block],
    labels: Mapping[str, Label],
    titles: Titles,
    signature: Signature | None,
    promulgation: Promulgation,
    doc_number: str | None,
) -> Issuer | None:
    """The issuer by the surest sign there is; None where there is none.

    A 发布机构 of a page is only who put it there, so it comes last but for the agency code.
    """
    label = labels.get("issuer")
    if label and (organs := tuple(organs_of_line(re.sub(r"[;；，,]", "、", label.value)))):
        return Issuer(organs, label.found)
    if signature and signature.organs:
        return Issuer(signature.organs, "落款")
    named = title_organs(titles.wrapper or titles.title)
    if named and not _AND_OTHERS.search((titles.wrapper or titles.title).partition("关于")[0]):
        return Issuer(named, "标题开头的发文机关")
    red = _red_head(head)
    if red:
        return Issuer(red, "文件头")
    passed = promulgation.issuer()
    if passed:
        return Issuer(tuple(passed.split("、")), "题注")
    ordered = _ORDER.fullmatch(doc_number) if doc_number else None
    if ordered:
        return Issuer(tuple(ordered[1].split("、")), "发文字号")
    if named:
        return Issuer(named, "标题开头的发文机关（联合发文，其余未列明）")
    site = labels.get("published_by")
    if site and is_organ(site.value) and titles.title.startswith(site.value[:3]):
        return Issuer((site.value,), site.found)
    code = (doc_number or "").partition("〔")[0]
    central = load_agencies().issuer_of(code) if code else None
    return Issuer((central,), f"机关代字“{code}”") if central else None


def _red_head(head: Sequence[Block]) -> tuple[str, ...]:
    """The organs of the red head, which may name several, one a line, before a last line 文件."""
    lines = [block.text.strip() for block in head[:_HEAD]]
    if not any("件" in line or "（红头）" in line for line in lines):
        return ()
    above: list[str] = []
    for text in lines:
        if organs := red_head(text):
            return tuple(dict.fromkeys([*above, *organs]))
        if above and re.fullmatch(r"文\s{0,6}件", text):
            return tuple(dict.fromkeys(above))
        above = above + organs if (organs := organs_of_line(text)) else []
    return ()


def _same(one: str, other: str) -> bool:
    """国家发展改革委 and 国家发展和改革委员会 are one organ: the shorter name's characters stand in the longer in order."""
    shorter, longer = sorted((one, other), key=len)
    rest = iter(longer)
    return all(char in rest for char in shorter)

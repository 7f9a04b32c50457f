"""What a policy is: title, 发文字号, issuer, dates, validity, from what the format states and the text says.

What is not found stays None; nothing is inferred from a neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from policymatch.model import Block, Document, PolicySummary, Status
from policymatch.text.dates import find_dates, parse_date
from policymatch.text.docnumber import canonical, find_doc_numbers
from policymatch.text.normalize import mend

_ISSUED = re.compile("公布|发布|印发|修订|修正|通过|批准")
_VERSION = re.compile(r"[（(](\d{4}-\d{2}-\d{2})[）)]")
_EFFECTIVE = re.compile(r"(?:自|从)?(\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)\s*(?:起)?(?:施行|实施|执行)")
_ISSUERS = (
    ("国办", "国务院办公厅"),
    ("国发", "国务院"),
    ("国函", "国务院"),
    ("国务院令", "国务院"),
    ("国家发展改革委", "国家发展改革委"),
    ("发改", "国家发展改革委"),
    ("财", "财政部"),
)
"""Agency codes (机关代字) of central organs that name their issuer; a provincial code begins with another sign."""


def describe(document: Document, head: Sequence[Block]) -> PolicySummary:
    """Metadata of a document, without its id; ``head`` is what stands before the first clause."""
    stated = document.metadata
    doc_number, number_found_in = _doc_number(stated, head)
    # The head of a law may stop before its last amendment, which the file's name then still tells.
    dates = [day for day in (_issued_on(head), _version(document.name)) if day]
    issued_on = _day(stated.get("issued_on")) or max(dates, default=None)
    return PolicySummary(
        id="",
        title=_title(document, head),
        doc_number=doc_number,
        issuer=_text(stated.get("issuer")) or (_issuer(doc_number) if number_found_in else None),
        issued_on=issued_on,
        effective_on=_day(stated.get("effective_on")) or _effective_on(document.blocks),
        valid_until=_day(stated.get("valid_until")),
        status=_status(stated),
        source=_text(stated.get("source")),
        digest=stated.get("digest") is True,
        checked_on=_day(stated.get("checked_on")),
        confidence=_text(stated.get("confidence")),
        metadata={key: value for key, value in stated.items() if key not in _OWN},
    )


_OWN = {
    "id", "title", "text", "doc_number", "issuer", "issued_on", "effective_on", "valid_until", "status", "source",
    "digest", "checked_on", "confidence",
}  # fmt: skip


def _title(document: Document, head: Sequence[Block]) -> str:
    for key in ("title", "articletitle"):
        stated = _text(document.metadata.get(key))
        if stated:
            return _clean_title(stated)
    for block in head:
        if block.level == 1:
            return _clean_title(block.text)
    name = _VERSION.sub("", mend(document.name)).removesuffix(".gb18030").removesuffix(".scanned").strip()
    for block in head[:3]:
        # A first line that repeats the file's name is the title as the issuer writes it.
        if len(block.text) <= 60 and name and (name in block.text or block.text in name):
            return _clean_title(block.text)
    first = next((block.text for block in head if len(block.text) <= 60), None)
    looks_like_title = first is not None and re.search(
        r"(?:法|条例|规定|办法|细则|通知|意见|方案|规划|公告|决定|函|指南)$", first
    )
    return _clean_title(first) if first and looks_like_title else name or "（无标题）"


def _clean_title(text: str) -> str:
    return re.sub(r"[\s　]+", "", text)[:200] or "（无标题）"


def _doc_number(stated: Mapping[str, object], head: Sequence[Block]) -> tuple[str | None, bool]:
    """The number and whether we know it to be this document's own."""
    text = _text(stated.get("doc_number"))
    if text:
        return canonical(text) or text, True
    if "doc_number" in stated:
        return None, False
    for block in head[:30]:
        own = canonical(block.text)
        if own:
            return own, True
        if "令" in block.text and "公布" in block.text:
            found = [number.text for number in find_doc_numbers(block.text)]
            if found:
                return found[-1], True
    return None, False


def _issuer(doc_number: str | None) -> str | None:
    return next((issuer for code, issuer in _ISSUERS if doc_number and doc_number.startswith(code)), None)


def _issued_on(head: Sequence[Block]) -> date | None:
    """The last date on which the text was passed, issued or amended, which is the version's own."""
    days = [
        found.day
        for block in head
        if _ISSUED.search(block.text) and len(block.text) < 200
        for found in list(find_dates(block.text))[:1]
    ]
    return max(days, default=None)


def _version(name: str) -> date | None:
    match = _VERSION.search(name)
    return parse_date(match[1]) if match else None


def _effective_on(blocks: Sequence[Block]) -> date | None:
    """From 自…起施行; looked for at the two ends, where it stands in a regulation."""
    for block in (*blocks[:12], *blocks[-8:]):
        match = _EFFECTIVE.search(block.text)
        if match:
            return parse_date(match[1])
    return None


def _status(stated: Mapping[str, object]) -> Status:
    try:
        return Status(str(stated.get("status")))
    except ValueError:
        return Status.UNKNOWN


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return parse_date(value) if isinstance(value, str) else None


def _text(value: object) -> str | None:
    return mend(value).strip() or None if isinstance(value, str) else None

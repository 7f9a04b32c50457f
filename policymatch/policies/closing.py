"""What closes a text: the list of annexes, the signature with its date, notes in brackets, and 版记 (抄送, 印发).

GB/T 9704-2012 sets them in this order; web pages keep it loosely.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from enum import StrEnum
from typing import NamedTuple

from policymatch.policies.marks import Mark


class EndKind(StrEnum):
    """What closes a text, or stands before it: lines that belong to no clause."""

    LIST = "附件说明"
    SIGNATURE = "落款"
    RECORD = "版记"


class Span(NamedTuple):
    """Lines ``start`` to ``end`` (exclusive) and what they are."""

    kind: EndKind
    start: int
    end: int


LONGEST_LINE = 80
"""Characters a title, an entry of a list or a signature may have."""
PUNCTUATION = re.compile("[。；，：;,:]")
SENTENCE = re.compile("[。；;！？]")
_DATE = r"(?:[0-9０-９]{4}\s?年\s?[0-9０-９]{1,2}\s?月\s?[0-9０-９]{1,2}\s?日|[一二][〇零○O一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
_DATE_LINE = re.compile(rf"[（(]?\s?{_DATE}\s?[）)]?$")
ORGAN = re.compile(
    r"(?:府|部|委|会|局|厅|办|室|院|署|中心|处|银行|分行|支行|社|队|组|集团|公司|站|所|校|学|科|股|馆|组织)$|^(?:总理|主席|部长|主任|局长|省长|市长|县长|区长|州长)\s"
)
_DATED_ORGAN = re.compile(rf"[^。；，：;,:]{{2,40}}\s{_DATE}$")
NOTE = re.compile(r"[（(][^（()）]{0,40}(?:公开|联系|印发|此件|不发)[^（()）]{0,80}[）)]$")
RECORD = re.compile(
    rf"(?:抄\s?送|主\s?送|分\s?送|信息公开选项|公开方式|公开属性)\s?[：:]|.{{0,40}}{_DATE}\s?印发$|印数\s?[：:]"
)


def begins_closing(lines: Sequence[str], marks: Sequence[Mark | None]) -> bool:
    """Whether a signature or 版记 begins here, short lines before its date included."""
    for text, mark in zip(lines, marks, strict=True):
        if is_dated(text) or RECORD.match(text) or NOTE.match(text):
            return True
        if not text or len(text) > 40 or SENTENCE.search(text) or mark:
            return False
    return False


def is_dated(text: str) -> bool:
    """Whether a line is a date, or an organ and a date, alone."""
    if not text.endswith(("日", "）", ")", " ", "　")) or len(text) > LONGEST_LINE:
        return False
    return _DATE_LINE.match(text) is not None or _DATED_ORGAN.match(text) is not None


def closing(
    lines: Sequence[str], marks: Sequence[Mark | None], lists: Sequence[Span], floor: int, end: int
) -> list[Span]:
    """The signature and 版记 of a part, read from its ``end`` upwards, and its lists of annexes, in order."""
    found = list(lists)
    ends = {span.end: span.start for span in lists}
    line = end
    while line > floor:
        if line in ends:
            line = ends[line]
            continue
        text = lines[line - 1]
        kind = EndKind.RECORD if RECORD.match(text) and len(text) <= 200 else EndKind.SIGNATURE
        if kind is EndKind.RECORD and text.endswith("印发"):
            start = _organs(lines, marks, line - 1, floor, ends)
        elif kind is EndKind.RECORD or NOTE.match(text):
            start = line - 1
        elif is_dated(text):
            start = _organs(lines, marks, line - 1, floor, ends)
        else:
            break
        found.append(Span(kind, start, line))
        line = start
    joined: list[Span] = []
    for span in sorted(found, key=lambda span: span.start):
        if joined and joined[-1].kind is span.kind and joined[-1].end == span.start:
            joined[-1] = joined[-1]._replace(end=span.end)
        else:
            joined.append(span)
    return joined


def _organs(lines: Sequence[str], marks: Sequence[Mark | None], line: int, floor: int, listed: Container[int]) -> int:
    """The first of the lines above ``line`` that name who signs; they stop where a list of annexes ends."""
    first = line
    while first > floor and first not in listed and line - first < 8:
        text = lines[first - 1]
        if not 2 <= len(text) <= 60 or marks[first - 1] or PUNCTUATION.search(text):
            break
        if not all(ORGAN.search(name) for name in re.split(r"[\s　、]+", text)) and not ORGAN.search(text):
            break
        first -= 1
    return first

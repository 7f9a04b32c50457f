"""The parts of a document: the main text, the text a notice issues, the annexes (附件), and what closes a text.

GB/T 9704-2012 sets after the text: 附件说明 (附件：1.… 2.…), the signature with its date, notes in brackets, and 版记
(抄送, 印发). Web pages keep this order loosely. A list of annexes is no annex; a line 附件1 with a text behind it is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from policymatch.policies.marks import Mark, Style
from policymatch.text.numerals import chinese_number


class PartKind(StrEnum):
    """What a stretch of a document is."""

    MAIN = "正文"
    ENCLOSED = "印发件"
    ANNEX = "附件"


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


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its lines from ``start`` to ``end``, of which the first ``head`` are its label and title."""

    kind: PartKind
    start: int
    end: int
    head: int = 0
    label: str = ""
    name: str = ""
    closing: tuple[Span, ...] = ()


class _Candidate(NamedTuple):
    line: int
    label: str
    title: str
    end: int
    """The line after the entries that stand in a row with this one."""


_ANNEX = re.compile(
    r"(?:(附件|附表|附录|附图)\s?(\d{1,3}(?:[-－—]\d{1,3})?|[一二三四五六七八九十]{1,3}|[A-Z])?|(附)\s?(\d{1,2}|[一二三四五六七八九十]{1,2})?(?=[：:]|\d))"
    r"\s?(?:[：:．.、\s　]|$)"
)
_FILE = re.compile(r"\.(?:docx?|xlsx?|pdf|wps|et|ofd|zip|rar|jpe?g|png|pptx?|txt)[)）]?$", re.I)
_LONGEST_LINE = 80
"""Characters a title, an entry of a list or a signature may have."""
_MOST_ENTRIES = 200
_DATE = (
    r"(?:[0-9０-９]{4}\s?年\s?[0-9０-９]{1,2}\s?月\s?[0-9０-９]{1,2}\s?日|[一二][〇零○O一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
_DATE_LINE = re.compile(rf"[（(]?\s?{_DATE}\s?[）)]?$")
_ORGAN = re.compile(
    r"(?:府|部|委|会|局|厅|办|室|院|署|中心|处|银行|分行|支行|社|队|组|集团|公司|站|所|校|学|科|股|馆|组织)$|^(?:总理|主席|部长|主任|局长|省长|市长|县长|区长|州长)\s"
)
_DATED_ORGAN = re.compile(rf"[^。；，：;,:]{{2,40}}\s{_DATE}$")
_NOTE = re.compile(r"[（(][^（()）]{0,40}(?:公开|联系|印发|此件|不发)[^（()）]{0,80}[）)]$")
_RECORD = re.compile(rf"(?:抄\s?送|主\s?送|分\s?送|信息公开选项|公开方式|公开属性)\s?[：:]|.{{0,40}}{_DATE}\s?印发$|印数\s?[：:]")
_DOCUMENT = re.compile(
    r"(?:办法|细则|规定|方案|意见|规划|计划|指南|条例|规则|规程|制度|措施|要点|标准|章程|清单|目录|指引|预案|决定|通知|公告|通告|政策|规范|须知|守则|公约|纲要)"
    r"(?:\s?[（(][^（()）]{1,20}[）)])*$"
)
_SENTENCE = re.compile("[。；;！？]")


def split_parts(lines: Sequence[str], marks: Sequence[Mark | None], title: str = "") -> list[Part]:
    """The parts in order; together they are all lines. ``lines`` are empty where a table's row stands."""
    lists, starts, listed = _annexes(lines, marks)
    bounds = [*(start.line for start in starts), len(lines)]
    parts = []
    enclosed = _enclosed(lines[: bounds[0]], marks, lists, title)
    if enclosed is None:
        parts.append(Part(PartKind.MAIN, 0, bounds[0]))
    else:
        line, head = enclosed
        parts.append(Part(PartKind.MAIN, 0, line))
        name = "".join(lines[line : line + head])
        parts.append(Part(PartKind.ENCLOSED, line, bounds[0], head, name=name))
    for start, end in zip(starts, bounds[1:], strict=True):
        head, name = _annex_head(lines[start.line : end], marks[start.line : end], start, listed)
        parts.append(Part(PartKind.ANNEX, start.line, end, head, start.label, name))
    return [_closed(part, lines, marks, lists) for part in parts if part.start < part.end]


def annex_label(text: str) -> str | None:
    """附件2 for a line or the head of a path that names an annex, None for any other."""
    match = _ANNEX.match(text)
    if match is None:
        return None
    number = (match[2] or match[4] or "").translate(_WIDE)
    return (match[1] or match[3]) + number.replace("－", "-").replace("—", "-")


def _arabic(label: str) -> str:
    """附件2 for 附件二."""
    number = chinese_number(label[2:]) if label[2:] else None
    return f"{label[:2]}{number}" if number is not None else label


_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def _annexes(
    lines: Sequence[str], marks: Sequence[Mark | None]
) -> tuple[list[Span], list[_Candidate], dict[str, str]]:
    """The lists of annexes, the lines at which annexes begin, and the listed titles with their labels."""
    lists: list[Span] = []
    starts: list[_Candidate] = []
    listed: dict[str, str] = {}
    known: set[str] = set()
    line = 0
    while line < len(lines):
        found = _candidate(lines, marks, line)
        if found is None:
            label = listed.get(_bare(lines[line])) if listed and len(lines[line]) <= _LONGEST_LINE else None
            under_label = starts and starts[-1].line == line - 1 and not starts[-1].title
            if label and marks[line] is None and label not in known and not under_label:
                # The annex of a list stands there under its title alone.
                starts.append(_Candidate(line, label, lines[line], line + 1))
                known.add(label)
            line += 1
        elif _is_list(lines, marks, found):
            lists.append(Span(EndKind.LIST, line, found.end))
            listed |= _listed(lines[line : found.end])
            line = found.end
        else:
            starts.append(found)
            known.add(_arabic(found.label))
            line += 1
    return lists, starts, listed


def _candidate(lines: Sequence[str], marks: Sequence[Mark | None], line: int) -> _Candidate | None:
    """What could be the head of an annex or the beginning of a list, with the entries in a row behind it."""
    head = _annex_line(lines[line])
    if head is None:
        return None
    label, title, colon = head
    end = line + 1
    if title or colon:
        # 附件：1.甲 / 2.乙, 附件1：甲 / 附件2：乙, 附件： / 附件1.docx
        while end < min(len(lines), line + _MOST_ENTRIES) and _is_entry(lines[end], marks[end], end - line):
            end += 1
    return _Candidate(line, label, title, end)


def _annex_line(text: str) -> tuple[str, str, bool] | None:
    """Label, title and whether a colon follows the label, of a line 附件2：标题."""
    if not text.startswith("附") or len(text) > _LONGEST_LINE:
        return None
    match = _ANNEX.match(text)
    if match is None or text.endswith(("。", "；", ";")):
        return None
    return annex_label(text) or "", text[match.end() :].strip(), match[0].rstrip().endswith(("：", ":"))


def _is_entry(text: str, mark: Mark | None, count: int) -> bool:
    if not text or len(text) > _LONGEST_LINE or _SENTENCE.search(text):
        return False
    if text.startswith("附"):
        head = _annex_line(text)
        return _FILE.search(text) is not None or (head is not None and bool(head[1]))
    return _FILE.search(text) is not None or (
        mark is not None and mark.style in (Style.THIRD, Style.FOURTH) and mark.number <= count + 1
    )


def _is_list(lines: Sequence[str], marks: Sequence[Mark | None], found: _Candidate) -> bool:
    """Whether the lines name annexes instead of opening one: nothing but the end of the text follows them."""
    text = lines[found.line]
    if _FILE.search(text) or re.match(r"(?:1|１|⒈)\s?[.．、]?\D", found.title):
        return True
    colon = text.endswith(("：", ":"))
    if colon and found.end > found.line + 1:
        return True
    following = lines[found.end : found.end + 8]
    if not following or _annex_line(following[0]) is not None:
        return True
    return (colon or found.title != "") and _is_end(following, marks[found.end : found.end + 8])


def _is_end(lines: Sequence[str], marks: Sequence[Mark | None]) -> bool:
    """Whether a signature or 版记 begins here, short lines before its date included."""
    for text, mark in zip(lines, marks, strict=True):
        if _is_dated(text) or _RECORD.match(text) or _NOTE.match(text):
            return True
        if not text or len(text) > 40 or _SENTENCE.search(text) or mark:
            return False
    return False


def _is_dated(text: str) -> bool:
    """Whether a line is a date, or an organ and a date, alone."""
    if not text.endswith(("日", "）", ")", " ", "　")) or len(text) > _LONGEST_LINE:
        return False
    return _DATE_LINE.match(text) is not None or _DATED_ORGAN.match(text) is not None


def _listed(entries: Sequence[str]) -> dict[str, str]:
    """Titles of a list of annexes with the labels they go by."""
    found: dict[str, str] = {}
    first = _annex_line(entries[0])
    base = re.match("附[件表录图]?", entries[0])
    for entry in entries:
        head = _annex_line(entry)
        label, title = (head[0], head[1]) if head else (first[0] if first else "附件", entry)
        number = re.match(r"(\d{1,3})\s?[.．、]\s*", title)
        if number:
            label, title = f"{base[0] if base else '附件'}{int(number[1])}", title[number.end() :]
        if len(_bare(title)) >= 4:
            found.setdefault(_bare(title), label)
    return found


def _annex_head(
    lines: Sequence[str], marks: Sequence[Mark | None], start: _Candidate, listed: dict[str, str]
) -> tuple[int, str]:
    """How many lines are the annex's label and title, and the title: on the label's line or on the next ones."""
    if start.title:
        return 1, start.title
    joined = ""
    for number, text in enumerate(lines[1:5], 2):
        joined += text
        if listed.get(_bare(joined)) is not None:
            return number, joined
    following = lines[1] if len(lines) > 1 else ""
    is_title = following and marks[1] is None and len(following) <= 60 and not re.search("[。；，：;,:]", following)
    return (2, following) if is_title else (1, "")


def _enclosed(
    lines: Sequence[str], marks: Sequence[Mark | None], lists: Sequence[Span], title: str
) -> tuple[int, int] | None:
    """Where the text begins that a notice issues, after the notice's own date, and how many lines its title has."""
    listed = {line for span in lists for line in range(span.start, span.end)}
    for line, text in enumerate(lines):
        if not _is_dated(text):
            continue
        after = line + 1
        while after < min(len(lines), line + 12) and (
            after in listed or _NOTE.match(lines[after]) or _RECORD.match(lines[after])
        ):
            after += 1
        if after + 1 >= len(lines):
            return None
        opening = marks[after]
        if opening is not None and opening.number == 1 and opening.style <= Style.FIRST:
            return after, 0
        for count in (1, 2):
            joined = "".join(lines[after : after + count])
            if _is_document_title(joined, marks[after], title):
                return after, count
    return None


def _is_document_title(text: str, mark: Mark | None, title: str) -> bool:
    if mark is not None or not 4 <= len(text) <= 60 or re.search("[。；，：;,:《》]", text):
        return False
    return _DOCUMENT.search(text) is not None or (len(text) >= 8 and _bare(text) in title)


def _closed(part: Part, lines: Sequence[str], marks: Sequence[Mark | None], lists: Sequence[Span]) -> Part:
    spans = _closing(lines, marks, part, [span for span in lists if part.start <= span.start < part.end])
    return Part(part.kind, part.start, part.end, part.head, part.label, part.name, tuple(spans))


def _closing(lines: Sequence[str], marks: Sequence[Mark | None], part: Part, lists: Sequence[Span]) -> list[Span]:
    """The list of annexes, signature and 版记 of a part, read from its end upwards."""
    found = list(lists)
    ends = {span.end: span.start for span in lists}
    line, floor = part.end, part.start + part.head
    while line > floor:
        if line in ends:
            line = ends[line]
            continue
        text = lines[line - 1]
        kind = EndKind.RECORD if _RECORD.match(text) and len(text) <= 200 else EndKind.SIGNATURE
        if kind is EndKind.RECORD and text.endswith("印发"):
            start = _organs(lines, marks, line - 1, floor)
        elif kind is EndKind.RECORD or _NOTE.match(text):
            start = line - 1
        elif _is_dated(text):
            start = _organs(lines, marks, line - 1, floor)
        else:
            break
        found.append(Span(kind, start, line))
        line = start
    return sorted(found, key=lambda span: span.start)


def _organs(lines: Sequence[str], marks: Sequence[Mark | None], line: int, floor: int) -> int:
    """The first of the lines above ``line`` that name who signs."""
    first = line
    while first > floor and line - first < 8:
        text = lines[first - 1]
        if not 2 <= len(text) <= 60 or marks[first - 1] or re.search("[。；，：;,:]", text):
            break
        if not all(_ORGAN.search(name) for name in re.split(r"[\s　、]+", text)) and not _ORGAN.search(text):
            break
        first -= 1
    return first


def _bare(text: str) -> str:
    return re.sub(r"[\s　《》]|[（(]略[）)]$", "", text)

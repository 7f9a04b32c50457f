"""The parts of a document: the main text, the text a notice issues behind its signature, and the annexes (附件).

A list of annexes (附件说明: 附件：1.… 2.…) is no annex; a line 附件1 with a text behind it is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from policymatch.policies.closing import (
    LONGEST_LINE,
    NOTE,
    ORGAN,
    PUNCTUATION,
    RECORD,
    SENTENCE,
    EndKind,
    Span,
    begins_closing,
    closing,
    is_dated,
)
from policymatch.policies.marks import Mark, Style
from policymatch.text.numerals import chinese_number


class PartKind(StrEnum):
    """What a stretch of a document is."""

    MAIN = "正文"
    ENCLOSED = "印发件"
    ANNEX = "附件"


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
_MOST_ENTRIES = 60
"""Annexes a list names at most."""
_DOCUMENT = re.compile(
    r"(?:办法|细则|规定|方案|意见|规划|计划|指南|条例|规则|规程|制度|措施|要点|标准|章程|清单|目录|指引|预案|决定|通知|公告|通告|政策|规范|须知|守则|公约|纲要)"
    r"(?:\s?[（(][^（()）]{1,20}[）)])*$"
)


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


def _annexes(lines: Sequence[str], marks: Sequence[Mark | None]) -> tuple[list[Span], list[_Candidate], dict[str, str]]:
    """The lists of annexes, the lines at which annexes begin, and the listed titles with their labels."""
    lists: list[Span] = []
    starts: list[_Candidate] = []
    listed: dict[str, str] = {}
    known: set[str] = set()
    line = 0
    while line < len(lines):
        found = _candidate(lines, marks, line)
        if found is None:
            label = listed.get(_bare(lines[line])) if listed and len(lines[line]) <= LONGEST_LINE else None
            under_label = starts and starts[-1].line == line - 1 and not starts[-1].title
            if label and marks[line] is None and label not in known and not under_label:
                # The annex of a list stands there under its title alone.
                starts.append(_Candidate(line, label, lines[line], line + 1))
                known.add(label)
            line += 1
        elif _is_list(lines, marks, found):
            end = found.end + _wraps(lines, marks, found.end)
            lists.append(Span(EndKind.LIST, line, end))
            listed |= _listed(lines[line : found.end])
            line = end
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
    if not text.startswith("附") or len(text) > LONGEST_LINE:
        return None
    match = _ANNEX.match(text)
    if match is None or text.endswith(("。", "；", ";")):
        return None
    return annex_label(text) or "", text[match.end() :].strip(), match[0].rstrip().endswith(("：", ":"))


def _is_entry(text: str, mark: Mark | None, count: int) -> bool:
    if not text or len(text) > LONGEST_LINE or SENTENCE.search(text):
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
    return (colon or found.title != "") and begins_closing(following, marks[found.end : found.end + 8])


def _wraps(lines: Sequence[str], marks: Sequence[Mark | None], line: int) -> bool:
    """Whether the line is the rest of a list's last entry: short, and the signature follows."""
    text = lines[line] if line + 1 < len(lines) else ""
    if not text or len(text) > 40 or marks[line] is not None or _annex_line(text) or PUNCTUATION.search(text):
        return False
    if ORGAN.search(text) or is_dated(text) or RECORD.match(text) or NOTE.match(text):
        return False
    return begins_closing(lines[line + 1 : line + 8], marks[line + 1 : line + 8])


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
    count = _title_lines(lines, marks, listed)
    return 1 + count, "".join(lines[1 : 1 + count])


def _title_lines(lines: Sequence[str], marks: Sequence[Mark | None], listed: dict[str, str]) -> int:
    joined = ""
    for count, text in enumerate(lines[1:5], 1):
        joined += text
        if _bare(joined) in listed and not _goes_on(lines, marks, count):
            return count
    if len(lines) < 2 or not lines[1] or marks[1] is not None or len(lines[1]) > 60 or PUNCTUATION.search(lines[1]):
        return 0
    return 2 if _goes_on(lines, marks, 1) else 1


def _goes_on(lines: Sequence[str], marks: Sequence[Mark | None], line: int) -> bool:
    """Whether a title goes on behind ``line``: only the next line ends it with a word like 办法 or 方案."""
    following = lines[line + 1] if line + 1 < len(lines) and marks[line + 1] is None else ""
    if not following or len(following) > 40 or PUNCTUATION.search(following):
        return False
    return _DOCUMENT.search(lines[line]) is None and _DOCUMENT.search(following) is not None


def _enclosed(
    lines: Sequence[str], marks: Sequence[Mark | None], lists: Sequence[Span], title: str
) -> tuple[int, int] | None:
    """Where the text begins that a notice issues, after the notice's own date, and how many lines its title has."""
    listed = {line for span in lists for line in range(span.start, span.end)}
    for line, text in enumerate(lines):
        if not is_dated(text):
            continue
        after = line + 1
        while after < min(len(lines), line + 12) and (
            after in listed or NOTE.match(lines[after]) or RECORD.match(lines[after])
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
    within = [span for span in lists if part.start <= span.start < part.end]
    spans = closing(lines, marks, within, part.start + part.head, part.end)
    return Part(part.kind, part.start, part.end, part.head, part.label, part.name, tuple(spans))


def _bare(text: str) -> str:
    return re.sub(r"[\s　《》]|[（(]略[）)]$", "", text)

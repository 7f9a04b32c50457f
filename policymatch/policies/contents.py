"""Tables of contents (目录): they repeat the headings of the text and must not make empty chapters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policymatch.policies.marks import Mark

_HEADING = re.compile(r"目[\s　]{0,4}[录次]$")
_PAGE = re.compile(r"[\s　.…·．。—-]{0,200}\d{0,4}$")
_LEADER = re.compile(r"(?:[.…·．]{2}|[\s　])[\s　.…·．]{0,200}\d{1,4}$")
_WITHIN = 60
"""Lines of a part among which its contents begin."""
_MOST_ENTRIES = 400
_LONGEST_ENTRY = 80


def find_contents(lines: Sequence[str], marks: Sequence[Mark | None], start: int) -> tuple[int, int] | None:
    """First line of the contents and the line after them; None where there are none."""
    for line in range(start, min(len(lines), start + _WITHIN)):
        if _HEADING.match(lines[line]):
            end = _end(lines, line + 1)
            return (line, end) if end > line + 1 else None
        mark = marks[line]
        if mark and mark.style.divides:
            return _unheaded(lines, marks, line)
    return None


def _end(lines: Sequence[str], first: int) -> int:
    """Where the contents end: before the first running paragraph, or at the line that says the first entry again.

    Where none says it again only entries with a page number count.
    """
    limit = min(len(lines), first + _MOST_ENTRIES)
    opening = _key(lines[first]) if first < limit else ""
    again = next((line for line in range(first + 1, limit) if opening and _key(lines[line]) == opening), None)
    line = first
    while line < (limit if again is None else again):
        text = lines[line]
        is_short = len(text) <= _LONGEST_ENTRY and not text.endswith(("。", "；"))
        if not (is_short if again is not None else _LEADER.search(text[-220:])):
            break
        line += 1
    return line


def _unheaded(lines: Sequence[str], marks: Sequence[Mark | None], first: int) -> tuple[int, int] | None:
    """Headings of chapters one after the other, then the first of them again."""
    opening = marks[first]
    for line in range(first + 1, min(len(lines), first + _MOST_ENTRIES)):
        mark = marks[line]
        if mark is None or not mark.style.divides:
            return None
        if opening and (mark.style, mark.number) == (opening.style, opening.number):
            return (first, line) if line - first >= 2 else None
    return None


def _key(text: str) -> str:
    return re.sub(r"[\s　]", "", _PAGE.sub("", text[-220:] if len(text) > 220 else text))

"""The line under the title of a law or regulation (题注): who passed, issued and amended it when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from policymatch.model import Block
from policymatch.text.dates import find_dates
from policymatch.text.docnumber import find_doc_numbers

_EVENTS = (
    ("修改", re.compile(r"修订|修正|修改")),
    ("公布", re.compile(r"公布|发布|颁布|印发")),
    ("通过", re.compile(r"通过|批准")),
    ("施行", re.compile(r"施行|实施|执行")),
)
_STARTS = re.compile(r"[（(\s　]{0,3}(?:根据)?\s?$")
_MAY_START = frozenset("（(根一二0123456789０１２３４５６７８９")
"""Signs with which a line may begin that opens a 题注: those of ``_STARTS``, then those of a date."""
_NATIONAL = re.compile(
    r"全国人民代表大会常务委员会|全国人民代表大会|[一-鿿]{2,12}人民代表大会常务委员会|[一-鿿]{2,12}人民代表大会"
)
_MEETING = re.compile(r"第[一二三四五六七八九十\d]{1,5}[届次]")
_BY = re.compile(r"[）)\s　]*((?:[一-鿿]{2,24})(?:、[一-鿿]{2,24}){0,6}?)(?:令第[0-9]{1,5}号)?(?:公布|发布|颁布|印发)")
_LONGEST = 3000


class Event(NamedTuple):
    """``kind`` is 通过, 公布, 修改 or 施行; ``text`` what the 题注 says from this date to the next."""

    day: date
    kind: str
    text: str


class Promulgation(NamedTuple):
    """What a 题注 says, in its order."""

    events: tuple[Event, ...]

    def last(self) -> date | None:
        """The day of the last act, which is the version's own."""
        return max([event.day for event in self.events if event.kind != "施行"], default=None)

    def first(self) -> date | None:
        """The day on which the first version was issued."""
        days = [event.day for event in self.events if event.kind == "公布"]
        days = days or [event.day for event in self.events if event.kind == "通过"]
        return min(days, default=None)

    def effective(self) -> date | None:
        """The day that the 题注 gives for 施行; the last where there are several."""
        return max((event.day for event in self.events if event.kind == "施行"), default=None)

    def amended(self) -> bool:
        """Whether this is a later version of an older text."""
        return any(event.kind == "修改" for event in self.events)

    def revised(self) -> bool:
        """Whether the last version is a new text as a whole (修订 by decree or by a congress), not one amended in parts."""
        changes = [event for event in self.events if event.kind == "修改"]
        return (
            bool(changes)
            and re.search(r"修订", re.sub(r"《[^》]{0,200}》", "", changes[-1].text)) is not None
            and ("《" not in changes[-1].text)
        )

    def numbers(self) -> list[str]:
        """The decrees that issued the text or a new version of it, in their order.

        A text revised as a whole has a new decree: where the 题注 does not give its number, there is none.
        """
        found: list[str] = []
        for event in self.events:
            if "修订通过" in event.text:
                found = []
            if event.kind in ("公布", "修改"):
                outside = re.sub(r"《[^》]{0,200}》", "", event.text)
                found += [number.text for number in find_doc_numbers(outside)]
        return found

    def issuer(self) -> str | None:
        """Who issued the text: of a law the congress that passed it, else whoever made it public."""
        for event in self.events:
            congress = _NATIONAL.search(_MEETING.sub("", event.text)) if event.kind in ("通过", "修改") else None
            if congress:
                return congress[0]
        for event in self.events:
            if event.kind != "公布":
                continue
            numbers = [number.text for number in find_doc_numbers(event.text)]
            if numbers and "令" in numbers[-1]:
                return numbers[-1].partition("令")[0]
            by = _BY.match(event.text)
            if by:
                return by[1].removeprefix("中华人民共和国")
        return None


_NOTHING = Promulgation(())


def find_promulgation(head: Sequence[Block]) -> Promulgation:
    """Read the 题注 in a head; without one there are no events."""
    note = _note(head)
    return Promulgation(tuple(_events(note))) if note else _NOTHING


def _note(head: Sequence[Block]) -> str:
    """The lines of the head that begin with a date or stand in one pair of brackets with such a line."""
    lines: list[str] = []
    open_bracket = False
    for block in head:
        text = block.text.strip()
        if not (open_bracket or text[:1] in _MAY_START) or len(text) > _LONGEST or block.table:
            continue
        first = next(find_dates(text[:60]), None)
        if (first and _STARTS.match(text[: first.start])) or open_bracket:
            lines.append(text)
            opened = max(text.rfind("（"), text.rfind("("))
            closed = max(text.rfind("）"), text.rfind(")"))
            open_bracket = (opened > closed or (open_bracket and closed < 0)) and len(lines) < 20
    return "\n".join(lines)[:_LONGEST]


def _events(note: str) -> Iterator[Event]:
    dates = list(find_dates(note))
    for number, found in enumerate(dates):
        end = dates[number + 1].start if number + 1 < len(dates) else len(note)
        text = note[found.end : end].replace("\n", "")
        outside = re.sub(r"《[^》]{0,200}》", "", text)
        kind = next((kind for kind, words in _EVENTS if words.search(outside)), None)
        if kind and len(text) < 300:
            yield Event(found.day, kind, text.strip())

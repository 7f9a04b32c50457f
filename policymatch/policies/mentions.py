"""The documents that a sentence names: 1994年8月18日国务院发布的《X条例》（财建〔2016〕171号，以下简称《条例》）.

A line is turned into a *pattern* in which every named document, with the brackets that belong to it, is the one
character ``DOCUMENT`` and every date outside of them the one character ``DATE``; grammar is then a matter of short
regular expressions over what is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from policymatch.text.dates import find_dates
from policymatch.text.docnumber import find_doc_numbers

DOCUMENT = "\ue000"
DATE = "\ue001"

_SENTENCE = re.compile(r"[^。！!？?]+[。！!？?]?")
_TITLE_LIMIT = 300
_NOTE_LIMIT = 200
_PAIRS = {"》": "《", "）": "（", ")": "("}
_ISSUED_WITH = re.compile(r"(?<=号)(?:文件?|通知|公告)?(?:(?:公布|发布|颁布|印发|下发|转发)(?:施行|实施)?的)?$")
_BELONGS_TO_TITLE = re.compile(r"[（(](?:试行|暂行|试用|草案|[^（）()]{0,8}(?:修订|修正|[版本]|稿))[）)]")
_ALIAS = re.compile(r"(?:以下|下)?(?:统称|简称)[为：:]?[《“\"「]([^《》“”\"「」]{2,30})[》”\"」]")
_OF_ISSUER = re.compile(r"原?(?:中华人民共和国)?$")
_FORMER_ISSUER = re.compile(r"^(?:原|[我本][院部委局厅])")
_DECREE = re.compile(r"第\s?([1-9][0-9]{0,3})\s?号令")
_TERM = re.compile(r"(?:之日)?[起前后止]")
_ONLY_PARTS = re.compile(r"第[一二三四五六七八九十百零〇\d]{1,6}[条款项章]|除外")


@dataclass(frozen=True, slots=True)
class Mention:
    """A document as a text names it; what is not said is None.

    ``alias`` is the short name it is given (以下简称《办法》), ``partly`` true if a note behind it takes parts of it out.
    """

    title: str | None = None
    doc_number: str | None = None
    issued_on: date | None = None
    alias: str | None = None
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A line with signs for its documents and dates: the documents in order with their ``positions``, dates by theirs."""

    text: str
    mentions: tuple[Mention, ...]
    positions: tuple[int, ...]
    days: Mapping[int, date]

    def sentences(self) -> Iterator[Pattern]:
        """The sentences of the line; a semicolon ends none."""
        number = 0
        for match in _SENTENCE.finditer(self.text):
            text = match[0]
            positions = [position for position, char in enumerate(text) if char == DOCUMENT]
            days = {position: self.days[match.start() + position] for position, char in enumerate(text) if char == DATE}
            yield Pattern(text, self.mentions[number : number + len(positions)], tuple(positions), days)
            number += len(positions)


def find_pattern(line: str) -> Pattern:
    """Turn a line into its pattern; takes time in proportion to its length, whatever brackets are open in it."""
    line = line.replace(DOCUMENT, "\ufffd").replace(DATE, "\ufffd")
    pieces: list[str] = []
    mentions: dict[int, Mention] = {}
    days: dict[int, date] = {}
    end = length = 0
    for sign in sorted([*_documents(line), *_dates(line)], key=lambda sign: (sign.start, -sign.end)):
        if sign.start < end:
            continue
        pieces.append(line[end : sign.start])
        length += len(pieces[-1])
        if isinstance(sign.what, Mention):
            mentions[length] = sign.what
            pieces.append(DOCUMENT)
        elif isinstance(sign.what, date):
            days[length] = sign.what
            pieces.append(DATE)
        else:
            pieces.append(sign.what)
        length += len(pieces[-1])
        end = sign.end
    pieces.append(line[end:])
    return Pattern("".join(pieces), tuple(mentions.values()), tuple(mentions), days)


def read_note(mention: Mention, note: str) -> Mention:
    """A mention with what a note behind its title says: number, day, alias, parts taken out."""
    # A day from which or up to which something holds is no day of issue.
    days = [found.day for found in find_dates(note) if not _TERM.match(note, found.end)]
    numbers = [text for _start, _end, text in _numbers(_DECREE.sub(r"令第\1号", note))]
    alias = _ALIAS.search(note)
    return replace(
        mention,
        doc_number=mention.doc_number or (numbers[0] if numbers else None),
        issued_on=mention.issued_on or (days[-1] if days else None),
        alias=mention.alias or (alias[1] if alias else None),
        partly=mention.partly or _ONLY_PARTS.search(note) is not None,
    )


@dataclass(frozen=True, slots=True)
class _Sign:
    start: int
    end: int
    what: Mention | date | str


def _dates(line: str) -> Iterator[_Sign]:
    return (_Sign(found.start, found.end, found.day) for found in find_dates(line))


def _documents(line: str) -> Iterator[_Sign]:
    """Titles with their notes and numbers, and numbers that stand alone."""
    spans = _brackets(line)
    titles = _outermost((start, end) for start, end in spans if line[start] == "《" and end - start <= _TITLE_LIMIT)
    notes = {start: end for start, end in spans if line[start] in "（("}
    numbers = {start: (end, text) for start, end, text in _numbers(line)}
    before = {end: start for start, (end, _text) in numbers.items()}
    for start, end in titles:
        if line[start - 1 : start] == "本" or line[start + 1] == "本":
            # 本《办法》 and 《本办法》 are the text itself.
            yield _Sign(start, end, line[start + 1 : end - 1])
            continue
        mention = Mention(re.sub(r"\s", "", line[start + 1 : end - 1]) or None)
        first = start
        # 财建〔2016〕171号文件《X》, 公安部令第102号公布的《X》
        issued = _ISSUED_WITH.search(line, max(0, start - 12), start)
        near = issued.start() if issued else start
        if near in before and line[before[near] - 1 : before[near]] != "》":
            first = before[near]
            mention = replace(mention, doc_number=numbers[first][1])
        end, mention = _behind(line, end, mention, notes, numbers)
        yield _Sign(first, end, mention)
    for start, (end, text) in numbers.items():
        end, mention = _behind(line, end, Mention(doc_number=text), notes, {})
        yield _Sign(start, end, mention)


def _behind(
    line: str, end: int, mention: Mention, notes: dict[int, int], numbers: dict[int, tuple[int, str]]
) -> tuple[int, Mention]:
    """What belongs to a mention that ends at ``end``: up to three notes in brackets, or a number without any."""
    for _ in range(3):
        start = end + (line[end : end + 1] == " ")
        close = notes.get(start, 0)
        if not start < close <= start + _NOTE_LIMIT:
            break
        note = line[start:close]
        if mention.title and _BELONGS_TO_TITLE.fullmatch(note):
            mention = replace(mention, title=mention.title + note)
        else:
            mention = read_note(mention, note[1:-1])
        end = close
    if mention.doc_number is None and end in numbers:
        end, number = numbers[end]
        mention = replace(mention, doc_number=number)
    return end, mention


def _brackets(line: str) -> list[tuple[int, int]]:
    """All closed brackets of the three kinds as (start, end); a bracket that is never closed disturbs no other kind."""
    opened: dict[str, list[int]] = {"《": [], "（": [], "(": []}
    found = []
    for position, char in enumerate(line):
        if char in opened:
            opened[char].append(position)
        elif char in _PAIRS:
            # Copies mix （ and ): the nearest open one of either width is meant.
            kinds = [_PAIRS[char]] if char == "》" else ["（", "("]
            kind = max(kinds, key=lambda kind: opened[kind][-1] if opened[kind] else -1)
            if opened[kind]:
                found.append((opened[kind].pop(), position + 1))
    return found


def _outermost(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that lie in no other, in reading order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and canonical form of the document numbers of a text, without what its words say of the agency."""
    for number in find_doc_numbers(_without_dates(text)):
        issuer = _OF_ISSUER.search(text, max(0, number.start - 9), number.start)
        yield issuer.start() if issuer else number.start, number.end, _FORMER_ISSUER.sub("", number.text)


def _without_dates(text: str) -> str:
    """A text of the same length without its dates, as 2016年3月1日财政部令 would give the agency a 日."""
    pieces, end = [], 0
    for found in find_dates(text):
        pieces += [text[end : found.start], "，" * (found.end - found.start)]
        end = found.end
    return "".join(pieces) + text[end:]

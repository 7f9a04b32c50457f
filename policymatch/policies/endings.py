"""Sentences in which a policy ends others, or prevails over them, and the documents these sentences govern.

Works on the patterns of ``mentions``, where D is a document: D、D和…发布的D同时废止; 废止D; D与本办法不一致的，以本办法为准.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from policymatch.model import Effect
from policymatch.policies.mentions import DATE, DOCUMENT, Mention, Pattern

END = r"(?:废止|废除|停止(?:执行|施行|实施|适用|使用)|(?:不再|终止)(?:执行|施行|实施|适用|使用)|不再有效|失效|失去效力|作废)"
"""That a document ends."""

ADVERBS = r"(?:同时|即行|即时|即|均|都|也|亦|一律|一并|相应|随之|届时|全部|予以|自行|自动|自然|宣布){0,3}"

_HAN = r"[一-鿿]"
_OWN = rf"本{_HAN}{{1,12}}?"
_START = rf"(?:(?:{_OWN})?(?:施行|实施|印发|发布|公布|生效|执行)之日)"
FROM = rf"(?:[自从于])?(?:{DATE}|{_START})(?:之日)?[起后]?[，,]?"
"""自2025年1月1日起, 自本办法施行之日起."""

_STOP = r"(?=$|[\s，,。；;：:、）)！!”\"」]|并)"
# 等3个文件, 及其补充通知 end them whole; 等规定中有关收费的条款 would be parts, 等文件不再 … another sentence.
_WHOLE = rf"[^，。；;：:中的第条款不未没否后期将已{DOCUMENT}]{{0,12}}"
_REST = rf"(?:\s?等{_WHOLE})?(?:及其{_WHOLE})?(?:文件|文)?"
_ENDED = re.compile(rf"{_REST}[，,]?\s?(?P<from>{FROM})?{ADVERBS}{END}{_STOP}")
_ENDING = re.compile(
    r"(?:^|[\s，,；;：:、]|决定|同时|现|予以|一并|即行|宣布|起|兹|文件|法规|规章)"
    rf"{END}了?(?:(?:以下|下列|如下)[^，。；;：:{DOCUMENT}]{{0,30}})?[：:]?(?P<modifier>[^。；;{DOCUMENT}]{{0,100}}){DOCUMENT}"
)
_ENDING_STOP = re.compile(rf"(?:\s?等{_WHOLE})?(?=$|[\s，,。；;：:、）)！!])")

_ISSUED = r"(?:发布|公布|颁布|颁发|印发|下发|制发|制定|批准|通过|修订|修正|批转|转发|出台|签发)"
_ORGAN = r"[部委局厅院会府办室署行社省市县区处所原]"
_NUMBERING = r"\s?(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．])?\s?"
_LINK = re.compile(r"\s?(?:[、，,；;和及与并]|以及|[，,；;、](?:以及|和|及|并))\s?|\s?$")
_ISSUED_BY = rf"[{_HAN[1:-1]}\d{DATE}、，,\s（）()]{{0,100}}?{_ISSUED}(?:施行|实施|执行)?的"
_MODIFIER = re.compile(
    rf"{_NUMBERING}(?:同时)?[将对]?(?:原|旧)?(?:{_ISSUED_BY}|{DATE}?(?:[{_HAN[1:-1]}、]{{0,30}}{_ORGAN})?)(?:原|旧)?"
)
_NO_ISSUER = re.compile(
    r"根据|按照|依照|依据|遵照|参照|违反|符合|例如|贯彻|落实|执行|结合|参考|^(?:除|如|若|为|由|经|与)"
)
_DAY_OF_ISSUE = re.compile(
    rf"(?:[{_HAN[1:-1]}、（）()\s]{{0,80}}?{_ISSUED}(?:施行|实施|执行)?的?|[{_HAN[1:-1]}、]{{0,40}}{_ORGAN})?"
)
_NOT_OF_ISSUE = re.compile(r"[起前后之以]")
_COMMA = re.compile(r"[，,；;]")

_REFERENCE = re.compile(r"根据|按照|依照|依据|遵照|参照|违反|符合|例如|^(?:除|如(?!皋)|若(?!干))")
_OPEN = re.compile(r"建议|(?<![模虚])拟|可以|有权|能否|是否|不得|应当|应予")
_CONDITION = re.compile(
    r"如果|倘若?|一旦|若(?!干)|(?:^|[，,；;])待(?!遇)|情形之一|新[^，。]{0,12}(?:出台|发布|印发|施行|实施)后"
)
_LATER = re.compile(rf"{DATE}(?:之日)?起(?=$|[，,]|{END})")

_DIFFERENT = r"(?:不(?:相)?一致|不尽一致|不(?:相)?符|(?:[相有])?抵触|(?:[相有])?冲突|(?:相|有)?矛盾|不同|有出入)"
_DIFFERS = re.compile(rf"[与同和跟](?:{_OWN}|此){_DIFFERENT}")
_DIFFERS_HERE = re.compile(rf"\s?(?:的?(?:有关|相关)?(?:规定|内容))?{_DIFFERENT}")
_OWN_AND = re.compile(rf"本{_HAN}{{1,10}}[与同和跟]$")
_PREVAILS = re.compile(rf"(?:以|按照?|依照?){_OWN}(?:为准|执行|办理)|{ADVERBS}{END}")
_OTHER_SUBJECT = re.compile(r"施行|以前|之前|此前|制定|印发|发布|公布|根据|按照|[，,].{11}")
_NEAR = 200
"""Characters around a document in which the words that govern it are looked for."""

_FORMER = re.compile(r"(?:原|旧|此前|以前|之前|过去)[^，。]{0,30}$")


class Named(NamedTuple):
    """A document that a text ends or overrides; ``former`` if the text calls it an old one (原《X》)."""

    effect: Effect
    mention: Mention
    on: date | None
    former: bool


def read_sentences(pattern: Pattern) -> Iterator[Named]:
    """All documents that the sentences of a line end or override."""
    for sentence in pattern.sentences():
        if sentence.mentions and not sentence.text.endswith(("？", "?")):
            yield from _read_sentence(sentence)


def _read_sentence(sentence: Pattern) -> Iterator[Named]:
    text, docs = sentence.text, sentence.positions
    condition = _CONDITION.search(text)
    sure_until = condition.start() if condition else len(text)
    free = 0  # documents before this one are taken
    for ending in _ENDING.finditer(text):
        first = bisect_left(docs, ending.end() - 1)
        last = _last_governed(sentence, first, ending["modifier"])
        if last is not None and ending.start() < sure_until and not _OPEN.search(_last_part(text, ending.start())):
            yield from _named(sentence, Effect.REPEALS, range(first, last + 1), _day_from(sentence, ending.end()))
            free = last + 1
    for last in range(free, len(docs)):
        end = docs[last] + 1
        tail = text[end : min(end + _NEAR, docs[last + 1] + 1 if last + 1 < len(docs) else len(text))]
        ended = _ENDED.match(tail)
        if not ended and not _gives_way(text[max(0, end - 20) : end - 1], tail):
            continue
        first = _first_governed(sentence, last, free)
        lead = _last_part(text, docs[first])
        if docs[first] > sure_until or _OPEN.search(lead) or _REFERENCE.search(lead):
            continue
        if ended and DATE in (ended["from"] or ""):
            on: date | None = sentence.days[text.index(DATE, end)]
        else:
            on = _day_from(sentence, docs[first])
        yield from _named(sentence, Effect.REPEALS if ended else Effect.PREVAILS, range(first, last + 1), on)
        free = last + 1


def _named(sentence: Pattern, effect: Effect, numbers: range, on: date | None) -> Iterator[Named]:
    for number in numbers:
        mention = sentence.mentions[number]
        mention = replace(mention, issued_on=day_of_issue(sentence, number) or mention.issued_on)
        yield Named(effect, mention, on, _FORMER.search(_lead(sentence, number)) is not None)


def _first_governed(sentence: Pattern, last: int, free: int) -> int:
    """Where the enumeration that ends with a document begins.

    Over a comma it goes on only if nothing but a phrase of issue stands before the documents there: in
    根据《A》，《B》同时废止 the comma ends it.
    """
    first = None
    part = last
    while True:
        start = part
        link = _link(sentence, start, free)
        while link is not None and not _COMMA.search(link):
            start -= 1
            link = _link(sentence, start, free)
        head = _last_part(sentence.text, sentence.positions[start])
        if first is not None and (not _MODIFIER.fullmatch(head) or _NO_ISSUER.search(head)):
            return first
        first = start
        if link is None:
            return first
        part = start - 1


def _last_governed(sentence: Pattern, first: int, modifier: str) -> int | None:
    """The last document of an enumeration behind 废止; None if only parts of one end or the verb is part of a title."""
    if not _MODIFIER.fullmatch(modifier):
        return None
    last, docs = first, sentence.positions
    while last + 1 < len(docs) and _link(sentence, last + 1, first) is not None:
        last += 1
    return last if _ENDING_STOP.match(sentence.text[docs[last] + 1 : docs[last] + 30]) else None


def _link(sentence: Pattern, number: int, free: int) -> str | None:
    """What joins a document to the one before it in an enumeration, None if nothing does."""
    if number <= free:
        return None
    lead = _lead(sentence, number)
    link = _LINK.match(lead)
    rest = lead[link.end() :] if link else ""
    return link[0] if link and _MODIFIER.fullmatch(rest) and not _REFERENCE.search(rest) else None


def _lead(sentence: Pattern, number: int) -> str:
    """The text between a document and the one before it, at most the nearest 200 characters."""
    start = sentence.positions[number - 1] + 1 if number else 0
    return sentence.text[max(start, sentence.positions[number] - _NEAR) : sentence.positions[number]]


def _last_part(text: str, end: int) -> str:
    """What stands between the last comma before ``end`` and ``end``."""
    return re.split(rf"[，,；;：:{DOCUMENT}]", text[max(0, end - _NEAR) : end])[-1]


def _gives_way(before: str, tail: str) -> bool:
    """Whether a document that stands between these gives way where it differs from this text."""
    differs = _DIFFERS.search(tail)
    if not differs:
        differs = _DIFFERS_HERE.match(tail) if _OWN_AND.search(before) else None
    elif len(gap := tail[: differs.start()]) > 60 or _OTHER_SUBJECT.search(gap):
        return False
    return differs is not None and _PREVAILS.search(tail, differs.end(), differs.end() + 40) is not None


def _day_from(sentence: Pattern, position: int) -> date | None:
    """The day in 自2025年1月1日起，《X》废止; 起施行 would be the day of this text itself."""
    start = max(0, position - _NEAR)
    days = list(_LATER.finditer(sentence.text, start, position))
    return sentence.days[days[-1].start()] if days else None


def day_of_issue(sentence: Pattern, number: int) -> date | None:
    """The last day before a title on which somebody issued it."""
    _before, sign, behind = _lead(sentence, number).rpartition(DATE)
    if not sign or _NOT_OF_ISSUE.match(behind) or not _DAY_OF_ISSUE.fullmatch(behind):
        return None
    return sentence.days[sentence.positions[number] - len(behind) - 1]

"""What a policy is: title, 发文字号, issuer, dates, validity, place, each with how it was found.

What the format states (front matter, a record's keys) wins; then come labels, the places where GB/T 9704-2012 puts
things, the 题注 of laws, and last what a number's agency code or the file's name gives away. What is not found stays
None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from policymatch.model import Block, Document, PolicyId, PolicySummary, Status
from policymatch.policies.issuers import find_issuer, own_signature
from policymatch.policies.labels import Label, find_labels, topic_class, topic_words
from policymatch.policies.numbers import OwnNumbers, own_numbers
from policymatch.policies.place import find_place
from policymatch.policies.promulgation import Promulgation, find_promulgation
from policymatch.policies.signature import Signature, find_signatures, printed_on
from policymatch.policies.titles import find_titles
from policymatch.policies.validity import Effect, Term, find_effect, find_term, may_state_effect, may_state_term
from policymatch.text.dates import parse_date
from policymatch.text.docnumber import canonical
from policymatch.text.normalize import mend

_T = TypeVar("_T")
_Dates = Mapping[str, tuple[date | None, str]]
Identify = Callable[[str, str | None, date | None], PolicyId]
"""Makes a policy's id of its title, its number and its day of issue."""

_VERSION = re.compile(r"[（(](\d{4}-\d{2}-\d{2})[）)]")
_STATED = "文件元数据"
_SAY_IT_THEMSELVES = frozenset({"markdown", "text", "record"})
"""Formats whose keys are ours; elsewhere "title" is whatever a page or a word processor put there."""
_OWN = {
    "id", "title", "text", "doc_number", "issuer", "issued_on", "effective_on", "valid_until", "status", "source",
    "digest", "checked_on", "confidence", "level", "region",
}  # fmt: skip
_LEVELS = ("国家", "省", "市", "县")
_STATUSES = {status.value: status for status in Status}
_SIGNATURES = 12
_HEAD = 30
_ALONE = re.compile(r"[（(]?([0-9０-９〇零○一二三四五六七八九]{4}\s?年[^年]{1,12}日)[）)]?")
_NOTHING = (None, "")
_NO_LABEL = Label(("", ""))


@dataclass(slots=True)
class _Facts:
    """What is found, gathered: ``found`` says how, ``extra`` are our keys of the metadata."""

    found: dict[str, str] = field(default_factory=dict)
    extra: dict[str, object] = field(default_factory=dict)

    def take(self, name: str, *ways: tuple[_T | None, str]) -> _T | None:
        """The first way that leads to something."""
        for value, how in ways:
            if value is not None:
                self.found[name] = how
                return value
        return None

    def add(self, name: str, value: object, how: str = "") -> None:
        """Keep a fact that has no field of its own; what is empty is not kept."""
        if value:
            self.extra[name] = value
            if how:
                self.found[name] = how


def stated_keys(document: Document) -> Mapping[str, object]:
    """The keys of a document that mean what our fields mean; empty for formats whose keys are other people's."""
    return document.metadata if document.format in _SAY_IT_THEMSELVES else {}


def describe(document: Document, head: Sequence[Block], identify: Identify) -> PolicySummary:
    """Metadata of a document; ``head`` is what stands before the first clause."""
    stated = stated_keys(document)
    facts = _Facts()
    # One look at the whole text spares most documents many looks at each of its paragraphs.
    text = "\n".join([block.text for block in document.blocks])
    labels = find_labels(document, head)
    promulgation = find_promulgation(head)
    signatures = list(islice(find_signatures(document.blocks), _SIGNATURES)) if "日" in text else []
    signed_at = signatures[0].number if signatures else None
    titles = find_titles(document, head, labels, _text(stated.get("title")), signed_at)
    signature = own_signature(signatures, titles)
    if titles.found:
        facts.found["title"] = titles.found
    facts.add("wrapper_title", titles.wrapper)
    facts.add("inner_title", titles.inner)
    facts.add("drafts", titles.draft)
    numbered = "号" in text or "号" in document.name or labels
    own = own_numbers(head, labels, promulgation, document.name) if numbered else None
    doc_number = _doc_number(facts, stated, own)
    by = find_issuer(head, labels, titles, signature, promulgation, doc_number)
    issuer = facts.take("issuer", (_text(stated.get("issuer")), _STATED), (by.text, by.found) if by else _NOTHING)
    days = {key: (parse_date(label.value), label.found) for key, label in labels.items()}
    version = _version(document.name)
    issued_on = facts.take(
        "issued_on",
        (_day(stated.get("issued_on")), _STATED),
        days.get("issued_on", _NOTHING),
        _issued_on(head, promulgation, signature, version),
    )
    printed = printed_on(document.blocks) if "印发" in text else None
    if printed:
        facts.add("printed_on", printed[0].isoformat(), "版记")
    effect = None
    if may_state_effect(text):
        effect = find_effect(document.blocks, issued_on, printed[0] if printed else None, titles.inner_at)
    effective_on = facts.take(
        "effective_on",
        (_day(stated.get("effective_on")), _STATED),
        days.get("effective_on", _NOTHING),
        _effective_on(facts, effect, promulgation, issued_on, version),
    )
    # How long a later version of a text with a term runs, its own text does not say.
    starts_on = None if "first_effective_on" in facts.extra else effective_on
    term = find_term(document.blocks, effect, starts_on) if may_state_term(text) else None
    valid_until = _valid_until(facts, stated, days, term)
    if labels:
        _labelled(facts, document, labels, days)
    level, region = _place(facts, stated, issuer, titles.title, doc_number)
    return PolicySummary(
        id=identify(titles.title, doc_number, issued_on),
        title=titles.title,
        doc_number=doc_number,
        issuer=issuer,
        issued_on=issued_on,
        effective_on=effective_on,
        valid_until=valid_until,
        status=_status(stated),
        source=_text(stated.get("source")),
        digest=stated.get("digest") is True,
        checked_on=_day(stated.get("checked_on")),
        confidence=_text(stated.get("confidence")),
        metadata=facts.extra | {key: value for key, value in document.metadata.items() if key not in _OWN},
        level=level,
        region=region,
        found=facts.found,
    )


def _doc_number(facts: _Facts, stated: Mapping[str, object], own: OwnNumbers | None) -> str | None:
    text = _text(stated.get("doc_number"))
    if text or "doc_number" in stated:
        return facts.take("doc_number", (canonical(text) or text if text else None, _STATED))
    if own is None:
        return None
    facts.add("other_doc_numbers", list(own.numbers[1:]))
    return facts.take("doc_number", (own.numbers[0], own.found))


def _issued_on(
    head: Sequence[Block], promulgation: Promulgation, signature: Signature | None, version: date | None
) -> tuple[date | None, str]:
    """The day of the version: the last act the 题注 tells of, else the day of signing, else a date under the title."""
    told = promulgation.last() if promulgation.events else None
    # The head of a law may stop before its last amendment, which the file's name then still tells.
    if told and not (version and version > told):
        return told, "题注"
    if signature and not told:
        return signature.day, "落款"
    if version:
        return version, "文件名"
    for block in head[:_HEAD]:
        text = block.text.strip()
        if text.endswith(("：", ":", "。")):
            break
        alone = _ALONE.fullmatch(text)
        if alone and (day := parse_date(alone[1])):
            return day, "标题下日期"
    return _NOTHING


def _effective_on(
    facts: _Facts, effect: Effect | None, promulgation: Promulgation, issued_on: date | None, version: date | None
) -> tuple[date | None, str]:
    """The first day of this version.

    The 施行 clause of an amended law is that of its first version: a day before the amendment is not this version's,
    which holds from its amendment at the earliest; the original day is kept as ``first_effective_on``.
    """
    day, found = (effect.day, f"{effect.found}：{effect.text}") if effect else _NOTHING
    if not promulgation.events:  # most documents have no 题注
        return day, found
    told = promulgation.effective()
    if told and (day is None or not promulgation.amended()):
        day, found = told, "题注"
    told_last = promulgation.last()
    later = promulgation.amended() or bool(told_last and version and version > told_last)
    if not later or not issued_on or (effect is None and day is None):
        return day, found
    first = promulgation.first() if effect and effect.relative and not promulgation.revised() else day
    if first is None or first >= issued_on:
        return day, found
    facts.add("first_effective_on", first.isoformat())
    return issued_on, f"按本次修改的日期推定（原文自{first.isoformat()}起施行）"


def _valid_until(facts: _Facts, stated: Mapping[str, object], days: _Dates, term: Term | None) -> date | None:
    """The last day in force; a label 失效日期 is read as the last day, as the sites that use it do."""
    if term:
        facts.add("term", term.text, term.found)
    if "valid_until" in stated:
        return facts.take("valid_until", (_day(stated["valid_until"]), _STATED))
    return facts.take(
        "valid_until",
        days.get("valid_until", _NOTHING),
        (term.until, f"{term.found}：{term.text}") if term else _NOTHING,
    )


def _labelled(facts: _Facts, document: Document, labels: Mapping[str, Label], days: _Dates) -> None:
    """What only labels tell: 索引号, 主题, the day on which a page was published and by whom."""
    if label := labels.get("index_number"):
        facts.add("index_number", re.sub(r"\s", "", label.value), label.found)
    topics = topic_class(labels["topic_class"].value) if "topic_class" in labels else []
    topics += topic_words(labels["topic_words"].value) if "topic_words" in labels else []
    facts.add(
        "topics", list(dict.fromkeys(topics)), (labels.get("topic_class") or labels.get("topic_words", _NO_LABEL)).found
    )
    day, found = days.get("published_on", _NOTHING)
    if day and "published_on" not in document.metadata:
        facts.add("published_on", day.isoformat(), found)
    if "published_by" in labels and "published_by" not in document.metadata:
        facts.add("published_by", labels["published_by"].value, labels["published_by"].found)


def _place(
    facts: _Facts, stated: Mapping[str, object], issuer: str | None, title: str, doc_number: str | None
) -> tuple[str | None, str | None]:
    level, region = _text(stated.get("level")), _text(stated.get("region"))
    if level in _LEVELS or region:
        return (
            facts.take("level", (level if level in _LEVELS else None, _STATED)),
            facts.take("region", (region, _STATED)),
        )
    placed = find_place(issuer, title, doc_number)
    if placed is None:
        return None, None
    return facts.take("level", (placed.level, placed.found)), facts.take("region", (placed.region, placed.found))


def _version(name: str) -> date | None:
    match = _VERSION.search(name)
    return parse_date(match[1]) if match else None


def _status(stated: Mapping[str, object]) -> Status:
    return _STATUSES.get(str(stated.get("status")), Status.UNKNOWN)


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return parse_date(value) if isinstance(value, str) else None


def _text(value: object) -> str | None:
    return mend(value).strip() or None if isinstance(value, str) else None

"""Records that are an id, a title and the text of one article, read without making a document of them.

Collections of laws come as tens of thousands of these. What nearly all of them have in common, no sign of anything but
their own words, is found by a few looks at the text; a record for which that is in doubt goes the full way (readers.records,
parse), and tests/policies/test_bare.py holds the two ways equal.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, TypeGuard

from policymatch.model import Clause, Policy, PolicyId, PolicySummary
from policymatch.policies.articles import law_facts, may_say_something
from policymatch.policies.identity import title_key
from policymatch.policies.marks import titled_article
from policymatch.policies.relations import find_relations, may_end_others
from policymatch.policies.titles import NO_TITLE_ENDS
from policymatch.readers.secrecy import bears_mark
from policymatch.text.normalize import NEEDS_MENDING

_ODD = re.compile(rf"[\t\r{NEEDS_MENDING[1:-1]}]")
"""What the reader of records mends or takes for a line's end."""
_NUMERALS = re.compile(r"第[一二三四五六七八九十百千零〇]{1,9}条(?:之[一二三四五六七八九十]{1,3})?")
_NO_HEADING_ENDS = ("。", "；")
"""A short text that ends otherwise might be taken for a heading, which search does not find."""
_LARGEST = 2**63


class BareArticle(NamedTuple):
    """One article: its ``label`` 第九条 stands at the end of its title; ``law`` is what is known of every article of
    its law, and ``key`` the form in which its title is compared.
    """

    id: PolicyId
    title: str
    label: str
    text: str
    key: str
    law: PolicySummary

    def policy(self) -> Policy:
        """The policy that the record is."""
        summary = replace(
            self.law, id=self.id, title=self.title, metadata={**self.law.metadata}, found={**self.law.found}
        )
        return Policy(summary, (Clause(f"{self.id}#1", self.label, self.label, self.text),), ())


def bare_article(record: object) -> BareArticle | None:
    """The article that a record with the keys ``id``, ``title`` and ``text`` is; None where it may be something else."""
    if type(record) is not dict or len(record) != 3:
        return None
    title, text, policy_id = record.get("title"), record.get("text"), record.get("id")
    if type(title) is not str or type(text) is not str or not _is_plain_id(policy_id):
        return None
    at = title.rfind("第")
    label = title[at:]
    known = _law(title[:at]) if at > 0 and _is_article(label) else None
    if known is None or _ODD.search(text):
        return None
    text = _lines(text)
    if not text.endswith(_NO_HEADING_ENDS) or may_say_something(text) or _is_marked(text):
        return None
    key, law = known
    if may_end_others(text) and find_relations((Clause("", label, label, text),), replace(law, title=title)):
        return None
    return BareArticle(policy_id, title, label, text, key + label, law)


def _is_marked(text: str) -> bool:
    return "密" in text and bears_mark(text.split("\n"))


def _is_plain_id(policy_id: object) -> TypeGuard[PolicyId]:
    if type(policy_id) is int:
        return -_LARGEST <= policy_id < _LARGEST
    return type(policy_id) is str and policy_id.isascii() and policy_id != ""


@lru_cache(maxsize=4096)
def _is_article(label: str) -> bool:
    return _NUMERALS.fullmatch(label) is not None and titled_article(f"某法{label}") == label


@lru_cache(maxsize=4096)
def _law(name: str) -> tuple[str, PolicySummary] | None:
    """The form in which a law's title is compared, and what is known of its articles; None where these may differ."""
    # A line of a text ends with a sign that is not in the name, so none can be the title once more.
    if "密" in name or _ODD.search(name) or name != name.lstrip() or any(sign in name for sign in NO_TITLE_ENDS):
        return None
    key, law = title_key(f"{name}第一条"), law_facts(name)
    return (key.removesuffix("第一条"), law) if law is not None and key.endswith("第一条") else None


def _lines(text: str) -> str:
    """A text as the reader of records keeps it; empty where a line does not end as a sentence does."""
    if "\n" not in text:
        return text.strip()
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    return "\n".join(lines) if all(line.endswith(NO_TITLE_ENDS) for line in lines) else ""

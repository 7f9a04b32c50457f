"""Records that are one article of a law each: all but the title of such a record is said once for its law.

A collection of laws comes as tens of thousands of records, 民法典第五十四条 and its text, and few of these texts say
anything of themselves. What is known of the others follows from the law's name and the keys that a record states, so
it is found out once for each law. Whatever is doubtful goes the full way (metadata.describe), which gives the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from policymatch.model import Block, Document, PolicySummary
from policymatch.policies.identity import without_article
from policymatch.policies.labels import is_label, may_be_labelled
from policymatch.policies.metadata import Identify, describe
from policymatch.policies.titles import NO_TITLE_ENDS, clean_title, wrapped
from policymatch.policies.validity import has_effect_clause, states_term
from policymatch.text.dates import parse_date
from policymatch.text.normalize import mend

_LAWS = 4096
"""Laws that are remembered; the most that one takes is some kilobytes."""
_LONGEST = 200
"""Characters of a law's name, a stated key and its value; what is longer is nothing that articles share."""
_MOST_KEYS = 20
_LONG_TEXT = 10_000
"""Characters of a text beyond which asking it as a whole would spare nothing."""
_NUMBERED = re.compile(r"[0-9０-９一二三四五六七八九十百千零〇○]\s*号")
"""What a document's number ends with; 称号, 型号 and 字号 are none."""
_Stated = tuple[tuple[str, str | None], ...]


def describe_article(document: Document, identify: Identify) -> PolicySummary | None:
    """Metadata of a record that is an article and says nothing of itself; None for any other document."""
    title = document.metadata.get("title")
    if document.format != "record" or not isinstance(title, str) or document.name != title:
        return None
    law = without_article(title)
    if len(law) == len(title) or not says_nothing_of_itself(document.blocks):
        return None
    stated = _stated(document)
    known = _of_law(law, stated) if stated is not None else None
    if known is None:
        return None
    return PolicySummary(
        identify(title, known.doc_number, known.issued_on),
        title,
        known.doc_number,
        known.issuer,
        known.issued_on,
        known.effective_on,
        known.valid_until,
        known.status,
        known.source,
        known.digest,
        known.checked_on,
        known.confidence,
        {**known.metadata},
        known.level,
        known.region,
        {**known.found},
    )


def says_nothing_of_itself(blocks: Sequence[Block]) -> bool:
    """Whether a text bears no sign of a title, an issuer, a number or a day of its own.

    The signs are those without which the searches behind metadata.describe find nothing:

    - a title or a red head is a paragraph that does not end as a sentence does
    - a signature, a 题注, a date under the title and a 版记 hold a full date
    - a number has its 号 after a numeral; labels.may_be_labelled tells an entry of an index table, validity the clauses on 施行 and 有效期
    """
    for block in blocks:
        if not block.text.endswith(NO_TITLE_ENDS):
            return False
    return not may_say_something(blocks[0].text if len(blocks) == 1 else "\n".join([block.text for block in blocks]))


def may_say_something(text: str) -> bool:
    """Whether a text whose lines end as sentences do may bear a number, a day or a term of its own."""
    return (
        len(text) > _LONG_TEXT
        or ("号" in text and _NUMBERED.search(text) is not None)
        or may_be_labelled(text)
        or has_effect_clause(text)
        or states_term(text)
        # Few texts hold 年, 月 and 日 or what parts the figures of 2024-05-01, and a look for these takes the least.
        or (
            (("年" in text and "月" in text and "日" in text) or "-" in text or "." in text or "/" in text)
            and parse_date(text) is not None
        )
    )


def _stated(document: Document) -> _Stated | None:
    """What a record states beside its id and its title; None where that is not a few short texts."""
    if len(document.metadata) == 2 and "id" in document.metadata:
        return ()
    stated: list[tuple[str, str | None]] = []
    for key, value in document.metadata.items():
        if key in ("id", "title"):
            continue
        # 1, 1.0 and True would be one key of the cache.
        if len(key) <= _LONGEST and (value is None or (type(value) is str and len(value) <= _LONGEST)):
            stated.append((key, value))
        else:
            return None
    return tuple(stated) if len(stated) <= _MOST_KEYS else None


def law_facts(law: str) -> PolicySummary | None:
    """What is known of each article of a law, of which records state nothing but id, title and text; see ``_of_law``."""
    return _of_law(law, ())


@lru_cache(maxsize=_LAWS)
def _of_law(law: str, stated: _Stated) -> PolicySummary | None:
    """What is known of each article of a law that says nothing of itself; None where its number could change it."""
    title = f"{law}第一条"
    if (
        not law
        or len(law) > _LONGEST
        or "号" in law
        or any(map(str.isspace, law))
        or mend(law) != law
        or clean_title(title) != title
        or wrapped(title)
        or any(is_label(key) for key, _ in stated)
    ):
        return None
    article = Document(title, "record", (), {"title": title, **dict(stated)})
    return describe(article, (), lambda *_: "")

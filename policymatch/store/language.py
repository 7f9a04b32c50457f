"""The language of expressions, before any index is opened: a plain question must not wait for Whoosh to load."""

from __future__ import annotations

import re

from policymatch.text.docnumber import canonical, find_doc_numbers
from policymatch.text.normalize import mend

MOST_OUTSIDE = 8
"""Characters outside its quotes up to which a query with quotes is an expression."""

_FIELD = re.compile(r"(?<!\w)(title|issuer|doc_number|status|text):", re.IGNORECASE)
_OPERATOR = re.compile(r"(?<!\S)(?:AND|OR|NOT)(?!\S)")
_QUOTES = str.maketrans({"“": '"', "”": '"', "「": '"', "」": '"', "：": ":"})


def is_expression(query: str) -> bool:
    """Whether a query uses the language of expressions; a plain question does not.

    People put quotes into sentences too (餐饮店说“谢绝自带酒水”合法吗), so quotes alone make an expression only
    where little stands outside them.
    """
    text = query.translate(_QUOTES)
    if _FIELD.search(text) or _OPERATOR.search(text):
        return True
    return text.count('"') >= 2 and not _asks(text) and _outside(text) <= MOST_OUTSIDE


def _asks(text: str) -> bool:
    return text.rstrip().endswith(("？", "?", "吗", "呢"))


def _outside(text: str) -> int:
    """Characters outside quotes, white space aside."""
    return len("".join("".join(text.split('"')[::2]).split()))


def to_syntax(expression: str) -> str:
    """An expression as Whoosh reads it: plain quotes, and document numbers as phrases in canonical form.

    The brackets of a document number would mean something else to Whoosh.
    """
    parts = mend(expression).translate(_QUOTES).split('"')
    for at in range(0, len(parts), 2):
        parts[at] = _FIELD.sub(lambda field: field[0].lower(), parts[at])
        for number in reversed(list(find_doc_numbers(parts[at]))):
            parts[at] = f'{parts[at][: number.start]}"{number.text}"{parts[at][number.end :]}'
    for at in range(1, len(parts), 2):
        parts[at] = canonical(parts[at]) or parts[at]
    return '"'.join(parts)

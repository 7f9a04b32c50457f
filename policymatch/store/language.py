"""The language of expressions, before any index is opened: a plain question must not wait for Whoosh to load."""

from __future__ import annotations

import re

from policymatch.text.docnumber import canonical, find_doc_numbers
from policymatch.text.normalize import mend

_FIELD = re.compile(r"(?<!\w)(title|issuer|doc_number|status|text):", re.IGNORECASE)
_OPERATOR = re.compile(r"(?<!\S)(?:AND|OR|NOT)(?!\S)")
_QUOTES = str.maketrans({"“": '"', "”": '"', "「": '"', "」": '"', "：": ":"})


def is_expression(query: str) -> bool:
    """Whether a query uses the language of expressions; a plain question does not."""
    text = query.translate(_QUOTES)
    return text.count('"') >= 2 or bool(_FIELD.search(text) or _OPERATOR.search(text))


def to_syntax(expression: str) -> str:
    """An expression as Whoosh reads it: plain quotes, and document numbers as phrases in canonical form.

    The brackets of a document number would mean something else to Whoosh.
    """
    parts = mend(expression).translate(_QUOTES).split('"')
    for at in range(0, len(parts), 2):
        for number in reversed(list(find_doc_numbers(parts[at]))):
            parts[at] = f'{parts[at][: number.start]}"{number.text}"{parts[at][number.end :]}'
    for at in range(1, len(parts), 2):
        parts[at] = canonical(parts[at]) or parts[at]
    return '"'.join(parts)

"""Whether a query is an expression or a plain question."""

from __future__ import annotations

import re

from policymatch.store.fields import CHINESE_NAMES, PLAIN, is_slip
from policymatch.store.syntax import Field

MOST_OUTSIDE = 8
"""Characters outside its quotes up to which a query with quotes is an expression."""

_QUOTES = str.maketrans("「」『』", '""""')
_ENGLISH = re.compile(rf"(?<!\w)(?:{'|'.join(Field)}):", re.IGNORECASE)
_CHINESE = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(CHINESE_NAMES, key=len, reverse=True))}):")
_SLIP = re.compile(r"(?<!\w)([A-Za-z_]{4,12}):(?=[^\s/])")
_OPERATOR = re.compile(r'(?<![^\s()"])(?:AND|OR|NOT)(?![^\s()"])|&&|\|\|')
# Not in a text whose letters are spread: 关 于 甲 与 乙.
_APART = re.compile(r"\S\S\s+[与或非]\s+(?:\S\S|[\"(])|\S[\")]\s+[与或非]\s+\S")
_WITHOUT = re.compile(r'\S\s+-(?=[一-鿿"《(])')
_SENTENCE = re.compile(r"[。，；,;!]")


def is_expression(query: str) -> bool:
    """Whether a query uses the language of expressions; a plain question does not.

    A field, an operator in capitals and a name one letter off a field's make an expression of anything. What sentences
    have too counts only where nothing is asked: Chinese names with a colon, 与 或 非 between blanks, - before a word.
    People put quotes into sentences (餐饮店说“谢绝自带酒水”合法吗), so quotes alone make an expression only where little
    stands outside them.
    """
    text = query.translate(PLAIN).translate(_QUOTES)
    if _ENGLISH.search(text) or _OPERATOR.search(text) or any(is_slip(name) for name in _SLIP.findall(text)):
        return True
    if _asks(text):
        return False
    if _CHINESE.search(text):
        return True
    if not _SENTENCE.search(text) and (_APART.search(text) or _WITHOUT.search(text)):
        return True
    return text.count('"') >= 2 and _outside(text) <= MOST_OUTSIDE


def _asks(text: str) -> bool:
    return text.rstrip().endswith(("？", "?", "吗", "呢"))


def _outside(text: str) -> int:
    """Characters outside quotes, white space aside."""
    return len("".join("".join(text.split('"')[::2]).split()))

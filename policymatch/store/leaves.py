"""The leaves of an expression: a word, a phrase, a pattern or a period, as its field has it."""

from __future__ import annotations

import re
from collections.abc import Callable

from policymatch.store.fields import PLAIN, read_level, read_status
from policymatch.store.periods import PeriodError, read_period
from policymatch.store.syntax import DateRange, ExpressionError, Field, Node, Phrase, Wildcard, Word
from policymatch.text.docnumber import canonical

MOST_STARS = 8
"""* in one pattern; each makes matching slower."""

_YEAR = re.compile(r"[\[(（【﹝［〈〖]((?:19|20)[0-9?]{2})[\])）】﹞］〉〗]")
_PUNCTUATION = re.compile(r"[?？.。!！]+\Z")
_WEIGHT = re.compile(r"\^[0-9.]+\Z|(?<![0-9])~[0-9.]*\Z")
_SHOWN = 20
_OPERATORS = ("", "AND", "OR", "NOT", "与", "或", "非")

Span = tuple[int, int]


def read_leaf(text: str, within: Field | None, place: Span, *, quoted: bool = False) -> Node:
    """The leaf that stands at a place of the query, ``quoted`` if in quotes. Raises ExpressionError."""
    if within and within.is_date:
        return _period(text, within, place)
    if within in _READERS:
        value, known = _READERS[within](text)
        if value is None:
            raise ExpressionError(f"{within}: 没有“{_short(text)}”这一种", f"可写：{'、'.join(known)}", *place)
        return Word(value, within, *place)
    signs = text.translate(PLAIN)
    if within and within.takes_wildcards and ("*" in signs or ("?" in signs and not quoted)):
        return _pattern(text, within, place, quoted=quoted)
    if not _bare(text) and "*" not in signs and "?" not in signs:
        raise ExpressionError(f"“{_short(text)}”里没有可以查找的字", "写上汉字、字母或数字，或删去它", *place)
    if quoted:
        return Phrase(canonical(text) or text, within, *place)
    plain = _PUNCTUATION.sub("", text)
    return _word(text if plain in _OPERATORS else plain, within, place)


def _period(text: str, within: Field, place: Span) -> DateRange:
    try:
        return DateRange(within, *read_period(text.translate(PLAIN)), *place)
    except PeriodError as error:
        raise ExpressionError(error.message, error.hint, *place) from None


def _word(text: str, within: Field | None, place: Span) -> Word:
    if found := re.search(r"[*?]", text.translate(PLAIN)):
        where = f"{within}: 里" if within else "不写字段时"
        hint = f"通配符只用在 title:、issuer:、doc_number: 里，如 title:*{_bare(text)[:_SHOWN] or '条例'}*；查正文直接写词，不用补全"
        raise ExpressionError(f"{where}不能用通配符 {found[0]}", hint, *place)
    if _WEIGHT.search(text.translate(PLAIN)):
        raise ExpressionError("不支持权重（^2）和模糊查找（~2）", "删去词后面的符号和数字", *place)
    return Word(text, within, *place)


def _pattern(text: str, within: Field, place: Span, *, quoted: bool) -> Wildcard:
    signs = text.translate(PLAIN)
    if quoted:
        hint = f"去掉引号，写 {within}:{_short(''.join(signs.split()))}"
        raise ExpressionError("引号里的 * 不是通配符", hint, *place)
    if not _bare(text):
        raise ExpressionError(f"单独的 {_short(text)} 什么都能配上", f"至少写一个字，如 {within}:*条例", *place)
    if signs.count("*") > MOST_STARS:
        raise ExpressionError(f"一个词里的 * 超过 {MOST_STARS} 个", "只留需要的几个", *place)
    pattern = "".join(sign if sign in "*?" else kept for sign, kept in zip(signs, text, strict=True))
    if within is Field.DOC_NUMBER:
        pattern = _YEAR.sub(r"〔\1〕", pattern)
    return Wildcard(re.sub(r"\*+", "*", pattern), within, *place)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _bare(text: str) -> str:
    """A word without wildcards and punctuation."""
    return "".join(sign for sign in text if sign.isalnum())


_READERS: dict[Field | None, Callable[[str], tuple[str | None, tuple[str, ...]]]] = {
    Field.LEVEL: read_level,
    Field.STATUS: read_status,
}

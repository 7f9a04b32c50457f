"""What the beginning of a line says: 第三条, 一、, （二）, 1., （1）, ① and the other ways official texts number.

GB/T 9704-2012 orders the levels of a document as 一、 （一） 1. （1）; regulations are ordered in 编 章 节 条 款 项 目. A
shape alone can deceive (1.5亿元, 第九条第二款): what only the count can settle is marked as not ``sure``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from policymatch.text.numerals import chinese_number


class Style(IntEnum):
    """How a line is numbered; the value is the rank, the higher the deeper."""

    PART = 1
    SUBPART = 2
    CHAPTER = 3
    SECTION = 4
    ARTICLE = 5
    FIRST = 11
    """一、"""
    SECOND = 12
    """（一）"""
    THIRD = 13
    """1."""
    FOURTH = 14
    """（1）"""
    FIFTH = 15
    """1）"""
    CIRCLED = 16
    """①"""
    CAPITAL = 17
    """A."""
    SMALL = 18
    """a."""
    SERIES = 19
    """一是, 第一，"""

    @property
    def divides(self) -> bool:
        """Whether it is 编, 分编, 章 or 节."""
        return self < Style.ARTICLE


class Mark(NamedTuple):
    """A line's number: ``label`` in one spelling (（一）, 1.), ``sure`` when the shape alone proves it."""

    style: Style
    label: str
    number: int
    sure: bool = True
    bare: bool = False
    """Nothing follows the number in its line."""


_CN = "一二三四五六七八九十"
_NUMERAL = rf"[{_CN}百千零〇\d]"
# 第十条的规定, 第三条第二款, 第九条至第十一条 at the start of a line are references, not headings.
_ARTICLE = re.compile(rf"(第({_NUMERAL}{{1,9}})条(?:之{_NUMERAL}{{1,3}}+)?+)(?![的第至、，和及与或所中规])")
# 第十条规划…, 第二十条所有… in texts that lost the space: the count decides. A 款, a list or a range never is one.
_DOUBTFUL_ARTICLE = re.compile(
    rf"(第({_NUMERAL}{{1,9}})条(?:之{_NUMERAL}{{1,3}}+)?+)(?=[第和及与所中规])(?!第{_NUMERAL}{{1,9}}[条款项])"
)
_ARTICLE_TITLE = re.compile(rf"(第{_NUMERAL}{{1,9}}条(?:之{_NUMERAL}{{1,3}})?)$")
_DIVISION = re.compile(
    rf"第\s?({_NUMERAL}{{1,5}})\s?(编|分编|篇|部分|章|节)(?=([\s　])|$|(?![的第至、，和及与或所中规各]))"
)
_TIGHT_DIVISION = 25
"""Characters up to which 第一章总则, its space lost, is a heading and not a sentence."""
_FIRST = re.compile(rf"([{_CN}]{{1,3}})\s?(?:、(?![{_CN}]{{1,3}}[、级类层等批期线号产])|[．.](?![{_CN}\d]))")
_SERIES = re.compile(rf"([{_CN}]{{1,3}})是(?!否|不是)")
_ORDINAL = re.compile(rf"第([{_CN}]{{1,3}})[，,、：:](?![{_CN}第])")
# （一）项, （一）（二）, （一）至（三）, （二）和第… name other items.
_NO_REFERENCE = rf"(?!\s?[、，至和或及—-]?\s?[（(]\s?(?:[{_CN}]{{1,3}}|\d{{1,3}})\s?[）)]|[、至和或及]\s?第|项(?!目)|款(?!项)|目(?:规定|所|中|的规定))"
_SECOND = re.compile(rf"[（(]\s?([{_CN}]{{1,3}})\s?[）)]{_NO_REFERENCE}")
_FOURTH = re.compile(rf"[（(]\s?(\d{{1,3}})\s?[）)]{_NO_REFERENCE}")
_DIGITS = re.compile(r"(\d{1,3})\s?(?:([.．、])|[）)])")
_LETTER = re.compile(r"([A-Za-z])\s?[.．、)）](?!\d)")
_PUNCTUATION = re.compile("[。；，：;,:！？]")

_DIVISION_STYLES = {
    "编": Style.PART,
    "篇": Style.PART,
    "部分": Style.PART,
    "分编": Style.SUBPART,
    "章": Style.CHAPTER,
    "节": Style.SECTION,
}
# The circled and bracketed numbers Unicode has as single signs.
_SIGNS = {
    **{chr(0x2460 + n): (Style.CIRCLED, n + 1) for n in range(20)},
    **{chr(0x3251 + n): (Style.CIRCLED, n + 21) for n in range(15)},
    **{chr(0x2474 + n): (Style.FOURTH, n + 1) for n in range(20)},
    **{chr(0x2488 + n): (Style.THIRD, n + 1) for n in range(20)},
    **{chr(0x3220 + n): (Style.SECOND, n + 1) for n in range(10)},
}


def find_mark(text: str) -> Mark | None:
    """The number a line begins with; None for a running line, and for a reference where the shape shows it."""
    reader = _READERS.get(text[:1])
    return reader(text) if reader else None


def article_label(text: str) -> str | None:
    """第九条 for a paragraph that opens an article, None for any other, references included."""
    if text[:1] != "第":
        return None
    match = _ARTICLE.match(text)
    return match[1] if match else None


def titled_article(title: str) -> str:
    """第九条 for the title of a text that is one article (政府投资条例第九条), empty for any other."""
    match = _ARTICLE_TITLE.search(title)
    return match[1] if match else ""


@lru_cache(maxsize=4096)
def _value(numeral: str) -> int:
    return chinese_number(numeral) or 0


def _ordinal(text: str) -> Mark | None:
    """第一条, 第一章, 第一，"""
    if article := _ARTICLE.match(text):
        return Mark(Style.ARTICLE, article[1], _value(article[2]), bare=article.end() == len(text))
    if (division := _DIVISION.match(text)) and (division[3] or division.end() == len(text) or _is_short_heading(text)):
        label = re.sub(r"[\s　]", "", division[0])
        return Mark(_DIVISION_STYLES[division[2]], label, _value(division[1]), bare=division.end() == len(text))
    if article := _DOUBTFUL_ARTICLE.match(text):
        return Mark(Style.ARTICLE, article[1], _value(article[2]), sure=False)
    series = _ORDINAL.match(text)
    return Mark(Style.SERIES, series[0][:-1], _value(series[1])) if series else None


def _is_short_heading(text: str) -> bool:
    return len(text) <= _TIGHT_DIVISION and not _PUNCTUATION.search(text)


def _chinese(text: str) -> Mark | None:
    """一、 and 一是."""
    if first := _FIRST.match(text):
        return Mark(Style.FIRST, f"{first[1]}、", _value(first[1]), bare=first.end() == len(text))
    series = _SERIES.match(text)
    return Mark(Style.SERIES, series[0], _value(series[1])) if series else None


def _bracket(text: str) -> Mark | None:
    """（一） and （1）."""
    if second := _SECOND.match(text):
        return Mark(Style.SECOND, f"（{second[1]}）", _value(second[1]), bare=second.end() == len(text))
    fourth = _FOURTH.match(text)
    return Mark(Style.FOURTH, f"（{int(fourth[1])}）", int(fourth[1])) if fourth else None


def _digit(text: str) -> Mark | None:
    """1. and 1）; 1.5 is a number unless the count goes on, 2024. never is one."""
    match = _DIGITS.match(text)
    if match is None:
        return None
    number = int(match[1])
    if match[2] is None:
        return Mark(Style.FIFTH, f"{number}）", number)
    return Mark(Style.THIRD, f"{number}.", number, sure=not text[match.end() : match.end() + 1].isdigit())


def _letter(text: str) -> Mark | None:
    match = _LETTER.match(text)
    if match is None:
        return None
    style = Style.CAPITAL if match[1].isupper() else Style.SMALL
    return Mark(style, f"{match[1]}.", ord(match[1].upper()) - ord("A") + 1, sure=False)


def _sign(text: str) -> Mark | None:
    style, number = _SIGNS[text[0]]
    if text[1:2] in _SIGNS:
        return None
    label = {Style.SECOND: f"（{_CN[number - 1]}）" if number <= 10 else "", Style.THIRD: f"{number}."}.get(style)
    return Mark(style, label or (f"（{number}）" if style is Style.FOURTH else text[0]), number)


_READERS: dict[str, Callable[[str], Mark | None]] = {
    "第": _ordinal,
    **dict.fromkeys(_CN, _chinese),
    **dict.fromkeys("（(", _bracket),
    **dict.fromkeys("0123456789０１２３４５６７８９", _digit),
    **dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", _letter),
    **dict.fromkeys(_SIGNS, _sign),
}

"""Where a query may hold a slip: pieces it falls apart into that nobody would write so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policymatch.text.analysis import Analyzer
from policymatch.text.docnumber import find_doc_numbers
from policymatch.text.terms import customary
from policymatch.text.vocabulary import Vocabulary

_HAN = re.compile(r"[㐀-鿿]+")
_MOST_BROKEN = 16
"""Pieces looked at in one run: a query in which more is unknown is not a slip of the keyboard."""
_COMMON = 0.004
"""A character that stands alone in this share of the clauses is a word in its own right (由, 向)."""
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔"
    "康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文肖"
)
_GIVEN = frozenset(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂兰英华玉红梅志海燕春云龙文辉斌鹏飞宇浩凯建国晓俊峰波辰宏亮健林新振永庆东生德福荣贵珍珠凤莲琴琳琪瑶婷颖欣怡佳雪倩慧雅洁莹"
    "萍芬芝蓉薇菊香翠彩霖泽轩博睿嘉子梓涵一然晨曦阳旭光昌盛兴旺发祥瑞吉利成才良善义仁忠孝诚信智勤俭立正国栋柱梁松柏森宝根金银铁山川河江湖水清泉源远航飞翔卫民胜学思"
)
_CALLED = frozenset("小老阿")
_PERSON, _MAYBE_PERSON, _PLACE = 14.0, 6.0, 7.0
"""What more a repair must bring where a name may stand, natural logarithm as everywhere."""
_PLACES = frozenset("省市州县区旗乡镇村屯街")
_LONGEST_PLACE = 4


@dataclass(frozen=True, slots=True)
class Spots:
    """The broken pieces of a run, and the stretches of it where a name may stand."""

    broken: tuple[tuple[int, int], ...]
    names: tuple[tuple[int, int, float], ...]

    def touch(self, start: int, end: int) -> bool:
        """Whether a window takes in something of a broken piece."""
        return any(start < last and first < end for first, last in self.broken)

    def doubt(self, start: int, end: int) -> float:
        """What more a repair of a window must bring because the window may be a name or the end of one."""
        return max((doubt for first, last, doubt in self.names if first <= start and end <= last), default=0.0)


def suspects(query: str, vocabulary: Vocabulary) -> Iterator[tuple[int, str, Spots]]:
    """The runs of Han characters that hold something broken: where each begins, the run, and its spots."""
    kept = [(number.start, number.end) for number in find_doc_numbers(query)] if "号" in query else []
    pieces = _pieces(query, vocabulary.analyzer)
    for match in _HAN.finditer(query):
        if any(start < match.end() and match.start() < end for start, end in kept):
            continue
        own = [(at - match.start(), piece) for at, piece in pieces if match.start() <= at < match.end()]
        if own and own[0][0] == 0 and own[-1][0] + len(own[-1][1]) == len(match[0]):
            broken = _broken(own, vocabulary)
            if broken and len(broken) <= _MOST_BROKEN:
                yield match.start(), match[0], Spots(tuple(broken), tuple(_names(own, vocabulary)))


def _pieces(query: str, analyzer: Analyzer) -> list[tuple[int, str]]:
    found, at = [], 0
    for piece in analyzer.segmenter.cut(query):
        found.append((at, piece))
        at += len(piece)
    return found


def _broken(pieces: list[tuple[int, str]], vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Rare single characters, two single characters in a row, a character twice, words that the store does not know."""
    ignored = vocabulary.analyzer.lexicon.question_words
    found = set()
    for place, (at, piece) in enumerate(pieces):
        if piece in ignored:
            continue
        if len(piece) > 1:
            if piece in customary() or not (vocabulary.frequency(piece) or vocabulary.is_term(piece)):
                found.add((at, at + len(piece)))
            continue
        if vocabulary.frequency(piece) < _COMMON * vocabulary.clauses:
            found.add((at, at + 1))
        for _, other in pieces[max(0, place - 1) : place] + pieces[place + 1 : place + 2]:
            if (len(other) == 1 and other not in ignored) or piece in (other[0], other[-1]):
                found.add((at, at + 1))
    return sorted(found)


def _names(pieces: list[tuple[int, str]], vocabulary: Vocabulary) -> Iterator[tuple[int, int, float]]:
    """Stretches that a surname begins or that the word for a kind of place ends, made of nothing one knows."""

    ignored = vocabulary.analyzer.lexicon.question_words

    def strange(piece: str) -> bool:
        return len(piece) == 1 or not (vocabulary.frequency(piece) or vocabulary.is_term(piece))

    for place, (at, piece) in enumerate(pieces):
        if piece in _CALLED and place + 1 < len(pieces) and pieces[place + 1][1] in _SURNAMES:
            yield at, at + 2, _PERSON
        if len(piece) == 1 and piece in _SURNAMES and place + 1 < len(pieces) and len(pieces[place + 1][1]) <= 2:
            end, given = at + len(piece), ""
            for start, other in pieces[place + 1 : place + 3]:
                if start + len(other) - at > 3 or other in ignored or (given and not strange(other)):
                    break
                end, given = start + len(other), given + other
            yield at, end, _PERSON if given and _GIVEN.issuperset(given) else _MAYBE_PERSON
        if piece[-1] in _PLACES and place and strange(piece):
            start = at
            for before, other in reversed(pieces[max(0, place - 3) : place]):
                if at - before > _LONGEST_PLACE or not strange(other):
                    break
                start = before
            if at + len(piece) - start > 2:
                yield start, at + len(piece), _PLACE

"""From text to terms: the one analyser that indexing, searching and matching share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from policymatch.paths import cache_folder, corpus_folder
from policymatch.text.docnumber import DocNumber, canonical, find_doc_numbers
from policymatch.text.lexicon import Lexicon, lexicon_stamp, load_lexicon
from policymatch.text.normalize import fold
from policymatch.text.segment import DICTIONARY, Segmenter, make_segmenter

ANALYSIS_VERSION = 2
"""Raise it whenever the same text would give other terms."""

_LONGEST_PART = 8
"""Characters of the longest word that is looked for inside another: a run of letters can be of any length."""
_WORD = re.compile(r"\w")
_HAN_RUN = re.compile(r"[㐀-鿿]+")
_CODE = re.compile(r"[㐀-鿿]{2,}(?:〔|(?<=令)第)")
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?\s?(?:亿元|万元|元/亩|元|%|倍|亩|公里|平方米|立方米|吨/日)")


class Term(NamedTuple):
    """A term at a word position; sub-words stand at the position of their word."""

    text: str
    position: int
    start: int
    end: int


class Analyzer:
    """Cuts text with the domain lexicon on top of jieba's dictionary."""

    def __init__(self, lexicon: Lexicon, segmenter: Segmenter) -> None:
        self.lexicon = lexicon
        self.segmenter = segmenter

    def words(self, text: str) -> list[str]:
        """The words of a text for ranking, sub-words, document numbers and amounts included; a word a time it occurs."""
        folded = fold(text)
        words = [word for word in self.segmenter.cut_for_search(folded) if _WORD.match(word)]
        words.extend(_specials(folded))
        return words

    def question_words(self, text: str) -> list[str]:
        """The words of a question, without the words that say nothing of its subject."""
        stop = self.lexicon.question_words
        return list(dict.fromkeys(word for word in self.words(text) if word not in stop))

    def question_runs(self, text: str) -> list[str]:
        """The runs of a question between its function words; character bigrams must not reach across one."""
        runs = [""]
        for word in self.segmenter.cut(fold(text)):
            if word in self.lexicon.question_words or not _WORD.match(word):
                runs.append("")
            else:
                runs[-1] += word
        return [run for run in runs if run]

    def positions(self, text: str) -> Iterator[Term]:
        """Terms with word positions 0, 1, 2 …, as phrases need them.

        jieba's own Whoosh analyser puts character offsets where positions belong, so that "冷链物流" as a phrase
        finds nothing; here a long word's sub-words and a document number stand at the position of their first word.
        """
        folded = fold(text)
        numbers = list(find_doc_numbers(folded))
        position, offset, before, at = 0, 0, 0, 0
        for word in self.segmenter.cut(folded):
            start, offset = offset, offset + len(word)
            while at < len(numbers) and numbers[at].end <= start:
                at += 1
            for number in numbers[at : at + 2]:  # one may end and the next begin in one word
                yield from _number_at(number, position, start, offset, before)
            before = len(word)
            if _WORD.match(word):
                yield from self._inside(word, position, start)
                position += 1

    def phrase(self, text: str) -> Iterator[Term]:
        """The terms of a phrase or an expression's word: one a position, no sub-words; a document number is one term.

        Cut into words, 财建〔2024〕57号 would also be found in 黔财建〔2024〕57号, which is another document.
        """
        number = canonical(text)
        if number is not None:
            yield Term(number, 0, 0, len(text))
            return
        position, offset = 0, 0
        for word in self.segmenter.cut(fold(text)):
            start, offset = offset, offset + len(word)
            if _WORD.match(word):
                yield Term(word, position, start, offset)
                position += 1

    def _inside(self, word: str, position: int, start: int) -> Iterator[Term]:
        """A word and the dictionary words inside it."""
        seen = {word}
        yield Term(word, position, start, start + len(word))
        for size in range(2, min(_LONGEST_PART + 1, len(word))):
            for at in range(len(word) - size + 1):
                part = word[at : at + size]
                if part not in seen and self.segmenter.has_word(part):
                    seen.add(part)
                    yield Term(part, position, start + at, start + at + size)


def _number_at(number: DocNumber, position: int, start: int, end: int, before: int) -> Iterator[Term]:
    """The term of a document number that begins in the word from ``start`` to ``end``.

    In 违反发改投资规〔2025〕1728号 nothing shows where the agency's code begins, so after a word of two characters
    it may; after one it goes on: 黔发改投资规 is another agency.
    """
    if start <= number.start < end:
        yield Term(number.text, position, number.start, number.end)
    elif before > 1 and number.start < start < number.end and _CODE.match(number.text, start - number.start):
        yield Term(number.text[start - number.start :], position, start, number.end)


def _specials(folded: str) -> Iterator[str]:
    """Document numbers in canonical form and amounts, each as one term."""
    for number in find_doc_numbers(folded):
        yield number.text
    for match in _AMOUNT.finditer(folded):
        yield match[0].replace(",", "").replace(" ", "")


def han_runs(text: str) -> list[str]:
    """The runs of Han characters of a text, folded."""
    return _HAN_RUN.findall(fold(text))


def analysis_stamp() -> str:
    """Changes whenever the terms of a text could: with the code, the dictionary or the lexicon."""
    return f"analysis-{ANALYSIS_VERSION}/{DICTIONARY}/{lexicon_stamp(corpus_folder() / 'lexicon')}"


@lru_cache(maxsize=1)
def default_analyzer() -> Analyzer:
    """The analyser with the shipped lexicon; made once a process."""
    lexicon = load_lexicon(corpus_folder() / "lexicon")
    return Analyzer(lexicon, make_segmenter(lexicon.terms, cache_folder()))

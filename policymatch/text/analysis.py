"""From text to terms: the one analyser that indexing, searching and matching share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from policymatch.paths import cache_folder, corpus_folder
from policymatch.text.docnumber import find_doc_numbers
from policymatch.text.lexicon import Lexicon, lexicon_stamp, load_lexicon
from policymatch.text.normalize import fold
from policymatch.text.segment import DICTIONARY, Segmenter, make_segmenter

ANALYSIS_VERSION = 3
"""Raise it whenever the same text would give other terms."""

_WORD = re.compile(r"\w")
_HAN_RUN = re.compile(r"[㐀-鿿]+")
_CODE = re.compile(r"[㐀-鿿]{2,}(?:〔|(?<=令)第)")
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?\s?(?:亿元|万元|元/亩|元|%|倍|亩|公里|平方米|立方米|吨/日)")


class Analyzer:
    """Cuts text with the domain lexicon on top of jieba's dictionary."""

    def __init__(self, lexicon: Lexicon, segmenter: Segmenter) -> None:
        self.lexicon = lexicon
        self.segmenter = segmenter

    def words(self, text: str) -> list[str]:
        """The words of a text for ranking, sub-words, document numbers and amounts included; a word a time it occurs."""
        folded = fold(text)
        words = [word for word in self.segmenter.cut_for_search(folded) if _WORD.match(word)]
        words.extend(self.special_terms(folded))
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

    def special_terms(self, folded: str) -> Iterator[str]:
        """Document numbers in canonical form and amounts, each as one term.

        In 违反发改投资规〔2025〕1728号 nothing shows where the agency's code begins, so a number counts from each word in
        it on that follows one of two characters or more; after one of one the code goes on: 黔发改投资规 is another
        agency.
        """
        if "号" in folded:  # most texts have none, and looking for a number is dear
            for number in find_doc_numbers(folded):
                yield number.text
                offset, before = 0, 0
                for word in self.segmenter.cut(number.text):
                    if before > 1 and _CODE.match(number.text, offset):
                        yield number.text[offset:]
                    offset, before = offset + len(word), len(word)
        for match in _AMOUNT.finditer(folded):
            yield match[0].replace(",", "").replace(" ", "")


def is_word(word: str) -> bool:
    """Whether a piece of text is a word and not punctuation."""
    return _WORD.match(word) is not None


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

"""From text to terms: the one analyser that indexing, searching and matching share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from policymatch.errors import CatalogueError
from policymatch.paths import cache_folder, corpus_folder, shown, user_lexicon
from policymatch.text.docnumber import find_doc_numbers
from policymatch.text.lexicon import Lexicon, load_lexicon
from policymatch.text.lexicon_cache import read_cache, source_key, write_cache
from policymatch.text.normalize import fold
from policymatch.text.segment import DICTIONARY, Segmenter, make_segmenter

ANALYSIS_VERSION = 4
"""Raise it whenever the same text would give other terms."""

_LONGEST_PART = 8
"""Characters of the longest word that is looked for inside another: a run of letters can be of any length."""
_LONGEST_WORD = 20
"""Characters of the longest word of a lexicon or of jieba's dictionary."""
LONGEST_PHRASE = 6
"""Words of the longest phrase of a question that is looked up as a whole, like 我想问一下."""
LONGEST_SAID = 12
"""Characters of the longest phrase that leads to other words."""
MOST_MEANT, MOST_ASKED = 12, 6
"""Words that a question leads to by synonyms and bridges, those of its longest phrases first, and by intents."""
_WORD = re.compile(r"\w")
_HAN_RUN = re.compile(r"[㐀-鿿]+")
_CODE = re.compile(r"[㐀-鿿]{2,}(?:〔|(?<=令)第)")
_LETTERS = re.compile(r"[a-z0-9]{2,}")
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?\s?(?:亿元|万元|元/亩|元|%|倍|亩|公里|平方米|立方米|吨/日)")


class Question(NamedTuple):
    """A question taken apart, without function words: the words it says, and the runs of text between those."""

    words: list[str]
    runs: list[str]
    phrases: list[str]
    """What of it leads to other words: words, and phrases of several."""
    meant: list[str]
    """The words it leads to by bridges, without those it says."""
    alike: list[str]
    """The words it leads to by synonyms, without all these."""
    asked: list[str]
    """The words under which policies have what it asks for, without all these."""


class Phrases:
    """Phrases of several words, which need not be words of the dictionary."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._known = set(phrases)
        self._beginnings = {phrase[:end] for phrase in self._known for end in range(1, len(phrase) + 1)}

    def longest(self, words: Sequence[str], at: int) -> int:
        """Of how many of the words from ``at`` on the longest phrase there consists; 0 where there is none."""
        found, phrase = 0, ""
        for count, word in enumerate(words[at : at + LONGEST_PHRASE], 1):
            phrase += word
            if phrase not in self._beginnings:
                break
            if phrase in self._known:
                found = count
        return found


class Analyzer:
    """Cuts text with the domain lexicon on top of jieba's dictionary."""

    def __init__(self, lexicon: Lexicon, segmenter: Segmenter) -> None:
        self.lexicon = lexicon
        self.segmenter = segmenter
        self._functional = Phrases(lexicon.question_words)
        self._intents = Phrases(lexicon.intents)
        # Where nothing that leads anywhere begins, no phrase need be cut out: most places of a question.
        self._openings = {phrase[:2] for leading in (lexicon.bridges, lexicon.synonyms) for phrase in leading}

    def words(self, text: str) -> list[str]:
        """The words of a text for ranking, sub-words, document numbers and amounts included; a word a time it occurs."""
        folded = fold(text)
        return [*self._words(folded), *self._special_terms(folded)]

    def question_words(self, text: str) -> list[str]:
        """The words of a question, without the words that say nothing of its subject."""
        folded = fold(text)
        return self._said(folded, self._runs(self.segmenter.cut(folded)))

    def question_runs(self, text: str) -> list[str]:
        """The runs of a question between its function words; character bigrams must not reach across one."""
        return self._runs(self.segmenter.cut(fold(text)))

    def _said(self, folded: str, runs: list[str]) -> list[str]:
        stop = self.lexicon.question_words
        words = [word for run in runs for word in self._words(run) if word not in stop]
        return list(dict.fromkeys([*words, *self._special_terms(folded)]))

    def question(self, text: str) -> Question:
        """A question taken apart: what it says and what it leads to."""
        folded = fold(text)
        cut = self.segmenter.cut(folded)
        runs = self._runs(cut)
        said = self._said(folded, runs)
        found = dict.fromkeys([*said, *self._phrases(folded, cut)])
        leading = [phrase for phrase in found if self.lexicon.leads(phrase)]
        inner = {phrase for phrase in leading for other in leading if phrase in other and phrase != other}
        phrases = sorted((phrase for phrase in found if phrase not in inner), key=len, reverse=True)
        held = dict.fromkeys(said)
        meant = self._led_to(self.lexicon.bridged(phrases), held, MOST_MEANT)
        alike = self._led_to(self.lexicon.alike(phrases), held, MOST_MEANT - len(meant))
        asking = list(self._asking(cut))
        asked = self._led_to((word for phrase in asking for word in self.lexicon.intents[phrase]), held, MOST_ASKED)
        leading = [phrase for phrase in leading if phrase not in inner]
        return Question(said, runs, [*leading, *asking], meant, alike, asked)

    @staticmethod
    def _led_to(words: Iterable[str], held: dict[str, None], most: int) -> list[str]:
        """Some of the words that a question does not hold yet, which it then holds."""
        found = [word for word in dict.fromkeys(words) if word not in held][:most]
        held.update(dict.fromkeys(found))
        return found

    def _phrases(self, folded: str, words: list[str]) -> Iterator[str]:
        """What stands in a question and leads to other words: between the edges of words, or from one edge on where it
        has three characters and more, for the dictionary knows little of what people say (土墙裂 in 土墙/裂了).
        """
        edges = {0, *accumulate(map(len, words))}
        synonyms, bridges = self.lexicon.synonyms, self.lexicon.bridges
        for at in range(len(folded)):
            if folded[at : at + 2] not in self._openings:
                continue
            begins = at in edges
            for end in range(at + 2, min(at + LONGEST_SAID, len(folded)) + 1):
                phrase = folded[at:end]
                if (phrase in bridges or phrase in synonyms) and begins + (end in edges) + (end - at > 2) > 1:
                    yield phrase

    def _asking(self, words: list[str]) -> Iterator[str]:
        """The words and phrases by which a question asks for something, the longest at each place.

        Function words count here: 多少 asks for an amount. 能不能 is one of them and does not hold the 不能 of a ban.
        """
        at = 0
        while at < len(words):
            count = self._intents.longest(words, at)
            if count:
                yield "".join(words[at : at + count])
            at += count or self._functional.longest(words, at) or 1

    def _words(self, folded: str) -> list[str]:
        """Words and sub-words. jieba's search mode has those of two and three characters; here the longer ones follow,
        so that 特别国债 is found in 超长期特别国债.
        """
        words = [word for word in self.segmenter.cut_for_search(folded) if _WORD.match(word)]
        return words + [part for word in words if len(word) > 2 for part in self._long_parts(word)]

    def parts(self, word: str) -> list[str]:
        """The words inside a word, as ``words`` gives them beside it: what jieba's search mode adds, and the longer ones."""
        if len(word) < 3:
            return []
        sizes = (2, 3) if len(word) > 3 else (2,)
        found = [word[at : at + size] for size in sizes for at in range(len(word) - size + 1)]
        inside = [part for part in found if _WORD.match(part) and self.segmenter.has_word(part)]
        longer = [part for part in (*inside, word) if len(part) > 2 and _WORD.match(part)]
        return inside + [inner for part in longer for inner in self._long_parts(part)]

    def _long_parts(self, word: str) -> Iterator[str]:
        """The dictionary words of four characters and more inside a longer word, and the letters in a mixed one (EPC总承包)."""
        if not 2 < len(word) <= _LONGEST_WORD:
            return
        if not word.isascii():
            yield from (letters[0] for letters in _LETTERS.finditer(word))
        for size in range(4, min(_LONGEST_PART + 1, len(word))):
            for at in range(len(word) - size + 1):
                if self.segmenter.has_word(word[at : at + size]):
                    yield word[at : at + size]

    def _runs(self, words: list[str]) -> list[str]:
        runs = [""]
        at = 0
        while at < len(words):
            # 能不能 is cut into 能 and 不能; as a phrase it is dropped without changing how texts are cut.
            skipped = self._functional.longest(words, at) or int(not _WORD.match(words[at]))
            if skipped:
                runs.append("")
            else:
                runs[-1] += words[at]
            at += skipped or 1
        return [run for run in runs if run]

    def _special_terms(self, folded: str) -> Iterator[str]:
        """Document numbers and amounts, each as one term."""
        yield from self.number_terms(folded)
        yield from (term for _, term in amount_terms(folded))

    def number_terms(self, folded: str) -> Iterator[str]:
        """Document numbers in canonical form.

        In 违反发改投资规〔2025〕1728号 nothing shows where the agency's code begins, so a number counts from each word in
        it on that follows one of two characters or more; after one of one the code goes on: 黔发改投资规 is another
        agency.
        """
        for number in find_doc_numbers(folded):
            yield number.text
            offset, before = 0, 0
            for word in self.segmenter.cut(number.text):
                if before > 1 and _CODE.match(number.text, offset):
                    yield number.text[offset:]
                offset, before = offset + len(word), len(word)


def amount_terms(folded: str) -> Iterator[tuple[int, str]]:
    """Amounts of a text, each as one term, with where it begins."""
    for match in _AMOUNT.finditer(folded):
        yield match.start(), match[0].replace(",", "").replace(" ", "")


def is_word(word: str) -> bool:
    """Whether a piece of text is a word and not punctuation."""
    return _WORD.match(word) is not None


def han_runs(text: str) -> list[str]:
    """The runs of Han characters of a text, folded."""
    return _HAN_RUN.findall(fold(text))


def analysis_stamp() -> str:
    """Changes whenever the terms of a text could: with the code, the dictionary or the terms of the lexicon."""
    return f"analysis-{ANALYSIS_VERSION}/{DICTIONARY}/{default_lexicon().stamp}"


def default_lexicon() -> Lexicon:
    """The shipped lexicon with the user's own on top; the same one as long as the process lives.

    Raises CatalogueError where a file of the user's is wrong or the folder that was named is not there.
    """
    return _lexicon(corpus_folder() / "lexicon", user_lexicon())[0]


@lru_cache(maxsize=4)
def _lexicon(shipped: Path, user: Path | None) -> tuple[Lexicon, str]:
    """The lexicon and the key under which it is kept."""
    if user is not None and not user.is_dir():
        raise CatalogueError("没有这个词表文件夹", Path(shown(user)), 1, "检查环境变量 POLICYMATCH_LEXICON，或去掉它")
    key = source_key(shipped, *([user] if user else []))
    return read_cache(cache_folder(), key) or load_lexicon(shipped, user), key


@lru_cache(maxsize=1)
def default_analyzer() -> Analyzer:
    """The analyser with the default lexicon; made once a process. Raises CatalogueError like ``default_lexicon``."""
    lexicon, key = _lexicon(corpus_folder() / "lexicon", user_lexicon())
    segmenter = make_segmenter(lexicon.frequencies or lexicon.terms, cache_folder())
    if not lexicon.frequencies:
        lexicon = replace(lexicon, frequencies=segmenter.added)
        write_cache(cache_folder(), key, lexicon)
    return Analyzer(lexicon, segmenter)

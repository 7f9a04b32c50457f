"""Many texts cut at once: the same terms as ``Analyzer`` gives text by text, several times as fast.

A few thousand texts are joined and cut in one call; what is decided word by word there is decided once for each
different word here. tests/text/test_bulk.py holds the two equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, count, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from policymatch.text.analysis import Analyzer, amount_terms, is_word
from policymatch.text.normalize import fold

_SEPARATOR = "\0"
"""Stands between texts; folding takes it out of every text, and no word holds it."""

# Signs that folding leaves alone or makes into others which cut words in the same places. A comma between digits is
# not among them: １，０００ and 1，000 become one number.
_PLAIN_SIGNS = "\n，。、；：？！（）《》〈〉“”‘’【】〔〕「」『』—·"
_FIRST_HAN, _LAST_HAN = 0x3400, 0x9FFF


class Occurrences(NamedTuple):
    """Every occurrence of a term: which term, and in which text; both int64, in the order of reading."""

    terms: NDArray[np.int64]
    texts: NDArray[np.int64]


def folded_for_cutting(texts: Sequence[str]) -> list[str]:
    """Texts in which the same words and numbers are found as in ``fold`` of each; most need next to nothing."""
    joined = _SEPARATOR.join(texts)
    folded = joined.lower().split(_SEPARATOR)
    if len(folded) != len(texts):  # a text that holds the separator, which folding takes out
        return [fold(text) for text in texts]
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    odd = ~_plain_codes()[np.minimum(codes, 0xFFFF)] | (codes > 0xFFFF)
    digits = (codes >= ord("0")) & (codes <= ord("9"))
    odd[1:-1] |= (codes[1:-1] == ord("，")) & digits[:-2] & digits[2:]
    for at in np.unique(np.cumsum(codes == 0)[odd]).tolist():
        folded[at] = fold(texts[at])
    return folded


@cache
def _plain_codes() -> NDArray[np.bool_]:
    table = np.zeros(0x10000, bool)
    table[0x3400:0xA000] = True
    table[0x20:0x7F] = True
    table[[0, *map(ord, _PLAIN_SIGNS)]] = True
    return table


class Vocabulary:
    """Words numbered in the order in which they were first met."""

    def __init__(self) -> None:
        self.numbers: defaultdict[str, int] = defaultdict(count().__next__)
        self._wanted = bytearray()
        self._parts = np.zeros(0, np.int64)
        self._starts = np.zeros(1, np.int64)

    def words(self) -> list[str]:
        """All words, in the order of their numbers."""
        return list(self.numbers)

    def parts(self, numbers: NDArray[np.int64], analyzer: Analyzer) -> Occurrences:
        """The words inside words: their numbers, and where among ``numbers`` the word stands that holds each."""
        while len(self._starts) <= len(self.numbers):  # a part may be a new word, and may stand in a text by itself
            fresh = list(islice(self.numbers, len(self._starts) - 1, None))
            inside = [[self.numbers[part] for part in analyzer.parts(word)] for word in fresh]
            counts = np.fromiter(map(len, inside), np.int64, len(inside))
            self._parts = np.concatenate(
                [self._parts, np.fromiter(chain.from_iterable(inside), np.int64, counts.sum())]
            )
            self._starts = np.concatenate([self._starts, self._starts[-1] + np.cumsum(counts)])
        many = np.diff(self._starts)[numbers]
        places = np.flatnonzero(many)
        many = many[places]
        return Occurrences(self._parts[stretches(self._starts[numbers[places]], many)], np.repeat(places, many))

    def wanted(self) -> NDArray[np.bool_]:
        """For each number whether it is a word and not punctuation; that is asked once for each."""
        for word in islice(self.numbers, len(self._wanted), None):
            self._wanted.append(is_word(word))
        return np.frombuffer(self._wanted, bool)


def cut_words(folded: Sequence[str], analyzer: Analyzer, vocabulary: Vocabulary) -> Occurrences:
    """The words of texts that are folded for cutting, sub-words, document numbers and amounts included."""
    joined = _SEPARATOR.join(folded)
    # Not cut_for_search: what is inside a word is looked for once a word, not once a place.
    words = analyzer.segmenter.cut(joined)
    numbers = np.fromiter(map(vocabulary.numbers.__getitem__, words), np.int64, len(words))
    separator = vocabulary.numbers[_SEPARATOR]
    ends = numbers == separator
    texts = np.cumsum(ends)
    parts = vocabulary.parts(numbers, analyzer)
    wanted = vocabulary.wanted()[numbers]
    of_numbers = [
        (vocabulary.numbers[term], at)
        for at, text in enumerate(folded)
        if "号" in text
        for term in analyzer.number_terms(text)
    ]
    amounts = [(vocabulary.numbers[term], at) for at, term in amount_terms(joined)]
    bounds = np.cumsum([len(text) + 1 for text in folded])
    special = np.array([*of_numbers, *amounts], np.int64).reshape(-1, 2)
    special[len(of_numbers) :, 1] = np.searchsorted(bounds, special[len(of_numbers) :, 1], side="right")
    return Occurrences(
        np.concatenate([numbers[wanted], parts.terms, special[:, 0]]),
        np.concatenate([texts[wanted], texts[parts.texts], special[:, 1]]),
    )


def stretches(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of stretches that begin at ``starts``, one stretch after the other."""
    ends = np.cumsum(lengths)
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(int(lengths.sum()))


class Characters(NamedTuple):
    """Joined texts as code points, with the text each belongs to and whether it is a Han character."""

    codes: NDArray[np.uint32]
    texts: NDArray[np.int64]
    han: NDArray[np.bool_]


def characters(folded: Iterable[str]) -> Characters:
    """The characters of texts, one after the other."""
    codes = np.frombuffer(_SEPARATOR.join(folded).encode("utf-32-le"), dtype=np.uint32)
    return Characters(codes, np.cumsum(codes == 0), (codes >= _FIRST_HAN) & (codes <= _LAST_HAN))


def pairs(chars: Characters) -> Occurrences:
    """All pairs of neighbouring Han characters, each as one number (``pair``)."""
    both = chars.han[:-1] & chars.han[1:]
    codes = chars.codes.astype(np.int64)
    return Occurrences((codes[:-1][both] << 16) | codes[1:][both], chars.texts[:-1][both])


def pair(first: str, second: str) -> int:
    """The number of a pair of Han characters."""
    return ord(first) << 16 | ord(second)

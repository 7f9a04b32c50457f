"""Did you mean: when to wonder whether a question was mistyped, and which repairs to show. Nothing is ever rewritten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from policymatch.store.segment import pair_term, word_term
from policymatch.text.analysis import default_analyzer, is_word
from policymatch.text.normalize import fold

if TYPE_CHECKING:
    from policymatch.store.matrix import Matrix
    from policymatch.text.slips import Suggestion

FEW = 5
"""Hits up to which even an unsure repair is shown, and best hits that should hold every word of the question."""
SURE, UNSURE = 0.5, 0.3
_LATIN = re.compile(r"[A-Za-zÜü]{2}")


def suggestions(question: str, matrix: Matrix, total: int, best: Callable[[], Iterable[str]]) -> Sequence[Suggestion]:
    """What a question was probably meant to be, the likeliest first; ``best`` gives the texts of the best hits.

    Asked only where something speaks for a slip: few hits, Latin letters, or a word that is rare in the store, or a
    single character, and that the best hits lack. A repair that is not sure is shown only where there is next to
    nothing else to show: few hits, or none of what was typed.
    """

    def frequency(word: str) -> int:
        return int(matrix.frequencies(np.array([word_term(word)], np.int64))[0])

    if not (total <= FEW or _LATIN.search(question) or _lack_a_word(question, frequency, best)):
        return []
    from policymatch.text.slips import suggest

    def side_by_side(pair: str) -> int:
        return int(matrix.frequencies(np.array([pair_term(*pair)], np.int64))[0])

    def least(suggestion: Suggestion) -> float:
        typed = (question[change.start : change.end] for change in suggestion.changes)
        return UNSURE if total <= FEW or not any(frequency(fold(stretch)) for stretch in typed) else SURE

    found = suggest(question, default_analyzer(), frequency, None, side_by_side)
    return [suggestion for suggestion in found if suggestion.confidence >= least(suggestion)]


def _lack_a_word(question: str, frequency: Callable[[str], int], best: Callable[[], Iterable[str]]) -> bool:
    analyzer = default_analyzer()
    words = [word for run in analyzer.question_runs(question) for word in analyzer.segmenter.cut(run)]
    odd = [word for word in words if is_word(word) and (len(word) == 1 or frequency(word) <= FEW)]
    if not odd:
        return False
    text = fold("\n".join(best()))
    return any(word not in text for word in odd)

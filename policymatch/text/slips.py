"""Did you mean: the query as it was meant, when characters were mistaken for others of like sound or shape.

A slip breaks a word: 高标淮农田 falls apart into 高标, 淮 and 农田, of which the store knows little. So only around such
pieces are repairs tried, and a repair is offered only when it makes the whole run of characters much likelier, as words
of the store and the lexicon, than what was typed. Rare words, names and numbers fall apart too; what the dictionary
knows as a word is therefore left alone, and of what it does not know only that is touched which is near something common.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import exp

from policymatch.text.analysis import Analyzer
from policymatch.text.repairs import Repair, Repairer
from policymatch.text.romanised import LATIN, read_pinyin
from policymatch.text.spots import suspects
from policymatch.text.vocabulary import Vocabulary

_LONGEST_QUERY = 200
_MOST_ALTERNATIVES = 3
_HALVES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Change:
    """One place of the query: what stands from ``start`` to ``end`` was meant to be ``text``; ``how`` it went wrong."""

    start: int
    end: int
    text: str
    how: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The whole query as it was probably meant, what was changed in it, and how sure that is (0 to 1)."""

    text: str
    changes: tuple[Change, ...]
    confidence: float


def suggest(
    query: str,
    analyzer: Analyzer,
    frequency: Callable[[str], int],
    words: Callable[[], Iterable[str]] | None = None,
    pairs: Callable[[str], int] | None = None,
) -> list[Suggestion]:
    """What was meant by a query that holds slips, the likeliest first; nothing for one that holds none.

    ``frequency`` says in how many clauses of the store a word stands; it must be cheap, for hundreds of words may be
    asked about. ``words`` gives the words of the store and is asked only for pinyin typed in Latin letters.
    ``pairs`` says in how many clauses two characters stand side by side: it keeps words that are in no dictionary but
    in the store, such as 质权, from being called wrong.
    """
    if len(query) > _LONGEST_QUERY:
        return []
    query = _HALVES.sub("\ufffd", query)  # one for one; a terminal's bytes that are no UTF-8 arrive as these
    vocabulary = Vocabulary(analyzer, frequency, pairs)
    readings = read_pinyin(query, vocabulary, words) if LATIN.search(query) else []
    if readings:
        return [_suggestion(query, reading) for reading in readings]
    best: list[Repair] = []
    others: list[Repair] = []
    for start, run, spots in suspects(query, vocabulary):
        chosen, alternatives = Repairer(vocabulary, run, spots).repair()
        best.extend(repair.moved(start) for repair in chosen)
        others.extend(repair.moved(start) for repair in alternatives)
    if not best:
        return []
    found = [_suggestion(query, best)]
    for other in sorted(others, key=lambda repair: -repair.gain)[:_MOST_ALTERNATIVES]:
        rest = [repair for repair in best if repair.end <= other.start or other.end <= repair.start]
        found.append(_suggestion(query, sorted([*rest, other], key=lambda repair: repair.start)))
    once: dict[str, Suggestion] = {}
    for suggestion in found:
        once.setdefault(suggestion.text, suggestion)
    return list(once.values())


def _suggestion(query: str, repairs: list[Repair]) -> Suggestion:
    text, at = "", 0
    for repair in repairs:
        text += query[at : repair.start] + repair.word
        at = repair.end
    changes = tuple(Change(repair.start, repair.end, repair.word, repair.how) for repair in repairs)
    surest = min(repair.gain for repair in repairs)
    return Suggestion(text + query[at:], changes, round(1 - exp(-surest / 4), 2))

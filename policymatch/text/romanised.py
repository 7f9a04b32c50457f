"""Pinyin typed in Latin letters: gaobiaozhun nongtian is 高标准农田, zxz perhaps 专项债.

Letters are read as pinyin only where the store knows no such word (PPP, REITs, EPC are words), where they divide into
syllables without rest, and where words of the lexicon or the store are read so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from policymatch.text.repairs import Repair
from policymatch.text.sounds import SAME, Sounds, sounds
from policymatch.text.vocabulary import Vocabulary

LATIN = re.compile(r"[A-Za-zÜü]{2}")
_STRETCH = re.compile(r"(?<![0-9A-Za-zÜü])[A-Za-zÜü]{1,40}(?:['’ ]{1,2}[A-Za-zÜü]{1,40}){0,11}(?![0-9A-Za-zÜü:：])")
"""Latin words in a row; what stands before a colon names a field, what touches a figure is a code."""
_LONGEST_STRETCH = 60
_LONGEST_WORD = 12
_MOST_DIVISIONS = 6
_MOST_READINGS = 3
_FEWEST_INITIALS = 3
_LONG = 6
_OPERATOR = re.compile(r"\b(?:AND|OR|NOT)\b")
_SURE = 8.0
_NEARLY = 2.0
_EXACT_FIRST = 3.0
"""Sounds that must have been mixed up count so much more for the order of readings than for their confidence."""
_UNREAD = 11.0
"""What a word of pinyin may cost and still be believed: the store has it in some clauses, or the lexicon has it."""
_SHORT_UNREAD = 9.5


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A reading: its text, what it costs, and how much of that is for sounds mixed up."""

    text: str = ""
    cost: float = 0.0
    slips: float = 0.0


def read_pinyin(query: str, vocabulary: Vocabulary, words: Callable[[], Iterable[str]] | None) -> list[list[Repair]]:
    """The readings of the Latin letters of a query, the likeliest first; each is the repairs of the whole query."""
    stretches = [(at, letters) for at, letters in _stretches(query) if _may_be_pinyin(letters, vocabulary)]
    if not stretches:
        return []
    by_first: dict[str, list[str]] | None = None
    readings: list[list[Repair]] = [[]]
    for start, letters in stretches:
        divisions = list(_divisions(letters.lower().replace("ü", "v"), sounds()))
        if divisions:
            if by_first is None:
                by_first = _by_first(vocabulary.terms, tuple(words()) if words else ())
            options = _sentences(divisions, vocabulary, by_first, _before(query, start))
        else:
            options = _by_initials(letters, vocabulary)
        if options:
            repairs = [_as_repair(option, options, start, start + len(letters)) for option in options]
            readings = [[*before, repair] for before in readings for repair in repairs][:3]
    return [reading for reading in readings if reading]


def _as_repair(option: _Sentence, options: list[_Sentence], start: int, end: int) -> Repair:
    """The reading as a repair; it is worth less the more it supposes and the nearer another reading comes."""
    rival = min((abs(other.cost - option.cost) for other in options if other is not option), default=_SURE)
    worst = options[0].cost - option.cost
    return Repair(start, end, option.text, "拼音", option.cost, max(0.5, min(_SURE, 2 + rival) - option.slips + worst))


def _stretches(query: str) -> Iterator[tuple[int, str]]:
    """Latin words in a row that no operator divides, with where they begin."""
    for match in _STRETCH.finditer(query):
        at = match.start()
        for part in _OPERATOR.split(match[0]):
            begins = query.index(part, at) if part else at
            at = begins + len(part)
            letters = part.strip(" '’")
            if len(letters) > 1:
                yield query.index(letters, begins), letters


def _may_be_pinyin(stretch: str, vocabulary: Vocabulary) -> bool:
    tokens = [token for token in re.split(r"[ '’]+", stretch) if token]
    if not tokens or len(stretch) > _LONGEST_STRETCH or any(token.isupper() for token in tokens):
        return False
    forms = {form for token in tokens if len(token) > 1 for form in (token, token.lower(), token.upper())}
    # A store has long words of pinyin too, from addresses on the web.
    return not any(vocabulary.is_term(form) or (len(form) < _LONG and vocabulary.frequency(form)) for form in forms)


def _divisions(letters: str, table: Sounds) -> Iterator[list[str]]:
    """Every way to divide letters into syllables, the one with the fewest first; blanks and apostrophes divide."""
    text = re.sub(r"[ '’]+", "'", letters)
    ends: list[list[list[str]]] = [[[]], *([] for _ in text)]
    for end in range(1, len(text) + 1):
        if text[end - 1] == "'":
            ends[end] = ends[end - 1]
            continue
        for start in range(max(0, end - 6), end):
            if ends[start] and "'" not in text[start:end]:
                syllable = re.sub(r"^([jqxy])v", r"\1u", re.sub(r"^([nl])ue$", r"\1ve", text[start:end]))
                if table.has(syllable):
                    ends[end].extend([*one, syllable] for one in ends[start])
        ends[end] = sorted(ends[end], key=len)[:_MOST_DIVISIONS]
    yield from ends[-1]


@lru_cache(maxsize=1)
def _by_first(terms: tuple[str, ...], words: tuple[str, ...]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in dict.fromkeys((*terms, *words)):
        if 1 < len(word) <= _LONGEST_WORD and "㐀" <= word[0] <= "鿿":
            found[word[0]].append(word)
    return found


def _before(query: str, start: int) -> str:
    """The Han characters right before a stretch: in 高标准nongtian the word began there."""
    match = re.search(r"[㐀-鿿]{1,6}\Z", query[:start])
    return match[0] if match else ""


def _sentences(
    divisions: list[list[str]], vocabulary: Vocabulary, by_first: dict[str, list[str]], before: str
) -> list[_Sentence]:
    """The likeliest words that are read as these syllables; nothing where a syllable belongs to no word."""
    found: dict[str, _Sentence] = {}
    for syllables in divisions:
        for sentence in _read(syllables, vocabulary, by_first, before):
            known = found.get(sentence.text)
            if known is None or sentence.cost < known.cost:
                found[sentence.text] = sentence
    return sorted(found.values(), key=lambda one: one.cost)[:_MOST_READINGS]


def _read(syllables: list[str], vocabulary: Vocabulary, by_first: dict[str, list[str]], before: str) -> list[_Sentence]:
    sets = [sounds().with_syllable(syllable) for syllable in syllables]
    best: list[dict[str, _Sentence]] = [{"": _Sentence()}] + [{} for _ in syllables]
    for start in range(len(syllables)):
        likeliest = sorted(best[start].values(), key=lambda one: one.cost)[:_MOST_READINGS]
        if not likeliest:
            continue
        options = list(_words_at(sets[start:], vocabulary, by_first))
        if start == 0 and before:
            options.extend(_completions(before, sets, vocabulary, by_first))
        for word, cost, slips in options:
            reached = best[start + len(word)]
            for one in likeliest:
                longer = _Sentence(one.text + word, one.cost + cost, one.slips + slips)
                known = reached.get(longer.text)
                if known is None or longer.cost < known.cost:
                    reached[longer.text] = longer
    return list(best[-1].values())


def _words_at(
    sets: list[dict[str, int]], vocabulary: Vocabulary, by_first: dict[str, list[str]]
) -> Iterator[tuple[str, float, float]]:
    for first in sets[0]:
        for word in by_first.get(first, ()):
            if len(word) <= len(sets) and (slips := _slips(word, sets)) < inf:
                cost = vocabulary.cost(word)
                short = len(word) == 2 and not vocabulary.is_term(word)
                if cost <= (_SHORT_UNREAD if short else _UNREAD):
                    yield word, cost + _EXACT_FIRST * slips, slips


def _completions(
    before: str, sets: list[dict[str, int]], vocabulary: Vocabulary, by_first: dict[str, list[str]]
) -> Iterator[tuple[str, float, float]]:
    """What completes the word that the Han characters before the letters begin."""
    for at in range(len(before)):
        head = before[at:]
        for word in by_first.get(head[0], ()):
            rest = word[len(head) :]
            if rest and word.startswith(head) and len(rest) <= len(sets):
                exact = [char in one for char, one in zip(rest, sets, strict=False)]
                if all(exact) and vocabulary.cost(word) < _UNREAD:
                    yield rest, vocabulary.cost(word) - _NEARLY, 0.0


def _slips(word: str, sets: list[dict[str, int]]) -> float:
    """What the sounds cost that must have been mixed up for a word to be read so; infinite where it is read otherwise."""
    slips = 0.0
    for char, one in zip(word, sets, strict=False):
        nearness = one.get(char)
        if nearness is None:
            return inf
        slips += 0.0 if nearness == SAME else _NEARLY
    return slips


def _by_initials(letters: str, vocabulary: Vocabulary) -> list[_Sentence]:
    """The one term of the lexicon that has these initials, where there is only one."""
    if len(letters) < _FEWEST_INITIALS or not (letters.isascii() and letters.isalpha() and letters.islower()):
        return []
    found = _initials(vocabulary.terms).get(letters, [])
    return [_Sentence(found[0], slips=_SURE / 2)] if len(found) == 1 else []


@lru_cache(maxsize=2)
def _initials(terms: tuple[str, ...]) -> dict[str, list[str]]:
    table = sounds()
    found: defaultdict[str, list[str]] = defaultdict(list)
    for term in terms:
        first = [table.syllables(char)[:1] for char in term]
        if all(first):
            found["".join(one[0][0] for one in first)].append(term)
    return found

"""契合度: how far a project is the kind of thing a direction pays for.

Two signals. Keywords: a direction's own words, or their synonyms, in the project's name, sector or content; what
stands in the name counts most, because the content also lists what is built on the side. Likeness: the cosine of
TF-IDF vectors (scikit-learn) of the whole texts, which orders directions that share keywords. Each number keeps the
words it rests on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from policymatch.matching.keywords import KeywordIndex, Seen, distinct
from policymatch.matching.kinship import Kinship
from policymatch.model import Direction, Programme, Project
from policymatch.text.analysis import Analyzer
from policymatch.text.normalize import fold

NAME, SECTOR, CONTENT = 0.75, 0.45, 0.3
"""How sure one keyword in that place makes us that the direction is meant, 0 to 1. Set by hand on the sample table."""

KEYWORD_SHARE = 0.75
"""The keywords' share in the fit; the rest is likeness."""

SIMILAR = 0.25
"""The cosine that counts as three quarters of full likeness; more is never lost, so that of two directions the liker one is first."""

LEAST_FIT = 40.0
"""Below this a direction is not the kind of thing the project is; it is not offered."""

KIN_FROM, KIN_TO = 30.0, 60.0
"""The fit of a name in which no keyword stands: its kinship (a share of 100) on top of the first, never above the second."""

OTHER_THING = 0.3
"""What is left of the fit where the name holds a word that shows the project to be something else."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A fit from 0 to 100 with the words it rests on, each with its part of certainty (0 to 1), strongest first.

    One that is ``akin`` rests on no keyword: the name only sounds like the direction.
    """

    value: float
    terms: tuple[tuple[str, float], ...] = ()
    akin: bool = False


class _Cut(NamedTuple):
    """A project as far as its fit depends on it: its parts folded, with their words."""

    name: str
    places: tuple[tuple[float, str, frozenset[str]], ...]
    """What a keyword makes sure of there, the text, its words; the likelier place first."""
    terms: list[str]
    says_more: bool
    """Whether a content says what is built: then a name is not guessed at."""


class FitIndex:
    """All directions of all programmes, ready to be held against projects."""

    def __init__(self, programmes: Iterable[Programme], analyzer: Analyzer) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.pairs: tuple[tuple[Programme, Direction], ...] = tuple(
            (programme, direction) for programme in programmes for direction in programme.directions
        )
        self._analyzer = analyzer
        self._words = lru_cache(maxsize=1000)(self._cut_words)
        self._keywords = KeywordIndex(self.pairs, analyzer)
        self._kinship = Kinship(self.pairs)
        self._not_for = [tuple(fold(word) for word in direction.not_for) for _, direction in self.pairs]
        self._vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True)
        self._directions: Any = self._vectorizer.fit_transform(
            [self._terms(f"{d.title}。{d.title}。{d.text}。{'、'.join(d.keywords)}") for _, d in self.pairs]
        )

    def _terms(self, *texts: str) -> list[str]:
        """Words and their synonyms; sub-words are left to the dictionary."""
        words = [word for text in texts for word in self._words(text) if len(word) > 1 and not word.isascii()]
        return words + self._analyzer.lexicon.alike(words)

    def _cut_words(self, text: str) -> tuple[str, ...]:
        return tuple(self._analyzer.words(text))

    def fits(self, project: Project) -> list[Fit]:
        """The fit of a project with each of ``pairs``."""
        found = next(self._fits([project], 0.0))
        return [found[number] for number in range(len(self.pairs))]

    def best_fits(self, projects: Sequence[Project], least: float) -> Iterator[dict[int, Fit]]:
        """For each project its fits of ``least`` or more by the place of ``pairs``, in their order.

        Projects are held against the directions together; some hundred at a time are quickest.
        """
        for fits in self._fits(projects, least):
            yield {number: fit for number, fit in fits.items() if fit.value >= least}

    def _fits(self, projects: Sequence[Project], least: float) -> Iterator[dict[int, Fit]]:
        """Fits by the place of ``pairs``, without many of those that cannot reach ``least``."""
        if not self.pairs or not projects:
            yield from ({} for _ in projects)
            return
        import numpy

        cuts = [self._cut(project) for project in projects]
        vectors = self._vectorizer.transform([cut.terms for cut in cuts])
        likeness: Any = numpy.tanh((self._directions @ vectors.T).toarray().T / SIMILAR)
        # Without a keyword likeness alone reaches no further than its share.
        every = least <= 100 * (1 - KEYWORD_SHARE)
        found = []
        for cut, alike in zip(cuts, likeness.tolist(), strict=True):
            hits = self._keywords.hits(cut.places)
            numbers = range(len(self.pairs)) if every else sorted(hits)
            fits = {
                number: self._fit(hits.get(number, {}), alike[number], number, cut.name)
                for number in numbers
                if every or _value((sure for sure, _ in hits[number].values()), alike[number]) >= least - 0.05
            }
            found.append(fits)
        without = [
            at
            for at, fits in enumerate(found)
            if not cuts[at].says_more and not any(fit.value >= LEAST_FIT for fit in fits.values())
        ]
        for at, cosines in zip(without, self._kinship.nearest([cuts[at].name for at in without]), strict=True):
            found[at] |= self._kin(cuts[at].name, cosines)
        for fits in found:
            yield dict(sorted(fits.items()))

    def _kin(self, name: str, cosines: Mapping[int, float]) -> dict[int, Fit]:
        """What a name is like in which no keyword stands."""
        found = {}
        for number, cosine in cosines.items():
            if not any(word in name for word in self._not_for[number]):
                value = min(KIN_TO, KIN_FROM + 100 * cosine)
                terms = ((word, round(cosine, 2)) for word in self._kinship.shared(name, number))
                found[number] = Fit(round(value, 1), tuple(terms), akin=True)
        return found

    def _cut(self, project: Project) -> _Cut:
        name, sector, content = project.name, project.sector or "", project.content
        places = tuple(
            (weight, fold(text), frozenset(self._words(text)))
            for weight, text in ((NAME, name), (SECTOR, sector), (CONTENT, content))
        )
        # No word reaches from one part into the next, so each need be cut once. The name counts twice.
        terms = self._terms(name, name, sector, project.category or "", content)
        return _Cut(places[0][1], places, terms, bool(content) and fold(content) not in fold(name))

    def _fit(self, hits: Mapping[str, tuple[float, Seen]], likeness: float, number: int, name: str) -> Fit:
        best = distinct(hits.values())
        value = _value(best.values(), likeness)
        if any(word in name for word in self._not_for[number]):
            value *= OTHER_THING
        terms = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return Fit(round(value, 1), tuple((word, round(sure, 2)) for word, sure in terms))


def _value(sures: Iterable[float], likeness: float) -> float:
    """The fit of what several keywords make sure of and of the likeness, each from 0 to 1."""
    keywords = 1 - math.prod(1 - sure for sure in sures)
    return 100 * (KEYWORD_SHARE * keywords + (1 - KEYWORD_SHARE) * likeness)

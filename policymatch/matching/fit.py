"""契合度: how far a project is the kind of thing a direction pays for.

Two signals. Keywords: a direction's own words, or their synonyms, in the project's name, sector or content; what
stands in the name counts most, because the content also lists what is built on the side. Likeness: the cosine of
TF-IDF vectors (scikit-learn) of the whole texts, which orders directions that share keywords. Each number keeps the
words it rests on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from policymatch.model import Direction, Programme, Project
from policymatch.text.analysis import Analyzer
from policymatch.text.finder import WordFinder
from policymatch.text.normalize import fold

NAME, SECTOR, CONTENT = 0.75, 0.45, 0.3
"""How sure one keyword in that place makes us that the direction is meant, 0 to 1. Set by hand on the sample table."""

SHORT = 0.6
"""Words of two characters say less."""

SYNONYM = 0.85
"""A synonym says a little less than the word itself."""

KEYWORD_SHARE = 0.75
"""The keywords' share in the fit; the rest is likeness."""

SIMILAR = 0.35
"""The cosine that counts as full likeness: descriptions of the same kind of project seldom reach more."""

OTHER_THING = 0.3
"""What is left of the fit where the name holds a word that shows the project to be something else."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A fit from 0 to 100 with the words it rests on, each with its part of certainty (0 to 1), strongest first."""

    value: float
    terms: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Keyword:
    direction: int
    word: str
    factor: float


class _Cut(NamedTuple):
    """A project as far as its fit depends on it: its parts folded, with their words."""

    name: str
    places: tuple[tuple[float, str, frozenset[str]], ...]
    """What a keyword makes sure of there, the text, its words; the likelier place first."""
    terms: list[str]


_Hits = dict[str, tuple[float, str]]
"""The keywords of a direction that a project carries: how sure each makes us, and the word seen."""


def _rank(hit: tuple[float, str]) -> tuple[float, int, str]:
    return hit[0], len(hit[1]), hit[1]


class FitIndex:
    """All directions of all programmes, ready to be held against projects."""

    def __init__(self, programmes: Iterable[Programme], analyzer: Analyzer) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.pairs: tuple[tuple[Programme, Direction], ...] = tuple(
            (programme, direction) for programme in programmes for direction in programme.directions
        )
        self._analyzer = analyzer
        self._words = lru_cache(maxsize=1000)(self._cut_words)
        self._keywords = self._collect(analyzer.lexicon.synonyms)
        self._numbers = {word: number for number, word in enumerate(self._keywords)}
        self._finder = WordFinder(self._keywords)
        self._not_for = [tuple(fold(word) for word in direction.not_for) for _, direction in self.pairs]
        self._vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True)
        self._directions: Any = self._vectorizer.fit_transform(
            [self._terms(f"{d.title}。{d.title}。{d.text}。{'、'.join(d.keywords)}") for _, d in self.pairs]
        )

    def _collect(self, synonyms: Any) -> dict[str, list[_Keyword]]:
        """Every word that can stand for a keyword, and the keywords it stands for."""
        means: dict[str, set[str]] = {}
        for word, others in synonyms.items():
            for other in others:
                means.setdefault(other, set()).add(word)
        found: dict[str, list[_Keyword]] = {}
        for number, (_, direction) in enumerate(self.pairs):
            for keyword in dict.fromkeys(fold(word) for word in direction.keywords):
                size = 1.0 if len(keyword) > 2 else SHORT
                found.setdefault(keyword, []).append(_Keyword(number, keyword, size))
                for other in sorted(means.get(keyword, ())):
                    size = 1.0 if len(other) > 2 else SHORT
                    found.setdefault(fold(other), []).append(_Keyword(number, keyword, size * SYNONYM))
        return found

    def _terms(self, *texts: str) -> list[str]:
        """Words and their synonyms; sub-words are left to the dictionary."""
        words = [word for text in texts for word in self._words(text) if len(word) > 1 and not word.isascii()]
        return words + self._analyzer.lexicon.alike(words)

    def _cut_words(self, text: str) -> tuple[str, ...]:
        return tuple(self._analyzer.words(text))

    def fits(self, project: Project) -> list[Fit]:
        """The fit of a project with each of ``pairs``."""
        found = next(self._fits([project], every=True))
        return [found[number] for number in range(len(self.pairs))]

    def best_fits(self, projects: Sequence[Project], least: float) -> Iterator[dict[int, Fit]]:
        """For each project its fits of ``least`` or more by the place of ``pairs``, in their order.

        Projects are held against the directions together; some hundred at a time are quickest.
        """
        # Without a keyword likeness alone reaches no further than its share.
        every = least <= 100 * (1 - KEYWORD_SHARE)
        for fits in self._fits(projects, every=every):
            yield {number: fit for number, fit in fits.items() if fit.value >= least}

    def _fits(self, projects: Sequence[Project], *, every: bool) -> Iterator[dict[int, Fit]]:
        """Fits by the place of ``pairs``, of those directions alone that share a keyword unless ``every`` is asked for."""
        if not self.pairs or not projects:
            yield from ({} for _ in projects)
            return
        cuts = [self._cut(project) for project in projects]
        vectors = self._vectorizer.transform([cut.terms for cut in cuts])
        likeness = (self._directions @ vectors.T).toarray().T
        for cut, alike in zip(cuts, likeness, strict=True):
            hits = self._hits(cut)
            numbers = range(len(self.pairs)) if every else sorted(hits)
            yield {
                number: self._fit(hits.get(number, {}), float(alike[number]), number, cut.name) for number in numbers
            }

    def _cut(self, project: Project) -> _Cut:
        name, sector, content = project.name, project.sector or "", project.content
        places = tuple(
            (weight, fold(text), frozenset(self._words(text)))
            for weight, text in ((NAME, name), (SECTOR, sector), (CONTENT, content))
        )
        # No word reaches from one part into the next, so each need be cut once. The name counts twice.
        return _Cut(places[0][1], places, self._terms(name, name, sector, project.category or "", content))

    def _hits(self, cut: _Cut) -> dict[int, _Hits]:
        """The keywords that the project carries, by direction."""
        sure: dict[str, float] = {}
        for weight, text, words in cut.places:
            for seen in self._finder.words_in(text):
                # A short word must be a word there: 县中 does not stand in 县中等职业学校.
                if len(seen) > 2 or seen in words:
                    sure.setdefault(seen, weight)
        found: dict[int, _Hits] = {}
        # In the catalogue's order, so that sums of the same numbers are the same in every run.
        for seen in sorted(sure, key=self._numbers.__getitem__):
            for keyword in self._keywords[seen]:
                hits = found.setdefault(keyword.direction, {})
                # Of two synonyms alike the same one must be named in every run, whatever order they came in.
                hit = (sure[seen] * keyword.factor, seen)
                hits[keyword.word] = max(hit, hits.get(keyword.word, (0.0, "")), key=_rank)
        return found

    def _fit(self, hits: _Hits, likeness: float, number: int, name: str) -> Fit:
        # 污水处理厂 and 污水处理 in one name are one observation, not two.
        seen = {word for _, word in hits.values()}
        part = {word for word in seen for other in seen if word != other and word in other}
        best: dict[str, float] = {}
        for sure, word in hits.values():
            if word not in part:
                best[word] = max(sure, best.get(word, 0.0))
        keywords = 1 - math.prod(1 - sure for sure in best.values())
        value = 100 * (KEYWORD_SHARE * keywords + (1 - KEYWORD_SHARE) * min(1.0, likeness / SIMILAR))
        if any(word in name for word in self._not_for[number]):
            value *= OTHER_THING
        terms = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return Fit(round(value, 1), tuple((word, round(sure, 2)) for word, sure in terms))

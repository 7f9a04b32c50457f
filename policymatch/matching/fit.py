"""契合度: how far a project is the kind of thing a direction pays for.

Two signals. Keywords: a direction's own words, or their synonyms, in the project's name, sector or content; what
stands in the name counts most, because the content also lists what is built on the side. Likeness: the cosine of
TF-IDF vectors (scikit-learn) of the whole texts, which orders directions that share keywords. Each number keeps the
words it rests on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from policymatch.model import Direction, Programme, Project
from policymatch.text.analysis import Analyzer
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
        self._keywords = self._collect(analyzer.lexicon.synonyms)
        self._vectorizer = TfidfVectorizer(analyzer=self._terms, sublinear_tf=True)
        self._directions: Any = self._vectorizer.fit_transform(
            [f"{d.title}。{d.title}。{d.text}。{'、'.join(d.keywords)}" for _, d in self.pairs]
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

    def _terms(self, text: str) -> list[str]:
        """Words and their synonyms; sub-words are left to the dictionary."""
        words = [word for word in self._analyzer.words(text) if len(word) > 1 and not word.isascii()]
        return words + self._analyzer.lexicon.alike(words)

    def fits(self, project: Project) -> list[Fit]:
        """The fit of a project with each of ``pairs``."""
        hits = self._hits(project)
        sector = "。".join(filter(None, (project.sector, project.category)))
        text = f"{project.name}。{project.name}。{sector}。{project.content}"
        likeness = (self._directions @ self._vectorizer.transform([text]).T).toarray().ravel()
        name = fold(project.name)
        return [
            self._fit(hits.get(number, {}), float(likeness[number]), direction, name)
            for number, (_, direction) in enumerate(self.pairs)
        ]

    def _hits(self, project: Project) -> dict[int, dict[str, tuple[float, str]]]:
        """For each direction its keywords that the project carries: how sure each makes us, and the word seen."""
        places = tuple(
            (weight, fold(text), frozenset(self._analyzer.words(text)))
            for weight, text in ((NAME, project.name), (SECTOR, project.sector or ""), (CONTENT, project.content))
        )
        found: dict[int, dict[str, tuple[float, str]]] = {}
        for seen, keywords in self._keywords.items():
            # A short word must be a word there: 县中 does not stand in 县中等职业学校.
            weight = next(
                (w for w, text, words in places if seen in text and (len(seen) > 2 or seen in words)),
                None,
            )
            if weight is None:
                continue
            for keyword in keywords:
                hits = found.setdefault(keyword.direction, {})
                # Of two synonyms alike the same one must be named in every run, whatever order they came in.
                hits[keyword.word] = max((weight * keyword.factor, seen), hits.get(keyword.word, (0.0, "")), key=_rank)
        return found

    @staticmethod
    def _fit(hits: dict[str, tuple[float, str]], likeness: float, direction: Direction, name: str) -> Fit:
        # 污水处理厂 and 污水处理 in one name are one observation, not two.
        seen = {word for _, word in hits.values()}
        part = {word for word in seen for other in seen if word != other and word in other}
        best: dict[str, float] = {}
        for sure, word in hits.values():
            if word not in part:
                best[word] = max(sure, best.get(word, 0.0))
        keywords = 1 - math.prod(1 - sure for sure in best.values())
        value = 100 * (KEYWORD_SHARE * keywords + (1 - KEYWORD_SHARE) * min(1.0, likeness / SIMILAR))
        if any(fold(word) in name for word in direction.not_for):
            value *= OTHER_THING
        terms = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return Fit(round(value, 1), tuple((word, round(sure, 2)) for word, sure in terms))

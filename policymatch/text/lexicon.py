"""The domain lexicon: words jieba would cut apart, what words also mean, and the function words of questions.

The shipped files come first; a user's own folder adds to them, and takes back what it writes as ``-词``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from policymatch.text.wordfiles import KINDS, Group, Word, WordFiles, read_folder

Meanings = Mapping[str, tuple[str, ...]]
"""A word and the words it leads to, the nearest first."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``terms`` are words of the domain, ``question_words`` say nothing of a question's subject. ``frequencies``, where
    they are known, are those that keep the terms whole.

    Three maps lead from a word to others: ``synonyms`` to what it also means, in searching and in matching; ``bridges``,
    for searching alone, from what people say to what policies write; ``intents`` from what asks for something (几成) to
    the words under which policies have it (补助比例).
    """

    terms: tuple[str, ...] = ()
    synonyms: Meanings = field(default_factory=dict)
    bridges: Meanings = field(default_factory=dict)
    intents: Meanings = field(default_factory=dict)
    question_words: frozenset[str] = frozenset()
    frequencies: Mapping[str, int] = field(default_factory=dict)
    _known: frozenset[str] = field(init=False, compare=False, repr=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", frozenset(self.terms))

    def leads(self, word: str) -> bool:
        """Whether a word leads to others by synonyms or bridges."""
        return word in self.synonyms or word in self.bridges

    def alike(self, words: Iterable[str]) -> list[str]:
        """The words that ``words`` also mean by the synonyms alone, without those already among them.

        One step and no more: what a synonym means in its turn gained nothing when it was measured, and led the matcher
        astray.
        """
        return self._led_to(words, self.synonyms)

    def bridged(self, words: Iterable[str]) -> list[str]:
        """The words that ``words`` lead a search to by bridges alone, without those already among them."""
        return self._led_to(words, self.bridges)

    def expand(self, words: Iterable[str]) -> list[str]:
        """The words that ``words`` lead a search to, by synonyms and by bridges, without those already among them."""
        return self._led_to(words, self.synonyms, self.bridges)

    def _led_to(self, words: Iterable[str], *maps: Meanings) -> list[str]:
        """What is left of a longer word by taking off one character means nothing by itself: 污水厂 is no 水厂."""
        given = dict.fromkeys(words)
        wholes = [word for word in given if len(word) > 2 and word in self._known]
        extra: dict[str, None] = {}
        for word in given:
            found = [each[word] for each in maps if word in each]
            if found and not any(_is_remnant(word, whole) for whole in wholes):
                extra.update(dict.fromkeys(other for others in found for other in others))
        return [word for word in extra if word not in given]

    @property
    def stamp(self) -> str:
        """A hash of the terms, which decide how texts are cut.

        All else acts when asking; only as far as its words are terms does it count here.
        """
        return hashlib.sha256("\n".join(self.terms).encode()).hexdigest()[:16]


def _is_remnant(word: str, whole: str) -> bool:
    before, found, after = whole.partition(word)
    return bool(found) and 1 in (len(before), len(after))


def load_lexicon(folder: Path, user: Path | None = None) -> Lexicon:
    """Read a lexicon folder, and a user's on top. Raises CatalogueError, which names file and line.

    The words of synonym groups are terms too, so that they are cut whole and can be found; of bridges and intents only
    those that are led to: what people say is looked for in questions and changes no text.
    """
    return build_lexicon(read_folder(folder), read_folder(user) if user is not None else None)


def build_lexicon(shipped: WordFiles, user: WordFiles | None = None) -> Lexicon:
    """Put together what the files say."""
    own = user or WordFiles()
    groups = _take_away(shipped.groups, own.groups) + [_added(group) for group in own.groups]
    terms = {
        *_over(shipped.terms, own.terms),
        *(word.text for group in groups for word in group.written),
    } - _away(own.terms)
    synonyms, bridges, intents = (_meanings([group for group in groups if group.kind == kind]) for kind in KINDS)
    return Lexicon(
        # Letters and digits are one word in every dictionary; added, they would cut effective at ct.
        terms=tuple(sorted(term for term in terms if len(term) > 1 and not term.isascii())),
        synonyms=synonyms,
        bridges=bridges,
        intents=intents,
        question_words=frozenset(_over(shipped.question_words, own.question_words)),
    )


def two_way_classes(groups: Iterable[Group]) -> dict[str, tuple[str, ...]]:
    """Every word of a two-way group and the words it can stand for, itself included; groups that share a word are one."""
    classes: dict[str, dict[str, None]] = {}
    for group in groups:
        joined: dict[str, None] = {}
        for text in (word.text for word in group.same):
            joined.update(classes.get(text, {text: None}))
        for text in joined:
            classes[text] = joined
    return {word: tuple(words) for word, words in classes.items()}


def _meanings(groups: list[Group]) -> dict[str, tuple[str, ...]]:
    """What each word also means: the words it can stand for, then those a one-way entry leads to."""
    found: dict[str, dict[str, None]] = {}
    for word, equal in two_way_classes(groups).items():
        found[word] = dict.fromkeys(other for other in equal if other != word)
    for group in groups:
        for source in group.source:
            others = (other.text for other in group.target if other.text != source.text)
            found.setdefault(source.text, {}).update(dict.fromkeys(others))
    return {word: tuple(others) for word, others in found.items() if others}


def _over(shipped: list[Word], own: list[Word]) -> list[str]:
    taken = _away(own)
    return [word.text for word in shipped if word.text not in taken and not word.away] + [
        word.text for word in own if not word.away
    ]


def _away(words: Iterable[Word]) -> set[str]:
    return {word.text for word in words if word.away}


def _added(group: Group) -> Group:
    """A user's group without the words that only take shipped ones back."""
    same, source, target = (
        tuple(word for word in words if not word.away) for words in (group.same, group.source, group.target)
    )
    return group._replace(same=same, source=source if target else (), target=target if source else ())


def _take_away(shipped: list[Group], own: list[Group]) -> list[Group]:
    """The shipped groups without what a user takes back: a word of ``same``, a word of ``from``, or one pair of both."""
    same = {word.text for group in own for word in group.same if word.away}
    source = {word.text for group in own for word in group.source if word.away}
    pairs = {(word.text, other.text) for group in own for other in group.target if other.away for word in group.source}
    touched = same | source | {word for word, _ in pairs}
    left: list[Group] = []
    for group in shipped:
        if touched.isdisjoint(word.text for word in group.words):
            left.append(group)
        elif group.same:
            kept = tuple(word for word in group.same if word.text not in same)
            left.extend([group._replace(same=kept)] if len(kept) > 1 else [])
        else:
            for word in group.source:
                targets = tuple(other for other in group.target if (word.text, other.text) not in pairs)
                if word.text not in source and targets:
                    left.append(group._replace(source=(word,), target=targets))
    return left

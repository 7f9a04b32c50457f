"""The domain lexicon: words jieba would cut apart, synonyms, and the function words of questions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``terms`` are words of the domain, ``synonyms`` maps a word to the words it also means, ``question_words`` say
    nothing of a question's subject.
    """

    terms: tuple[str, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    question_words: frozenset[str] = frozenset()

    def expand(self, words: Iterable[str]) -> list[str]:
        """The words that ``words`` also mean, without those already among them."""
        given = list(words)
        extra = dict.fromkeys(other for word in given for other in self.synonyms.get(word, ()))
        return [word for word in extra if word not in given]


def lexicon_stamp(folder: Path) -> str:
    """A hash of the files that decide how texts are cut; it costs no parsing, so that opening a store stays instant."""
    parts = (folder / "terms.txt", *sorted(folder.glob("synonyms*.yaml")))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in parts if path.exists())).hexdigest()[:16]


def load_lexicon(folder: Path) -> Lexicon:
    """Read ``terms.txt``, ``synonyms.yaml`` and ``question_words.txt``; a file that is missing is empty.

    The words of synonym groups are terms too, so that they are cut whole and can be found.
    """
    synonyms = _synonyms([group for path in sorted(folder.glob("synonyms*.yaml")) for group in _groups(path)])
    terms = {*_lines(folder / "terms.txt"), *synonyms, *(word for words in synonyms.values() for word in words)}
    return Lexicon(
        terms=tuple(sorted(term for term in terms if len(term) > 1)),
        synonyms=synonyms,
        question_words=frozenset(_lines(folder / "question_words.txt")),
    )


def _lines(path: Path) -> list[str]:
    if not path.exists():
        return []
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def _groups(path: Path) -> list[dict[str, Any]]:
    return yaml.load(path.read_text(encoding="utf-8"), _LOADER) or []


def _synonyms(groups: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    """``same`` groups stand for each other; ``from`` words also mean the ``to`` words, not the other way."""
    found: dict[str, dict[str, None]] = {}
    for group in groups:
        same = group.get("same", [])
        for word in same:
            found.setdefault(word, {}).update(dict.fromkeys(other for other in same if other != word))
        for word in group.get("from", []):
            found.setdefault(word, {}).update(dict.fromkeys(other for other in group["to"] if other != word))
    return {word: tuple(others) for word, others in found.items()}


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

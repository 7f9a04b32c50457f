"""Cutting text into words: jieba's dictionary and algorithm, through rjieba (the same in Rust) where it is installed.

HMM is off: it invents words, and not the same ones in every version. tests/text/test_segment.py holds the two
engines equal, user dictionary included.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import Any, Protocol

DICTIONARY = "jieba-0.42.1"
"""Name of the dictionary both engines carry; part of the stamp of everything that was cut with it."""


Terms = Iterable[str] | Mapping[str, int]
"""Words to be cut whole; with their frequencies, as ``Segmenter.added`` gave them, they are added without a search."""


class Segmenter(Protocol):
    """Cuts text into words."""

    added: dict[str, int]
    """The terms that had to be added to the dictionary, with the frequencies that keep them whole."""

    def cut(self, text: str) -> list[str]:
        """The words of a text, which together are the text."""

    def cut_for_search(self, text: str) -> list[str]:
        """The words and, before each long word, the shorter dictionary words inside it."""

    def has_word(self, word: str) -> bool:
        """Whether the dictionary holds the word."""


class RustSegmenter:
    """rjieba: its dictionary takes a tenth of a second to be there, and it cuts six to twelve times as fast as jieba."""

    def __init__(self, terms: Terms = ()) -> None:
        self._jieba = _rust().Jieba()
        self.added = _add(
            self, terms, self._jieba.suggest_freq, lambda term, freq: self._jieba.add_word(term, freq, "")
        )

    def cut(self, text: str) -> list[str]:
        """The words of a text."""
        words: list[str] = self._jieba.cut(text, False)
        return words

    def cut_for_search(self, text: str) -> list[str]:
        """The words and the shorter words inside them."""
        words: list[str] = self._jieba.cut_for_search(text, False)
        return words

    def has_word(self, word: str) -> bool:
        """Whether the dictionary holds the word."""
        return bool(self._jieba.has_word(word))


def _rust() -> Any:
    """The compiled part of rjieba. The package around it makes a dictionary of its own, which takes as long again as ours.

    Raises ImportError where it is not installed.
    """
    name = "rjieba.rjieba"
    if sys.modules.get("rjieba", _rust) is None:  # how Python says that a module is not to be had
        raise ImportError("rjieba is not to be used")
    if name not in sys.modules:
        package = find_spec("rjieba")
        spec = package and PathFinder.find_spec(name, package.submodule_search_locations)
        if not spec or not spec.loader:
            raise ImportError("rjieba is not installed")
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        sys.modules[name] = module  # so that the package, where somebody imports it, finds this one
    return sys.modules[name]


class PythonSegmenter:
    """jieba itself, with a tokenizer of our own so that no global state is shared.

    jieba caches its dictionary as a marshal file in the system's temporary folder, which a stranger could have
    written; ``cache_folder`` puts it into the user's own.
    """

    def __init__(self, terms: Terms = (), cache_folder: Path | None = None) -> None:
        import jieba

        jieba.setLogLevel(logging.WARNING)
        self._jieba = jieba.Tokenizer()
        if cache_folder is not None:
            cache_folder.mkdir(parents=True, exist_ok=True)
            self._jieba.tmp_dir = str(cache_folder)
        self._jieba.initialize()
        self.added = _add(self, terms, self._jieba.suggest_freq, self._jieba.add_word)

    def cut(self, text: str) -> list[str]:
        """The words of a text."""
        words: list[str] = self._jieba.lcut(text, HMM=False)
        return words

    def cut_for_search(self, text: str) -> list[str]:
        """The words and the shorter words inside them."""
        words: list[str] = self._jieba.lcut_for_search(text, HMM=False)
        return words

    def has_word(self, word: str) -> bool:
        """Whether the dictionary holds the word."""
        return bool(self._jieba.FREQ.get(word))


def _add(
    segmenter: Segmenter, terms: Terms, suggest: Callable[[str], int], add: Callable[[str, int], object]
) -> dict[str, int]:
    """Add what would be cut apart; a word that is whole already would only get another frequency than jieba's."""
    if isinstance(terms, Mapping):
        added = dict(terms)
        for term, freq in added.items():
            add(term, freq)
        return added
    added = {}
    for term in terms:
        if segmenter.cut(term) != [term]:
            added[term] = suggest(term)
            add(term, added[term])
    return added


def make_segmenter(terms: Terms = (), cache_folder: Path | None = None) -> Segmenter:
    """The fastest segmenter that is installed."""
    try:
        return RustSegmenter(terms)
    except ImportError:
        return PythonSegmenter(terms, cache_folder)

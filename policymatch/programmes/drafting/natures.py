"""Whether words name a thing that is built, bought or done with money, or say what must be so, who does what, what to hand in.

Told from pairs of characters, weighed by how often they stand in the titles of the catalogue's directions and how often in
conditions and laws (corpus/lexicon/natures.txt, made by scripts/make_natures.py).
"""

from __future__ import annotations

import re
from functools import cache

from policymatch.paths import corpus_folder

FILE = "natures.txt"
_ASIDE = re.compile(r"[（(][^（）()]{0,120}[）)]")
_SPARE = 2
"""Pairs that say nothing, so that a word of two characters is never sure."""


def pairs_of(text: str) -> set[str]:
    """The pairs of Chinese characters of a text with its two ends (^建, 施$), asides in brackets left out."""
    words = re.sub("[^一-鿿]", "", _ASIDE.sub("", text))
    bare = f"^{words}$" if words else ""
    return {bare[at : at + 2] for at in range(len(bare) - 1)}


def nature(text: str) -> float:
    """From about 2 (what is built) to -2 (what is required); 0 where nothing is known of the words."""
    known = _weights()
    found = [known[pair] for pair in sorted(pairs_of(text)) if pair in known]
    return sum(found) / (len(found) + _SPARE)


@cache
def _weights() -> dict[str, float]:
    """The weights of pairs; none where the file cannot be read."""
    try:
        lines = (corpus_folder() / "lexicon" / FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    split = (line.split() for line in lines if line and not line.startswith("#"))
    return {pair: float(weight) for weight, *pairs in split for pair in pairs}

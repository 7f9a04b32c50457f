"""Characters that look alike, from the shipped table ``corpus/lexicon/shapes.txt`` (its sources stand in its head)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from policymatch.paths import corpus_folder

STRONG, MIDDLE, WEAK = 1, 2, 3
"""How alike two characters look: 己 and 已, 项 and 顶, 筹 and 算."""


class Shapes:
    """Which everyday characters look like a character."""

    def __init__(self, path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self._lines = {line[0]: line[2:] for line in lines if line[1:2] == "\t"}

    def alike(self, char: str) -> dict[str, int]:
        """The everyday characters that look like this one, with ``STRONG``, ``MIDDLE`` or ``WEAK``."""
        tiers = self._lines.get(char, "").split("|")
        return {other: tier for tier, others in enumerate(tiers, STRONG) for other in others}


@lru_cache(maxsize=1)
def shapes() -> Shapes:
    """The shipped table; read once a process, when first needed."""
    return Shapes(corpus_folder() / "lexicon" / "shapes.txt")

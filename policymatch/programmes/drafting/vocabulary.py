"""The domain's terms, for keywords; read from the lexicon's own file, for the whole lexicon takes a second to load."""

from __future__ import annotations

from functools import cache

from policymatch.paths import corpus_folder


@cache
def domain_terms() -> frozenset[str]:
    """Terms of three signs and more; empty where the file cannot be read."""
    try:
        lines = (corpus_folder() / "lexicon" / "terms.txt").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return frozenset()
    return frozenset(line.strip() for line in lines if len(line.strip()) > 2 and not line.startswith(("#", "-")))

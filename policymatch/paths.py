"""Where things are kept: the shipped corpus, the user's store, the cache."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent


@cache
def corpus_folder() -> Path:
    """The corpus that came with the package: inside it in a wheel, beside it in a checkout."""
    inside = _PACKAGE / "_corpus"
    return inside if inside.is_dir() else _PACKAGE.parent / "corpus"


def default_store() -> Path:
    """``$POLICYMATCH_STORE``, else the user's data folder."""
    named = os.environ.get("POLICYMATCH_STORE")
    return Path(named) if named else platformdirs.user_data_path("policymatch", appauthor=False) / "store"


def cache_folder() -> Path:
    """The user's own cache folder."""
    return platformdirs.user_cache_path("policymatch", appauthor=False)

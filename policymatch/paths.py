"""Where things are kept: the shipped corpus, the user's store and lexicon, the cache."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent

# Controls, C1 included: a terminal obeys them. Line separators, and marks of direction that make fdp.exe of exe.pdf.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


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


def user_lexicon() -> Path | None:
    """The folder of the user's own lexicon: ``$POLICYMATCH_LEXICON``, else ``lexicon`` in the user's config folder.

    None where there is no such folder; one that is named by the variable is returned whether it is there or not.
    """
    named = os.environ.get("POLICYMATCH_LEXICON")
    folder = Path(named) if named else platformdirs.user_config_path("policymatch", appauthor=False) / "lexicon"
    return folder if named or folder.is_dir() else None


def shown(path: Path | str) -> str:
    """A path as text that can be written and printed anywhere.

    Bytes that are no UTF-8, control characters and marks of direction come out as ``\\xNN`` or ``\\uNNNN``; a name may
    hold escape sequences that repaint a terminal, or line feeds that fake a line of a report.
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)

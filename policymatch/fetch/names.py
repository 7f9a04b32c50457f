"""Names for what is kept: readable, and safe on every file system."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from policymatch.fetch.content import without_ending

LONGEST = 60
"""Characters of the readable part; three bytes each, they leave room within the 255 bytes of a file's name."""

_ODD = re.compile(r'[\\/:*?"<>|\s]+')


def key_of(url: str) -> str:
    """Return a short name that only this address has."""
    return hashlib.sha256(url.encode()).hexdigest()[:10]


def file_name(title: str, url: str, ending: str) -> str:
    """Return the name for a file: the title, else the last piece of the address, then the address's key."""
    return f"{_readable(title) or _readable(_last_piece(url)) or 'page'}-{key_of(url)}{ending}"


def former_name(name: str, fetched_at: str, sha256: str) -> str:
    """Return the name for a former version of a file: with the day it was fetched and the start of its hash."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem or ending}-{fetched_at[:10]}-{sha256[:6]}{dot if stem else ''}{ending if stem else ''}"


def _last_piece(url: str) -> str:
    parts = urlsplit(url)
    path = unquote(parts.path, errors="ignore").rstrip("/")
    return PurePosixPath(path).name or parts.hostname or ""


def _readable(text: str) -> str:
    kept = "".join(
        char
        for char in unicodedata.normalize("NFC", text[:500])
        if unicodedata.category(char)[0] != "C" or char.isspace()
    )
    kept = _ODD.sub("_", without_ending(kept.strip()))
    return kept.strip("._~$- ")[:LONGEST].rstrip("._~$- ")

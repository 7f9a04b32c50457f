"""The lexicon as it was last put together, so that a cold start parses no YAML.

    cache/lexicon/<key>.json       a checksum, a line feed, and the lexicon as JSON

The key is a hash of everything the result depends on: the files' names and bytes, the dictionary, this format. A file
that is missing, damaged or of another key is passed over, and one that cannot be written is done without.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from policymatch.text.lexicon import Lexicon, Meanings
from policymatch.text.segment import DICTIONARY
from policymatch.text.wordfiles import KINDS, MOST_BYTES, file_paths

FORMAT = 2
"""Raise it whenever the same files would give another lexicon."""
_MOST_KEPT = 8


def source_key(*folders: Path) -> str:
    """A hash of what the files of the folders say; reading 80 KB costs a tenth of a millisecond."""
    digest = hashlib.sha256(f"{FORMAT}/{DICTIONARY}".encode())
    for number, folder in enumerate(folders):
        for path in file_paths(folder):
            with suppress(OSError), path.open("rb") as stream:
                data = stream.read(MOST_BYTES + 1)
                digest.update(f"\0{number}/{os.fsencode(path.name).hex()}/{len(data)}\0".encode() + data)
    return digest.hexdigest()[:32]


def read_cache(cache: Path, key: str) -> Lexicon | None:
    """The lexicon kept under a key; None where there is none that is whole."""
    try:
        digest, _, body = (cache / "lexicon" / f"{key}.json").read_bytes().partition(b"\n")
        if digest.decode("ascii") != hashlib.sha256(body).hexdigest():
            return None
        return _lexicon(json.loads(body))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def write_cache(cache: Path, key: str, lexicon: Lexicon) -> None:
    """Keep a lexicon under a key, and no more than a few; silently not where the folder cannot be written."""
    body = json.dumps(
        {
            "terms": " ".join(lexicon.terms),
            **{kind: _by_target(getattr(lexicon, kind)) for kind in KINDS},
            "question_words": " ".join(sorted(lexicon.question_words)),
            "frequencies": dict(lexicon.frequencies),
        },
        ensure_ascii=False,
    ).encode()
    with suppress(OSError):
        folder = cache / "lexicon"
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            Path(name).replace(folder / f"{key}.json")
        except OSError:
            Path(name).unlink()
        kept = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in kept[_MOST_KEPT:]:
            path.unlink()


def _by_target(meanings: Meanings) -> list[tuple[str, str]]:
    """The words that lead to the same words together: no word holds a blank, and a few long strings are read soonest."""
    words: dict[str, list[str]] = {}
    for word, others in meanings.items():
        words.setdefault(" ".join(others), []).append(word)
    return [(" ".join(found), others) for others, found in words.items()]


def _meanings(raw: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for words, others in raw:
        found.update(dict.fromkeys(words.split(), tuple(others.split())))
    return found


def _lexicon(raw: Any) -> Lexicon:
    synonyms, bridges, intents = (_meanings(raw[kind]) for kind in KINDS)
    frequencies = raw["frequencies"]
    if {*map(type, frequencies.values())} - {int}:
        raise TypeError("no lexicon")
    return Lexicon(
        terms=tuple(raw["terms"].split()),
        synonyms=synonyms,
        bridges=bridges,
        intents=intents,
        question_words=frozenset(raw["question_words"].split()),
        frequencies=frequencies,
    )

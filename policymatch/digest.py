"""A short mark of what something holds: equal contents have equal marks in every run and on every machine."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import Path

SHORT = 12
"""Hexadecimal signs of a mark: enough to tell states of one catalogue apart, few enough to be read out."""


def digest(*things: object) -> str:
    """The first signs of the SHA-256 of what the things hold. Raises TypeError for what has no content of its own."""
    text = json.dumps([_plain(thing) for thing in things], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:SHORT]


def _plain(thing: object) -> object:
    """Plain data in one fixed order; of a path the name alone, since folders differ between machines."""
    if isinstance(thing, Enum):
        return thing.value
    if thing is None or isinstance(thing, str | int | float):
        return thing
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, Path):
        return thing.name
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return {field.name: _plain(getattr(thing, field.name)) for field in dataclasses.fields(thing)}
    if isinstance(thing, Mapping):
        return sorted(([str(key), _plain(value)] for key, value in thing.items()), key=lambda pair: str(pair[0]))
    if isinstance(thing, set | frozenset):
        return sorted((_plain(each) for each in thing), key=lambda each: json.dumps(each, ensure_ascii=False))
    if isinstance(thing, list | tuple):
        return [_plain(each) for each in thing]
    raise TypeError(f"no content to mark: {type(thing).__name__}")

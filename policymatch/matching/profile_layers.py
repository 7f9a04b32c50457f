"""A profile that builds on others: what a county's own file does not say, its ``base`` says."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from policymatch.errors import CatalogueError, PolicyMatchError
from policymatch.matching.profile_names import find_profile
from policymatch.programmes.entry import Entry, Faults, load_entry

T = TypeVar("T")

MOST_BASES = 8
"""How many files a profile may build on, one upon the other."""


class Layers:
    """One mapping as several files write it, the most particular first."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)

    @property
    def names(self) -> tuple[str, ...]:
        """All keys: those of the base in its order, then what others add."""
        return tuple(dict.fromkeys(name for entry in reversed(self.entries) for name in entry.names()))

    def holding(self, *keys: str) -> Entry | None:
        """The first file that has one of the keys."""
        return next((entry for entry in self.entries if not set(keys).isdisjoint(entry.names())), None)

    def owned(self, read: Callable[[Entry], T], *keys: str) -> T | None:
        """What the first file that has one of the keys says under them, as ``read`` reads a file; None where none has."""
        # Every file is read, so that none takes the keys for a slip.
        said = [read(entry) for entry in self.entries]
        owner = self.holding(*keys)
        return None if owner is None else said[self.entries.index(owner)]

    def fault(self, message: str, key: str) -> None:
        """Note a fault at the file that has the last word on that key."""
        (self.holding(key) or self.entries[0]).fault(message, key)

    def text(self, key: str) -> str | None:
        """A text or None."""
        # Every file is asked, so that none takes the key for a slip.
        return next((found for found in [entry.text(key) for entry in self.entries] if found is not None), None)

    def need(self, key: str) -> str:
        """A text that must be there."""
        found = self.text(key)
        if found is None:
            self.fault(f"缺少“{key}”", key)
        return found or ""

    def number(self, key: str, low: float = -math.inf, high: float = math.inf) -> float | None:
        """A number from ``low`` to ``high``, or None."""
        return next((found for found in [e.number(key, low, high) for e in self.entries] if found is not None), None)

    def below(self, key: str) -> Layers | None:
        """The mapping under a key; None where no file has it."""
        return self._made(entry.entry(key) for entry in self.entries if key in entry.names())

    def need_below(self, key: str) -> Layers | None:
        """The mapping under a key, noted as a fault where no file has it."""
        return self.below(key) if self.holding(key) else self._made([self.entries[0].entry(key)])

    @staticmethod
    def _made(entries: Iterable[Entry | None]) -> Layers | None:
        found = [entry for entry in entries if entry is not None]
        return Layers(found) if found else None

    def done(self) -> None:
        """Note a fault for each key that nobody asked for."""
        for entry in self.entries:
            entry.done()


def open_layers(path: Path, faults: Faults) -> Layers | None:
    """A profile's file and those it builds on; None, with a fault noted, where one cannot be read."""
    entries: list[Entry] = []
    seen: set[Path] = set()
    next_path: Path | None = path
    while next_path is not None:
        seen.add(next_path.resolve())
        entry = load_entry(next_path, faults)
        if entry is None:
            return None
        entries.append(entry)
        next_path = _base(entry)
        if next_path is not None and (next_path.resolve() in seen or len(entries) > MOST_BASES):
            entry.fault("“base”绕了一圈又指回自己，或层数太多", "base")
            return None
    return None if faults else Layers(entries)


def _base(entry: Entry) -> Path | None:
    words = entry.text("base")
    if words is None:
        return None
    try:
        found = find_profile(words, entry.path.parent)
    except PolicyMatchError as error:
        entry.fault(f"“base”指向的方案找不到：{error.message}（{error.hint}）", "base")
        return None
    try:
        there = found.is_file()
    except (OSError, ValueError):
        there = False
    if not there:
        entry.fault(f"“base”指向的文件不存在：{words}", "base")
        return None
    return found


def all_faults(faults: Faults) -> CatalogueError:
    """The first of several faults, which names the others too."""
    first = faults[0]
    rest = [f"{each.path.name}:{each.line}: {each.reason}" for each in faults[1:]]
    hint = f"另有 {len(rest)} 处：{'；'.join(rest[:5])}" if rest else ""
    return CatalogueError(first.reason, first.path, first.line, hint)

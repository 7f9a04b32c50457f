"""OLE2 compound files, the shell of .doc, .wps, .xls and .et: which streams are in one, and how they begin."""

from __future__ import annotations

import struct
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY = 128
_MAX_ENTRIES = 4096
_FREE = 0xFFFFFFFA  # this and what is above it are no sectors
_MINI = 4096  # smaller streams stand in a stream of their own


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream of a compound file: its first bytes, and whether all of it lies within the file."""

    head: bytes
    whole: bool


def streams(data: bytes) -> dict[str, Stream]:
    """Return the streams at the top of a compound file by name; as many as can be found where it is damaged."""
    try:
        return _File(data).streams()
    except (struct.error, IndexError, ValueError):
        return {}


class _File:
    """The sectors of a compound file ([MS-CFB])."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError(shift)
        self._size = 1 << shift
        self._first_directory = struct.unpack_from("<I", data, 48)[0]
        self._sectors = max(0, (len(data) - 1) // self._size)
        self._fat = self._allocation()

    def streams(self) -> dict[str, Stream]:
        directory, _ = self._chain(self._first_directory, _MAX_ENTRIES * _ENTRY)
        entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
        if not entries:
            return {}
        mini, _ = self._chain(struct.unpack_from("<I", entries[0], 116)[0], 64 * _MINI)
        found: dict[str, Stream] = {}
        for place in _children(entries):
            entry = entries[place]
            start, size = struct.unpack_from("<II", entry, 116)
            if size < _MINI:
                stream = Stream(mini[64 * start : 64 * start + min(size, 512)], True)
            else:
                head, _ = self._chain(start, 512)
                stream = Stream(head[:512], self._is_whole(start, size))
            found[_name(entry)] = stream
        return found

    def _allocation(self) -> list[int]:
        """Return the allocation table: which sector follows each."""
        count = struct.unpack_from("<I", self._data, 44)[0]
        places = list(struct.unpack_from("<109I", self._data, 76))
        each = self._size // 4
        following = struct.unpack_from("<I", self._data, 68)[0]
        while len(places) < count and following < self._sectors and len(places) < self._sectors + 109:
            *more, following = self._numbers(following)
            places += more
        table: list[int] = []
        for place in places[:count]:
            table += self._numbers(place) if place < self._sectors else [_FREE] * each
            if len(table) > self._sectors:
                break
        return table

    def _numbers(self, sector: int) -> list[int]:
        part = self._sector(sector).ljust(self._size, b"\xff")
        return list(struct.unpack(f"<{self._size // 4}I", part))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _chain(self, sector: int, size: int) -> tuple[bytes, int]:
        """Return the first ``size`` bytes of a chain of sectors and the sector that comes next."""
        parts: list[bytes] = []
        for _ in range(size // self._size + 1):
            if sector >= min(self._sectors, len(self._fat)):
                break
            parts.append(self._sector(sector))
            sector = self._fat[sector]
        return b"".join(parts), sector

    def _is_whole(self, sector: int, size: int) -> bool:
        for _ in range(-(-size // self._size)):
            if sector >= min(self._sectors, len(self._fat)):
                return False
            sector = self._fat[sector]
        return True


def _children(entries: list[bytes]) -> list[int]:
    """Return the places of the streams right under the root, which stand in a tree."""
    found: list[int] = []
    waiting, seen = [struct.unpack_from("<I", entries[0], 76)[0]], set[int]()
    while waiting:
        place = waiting.pop()
        if place >= len(entries) or place in seen:
            continue
        seen.add(place)
        waiting += struct.unpack_from("<II", entries[place], 68)
        if entries[place][66] == 2:
            found.append(place)
    return found


def _name(entry: bytes) -> str:
    length = min(struct.unpack_from("<H", entry, 64)[0], 64)
    return entry[: max(0, length - 2)].decode("utf-16-le", "replace")

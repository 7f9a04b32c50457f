"""Small OLE2 compound files ([MS-CFB]) made by hand, to hold whatever streams a test needs."""

from __future__ import annotations

import struct
from collections.abc import Mapping

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def make_ole(streams: Mapping[str, bytes]) -> bytes:
    """Make a compound file of streams; each is filled up to 4096 bytes, below which it would be a small stream."""
    bodies = {name: body.ljust(4096, b"\0") for name, body in streams.items()}
    entries = [_entry("Root Entry", 5, _END, 0, child=1 if bodies else _FREE)]
    # Sector 0 is the allocation table; the directory follows it, then the streams.
    directory = -(-(len(bodies) + 1) // 4)
    table = [_FAT, *_chain(1, directory)]
    place = 1 + directory
    content = b""
    for number, (name, body) in enumerate(bodies.items(), 1):
        padded = body.ljust(-(-len(body) // 512) * 512, b"\0")
        right = number + 1 if number < len(bodies) else _FREE
        entries.append(_entry(name, 2, place, len(body), right=right))
        table += _chain(place, len(padded) // 512)
        place += len(padded) // 512
        content += padded
    assert len(table) <= 128, "one sector of allocation table is all there is"
    head = struct.pack("<8s16sHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
                       0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)  # fmt: skip
    head = head.ljust(512, b"\xff")
    return (
        head
        + struct.pack("<128I", *table, *[_FREE] * (128 - len(table)))
        + b"".join(entries).ljust(512 * directory, b"\0")
        + content
    )


def word(*, encrypted: bool = False, size: int = 4096) -> bytes:
    """Make the beginning of a WordDocument stream ([MS-DOC] FibBase)."""
    return struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x0804, 0, 0x0100 if encrypted else 0).ljust(size, b"\0")


def _chain(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), _END] if count else []


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE) -> bytes:
    label = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", _FREE, right, child)
    return label.ljust(64, b"\0") + struct.pack("<HBB", len(label), kind, 1) + links + bytes(36) + struct.pack(
        "<IQ", start, size
    )  # fmt: skip

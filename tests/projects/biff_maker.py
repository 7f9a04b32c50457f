"""Small .xls workbooks (BIFF8, [MS-XLS]) made by hand: what xlrd and every office program reads, without writing one by them."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from ole_maker import make_ole

_BUILT_IN = {"General": 0, "0": 1, "0.00": 2, "0%": 9, "0.00%": 10, "yyyy-mm-dd": 14}


class BiffSheet(NamedTuple):
    """A sheet: rows from 1, merged areas as (top, left, bottom, right) counted from 0, formats by (row, column) from 0."""

    name: str
    rows: Sequence[Sequence[Any]]
    merges: Iterable[tuple[int, int, int, int]] = ()
    formats: Mapping[tuple[int, int], str] = {}
    hidden_rows: Iterable[int] = ()
    hidden_columns: Iterable[int] = ()
    hidden: bool = False
    waiting: Iterable[tuple[int, int]] = ()


def make_xls(sheets: Sequence[BiffSheet], *, encrypted: bool = False) -> bytes:
    """Make an .xls file; cells are texts, numbers, booleans, dates or None."""
    known = dict(_BUILT_IN)
    for sheet in sheets:
        for form in sheet.formats.values():
            known.setdefault(form, 164 + len(known))
    styles = {form: number for number, form in enumerate(known)}
    bodies = [_sheet(sheet, styles) for sheet in sheets]
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0, 6))
    if encrypted:
        head += _record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
    head += _record(0x42, struct.pack("<H", 1200)) + _record(0x22, struct.pack("<H", 0))
    head += _record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 134, 0) + _text("宋体", 1)) * 5
    head += b"".join(
        _record(0x41E, struct.pack("<H", number) + _text(form, 2)) for form, number in known.items() if number >= 164
    )
    head += b"".join(_record(0xE0, struct.pack("<HHH", 0, number, 1) + bytes(14)) for number in known.values())
    bounds = [struct.pack("<IBB", 0, 1 if sheet.hidden else 0, 0) + _text(sheet.name, 1) for sheet in sheets]
    place = len(head) + sum(4 + len(bound) for bound in bounds) + 4
    for bound, body in zip(bounds, bodies, strict=True):
        head += _record(0x85, struct.pack("<I", place) + bound[4:])
        place += len(body)
    return make_ole({"Workbook": head + _record(0x0A, b"") + b"".join(bodies)})


def _sheet(sheet: BiffSheet, styles: Mapping[str, int]) -> bytes:
    width = max((len(row) for row in sheet.rows), default=0)
    out = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6))
    for column in sheet.hidden_columns:
        out += _record(0x7D, struct.pack("<HHHHHH", column, column, 2048, 0, 1, 0))
    out += _record(0x200, struct.pack("<IIHHH", 0, len(sheet.rows), 0, width, 0))
    hidden = set(sheet.hidden_rows)
    for number, row in enumerate(sheet.rows):
        out += _record(0x208, struct.pack("<HHHHHHI", number, 0, len(row), 255, 0, 0, 0x20 if number in hidden else 0))
    waiting = set(sheet.waiting)
    for number, row in enumerate(sheet.rows):
        for column, value in enumerate(row):
            if (number, column) in waiting:
                # A formula 1+1 that was never calculated: no value, and the order to calculate it on opening.
                tokens = b"\x1e\x01\x00\x1e\x01\x00\x03"
                out += _record(0x06, struct.pack("<HHH8sHIH", number, column, 0, bytes(8), 2, 0, len(tokens)) + tokens)
            elif value is not None:
                out += _cell(number, column, value, sheet.formats.get((number, column)), styles)
    areas = list(sheet.merges)
    if areas:
        ranges = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in areas)
        out += _record(0xE5, struct.pack("<H", len(areas)) + ranges)
    return out + _record(0x0A, b"")


def _cell(row: int, column: int, value: Any, form: str | None, styles: Mapping[str, int]) -> bytes:
    if isinstance(value, date):
        form = form or "yyyy-mm-dd"
        day = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        value = (day - datetime(1899, 12, 30)).total_seconds() / 86400
    head = struct.pack("<HHH", row, column, styles[form or "General"])
    if isinstance(value, bool):
        return _record(0x205, head + struct.pack("<BB", value, 0))
    if isinstance(value, (int, float)):
        return _record(0x203, head + struct.pack("<d", value))
    return _record(0x204, head + _text(str(value), 2))


def _text(text: str, size: int) -> bytes:
    return struct.pack("<HB" if size == 2 else "<BB", len(text), 1) + text.encode("utf-16-le")


def _record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body

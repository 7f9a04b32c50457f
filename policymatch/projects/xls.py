"""Excel 97-2003 workbooks and WPS tables (.xls, .et; BIFF in a compound file) through xlrd.

The records are counted first ([MS-XLS] 2.4), because xlrd keeps every cell in memory and knows no limits.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from policymatch.errors import ReadError, TableError
from policymatch.projects.grid import Area, Sheet, assemble, cell_name
from policymatch.projects.numberformat import as_shown
from policymatch.projects.workbook import with_uncalculated
from policymatch.readers.limits import Deadline
from policymatch.readers.workbook import MAX_CELLS, MAX_MERGED_CELLS

MAX_SHEETS = 250

_BOF, _EOF, _SHEET, _FORMULAS, _MERGES, _ENCRYPTED = 0x809, 0x0A, 0x85, (0x06, 0x206, 0x406), 0xE5, 0x2F
_ONE_CELL = frozenset({0x201, 0x203, 0x204, 0x205, 0x27E, 0xD6, 0xFD, *_FORMULAS})
_MANY_CELLS = {0xBD: 6, 0xBE: 2}  # MULRK and MULBLANK: bytes a cell


class DamagedXls(Exception):
    """xlrd cannot read the file; another program may."""


class LockedXls(Exception):
    """The file is encrypted: with a password, or with the one that every program knows, because only its structure is locked."""


@dataclass(slots=True)
class _Found:
    """What the records of a workbook hold, before anything is made of them."""

    cells: int = 0
    merged: int = 0
    sheets: list[tuple[int, bool]] = field(default_factory=list)
    waiting: dict[int, list[tuple[int, int]]] = field(default_factory=dict)


def read_xls(data: bytes, name: str, deadline: Deadline) -> list[Sheet]:
    """Read the bytes of an .xls or .et file into sheets; ``name`` is the file's for messages.

    Raises TableError (too large, too slow), LockedXls and DamagedXls.
    """
    try:
        found = _looked_over(data, name, deadline)
        return _read(data, name, found, deadline)
    except ReadError as error:
        raise TableError(f"{name}：{error.message}。", error.hint) from error
    except (TableError, DamagedXls, LockedXls):
        raise
    except Exception as error:  # whatever a damaged record makes xlrd trip over
        raise DamagedXls from error


def _read(data: bytes, name: str, found: _Found, deadline: Deadline) -> list[Sheet]:
    book = _open(data, None)
    if book.biff_version < 80 and book.codepage is None:
        # Older than Unicode, and silent about its encoding: in our offices that is Chinese.
        book.release_resources()
        book = _open(data, "gb18030")
    try:
        if book.nsheets > MAX_SHEETS:
            raise _too_much(name)
        places = [place for place, is_worksheet in found.sheets if is_worksheet]
        sheets: list[Sheet] = []
        uncalculated: dict[str, list[str]] = {}
        cells = 0
        for index in range(book.nsheets):
            deadline.check()
            worksheet = book.sheet_by_index(index)
            # Several entries of a made-up file may point to one sheet.
            cells += sum(worksheet.row_len(row) for row in range(worksheet.nrows))
            if cells > MAX_CELLS:
                raise _too_much(name)
            waiting = found.waiting.get(places[index], []) if index < len(places) else []
            sheets.append(_sheet(book, worksheet, set(waiting), deadline))
            if waiting:
                uncalculated[sheets[-1].name] = [cell_name(row + 1, column) for row, column in waiting]
            book.unload_sheet(index)
    finally:
        book.release_resources()
    if not sheets:
        raise DamagedXls
    return with_uncalculated(sheets, uncalculated, name)


def _open(data: bytes, encoding: str | None) -> Any:
    import xlrd

    return xlrd.open_workbook(
        file_contents=data,
        encoding_override=encoding,
        formatting_info=True,
        on_demand=True,
        ragged_rows=True,
        logfile=io.StringIO(),
    )


def _sheet(book: Any, worksheet: Any, waiting: set[tuple[int, int]], deadline: Deadline) -> Sheet:
    own: dict[int, dict[int, object]] = {}
    formats = _Formats(book)
    for row in range(worksheet.nrows):
        if not row % 200:
            deadline.check()
        types, values = worksheet.row_types(row), worksheet.row_values(row)
        for column, (kind, value) in enumerate(zip(types, values, strict=True)):
            if kind in (0, 6) or (row, column) in waiting:
                continue
            cell = _value(kind, value, formats, worksheet, row, column)
            if cell is not None:
                own.setdefault(row + 1, {})[column] = cell
    return assemble(
        str(worksheet.name),
        own,
        [Area(top + 1, left, bottom, right - 1) for top, bottom, left, right in worksheet.merged_cells],
        hidden=worksheet.visibility != 0,
        hidden_rows=[row + 1 for row, info in worksheet.rowinfo_map.items() if info.hidden],
        hidden_columns=[column for column, info in worksheet.colinfo_map.items() if info.hidden],
    )


class _Formats:
    """The number formats of a book's cells."""

    def __init__(self, book: Any) -> None:
        self.datemode = int(book.datemode)
        self._formats = {
            index: str(book.format_map[xf.format_key].format_str)
            for index, xf in enumerate(book.xf_list)
            if xf.format_key in book.format_map
        }

    def of(self, xf: int | None) -> str:
        return self._formats.get(xf, "General") if xf is not None else "General"


def _value(kind: int, value: Any, formats: _Formats, worksheet: Any, row: int, column: int) -> object:
    import xlrd

    if kind == xlrd.XL_CELL_TEXT:
        return value if value.strip() else None
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#ERR!"))
    if kind == xlrd.XL_CELL_DATE:
        try:
            day = xlrd.xldate.xldate_as_datetime(value, formats.datemode)
        except (xlrd.xldate.XLDateError, ValueError, OverflowError):
            return value
        return time(day.hour, day.minute, day.second) if value < 1 else day
    number = float(value)
    whole: float = int(number) if number.is_integer() and abs(number) < 1e15 else number
    number_format = formats.of(worksheet.cell_xf_index(row, column))
    return as_shown(whole, number_format) if number_format != "General" else whole


def _looked_over(data: bytes, name: str, deadline: Deadline) -> _Found:
    """Count what is in a workbook before it is opened. Raises TableError."""
    found = _Found()
    inside: list[int] = []
    for place, record, body in _records(data, deadline):
        if record == _ENCRYPTED:
            raise LockedXls
        if record == _BOF:
            inside.append(place)
        elif record == _EOF and inside:
            inside.pop()
        elif record == _SHEET and len(body) >= 6:
            found.sheets.append((struct.unpack_from("<I", body)[0], body[5] == 0))
        elif record in _ONE_CELL:
            found.cells += 1
            if record in _FORMULAS and inside and _waits(body):
                found.waiting.setdefault(inside[0], []).append(struct.unpack_from("<HH", body))
        elif record in _MANY_CELLS:
            found.cells += max(0, len(body) - 6) // _MANY_CELLS[record]
        elif record == _MERGES:
            found.merged += _merged(body)
        if found.cells > MAX_CELLS or found.merged > MAX_MERGED_CELLS:
            raise _too_much(name)
    return found


def _records(data: bytes, deadline: Deadline) -> Iterator[tuple[int, int, bytes]]:
    """Yield every record of the workbook's stream: its place, number and body."""
    from xlrd.compdoc import CompDoc

    document = CompDoc(data, logfile=io.StringIO())
    for name in ("Workbook", "Book"):
        stream, base, length = document.locate_named_stream(name)
        if stream:
            break
    else:
        raise DamagedXls
    at, end, number = base, base + length, 0
    while at + 4 <= end:
        number += 1
        if not number % 5000:
            deadline.check()
        record, size = struct.unpack_from("<HH", stream, at)
        if not record and not size:
            break  # what is behind the last sheet is filled with zeros
        yield at - base, record, bytes(stream[at + 4 : at + 4 + size])
        at += 4 + size


def _waits(body: bytes) -> bool:
    """Whether a formula holds nothing but the order to be calculated when the file is opened (2.4.127)."""
    return len(body) >= 16 and body[6:14] == bytes(8) and bool(body[14] & 0x03)


def _merged(body: bytes) -> int:
    total = 0
    for at in range(2, len(body) - 7, 8):
        top, bottom, left, right = struct.unpack_from("<4H", body, at)
        total += max(0, bottom - top + 1) * max(0, right - left + 1)
    return total


def _too_much(name: str) -> TableError:
    return TableError(
        f"{name}：单元格或合并区域太多（多半是格式刷到了整行整列），不再读取。",
        "请新建一个工作簿，只把有内容的区域复制过去（选择性粘贴“值”），再读取新文件。",
    )

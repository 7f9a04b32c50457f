"""Delimited text (.csv, .tsv, and what systems export under the name .xls) as a sheet."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from policymatch.errors import TableError
from policymatch.projects.grid import GridRow, Sheet

MAX_RECORDS = 1_048_576
"""As many rows as a sheet of Excel has."""

_SAVE_AS = "请用 Excel 或 WPS 打开，选“文件 → 另存为”，类型选“Excel 工作簿（*.xlsx）”，再读取新文件。"
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DELIMITERS = (",", "\t", ";", "|", "，")


def read_delimited(data: bytes, name: str, title: str, max_rows: int) -> Sheet:
    """Read bytes of delimited text; ``name`` is the file's for messages, ``title`` the sheet's.

    Reads one row more than ``max_rows`` at most, so that the caller sees that there are too many. Raises TableError.
    """
    # Old Mac line ends would otherwise make csv see one line.
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    delimiter = None
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first) == 5:
        # Excel's own line that names the delimiter; it counts as row 1.
        delimiter, text = first[4], "\n" + rest
    delimiter = delimiter or _delimiter(text)
    try:
        rows = _rows(text, delimiter, max_rows, strict=True)
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            problem = f"{name} 中有一个引号没有配对，后面的行都连在了一起。"
            raise TableError(problem, "请补上引号，或" + _SAVE_AS[1:]) from None
        try:
            # A stray quote inside a cell (5"管) is no reason to refuse the file.
            rows = _rows(text, delimiter, max_rows, strict=False)
        except csv.Error:
            raise TableError(f"{name} 不是有效的 CSV 文件，有一格的文字太长。", _SAVE_AS) from None
    return Sheet(title, tuple(rows))


def is_delimited(data: bytes) -> bool:
    """Whether bytes are text in columns: most of the first lines have the same delimiter."""
    try:
        lines = [line for line in decode(data[:20_000], "").splitlines()[:20] if line.strip()]
    except TableError:
        try:
            # The cut may have gone through the middle of a sign.
            lines = data[:20_000].decode("gb18030", "ignore").splitlines()[:20]
        except UnicodeError:
            return False
        if any(ord(sign) < 9 for line in lines for sign in line):
            return False
    return len(lines) > 1 and any(
        sum(line.count(delimiter) >= 2 for line in lines) * 2 > len(lines) for delimiter in _DELIMITERS
    )


def decode(data: bytes, name: str) -> str:
    """Decode the text of a table in the encodings offices write. Raises TableError."""
    unreadable = TableError(
        f"{name} 的文字编码无法识别，或文件不是文本。", "请用 Excel 或 WPS 打开，另存为 .xlsx 或“CSV UTF-8”，再读取。"
    )
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded(data, (encoding,), unreadable)
    if b"\0" in data[:1000]:
        # UTF-16 without its mark: the zero bytes of the Latin signs stand on one side.
        zeros_first = data[0:1000:2].count(0) > data[1:1000:2].count(0)
        return _decoded(data, ("utf-16-be" if zeros_first else "utf-16-le",), unreadable)
    return _decoded(data, ("utf-8", "gb18030"), unreadable)


def _decoded(data: bytes, encodings: tuple[str, ...], unreadable: TableError) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise unreadable


def _delimiter(text: str) -> str:
    """Choose the delimiter that cuts most of the first records into as many columns, and then into most."""
    lines = [line for line in text[:50_000].split("\n") if line.strip()][:60]

    def evenness(delimiter: str) -> tuple[float, int]:
        try:
            lengths = [len(record) for record in csv.reader(lines, delimiter=delimiter) if len(record) > 1]
        except csv.Error:
            return 0.0, 0
        if not lengths:
            return 0.0, 0
        length, count = Counter(lengths).most_common(1)[0]
        return round(count / len(lines), 1), length

    return max(_DELIMITERS, key=evenness)


def _rows(text: str, delimiter: str, max_rows: int, *, strict: bool) -> list[GridRow]:
    rows = []
    for number, record in _records(text, delimiter, strict=strict):
        values = tuple(_cell(cell) for cell in record)
        while values and values[-1] is None:
            values = values[:-1]
        if values:
            rows.append(GridRow(number, values))
        if len(rows) > max_rows or number > MAX_RECORDS:
            break
    return rows


def _records(text: str, delimiter: str, *, strict: bool) -> Iterator[tuple[int, list[str]]]:
    yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict), 1)


def _cell(cell: str) -> str | None:
    text = cell.strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    elif text.startswith("'"):
        # How other programs say that a number is to stay text.
        text = text[1:].strip()
    return text or None

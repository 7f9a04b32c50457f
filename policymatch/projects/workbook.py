"""Excel workbooks (.xlsx, .xlsm): looked over before openpyxl opens them, because it keeps every cell in memory."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from typing import Any

from policymatch.errors import TableError
from policymatch.projects.grid import GridRow, Percent, Sheet

MAX_UNPACKED = 300 * 1024 * 1024
MAX_PARTS = 5_000
MAX_CELLS = 1_000_000
MAX_MERGED_CELLS = 500_000
_SLIM_FROM = 100_000

_COPY_OUT = "请新建一个工作簿，只把有内容的区域复制过去（选择性粘贴“值”），再读取新文件。"
# A cell element that closes itself holds a format and no value; there may be millions of them.
_EMPTY_CELL = re.compile(rb"<(?:x:)?c\b[^<>]*/>")
_EMPTY_ROW = re.compile(rb"<(?:x:)?row\b[^<>]*/>|<(row|x:row)\b[^<>]*>\s*</\1>")
_CELL = re.compile(rb"<(?:x:)?c[ >]")
_MERGE = re.compile(
    rb'<(?:x:)?mergeCell\b[^<>]{0,200}?ref="\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})"'
)
# A formula whose value is missing or empty: no program has calculated it yet.
_UNCALCULATED = re.compile(
    rb'<(?:x:)?c r="([A-Z]{1,3}[0-9]{1,7})"[^<>]*><(?:x:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:x:)?f>)'
    rb"(?:<(?:x:)?v\s*/>|<(?:x:)?v></(?:x:)?v>)?</(?:x:)?c>"
)


def read_workbook(data: bytes, name: str) -> list[Sheet]:
    """Read a workbook's bytes into sheets; ``name`` is the file's name for messages. Raises TableError."""
    data, uncalculated = _looked_over(data, name)
    import openpyxl

    try:
        with warnings.catch_warnings():
            # openpyxl warns of whatever it will not keep when saving; nothing is saved here.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    except Exception as error:  # whatever a damaged part makes the parser trip over
        raise _damaged(name) from error
    sheets = [_sheet(worksheet) for worksheet in book.worksheets]
    book.close()
    if not sheets:
        raise TableError(f"{name} 里没有工作表。", "请确认项目表在普通工作表里，而不是图表。")
    if uncalculated:
        cells = "、".join(uncalculated[:5])
        note = f"{name} 有 {len(uncalculated)} 个单元格（{cells} 等）是公式但没有保存计算结果，按空白读取；"
        note += "请用 Excel 或 WPS 打开并保存一次。"
        sheets[0] = Sheet(sheets[0].name, sheets[0].rows, sheets[0].covered, sheets[0].hidden, (note,))
    return sheets


def _damaged(name: str) -> TableError:
    return TableError(
        f"{name} 已损坏或不完整，无法打开。", "请重新复制原文件；若仍不行，用 Excel 或 WPS 打开修复后另存为 .xlsx。"
    )


def _looked_over(data: bytes, name: str) -> tuple[bytes, list[str]]:
    """Give the workbook without cells that hold only a format, and the cells of formulas without a result."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_kind({part.filename for part in parts}, name)
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise TableError(f"{name} 解压后过大，不再读取。", _COPY_OUT)
            if any(part.flag_bits & 1 for part in parts):
                raise TableError(f"{name} 有密码，无法读取。", "请取消密码后另存，再读取。")
            return _slim(archive, parts, data, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError) as error:
        raise _damaged(name) from error


def _check_kind(names: set[str], name: str) -> None:
    if "xl/workbook.xml" in names:
        return
    hint = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”，再读取新文件。"
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise TableError(f"{name} 是二进制工作簿（.xlsb）或 .ods 表格，不能直接读取。", hint)
    if "word/document.xml" in names:
        raise TableError(f"{name} 是 Word 文档，不是工作簿。", "请把其中的表格复制到 Excel，保存为 .xlsx。")
    raise TableError(f"{name} 不是工作簿。", "请提供 .xlsx 或 .csv 格式的项目表；压缩包请先解压。")


def _slim(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], data: bytes, name: str) -> tuple[bytes, list[str]]:
    changed: dict[str, bytes] = {}
    uncalculated: list[str] = []
    cells = merged = 0
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        xml = archive.read(part)
        if b"<!ENTITY" in xml or b"<!DOCTYPE" in xml:
            raise _damaged(name)
        if not part.filename.startswith("xl/worksheets/"):
            continue
        if len(_EMPTY_CELL.findall(xml)) + xml.count(b"<row") > _SLIM_FROM:
            xml = changed[part.filename] = _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", xml))
        cells += sum(1 for _ in _CELL.finditer(xml))
        merged += sum(_area(*found.groups()) for found in _MERGE.finditer(xml))
        uncalculated += [found.group(1).decode() for found in _UNCALCULATED.finditer(xml)]
    if cells > MAX_CELLS or merged > MAX_MERGED_CELLS:
        raise TableError(f"{name} 的单元格或合并区域太多（多半是格式刷到了整行整列），不再读取。", _COPY_OUT)
    return (_rewritten(archive, parts, changed) if changed else data), uncalculated


def _rewritten(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], changed: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as copy:
        for part in parts:
            copy.writestr(part.filename, changed[part.filename] if part.filename in changed else archive.read(part))
    return buffer.getvalue()


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    return (_column(right) - _column(left) + 1) * (int(bottom) - int(top) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet(worksheet: Any) -> Sheet:
    own: dict[int, dict[int, object]] = {}
    # Only cells that exist: iter_rows would make every empty one of a sheet whose last format stands in row 1048576.
    for (row, column), cell in vars(worksheet)["_cells"].items():
        value = cell.value
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        number_format = str(cell.number_format)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and "%" in number_format:
            value = Percent(value)
        own.setdefault(row, {})[column - 1] = value
    width = max((max(cells) + 1 for cells in own.values()), default=0)
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for area in worksheet.merged_cells.ranges:
        holder = (area.min_row, area.min_col - 1)
        value = own.get(holder[0], {}).get(holder[1])
        for row in range(area.min_row, area.max_row + 1):
            if value is None or row not in own:
                continue
            for column in range(area.min_col - 1, min(area.max_col, width)):
                if (row, column) != holder:
                    own[row][column] = value
                    covered[row, column] = holder
    rows = tuple(
        GridRow(number, tuple(cells.get(column) for column in range(max(cells) + 1)))
        for number, cells in sorted(own.items())
    )
    return Sheet(str(worksheet.title), rows, covered, worksheet.sheet_state != "visible")

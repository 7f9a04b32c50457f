"""Table files in, sheets out: .xlsx and .xlsm through openpyxl, .csv in the encodings offices write.

The file's first bytes decide what it is, not its name: WPS and offices rename freely.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from policymatch.errors import TableError
from policymatch.projects.grid import GridRow, Sheet, cell_name, column_name
from policymatch.text.numerals import half_width

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 300

SAVE_AS_XLSX = "请用 Excel 或 WPS 打开，选“文件 → 另存为”，类型选“Excel 工作簿（*.xlsx）”，再读取新文件。"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def read_grid(path: Path | str) -> list[Sheet]:
    """Read a table file into its sheets, hidden ones included (``Sheet.hidden``).

    Raises TableError, in Chinese and with what to do, for a file that is missing, too large (MAX_BYTES, MAX_ROWS,
    MAX_COLUMNS), encrypted, damaged, of an old format, or no table at all.
    """
    path = Path(path)
    data = _bytes_of(path)
    if data.startswith(b"PK"):
        from policymatch.projects.workbook import read_workbook

        sheets = read_workbook(data, path.name)
    else:
        _refuse(data, path)
        sheets = [_read_csv(data, path)]
    for sheet in sheets:
        _check_size(sheet, path.name)
    return sheets


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise TableError(f"{path.name} 是文件夹，不是表格文件。", "请指定一个 .xlsx 或 .csv 文件。")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise TableError(f"找不到文件 {path}。", "请检查文件名和所在文件夹。") from None
    except PermissionError:
        raise TableError(f"没有权限读取 {path.name}。", "如果正在 Excel 或 WPS 中打开，请先关闭再试。") from None
    except (OSError, ValueError) as error:
        raise TableError(f"无法读取 {path.name}：{error}。", "请把文件复制到本机硬盘上再试。") from None
    if not data:
        raise TableError(f"{path.name} 是空文件。", "请确认文件已保存或复制完整。")
    if len(data) > MAX_BYTES:
        raise TableError(
            f"{path.name} 超过 {MAX_BYTES // 1024 // 1024} MB，不再读取。",
            "请删去图片和无关的工作表，或分成几个文件。",
        )
    return data


def _refuse(data: bytes, path: Path) -> None:
    """Raise for what is known not to be a table we read."""
    name, suffix = path.name, path.suffix.lower()
    if name.startswith("~$"):
        raise TableError(f"{name} 是 Excel 打开文件时的临时文件。", "请指定不带“~$”的那个文件。")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise TableError(f"{name} 有打开密码，无法读取。", "请用 Excel 或 WPS 打开，取消打开密码后另存，再读取。")
        raise TableError(f"{name} 是旧版格式（.xls/.et），不能直接读取。", SAVE_AS_XLSX)
    head = data[:2048].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta")):
        raise TableError(f"{name} 是网页或 XML 文件，不是工作簿。", SAVE_AS_XLSX)
    if head.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff", b"rar!", b"7z\xbc\xaf", b"{\\rtf")):
        raise TableError(f"{name} 不是表格文件。", "请提供 .xlsx 或 .csv 格式的项目表。")
    if suffix in (".xls", ".et", ".xlsx", ".xlsm", ".xlsb", ".ods", ".ett", ".xlt"):
        raise TableError(f"{name} 不是有效的工作簿，可能已损坏或没有复制完整。", "请重新复制原文件；" + SAVE_AS_XLSX)


def _read_csv(data: bytes, path: Path) -> Sheet:
    text = _decode(data, path.name)
    # Old Mac line ends would otherwise make csv see one line.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    delimiter = _delimiter(text)
    rows = []
    for number, record in enumerate(_records(text, delimiter, path.name), 1):
        values = tuple(_csv_cell(cell) for cell in record)
        while values and values[-1] is None:
            values = values[:-1]
        if values:
            rows.append(GridRow(number, values))
        if len(rows) > MAX_ROWS:
            break
    return Sheet(path.stem, tuple(rows))


def _decode(data: bytes, name: str) -> str:
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
    """Choose the delimiter that cuts the first lines into most columns, evenly."""
    lines = [line for line in text[:20_000].split("\n") if line.strip()][:30]

    def columns(delimiter: str) -> int:
        counts = sorted(line.count(delimiter) for line in lines)
        return counts[len(counts) // 2] if counts else 0

    return max((",", "\t", ";", "|", "，"), key=columns)


def _records(text: str, delimiter: str, name: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            problem = f"{name} 中有一个引号没有配对，后面的行都连在了一起。"
            raise TableError(problem, "请补上引号，或" + SAVE_AS_XLSX[1:]) from None
    try:
        # A stray quote inside a cell (5"管) is no reason to refuse the file.
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise TableError(f"{name} 不是有效的 CSV 文件：{error}。", SAVE_AS_XLSX) from None


def _csv_cell(cell: str) -> str | None:
    text = cell.strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text or None


def _check_size(sheet: Sheet, name: str) -> None:
    where = f"{name} 的工作表“{sheet.name}”"
    if len(sheet.rows) > MAX_ROWS:
        raise TableError(f"{where}有内容的行超过 {MAX_ROWS} 行。", "请只保留项目表，或分成几个文件。")
    for row in sheet.rows:
        if len(row.values) > MAX_COLUMNS:
            last = cell_name(row.number, len(row.values) - 1)
            raise TableError(
                f"{where}的列数超过 {MAX_COLUMNS} 列（{half_width(last)} 还有内容）。",
                f"请删去 {column_name(MAX_COLUMNS)} 列及以后的无关内容。",
            )

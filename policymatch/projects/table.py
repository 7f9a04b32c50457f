"""Table files in, sheets out: .xlsx and .xlsm, .xls and .et, .csv, and what LibreOffice turns into .xlsx.

The file's first bytes decide what it is, not its name: WPS and offices rename freely.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from policymatch.errors import ReadError, TableError
from policymatch.projects.delimited import is_delimited, read_delimited
from policymatch.projects.grid import Sheet, cell_name, column_name
from policymatch.readers import ole
from policymatch.readers.limits import Deadline, Limits
from policymatch.text.numerals import half_width

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 300
MAX_SECONDS = 120.0

SAVE_AS_XLSX = "请用 Excel 或 WPS 打开，选“文件 → 另存为”，类型选“Excel 工作簿（*.xlsx）”，再读取新文件。"
_WORKBOOKS = frozenset({".xls", ".et", ".xlsx", ".xlsm", ".xlsb", ".ods", ".ett", ".xlt"})
_PASSWORD = "请用 Excel 或 WPS 打开，取消打开密码后另存，再读取。"
_PAGES = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta", b"<style")


def read_grid(path: Path | str) -> list[Sheet]:
    """Read a table file into its sheets, hidden ones included (``Sheet.hidden``).

    Raises TableError, in Chinese and with what to do, for a file that is missing, too large (MAX_BYTES, MAX_ROWS,
    MAX_COLUMNS), too slow to read (MAX_SECONDS), encrypted, damaged, or no table at all.
    """
    path = Path(path)
    data = _bytes_of(path)
    deadline = Deadline(MAX_SECONDS)
    try:
        sheets = _sheets(data, path, deadline)
    except ReadError as error:
        raise TableError(f"{path.name}：{error.message}。", error.hint) from error
    except MemoryError as error:
        raise TableError(f"{path.name} 太大，内存不够。", "请删去图片和无关的工作表，或分成几个文件。") from error
    for sheet in sheets:
        _check_size(sheet, path.name)
    return sheets


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise TableError(f"{path.name} 是文件夹，不是表格文件。", "请指定一个 .xlsx、.xls 或 .csv 文件。")
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


def _sheets(data: bytes, path: Path, deadline: Deadline) -> list[Sheet]:
    name, suffix = path.name, path.suffix.lower()
    if name.startswith("~$"):
        raise TableError(f"{name} 是 Excel 打开文件时的临时文件。", "请指定不带“~$”的那个文件。")
    if data.startswith(b"PK"):
        return _of_package(data, name, deadline)
    if data.startswith(ole.MAGIC):
        return _of_compound(data, name, deadline)
    head = data[:2048].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if head.startswith(_PAGES):
        return _of_page(data, name, deadline)
    if head.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff", b"rar!", b"7z\xbc\xaf", b"{\\rtf")):
        raise TableError(f"{name} 不是表格文件。", "请提供 .xlsx、.xls、.et 或 .csv 格式的项目表。")
    if suffix in _WORKBOOKS and not is_delimited(data):
        raise TableError(f"{name} 不是有效的工作簿，可能已损坏或没有复制完整。", "请重新复制原文件；" + SAVE_AS_XLSX)
    sheet = read_delimited(data, name, path.stem, MAX_ROWS)
    if suffix in _WORKBOOKS:
        note = f"{name} 名为工作簿，内容是用分隔符隔开的文本，按 CSV 读取。"
        sheet = replace(sheet, notes=(note,))
    return [sheet]


def _of_package(data: bytes, name: str, deadline: Deadline) -> list[Sheet]:
    """Read a zip package: .xlsx at once, .xlsb and .ods through LibreOffice."""
    from policymatch.projects.workbook import read_workbook
    from policymatch.readers.sniff import format_of

    try:
        kind = format_of(data, Path(name))
    except ReadError as error:
        if error.kind == "已加密":
            raise TableError(f"{name} 有打开密码，无法读取。", _PASSWORD) from error
        kind = ""  # the reader of workbooks says what is wrong with it
    if kind in ("xlsb", "ods"):
        return _converted(data, kind, name, deadline)
    return read_workbook(data, name, deadline)


def _of_compound(data: bytes, name: str, deadline: Deadline) -> list[Sheet]:
    """Read a compound file: through xlrd, and where that fails through LibreOffice."""
    from policymatch.projects.xls import DamagedXls, LockedXls, read_xls

    streams = ole.streams(data)
    if "EncryptedPackage" in streams or "EncryptedPackage".encode("utf-16-le") in data:
        return _locked(data, name, deadline)
    if "WordDocument" in streams:
        raise TableError(f"{name} 是 Word 文档，不是工作簿。", "请把其中的表格复制到 Excel，保存为 .xlsx。")
    damaged = TableError(
        f"{name} 是旧版格式（.xls/.et），但已损坏或没有复制完整，打不开。", "请重新复制原文件；" + SAVE_AS_XLSX
    )
    try:
        return read_xls(data, name, deadline)
    except LockedXls:
        return _locked(data, name, deadline)
    except DamagedXls as error:
        if "Workbook" not in streams and "Book" not in streams:
            raise damaged from error
    try:
        return _converted(data, "xls", name, deadline)
    except TableError as error:
        raise damaged from error


def _locked(data: bytes, name: str, deadline: Deadline) -> list[Sheet]:
    """Read an encrypted file, which LibreOffice can where only the workbook's structure is locked. Raises TableError."""
    from policymatch.readers.office import program

    if program() is not None:
        try:
            return _converted(data, "xls", name, deadline)
        except TableError:
            pass
    raise TableError(f"{name} 有打开密码，无法读取。", _PASSWORD)


def _of_page(data: bytes, name: str, deadline: Deadline) -> list[Sheet]:
    """Read what systems export under the name .xls: a web page or SpreadsheetML, through LibreOffice."""
    from policymatch.readers.office import program

    if b"<!ENTITY" in data or program() is None or not _holds_table(data):
        raise TableError(f"{name} 是网页或 XML 文件，不是工作簿。", SAVE_AS_XLSX)
    sheets = _converted(data, "xls", name, deadline)
    note = f"{name} 其实是网页或 XML，由 LibreOffice 转换后读取，请留意数字和合并单元格是否正确。"
    return [replace(sheets[0], notes=(*sheets[0].notes, note)), *sheets[1:]]


def _holds_table(data: bytes) -> bool:
    head = data[:200_000].lower()
    return b"<table" in head or b"excel.sheet" in head


def _converted(data: bytes, kind: str, name: str, deadline: Deadline) -> list[Sheet]:
    """Read a file that LibreOffice turns into .xlsx. Raises TableError, also where LibreOffice is not installed."""
    from policymatch.projects.workbook import read_workbook
    from policymatch.readers.office import convert

    try:
        converted = convert(data, kind, Limits(max_bytes=2 * MAX_BYTES), deadline)
    except ReadError as error:
        raise TableError(f"{name}：{error.message}。", error.hint) from error
    return read_workbook(converted, name, deadline)


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

"""Excel workbooks (.xlsx, .xlsm): looked over before openpyxl opens them, because it keeps every cell in memory."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import Any

from policymatch.errors import ReadError
from policymatch.readers.limits import Deadline
from policymatch.readers.packages import FAULTS, Package, parse_xml

MAX_UNPACKED = 300 * 1024 * 1024
MAX_PARTS = 5_000
MAX_CELLS = 1_000_000
MAX_MERGED_CELLS = 500_000
MAX_NODES = 10_000_000
_SLIM_FROM = 100_000

_WHAT = "Excel 文件"
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”，再读取新文件。"
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


class _Watched(io.BytesIO):
    """Bytes that look at the clock whenever they are read: openpyxl itself knows no time limit."""

    def __init__(self, data: bytes, deadline: Deadline) -> None:
        super().__init__(data)
        self._deadline = deadline

    def read(self, size: int | None = -1, /) -> bytes:
        self._deadline.check()
        return super().read(size)


def open_workbook(data: bytes, deadline: Deadline | None = None) -> tuple[Any, dict[str, list[str]]]:
    """Open a workbook with openpyxl: the workbook, and by sheet the cells of formulas that have no stored result.

    Raises ReadError (文件损坏, 已加密, 超出上限, 不支持的格式, 超时).
    """
    slim, uncalculated = _looked_over(data)
    import openpyxl

    try:
        with warnings.catch_warnings():
            # openpyxl warns of whatever it will not keep when saving; nothing is saved here.
            warnings.simplefilter("ignore")
            source = io.BytesIO(slim) if deadline is None else _Watched(slim, deadline)
            book = openpyxl.load_workbook(source, data_only=True, keep_links=False)
    except ReadError:
        raise
    except Exception as error:  # whatever a damaged part makes the parser trip over
        raise _damaged() from error
    if not book.worksheets:
        book.close()
        raise ReadError("Excel 文件里没有工作表", "请确认表格在普通工作表里，而不是图表。", kind="没有文字")
    return book, uncalculated


def _damaged() -> ReadError:
    return ReadError(
        "Excel 文件已损坏或不完整，无法打开",
        "请重新复制原文件；若仍不行，用 Excel 或 WPS 打开修复后另存为 .xlsx。",
        kind="文件损坏",
    )


def _looked_over(data: bytes) -> tuple[bytes, dict[str, list[str]]]:
    """Give the workbook without cells that hold only a format, and by sheet the formulas without a result."""
    package = Package(data, _WHAT, MAX_UNPACKED, MAX_PARTS)
    _check_kind(set(package.names))
    changed: dict[str, bytes] = {}
    uncalculated: dict[str, list[str]] = {}
    cells = merged = nodes = 0
    for part in package.parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        xml = package.read(part)
        if b"<!ENTITY" in xml or b"<!DOCTYPE" in xml:
            raise _damaged()
        if not part.filename.startswith("xl/worksheets/"):
            nodes += xml.count(b"<")
            continue
        if len(_EMPTY_CELL.findall(xml)) + xml.count(b"<row") > _SLIM_FROM:
            xml = changed[part.filename] = _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", xml))
        cells += sum(1 for _ in _CELL.finditer(xml))
        merged += sum(_area(*found.groups()) for found in _MERGE.finditer(xml))
        found = [match.group(1).decode() for match in _UNCALCULATED.finditer(xml)]
        if found:
            uncalculated[part.filename] = found
    if cells > MAX_CELLS or merged > MAX_MERGED_CELLS or nodes > MAX_NODES:
        raise ReadError("单元格或合并区域太多（多半是格式刷到了整行整列），不再读取", _COPY_OUT, kind="超出上限")
    titles = _titles(package) if uncalculated else {}
    named = {titles.get(part, ""): found for part, found in uncalculated.items()}
    return (_rewritten(package, changed) if changed else data), named


def _titles(package: Package) -> dict[str, str]:
    """Give the sheets' titles by the parts they stand in."""
    relations = "xl/_rels/workbook.xml.rels"
    if relations not in package.names:
        return {}
    targets = {
        each.get("Id"): f"xl/{each.get('Target', '')}".replace("xl//xl/", "xl/")
        for each in parse_xml(package.read(relations), _WHAT)
    }
    found = {}
    for each in parse_xml(package.read("xl/workbook.xml"), _WHAT).iter("{*}sheet"):
        link = next((value for name, value in each.attrib.items() if name.endswith("}id")), None)
        found[targets.get(link, "")] = each.get("name", "")
    return found


def _check_kind(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise ReadError("这是二进制工作簿（.xlsb）或 .ods 表格，不能直接读取", _SAVE_AS, kind="不支持的格式")
    if "word/document.xml" in names:
        hint = "请把其中的表格复制到 Excel，保存为 .xlsx。"
        raise ReadError("这是 Word 文档，不是工作簿", hint, kind="不支持的格式")
    raise ReadError("这不是工作簿", "请提供 .xlsx 或 .csv 格式的表格；压缩包请先解压。", kind="不支持的格式")


def _rewritten(package: Package, changed: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    try:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as copy:
            for part in package.parts:
                name = part.filename
                copy.writestr(name, changed[name] if name in changed else package.read(part))
    except FAULTS as error:
        raise _damaged() from error
    return buffer.getvalue()


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    return (_column(right) - _column(left) + 1) * (int(bottom) - int(top) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

"""Excel workbooks (.xlsx, .xlsm) as sheets of cells, merged cells filled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from policymatch.errors import ReadError, TableError
from policymatch.projects.grid import Area, Sheet, assemble
from policymatch.projects.numberformat import as_shown
from policymatch.readers.limits import Deadline
from policymatch.readers.workbook import open_workbook

NAMED = 20
"""How many cells of formulas without a result a warning names."""


def read_workbook(data: bytes, name: str, deadline: Deadline) -> list[Sheet]:
    """Read a workbook's bytes into sheets; ``name`` is the file's name for messages. Raises TableError."""
    try:
        book, uncalculated = open_workbook(data, deadline)
        sheets = []
        for worksheet in book.worksheets:
            deadline.check()
            sheets.append(_sheet(worksheet))
    except ReadError as error:
        raise TableError(f"{name}：{error.message}。", error.hint) from error
    book.close()
    return with_uncalculated(sheets, uncalculated, name)


def with_uncalculated(sheets: list[Sheet], uncalculated: dict[str, list[str]], name: str) -> list[Sheet]:
    """Add the note about formulas that have no stored result to the first sheet."""
    several = len(sheets) > 1
    cells = [
        f"{title}!{cell}" if several and title else cell for title, found in uncalculated.items() for cell in found
    ]
    if not cells:
        return sheets
    shown = "、".join(cells[:NAMED]) + (" 等" if len(cells) > NAMED else "")
    note = f"{name} 有 {len(cells)} 个单元格（{shown}）是公式但没有保存计算结果，按空白读取；"
    note += "请用 Excel 或 WPS 打开并保存一次。"
    return [replace(sheets[0], notes=(*sheets[0].notes, note)), *sheets[1:]]


def _sheet(worksheet: Any) -> Sheet:
    own: dict[int, dict[int, object]] = {}
    # Only cells that exist: iter_rows would make every empty one of a sheet whose last format stands in row 1048576.
    for (row, column), cell in vars(worksheet)["_cells"].items():
        value = cell.value
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            number_format = str(cell.number_format)
            if number_format != "General":
                value = as_shown(value, number_format)
        own.setdefault(row, {})[column - 1] = value
    areas = [
        Area(area.min_row, area.min_col - 1, area.max_row, area.max_col - 1) for area in worksheet.merged_cells.ranges
    ]
    hidden_columns = [
        column - 1
        for dimension in worksheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min or 1, min(dimension.max or 1, 1000) + 1)
    ]
    return assemble(
        str(worksheet.title),
        own,
        areas,
        hidden=worksheet.sheet_state != "visible",
        hidden_rows=[number for number, dimension in worksheet.row_dimensions.items() if dimension.hidden],
        hidden_columns=hidden_columns,
    )

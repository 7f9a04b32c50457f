"""Excel workbooks (.xlsx, .xlsm) as sheets of cells, merged cells filled."""

from __future__ import annotations

from typing import Any

from policymatch.errors import ReadError, TableError
from policymatch.projects.grid import GridRow, Percent, Sheet
from policymatch.readers.workbook import open_workbook


def read_workbook(data: bytes, name: str) -> list[Sheet]:
    """Read a workbook's bytes into sheets; ``name`` is the file's name for messages. Raises TableError."""
    try:
        book, uncalculated = open_workbook(data)
    except ReadError as error:
        raise TableError(f"{name}：{error.message}。", error.hint) from error
    sheets = [_sheet(worksheet) for worksheet in book.worksheets]
    book.close()
    if uncalculated:
        cells = "、".join(uncalculated[:5])
        note = f"{name} 有 {len(uncalculated)} 个单元格（{cells} 等）是公式但没有保存计算结果，按空白读取；"
        note += "请用 Excel 或 WPS 打开并保存一次。"
        sheets[0] = Sheet(sheets[0].name, sheets[0].rows, sheets[0].covered, sheets[0].hidden, (note,))
    return sheets


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

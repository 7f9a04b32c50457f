"""A ranking as an Excel workbook: one sheet a question, ready to filter and to print.

The workbook is written row by row, because a table of 4,000 projects has some 100,000 rows of matches, rules and parts.
Everything that comes from a table or a policy is hostile until it is a cell of text: nothing is ever a formula.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from policymatch.model import Ranking
from policymatch.reports.excel_sheets import make_sheets
from policymatch.reports.excel_table import NONE, Column, Kind, Sheet, Value, is_known

if TYPE_CHECKING:
    from openpyxl import Workbook

FONT = "微软雅黑"
UNKNOWN = "待核"

LONGEST = 32_000
"""Characters in a cell; Excel takes 32,767 and repairs (that is, empties) what has more."""

TALLEST = 400.0
"""Points of a row; Excel takes 409."""

LINE = 13.0
"""Points of a line of 9 point text."""

UNITS = 1.15
"""Halves of a 9 point Chinese character that go on a character of a column's width (a digit of 11 points), with a margin
for lines that break early."""

A3_FROM = 190.0
"""A sheet wider than this, in characters, would be too small to read on A4."""

_FORMULA = ("=", "+", "-", "@")
# What XML 1.0 cannot hold, and the marks that make text run backwards.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
# Excel reads _x0041_ in a file as the character A.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_HEAD, _LINE = "1F4E79", "BFBFBF"
_TIER_FILLS = {"A": "C6E0B4", "B": "DDEBF7", "C": "FFF2CC", "D": "F8CBAD"}
_ANSWER_INKS = {"符合": "2E7D32", "现行": "2E7D32", "不符合": "C00000", "历史": "C00000", UNKNOWN: "B26B00"}
_BARS = ("5B9BD5", "70AD47", "FFC000", "A5A5A5")

_CENTRED = {Kind.SHORT, Kind.WHOLE, Kind.TIER, Kind.ANSWER}
_NUMBERS = {Kind.WHOLE, Kind.SCORE, Kind.MONEY, Kind.SHARE}


def write_workbook(ranking: Ranking, path: Path) -> None:
    """Write the report in Excel's format, whatever the path ends in. Raises OSError where it cannot be written."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "PolicyMatch"
    book.properties.title = clean(_heading(ranking))[:200]
    # Opened first: where nothing can be written, nothing need be made.
    with path.open("wb") as file:
        for sheet in make_sheets(ranking):
            _write_sheet(book, sheet, _heading(ranking))
        book.save(file)


def clean(text: str) -> str:
    """A text as a cell can hold it: no control characters, not too long."""
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _ESCAPE.sub("_x005F_", text[:LONGEST])


def _heading(ranking: Ranking) -> str:
    return ranking.context.get("标题") or ranking.context.get("表格") or "项目排序"


def _write_sheet(book: Workbook, sheet: Sheet, heading: str) -> None:
    from openpyxl.utils import get_column_letter

    page: Any = book.create_sheet(sheet.name)
    last = f"{get_column_letter(len(sheet.columns))}{len(sheet.rows) + 1}"
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.row_dimensions[1].height = 36
    page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}2"
    _set_up_print(page, heading, wide=sum(column.width for column in sheet.columns) > A3_FROM)
    if sheet.filtered:
        page.auto_filter.ref = f"A1:{last}"
    cells = _Cells(page, sheet.columns)
    page.append(cells.head())
    for number, row in enumerate(sheet.rows, 2):
        filled = cells.fill(row)
        # Excel fits the height of rows without one, LibreOffice does not.
        page.row_dimensions[number].height = _height(sheet.columns, filled)
        page.append(filled)
    _draw_bars(page, sheet)
    # Not left to save(): a sheet that an error leaves open complains on stderr when it is collected.
    page.close()


def _set_up_print(page: Any, heading: str, *, wide: bool) -> None:
    """A4 (A3 if wide) on its side, as wide as the sheet, with the heading row on every page and numbered pages."""
    from openpyxl.worksheet.properties import PageSetupProperties

    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 8 if wide else 9
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.7
    # & begins a code in a header.
    page.oddHeader.left.text = " ".join(clean(heading).replace("&", "＆").split())[:80]
    page.oddHeader.right.text = "&A"
    page.oddFooter.center.text = "第 &P 页，共 &N 页"


def _draw_bars(page: Any, sheet: Sheet) -> None:
    from openpyxl.formatting.rule import DataBar, FormatObject, Rule
    from openpyxl.utils import get_column_letter

    drawn = 0
    for number, column in enumerate(sheet.columns, 1):
        if column.bar and sheet.rows:
            letter = get_column_letter(number)
            ends = [FormatObject(type="num", val=0), FormatObject(type="num", val=100)]
            rule = Rule(type="dataBar", dataBar=DataBar(cfvo=ends, color=f"FF{_BARS[drawn % len(_BARS)]}"))
            page.conditional_formatting.add(f"{letter}2:{letter}{len(sheet.rows) + 1}", rule)
            drawn += 1


class _Cells:
    """The cells of one sheet, made once for each column and look and filled anew for every row.

    A row is on disk before the next one is filled, so a cell can be used again; making them takes most of the time.
    """

    def __init__(self, page: Any, columns: tuple[Column, ...]) -> None:
        from openpyxl.styles import Border, Side

        self._page = page
        self._columns = columns
        self._made: dict[tuple[int, str, str, bool], Any] = {}
        line = Side(style="thin", color=_LINE)
        self._border = Border(left=line, right=line, top=line, bottom=line)

    def head(self) -> list[Any]:
        """The row of headings."""
        from openpyxl.styles import Alignment, Font, PatternFill

        row = []
        for column in self._columns:
            cell = self._text_cell(column.title)
            cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFF")
            cell.fill = PatternFill("solid", fgColor=_HEAD)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border = self._border
            row.append(cell)
        return row

    def fill(self, values: tuple[Value, ...]) -> list[Any]:
        """A row of values."""
        return [
            self._fill(number, column, value)
            for number, (column, value) in enumerate(zip(self._columns, values, strict=True))
        ]

    def _fill(self, number: int, column: Column, value: Value) -> Any:
        if isinstance(value, float) and not is_known(value):
            value = None
        if value is None and column.kind in (Kind.MONEY, Kind.SHARE):
            value = UNKNOWN
        if value is None or isinstance(value, str):
            text = clean(value or "")
            cell = self._look(number, column, "General", _tone(column, text), text.lstrip().startswith(_FORMULA))
            _set_text(cell, text)
            return cell
        cell = self._look(number, column, _format(column.kind, value), "", False)
        cell.value = value
        return cell

    def _look(self, number: int, column: Column, form: str, tone: str, quoted: bool) -> Any:
        key = (number, form, tone, quoted)
        if key not in self._made:
            self._made[key] = self._make(column, form, tone, quoted)
        return self._made[key]

    def _make(self, column: Column, form: str, tone: str, quoted: bool) -> Any:
        from openpyxl.styles import Alignment, Font, PatternFill

        cell = self._text_cell("")
        fill = _TIER_FILLS.get(tone)
        cell.font = Font(name=FONT, size=9, bold=fill is not None, color=_ANSWER_INKS.get(tone, "000000"))
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        across = "center" if tone or column.kind in _CENTRED else "right" if column.kind in _NUMBERS else "left"
        wrap = column.kind not in _NUMBERS
        cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=wrap, indent=int(across == "right"))
        cell.number_format = form
        cell.border = self._border
        # With the quote prefix a text stays a text when someone edits the cell.
        cell.quotePrefix = quoted
        return cell

    def _text_cell(self, text: str) -> Any:
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(self._page)
        _set_text(cell, text)
        return cell


def _height(columns: tuple[Column, ...], cells: list[Any]) -> float:
    """Points that a row needs to show all its text, by counting what goes on a line."""
    lines = 1
    for column, cell in zip(columns, cells, strict=True):
        if cell.data_type == "s":
            room = max(4, int(column.width * UNITS))
            lines = max(lines, sum(max(1, math.ceil(_units(line) / room)) for line in cell.value.split("\n")))
    return min(TALLEST, 6 + LINE * lines)


def _units(line: str) -> int:
    """The width of a line, in halves of a Chinese character."""
    if line.isascii():
        return len(line)
    return len(line) + sum(east_asian_width(character) in "WFA" for character in line)


def _set_text(cell: Any, text: str) -> None:
    """Openpyxl makes a formula of "=1" and an error of "#N/A"; both are text here."""
    cell.value = text or None
    cell.data_type = "s" if text else "n"


def _tone(column: Column, text: str) -> str:
    """What the colours and the place of a text in its cell depend on."""
    if column.kind is Kind.TIER:
        return text[:1]
    if text.startswith(f"{UNKNOWN}（") and column.kind is Kind.MONEY:
        return UNKNOWN
    return text if text in (UNKNOWN, NONE) or (column.kind is Kind.ANSWER and text in _ANSWER_INKS) else ""


def _format(kind: Kind, value: float) -> str:
    """A number's format: decimals only where there are any."""
    if kind is Kind.MONEY:
        return "#,##0" if value == int(value) else "#,##0.00"
    if kind is Kind.SHARE:
        return "0%" if abs(value * 100 - round(value * 100)) < 1e-6 else "0.0%"
    return "0" if kind is Kind.WHOLE or isinstance(value, int) else "0.0"

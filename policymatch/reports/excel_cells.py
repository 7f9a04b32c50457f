"""How a value looks in a cell, and how tall its row must be."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from policymatch.reports.excel_table import Column, Kind, Value
from policymatch.reports.phrases import NONE, UNKNOWN, is_known, printable_signs

FONT = "微软雅黑"
TEXT = "General"
"""The number format of texts."""

LONGEST = 32_000
"""Characters in a cell; Excel takes 32,767 and repairs (that is, empties) what has more."""

TALLEST = 400.0
"""Points of a row; Excel takes 409."""

LINE = 13.0
"""Points of a line of 9 point text."""

HEAD_LINE = 14.0
"""Points of a line of a heading."""

INDENT = 1.0
"""Characters of a column's width that stay empty before a text."""

UNITS = 1.15
"""Halves of a 9 point Chinese character that go on a character of a column's width (a digit of 11 points), with a margin
for lines that break early."""

HEAD, GRID = "#1F4E79", "#BFBFBF"
TIER_FILLS = {"A": "#C6E0B4", "B": "#DDEBF7", "C": "#FFF2CC", "D": "#F8CBAD"}
BARS = ("#9DC3E6", "#A9D18E", "#FFD966", "#C9C9C9")

_ANSWER_INKS = {"符合": "#2E7D32", "现行": "#2E7D32", "不符合": "#C00000", "历史": "#C00000", UNKNOWN: "#B26B00"}
_CENTRED = {Kind.SHORT, Kind.WHOLE, Kind.TIER, Kind.ANSWER}
_NUMBERS = {Kind.WHOLE, Kind.SCORE, Kind.MONEY, Kind.LOOSE, Kind.SHARE}

_FORMULA = ("=", "+", "-", "@")


def clean(text: str) -> str:
    """A text as a cell can hold it: without signs that no file holds or that turn it round, and not too long."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = printable_signs(text)[:LONGEST]
    # The writer takes a text between these two marks for ready-made XML.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


class Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        """A format with the report's font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": FONT, "font_size": 9, "valign": "vcenter"} | properties
            )
        return self._made[key]

    def head(self) -> Any:
        """The format of headings."""
        return self.get(font_size=10, bold=True, font_color="#FFFFFF", bg_color=HEAD, align="center", text_wrap=True,
                        border=1, border_color=GRID)  # fmt: skip

    def cell(self, kind: Kind, form: str, tone: str, quoted: bool) -> Any:
        """The format of a value: its column's kind, its number format and what its text says."""
        fill = TIER_FILLS.get(tone)
        across = "center" if tone or kind in _CENTRED else "right" if kind in _NUMBERS else "left"
        properties: dict[str, Any] = {"align": across, "border": 1, "border_color": GRID, "num_format": form}
        if fill:
            properties |= {"bg_color": fill, "bold": True}
        if tone in _ANSWER_INKS:
            properties["font_color"] = _ANSWER_INKS[tone]
        # A number that is too wide for its cell becomes small, not ####.
        properties["text_wrap" if kind not in _NUMBERS or form == TEXT else "shrink"] = True
        if across != "center":
            properties["indent"] = 1
        if quoted:
            # With the quote prefix a text stays a text when someone edits the cell.
            properties["quote_prefix"] = True
        return self.get(**properties)


class Cells:
    """Writes the cells of one sheet; what a cell looks like is worked out once for each column and kind of value."""

    def __init__(self, page: Any, looks: Looks, columns: tuple[Column, ...]) -> None:
        self._page = page
        self._looks = looks
        self._columns = columns
        self._rooms = [max(4, int((column.width - INDENT) * UNITS)) for column in columns]
        self._made: dict[tuple[Kind, str, str, bool], Any] = {}

    def head(self) -> None:
        """Write the row of headings."""
        lines = max(lines_of(column.title, max(4, int(column.width))) for column in self._columns)
        self._page.set_row(0, max(36, 8 + HEAD_LINE * lines))
        for number, column in enumerate(self._columns):
            self._page.write_string(0, number, column.title, self._looks.head())

    def note(self, words: str) -> None:
        """Write one line across the first row of values, where there are none."""
        look = self._looks.get(font_size=10, align="center", font_color="#7F7F7F", border=1, border_color=GRID)
        self._page.set_row(1, 24)
        self._page.merge_range(1, 0, 1, len(self._columns) - 1, "", look)
        self._page.write_string(1, 0, words, look)

    def write(self, row: int, values: tuple[Value, ...]) -> None:
        """Write a row of values, as tall as its text needs."""
        lines = 1
        ready: list[tuple[Value, Any]] = []
        for column, room, value in zip(self._columns, self._rooms, values, strict=True):
            kind = column.kind
            if isinstance(value, float) and not is_known(value):
                value = None
            if value is None and kind in (Kind.MONEY, Kind.SHARE):
                value = UNKNOWN
            if value is None or isinstance(value, str):
                value = clean(value) if value else ""
                tone = _tone(kind, value)
                look = self._look(kind, TEXT, tone, value.lstrip().startswith(_FORMULA))
                if len(value) * 2 > room or "\n" in value:
                    lines = max(lines, lines_of(value, room))
            else:
                look = self._look(kind, number_format(kind, value), "", False)
            ready.append((value, look))
        # Excel fits the height of rows without one, LibreOffice does not.
        page = self._page
        page.set_row(row, min(TALLEST, 6 + LINE * lines))
        for number, (value, look) in enumerate(ready):
            if not isinstance(value, str):
                page.write_number(row, number, value, look)
            elif value:
                page.write_string(row, number, value, look)
            else:
                page.write_blank(row, number, None, look)

    def _look(self, kind: Kind, form: str, tone: str, quoted: bool) -> Any:
        key = (kind, form, tone, quoted)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._looks.cell(*key)
        return found


@lru_cache(maxsize=20_000)
def lines_of(text: str, room: int) -> int:
    """How many lines a text takes, by counting what goes on one (``room`` halves of a Chinese character)."""
    return sum(max(1, math.ceil(_units(line) / room)) for line in text.split("\n"))


def _units(line: str) -> int:
    """The width of a line, in halves of a Chinese character: GB 18030 takes two bytes for a wide one."""
    return len(line) if line.isascii() else len(line.encode("gb18030", "replace"))


def _tone(kind: Kind, text: str) -> str:
    """What the colours and the place of a text in its cell depend on."""
    if kind is Kind.TIER:
        return text[:1]
    if text.startswith(f"{UNKNOWN}（") and kind is Kind.MONEY:
        return UNKNOWN
    return text if text in (UNKNOWN, NONE) or (kind is Kind.ANSWER and text in _ANSWER_INKS) else ""


def number_format(kind: Kind, value: float) -> str:
    """A number's format: decimals only where there are any."""
    if kind in (Kind.MONEY, Kind.LOOSE):
        return "#,##0" if value == int(value) else "#,##0.00"
    if kind is Kind.SHARE:
        return "0%" if abs(value * 100 - round(value * 100)) < 1e-6 else "0.0%"
    return "0" if kind is Kind.WHOLE or isinstance(value, int) else "0.0"

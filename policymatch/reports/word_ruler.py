"""How tall a stretch of a Word document will be, so that a project is cut to a page before it is written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol
from unicodedata import east_asian_width

from policymatch.reports.phrases import plain
from policymatch.reports.word_paper import CELL_LINE, CELL_SIZE, LONGEST, LOOKS, WIDTH_MM, Column, Look

PAGE = 225 / 25.4 * 72
"""Points of text on a page (版心 225 毫米)."""

_POINTS = 72 / 25.4
_PADDING = 7.0
"""Points that a cell keeps free at its sides."""
_ROW = 1.5
"""Points of a row beside its lines."""
_LOST = 1.0
"""Characters a line loses because no line may begin with a sign of punctuation (避头尾)."""


class Writer(Protocol):
    """What a page is written to."""

    def heading(self, text: str, level: int = 1) -> None:
        """A heading."""

    def caption(self, text: str) -> None:
        """A small heading within a page."""

    def item(self, text: str, label: str = "") -> None:
        """A line of small text."""

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, strong_last: bool = False) -> None:
        """A table across the page."""


class Ruler:
    """A writer that writes nothing and adds up heights, in points."""

    def __init__(self) -> None:
        self.height = 0.0

    def heading(self, text: str, level: int = 1) -> None:
        """A heading."""
        self._add(f"Heading {level}", text)

    def caption(self, text: str) -> None:
        """A small heading within a page."""
        self._add("Caption", text)

    def item(self, text: str, label: str = "") -> None:
        """A line of small text."""
        self._add("List", label + plain(text, LONGEST))

    def _add(self, style: str, text: str) -> None:
        look: Look = LOOKS[style]
        lines = count_lines(text, WIDTH_MM * _POINTS / look.size)
        self.height += look.before + look.after + lines * look.line

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, strong_last: bool = False) -> None:
        """A table across the page."""
        whole = sum(column.share for column in columns)
        room = [(WIDTH_MM * _POINTS * column.share / whole - _PADDING) / CELL_SIZE for column in columns]
        for row in ([column.title for column in columns], *rows):
            lines = max(
                sum(count_lines(line, wide) for line in text.split("\n")) for text, wide in zip(row, room, strict=True)
            )
            self.height += _ROW + lines * CELL_LINE


def count_lines(text: str, room: float) -> int:
    """Lines of a text where ``room`` Chinese characters go on one."""
    wide = sum(1.0 if east_asian_width(sign) in "WFA" else 0.55 for sign in text)
    return 1 if wide <= room else math.ceil(wide / max(1.0, room - _LOST))

"""The three formats of every listing: a table for people, JSON for programs, CSV for Excel."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

WIDTH = 100
"""Columns of a table where there is no terminal to ask."""

_PIECES = re.compile(r"(?:[0-9A-Za-z][0-9A-Za-z.,_-]*%?|.)[，。；：、）〕】》”’！？]*", re.DOTALL)
"""What stays on one line: a figure, a word of letters, and signs that begin no line with what they close."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def console(stream: IO[str] | None = None) -> Console:
    """A console that fits the terminal, and 100 columns in a pipe."""
    from rich.console import Console

    target = stream or sys.stdout
    width = None if target.isatty() else WIDTH
    return Console(file=target, width=width, highlight=False, soft_wrap=False)


def fold_lines(text: Text, width: int) -> Text:
    """A one-line text in lines of that many columns.

    Rich breaks lines at spaces, of which a Chinese sentence has one where it should not break. A figure is not cut in
    two: 6 and 5.2 are no 65.2.
    """
    from rich.cells import cell_len
    from rich.text import Text

    width = max(width, 2)
    ends: list[int] = []
    at = used = 0
    for piece in _PIECES.findall(text.plain):
        size = cell_len(piece)
        # What is wider than a line is cut wherever the line ends.
        for part in (piece,) if size <= width else piece:
            size = cell_len(part)
            if used + size > width:
                ends.append(at)
                used = 0
            at, used = at + len(part), used + size
    return Text("\n").join(text.divide(ends))


def safe(value: object) -> object:
    """A cell that a spreadsheet would take for a formula leaves as text."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def printable(text: str) -> str:
    """A text that a file's name or content gave, for a terminal: control signs are written out, not obeyed."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def json_text(data: Any) -> str:
    """One JSON document, without ASCII escapes."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV with a byte-order mark, so that Excel reads it as UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe(value) for value in row] for row in rows)
    return "\ufeff" + buffer.getvalue()


def money(value: float | None) -> str:
    """A sum in 万元 as it is printed; what is not known is 待核."""
    return "待核" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")

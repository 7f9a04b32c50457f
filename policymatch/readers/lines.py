"""Lines of a PDF page with their place on it, and the page furniture among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from policymatch.readers.cells import Table
from policymatch.text.normalize import mend


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. ``left``, ``right``, ``base`` and ``size`` are in points; ``sheet`` is the page's width.

    The right edge is estimated from the kinds of characters, so it is good to about one character.
    """

    text: str
    page: int
    left: float
    right: float
    base: float
    size: float
    sheet: float

    def rewritten(self, change: Callable[[str], str]) -> Line:
        """Return the line with its text changed."""
        return replace(self, text=change(self.text))


Piece = tuple[str, float, float, float]
"""Text as pypdf hands it out: the text, x and y of its beginning, the size of its letters, in points."""

Item = Line | Table
"""What stands on a page."""


class LineMaker:
    """Puts the pieces of a page together to lines, in the order in which they come."""

    def __init__(self, page: int, sheet: float) -> None:
        self._page = page
        self._sheet = sheet
        self._pieces: list[Piece] = []
        self.lines: list[Line] = []

    def add(self, piece: Piece) -> None:
        """Add a piece to the line."""
        self._pieces.append(piece)

    def end_line(self, *, alone: bool = False) -> None:
        """Close the line that is being put together; ``alone`` keeps it apart from a former one at its height."""
        if not self._pieces:
            return
        visible = [piece for piece in self._pieces if not piece[0].isspace()]
        text = _tidy("".join([piece[0] for piece in self._pieces]))
        self._pieces.clear()
        if not visible or not text:
            return
        _, left, base, _ = visible[0]
        sizes: dict[float, int] = {}
        for shown, _, _, size in visible:
            size = round(size, 1)
            sizes[size] = sizes.get(size, 0) + len(shown)
        size = max(sizes, key=sizes.__getitem__)
        right = _right(visible)
        if right <= left:
            right = left + width(text) * size
        line = Line(text, self._page, left, right, base, size, self._sheet)
        if not alone and self.lines and _same_row(self.lines[-1], line):
            former = self.lines[-1]
            self.lines[-1] = replace(former, text=f"{former.text} {text}", right=line.right)
        else:
            self.lines.append(line)


def _right(pieces: Sequence[Piece]) -> float:
    """Return where a line ends. A piece that has its place from the one before has to be added to it."""
    start = len(pieces) - 1
    while start and pieces[start][1:3] == pieces[start - 1][1:3]:
        start -= 1
    return pieces[start][1] + sum(width(piece[0].strip()) * piece[3] for piece in pieces[start:])


def _same_row(former: Line, line: Line) -> bool:
    return abs(former.base - line.base) < 0.2 * line.size and 0 <= line.left - former.right < 20 * line.size


def width(text: str) -> float:
    """Return the width of a text in units of the font's size: 1 for a Han character, half for a Latin one."""
    return len(text) - 0.5 * sum(1 for char in text if char < "\u2000")


def _tidy(text: str) -> str:
    return " ".join(part for part in mend(text).replace("\t", " ").split(" ") if part).strip()


# "— 3 —", "第 3 页 共 10 页" and "Page 3 of 10" can only be page numbers; "3", "- 3" and "3/10" may be figures.
_DASH = "[-—–―－─·•~～]"
_SURE = re.compile(
    rf"{_DASH}{{1,4}}\s{{0,3}}(\d{{1,5}})\s{{0,3}}{_DASH}{{1,4}}|第\s{{0,3}}(\d{{1,5}})\s{{0,3}}页(?:.{{0,4}}共.{{0,3}}\d{{1,5}}.{{0,3}}页)?"
    r"|page\s{0,3}(\d{1,5})(?:\s{0,3}(?:of|/)\s{0,3}\d{1,5})?",
    re.I,
)
_PERHAPS = re.compile(rf"{_DASH}?\s{{0,3}}(\d{{1,5}})\s{{0,3}}(?:{_DASH}|[/／]\s{{0,3}}\d{{1,5}})?")
_DIGITS = re.compile(r"\d+")
# What stands above each of several tables at the same height is no running head.
_TABLE_TITLE = re.compile(
    r"[（(]?(?:金额|计量|货币)?单位\s?[:：]|附?表\s?[\d一二三四五六七八九十]|[^。]{2,40}表(?:[（(].{1,12}[）)])?$"
)


def without_furniture(pages: Sequence[Sequence[Item]]) -> list[list[Item]]:
    """Leave out page numbers and running heads and feet, which stand in the two first or last lines of a page."""
    lines = [[item for item in page if isinstance(item, Line)] for page in pages]
    offsets = Counter(
        number - line.page for page in lines for line in _edges(page) if (number := _page_number(line.text)) is not None
    )
    heads = _running(lines)
    kept = []
    for page, own in zip(pages, lines, strict=True):
        edges = {id(line) for line in _edges(own)}
        titles = _titles(page)
        kept.append(
            [
                item
                for item in page
                if isinstance(item, Table)
                or id(item) not in edges
                or not _is_furniture(item, offsets, heads if id(item) not in titles else set())
            ]
        )
    return kept


def _titles(page: Sequence[Item]) -> set[int]:
    """Return the ids of the lines right above a table that look like its title or unit."""
    found = set()
    above = False
    for item in reversed(page):
        above = isinstance(item, Table) or (above and _TABLE_TITLE.match(item.text) is not None)
        if above:
            found.add(id(item))
    return found


def _edges(page: Sequence[Line]) -> list[Line]:
    """Return the lines that can be furniture: by their order in the file and by their place on the sheet."""
    if len(page) <= 4:
        return list(page)
    by_place = sorted(page, key=lambda line: line.base)
    chosen = {id(line): line for line in (*page[:2], *page[-2:], *by_place[:2], *by_place[-2:])}
    return list(chosen.values())


def is_page_number(text: str) -> bool:
    """Whether a text can only be a page's number."""
    return _SURE.fullmatch(text[:40]) is not None


def _page_number(text: str) -> int | None:
    match = _SURE.fullmatch(text[:40]) or _PERHAPS.fullmatch(text[:40])
    return int(next(group for group in match.groups() if group)) if match else None


def _is_furniture(line: Line, offsets: Counter[int], heads: set[tuple[str, int]]) -> bool:
    number = _page_number(line.text)
    if number is not None:
        # A page's number keeps its distance to the page's place in the file.
        return is_page_number(line.text) or offsets[number - line.page] > 1
    return _head_key(line) in heads


def _head_key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text), round(line.base)


def _running(pages: Sequence[Sequence[Line]]) -> set[tuple[str, int]]:
    """Return what stands at the same height on three pages or more, and on two fifths of all (left pages only)."""
    counts = Counter(key for page in pages for key in {_head_key(line) for line in _edges(page)})
    return {key for key, count in counts.items() if count >= max(3, 0.4 * len(pages))}


def all_text(pages: Iterable[Iterable[Item]]) -> str:
    """Return the text of all lines and tables, for counting characters."""
    return "".join(item.text for page in pages for item in page)

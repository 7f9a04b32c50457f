"""Lines of a PDF page with their place on it, and the page furniture among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

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


Matrix = Sequence[float]


class LineCatcher:
    """Takes a page's pieces of text in the order pypdf finds them and puts lines together."""

    def __init__(self, page: int, sheet: float) -> None:
        self._page = page
        self._sheet = sheet
        self._pieces: list[tuple[str, float, float, float]] = []
        self.lines: list[Line] = []

    def catch(self, text: str, user: Matrix, own: Matrix, size: float) -> None:
        """Take a piece; ``user`` and ``own`` are the matrices it was drawn with, ``size`` the font's."""
        x = own[4] * user[0] + own[5] * user[2] + user[4]
        y = own[4] * user[1] + own[5] * user[3] + user[5]
        scale = abs((own[0] * own[3] - own[1] * own[2]) * (user[0] * user[3] - user[1] * user[2])) ** 0.5
        for index, part in enumerate(text.split("\n")):
            if index:
                self.end_line()
            if part:
                self._pieces.append((part, x, y, size * scale or 1.0))

    def end_line(self) -> None:
        """Close the line that is being put together."""
        visible = [piece for piece in self._pieces if piece[0].strip()]
        text = _tidy("".join(piece[0] for piece in self._pieces))
        self._pieces.clear()
        if not visible or not text:
            return
        _, left, base, _ = visible[0]
        size = Counter(round(piece[3], 1) for piece in visible for _ in piece[0]).most_common(1)[0][0]
        last = visible[-1]
        right = last[1] + width(last[0].strip()) * last[3]
        if right <= left:
            right = left + width(text) * size
        line = Line(text, self._page, left, right, base, size, self._sheet)
        if self.lines and _same_row(self.lines[-1], line):
            former = self.lines[-1]
            self.lines[-1] = replace(former, text=f"{former.text} {text}", right=right)
        else:
            self.lines.append(line)


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


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Leave out page numbers and running heads and feet, which stand in the two first or last lines of a page."""
    offsets = Counter(
        number - line.page for page in pages for line in _edges(page) if (number := _page_number(line.text)) is not None
    )
    heads = _running(pages)
    kept = []
    for page in pages:
        edges = {id(line) for line in _edges(page)}
        kept.append([line for line in page if id(line) not in edges or not _is_furniture(line, offsets, heads)])
    return kept


def _edges(page: Sequence[Line]) -> list[Line]:
    """Return the lines that can be furniture: by their order in the file and by their place on the sheet."""
    if len(page) <= 4:
        return list(page)
    by_place = sorted(page, key=lambda line: line.base)
    chosen = {id(line): line for line in (*page[:2], *page[-2:], *by_place[:2], *by_place[-2:])}
    return list(chosen.values())


def _page_number(text: str) -> int | None:
    match = _SURE.fullmatch(text[:40]) or _PERHAPS.fullmatch(text[:40])
    return int(next(group for group in match.groups() if group)) if match else None


def _is_furniture(line: Line, offsets: Counter[int], heads: set[tuple[str, int]]) -> bool:
    number = _page_number(line.text)
    if number is not None:
        # A page's number keeps its distance to the page's place in the file.
        return _SURE.fullmatch(line.text[:40]) is not None or offsets[number - line.page] > 1
    return _head_key(line) in heads


def _head_key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text), round(line.base)


def _running(pages: Sequence[Sequence[Line]]) -> set[tuple[str, int]]:
    """Return what stands at the same height on three pages or more, and on two fifths of all (left pages only)."""
    counts = Counter(key for page in pages for key in {_head_key(line) for line in _edges(page)})
    return {key for key, count in counts.items() if count >= max(3, 0.4 * len(pages))}


def all_text(pages: Iterable[Iterable[Line]]) -> str:
    """Return the text of all lines, for counting characters."""
    return "".join(line.text for page in pages for line in page)

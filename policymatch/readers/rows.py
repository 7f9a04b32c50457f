"""Pieces of text that lie about on a page put into lines, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from policymatch.readers.blocks import BlockList
from policymatch.readers.lines import Item, Line
from policymatch.readers.paragraphs import Paragraph, paragraphs

_SAME_ROW = 0.45  # how far apart, in characters, pieces of one row may stand
_SPACE = 0.4  # how wide, in characters, a gap must be to be more than the distance of two letters
_COLUMN_LINES = 8  # lines a column of text has at least
_COLUMN_FILLED = 0.75  # how much of its column's width half of the lines fill at least: cells of tables do not
_COLUMN_LETTERS = 10  # letters half of the lines have at least


def rows(pieces: Sequence[Line]) -> list[Line]:
    """Put one page's pieces into lines from top to bottom, column by column where the page has two.

    The lines of the second column are moved under the first, so that a paragraph may go on from one to the other.
    """
    gutter = _gutter(pieces)
    if gutter is None:
        return _rows(pieces)
    lines: list[Line] = []
    crossing = sorted((piece for piece in pieces if _crosses(piece, gutter)), key=lambda piece: -piece.base)
    edges = [float("inf"), *(piece.base for piece in crossing), float("-inf")]
    for number, (top, bottom) in enumerate(pairwise(edges)):
        band = [piece for piece in pieces if not _crosses(piece, gutter) and bottom <= piece.base < top]
        first = [replace(piece, sheet=piece.sheet / 2) for piece in band if piece.right <= gutter]
        second = [piece for piece in band if piece.right > gutter]
        lines += _rows(first)
        lines += _rows([_moved(piece, gutter, pieces) for piece in second])
        lines += crossing[number : number + 1]
    return lines


def add_paragraphs(blocks: BlockList, pages: Sequence[Sequence[Item]]) -> None:
    """Join the lines of a document's pages to paragraphs and add them."""
    for part in paragraphs(pages):
        if isinstance(part, Paragraph):
            blocks.add(part.text, page=part.page)


def _rows(pieces: Sequence[Line]) -> list[Line]:
    found: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.base, piece.left)):
        row = found[-1] if found else None
        if row and row[0].base - piece.base < _SAME_ROW * min(row[0].size, piece.size):
            row.append(piece)
        else:
            found.append([piece])
    return [_joined(sorted(row, key=lambda piece: piece.left)) for row in found]


def _joined(row: Sequence[Line]) -> Line:
    """Make one line of a row's pieces, with a space where there is room between two."""
    text = row[0].text
    for before, piece in pairwise(row):
        gap = piece.left - before.right
        text += (" " if gap > _SPACE * max(before.size, piece.size) else "") + piece.text
    longest = max(row, key=lambda piece: len(piece.text))
    right = max(piece.right for piece in row)
    return replace(
        longest, text=" ".join(part for part in text.split(" ") if part).strip(), left=row[0].left, right=right
    )


def _gutter(pieces: Sequence[Line]) -> float | None:
    """Return where the empty strip between two columns of text lies; None where the page has one column."""
    if len(pieces) < 2 * _COLUMN_LINES:
        return None
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    places = [left + share * (right - left) / 40 for share in range(14, 27)]
    place = min(places, key=lambda place: sum(_crosses(piece, place) for piece in pieces))
    first = [piece for piece in pieces if piece.right <= place]
    second = [piece for piece in pieces if piece.left >= place]
    if min(len(first), len(second)) < _COLUMN_LINES or len(first) + len(second) < 0.9 * len(pieces):
        return None
    for column in (first, second):
        wide = max(piece.right for piece in column) - min(piece.left for piece in column)
        usual = median(piece.right - piece.left for piece in column)
        if usual < _COLUMN_FILLED * wide or usual < _COLUMN_LETTERS * median(piece.size for piece in column):
            return None
    return place


def _crosses(piece: Line, place: float) -> bool:
    return piece.left < place < piece.right


def _moved(piece: Line, gutter: float, pieces: Sequence[Line]) -> Line:
    """Move a piece of the second column to where it would stand in the first."""
    first = min(other.left for other in pieces if other.right <= gutter)
    second = min(other.left for other in pieces if other.left >= gutter)
    return replace(piece, left=piece.left - second + first, right=piece.right - second + first, sheet=piece.sheet / 2)

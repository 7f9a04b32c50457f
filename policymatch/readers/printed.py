"""From the boxes that text recognition finds on a page to printed lines with their place and size."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from policymatch.readers.lines import Line, width
from policymatch.readers.paragraphs import opens
from policymatch.readers.rows import rows
from policymatch.text.normalize import mend

_LONG = 8  # characters a line has by which the body's size is measured
_LARGER = 1.25  # how much higher than the body's a box is that holds larger letters; boxes are rough
_LARGER_SHORT = 1.6  # the same for two or three letters, whose boxes are rougher still
_SHORT = 3.5
_SMALLER = 0.75
_A4 = (595.0, 842.0)  # points
_MARGIN = 80.0  # points


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of text as recognised: its corners in pixels from the upper left, clockwise, and how sure it is."""

    corners: list[tuple[float, float]]
    text: str
    score: float

    @property
    def wide(self) -> float:
        """The length of its upper edge."""
        return math.dist(self.corners[0], self.corners[1])

    @property
    def high(self) -> float:
        """The length of its left edge."""
        return math.dist(self.corners[0], self.corners[3])


def mean_score(boxes: Sequence[Box]) -> float:
    """Return how sure the text of the boxes is on average, a long one counting more."""
    chars = sum(len(box.text) for box in boxes)
    return sum(box.score * len(box.text) for box in boxes) / chars if chars else 0.0


def lies(boxes: Sequence[Box]) -> bool:
    """Whether most of the text runs from top to bottom: the page lies on its side."""
    tall = sum(box.high for box in boxes if box.high > 1.5 * box.wide)
    flat = sum(box.wide for box in boxes if box.wide > 1.5 * box.high)
    return tall > flat


def printed_lines(boxes: Sequence[Box], page: int, size: tuple[int, int]) -> list[Line]:
    """Return a page's lines in reading order; ``size`` is the picture's in pixels.

    Scanners give sheets any size, so every sheet is taken to be as wide as A4.
    All letters about as large as the body's are given its size, and the body's left edge the same place on every
    page, because a sheet lies a little differently on the glass each time.
    """
    boxes = [box for box in boxes if box.text.strip()]
    if not boxes:
        return []
    boxes = _straight(boxes, size)
    sheet = _A4[0] if size[0] <= size[1] else _A4[1]
    unit = sheet / size[0]
    high, pitch = _body(boxes)
    pieces = []
    for box in boxes:
        times = box.high / high
        larger = _LARGER if width(box.text) >= _SHORT else _LARGER_SHORT
        own = pitch * (1.0 if _SMALLER < times < larger else times)
        middle = sum(y for _, y in box.corners) / 4
        left, right = min(x for x, _ in box.corners), max(x for x, _ in box.corners)
        base = size[1] - middle - 0.4 * own
        pieces.append(Line(tidy(box.text), page, left * unit, right * unit, base * unit, own * unit, sheet))
    return _spaced(_at_the_margin(rows(pieces)))


def _straight(boxes: Sequence[Box], size: tuple[int, int]) -> list[Box]:
    """Turn the boxes about the sheet's middle so that the lines lie level."""
    slopes = [
        math.atan2(box.corners[1][1] - box.corners[0][1], box.corners[1][0] - box.corners[0][0])
        for box in boxes
        if box.wide > 6 * box.high
    ]
    slope = median(slopes) if slopes else 0.0
    if abs(slope) < 0.0015:
        return list(boxes)
    sine, cosine, x0, y0 = math.sin(-slope), math.cos(slope), size[0] / 2, size[1] / 2
    return [
        replace(
            box,
            corners=[
                (x0 + (x - x0) * cosine - (y - y0) * sine, y0 + (x - x0) * sine + (y - y0) * cosine)
                for x, y in box.corners
            ],
        )
        for box in boxes
    ]


def _body(boxes: Sequence[Box]) -> tuple[float, float]:
    """Return the height of the body's boxes and the width of its letters, in pixels."""
    long = [box for box in boxes if width(box.text) >= _LONG] or list(boxes)
    high = median(box.high for box in long for _ in box.text)
    body = [box for box in long if _SMALLER < box.high / high < _LARGER]
    return high, median(box.wide / width(box.text) for box in body for _ in box.text)


def _at_the_margin(lines: Sequence[Line]) -> list[Line]:
    """Move a page's lines sideways, so that the body's left edge is where it is on every other page."""
    full = sorted(line.left for line in lines if width(line.text) >= _LONG)
    edge = next((left for left, after in pairwise(full) if after - left < 0.6 * lines[0].size), None)
    if edge is None:
        return list(lines)
    shift = _MARGIN - edge
    return [replace(line, left=line.left + shift, right=line.right + shift) for line in lines]


_HAN = "[\u3400-\u9fff]"
_RULE = "[一\\-—–－_·•]"
# The dashes around a page number come out as all kinds of strokes, or one of them not at all.
_PAGE_NUMBER = re.compile(rf"{_RULE}{{1,3}}\s?(\d{{1,4}})\s?{_RULE}{{1,3}}|(\d{{1,4}})\s?[一—]|[一—]\s?(\d{{1,4}})")
_WIDE = str.maketrans(",;:!?()", "，；：！？（）")
# Half-width marks beside Han characters are the recogniser's, not the printer's.
_AFTER_HAN = re.compile(rf"(?<={_HAN})[,;:!?](?={_HAN}|$)|(?<={_HAN})\)|\((?={_HAN})")
# No per cent sign is followed by a lone zero or o; the per mille sign is read so.
_PER_MILLE = re.compile(r"%[0oO](?![\w.%])|%[0oO](?=[\u3400-\u9fff])")
_LABEL = re.compile(r"第[一二三四五六七八九十百零〇\d]{1,8}(?:[编章节]|条(?:之[一二三四五六七八九十]{1,3})?)(?=\S)")
_ENDED = re.compile("[。；：:;]$")


def tidy(text: str) -> str:
    """Mend what recognition is known to get wrong and nothing else: dashes around a page number, half-width marks, ‰."""
    text = _PER_MILLE.sub("‰", mend(text).strip())
    number = _PAGE_NUMBER.fullmatch(text)
    if number:
        return f"— {number[1] or number[2] or number[3]} —"
    return _AFTER_HAN.sub(lambda match: match[0].translate(_WIDE), text)


def _spaced(lines: Sequence[Line]) -> list[Line]:
    """Put the space that stands after 第一条 and 第一章 back, which is too narrow to be recognised."""
    spaced: list[Line] = []
    edge = min((line.left for line in lines), default=0.0)
    for line in lines:
        label = _LABEL.match(line.text)
        begins = line.left > edge + line.size or (spaced and _ENDED.search(spaced[-1].text))
        if label and begins and opens(line.text):
            line = replace(line, text=f"{label[0]} {line.text[label.end() :]}")
        spaced.append(line)
    return spaced

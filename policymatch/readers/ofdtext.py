"""The text objects of an OFD page (GB/T 33190-2016, 11): which letters stand where."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from policymatch.readers.lines import width

Matrix = tuple[float, float, float, float, float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_NUMBER = re.compile(r"[-+]?(?:\d{1,12}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,2})?")
_FAR = 1e6  # millimetres; what lies further off is a damaged number
_STEEP = 0.3  # radians from the horizontal: a watermark, not a line


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A run of letters on one line, in millimetres from the sheet's upper left corner."""

    text: str
    left: float
    right: float
    base: float
    size: float


def pieces_of(element: Any) -> Iterator[TextPiece]:
    """Yield the runs of a TextObject, one for each line it holds; upright letters set one below the other one by one.

    Text at an angle, which is how watermarks are set, is left out.
    """
    box = floats(element.get("Boundary"))
    if len(box) < 2:
        return
    numbers = floats(element.get("CTM"))
    matrix: Matrix = (
        (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]) if len(numbers) == 6 else _IDENTITY
    )
    scale = math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])) or 1.0
    size = (_number(element.get("Size")) or 3.5) * scale
    if abs(math.atan2(matrix[1], matrix[0])) > _STEEP:
        return
    x = y = 0.0
    for code in element.iter():
        if not isinstance(code.tag, str) or code.tag.rpartition("}")[2] != "TextCode":
            continue
        # A code without a place begins where the one before it began (11.3).
        x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
        text = (code.text or "").strip("\r\n\t")
        if text.strip():
            places = _places(text, x, y, code, size / scale)
            yield from _runs(text, [_placed(place, matrix, box) for place in places], size)


def _places(text: str, x: float, y: float, code: Any, size: float) -> list[tuple[float, float]]:
    """Return where each letter begins; where no distances are given letters follow by their width."""
    count = len(text)
    across, down = _deltas(code.get("DeltaX"), count - 1), _deltas(code.get("DeltaY"), count - 1)
    if not across and not down:
        across = [width(char) * size for char in text[:-1]]
    across += [across[-1] if across and not down else 0.0] * (count - 1 - len(across))
    down += [0.0] * (count - 1 - len(down))
    return list(zip(accumulate(across, initial=x), accumulate(down, initial=y), strict=True))


def _deltas(value: str | None, count: int) -> list[float]:
    """Read a list of distances, in which "g 3 5.6" stands for three times 5.6."""
    found: list[float] = []
    words = iter((value or "")[:1_000_000].split())
    for word in words:
        if word == "g":
            times, distance = _number(next(words, None)), _number(next(words, None))
            found += [distance] * max(0, min(int(times), count - len(found)))
        else:
            found.append(_number(word))
        if len(found) >= count:
            break
    return found[: max(0, count)]


def _placed(place: tuple[float, float], matrix: Matrix, box: list[float]) -> tuple[float, float]:
    x, y = place
    return (
        matrix[0] * x + matrix[2] * y + matrix[4] + box[0],
        matrix[1] * x + matrix[3] * y + matrix[5] + box[1],
    )


def _runs(text: str, places: list[tuple[float, float]], size: float) -> Iterator[TextPiece]:
    """Cut a code's letters where a new line begins or a gap wider than a letter opens."""
    start = 0
    for index in range(1, len(text) + 1):
        if index < len(text):
            (x, y), (next_x, next_y) = places[index - 1], places[index]
            step = next_x - x - width(text[index - 1]) * size
            if abs(next_y - y) < 0.3 * size and -0.9 * size < step < size:
                continue
        run = text[start:index]
        left, base = places[start]
        last = places[index - 1][0] + width(text[index - 1]) * size
        if run.strip() and abs(left) < _FAR and abs(base) < _FAR and abs(last) < _FAR:
            yield TextPiece(run, left, max(last, left), base, size)
        start = index


def floats(value: str | None) -> list[float]:
    """Read a list of numbers; empty where one of them is none."""
    words = (value or "")[:2000].split()
    return [float(word) for word in words] if all(_NUMBER.fullmatch(word) for word in words) else []


def _number(value: str | None, default: float = 0.0) -> float:
    match = _NUMBER.fullmatch((value or "").strip()[:40])
    return float(match[0]) if match else default

"""Ruling lines of a PDF page: what is stroked or filled so thin that it is a line.

Word draws the borders of a table as thin rectangles, browsers as thin polygons, spreadsheets and WPS as strokes; all
of them come out here as flat and upright lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from policymatch.readers.limits import Deadline

Matrix = Sequence[float]
Point = tuple[float, float]

PAINTING = frozenset({b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_FILLING = frozenset({b"f", b"F", b"f*"})
_THIN = 3.0  # points; a filled area no wider than that is a line
_SHORT = 1.0  # points; what is shorter is a dot, of a corner or of a dotted line
_MANY = 20_000  # strokes on a page; more than that is a map or a drawing
_FAR = 1e5  # points; no sheet is larger


class Rule(NamedTuple):
    """A flat or upright line: ``at`` is its height (flat) or its distance from the left (upright), in points."""

    at: float
    start: float
    end: float


class RuleCatcher:
    """Sees every operator of a page before pypdf does and keeps the ruling lines.

    ``base`` is the matrix from the space of the form that is being drawn to that of the page: pypdf begins with
    a fresh one in each form.
    """

    def __init__(self, deadline: Deadline) -> None:
        self.flat: list[Rule] = []
        self.upright: list[Rule] = []
        self.base: Matrix | None = None
        self._deadline = deadline
        self._seen = 0
        self._segments: list[tuple[Point, Point]] = []
        self._areas: list[list[Point]] = []
        self._handlers: dict[bytes, Callable[[Any, Matrix], None]] = {
            b"m": self._move,
            b"l": self._line,
            b"c": self._curve,
            b"v": self._curve,
            b"y": self._curve,
            b"re": self._rectangle,
            b"h": self._close,
            b"n": self._drop,
        }
        for operator in PAINTING:
            self._handlers[operator] = partial(self._paint, operator)

    def watch(self, operator: bytes, operands: Any, user: Matrix, _own: Matrix) -> None:
        """Take an operator, its operands and the transformation in force. Raises ReadError (超时)."""
        self._seen += 1
        if not self._seen & 63:
            self._deadline.check()
        handler = self._handlers.get(operator)
        if handler is not None:
            try:
                handler(operands, user)
            except (TypeError, ValueError, IndexError, OverflowError):
                # An operator without its numbers draws nothing.
                return

    @property
    def crowded(self) -> bool:
        """Whether there are so many lines that they are a drawing and no table."""
        return len(self.flat) + len(self.upright) > _MANY

    def place(self, x: float, y: float, user: Matrix) -> Point:
        """Return where a point of the current space lies on the page."""
        x, y = x * user[0] + y * user[2] + user[4], x * user[1] + y * user[3] + user[5]
        base = self.base
        if base is not None:
            x, y = x * base[0] + y * base[2] + base[4], x * base[1] + y * base[3] + base[5]
        return x, y

    def _point(self, operands: Any, user: Matrix, index: int = 0) -> Point:
        return self.place(float(operands[index]), float(operands[index + 1]), user)

    def _move(self, operands: Any, user: Matrix) -> None:
        if len(self._areas) <= _MANY:
            self._areas.append([self._point(operands, user)])

    def _line(self, operands: Any, user: Matrix) -> None:
        if len(self._segments) <= _MANY and self._areas:
            point = self._point(operands, user)
            self._segments.append((self._areas[-1][-1], point))
            self._areas[-1].append(point)

    def _curve(self, operands: Any, user: Matrix) -> None:
        if len(self._segments) <= _MANY and self._areas:
            # All of its points, so that a filled disc is not taken for a line.
            for index in range(0, len(operands) - 1, 2):
                self._areas[-1].append(self._point(operands, user, index))

    def _rectangle(self, operands: Any, user: Matrix) -> None:
        if len(self._segments) <= _MANY:
            x, y, width, height = (float(operand) for operand in operands[:4])
            corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
            area = [self.place(*corner, user) for corner in corners]
            self._areas.append(area)
            self._segments.extend(pairwise(area))

    def _close(self, _operands: Any, _user: Matrix) -> None:
        if self._areas and len(self._areas[-1]) > 2 and len(self._segments) <= _MANY:
            self._segments.append((self._areas[-1][-1], self._areas[-1][0]))

    def _drop(self, _operands: object, _user: object) -> None:
        self._segments.clear()
        self._areas.clear()

    def _paint(self, operator: bytes, _operands: object, _user: object) -> None:
        if not self.crowded:
            if operator in _FILLING:
                for area in self._areas:
                    self._keep(area)
            else:
                if operator in (b"s", b"b", b"b*"):
                    self._close((), ())
                for segment in self._segments:
                    self._keep(segment)
        self._drop((), ())

    def _keep(self, points: Sequence[Point]) -> None:
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
        if not (-_FAR < left <= right < _FAR and -_FAR < bottom <= top < _FAR):
            return
        across, high = right - left, top - bottom
        if high <= _THIN and high <= across and across >= _SHORT:
            self.flat.append(Rule((bottom + top) / 2, left, right))
        elif across <= _THIN and high >= _SHORT:
            self.upright.append(Rule((left + right) / 2, bottom, top))


class FormWatcher:
    """Follows the forms that a page draws, which pypdf enters without saying where it puts them."""

    def __init__(self, catcher: RuleCatcher, resources: Any) -> None:
        self._catcher = catcher
        self._around: list[tuple[Matrix | None, Any]] = []
        self._resources = resources
        self._entered: tuple[Matrix, Any] | None = None

    def before(self, operator: bytes, operands: Any, user: Matrix, own: Matrix) -> None:
        """Take an operator before it is carried out."""
        if self._entered is not None:
            # The text that stands before a form is still handed out after Do; the first operator inside is the border.
            self._catcher.base, self._resources = self._entered
            self._entered = None
        if operator == b"Do":
            self._around.append((self._catcher.base, self._resources))
            self._entered = self._form(operands, user)
        self._catcher.watch(operator, operands, user, own)

    def after(self, operator: bytes, _operands: object, _user: object, _own: object) -> None:
        """Take an operator after it was carried out."""
        if operator == b"Do" and self._around:
            self._catcher.base, self._resources = self._around.pop()
            self._entered = None

    def _form(self, operands: Any, user: Matrix) -> tuple[Matrix, Any] | None:
        try:
            form = self._resources["/XObject"][operands[0]]
            if form["/Subtype"] != "/Form":
                return None
            matrix = [float(number) for number in form.get("/Matrix", (1, 0, 0, 1, 0, 0))]
            whole = times(matrix, user)
            if self._catcher.base is not None:
                whole = times(whole, self._catcher.base)
            return whole, form.get("/Resources", self._resources)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            return None


def times(one: Matrix, other: Matrix) -> Matrix:
    """Return the matrix of two transformations carried out one after the other."""
    return [
        one[0] * other[0] + one[1] * other[2],
        one[0] * other[1] + one[1] * other[3],
        one[2] * other[0] + one[3] * other[2],
        one[2] * other[1] + one[3] * other[3],
        one[4] * other[0] + one[5] * other[2] + other[4],
        one[4] * other[1] + one[5] * other[3] + other[5],
    ]

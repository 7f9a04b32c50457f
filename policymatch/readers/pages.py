"""A page of a PDF, by its text and its ruling lines: lines and tables in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from policymatch.readers.garbage import is_doubtful
from policymatch.readers.grids import Grid, find_grids
from policymatch.readers.limits import Deadline
from policymatch.readers.lines import Item, LineMaker, Piece
from policymatch.readers.open_tables import find_open_grids
from policymatch.readers.rules import PAINTING, FormWatcher, Matrix, Rule, RuleCatcher, times
from policymatch.readers.tables import Corner, make_table, text_cell

if TYPE_CHECKING:
    from pypdf.generic import ContentStream

_MOVES = frozenset({b"Td", b"TD", b"Tm", b"T*", b"'", b'"'})
_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_FLUSHES = frozenset({b"BT", b"ET", b"Tf", b"cm", b"Do"})
_SLANT = 0.25  # about 15 degrees
_LINE_END: Piece = ("\n", 0.0, 0.0, 1.0)
_NO_CHANGE = ([1, 0, 0, 1, 0, 0], b"cm")


def read_page(page: Any, number: int, deadline: Deadline) -> tuple[list[Item], str]:
    """Return a page's lines and tables, and its text in fonts that leave open which characters they hold.

    ``page`` is pypdf's. Raises ReadError (超时) and whatever pypdf raises.
    """
    rules = RuleCatcher(deadline)
    text = _TextCatcher(rules)
    forms = FormWatcher(rules, page.get("/Resources")) if _draws_forms(page) else None
    _extract(page, rules, text, forms)
    box = page.mediabox
    turn = text.turn()
    pieces, flat, upright = _turned(text.pieces, rules, turn, tuple(float(edge) for edge in box))
    sheet = float(box.height if turn % 2 else box.width)
    # A frame of one column is drawn around prose, which is read as if there were none.
    grids = [] if rules.crowded else [grid for grid in find_grids(flat, upright, deadline) if len(grid.columns) > 2]
    if len(flat) > 2 and not rules.crowded:
        grids.extend(find_open_grids(flat, pieces, grids, deadline))
    return _in_order(pieces, grids, number, sheet), "".join(text.doubtful)


def _extract(page: Any, rules: RuleCatcher, text: _TextCatcher, forms: FormWatcher | None) -> None:
    """Let pypdf go through a page once, with the content prepared so that each cell's text comes by itself."""
    from pypdf.generic import ContentStream, NameObject

    key = NameObject("/Contents")
    original = page.raw_get(key) if key in page else None
    if original is not None:
        stream = ContentStream(original.get_object(), page.pdf, "bytes")
        _separate(stream)
        page[key] = stream
    try:
        if forms is None:
            page.extract_text(visitor_text=text.take, visitor_operand_before=rules.watch)
        else:
            page.extract_text(
                visitor_text=text.take, visitor_operand_before=forms.before, visitor_operand_after=forms.after
            )
    finally:
        if original is not None:
            # What was parsed must not stay with the page, or a long file would fill the memory.
            page[key] = original


def _separate(stream: ContentStream) -> None:
    """On a page with lines, make pypdf hand out its text at every move of the pen, with the place of each piece.

    It does so whenever the matrix changes; between two moves it changes to itself.
    """
    operations = stream.operations
    if not any(operation[1] in PAINTING for operation in operations):
        return
    prepared: list[Any] = []
    shown = False
    for operation in operations:
        operator = operation[1]
        if shown and operator in _MOVES:
            prepared.append(_NO_CHANGE)
            shown = False
        if operator in _SHOWS:
            shown = True
        elif operator in _FLUSHES:
            shown = False
        prepared.append(operation)
    if len(prepared) > len(operations):
        stream.operations = prepared


def _draws_forms(page: Any) -> bool:
    try:
        objects = page["/Resources"]["/XObject"]
        return any(objects[name].get("/Subtype") == "/Form" for name in objects)
    except (KeyError, TypeError, AttributeError):
        return False


class _TextCatcher:
    """Takes a page's text as pypdf finds it; a line feed is a piece of its own."""

    def __init__(self, rules: RuleCatcher) -> None:
        self.pieces: list[Piece] = []
        self._rules = rules
        self.doubtful: list[str] = []
        self._turned = [0, 0, 0, 0]
        # With the fonts themselves, so that no other object gets the same id.
        self._fonts: dict[int, tuple[bool, object]] = {}

    def take(self, text: str, user: Matrix, own: Matrix, font: object, size: float) -> None:
        """Take a text and the matrices it was drawn with."""
        if not text:
            return
        if text == "\n":
            self.pieces.append(_LINE_END)
            return
        known = self._fonts.get(id(font))
        if known is None:
            known = self._fonts[id(font)] = is_doubtful(font), font
        if known[0]:
            self.doubtful.append(text)
        matrix = user if self._rules.base is None else times(user, self._rules.base)
        a, b, c, d, e, f = matrix
        x = own[4] * a + own[5] * c + e
        y = own[4] * b + own[5] * d + f
        scale = abs((own[0] * own[3] - own[1] * own[2]) * (a * d - b * c)) ** 0.5
        right, up = own[0] * a + own[1] * c, own[0] * b + own[1] * d
        if min(abs(up), abs(right)) > _SLANT * max(abs(up), abs(right)):
            return  # a watermark across the page
        if abs(up) > abs(right):
            self._turned[1 if up > 0 else 3] += len(text)
        else:
            self._turned[0 if right >= 0 else 2] += len(text)
        size = size * scale or 1.0
        if "\n" not in text:
            self.pieces.append((text, x, y, size))
            return
        for index, part in enumerate(text.split("\n")):
            if index:
                self.pieces.append(_LINE_END)
            if part:
                self.pieces.append((part, x, y, size))

    def turn(self) -> int:
        """Return by how many quarters, counter-clockwise, most of the text is turned on the sheet."""
        return max(range(4), key=self._turned.__getitem__)


def _turned(
    pieces: list[Piece], rules: RuleCatcher, turn: int, box: Sequence[float]
) -> tuple[list[Piece], list[Rule], list[Rule]]:
    """Turn a page until its text is upright: landscape annexes are portrait pages with turned text."""
    left, bottom, right, top = box
    if turn == 0:
        return pieces, rules.flat, rules.upright
    if turn == 1:
        moved = [(text, y - bottom, right - x, size) for text, x, y, size in pieces]
        flat = [Rule(right - at, start - bottom, end - bottom) for at, start, end in rules.upright]
        upright = [Rule(at - bottom, right - end, right - start) for at, start, end in rules.flat]
    elif turn == 2:
        moved = [(text, right - x, top - y, size) for text, x, y, size in pieces]
        flat = [Rule(top - at, right - end, right - start) for at, start, end in rules.flat]
        upright = [Rule(right - at, top - end, top - start) for at, start, end in rules.upright]
    else:
        moved = [(text, top - y, x - left, size) for text, x, y, size in pieces]
        flat = [Rule(at - left, top - end, top - start) for at, start, end in rules.upright]
        upright = [Rule(top - at, start - left, end - left) for at, start, end in rules.flat]
    return [_LINE_END if piece[0] == "\n" else piece for piece in moved], flat, upright


def _in_order(pieces: Sequence[Piece], grids: Sequence[Grid], number: int, sheet: float) -> list[Item]:
    """Return lines and tables in the order of the file, a table where its first text stands."""
    smallest = sorted(enumerate(grids), key=lambda pair: _area(pair[1]))
    cells = [_cell_of(piece, smallest) for piece in pieces] if grids else [None] * len(pieces)
    found: list[dict[Corner, list[Piece]]] = [{} for _ in grids]
    for piece, cell in zip(pieces, cells, strict=True):
        if cell is not None:
            found[cell[0]].setdefault(cell[1], []).append(piece)
    tables = [make_table(grid, own, number, sheet) for grid, own in zip(grids, found, strict=True)]
    maker = LineMaker(number, sheet)
    items: list[Item] = []
    placed: set[int] = set()
    for piece, cell in zip(pieces, cells, strict=True):
        table = tables[cell[0]] if cell is not None else None
        if cell is None or table is None:
            if piece is _LINE_END:
                maker.end_line()
            else:
                maker.add(piece)
        elif not piece[0].isspace():
            maker.end_line()
            if cell[0] in placed:
                continue
            placed.add(cell[0])
            items.extend((*maker.lines, table))
            maker.lines = []
    maker.end_line()
    items.extend(maker.lines)
    return items


def _cell_of(piece: Piece, grids: Sequence[tuple[int, Grid]]) -> tuple[int, Corner] | None:
    """Return the number of the first grid in which a piece lies, with the cell; ``grids`` are numbered."""
    if piece is not _LINE_END:
        for number, grid in grids:
            corner = text_cell(grid, piece)
            if corner is not None:
                return number, corner
    return None


def _area(grid: Grid) -> float:
    return (grid.columns[-1] - grid.columns[0]) * (grid.rows[0] - grid.rows[-1])

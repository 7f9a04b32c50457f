"""Tables of a PDF: the text of their cells, and their way over several pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from policymatch.readers.cells import Cell, Row, Table, head_length, title_length
from policymatch.readers.grids import Grid
from policymatch.readers.lines import Item, Line, LineMaker, Piece, is_page_number, width
from policymatch.readers.paragraphs import ENDED, join

Corner = tuple[int, int]

_PADDING = 14.0  # points that may be left free at both sides of a cell together
_EDGE = 4.0  # points by which the same edge may differ from page to page
_LONG = 120  # characters of a cell that is a column of prose
_LATIN = "\u024f"
_WORD = re.compile(r"[\u0021-\u024f]+")
_UNIT_ENDS = "元%％‰亩户人个项家年月日"
_UNIT = re.compile(r"[（(]?(?:金额|计量|货币)?单位\s?[:：]")
_CONTINUED = re.compile(r"[（(]?[续接][上前]?[页表].{0,12}|.{0,40}[（(][续接].{0,4}[）)]")


def text_cell(grid: Grid, piece: Piece) -> Corner | None:
    """Return the cell of a grid in which a piece of text begins, None outside."""
    _, x, y, size = piece
    # The first letter's middle, because text may touch the line it begins at.
    return grid.find(x + 0.25 * size, y + 0.3 * size)


def make_table(grid: Grid, found: dict[Corner, list[Piece]], page: int, sheet: float) -> Table | None:
    """Make a table of a grid and the pieces of text in its cells; None where it is something else: a frame around
    prose, a flow chart, the axes of a chart, columns of prose with a line between them.
    """
    if len(grid.columns) < 3 or not found or not grid.is_regular():
        return None
    count = len(grid.columns) - 1
    rows: list[list[Cell | None]] = [[None] * count for _ in range(len(grid.rows) - 1)]
    for corner, (down, across) in grid.spans.items():
        row, column = corner
        room = grid.columns[column + across] - grid.columns[column]
        own = found.get(corner)
        text, full = _cell_text(own, room, page, sheet) if own is not None else ("", False)
        rows[row][column] = Cell(text, down, across, full)
    made = [Row(tuple(row), page) for row in rows]
    made = _without_page_number(made)
    return Table(page, grid.columns, tuple(made)) if _holds_a_table(made) else None


def _holds_a_table(rows: Sequence[Row]) -> bool:
    columns = {place for row in rows for place, text in enumerate(row.texts) if text}
    texts = [text for row in rows for text in row.texts if text]
    if len(texts) < 2:
        # The rest of a row from the page before, or else a strange frame around prose.
        return "。" not in "".join(texts)[:-1] and sum(map(len, texts)) <= _LONG
    if len(columns) < 2:
        return any(row.is_whole() for row in rows)
    return len(rows) > 1 or any(len(text) <= _LONG for text in texts)


def _without_page_number(rows: list[Row]) -> list[Row]:
    """Leave out a page's number that stands inside the table's outer lines."""
    for place in (0, -1):
        if len(rows) > 1 and rows[place].is_whole() and is_page_number(rows[place].texts[0]):
            del rows[place]
    return rows


def _cell_text(pieces: Iterable[Piece], room: float, page: int, sheet: float) -> tuple[str, bool]:
    """Return a cell's text, and whether its last line is full; ``room`` is the cell's width in points."""
    text = ""
    former: Line | None = None
    for line in _cell_lines(pieces, page, sheet):
        if former is None:
            text = line.text
        elif _breaks(former, line, room):
            text = f"{text} {line.text}"
        else:
            text = join(text, line.text)
        former = line
    return text, former is not None and _is_full(former, room)


def _breaks(former: Line, line: Line, room: float) -> bool:
    """Whether a line was ended on purpose before the next: 30% and 20% must not become 30%20%, nor 12 and 50 1250."""
    last, first = former.text[-1], line.text[0]
    word = _WORD.match(line.text)
    if word is None and last > _LATIN:
        return False
    if last in _UNIT_ENDS and first.isdigit():
        return True
    reached = former.right - former.left
    if last <= _LATIN and first <= _LATIN:
        # No word is broken but one that is wider than its cell.
        return _WORD.fullmatch(former.text) is None or reached < room - _PADDING - 0.6 * former.size
    needed = width(word[0]) if word is not None else 1.0
    return reached + needed * line.size < room - _PADDING


def _is_full(line: Line, room: float) -> bool:
    return line.right - line.left > room - _PADDING - 1.2 * line.size


def _cell_lines(pieces: Iterable[Piece], page: int, sheet: float) -> list[Line]:
    """Put a cell's pieces in lines, from the top down; raised and lowered letters stay in theirs."""
    maker = LineMaker(page, sheet)
    base = 0.0
    for piece in pieces:
        text, _, y, size = piece
        if not text.isspace() and abs(y - base) > 0.5 * size:
            maker.end_line(alone=True)
            base = y
        maker.add(piece)
    maker.end_line(alone=True)
    lines: list[Line] = []
    for line in sorted(maker.lines, key=lambda each: (-each.base, each.left)):
        former = lines[-1] if lines else None
        if former is None or abs(former.base - line.base) > 0.5 * max(former.size, line.size):
            lines.append(line)
            continue
        first, second = sorted((former, line), key=lambda each: each.left)
        between = " " if second.left - first.right > 0.4 * second.size else ""
        right = max(first.right, second.right)
        lines[-1] = replace(first, text=f"{first.text}{between}{second.text}", right=right)
    return lines


def join_tables(pages: Sequence[Sequence[Item]]) -> list[list[Item]]:
    """Make one table of what goes on at the top of the next page, without the head that comes again there."""
    joined: list[list[Item]] = []
    home: list[Item] | None = None  # the page whose last item is a table
    for page in pages:
        items = list(page)
        joined.append(items)
        if home is not None and items:
            first = _first_table(items, home)
            whole = _continued(home[-1], items[first]) if first is not None else None
            if first is not None and whole is not None:
                home[-1] = whole
                del items[: first + 1]
        if items:
            home = items if isinstance(items[-1], Table) else None
    return joined


def _first_table(items: Sequence[Item], home: Sequence[Item]) -> int | None:
    """Return the place of a table with nothing above it but 续表 and the unit, said again."""
    known = {item.text for item in home[-4:-1]}
    for place, item in enumerate(items[:4]):
        if isinstance(item, Table):
            return place
        if not _CONTINUED.fullmatch(item.text) and not (_UNIT.match(item.text) and item.text in known):
            return None
    return None


def _continued(table: Item, more: Item) -> Table | None:
    """Return two tables as one where they have the same columns."""
    if not isinstance(table, Table) or not isinstance(more, Table):
        return None
    one, other = _same_columns(table, more)
    if one is None or other is None:
        return None
    title = title_length(one.rows)
    again, head = 0, one.head
    for skipped in {0, title}:
        most = max(1, head_length(one.rows[title:])) + title - skipped
        count = _same_rows(one.rows[skipped:], other.rows, most)
        if count and count + skipped > title:
            again, head = count, max(head, count + skipped)
    rows = [*one.rows]
    rest = other.rows[again:]
    if rest and (whole := _whole_row(rows[-1], rest[0])) is not None:
        rows[-1] = whole
        rest = rest[1:]
    return replace(one, rows=(*rows, *rest), head=head)


def _same_rows(rows: Sequence[Row], others: Sequence[Row], most: int) -> int:
    count = 0
    for row, other in zip(rows[:most], others, strict=False):
        if row.texts != other.texts or not any(row.texts):
            break
        count += 1
    return count


def _same_columns(one: Table, other: Table) -> tuple[Table | None, Table | None]:
    """Return both tables on the same columns, where the columns of one are among those of the other."""
    if abs((one.edges[-1] - one.edges[0]) - (other.edges[-1] - other.edges[0])) > 2 * _EDGE:
        return None, None
    if len(one.edges) >= len(other.edges):
        return one, _on_columns(other, one.edges)
    return _on_columns(one, other.edges), other


def _on_columns(table: Table, edges: tuple[float, ...]) -> Table | None:
    # The margins of left and right pages differ: only the columns' widths can be held against each other.
    shift = edges[0] - table.edges[0]
    places = []
    for edge in table.edges:
        near = min(range(len(edges)), key=lambda place: abs(edges[place] - edge - shift))
        if abs(edges[near] - edge - shift) > _EDGE:
            return None
        places.append(near)
    if len(set(places)) < len(places):
        return None
    return replace(table, edges=edges, rows=tuple(_spread(row, places) for row in table.rows))


def _spread(row: Row, places: Sequence[int]) -> Row:
    cells: list[Cell | None] = [None] * places[-1]
    for column, cell in enumerate(row.cells):
        if cell is not None:
            start, end = places[column], places[column + cell.columns]
            cells[start] = replace(cell, columns=end - start)
    return replace(row, cells=tuple(cells))


def _whole_row(row: Row, more: Row) -> Row | None:
    """Return a row with the rest of it that stands on the next page; None where that is a row of its own.

    The rest has text only below unfinished text that fills its cell, and leaves other cells empty.
    """
    pairs = list(zip(row.texts, more.texts, row.cells, strict=True))
    begun = [(text, cell) for text, rest, cell in pairs if rest]
    if not begun or not any(text and not rest for text, rest, _ in pairs):
        return None
    if any(not text or ENDED.search(text[-8:]) or cell is None or not cell.full for text, cell in begun):
        return None
    cells = tuple(
        replace(cell, text=join(cell.text, rest), full=added.full) if cell and rest and added else cell
        for cell, rest, added in zip(row.cells, more.texts, more.cells, strict=True)
    )
    return replace(row, cells=cells)

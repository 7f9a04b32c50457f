"""Tables without upright lines (三线表): their columns are found by the text between the flat ones.

Only what is certain is taken for a table: a head between the first two lines, below it rows that are ruled one by one
or of one printed line each, and white lanes between the columns that no text crosses. Everything else stays text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from policymatch.readers.grids import Grid, merge
from policymatch.readers.limits import Deadline
from policymatch.readers.lines import Piece, width
from policymatch.readers.rules import Rule

_ALIKE = 4.0  # points by which the ends of a table's lines may differ
_NARROWEST = 100.0  # points; shorter lines are blanks to fill in
_LANE = 0.8  # white between columns, in characters
_HEAD_LINES = 3
_PADDING = 6.0  # points between a full line and the next column
_FULL = 0.85  # of a column's width; prose in two columns fills them
_MOST = 500  # lines of that kind on a page

Lane = tuple[float, float]


class _Text:
    """A piece of text with the room it takes."""

    __slots__ = ("base", "left", "right", "size")

    def __init__(self, piece: Piece) -> None:
        text, self.left, self.base, self.size = piece
        self.right = self.left + width(text.strip()) * self.size


Line = list[_Text]


def find_open_grids(
    flat: Sequence[Rule], pieces: Sequence[Piece], closed: Sequence[Grid], deadline: Deadline
) -> list[Grid]:
    """Return the grids of tables that have flat lines only; ``closed`` are those found. Raises ReadError (超时)."""
    rules = [rule for rule in merge(flat) if rule.end - rule.start >= _NARROWEST and not _is_within(rule, closed)]
    if not 3 <= len(rules) <= _MOST:
        return []
    grids: list[Grid] = []
    for run in _runs(rules):
        texts = [
            _Text(piece)
            for piece in pieces
            if not piece[0].isspace()
            and run[-1].at < piece[2] < run[0].at
            and run[0].start - _ALIKE <= piece[1] < run[0].end
        ]
        start = 0
        while start + 2 < len(run):
            deadline.check()
            found = _longest(run[start:], texts)
            if found is not None:
                grids.append(found[0])
            start += found[1] if found is not None else 1
    return grids


def _is_within(rule: Rule, grids: Sequence[Grid]) -> bool:
    return any(
        grid.rows[-1] - _ALIKE <= rule.at <= grid.rows[0] + _ALIKE
        and rule.start < grid.columns[-1]
        and rule.end > grid.columns[0]
        for grid in grids
    )


def _runs(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Return the lines that begin and end alike, three or more, from the top down."""
    runs: list[list[Rule]] = []
    for rule in reversed(rules):
        for run in runs:
            if abs(run[0].start - rule.start) <= _ALIKE and abs(run[0].end - rule.end) <= _ALIKE:
                run.append(rule)
                break
        else:
            runs.append([rule])
    return [run for run in runs if len(run) >= 3]


def _longest(rules: Sequence[Rule], texts: Sequence[_Text]) -> tuple[Grid, int] | None:
    """Return the table that begins at the first line and the number of bands it has, the longest there is."""
    bands = [_lines([text for text in texts if below.at < text.base < above.at]) for above, below in pairwise(rules)]
    full = next((place for place, band in enumerate(bands) if all(len(_lanes(line)) < 2 for line in band)), len(bands))
    # Whatever follows the third line may belong to another table.
    for count in dict.fromkeys((full, 2)):
        if 2 <= count <= full and (grid := _grid(rules[: count + 1], bands[:count])) is not None:
            return grid, count
    return None


def _grid(rules: Sequence[Rule], bands: Sequence[Sequence[Line]]) -> Grid | None:
    head = [text for line in bands[0] for text in line]
    body = [text for band in bands[1:] for line in band for text in line]
    lanes = _lanes([*head, *body])
    if len(lanes) < 2 or len(bands[0]) > _HEAD_LINES or _is_prose(body, lanes):
        return None
    names = _lanes(head)
    if len(names) != sum(1 for lane in lanes if any(lane[0] <= name[0] <= lane[1] for name in names)):
        return None  # two names over one column: its texts stand too close together
    if any(not any(left <= name[0] <= right for name in names) for left, right in lanes[1:]):
        return None  # a column without a name may be none
    edges = [rules[0].start, *((left[1] + right[0]) / 2 for left, right in pairwise(lanes)), rules[0].end]
    rows = [rules[0].at, rules[1].at]
    for band, rule in zip(bands[1:], rules[2:], strict=True):
        between = _between(band, lanes, rules[0].end, ruled=len(bands) > 2)
        if between is None:
            return None
        rows.extend((*between, rule.at))
    places = [(row, column) for row in range(len(rows) - 1) for column in range(len(edges) - 1)]
    return Grid(tuple(edges), tuple(rows), tuple(places))


def _between(band: Sequence[Line], lanes: Sequence[Lane], end: float, *, ruled: bool) -> list[float] | None:
    """Return the heights that part the rows between two lines; None where nobody can tell them apart."""
    if all(line[0].left <= lanes[0][1] and len(_lanes(line)) > 1 for line in band):
        limits = [*(lane[0] for lane in lanes[1:]), end]
        for line in band[:-1]:
            for text in line:
                limit = next(edge for edge in limits if text.left < edge)
                if limit - text.right < 1.2 * text.size + _PADDING:
                    return None  # it may go on in the line below
        return [(upper[0].base + lower[0].base + lower[0].size) / 2 for upper, lower in pairwise(band)]
    whole = sum(len(_lanes(line)) == len(lanes) for line in band)
    return [] if ruled and whole <= 1 else None


def _lanes(texts: Sequence[_Text]) -> list[Lane]:
    """Return from where to where the columns' texts reach, white lanes between them."""
    lanes: list[Lane] = []
    for text in sorted(texts, key=lambda each: each.left):
        if lanes and text.left < lanes[-1][1] + _LANE * text.size:
            lanes[-1] = lanes[-1][0], max(lanes[-1][1], text.right)
        else:
            lanes.append((text.left, text.right))
    return lanes


def _lines(texts: Sequence[_Text]) -> list[Line]:
    lines: list[Line] = []
    for text in sorted(texts, key=lambda each: -each.base):
        if lines and lines[-1][0].base - text.base < 0.5 * text.size:
            lines[-1].append(text)
        else:
            lines.append([text])
    for line in lines:
        line.sort(key=lambda each: each.left)
    return lines


def _is_prose(texts: Sequence[_Text], lanes: Sequence[Lane]) -> bool:
    """Whether most lines of two columns or more fill them."""
    filled = 0
    for left, right in lanes:
        lines = _lines([text for text in texts if left <= text.left <= right])
        reach = [max(text.right for text in line) for line in lines]
        long = right - left > 10 * texts[0].size
        filled += long and sum(each - left > _FULL * (right - left) for each in reach) > len(lines) / 2
    return filled > 1

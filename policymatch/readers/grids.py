"""From ruling lines to grids: columns, rows, and the cells that no line divides."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from policymatch.readers.limits import Deadline
from policymatch.readers.rules import Rule

_SAME = 2.0  # points between lines that are one: the double border, the borders of two cells
_BREAK = 3.0  # points a line may be broken for, as in dotted ones
_TOUCH = 3.0  # points by which lines that meet may miss each other
_SHORTEST = 8.0  # points; a shorter line bounds no cell with text in it
_NARROWEST = 6.0  # points; lines of one table that are closer are the same edge, drawn unevenly
_MOST = 1000  # lines of one direction on a page that may be borders
_MOST_CELLS = 20_000


@dataclass(frozen=True)
class Grid:
    """A ruled area. ``columns`` are edges from the left, ``rows`` edges from the top down, in points.

    ``regions`` gives for each place, row by row, the place of the cell's upper left corner: a cell that covers
    several places is a merged one.
    """

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    regions: tuple[tuple[int, int], ...]

    @cached_property
    def _depths(self) -> tuple[float, ...]:
        return tuple(-row for row in self.rows)

    @cached_property
    def spans(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The number of rows and of columns that each cell covers, by its upper left corner."""
        last: dict[tuple[int, int], tuple[int, int]] = {}
        width = len(self.columns) - 1
        for place, corner in enumerate(self.regions):
            row, column = divmod(place, width)
            low, far = last.get(corner, (0, 0))
            last[corner] = max(low, row), max(far, column)
        return {corner: (low - corner[0] + 1, far - corner[1] + 1) for corner, (low, far) in last.items()}

    def find(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the cell in which a point lies, None outside the grid."""
        column = bisect_right(self.columns, x) - 1
        row = bisect_left(self._depths, -y) - 1
        if not (0 <= column < len(self.columns) - 1 and 0 <= row < len(self.rows) - 1):
            return None
        return self.regions[row * (len(self.columns) - 1) + column]

    def is_regular(self) -> bool:
        """Whether every cell is a rectangle; the boxes of a flow chart leave other shapes between them."""
        width = len(self.columns) - 1
        if any(place % width < corner[1] for place, corner in enumerate(self.regions)):
            return False
        sizes = Counter(self.regions)
        return all(rows * columns == sizes[corner] for corner, (rows, columns) in self.spans.items())


def find_grids(flat: Sequence[Rule], upright: Sequence[Rule], deadline: Deadline) -> list[Grid]:
    """Return the grids that the lines of a page make, a frame of one cell among them. Raises ReadError (超时)."""
    across, down = merge(flat), merge(upright)
    if len(across) < 2 or not down or len(across) > _MOST or len(down) > _MOST:
        return []
    grids = (_grid(*group, deadline) for group in _groups(across, down, deadline))
    return [grid for grid in grids if grid is not None]


def merge(rules: Sequence[Rule]) -> list[Rule]:
    """Return the lines with their pieces put together, sorted, without those too short to bound a cell."""
    merged: list[Rule] = []
    cluster: list[Rule] = []
    for rule in [*sorted(rules), None]:
        if cluster and (rule is None or rule.at - cluster[-1].at > _SAME or rule.at - cluster[0].at > 2 * _SAME):
            merged.extend(_joined(cluster))
            cluster.clear()
        if rule is not None:
            cluster.append(rule)
    return sorted(rule for rule in merged if rule.end - rule.start >= _SHORTEST)


def _joined(cluster: Sequence[Rule]) -> list[Rule]:
    joined: list[Rule] = []
    for rule in sorted(cluster, key=lambda each: each.start):
        if joined and rule.start <= joined[-1].end + _BREAK:
            former = joined[-1]
            longer = max(former, rule, key=lambda each: each.end - each.start)
            joined[-1] = Rule(longer.at, former.start, max(former.end, rule.end))
        else:
            joined.append(rule)
    return joined


def _groups(across: Sequence[Rule], down: Sequence[Rule], deadline: Deadline) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the lines that hang together, flat and upright ones."""
    parents = list(range(len(across) + len(down)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    heights = [rule.at for rule in across]
    for number, rule in enumerate(down, start=len(across)):
        deadline.check()
        first = bisect_left(heights, rule.start - _TOUCH)
        for place in range(first, bisect_right(heights, rule.end + _TOUCH)):
            if across[place].start - _TOUCH <= rule.at <= across[place].end + _TOUCH:
                parents[root(place)] = root(number)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for place, rule in enumerate((*across, *down)):
        groups.setdefault(root(place), ([], []))[place >= len(across)].append(rule)
    return [group for group in groups.values() if len(group[0]) >= 2 and group[1]]


def _grid(across: Sequence[Rule], down: Sequence[Rule], deadline: Deadline) -> Grid | None:
    # Many tables are open at their sides: there the ends of the lines are the edge.
    columns = _edges(down, min(rule.start for rule in across), max(rule.end for rule in across))
    heights = _edges(across, min(rule.start for rule in down), max(rule.end for rule in down))
    rows = tuple(reversed(heights))
    count = (len(columns) - 1) * (len(rows) - 1)
    if not 1 <= count <= _MOST_CELLS:
        return None
    return Grid(columns, rows, _regions(columns, rows, across, down, deadline))


def _edges(rules: Sequence[Rule], first: float, last: float) -> tuple[float, ...]:
    edges: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not edges or at - edges[-1] > _NARROWEST:
            edges.append(at)
    if first < edges[0] - _SHORTEST:
        edges.insert(0, first)
    if last > edges[-1] + _SHORTEST:
        edges.append(last)
    return tuple(edges)


def _regions(
    columns: Sequence[float],
    rows: Sequence[float],
    across: Sequence[Rule],
    down: Sequence[Rule],
    deadline: Deadline,
) -> tuple[tuple[int, int], ...]:
    """Return for each place the upper left corner of the cell it belongs to."""
    width, height = len(columns) - 1, len(rows) - 1
    heights = tuple(reversed(rows))
    walls = _crossings(columns, heights, down, deadline)  # (edge from the left, row from the bottom)
    floors = _crossings(heights, columns, across, deadline)  # (edge from the bottom, column)
    parents = list(range(width * height))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    def unite(one: int, other: int) -> None:
        first, second = sorted((root(one), root(other)))
        parents[second] = first

    for place in range(width * height):
        row, column = divmod(place, width)
        if column and (column, height - 1 - row) not in walls:
            unite(place - 1, place)
        if row and (height - row, column) not in floors:
            unite(place - width, place)
    deadline.check()
    return tuple(divmod(root(place), width) for place in range(width * height))


def _crossings(
    edges: Sequence[float], others: Sequence[float], rules: Sequence[Rule], deadline: Deadline
) -> set[tuple[int, int]]:
    """Return where lines lie on edges: the edge, and the stretch between two edges of the other direction."""
    middles = [(start + end) / 2 for start, end in pairwise(others)]
    found: set[tuple[int, int]] = set()
    for rule in rules:
        deadline.check()
        after = bisect_left(edges, rule.at)
        near = [place for place in (after - 1, after) if 0 <= place < len(edges)]
        edge = min(near, key=lambda place: abs(edges[place] - rule.at))
        found.update(
            (edge, place) for place in range(bisect_left(middles, rule.start), bisect_right(middles, rule.end))
        )
    return found

"""Tables of Word: which cells stand where once the merged ones are spread out again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from policymatch.readers.cells import Cell, Row
from policymatch.readers.numbering import W

NESTED = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag"})
_WIDEST = 63  # columns; Word makes no more
_OFF = ("0", "false", "off", "none")

Place = Any | None
"""A w:tc element, None where a merged cell covers the place."""


def inside(container: Any, tag: str) -> Iterator[Any]:
    """Yield the children with that tag, looking through content controls and revision marks."""
    for element in container:
        if element.tag == tag:
            yield element
        elif element.tag in NESTED:
            yield from inside(element, tag)


def spread(table: Any) -> tuple[list[list[Place]], list[Row], int]:
    """Return a table's cells row by row and column by column, the same as rows of plain text, and the number of rows
    at the top that the file says come again on each page (w:tblHeader).
    """
    rows: list[list[Place]] = []
    spans: list[dict[int, list[int]]] = []  # by row and column: rows, columns covered
    heads = 0
    open_merges: dict[int, list[int]] = {}
    for element in inside(table, f"{W}tr"):
        properties = element.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            continue
        places, own, open_merges = _row(element, properties, open_merges)
        if not places:
            continue
        heads += heads == len(rows) and _is_on(properties, "tblHeader")
        rows.append(places)
        spans.append(own)
    width = max((len(row) for row in rows), default=0)
    # Rows that are divided in different ways leave columns in which nothing begins.
    used = [column for column in range(width) if any(column in own for own in spans)]
    kept, shown = [], []
    for places, own in zip(rows, spans, strict=True):
        if len(own) == 1 and 0 in own:
            # Some programs do not say that a row's only cell covers all columns.
            own[0][1] = width
        kept.append([places[column] if column < len(places) else None for column in used])
        cells: list[Cell | None] = []
        for column, place in zip(used, kept[-1], strict=True):
            if place is None:
                cells.append(None)
                continue
            down, across = own[column]
            covered = bisect_left(used, column + across) - bisect_left(used, column)
            cells.append(Cell(_plain(place), down, covered))
        shown.append(Row(tuple(cells)))
    return kept, shown, heads


def _row(
    element: Any, properties: Any, above: dict[int, list[int]]
) -> tuple[list[Place], dict[int, list[int]], dict[int, list[int]]]:
    """Return a row's places, what its cells cover, and the vertical merges that the next row may go on with."""
    places: list[Place] = [None] * _number(properties, "gridBefore", 0)
    spans: dict[int, list[int]] = {}
    merges: dict[int, list[int]] = {}
    for cell in inside(element, f"{W}tc"):
        column = len(places)
        own = cell.find(f"{W}tcPr")
        across = _number(own, "gridSpan", 1)
        merge = own.find(f"{W}vMerge") if own is not None else None
        goes_on = merge is not None and merge.get(f"{W}val") in (None, "continue") and column in above
        if goes_on:
            merges[column] = above[column]
            merges[column][0] += 1
            places.append(None)
        else:
            spans[column] = [1, across]
            if merge is not None:
                merges[column] = spans[column]
            places.append(cell)
        places.extend([None] * (across - 1))
        if len(places) > _WIDEST:
            break
    return places, spans, merges


def _number(properties: Any, name: str, missing: int) -> int:
    element = properties.find(f"{W}{name}") if properties is not None else None
    value = element.get(f"{W}val") if element is not None else None
    return min(int(value), _WIDEST) if value is not None and value.isdecimal() and int(value) >= missing else missing


def _is_on(properties: Any, name: str) -> bool:
    element = properties.find(f"{W}{name}") if properties is not None else None
    return element is not None and element.get(f"{W}val") not in _OFF


def _plain(cell: Any) -> str:
    return "".join(element.text or "" for element in cell.iter(f"{W}t"))

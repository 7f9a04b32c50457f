"""Sums that a table states (小计, 合计, a category's own sum), held against its projects."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from policymatch.projects.grid import cell_name
from policymatch.projects.recognise import Column
from policymatch.projects.rowkinds import Kind


@dataclass(slots=True)
class Entry:
    """A row that takes part in sums. ``wan`` maps a column to 万元; ``unread`` are columns whose cell is no amount.

    ``assumed`` says that an amount was taken for 万元 though neither the table nor the cell says so.
    """

    kind: Kind
    row: int
    level: int = 1
    wan: dict[int, float] = field(default_factory=dict)
    unread: set[int] = field(default_factory=set)
    assumed: bool = False


def check_sums(entries: Sequence[Entry], columns: Sequence[Column], where: str = "") -> Iterator[str]:
    """Yield a Chinese warning for every stated sum that its projects do not add up to.

    A sum may stand before or after what it sums up, so it is wrong only when no group of projects it could mean
    agrees. Groups with an amount that could not be read are not judged. ``where`` is put before cell names.
    """
    ledger = _Ledger(entries, columns)
    for position, entry in enumerate(entries):
        if entry.kind is Kind.PROJECT:
            continue
        groups = list(ledger.groups(position))
        filled = [group for group in groups if group.count]
        for column in columns:
            stated = entry.wan.get(column.index)
            if stated is None or not filled or any(ledger.unread(group, column) for group in filled):
                continue
            sums = [ledger.sum(group, column) for group in filled]
            if not any(_agree(stated, found, groups[0].count) for found in sums):
                yield _warning(entry, column, stated, ledger.rows(filled[0]), sums[0], where)


@dataclass(frozen=True, slots=True)
class _Group:
    """Projects that stand together: the first and the one behind the last, as numbers among all projects."""

    first: int
    end: int

    @property
    def count(self) -> int:
        return self.end - self.first


class _Ledger:
    """The amounts of a sheet added up from the top, so that any group's sum is one subtraction."""

    def __init__(self, entries: Sequence[Entry], columns: Sequence[Column]) -> None:
        self._entries = entries
        projects = [entry for entry in entries if entry.kind is Kind.PROJECT]
        self._rows = [entry.row for entry in projects]
        before = list(accumulate((entry.kind is Kind.PROJECT for entry in entries), initial=0))
        self._before = before
        self._sums = {
            column.index: list(accumulate((entry.wan.get(column.index, 0.0) for entry in projects), initial=0.0))
            for column in columns
        }
        self._unread = {
            column.index: list(accumulate((column.index in entry.unread for entry in projects), initial=0))
            for column in columns
        }
        marked = [(place, entry) for place, entry in enumerate(entries) if entry.kind in (Kind.CATEGORY, Kind.SUBTOTAL)]
        self._any = [place for place, _ in marked]
        self._categories = {
            level: [place for place, entry in marked if entry.kind is Kind.CATEGORY and entry.level <= level]
            for level in (1, 2)
        }

    def groups(self, position: int) -> Iterator[_Group]:
        """Give the groups of projects that the sum at a position could mean, the likeliest first."""
        entry = self._entries[position]
        everything = _Group(0, len(self._rows))
        if entry.kind is Kind.TOTAL:
            yield everything
        elif entry.kind is Kind.CATEGORY:
            yield self._below(position, self._categories[min(entry.level, 2)])
        else:
            yield self._above(position, self._any)
            yield self._above(position, self._categories[1])
            yield self._below(position, self._any)
            yield self._below(position, self._categories[1])
            yield everything

    def _above(self, position: int, stops: list[int]) -> _Group:
        place = bisect_left(stops, position)
        return _Group(self._before[stops[place - 1]] if place else 0, self._before[position])

    def _below(self, position: int, stops: list[int]) -> _Group:
        place = bisect_right(stops, position)
        end = self._before[stops[place]] if place < len(stops) else len(self._rows)
        return _Group(self._before[position], end)

    def sum(self, group: _Group, column: Column) -> float:
        """Add up a column of a group, in 万元."""
        sums = self._sums[column.index]
        return round(sums[group.end] - sums[group.first], 6)

    def unread(self, group: _Group, column: Column) -> bool:
        """Whether a column of a group has a cell that is no amount."""
        unread = self._unread[column.index]
        return unread[group.end] > unread[group.first]

    def rows(self, group: _Group) -> tuple[int, int]:
        """Give the first and the last row of a group."""
        return self._rows[group.first], self._rows[group.end - 1]


def _agree(stated: float, found: float, addends: int) -> bool:
    # Every addend may have been rounded where it is shown, and sums are often given without decimals.
    return abs(stated - found) <= max(1.0, 0.001 * max(stated, found), 0.005 * addends)


def _warning(entry: Entry, column: Column, stated: float, rows: tuple[int, int], found: float, where: str) -> str:
    cell = where + cell_name(entry.row, column.index)
    cells = " 至 ".join(cell_name(row, column.index) for row in rows)
    kind = "分类汇总" if entry.kind is Kind.CATEGORY else entry.kind.value
    return (
        f"{cell} 的{kind}（{column.title}）写的是 {shown_wan(stated)} 万元，"
        f"{cells} 各项目之和是 {shown_wan(found)} 万元，两者不符，请核对。"
    )


def shown_wan(wan: float) -> str:
    """Write an amount of 万元 for people: no exponent, no idle zeros."""
    return f"{wan:.4f}".rstrip("0").rstrip(".")

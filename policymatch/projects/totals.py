"""Sums that a table states (小计, 合计, a category's own sum), held against its projects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

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
    projects = [entry for entry in entries if entry.kind is Kind.PROJECT]
    for position, entry in enumerate(entries):
        if entry.kind is Kind.PROJECT:
            continue
        groups = list(_groups(entries, position, projects))
        for column in columns:
            stated = entry.wan.get(column.index)
            if stated is None or any(column.index in part.unread for group in groups for part in group):
                continue
            groups_with_projects = [group for group in groups if group]
            sums = [sum(part.wan.get(column.index, 0.0) for part in group) for group in groups_with_projects]
            if sums and not any(_agree(stated, found, len(groups[0])) for found in sums):
                yield _warning(entry, column, stated, groups_with_projects[0], sums[0], where)


def _groups(entries: Sequence[Entry], position: int, projects: list[Entry]) -> Iterator[list[Entry]]:
    entry = entries[position]
    if entry.kind is Kind.TOTAL:
        yield projects
        return
    before, after = entries[:position], entries[position + 1 :]
    if entry.kind is Kind.CATEGORY:
        yield _until(after, {Kind.CATEGORY}, entry.level)
        return
    yield _until(before[::-1], {Kind.CATEGORY, Kind.SUBTOTAL}, 2)
    yield _until(before[::-1], {Kind.CATEGORY}, 1)
    yield _until(after, {Kind.CATEGORY, Kind.SUBTOTAL}, 2)
    yield _until(after, {Kind.CATEGORY}, 1)
    yield projects


def _until(entries: Sequence[Entry], stops: set[Kind], level: int) -> list[Entry]:
    """The projects up to the next row of a kind in ``stops`` that stands no deeper than ``level``."""
    found = []
    for entry in entries:
        if entry.kind in stops and entry.level <= level:
            break
        if entry.kind is Kind.PROJECT:
            found.append(entry)
    return found


def _agree(stated: float, found: float, addends: int) -> bool:
    # Every addend may have been rounded where it is shown, and sums are often given without decimals.
    return abs(stated - found) <= max(1.0, 0.001 * max(stated, found), 0.005 * addends)


def _warning(entry: Entry, column: Column, stated: float, group: list[Entry], found: float, where: str) -> str:
    cell = where + cell_name(entry.row, column.index)
    first, last = min(part.row for part in group), max(part.row for part in group)
    rows = f"{cell_name(first, column.index)} 至 {cell_name(last, column.index)}"
    kind = "分类汇总" if entry.kind is Kind.CATEGORY else entry.kind.value
    return (
        f"{cell} 的{kind}（{column.title}）写的是 {shown_wan(stated)} 万元，"
        f"{rows} 各项目之和是 {shown_wan(found)} 万元，两者不符，请核对。"
    )


def shown_wan(wan: float) -> str:
    """Write an amount of 万元 for people: no exponent, no idle zeros."""
    return f"{wan:.4f}".rstrip("0").rstrip(".")

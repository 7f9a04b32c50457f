"""What was made of every row of a sheet: which are projects, and which are not and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policymatch.projects.grid import row_list


@dataclass(frozen=True, slots=True)
class SheetReading:
    """How a sheet was read. Row numbers are the user's; ``first_row`` is 0 where there is no header.

    ``titles`` are the headings of all columns from A, ``fields`` what each is read as (不读 for a column left out, empty
    for one that was not understood). ``others`` maps a kind of row that is no project (分类, 小计, 合计, 说明, …) to its rows,
    ``hidden`` are the rows that the user does not see. ``unit`` is the unit stated outside the headings.
    """

    name: str
    title: str
    first_row: int
    last_row: int
    unit: str | None
    titles: tuple[str, ...]
    fields: tuple[str, ...]
    projects: int
    others: Mapping[str, tuple[int, ...]]
    hidden: tuple[int, ...] = ()

    def sentence(self) -> str:
        """Say in Chinese what was made of the rows."""
        header = f"第 {row_list(range(self.first_row, self.last_row + 1))} 行是表头" if self.first_row else "没有表头"
        others = [f"{kind} {len(rows)} 行（第 {row_list(rows)} 行）" for kind, rows in self.others.items() if rows]
        apart = f"；不是项目的有{'、'.join(others)}" if others else ""
        return f"{header}，读到 {self.projects} 个项目{apart}"

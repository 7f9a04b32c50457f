"""policymatch columns TABLE"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from policymatch.cli.common import Common, command, emit
from policymatch.cli.tables import TableReading, table_options

if TYPE_CHECKING:
    from policymatch.model import ColumnReading
    from policymatch.projects.rows import ProjectTable

COLUMNS = ("工作表", "列", "表头", "读作", "单位", "把握", "依据")


@command(
    "columns",
    help="看项目表的每一列读作什么、有多大把握，哪些行不是项目；不排序。读错的列用 --map 改，用 --save-template 存下来。",
)
@click.argument("table", type=click.Path(path_type=Path))
@table_options
@click.pass_context
def run(ctx: click.Context, common: Common, table: Path, reading: TableReading) -> None:
    """Show how a project table is understood."""
    found = reading.read(common, table)
    emit(
        common,
        lambda: _data(found, table),
        COLUMNS,
        lambda: map(_row, found.columns),
        lambda: _print(found),
    )
    if found.skipped:
        ctx.exit(1)


def _row(column: ColumnReading) -> tuple[object, ...]:
    return (
        column.sheet, column.column, column.title, column.field or "不读", column.unit, f"{column.sure:.0%}", column.because,
    )  # fmt: skip


def _data(found: ProjectTable, table: Path) -> dict[str, Any]:
    from policymatch.reports.payload import columns_data, skipped_data

    return {
        "table": table.name,
        "title": found.title,
        "projects": len(found.projects),
        "templates": list(found.templates),
        "sheets": [
            {
                "name": sheet.name,
                "header": [sheet.first_row, sheet.last_row] if sheet.first_row else None,
                "unit": sheet.unit,
                "projects": sheet.projects,
                "others": {kind: list(rows) for kind, rows in sheet.others.items()},
                "hidden_rows": list(sheet.hidden),
            }
            for sheet in found.sheets
        ],
        "columns": columns_data(found.columns),
        "skipped": skipped_data(found.skipped),
        "warnings": list(found.warnings),
        "doubts": [
            {"sheet": project.sheet, "row": project.row, "project": project.name, "words": doubt}
            for project in found.projects
            for doubt in project.doubts
        ],
    }


def _print(found: ProjectTable) -> None:
    from rich.table import Table
    from rich.text import Text

    from policymatch.reports.output import console, printable

    out = console()
    shown = Table(box=None, pad_edge=False, header_style="bold")
    several = len(found.sheets) > 1
    names = COLUMNS if several else COLUMNS[1:]
    for name in names:
        shown.add_column(
            name, overflow="fold", no_wrap=name in ("列", "单位", "把握"), ratio=1 if name == "依据" else None
        )
    for column in found.columns:
        style = "" if column.field and column.sure >= 0.8 else "yellow" if column.field or not column.sure else "dim"
        cells = [printable(str(value or "")) for value in _row(column)]
        shown.add_row(*(Text(cell, style=style) for cell in (cells if several else cells[1:])))
    out.print(shown)
    for line in _lines(found):
        out.print(Text(printable(line)))


def _lines(found: ProjectTable) -> Iterator[str]:
    from policymatch.reports.phrases import skipped_words

    yield f"{found.account}。"
    for warning in found.warnings:
        yield f"· {warning}"
    for row in found.skipped:
        yield f"· 没有读取{skipped_words(row)}"
    doubts = sum(len(project.doubts) for project in found.projects)
    if doubts:
        yield f"另有 {doubts} 处单元格存疑，rank 的结果和 --format json 里逐条列出。"

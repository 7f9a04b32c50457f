"""A ranking as an Excel workbook: one sheet a question, ready to filter and to print.

The workbook is written row by row, because a table of 10,000 projects has some 100,000 rows of matches, rules and gaps.
Everything that comes from a table or a policy is hostile until it is a cell of text: nothing is ever a formula. The same
ranking gives the same bytes: the file bears the day of the judgement, not that of its making.
"""

from __future__ import annotations

import io
import math
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from policymatch.model import Plan, Ranking, Worklists
from policymatch.reports.excel_cells import BARS, Cells, Looks, clean
from policymatch.reports.excel_charts import COVER, TOP
from policymatch.reports.excel_cover import make_cover
from policymatch.reports.excel_draw import draw_cover, draw_top
from policymatch.reports.excel_sheets import make_sheets
from policymatch.reports.excel_table import Sheet
from policymatch.reports.phrases import title_of

A3_FROM = 190.0
"""A sheet wider than this, in characters, would be too small to read on A4."""

PAGE = 280.0
"""Characters that can still be read side by side on A3; a wider sheet goes over several pages, each with the frozen columns."""


def write_workbook(ranking: Ranking, path: Path, lists: Worklists, plan: Plan | None = None) -> None:
    """Write the report in Excel's format, whatever the path ends in. Raises OSError where it cannot be written."""
    # Opened first: where nothing can be written, nothing need be made.
    with path.open("wb") as file:
        file.write(_workbook(ranking, lists, plan))


def _workbook(ranking: Ranking, lists: Worklists, plan: Plan | None) -> bytes:
    """The file; its rows wait in a folder of their own, which is gone afterwards whatever happens."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    made = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="policymatch-", ignore_cleanup_errors=True) as folder:
        book = Workbook(made, {"constant_memory": True, "tmpdir": folder})
        try:
            _fill(book, ranking, lists, plan)
            book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
        finally:
            for page in book.worksheets():
                page.row_data_fh.close()
    return made.getvalue()


def _fill(book: Any, ranking: Ranking, lists: Worklists, plan: Plan | None) -> None:
    heading = clean(title_of(ranking.context))
    book.set_properties({"title": heading[:200], "author": "PolicyMatch", "created": _day(ranking)})
    looks = Looks(book)
    cover = make_cover(ranking, lists, plan)
    for name, draw in ((COVER, draw_cover), (TOP, draw_top)):
        page = book.add_worksheet(name)
        _set_up_print(page, heading)
        draw(book, page, looks, cover)
    for sheet in make_sheets(ranking, lists, plan):
        _write_sheet(book, looks, sheet, heading)


def _day(ranking: Ranking) -> datetime:
    """The day that the file bears; where the ranking names none, a fixed one."""
    try:
        return datetime.fromisoformat(ranking.context.get("判断日期", ""))
    except ValueError:
        return datetime(2000, 1, 1)


def _write_sheet(book: Any, looks: Looks, sheet: Sheet, heading: str) -> None:
    page = book.add_worksheet(sheet.name)
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width)
    page.freeze_panes(1, sheet.frozen)
    width = sum(column.width for column in sheet.columns)
    _set_up_print(page, heading, wide=width > A3_FROM)
    page.fit_to_pages(math.ceil(width / PAGE), 0)
    page.repeat_rows(0)
    if width > PAGE:
        page.repeat_columns(0, sheet.frozen - 1)
    cells = Cells(page, looks, sheet.columns)
    cells.head()
    last = 0
    for last, row in enumerate(sheet.rows, 1):
        cells.write(last, row)
    if not last:
        cells.note(sheet.empty)
    elif sheet.filtered:
        page.autofilter(0, 0, last, len(sheet.columns) - 1)
    _draw_bars(page, sheet, last)


def _set_up_print(page: Any, heading: str, *, wide: bool = False) -> None:
    """A4 (A3 if wide) on its side with numbered pages."""
    page.set_landscape()
    page.set_paper(8 if wide else 9)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    # & begins a code in a header.
    page.set_header(f"&L{' '.join(heading.replace('&', '＆').split())[:80]}&R&A")
    page.set_footer("&C第 &P 页，共 &N 页")


def _draw_bars(page: Any, sheet: Sheet, last: int) -> None:
    drawn = 0
    for number, column in enumerate(sheet.columns):
        if column.bar and last:
            rule = {
                "type": "data_bar", "bar_color": BARS[drawn % len(BARS)], "min_type": "num",
                "max_type": "num", "min_value": 0, "max_value": column.bar,
            }  # fmt: skip
            page.conditional_format(1, number, last, number, rule)
            drawn += 1

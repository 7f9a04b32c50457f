"""The charts of the Excel report: native ones, so that they can be edited, each with its data beside its references.

Programs that do not reckon (previews, converters) draw a chart from the data in it.
"""

from __future__ import annotations

from typing import Any

from policymatch.reports.excel_cells import FONT, clean
from policymatch.reports.excel_cover import Cover

COVER, TOP = "概览", "前列项目"
"""The names of the sheets that hold the data."""

_TEXT = {"name": FONT, "size": 9}
_INKS = ("#2F75B5", "#548235", "#C55A11")
_DEEPER = {"A": "#70AD47", "B": "#5B9BD5", "C": "#FFC000", "D": "#F4776B"}


def _style(chart: Any, title: str) -> None:
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 11, "bold": True}, "overlay": False})
    chart.set_chartarea({"border": {"color": "#D9D9D9"}})


def _cells(sheet: str, rows: tuple[int, int], column: int) -> list[Any]:
    return [sheet, rows[0], column, rows[1], column]


def tier_chart(book: Any, rows: tuple[int, int], cover: Cover) -> Any:
    """How many projects each tier has."""
    groups = cover.tiers[:-1]
    if not any(group.count for group in groups):
        return None
    bars = rows[0], rows[0] + len(groups) - 1
    chart = book.add_chart({"type": "column"})
    chart.add_series({
        "name": "项目数",
        "categories": _cells(COVER, bars, 0),
        "values": _cells(COVER, bars, 2),
        "categories_data": [group.name for group in groups],
        "values_data": [group.count for group in groups],
        "points": [{"fill": {"color": _DEEPER[group.name[0]]}} for group in groups],
        "data_labels": {"value": True, "font": _TEXT},
        "gap": 80,
    })  # fmt: skip
    _style(chart, "各梯次项目数")
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": _TEXT})
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    return chart


def channel_chart(book: Any, rows: tuple[int, int], cover: Cover) -> Any:
    """The investment of each kind of money's projects beside the known most that it could give."""
    groups = cover.channels
    if not any(group.investment_wan for group in groups):
        return None
    chart = book.add_chart({"type": "bar"})
    series = (
        ("总投资", 3, [group.investment_wan for group in groups], "#9DC3E6"),
        ("最多可争取（只含查得到的）", 5, [group.award_wan for group in groups], "#C55A11"),
    )
    for name, column, values, ink in series:
        chart.add_series({
            "name": name,
            "categories": _cells(COVER, rows, 0),
            "values": _cells(COVER, rows, column),
            "categories_data": [group.name for group in groups],
            "values_data": values,
            "fill": {"color": ink},
            "gap": 60,
        })  # fmt: skip
    _style(chart, "各类资金的项目总投资与可争取金额（万元）")
    chart.set_legend({"position": "bottom", "font": _TEXT})
    chart.set_y_axis({"reverse": True, "num_font": _TEXT})
    chart.set_x_axis({
        "num_font": _TEXT, "num_format": "#,##0", "min": 0, "label_position": "high",
        "major_gridlines": {"visible": True, "line": {"color": "#E7E6E6"}},
    })  # fmt: skip
    return chart


def top_chart(book: Any, rows: tuple[int, int], cover: Cover) -> Any:
    """The first projects' totals, made of the three scores where the total is their weighted sum."""
    if not cover.top:
        return None
    weighted = all(share is not None for _, share in cover.shares)
    chart = book.add_chart({"type": "bar", "subtype": "stacked"} if weighted else {"type": "bar"})
    named = [(name, 4 + number, _INKS[number]) for number, (name, _) in enumerate(cover.shares)]
    for name, column, ink in named if weighted else [("总分", 3, _INKS[0])]:
        chart.add_series({
            "name": name,
            "categories": _cells(TOP, rows, 1),
            "values": _cells(TOP, rows, column),
            "categories_data": [clean(str(values[1])) for values in cover.top],
            "values_data": [values[column] for values in cover.top],
            "fill": {"color": ink},
            "gap": 40,
            "data_labels": {"value": True, "num_format": "0", "font": {"name": FONT, "size": 8, "color": "#FFFFFF"}},
        })  # fmt: skip
    _style(chart, f"前 {len(cover.top)} 名的总分" + ("由哪几部分得来" if weighted else ""))
    chart.set_legend({"position": "top" if weighted else "none", "font": _TEXT})
    chart.set_y_axis({"reverse": True, "num_font": {"name": FONT, "size": 7}, "interval_unit": 1})
    chart.set_x_axis({
        "num_font": _TEXT, "min": 0, "max": 100, "label_position": "high",
        "major_gridlines": {"visible": True, "line": {"color": "#E7E6E6"}},
    })  # fmt: skip
    return chart

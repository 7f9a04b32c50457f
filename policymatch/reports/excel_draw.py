"""The first two sheets as they are drawn, a page each: the state of things with charts, and the first projects.

Both are fitted to one page whatever the width of a character is where they are opened.
"""

from __future__ import annotations

from typing import Any

from policymatch.reports.excel_cells import FONT, HEAD, TIER_FILLS, Looks, clean, lines_of, number_format
from policymatch.reports.excel_cover import Cover, Group
from policymatch.reports.excel_table import NONE, Kind, Value, is_known

COVER, TOP = "概览", "前列项目"
"""The names of the two sheets."""

_WIDTHS = (6, 40, 11, 11, 9, 11, 9, 24, 12, 15, 14)
_LEFT = 6
"""The last column of the tables beside which charts stand."""

_TOP_WIDTHS = (6, 44, 12, 9, 11, 11, 11, 50, 14)

LEAST_ROWS = 18
"""Rows of the first sheet above the sentences, so that charts have room beside short tables."""

NAMED = 10
"""Projects that 概览 names."""

_SECTION = {"font_size": 12, "bold": True, "font_color": HEAD, "bottom": 2, "bottom_color": HEAD}
_TITLE, _LINE = 36.0, 20.0
_CHART_TEXT = {"name": FONT, "size": 9}
_PIXELS = 4 / 3
"""Pixels of a point."""

_INKS = ("#2F75B5", "#548235", "#C55A11")
_DEEPER = {"A": "#70AD47", "B": "#5B9BD5", "C": "#FFC000", "D": "#F4776B"}


def draw_cover(book: Any, page: Any, looks: Looks, cover: Cover) -> None:
    """Write 概览 into an empty page; rows must be written in their order."""
    drawing = _Drawing(page, looks, _WIDTHS)
    drawing.title(cover)
    first = drawing.row
    tiers = drawing.groups("一、总体情况", "梯次", cover.tiers)
    channels = drawing.groups("二、按资金类型（A、B、C 类项目）", "首选渠道的资金类型", cover.channels)
    drawing.pad(LEAST_ROWS)
    drawing.beside(first, _tier_chart(book, tiers, cover), _channel_chart(book, channels, cover))
    drawing.attention(cover)
    drawing.origin(cover)


def draw_top(book: Any, page: Any, looks: Looks, cover: Cover) -> None:
    """Write the first projects with the chart of their scores into an empty page."""
    drawing = _Drawing(page, looks, _TOP_WIDTHS)
    rows = drawing.top(cover)
    drawing.below(_top_chart(book, rows, cover), len(cover.top))


class _Drawing:
    """Writes downwards; ``row`` is the next free row."""

    def __init__(self, page: Any, looks: Looks, widths: tuple[float, ...]) -> None:
        self._page = page
        self._looks = looks
        self._widths = widths
        self.row = 0
        self._tall: list[float] = []
        for number, width in enumerate(widths):
            page.set_column(number, number, width)
        page.hide_gridlines(2)
        page.fit_to_pages(1, 1)
        page.center_horizontally()

    def _next(self, height: float = _LINE) -> int:
        self._page.set_row(self.row, height)
        self._tall.append(height)
        self.row += 1
        return self.row - 1

    def _across(self, words: str, height: float, last: int | None = None, **look: Any) -> None:
        row = self._next(height)
        self._merge(row, 0, len(self._widths) - 1 if last is None else last, words, self._looks.get(**look))

    def _merge(self, row: int, first: int, last: int, words: str, look: Any) -> None:
        """Join cells of a row; ``merge_range`` would take a text for a formula."""
        self._page.merge_range(row, first, row, last, "", look)
        if words:
            self._page.write_string(row, first, clean(words), look)

    def title(self, cover: Cover) -> None:
        """The report's name and what it was made from."""
        self._across(f"{cover.title[:60]}——资金匹配与排序报告", _TITLE, font_size=18, bold=True, font_color=HEAD)
        self._across(cover.subtitle[:200], 18, font_size=9, font_color="#7F7F7F")
        self._next(6)

    def heading(self, words: str, last: int | None = None) -> None:
        """The heading of a section."""
        self._across(words, 24, last, **_SECTION)

    def pad(self, rows: int) -> None:
        """Leave room until that many rows are used, where charts stand beside short tables."""
        while self.row < rows:
            self._next()

    def groups(self, heading: str, first: str, groups: tuple[Group, ...]) -> tuple[int, int]:
        """A table of groups; gives its first and last row."""
        self.heading(heading, _LEFT)
        row = self._next(32)
        titles = ("项目数", "总投资\n（万元）", "总投资\n待核（个）", "最多可争取\n（万元）", "金额\n待核（个）")
        self._merge(row, 0, 1, first, self._looks.head())
        for number, title in enumerate(titles, 2):
            self._page.write_string(row, number, title, self._looks.head())
        start = self.row
        for group in groups:
            self._group(group)
        return start, self.row - 1

    def _group(self, group: Group) -> None:
        row = self._next()
        bold = group.name == "合计"
        fill = {"bg_color": TIER_FILLS[group.name[0]]} if group.name[:2] in ("A ", "B ", "C ", "D ") else {}
        look = self._look(bold=bold, align="left", indent=1, **fill)
        self._merge(row, 0, 1, group.name, look)
        award: tuple[Value, Value] = (group.award_wan, group.unknown) if group.asked else (NONE, NONE)
        investment = group.investment_wan if group.count else NONE
        values: tuple[Value, ...] = (group.count, investment, group.uninvested, *award)
        for number, value in enumerate(values, 2):
            self._value(row, number, value, Kind.WHOLE if number in (2, 4, 6) else Kind.MONEY, bold=bold)

    def _look(self, **properties: Any) -> Any:
        return self._looks.get(font_size=10, border=1, border_color="#D9D9D9", **properties)

    def _value(self, row: int, column: int, value: Value, kind: Kind, **look: Any) -> None:
        if isinstance(value, str):
            self._page.write_string(row, column, clean(value), self._look(align="center", **look))
        elif value is None or not is_known(value):
            shown = "待核" if kind is Kind.MONEY else ""
            self._page.write_string(row, column, shown, self._look(align="center", font_color="#B26B00", **look))
        else:
            form = number_format(kind, value)
            self._page.write_number(row, column, value, self._look(align="right", indent=1, num_format=form, **look))

    def attention(self, cover: Cover) -> None:
        """What needs attention, and beside it the first names."""
        self.heading("三、需要注意", _LEFT)
        row, last = self.row - 1, len(self._widths) - 1
        self._merge(row, _LEFT + 1, last, f"四、前 {min(NAMED, len(cover.top))} 名", self._looks.get(**_SECTION))
        lines = cover.attention or ("没有需要特别注意的地方。",)
        left = int(sum(self._widths[: _LEFT + 1]) * 1.0)
        for number in range(max(len(lines), min(NAMED, len(cover.top)))):
            words = f"{number + 1}. {lines[number]}" if number < len(lines) else ""
            row = self._next(5 + 15.0 * min(3, lines_of(clean(words), left)))
            self._merge(row, 0, _LEFT, words, self._looks.get(font_size=10, text_wrap=True, indent=1, align="left"))
            if number < min(NAMED, len(cover.top)):
                self._named(row, cover.top[number])

    def _named(self, row: int, values: tuple[Value, ...]) -> None:
        rank, name, tier, total = values[:4]
        last = len(self._widths) - 1
        self._merge(row, _LEFT + 1, last - 2, f"{rank}. {name}", self._look(align="left", shrink=True))
        fill = TIER_FILLS.get(str(tier)[:1])
        self._page.write_string(
            row, last - 1, str(tier), self._look(align="center", **({"bg_color": fill} if fill else {}))
        )
        self._value(row, last, total, Kind.SCORE, bold=True)

    def origin(self, cover: Cover) -> None:
        """What all of it rests on, in one paragraph."""
        words = clean("；".join(f"{name}：{text}" for name, text in cover.origin))
        height = 6 + 13.0 * min(12, lines_of(words, int(sum(self._widths) * 1.1)))
        self._next(6)
        self._across(
            words, height, font_size=9, font_color="#595959", text_wrap=True, align="left", bg_color="#F2F2F2", indent=1
        )

    def top(self, cover: Cover) -> tuple[int, int]:
        """The first projects; gives the first and last row."""
        self.heading(f"前 {len(cover.top)} 名" if cover.top else "没有可以排序的项目")
        row = self._next(32)
        scores = [name if share is None else f"{name}\n得分×{share:.0%}" for name, share in cover.shares]
        titles = ("名次", "项目名称", "梯次", "总分", *scores, "首选资金渠道", "最多可争取\n（万元）")
        for number, title in enumerate(titles):
            self._page.write_string(row, number, title, self._looks.head())
        start = self.row
        for values in cover.top:
            self._top_row(values)
        return start, self.row - 1

    def _top_row(self, values: tuple[Value, ...]) -> None:
        rank, name, tier, total, *scores, programme, most = values
        text = clean(str(name))
        row = self._next(max(_LINE, 4 + 14.0 * min(2, lines_of(text, int(_TOP_WIDTHS[1] * 1.05)))))
        self._page.write_number(row, 0, rank, self._look(align="center"))
        look = self._look(text_wrap=True, align="left", **({"quote_prefix": True} if text[:1] in "=+-@" else {}))
        self._page.write_string(row, 1, text, look) if text else self._page.write_blank(row, 1, None, look)
        fill = TIER_FILLS.get(str(tier)[:1])
        self._page.write_string(row, 2, str(tier), self._look(align="center", **({"bg_color": fill} if fill else {})))
        for number, value in enumerate((total, *scores), 3):
            self._value(row, number, value, Kind.SCORE, bold=number == 3)
        self._page.write_string(row, 7, clean(str(programme)), self._look(align="left", indent=1, text_wrap=True))
        self._value(row, 8, NONE if most == NONE else most, Kind.MONEY)

    def beside(self, first: int, *charts: Any) -> None:
        """Put charts one above the other to the right of the tables that end here."""
        drawn = [chart for chart in charts if chart is not None]
        room = sum(self._tall[first : self.row]) * _PIXELS - 8
        width = sum(int(width * 7 + 5) for width in self._widths[_LEFT + 1 :]) - 16
        for number, chart in enumerate(drawn):
            chart.set_size({"width": width, "height": int(room / len(drawn)) - 6})
            offset = {"x_offset": 12, "y_offset": int(4 + number * room / len(drawn)), "object_position": 1}
            self._page.insert_chart(first, _LEFT + 1, chart, offset)

    def below(self, chart: Any, bars: int) -> None:
        """Put a chart under what was written, across the page."""
        if chart is None:
            return
        self._next(8)
        tall = 110 + 22 * bars
        width = sum(int(width * 7 + 5) for width in self._widths)
        chart.set_size({"width": width, "height": tall})
        first = self.row
        while sum(self._tall[first:]) * _PIXELS < tall + 10:
            self._next()
        self._page.insert_chart(first, 0, chart, {"object_position": 1})


def _style(chart: Any, title: str) -> None:
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 11, "bold": True}, "overlay": False})
    chart.set_chartarea({"border": {"color": "#D9D9D9"}})


def _cells(sheet: str, rows: tuple[int, int], column: int) -> list[Any]:
    return [sheet, rows[0], column, rows[1], column]


def _tier_chart(book: Any, rows: tuple[int, int], cover: Cover) -> Any:
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
        "data_labels": {"value": True, "font": _CHART_TEXT},
        "gap": 80,
    })  # fmt: skip
    _style(chart, "各梯次项目数")
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": _CHART_TEXT})
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    return chart


def _channel_chart(book: Any, rows: tuple[int, int], cover: Cover) -> Any:
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
    chart.set_legend({"position": "bottom", "font": _CHART_TEXT})
    chart.set_y_axis({"reverse": True, "num_font": _CHART_TEXT})
    chart.set_x_axis({
        "num_font": _CHART_TEXT, "num_format": "#,##0", "min": 0, "label_position": "high",
        "major_gridlines": {"visible": True, "line": {"color": "#E7E6E6"}},
    })  # fmt: skip
    return chart


def _top_chart(book: Any, rows: tuple[int, int], cover: Cover) -> Any:
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
    chart.set_legend({"position": "top" if weighted else "none", "font": _CHART_TEXT})
    chart.set_y_axis({"reverse": True, "num_font": {"name": FONT, "size": 7}, "interval_unit": 1})
    chart.set_x_axis({
        "num_font": _CHART_TEXT, "min": 0, "max": 100, "label_position": "high",
        "major_gridlines": {"visible": True, "line": {"color": "#E7E6E6"}},
    })  # fmt: skip
    return chart

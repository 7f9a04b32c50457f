"""The first two sheets as they are drawn, a page each: the state of things with charts, and the first projects.

Both are fitted to one page whatever the width of a character is where they are opened.
"""

from __future__ import annotations

from typing import Any

from policymatch.reports.excel_cells import HEAD, TIER_FILLS, Looks, clean, lines_of, number_format
from policymatch.reports.excel_charts import channel_chart, tier_chart, top_chart
from policymatch.reports.excel_cover import Cover, Group
from policymatch.reports.excel_table import Kind, Value
from policymatch.reports.phrases import NONE, cut, is_known

_WIDTHS = (6, 40, 11, 11, 9, 11, 9, 24, 12, 15, 14)
_LEFT = 6
"""The last column of the tables beside which charts stand."""

_TOP_WIDTHS = (6, 44, 12, 9, 11, 11, 11, 50, 14)

LEAST_ROWS = 18
"""Rows of the first sheet above the sentences, so that charts have room beside short tables."""

SAID = 200
"""Characters of each thing that the report rests on; 说明 has them all."""

NAMED = 10
"""Projects that 概览 names."""

_SECTION = {"font_size": 12, "bold": True, "font_color": HEAD, "bottom": 2, "bottom_color": HEAD}
_TITLE, _LINE = 36.0, 20.0
_PIXELS = 4 / 3
"""Pixels of a point."""


def draw_cover(book: Any, page: Any, looks: Looks, cover: Cover) -> None:
    """Write 概览 into an empty page; rows must be written in their order."""
    drawing = _Drawing(page, looks, _WIDTHS)
    drawing.title(cover)
    first = drawing.row
    tiers = drawing.groups("一、总体情况", "梯次", cover.tiers)
    channels = drawing.groups("二、按资金类型（A、B、C 类项目）", "首选渠道的资金类型", cover.channels)
    drawing.pad(LEAST_ROWS)
    drawing.beside(first, tier_chart(book, tiers, cover), channel_chart(book, channels, cover))
    drawing.attention(cover)
    drawing.origin(cover)


def draw_top(book: Any, page: Any, looks: Looks, cover: Cover) -> None:
    """Write the first projects with the chart of their scores into an empty page."""
    drawing = _Drawing(page, looks, _TOP_WIDTHS)
    rows = drawing.top(cover)
    drawing.below(top_chart(book, rows, cover), len(cover.top))


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
        self._across(f"{cut(cover.title, 60)}——资金匹配与排序报告", _TITLE, font_size=18, bold=True, font_color=HEAD)
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
            self._page.write_number(
                row, column, value, self._look(align="right", indent=1, num_format=form, shrink=True, **look)
            )

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
        self._merge(
            row, _LEFT + 1, last - 2, f"{rank}. {' '.join(str(name).split())}", self._look(align="left", shrink=True)
        )
        fill = TIER_FILLS.get(str(tier)[:1])
        self._page.write_string(
            row, last - 1, str(tier), self._look(align="center", **({"bg_color": fill} if fill else {}))
        )
        self._value(row, last, total, Kind.SCORE, bold=True)

    def origin(self, cover: Cover) -> None:
        """What all of it rests on, in one paragraph."""
        words = clean("；".join(f"{name}：{cut(text, SAID)}" for name, text in cover.origin if name != "标题"))
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

"""Whether a numbered line is a heading: by its shape, and where the shape deceives, by the count it stands in.

A lone （三） continues nothing and is a reference; 1.5亿元 is an item only between 1 and 2; 第三条 in the middle of the count
9, 10 is quoted.
"""

from __future__ import annotations

from collections.abc import Sequence

from policymatch.policies.marks import Mark, Style

_SLIP = 2
"""How far an author's or a reader's slip may throw a count off."""


class Count:
    """The numbers of one part, read ahead; ``accepts`` is asked line by line and told what is open."""

    def __init__(self, marks: Sequence[Mark | None]) -> None:
        self.following = _following(marks)
        """For each line the next number of its style behind it; 0 where there is none."""
        first_list = next(
            (
                line
                for line, mark in enumerate(marks)
                if mark and mark.style is Style.FIRST and mark.number == 1 and self.following[line] == 2
            ),
            len(marks),
        )
        self._articles = self._holds(marks, first_list, Style.ARTICLE, Style.ARTICLE)
        self._divisions = self._holds(marks, first_list, Style.PART, Style.SECTION)
        if self._divisions and not self._articles:
            # One line 第二章 in a text without articles is a mention.
            self._divisions = sum(mark is not None and mark.style.divides for mark in marks) > 1
        self._last: dict[Style, int] = {}
        self._article: int | None = None

    def _holds(self, marks: Sequence[Mark | None], first_list: int, low: Style, high: Style) -> bool:
        """Whether 条, or 编 to 节, order this text: they come before 一、 or count from one, else items quote them."""
        for line, mark in enumerate(marks):
            if mark is None or not low <= mark.style <= high or not mark.sure:
                continue
            if line < first_list or (mark.number == 1 and self.following[line] == 2):
                return True
        return False

    def begin(self) -> None:
        """A chapter or an article begins: its lists count anew."""
        self._last.clear()

    def take(self, mark: Mark, open_styles: Sequence[int]) -> None:
        """A line was set as an item; lists below it that are not open any more count anew."""
        for style in [style for style in self._last if style > mark.style and style not in open_styles]:
            del self._last[style]
        self._last[mark.style] = mark.number

    def accepts(self, line: int, mark: Mark, *, listed: bool, in_article: bool) -> bool:
        """Whether the line is a heading or item. ``listed``: a list is open above it; ``in_article``: an article is."""
        if mark.style.divides:
            return self._divisions
        if mark.style is Style.ARTICLE:
            return self._articles and self._is_article(line, mark)
        last, following = self._last.get(mark.style), self.following[line]
        if mark.number == 1:
            if not mark.sure:
                return following == 2 and last is None
            alone = mark.style is not Style.FIRST and mark.style is not Style.SERIES and (listed or in_article)
            return following == 2 or alone or (in_article and mark.style is Style.FIRST)
        if last == mark.number - 1:
            return mark.sure or following != mark.number
        if not mark.sure or mark.style is Style.SERIES:
            return False
        return following == mark.number + 1 or (last is not None and abs(mark.number - last) <= _SLIP)

    def _is_article(self, line: int, mark: Mark) -> bool:
        last, following = self._article, self.following[line]
        if not mark.sure:
            return last is not None and mark.number == last + 1 == following - 1
        quoted = last is not None and mark.number not in (last, last + 1) and following == last + 1
        if not quoted:
            self._article = mark.number
        return not quoted


def _following(marks: Sequence[Mark | None]) -> list[int]:
    following = [0] * len(marks)
    coming: dict[Style, int] = {}
    for line in range(len(marks) - 1, -1, -1):
        mark = marks[line]
        if mark is None:
            continue
        following[line] = coming.get(mark.style, 0)
        # A doubtful 第十条规定… must not hide the true 第十条 behind it.
        if mark.sure or mark.style is not Style.ARTICLE:
            coming[mark.style] = mark.number
    return following

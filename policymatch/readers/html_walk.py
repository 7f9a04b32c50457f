"""The walk over a page's text that makes blocks of it."""

from __future__ import annotations

import re
from typing import Any

from policymatch.readers.blocks import BlockList
from policymatch.readers.html_body import Body
from policymatch.readers.html_elements import INLINE, NEVER, SPACES, LeftOut
from policymatch.readers.html_lists import ListNumbers, numbered
from policymatch.readers.html_tables import TableReader, find_data_tables
from policymatch.readers.limits import Deadline

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# 点击查看政策解读：… before or after a text leads to another page and says nothing itself.
_LEADS_AWAY = re.compile(
    r"(?:点击|点此)?(?:查看|阅读|浏览)?(?:相关|延伸|扩展|推荐)?(?:政策|文件|图文|图片|音频|视频|文字|稿件)?"
    r"(?:解读|图解|链接|阅读|新闻|报道|推荐|文章|稿件|信息|文件|问答)[:：]?"
)


def write_body(body: Body, blocks: BlockList, deadline: Deadline, *, numbers: bool) -> None:
    """Add the text of a page to blocks; ``numbers`` says whether the page shows the numbers of lists."""
    for element in body.elements:
        data = find_data_tables(element, body.leaves_out, deadline)
        tables = TableReader(blocks, data, body.leaves_out, deadline, numbers=numbers)
        _Walk(blocks, data, tables, body.leaves_out, deadline, numbers=numbers).run(element)


class _Walk:
    """Turns an element into blocks: one for each paragraph, heading, line before <br> and table row."""

    def __init__(
        self,
        blocks: BlockList,
        data: set[Any],
        tables: TableReader,
        left_out: LeftOut,
        deadline: Deadline,
        *,
        numbers: bool,
    ) -> None:
        self._blocks = blocks
        self._data = data
        self._tables = tables
        self._left_out = left_out
        self._deadline = deadline
        self._lists = ListNumbers(shown=numbers)
        self._pending: list[str] = []
        self._linked: list[str] = []
        self._label = ""
        self._level = 0
        self._links = 0
        self._verbatim = 0

    def run(self, top: Any) -> None:
        import lxml.etree

        steps = lxml.etree.iterwalk(top, events=("start", "end"))
        for event, node in steps:
            if event == "end":
                self._leave(node, top)
                continue
            self._deadline.check()
            if node is not top and self._left_out(node):
                self._links += node.tag == "a"
                steps.skip_subtree()
            elif node in self._data:
                self._flush()
                self._tables.write(node)
                steps.skip_subtree()
            else:
                self._enter(node)
        self._flush()

    def _enter(self, node: Any) -> None:
        if node.tag not in INLINE:
            self._flush()
            self._level = _HEADINGS.get(node.tag, self._level)
        self._links += node.tag == "a"
        self._verbatim += node.tag == "pre"
        self._label = self._lists.enter(node) or self._label
        self._take(node.text)

    def _leave(self, node: Any, top: Any) -> None:
        # What is left out has no text, and must not cut in two the sentence it stands in.
        if node.tag not in INLINE and node.tag not in NEVER:
            self._flush()
            self._level = 0 if node.tag in _HEADINGS else self._level
        self._links -= node.tag == "a"
        self._verbatim -= node.tag == "pre" and self._verbatim > 0
        self._lists.leave(node)
        if node.tag == "li":
            self._label = ""
        if node is not top:
            self._take(node.tail)

    def _take(self, text: str | None) -> None:
        if not text:
            return
        first, *rest = text.split("\n") if self._verbatim else [text]
        self._add(first)
        for line in rest:
            self._flush()
            self._add(line)

    def _add(self, text: str) -> None:
        self._pending.append(text)
        if self._links > 0:
            self._linked.append(text)

    def _flush(self) -> None:
        text = SPACES.sub(" ", "".join(self._pending))
        linked = SPACES.sub(" ", "".join(self._linked))
        self._pending.clear()
        self._linked.clear()
        if text.strip() and not _leads_away(text, linked):
            self._blocks.add(numbered(self._label, text.lstrip()), level=self._level)
            self._label = ""


def _leads_away(text: str, linked: str) -> bool:
    """Whether a line is only a link to another page (点击查看政策解读：…), whose words are that page's title."""
    if not linked.strip() or len(text) > 300:
        return False
    unlinked = text.replace(linked, "").strip()
    return _LEADS_AWAY.fullmatch("".join(unlinked.split())) is not None

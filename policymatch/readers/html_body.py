"""Where a page's text stands, and the walk that makes blocks of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from policymatch.readers.blocks import BlockList
from policymatch.readers.html_elements import INLINE, NEVER, SPACES, LeftOut, is_around, is_extra, is_hidden
from policymatch.readers.html_lists import ListNumbers, numbered
from policymatch.readers.html_tables import TableReader, find_data_tables
from policymatch.readers.limits import Deadline

# Where the systems that governments use put the text, the surest first.
_CONTAINERS = (
    *("#ucap-content", "<ucapcontent", ".trs_editor_view", ".trs_editor", ".trs_ueditor", ".pages_content"),
    *(".article-content-body", ".article_content", ".content_article", "#ivs_content", "#info_content", "#info_cont"),
    *(".article-content", "#zoomcon", "#zoom", "#js_content", "<article"),
)
_RANKS = {name: rank for rank, name in enumerate(_CONTAINERS)}
_ENOUGH = 60
_SENTENCE = re.compile("[，。；！？、]")
_LONG_TEXT = 40
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# 点击查看政策解读：… before or after a text leads to another page and says nothing itself.
_LEADS_AWAY = re.compile(
    r"(?:点击|点此)?(?:查看|阅读|浏览)?(?:相关|延伸|扩展|推荐)?(?:政策|文件|图文|图片|音频|视频|文字|稿件)?"
    r"(?:解读|图解|链接|阅读|新闻|报道|推荐|文章|稿件|信息|文件|问答)[:：]?"
)


@dataclass(slots=True)
class Body:
    """The elements that hold a page's text, in order.

    ``known`` is false where they were found by where the sentences stand, and the site may still be around them.
    ``kept`` are elements that are named like the site around a text but hold most of it.
    """

    elements: list[Any]
    known: bool
    kept: set[Any] = field(default_factory=set)

    def leaves_out(self, node: Any) -> bool:
        """Whether a node within the text is none of it."""
        if is_hidden(node):
            return True
        named = is_extra(node) or (not self.known and is_around(node))
        return named and node not in self.kept


def find_body(root: Any, deadline: Deadline) -> Body:
    """Find the text of a page: in a container known by name, else in the smallest element with nearly all sentences."""
    page = root.find("body")
    page = root if page is None else page
    survey = _survey(root, set(), deadline)
    kept = {element for element, said in survey.named if said * 2 > survey.all_said}
    if kept:
        survey = _survey(root, kept, deadline)
    for rank in sorted(survey.containers):
        full = [found for found in survey.containers[rank] if found.chars >= _ENOUGH]
        if full and sum(found.said for found in full) * 2 >= survey.said:
            return Body([found.element for found in full], known=rank != _RANKS["<article"], kept=kept)
    if survey.said >= _ENOUGH:
        return Body([_densest(page, survey.said, kept, deadline)], known=False, kept=kept)
    return Body([page], known=False, kept=kept)


@dataclass(slots=True)
class _Found:
    element: Any
    chars: int
    said: int


@dataclass(slots=True)
class _Survey:
    """How much a page says, in sentences outside links, and where.

    ``said`` leaves out what is hidden or named like the site around a text, ``all_said`` only what is hidden.
    ``named`` are the elements so named.
    """

    said: int = 0
    all_said: int = 0
    containers: dict[int, list[_Found]] = field(default_factory=dict)
    named: list[tuple[Any, int]] = field(default_factory=list)


def _survey(root: Any, kept: set[Any], deadline: Deadline) -> _Survey:
    import lxml.etree

    survey = _Survey()
    # For each open element: the rank it has as a container, whether it mutes, and the counts when it began.
    stack: list[tuple[int | None, bool, bool, int, int]] = []
    open_ranks: dict[int, int] = {}
    chars = said = hidden = around = links = 0
    steps = lxml.etree.iterwalk(root, events=("start", "end"))
    for event, node in steps:
        if event == "start":
            deadline.check()
            if not isinstance(node.tag, str) or node.tag in NEVER:
                steps.skip_subtree()
                stack.append((None, False, False, chars, said))
                continue
            rank = _rank(node)
            if rank is not None:
                open_ranks[rank] = open_ranks.get(rank, 0) + 1
            hides = is_hidden(node)
            outside = node not in kept and (is_around(node) or is_extra(node))
            stack.append((rank, hides, outside, chars, said))
            hidden += hides
            around += outside
            links += node.tag == "a"
            text = node.text
        else:
            rank, hides, outside, chars_before, said_before = stack.pop()
            hidden -= hides
            around -= outside
            links -= node.tag == "a"
            if rank is not None:
                open_ranks[rank] -= 1
                if not open_ranks[rank]:
                    survey.containers.setdefault(rank, []).append(
                        _Found(node, chars - chars_before, said - said_before)
                    )
            if outside and said > said_before:
                survey.named.append((node, said - said_before))
            text = node.tail
        length, sentence = _weigh(text, links)
        chars += length
        said += sentence
        survey.all_said += 0 if hidden else sentence
        survey.said += 0 if hidden or around else sentence
    return survey


def _rank(node: Any) -> int | None:
    """Return the place of an element among the known containers."""
    ranks = [_RANKS.get(f"<{node.tag}"), _RANKS.get(f"#{(node.get('id') or '').lower()}")]
    classes = node.get("class")
    if classes:
        ranks.extend(_RANKS.get(f".{name}") for name in classes[:300].lower().split())
    return min((rank for rank in ranks if rank is not None), default=None)


def _weigh(text: str | None, links: int) -> tuple[int, int]:
    """Return how many characters a piece of text has, and how many of them say something."""
    length = len(text.strip()) if text else 0
    if not length or not text:
        return 0, 0
    return length, length if not links and (length >= _LONG_TEXT or _SENTENCE.search(text)) else 0


def _densest(page: Any, total: int, kept: set[Any], deadline: Deadline) -> Any:
    """Return the smallest element that holds nine tenths of what a page says."""
    import lxml.etree

    stack: list[int] = []
    said = links = 0
    steps = lxml.etree.iterwalk(page, events=("start", "end"))
    for event, node in steps:
        if event == "start":
            deadline.check()
            stack.append(said)
            links += node.tag == "a"
            if node is not page and (is_hidden(node) or (node not in kept and (is_around(node) or is_extra(node)))):
                steps.skip_subtree()
            else:
                said += _weigh(node.text, links)[1]
        else:
            # Of elements that hold so much, each holds the next; the innermost ends first.
            if (said - stack.pop()) * 10 >= total * 9 and node.tag not in INLINE:
                return node
            links -= node.tag == "a"
            said += _weigh(node.tail, links)[1]
    return page


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

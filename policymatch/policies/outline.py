"""The tree of a text: 编 章 节 条 款 项 目 of regulations, 一、（一）1.（1） of notices, annexes and tables.

No line is lost or moved: a node's own lines stand before its children's, and printed, the tree is the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from policymatch.model import Block, Policy
from policymatch.policies.contents import find_contents
from policymatch.policies.counting import Count
from policymatch.policies.marks import Mark, Style, find_mark, titled_article
from policymatch.policies.parts import Part, PartKind, split_parts
from policymatch.policies.tables import find_tables, is_row
from policymatch.policies.tree import Kind, Node, blocks_of, indented, printed

__all__ = ["Kind", "Node", "blocks_of", "indented", "outline", "printed", "tree_of"]


def outline(blocks: Sequence[Block], title: str = "") -> Node:
    """Read the tree of a body. A ``title`` that ends in 第X条 says that the text is that article alone."""
    lines = ["" if is_row(block) else block.text for block in blocks]
    marks = [find_mark(line) for line in lines]
    root = _Draft(Kind.WHOLE, "", [])
    article = titled_article(title)
    if article and blocks:
        builder = _Builder(root, blocks, [mark if mark and mark.style > Style.ARTICLE else None for mark in marks])
        builder.open_article(article, blocks[0])
        taken = [line == 0 or mark is not None for line, mark in enumerate(marks)]
        builder.fill(1, {table.start: (Kind.TABLE, table.end) for table in find_tables(blocks, taken)}, len(blocks))
        return root.frozen()
    for part in split_parts(lines, marks, title):
        _add_part(root, part, blocks[part.start : part.end], marks[part.start : part.end])
    return root.frozen()


def _add_part(root: _Draft, part: Part, blocks: Sequence[Block], marks: Sequence[Mark | None]) -> None:
    draft = root
    if part.kind is not PartKind.MAIN:
        kind = Kind.ENCLOSED if part.kind is PartKind.ENCLOSED else Kind.ANNEX
        draft = _Draft(kind, part.label, list(blocks[: part.head]))
        draft.name = part.name
        root.children.append(draft)
    spans = {span.start - part.start: (Kind(span.kind.value), span.end - part.start) for span in part.closing}
    contents = find_contents([block.text for block in blocks], marks, part.head)
    if contents and not any(start < contents[1] for start in spans):
        spans[contents[0]] = (Kind.CONTENTS, contents[1])
    free: list[Mark | None] = list(marks)
    taken = [mark is not None for mark in marks]
    for start, end in ((0, part.head), *((start, end) for start, (_, end) in spans.items())):
        free[start:end] = [None] * (end - start)
        taken[start:end] = [True] * (end - start)
    tail = _tail(spans, len(blocks))
    spans |= {table.start: (Kind.TABLE, table.end) for table in find_tables(blocks, taken)}
    _Builder(draft, blocks, free).fill(part.head, spans, tail)


def _tail(spans: Mapping[int, tuple[Kind, int]], end: int) -> int:
    """The line from which on there are only spans."""
    starts = {stop: start for start, (_, stop) in spans.items()}
    while end in starts:
        end = starts[end]
    return end


def tree_of(policy: Policy) -> Node:
    """The tree of a stored policy, from its clauses' lines; a line's page is its clause's."""
    blocks: list[Block] = []
    table = 0
    for clause in policy.clauses:
        for line in clause.text[clause.repeated :].split("\n"):
            block = Block(line, clause.page)
            if not is_row(block):
                blocks.append(block)
                continue
            # Rows that follow each other were one table, also over the border of two clauses.
            table += not (blocks and blocks[-1].table)
            blocks.append(replace(block, table=table))
    return outline(blocks, policy.summary.title)


class _Draft:
    """A node in the making; ``following`` is the next number of its style in the text."""

    __slots__ = ("blocks", "children", "following", "kind", "label", "name", "number", "style")

    def __init__(
        self, kind: Kind, label: str, blocks: list[Block], style: int = 0, number: int = 0, following: int = 0
    ) -> None:
        self.kind = kind
        self.label = label
        self.blocks = blocks
        self.children: list[_Draft] = []
        self.style = style
        self.number = number
        self.following = following
        self.name = ""

    def frozen(self) -> Node:
        children = tuple(child.frozen() for child in self.children)
        return Node(self.kind, self.label, tuple(self.blocks), children, self.name)


_KINDS = {
    Style.PART: Kind.PART,
    Style.SUBPART: Kind.SUBPART,
    Style.CHAPTER: Kind.CHAPTER,
    Style.SECTION: Kind.SECTION,
    Style.FIRST: Kind.FIRST,
    Style.SECOND: Kind.SECOND,
    Style.THIRD: Kind.THIRD,
    Style.FOURTH: Kind.FOURTH,
}
_PARAGRAPH = int(Style.ARTICLE) + 1
"""The rank of a 款: below its article, above all lists."""
_SHORT_TITLE = 25


class _Builder:
    """Sets the lines of one part below ``root``. ``_open`` is the path of nodes that can still take lines."""

    def __init__(self, root: _Draft, blocks: Sequence[Block], marks: Sequence[Mark | None]) -> None:
        self._open = [root]
        self._blocks = blocks
        self._marks = marks
        self._paragraphs = 0
        self._in_article = False
        self._count = Count(marks)

    def open_article(self, label: str, block: Block) -> None:
        """Open an article that the text itself need not name."""
        self._close(Style.ARTICLE)
        self._push(_Draft(Kind.ARTICLE, label, [block], Style.ARTICLE))
        # 第十条 (监督管理) alone is a heading: the first 款 is still to come.
        self._paragraphs = 0 if _is_title(block.text) else 1
        self._in_article = True
        self._count.begin()

    def fill(self, line: int, spans: Mapping[int, tuple[Kind, int]], tail: int) -> None:
        """Set all lines from ``line`` on; ``spans`` are stretches that make one node: tables and closing lines.

        From ``tail`` on nothing but closing lines follows, which belong to no chapter or article.
        """
        while line < len(self._blocks):
            span = spans.get(line)
            mark = self._marks[line]
            if span is not None:
                kind, end = span
                if line >= tail:
                    self._close(0)
                self._open[-1].children.append(_Draft(kind, "", list(self._blocks[line:end])))
                line = end
            elif mark is not None and self._accepts(line, mark):
                line = self._numbered(mark, line)
            else:
                self._paragraph(self._blocks[line])
                line += 1

    def _accepts(self, line: int, mark: Mark) -> bool:
        listed = self._open[-1].style >= Style.FIRST
        return self._count.accepts(line, mark, listed=listed, in_article=self._in_article)

    def _numbered(self, mark: Mark, line: int) -> int:
        block = self._blocks[line]
        if mark.style is Style.ARTICLE:
            self.open_article(mark.label, block)
        elif mark.style.divides:
            self._close(mark.style)
            draft = _Draft(_KINDS[mark.style], mark.label, [block], mark.style)
            self._push(draft)
            self._count.begin()
            if mark.bare and self._heading_goes_on(line + 1):
                draft.blocks.append(self._blocks[line + 1])
                return line + 2
        else:
            self._close_lists(mark)
            self._push(
                _Draft(self._kind(mark), mark.label, [block], mark.style, mark.number, self._count.following[line])
            )
            self._count.take(mark, [draft.style for draft in self._open])
        return line + 1

    def _heading_goes_on(self, line: int) -> bool:
        """Whether the line is the title of the chapter whose number stands alone above it."""
        if line >= len(self._blocks) or self._marks[line] is not None:
            return False
        text = self._blocks[line].text
        return text != "" and _is_title(text) and not is_row(self._blocks[line])

    def _kind(self, mark: Mark) -> Kind:
        if self._in_article:
            above = sum(draft.style >= Style.FIRST for draft in self._open)
            if above < 2:
                return Kind.SUBITEM if above else Kind.ITEM
        return _KINDS.get(mark.style, Kind.LOWER)

    def _paragraph(self, block: Block) -> None:
        if self._in_article:
            self._close(_PARAGRAPH)
            self._paragraphs += 1
            self._push(_Draft(Kind.PARAGRAPH, f"第{_chinese(self._paragraphs)}款", [block], _PARAGRAPH))
            return
        top = self._open[-1]
        if top.style >= Style.FIRST and not top.children:
            top.blocks.append(block)
        elif top.children and top.children[-1].kind is Kind.TEXT:
            top.children[-1].blocks.append(block)
        else:
            top.children.append(_Draft(Kind.TEXT, "", [block]))

    def _close(self, style: int) -> None:
        """Close what a number of this rank ends."""
        while len(self._open) > 1 and self._open[-1].style >= style:
            self._open.pop()
        self._in_article = self._in_article and style > Style.ARTICLE

    def _close_lists(self, mark: Mark) -> None:
        """Close the lists that an item ends: the one it continues with all below, else those of lower rank.

        （一） below 1. is part of it when the count 1. 2. goes on behind it.
        """
        if any(draft.style == mark.style for draft in self._open):
            while self._open.pop().style != mark.style:
                pass
            return
        while self._open[-1].style > mark.style:
            top = self._open[-1]
            if mark.number == 1 and top.following == top.number + 1:
                break
            self._open.pop()

    def _push(self, draft: _Draft) -> None:
        self._open[-1].children.append(draft)
        self._open.append(draft)


def _is_title(text: str) -> bool:
    return len(text) <= _SHORT_TITLE and not text.endswith(("。", "；", "：", "，", ";", ":", ","))


_DIGITS = "零一二三四五六七八九"


def _chinese(number: int) -> str:
    """Chinese numerals up to 99, then digits."""
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")

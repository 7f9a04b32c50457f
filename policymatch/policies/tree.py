"""The tree of a text: its nodes, and how to print it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from policymatch.model import Block


class Kind(StrEnum):
    """What a node is."""

    WHOLE = "全文"
    TEXT = "正文"
    """Paragraphs that belong to no number."""
    ENCLOSED = "印发件"
    """The text that a notice issues, behind the notice's own signature."""
    ANNEX = "附件"
    CONTENTS = "目录"
    ANNEX_LIST = "附件说明"
    SIGNATURE = "落款"
    RECORD = "版记"
    TABLE = "表"
    PART = "编"
    SUBPART = "分编"
    CHAPTER = "章"
    SECTION = "节"
    ARTICLE = "条"
    PARAGRAPH = "款"
    ITEM = "项"
    SUBITEM = "目"
    FIRST = "一级"
    SECOND = "二级"
    THIRD = "三级"
    FOURTH = "四级"
    LOWER = "五级"


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a text: its own lines (``blocks``), then its children.

    ``label`` is 第三条, （一）, 附件2 or, of a 款, its place in the article (第二款; the first stands in the article's own
    line); empty where the text has none. ``name`` is the title of an annex or of an enclosed text.
    """

    kind: Kind
    label: str = ""
    blocks: tuple[Block, ...] = ()
    children: tuple[Node, ...] = ()
    name: str = ""

    @property
    def page(self) -> int | None:
        """The page on which it begins; None where there are no pages."""
        if self.blocks:
            return self.blocks[0].page
        return self.children[0].page if self.children else None

    @property
    def text(self) -> str:
        """Its own lines, without its children's."""
        return "\n".join(block.text for block in self.blocks)


def printed(node: Node) -> list[str]:
    """All lines of a node in their order."""
    return [block.text for block in blocks_of(node)]


def blocks_of(node: Node) -> Iterator[Block]:
    """All blocks of a node in their order."""
    yield from node.blocks
    for child in node.children:
        yield from blocks_of(child)


def indented(node: Node, depth: int = 0) -> Iterator[tuple[int, Kind, str]]:
    """Every line with its depth in the tree and what it belongs to, for printing."""
    for block in node.blocks:
        yield depth, node.kind, block.text
    below = depth if node.kind is Kind.WHOLE else depth + 1
    for child in node.children:
        yield from indented(child, below)

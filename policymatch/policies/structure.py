"""Cutting a document's body into clauses along its tree.

By article (编 章 节 条): every 第X条 with all its paragraphs is a clause. By heading: every 一、 and （一） is one, with its
1. and （1）, unless these make it too long. Annexes are cut by themselves, under their name. A text without any numbering
is cut at paragraphs, a long table between rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policymatch.model import Block
from policymatch.policies.marks import article_label, titled_article
from policymatch.policies.outline import Kind, Node, blocks_of, outline
from policymatch.policies.tables import LONG, is_row, portions

__all__ = ["CUT_VERSION", "Piece", "article_label", "split_clauses"]

CUT_VERSION = 2
"""Raised whenever the same text would be cut into other clauses than before, so that a store can tell."""

_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}\s?[、．.]|[（(]\s?[一二三四五六七八九十\d]{1,3}\s?[）)]|\d{1,3}\s?[.．、）)]"
)
_LABELLED = re.compile(r"第.{1,9}?(?:编|分编|篇|部分|章|节)")
_DIVISIONS = frozenset({Kind.PART, Kind.SUBPART, Kind.CHAPTER, Kind.SECTION})
_ALWAYS = frozenset({Kind.FIRST, Kind.SECOND})
"""Items that are clauses of their own."""
_WHERE_LONG = frozenset({Kind.THIRD, Kind.FOURTH, Kind.LOWER})
"""Items that are clauses only where what they stand in is too long for one."""
_CLOSING = frozenset({Kind.CONTENTS, Kind.ANNEX_LIST, Kind.SIGNATURE, Kind.RECORD})


@dataclass(slots=True)
class Piece:
    """A clause in the making: ``label`` and ``path`` as in model.Clause, ``blocks`` its own paragraphs.

    ``again`` are a table's title and head, which stand in the clause although an earlier one has them already.
    """

    label: str
    path: tuple[str, ...]
    blocks: list[Block]
    again: tuple[Block, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The paragraphs, without what is repeated."""
        return [block.text for block in self.blocks]

    @property
    def page(self) -> int | None:
        """The page of the first paragraph."""
        return self.blocks[0].page if self.blocks else None

    @property
    def text(self) -> str:
        """The paragraphs, one a line."""
        if len(self.blocks) == 1 and not self.again:
            return self.blocks[0].text
        return "\n".join([block.text for block in (*self.again, *self.blocks)])

    @property
    def repeated(self) -> int:
        """Characters at the start of ``text`` that are repeated, the last line feed included."""
        return sum([len(block.text) + 1 for block in self.again]) if self.again else 0


def split_clauses(blocks: Sequence[Block], title: str = "") -> list[Piece]:
    """Cut a body into pieces in reading order; together their lines are all the lines of the blocks.

    A title that ends in 第X条 says that the text is one article; its list (一、…) stays in it.
    """
    article = titled_article(title)
    if article and blocks and not any(map(is_row, blocks)):
        # One article with everything below it is one clause whatever stands in it, and there is no table to cut.
        return [Piece(article, (article,), list(blocks))]
    return [
        Piece(piece.label, piece.path, portion.blocks, portion.repeated)
        for piece in _drafts(blocks, title, article)
        if piece.blocks
        for portion in portions(piece.blocks, paragraphs=piece.loose)
    ]


@dataclass(slots=True)
class _Draft:
    """A piece before long ones are cut; a ``loose`` one may be cut at any paragraph."""

    label: str
    path: tuple[str, ...]
    loose: bool
    blocks: list[Block]


def _drafts(blocks: Sequence[Block], title: str, article: str) -> list[_Draft]:
    if article:
        return [_Draft(article, (article,), False, list(blocks))]
    cutter = _Cutter()
    cutter.part(outline(blocks, title), ())
    return cutter.pieces


class _Cutter:
    """Walks a tree and begins a piece where a clause begins; everything else goes on with the piece before."""

    def __init__(self) -> None:
        self.pieces = [_Draft("", (), True, [])]

    def part(self, node: Node, path: tuple[str, ...]) -> None:
        """The whole text, what a notice issues, or an annex."""
        if node.kind is Kind.ENCLOSED:
            self._begin("", path, node.blocks)
        elif node.kind is Kind.ANNEX:
            path = (*path, _annex_name(node))
            self._begin(node.label, path, node.blocks)
        self._children(node, path)

    def _children(self, node: Node, path: tuple[str, ...]) -> None:
        # （一） below 1. is a clause of its own, so 1. must be one too.
        cut = _own_size(node) > LONG or any(
            inner.kind in _ALWAYS for child in node.children if child.kind in _WHERE_LONG for inner in child.children
        )
        numbered = False
        for child in node.children:
            if child.kind is Kind.ANNEX:
                self.part(child, path)
            elif child.kind is Kind.ENCLOSED:
                self.part(child, (*path, _clean(child.name)) if numbered and child.name else path)
            elif child.kind in _DIVISIONS:
                numbered = True
                below = (*path, _division_name(child))
                self._begin(child.label, below, child.blocks)
                self._children(child, below)
            elif child.kind is Kind.ARTICLE:
                numbered = True
                self._begin(child.label, (*path, child.label), tuple(blocks_of(child)), loose=False)
            elif child.kind in _ALWAYS or (cut and child.kind in _WHERE_LONG):
                numbered = True
                below = (*path, _heading(child.blocks[0].text))
                self._begin(child.label, below, child.blocks, loose=False)
                self._children(child, below)
            elif child.kind in _CLOSING:
                self._begin("", (*path, child.kind.value), child.blocks)
            elif child.kind in _WHERE_LONG:
                self.pieces[-1].blocks.extend(child.blocks)
                self._children(child, path)
            else:
                if self.pieces[-1].path[-1:] in _CLOSING_PATHS:
                    self._begin("", path, ())
                self.pieces[-1].blocks.extend(blocks_of(child))

    def _begin(self, label: str, path: tuple[str, ...], blocks: Sequence[Block], *, loose: bool = True) -> None:
        self.pieces.append(_Draft(label, path, loose, list(blocks)))


_CLOSING_PATHS = tuple((kind.value,) for kind in _CLOSING)


def _own_size(node: Node) -> int:
    """Characters of the clause a node makes when its 1. stay in it: without the children that are clauses always."""
    size = sum(len(block.text) + 1 for block in node.blocks)
    for child in node.children:
        if child.kind in _WHERE_LONG:
            size += _own_size(child)
        elif child.kind in (Kind.TEXT, Kind.TABLE):
            size += sum(len(block.text) + 1 for block in child.blocks)
    return size


def _annex_name(node: Node) -> str:
    """附件1 补助标准表."""
    return _clean(f"{node.label} {node.name[:60]}")


def _division_name(node: Node) -> str:
    text = " ".join(block.text for block in node.blocks)
    rest = text.removeprefix(node.label)
    # 第一章总则 has lost its space.
    return _heading(f"{node.label} {rest}" if rest != text else text)


def _clean(text: str) -> str:
    return re.sub(r"[\s　]+", " ", text.replace("/", "／")).strip()


def _heading(text: str) -> str:
    """What of a paragraph goes into a path: a heading whole, of a running paragraph its first words or its label."""
    text = _clean(text)
    if len(text) <= 30 and not text.endswith(("。", "；", ";", "，")):
        return text
    match = _ITEM.match(text) or _LABELLED.match(text)
    label = match[0].strip() if match else ""
    words = re.split(r"[：:。；;，,]", text[len(label) :], maxsplit=1)[0]
    return label + words if 0 < len(words) <= 20 and "：" in text[: len(label) + len(words) + 1] else label or text[:20]

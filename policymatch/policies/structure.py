"""Cutting a document's body into clauses.

Two layouts cover official texts (GB/T 9704-2012 and the usage of regulations): by article (编 章 节 条), where every
第X条 with all its paragraphs is a clause, and by numbered heading (一、（一）), where each such piece is one. Lists
inside an article stay in it; a text without either is cut at paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from policymatch.model import Block

_NUMERAL = r"[一二三四五六七八九十百千零〇\d]"
# 第十条的规定, 第三条第二款, 第九条至第十一条 at the start of a line are references, not headings.
_ARTICLE = re.compile(rf"(第{_NUMERAL}{{1,9}}条(?:之{_NUMERAL}{{1,3}}+)?+)(?![的第至、，和及与或所中规])")
_ARTICLE_TITLE = re.compile(rf"(第{_NUMERAL}{{1,9}}条(?:之{_NUMERAL}{{1,3}})?)$")
_DIVISION = re.compile(rf"(第{_NUMERAL}{{1,5}}(编|分编|章|节))(?=[\s　]|$)")
_ITEM = re.compile(r"([一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])")
_ANNEX = re.compile(r"(附件|附表|附录)\s*(?:[一二三四五六七八九十\d]{1,3}\s*)?(?:$|[：:\s])")
_RANK = {"编": 1, "分编": 2, "章": 3, "节": 4}
_LONG = 1500
"""Characters after which a text without numbering is cut at the next paragraph."""


@dataclass(slots=True)
class Piece:
    """A clause in the making: ``label`` and ``path`` as in model.Clause, ``lines`` its paragraphs."""

    label: str
    path: tuple[str, ...]
    page: int | None
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The paragraphs, one a line."""
        return "\n".join(self.lines)


def split_clauses(blocks: Sequence[Block], title: str = "") -> list[Piece]:
    """Cut a body into pieces in reading order; together their lines are all the lines of the blocks.

    A title that ends in 第X条 says that the text is one article; its list (一、…) stays in it.
    """
    article = _ARTICLE_TITLE.search(title)
    if article and blocks:
        return [Piece(article[1], (article[1],), blocks[0].page, [block.text for block in blocks])]
    if any(_ARTICLE.match(block.text) for block in blocks):
        pieces = _by_article(blocks)
    elif sum(_level(block.text) == 1 for block in blocks) >= 2:
        pieces = _by_heading(blocks)
    else:
        pieces = _by_length(blocks)
    return [piece for piece in pieces if piece.lines]


def article_label(text: str) -> str | None:
    """第九条 for a paragraph that opens an article, None for any other, references included."""
    match = _ARTICLE.match(text)
    return match[1] if match else None


def _by_article(blocks: Iterable[Block]) -> Iterator[Piece]:
    """编/章/节 headings are pieces of their own, so that the whole body can be printed again."""
    path: dict[int, str] = {}
    piece = Piece("", (), None)
    for block in blocks:
        division, article = _DIVISION.match(block.text), _ARTICLE.match(block.text)
        if division or article or _ANNEX.match(block.text):
            yield piece
        if division:
            rank = _RANK[division[2]]
            path = {known: name for known, name in path.items() if known < rank} | {rank: _heading(block.text)}
            piece = Piece(division[1], tuple(path.values()), block.page)
        elif article:
            piece = Piece(article[1], (*path.values(), article[1]), block.page)
        elif annex := _ANNEX.match(block.text):
            path = {0: _heading(block.text)}
            piece = Piece(annex[1], tuple(path.values()), block.page)
        _append(piece, block)
    yield piece


def _by_heading(blocks: Iterable[Block]) -> Iterator[Piece]:
    """一、 and （一） each open a piece; 1. and （1） stay inside it."""
    path: tuple[str, ...] = ()
    piece = Piece("", (), None)
    for block in blocks:
        level = _level(block.text)
        annex = _ANNEX.match(block.text)
        if level or annex:
            yield piece
        if annex:
            path = (_heading(block.text),)
            piece = Piece(annex[1], path, block.page)
        elif level:
            match = _ITEM.match(block.text)
            assert match is not None
            base = tuple(part for part in path if _ANNEX.match(part)) if level == 1 else _parents(path)
            path = (*base, _heading(block.text))
            piece = Piece(match[1].replace("(", "（").replace(")", "）"), path, block.page)
        _append(piece, block)
    yield piece


def _parents(path: tuple[str, ...]) -> tuple[str, ...]:
    """The path above a （一）: what is left when a （一） before it is taken off."""
    return path[:-1] if path and _level(path[-1]) == 2 else path


def _by_length(blocks: Iterable[Block]) -> Iterator[Piece]:
    piece, size = Piece("", (), None), 0
    for block in blocks:
        if size and size + len(block.text) > _LONG:
            yield piece
            piece, size = Piece("", (), None), 0
        _append(piece, block)
        size += len(block.text)
    yield piece


def _append(piece: Piece, block: Block) -> None:
    if not piece.lines:
        piece.page = block.page
    piece.lines.append(block.text)


def _level(text: str) -> int:
    """1 for 一、, 2 for （一）, 0 for anything else."""
    match = _ITEM.match(text)
    if match is None:
        return 0
    return 1 if match[1].endswith("、") else 2


def _heading(text: str) -> str:
    """What of a paragraph goes into a path: a heading whole, of a running paragraph its first words or its label."""
    text = re.sub(r"[\s　]+", " ", text.replace("/", "／")).strip()
    if len(text) <= 30 and not text.endswith(("。", "；", ";", "，")):
        return text
    match = _ITEM.match(text) or _DIVISION.match(text) or _ANNEX.match(text)
    label = match[1].strip() if match else ""
    words = re.split(r"[：:。；;，,]", text[len(label) :], maxsplit=1)[0]
    return label + words if 0 < len(words) <= 20 and "：" in text[: len(label) + len(words) + 1] else label or text[:20]

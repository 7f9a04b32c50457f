"""Tables in a text: which lines are one, which name it, and where a long one may be cut.

A county's standards stand in tables, so a figure cut from its head says nothing: every clause that continues a table
begins with its title and head again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from policymatch.model import Block
from policymatch.policies.parts import annex_label

LONG = 1500
"""Characters after which a text is cut, where it may be."""
_MOST_REPEATED = 600
"""Characters of title and head that are worth repeating; what is longer is no head."""
_TITLE_LINES = 4
_UNIT = re.compile(r"[（(]?\s?(?:计量|货币|金额|面积)?单\s?位\s?[：:][^。；]{1,30}$")
_TITLE = re.compile(
    r"(?:续?表\s?[\d一二三四五六七八九十A-Z]|.{1,58}(?:表|标准|名单|清单|如下)(?:[（(][^（()）]{1,20}[）)])?[：:]?$)"
)
_NOT_TITLE = re.compile("[。；，！？：;,:!?]")


@dataclass(frozen=True, slots=True)
class TableSpan:
    """Lines of a table: ``start`` at its title, ``rows`` at its first row, ``end`` after its last."""

    start: int
    rows: int
    end: int


class Portion(NamedTuple):
    """Blocks for one clause; ``repeated`` are title and head that stand there again."""

    blocks: list[Block]
    repeated: tuple[Block, ...] = ()


def is_row(block: Block) -> bool:
    """Whether a block is a row of a table; stored lines are known by the mark between their cells."""
    if block.table or "|" not in block.text:
        return block.table > 0
    return " | " in block.text or block.text.startswith("| ") or block.text.endswith(" |")


def find_tables(blocks: Sequence[Block], taken: Sequence[bool] = ()) -> list[TableSpan]:
    """The tables in order, each with the lines above it that name it.

    ``taken`` is true for lines that cannot be part of a title because they are something else.
    """
    found: list[TableSpan] = []
    if not any(map(is_row, blocks)):
        return found
    line, floor = 0, 0
    while line < len(blocks):
        if not is_row(blocks[line]):
            line += 1
            continue
        end = line + 1
        while end < len(blocks) and blocks[end].table == blocks[line].table and is_row(blocks[end]):
            end += 1
        found.append(TableSpan(_title(blocks, line, floor, taken), line, end))
        line = floor = end
    return found


def _title(blocks: Sequence[Block], row: int, floor: int, taken: Sequence[bool]) -> int:
    """The first of the lines above a table that name it: 附件2, 表1 补助标准, 单位：万元."""
    line, named = row, False
    while line > max(floor, row - _TITLE_LINES) and not (taken and taken[line - 1]):
        text = blocks[line - 1].text
        label = annex_label(text) is not None and len(text) <= 60
        if _UNIT.match(text) and not named:
            line -= 1
        elif (label or _names(text)) and (
            not named or label or re.fullmatch(r"续?表\s?[\d一二三四五六七八九十]{1,3}", text)
        ):
            line -= 1
            named = True
            if label:
                break
        else:
            break
    return line


def _names(text: str) -> bool:
    if not text or len(text) > 60:
        return False
    return _TITLE.match(text) is not None or (len(text) <= 30 and not _NOT_TITLE.search(text))


def portions(blocks: Sequence[Block], *, paragraphs: bool) -> Iterator[Portion]:
    """Cut what is too long: a long table between its rows, with title and head again; a text at its paragraphs.

    ``paragraphs``: whether a text without a table may be cut too. A table up to LONG characters stays whole.
    """
    tables = find_tables(blocks)
    if not paragraphs and all(_size(blocks[table.rows : table.end]) <= LONG for table in tables):
        yield Portion(list(blocks))
        return
    cutter = _Cutter(paragraphs)
    line = 0
    for table in tables:
        cutter.text(blocks[line : table.start])
        title, rows = blocks[table.start : table.rows], blocks[table.rows : table.end]
        if _size(title) + _size(rows) <= LONG:
            cutter.whole([*title, *rows])
        else:
            cutter.table(title, rows)
        line = table.end
    cutter.text(blocks[line:])
    cutter.flush()
    yield from cutter.done


class _Cutter:
    """Gathers blocks into portions."""

    def __init__(self, paragraphs: bool) -> None:
        self.done: list[Portion] = []
        self._paragraphs = paragraphs
        self._blocks: list[Block] = []
        self._repeated: tuple[Block, ...] = ()
        self._size = 0
        self._after_table = False

    def flush(self, repeated: tuple[Block, ...] = ()) -> None:
        if self._blocks:
            self.done.append(Portion(self._blocks, self._repeated))
        self._blocks, self._repeated = [], repeated
        self._size = _size(repeated)

    def text(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            self.whole([block])

    def whole(self, blocks: Sequence[Block]) -> None:
        """Add what stays together."""
        size = _size(blocks)
        if (self._paragraphs or self._after_table) and self._size and self._size + size > LONG:
            self.flush()
            self._after_table = False
        self._add(blocks, size)

    def table(self, title: Sequence[Block], rows: Sequence[Block]) -> None:
        """Add a table too long for one clause."""
        head = _head(rows)
        repeated = _repeatable(title, head)
        room = max(LONG - _size(repeated), LONG // 2)
        bundles = list(_bundles(rows[len(head) :], room))
        first = [*title, *head, *(bundles[0] if bundles else [])]
        # A heading stays with its table; a text of some length is a clause of its own.
        if self._size > LONG // 5 and self._size + _size(first) > LONG:
            self.flush()
        self._add(first, _size(first))
        for bundle in bundles[1:]:
            size = _size(bundle)
            if self._size + size > LONG:
                self.flush(repeated)
            self._add(bundle, size)
        self._after_table = True

    def _add(self, blocks: Sequence[Block], size: int) -> None:
        self._blocks.extend(blocks)
        self._size += size


def _head(rows: Sequence[Block]) -> Sequence[Block]:
    """The rows that name the columns: those the format marks, else a first row without figures."""
    count = 0
    while count < len(rows) and rows[count].head:
        count += 1
    if count == 0:
        count = 0 if any(c.isdigit() for c in rows[0].text) else 1
    return rows[:count] if count < len(rows) else rows[:0]


def _repeatable(title: Sequence[Block], head: Sequence[Block]) -> tuple[Block, ...]:
    for lines in ((*title, *head), (*title, *head[:1]), tuple(title)):
        if _size(lines) <= _MOST_REPEATED:
            return lines
    return ()


def _bundles(rows: Sequence[Block], room: int) -> Iterator[list[Block]]:
    """Rows that should stay together: those under one merged first cell, in pieces where even they are too long."""
    bundle: list[Block] = []
    size = 0
    for row in rows:
        length = len(row.text) + 1
        if bundle and (not row.text.lstrip().startswith("|") or size + length > room):
            yield bundle
            bundle, size = [], 0
        bundle.append(row)
        size += length
    if bundle:
        yield bundle


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) + 1 for block in blocks)

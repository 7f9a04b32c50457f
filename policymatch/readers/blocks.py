"""Gathering a document's blocks while keeping to the limits."""

from __future__ import annotations

import re
from collections.abc import Iterable

from policymatch.model import Block
from policymatch.readers.limits import Deadline, Limits, too_large
from policymatch.text.normalize import mend

_LINES = re.compile(r"[^\r\n]+")
_SHORT = 100_000
"""Characters of a text whose lines may all stand in memory at once; a hundred million empty ones may not."""


class BlockList:
    """Takes lines in reading order and makes blocks of them; empty lines vanish."""

    def __init__(self, limits: Limits, deadline: Deadline) -> None:
        self._limits = limits
        self._deadline = deadline
        self._blocks: list[Block] = []
        self._chars = 0
        self._tables = 0

    def add(self, text: str, *, page: int | None = None, level: int = 0, table: int = 0, head: bool = False) -> None:
        """Add a text, one block for each of its lines. Raises ReadError (超出上限, 超时)."""
        blocks, limits, check = self._blocks, self._limits, self._deadline.check
        for line in _lines(mend(text).replace("\t", " ")):
            check()
            kept = line.strip()
            if kept:
                self._chars += len(kept)
                if len(blocks) >= limits.max_blocks:
                    raise too_large(f"文字超过 {limits.max_blocks} 段")
                if self._chars > limits.max_chars:
                    raise too_large(f"文字超过 {limits.max_chars} 个字符")
                blocks.append(Block(kept, page, level, table, head))

    def new_table(self) -> int:
        """Begin a table: its number, for ``add_row``."""
        self._tables += 1
        return self._tables

    def add_row(self, cells: list[str], *, page: int | None = None, table: int = 0, head: bool = False) -> None:
        """Add a row of a table, its cells joined by `` | ``; a row of empty cells vanishes.

        ``head``: it names the columns. A cell that a merged cell covers is empty in all rows but the first.
        """
        tidy = [" ".join(mend(cell).split()) for cell in cells]
        if any(tidy):
            self.add(" | ".join(tidy), page=page, table=table, head=head)

    def done(self) -> tuple[Block, ...]:
        """Return the blocks gathered so far."""
        return tuple(self._blocks)


def _lines(text: str) -> Iterable[str]:
    """The lines that are not empty."""
    if len(text) > _SHORT:
        return (line[0] for line in _LINES.finditer(text))
    return filter(None, text.replace("\r", "\n").split("\n"))

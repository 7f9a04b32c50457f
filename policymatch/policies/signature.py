"""Where a document is signed (发文机关署名 and 成文日期, GB/T 9704-2012) and printed (印发日期 in the 版记)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from policymatch.model import Block
from policymatch.policies.organs import is_signer, organs_of_line
from policymatch.text.dates import find_dates

_LONGEST = 80
_MOST_ORGANS = 12
_SEALED = re.compile(r"[（(](?:印章|盖章|公章|代章|章)[）)]")
_BEFORE_PRINTED = re.compile(r"[（(]?[一-鿿\s　（）()|、]{0,60}")
_AFTER_SIGNATURE = re.compile(
    r"附件|附：|附表|[（(](?:此件|联系|信息公开|公开)|抄\s?送|公开方式|公开属性|信息公开|主动公开|联系人|联系电话|政策咨询"
)


class Signature(NamedTuple):
    """``organs`` as signed, host first; ``number`` is the position of the block with the date."""

    organs: tuple[str, ...]
    day: date
    number: int


def find_signatures(blocks: Sequence[Block]) -> Iterator[Signature]:
    """Yield the places where a date stands under organs (or, in a decree, under who signs it), in reading order.

    A date alone counts without a name where a document's end, its annexes or the 版记 follow it.
    """
    for number, block in enumerate(blocks):
        if "日" not in block.text:
            continue
        before = _text_before_date(block)
        if before is None:
            continue
        text, day = before
        organs = organs_of_line(text) if text else []
        if text and not organs and not is_signer(text):
            continue
        signed = bool(text)
        above = _lines_above(blocks, number)
        while len(organs) < _MOST_ORGANS and (line := next(above, None)) is not None:
            found = organs_of_line(line)
            if not found and not is_signer(line):
                break
            signed = True
            organs = found + organs
        if signed or (number and _ends_after(blocks, number)):
            yield Signature(tuple(dict.fromkeys(organs)), day, number)


def _text_before_date(block: Block) -> tuple[str, date] | None:
    """What of a line stands before the date at its end; None for a line that does not end in a date."""
    text = block.text.strip()
    if block.table or len(text) > _LONGEST or not text.endswith(("日", "日）", "日)")):
        return None
    found = list(find_dates(text))
    if len(found) != 1 or text[found[0].end :].strip(" 　）)"):
        return None
    return _SEALED.sub("", text[: found[0].start]).strip(" 　（("), found[0].day


def _lines_above(blocks: Sequence[Block], number: int) -> Iterator[str]:
    for at in range(number - 1, max(-1, number - 1 - _MOST_ORGANS), -1):
        if not blocks[at].table:
            yield _SEALED.sub("", blocks[at].text).strip()


def _ends_after(blocks: Sequence[Block], number: int) -> bool:
    return number + 1 >= len(blocks) or _AFTER_SIGNATURE.match(blocks[number + 1].text.strip()) is not None


def printed_on(blocks: Sequence[Block]) -> tuple[date, int] | None:
    """The 印发日期 of the 版记 (××办公室 2024年7月29日印发) and the number of its block.

    The last one counts: an annex may carry the 版记 of the document it belongs to, but stands before our own.
    """
    for number in range(len(blocks) - 1, -1, -1):
        if "印发" not in blocks[number].text:
            continue
        text = blocks[number].text.strip()
        if len(text) > 100 or not text.rstrip("）)。").endswith("印发"):
            continue
        found = list(find_dates(text))
        if len(found) != 1 or text[found[0].end :].strip(" 　）)。|") != "印发":
            continue
        if _BEFORE_PRINTED.fullmatch(text[: found[0].start]):
            return found[0].day, number
    return None

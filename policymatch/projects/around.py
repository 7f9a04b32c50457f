"""What stands around a table's header: its title, the unit of its amounts, who filled it in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policymatch.projects.grid import GridRow
from policymatch.text.numerals import half_width

# A bare 元 stands alone: 填报单位：广元市发改委 and 元谋县 state none, nor does 万港元.
_CORNER = re.compile(
    r"单位\s*[:：]?\s*[(（]?(?:[^)）]{0,12}?(?P<unit>亿元|[百千]?万元)|"
    r"(?:[^)）]{0,12}?[、,\s(（:：为是])?(?:人民币)?(?P<bare>[百千]?元)(?![\u4e00-\u9fff]))"
)
_ALONE = re.compile(r"^\s*\(?\s*(?P<unit>亿元|[百千]?万元)\s*\)?\s*$")
_IN_TITLE = re.compile(r"[(\[](?P<unit>亿元|[百千]?万元)[)\]]\s*$")
_NOTE = re.compile(r"\s*(?:注|说明|备注|填表说明|[0-9][.、])")
_NOTES_AT_END = 12
_REPORTER = re.compile(
    r"(?:填报|申报|报送|上报|编制|汇总|制表)(?:单位|部门)(?:\([^()]{0,10}\))?[:：]\s*([\u4e00-\u9fff()]{2,40})"
)


def unit_outside(above: Sequence[GridRow], header: Sequence[GridRow], below: Sequence[GridRow]) -> str | None:
    """Find the unit of money that is stated outside the headings: in a corner, in the title, in a note under the table."""
    for pattern, rows in ((_CORNER, [*above, *header]), (_ALONE, above), (_IN_TITLE, above)):
        for row in reversed(rows):
            for text in row.texts:
                found = pattern.search(half_width(text[:200])) if text else None
                if found:
                    return _unit(found)
    for row in below[-_NOTES_AT_END:]:
        note = next((text for text in row.texts if text), "")
        found = _CORNER.search(half_width(note[:300])) if _NOTE.match(note) else None
        if found:
            return _unit(found)
    return None


def _unit(found: re.Match[str]) -> str:
    stated = found.groupdict()
    return str(stated["unit"] or stated["bare"])


def title_above(above: Sequence[GridRow]) -> str:
    """The table's title: the first text that is no number of an annex and no line of the form; empty where none is."""
    for row in above:
        for text in row.texts:
            if len(text) > 3 and not re.match(r"附件|附表|单位|填报", text):
                return re.sub(r"\s+", "", text)[:100]
    return ""


def reporter_above(above: Sequence[GridRow]) -> str:
    """Who filled in the table, as a line says (填报单位：清岭县发改局); empty where none does."""
    for row in above:
        for text in row.texts:
            found = _REPORTER.search(half_width(text[:200]))
            if found:
                return found[1]
    return ""


def lead_above(above: Sequence[GridRow]) -> str:
    """The one text of the row right above the header; empty where it has several."""
    texts = set(plain_texts(above[-1])) if above else set()
    return texts.pop() if len(texts) == 1 else ""


def plain_texts(row: GridRow) -> list[str]:
    """The texts of a row without spaces."""
    return [re.sub(r"\s+", "", half_width(text)) for text in row.texts if text]

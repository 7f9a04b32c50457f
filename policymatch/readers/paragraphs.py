"""From printed lines to paragraphs.

A paragraph of a Chinese document is set to the full measure and begins with an indent of two characters. So a line
goes on with the line before where that one reaches the right edge and this one begins at the left edge; a sentence
broken by the end of a page is no different.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from policymatch.readers.cells import Table
from policymatch.readers.lines import Item, Line, width

_NUMERAL = "[一二三四五六七八九十百千零〇○两\\d]{1,8}"
_ARTICLE = re.compile(rf"第{_NUMERAL}[编章节条](?:之{_NUMERAL})?")
_ITEM = re.compile(
    rf"[（(]{_NUMERAL}[）)]|[一二三四五六七八九十百]{{1,5}}、|第[一二三四五六七八九十]{{1,3}}[，、]|\d{{1,3}}(?:[、．]|\.(?!\d))|[①-⑳]"
    r"|附件\s?\d{0,3}\s?[:：]|附\s?件\s?\d{1,3}$|抄送[:：]"
)
# What follows a number that refers to a clause instead of opening one: 第十条的规定, 第十条、第十一条, （一）项.
_REFERENCE = re.compile(
    r"\s?(?:[的、，,。；;）)》]|第[一二三四五六七八九十百零〇\d]{1,6}[款项条]|规定|所列|所称|所指|以及|及|和|与|或|至|到|之|中|项|款|目|情形|处罚|执行)"
)
_CHAPTER = re.compile(rf"第{_NUMERAL}[编章节]")
ENDED = re.compile("[。；;：:！!？?…][”’」』》）)\\]】〕\"']{0,3}$")
_DASHES = "-‐‑"
_WORD = re.compile(r"[0-9A-Za-z.,%/@_+-]+")
_INDENT = 1.2  # in characters; two are usual, and the estimate of a place may be off
_SLACK = 2.6  # characters a full line may lack: punctuation must not begin the next one
_GAP = 1.35  # how much further apart than lines of one paragraph two paragraphs may be set
_COLUMN_LINES = 12  # lines of a page, at the least, before it can have two columns
_TITLE = 1.15  # how much larger than the body a title is set


@dataclass(frozen=True, slots=True)
class Measure:
    """The edges of the text on a kind of page, the size of its letters and the step from line to line, in points."""

    left: float
    right: float
    size: float
    step: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and the page it begins on."""

    text: str
    page: int


def paragraphs(pages: Sequence[Sequence[Item]]) -> Iterator[Paragraph | Table]:
    """Join lines to paragraphs, over the ends of pages too; a table ends the paragraph before it."""
    measures = Measures([item for page in pages for item in page if isinstance(item, Line)])
    text = ""
    start: Line | None = None
    former: Line | None = None
    for page in pages:
        if not page:
            # What an empty page would have said is not known, and no sentence goes on over it.
            former = None
        for item in page:
            if (
                isinstance(item, Line)
                and former is not None
                and start is not None
                and _goes_on(former, item, text, measures)
            ):
                text = join(text, item.text)
                former = item
                continue
            if start is not None:
                yield Paragraph(text, start.page)
            if isinstance(item, Line):
                start = former = item
                text = item.text
            else:
                start = former = None
                yield item
    if start is not None:
        yield Paragraph(text, start.page)


Kind = tuple[int, int, int]


class Measures:
    """The measure of each kind of page, and of each of its columns where it has two.

    Pages of one width share a measure, left and right pages apart: their margins are mirrored.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        pages: dict[tuple[int, int], list[Line]] = {}
        for line in lines:
            pages.setdefault(_page_kind(line), []).append(line)
        self._gutters = {kind: gutter for kind, own in pages.items() if (gutter := _gutter(own)) is not None}
        kinds: dict[Kind, list[Line]] = {}
        for line in lines:
            kinds.setdefault(self._kind(line), []).append(line)
        self._found = {}
        for (sheet, parity, column), own in kinds.items():
            few = len(own) < 12 and not self._gutters
            both = [*own, *kinds.get((sheet, 1 - parity, column), [])] if few else own
            self._found[sheet, parity, column] = _measure(both, alone=column == 0)

    def of(self, line: Line) -> Measure:
        """Return the measure of the column in which a line stands."""
        return self._found[self._kind(line)]

    def _kind(self, line: Line) -> Kind:
        """Return the kind of page and the column: 0 for a line over the whole page."""
        kind = _page_kind(line)
        gutter = self._gutters.get(kind)
        if gutter is None or line.left < gutter < line.right:
            return *kind, 0
        return *kind, 1 if line.right <= gutter else 2


def _page_kind(line: Line) -> tuple[int, int]:
    return round(line.sheet), line.page % 2


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return where the white between two columns lies: few lines cross it, many stand on both sides of it."""
    if len(lines) < _COLUMN_LINES:
        return None
    best: tuple[int, float] | None = None
    for percent in range(35, 66):
        at = lines[0].sheet * percent / 100
        left = sum(1 for line in lines if line.right <= at)
        right = sum(1 for line in lines if line.left >= at)
        crossing = len(lines) - left - right
        if (
            crossing <= 0.1 * len(lines)
            and min(left, right) >= 0.3 * len(lines)
            and (best is None or crossing < best[0])
        ):
            best = crossing, at
    if best is None:
        return None
    # Lines at one height on both sides: signatures on the right are no column.
    heights = [
        {(line.page, round(line.base)) for line in lines if (line.left >= best[1]) is side} for side in (True, False)
    ]
    return best[1] if len(heights[0] & heights[1]) >= 0.2 * len(lines) else None


def _measure(lines: Sequence[Line], *, alone: bool) -> Measure:
    """Measure lines; ``alone`` where they are not one of two columns."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    size = sizes.most_common(1)[0][0]
    body = [line for line in lines if abs(line.size - size) < 0.1 * size] or list(lines)
    # The left edge is the leftmost place where more than a stray line begins.
    places = Counter(round(line.left / 2) * 2 for line in body)
    left = min(place for place, count in places.items() if count >= max(1, 0.05 * len(body)))
    rights = sorted(line.right for line in body)
    steps = Counter(
        round(above.base - below.base)
        for above, below in pairwise(body)
        if above.page == below.page and 0.8 * size < above.base - below.base < 4 * size
    )
    step = min((steps.most_common(1)[0][0] if steps else 4 * size), 4 * size)
    right = rights[int(0.95 * (len(rights) - 1))]
    if alone and right < 0.5 * body[0].sheet:
        # Only short lines: nothing shows the right edge, so it is taken to be as far from the paper's as the left.
        right = body[0].sheet - left
    return Measure(left, right, size, step)


def _goes_on(former: Line, line: Line, text: str, measures: Measures) -> bool:
    before, now = measures.of(former), measures.of(line)
    if abs(former.size - line.size) > 0.1 * max(former.size, line.size):
        return False
    full = _is_full(former, line, before) and not _is_apart(former, line, before)
    ended = ENDED.search(text[-8:]) is not None
    if opens(line.text) and (ended or not full):
        return False
    if _is_title(former, before) and _is_title(line, now):
        return former.page == line.page and abs(former.base - line.base) < 2.5 * line.size
    if not full:
        return False
    inset = line.left - now.left
    if inset < _INDENT * line.size:
        return True
    # Set in, below a full line: a new paragraph, unless both lines of an unfinished sentence are set in alike.
    return not ended and inset - (former.left - before.left) < line.size


def _is_full(former: Line, line: Line, measure: Measure) -> bool:
    """Whether a line reaches the right edge, or would with the first word of the next, which cannot be broken."""
    word = _WORD.match(line.text)
    slack = max(_SLACK, width(word[0]) + 0.6 if word else 0.0)
    # A short line that stands at the right edge is a signature or a date.
    long = former.right - former.left >= 0.5 * (measure.right - measure.left)
    return long and former.right >= measure.right - slack * measure.size


def _is_apart(former: Line, line: Line, measure: Measure) -> bool:
    """Whether there is more room between two lines of a page than between lines of a paragraph."""
    return former.page == line.page and former.base - line.base > _GAP * measure.step


def _is_title(line: Line, measure: Measure) -> bool:
    """Whether a line is set larger than the body and in the middle."""
    if line.size < _TITLE * measure.size or _CHAPTER.match(line.text):
        return False
    before, after = line.left - measure.left, measure.right - line.right
    return abs(before - after) < 3 * line.size


def opens(text: str) -> bool:
    """Whether a line begins a numbered piece, and does not merely begin with a reference to one."""
    match = _ARTICLE.match(text) or _ITEM.match(text)
    return match is not None and _REFERENCE.match(text, match.end()) is None


def join(text: str, more: str) -> str:
    """Join two lines: Latin words with a space, Chinese without."""
    if text[-1] in _DASHES and len(text) > 1 and text[-2].isascii() and text[-2].isalpha() and more[0].islower():
        return text + more
    last, first = text[-1], more[0]
    if (
        last.isascii()
        and first.isascii()
        and last.isalnum()
        and first.isalpha()
        and (last.isalpha() or first.isupper())
    ):
        return f"{text} {more}"
    return text + more

"""What each row under a header is: a project, a heading between projects, a sum, a note."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from policymatch.projects.columns import Layout
from policymatch.projects.fieldnames import SUMMED_FIELDS
from policymatch.projects.grid import GridRow, Sheet
from policymatch.projects.headings import core_of
from policymatch.text.money import BLANKS
from policymatch.text.numerals import half_width, to_number

_TOTAL = re.compile(r"^(?:[^,。;]{0,12}?)(合计|小计|总计|共计|汇总)(?:数|金额)?(?:[(:,].{0,20})?$")
_COUNTED = re.compile(r"(?:全[县市区州]|总)?共计?[0-9]{1,4}个?项目?(?:[(:,].{0,20})?")
_NOTE = re.compile(
    r"^(?:注|备注|说明|填表|填报|制表|审核人?|审批人|联系人|联系电话|单位负责人|负责人|附件?|数据来源)(?:[:：\s0-9.、]|说明|人|单位|日期|$)|^[※★*]"
)
_ENUMERATED = re.compile(r"^(?:第?[一二三四五六七八九十]{1,3}[、.,:类章]|\([一二三四五六七八九十]{1,3}\)、?)")
_SECOND_LEVEL = re.compile(r"^\([一二三四五六七八九十]{1,3}\)")
_COUNT = re.compile(r"[(](?:共|合计)?([0-9]{1,4})(?:个|项)?(?:项目)?[^()]{0,20}[)]$")
_CHINESE_SERIAL = re.compile(r"^\(?[一二三四五六七八九十]{1,3}\)?[、.]?$")
_GROUP_ENDING = re.compile(r"(?:类|领域|行业|方面|板块|项目)$")
_PROJECT_WORD = re.compile(r"项目|工程|建设|改造|提升|治理|修复|新建|扩建|采购|整治|厂|中心|基地|园")


class Kind(Enum):
    """What a row is."""

    PROJECT = "项目"
    CATEGORY = "分类"
    SUBTOTAL = "小计"
    TOTAL = "合计"
    NOTE = "说明"
    EMPTY = "空行"
    NAMELESS = "无名称"
    CONTINUED = "续行"
    HEADER = "重复的表头"
    NUMBERING = "列号"
    OF_WHICH = "其中"


@dataclass(frozen=True, slots=True)
class RowKind:
    """A row's kind; for a category its ``label``, ``level`` (1 or 2) and the number of projects it states."""

    kind: Kind
    label: str = ""
    level: int = 1
    count: int | None = None


class Classifier:
    """Says of each row of a sheet what it is. Rows are asked for in order: what follows a note is different."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self._sheet = sheet
        self._layout = layout
        self._name = layout.of("name")[0].index
        self._serial = next((column.index for column in layout.of("seq")), None)
        money = {column.index for field in SUMMED_FIELDS for column in layout.of(field)}
        aside = {self._name, self._serial, *money}
        self._details = [column.index for column in layout.columns if column.index not in aside]
        self._after_note = False
        self._name_core = core_of(layout.of("name")[0].title.rpartition("/")[2])
        self._titles = {column.index: core_of(column.title.rpartition("/")[2]) for column in layout.columns}
        # By row and column, whether a cell is filled from its own row or from one above.
        self._across: dict[int, int] = {}
        self._filled: dict[int, set[int]] = {}
        for (number, column), holder in sheet.covered.items():
            self._filled.setdefault(number, set()).add(column)
            if holder[0] == number:
                self._across[number] = self._across.get(number, 0) + 1
        body = [row for row in sheet.rows if row.number > layout.last_row]
        self._all_enumerated = self._mostly_enumerated(body)

    def kind_of(self, row: GridRow) -> RowKind:
        """Classify a row below the header."""
        texts = [_tight(text) if text else "" for text in row.texts]
        lead = next((text for text in texts if text), "")
        if self._is_header_again(row):
            return RowKind(Kind.HEADER)
        if self._is_numbering(texts):
            return RowKind(Kind.NUMBERING)
        total = self._total(row, texts, lead)
        if total:
            return total
        if lead.startswith("其中") and not self._has_details(row):
            # What a sum above is made of, in a cut that nobody can check.
            return RowKind(Kind.OF_WHICH)
        single = len({text for text in texts if text}) == 1
        if _NOTE.search(lead) and (single or not self._has_details(row) or not row.text(self._name)):
            self._after_note = True
            return RowKind(Kind.NOTE)
        category = self._category(row, texts, single)
        if category:
            return category
        if self._says_nothing(row):
            return RowKind(Kind.EMPTY)
        if single and (self._after_note or len(lead) > 40):
            return RowKind(Kind.NOTE)
        if _tight(row.text(self._name)) in BLANKS:
            return RowKind(Kind.NAMELESS)
        holder = self._sheet.covered.get((row.number, self._name))
        if holder and self._layout.last_row < holder[0] < row.number:
            return RowKind(Kind.CONTINUED, str(holder[0]))
        return RowKind(Kind.PROJECT)

    def _total(self, row: GridRow, texts: list[str], lead: str) -> RowKind | None:
        for text in (lead, *texts[: self._name + 1]):
            found = _TOTAL.search(text) if len(text) <= 25 else None
            if found:
                of_a_part = found.start(1) > 0 and not re.match(r"全[县市区]|总|项目", text)
                partial = found.group(1) == "小计" or of_a_part
                return RowKind(Kind.SUBTOTAL if partial else Kind.TOTAL, text, count=_count_in(text))
            if _COUNTED.fullmatch(text):
                return RowKind(Kind.TOTAL, text, count=_count_in(text))
        return None

    def _category(self, row: GridRow, texts: list[str], single: bool) -> RowKind | None:
        if self._has_details(row) and not single:
            return None
        name = _tight(row.text(self._name))
        serial = _tight(row.text(self._serial)) if self._serial is not None else ""
        label = next((text for text in texts if text), "") if single else name or next(filter(None, texts), "")
        if not label or to_number(label) is not None or len(label) > 40:
            return None
        if serial and serial != label and not single:
            if not (_CHINESE_SERIAL.match(serial) and not self._all_enumerated):
                return None
            label = f"{serial.rstrip('、.')}、{name}" if not serial.startswith("(") else serial + name
        elif not self._labels_group(row, label, single):
            return None
        counted = _COUNT.search(label)
        bare = _COUNT.sub("", _ENUMERATED.sub("", label)).strip(" :、.") or label
        level = 2 if _SECOND_LEVEL.match(label) else 1
        return RowKind(Kind.CATEGORY, bare, level, int(counted.group(1)) if counted else None)

    def _labels_group(self, row: GridRow, label: str, single: bool) -> bool:
        if _ENUMERATED.match(label):
            return single or not self._all_enumerated
        if _COUNT.search(label):
            return True
        if not single:
            return bool(_GROUP_ENDING.search(label)) and not re.search(r"工程|建设|改造", label) and len(label) <= 12
        wide = self._across.get(row.number, 0) >= 2
        short = len(label) <= 8 and not _PROJECT_WORD.search(label)
        return (wide and not self._after_note) or (short and not self._after_note)

    def _has_details(self, row: GridRow) -> bool:
        return any(_tight(row.text(column)) not in BLANKS for column in self._details)

    def _says_nothing(self, row: GridRow) -> bool:
        filled = self._filled.get(row.number, set())
        if self._name in filled:
            return False
        return all(
            column == self._serial or column in filled or _tight(text) in BLANKS
            for column, text in enumerate(row.texts)
        )

    def _is_header_again(self, row: GridRow) -> bool:
        """A header repeated for printing on every page."""
        name = row.text(self._name)
        if not name or len(name) > 40 or core_of(name) != self._name_core:
            return False
        same = [index for index, title in self._titles.items() if title and core_of(row.text(index)) == title]
        return len(same) > 1

    def _is_numbering(self, tight: list[str]) -> bool:
        """A row of column numbers (1 2 3 4, or 甲 乙 1 2) under the header."""
        if any(len(text) > 4 for text in tight):
            return False
        texts = [text for text in tight if text]
        numbers = [int(text) for text in texts if re.fullmatch(r"[0-9]{1,3}", text)]
        letters = [text for text in texts if re.fullmatch(r"[甲乙丙丁戊己庚辛]", text)]
        rest = [text for text in texts if not re.fullmatch(r"[0-9]{1,3}|[甲乙丙丁戊己庚辛]|\(?[0-9]{1,2}\)?", text)]
        in_order = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
        enough = len(numbers) > 2 or (letters[:1] == ["甲"] and len(texts) > 2)
        return enough and not rest and in_order

    def _mostly_enumerated(self, body: list[GridRow]) -> bool:
        """Whether projects themselves are numbered 一、二、, so that such a number makes no category."""
        named = [row for row in body if row.text(self._name)]
        enumerated = [
            row
            for row in named
            if _ENUMERATED.match(_tight(row.text(self._name)))
            or (self._serial is not None and _CHINESE_SERIAL.match(_tight(row.text(self._serial))))
        ]
        return len(enumerated) * 2 > len(named) > 2


def _count_in(text: str) -> int | None:
    """The number of projects that a row of sums states: 合计（12个）, 共12个项目."""
    found = re.search(r"(?<![0-9.])([0-9]{1,4})个", text)
    return int(found[1]) if found else None


def _tight(text: str) -> str:
    return re.sub(r"\s+", "", half_width(text))

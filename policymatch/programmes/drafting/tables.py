"""Figures in tables: tiers, kinds and units may stand in the head, in the first columns, in the title or in the cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from policymatch.programmes.drafting.figures import Figure, Found, Setting, read_text
from policymatch.programmes.drafting.numbers import Number, numbers_in
from policymatch.programmes.drafting.subjects import Region, regions_in
from policymatch.programmes.drafting.words import plain
from policymatch.text.money import UNITS, unit_in
from policymatch.text.numerals import to_number

_RATIO = re.compile(r"比例|占[一-鿿]{0,10}(?:投资|费用|资本金|造价)|[%]|成数|系数")
_COUNT = re.compile("数量|个数|名额|件数|序号")
_CAP = re.compile(r"最高|上限|限额|封顶|不超过|至多")
_AMOUNT = re.compile(r"标准|定额|补助额|奖补额|补助金额|补助资金|奖励|补贴|额度")
_NOT = re.compile(
    r"自筹|配套|地方|进度|权重|分值|得分|总投资(?!的|比例|补助)|投资规模|面积|数量|个数|产能|规模|条件|序号|备注|说明|年度|任务|目标|名额|率(?!$)|人数|比重|计划|下达|分配|合计|已安排|安排金额|指导价|测算"
)
_REMARKS = re.compile("备注|说明|附注")
_BORNE = re.compile("(?:市|县|区|地方)[^，。；]{0,6}(?:承担|负担|分担|配套)")
_UNIT_CELL = re.compile(
    r"^(?:(?P<money>亿元|万元|元)\s?(?:/\s?|每)(?P<per>[一-鿿]{1,4}|km|㎡)|(?P<plain>亿元|万元|元)|(?P<share>%|(?:占|按)[一-鿿（）()]{2,16}))$"
)
_HEAD_UNIT = re.compile(r"(?P<money>亿元|万元|元)\s?(?:/|每)\s?(?P<per>[一-鿿]{1,4}|km|㎡)")
_BASIS = re.compile(
    r"(?:占|按)?(?:项目)?(?P<basis>(?:核定|批复|批准|实际|平均|固定资产)?(?:总投资|投资额?|资本金|工程费用|设备购置费|造价))"
)
_STANDARD_END = re.compile(r"(?:标准|定额|补助额|奖补额|金额|资金|额度|单位)$")
_BARE_RANGE = re.compile(r"(\d{1,7}(?:\.\d{1,3})?)\s?(?:—{1,2}|－|-|–|~|～|至)\s?(\d{1,7}(?:\.\d{1,3})?)%?")
_NAMED_NUMBER = re.compile(r"([一-鿿]{2,12})\s?(\d{1,7}(?:\.\d{1,3})?)(?=[、，；]|$)")
_NONE = re.compile(r"^(?:[-—–/\\无]*|不支持|不补助|不适用|待定)$")
_GRADE = re.compile(
    r"^(?:第?[一二三四五六七八九十\d]{1,2}(?:类|档|级|等|区)|[东中西]部|东北|[A-Z甲乙丙丁]类?)(?:地区|县|区|$|[（(、])"
)
_TOTAL = re.compile(r"合计|总计|小计")
_MOST_CELLS = 4_000


def read_table(rows: Sequence[Sequence[str]], setting: Setting, title: str, found: Found) -> None:
    """Add the figures of a table to ``found``; ``title`` is what stands above it."""
    cells = _tidied(rows)
    if not cells or not (setting.standard or _speaks_of_award(cells[0], title)):
        return
    table = _Table(cells, setting, plain(title))
    table.read(found)


def kinds_in_table(rows: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """The kinds of project in a table's rows with what else the row says; empty where the rows are something else.

    Where the first column holds groups that several rows share (种植业, merged or repeated), the second names the kinds.
    """
    rows = _tidied(rows)
    if len(rows) < 3:
        return []
    width = len(rows[0])
    body = [row for row in rows[1:] if len(row) == width]
    firsts = [row[0] for row in body]
    grouped = width > 2 and (not all(firsts) or len(set(firsts)) * 4 <= len(firsts) * 3)
    column = 1 if grouped and len({row[1] for row in body}) == len(body) else 0
    if regions_in(rows[0][column]) or re.search("地区|序号|档次|区域|年度|指标|单位|标准", rows[0][column]):
        return []
    return [
        (row[column], "，".join(cell for cell in row[column + 1 :] if len(re.findall("[一-鿿]", cell)) > 4))
        for row in body
        if row[column] and len(row[column]) <= 40 and _names_a_kind(row[column])
    ]


def _names_a_kind(cell: str) -> bool:
    return not (_TOTAL.search(cell) or regions_in(cell) or _GRADE.match(cell) or re.match(r"[\d<>≥≤]", cell))


def _tidied(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The cells of a table, without its ruled lines and its column of running numbers (序号)."""
    cells = [[plain(cell) for cell in row] for row in rows]
    cells = [row for row in cells if any(row) and not all(re.fullmatch(r":?-{2,}:?|", cell) for cell in row)]
    if cells and all(len(row) > 2 and not row[0] and not row[-1] for row in cells):
        cells = [row[1:-1] for row in cells]  # | a | b | as plain text has an empty cell at each end
    if cells and len(cells[0]) > 2 and re.fullmatch(r"序\s?号|编号|No\.?", cells[0][0]):
        cells = [row[1:] for row in cells]
    return [row for row in cells if row]


def _speaks_of_award(head: Sequence[str], title: str) -> bool:
    return bool(
        re.search(r"补助|奖补|支持|资助|补贴", " ".join(head) + title)
        and re.search(r"标准|比例|上限|限额|额度", " ".join(head) + title)
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """What surrounds a cell: its column's head, what is counted there and in what, for whom and for what."""

    head: str
    kind: str
    unit: str
    per: str
    basis: str | None
    regions: tuple[Region, ...]
    subject: str
    shown: str


class _Table:
    def __init__(self, cells: list[list[str]], setting: Setting, title: str) -> None:
        self.setting = setting
        self.title = title
        count = 1
        # A second row of the head holds no figure of its own.
        while (
            count < min(3, len(cells) - 1)
            and not any(_has_figure(cell) for cell in cells[count])
            and len(cells) > count + 1
            and (not cells[count][0] or cells[count][0] == cells[0][0])
        ):
            count += 1
        width = max(len(row) for row in cells)
        heads = [[_at(row, column) for column in range(width)] for row in cells[:count]]
        for row in heads[:-1]:
            # A merged cell of an upper row stands in its first column only.
            for column in range(2, width):
                row[column] = row[column] or row[column - 1]
        self.head = ["".join(dict.fromkeys(row[column] for row in heads)) for column in range(width)]
        self.body = [[_at(row, column) for column in range(width)] for row in cells[count:]]
        self._fill_down()

    def _fill_down(self) -> None:
        """A merged first cell stands in its first row only."""
        last = ""
        for row in self.body:
            if row[0]:
                last = row[0]
            elif last and any(row[1:]):
                row[0] = last

    def read(self, found: Found) -> None:
        seen = 0
        for row in self.body:
            if _TOTAL.search(row[0]):
                continue
            labels = [
                cell
                for column, cell in enumerate(row)
                if not self._is_figure_column(column, cell) and not re.search("备注|说明|依据|序号", self.head[column])
            ]
            if len([cell for cell in row if cell]) == 1 and len(row[0]) > 30:
                read_text(row[0], self.setting, found)
                continue
            for column, cell in enumerate(row):
                seen += 1
                if seen > _MOST_CELLS:
                    return
                if _REMARKS.search(self.head[column]) and _CAP.search(cell) and re.search("元", cell):
                    subject = row[0] if self._names_kind(row[0]) else ""
                    read_text(cell, replace(self.setting, standard=True, subject=subject), found)
                elif self._is_figure_column(column, cell) and not _NONE.match(cell):
                    self._read_cell(cell, column, row, labels, found)

    def _is_figure_column(self, column: int, cell: str) -> bool:
        head = self.head[column]
        if (
            column == 0
            or _COUNT.search(head)
            or (_NOT.search(head) and not re.search(r"补助|奖补|支持", head))
            or _BORNE.search(head)
        ):
            return False
        return _has_figure(cell) and not (_UNIT_CELL.match(cell) and not re.search(r"\d", cell))

    def _read_cell(self, cell: str, column: int, row: list[str], labels: list[str], found: Found) -> None:
        head = self.head[column]
        kind, unit, per, basis = self._what(head, row)
        outside = regions_in(head) or [region for label in labels for region in regions_in(label)]
        kinds = [part for part in [*labels[:2], head] if self._names_kind(part)]
        place = _Place(
            head=head,
            kind=kind,
            unit=unit,
            per=per,
            basis=basis or self.setting.basis,
            regions=tuple(regions_in(cell) or outside or self.setting.regions),
            subject="，".join(kinds)[-60:],
            shown=f"{'，'.join(label for label in labels if label)}：{head} {cell}",
        )
        numbers = numbers_in(cell)
        if not numbers:
            self._read_bare(cell, place, found)
        elif len(numbers) > 1 or _words(cell) > 6 or "每" in cell:
            above = tuple(outside or self.setting.regions)
            read_text(
                cell, Setting(self.setting.ref, True, head + self.title, place.subject, place.basis, above), found
            )
        else:
            self._read_number(cell, numbers[0], place, found)

    def _read_number(self, cell: str, number: Number, place: _Place, found: Found) -> None:
        """A figure with its sign or unit in the cell."""
        capped = _CAP.search(cell) or _CAP.search(place.head)
        if number.share is not None:
            own = _BASIS.search(cell)
            self._put(place, found, "ratio", number.share, basis=own["basis"] if own else place.basis, low=number.low)
        elif number.wan is not None and not number.per and capped:
            self._put(place, found, "cap", number.wan, low=number.low)
        elif number.per or place.per:
            unit = f"{number.unit}/{(number.per or place.per).lstrip('每')}"
            self._put(place, found, "amount", number.amount or 0.0, unit=unit)
        elif number.wan is not None and (_CAP.search(self.title) or _CAP.search(self.setting.lead)):
            self._put(place, found, "cap", number.wan, low=number.low)
        else:
            self._put(place, found, "amount", number.amount or 0.0, unit=f"{number.unit}/个")

    def _read_bare(self, cell: str, place: _Place, found: Found) -> None:
        """Numbers without a sign: one, a range, or several with a name each (图书馆600、文化馆500)."""
        pairs = _NAMED_NUMBER.findall(cell)
        if len(pairs) > 1:
            for name, digits in pairs:
                self._bare(float(digits), replace(place, subject=name), found)
            return
        span = _BARE_RANGE.fullmatch(cell)
        value = float(span[2]) if span else to_number(cell.rstrip("%万元亿").strip())
        if span:
            found.doubts.append(f"表中“{place.shown[:80]}”写的是区间，按上限写")
        elif value is None and len(cell) < 30:
            found.doubts.append(f"表中“{place.shown[:80]}”看不准，没有写进草案")
        if value is not None and value > 0:
            self._bare(value, place, found)

    def _bare(self, value: float, place: _Place, found: Found) -> None:
        """A number without a sign takes its meaning from the column, the row's unit or the title."""
        if place.kind == "ratio" and 0 < value <= 100:
            self._put(place, found, "ratio", value / 100 if value > 1 else value, basis=place.basis)
        elif place.kind == "cap" and place.unit and not place.per:
            self._put(place, found, "cap", value * float(UNITS[place.unit]))
        elif place.kind != "ratio" and place.unit:
            self._put(place, found, "amount", value, unit=f"{place.unit}/{place.per or '个'}")
        else:
            found.doubts.append(f"表中“{place.shown[:80]}”的单位看不准，没有写进草案")

    def _what(self, head: str, row: list[str]) -> tuple[str, str, str, str | None]:
        """Kind, unit of money, what it is paid for, and basis: from the column's head, the row's cells, the title."""
        for text in (head, *row, self.title):
            unit_cell = _UNIT_CELL.match(text)
            if unit_cell and text in row and not re.search(r"\d", text):
                if unit_cell["share"]:
                    named = _BASIS.search(text)
                    return "ratio", "", "", named["basis"] if named else None
                money = unit_cell["money"] or unit_cell["plain"]
                return (
                    ("amount" if unit_cell["per"] else "cap" if _CAP.search(self.title + head) else "amount"),
                    money,
                    unit_cell["per"] or "",
                    None,
                )
        named = _BASIS.search(head) or _BASIS.search(self.title)
        basis = named["basis"] if named else None
        per_head = _HEAD_UNIT.search(head)
        if per_head:
            return "amount", per_head["money"], per_head["per"], None
        unit = unit_in(head) or ""
        if _RATIO.search(head):
            return "ratio", "", "", basis
        if _CAP.search(head):
            return "cap", unit or unit_in(self.title) or "", "", basis
        if unit and _AMOUNT.search(head):
            return "amount", unit, "", basis
        per_title = _HEAD_UNIT.search(self.title)
        if per_title:
            return "amount", per_title["money"], per_title["per"], basis
        if _RATIO.search(self.title):
            return "ratio", "", "", basis
        return ("cap" if _CAP.search(self.title) else "amount"), unit or unit_in(self.title) or "", "", basis

    @staticmethod
    def _names_kind(text: str) -> bool:
        bare = re.sub(r"[（(][^（）()]*[）)]", "", text)
        return (
            bool(bare)
            and not regions_in(bare)
            and not _RATIO.search(bare)
            and not _CAP.search(bare)
            and not _UNIT_CELL.match(text)
            and not _STANDARD_END.search(bare)
            and not re.fullmatch(r"[\d.、\s]+", bare)
        )

    def _put(
        self,
        place: _Place,
        found: Found,
        kind: str,
        value: float,
        *,
        unit: str | None = None,
        basis: str | None = None,
        low: float | None = None,
    ) -> None:
        doubts = ("比例的基数没有写明",) if kind == "ratio" and basis is None else ()
        for region in place.regions or (None,):
            found.figures.append(
                Figure(
                    kind,
                    round(value, 6),
                    self.setting.ref,
                    place.shown,
                    region,
                    place.subject,
                    basis,
                    low,
                    unit,
                    doubts,
                )
            )


def _words(cell: str) -> int:
    """How many signs of a cell say more than how much."""
    return len(re.findall("[一-鿿]", re.sub(r"不超过|最高|万元|亿元|元|总投资的?|全额|百分之", "", cell)))


def _at(row: Sequence[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""


def _has_figure(cell: str) -> bool:
    return bool(re.search(r"\d", cell) or numbers_in(cell)) and not re.search(r"^\d{1,2}[.、](?!\d)", cell)

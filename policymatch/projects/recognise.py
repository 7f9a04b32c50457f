"""Which column holds which field: by the user's word, by its heading, and by what stands in its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from policymatch.projects.contents import SAMPLE, Guess, Sample, Test, fits, guess, is_date, is_number
from policymatch.projects.fieldnames import FIELD_NAMES, field_name
from policymatch.projects.grid import Sheet, column_name
from policymatch.projects.headings import Heading, core_of, is_unit, read_heading
from policymatch.projects.timing import parse_span
from policymatch.text.money import read_money

SEVERAL = frozenset({"place", "content", "funds", "funds_text", "permit", "procedures", "basis", "revenue"})
"""Fields that more than one column may make up."""

UNSURE = 0.8
"""A column read with less certainty than this is named in a warning."""

_GENERIC = re.compile(
    r"(?:备注|说明|其他|其它|单位|列|字段|column|unnamed:?|金额|数额|资金|内容|情况|时间|日期|类型|类别|性质)[0-9一二三四]{0,3}"
)
_NOTES = re.compile(r"备注|说明|其他|其它")
_BY_ANY_HEADING = frozenset(
    {"code", "nature", "approval", "owner_kind", "period", "procedures", "funds_text", "name", "investment", "content", "place"}
)  # fmt: skip
"""Fields that cells alone give away under a heading that nobody knows."""

_EXCHANGED = frozenset({"nature", "approval", "owner_kind", "code"})
"""What columns headed 类型, 性质 or 类别 may hold instead."""

_NO_TOTAL = re.compile(
    r"年|期间|月|季度|完成|计划|产值|税|利润|收入|效益|费|补偿|单价|均价|销售|营业|面积|数量|人数|亩|户|余额|缺口|到位|支付"
)
_SUM = re.compile(r"^(?:[^,。;]{0,12}?)(?:合计|小计|总计|共计)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: ``index`` from 0, ``heading`` what it means, ``title`` its heading as it stands.

    ``sure`` (0 to 1) and ``because`` say how it was recognised, ``chosen`` that the user said so.
    """

    index: int
    heading: Heading
    title: str
    sure: float = 1.0
    because: str = ""
    chosen: bool = False

    @property
    def shown(self) -> str:
        """The column for people: “总投资”（H 列）."""
        return named(self.index, self.title)


@dataclass(frozen=True, slots=True)
class Aside:
    """A column that is not read, with why. ``sure`` is 0 where nobody knows what it holds."""

    index: int
    title: str
    sure: float
    because: str


@dataclass(slots=True)
class Recognised:
    """What came of a sheet's columns. ``unread`` were not understood; ``ignored`` gave way to another column.

    ``doubts`` are Chinese sentences about columns that were recognised with a doubt.
    """

    columns: list[Column] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    unit_column: int | None = None


def named(index: int, title: str) -> str:
    """Name a column for people."""
    return f"“{title}”（{column_name(index)} 列）" if title else f"没有表头的 {column_name(index)} 列"


def recognise(
    levels: Sequence[tuple[str, ...]],
    titles: Sequence[str],
    said: Mapping[int, tuple[Heading, str]],
    samples: Mapping[int, Sequence[Sample]],
    *,
    unit: str | None,
) -> Recognised:
    """Say what each column holds. ``levels`` are the headings from the top, ``titles`` these as one text.

    ``said`` is the user's word by column, ``samples`` the cells under each heading, ``unit`` the table's unit of money.
    """
    found = Recognised()
    candidates: list[Column] = []
    open_ones: list[tuple[int, Heading]] = []
    for index, (words, title) in enumerate(zip(levels, titles, strict=True)):
        heading = read_heading(words)
        if index in said:
            meant, because = said[index]
            if meant.field:
                own = replace(meant, unit=meant.unit or heading.unit, percent=heading.percent)
                candidates.append(Column(index, own, title, 1.0, because, chosen=True))
            else:
                found.asides.append(Aside(index, title, 1.0, because))
        elif heading.field:
            sure, because = _by_name(heading)
            candidates.append(Column(index, heading, title, sure, because))
        else:
            open_ones.append((index, heading))
    candidates = [_checked(column, candidates, samples, found) for column in candidates]
    candidates += _by_contents(open_ones, titles, candidates, samples, unit, found)
    _one_each(candidates, found)
    found.asides.sort(key=lambda aside: aside.index)
    return found


def _by_name(heading: Heading) -> tuple[float, str]:
    if heading.field in ("permit", "funds"):
        return 0.95, "表头写明"
    if heading.rank == 0:
        return 1.0, "表头与字段同名"
    if heading.rank < 100:
        return 0.95, "表头是常见的同义写法"
    return 0.85, "表头含有这个字段的字样"


def _checked(
    column: Column, columns: Sequence[Column], samples: Mapping[int, Sequence[Sample]], found: Recognised
) -> Column:
    """Hold a heading against the cells below it: 项目类型 may hold 新建 and 扩建, and a column may be shifted."""
    cells = samples.get(column.index, ())
    if column.chosen:
        if not _misfits(column, samples):
            return column
        name = field_name(column.heading) or column.heading.field
        found.doubts.append(f"{column.shown}{column.because}读作{name}，但多数内容不像（{_shown(cells[0])}），请核对。")
        return replace(column, sure=0.6)
    if not cells:
        return column
    heading = column.heading
    if heading.field in ("approval", "sector", "nature", "owner_kind", "stage") and heading.rank:
        other = guess(cells)
        taken = {each.heading.field for each in columns if each is not column and not _misfits(each, samples)}
        if other and other.field in _EXCHANGED - {heading.field} and other.field not in taken and other.sure >= 0.7:
            name = FIELD_NAMES[other.field]
            found.doubts.append(f"{column.shown}的内容是{name}（{other.words}），按{name}读取；不对请用 --map 指定。")
            return replace(
                column, heading=Heading(other.field, rank=50), sure=other.sure, because=f"按内容：{other.words}"
            )
    if _misfits(column, samples):
        name = field_name(heading) or heading.field
        found.doubts.append(
            f"{column.shown}按表头读作{name}，但多数内容不像（{_shown(cells[0])}），请核对是否错列；可用 --map 指定。"
        )
        # A column of the field that does hold it goes before this one.
        worse = replace(heading, rank=heading.rank + 150)
        return replace(column, heading=worse, sure=0.4, because=f"{column.because}，但内容不像")
    return column


def _shown(cell: Sample) -> str:
    return f"如第 {cell.row} 行“{cell.text[:20]}”"


def _misfits(column: Column, samples: Mapping[int, Sequence[Sample]]) -> bool:
    """Whether most cells of a column do not look like what its heading says."""
    cells = samples.get(column.index, ())
    share = None if len(cells) < 2 else fits(column.heading.field, cells)
    return share is not None and share < 0.5


def _by_contents(
    open_ones: Sequence[tuple[int, Heading]],
    titles: Sequence[str],
    columns: Sequence[Column],
    samples: Mapping[int, Sequence[Sample]],
    unit: str | None,
    found: Recognised,
) -> list[Column]:
    """Read columns by what they hold, those without a heading or whose heading says nothing first of all."""
    taken = {column.heading.field for column in columns}
    read: list[Column] = []
    left: list[tuple[int, Heading, str]] = []
    most = max(map(len, samples.values()), default=0)
    for index, heading in open_ones:
        title, cells = titles[index], samples.get(index, ())
        if len(cells) > 1 and all(is_unit(cell.text) for cell in cells):
            found.unit_column = index
            found.asides.append(Aside(index, title, 0.9, "是每一行的金额单位"))
            continue
        generic = not title or _GENERIC.fullmatch(core_of(title.rpartition("/")[2])) is not None
        if heading.known and not (generic and _NOTES.search(title)):
            found.asides.append(Aside(index, title, 0.9, "这类列不读取（联系人、年度计划、支付等）"))
            continue
        seen = guess(cells)
        if seen and len(cells) * 2 < most:
            seen = None  # a word here and there makes no column of its kind
        if seen and seen.field == "personal":
            found.asides.append(Aside(index, title, 0.9, f"{seen.words}，属个人信息，不读取"))
        elif seen and seen.field in FIELD_NAMES and (generic or seen.field in _BY_ANY_HEADING):
            column = _guessed(index, title, heading, seen, taken, found)
            if column is not None:
                taken.add(column.heading.field)
                read.append(column)
        else:
            left.append((index, heading, title))
    read += _dates(
        [each for each in left if _nearly_all(is_date, samples.get(each[0], ()))], [*columns, *read], samples, found
    )
    read += _amounts(left, taken, samples, unit, found)
    done = {column.index for column in read} | {aside.index for aside in found.asides}
    for index, heading, title in left:
        if index in done:
            continue
        if heading.known:
            found.asides.append(Aside(index, title, 0.9, "备注、说明一类的列不读取"))
        elif title or len(samples.get(index, ())) > 1:
            found.asides.append(Aside(index, title, 0.0, "没有看懂"))
            found.unread.append(title or f"{column_name(index)} 列（没有表头）")
    return read


def _guessed(
    index: int, title: str, heading: Heading, seen: Guess, taken: set[str], found: Recognised
) -> Column | None:
    name = FIELD_NAMES[seen.field]
    if seen.field in taken:
        found.asides.append(Aside(index, title, 0.5, f"{seen.words}，但{name}已有别的列，没有读取"))
        if not heading.known and title:
            found.unread.append(title)
        return None
    meant = Heading(seen.field, rank=200, unit=heading.unit, percent=heading.percent)
    _say(index, title, name, seen.words, seen.sure, found)
    return Column(index, meant, title, seen.sure, f"按内容：{seen.words}")


def _say(index: int, title: str, name: str, words: str, sure: float, found: Recognised) -> None:
    letters = column_name(index)
    check = "，请核对" if sure < UNSURE else ""
    found.doubts.append(
        f"{named(index, title)}按内容读作{name}（{words}）{check}；不对请加 --map {letters}=不读，或 --map {letters}=别的字段。"
    )


def _dates(
    open_ones: Sequence[tuple[int, Heading, str]],
    columns: Sequence[Column],
    samples: Mapping[int, Sequence[Sample]],
    found: Recognised,
) -> list[Column]:
    """Tell beginning and end among columns of dates by their order; one alone could be either."""
    known = {
        column.heading.field: column.index for column in columns if column.heading.field in ("start", "end", "period")
    }
    places = [index for index, _, _ in open_ones]
    pairs: list[tuple[str, int]] = []
    if len(places) == 2 and not known and _in_order(places[0], places[1], samples):
        pairs = [("start", places[0]), ("end", places[1])]
    elif len(places) == 1 and list(known) == ["start"] and _in_order(known["start"], places[0], samples):
        pairs = [("end", places[0])]
    elif len(places) == 1 and list(known) == ["end"] and _in_order(places[0], known["end"], samples):
        pairs = [("start", places[0])]
    titles = {index: title for index, _, title in open_ones}
    read = []
    for meant, index in pairs:
        title = titles[index]
        words = "都是日期，按先后分出开工和竣工"
        _say(index, title, FIELD_NAMES[meant], words, 0.55, found)
        read.append(Column(index, Heading(meant, rank=200), title, 0.55, f"按内容：{words}"))
    for index, _, title in open_ones:
        if index not in {each for _, each in pairs}:
            letters = column_name(index)
            found.asides.append(
                Aside(index, title, 0.0, f"像日期，分不出是什么时间；要读取请加 --map {letters}=开工时间 等")
            )
            found.unread.append(title or f"{letters} 列（没有表头，像日期）")
    return read


def _in_order(first: int, second: int, samples: Mapping[int, Sequence[Sample]]) -> bool:
    """Whether no row's second date is before its first, and some are after it."""
    ends = {sample.row: parse_span(sample.value).start for sample in samples.get(second, ())}
    pairs = [(parse_span(sample.value).start, ends.get(sample.row)) for sample in samples.get(first, ())]
    both = [(a, b) for a, b in pairs if a and b]
    return (
        bool(both)
        and all(a[:4] <= b[:4] and (len(a) != len(b) or a <= b) for a, b in both)
        and any(a < b for a, b in both)
    )


def _amounts(
    open_ones: Sequence[tuple[int, Heading, str]],
    taken: set[str],
    samples: Mapping[int, Sequence[Sample]],
    unit: str | None,
    found: Recognised,
) -> list[Column]:
    """Take the only column of numbers for the investment, where the table says that it is about money."""
    if taken & {"investment", "estimate", "budget"}:
        return []
    numbers = [
        (index, heading, title)
        for index, heading, title in open_ones
        if not heading.known and not _NO_TOTAL.search(title) and _may_be_amounts(samples.get(index, ()))
    ]
    stated = [each for each in numbers if each[1].unit]
    numbers = stated or numbers
    if len(numbers) != 1:
        return []
    index, heading, title = numbers[0]
    if not (heading.unit or unit):
        letters = column_name(index)
        found.asides.append(Aside(index, title, 0.0, f"都是数，像是金额；要读取请加 --map {letters}=总投资（万元）"))
        found.unread.append(f"{title or f'{letters} 列（没有表头）'}（像是金额，可用 --map {letters}=总投资（万元））")
        return []
    words = "表里写有金额单位，只有这一列是金额"
    _say(index, title, FIELD_NAMES["investment"], words, 0.5, found)
    return [Column(index, Heading("investment", rank=200, unit=heading.unit), title, 0.5, f"按内容：{words}")]


def _may_be_amounts(cells: Sequence[Sample]) -> bool:
    """Whether cells are numbers that may be money: no serial numbers, no years, no small counts."""
    if len(cells) < 2 or not _nearly_all(
        lambda sample: is_number(sample) and read_money(sample.value)[0] is not None, cells
    ):
        return False
    amounts = [money.wan for sample in cells if (money := read_money(sample.value)[0])]
    serial = all(amount == number for number, amount in enumerate(amounts, 1))
    years = all(1990 <= amount <= 2100 and amount == int(amount) for amount in amounts)
    return not serial and not years and max(amounts) > 0


def _nearly_all(test: Test, cells: Sequence[Sample]) -> bool:
    return bool(cells) and sum(map(test, cells)) >= 0.9 * len(cells)


def _one_each(candidates: Sequence[Column], found: Recognised) -> None:
    """Keep one column a field, the user's own first and then the best heading; say which gave way to which."""
    kept: list[Column] = []
    for column in sorted(candidates, key=lambda each: (not each.chosen, each.heading.rank, each.index)):
        rival = next((other for other in kept if other.heading.field == column.heading.field), None)
        finer = _finer(column, kept) if rival is not None else None
        if finer is not None:
            kept.append(finer)
        elif rival is not None and column.heading.field not in SEVERAL:
            found.asides.append(Aside(column.index, column.title, column.sure, f"与{rival.shown}含义相近，只读了后者"))
            if core_of(rival.title) != core_of(column.title) or column.heading.field in ("investment", "name"):
                found.ignored.append((column.title, rival.title))
        else:
            kept.append(column)
    # What several columns make up is put together in the order of the table.
    found.columns = sorted(kept, key=lambda column: column.index)


def _finer(column: Column, kept: Sequence[Column]) -> Column | None:
    """Beside a column of the investment, 估算总投资 is the estimate and 概算总投资 the budget."""
    if column.heading.field != "investment":
        return None
    core = core_of(column.title)
    finer = "estimate" if "估算" in core else "budget" if "概算" in core else None
    if finer is None or any(other.heading.field == finer for other in kept):
        return None
    return replace(column, heading=replace(column.heading, field=finer))


def samples_of(sheet: Sheet, last_row: int, width: int) -> dict[int, list[Sample]]:
    """Take cells from under the header, column by column, of rows that look like projects and not like headings or sums."""
    found: dict[int, list[Sample]] = {index: [] for index in range(width)}
    taken = 0
    for row in sheet.rows:
        if row.number <= last_row:
            continue
        filled = [text for text in row.texts if text]
        if len(set(filled)) < 2 or any(_SUM.match(text) for text in row.texts[:3]):
            continue
        taken += 1
        for index, text in enumerate(row.texts):
            if text and len(found[index]) < SAMPLE and (row.number, index) not in sheet.covered:
                found[index].append(Sample(row.number, row.values[index], text))
        if taken >= 4 * SAMPLE:
            break
    return found

"""What a column holds, told from its cells: for columns without a heading, or whose heading says nothing or something else.

A column is taken for something only where nearly all of its cells look like it; a number alone looks like nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from policymatch.projects.answers import funds_in, nature_of
from policymatch.projects.grid import Percent
from policymatch.projects.permits import parse_permits
from policymatch.projects.stages import stage_of
from policymatch.projects.timing import parse_span
from policymatch.text.money import read_money
from policymatch.text.numerals import half_width, to_number

SAMPLE = 200
"""As many cells of a column are looked at."""

_CODE = re.compile(r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}")
_PERSONAL = re.compile(r"(?:\+?86-?)?1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|[1-9][0-9]{16}[0-9Xx]")
_OWNER_KINDS = re.compile(
    r"(?:党政)?机关|(?:机关)?事业单位|(?:地方)?(?:国有|民营|私营|集体|国有控股|外资|股份制)(?:企业)?|国企|民企|央企|政府部门|行政机关|村集体"
)
_APPROVAL = re.compile(r"(?:审批|核准|备案)(?:类|制|项目)?")
_PLACE = re.compile(
    r"[\u4e00-\u9fff、,及和]{1,30}(?:省|自治区|市|州|县|区|旗|乡|镇|街道|村|社区|园区|开发区)(?:境内|等地|内)?"
)
_OWNER = re.compile(
    r"[\u4e00-\u9fff()]{2,40}(?:局|公司|集团|政府|委员会|管委会|办公室|中心|医院|卫生院|学校|小学|中学|幼儿园|合作社|联社|林场|"
    r"水库管理所|管理所|管理处|服务站|村委会|街道办|办事处|联合会|委|院|厂)"
)
_NAME_END = re.compile(
    r"(?:项目|工程|建设|改造|提升|整治|修复|治理|新建|扩建|改建|采购|更新|园区?|基地|中心|厂|站|路|街|道|桥|库|院|校|馆|场|楼|堤|渠|坝|线|灌区|管网)"
    r"(?:[(][^()]{0,30}[)])?(?:[一二三四1-4]期)?$"
)
_QUANTITY = re.compile(
    r"[0-9][0-9.,]{0,12}\s?(?:万|亿)?(?:公里|千米|km|平方米|立方米|m2|㎡|m3|亩|公顷|米|吨|座|处|台|套|个|栋|条|千瓦|兆瓦|mw|kw|床|户|间|口|张|辆|万元)",
    re.I,
)
_WITH_UNIT = re.compile(r"(?:亿|万|元)\s*$|(?:亿|万)元?|[0-9]元")
_SPAN = re.compile(r"(?:19|20)[0-9]{2}[^0-9]{0,3}(?:[0-9]{1,2}月?)?\s*(?:-{1,2}|—{1,2}|–|~|～|至|到)")
_SECTORS = re.compile(
    r"[\u4e00-\u9fff、和及]{1,14}(?:业|类|领域|行业)|水利|交通|能源|教育|医疗|卫生|卫健|市政|环保|生态|文旅|旅游|文化|体育|民政|养老|"
    r"农村|社会事业|城建|住建|林草|科技|信息化|应急|物流|商贸|公共服务|基础设施|民生"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A cell of a column: its row, its value and its text."""

    row: int
    value: object
    text: str


@dataclass(frozen=True, slots=True)
class Guess:
    """What the cells of a column look like: a ``field``, how sure (0 to 1), and that in Chinese (``kind``, 项目代码)."""

    field: str
    sure: float
    kind: str
    fitting: int
    of: int

    @property
    def words(self) -> str:
        """Say on how many cells it rests."""
        return f"{self.of} 格里有 {self.fitting} 格像{self.kind}"


Test = Callable[[Sample], bool]
"""Whether a cell looks like something."""


def _text_is(pattern: re.Pattern[str], most: int = 60) -> Test:
    def test(sample: Sample) -> bool:
        plain = re.sub(r"\s+", "", half_width(sample.text[: most + 1]))
        return len(plain) <= most and pattern.fullmatch(plain) is not None

    return test


def _is_nature(sample: Sample) -> bool:
    return len(sample.text) <= 10 and nature_of(sample.text) is not None


def _is_stage(sample: Sample) -> bool:
    return len(sample.text) <= 14 and not _is_nature(sample) and stage_of(sample.text) is not None


def _is_money_with_unit(sample: Sample) -> bool:
    return (
        isinstance(sample.value, str)
        and bool(_WITH_UNIT.search(sample.text))
        and read_money(sample.text)[0] is not None
    )


def _is_span(sample: Sample) -> bool:
    return bool(_SPAN.match(half_width(sample.text.strip()))) and parse_span(sample.text).end is not None


def is_date(sample: Sample) -> bool:
    """Whether a cell is a date, and no bare number."""
    if isinstance(sample.value, date):
        return True
    if not isinstance(sample.value, str) or len(sample.text) > 20:
        return False
    plain = half_width(sample.text.strip())
    if not re.match(r"(?:19|20)[0-9]{2}\s*[年./-]", plain) or _is_span(sample):
        return False
    return parse_span(plain).start is not None


def _is_content(sample: Sample) -> bool:
    return len(sample.text) >= 12 and len(_QUANTITY.findall(half_width(sample.text[:500]))) > 0


def _is_name(sample: Sample) -> bool:
    plain = re.sub(r"\s+", "", half_width(sample.text[:80]))
    return 5 <= len(plain) <= 60 and _NAME_END.search(plain) is not None


def is_number(sample: Sample) -> bool:
    """Whether a cell holds a bare number that could be an amount."""
    if isinstance(sample.value, (bool, Percent)):
        return False
    if isinstance(sample.value, (int, float)):
        return sample.value >= 0
    number = to_number(sample.text)
    return number is not None and number >= 0


_TESTS: tuple[tuple[str, str, Test, float, float], ...] = (
    # field, its kind in Chinese, the test, the least share of cells, how sure where all of them pass
    ("personal", "电话或证件号码", _text_is(_PERSONAL), 0.5, 0.95),
    ("code", "项目代码", _text_is(_CODE), 0.6, 0.95),
    ("nature", "建设性质", _is_nature, 0.8, 0.9),
    ("approval", "审批类型", _text_is(_APPROVAL, 8), 0.8, 0.9),
    ("owner_kind", "单位性质", _text_is(_OWNER_KINDS, 10), 0.8, 0.85),
    ("period", "建设起止年限", _is_span, 0.8, 0.85),
    ("investment", "带单位的金额", _is_money_with_unit, 0.7, 0.7),
    ("funds_text", "几种资金及其金额", lambda sample: len(funds_in(sample.text, "万元")) > 0, 0.7, 0.75),
    ("procedures", "前期手续的办理情况", lambda sample: bool(parse_permits(sample.text)), 0.5, 0.8),
    ("stage", "所处阶段", _is_stage, 0.8, 0.8),
    ("dates", "日期", is_date, 0.8, 0.6),
    ("content", "建设内容", _is_content, 0.6, 0.75),
    ("place", "建设地点", _text_is(_PLACE, 40), 0.8, 0.75),
    ("owner", "单位名称", _text_is(_OWNER, 45), 0.7, 0.65),
    ("name", "项目名称", _is_name, 0.6, 0.7),
    ("sector", "行业或领域", _text_is(_SECTORS, 16), 0.8, 0.6),
)


def guess(samples: Sequence[Sample]) -> Guess | None:
    """Say what a column's cells look like; None where they look like nothing in particular.

    ``field`` is a key of the vocabulary, or ``dates`` or ``personal``, which are no fields.
    """
    seen = samples[:SAMPLE]
    if not seen:
        return None
    for field, kind, test, least, sure in _TESTS:
        fitting = sum(1 for sample in seen if test(sample))
        share = fitting / len(seen)
        if share < least:
            continue
        if field == "name" and len({sample.text for sample in seen}) < 0.9 * len(seen):
            continue
        # One cell alone proves little.
        few = 0.75 if len(seen) == 1 else 0.9 if len(seen) == 2 else 1.0
        return Guess(field, round(sure * share * few, 2), kind, fitting, len(seen))
    return None


def fits(field: str, samples: Sequence[Sample]) -> float | None:
    """Give the share of cells that look like what their heading says; None where that cannot be told for the field."""
    tests: dict[str, Test] = {
        "code": lambda sample: bool(re.search(r"[0-9A-Za-z]{4}", sample.text)) and len(sample.text) <= 40,
        "nature": _is_nature,
        "investment": lambda sample: isinstance(sample.value, (int, float)) or bool(re.search(r"[0-9一二三四五六七八九]", sample.text)),
        "name": lambda sample: to_number(sample.text) is None and not _CODE.fullmatch(sample.text),
        "start": lambda sample: parse_span(sample.value).start is not None or bool(re.search("开工|年|月|未|已|待", sample.text)),
        "end": lambda sample: parse_span(sample.value).start is not None or bool(re.search("[竣完]工|年|月|未|已|待", sample.text)),
    }  # fmt: skip
    test, seen = tests.get(field), samples[:SAMPLE]
    return sum(1 for sample in seen if test(sample)) / len(seen) if test and seen else None

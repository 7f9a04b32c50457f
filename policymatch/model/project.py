"""A project of the county's table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class PermitState(StrEnum):
    """How far a step of approval is."""

    DONE = "已办"
    OPEN = "在办"
    MISSING = "未办"
    NOT_NEEDED = "不需办"


PERMITS = (
    "项目建议书批复",
    "可研批复",
    "初步设计批复",
    "核准",
    "备案",
    "用地预审与选址意见书",
    "用地批复",
    "建设用地规划许可",
    "建设工程规划许可",
    "施工许可",
    "环评批复",
    "节能审查",
    "社会稳定风险评估",
    "水土保持方案",
    "林地使用",
    "洪水影响评价",
    "地质灾害危险性评估",
    "概算批复",
    "施工图审查",
)
"""Steps of approval (前期手续) by the names that rules, tables and reports share."""


@dataclass(frozen=True, slots=True)
class Permit:
    """One step of approval (前期手续). ``name`` is one of PERMITS; ``text`` is what the cell said."""

    name: str
    state: PermitState
    text: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a project is built: full names (贵州省, 黔南布依族苗族自治州, 三都水族自治县); None is not known.

    Where the text names several places of one name, ``candidates`` are their full paths (江苏省南京市鼓楼区), and only what
    they share is filled in. ``doubt`` is a Chinese sentence on a reading that should be checked.
    """

    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    text: str = ""
    candidates: tuple[str, ...] = field(default=(), compare=False)
    doubt: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Project:
    """A row of a project table, or what was said of one project on the command line.

    Money is in 万元. None and missing keys mean *not known*, never no. ``row`` is the row's number in the file as
    the user sees it. ``progress`` is the share of works done, 0 to 1. ``nature`` is one of 新建 扩建 改建 技术改造
    续建 迁建; ``stage`` one of 谋划 前期 已开工 已完工; ``approval`` 审批, 核准 or 备案; ``owner_kind`` one of
    政府部门 事业单位 国有企业 民营企业 村集体 其他. ``funds_wan`` maps a kind of money as the table names it to 万元.

    ``capital_wan`` is the project's capital (资本金), ``capital_share`` its share of the investment as the table states
    it, 0 to 1. ``estimate_wan`` is the estimate approved with the feasibility study (可研估算), ``budget_wan`` the one of
    the preliminary design (初设概算). ``approved_on`` is the day of a 核准, ``extended`` whether a later start was granted.
    ``method`` is 直接投资, 资本金注入, 投资补助 or 贷款贴息; ``industry_class`` 鼓励类, 限制类, 淘汰类 or 允许类; ``uses``
    are what the money is for; ``received_kinds`` the kinds of central money it has had; ``operating`` is true for a
    project that earns (经营性); ``contractor_advance`` where the contractor pays in advance (垫资).

    ``doubts`` are Chinese sentences about cells that were read with a doubt, each with its cell. ``cells`` maps a
    field to the cell it was read from ("H12"), so that every number can be traced, ``blanks`` to the empty cell of
    its column.
    """

    name: str
    row: int | None = None
    sheet: str | None = None
    code: str | None = None
    owner: str | None = None
    owner_kind: str | None = None
    place: Place = field(default_factory=Place)
    nature: str | None = None
    approval: str | None = None
    sector: str | None = None
    category: str | None = None
    content: str = ""
    investment_wan: float | None = None
    requested_wan: float | None = None
    funds_wan: Mapping[str, float] = field(default_factory=dict)
    progress: float | None = None
    stage: str | None = None
    start: str | None = None
    end: str | None = None
    permits: Mapping[str, Permit] = field(default_factory=dict)
    received_central: bool | None = None
    has_revenue: bool | None = None
    coverage_ratio: float | None = None
    basis: str | None = None
    in_library: bool | None = None
    capital_wan: float | None = None
    capital_share: float | None = None
    estimate_wan: float | None = None
    budget_wan: float | None = None
    approved_on: date | None = None
    extended: bool | None = None
    method: str | None = None
    industry_class: str | None = None
    uses: frozenset[str] | None = None
    received_kinds: frozenset[str] | None = None
    operating: bool | None = None
    contractor_advance: bool | None = None
    doubts: tuple[str, ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)
    blanks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SectorLabel:
    """A field that a project belongs to in one taxonomy: ``score`` 0 to 1, ``because`` the words that speak for it.

    ``stated`` says that the table itself names the field.
    """

    taxonomy: str
    field: str
    score: float
    because: tuple[str, ...]
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of what a project builds: ``kind`` as in projects.measures.KINDS, ``value`` in ``unit``, ``text`` the words.

    ``about`` says that the words do not state it exactly (约), ``total`` that they state it as the sum of others, ``part`` that
    it is part of a figure before it (其中).
    """

    kind: str
    value: float
    unit: str
    text: str
    about: bool = False
    total: bool = False
    part: bool = False


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How a column of a table was understood: ``column`` its letters, ``title`` its heading, ``field`` what it was read as.

    ``field`` is a name in Chinese (总投资), None where the column was not read; ``unit`` the unit of money that holds for it;
    ``sure`` 0 to 1; ``because`` how it was recognised (name, synonym, what it holds, the user's own word).
    """

    sheet: str | None
    column: str
    title: str
    field: str | None
    unit: str | None
    sure: float
    because: str

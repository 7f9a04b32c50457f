"""The sheets an office works from: 申报清单, 前期手续缺项清单 and 要素保障问题清单, and what each project lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policymatch.model import Errand, RankedProject, Ranking, Worklists
from policymatch.reports.excel_table import PROJECT, Column, Kind, Row, Sheet, most_value, project_head, stated
from policymatch.reports.list_words import backing_words, shortage_money
from policymatch.reports.phrases import NONE

NAMED = 40
"""Projects that a step unlocks, as far as a cell names them; the sheet of gaps has the others."""

WAITING_NAMED = 12
"""Projects that miss other steps too, as far as a cell names them."""

GAPS_FOR = 2_000
"""Projects whose gaps are listed one by one, from the first place on."""


def list_sheets(lists: Worklists) -> tuple[Sheet, ...]:
    """The three worklists."""
    return _applications(lists), _errands(lists), _shortages(lists)


def _applications(lists: Worklists) -> Sheet:
    columns = (
        Column("申报\n截止", 11, Kind.SHORT),
        Column("资金渠道", 24),
        Column("资金类型", 13),
        Column("申报部门", 14),
        *PROJECT,
        Column("建设单位", 20),
        Column("支持方向", 18),
        Column("总投资\n（万元）", 10, Kind.MONEY),
        Column("最多可争取\n（万元）", 11, Kind.MONEY),
        Column("要交的材料", 34),
        Column("时间说明", 34),
    )
    rows = tuple(
        (
            each.deadline.isoformat() if each.deadline else "待核",
            each.match.programme.title,
            each.match.programme.channel,
            each.match.programme.department,
            *project_head(each.item),
            each.item.project.owner or "待核",
            each.match.direction.title,
            each.item.project.investment_wan,
            most_value(each.match),
            "\n".join(each.documents) or "待核（目录没有列出）",
            each.deadline_words,
        )
        for each in lists.applications
    )
    return Sheet("申报清单", columns, rows, 2, empty="没有梯次 A 的项目，本轮没有可以直接申报的")


def _errands(lists: Worklists) -> Sheet:
    columns = (
        Column("主管部门", 18),
        Column("手续", 20),
        Column("涉及\n项目", 7, Kind.WHOLE),
        Column("办到哪一步", 16),
        Column("办成即\n手续齐全", 9, Kind.WHOLE),
        Column("办成即手续齐全的项目", 44),
        Column("最多可争取\n（万元）", 18),
        Column("这些项目的\n总投资（万元）", 12, Kind.LOOSE),
        Column("其中还要\n补填核对", 9, Kind.WHOLE),
        Column("还缺其他\n手续", 9, Kind.WHOLE),
        Column("还缺其他手续的项目", 36),
        Column("其最多可争取\n（万元）", 18),
    )
    return Sheet("前期手续缺项清单", columns, tuple(map(_errand, lists.errands)), 2, empty="没有缺的手续")


def _errand(each: Errand) -> Row:
    return (
        each.office,
        each.step,
        len(each.unlocks) + len(each.waiting),
        "\n".join(f"{state} {count} 个" for state, count in each.states.items()),
        len(each.unlocks),
        _names(each.unlocks, NAMED),
        backing_words(each.unlocked),
        each.unlocked.investment_wan,
        each.to_check,
        len(each.waiting),
        _names(each.waiting, WAITING_NAMED),
        backing_words(each.behind),
    )


def _names(items: Sequence[RankedProject], most: int) -> str:
    named = "\n".join(f"{item.rank}. {item.project.name}" for item in items[:most])
    left = len(items) - most
    return (f"{named}\n……还有 {left} 个，见“逐项缺项”" if left > 0 else named) or NONE


def _shortages(lists: Worklists) -> Sheet:
    columns = (
        Column("要素", 8, Kind.SHORT),
        *PROJECT,
        Column("问题", 52),
        Column("金额\n（万元）", 11, Kind.LOOSE),
        Column("找哪个部门", 22),
        Column("要先\n核实", 6, Kind.SHORT),
        Column("表中原话", 36),
    )
    rows = tuple(
        (
            each.kind,
            *project_head(each.item),
            each.problem,
            each.wan if shortage_money(each) == NONE else stated(each.wan),
            each.office or NONE,
            "是" if each.unsure else NONE,
            each.source or NONE,
        )
        for each in lists.shortages
    )
    return Sheet("要素保障问题清单", columns, rows, 4, empty="没有发现用地、用能和资金问题")


def gaps_sheet(ranking: Ranking) -> Sheet:
    """逐项缺项: a row for each thing that each project lacks."""
    columns = (
        *PROJECT,
        Column("缺项类别", 10, Kind.SHORT),
        Column("缺什么", 56),
        Column("现在状态", 16),
        Column("找哪个部门", 24),
    )
    return Sheet("逐项缺项", columns, _gaps(ranking), 3, empty="没有缺项")


_DOERS = {"补填": "项目单位（补填项目表）", "核对": "人工核对"}


def _gaps(ranking: Ranking) -> Iterator[Row]:
    listed = [item for item in ranking.projects if item.steps][:GAPS_FOR]
    for item in listed:
        for gap in item.steps:
            yield (*project_head(item), gap.kind, gap.what, gap.state, gap.office or _DOERS.get(gap.kind, NONE))

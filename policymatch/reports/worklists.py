"""The three worklists as JSON, as rows of CSV and for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from policymatch.model import Application, Backing, Errand, RankedProject, Shortage, Worklists
from policymatch.reports.list_words import backing_words, shortage_money
from policymatch.reports.output import console, money
from policymatch.reports.phrases import NONE

if TYPE_CHECKING:
    from rich.console import Console

COLUMNS = ("清单", "部门", "事项", "项目", "金额(万元)", "金额待核(个)", "截止日期", "说明")
"""One table for all three: a row is an application, a step at an office, or what one project lacks."""

NAMED = 6
"""Projects that a line on the terminal names; JSON and Excel have them all."""


def worklists_data(lists: Worklists) -> dict[str, Any]:
    """All three lists; projects by rank, row and name. Money in 万元, null where it is not known."""
    return {
        "applications": [_application(each) for each in lists.applications],
        "errands": [_errand(each) for each in lists.errands],
        "shortages": [_shortage(each) for each in lists.shortages],
    }


def _who(item: RankedProject) -> dict[str, Any]:
    return {"rank": item.rank, "row": item.project.row, "name": item.project.name}


def _application(each: Application) -> dict[str, Any]:
    programme = each.match.programme
    return {
        "project": _who(each.item),
        "programme": {"id": programme.id, "title": programme.title, "channel": programme.channel},
        "direction": each.match.direction.title,
        "amount_wan": each.match.award.amount_wan,
        "deadline": each.deadline.isoformat() if each.deadline else None,
        "deadline_words": each.deadline_words,
        "documents": list(each.documents),
    }


def _errand(each: Errand) -> dict[str, Any]:
    return {
        "office": each.office,
        "step": each.step,
        "states": dict(each.states),
        "unlocks": [_who(item) for item in each.unlocks],
        "unlocks_money": _backing(each.unlocked),
        "to_check": each.to_check,
        "waiting": [_who(item) for item in each.waiting],
        "waiting_money": _backing(each.behind),
    }


def _backing(money_of: Backing) -> dict[str, Any]:
    return {
        "award_wan": money_of.award_wan,
        "unknown": money_of.unknown,
        "investment_wan": money_of.investment_wan,
        "investment_unknown": money_of.uninvested,
    }


def _shortage(each: Shortage) -> dict[str, Any]:
    return {
        "project": _who(each.item),
        "kind": each.kind,
        "problem": each.problem,
        "office": each.office,
        "wan": each.wan,
        "unsure": each.unsure,
        "source": each.source,
    }


def worklist_rows(lists: Worklists) -> Iterator[tuple[object, ...]]:
    """Rows of COLUMNS."""
    for row in lists.applications:
        programme, award = row.match.programme, row.match.award.amount_wan
        yield (
            "申报清单", programme.department, programme.title, row.item.project.name, money(award), int(award is None),
            row.deadline or "待核", row.deadline_words,
        )  # fmt: skip
    for errand in lists.errands:
        for items, done, backing in (
            (errand.unlocks, "办成即手续齐全", errand.unlocked),
            (errand.waiting, "还缺其他手续", errand.behind),
        ):
            if items:
                yield (
                    "前期手续缺项清单", errand.office, errand.step, _names(items, len(items)), money(backing.award_wan),
                    backing.unknown, "", f"{done}（{len(items)} 个）",
                )  # fmt: skip
    for short in lists.shortages:
        sure = "要先核实" if short.unsure else ""
        lacking = shortage_money(short)
        yield (
            "要素保障问题清单", short.office, short.kind, short.item.project.name,
            "" if lacking == NONE else lacking, "", "", "；".join(filter(None, (short.problem, sure))),
        )  # fmt: skip


def _names(items: Sequence[RankedProject], most: int) -> str:
    named = "、".join(item.project.name for item in items[:most])
    return f"{named}等 {len(items)} 个" if len(items) > most else named


def print_worklists(lists: Worklists) -> None:
    """The lists one after the other, each grouped as an office reads it."""
    out = console()
    _print_applications(lists.applications, out)
    _print_errands(lists.errands, out)
    _print_shortages(lists.shortages, out)


def _heading(words: str, out: Console) -> None:
    from rich.text import Text

    out.print(Text(words, style="bold"))


def _table(columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]], out: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for name, ratio in columns:
        if ratio:
            table.add_column(name, ratio=ratio, overflow="fold")
        else:
            table.add_column(name, no_wrap=True)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    out.print(table)
    out.print()


def _print_applications(rows: Sequence[Application], out: Console) -> None:
    _heading(f"申报清单：{len(rows)} 个（梯次 A）", out)
    if rows:
        _table(
            (("资金渠道", 4), ("项目", 4), ("最多（万元）", 0), ("截止", 0), ("时间说明", 4)),
            (
                (
                    row.match.programme.title,
                    row.item.project.name,
                    money(row.match.award.amount_wan),
                    row.deadline.isoformat() if row.deadline else "待核",
                    row.deadline_words,
                )
                for row in rows
            ),
            out,
        )


def _print_errands(rows: Sequence[Errand], out: Console) -> None:
    offices = len({row.office for row in rows})
    _heading(f"前期手续缺项清单：{offices} 个部门、{len(rows)} 项手续", out)
    if rows:
        _table(
            (
                ("部门", 3),
                ("手续", 3),
                ("办成即齐", 0),
                ("还缺其他", 0),
                ("办成即齐的项目", 6),
                ("背后资金（最多）", 3),
            ),
            (
                (
                    row.office,
                    row.step,
                    str(len(row.unlocks)),
                    str(len(row.waiting)),
                    _names(row.unlocks, NAMED) or "—",
                    backing_words(row.unlocked),
                )
                for row in rows
            ),
            out,
        )


def _print_shortages(rows: Sequence[Shortage], out: Console) -> None:
    kinds = "、".join(
        f"{kind} {sum(row.kind == kind for row in rows)} 个" for kind in dict.fromkeys(row.kind for row in rows)
    )
    _heading(f"要素保障问题清单：{kinds or '没有'}", out)
    if rows:
        _table(
            (("类别", 0), ("项目", 3), ("问题", 6), ("部门", 2)),
            (
                (row.kind, row.item.project.name, row.problem + ("（要先核实）" if row.unsure else ""), row.office)
                for row in rows
            ),
            out,
        )

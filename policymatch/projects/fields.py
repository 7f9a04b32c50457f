"""One row of cells into a Project, every value with the cell it came from and every doubt with its cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from policymatch.model import Permit, PermitState, Place, Project
from policymatch.projects.answers import (
    approval_of,
    funds_in,
    has_revenue,
    library_entry,
    nature_of,
    ratio_of,
    said,
    yes_or_no,
)
from policymatch.projects.columns import Layout
from policymatch.projects.fieldnames import SUMMED_FIELDS
from policymatch.projects.grid import GridRow, Percent, Sheet, cell_name
from policymatch.projects.owners import owner_kind
from policymatch.projects.permits import STATES_TOO, parse_permit_cell, parse_permits
from policymatch.projects.places import parse_place, place_doubt
from policymatch.projects.recognise import Column
from policymatch.projects.stages import parse_progress, share_of_investment, stage_of
from policymatch.projects.standing import (
    advance_of,
    day_of,
    extended_of,
    funds_from,
    industry_class_of,
    method_of,
    operating_of,
    received_kinds_of,
    share_of,
    uses_of,
)
from policymatch.projects.timing import parse_span
from policymatch.text.money import Money, read_money, unit_in
from policymatch.text.numerals import half_width

_SHOWN = 30
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]{1,12})?[eE]\+?[0-9]{1,3}")
_HAS_UNIT = re.compile(r"[亿万元]")
_ENUMERATED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.]|[（(][一二三四五六七八九十]{1,3}[）)])\s*")
_T = TypeVar("_T")

_KEYS = {
    "investment": "investment_wan",
    "requested": "requested_wan",
    "received": "received_central",
    "revenue": "has_revenue",
    "coverage": "coverage_ratio",
    "library": "in_library",
    "capital": "capital_wan",
    "estimate": "estimate_wan",
    "budget": "budget_wan",
    "advance": "contractor_advance",
}
"""Columns whose field of a project has another name."""


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for all rows of a sheet. ``where`` is put before cell names when a file has several sheets."""

    sheet: Sheet
    layout: Layout
    where: str
    default: Place | None
    regions_dir: Path | None


@dataclass(slots=True)
class RowReader:
    """Reads the cells of one row; collects doubts and cells on the way."""

    context: Context
    row: GridRow
    doubts: list[str] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    wan: dict[int, float] = field(default_factory=dict)
    unread: set[int] = field(default_factory=set)
    assumed: bool = False

    def project(self, category: str | None) -> Project:
        """Make the row's project."""
        values = self._words()
        estimate, budget = self._estimate(), self._budget()
        investment = self._investment(budget, estimate)
        owner = values["owner"]
        start, end = self._times()
        permits = self._permits()
        funds = self._funds()
        basis = self._basis()
        capital, advance = funds_from(funds)
        # 项目类型 holds 审批/核准/备案 in one county and a field of business in the next.
        approval_text = self._text("approval")
        approval = approval_of(approval_text)
        sector = values["sector"] or (approval_text if approval_text and not approval else None)
        return Project(
            name=re.sub(r"\s*\n\s*", "", self._text("name", "name")),
            row=self.row.number,
            sheet=self.context.sheet.name if self.context.where else None,
            code=self._code(),
            owner=owner,
            owner_kind=owner_kind(owner, self._text("owner_kind")),
            place=self._place(),
            nature=nature_of(self._text("nature", "nature")),
            approval=approval,
            sector=sector,
            category=category,
            content=self._joined("content", "；"),
            investment_wan=investment,
            requested_wan=self._money_of("requested", "requested_wan"),
            funds_wan=funds,
            progress=self._progress(investment),
            stage=self._stage(),
            start=start,
            end=end,
            permits=permits,
            received_central=yes_or_no(self._value("received", "received_central")),
            has_revenue=self._revenue(),
            coverage_ratio=self._coverage(),
            basis=basis,
            in_library=library_entry(self._value("library", "in_library")),
            capital_wan=self._capital(capital),
            capital_share=self._share("capital_share"),
            estimate_wan=estimate,
            budget_wan=budget,
            approved_on=self._approved_on(permits),
            extended=self._said("extended", extended_of),
            method=self._said("method", method_of),
            industry_class=self._said("industry_class", industry_class_of) or industry_class_of(basis or ""),
            uses=self._said("uses", uses_of),
            received_kinds=self._received_kinds(),
            operating=self._said("operating", operating_of),
            contractor_advance=advance or self._said("advance", advance_of, "contractor_advance"),
            doubts=tuple(self.doubts),
            cells=self.cells,
            blanks=self._blanks(permits),
        )

    def sums(self) -> None:
        """Read only the amounts, of a row that states sums."""
        for name in SUMMED_FIELDS:
            for column in self.context.layout.of(name):
                self._money(column)

    def _investment(self, budget: float | None, estimate: float | None) -> float | None:
        """The investment; where only 初设概算 or 可研估算 has a column, that is what is known of it."""
        if self._first("investment") is not None:
            return self._money_of("investment", "investment_wan")
        for name, amount in (("budget_wan", budget), ("estimate_wan", estimate)):
            if amount is not None:
                self.cells["investment_wan"] = self.cells[name]
                return amount
        return None

    def _estimate(self) -> float | None:
        return self._money_of(self._named("estimate", "估算", "budget"), "estimate_wan")

    def _budget(self) -> float | None:
        return self._money_of(self._named("budget", "概算", "estimate"), "budget_wan")

    def _named(self, field_name: str, word: str, other: str) -> str:
        """估算总投资 is the investment's column, and the estimate's too where another column holds the budget."""
        column = self._first("investment")
        if self._first(field_name) is None and self._first(other) is not None and column and word in column.title:
            return "investment"
        return field_name

    def _capital(self, from_funds: float | None) -> float | None:
        amount = self._money_of("capital", "capital_wan")
        if amount is None and from_funds is not None:
            key = next(key for key in self.cells if re.fullmatch(r"funds_wan\.(?:项目)?资本金", key))
            self.cells["capital_wan"] = self.cells[key]
        return from_funds if amount is None else amount

    def _share(self, name: str) -> float | None:
        column = self._first(name)
        if column is None:
            return None
        self._note(column, name)
        share = share_of(self.row.value(column.index), in_percent=column.heading.percent)
        return self._or_doubt(column, share, "请写成如 20%")

    def _said(self, name: str, read: Callable[[Any], _T | None], key: str | None = None) -> _T | None:
        """What a reader makes of a cell, with a doubt where something stands there that it cannot tell."""
        column = self._first(name)
        if column is None:
            return None
        self._note(column, key or name)
        text = said(self.row.text(column.index))
        value = self.row.value(column.index) if name in ("advance", "operating", "extended") else text
        return self._or_doubt(column, read(value), "请写明") if text else None

    def _or_doubt(self, column: Column, found: _T | None, how: str) -> _T | None:
        text = said(self.row.text(column.index))
        if found is None and text:
            self.doubts.append(f"{self._cell(column)} 的{column.title}“{text[:_SHOWN]}”看不明白，没有采用；{how}。")
        return found

    def _approved_on(self, permits: Mapping[str, Permit]) -> date | None:
        """The day of a 核准, from its own column or from what the column of the permit says."""
        column = self._first("approved_on")
        if column is not None and said(self.row.text(column.index)):
            self._note(column, "approved_on")
            return self._or_doubt(column, day_of(self.row.value(column.index)), "请写成如 2025年3月1日")
        permit = permits.get("核准")
        found = day_of(permit.text) if permit is not None and permit.state is PermitState.DONE else None
        if found is not None:
            self.cells["approved_on"] = self.cells["permits.核准"]
        return found

    def _received_kinds(self) -> frozenset[str] | None:
        """The kinds of central money received, from their own column or from an answer like 是，中央预算内投资."""
        for name, key in (("received_kinds", "received_kinds"), ("received", "received_central")):
            column = self._first(name)
            found = received_kinds_of(self.row.text(column.index)) if column else None
            if column and found:
                self._note(column, key)
                return found
        return None

    def _blanks(self, permits: Mapping[str, Permit]) -> dict[str, str]:
        """The empty cells that would say what is not known, by field."""
        found: dict[str, str] = {}
        for column in self.context.layout.columns:
            cell = self.context.where + cell_name(self.row.number, column.index)
            if column.heading.field == "permit":
                for name in column.heading.label.split("、"):
                    if name not in permits:
                        found.setdefault(f"permits.{name}", cell)
                continue
            key = _KEYS.get(column.heading.field, column.heading.field)
            if key not in self.cells:
                found.setdefault(key, cell)
        return found

    def _words(self) -> dict[str, str | None]:
        sector = _ENUMERATED.sub("", self._text("sector", "sector"))
        return {"owner": self._text("owner", "owner") or None, "sector": sector or None}

    def _cell(self, column: Column) -> str:
        return self.context.where + cell_name(self.row.number, column.index)

    def _first(self, field_name: str) -> Column | None:
        return next(iter(self.context.layout.of(field_name)), None)

    def _note(self, column: Column, key: str | None) -> None:
        if key and said(self.row.text(column.index)):
            self.cells[key] = cell_name(self.row.number, column.index)

    def _text(self, field_name: str, key: str | None = None) -> str:
        column = self._first(field_name)
        if column is None:
            return ""
        self._note(column, key)
        return said(self.row.text(column.index))

    def _value(self, field_name: str, key: str | None = None) -> Any:
        column = self._first(field_name)
        if column is None:
            return None
        self._note(column, key)
        return self.row.value(column.index)

    def _joined(self, field_name: str, between: str) -> str:
        texts = []
        for column in self.context.layout.of(field_name):
            text = said(self.row.text(column.index))
            if text and text not in texts:
                texts.append(text)
                self.cells.setdefault(field_name, cell_name(self.row.number, column.index))
        return between.join(texts)

    def _code(self) -> str | None:
        column = self._first("code")
        value, text = self._value("code", "code"), self._text("code")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            lost = "存成了数字" if abs(value) >= 1e15 else ""
            text = str(int(value)) if float(value).is_integer() else str(value)
        else:
            lost = f"“{text}”是科学记数" if _EXPONENT.fullmatch(text) else ""
        if lost and column:
            self.doubts.append(f"{self._cell(column)} 的项目代码{lost}，后几位已丢失，请改成文本重新填写。")
            return None
        return text or None

    def _place(self) -> Place:
        text = self._joined("place", "")
        place = parse_place(text, self.context.default, regions_dir=self.context.regions_dir)
        doubt = place_doubt(place)
        if doubt:
            cell = self.cells.get("place")
            self.doubts.append(f"{self.context.where}{cell} 的建设地点{doubt}" if cell else f"建设地点{doubt}")
        return place

    def _money_of(self, field_name: str, key: str) -> float | None:
        column = self._first(field_name)
        if column is None:
            return None
        self._note(column, key)
        return self._money(column)

    def _money(self, column: Column) -> float | None:
        """Read an amount in 万元; what cannot be read leaves a doubt that says what to write."""
        value = self.row.value(column.index)
        unit = column.heading.unit or self._row_unit() or self.context.layout.unit or "万元"
        shown = self.row.text(column.index)[:_SHOWN]
        if isinstance(value, Percent):
            money: Money | None = None
            reason = "是百分数，不是金额"
        else:
            money, reason = read_money(value, unit)
        if self._shared(column) and (money or reason):
            money, reason = None, "是几个项目合并的单元格，分不出各自是多少"
        if reason:
            self.unread.add(column.index)
            example = "1.2" if unit == "亿元" else "3500"
            self.doubts.append(
                f"{self._cell(column)} 的{column.title}“{shown}”{reason}，没有采用；"
                f"请写成一个数，如 {example}（{unit}）。"
            )
        if money is None:
            return None
        if money.doubtful:
            self.doubts.append(f"{self._cell(column)} 的{column.title}“{shown}”{money.doubtful}，请核对。")
        self.wan[column.index] = money.wan
        if not (column.heading.unit or self._row_unit() or self.context.layout.unit or _HAS_UNIT.search(shown)):
            self.assumed = True
        return money.wan

    def _row_unit(self) -> str | None:
        """The unit of money that a column of its own states for this row."""
        column = self.context.layout.unit_column
        return None if column is None else unit_in(self.row.text(column)) or unit_in(f"({self.row.text(column)})")

    def _shared(self, column: Column) -> bool:
        """Whether the cell is merged over rows of different projects, so that its amount is all of theirs."""
        rows = merged_rows(self.context.sheet, self.row.number, column.index)
        name = self._first("name")
        return (
            bool(rows)
            and name is not None
            and not set(rows) <= set(merged_rows(self.context.sheet, self.row.number, name.index))
        )

    def _revenue(self) -> bool | None:
        """Whether it earns: what those of its columns (还款来源, 是否有收益) that answer agree on."""
        answers = {}
        for column in self.context.layout.of("revenue"):
            answer = has_revenue(self.row.value(column.index))
            if answer is not None:
                answers[cell_name(self.row.number, column.index)] = answer
        if len(set(answers.values())) != 1:
            self._value("revenue", "has_revenue")
            return None
        self.cells["has_revenue"], answer = next(iter(answers.items()))
        return answer

    def _funds(self) -> dict[str, float]:
        funds: dict[str, float] = {}
        for column in self.context.layout.of("funds"):
            amount = self._money(column)
            if amount is not None:
                funds[column.heading.label] = funds.get(column.heading.label, 0.0) + amount
                self.cells[f"funds_wan.{column.heading.label}"] = cell_name(self.row.number, column.index)
        for column in self.context.layout.of("funds_text"):
            unit = column.heading.unit or self.context.layout.unit or "万元"
            for label, amount in funds_in(self.row.text(column.index), unit).items():
                funds.setdefault(label, amount)
                self.cells.setdefault(f"funds_wan.{label}", cell_name(self.row.number, column.index))
        return funds

    def _progress(self, investment: float | None) -> float | None:
        column = self._first("progress")
        done_column = self._first("done")
        done = self._money(done_column) if done_column else None
        if column is not None:
            percent = column.heading.percent
            share = parse_progress(self.row.value(column.index), investment, in_percent=percent)
            if share is not None:
                self._note(column, "progress")
                return share
        if done_column is None:
            return None
        if done is not None and investment is not None and done > investment:
            self.doubts.append(f"{self._cell(done_column)} 的完成投资大于总投资，请核对。")
        share = share_of_investment(done, investment)
        if share is not None:
            self._note(done_column, "progress")
        return share

    def _stage(self) -> str | None:
        for name in ("stage", "progress", "start"):
            column = self._first(name)
            value = self.row.value(column.index) if column else None
            stage = stage_of(value) if isinstance(value, str) else None
            if stage and column and (name != "start" or "开工" in str(value)):
                self._note(column, "stage")
                return stage
        return self._stage_in_passing()

    def _stage_in_passing(self) -> str | None:
        """主体工程在建 said among the approvals; their mere progress does not say that building has not begun."""
        for column in self.context.layout.of("procedures"):
            stage = stage_of(self.row.text(column.index))
            if stage in ("已开工", "已完工") or (stage == "谋划" and "谋划" in self.row.text(column.index)):
                self._note(column, "stage")
                return stage
        return None

    def _times(self) -> tuple[str | None, str | None]:
        found: dict[str, str] = {}
        for name in ("start", "end", "period"):
            column = self._first(name)
            if column is None:
                continue
            span = parse_span(self.row.value(column.index))
            if span.doubt:
                shown = self.row.text(column.index)[:_SHOWN]
                self.doubts.append(f"{self._cell(column)} 的{column.title}“{shown}”{span.doubt}。")
            halves = {"start": span.start, "end": span.end}
            if name == "end":
                halves = {"end": span.end or span.start}
            for half, text in halves.items():
                if text and half not in found:
                    found[half] = text
                    self.cells[half] = cell_name(self.row.number, column.index)
        return found.get("start"), found.get("end")

    def _permits(self) -> dict[str, Permit]:
        permits: dict[str, Permit] = {}
        for column in self.context.layout.of("permit"):
            cell = self.row.value(column.index)
            names = column.heading.label.split("、")
            found = tuple(parse_permit_cell(name, cell) for name in names)
            self._add_permits(permits, [permit for permit in found if permit], column)
            # 可研已批，初设待批 under 立项/可研 speaks of a step that has no column.
            others = parse_permits(self.row.text(column.index)).values()
            self._add_permits(
                permits, [permit for permit in others if permit.name not in (*names, *STATES_TOO)], column
            )
        for column in self.context.layout.of("approved_on"):
            found = (parse_permit_cell("核准", self.row.value(column.index)),)
            self._add_permits(permits, [permit for permit in found if permit], column)
        for name in ("procedures", "stage", "progress"):
            for column in self.context.layout.of(name):
                self._add_permits(permits, parse_permits(self.row.text(column.index)).values(), column)
        return permits

    def _add_permits(self, permits: dict[str, Permit], found: Iterable[Permit], column: Column) -> None:
        for permit in found:
            earlier = permits.get(permit.name)
            if earlier is None:
                permits[permit.name] = permit
                self.cells[f"permits.{permit.name}"] = cell_name(self.row.number, column.index)
            elif {earlier.state, permit.state} == {PermitState.MISSING, PermitState.OPEN}:
                # A column's 否 only says that there is no approval yet; under way says more.
                permits[permit.name] = replace(permit, state=PermitState.OPEN)
            elif earlier.state is not permit.state:
                first = self.cells[f"permits.{permit.name}"]
                self.doubts.append(
                    f"{permit.name}在 {self.context.where}{first} 是“{earlier.state.value}”，"
                    f"在 {self._cell(column)} 是“{permit.state.value}”，按前者读取，请核对。"
                )

    def _coverage(self) -> float | None:
        column = self._first("coverage")
        if column is None:
            return None
        ratio = ratio_of(self.row.value(column.index))
        text = said(self.row.text(column.index))
        if ratio is None and text:
            self.doubts.append(f"{self._cell(column)} 的覆盖倍数“{text[:_SHOWN]}”看不出是多少，请写成如 1.25。")
        self._note(column, "coverage_ratio")
        return ratio

    def _basis(self) -> str | None:
        columns = self.context.layout.of("basis")
        texts = [(column, said(self.row.text(column.index))) for column in columns]
        texts = [(column, text) for column, text in texts if text]
        if texts:
            self._note(texts[0][0], "basis")
        if len(texts) == 1 and len(half_width(texts[0][1])) > 2:
            return texts[0][1]
        return "；".join(f"{column.title}：{text}" for column, text in texts) or None


def merged_rows(sheet: Sheet, row: int, column: int) -> tuple[int, ...]:
    """Give the rows that a cell's vertical merge covers, its own included; empty when it is not merged downwards."""
    holder = sheet.covered.get((row, column), (row, column))
    rows = []
    number = holder[0] + 1
    while sheet.covered.get((number, column)) == holder:
        rows.append(number)
        number += 1
    return (holder[0], *rows) if rows else ()

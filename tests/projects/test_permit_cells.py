"""Free-text cells with their right reading, written by us; the key stands at the head of seen.txt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from policymatch.model import PERMITS, PermitState
from policymatch.projects.permits import parse_permit_cell, parse_permits

DATA = Path(__file__).resolve().parents[1] / "data" / "permits"
NAMES = dict(
    zip(
        "建可初核备预用地程施环能稳水林洪灾概图",
        PERMITS,
        strict=True,
    )
)
STATES = {"已": "已办", "在": "在办", "未": "未办", "免": "不需办"}


class Count(NamedTuple):
    cells: int
    right: int
    steps: int
    wrongly_done: int

    @property
    def share(self) -> float:
        return self.right / self.steps


def cells(name: str) -> Iterator[tuple[str, dict[str, set[str | None]]]]:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        cell, _, gold = line.rpartition("=")
        right = {}
        for mark in gold.split():
            readings = mark.split("|")
            right[NAMES[mark[0]]] = {STATES[each[1]] if each else None for each in readings}
        yield cell.strip(), right


def counted(name: str) -> Count:
    number = right = steps = wrongly_done = 0
    for cell, gold in cells(name):
        number += 1
        said = {step: permit.state.value for step, permit in parse_permits(cell).items()}
        for step in gold.keys() | said.keys():
            steps += 1
            good = said.get(step) in gold.get(step, {None})
            right += good
            wrongly_done += not good and said.get(step) == "已办"
    return Count(number, right, steps, wrongly_done)


def test_cells_the_reader_was_made_with() -> None:
    found = counted("seen.txt")
    assert found.cells >= 150
    assert found.share >= 0.97
    assert found.wrongly_done == 0


def test_cells_set_aside() -> None:
    # Totals only: whoever changes the reader must not see which were wrong.
    found = counted("held_out.txt")
    assert found.cells >= 140
    assert found.share >= 0.94
    assert found.wrongly_done <= 2


def test_no_cell_is_in_both_files() -> None:
    seen, held_out = ({cell for cell, _ in cells(name)} for name in ("seen.txt", "held_out.txt"))
    assert len(seen) + len(held_out) >= 300
    assert not seen & held_out


@pytest.mark.parametrize(
    "cell",
    [
        "除施工许可外手续齐全",
        "可研报告已完成编制",
        "预计6月底前完成环评",
        "待可研批复后开展初步设计",
        "已报请县政府审定可研",
        "环评批复已过期",
        "可研编制招标已完成",
        "已具备施工许可条件",
        "可研批复已取得但已过期",
        "可研批复时间：2026年6月（预计）",
    ],
)
def test_what_must_never_be_read_as_done(cell: str) -> None:
    assert "已办" not in {permit.state.value for permit in parse_permits(cell).values()}


@pytest.mark.parametrize(
    ("cell", "step"),
    [
        ("已取得国有土地使用证", "用地批复"),
        ("不动产权证书已办", "用地批复"),
        ("施工图审查完成", "施工图审查"),
        ("图审合格", "施工图审查"),
    ],
)
def test_land_rights_and_drawings(cell: str, step: str) -> None:
    (permit,) = parse_permits(cell).values()
    assert (permit.name, permit.state.value) == (step, "已办")


@pytest.mark.parametrize("cell", ["可研不予批复", "可研批复被退回", "可研报告已退件", "可研批复已取得但已失效"])
def test_what_was_refused_or_has_lapsed_is_not_there(cell: str) -> None:
    assert parse_permits(cell)["可研批复"].state is PermitState.MISSING


@pytest.mark.parametrize("cell", ["不予批准", "退回", "否决", "2026年12月底前", "黔发改投资〔2025〕12号（已失效）"])
def test_a_cell_of_its_own_column_that_says_no(cell: str) -> None:
    permit = parse_permit_cell("可研批复", cell)
    assert permit is not None
    assert permit.state is PermitState.MISSING


def test_an_opinion_without_objection_is_no_refusal() -> None:
    assert parse_permits("环评已批复，征求意见无不同意见")["环评批复"].state is PermitState.DONE

"""What nobody knows of a plan is said by every report, and by none as a nought."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from openpyxl import load_workbook
from rankings import NO_LISTS, county, match, plan, programme

from policymatch.model import Choice, Plan
from policymatch.reports.excel import write_workbook
from policymatch.reports.list_words import plan_words, proof_words
from policymatch.reports.page import write_page
from policymatch.reports.plan_payload import plan_data, plan_rows

BOND, TREASURY = "地方政府专项债券", "超长期特别国债"


def planned(*choices: Choice) -> Plan:
    made = plan(county())
    return replace(made, choices=choices, years=(replace(made.years[0], choices=choices),))


def choice(channel: str, **changes: Any) -> Choice:
    made = replace(plan(county()).choices[0], expected_wan=740.7)
    return replace(made, match=match(programme=programme(channel, channel=channel)), **changes)


def unknown(channel: str, **changes: Any) -> Choice:
    return choice(channel, unknown=True, asked_wan=0.0, expected_wan=0.0, **changes)


BLIND = unknown(BOND, debt_unknown=True, local_unknown=True, local_wan={})
STATED = unknown(BOND, debt_wan=1200.0)
NATIONAL = unknown(TREASURY)
OWN = choice(BOND, asked_wan=800.0, own=True, debt_wan=800.0)


def sheet(tmp_path: Path, made: Plan, name: str) -> list[dict[str, Any]]:
    path = tmp_path / "plan.xlsx"
    write_workbook(county(), path, NO_LISTS, made)
    head, *body = load_workbook(path)[name].iter_rows(values_only=True)
    return [dict(zip((str(each).replace("\n", "") for each in head), row, strict=True)) for row in body]


def test_room_for_debt_is_the_same_everywhere(tmp_path: Path) -> None:
    """A national bond takes none of the county's; of a local one whose sum is open the table may say how much it takes."""
    made = planned(BLIND, STATED, NATIONAL, OWN)
    assert [each["debt_wan"] for each in plan_data(made)["choices"]] == [None, 1200, 0, 800]
    assert [row[12] for row in plan_rows(made)][:4] == ["待核", "1,200", "0", "800"]
    assert [row["占用债务空间（万元）"] for row in sheet(tmp_path, made, "申报方案")] == ["待核", 1200, 0, 800]
    write_page(county(), tmp_path / "a.html", NO_LISTS, made)
    document = html.document_fromstring((tmp_path / "a.html").read_bytes().decode())
    table = document.xpath("//section[@id='plan']//table")[0]
    assert [row.xpath("./td")[6].text_content() for row in table.xpath("./tbody/tr")] == ["待核", "1,200", "—", "800"]


def test_what_is_not_known_is_no_empty_cell_and_no_nought(tmp_path: Path) -> None:
    made = replace(planned(BLIND, OWN), fallouts=(replace(plan(county()).fallouts[0], loss_wan=0.0),))
    blind, own = sheet(tmp_path, made, "申报方案")
    assert [(row["申请额（万元）"], row["申请额口径"]) for row in (blind, own)] == [("待核", "—"), (800, "自填")]
    assert [(row["2027 年县级配套（万元）"], row["2028 年县级配套（万元）"]) for row in (blind, own)] == [
        ("待核", "待核"), (100, 50.5),
    ]  # fmt: skip
    by_year = [row for row in sheet(tmp_path, made, "年度安排") if row["安排"] == "申报"]
    assert [(row["申请额（万元）"], row["期望金额（万元）"]) for row in by_year] == [("待核", "待核"), (800, 740.7)]
    [fallout] = [row for row in sheet(tmp_path, made, "约束与影响") if row["类别"] == "退出影响"]
    assert fallout["期望金额变化（万元）"] == "待核"
    data = plan_data(made)
    assert data["fallouts"][0]["loss_wan"] is None
    assert (data["choices"][0]["asked_wan"], data["choices"][0]["local_wan"]) == (None, None)
    json.dumps(data, allow_nan=False)


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (0.0, "已证明是限制下最高的"),
        (0.0125, "没有证明是最高的，最多还可能到 1,220.7 万元（差距不超过 1.25%）"),
        (1e-7, "没有证明是最高的，最多还可能到 1,220.7 万元（差距不超过 0.01%）"),
    ],
)
def test_only_what_is_proven_is_called_the_best(gap: float, words: str) -> None:
    assert proof_words(replace(plan(county()), gap=gap)) == words


def test_a_plan_of_unknown_sums_has_no_sum() -> None:
    assert plan_words(planned(BLIND, NATIONAL)) == "首年申报 2 项，2 项金额待核，没有计入。"

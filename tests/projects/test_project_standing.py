"""Words about a project's legal and financial standing, and the columns they come from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from project_sheets import read

from policymatch.errors import TableError
from policymatch.model import PermitState
from policymatch.projects.headings import read_heading
from policymatch.projects.single import project_from_words
from policymatch.projects.standing import (
    advance_of,
    day_of,
    extended_of,
    industry_class_of,
    method_of,
    operating_of,
    received_kinds_of,
    share_of,
    uses_of,
)


@pytest.mark.parametrize(
    ("reader", "text", "expected"),
    [
        (method_of, "直接投资", "直接投资"),
        (method_of, "中央预算内资本金注入", "资本金注入"),
        (method_of, "投资补助（先建后补）", "投资补助"),
        (method_of, "贷款贴息", "贷款贴息"),
        (method_of, "直接投资或投资补助", None),
        (method_of, "无", None),
        (industry_class_of, "限制类", "限制类"),
        (industry_class_of, "符合《产业结构调整指导目录（2024年本）》鼓励类第四项", "鼓励类"),
        (industry_class_of, "不属于限制类、淘汰类", None),
        (industry_class_of, "属鼓励类，不属于限制类", "鼓励类"),
        (industry_class_of, "非限制类", None),
        (industry_class_of, "鼓励类、限制类各一条生产线", None),
        (uses_of, "土建工程及设备购置", frozenset({"工程建设", "设备购置"})),
        (uses_of, "用于项目资本金", frozenset({"项目资本金"})),
        (uses_of, "工程建设，不用于偿还债务", frozenset({"工程建设"})),
        (uses_of, "偿还到期债务本金", frozenset({"偿还债务"})),
        (uses_of, "征地拆迁补偿", frozenset({"征地拆迁"})),
        (uses_of, "其他", None),
        (received_kinds_of, "是，中央预算内投资3000万元", frozenset({"中央预算内投资"})),
        (received_kinds_of, "超长期特别国债", frozenset({"超长期特别国债"})),
        (received_kinds_of, "2023年增发国债、衔接资金", frozenset({"增发国债", "中央财政转移支付"})),
        (received_kinds_of, "否", frozenset()),
        (received_kinds_of, "未获得", frozenset()),
        (received_kinds_of, "拟申请中央预算内投资", frozenset()),
        (received_kinds_of, "是", None),
        (operating_of, "经营性", True),
        (operating_of, "准经营性项目", True),
        (operating_of, "非经营性", False),
        (operating_of, "公益性", False),
        (operating_of, "公益性、经营性", None),
        (operating_of, "是", True),
        (operating_of, "其他", None),
        (operating_of, "不清楚", None),
        (advance_of, "不详", None),
        (advance_of, "无垫资", False),
        (advance_of, "不存在施工单位垫资", False),
        (advance_of, "由施工单位垫资2000万元", True),
        (advance_of, "否", False),
        (advance_of, "", None),
        (extended_of, "已批准延期至2026年", True),
        (extended_of, "未申请延期", False),
        (extended_of, "正在申请", None),
        (day_of, "2023年5月10日", date(2023, 5, 10)),
        (day_of, "2023.5.10", date(2023, 5, 10)),
        (day_of, "2023年5月", None),
        (day_of, "黔发改核准〔2023〕15号", None),
        (day_of, date(2023, 5, 10), date(2023, 5, 10)),
    ],
)
def test_words(reader: Callable[[Any], object], text: object, expected: object) -> None:
    assert reader(text) == expected


@pytest.mark.parametrize(
    ("cell", "in_percent", "expected"),
    [("20%", False, 0.2), (0.2, False, 0.2), (20, False, 0.2), (20, True, 0.2), (0.2, True, 0.2), (1, False, None),
     (1, True, 0.01), ("约两成", False, None), (True, False, None), (None, False, None), (150, True, None), (0, False, 0)],
)  # fmt: skip
def test_shares(cell: object, in_percent: bool, expected: float | None) -> None:
    assert share_of(cell, in_percent=in_percent) == expected


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("项目资本金（万元）", "capital"),
        ("资本金比例（%）", "capital_share"),
        ("可研批复总投资（万元）", "estimate"),
        ("初步设计概算（万元）", "budget"),
        ("核准日期", "approved_on"),
        ("核准文号", "permit"),
        ("资金安排方式", "method"),
        ("产业政策类别", "industry_class"),
        ("资金用途", "uses"),
        ("是否由施工单位垫资", "advance"),
        ("施工单位", ""),
        ("项目属性", "operating"),
        ("总投资（万元）", "investment"),
        ("概算总投资（万元）", "investment"),
        ("资金筹措方式", "funds_text"),
    ],
)
def test_headings(heading: str, field: str) -> None:
    assert read_heading((heading,)).field == field


HEADER = ["序号", "项目名称", "总投资（万元）", "资本金（万元）", "资本金比例（%）", "可研估算（万元）", "初设概算（万元）", "核准日期",
          "安排方式", "产业目录类别", "资金用途", "是否垫资", "项目属性", "是否已获中央资金"]  # fmt: skip


def test_a_table_with_every_column(tmp_path: Path) -> None:
    rows = [
        HEADER,
        [1, "甲县供水厂", 12000, 2400, 20, 10000, 11000, date(2025, 3, 1), "资本金注入", "鼓励类", "设备购置", "否", "经营性",
         "是，中央预算内投资"],
        [2, "乙县供水厂", 12000, None, None, None, None, None, None, None, None, None, None, None],
        [3, "丙县供水厂", 12000, "若干", "看情况", None, None, "2025年", "补", "不清楚", "其他", "看情况", "不清楚", "否"],
    ]  # fmt: skip
    first, second, third = read(tmp_path, rows).projects
    assert (first.capital_wan, first.capital_share, first.estimate_wan, first.budget_wan) == (2400, 0.2, 10000, 11000)
    assert (first.approved_on, first.method, first.industry_class) == (date(2025, 3, 1), "资本金注入", "鼓励类")
    assert (first.uses, first.contractor_advance, first.operating) == (frozenset({"设备购置"}), False, True)
    assert (first.received_central, first.received_kinds) == (True, frozenset({"中央预算内投资"}))
    assert first.permits["核准"].state is PermitState.DONE
    assert (first.cells["capital_wan"], first.cells["budget_wan"], first.cells["approved_on"]) == ("D2", "G2", "H2")
    assert not first.doubts
    assert second.blanks["capital_wan"] == "D3"
    assert second.blanks["contractor_advance"] == "L3"
    assert (second.method, second.uses, second.contractor_advance, second.approved_on) == (None, None, None, None)
    assert (third.capital_share, third.approved_on, third.method, third.uses) == (None, None, None, None)
    doubted = "".join(third.doubts)
    assert all(cell in doubted for cell in ("D4", "E4", "H4", "I4", "J4", "K4", "L4", "M4"))


def test_estimate_and_budget_beside_the_investment(tmp_path: Path) -> None:
    header = ["序号", "项目名称", "总投资（万元）", "估算总投资（万元）", "概算总投资（万元）"]
    (found,) = read(tmp_path, [header, [1, "甲县供水厂", 12000, 10000, 11000]]).projects
    assert (found.investment_wan, found.estimate_wan, found.budget_wan) == (12000, 10000, 11000)


def test_estimate_and_budget_without_another_investment(tmp_path: Path) -> None:
    (found,) = read(
        tmp_path, [["序号", "项目名称", "估算总投资（万元）", "概算总投资（万元）"], [1, "甲县供水厂", 10000, 11000]]
    ).projects
    assert (found.investment_wan, found.estimate_wan, found.budget_wan) == (10000, 10000, 11000)
    (found,) = read(tmp_path, [["序号", "项目名称", "可研批复总投资（万元）"], [1, "甲县供水厂", 10000]]).projects
    assert (found.investment_wan, found.estimate_wan) == (10000, 10000)
    assert found.cells["investment_wan"] == "C2"
    (found,) = read(tmp_path, [["序号", "项目名称", "概算总投资（万元）"], [1, "甲县供水厂", 10000]]).projects
    assert (found.investment_wan, found.budget_wan) == (10000, None)


def test_capital_and_advances_among_the_funds(tmp_path: Path) -> None:
    rows = [
        ["序号", "项目名称", "总投资（万元）", "资金来源"],
        [1, "甲县供水厂", 5000, "项目资本金1000万元、施工单位垫资2000万元"],
    ]
    (found,) = read(tmp_path, rows).projects
    assert (found.capital_wan, found.contractor_advance) == (1000, True)
    assert found.cells["capital_wan"] == "D2"


def test_one_project_in_words() -> None:
    said = {
        "name": "甲县供水厂", "capital": "0.24亿元", "capital_share": "20%", "estimate": 10000, "budget": 11000,
        "approved_on": date(2025, 3, 1), "method": "投资补助", "industry_class": "允许类", "use": ["工程建设", "设备购置"],
        "received_kinds": "增发国债", "operating": "经营性", "contractor_advance": False, "start": "2025年3月", "end": 2027,
    }  # fmt: skip
    found = project_from_words(said)
    assert (found.capital_wan, found.capital_share, found.approved_on) == (2400, 0.2, date(2025, 3, 1))
    assert (found.uses, found.contractor_advance) == (frozenset({"工程建设", "设备购置"}), False)
    assert (found.start, found.end, found.operating) == ("2025-03", "2027", True)


@pytest.mark.parametrize("key", ["method", "industry_class", "use", "capital_share", "approved_on", "received_kinds"])
def test_words_that_cannot_be_read_are_refused(key: str) -> None:
    with pytest.raises(TableError):
        project_from_words({"name": "甲县供水厂", key: "说不清"})

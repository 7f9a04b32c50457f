"""What a table names as the sources of a project's money."""

from __future__ import annotations

import pytest

from policymatch.model import Project
from policymatch.projects.sources import ASKED_FOR, named_sources


@pytest.mark.parametrize(
    ("funds", "asked", "total", "named"),
    [
        # A column of what is applied for beside one of the county's share.
        ({"地方配套": 840.0}, 3360.0, 4200.0, {ASKED_FOR: 3360.0, "地方配套": 840.0}),
        ({}, 1600.0, 2100.0, {ASKED_FOR: 1600.0}),
        # One sum, named twice.
        ({"中央预算内": 2400.0, "县级": 900.0}, 2400.0, 3300.0, {"中央预算内": 2400.0, "县级": 900.0}),
        ({"自筹": 340.0, "申请冷藏保鲜补助": 140.0}, 140.0, 480.0, {"自筹": 340.0, "申请冷藏保鲜补助": 140.0}),
        ({"县财政": 3000.0}, 2400.0, 3300.0, {"县财政": 3000.0}),
        # An empty column names nothing.
        ({"中央预算内": 0.0, "自筹": 500.0}, 300.0, 800.0, {ASKED_FOR: 300.0, "中央预算内": 0.0, "自筹": 500.0}),
        ({"自筹": 500.0}, None, 800.0, {"自筹": 500.0}),
        ({"自筹": float("nan")}, float("inf"), 800.0, {}),
    ],
)
def test_sources(funds: dict[str, float], asked: float | None, total: float, named: dict[str, float]) -> None:
    project = Project("某项目", investment_wan=total, requested_wan=asked, funds_wan=funds)
    assert named_sources(project) == named

from __future__ import annotations

import pytest

from policymatch.projects.around import unit_outside
from policymatch.projects.grid import GridRow


def unit(*lines: str) -> str | None:
    return unit_outside([GridRow(number, (line,)) for number, line in enumerate(lines, 1)], [], [])


@pytest.mark.parametrize(
    ("line", "stated"),
    [
        ("单位：万元", "万元"),
        ("单位:元", "元"),
        ("单位 万元", "万元"),
        ("单位：（万元）", "万元"),
        ("金额单位：人民币元", "元"),
        ("金额单位为千元", "千元"),
        ("单位：公里、万元", "万元"),
        ("单位：元、亩", "元"),
        ("单位：亩、平方米、元", "元"),
        ("填报单位：清岭县发改局  单位：亿元", "亿元"),
        ("填报单位：广元市发改委  单位：万元", "万元"),
        # The 元 of a place or of foreign money.
        ("填报单位：广元市发改委", None),
        ("填报单位：元谋县发改局", None),
        ("编制单位：状元街道办", None),
        ("建设单位：三元区政府", None),
        ("单位：万港元", None),
        ("单位：美元", None),
    ],
)
def test_the_unit_of_a_corner(line: str, stated: str | None) -> None:
    assert unit(line) == stated
    assert unit("某表", line) == stated


def test_a_place_does_not_hide_the_unit_beside_it() -> None:
    cells = ("填报单位：广元市利州区", "", "单位：万元")
    assert unit_outside([GridRow(1, cells)], [], []) == "万元"

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.projects.contents import Sample, guess


def cells(*values: object) -> list[Sample]:
    return [Sample(row, value, str(value)) for row, value in enumerate(values, 2)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (("2403-520123-04-01-123456", "2404-520123-04-02-654321"), "code"),
        (("新建", "改扩建", "续建", "迁建"), "nature"),
        (("审批", "备案", "核准制"), "approval"),
        (("国有企业", "事业单位", "民营企业"), "owner_kind"),
        (("2026-2028", "2026年3月至2027年12月"), "period"),
        (("1.2亿元", "3500万元", "800万"), "investment"),
        (("中央预算内3000万元、自筹500万元", "专项债券1亿元；自筹200万元"), "funds_text"),
        (("可研已批，用地预审办理中", "环评已备案"), "procedures"),
        (("谋划", "前期工作", "在建"), "stage"),
        ((date(2026, 3, 1), date(2027, 5, 1)), "dates"),
        (("2026年3月", "2026.5", "2027-01"), "dates"),
        (("新建管网12公里、泵站3座及配套设施", "建筑面积8600平方米，设床位120张"), "content"),
        (("石门镇", "云坪乡大坝村", "城关街道"), "place"),
        (("县水务局", "清岭县城市建设投资有限公司", "石门镇人民政府"), "owner"),
        (("清岭县供水工程", "石门镇老旧小区改造", "云坪乡污水处理厂"), "name"),
        (("13800000000", "0854-1234567"), "personal"),
    ],
)
def test_what_cells_look_like(values: tuple[object, ...], field: str) -> None:
    found = guess(cells(*values))
    assert found is not None
    assert found.field == field
    assert 0.5 < found.sure < 1


@pytest.mark.parametrize(
    "values",
    [
        (3500, 8600, 1200),
        ("是", "否", "是"),
        ("√", "×"),
        ("红", "黄", "蓝"),
        ("1", "2", "3"),
        ("待定", "无"),
        ("详见附件", "见说明"),
        (0.3, 0.6),
        (True, False),
        (2026, 2027),
    ],
)
def test_what_says_nothing_is_taken_for_nothing(values: tuple[object, ...]) -> None:
    assert guess(cells(*values)) is None


def test_one_cell_proves_less_than_three() -> None:
    one, two, three = (guess(cells(*["新建", "扩建", "改建"][:count])) for count in (1, 2, 3))
    assert one
    assert two
    assert three
    assert one.sure < two.sure < three.sure


@given(st.lists(st.one_of(st.text(max_size=60), st.integers(), st.floats(), st.dates(), st.booleans()), max_size=12))
def test_any_cells(values: list[object]) -> None:
    found = guess(cells(*values))
    assert found is None or 0 < found.sure < 1

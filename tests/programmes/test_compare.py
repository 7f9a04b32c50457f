"""Two states of programmes held against each other, in a planner's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from policymatch.model import AwardRule, Condition, Direction, Programme
from policymatch.paths import corpus_folder
from policymatch.programmes.catalogue import load_catalogue
from policymatch.programmes.compare import compare, compare_programmes
from policymatch.programmes.history import as_of

COLD = Direction("cold", "产地冷藏保鲜设施", "建冷库", ("冷库",), None)
HUB = Direction("hub", "国家物流枢纽公共设施", "建枢纽", ("枢纽",), None)
ROW = AwardRule((), None, (), 0.3, "总投资", 5000, None, None, None, None, None, date(2026, 1, 1), "reported", None)
COVERED = Condition("coverage", "condition", "本息覆盖倍数够", {"fact": "coverage_ratio", "at_least": 1.2}, None)
OLD = Programme(
    "cold-chain", "冷链专项", "中央预算内投资", "county", "发改", "发改某〔2021〕1号", "现行", "x", None, None, date(2026, 1, 1),
    "reported", None, (COLD, HUB), (ROW,), (COVERED,), (),
)  # fmt: skip


def words(old: Programme, new: Programme) -> list[str]:
    return [change.words for change in compare_programmes(old, new)]


def test_a_programme_does_not_differ_from_itself() -> None:
    catalogue = load_catalogue(corpus_folder())
    assert compare(catalogue.programmes, catalogue.programmes) == []


def test_figures_that_rise_and_fall() -> None:
    assert words(OLD, replace(OLD, awards=(replace(ROW, ratio=0.4),))) == ["各地（全部方向）：比例由 30% 提高到 40%"]
    assert words(OLD, replace(OLD, awards=(replace(ROW, cap_wan=3000),))) == [
        "各地（全部方向）：单个项目上限由 5000 万元 降低到 3000 万元"
    ]
    west = (replace(ROW, tier="西部", ratio=0.6), ROW)
    assert words(OLD, replace(OLD, awards=west)) == [
        "西部（全部方向）：新增标准，不超过总投资的 60%，单个项目不超过 5000 万元"
    ]


def test_a_row_for_all_and_rows_for_each_are_the_same() -> None:
    each = tuple(replace(ROW, applies_to=(direction.id,)) for direction in (COLD, HUB))
    assert words(OLD, replace(OLD, awards=each)) == []
    raised = (each[0], replace(each[1], ratio=0.5))
    assert words(OLD, replace(OLD, awards=raised)) == ["各地（国家物流枢纽公共设施）：比例由 30% 提高到 50%"]


def test_a_figure_that_is_no_longer_known() -> None:
    assert words(OLD, replace(OLD, awards=(replace(ROW, ratio=None),))) == ["各地（全部方向）：不再写明比例（原 30%）"]


def test_directions_come_go_and_are_reworded() -> None:
    slaughter = Direction("meat", "肉类冷链加工", "建", ("肉",), None)
    reworded = replace(COLD, id="d1", title="产地冷藏保鲜设施建设")
    found = words(OLD, replace(OLD, directions=(reworded, slaughter)))
    assert found == [
        "新增方向：肉类冷链加工",
        "取消方向：国家物流枢纽公共设施",
        "方向“产地冷藏保鲜设施”改为“产地冷藏保鲜设施建设”",
        "各地（肉类冷链加工）：新增标准，不超过总投资的 30%，单个项目不超过 5000 万元",
    ]


def test_a_threshold_is_told_by_its_fact() -> None:
    stricter = replace(COVERED, rule={"fact": "coverage_ratio", "at_least": 1.3})
    assert words(OLD, replace(OLD, conditions=(stricter,))) == ["本息覆盖倍数不低于由 1.2 提高到 1.3"]


def test_new_and_gone_programmes() -> None:
    other = replace(OLD, id="other", title="另一专项")
    assert [(c.title, c.words) for c in compare([OLD], [other])] == [
        ("另一专项", "新增资金渠道（中央预算内投资），支持方向 2 个"),
        ("冷链专项", "不再列入目录"),
    ]


def test_the_basis_that_took_the_place_of_another() -> None:
    catalogue = load_catalogue(corpus_folder())
    before, after = (as_of(catalogue, day).get("ndrc-energy-saving") for day in (date(2025, 9, 1), date(2025, 10, 1)))
    found = words(before, after)
    assert "依据由 发改环资规〔2024〕338号 换成 发改环资规〔2025〕1228号" in found


@given(
    st.sampled_from(load_catalogue(corpus_folder()).programmes),
    st.sampled_from(load_catalogue(corpus_folder()).programmes),
)
def test_any_two_programmes_can_be_compared(one: Programme, other: Programme) -> None:
    found = compare_programmes(one, other)
    assert bool(found) == (one != other)

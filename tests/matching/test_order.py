"""How sure an order is: the words of each project, ties and near ties, and the ranking of real tables by every method."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from match_tools import SAMPLE, matcher

from policymatch.matching.criteria import Criterion, criteria, value_table
from policymatch.matching.methods import METHODS, SUM, apply_method
from policymatch.matching.order import Trial, try_order
from policymatch.matching.rank import rank_projects
from policymatch.model import OrderCheck, Project, RankedProject, Ranking, Score, ScorePart, Sureness
from policymatch.projects.rows import read_projects
from policymatch.reports.payload import ranking_data
from policymatch.store.snapshot import Store

PARTS = (Criterion("契合度", "方向吻合", 0.5), Criterion("成熟度", "前期手续", 0.5))


def item(place: int, tier: str, one: float, two: float, score: float | None = None) -> RankedProject:
    half = Score(one, (ScorePart("方向吻合", one, 1.0, "某"),))
    return RankedProject(
        place, Project(f"项目{place}"), tier, "", score if score is not None else round((one + two) / 2, 1), half,
        Score(two, (ScorePart("前期手续", two, 1.0, "某"),)), Score(0.0, ()), {}, (), (),
    )  # fmt: skip


def tried(rows: Sequence[tuple[str, float, float]], **changes: Any) -> tuple[tuple[Sureness, ...], OrderCheck]:
    ordered = [item(place, *row) for place, row in enumerate(rows, 1)]
    table = value_table(ordered, 2)
    applied = apply_method(SUM, table, [True] * len(ordered), PARTS)
    return try_order(ordered, table, applied, PARTS, Trial(**{"weightings": 2000, "first": 2} | changes))


def test_a_sure_leader_and_two_that_change_places() -> None:
    found, check = tried([("A", 90, 90), ("A", 80, 20), ("A", 20, 78)])
    assert found[0].in_first == 1
    assert (found[0].best, found[0].worst, found[0].hangs_on, found[0].rises) == (1, 1, None, False)
    assert found[0].because == "2000 种权重下都在前 2 名；始终是第 1 名"
    # Second where the first weight is above 58/118, which about half of the draws around one half are.
    assert found[1].in_first == pytest.approx(0.53, abs=0.05)
    assert found[1].in_first + found[2].in_first == pytest.approx(1)
    assert (found[1].best, found[1].worst) == (found[2].best, found[2].worst) == (2, 3)
    assert (found[1].hangs_on, found[1].rises, found[1].tied) == ("方向吻合", True, (3,))
    assert "名次最受“方向吻合”的权重影响，越看重它越靠前" in found[1].because
    assert "与第 3 名难分先后" in found[1].because
    assert f"2000 种权重下进前 2 名的占 {found[1].in_first:.0%}；名次 2—3，平均" in found[1].because
    assert (check.weightings, check.seed) == (2000, 20260101)
    assert "集中度 20" in check.method
    assert "“方向吻合”本来占 50%" in check.words


def test_equal_scores_are_ties_though_weightings_tell_them_apart() -> None:
    found, _ = tried([("A", 90, 10), ("A", 60, 40), ("A", 30, 20)])
    assert found[0].tied == (2,)
    assert "与第 2 名得分相同，先后只按表中次序" in found[0].because
    assert found[1].tied == (1,)
    assert found[2].tied == ()


def test_equal_projects_have_equal_shares() -> None:
    found, _ = tried([("A", 50, 50)] * 4)
    assert {each.in_first for each in found} == {0.5}
    assert found[0].tied == (2, 3, 4)
    assert {(each.best, each.worst, each.usual) for each in found} == {(1, 4, 2.5)}


def test_ties_do_not_reach_over_tiers_nor_beyond_the_neighbours() -> None:
    found, _ = tried([("A", 50, 50)] * 2 + [("B", 50, 50)] * 9)
    assert found[1].tied == (1,)
    assert found[2].tied == (4, 5, 6, 7, 8)
    assert "与第 4、5、6、7、8 名等 8 个项目得分相同" in found[2].because
    assert "与第 1 名得分相同" in found[1].because


def test_what_higher_tiers_fill_is_said() -> None:
    found, _ = tried([("A", 10, 10), ("A", 20, 0), ("B", 100, 100), ("D", 100, 100)])
    assert found[2].in_first == 0
    assert "前面的梯次已有 2 个项目，换权重也进不了前 2 名" in found[2].because
    assert (found[3].because, found[3].hangs_on, found[3].tied) == ("不宜申报，只列在最后", None, ())


def test_a_table_shorter_than_the_first_places() -> None:
    found, _ = tried([("A", 10, 10), ("A", 20, 0)], first=10)
    assert {each.in_first for each in found} == {1.0}
    assert "全表 2 个项目，都在前 10 名之内" in found[0].because
    (alone,), _ = tried([("B", 10, 10)])
    assert (alone.best, alone.worst, alone.tied) == (1, 1, ())


def test_the_place_shown_lies_between_best_and_worst() -> None:
    # Rounding of the scores may put first what no weighting does: the shown place is a place all the same.
    ordered = [item(1, "A", 49.9, 50, 50.0), item(2, "A", 50, 50, 50.0)]
    table = value_table(ordered, 2)
    applied = apply_method(SUM, table, [True, True], PARTS)
    found, _ = try_order(ordered, table, applied, PARTS, Trial(weightings=100))
    assert [(each.best, each.worst) for each in found] == [(1, 2), (1, 2)]


def test_very_long_tables_are_tried_with_fewer_weightings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policymatch.matching.order.MOST_PLACES", 3000)
    _, check = tried([("A", 10, 10), ("A", 20, 0)])
    assert check.weightings == 1500
    assert "由 2000 种减为 1500 种" in check.words
    _, check = tried([("A", 10, 10)] * 30)
    assert check.weightings == 500


def test_any_weights_are_drawn_from_all() -> None:
    found, check = tried([("A", 100, 0), ("A", 0, 100), ("A", 60, 60)], first=1, anywhere=True, weightings=20_000)
    assert [each.in_first for each in found] == pytest.approx([0.4, 0.4, 0.2], abs=0.015)
    assert "任意权重" in check.words


@pytest.fixture(scope="module")
def rankings(store: Store) -> dict[str, Ranking]:
    table, rules = read_projects(SAMPLE), matcher(store)
    return {
        method: rank_projects(table.projects, rules, method=method, trial=Trial(weightings=300)) for method in METHODS
    }


@pytest.mark.parametrize("method", METHODS)
def test_the_sample_by_every_method(rankings: dict[str, Ranking], method: str) -> None:
    found, plain = rankings[method], rankings[SUM]
    tiers = {each.project.name: each.tier for each in plain.projects}
    assert {each.project.name: each.tier for each in found.projects} == tiers
    assert {each.project.name: each.score for each in found.projects} == {
        each.project.name: each.score for each in plain.projects
    }
    json.dumps(ranking_data(found), allow_nan=False)
    keys = [(each.tier, -(each.by_method.value if each.by_method else each.score)) for each in found.projects]
    assert keys == sorted(keys)
    assert [each.rank for each in found.projects] == list(range(1, 46))
    assert found.method is not None
    assert sum(weight.used for weight in found.method.weights) == pytest.approx(1, abs=1e-4)
    assert found.context["排序方法"] == found.method.words
    assert found.order is not None
    assert found.order.method.startswith("熵权附近" if "熵权" in method else "方案权重附近")
    for each in found.projects:
        sure = each.sureness
        assert sure is not None
        assert sure.best <= each.rank <= sure.worst
        assert sure.best <= sure.usual <= sure.worst
        assert 0 <= sure.in_first <= 1
        assert each.rank not in sure.tied
        assert all(found.projects[place - 1].tier == each.tier for place in sure.tied)
        for place in sure.tied:
            other = found.projects[place - 1].sureness
            assert other is not None
            assert each.rank in other.tied
    assert sum(each.sureness.in_first for each in found.projects if each.sureness) == pytest.approx(10, abs=0.01)


def test_what_a_method_gives_can_be_reckoned_again_from_its_parts(rankings: dict[str, Ranking]) -> None:
    for method in METHODS[1:]:
        found = rankings[method]
        assert found.method is not None
        weights = {weight.name: weight for weight in found.method.weights}
        for each in found.projects:
            score = each.by_method
            assert score is not None
            values = {
                part.name: part.value
                for group in (each.fit, each.maturity, each.competitiveness)
                for part in group.parts
            }
            assert {part.name: part.value for part in score.parts} == values
            if score.to_best is None:
                assert sum(part.value * part.weight for part in score.parts) == pytest.approx(score.value, abs=0.02)
            elif each.tier != "D":
                near = sum((w.used * (w.best - values[name])) ** 2 for name, w in weights.items()) ** 0.5
                far = sum((w.used * (w.worst - values[name])) ** 2 for name, w in weights.items()) ** 0.5
                assert (score.to_best, score.to_worst) == pytest.approx((near, far), abs=0.01)
                assert score.value == pytest.approx(100 * far / (near + far), abs=0.02)


def test_every_part_of_the_sample_is_a_criterion(rankings: dict[str, Ranking], store: Store) -> None:
    parts = criteria(matcher(store).profile)
    assert sum(part.share for part in parts) == pytest.approx(1)
    table = value_table(rankings[SUM].projects, len(parts))
    for each, row in zip(rankings[SUM].projects, table, strict=True):
        whole = float(np.dot(row, [part.share for part in parts])) / 10
        assert each.score == pytest.approx(whole, abs=0.15)
        assert np.isfinite(row).all()
        assert 0 <= row.min() <= row.max() <= 1000


def test_no_trial_where_none_is_asked_for(store: Store) -> None:
    found = rank_projects(read_projects(SAMPLE).projects[:3], matcher(store), trial=Trial(weightings=0))
    assert found.order is None
    assert {each.sureness for each in found.projects} == {None}
    assert "换权重试算" not in found.context


def test_no_projects(store: Store) -> None:
    for method in METHODS:
        found = rank_projects((), matcher(store), method=method)
        assert (found.projects, found.order) == ((), None)

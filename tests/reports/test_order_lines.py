"""The terminal says how each score is made up, how sure each place is and what the ranking rests on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from match_tools import DAY, SAMPLE, matcher, seed_store

import policymatch
from policymatch.matching.methods import SUM, TOPSIS
from policymatch.matching.order import Trial
from policymatch.matching.rank import rank_projects
from policymatch.model import Ranking
from policymatch.projects.rows import read_projects
from policymatch.reports.order_data import order_data, ranking_lines, score_lines, sureness_data
from policymatch.reports.terminal import print_ranking


@pytest.fixture(scope="module")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Ranking]:
    store = seed_store(tmp_path_factory.mktemp("lines") / "store")
    projects = read_projects(SAMPLE).projects
    with policymatch.open_store(store) as opened:
        rules = matcher(opened)
        found = {
            method: rank_projects(
                projects,
                rules,
                method=method,
                trial=Trial(weightings=200),
                context={"判断日期": DAY.isoformat(), "政策库": "第 1 代"},
            )
            for method in (SUM, TOPSIS)
        }
    return found.__getitem__


def printed(ranking: Ranking, capsys: pytest.CaptureFixture[str]) -> str:
    print_ranking(ranking, 3)
    return re.sub(r"\s", "", capsys.readouterr().out)


def test_the_first_projects_are_shown_with_parts_and_sureness(
    ranked: Callable[[str], Ranking], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = printed(ranked(SUM), capsys)
    assert shown.count("名次把握") == 3
    assert "200种权重下" in shown
    assert "排序得分" not in shown
    assert "本次依据：判断日期2026-11-22；政策库第1代" in shown
    for item in ranked(SUM).projects[:3]:
        assert item.sureness is not None
        assert re.sub(r"\s", "", item.sureness.because) in shown
        assert f"前期手续{item.maturity.parts[0].value:g}×45%" in shown


def test_another_method_shows_what_it_gives(
    ranked: Callable[[str], Ranking], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = printed(ranked(TOPSIS), capsys)
    assert "排序方法：TOPSIS" in shown
    assert shown.count("排序得分") == 3
    assert "离最好" in shown


def test_the_parts_of_a_score_add_up_to_it(ranked: Callable[[str], Ranking]) -> None:
    for item in ranked(SUM).projects:
        for _, words in score_lines(item):
            total, _, sum_of = words.partition("＝")
            parts = re.findall(r"([\d.]+)×([\d.]+)%", sum_of)
            assert sum(float(value) * float(share) / 100 for value, share in parts) == pytest.approx(
                float(total), abs=0.06
            )


def test_ties_at_the_edge_of_the_first_are_said(ranked: Callable[[str], Ranking]) -> None:
    ranking = ranked(SUM)
    tied = replace(
        ranking,
        projects=tuple(
            replace(each, sureness=replace(each.sureness, tied={10: (11,), 11: (10,)}.get(each.rank, ())))
            for each in ranking.projects
            if each.sureness
        ),
    )
    assert any("第 10 名与排在前 10 名之外的第 11 名分不出先后" in line for line in ranking_lines(tied))
    loose = replace(
        tied,
        projects=tuple(
            replace(each, sureness=replace(each.sureness, tied=())) for each in tied.projects if each.sureness
        ),
    )
    assert not any("分不出先后" in line for line in ranking_lines(loose))


def test_nothing_is_said_of_what_was_not_tried(ranked: Callable[[str], Ranking]) -> None:
    ranking = ranked(SUM)
    untried = replace(
        ranking, order=None, context={}, projects=tuple(replace(each, sureness=None) for each in ranking.projects)
    )
    assert list(ranking_lines(untried)) == []
    assert order_data(None) is None
    assert sureness_data(None) is None

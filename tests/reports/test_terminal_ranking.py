from __future__ import annotations

import pytest
from match_tools import DAY

from policymatch.model import Project, RankedProject, Ranking, Score
from policymatch.reports import terminal

NOTHING = Score(0.0, ())


def ranked(rank: int) -> RankedProject:
    return RankedProject(rank, Project(f"第{rank}号项目"), "C", "", 50.0, NOTHING, NOTHING, NOTHING, {}, (), ())


def test_a_long_ranking_is_cut_and_says_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "LISTED", 3)
    ranking = Ranking(tuple(map(ranked, range(1, 8))), (), (), {"判断日期": DAY.isoformat()})
    terminal.print_ranking(ranking, 0)
    shown = capsys.readouterr().out
    assert [f"第{n}号项目" in shown for n in range(1, 8)] == [True] * 3 + [False] * 4
    assert "还有 4 个没有列出" in shown
    assert "共 7 个项目" in shown
    monkeypatch.setattr(terminal, "LISTED", 7)
    terminal.print_ranking(ranking, 0)
    assert "没有列出" not in capsys.readouterr().out

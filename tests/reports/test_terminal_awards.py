"""What a terminal says of contradicting figures, of what remains beside a programme, and of a programme on a day."""

from __future__ import annotations

from datetime import date

import pytest
from match_tools import DAY, award, direction, programme

from policymatch.model import Answer, Award, Beside, Combination, Figure, Match, Project, Standing
from policymatch.reports.terminal import print_matches, print_programme, print_programmes


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return "".join(capsys.readouterr().out.split())


def test_a_match_with_contradicting_figures_and_a_combination(capsys: pytest.CaptureFixture[str]) -> None:
    figures = (
        Figure("不超过总投资的 20%", "https://b.cn", "unverified", "other 三、", DAY),
        Figure("不超过总投资的 30%", None, "official", None, DAY),
    )
    sum_ = Award(200.0, 0.2, "总投资", None, "unverified", explanation="1000 × 20% = 200 万元", conflicts=figures)
    match = Match(programme(), direction(), Answer.UNKNOWN, 80.0, sum_, (), (), ())
    beside = (
        Beside("x", "地方政府专项债券", "local", "可作地方配套的话", "go-2024-52 三、", "reported"),
        Beside("y", "中央财政转移支付", "no", "不得重复的话", None, "unverified"),
    )
    combination = Combination("some-programme", 200.0, 800.0, 0.8, 0.2, None, beside, ("其余至少 800 万元（80%）",))
    print_matches(Project("某项目"), [match], (), combination=combination)
    out = said(capsys)
    for words in (
        "不超过总投资的20%（other三、；https://b.cn",
        "不超过总投资的30%（依据待核；没有网址",
        "其余至少800万元",
    ):
        assert words in out
    assert "可作地方配套x：可作地方配套的话（go-2024-52三、）" in out
    assert "一般不得搭配y：不得重复的话（依据待核）" in out


def test_a_programme_on_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        award(ratio=0.3),
        award(ratio=0.2, valid_from=date(2025, 1, 1)),
        award(tier="西部", ratio=0.8, ratio_from=0.6),
    )
    gone = Standing("已废止", "依据《旧办法》已被《新办法》废止")
    print_programme(programme(awards=rows), DAY, gone)
    out = said(capsys)
    assert f"执行情况{DAY}：依据《旧办法》已被《新办法》废止" in out
    assert out.count("［来源不一］") == 2
    assert "60%—80%" in out
    assert "未注明起止日期" in out
    assert "2025-01-01起" in out
    print_programmes([(programme(standing=gone), gone), (programme(id="fine"), None)])
    out = said(capsys)
    assert "已废止" in out
    assert "某专项：依据《旧办法》已被《新办法》废止" in out

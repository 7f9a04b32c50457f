"""契合度: its three parts, all of the direction that a project is advised to apply for first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from match_tools import DAY, direction, profile, programme

from policymatch.matching.fit_score import fit_score
from policymatch.model import Answer, Award, Match, Reason, Score, Standing

PROFILE = profile()


def match(answers: str = "", verdict: Answer = Answer.YES, fit: float = 90.0, **changes: Any) -> Match:
    """``answers``: y holds, ? 待核, n not yet done; in capitals what only notes."""
    kinds = {"y": Answer.YES, "?": Answer.UNKNOWN, "n": Answer.NO}
    reasons = tuple(
        Reason("某条", kinds[each.lower()], "因", None, kind="readiness", effect="note" if each.isupper() else "gate")
        for each in answers
    )
    award = Award(None, None, None, None, None)
    values: dict[str, Any] = {"fit_terms": (("污水处理厂", 0.8),)} | changes
    found = Match(programme(), direction(), verdict, fit, award, reasons, (), ())
    return replace(found, **values)


def part(score: Score, name: str) -> tuple[float, str]:
    return next((each.value, each.because) for each in score.parts if each.name == name)


@pytest.mark.parametrize(
    ("answers", "value", "words"),
    [
        ("yyyy", 100, "4 项条件：符合 4 项"),
        ("yyy?", 75, "符合 3 项、待核 1 项"),
        ("yy?n", 50, "符合 2 项、待核 1 项、尚未做到 1 项"),
        ("yYNN", 100, "1 项条件：符合 1 项"),
        ("YN", 0, "没有这个渠道的申报条件"),
        ("", 0, "没有这个渠道的申报条件"),
    ],
)
def test_conditions_known_to_hold(answers: str, value: float, words: str) -> None:
    found = part(fit_score([match(answers)], PROFILE), "条件满足")
    assert found[0] == value
    assert words in found[1]


def test_the_direction_counts_most_and_keeps_its_words() -> None:
    score = fit_score([match("yy", fit=80.0)], PROFILE)
    assert part(score, "方向吻合") == (80.0, "某专项——污水处理：项目写有污水处理厂")
    assert score.value == pytest.approx(0.7 * 80 + 0.2 * 100 + 0.1 * 100)
    assert "相近内容" in part(fit_score([match(fit_terms=())], PROFILE), "方向吻合")[1]


def test_whether_the_channel_is_in_force() -> None:
    assert part(fit_score([match()], PROFILE), "渠道有效") == (100.0, "某专项（文号待核）现行有效")
    numbered = match(programme=programme(doc_number="某发〔2026〕1号", status="待核"))
    value, words = part(fit_score([numbered], PROFILE), "渠道有效")
    assert (value, "某发〔2026〕1号" in words, "待核" in words) == (50.0, True, True)
    ended = match(programme=replace(programme(), standing=Standing("已废止", "被某办法废止", None, DAY)))
    assert part(fit_score([ended], PROFILE), "渠道有效")[0] == 50.0
    assert "被某办法废止" in part(fit_score([ended], PROFILE), "渠道有效")[1]


def test_it_speaks_of_the_first_that_may_be_applied_for() -> None:
    barred, open_one = match("n", Answer.NO, 99.0), match("y?", Answer.UNKNOWN, 60.0)
    assert part(fit_score([barred, open_one], PROFILE), "方向吻合")[0] == 60.0
    for nothing in ((), (barred,)):
        score = fit_score(nothing, PROFILE)
        assert score.value == 0
        assert [each.name for each in score.parts] == ["方向吻合", "条件满足", "渠道有效"]
        assert {each.because for each in score.parts} == {"没有可以申报的支持方向"}

"""Names in which no keyword stands: guessed by pairs of characters, and always 待核."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from match_tools import direction, programme

from policymatch.matching.eligibility import AKIN
from policymatch.matching.fit import KIN_TO, FitIndex
from policymatch.matching.kinship import Kinship
from policymatch.matching.matcher import LEAST_FIT, Matcher
from policymatch.matching.rank import assess
from policymatch.model import Answer, Permit, PermitState, Project
from policymatch.text.analysis import default_analyzer

PAIRS = [
    (programme(id="roads"), direction(title="农村公路", keywords=("农村公路改造", "县道加宽", "危桥改造"))),
    (programme(id="water"), direction(title="供水", keywords=("自来水厂扩建", "配水管网", "引水隧洞"))),
    (programme(id="past", status="历史"), direction(title="水厂", keywords=("配水厂", "净水厂", "水厂"))),
    (programme(id="city", audience="city"), direction(title="水厂", keywords=("配水厂", "净水厂", "水厂"))),
]
KINSHIP = Kinship(PAIRS)


def test_a_new_word_is_like_those_it_is_made_of() -> None:
    (near,) = KINSHIP.nearest(["清岭县配水厂"])
    assert set(near) == {1}
    assert set(KINSHIP.shared("清岭县配水厂", 1)) == {"配水", "水厂"}


@pytest.mark.parametrize("name", ["", "县", "ABC", "清岭县2026年重点建设项目", "改造提升工程", "宠物"])
def test_what_says_nothing_of_what_is_built_is_like_nothing(name: str) -> None:
    assert list(KINSHIP.nearest([name])) == [{}]


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40))
def test_any_name_is_near_what_it_shares_words_with(name: str) -> None:
    (near,) = KINSHIP.nearest([name])
    for number, cosine in near.items():
        assert 0 < cosine <= 1.0001
        assert KINSHIP.shared(name, number)


def test_where_a_keyword_stands_nothing_is_guessed() -> None:
    index = FitIndex([each for each, _ in PAIRS[:2]], default_analyzer())
    assert not any(fit.akin for fit in index.fits(Project("石门镇污水处理厂")))


@pytest.mark.parametrize(
    ("name", "programme_id"),
    [
        ("清岭县第一中学迁址", "ndrc-grain-county-services"),
        ("清岭县烈士陵园", None),
        ("清岭县白溪引水", "ndrc-water"),
    ],
)
def test_a_guess_is_never_more_than_to_be_checked(shipped: Matcher, name: str, programme_id: str | None) -> None:
    found = shipped.every(Project(name))
    if programme_id is None:
        assert found == []
        return
    assert programme_id in {match.programme.id for match in found}
    for match in found:
        assert LEAST_FIT <= match.fit <= KIN_TO
        assert match.verdict is not Answer.YES
        reason = next(each for each in match.reasons if each.rule_id == AKIN)
        assert reason.answer is Answer.UNKNOWN
        assert "字面相近" in reason.because
        assert all(word in name for word, _ in match.fit_terms)


def test_where_a_content_says_what_is_built_no_name_is_guessed_at(shipped: Matcher) -> None:
    assert shipped.every(Project("清岭县白溪引水"))
    assert not shipped.every(Project("清岭县白溪引水", content="补贴演出一百场"))
    assert shipped.every(Project("清岭县白溪引水", content="清岭县白溪引水")), (
        "a content that only repeats the name says nothing"
    )


def test_a_guess_lifts_no_project_above_the_reserve(shipped: Matcher) -> None:
    done = {
        name: Permit(name, PermitState.DONE)
        for name in ("可研批复", "初步设计批复", "用地预审与选址意见书", "环评批复", "施工许可")
    }
    found = assess(Project("清岭县白溪引水", permits=done, stage="前期", investment_wan=3000.0), shipped)
    assert found.tier == "C"
    assert "按字面猜" in found.tier_because


def test_names_together_are_like_what_each_is_like_alone() -> None:
    names = ["清岭县配水厂", "", "县城公厕", "重点项目", "引水项目"]
    assert list(KINSHIP.nearest(names)) == [found for name in names for found in KINSHIP.nearest([name])]
    assert list(KINSHIP.nearest([])) == []

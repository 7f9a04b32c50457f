"""What a draft's rows come to: the directions they are for, and limits that hold in every place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from drafts import policy_of

from policymatch.model import Programme
from policymatch.programmes.awards import award_rows
from policymatch.programmes.drafting.compose import NO_BASIS, compose
from policymatch.programmes.drafting.desk import check_draft
from policymatch.programmes.drafting.draft import draft_policy

DAY = date(2026, 11, 25)
SCOPE = "一、支持方向\n（一）排水防涝设施。雨水管渠和泵站。\n（二）供水管网更新。\n（三）供热管网改造。\n二、补助标准\n"


def programme_of(standard: str) -> Programme:
    policy = policy_of(SCOPE + standard, "城市管网补助资金管理办法")
    written = compose(draft_policy(policy), DAY)
    return check_draft(written.text, Path(f"{written.id}.yaml"), policy)


def titles(programme: Programme, number: int) -> list[str]:
    names = {direction.id: direction.title for direction in programme.directions}
    return [names[item] for item in programme.awards[number].applies_to]


def test_a_limit_for_all_holds_beside_the_shares_of_the_tiers() -> None:
    programme = programme_of(
        "东部地区不超过总投资的30%，西部地区不超过60%。西藏可达到100%。单个项目补助不超过500万元。\n"
    )
    for tier, sets, ratio in (("东部", frozenset[str](), 0.3), ("西部", frozenset({"西藏"}), 1.0)):
        rows = award_rows(programme, programme.directions[0], tier, sets, DAY)
        assert {row.ratio for row in rows} == {ratio, None}
        assert [row.cap_wan for row in rows if row.cap_wan] == [500]


def test_words_of_the_text_name_the_directions() -> None:
    programme = programme_of(
        "供水、供热管网更新，按总投资的20%补助。排水防涝设施按总投资的40%补助，最高800万元。其他项目补助10万元。\n"
    )
    assert titles(programme, 0) == ["供水管网更新", "供热管网改造"]
    assert titles(programme, 1) == ["排水防涝设施"]
    assert (programme.awards[1].ratio, programme.awards[1].cap_wan) == (0.4, 800)


def test_words_that_name_no_direction_are_noted() -> None:
    (award,) = programme_of("国家级示范城市按总投资的50%补助。\n").awards
    assert award.applies_to == ()
    assert "国家级示范城市" in award.note


def test_a_share_of_nobody_knows_what_gives_no_sum() -> None:
    (award,) = programme_of("补助比例最高为30%。\n").awards
    assert award.basis == NO_BASIS

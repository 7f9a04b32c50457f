"""What leaders are told: counts, sums, decisions, what is missing, what is excluded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from rankings import (
    BLANK,
    CONTEXT,
    NO_LISTS,
    UNKNOWN_AWARD,
    award,
    county,
    match,
    plan,
    programme,
    ranked,
    ranking,
    with_gaps,
    worklists,
)

from policymatch.model import Answer, Backing, Errand, Gap
from policymatch.reports.brief import DECISIONS, NAME, Missing, make_brief, named


def test_sums_keep_apart_what_is_not_known() -> None:
    (central,) = make_brief(county(), NO_LISTS).ready
    assert (central.projects, central.most_wan, central.unknown) == (2, 1234.5, 1)
    (bond,) = make_brief(county(), NO_LISTS).near
    assert (bond.projects, bond.most_wan, bond.unknown) == (2, None, 2)


def test_sums_are_exact() -> None:
    items = [ranked(rank, matches=(match(award=award(0.1)),)) for rank in range(1, 11)]
    (found,) = make_brief(ranking(*items), NO_LISTS).ready
    assert found.most_wan == 1.0
    bad = ranked(matches=(match(award=award(float("nan"))),))
    (found,) = make_brief(ranking(bad), NO_LISTS).ready
    assert (found.most_wan, found.unknown) == (None, 1)


def test_channels_with_most_projects_come_first() -> None:
    other = programme(channel="另一类")
    items = [ranked(1, matches=(match(programme=other),)), ranked(2), ranked(3)]
    assert [each.channel for each in make_brief(ranking(*items), NO_LISTS).ready] == ["中央预算内投资", "另一类"]


def test_what_most_projects_lack_comes_first_and_what_helps_most_is_asked_for() -> None:
    table = county()
    nothing = Backing(None, 0, None, 0)
    lists = replace(
        NO_LISTS,
        errands=(
            Errand("自然资源局", "用地预审", table.projects[:2], (), nothing, nothing, 0, {}),
            Errand("住建局", "施工许可", table.projects[:1], table.projects[1:4], nothing, nothing, 0, {}),
            Errand("生态环境局", "环评批复", (), table.projects[:2], nothing, nothing, 0, {}),
        ),
    )
    brief = make_brief(table, lists)
    assert brief.missing == (
        Missing("施工许可", "住建局", 4, 1),
        Missing("用地预审", "自然资源局", 2, 2),
        Missing("环评批复", "生态环境局", 2, 0),
    )
    assert "请自然资源局集中办理“用地预审”，涉及 2 个项目，办成后 2 个项目不再缺手续。" in brief.decisions


def test_what_is_to_be_filled_in_or_looked_up_is_counted() -> None:
    one = Gap("手续", "施工许可", "在办", "住建局", "")
    ask = Gap("核对", "是否已入库", "待核", "发展改革局", "")
    items = [with_gaps(ranked(rank), *gaps) for rank, gaps in enumerate(((one,), (one, BLANK), (ask,)), 1)]
    assert make_brief(ranking(*items), NO_LISTS).unfilled == 2


def test_projects_excluded_for_one_reason_stand_together() -> None:
    items = [
        ranked(1, "D", "甲", tier_because="楼堂馆所不支持：党政机关办公楼（项目名称写有“办公楼”）"),
        ranked(2, "D", "乙", tier_because="楼堂馆所不支持：党政机关办公楼（项目名称写有“行政中心”）"),
        ranked(3, "D", "丙", tier_because="与第 5 行“丁”重复，同一项目不得重复申报"),
        ranked(4, "D", "戊", tier_because="与前面“己（二期）：庚”重复，同一项目不得重复申报"),
        ranked(5, "D", "辛", tier_because=""),
    ]
    found = [(each.why, each.names) for each in make_brief(ranking(*items), NO_LISTS).excluded]
    assert found == [("与表中其他项目重复", ("丙", "戊")), ("楼堂馆所不支持", ("甲", "乙")), ("—", ("辛",))]


@pytest.mark.parametrize("with_plan", [True, False])
def test_there_are_few_decisions_and_they_are_short(with_plan: bool) -> None:
    long = [
        ranked(rank, "AB"[rank % 2], f"{'很长的项目名称' * 9}{rank}", gaps=("请补填：单位性质",))
        for rank in range(1, 31)
    ]
    table = ranking(*long)
    brief = make_brief(table, worklists(table), plan(table) if with_plan else None)
    assert 0 < len(brief.decisions) <= DECISIONS
    assert all(len(words) < 110 for words in brief.decisions)
    assert all(words.endswith("。") for words in brief.decisions)


def test_deadlines_still_to_come() -> None:
    table = county()
    first = worklists(table).applications[0]
    past = replace(first, deadline=date(2025, 12, 1))
    lists = replace(NO_LISTS, applications=(past, first))
    brief = make_brief(table, lists)
    assert brief.decisions[0].startswith("2026-12-15 前报“粮食仓储设施中央预算内投资专项”")
    assert "2025" not in "".join(brief.decisions)
    assert not any("没有今后的申报截止日期" in words for words in brief.decisions)
    nameless = make_brief(replace(table, context={**CONTEXT, "判断日期": "不详"}), lists)
    assert nameless.decisions[0].startswith("2025-12-01")


def test_what_is_to_be_asked_for() -> None:
    items = [ranked(rank, "B", matches=(match(Answer.UNKNOWN, award=UNKNOWN_AWARD),)) for rank in (1, 2)]
    decisions = "".join(make_brief(ranking(*items), NO_LISTS).decisions)
    assert "A、B 类中 2 个项目能给多少待核，涉及“粮食仓储设施”，请向主管部门要原文。" in decisions
    assert "没有今后的申报截止日期（待核）" in decisions


def test_an_empty_ranking() -> None:
    brief = make_brief(ranking(), NO_LISTS)
    assert brief.counts == {"A": 0, "B": 0, "C": 0, "D": 0}
    assert (brief.ready, brief.near, brief.decisions, brief.missing, brief.excluded) == ((), (), (), (), ())


def test_names_in_a_sentence() -> None:
    assert named(["甲", "乙"]) == "“甲”“乙”"
    assert named(["甲", "乙", "丙"]) == "“甲”“乙”等 3 个"
    assert named(["写有“两重”的"]) == "“写有‘两重’的”"
    assert len(named(["长" * 100])) == NAME + 2

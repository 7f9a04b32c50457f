"""What leaders are told: counts, sums, decisions, what is missing, what is excluded."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rankings import (
    BLANK,
    CONTEXT,
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

from policymatch.model import Answer, Gap
from policymatch.reports.brief import DECISIONS, NAME, Missing, make_brief, named


def test_sums_keep_apart_what_is_not_known() -> None:
    (central,) = make_brief(county()).ready
    assert (central.projects, central.most_wan, central.known, central.unknown) == (2, 1234.5, 1, 1)
    (bond,) = make_brief(county()).near
    assert (bond.projects, bond.most_wan, bond.known, bond.unknown) == (2, None, 0, 2)


def test_sums_are_exact() -> None:
    items = [ranked(rank, matches=(match(award=award(0.1)),)) for rank in range(1, 11)]
    (found,) = make_brief(ranking(*items)).ready
    assert found.most_wan == 1.0
    bad = ranked(matches=(match(award=award(float("nan"))),))
    (found,) = make_brief(ranking(bad)).ready
    assert (found.most_wan, found.unknown) == (None, 1)


def test_channels_with_most_projects_come_first() -> None:
    other = programme(channel="另一类")
    items = [ranked(1, matches=(match(programme=other),)), ranked(2), ranked(3)]
    assert [each.channel for each in make_brief(ranking(*items)).ready] == ["中央预算内投资", "另一类"]


def test_what_is_missing_most_comes_first() -> None:
    one = Gap("手续", "施工许可", "在办", "住建局", "")
    two = Gap("未做到", "环评批复", "未办", "生态环境局", "")
    ask = Gap("核对", "是否已入库", "待核", "发展改革局", "")
    nobody = Gap("未做到", "列入规划", "尚未做到", None, "")
    lacking = ((one,), (one, two), (BLANK,), (ask,), (nobody,))
    items = [with_gaps(ranked(rank), *gaps) for rank, gaps in enumerate(lacking, 1)]
    brief = make_brief(ranking(*items))
    assert brief.missing == (Missing("施工许可", "住建局", 2, 1), Missing("环评批复", "生态环境局", 1, 0))
    assert brief.unfilled == 2


def test_with_worklists_what_unlocks_most_comes_first() -> None:
    table = county()
    assert make_brief(table, worklists=worklists(table)).missing == (
        Missing("用地预审与选址意见书", "自然资源局", 2, 1),
        Missing("施工许可", "住房和城乡建设局", 2, 0),
    )


def test_projects_excluded_for_one_reason_stand_together() -> None:
    items = [
        ranked(1, "D", "甲", tier_because="楼堂馆所不支持：党政机关办公楼（项目名称写有“办公楼”）"),
        ranked(2, "D", "乙", tier_because="楼堂馆所不支持：党政机关办公楼（项目名称写有“行政中心”）"),
        ranked(3, "D", "丙", tier_because="与第 5 行“丁”重复，同一项目不得重复申报"),
        ranked(4, "D", "戊", tier_because="与前面“己（二期）：庚”重复，同一项目不得重复申报"),
        ranked(5, "D", "辛", tier_because=""),
    ]
    found = [(each.why, each.names) for each in make_brief(ranking(*items)).excluded]
    assert found == [("与表中其他项目重复", ("丙", "戊")), ("楼堂馆所不支持", ("甲", "乙")), ("—", ("辛",))]


@pytest.mark.parametrize("with_plan", [True, False])
def test_there_are_few_decisions_and_they_are_short(with_plan: bool) -> None:
    long = [
        ranked(rank, "AB"[rank % 2], f"{'很长的项目名称' * 9}{rank}", gaps=("请补填：单位性质",))
        for rank in range(1, 31)
    ]
    table = ranking(*long)
    brief = make_brief(table, plan(table) if with_plan else None, worklists(table))
    assert 0 < len(brief.decisions) <= DECISIONS
    assert all(len(words) < 110 for words in brief.decisions)
    assert all(words.endswith("。") for words in brief.decisions)


def test_deadlines_of_the_catalogue() -> None:
    days = (("申报截止", "2026-12-01"), ("去年的", "2025-12-01"), ("常年", None), ("坏的", "2026-13-45"))
    table = ranking(ranked(matches=(match(programme=programme(deadlines=days)),)))
    brief = make_brief(table)
    assert brief.decisions[0].startswith("2026-12-01 前报“粮食仓储设施中央预算内投资专项”")
    assert "2025" not in "".join(brief.decisions)
    assert not any("没有今后的申报截止日期" in words for words in brief.decisions)
    nameless = make_brief(replace(table, context={**CONTEXT, "判断日期": "不详"}))
    assert nameless.decisions[0].startswith("2025-12-01")


def test_what_is_to_be_asked_for() -> None:
    items = [ranked(rank, "B", matches=(match(Answer.UNKNOWN, award=UNKNOWN_AWARD),)) for rank in (1, 2)]
    decisions = "".join(make_brief(ranking(*items)).decisions)
    assert "A、B 类中 2 个项目能给多少待核，涉及“粮食仓储设施”，请向主管部门要原文。" in decisions
    assert "没有今后的申报截止日期（待核）" in decisions


def test_an_empty_ranking() -> None:
    brief = make_brief(ranking())
    assert brief.counts == {"A": 0, "B": 0, "C": 0, "D": 0}
    assert (brief.ready, brief.near, brief.decisions, brief.missing, brief.excluded) == ((), (), (), (), ())


def test_names_in_a_sentence() -> None:
    assert named(["甲", "乙"]) == "“甲”“乙”"
    assert named(["甲", "乙", "丙"]) == "“甲”“乙”等 3 个"
    assert named(["写有“两重”的"]) == "“写有‘两重’的”"
    assert len(named(["长" * 100])) == NAME + 2

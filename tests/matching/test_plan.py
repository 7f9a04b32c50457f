"""What a plan says: years, sums, unknown sums, what limits cost, which limits contradict each other."""

from __future__ import annotations

from typing import Any

import pytest
from plan_tools import BOND, TOGETHER, YEAR, item, limits, match, ranking

from policymatch.errors import PlanError
from policymatch.matching.plan import make_plan
from policymatch.matching.plan_limits import Balance, Chance, Demand, OwnSum, Quota
from policymatch.matching.plan_money import by_year, county_share, funds_of, wan
from policymatch.matching.plan_reading import load_limits
from policymatch.model import Answer, Plan, Project, RankedProject


def plan(*items: RankedProject, explained: bool = True, year: int = YEAR, **changes: Any) -> Plan:
    return make_plan(ranking(*items), limits(**changes), year=year, combinations=TOGETHER, explained=explained)


def chosen(made: Plan) -> list[tuple[str, str]]:
    return [(each.item.project.name, each.match.programme.id) for each in made.choices]


def must(name: str, programme: str | None = None, year: int | None = None) -> Demand:
    return Demand(name, None, programme, year, 1)


def conflict(*items: RankedProject, **changes: Any) -> str:
    with pytest.raises(PlanError) as caught:
        plan(*items, **changes)
    assert caught.value.conflicts
    assert all(each in caught.value.message for each in caught.value.conflicts)
    return "\n".join(caught.value.conflicts)


def one(programme_id: str, number: int = 1) -> Quota:
    return Quota((programme_id,), False, number, {}, 1)


def test_project_and_programme_are_chosen_together() -> None:
    """The better of two takes its second programme where both together then bring more."""
    made = plan(
        item("甲", match("p1", 100.0), match("p2", 90.0)), item("乙", match("p1", 80.0), match("p2", 10.0)),
        quotas=(one("p1"), one("p2")),
    )  # fmt: skip
    assert chosen(made) == [("甲", "p2"), ("乙", "p1")]
    assert (made.expected_wan, made.bound_wan, made.gap) == (170.0, 170.0, 0.0)


def test_chance_is_tier_verdict_and_fit() -> None:
    made = plan(item("甲", match("p1", 1000.0, verdict=Answer.UNKNOWN, fit=90.0)),
                chance=Chance({"A": 0.6, "B": 0.5, "C": 0.4}, 0.7, "口径"))  # fmt: skip
    (choice,) = made.choices
    assert (choice.chance, choice.expected_wan) == (0.378, 378.0)
    assert "把握 37.8%（A 档 0.6 × 待核 0.7 × 契合度 90%）" in choice.because
    assert any("没有统计依据" in each for each in made.assumptions)


def test_an_unknown_sum_is_no_money_but_takes_its_quota() -> None:
    known, unknown = item("甲", match("p1", 50.0)), item("乙", match("p1", None))
    both = plan(unknown, known)
    assert both.expected_wan == 50
    first = both.choices[0]
    assert (first.unknown, first.asked_wan, first.expected_wan) == (True, 0, 0)
    assert "金额待核，不计入期望资金" in first.because
    assert "有 1 笔金额待核" in both.warnings[0]
    assert chosen(plan(unknown, known, quotas=(one("p1"),))) == [("甲", "p1")]
    forced = plan(unknown, known, quotas=(one("p1"),), must=(must("乙"),))
    assert chosen(forced) == [("乙", "p1")]
    assert forced.choices[0].must
    (use,) = [each for each in forced.limits if each.kind == "必上"]
    assert use.gain_wan == 50
    assert "不要求必上可多争取约 50 万元" in use.words


def test_never_more_is_asked_than_award_request_or_investment() -> None:
    made = plan(
        item("甲", match("p1", 500.0), requested_wan=300.0), item("乙", match("p1", 500.0), investment_wan=200.0)
    )
    assert [each.asked_wan for each in made.choices] == [300, 200]
    bound = plan(item("甲", match("p1", 500.0, bound=True))).choices[0]
    assert bound.bound
    assert "申报至多 500 万元" in bound.because


def test_the_county_s_own_estimate_is_marked_as_such() -> None:
    own = (OwnSum("甲", None, "p1", 900.0, "实施方案", 1),)
    made = plan(item("甲", match("p1", None), requested_wan=700.0), own=own)
    (choice,) = made.choices
    assert (choice.asked_wan, choice.own, choice.unknown) == (700, True, False)
    assert "县里自填，没有查到标准，未核：实施方案" in choice.because
    assert any("700 万元是县里自填的" in each for each in made.warnings)
    capped = plan(item("甲", match("p1", 500.0)), own=own).choices[0]
    assert (capped.asked_wan, capped.own) == (500, False)


def test_a_bond_beside_a_central_fund_takes_only_what_remains() -> None:
    many = (match("p1", 300.0), match("special-bond", 900.0, BOND))
    made = plan(item("甲", *many, investment_wan=1000.0))
    assert [(each.match.programme.id, each.asked_wan, each.debt_wan) for each in made.choices] == [
        ("p1", 300, 0), ("special-bond", 700, 700),
    ]  # fmt: skip
    assert "专项债券可作配套（未核实）" in made.choices[1].because
    alone = make_plan(ranking(item("甲", *many, investment_wan=1000.0)), limits(), year=YEAR)  # no rule speaks of it
    assert [each.match.programme.id for each in alone.choices] == ["special-bond"]
    central = plan(item("甲", match("p1", 300.0), match("p2", 200.0), investment_wan=1000.0))
    assert chosen(central) == [("甲", "p1")]


def test_a_bond_of_unknown_sum_takes_the_room_that_the_table_says() -> None:
    bond = item(
        "甲", match("special-bond", None, BOND), funds_wan={"专项债券": 600.0, "特别国债": 50.0}, requested_wan=800.0
    )
    assert plan(bond, debt_wan={YEAR: 500.0}).choices == ()
    made = plan(bond, debt_wan={YEAR: 600.0})
    assert (made.choices[0].asked_wan, made.choices[0].debt_wan, made.choices[0].debt_unknown) == (0, 600, False)
    silent = plan(item("乙", match("special-bond", None, BOND)), item("丙", match("p1", None)))
    assert [(each.debt_wan, each.debt_unknown) for each in silent.choices] == [(0, True), (0, False)]


def test_matching_funds_by_year() -> None:
    project = Project("甲", investment_wan=1000.0, start="2027-03", end="2029")
    assert by_year(10_000, 2026, project, ()) == {2027: 3334, 2028: 3333, 2029: 3333}
    assert by_year(10_000, 2028, project, ()) == {2028: 5000, 2029: 5000}
    assert by_year(10_000, 2031, project, ()) == {2031: 10_000}
    assert by_year(10_001, 2026, project, (0.5, 0.0, 0.5)) == {2026: 5001, 2028: 5000}
    assert by_year(0, 2026, project, ()) == {}
    made = plan(item("甲", match("p1", 400.0), investment_wan=1000.0, end="2027"))
    assert dict(made.choices[0].local_wan) == {2026: 300, 2027: 300}
    assert (
        plan(item("甲", match("p1", 400.0), investment_wan=1000.0, end="2027"), local_wan={2027: 299.99}).choices == ()
    )


@pytest.mark.parametrize(
    ("funds", "owner", "asked", "share"),
    [
        ({}, None, 400.0, 600),
        ({}, "民营企业", 400.0, 0),
        ({"自筹": 250.0}, None, 400.0, 350),
        ({"地方配套": 200.0, "自筹": 400.0}, "民营企业", 400.0, 200),
        ({"地方配套": 100.0, "自筹": 300.0}, None, 400.0, 300),  # less was granted than hoped: the county pays the rest
        ({"地方配套": 900.0}, None, 400.0, 600),
        ({"地方配套": 300.0, "自筹": 500.0}, None, 400.0, 300),  # what the table promises stands
        ({"专项债券": 600.0}, None, 400.0, 600),  # a bond that is not applied for pays nothing
        ({"地方配套": 150.0}, None, None, 150),
        ({}, None, None, None),
    ],
)
def test_the_county_s_share(
    funds: dict[str, float], owner: str | None, asked: float | None, share: float | None
) -> None:
    from policymatch.matching.plan_money import Sum

    project = Project("甲", investment_wan=1000.0, funds_wan=funds, owner_kind=owner)
    given = Sum(0 if asked is None else round(100 * asked), asked is None, bound=False, own=False, words="")
    found, _ = county_share(project, funds_of(project), [given])
    assert (found if found is None else wan(found)) == share


def test_ties_go_to_the_better_ranked_and_to_the_recommended_programme() -> None:
    items = [item(name, match("p1", 100.0), match("p2", 100.0)) for name in "甲乙丙"]
    made = plan(*items, quotas=(one("p1"), one("p2")))
    assert chosen(made) == [("甲", "p1"), ("乙", "p2")]
    assert chosen(plan(*items, quotas=(one("p1"), one("p2", 0)))) == [("甲", "p1")]
    assert chosen(plan(*items)) == [("甲", "p1"), ("乙", "p1"), ("丙", "p1")]


def test_years_follow_each_other() -> None:
    items = [
        item("甲", match("p1", 100.0), end="2027", investment_wan=300.0),
        item("乙", match("p1", 90.0)),
        item("丙", match("p1", 80.0), tier="B", gaps=("环评批复（未办）→ 生态环境分局",)),
        item("丁", match("p1", 70.0), tier="C"),
        item("戊", match("p1", 60.0), tier="D"),
    ]
    made = plan(*items, last_year=2029, quotas=(one("p1"),))
    assert [(year.year, [each.item.project.name for each in year.choices]) for year in made.years] == [
        (2026, ["甲"]), (2027, ["乙"]), (2028, ["丙"]), (2029, ["丁"]),
    ]  # fmt: skip
    (ready,) = made.years[1].prepare
    assert (ready.item.project.name, ready.year) == ("丙", 2028)
    assert "之前补齐：环评批复（未办）→ 生态环境分局" in ready.because
    assert "没能更早：2027 年：“p1专项”名额已满（1 个）" in made.years[2].choices[0].because
    (out,) = made.left_out
    assert "D 档不宜申报" in out.because
    assert (made.expected_wan, [year.expected_wan for year in made.years]) == (100, [100, 90, 80, 70])


def test_later_years_get_what_earlier_ones_leave_of_the_matching_funds() -> None:
    items = [
        item("甲", match("p1", 100.0), end="2027", investment_wan=300.0),
        item("乙", match("p1", 90.0), tier="B", investment_wan=190.0),
    ]
    made = plan(*items, last_year=2027, local_wan={2027: 150.0})
    assert [len(year.choices) for year in made.years] == [1]
    assert made.left_out[0].because == "2027 年：县级配套资金不够"
    use = next(each for each in made.limits if each.kind == "配套资金")
    assert (use.used, use.allowed) == (100, 150)


def test_room_is_kept_for_what_must_come_later() -> None:
    items = [
        item("甲", match("p1", 100.0), end="2027", investment_wan=300.0),
        item("乙", match("p1", 90.0), tier="B", investment_wan=190.0),
    ]
    made = plan(*items, last_year=2027, local_wan={2027: 150.0}, must=(must("乙"),))
    assert [[each.item.project.name for each in year.choices] for year in made.years] == [[], ["乙"]]
    early = plan(*items, last_year=2027, must=(must("乙", year=2026),))
    assert [each.item.project.name for each in early.choices] == ["甲", "乙"]
    assert "按口径 2027 年起才报，因必上提前" in early.choices[1].because


def test_a_programme_that_ends_is_not_planned_after_it() -> None:
    from datetime import date

    ending = match("p1", 100.0, valid_to=date(2026, 12, 31))
    made = plan(item("甲", ending), item("乙", ending, tier="B"), last_year=2028)
    assert chosen(made) == [("甲", "p1")]
    assert made.left_out[0].because == "可报的资金渠道到时已停止执行，或限制文件里写明不报"


def test_what_limits_cost_and_what_a_loss_brings() -> None:
    items = [item("甲", match("p1", 100.0)), item("乙", match("p1", 70.0))]
    made = plan(*items, quotas=(one("p1"),))
    (use,) = made.limits
    assert (use.used, use.allowed, use.one_more, use.gain_wan) == (1, 1, 1, 70)
    assert use.words == "2026 年“p1专项”名额：用 1 个，限 1 个；多一个名额可多争取约 70 万元（期望）"
    (loss,) = made.fallouts
    assert (loss.project, loss.loss_wan, loss.instead, loss.dropped) == ("甲", 30, ("乙（p1专项）",), ())
    assert loss.words == "“甲”退出：少争取 30 万元（期望），由乙（p1专项）递补"
    brief = plan(*items, quotas=(one("p1"),), explained=False)
    assert (brief.fallouts, brief.limits[0].gain_wan) == ((), None)


def test_a_demand_that_the_matching_funds_cannot_bear() -> None:
    told = conflict(
        item("A", match("p1", 5000.0), start="2027", end="2027", investment_wan=10000.0), local_wan={2027: 3000.0},
        must=(must("A"),), quotas=(one("p1"),),
    )  # fmt: skip
    assert told == "必上项目“A”（2026 年）至少需要 2027 年的县级配套资金 5000 万元，而 2027 年只有 3000 万元"


def test_demands_that_a_quota_cannot_bear_and_a_second_contradiction() -> None:
    items = [item(name, match("p1", 10.0), investment_wan=200.0) for name in "甲乙"]
    told = conflict(*items, quotas=(one("p1"),), must=(must("甲"), must("乙")), local_wan={YEAR: 100.0})
    assert "至少需要 2026 年“p1专项”的名额 2 个，而 2026 年只有 1 个" in told
    assert "至少需要 2026 年的县级配套资金 190 万元，而 2026 年只有 100 万元" in told
    assert told.count("必上项目") == 3  # each set names only those that take part in it


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"must": (must("丁"),)}, "D 档不宜申报，D 档的理由"),
        ({"must": (must("甲", "p2"),)}, "这个项目没有匹配到这个资金渠道"),
        ({"must": (must("乙", "p3"),)}, "结论是不符合"),
        ({"must": (must("甲"),), "never": (must("甲"),)}, "“不报”里也写了它"),
        ({"must": (must("甲", year=2035),)}, "不在计划年度 2026—2026 内"),
        ({"must": (must("丙"),)}, "不在计划年度 2026—2026 内"),
        ({"must": (must("乙", "p1"), must("乙", "p2"))}, "这几项要求不能同时满足"),
        ({"balance": (Balance(None, "能源", 1, None, None, None, None, 1),)}, "2026 年能源至少 1 个"),
        ({"must": (must("甲"),), "balance": (Balance(None, "水利", None, 0, None, None, None, 1),)}, "与“2026 年水利最多 0 个”矛盾"),
    ],
)  # fmt: skip
def test_why_a_demand_cannot_be_met(changes: dict[str, Any], told: str) -> None:
    items = [
        item("甲", match("p1", 10.0), sector="水利"),
        item("乙", match("p1", 10.0), match("p2", 10.0), match("p3", 10.0, verdict=Answer.NO)),
        item("丙", match("p1", 10.0), tier="B"),
        item("丁", match("p1", 10.0), tier="D"),
    ]
    assert told in conflict(*items, **changes)


def test_balance_of_fields() -> None:
    items = [item("甲", match("p1", 100.0), sector="水利"), item("乙", match("p1", 90.0), sector="水利"),
             item("丙", match("p1", 10.0), sector="教育")]  # fmt: skip
    least = (Balance("体系", "教育", 1, None, None, None, None, 1),)
    assert chosen(plan(*items, quotas=(one("p1", 2),), balance=least)) == [("甲", "p1"), ("丙", "p1")]
    share = (Balance(None, "水利", None, None, None, 0.5, None, 1),)
    assert chosen(plan(*items, balance=share)) == [("甲", "p1"), ("丙", "p1")]
    typo = plan(*items, balance=(Balance(None, "水力", None, 1, None, None, None, 9),))
    assert any("没有项目属于领域“水力”" in each and "第 9 行" in each for each in typo.warnings)


def test_nothing_to_choose_from() -> None:
    for made in (plan(), plan(item("甲")), plan(item("甲", match("p1", 10.0, verdict=Answer.NO)))):
        assert (made.choices, made.expected_wan, made.gap, made.limits) == ((), 0, 0, ())
    assert (
        plan(item("甲", match("p1", 10.0, verdict=Answer.NO))).left_out[0].because.startswith("没有可以申报的资金渠道")
    )


def test_without_a_file_it_is_said_so() -> None:
    items = [item(name, match("p1", 10.0)) for name in "甲乙丙丁"]
    made = make_plan(ranking(*items), load_limits(), year=2026)
    assert [each.item.project.name for each in made.choices] == ["甲", "乙", "丙"]
    assert any("没有给限制文件" in each for each in made.assumptions)
    assert made.years[1].choices[0].item.project.name == "丁"


def test_the_same_twice() -> None:
    items = [item(str(number), match("p1", 100.0), match("p2", 100.0), investment_wan=150.0) for number in range(12)]
    under: dict[str, Any] = {"quotas": (one("p1", 3), one("p2", 2)), "local_wan": {YEAR: 200.0}}
    first, second = (plan(*items, **under) for _ in range(2))
    assert first.choices == second.choices
    assert (first.limits, first.fallouts) == (second.limits, second.fallouts)


def test_what_was_not_reckoned_again_is_said() -> None:
    items = [item(str(number), match("p1", 100.0 + number)) for number in range(32)]
    usual = plan(*items)
    assert len(usual.fallouts) == 30
    assert any("还有 2 个没有重算" in each for each in usual.warnings)
    thorough = make_plan(ranking(*items), limits(), year=YEAR, thorough=True)
    assert len(thorough.fallouts) == 32
    assert thorough.fallouts[:30] == usual.fallouts
    assert not any("没有重算" in each for each in thorough.warnings)

"""The gold drafts are well formed, every clause in them stands in its text, and the scores count what they say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from draft_gold import (
    DRAFTS,
    HELD_OUT,
    KINDS,
    Gold,
    GoldCondition,
    GoldDirection,
    GoldFigure,
    clauses_agree,
    gold_files,
    in_yuan,
    load_gold,
    score_all,
    score_conditions,
    score_directions,
    score_figures,
    share,
    steps,
    text_of,
)

from policymatch.model import TIERS, AwardRule, Clause, ClauseRef, Condition, Direction, Policy, Programme
from policymatch.policies.parse import find_clauses, parse_policy
from policymatch.programmes.catalogue import CHANNELS
from policymatch.programmes.rules import rule_faults
from policymatch.readers import read_file
from policymatch.text.docnumber import canonical

LAYOUTS = (
    "by article",
    "by numbered heading",
    "with tables",
    "ratios in one sentence",
    "ratios in a table",
    "caps by kind",
    "conditions in an attachment",
    "amendments",
)
GOLDS = gold_files() + gold_files(HELD_OUT)
NOTICE = "本文为 PolicyMatch 编写的测试文本，不是真实文件"
DAY = date(2026, 1, 1)


def clauses_of(policy: Policy, label: str) -> list[Clause]:
    """The clauses a gold label names; where it names an item of an article (第五条（二）), the articles that have it."""
    path = steps(label)
    articles = [at for at, step in enumerate(path) if step.startswith("第")]
    annex = f"{path[0]}/" if path and path[0].startswith("附件") else ""
    if articles:
        found = find_clauses(policy, ClauseRef("x", annex + path[articles[0]]))
        return [clause for clause in found if all(item in clause.text for item in path[articles[0] + 1 :])]
    inside = "".join(path[1:] if annex else path)
    found = find_clauses(policy, ClauseRef("x", annex + inside if inside else path[0])) if path else []
    if not found and path and path[-1].endswith("."):
        # 1. below a heading is no clause of its own.
        above = "".join(path[1:-1] if annex else path[:-1])
        found = find_clauses(policy, ClauseRef("x", annex + above if above else path[0]))
        found = [clause for clause in found if path[-1] in clause.text]
    return found


def test_there_are_three_of_every_layout() -> None:
    layouts = Counter(load_gold(path).layout for path in gold_files())
    assert all(layouts[layout] >= 3 for layout in LAYOUTS)
    assert len(gold_files(HELD_OUT)) >= 6


@pytest.mark.parametrize("folder", [DRAFTS, HELD_OUT], ids=lambda folder: folder.name)
def test_every_text_has_its_gold(folder: Path) -> None:
    texts = {path.stem for path in folder.glob("*.md")} - {"README"}
    assert texts == {path.stem for path in gold_files(folder)}


@pytest.mark.parametrize("path", GOLDS, ids=lambda path: path.stem)
def test_a_text_says_that_we_wrote_it(path: Path) -> None:
    text = text_of(path).read_text(encoding="utf-8")
    assert text.startswith(f"---\nnote: {NOTICE}\n---\n# ")
    assert 900 < len(text) < 9000


@pytest.mark.parametrize("path", GOLDS, ids=lambda path: path.stem)
def test_a_gold_draft_is_well_formed(path: Path) -> None:
    gold = load_gold(path)
    assert gold.channel in CHANNELS
    assert gold.layout in (*LAYOUTS, "mixed")
    assert len(gold.directions) >= 1
    assert len(gold.figures) >= 3
    for figure in gold.figures:
        assert figure.kind in KINDS
        assert figure.or_kind in (None, *KINDS)
        assert figure.tier in (None, *TIERS)
        assert bool(figure.places) == (figure.tier == "特殊")
        assert figure.value > 0
        assert figure.low is None or figure.low < figure.value
        assert (figure.unit is not None) == (figure.kind == "amount")
        if figure.kind == "ratio":
            assert figure.value <= 1
    for condition in gold.conditions:
        assert condition.kind in ("condition", "readiness", "exclusion")
        assert condition.rule is None or rule_faults(condition.rule) == []
    for _, day in gold.deadlines:
        assert day is None or date.fromisoformat(day)
    first, last = (day and date.fromisoformat(day) for day in (gold.valid_from, gold.valid_to))
    assert not first or not last or first < last
    assert all(canonical(number) == number for number in gold.replaces if "〔" in number)


@pytest.mark.parametrize("path", GOLDS, ids=lambda path: path.stem)
def test_every_clause_stands_in_the_text(path: Path) -> None:
    gold, policy = load_gold(path), parse_policy(read_file(text_of(path)))
    assert policy.summary.title == gold.title
    assert policy.summary.doc_number == gold.doc_number
    for each in (*gold.directions, *gold.figures, *gold.conditions):
        assert clauses_of(policy, each.clause), each


@pytest.mark.parametrize("path", GOLDS, ids=lambda path: path.stem)
def test_the_words_of_an_item_stand_in_its_clause(path: Path) -> None:
    gold, policy = load_gold(path), parse_policy(read_file(text_of(path)))
    for each in gold.directions:
        assert share(each.title, _text(policy, each.clause)) >= 0.7, each
    for condition in gold.conditions:
        assert share(condition.text, _text(policy, condition.clause)) >= 0.7, condition


@pytest.mark.parametrize("path", GOLDS, ids=lambda path: path.stem)
def test_a_figure_stands_in_its_clause(path: Path) -> None:
    gold, policy = load_gold(path), parse_policy(read_file(text_of(path)))
    for figure in gold.figures:
        text = re.sub(r"[,，](?=\d{3})", "", _text(policy, figure.clause))
        if not figure.optional:
            assert any(form in text for form in _forms(figure)), figure


def _text(policy: Policy, label: str) -> str:
    return "\n".join(clause.text for clause in clauses_of(policy, label))


def _forms(figure: GoldFigure) -> list[str]:
    """How a text may write a figure; words of other kinds (三分之一, 三成, 全额) are looked for by themselves."""
    if figure.kind != "ratio":
        value = in_yuan(figure.value, figure.unit or "万元")
        forms = [f"{value:g}", f"{value:.0f}", f"{value / 10_000:g}", f"{value / 100_000_000:g}"]
        if value % 10_000 == 0 and value < 100_000_000:
            forms.append(f"{_numeral(round(value) // 10_000)}万元")
        return forms
    words = {0.2: ["百分之二十", "二成"], 0.3: ["三成", "百分之三十"], 0.333: ["1/3", "三分之一"], 0.4: ["四成", "百分之四十"],
             0.5: ["一半", "五成", "百分之五十", "二分之一"], 0.6: ["百分之六十", "六成"], 0.667: ["2/3", "三分之二"],
             0.7: ["七成", "百分之七十"], 0.8: ["八成", "百分之八十"], 1.0: ["全额", "全部", "百分之百", "100"]}  # fmt: skip
    return [
        f"{figure.value * 100:g}%",
        f"{figure.value * 100:g}％",
        f"{figure.value * 100:g}",
        *words.get(round(figure.value, 3), []),
    ]


def _numeral(number: int) -> str:
    """A whole number below 10,000 in Chinese numerals: 350 is 三百五十."""
    written = "".join(
        "零一二三四五六七八九"[int(digit)] + (unit if digit != "0" else "")
        for digit, unit in zip(f"{number:04d}", ("千", "百", "十", ""), strict=True)
    )
    return re.sub("^一十", "十", re.sub("零+", "零", written).strip("零"))


# The scores.

AWARD = AwardRule(
    applies_to=(), tier=None, places=(), ratio=None, basis=None, cap_wan=None, amount=None, amount_unit=None,
    valid_from=None, valid_to=None, source=None, checked_on=DAY, confidence="reported", clause=ClauseRef("x", "第九条"),
)  # fmt: skip
EMPTY = Programme(
    id="x", title="办法", channel="其他", audience="county", department="发展改革部门", doc_number=None, status="草案", policy="x",
    valid_from=None, valid_to=None, checked_on=DAY, confidence="unverified", source=None, directions=(), awards=(), conditions=(),
    exclusions=(),
)  # fmt: skip
GOLD = Gold(
    name="x", layout="by article", title="办法", channel="其他", doc_number=None,
    directions=(GoldDirection("产地冷藏保鲜设施", "第五条（一）"), GoldDirection("集配中心", "第五条（二）")),
    figures=(
        GoldFigure("ratio", 0.3, "第九条", tier="东部"),
        GoldFigure("ratio", 1.0, "第九条", tier="特殊", places=("西藏", "南疆四地州")),
        GoldFigure("cap", 500, "第九条（二）"),
        GoldFigure("amount", 1500, "第十条", unit="元/亩"),
    ),
    conditions=(
        GoldCondition("readiness", "可行性研究报告已经批复，土地落实", "附件1/二、"),
        GoldCondition("exclusion", "已经完工的项目", "第七条（一）"),
    ),
)  # fmt: skip


def draft(*awards: AwardRule) -> Programme:
    return replace(EMPTY, awards=awards)


def test_a_draft_that_has_all_is_right() -> None:
    programme = replace(
        EMPTY,
        directions=(
            Direction("a", "产地冷藏保鲜设施建设", "", (), ClauseRef("x", "第五条")),
            Direction("b", "县域集配中心", "", (), ClauseRef("x", "第五条")),
        ),
        awards=(
            replace(AWARD, tier="东部", ratio=0.3, cap_wan=500.0),
            replace(AWARD, tier="特殊", places=("南疆四地州", "西藏"), ratio=1.0),
            replace(AWARD, cap_wan=500.0),
            replace(AWARD, amount=0.15, amount_unit="万元/亩", clause=ClauseRef("x", "第十条")),
        ),
        conditions=(Condition("c", "condition", "可行性研究报告已批复。", None, ClauseRef("x", "附件1/二、（一）")),),
        exclusions=(Condition("e", "exclusion", "已经完工的", None, ClauseRef("x", "第七条")),),
    )
    scores = score_all([(GOLD, programme)])
    assert {part: (score.found, score.missed) for part, score in scores.items()} == {
        "ratios and caps": (3, []), "amounts": (1, []), "directions": (2, []), "conditions": (2, []),
    }  # fmt: skip
    # A cap of 500 for the east alone is another figure than one for every place.
    assert scores["ratios and caps"].wrong == ["x: cap 500 东部  第九条"]
    assert scores["ratios and caps"].precision == 0.75


@pytest.mark.parametrize(
    "award",
    [
        replace(AWARD, tier="东部", ratio=0.31),
        replace(AWARD, tier="中部", ratio=0.3),
        replace(AWARD, ratio=0.3),
        replace(AWARD, tier="东部", ratio=0.3, clause=ClauseRef("x", "第十条")),
        replace(AWARD, tier="特殊", places=("西藏",), ratio=1.0),
        replace(AWARD, cap_wan=5000.0),
        replace(AWARD, amount=500.0, amount_unit="万元"),
        replace(AWARD, amount=15.0, amount_unit="元/亩", clause=ClauseRef("x", "第十条")),
        replace(AWARD, cap_wan=500.0, clause=None),
    ],
)
def test_a_figure_that_differs_in_one_thing_is_wrong(award: AwardRule) -> None:
    score = score_figures(GOLD, draft(award))
    assert (score.found, len(score.missed), len(score.wrong)) == (0, 4, 1)
    assert score.f1 == 0


def test_equal_figures_of_a_clause_count_once() -> None:
    twice = replace(AWARD, tier="东部", ratio=0.3)
    score = score_figures(GOLD, draft(twice, replace(twice, applies_to=("a",))))
    assert (score.found, len(score.wrong)) == (1, 0)


def test_two_of_a_kind_need_two_finds() -> None:
    gold = replace(GOLD, figures=(GoldFigure("cap", 60, "三、（一）"), GoldFigure("cap", 60, "三、（二）")))
    parent = replace(AWARD, cap_wan=60.0, clause=ClauseRef("x", "三、"))
    assert (score_figures(gold, draft(parent)).found, len(score_figures(gold, draft(parent)).missed)) == (1, 1)
    both = draft(parent, replace(parent, clause=ClauseRef("x", "三、（一）")))
    assert score_figures(gold, both).found == 2


def test_a_sum_for_one_thing_may_be_read_in_two_ways() -> None:
    gold = replace(GOLD, figures=(GoldFigure("amount", 12, "二、", unit="万元/个", or_kind="cap"),))
    clause = ClauseRef("x", "二、")
    for award in (replace(AWARD, cap_wan=12.0), replace(AWARD, amount=12.0, amount_unit="万元/个")):
        assert score_figures(gold, draft(replace(award, clause=clause))).f1 == 1
    assert score_figures(gold, draft(replace(AWARD, cap_wan=120.0, clause=clause))).f1 == 0


def test_what_is_optional_neither_helps_nor_hurts() -> None:
    gold = replace(GOLD, figures=(*GOLD.figures[:1], GoldFigure("cap", 60, "第九条", optional=True)))
    right = replace(AWARD, tier="东部", ratio=0.3)
    for awards in ((right,), (right, replace(AWARD, cap_wan=60.0))):
        score = score_figures(gold, draft(*awards))
        assert (score.found, score.missed, score.wrong) == (1, [], [])


def test_names_of_places_that_are_no_set_of_ours_are_not_compared() -> None:
    gold = replace(GOLD, figures=(GoldFigure("ratio", 0.6, "第九条", tier="特殊", places=("海岛县",)),))
    assert score_figures(gold, draft(replace(AWARD, tier="特殊", ratio=0.6))).f1 == 1
    assert score_figures(gold, draft(replace(AWARD, tier="中部", ratio=0.6))).f1 == 0


def test_directions_need_clause_and_title() -> None:
    here, there = ClauseRef("x", "第五条"), ClauseRef("x", "第六条")
    wrong = replace(
        EMPTY, directions=(Direction("a", "产地冷藏保鲜设施", "", (), there), Direction("b", "屠宰", "", (), here))
    )
    score = score_directions(GOLD, wrong)
    assert (score.found, len(score.missed), len(score.wrong)) == (0, 2, 2)


def test_a_split_condition_counts_once_and_an_exclusion_is_no_condition() -> None:
    clause = ClauseRef("x", "附件1/二、")
    halves = (
        Condition("a", "readiness", "可行性研究报告已经批复", None, clause),
        Condition("b", "readiness", "土地落实", None, clause),
        Condition("c", "condition", "已经完工的项目", None, ClauseRef("x", "第七条")),
    )
    score = score_conditions(GOLD, replace(EMPTY, conditions=halves))
    assert (score.found, len(score.missed), len(score.wrong)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("第九条", "第九条", True),
        ("第五条（一）", "第五条", True),
        ("一、", "一、（二）", True),
        ("一、（一）", "一、（二）", False),
        ("第二章 支持范围/第九条", "第九条", True),
        ("附件1/第三条", "第三条", False),
        ("附件1", "附件1/二、（一）", True),
        ("附件1", "附件2", False),
        ("第十条", "第十一条", False),
        ("", "第九条", False),
        ("一、支持什么/(二)", "一、（二）", True),
    ],
)
def test_clauses_agree_where_one_is_the_others_parent(one: str, other: str, *, agree: bool) -> None:
    assert clauses_agree(one, other) is agree
    assert clauses_agree(other, one) is agree


def test_pairs_of_characters() -> None:
    assert share("产地冷藏", "产地冷藏保鲜") == 1
    assert share("产地、冷藏", "产地冷藏") == 1
    assert share("供热", "供水") == 0
    assert share("", "供水") == 0


def test_scores_of_texts_add_up() -> None:
    right = draft(replace(AWARD, tier="东部", ratio=0.3))
    scores = score_all([(GOLD, right), (GOLD, draft())])
    assert (scores["ratios and caps"].found, len(scores["ratios and caps"].missed)) == (1, 5)
    assert scores["ratios and caps"].recall == pytest.approx(1 / 6)
    assert scores["ratios and caps"].f1 == pytest.approx(2 / 7)

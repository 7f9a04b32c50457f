"""Rules over what is known of a project: every predicate, three answers, and the words that say why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.model import Answer, Condition, Permit, PermitState
from policymatch.programmes.catalogue import Catalogue, GeneralRule
from policymatch.programmes.rules import FACTS, Compiler, Facts, evaluate, rule_faults
from policymatch.projects.works import main_works

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN

BOOLS = (
    "finished",
    "started",
    "received_central",
    "has_revenue",
    "in_library",
    "has_code",
    "contractor_advance",
    "extended",
)
NUMBERS = (
    "progress",
    "investment_wan",
    "requested_wan",
    "coverage_ratio",
    "budget_over",
    "approved_years",
    "capital_share",
)
CHOICES = {
    "nature": ("新建", "改建", "迁建"),
    "approval": ("审批", "核准", "备案"),
    "owner_kind": ("政府部门", "民营企业"),
    "tier": ("东部", "西部"),
    "method": ("直接投资", "投资补助"),
    "industry_class": ("鼓励类", "限制类", "淘汰类"),
}
STEPS = ("可研批复", "备案", "林地使用")


def facts(name: str = "清岭县污水处理厂", content: str = "", **values: Any) -> Facts:
    return Facts(name, f"{name}\n{content}", values, works=main_works(content))


def answer(rule: Mapping[str, object], known: Facts) -> Answer:
    assert rule_faults(rule) == []
    return evaluate(rule, known).answer


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        ({"fact": "finished", "is": True}, True, YES),
        ({"fact": "finished", "is": True}, False, NO),
        ({"fact": "finished", "is": True}, None, UNKNOWN),
        ({"fact": "finished", "is": False}, False, YES),
        ({"fact": "nature", "is": "新建"}, "新建", YES),
        ({"fact": "nature", "is": "新建"}, "改建", NO),
        ({"fact": "nature", "is": "新建"}, None, UNKNOWN),
        ({"fact": "nature", "in": ["新建", "扩建"]}, "扩建", YES),
        ({"fact": "nature", "in": ["新建", "扩建"]}, "续建", NO),
        ({"fact": "nature", "in": ["新建", "扩建"]}, None, UNKNOWN),
        ({"fact": "coverage_ratio", "at_least": 1.2}, 1.2, YES),
        ({"fact": "coverage_ratio", "at_least": 1.2}, 1.19, NO),
        ({"fact": "coverage_ratio", "at_least": 1.2}, None, UNKNOWN),
        ({"fact": "investment_wan", "at_most": 400}, 400, YES),
        ({"fact": "investment_wan", "at_most": 400}, 400.01, NO),
        ({"fact": "investment_wan", "at_most": 400}, None, UNKNOWN),
        ({"fact": "progress", "more_than": 0.8}, 0.81, YES),
        ({"fact": "progress", "more_than": 0.8}, 0.8, NO),
        ({"fact": "progress", "more_than": 0.8}, None, UNKNOWN),
        ({"fact": "progress", "less_than": 0.8}, 0.0, YES),
        ({"fact": "progress", "less_than": 0.8}, 0.8, NO),
        ({"fact": "progress", "less_than": 0.8}, None, UNKNOWN),
        ({"fact": "places", "is": "西藏"}, frozenset({"西藏", "三区三州"}), YES),
        ({"fact": "places", "is": "西藏"}, frozenset(), NO),
        ({"fact": "places", "is": "西藏"}, None, UNKNOWN),
        ({"fact": "places", "in": ["新疆", "西藏"]}, frozenset({"新疆"}), YES),
        ({"fact": "places", "in": ["新疆", "西藏"]}, frozenset({"直辖市"}), NO),
    ],
)
def test_facts(rule: dict[str, object], value: object, expected: Answer) -> None:
    assert answer(rule, facts(**{str(rule["fact"]): value})) is expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (PermitState.DONE, YES),
        (PermitState.NOT_NEEDED, YES),
        (PermitState.OPEN, NO),
        (PermitState.MISSING, NO),
        (None, UNKNOWN),
    ],
)
def test_permits(state: PermitState | None, expected: Answer) -> None:
    permits = {"可研批复": Permit("可研批复", state, "清发改〔2025〕58号")} if state else {}
    finding = evaluate({"permit": "可研批复"}, Facts("某项目", "某项目", permits=permits))
    assert finding.answer is expected
    assert "可研批复" in finding.because
    assert finding.missing == (() if state else ("可研批复",))
    assert not state or (state.value in finding.because and "清发改〔2025〕58号" in finding.because)


@pytest.mark.parametrize(
    ("rule", "name", "content", "expected"),
    [
        ({"mentions": ["酒店", "宾馆"], "in": "name"}, "云顶温泉酒店", "", YES),
        ({"mentions": ["酒店", "宾馆"], "in": "name"}, "游客中心", "含酒店一座", NO),
        ({"mentions": ["酒店", "宾馆"], "in": "text"}, "游客中心", "含酒店一座", YES),
        ({"mentions": ["酒店", "宾馆"]}, "游客中心", "含宾馆一座", YES),
        ({"mentions": ["酒店"], "in": "name", "except": ["电梯"]}, "酒店电梯更新", "", NO),
        # An exception in the content does not excuse what the name says.
        ({"mentions": ["酒店"], "in": "name", "except": ["电梯"]}, "酒店新建", "含电梯", YES),
        ({"mentions": ["酒店"], "in": "text", "except": ["电梯"]}, "酒店新建", "含电梯", NO),
        ({"mentions": ["酒店"], "in": "works"}, "康养中心", "新建温泉酒店2.1万平方米、停车场800平方米。", YES),
        ({"mentions": ["酒店"], "in": "works"}, "康养酒店", "新建护理楼2.1万平方米，配套接待酒店。", NO),
        ({"mentions": ["酒店"], "in": "works"}, "康养酒店", "", NO),
        ({"mentions": ["酒店"], "in": "works", "except": ["实训"]}, "实训楼", "新建酒店实训楼5200平方米。", NO),
    ],
)
def test_mentions(rule: dict[str, object], name: str, content: str, expected: Answer) -> None:
    assert answer(rule, facts(name, content)) is expected


def test_what_may_belong_to_an_incomplete_set_is_unknown() -> None:
    """A list of places that we hold only in part, or a prefecture nobody named, proves nothing."""
    known = Facts("某", "某", {"places": frozenset({"新疆"})}, unsure={"places": frozenset({"南疆四地州"})})
    finding = evaluate({"fact": "places", "is": "南疆四地州"}, known)
    assert finding.answer is UNKNOWN
    assert "南疆四地州" in finding.because
    assert finding.missing
    assert evaluate({"fact": "places", "is": "西藏"}, known).answer is NO
    assert evaluate({"fact": "places", "in": ["南疆四地州", "新疆"]}, known).answer is YES
    assert evaluate({"fact": "places", "in": ["南疆四地州", "西藏"]}, known).answer is UNKNOWN


KLEENE_AND = {
    (YES, YES): YES, (YES, UNKNOWN): UNKNOWN, (YES, NO): NO,
    (UNKNOWN, YES): UNKNOWN, (UNKNOWN, UNKNOWN): UNKNOWN, (UNKNOWN, NO): NO,
    (NO, YES): NO, (NO, UNKNOWN): NO, (NO, NO): NO,
}  # fmt: skip
VALUE = {YES: True, NO: False, UNKNOWN: None}


@pytest.mark.parametrize(("left", "right"), list(KLEENE_AND))
def test_kleene_tables(left: Answer, right: Answer) -> None:
    known = facts(finished=VALUE[left], has_revenue=VALUE[right])
    one, other = {"fact": "finished", "is": True}, {"fact": "has_revenue", "is": True}
    assert answer({"all": [one, other]}, known) is KLEENE_AND[left, right]
    expected = KLEENE_AND[left.negate(), right.negate()].negate()
    assert answer({"any": [one, other]}, known) is expected
    assert answer({"not": one}, known) is left.negate()


def test_the_words_name_value_and_cell() -> None:
    known = Facts(
        "某",
        "某",
        {"finished": True, "progress": 0.345, "investment_wan": 1_000_000.0, "places": frozenset({"西藏", "三区三州"})},
        {"可研批复": Permit("可研批复", PermitState.OPEN, "编制中")},
        {"finished": "S20", "investment_wan": "J20", "permits.可研批复": "T20"},
    )
    assert evaluate({"fact": "finished", "is": True}, known).because == "是否已完工：是（S20 格）"
    assert evaluate({"fact": "investment_wan", "at_least": 1}, known).because == "总投资（万元）：1000000（J20 格）"
    assert evaluate({"fact": "progress", "at_least": 1}, known).because == "形象进度：34.5%"
    assert evaluate({"fact": "places", "is": "西藏"}, known).because == "特殊地区：三区三州、西藏"
    assert evaluate({"permit": "可研批复"}, known).because == "可研批复：在办（编制中，T20 格）"
    unknown = evaluate({"fact": "received_central", "is": True}, known)
    assert (unknown.because, unknown.missing) == ("表中未写是否已获中央资金", ("是否已获中央资金",))


def test_a_tiny_progress_is_not_shown_as_none() -> None:
    finding = evaluate({"fact": "progress", "at_most": 0}, facts(progress=0.003))
    assert finding.answer is NO
    assert finding.because == "形象进度：0.3%"


def test_only_the_parts_that_decide_are_named() -> None:
    rule = {"any": [{"fact": "finished", "is": True}, {"fact": "has_revenue", "is": False}, {"permit": "备案"}]}
    finding = evaluate(rule, facts(finished=False, has_revenue=False))
    assert finding.answer is YES
    assert finding.because == "是否有收益：否"
    assert finding.missing == ()
    finding = evaluate(rule, facts(finished=False))
    assert finding.answer is UNKNOWN
    assert "是否有收益" in finding.because
    assert "是否已完工" not in finding.because
    assert len(finding.missing) == 2


def test_the_trace_shows_every_part_with_its_answer() -> None:
    rule = {
        "all": [
            {"fact": "progress", "at_most": 0.8},
            {"not": {"any": [{"fact": "finished", "is": True}, {"permit": "备案"}]}},
        ]
    }
    known = Facts(
        "某", "某", {"progress": 0.79, "finished": False}, cells={"progress": "K9"}, blanks={"permits.备案": "T9"}
    )
    trace = evaluate(rule, known)
    assert (trace.answer, trace.rule, trace.missing) == (UNKNOWN, "下列各项都满足", ("备案（填 T9 格）",))
    first, second = trace.parts
    assert first[:3] == ("形象进度 不超过 80%", YES, "形象进度：79%（K9 格）")
    assert first.cell == "K9"
    (inner,) = second.parts
    assert second.answer is UNKNOWN
    assert [(part.rule, part.answer) for part in inner.parts] == [
        ("是否已完工 为 是", NO),
        ("备案 已办或不需办", UNKNOWN),
    ]
    assert inner.parts[1].cell == "T9"


def test_equal_rules_are_asked_once() -> None:
    compiler = Compiler()
    one, other = compiler.predicate({"permit": "备案"}), compiler.predicate({"any": [{"permit": "备案"}]})
    known = Facts("某", "某")
    assert other.ask(known).parts[0] is one.ask(known)


def test_a_share_is_not_over_its_bound_by_the_way_numbers_are_kept() -> None:
    assert answer({"fact": "budget_over", "more_than": 0.1}, facts(budget_over=(1.1 * 3 - 3) / 3)) is NO
    assert answer({"fact": "budget_over", "more_than": 0.1}, facts(budget_over=0.1001)) is YES


@pytest.mark.parametrize(
    ("uses", "expected"),
    [(frozenset({"偿还债务", "工程建设"}), YES), (frozenset({"工程建设"}), NO), (frozenset(), NO), (None, UNKNOWN)],
)
def test_sets(uses: frozenset[str] | None, expected: Answer) -> None:
    assert answer({"fact": "use", "in": ["偿还债务", "经常性支出"]}, facts(use=uses)) is expected


# --- laws that hold for every rule -------------------------------------------------------------------------------

leaves = st.one_of(
    st.builds(lambda name, value: {"fact": name, "is": value}, st.sampled_from(BOOLS), st.booleans()),
    st.builds(
        lambda name, test, bound: {"fact": name, test: bound},
        st.sampled_from(NUMBERS),
        st.sampled_from(["at_least", "at_most", "more_than", "less_than"]),
        st.floats(-5, 5),
    ),
    st.sampled_from([*CHOICES]).flatmap(
        lambda name: st.one_of(
            st.builds(lambda value: {"fact": name, "is": value}, st.sampled_from(CHOICES[name])),
            st.builds(
                lambda values: {"fact": name, "in": values}, st.lists(st.sampled_from(CHOICES[name]), min_size=1)
            ),
        )
    ),
    st.builds(lambda name: {"permit": name}, st.sampled_from(STEPS)),
)
rules = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=4)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=4)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=8,
)
full_values = st.fixed_dictionaries(
    {name: st.booleans() for name in BOOLS}
    | {name: st.floats(-5, 5) for name in NUMBERS}
    | {name: st.sampled_from(values) for name, values in CHOICES.items()}
)
full_permits = st.fixed_dictionaries({name: st.sampled_from(PermitState) for name in STEPS})


def _facts(values: Mapping[str, object], states: Mapping[str, PermitState]) -> Facts:
    return Facts("某", "某", values, {name: Permit(name, state) for name, state in states.items()})


@given(st.lists(rules, min_size=1, max_size=4), full_values, full_permits, st.sets(st.sampled_from([*FACTS, *STEPS])))
def test_de_morgan(parts: list[Any], values: Any, states: Any, hidden: set[str]) -> None:
    known = _facts(
        {name: None if name in hidden else value for name, value in values.items()},
        {name: state for name, state in states.items() if name not in hidden},
    )
    negated = [{"not": part} for part in parts]
    assert answer({"not": {"all": parts}}, known) is answer({"any": negated}, known)
    assert answer({"not": {"any": parts}}, known) is answer({"all": negated}, known)
    assert answer({"not": {"not": parts[0]}}, known) is answer(parts[0], known)


@given(rules)
def test_where_nothing_is_known_the_answer_is_unknown(rule: dict[str, object]) -> None:
    finding = evaluate(rule, Facts("某", "某"))
    assert finding.answer is UNKNOWN
    assert finding.missing
    assert finding.because


@given(rules, full_values, full_permits, st.sets(st.sampled_from([*FACTS, *STEPS])))
def test_filling_in_a_cell_never_overturns_an_answer(rule: Any, values: Any, states: Any, hidden: set[str]) -> None:
    """What was said without a fact stands whatever the fact turns out to be: not knowing never counted as no."""
    partly = evaluate(
        rule,
        _facts(
            {name: value for name, value in values.items() if name not in hidden},
            {name: state for name, state in states.items() if name not in hidden},
        ),
    )
    whole = evaluate(rule, _facts(values, states))
    assert whole.answer is not UNKNOWN
    assert partly.answer in (whole.answer, UNKNOWN)
    assert bool(partly.missing) == (partly.answer is UNKNOWN)


def _reason(rule: Any, when: Any, kind: str, effect: str, known: Facts) -> Any:
    condition = Condition("some", kind, "某项条件", rule, None, effect, when)
    general = GeneralRule(condition, (), None)
    (only,) = Catalogue([], [general]).rulebook(str, date(2026, 11, 22)).general()
    return only.reason(known)


@given(
    rules, st.none() | rules, st.sampled_from(["condition", "exclusion", "readiness"]), st.sampled_from(["gate", "alert"]),
    full_values, full_permits, st.sets(st.sampled_from([*FACTS, *STEPS])),
)  # fmt: skip
def test_a_condition_never_overturns_its_answer_either(
    rule: Any, when: Any, kind: str, effect: str, values: Any, states: Any, hidden: set[str]
) -> None:
    """With a premise it is an implication, which is three-valued like the rest; what nobody knows is never 不符合."""
    kept = {name: value for name, value in values.items() if name not in hidden}
    kept_states = {name: state for name, state in states.items() if name not in hidden}
    partly = _reason(rule, when, kind, effect, _facts(kept, kept_states))
    whole = _reason(rule, when, kind, effect, _facts(values, states))
    assert whole.answer is not UNKNOWN
    assert whole.effect == "gate"
    assert partly.answer in (whole.answer, UNKNOWN)
    assert bool(partly.missing) == (partly.answer is UNKNOWN)
    nothing = _reason(rule, when, kind, effect, Facts("某", "某"))
    assert nothing.answer is UNKNOWN
    assert nothing.effect == ("gate" if when is None and effect == "gate" else "note")


# --- rules that are no rules -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("finished", "键: 值"),
        (["finished"], "键: 值"),
        (None, "键: 值"),
        ({}, "没有 fact"),
        ({"facts": "finished", "is": True}, "没有 fact"),
        ({"fact": "finshed", "is": True}, "finshed"),
        ({"fact": ["finished"], "is": True}, "不认识的事实"),
        ({"fact": "finished"}, "有且只有一个"),
        ({"fact": "finished", "is": True, "in": [True]}, "有且只有一个"),
        ({"fact": "finished", "equals": True}, "有且只有一个"),
        # Rules that could never hold, or would fail when they are applied.
        ({"fact": "finished", "is": "是"}, "true、false"),
        ({"fact": "finished", "is": 1}, "true、false"),
        ({"fact": "nature", "is": "搬迁"}, "搬迁"),
        ({"fact": "nature", "in": ["新建", "新建设"]}, "新建设"),
        ({"fact": "tier", "is": "西"}, "西部"),
        ({"fact": "owner_kind", "is": ["民营企业"]}, "民营企业"),
        ({"fact": "nature", "in": []}, "一列值"),
        ({"fact": "nature", "in": "新建"}, "一列值"),
        ({"fact": "nature", "at_least": 3}, "不是数字"),
        ({"fact": "finished", "at_least": 1}, "不是数字"),
        ({"fact": "progress", "at_most": "80%"}, "应当是数字"),
        ({"fact": "progress", "at_most": True}, "应当是数字"),
        ({"fact": "progress", "at_most": float("nan")}, "应当是数字"),
        ({"permit": "可研"}, "可研批复"),
        ({"permit": ["可研批复"]}, "不认识的手续"),
        ({"permit": "可研批复", "is": True}, "is"),
        ({"mentions": "酒店"}, "一列词"),
        ({"mentions": []}, "一列词"),
        ({"mentions": ["酒店", ""]}, "一列词"),
        ({"mentions": ["酒店", 5]}, "一列词"),
        ({"mentions": ["酒店"], "in": "title"}, "name、text、works"),
        ({"mentions": ["酒店"], "in": ["name"]}, "name、text、works"),
        ({"mentions": ["酒店"], "but": ["电梯"]}, "but"),
        ({"all": {"fact": "finished", "is": True}}, "一列规则"),
        ({"any": []}, "一列规则"),
        ({"all": [{"permit": "备案"}], "any": [{"permit": "核准"}]}, "any"),
        ({"not": [{"permit": "备案"}]}, "键: 值"),
        ({"fact": "use", "is": "发工资"}, "发工资"),
        ({"fact": "method", "is": "借款"}, "借款"),
        ({"fact": "capital_share", "at_most": "by-industry"}, "by-industry"),
        ({"fact": "progress", "at_least": "by-industry"}, "by-industry"),
        ({"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"permit": "备案"}}}}}}}}}, "套得太深"),
        ({"all": [{"permit": "备案"}, {"not": {"fact": "level", "is": "town"}}]}, "town"),
    ],
)
def test_faults(rule: object, words: str) -> None:
    faults = rule_faults(rule)
    assert faults
    assert words in "；".join(faults)


@given(rules)
def test_sound_rules_have_no_faults(rule: dict[str, object]) -> None:
    assert rule_faults(rule) == []


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from([*FACTS, *STEPS])),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(["fact", "is", "in", "at_least", "permit", "mentions", "except", "all", "any", "not"]),
                inner,
                max_size=3,
            ),
        ),
        max_leaves=10,
    )
)
def test_what_passes_the_check_can_be_evaluated(rule: object) -> None:
    if not rule_faults(rule):
        assert isinstance(rule, dict)
        assert evaluate(rule, Facts("某", "某", dict.fromkeys(FACTS))).answer in Answer

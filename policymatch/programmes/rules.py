"""Rules as data: one predicate over a project, three answers, and a trace a planner can check.

The predicates are listed in docs/corpus-format.md. A fact the table does not give answers 待核 and names the column
to fill; it never turns into 不符合.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from policymatch.model import PERMITS, Answer, Permit, PermitState
from policymatch.programmes.figures import figure, percent

FACTS: dict[str, str] = {
    "finished": "是否已完工（列：形象进度）",
    "started": "是否已开工（列：形象进度、开工时间）",
    "progress": "形象进度",
    "received_central": "是否已获中央资金",
    "has_revenue": "是否有收益（列：还款来源、预期收益）",
    "coverage_ratio": "本息覆盖倍数",
    "in_library": "是否已入国家重大建设项目库",
    "has_code": "项目代码",
    "investment_wan": "总投资（万元）",
    "requested_wan": "拟申请资金（万元）",
    "nature": "建设性质",
    "approval": "项目类型（审批/核准/备案）",
    "owner_kind": "单位性质",
    "tier": "地区档次（列：建设地点）",
    "province": "所在省份（列：建设地点）",
    "places": "特殊地区（列：建设地点）",
    "level": "申报主体层级",
}
"""What a rule may ask of a project, and how a planner calls it."""

_YES_OR_NO = ("finished", "started", "received_central", "has_revenue", "in_library", "has_code")
_NUMBERS = ("progress", "coverage_ratio", "investment_wan", "requested_wan")
_CHOICES: dict[str, tuple[str, ...]] = {
    "nature": ("新建", "扩建", "改建", "技术改造", "续建", "迁建"),
    "approval": ("审批", "核准", "备案"),
    "owner_kind": ("政府部门", "事业单位", "国有企业", "民营企业", "村集体", "其他"),
    "tier": ("东部", "中部", "西部", "东北"),
    "level": ("county", "city"),
}
"""What a fact may be: a rule that asks for anything else would never hold, and nobody would notice."""

_COMPARE: dict[str, tuple[str, Callable[[float, float], bool]]] = {
    "at_least": ("不低于", lambda value, bound: value >= bound),
    "at_most": ("不超过", lambda value, bound: value <= bound),
    "more_than": ("超过", lambda value, bound: value > bound),
    "less_than": ("低于", lambda value, bound: value < bound),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a project, as rules see it; a value of None is not known.

    ``values`` is keyed by FACTS, ``text`` is name, content and sector. ``cells`` says where a fact, or a step of
    approval ("permits.可研批复"), was read ("J12").
    ``unsure`` holds, for a fact that is a set, what may or may not belong to it.
    """

    name: str
    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    permits: Mapping[str, Permit] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    unsure: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's answer, the Chinese words that say why, and the columns that would have to be filled."""

    answer: Answer
    because: str
    missing: tuple[str, ...] = ()

    def negate(self) -> Finding:
        """The finding of the opposite rule."""
        return Finding(self.answer.negate(), self.because, self.missing)


def evaluate(rule: Mapping[str, object], facts: Facts) -> Finding:
    """Apply a rule that ``rule_faults`` found nothing wrong with."""
    if "all" in rule or "any" in rule:
        return _combine(rule, facts)
    if "not" in rule:
        inner = rule["not"]
        assert isinstance(inner, Mapping)
        return evaluate(inner, facts).negate()
    if "permit" in rule:
        return _permit(str(rule["permit"]), facts)
    if "mentions" in rule:
        return _mentions(rule, facts)
    return _fact(rule, facts)


def _combine(rule: Mapping[str, object], facts: Facts) -> Finding:
    """Three-valued and, or; the words kept are those that decided."""
    key = "all" if "all" in rule else "any"
    parts = rule[key]
    assert isinstance(parts, list)
    findings = [evaluate(part, facts) for part in parts]
    join = Answer.every if key == "all" else Answer.some
    answer = join(finding.answer for finding in findings)
    deciding = [finding for finding in findings if finding.answer is answer]
    because = "；".join(dict.fromkeys(finding.because for finding in deciding))
    missing = tuple(dict.fromkeys(name for finding in deciding for name in finding.missing))
    return Finding(answer, because, missing if answer is Answer.UNKNOWN else ())


def _permit(name: str, facts: Facts) -> Finding:
    permit = facts.permits.get(name)
    if permit is None:
        return Finding(Answer.UNKNOWN, f"表中未写{name}", (name,))
    done = permit.state in (PermitState.DONE, PermitState.NOT_NEEDED)
    cell = facts.cells.get(f"permits.{name}")
    source = "，".join(filter(None, (permit.text, f"{cell} 格" if cell else "")))
    return Finding(Answer.of(done), f"{name}：{permit.state.value}" + (f"（{source}）" if source else ""))


def _mentions(rule: Mapping[str, object], facts: Facts) -> Finding:
    """A word stands in the name or text, and none that shows it to mean something else does."""
    in_name = rule.get("in", "text") == "name"
    text, place = (facts.name, "项目名称") if in_name else (facts.text, "名称和建设内容")
    words, exceptions = rule["mentions"], rule.get("except") or []
    assert isinstance(words, list)
    assert isinstance(exceptions, list)
    found = [str(word) for word in words if str(word) in text]
    if not found:
        return Finding(Answer.NO, f"{place}没有“{words[0]}”等字样")
    spared = [str(word) for word in exceptions if str(word) in text]
    shown = f"{place}写有“{'”“'.join(found[:3])}”"
    if spared:
        return Finding(Answer.NO, f"{shown}，但同时写有“{spared[0]}”，不算此类")
    return Finding(Answer.YES, shown)


def _fact(rule: Mapping[str, object], facts: Facts) -> Finding:
    name = str(rule["fact"])
    value = facts.values.get(name)
    label = FACTS[name].split("（列")[0]
    if value is None:
        return Finding(Answer.UNKNOWN, f"表中未写{label}", (FACTS[name],))
    cell = facts.cells.get(name)
    shown = f"{label}：{_show(name, value)}" + (f"（{cell} 格）" if cell else "")
    if "is" in rule or "in" in rule:
        options = [rule["is"]] if "is" in rule else rule["in"]
        assert isinstance(options, list)
        if not isinstance(value, frozenset):
            return Finding(Answer.of(value in options), shown)
        open_ones = [option for option in options if option in facts.unsure.get(name, ())]
        if open_ones and not value & set(options):
            return Finding(Answer.UNKNOWN, f"{shown}；是否属于{'、'.join(open_ones)}待核", (FACTS[name],))
        return Finding(Answer.of(bool(value & set(options))), shown)
    for key, (_, compare) in _COMPARE.items():
        if key in rule:
            bound = rule[key]
            assert isinstance(value, int | float)
            assert isinstance(bound, int | float)
            return Finding(Answer.of(compare(value, bound)), shown)
    raise AssertionError(f"rule was not checked: {rule}")


def _show(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "progress" and isinstance(value, int | float):
        return percent(value)
    if isinstance(value, frozenset):
        return "、".join(sorted(value)) or "无"
    return figure(value) if isinstance(value, float) else str(value)


def rule_faults(rule: object) -> list[str]:
    """What is wrong with a rule, in Chinese; an empty list when it can be evaluated."""
    if not isinstance(rule, dict):
        return [f"规则应当是“键: 值”的条目，现在是 {rule!r}"]
    for key in ("all", "any"):
        if key in rule:
            parts = rule[key]
            if not isinstance(parts, list) or not parts:
                return [f"“{key}”应当是一列规则"]
            return _extra(rule, {key}) + [fault for part in parts for fault in rule_faults(part)]
    if "not" in rule:
        return _extra(rule, {"not"}) + rule_faults(rule["not"])
    if "permit" in rule:
        known = [] if rule["permit"] in PERMITS else [f"不认识的手续“{rule['permit']}”，可用：{'、'.join(PERMITS)}"]
        return _extra(rule, {"permit"}) + known
    if "mentions" in rule:
        return _mention_faults(rule)
    if "fact" in rule:
        return _fact_faults(rule)
    return [f"规则里没有 fact、permit、mentions、all、any 或 not：{rule}"]


def _extra(rule: dict[object, object], known: set[str]) -> list[str]:
    return [f"规则里不认识的键“{key}”" for key in rule if key not in known]


def _mention_faults(rule: dict[object, object]) -> list[str]:
    faults = _extra(rule, {"mentions", "in", "except"})
    if rule.get("in", "text") not in ("name", "text"):
        faults.append("“in”只能是 name 或 text")
    for key in ("mentions", "except"):
        words = rule.get(key, ["-"])
        if not isinstance(words, list) or not words or not all(isinstance(word, str) and word for word in words):
            faults.append(f"“{key}”应当是一列词")
    return faults


def _fact_faults(rule: dict[object, object]) -> list[str]:
    name = rule["fact"]
    if not isinstance(name, str) or name not in FACTS:
        return [f"不认识的事实“{name}”，可用：{'、'.join(FACTS)}"]
    tests = [key for key in rule if key != "fact"]
    if len(tests) != 1 or tests[0] not in ("is", "in", *_COMPARE):
        return [f"“{name}”后面要有且只有一个 is、in、{'、'.join(_COMPARE)}"]
    test, bound = tests[0], rule[tests[0]]
    if test in _COMPARE:
        if name not in _NUMBERS:
            return [f"“{name}”不是数字，不能用“{test}”比较"]
        return [] if _is_number(bound) else [f"“{test}”后面应当是数字"]
    values = bound if test == "in" else [bound]
    if not isinstance(values, list) or not values:
        return ["“in”后面应当是一列值"]
    return [f"“{name}”不会是“{value}”，可用：{_allowed(name)}" for value in values if not _may_be(name, value)]


def _may_be(name: str, value: object) -> bool:
    if name in _YES_OR_NO:
        return isinstance(value, bool)
    if name in _NUMBERS:
        return _is_number(value)
    return isinstance(value, str) and value in _CHOICES.get(name, (value,))


def _allowed(name: str) -> str:
    if name in _YES_OR_NO:
        return "true、false"
    return "数字" if name in _NUMBERS else "、".join(_CHOICES.get(name, ("名称",)))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)

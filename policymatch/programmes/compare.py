"""What changed between two states of programmes, in a planner's words: 比例由 30% 提高到 40%, 新增方向 …"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from policymatch.model import AwardRule, ClauseRef, Condition, Direction, Programme
from policymatch.programmes.facts import FACTS, shown
from policymatch.programmes.figures import figure, percent
from policymatch.programmes.history import NOT_YET
from policymatch.programmes.predicates import COMPARE
from policymatch.programmes.rules import comparisons
from policymatch.programmes.wording import row_words

T = TypeVar("T")
_ALIKE = 0.6
"""Share of character pairs (Jaccard) from which a direction or condition under another id is the same one reworded."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one programme: ``what`` it is about (渠道, 方向, 标准, 条件, 排除, 时间, 材料, 依据), the words, the clause."""

    programme: str
    title: str
    what: str
    words: str
    clause: str | None = None


def compare(old: Iterable[Programme], new: Iterable[Programme]) -> list[Change]:
    """All changes from one state of programmes to another, in the order of the newer one; what is gone comes last."""
    before = {programme.id: programme for programme in old}
    after = {programme.id: programme for programme in new}
    found: list[Change] = []
    for programme in after.values():
        former = before.get(programme.id)
        if former is None:
            words = f"新增资金渠道（{programme.channel}），支持方向 {len(programme.directions)} 个"
            found.append(Change(programme.id, programme.title, "渠道", words))
        else:
            found += compare_programmes(former, programme)
    gone = [programme for programme in before.values() if programme.id not in after]
    return found + [Change(each.id, each.title, "渠道", "不再列入目录") for each in gone]


def compare_programmes(old: Programme, new: Programme) -> list[Change]:
    """All changes from one state of a programme to another; the two may have different ids (a draft and what it replaces)."""

    def change(what: str, words: str, clause: ClauseRef | None = None) -> Change:
        return Change(new.id, new.title, what, words, f"{clause.policy} {clause.label}" if clause else None)

    found = [change(what, words) for what, words in _head(old, new)]
    pairs, added, gone = _pair(old.directions, new.directions, lambda each: each.id, lambda each: each.title)
    names = _names(old, new, pairs)
    found += [change("方向", f"新增方向：{each.title}", each.clause) for each in added]
    found += [change("方向", f"取消方向：{each.title}", each.clause) for each in gone]
    found += [
        change("方向", f"方向“{one.title}”改为“{other.title}”", other.clause)
        for one, other in pairs
        if one.title != other.title
    ]
    found += [change("标准", words, clause) for words, clause in _awards(old, new, names)]
    for what, before, after in (
        ("条件", old.conditions, new.conditions),
        ("排除", old.exclusions, new.exclusions),
    ):
        found += [change(what, words, clause) for words, clause in _conditions(before, after)]
    found += [change("材料", words) for words in _listed("材料", old.documents, new.documents)]
    shown_old, shown_new = (
        tuple(f"{text}{'：' + day if day else ''}" for text, day in each.deadlines) for each in (old, new)
    )
    found += [change("时间", words) for words in _listed("时间要求", shown_old, shown_new)]
    return found


def _head(old: Programme, new: Programme) -> Iterator[tuple[str, str]]:
    if old.title != new.title:
        yield "渠道", f"名称由“{old.title}”改为“{new.title}”"
    if old.status == NOT_YET != new.status:
        yield "渠道", f"现行办法 {new.valid_from} 起执行，以前的办法目录里没有，不能比较"
    elif old.status != new.status:
        yield "渠道", f"状态由 {old.status} 变为 {new.status}"
    if old.doc_number != new.doc_number:
        yield "依据", f"依据由 {old.doc_number or '待核'} 换成 {new.doc_number or '待核'}"
    if old.valid_to != new.valid_to:
        yield "时间", f"有效期由 {old.valid_to or '未写明'} 改为 {new.valid_to or '未写明'}"
    if old.audience != new.audience:
        yield "渠道", "申报主体变了，请看渠道说明"
    words = [each.standing.words if each.standing else "" for each in (old, new)]
    if words[0] != words[1]:
        yield "渠道", words[1] or f"不再是：{words[0]}"


def _pair(
    old: Sequence[T], new: Sequence[T], key: Callable[[T], str], words: Callable[[T], str]
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """Pair what is the same in both, by id and then by likeness of the words: pairs, what is new, what is gone."""
    left, right = list(old), list(new)
    pairs: list[tuple[T, T]] = []
    tests: tuple[Callable[[T, T], bool], ...] = (
        lambda one, other: key(one) == key(other) and _alike(words(one), words(other)) > 0,
        lambda one, other: words(one) == words(other),
    )
    for same in tests:
        for each in list(right):
            match = next((other for other in left if same(other, each)), None)
            if match is not None:
                pairs.append((match, each))
                left.remove(match)
                right.remove(each)
    for each in list(right):
        best = max(left, key=lambda other: _alike(words(other), words(each)), default=None)
        if best is not None and _alike(words(best), words(each)) >= _ALIKE:
            pairs.append((best, each))
            left.remove(best)
            right.remove(each)
    return pairs, right, left


def _alike(one: str, other: str) -> float:
    first, second = ({text[at : at + 2] for at in range(len(text) - 1)} or {text} for text in (one, other))
    return len(first & second) / len(first | second)


def _names(old: Programme, new: Programme, pairs: Sequence[tuple[Direction, Direction]]) -> dict[str, str]:
    """One name for a direction under both its ids, so that its figures can be held against each other."""
    names = {direction.id: direction.title for direction in (*old.directions, *new.directions)}
    return names | {one.id: other.title for one, other in pairs}


def _awards(old: Programme, new: Programme, names: Mapping[str, str]) -> Iterator[tuple[str, ClauseRef | None]]:
    """Changes of the figures; directions for which the same words hold stand together."""
    before, after = (_by_scope(each, names) for each in (old, new))
    everything = {names[direction.id] for direction in new.directions}
    lines: dict[tuple[str, str], tuple[list[str], ClauseRef | None]] = {}
    for scope in dict.fromkeys((*after, *before)):
        direction, region = scope
        if direction not in everything:
            continue  # that the direction is gone has been said
        former, rows = before.get(scope, []), after.get(scope, [])
        words = _change(former, rows)
        if words:
            lines.setdefault((region, words), ([], (rows or former)[0].clause))[0].append(direction)
    for (region, words), (directions, clause) in lines.items():
        what = "全部方向" if everything <= set(directions) else "、".join(directions)
        yield f"{region}（{what}）：{words}", clause


def _change(old: Sequence[AwardRule], new: Sequence[AwardRule]) -> str:
    """How the figures of one direction in one region changed; empty where they did not."""
    one, other = (sorted(map(row_words, rows)) for rows in (old, new))
    if one == other:
        return ""
    if not one or not other:
        return f"新增标准，{'；'.join(other)}" if other else f"取消标准，{'；'.join(one)}"
    return "，".join(_figures(old, new)) or f"标准由“{'；'.join(one)}”改为“{'；'.join(other)}”"


def _by_scope(programme: Programme, names: Mapping[str, str]) -> dict[tuple[str, str], list[AwardRule]]:
    """Rows by direction and region; a row for all directions stands under each."""
    found: dict[tuple[str, str], list[AwardRule]] = {}
    for row in programme.awards:
        region = "、".join(row.places) if row.tier == "特殊" and row.places else row.tier or "各地"
        region += f"，{'、'.join(row.counted)}" if row.counted else ""
        for direction in row.applies_to or tuple(each.id for each in programme.directions):
            found.setdefault((names.get(direction, direction), region), []).append(row)
    return found


def _figures(old: Sequence[AwardRule], new: Sequence[AwardRule]) -> Iterator[str]:
    """How the one figure of each kind changed; rows with several figures of a kind are left to be shown in full."""
    kinds: tuple[tuple[str, Callable[[AwardRule], float | None], Callable[[float], str]], ...] = (
        ("比例", lambda row: row.ratio, percent),
        ("单个项目上限", lambda row: row.cap_wan, lambda value: f"{figure(value)} 万元"),
        ("定额", lambda row: row.amount, figure),
    )
    for name, value, words in kinds:
        one, other = ({number for row in rows if (number := value(row)) is not None} for rows in (old, new))
        if one == other or len(one) > 1 or len(other) > 1:
            continue
        if not one:
            yield f"新定{name} {words(*other)}"
        elif not other:
            yield f"不再写明{name}（原 {words(*one)}）"
        else:
            yield f"{name}由 {words(*one)} {'提高' if max(other) > max(one) else '降低'}到 {words(*other)}"


def _conditions(old: Sequence[Condition], new: Sequence[Condition]) -> Iterator[tuple[str, ClauseRef | None]]:
    pairs, added, gone = _pair(old, new, lambda each: each.id, lambda each: each.text)
    for each in added:
        yield f"新增：{each.text}", each.clause
    for each in gone:
        yield f"取消：{each.text}", each.clause
    for one, other in pairs:
        bounds = list(_bounds(one, other))
        if bounds:
            yield "；".join(bounds), other.clause
        elif one.text != other.text or one.rule != other.rule or one.effect != other.effect:
            yield f"“{one.text}”改为“{other.text}”", other.clause


def _bounds(old: Condition, new: Condition) -> Iterator[str]:
    """Thresholds of one fact and one comparison that are not what they were."""
    before = _thresholds(old)
    for (fact, test), bound in _thresholds(new).items():
        former = before.get((fact, test))
        if former is not None and former != bound:
            words = f"{FACTS[fact].label}{COMPARE[test][0]}由 {shown(fact, former)}"
            yield f"{words} {'提高' if bound > former else '降低'}到 {shown(fact, bound)}"


def _thresholds(condition: Condition) -> dict[tuple[str, str], float]:
    return (
        {}
        if condition.rule is None
        else {(fact, test): float(bound) for fact, test, bound in comparisons(condition.rule)}
    )


def _listed(what: str, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    yield from (f"新增{what}：{each}" for each in new if each not in old)
    yield from (f"取消{what}：{each}" for each in old if each not in new)

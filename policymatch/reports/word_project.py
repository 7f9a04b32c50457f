"""One project on a page: what to apply for and why, how much, on which clause, what is missing, how it scored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from policymatch.model import Answer, Match, RankedProject, Reason
from policymatch.programmes.combinations import HOW
from policymatch.programmes.figures import percent
from policymatch.reports.phrases import (
    NONE,
    cited,
    clause_words,
    confidence_words,
    doc_number,
    most_words,
    place_words,
    plain,
    points,
    quote,
    recommended,
    row_words,
    scores_of,
    short_title,
    source_words,
    steps_of,
    tier_name,
    wan,
)
from policymatch.reports.word_paper import Column
from policymatch.reports.word_ruler import PAGE, Ruler, Writer

_NAME = 60
_TERMS = 6
_CONFLICTS = 3
"""Figures that contradict each other are named before anything is left out."""


class _Fill(NamedTuple):
    """How much of each kind goes on a page: numbers of rules, other channels, sentences, rows and doubts; characters quoted and said."""

    rules: int
    quoted: int
    others: int
    trace: int
    beside: int
    steps: int
    because: int
    doubts: int
    said: int


_LEAST = _Fill(rules=1, quoted=30, others=0, trace=0, beside=0, steps=4, because=24, doubts=0, said=40)
# What is added in turn as long as it goes on the page: first what a planner must do, then what it rests on, then what else there is.
_STEPS: tuple[tuple[str, int], ...] = (
    ("said", 90), ("steps", 7), ("because", 36), ("rules", 2), ("doubts", 1), ("trace", 1), ("quoted", 60), ("beside", 1),
    ("steps", 10), ("said", 150), ("rules", 4), ("others", 1), ("because", 70), ("trace", 2), ("beside", 3), ("doubts", 3),
    ("quoted", 110), ("others", 3), ("rules", 6),
)  # fmt: skip


def write_project(paper: Writer, item: RankedProject, room: float = PAGE) -> None:
    """Write the page of one project, as much as goes into ``room`` points; what is left out is counted."""
    fill = _LEAST
    for name, number in _STEPS:
        more = fill._replace(**{name: number})
        ruler = Ruler()
        _write(ruler, item, more)
        if ruler.height <= room:
            fill = more
    _write(paper, item, fill)


def _write(paper: Writer, item: RankedProject, fill: _Fill) -> None:
    project = item.project
    paper.heading(f"{item.rank}. {plain(project.name, _NAME)}", 2)
    _facts(paper, item)
    paper.item(plain(item.tier_because, 120), "结论：")
    first = recommended(item)
    if first is None:
        paper.item("没有可以推荐的渠道。", "推荐渠道：")
    else:
        _programme(paper, item, first, fill)
        _money(paper, item, first, fill)
    _missing(paper, item, fill)
    _scores(paper, item, fill)
    for doubt in project.doubts[: fill.doubts]:
        paper.item(plain(doubt, 120), "表格存疑：")
    _more(paper, len(project.doubts) - fill.doubts, "处表格存疑")


def _more(paper: Writer, left: int, what: str) -> None:
    if left > 0:
        paper.item(f"（还有 {left} {what}，见网页或 Excel 报告）")


def _facts(paper: Writer, item: RankedProject) -> None:
    project = item.project
    columns = tuple(
        Column(title, share, "center")
        for title, share in (
            ("梯次", 20), ("总分", 12), ("总投资\n（万元）", 20), ("拟申请\n（万元）", 20), ("建设单位", 36), ("建设地点", 28), ("表中位置", 18),
        )
    )  # fmt: skip
    row = (
        tier_name(item),
        points(item.score),
        wan(project.investment_wan),
        wan(project.requested_wan),
        plain(project.owner or "待核", 30),
        plain(place_words(project), 24),
        plain(row_words(project), 24),
    )
    paper.table(columns, [row])


def _programme(paper: Writer, item: RankedProject, match: Match, fill: _Fill) -> None:
    paper.caption("推荐渠道和理由")
    paper.item(
        f"{plain(match.programme.title, 60)}（{doc_number(match)}），{plain(match.programme.channel, 20)}；"
        f"方向：{plain(match.direction.title, 40)}",
        "渠道：",
    )
    terms = "、".join(plain(word, 12) for word, _ in match.fit_terms[:_TERMS])
    paper.item(
        f"契合度 {points(match.fit)}，{f'项目写有 {terms}' if terms else '建设内容相近，没有相同的词'}", "对口："
    )
    paper.item(_verdict(match), "条件：")
    doubted = [reason for reason in match.reasons if reason.answer is not Answer.YES and reason.effect != "note"]
    for reason in doubted[: fill.rules]:
        paper.item(_rule(reason, fill.said // 2), f"　· {_answer(reason)}")
    _more(paper, len(doubted) - fill.rules, "条")
    for evidence in match.evidence[:1]:
        paper.item(f"{cited(evidence)}：{quote(evidence.clause.text, fill.quoted)}", "依据：")
    others = [other for other in item.matches if other is not match and other.verdict is not Answer.NO]
    if others and fill.others:
        shown = "；".join(
            f"{plain(short_title(other.programme), 30)}（{other.verdict.value}，最多 {most_words(other.award)}）"
            for other in others[: fill.others]
        )
        paper.item(shown + (f"；共 {len(others)} 个" if len(others) > fill.others else ""), "也可考虑：")


def _verdict(match: Match) -> str:
    """How many rules hold, are open or do not."""
    gates = [reason for reason in match.reasons if reason.effect != "note"]
    counts = {answer: sum(reason.answer is answer for reason in gates) for answer in Answer}
    notes = sum(reason.effect == "note" and reason.answer is not Answer.YES for reason in match.reasons)
    parts = [f"{match.verdict.value}。{len(gates)} 条决定性规则中符合 {counts[Answer.YES]} 条"]
    if counts[Answer.UNKNOWN]:
        parts.append(f"待核 {counts[Answer.UNKNOWN]} 条")
    if counts[Answer.NO]:
        parts.append(f"尚未做到或不符合 {counts[Answer.NO]} 条")
    words = "，".join(parts)
    words += f"；另有 {notes} 条提示要自己核对" if notes else ""
    own = match.programme.conditions or match.programme.exclusions
    return f"{words}{'' if own else '；本渠道自己的申报条件未见原文，申报前须核对'}。"


def _answer(reason: Reason) -> str:
    if reason.answer is Answer.NO and reason.kind == "readiness":
        return "尚未做到："
    return f"{reason.answer.value}："


def _rule(reason: Reason, said: int) -> str:
    clause = f"；{plain(reason.clause, 60)}" if reason.clause else "；依据待核"
    return f"{plain(reason.rule, said)}（{plain(reason.because, said)}{clause}）"


def _money(paper: Writer, item: RankedProject, match: Match, fill: _Fill) -> None:
    award = match.award
    paper.caption("能争取多少、资金怎么搭配")
    bound = "（按总投资推算的上限，实际基数可能更小）" if award.bound else ""
    sure = f"；可信度：{confidence_words(award.confidence)}" if award.confidence else ""
    clause = f"；依据：{plain(clause_words(match, award.clause), 80)}" if award.clause else ""
    paper.item(
        f"{most_words(award)}{bound}。{plain(award.explanation, fill.said).rstrip('。') or '算法待核'}{sure}{clause}",
        "最多可争取：",
    )
    for other in award.conflicts[:_CONFLICTS]:
        grounds = f"{plain(clause_words(match, other.clause), 60)}；{plain(source_words(other.source), 80)}"
        paper.item(f"{plain(other.words, 60)}（{grounds}；{confidence_words(other.confidence)}）", "来源不一：")
    _more(paper, len(award.conflicts) - _CONFLICTS, "个不一致的数")
    if item.combination is None:
        return
    for words in item.combination.trace[: fill.trace]:
        paper.item(plain(words, fill.said), "资金构成：")
    titles = {each.programme.id: short_title(each.programme) for each in item.matches}
    for beside in item.combination.beside[: fill.beside]:
        clause = plain(beside.clause, 60) if beside.clause else "依据待核"
        name = plain(titles.get(beside.programme, beside.programme), 30)
        unsure = "，未核实" if beside.confidence == "unverified" and "未核实" not in beside.words else ""
        paper.item(f"{name}：{plain(beside.words, 60)}（{clause}{unsure}）", f"{HOW.get(beside.how, '待核')}：")
    _more(paper, len(item.combination.beside) - fill.beside, "条搭配规则")


def _missing(paper: Writer, item: RankedProject, fill: _Fill) -> None:
    paper.caption("还缺什么、找哪个部门")
    if not item.steps:
        paper.item("按表中所写，前期手续和申报条件没有缺项。")
        return
    columns = (Column("缺什么", 88), Column("现在状态", 34), Column("找哪个部门", 34))
    steps = steps_of(item)
    rows = [
        (plain(step.what, min(70, fill.said - 14)), plain(step.state, 30), plain(step.office, 20))
        for step in steps[: fill.steps]
    ]
    paper.table(columns, rows)
    _more(paper, len(steps) - fill.steps, "项")


def _scores(paper: Writer, item: RankedProject, fill: _Fill) -> None:
    paper.caption(f"得分：总分 {points(item.score)}")
    columns = (
        Column("分数", 22, "center"),
        Column("组成部分", 22),
        Column("得分", 11, "center"),
        Column("权重", 11, "center"),
        Column("怎么得来", 90),
    )
    paper.table(columns, list(_score_rows(item, fill.because)))
    if item.sureness is not None:
        paper.item(plain(item.sureness.because, 200), "位次的把握：")


def _score_rows(item: RankedProject, because: int) -> Iterator[tuple[str, ...]]:
    for name, score in scores_of(item):
        for number, part in enumerate(score.parts):
            head = f"{name} {points(score.value)}" if number == 0 else ""
            yield head, plain(part.name, 12), points(part.value), percent(part.weight), plain(part.because, because)
        if not score.parts:
            yield f"{name} {points(score.value)}", NONE, NONE, NONE, NONE

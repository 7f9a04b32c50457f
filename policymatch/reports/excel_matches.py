"""The sheets of the Excel report that give the grounds: matches with their clauses, rules with their answers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from policymatch.model import Answer, Evidence, Match, RankedProject, Ranking, Reason
from policymatch.reports.excel_table import PROJECT, Column, Kind, Row, Sheet, project_head
from policymatch.reports.phrases import (
    NONE,
    TIERS,
    UNKNOWN,
    confidence_words,
    is_number_unsure,
    quote,
    recommended,
    source_words,
)

TERMS_SHOWN = 8
"""Words a fit rests on."""

QUOTED = 400
"""Characters of a clause that are quoted: more would not fit on a row."""

MATCHES_FOR = 2_000
"""Projects all of whose programmes are listed, from the first place on; of the others the recommended one."""

RULES_FOR = 300
"""Projects whose rules are listed, from the first place on, and as many that are advised against: the twenty rules of 10,000
projects are more than anybody reads."""

_DIGITS = "①②③④⑤⑥⑦⑧⑨"

_RULES = {
    "condition": "条件（要满足）",
    "readiness": "前期条件（可补办）",
    "exclusion": "禁止情形（没有才符合）",
}


def matches_sheet(ranking: Ranking) -> Sheet:
    """资金匹配: a row for each project and each programme it was held against, with the clause it rests on."""
    columns = (
        *PROJECT,
        Column("推荐", 6, Kind.SHORT),
        Column("资金渠道", 19),
        Column("资金类型", 12),
        Column("发文字号", 14),
        Column("渠道\n状态", 7, Kind.ANSWER),
        Column("支持方向", 14),
        Column("是否\n符合", 7, Kind.ANSWER),
        Column("契合度", 8, Kind.SCORE, bar=100),
        Column("对口词", 14),
        Column("补助\n比例", 7, Kind.SHARE),
        Column("计算基数", 10),
        Column("单项上限\n（万元）", 9, Kind.MONEY),
        Column("最多可争取\n（万元）", 11, Kind.MONEY),
        Column("金额怎么算", 28),
        Column("其余配套\n（万元）", 10, Kind.MONEY),
        Column("来源不一的数", 24),
        Column("补助标准\n可信度", 11),
        Column("待补事项", 28),
        Column("依据条文", 42),
        Column("条文出处", 26),
        Column("来源", 18),
    )
    rows = (_match(item, match) for place, item in enumerate(ranking.projects) for match in _listed(item, place))
    return Sheet("资金匹配", columns, rows, 3, empty="没有对口的资金渠道")


def _listed(item: RankedProject, place: int) -> tuple[Match, ...]:
    if place < MATCHES_FOR:
        return item.matches
    first = recommended(item)
    return (first,) if first else ()


def _match(item: RankedProject, match: Match) -> Row:
    award, programme = match.award, match.programme
    first = recommended(item)
    rank = "首选" if match is first else NONE if first is None or match.verdict is Answer.NO else "备选"
    return (
        *project_head(item),
        rank,
        programme.title,
        programme.channel,
        _doc_number(match),
        programme.status,
        match.direction.title,
        match.verdict.value,
        match.fit,
        "、".join(word for word, _ in match.fit_terms[:TERMS_SHOWN]) or "描述相近，没有相同的词",
        award.ratio,
        award.basis or "待核",
        award.cap_wan,
        award.amount_wan,
        award.explanation,
        award.local_wan,
        _numbered([f"{each.words}（{each.source or each.clause or '来源待核'}）" for each in award.conflicts])
        if award.conflicts
        else NONE,
        confidence_words(award.confidence),
        _to_do(match),
        _numbered([_quoted(evidence) for evidence in match.evidence]),
        _numbered([_cited(evidence) for evidence in match.evidence]),
        "\n".join(dict.fromkeys(source_words(evidence.policy.source) for evidence in match.evidence)) or "待核",
    )


def _to_do(match: Match) -> str:
    own = match.programme.conditions or match.programme.exclusions
    if match.verdict is Answer.YES and not own:
        return "\n".join((*match.missing, "本渠道自己的申报条件未见原文，申报前须核对"))
    return "\n".join(match.missing) or NONE


def _doc_number(match: Match) -> str:
    number = match.programme.doc_number
    return _marked(number, is_number_unsure(match)) if number else UNKNOWN


def _marked(number: str, unsure: bool) -> str:
    return f"{number}（文号未核实）" if unsure else number


def _numbered(lines: list[str]) -> str:
    if len(lines) < 2:
        return lines[0] if lines else "待核"
    return "\n".join(f"{mark} {line}" for mark, line in zip(_DIGITS, lines, strict=False))


def _quoted(evidence: Evidence) -> str:
    return f"{'【摘编】' if evidence.policy.digest else ''}{quote(evidence.clause.text, QUOTED)}"


def _cited(evidence: Evidence) -> str:
    policy, clause = evidence.policy, evidence.clause
    number = (
        _marked(policy.doc_number, policy.metadata.get("doc_number_confidence") == "unverified")
        if policy.doc_number
        else ""
    )
    page = f"，第 {clause.page} 页" if clause.page else ""
    return f"《{policy.title}》{number}{clause.path or clause.label}{page}"


def rules_sheet(ranking: Ranking) -> Sheet:
    """规则判定: a row for each rule that was applied, with its answer and its clause."""
    columns = (
        *PROJECT,
        Column("资金渠道", 20),
        Column("规则", 40),
        Column("规则类别", 12),
        Column("作用", 7, Kind.SHORT),
        Column("判定", 8, Kind.ANSWER),
        Column("判定根据", 26),
        Column("依据条款", 32),
    )
    barred = (item for item in ranking.projects if item.tier == "D")
    listed = (item for item in ranking.projects if item.tier != "D")
    chosen = chain(islice(listed, RULES_FOR), islice(barred, RULES_FOR))
    rows = (row for item in chosen for row in _judged(item))
    return Sheet("规则判定", columns, rows, 3, empty="没有判定")


def _judged(item: RankedProject) -> Iterator[Row]:
    """The rules of the recommended match; of a project that is advised against only what stands in its way."""
    if item.tier != "D":
        first = recommended(item)
        for reason in first.reasons if first else ():
            yield _rule(item, first.programme.title if first else NONE, reason)
        return
    barring = [(match, reason) for match in item.matches for reason in match.reasons if _bars(reason)]
    for match, reason in barring:
        yield _rule(item, match.programme.title, reason)
    if not barring:
        # General law bars it, or it repeats another row, or it is finished: no programme's rule says so.
        said = Reason(TIERS["D"], Answer.NO, item.tier_because, None, kind="")
        yield _rule(item, "全部渠道", said)


def _bars(reason: Reason) -> bool:
    return reason.answer is Answer.NO and reason.effect == "gate" and reason.kind != "readiness"


def _rule(item: RankedProject, programme: str, reason: Reason) -> Row:
    return (
        *project_head(item),
        programme,
        reason.rule,
        _RULES.get(reason.kind, NONE),
        "仅提示" if reason.effect == "note" else "决定",
        reason.answer.value,
        reason.because,
        reason.clause or NONE,
    )

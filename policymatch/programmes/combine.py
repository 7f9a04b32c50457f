"""How a project's money can be put together: the recommended programme, what may stand beside it, what remains.

Every statement rests on a rule of ``combinations.yaml`` and carries its clause; where no rule speaks of two kinds of money
the answer is 待核. The local share is what remains of the total investment: a floor of capital is shown beside it and not
taken off, for whether a grant counts as capital is for its own rules to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from policymatch.model import (
    Answer,
    Beside,
    ClauseRef,
    Combination,
    CombinationRule,
    Match,
    Programme,
    Project,
)
from policymatch.programmes.capital import EASING, CapitalRow, industry_of
from policymatch.programmes.catalogue import Catalogue
from policymatch.programmes.combinations import HOW, Combinations
from policymatch.programmes.figures import figure, percent
from policymatch.programmes.reckoning import CENT, capital_of, exact

Cite = Callable[[ClauseRef | None], str | None]

_ORDER = tuple(HOW)
CAPITAL = "资本金"


def combine(
    project: Project, matches: Sequence[Match], catalogue: Catalogue, day: date, cite: Cite
) -> Combination | None:
    """What to make of the first programme that the project may apply for; None where there is none.

    ``matches`` come recommended first, ``catalogue`` is that of the day.
    """
    combinations = catalogue.combinations
    open_ones = [match for match in matches if match.verdict is not Answer.NO]
    if not open_ones:
        return None
    first = open_ones[0]
    floor = least_capital(project, catalogue.capital, day)
    stated = capital_of(project)
    beside = [_beside(first.programme, other.programme, combinations, cite, stated) for other in open_ones[1:]]
    total, given, local = project.investment_wan, first.award.request_wan, first.award.local_wan
    trace = [_remains(project, first)]
    trace += _capital(project, floor, stated, cite)
    own = first.programme.id
    for rule in combinations.rules:
        if own in rule.one.programmes and own in rule.other.programmes:  # what it says of its own money
            trace.append(f"{rule.text}（{_grounds(rule, cite)}）")
    return Combination(
        programme=first.programme.id,
        central_wan=given,
        local_wan=local,
        local_share=None if local is None or not total else _share(local, total),
        capital_ratio=floor.share if floor else None,
        capital_wan=stated,
        beside=tuple(sorted(beside, key=lambda each: _ORDER.index(each.how))),
        trace=tuple(trace),
    )


def _share(part: float, whole: float) -> float:
    return float((exact(part) / exact(whole)).quantize(Decimal("0.0001")))


def _remains(project: Project, match: Match) -> str:
    """What the programme gives and what remains of the total investment."""
    title, total = match.programme.title, project.investment_wan
    given, local = match.award.request_wan, match.award.local_wan
    if total is None:
        return f"表中没有总投资，{title}之外还要多少配套待核"
    if given is None or local is None:
        words = f"{title}能给多少待核，总投资 {figure(total)} 万元中配套多少也待核"
        asked = project.requested_wan
        if asked is None or asked > total:
            return words
        rest = float(exact(total) - exact(asked))
        return f"{words}；就算拟申请的 {figure(asked)} 万元全部得到，其余也有 {figure(rest)} 万元（{percent(_share(rest, total))}）"
    kind = "最多安排" if given == match.award.amount_wan else "按申请额安排"
    rest_words = f"其余至少 {figure(local)} 万元（{percent(_share(local, total))}）由地方和项目单位落实"
    return f"总投资 {figure(total)} 万元，{title}{kind} {figure(given)} 万元，{rest_words}"


def least_capital(project: Project, rows: Iterable[CapitalRow], day: date) -> CapitalRow | None:
    """The row of the project's industry; None where the industry, or its share, is not known."""
    held = [row for row in rows if row.holds_on(day)]
    industry = industry_of(held, project.name, project.sector or project.category, project.content)
    return next((row for row in held if row.industry == industry and row.share is not None), None)


def _capital(project: Project, floor: CapitalRow | None, stated: float | None, cite: Cite) -> list[str]:
    if floor is None or floor.share is None:
        return []
    grounds = f"（{cite(floor.clause)}{_doubt(floor.confidence)}）"
    words = f"靠借款、发债融资的，{floor.industry}的项目资本金不低于总投资的 {percent(floor.share)}"
    total = project.investment_wan
    if total is None:
        return [words + grounds]
    least = (exact(total) * exact(floor.share)).quantize(CENT, ROUND_UP)
    words += f"，即 {figure(float(least))} 万元"
    if stated is not None:
        enough = "达到" if exact(stated) >= least else "没有达到"
        words += f"；项目写有资本金 {figure(stated)} 万元，{enough}"
    eased = f"；符合国发〔2019〕26号条件的可以下浮，最多 {round(100 * EASING)} 个百分点" if floor.eased else ""
    return [words + grounds + eased]


def rule_between(first: Programme, other: Programme, combinations: Combinations) -> CombinationRule | None:
    """The first rule that speaks of two programmes, whichever way round."""
    for rule in combinations.rules:
        if rule.one.includes(first) and rule.other.includes(other):
            return rule
        if rule.how != "capital" and rule.one.includes(other) and rule.other.includes(first):
            return rule
    return None


def _beside(
    first: Programme, other: Programme, combinations: Combinations, cite: Cite, capital: float | None
) -> Beside:
    rule = rule_between(first, other, combinations)
    if rule is None:
        words = f"没有查到{first.title}与{other.title}能否搭配的规定，申报前问主管部门"
        return Beside(other.id, other.channel, "ask", words, None, "unverified")
    limit, words = None, rule.text
    if rule.limit is not None and rule.limit_of == CAPITAL:
        words += f"（不超过资本金的 {percent(rule.limit)}）"
        if capital is not None:
            limit = float((exact(capital) * exact(rule.limit)).quantize(CENT, ROUND_DOWN))
            words += f"，即 {figure(capital)} × {percent(rule.limit)} = {figure(limit)} 万元"
        else:
            words += "，表中没有资本金，金额待核"
    return Beside(
        other.id, other.channel, rule.how, words + _doubt(rule.confidence), cite(rule.clause), rule.confidence, limit
    )


def _grounds(rule: CombinationRule, cite: Cite) -> str:
    return (cite(rule.clause) or "依据待核") + _doubt(rule.confidence)


def _doubt(confidence: str) -> str:
    return "（未核实）" if confidence == "unverified" else ""

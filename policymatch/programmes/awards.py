"""How much a programme may give a project: the most that follows from ratio, base, cap, quota and region tier.

Rows that hold for the same project and contradict each other are all kept: the sum is reckoned with the lowest and
marked 来源不一. Where one of them cannot be reckoned nobody can say which is the lowest, so there is no sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from policymatch.model import Award, AwardRule, Direction, FormerBasis, Programme, Project
from policymatch.model.programme import holds
from policymatch.programmes.figures import figure
from policymatch.programmes.reckoning import Reckoned, base_of, exact, is_for_a_group, reckon_quota, reckon_share
from policymatch.programmes.wording import (
    amount_words,
    contradict,
    figure_of,
    ratio_words,
    ref_words,
    row_words,
    scope_words,
)

YEAR = "年"
"""The scope of a cap that a project may have more than once."""


def begins(rule: AwardRule, programme: Programme) -> date | None:
    """The first day of a row: its own, else that of the programme whose clause it rests on."""
    if rule.valid_from is not None or rule.clause is None:
        return rule.valid_from
    if rule.clause.policy == programme.policy:
        return programme.valid_from
    return next((each.valid_from for each in programme.former if each.policy == rule.clause.policy), None)


def ends(rule: AwardRule, programme: Programme) -> date | None:
    """The last day of a row: its own, else that of the former basis whose clause it rests on."""
    if rule.valid_to is not None or rule.clause is None:
        return rule.valid_to
    policy = rule.clause.policy
    return next((last_day(each, programme) for each in programme.former if each.policy == policy), None)


def last_day(basis: FormerBasis, programme: Programme) -> date | None:
    """The last day of a former basis: the one stated, else the one before the next basis began."""
    if basis.valid_to is not None:
        return basis.valid_to
    starts = [programme.valid_from, *(each.valid_from for each in programme.former)]
    later = [day for day in starts if day is not None and (basis.valid_from is None or day > basis.valid_from)]
    return min(later) - timedelta(days=1) if later else None


def in_force(rule: AwardRule, programme: Programme, day: date) -> bool:
    """Whether an award row holds on that day."""
    return holds(begins(rule, programme), ends(rule, programme), day)


def award_rows(
    programme: Programme, direction: Direction, tier: str | None, sets: frozenset[str], day: date
) -> list[AwardRule]:
    """The rows in force for a direction in a place: those of a special set before the tier's, before those for all."""
    rows = [row for row in _of_direction(programme, direction) if in_force(row, programme, day)]
    special = [row for row in rows if row.tier == "特殊" and sets & set(row.places)]
    if special:
        # 南疆四地州 lies within 新疆: the row of the narrower set is the one meant, and it is the more generous. All rows
        # of that set are kept, for they may contradict each other.
        best = max(special, key=lambda row: (row.ratio or 0.0, row.amount or 0.0))
        return [*(row for row in special if set(row.places) == set(best.places)), *filter(_is_limit, rows)]
    own = [row for row in rows if row.tier == tier] if tier else []
    # What is given per piece of a thing for which the tier has no row of its own is the same everywhere, and a limit stated
    # for every place (单个项目不超过2亿元) holds beside the shares of the tiers.
    kinds = {row.counted for row in own}
    return own + [row for row in rows if row.tier is None and (row.counted not in kinds or _is_limit(row))]


def _is_limit(row: AwardRule) -> bool:
    """Whether a row says of every place only what is the most."""
    return row.tier is None and row.ratio is None and row.amount is None and row.cap_wan is not None


def _of_direction(programme: Programme, direction: Direction) -> list[AwardRule]:
    return [row for row in programme.awards if not row.applies_to or direction.id in row.applies_to]


def make_award(
    programme: Programme, direction: Direction, tier: str | None, sets: frozenset[str], project: Project, day: date
) -> Award:
    """The most the programme may give the project in that place on that day."""
    rows = award_rows(programme, direction, tier, sets, day)
    if not rows:
        return Award(None, None, None, None, None, tier, _nothing(programme, direction, tier, day))
    total = project.investment_wan
    fitting = [row for row in rows if _may_be_of(row, total)]
    if not fitting:
        words = f"标准按总投资分档，没有 {figure(total or 0.0)} 万元这一档，金额待核"
        return Award(None, None, None, None, None, tier, words)
    if total is None and any(map(_is_banded, fitting)):
        words = f"标准按总投资分档（{'；'.join(map(row_words, fitting))}）；表中没有总投资，金额待核"
        lead, reckoned = fitting[0], Reckoned(None, words)
    else:
        lead, reckoned = _reckon(fitting, project)
    reckoned = _limited(reckoned, fitting, total)
    amount = None if reckoned.amount is None else float(reckoned.amount)
    against = [row for row in fitting if any(contradict(row, other) for other in fitting)]
    undated = any(begins(row, programme) is None and ends(row, programme) is None for row in fitting)
    request, words = _need(amount, project)
    words = reckoned.words + words + _differing(against, reckoned.amount is not None)
    if undated and any(day < row.checked_on for row in fitting):
        words += f"；没有查到这一标准的起止日期，{day} 是否适用待核"
    note = "；".join(dict.fromkeys(row.note.rstrip("。") for row in fitting if row.note))
    return Award(
        amount_wan=amount,
        ratio=lead.ratio,
        basis=lead.basis,
        cap_wan=min((row.cap_wan for row in fitting if row.cap_wan is not None), default=None),
        confidence=_weakest(fitting),
        tier=lead.tier or tier,
        explanation=words + (f"。{note}" if note else ""),
        clause=ref_words(lead.clause),
        source=lead.source or programme.source,
        base=base_of(lead)[0] if lead.ratio is not None else lead.base,
        ratio_from=lead.ratio_from,
        bound=reckoned.bound,
        request_wan=request,
        local_wan=None if request is None or total is None else float(max(exact(total) - exact(request), Decimal(0))),
        conflicts=tuple(figure_of(row, programme.source) for row in sorted(against, key=_size)),
        undated=undated,
    )


def _may_be_of(row: AwardRule, total: float | None) -> bool:
    """Whether a row's band of total investments may hold the project's."""
    low, high = row.investment_from_wan, row.investment_below_wan
    return total is None or ((low is None or low <= total) and (high is None or total < high))


def _is_banded(row: AwardRule) -> bool:
    return row.investment_from_wan is not None or row.investment_below_wan is not None


def _size(row: AwardRule) -> tuple[float, float, float]:
    return row.ratio or 0.0, row.amount or 0.0, row.cap_wan or 0.0


def _reckon(rows: Sequence[AwardRule], project: Project) -> tuple[AwardRule, Reckoned]:
    """The row that decides with its sum before any cap. Where there is a share and a quota, both limit."""
    shares = [row for row in rows if row.ratio is not None]
    quotas = [row for row in rows if row.amount is not None and not is_for_a_group(row)]
    groups = [row for row in rows if is_for_a_group(row)]
    if shares:
        lead, share = _lowest(shares, project)
        return lead, _both(share, _quota(quotas, project)[1]) if quotas else share
    if quotas:
        return _quota(quotas, project)
    if groups:
        return _lowest(groups, project)
    return rows[0], Reckoned(None, "比例待核")


def _lowest(rows: Iterable[AwardRule], project: Project) -> tuple[AwardRule, Reckoned]:
    """The lowest of the sums of rows of one kind; none where one of them is not known, for that may be the lowest."""
    reckoned = [
        (row, reckon_share(row, project) if row.ratio is not None else reckon_quota(row, project)) for row in rows
    ]
    unknown = [each for each in reckoned if each[1].amount is None]
    if not unknown:
        return min(reckoned, key=lambda each: (each[1].amount or Decimal(0), _size(each[0])))
    lead, first = min(unknown, key=lambda each: _size(each[0]))
    return lead, first


def _quota(rows: Sequence[AwardRule], project: Project) -> tuple[AwardRule, Reckoned]:
    """The sum of amounts per piece, each kind of thing with its own; what the project does not build is left out."""
    kinds: dict[tuple[str, ...], list[AwardRule]] = {}
    for row in rows:
        kinds.setdefault(row.counted, []).append(row)
    text = project.name + project.content
    built = [each for counted, each in kinds.items() if any(word in text for word in counted)]
    built = built or [each for counted, each in kinds.items() if not counted]
    if not built:
        shown = "；".join(map(amount_words, rows))
        return rows[0], Reckoned(None, f"标准为 {shown}；项目内容没有写明建设数量，金额待核")
    found = [_lowest(each, project) for each in built]
    words = "；".join(sum_.words for _, sum_ in found)
    sums = [sum_.amount for _, sum_ in found if sum_.amount is not None]
    if len(sums) < len(found):
        return found[0][0], Reckoned(None, words)
    if len(sums) > 1:
        words += f"；合计 {figure(float(sum(sums)))} 万元"
    return found[0][0], Reckoned(sum(sums, Decimal(0)), words, any(sum_.bound for _, sum_ in found))


def _both(share: Reckoned, quota: Reckoned) -> Reckoned:
    """A share that a quota limits too."""
    if share.amount is None or quota.amount is None:
        return Reckoned(share.amount, f"{share.words}；还受定额限制，未计入：{quota.words}", bound=True)
    lower = min(share, quota, key=lambda each: each.amount or Decimal(0))
    words = f"{share.words}；按定额 {quota.words}，取低的 {figure(float(lower.amount or 0))} 万元"
    return Reckoned(lower.amount, words, lower.bound)


def _limited(reckoned: Reckoned, rows: Sequence[AwardRule], total: float | None) -> Reckoned:
    """A sum within every cap and within the total investment, with the words for each."""
    amount, words = reckoned.amount, reckoned.words
    caps = [row.cap_wan for row in rows if row.cap_wan is not None]
    if caps:
        amount, words = _cut(amount, words, min(caps), "单个项目上限", f"单个项目不超过 {figure(min(caps))} 万元")
    scopes: dict[str, float] = {}
    for scope, cap in (each for row in rows for each in row.scope_caps):
        scopes[scope] = min(cap, scopes.get(scope, cap))
    for scope, cap in scopes.items():
        if scope == YEAR:
            words += f"，{scope_words(scope, cap)}"
        else:
            amount, words = _cut(amount, words, cap, f"每{scope}上限", scope_words(scope, cap))
    if amount is not None and any(row.ratio is not None for row in rows):
        for row in filter(is_for_a_group, rows):
            limit = f"另有 {amount_words(row)}，不按单个项目核定"
            if row.amount is not None and (row.amount_unit or "").startswith("万元/"):
                amount, words = _cut(amount, words, row.amount, f"整体的 {amount_words(row)}", limit)
            else:
                words += f"；{limit}"
    if amount is not None and total is not None and amount > exact(total):
        amount, words = exact(total), f"{words}，不能超过总投资，取 {figure(total)} 万元"
    return Reckoned(amount, words, reckoned.bound)


def _cut(amount: Decimal | None, words: str, cap: float, name: str, limit: str) -> tuple[Decimal | None, str]:
    if amount is not None and amount > exact(cap):
        return exact(cap), f"{words}，超过{name}，取 {figure(cap)} 万元"
    return amount, f"{words}，{limit}"


def _need(amount: float | None, project: Project) -> tuple[float | None, str]:
    """What the project would apply for: no more than it asks for, and no more than it may have."""
    asked = project.requested_wan
    if amount is None or asked is None:
        return amount, ""
    if asked > amount:
        return amount, f"；拟申请 {figure(asked)} 万元，超过可争取的上限"
    return asked, f"；按拟申请的 {figure(asked)} 万元安排" if asked < amount else ""


def _differing(rows: Sequence[AwardRule], summed: bool) -> str:
    """That sources give different figures, and which they are."""
    if not rows:
        return ""
    ordered = sorted(rows, key=_size)
    if len({(row.ratio, row.ratio_from) for row in ordered}) > 1 and all(row.ratio is not None for row in ordered):
        shown = "、".join(dict.fromkeys(map(ratio_words, ordered)))
    else:
        shown = "；".join(dict.fromkeys(map(row_words, ordered)))
    return f"；来源不一（{shown}）" + ("，按最低的算" if summed else "，都保留，须核对原文")


def _nothing(programme: Programme, direction: Direction, tier: str | None, day: date) -> str:
    """Why there is no row: nothing is known, or only for other places."""
    rows = _of_direction(programme, direction)
    if not rows:
        return "补助标准待核：未见原文的比例或上限"
    if not any(in_force(row, programme, day) for row in rows):
        later = [first for row in rows if (first := begins(row, programme)) is not None and first > day]
        if later:
            return f"查到的标准 {min(later)} 起执行，{day} 的标准待核"
        return "只见到已失效的旧标准，现行标准待核"
    if tier is None:
        return "补助标准分地区，项目地区档次待核（请补填建设地点）"
    return f"未见{tier}地区的补助标准，待核"


def _weakest(rows: Iterable[AwardRule]) -> str:
    order = ("unverified", "reported", "official")
    return min((row.confidence for row in rows), key=order.index)

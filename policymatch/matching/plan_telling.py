"""What a plan says in words: why each application was chosen, why a project was left out, on what the sums rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policymatch.matching.plan_candidates import BOND, Candidate, Part
from policymatch.matching.plan_limits import LAST_OF_FIVE_YEARS
from policymatch.matching.plan_money import shown, wan
from policymatch.matching.plan_rows import BALANCE, CHANNEL, DEBT, LOCAL, PROJECT, QUOTA, Field, Row
from policymatch.matching.plan_stage import Solved
from policymatch.model import Choice, LeftOut
from policymatch.programmes.figures import figure

_TIERS = {"A": "可申报", "B": "抓紧完善", "C": "储备"}


def choices(field: Field, solved: Solved, before: Sequence[Solved] = ()) -> tuple[Choice, ...]:
    """The applications of a year in the order of the ranking; a project's second one right after its first.

    ``before`` are the years that went before, which say why a project has to wait.
    """
    chosen = sorted((solved.stage.candidates[index] for index in solved.now), key=lambda each: each.project)
    return tuple(
        _choice(field, candidate, part, before, first=number == 0)
        for candidate in chosen
        for number, part in enumerate(candidate.package.parts)
    )


def _choice(field: Field, candidate: Candidate, part: Part, before: Sequence[Solved], *, first: bool) -> Choice:
    item, package = field.items[candidate.project], candidate.package
    must = any(
        wish.project == candidate.project
        and field.year_of(wish) == candidate.year
        and wish.programme in (None, part.match.programme.id)
        for wish in field.named.must
    )
    money = f"{part.sum.words}，{part.words}"
    if not part.sum.unknown:
        money += f"，期望 {shown(part.expected)} 万元"
    said = ["必上项目" if must else "", money, package.local_words if first else ""]
    if first:
        said.append(_instead_of(field, candidate, part))
    early = field.starts(candidate.project)
    if candidate.year < early:
        said.append(f"{item.tier} 档（{_TIERS[item.tier]}），按口径 {early} 年起才报，因必上提前")
    elif item.gaps and item.tier != "A":
        said.append(f"申报前补齐 {len(item.gaps)} 项")
    waited = _waits(before, candidate.project)
    if first and waited:
        said.append(f"没能更早：{'；'.join(_joined(waited))}")
    return Choice(
        item=item,
        match=part.match,
        year=candidate.year,
        asked_wan=wan(part.sum.asked),
        chance=part.chance,
        expected_wan=wan(part.expected),
        local_wan={year: wan(amount) for year, amount in sorted(candidate.local.items())} if first else {},
        debt_wan=wan(part.debt or 0),
        must=must,
        because="；".join(filter(None, said)),
        unknown=part.sum.unknown,
        bound=part.sum.bound,
        own=part.sum.own,
        local_unknown=first and package.local is None,
        debt_unknown=part.debt is None,
    )


def _instead_of(field: Field, candidate: Candidate, part: Part) -> str:
    """That another programme than the recommended one was taken, which a planner would ask about."""
    singles = [each.parts[0] for each in field.packages[candidate.project] if len(each.parts) == 1]
    best = singles[0] if singles else part
    if best.match.programme.id == part.match.programme.id:
        return ""
    unknown = "，金额待核，没有参加期望资金的比较" if best.sum.unknown else ""
    return f"首选渠道是“{best.match.programme.title}”（契合度 {figure(best.match.fit)}%{unknown}）"


def prepare(field: Field, following: Solved) -> tuple[LeftOut, ...]:
    """The projects that the year after applies for, with what has to be closed by then."""
    chosen = sorted((following.stage.candidates[index] for index in following.now), key=lambda each: each.project)
    return tuple(
        LeftOut(item, f"{each.year} 年申报{_to(each)}；{_gaps(item.gaps)}", each.year, item.gaps)
        for each in chosen
        for item in (field.items[each.project],)
    )


def _to(candidate: Candidate) -> str:
    return "“" + "”“".join(part.match.programme.title for part in candidate.package.parts) + "”"


def _gaps(gaps: Sequence[str]) -> str:
    return f"之前补齐：{'、'.join(gaps)}" if gaps else "没有缺项，等名额或资金"


def title(field: Field, year: int) -> str:
    """The heading of a year."""
    if year == field.first:
        return f"{year} 年申报"
    ending = "（十五五储备接续）" if year <= LAST_OF_FIVE_YEARS else ""
    return f"{year} 年接续申报" if year == field.first + 1 else f"{year} 年申报{ending}"


def left_out(field: Field, solved: Sequence[Solved]) -> tuple[LeftOut, ...]:
    """Every project that no year takes, with why none does, in the ranking's order."""
    taken = {each.stage.candidates[index].project for each in solved for index in each.now}
    return tuple(
        LeftOut(item, _why_never(field, solved, place), None, item.gaps)
        for place, item in enumerate(field.items)
        if place not in taken
    )


def _why_never(field: Field, solved: Sequence[Solved], place: int) -> str:
    item = field.items[place]
    if item.tier == "D":
        return f"D 档不宜申报：{item.tier_because}"
    if any(wish.project == place and wish.programme is None and wish.year is None for wish in field.named.never):
        return "限制文件里写明不报"
    if not field.packages[place]:
        return item.tier_because if not item.matches else "没有可以申报的资金渠道（不符合，或限制文件里写明不报）"
    if field.starts(place) > field.last:
        return f"{item.tier} 档，{field.last} 年以前按口径还不能申报"
    reasons = _waits(solved, place)
    if not reasons:
        return "可报的资金渠道到时已停止执行，或限制文件里写明不报"
    return "；".join(_joined(reasons))


def _waits(solved: Sequence[Solved], place: int) -> list[tuple[int, str]]:
    """Why the project is not applied for in each year in which it could be."""
    reasons = []
    for each in solved:
        if any(candidate.project == place and candidate.year == each.stage.year for candidate in each.stage.candidates):
            full = _blockers(each, place)
            reasons.append((each.stage.year, "、".join(full) or "与其他申报相比期望资金低"))
    return reasons


def _joined(reasons: Sequence[tuple[int, str]]) -> Iterator[str]:
    """Years with the same reason are told together."""
    start = 0
    for end in range(1, len(reasons) + 1):
        if end == len(reasons) or reasons[end][1] != reasons[start][1]:
            first, last = reasons[start][0], reasons[end - 1][0]
            yield f"{first} 年：{reasons[start][1]}" if first == last else f"{first}—{last} 年：{reasons[start][1]}"
            start = end


def _blockers(solved: Solved, place: int) -> list[str]:
    """The limits that stand in the way of adding the project to the plan of a year, by its most valuable package."""
    stage = solved.stage
    own = [at for at, each in enumerate(stage.candidates) if each.project == place and each.year == stage.year]
    best = max(own, key=lambda at: (stage.candidates[at].package.expected, stage.candidates[at].package.points))
    found: dict[str, None] = {}
    for row in stage.rows:
        if row.kind != PROJECT and best in row.weights and not row.holds(row.used((*solved.chosen, best))):
            found[_full(row, stage.year)] = None
    return list(found)


def _full(row: Row, year: int) -> str:
    when = f"{row.year} 年" if row.year != year else ""
    if row.kind in (QUOTA, CHANNEL):
        return f"“{row.name}”名额已满（{row.high} 个）"
    if row.kind == LOCAL:
        return f"{when}县级配套资金不够"
    if row.kind == DEBT:
        return "专项债券举债空间不够"
    return f"“{row.name}”所限" if row.kind == BALANCE else row.name


def assumptions(field: Field) -> tuple[str, ...]:
    """The sentences on which the sums rest."""
    limits = field.limits
    chance = limits.chance
    base = "、".join(f"{tier} 档 {figure(value)}" for tier, value in chance.base.items())
    after = "、".join(f"{tier} 档 {field.first + years} 年起" for tier, years in limits.starts.after.items())
    spread = (
        f"从申报当年起按 {'、'.join(f'{100 * share:g}%' for share in limits.spread)} 分年"
        if limits.spread
        else "从申报当年或开工年（取晚的）到完工年平均摊；不知道完工年的全部算在第一年"
    )
    found = [
        "期望资金 = 申报金额 × 把握，用来比较取舍，不是预测能拿到的钱；把握是建议口径，没有统计依据。",
        f"把握 = 梯次基数（{base}）× 结论系数（待核的 {figure(chance.doubt)}）× 该渠道契合度。{chance.because}",
        "申报金额不超过补助上限、拟申请额和总投资；金额待核的申报不计入期望资金，但占名额；县里自填的金额单独标明。",
        "每个项目计划期内只报一次；同一年报两个渠道的，只限规则写明可以搭配、可作地方配套的，两笔合计不超过拟申请额和总投资。",
        f"县级配套 = 总投资减去申报金额和表中自筹、贷款等，不少于表中所列地方配套；民营企业项目不占；{spread}。",
        f"各梯次可以申报的年度：{after}。{limits.starts.because}",
        "逐年排：先把当年的期望资金做到最高，剩下的排下一年；没有批下来的，下一年重新排。以后年度的标准按今天的规定算。",
        "期望资金相同的计划里，取名次靠前的项目多、用各项目首选渠道的那一个。",
    ]
    if limits.default_quota is not None:
        found.append(
            f"没有写名额的资金渠道，每年最多 {limits.default_quota} 个。{limits.default_quota_because}".rstrip()
        )
    if limits.path is None:
        found.append("没有给限制文件：没有限制配套资金和举债空间，只按每个项目报一次和默认名额排（建议口径）。")
    return tuple(found)


def warnings(field: Field, solved: Sequence[Solved]) -> tuple[str, ...]:
    """What whoever uses the plan has to know beforehand."""
    found = []
    limits = field.limits
    every = [(each.stage.year, each.stage.candidates[index]) for each in solved for index in each.now]
    now = [candidate for year, candidate in every if year == field.first]
    parts = [part for candidate in now for part in candidate.package.parts]
    unknown = sum(part.sum.unknown for part in parts)
    if unknown:
        found.append(f"{field.first} 年的 {len(parts)} 笔申报里有 {unknown} 笔金额待核，期望资金没有算它们")
    own = sum(part.sum.asked for part in parts if part.sum.own)
    if own:
        found.append(f"{field.first} 年申报金额里有 {shown(own)} 万元是县里自填的，没有规定依据")
    if limits.local_wan:
        blind = [candidate for _, candidate in every if candidate.package.local is None]
        if blind:
            found.append(f"有 {len(blind)} 个项目的县级配套待核，没有占用配套资金：{_names(field, blind)}")
        years = {when for _, candidate in every for when in candidate.local}
        free = sorted(years - set(limits.local_wan))
        if free:
            found.append(f"{'、'.join(map(str, free))} 年没有写配套资金，按不限算")
    bonds = [c for y, c in every if y in limits.debt_wan for p in c.package.parts if _blind_bond(p)]
    if bonds:
        found.append(f"有 {len(bonds)} 笔专项债券金额待核，没有占用举债空间：{_names(field, bonds)}")
    found += _unproven(solved)
    fields = {sector for item in field.items for sector in item.sector.values()}
    for rule in limits.balance:
        if rule.sector not in fields:
            found.append(f"表里没有项目属于领域“{rule.sector}”，请核对限制文件第 {rule.line} 行的写法")
    return tuple(found)


def _unproven(solved: Sequence[Solved]) -> Iterator[str]:
    for each in solved:
        if each.bound > each.value:
            yield (
                f"{each.stage.year} 年的计划没有证明是最好的：期望 {shown(each.value)} 万元，"
                f"最多还可能有 {shown(each.bound)} 万元"
            )
        elif not each.settled:
            yield (f"{each.stage.year} 年的期望资金已是最高；金额相同的几种安排没有全部比较")


def _blind_bond(part: Part) -> bool:
    return part.debt is None and part.match.programme.channel == BOND


def _names(field: Field, candidates: Sequence[Candidate], most: int = 3) -> str:
    names = [field.items[each.project].project.name for each in candidates]
    return "、".join(names[:most]) + (f" 等 {len(names)} 个" if len(names) > most else "")

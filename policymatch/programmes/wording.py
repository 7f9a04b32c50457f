"""Awards in words: what a row of the catalogue says, and when two rows contradict each other."""

from __future__ import annotations

from policymatch.model import AwardRule, ClauseRef, Figure
from policymatch.programmes.figures import figure, percent


def ratio_words(row: AwardRule) -> str:
    """A share as the text gives it: 30%, or 60%—80%."""
    assert row.ratio is not None
    low = f"{percent(row.ratio_from)}—" if row.ratio_from is not None else ""
    return low + percent(row.ratio)


def amount_words(row: AwardRule) -> str:
    """A lump sum or quota as the text gives it: 1000 元/亩, 7000—10000 万元/园（分次：3000、3000、4000）."""
    assert row.amount is not None
    low = f"{figure(row.amount_from)}—" if row.amount_from is not None else ""
    parts = f"（分次安排：{'、'.join(map(figure, row.instalments))}）" if row.instalments else ""
    counted = f"（按{'、'.join(row.counted)}计）" if row.counted else ""
    return f"{low}{figure(row.amount)} {row.amount_unit}{counted}{parts}"


def scope_words(scope: str, cap: float) -> str:
    """A cap for more than one project: 每县不超过 4500 万元."""
    return f"每{scope}不超过 {figure(cap)} 万元"


def row_words(row: AwardRule) -> str:
    """The figures of a row in one sentence."""
    parts = []
    if row.investment_from_wan is not None:
        parts.append(f"总投资 {figure(row.investment_from_wan)} 万元及以上")
    if row.investment_below_wan is not None:
        parts.append(f"总投资 {figure(row.investment_below_wan)} 万元以下")
    if row.ratio is not None:
        parts.append(f"不超过{row.basis}的 {ratio_words(row)}")
    if row.amount is not None:
        parts.append(amount_words(row))
    if row.cap_wan is not None:
        parts.append(f"单个项目不超过 {figure(row.cap_wan)} 万元")
    return "，".join([*parts, *(scope_words(*each) for each in row.scope_caps)])


def days_words(row: AwardRule) -> str:
    """Since when and until when a row holds; a row without any day is said to have none."""
    if row.valid_from is None and row.valid_to is None:
        return "未注明起止日期"
    return f"{row.valid_from or '起始日待核'} 起" + (f"，{row.valid_to} 止" if row.valid_to else "")


def contradict(one: AwardRule, other: AwardRule) -> bool:
    """Whether two rows that hold for the same project give other figures of one kind."""
    if (one.counted, one.investment_from_wan, one.investment_below_wan) != (
        other.counted,
        other.investment_from_wan,
        other.investment_below_wan,
    ):
        return False
    pairs = (
        ((one.ratio, one.ratio_from, one.basis), (other.ratio, other.ratio_from, other.basis)),
        ((one.amount, one.amount_from, one.amount_unit), (other.amount, other.amount_from, other.amount_unit)),
        ((one.cap_wan,), (other.cap_wan,)),
    )
    return any(a[0] is not None and b[0] is not None and a != b for a, b in pairs)


def overlap(one: AwardRule, other: AwardRule) -> bool:
    """Whether there is a project and a day for which two rows of a programme both hold."""
    if one.tier != other.tier or ((one.places or other.places) and not set(one.places) & set(other.places)):
        return False
    if one.applies_to and other.applies_to and not set(one.applies_to) & set(other.applies_to):
        return False
    first, second = sorted((one, other), key=lambda row: row.valid_from.toordinal() if row.valid_from else 0)
    return first.valid_to is None or second.valid_from is None or second.valid_from <= first.valid_to


def conflicting(rows: tuple[AwardRule, ...]) -> list[bool]:
    """For each row of a programme whether another one contradicts it."""
    return [any(overlap(row, other) and contradict(row, other) for other in rows if other is not row) for row in rows]


def figure_of(row: AwardRule, source: str | None) -> Figure:
    """A row as one of several that contradict each other; ``source`` is the programme's, where the row has none."""
    return Figure(row_words(row), row.source or source, row.confidence, ref_words(row.clause), row.checked_on)


def ref_words(ref: ClauseRef | None) -> str | None:
    """A clause as the catalogue writes it; None where there is none."""
    return f"{ref.policy} {ref.label}" if ref else None

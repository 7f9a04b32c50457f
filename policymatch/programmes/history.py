"""The catalogue as it was, or will be, on a day.

Figures, directions and conditions that do not hold on that day are left out; a programme that rested on another policy
then has that policy's id and number. Programmes that had not begun are 尚未执行, those past their last day 已失效; what
carries no day at all is kept, and is said to be undated where it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from policymatch.model import FormerBasis, Programme
from policymatch.programmes.awards import in_force, last_day
from policymatch.programmes.catalogue import Catalogue

_YEAR = re.compile(r"〔(\d{4})〕")

NOT_YET = "尚未执行"
ENDED = "已失效"

_UNLIKE = "这一天执行的是旧办法；方向和条件凡引用后来办法条款的，旧办法是否相同须核对。"


def as_of(catalogue: Catalogue, day: date) -> Catalogue:
    """The catalogue of that day; the one given is not changed."""
    successors = {number: programme for programme in catalogue.programmes for number in programme.replaces}
    return replace_in(
        catalogue,
        [programme_on(programme, successors, day) for programme in catalogue.programmes],
        day,
    )


def replace_in(catalogue: Catalogue, programmes: Iterable[Programme], day: date) -> Catalogue:
    """A catalogue of other programmes, with the general rules and combinations that hold on a day."""
    return catalogue.holding(
        programmes,
        [rule for rule in catalogue.general if rule.condition.holds_on(day)],
        catalogue.combinations.on(day),
    )


def programme_on(programme: Programme, successors: Mapping[str, Programme], day: date) -> Programme:
    """A programme as it was on a day; ``successors`` are the programmes that replace a document number."""
    # Before the former basis is put in: a figure without a day of its own begins with the present basis.
    awards = tuple(row for row in programme.awards if in_force(row, programme, day))
    basis = _basis_on(programme, day)
    if basis is not None:
        programme = replace(
            programme,
            policy=basis.policy,
            doc_number=basis.doc_number,
            valid_from=basis.valid_from,
            valid_to=last_day(basis, programme),
            status="现行" if basis.valid_from else "待核",
            notes=f"{_UNLIKE}{programme.notes}",
        )
    return replace(
        programme,
        status=_status_on(programme, successors.get(programme.doc_number or ""), day),
        directions=tuple(each for each in programme.directions if each.holds_on(day)),
        awards=awards,
        conditions=tuple(each for each in programme.conditions if each.holds_on(day)),
        exclusions=tuple(each for each in programme.exclusions if each.holds_on(day)),
    )


def _basis_on(programme: Programme, day: date) -> FormerBasis | None:
    """The former basis that held on a day, before the present one began."""
    if programme.valid_from is not None and programme.valid_from <= day:
        return None
    held = [
        (last, each)
        for each in programme.former
        if _can_hold(each, day) and (last := last_day(each, programme)) is not None and day <= last
    ]
    return min(held, key=lambda pair: pair[0], default=(None, None))[1]


def _can_hold(basis: FormerBasis, day: date) -> bool:
    """Whether a former basis may have begun by that day: none did before the year of its own number (〔2021〕655号)."""
    if basis.valid_from is not None:
        return basis.valid_from <= day
    year = _YEAR.search(basis.doc_number or "")
    return year is None or int(year[1]) <= day.year


def _status_on(programme: Programme, successor: Programme | None, day: date) -> str:
    """What a programme is on a day: what is written of it, unless its own days say otherwise."""
    last = programme.valid_to
    if last is None and successor is not None and successor.valid_from is not None and successor.id != programme.id:
        last = successor.valid_from - timedelta(days=1)
    if programme.valid_from is not None and day < programme.valid_from:
        return NOT_YET
    if last is not None and day > last:
        return programme.status if programme.status == "历史" else ENDED
    known = programme.valid_from is not None and last is not None
    # 历史 is said of today; on a day within its known time the programme was in force.
    return "现行" if programme.status == "历史" and known else programme.status

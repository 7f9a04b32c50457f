"""Whether a programme is still in force on a day, judged from its own days and from the policies in the store.

A basis that another policy in the store has replaced or repealed, or whose term has run out, makes a programme 待核 and
never 不符合: what follows it may well go on paying. A programme is 不符合 only where the catalogue itself says that it is
historic, or has not begun yet and follows nothing. Of a day before its basis began, asked in hindsight, nobody here knows
what held: bonds were issued before 国办发〔2024〕52号.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from policymatch.model import Answer, PolicySummary, Programme, Reason, Standing, Status
from policymatch.programmes.catalogue import Catalogue
from policymatch.programmes.history import ENDED, NOT_YET

if TYPE_CHECKING:
    from policymatch.store.snapshot import Store

IN_FORCE = "in-force"
"""The id of the reason that speaks of the programme and not of the project."""

_ENDED = (Status.SUPERSEDED, Status.REPEALED, Status.EXPIRED)


def stand(catalogue: Catalogue, store: Store, day: date) -> Catalogue:
    """The catalogue with each programme's standing on a day, as the policies in the store have it."""
    marked = (replace(each, standing=basis_ended(each, store, day)) for each in catalogue.programmes)
    return catalogue.holding(marked)


def basis_ended(programme: Programme, store: Store, day: date) -> Standing | None:
    """How the policy that a programme rests on has ended by a day; None where the store knows of no end."""
    for basis in _bases(programme, store, day):
        if basis.status not in _ENDED:
            continue
        by = None if basis.ended_by is None else store.summary(basis.ended_by, day)
        if by is not None and programme.doc_number is not None and by.doc_number == programme.doc_number:
            continue  # a fuller copy of the basis, not what came after it
        number = f"（{basis.doc_number}）" if basis.doc_number else ""
        if by is None and basis.status is Status.EXPIRED:
            last = f"，有效期至 {basis.valid_until}" if basis.valid_until else ""
            return Standing(ENDED, f"依据《{basis.title}》{number}有效期已过{last}", since=basis.ends_on)
        verb = {Status.SUPERSEDED: "取代", Status.REPEALED: "废止", Status.EXPIRED: "废止"}[basis.status]
        if by is None:
            return Standing(
                basis.status.value, f"依据《{basis.title}》{number}{basis.status.value}", since=basis.ends_on
            )
        by_number = f"（{by.doc_number}）" if by.doc_number else ""
        since = f"，自 {basis.ends_on} 起" if basis.ends_on else ""
        words = f"依据《{basis.title}》{number}已被《{by.title}》{by_number}{verb}{since}"
        return Standing(basis.status.value, words, str(by.id), basis.ends_on)
    return None


def _bases(programme: Programme, store: Store, day: date) -> Iterator[PolicySummary]:
    """The policies of the store that are the programme's basis: the one of its id, and those of its number."""
    own = store.summary(programme.policy, day)
    if own is not None:
        yield own
    if programme.doc_number is not None:
        yield from (
            each for each in store.summaries_by_number(programme.doc_number, day) if own is None or each.id != own.id
        )


def in_force(programme: Programme, day: date) -> Reason | None:
    """Why the programme may not be in force on that day; None where nothing speaks against it.

    After the last day nobody here knows whether it was renewed, so that is 待核 and not 不符合.
    """
    rule = "资金渠道仍在执行"
    found = standing_on(programme, day)
    if found is None:
        return None
    if found.state == "历史" or (found.state == NOT_YET and not programme.replaces and not _had_begun(programme)):
        return Reason(rule, Answer.NO, found.words, None, IN_FORCE)
    ask = (f"请向上级主管部门核对“{programme.title}”现行的申报办法",)
    return Reason(rule, Answer.UNKNOWN, found.words, None, IN_FORCE, "condition", "gate", ask)


def _had_begun(programme: Programme) -> bool:
    """Whether a programme's basis was in force when its entry was checked, so that earlier days are past days."""
    return programme.valid_from is not None and programme.valid_from <= programme.checked_on


def standing_on(programme: Programme, day: date) -> Standing | None:
    """What speaks against a programme's being in force on a day: its own status and days, then the store's policies."""
    if programme.status == "历史":
        return Standing("历史", "这一渠道是历史政策，已不再安排")
    if programme.valid_from is not None and day < programme.valid_from:
        words = f"{programme.valid_from} 起执行，{day} 尚未执行"
        if programme.replaces:
            words += f"；当时执行的旧办法（{'、'.join(programme.replaces)}）目录里没有，条件和标准待核"
        elif _had_begun(programme):
            words = f"现行办法 {programme.valid_from} 起执行，{day} 还没有；当时执行什么办法目录里没有，条件和标准待核"
        return Standing(NOT_YET, words, since=programme.valid_from)
    if programme.standing is not None:
        return programme.standing
    if programme.valid_to is not None and day > programme.valid_to:
        return Standing(ENDED, f"有效期至 {programme.valid_to}，是否延续要核对")
    if programme.status == ENDED:
        return Standing(ENDED, "已有新办法取代，是否并入新的渠道要核对")
    if programme.status == "待核":
        return Standing("待核", "没有查到现行办法，是否还在安排、条件有无变化都要核对")
    return None

"""Which policies hold on which days, made of all policies together.

A policy ends on the first of these days: the one after its own term, the first day of a newer version of the same
title, the first day of a policy that repeals it. Where a text itself says that it has been replaced or repealed and
nobody says since when, it holds on no day. A policy that only prevails where another differs (以本办法为准) ends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from policymatch.model import Effect, PolicySummary, Relation, Status
from policymatch.policies.identity import is_meant, is_newer_version
from policymatch.store.rows import SUMMARY, day_after, first_day, iso, to_day, to_summary

if TYPE_CHECKING:
    from policymatch.store.truth import Truth

_STATED = (Status.SUPERSEDED, Status.REPEALED, Status.EXPIRED)


@dataclass(frozen=True, slots=True)
class End:
    """The first day on which a policy no longer holds, what it is from then on, and the policy to blame."""

    day: date
    how: Status
    by: int | None = None


def relations_of(truth: Truth, key: int) -> tuple[Relation, ...]:
    """What a stored policy says of others."""
    rows = truth.rows(
        "SELECT effect, title, doc_number, issued_on, clause, on_day FROM relations WHERE policy = ? ORDER BY rowid",
        (key,),
    )
    return tuple(map(to_relation, rows))


def to_relation(row: Sequence[Any]) -> Relation:
    """A relation of a row in the order of the table's columns, the key of the title aside."""
    effect, title, number, issued, clause, on = row
    return Relation(Effect(effect), title, number, to_day(issued), clause, to_day(on))


def refresh(truth: Truth) -> int:
    """Find anew when every policy begins and ends: how many changed."""
    known = _Known(truth)
    ends: dict[int, End] = {}
    for key, end in (*known.by_itself(), *known.by_newer_version(), *known.by_repeal()):
        if key not in ends or _is_surer(end, ends[key], truth.day):
            ends[key] = end
    changed = 0
    for key, begins, before in known.stored():
        final = ends.get(key)
        after = (iso(begins), *((iso(final.day), final.how.value, final.by) if final else (None, None, None)))
        if after != before:
            truth.connection.execute(
                "UPDATE policies SET begins_on = ?, ends_on = ?, ended_how = ?, ended_by = ? WHERE key = ?",
                (*after, key),
            )
            changed += 1
    return changed


class _Known:
    """What the tables say that bears on beginnings and ends; only policies that something can end are looked at whole."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth

    def stored(self) -> Iterator[tuple[int, date | None, tuple[object, ...]]]:
        """Every policy's first day, and the columns as they are now; some thousand at a time, as they may be changed."""
        query = (
            "SELECT key, issued_on, effective_on, begins_on, ends_on, ended_how, ended_by FROM policies"
            " WHERE key > ? ORDER BY key LIMIT 20000"
        )
        last = -1
        while rows := list(self._truth.rows(query, (last,))):
            last = rows[-1][0]
            for key, issued, effective, *now in rows:
                yield key, first_day(to_day(issued), to_day(effective)), tuple(now)

    def by_itself(self) -> Iterator[tuple[int, End]]:
        query = "SELECT key, status, valid_until FROM policies WHERE valid_until IS NOT NULL OR status IN (?, ?, ?)"
        for key, status, until in self._truth.rows(query, tuple(status.value for status in _STATED)):
            stated, last = Status(status), to_day(until)
            if stated in _STATED and (last is None or day_after(last) > self._truth.day):
                yield key, End(date.min, stated)  # ended before its term, nobody says when
            elif last is not None:
                yield key, End(day_after(last), stated if stated in _STATED else Status.EXPIRED)

    def by_newer_version(self) -> Iterator[tuple[int, End]]:
        query = (
            f"SELECT p.title_key, p.key, {SUMMARY} FROM policies p WHERE p.issued_on IS NOT NULL AND p.title_key IN"
            " (SELECT title_key FROM policies WHERE title_key <> '' GROUP BY title_key HAVING count(*) > 1)"
            " ORDER BY p.title_key, p.issued_on, p.key"
        )
        rows = self._truth.rows(query)
        for _, group in groupby(rows, key=lambda row: row[0]):
            versions = [(row[1], to_summary(row[2:], self._truth.day)) for row in group]
            for at, (key, older) in enumerate(versions):
                for by, newer in versions[at + 1 :]:
                    begins = first_day(newer.issued_on, newer.effective_on)
                    if begins is not None and is_newer_version(newer, older):
                        yield key, End(begins, Status.SUPERSEDED, by)

    def by_repeal(self) -> Iterator[tuple[int, End]]:
        query = (
            "SELECT r.policy, r.title_key, r.effect, r.title, r.doc_number, r.issued_on, r.clause, r.on_day, "
            f"{SUMMARY} FROM relations r JOIN policies p ON p.key = r.policy WHERE r.effect = ?"
        )
        for by, key_of_title, *row in list(self._truth.rows(query, (Effect.REPEALS.value,))):
            relation, repealing = to_relation(row[:6]), to_summary(row[6:], self._truth.day)
            day = relation.on or _first_of_all(repealing)
            for key, target in self._candidates(key_of_title, relation.doc_number):
                if day is None or key == by or not is_meant(relation, repealing, target):
                    continue
                begins = first_day(target.issued_on, target.effective_on)
                # By a title alone nothing is ended before it has begun: it is another policy of that title.
                if relation.doc_number or begins is None or begins < day:
                    yield key, End(day, Status.REPEALED, by)

    def _candidates(self, key_of_title: str | None, number: str | None) -> Iterator[tuple[int, PolicySummary]]:
        query = f"SELECT p.key, {SUMMARY} FROM policies p WHERE p.doc_number = ? OR p.title_key = ?"
        for row in list(self._truth.rows(query, (number, key_of_title))):
            yield row[0], to_summary(row[1:], self._truth.day)


def _is_surer(end: End, other: End, today: date) -> bool:
    """Whether an end goes before another: the earlier one, but a known day of the past before an unknown one."""
    if other.day == date.min:
        return date.min < end.day <= today
    return end.day < other.day and not (end.day == date.min and other.day <= today)


def _first_of_all(summary: PolicySummary) -> date | None:
    """The first day of a policy's first version: an amended law still says what the first one repealed."""
    stated: Mapping[str, object] = summary.metadata
    first = stated.get("first_effective_on")
    return to_day(first) if first else first_day(summary.issued_on, summary.effective_on)

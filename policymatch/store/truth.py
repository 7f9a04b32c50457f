"""Reading and writing the tables."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from policymatch.model import Clause, Policy, PolicyId, PolicySummary, Status
from policymatch.policies.identity import text_print, title_key, without_article
from policymatch.store.files import Files
from policymatch.store.rows import (
    CLAUSE,
    CLAUSE_WIDTH,
    STORED,
    SUMMARY,
    is_storable,
    iso,
    status_on,
    summary_values,
    to_clause,
    to_day,
    to_summary,
)

T = TypeVar("T")
_NUMBER = re.compile("0|-?[1-9][0-9]{0,18}")  # as Python writes one; 007 is a text
_SLICE = 500  # SQLite takes a limited number of parameters in one statement

NOT_IN_FORCE = (
    "SELECT key FROM policies WHERE ends_on IS NOT NULL AND ends_on <= :day"
    " UNION SELECT key FROM policies WHERE begins_on > :day"
)
"""Policies that do not hold on a day; each half has its index."""

_LIKELIEST = (
    "digest, ends_on IS NOT NULL AND ends_on <= :day OR begins_on IS NOT NULL AND begins_on > :day, issued_on DESC, key"
)
"""Originals before digests, those in force on the day before those ended or not begun, the newest first."""


if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policymatch.policies.bare import BareArticle

HEAD = ("title", "issuer", "doc_number", "level", "region", "channel")
"""What policies that are parts of one work have in common; expressions look for these in Whoosh's index."""

# By name: a store of the first format has its columns in another order.
_INSERT_CLAUSE = "INSERT INTO clauses (policy, number, label, path, page, text, repeated, searchable) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_OF_LAW = tuple(name for name in STORED if name not in ("id", "title"))
_INSERT_ARTICLE = f"INSERT INTO policies (key, id, title, title_key, head, {', '.join(_OF_LAW)}) VALUES ({', '.join('?' * (5 + len(_OF_LAW)))})"
_INSERT_ARTICLE_CLAUSE = (
    "INSERT INTO clauses (key, policy, number, label, path, text, repeated, searchable) VALUES (?, ?, 1, ?, ?, ?, 0, 1)"
)
_INSERT_HEAD = f"INSERT OR IGNORE INTO heads ({', '.join(HEAD)}) VALUES (?, ?, ?, ?, ?, ?)"
_SELECT_HEAD = f"SELECT key FROM heads WHERE {' AND '.join(f'{name} = ?' for name in HEAD)}"


def head_of(summary: PolicySummary, body: Iterable[str]) -> tuple[str, ...]:
    """The head of a policy, in the order of ``HEAD``; what is not known is empty."""
    from policymatch.policies.channels import channels_of

    title = without_article(summary.title)
    return (
        title,
        summary.issuer or "",
        summary.doc_number or "",
        summary.level or "",
        summary.region or "",
        "、".join(channels_of(title, body)),
    )


@lru_cache(maxsize=100)
def _insert(names: tuple[str, ...]) -> str:
    return f"INSERT INTO policies ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


class Source(NamedTuple):
    """A clause as it goes into a segment: its key and its policy's in the store, its id, its policy's title and number
    (empty where it has none), its path and its text.
    """

    key: int
    policy: int
    id: str
    title: str
    number: str
    path: str
    text: str


class Truth(Files):
    """Reads and writes the tables; holds no state but the connection, its open transaction, and the day of statuses."""

    def __init__(self, connection: sqlite3.Connection, day: date | None = None) -> None:
        super().__init__(connection)
        self.day = day or date.today()
        self._last_head: tuple[tuple[str, ...], int] | None = None

    def get_meta(self, key: str) -> str | None:
        """A named value of the store."""
        return next((value for (value,) in self.rows("SELECT value FROM meta WHERE key = ?", (key,))), None)

    def set_meta(self, key: str, value: str) -> None:
        """Set a named value of the store."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def count(self) -> tuple[int, int]:
        """How many policies and clauses there are."""
        query = "SELECT (SELECT count(*) FROM policies), (SELECT count(*) FROM clauses)"
        policies, clauses = next(self.rows(query))
        return policies, clauses

    # Policies: writing

    def put_policy(
        self,
        policy: Policy,
        searchable: Iterable[bool],
        read_from: str | None,
        *,
        identified: bool,
        instead_of: int | None,
    ) -> tuple[int, int]:
        """Store a policy, in place of another or as a new one: its key, and the key of the first of its clauses.

        The keys of its clauses follow one another. ``read_from`` is the file whose text it is. ``identified``: it
        states its own id, so its text need not tell whether it is the same as another.
        """
        if instead_of is not None:
            self.connection.execute("DELETE FROM policies WHERE key = ?", (instead_of,))
        values = summary_values(policy.summary)
        values["title_key"] = title_key(policy.summary.title)
        values["print"] = None if identified else text_print(policy.clauses)
        values["read_from"] = read_from
        values["head"] = self._head(head_of(policy.summary, [clause.text for clause in policy.clauses]))
        # Only what is known: most columns of most policies are empty, and naming them takes as long as all the rest.
        values = {name: value for name, value in values.items() if value is not None}
        cursor = self.connection.execute(_insert(tuple(values)), tuple(values.values()))
        key = cursor.lastrowid
        assert key is not None
        rows = [
            (key, number, c.label, c.path, c.page, c.text, c.repeated, flag)
            for number, (c, flag) in enumerate(zip(policy.clauses, searchable, strict=True), 1)
        ]
        self.connection.executemany(_INSERT_CLAUSE, rows[:-1])
        last = self.connection.execute(_INSERT_CLAUSE, rows[-1]).lastrowid if rows else 0
        assert last is not None
        if policy.relations:
            self.connection.executemany(
                "INSERT INTO relations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (key, r.effect.value, r.title, title_key(r.title) if r.title else None, r.doc_number,
                     iso(r.issued_on), r.clause, iso(r.on))
                    for r in policy.relations
                ],
            )  # fmt: skip
        return key, last - len(policy.clauses) + 1

    def put_articles(self, articles: Sequence[BareArticle]) -> Iterator[tuple[int, int]]:
        """Store policies that are an article each and of which none stands here: the keys of each and of its clause.

        Many rows go in at once, and what the articles of a law have in common is made once.
        """
        policy, clause = (self._last_key(table) + 1 for table in ("policies", "clauses"))
        shared: dict[int, tuple[object, ...]] = {}
        rows, clauses = [], []
        for number, article in enumerate(articles):
            law = article.law
            common = shared.get(id(law))
            if common is None:
                values = summary_values(law)
                common = shared[id(law)] = tuple(values[name] for name in _OF_LAW)
            head = self._head(head_of(law, (article.text,)))
            rows.append((policy + number, article.id, article.title, article.key, head, *common))
            label = article.label
            clauses.append((clause + number, policy + number, label, label, article.text))
        self.connection.executemany(_INSERT_ARTICLE, rows)
        self.connection.executemany(_INSERT_ARTICLE_CLAUSE, clauses)
        return zip(range(policy, policy + len(rows)), range(clause, clause + len(rows)), strict=True)

    def _last_key(self, table: str) -> int:
        """The last key that a table has ever given; none is given twice."""
        query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        return next((int(key) for (key,) in self.rows(query, (table,))), 0)

    def holds_any(self, ids: Sequence[PolicyId]) -> bool:
        """Whether a policy of one of those very ids stands here."""
        return any(
            next(self.rows(f"SELECT 1 FROM policies WHERE id IN ({','.join('?' * len(part))})", part), None)
            for part in _slices(ids)
        )

    # Heads

    def _head(self, head: tuple[str, ...]) -> int:
        """The key of a head; the next articles of one law have the one just asked for."""
        if self._last_head is None or self._last_head[0] != head:
            self.connection.execute(_INSERT_HEAD, head)
            (key,) = self.connection.execute(_SELECT_HEAD, head).fetchone()
            self._last_head = head, key
        return self._last_head[1]

    def tidy_heads(self) -> None:
        """Give every policy of an older store its head, and remove heads that no policy has any more."""
        for (key,) in list(self.rows("SELECT key FROM policies WHERE head IS NULL")):
            policy = self.policy(key, as_stored=True)
            head = self._head(head_of(policy.summary, (clause.text for clause in policy.clauses)))
            self.connection.execute("UPDATE policies SET head = ? WHERE key = ?", (head, key))
        self.connection.execute(
            "DELETE FROM heads WHERE NOT EXISTS (SELECT 1 FROM policies WHERE policies.head = heads.key)"
        )
        self._last_head = None

    def heads(self) -> Iterator[tuple[int, dict[str, str]]]:
        """All heads by key: the names of their fields (``HEAD``) with what stands in them, empty where that is unknown."""
        for key, *values in self.rows(f"SELECT key, {', '.join(HEAD)} FROM heads ORDER BY key"):
            yield key, dict(zip(HEAD, values, strict=True))

    # Policies: reading

    def key_of(self, policy_id: PolicyId, *, exactly: bool = False) -> int | None:
        """The key of the policy with that id; a number given as text finds a number too, unless ``exactly``."""
        if exactly:
            found = self.connection.execute("SELECT key FROM policies WHERE id = ?", (policy_id,)).fetchone()
            return None if found is None else int(found[0])
        candidates: list[PolicyId] = [policy_id]
        if isinstance(policy_id, str) and _NUMBER.fullmatch(policy_id):
            candidates.append(int(policy_id))
        for candidate in candidates:
            if not is_storable(candidate):
                continue
            for (key,) in self.rows("SELECT key FROM policies WHERE id = ?", (candidate,)):
                return int(key)
        return None

    def sources_of(self, key: int) -> list[str]:
        """The files a policy was read from."""
        rows = self.rows("SELECT location FROM sources WHERE policy = ? ORDER BY location", (key,))
        return [location for (location,) in rows]

    def policy(self, key: int, *, as_stored: bool = False) -> Policy:
        """A policy with all its clauses in reading order and what it says of others.

        ``as_stored``: as its text states it, without what other policies and the day make of it.
        """
        from policymatch.store.versions import relations_of

        row = next(self.rows(f"SELECT {SUMMARY} FROM policies p WHERE p.key = ?", (key,)))
        summary = to_summary(row, None if as_stored else self.day)
        rows = self.rows(f"SELECT {CLAUSE} FROM clauses c WHERE c.policy = ? ORDER BY c.number", (key,))
        return Policy(summary, tuple(to_clause(summary.id, row) for row in rows), relations_of(self, key))

    def summary(self, key: int) -> PolicySummary:
        """A policy's metadata alone, with its status on the day."""
        return to_summary(next(self.rows(f"SELECT {SUMMARY} FROM policies p WHERE p.key = ?", (key,))), self.day)

    def read_from(self, key: int) -> str | None:
        """The file whose text a policy has."""
        return next(
            (location for (location,) in self.rows("SELECT read_from FROM policies WHERE key = ?", (key,))), None
        )

    def summaries(self) -> Iterator[tuple[PolicySummary, int]]:
        """All policies by number and title, each with the number of its clauses."""
        rows = self.rows(
            f"SELECT {SUMMARY}, (SELECT count(*) FROM clauses c WHERE c.policy = p.key) FROM policies p"
            " ORDER BY p.issued_on DESC, p.title, p.id"
        )
        for row in rows:
            yield to_summary(row[:-1], self.day), row[-1]

    def keys_by_number(self, doc_number: str) -> list[int]:
        """Policies with that 发文字号: originals before digests, those in force before others, the newest first."""
        query = f"SELECT key FROM policies WHERE doc_number = :number ORDER BY {_LIKELIEST}"
        rows = self.rows(query, {"number": doc_number, "day": self.day.isoformat()})
        return [key for (key,) in rows]

    def numbered_titles(self) -> Iterator[tuple[str, str]]:
        """Number and title of all policies that have a number."""
        return self.rows("SELECT doc_number, title FROM policies WHERE doc_number IS NOT NULL ORDER BY key")

    def keys_by_title(self, titles: Iterable[str]) -> list[int]:
        """Policies of some titles, in the order of these; of one, originals first, those in force, the newest."""
        found: list[int] = []
        for title in titles:
            rows = self.rows(
                f"SELECT key FROM policies WHERE title_key = :title ORDER BY {_LIKELIEST}",
                {"title": title_key(title), "day": self.day.isoformat()},
            )
            found += [key for (key,) in rows]
        return found

    def days_of(self, policies: Sequence[int]) -> dict[int, str]:
        """The day of issue of some policies, ISO; empty where that is unknown."""
        found: dict[int, str] = {}
        for part in _slices(policies):
            rows = self.rows(f"SELECT key, issued_on FROM policies WHERE key IN ({','.join('?' * len(part))})", part)
            found.update((key, day or "") for key, day in rows)
        return found

    def policies_between(self, column: str, first: date | None, last: date | None) -> Iterator[int]:
        """Keys of the policies with a day from ``first`` to ``last``, both included, in ``issued_on`` or ``effective_on``."""
        query = f"SELECT key FROM policies WHERE {column} BETWEEN ? AND ?"
        return (key for (key,) in self.rows(query, (iso(first or date.min), iso(last or date.max))))

    def policies_titled(self, fits: Callable[[str], bool]) -> Iterator[int]:
        """Keys of the policies with a title of some kind; looks at all of them."""
        return (key for key, title in self.rows("SELECT key, title FROM policies") if fits(title))

    def policies_of_heads(self, heads: Iterable[int]) -> Iterator[int]:
        """Keys of the policies that have one of some heads."""
        for part in _slices(heads):
            marks = ",".join("?" * len(part))
            yield from (key for (key,) in self.rows(f"SELECT key FROM policies WHERE head IN ({marks})", part))

    def head_values(self, field: str, heads: Iterable[int]) -> Iterator[tuple[int, str]]:
        """What stands in a field (of ``HEAD``) of some heads."""
        for part in _slices(heads):
            marks = ",".join("?" * len(part))
            yield from self.rows(f"SELECT key, {field} FROM heads WHERE key IN ({marks})", part)

    def alike(self, summary: PolicySummary) -> Iterator[tuple[int, PolicySummary, bytes]]:
        """Policies that may be the same as one: of its number or its title, with the prints of their texts."""
        query = (
            f"SELECT p.key, p.print, {SUMMARY} FROM policies p WHERE p.title_key = ? OR p.doc_number = ? ORDER BY p.key"
        )
        for row in self.rows(query, (title_key(summary.title), summary.doc_number)):
            yield row[0], to_summary(row[2:], self.day), row[1] or b""

    def not_in_force(self) -> list[int]:
        """Keys of the policies that do not hold on the day of this truth."""
        return [key for (key,) in self.rows(NOT_IN_FORCE, {"day": self.day.isoformat()})]

    def with_status(self, status: str) -> tuple[bool, list[int]]:
        """The policies with a status on the day: (True, their keys), or (False, all others) where they are most."""
        query = "SELECT key, status, begins_on, ends_on, ended_how, valid_until FROM policies"
        within: list[int] = []
        without: list[int] = []
        for key, stated, begins, ends, how, until in self.rows(query):
            now = status_on(self.day, Status(stated), to_day(begins), to_day(ends), how, to_day(until))
            (within if now == status else without).append(key)
        return (True, within) if len(within) <= len(without) else (False, without)

    # Clauses

    def clause_keys_of(self, policy: int) -> list[int]:
        """Keys of a policy's clauses in reading order."""
        rows = self.rows("SELECT key FROM clauses WHERE policy = ? ORDER BY number", (policy,))
        return [key for (key,) in rows]

    def searchable_keys(self) -> Iterator[int]:
        """Keys of all clauses that search may find, in the order in which they were stored."""
        return (key for (key,) in self.rows("SELECT key FROM clauses WHERE searchable ORDER BY key"))

    def clause_sources(self, keys: Sequence[int]) -> Iterator[Source]:
        """What of some clauses goes into a segment, in rising order of their keys, as the keys must be."""
        for part in _slices(keys):
            # A range is read in one sweep; where most of it is not wanted each clause is looked up.
            dense = part[-1] - part[0] < 4 * len(part)
            where = "BETWEEN ? AND ?" if dense else f"IN ({','.join('?' * len(part))})"
            rows = self.rows(
                "SELECT c.key, c.policy, p.id, c.number, p.title, p.doc_number, c.path, c.text FROM clauses c JOIN policies p"
                f" ON p.key = c.policy WHERE c.key {where} ORDER BY c.key",
                (part[0], part[-1]) if dense else part,
            )
            wanted = set(part)
            for key, policy, policy_id, position, title, number, path, text in rows:
                if key in wanted:
                    yield Source(key, policy, f"{policy_id}#{position}", title, number or "", path, text)

    def policies_of(self, keys: Sequence[int]) -> NDArray[np.int64]:
        """The policies of some clauses, in no order, one for each clause."""
        import numpy as np

        found: list[int] = []
        for part in _slices(keys):
            rows = self.rows(f"SELECT policy FROM clauses WHERE key IN ({','.join('?' * len(part))})", part)
            found += [policy for (policy,) in rows]
        return np.array(found, np.int64)

    def texts(self, keys: Iterable[int]) -> Iterator[tuple[int, str]]:
        """The texts of some clauses, in no order."""
        for part in _slices(keys):
            yield from self.rows(f"SELECT key, text FROM clauses WHERE key IN ({','.join('?' * len(part))})", part)

    def clause_texts(self, keys: Iterable[int]) -> Iterator[tuple[int, int, PolicySummary, Clause]]:
        """The clauses of those keys, in no order: a clause's key and its policy's, the policy and the clause."""
        seen: dict[int, PolicySummary] = {}
        for part in _slices(keys):
            marks = ",".join("?" * len(part))
            rows = self.rows(
                f"SELECT c.key, c.policy, {CLAUSE}, {SUMMARY} FROM clauses c JOIN policies p ON p.key = c.policy"
                f" WHERE c.key IN ({marks})",
                part,
            )
            for row in rows:
                summary = seen.get(row[1])
                if summary is None:
                    summary = seen[row[1]] = to_summary(row[2 + CLAUSE_WIDTH :], self.day)
                yield row[0], row[1], summary, to_clause(summary.id, row[2 : 2 + CLAUSE_WIDTH])

    def clauses_around(self, policy: int, first: int, last: int) -> Iterator[Clause]:
        """The clauses of a policy with the numbers from ``first`` to ``last``, both included, in reading order."""
        (policy_id,) = next(self.rows("SELECT id FROM policies WHERE key = ?", (policy,)))
        query = f"SELECT {CLAUSE} FROM clauses c WHERE c.policy = ? AND c.number BETWEEN ? AND ? ORDER BY c.number"
        return (to_clause(policy_id, row) for row in self.rows(query, (policy, first, last)))


def _slices(keys: Iterable[T]) -> Iterator[list[T]]:
    wanted = list(keys)
    for start in range(0, len(wanted), _SLICE):
        yield wanted[start : start + _SLICE]

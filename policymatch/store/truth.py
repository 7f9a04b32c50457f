"""SQLite holds the truth: policies, clauses, and the files they came from.

One transaction writes a whole run and names the generation of derived files that belongs to it, so its commit is
the one moment at which readers see anything of it. SQLite's own lock is the lock for writers; it dies with its holder.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from policymatch.errors import StoreDamaged, StoreLocked, StoreMissing, StoreOutdated
from policymatch.model import Clause, Policy, PolicyId, PolicySummary, Status

SCHEMA_VERSION = 1
FILE = "policies.sqlite"

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE policies (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id NOT NULL UNIQUE,            -- no type: a record's number comes back as a number
    title TEXT NOT NULL, doc_number TEXT, issuer TEXT, issued_on TEXT, effective_on TEXT, valid_until TEXT,
    status TEXT NOT NULL, source TEXT, digest INTEGER NOT NULL, checked_on TEXT, confidence TEXT,
    metadata TEXT NOT NULL
);
CREATE INDEX policies_by_number ON policies (doc_number);
CREATE TABLE clauses (
    key INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used twice, so what is derived can rely on it
    policy INTEGER NOT NULL REFERENCES policies (key) ON DELETE CASCADE,
    number INTEGER NOT NULL, label TEXT NOT NULL, path TEXT NOT NULL, page INTEGER, text TEXT NOT NULL,
    searchable INTEGER NOT NULL              -- headings are shown but answer nothing
);
CREATE UNIQUE INDEX clauses_of_policy ON clauses (policy, number);
CREATE TABLE files (location TEXT PRIMARY KEY, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL);
CREATE TABLE sources (
    location TEXT NOT NULL REFERENCES files (location) ON DELETE CASCADE,
    policy INTEGER NOT NULL REFERENCES policies (key) ON DELETE CASCADE,
    PRIMARY KEY (location, policy)
);
CREATE INDEX sources_of_policy ON sources (policy);
"""

_SUMMARY = (
    "p.id, p.title, p.doc_number, p.issuer, p.issued_on, p.effective_on, p.valid_until, p.status, p.source, p.digest,"
    " p.checked_on, p.confidence, p.metadata"
)
_CLAUSE = "c.number, c.label, c.path, c.page, c.text"
_NUMBER = re.compile("0|-?[1-9][0-9]{0,18}")  # as Python writes one; 007 is a text
_SLICE = 500  # SQLite takes a limited number of parameters in one statement


def connect(folder: Path, *, write: bool) -> sqlite3.Connection:
    """Open the database of a store and begin a transaction; ``write`` makes it where it is missing.

    Raises StoreMissing, StoreLocked, StoreOutdated or StoreDamaged.
    """
    path = folder / FILE
    if not write and not path.exists():
        raise _missing(folder)
    connection = None
    try:
        if write:
            folder.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=0, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        else:
            connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        _begin(connection, folder, write=write)
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.DatabaseError | OSError):
            raise _explain(error, folder) from error
        raise
    return connection


def _begin(connection: sqlite3.Connection, folder: Path, *, write: bool) -> None:
    connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0 and write:
        for statement in _SCHEMA.split(";\n"):
            if statement.strip():
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    elif version == 0:
        raise _missing(folder)  # the first run has not ended yet, or never did
    elif version != SCHEMA_VERSION:
        raise StoreOutdated(
            f"政策库的格式是第 {version} 版，本程序用的是第 {SCHEMA_VERSION} 版",
            "换一个新的 --store 文件夹重新收入政策文件",
        )


def _damaged(error: sqlite3.DatabaseError) -> StoreDamaged:
    return StoreDamaged(f"政策库文件已损坏：{error}", "运行 policymatch doctor 查看，必要时换一个 --store 重新收入")


def _missing(folder: Path) -> StoreMissing:
    return StoreMissing(f"“{folder}”里还没有政策库", "先运行 policymatch index 收入政策文件")


def _explain(error: sqlite3.DatabaseError | OSError, folder: Path) -> Exception:
    if isinstance(error, OSError):
        return StoreMissing(f"无法打开政策库“{folder}”：{error.strerror}", "换一个有读写权限的文件夹，用 --store 指定")
    if not isinstance(error, sqlite3.OperationalError):
        return _damaged(error)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreLocked("另一个程序正在写入这个政策库", "等它结束后再试；查询不受影响")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StoreMissing(f"没有权限写入“{folder}”", "换一个有读写权限的文件夹，用 --store 指定")
    return StoreDamaged(f"政策库无法打开：{error}", "运行 policymatch doctor 查看")


class Truth:
    """Reads and writes the tables; holds no state but the connection and its open transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def _rows(self, query: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query. Raises StoreDamaged where SQLite meets pages that are not what was written."""
        try:
            yield from self.connection.execute(query, values)
        except sqlite3.DatabaseError as error:
            raise _damaged(error) from error

    def get_meta(self, key: str) -> str | None:
        """A named value of the store."""
        return next((value for (value,) in self._rows("SELECT value FROM meta WHERE key = ?", (key,))), None)

    def set_meta(self, key: str, value: str) -> None:
        """Set a named value of the store."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def count(self) -> tuple[int, int]:
        """How many policies and clauses there are."""
        query = "SELECT (SELECT count(*) FROM policies), (SELECT count(*) FROM clauses)"
        policies, clauses = next(self._rows(query))
        return policies, clauses

    # Writing

    def put_policy(self, policy: Policy, searchable: Iterable[bool]) -> int:
        """Store a policy in place of one with the same id; the key under which it stands."""
        summary = policy.summary
        self.connection.execute("DELETE FROM policies WHERE id = ?", (summary.id,))
        cursor = self.connection.execute(
            "INSERT INTO policies VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _summary_row(summary)
        )
        key = cursor.lastrowid
        assert key is not None
        self.connection.executemany(
            "INSERT INTO clauses VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
            (
                (key, number, clause.label, clause.path, clause.page, clause.text, flag)
                for number, (clause, flag) in enumerate(zip(policy.clauses, searchable, strict=True), 1)
            ),
        )
        return key

    def file_hash(self, location: str) -> str | None:
        """The hash under which a file was last read."""
        return next((sha for (sha,) in self._rows("SELECT sha256 FROM files WHERE location = ?", (location,))), None)

    def put_file(self, location: str, sha256: str, size: int, policies: Iterable[int]) -> bool:
        """Say which policies a file holds now; what only its former content held is removed. Whether there was such."""
        before = {key for (key,) in self._rows("SELECT policy FROM sources WHERE location = ?", (location,))}
        self.connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (location, sha256, size))
        now = dict.fromkeys(policies)
        self.connection.executemany("INSERT OR IGNORE INTO sources VALUES (?, ?)", ((location, key) for key in now))
        removed = 0
        for key in before - now.keys():
            self.connection.execute("DELETE FROM sources WHERE location = ? AND policy = ?", (location, key))
            removed += self.connection.execute(
                "DELETE FROM policies WHERE key = ? AND NOT EXISTS (SELECT 1 FROM sources WHERE policy = ?)", (key, key)
            ).rowcount
        return removed > 0

    def restore_sources(self, policy: int, locations: Iterable[str]) -> None:
        """Name the files of a policy again after it was put in place of its former self."""
        self.connection.executemany(
            "INSERT OR IGNORE INTO sources VALUES (?, ?)", ((location, policy) for location in locations)
        )

    # Reading

    def key_of(self, policy_id: PolicyId) -> int | None:
        """The key of the policy with that id; a number given as text finds a number too."""
        candidates: list[PolicyId] = [policy_id]
        if isinstance(policy_id, str) and _NUMBER.fullmatch(policy_id):
            candidates.append(int(policy_id))
        for candidate in candidates:
            if not is_storable(candidate):
                continue
            for (key,) in self._rows("SELECT key FROM policies WHERE id = ?", (candidate,)):
                return int(key)
        return None

    def sources_of(self, key: int) -> list[str]:
        """The files a policy was read from."""
        rows = self._rows("SELECT location FROM sources WHERE policy = ? ORDER BY location", (key,))
        return [location for (location,) in rows]

    def policy(self, key: int) -> Policy:
        """A policy with all its clauses in reading order."""
        summary = _summary(next(self._rows(f"SELECT {_SUMMARY} FROM policies p WHERE p.key = ?", (key,))))
        rows = self._rows(f"SELECT {_CLAUSE} FROM clauses c WHERE c.policy = ? ORDER BY c.number", (key,))
        return Policy(summary, tuple(_clause(summary.id, row) for row in rows))

    def summaries(self) -> Iterator[tuple[PolicySummary, int]]:
        """All policies by number and title, each with the number of its clauses."""
        rows = self._rows(
            f"SELECT {_SUMMARY}, (SELECT count(*) FROM clauses c WHERE c.policy = p.key) FROM policies p"
            " ORDER BY p.issued_on DESC, p.title, p.id"
        )
        for row in rows:
            yield _summary(row[:-1]), row[-1]

    def keys_by_number(self, doc_number: str) -> list[int]:
        """Policies with that 发文字号, originals before digests."""
        rows = self._rows("SELECT key FROM policies WHERE doc_number = ? ORDER BY digest, key", (doc_number,))
        return [key for (key,) in rows]

    def clause_keys_of(self, policy: int) -> list[int]:
        """Keys of a policy's clauses in reading order."""
        rows = self._rows("SELECT key FROM clauses WHERE policy = ? ORDER BY number", (policy,))
        return [key for (key,) in rows]

    def searchable_keys(self) -> list[int]:
        """Keys of all clauses that search may find, in the order in which they were stored."""
        rows = self._rows("SELECT key FROM clauses WHERE searchable ORDER BY key")
        return [key for (key,) in rows]

    def clause_texts(self, keys: Iterable[int]) -> Iterator[tuple[int, PolicySummary, Clause]]:
        """The clauses of those keys with their policies, in no order; a policy's metadata is left out."""
        wanted = list(keys)
        seen: dict[int, PolicySummary] = {}
        for start in range(0, len(wanted), _SLICE):
            part = wanted[start : start + _SLICE]
            marks = ",".join("?" * len(part))
            rows = self._rows(
                f"SELECT c.key, c.policy, {_CLAUSE}, {_SUMMARY} FROM clauses c JOIN policies p ON p.key = c.policy"
                f" WHERE c.key IN ({marks})",
                part,
            )
            for row in rows:
                summary = seen.get(row[1])
                if summary is None:
                    summary = seen[row[1]] = _summary(row[7:])
                yield row[0], summary, _clause(summary.id, row[2:7])


def is_storable(policy_id: PolicyId) -> bool:
    """Whether SQLite can hold an id: its numbers have 64 bits, and half of a surrogate pair is no text."""
    if isinstance(policy_id, int):
        return -(2**63) <= policy_id < 2**63
    return not any("\ud800" <= char <= "\udfff" for char in policy_id)


def _summary_row(summary: PolicySummary) -> tuple[object, ...]:
    return (
        summary.id, summary.title, summary.doc_number, summary.issuer, _iso(summary.issued_on),
        _iso(summary.effective_on), _iso(summary.valid_until), summary.status.value, summary.source, summary.digest,
        _iso(summary.checked_on), summary.confidence,
        json.dumps(dict(summary.metadata), default=str),
    )  # fmt: skip


def _summary(row: tuple[object, ...]) -> PolicySummary:
    policy_id, title, doc_number, issuer, issued, effective, until, status, source, digest, checked, sure, extra = row
    return PolicySummary(
        id=policy_id,  # type: ignore[arg-type]
        title=str(title),
        doc_number=_optional(doc_number),
        issuer=_optional(issuer),
        issued_on=_date(issued),
        effective_on=_date(effective),
        valid_until=_date(until),
        status=Status(str(status)),
        source=_optional(source),
        digest=bool(digest),
        checked_on=_date(checked),
        confidence=_optional(sure),
        metadata=json.loads(str(extra)) if extra != "{}" else {},
    )


def _clause(policy_id: PolicyId, row: tuple[object, ...]) -> Clause:
    number, label, path, page, text = row
    return Clause(f"{policy_id}#{number}", str(label), str(path), str(text), page)  # type: ignore[arg-type]


def _optional(value: object) -> str | None:
    return None if value is None else str(value)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None

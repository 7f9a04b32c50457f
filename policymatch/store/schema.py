"""The tables of the store, and opening them: SQLite holds the truth.

One transaction writes a whole run and names the generation of derived files that belongs to it, so its commit is
the one moment at which readers see anything of it. SQLite's own lock is the lock for writers; it dies with its holder.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policymatch.errors import StoreDamaged, StoreError, StoreLocked, StoreMissing, StoreOutdated

SCHEMA_VERSION = 3
FILE = "policies.sqlite"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS heads (           -- what policies that are parts of one work have in common
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL, issuer TEXT NOT NULL, doc_number TEXT NOT NULL, level TEXT NOT NULL, region TEXT NOT NULL,
    channel TEXT NOT NULL,         -- kinds of money, with 、 between them
    UNIQUE (title, issuer, doc_number, level, region, channel)
);
CREATE TABLE IF NOT EXISTS policies (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id NOT NULL UNIQUE,            -- no type: a record's number comes back as a number
    title TEXT NOT NULL, doc_number TEXT, issuer TEXT, issued_on TEXT, effective_on TEXT, valid_until TEXT,
    status TEXT NOT NULL,          -- as the text itself states it
    source TEXT, digest INTEGER NOT NULL, checked_on TEXT, confidence TEXT, metadata TEXT NOT NULL,
    level TEXT, region TEXT, found TEXT NOT NULL,
    title_key TEXT NOT NULL,       -- the form in which titles are compared
    print BLOB,                    -- what tells two copies of a text from two texts
    read_from TEXT,                -- the file whose text is kept, where several hold the policy
    begins_on TEXT, ends_on TEXT, ended_how TEXT,        -- store.versions makes these of all policies together
    ended_by INTEGER REFERENCES policies (key) ON DELETE SET NULL,
    head INTEGER REFERENCES heads (key)
);
CREATE INDEX IF NOT EXISTS policies_by_head ON policies (head);
CREATE INDEX IF NOT EXISTS policies_by_issue ON policies (issued_on) WHERE issued_on IS NOT NULL;
CREATE INDEX IF NOT EXISTS policies_by_number ON policies (doc_number) WHERE doc_number IS NOT NULL;
CREATE INDEX IF NOT EXISTS policies_by_title ON policies (title_key);
CREATE INDEX IF NOT EXISTS policies_by_beginning ON policies (begins_on) WHERE begins_on IS NOT NULL;
CREATE INDEX IF NOT EXISTS policies_by_end ON policies (ends_on) WHERE ends_on IS NOT NULL;
CREATE INDEX IF NOT EXISTS policies_by_successor ON policies (ended_by) WHERE ended_by IS NOT NULL;
CREATE TABLE IF NOT EXISTS relations (
    policy INTEGER NOT NULL REFERENCES policies (key) ON DELETE CASCADE,
    effect TEXT NOT NULL, title TEXT, title_key TEXT, doc_number TEXT, issued_on TEXT, clause TEXT NOT NULL, on_day TEXT
);
CREATE INDEX IF NOT EXISTS relations_of_policy ON relations (policy);
CREATE TABLE IF NOT EXISTS clauses (
    key INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used twice, so what is derived can rely on it
    policy INTEGER NOT NULL REFERENCES policies (key) ON DELETE CASCADE,
    number INTEGER NOT NULL, label TEXT NOT NULL, path TEXT NOT NULL, page INTEGER, text TEXT NOT NULL,
    repeated INTEGER NOT NULL,               -- characters at the beginning that repeat a table's title and head
    searchable INTEGER NOT NULL              -- headings are shown but answer nothing
);
CREATE UNIQUE INDEX IF NOT EXISTS clauses_of_policy ON clauses (policy, number);
CREATE INDEX IF NOT EXISTS clauses_searchable ON clauses (key) WHERE searchable;
CREATE TABLE IF NOT EXISTS files (
    location TEXT PRIMARY KEY, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL,
    stamp TEXT NOT NULL,                     -- which readers read it; others would read it again
    failures TEXT NOT NULL                   -- JSON: reason and kind of what could not be read in it
);
CREATE INDEX IF NOT EXISTS files_by_content ON files (sha256);
CREATE TABLE IF NOT EXISTS sources (
    location TEXT NOT NULL REFERENCES files (location) ON DELETE CASCADE,
    policy INTEGER NOT NULL REFERENCES policies (key) ON DELETE CASCADE,
    PRIMARY KEY (location, policy)
);
CREATE INDEX IF NOT EXISTS sources_of_policy ON sources (policy);
"""

_FULL = StoreError("磁盘空间不足，没有写完；政策库保持原样", "腾出空间后再运行一次，已读过的文件不用重读。")


def connect(folder: Path, *, write: bool, dry: bool = False) -> sqlite3.Connection:
    """Open the database of a store and begin a transaction; ``write`` makes it where it is missing.

    With ``dry`` nothing is made: where there is no store an empty one in memory stands in. Raises StoreMissing,
    StoreLocked, StoreOutdated or StoreDamaged.
    """
    path = folder / FILE
    if not write and not path.exists():
        raise _missing(folder)
    connection = None
    try:
        if write:
            connection = _writable(path, in_memory=dry and not path.exists())
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


def _writable(path: Path, *, in_memory: bool) -> sqlite3.Connection:
    if in_memory:
        connection = sqlite3.connect(":memory:", isolation_level=None)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # With less, a large run writes the pages of its indexes out and reads them in again and again.
        connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _begin(connection: sqlite3.Connection, folder: Path, *, write: bool) -> None:
    connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0 and write:
        _make(connection)
    elif 0 < version < SCHEMA_VERSION and write:
        _add_columns(connection)
        _make(connection)
    elif version == 0:
        raise _missing(folder)  # the first run has not ended yet, or never did
    elif version != SCHEMA_VERSION:
        raise StoreOutdated(
            f"政策库的格式是第 {version} 版，本程序用的是第 {SCHEMA_VERSION} 版",
            "运行 policymatch policies，库会自动转换，内容不变"
            if version < SCHEMA_VERSION
            else "升级 policymatch，或换一个新的 --store 文件夹重新收入政策文件",
        )


def _make(connection: sqlite3.Connection) -> None:
    # A comment may hold a semicolon, so a statement ends where a line does.
    for statement in _SCHEMA.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _add_columns(connection: sqlite3.Connection) -> None:
    """Bring an older store up to date; what its policies lack is made when the next run ends.

    Files of a store of the first format count as never read, so the next run reads them anew.
    """
    for table, columns in _ADDED.items():
        present = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        for column in columns:
            if column.partition(" ")[0] not in present:
                connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")


_ADDED = {
    "policies": (
        "level TEXT", "region TEXT", "found TEXT NOT NULL DEFAULT '{}'", "title_key TEXT NOT NULL DEFAULT ''", "print BLOB",
        "read_from TEXT", "begins_on TEXT", "ends_on TEXT", "ended_how TEXT", "ended_by INTEGER REFERENCES policies (key) ON DELETE SET NULL",
        "head INTEGER REFERENCES heads (key)",
    ),
    "clauses": ("repeated INTEGER NOT NULL DEFAULT 0",),
    "files": ("stamp TEXT NOT NULL DEFAULT ''", "failures TEXT NOT NULL DEFAULT '[]'"),
}  # fmt: skip


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn what SQLite and the system say while a store is written into errors of ours. Raises StoreError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)):
            raise StoreError(_FULL.message, _FULL.hint) from error
        if error.errno is None:
            raise _not_written() from error  # numpy says of a full disk only how many bytes it wrote
        raise
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # a bug of ours, not damage
    except sqlite3.DatabaseError as error:
        raise _explain(error, folder) from error


def _not_written() -> StoreError:
    return StoreError("写入磁盘时出错，没有写完；政策库保持原样", "检查磁盘空间和磁盘是否完好，再运行一次。")


def damaged(error: sqlite3.DatabaseError) -> StoreDamaged:
    """The error for a database whose pages are not what was written."""
    return StoreDamaged(f"政策库文件已损坏：{error}", "运行 policymatch doctor 查看，必要时换一个 --store 重新收入")


def _missing(folder: Path) -> StoreMissing:
    return StoreMissing(f"“{folder}”里还没有政策库", "先运行 policymatch index 收入政策文件")


def _explain(error: sqlite3.DatabaseError | OSError, folder: Path) -> Exception:
    if isinstance(error, OSError):
        return StoreMissing(f"无法打开政策库“{folder}”：{error.strerror}", "换一个有读写权限的文件夹，用 --store 指定")
    if not isinstance(error, sqlite3.OperationalError):
        return damaged(error)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreLocked("另一个程序正在写入这个政策库", "等它结束后再试；查询不受影响")
    if code == sqlite3.SQLITE_FULL:
        return StoreError(_FULL.message, _FULL.hint)
    if code == sqlite3.SQLITE_IOERR:
        return _not_written()
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StoreMissing(f"没有权限写入“{folder}”", "换一个有读写权限的文件夹，用 --store 指定")
    return StoreDamaged(f"政策库无法打开：{error}", "运行 policymatch doctor 查看")

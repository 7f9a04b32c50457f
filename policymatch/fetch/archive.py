"""The folder of originals: files, and for each its address, time and hash, consistent whatever moment a run dies at.

A download is written as ``<key>.part``; the record is committed; then the file takes its name. What opening finds of a
run that died is either a .part file whose hash is on record, which takes its name now, or one that nobody knows,
which goes. A former version is copied to ``.former`` before the record changes; folders with a dot are not indexed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from policymatch.errors import FetchError
from policymatch.fetch.names import file_name, former_name, key_of

RECORDS = "fetched.sqlite"
FORMER = ".former"
_SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE pages (
    url TEXT PRIMARY KEY, title TEXT NOT NULL, page TEXT,      -- the page an attachment hangs on
    final_url TEXT NOT NULL, status INTEGER NOT NULL,
    fetched_at TEXT NOT NULL, checked_at TEXT NOT NULL,         -- UTC; when these bytes came, when last asked
    sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, etag TEXT, last_modified TEXT, content_type TEXT,
    kind TEXT NOT NULL, file TEXT NOT NULL
);
CREATE TABLE former (
    url TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, fetched_at TEXT NOT NULL, file TEXT NOT NULL,
    PRIMARY KEY (url, sha256, fetched_at)
);
"""


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of an address.

    ``fetched_at`` is when these bytes came, ``checked_at`` when the server was last asked, both UTC in ISO 8601;
    ``page`` is the address of the page an attachment hangs on, ``kind`` the format, ``file`` the name in the folder.
    """

    url: str
    title: str
    page: str | None
    final_url: str
    status: int
    fetched_at: str
    checked_at: str
    sha256: str
    bytes: int
    etag: str | None
    last_modified: str | None
    content_type: str | None
    kind: str
    file: str


class Archive:
    """A folder of originals, open for one run, for several threads; a context manager.

    Raises FetchError where the folder cannot be used or another run uses it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        with _explained(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._database = _connect(folder / RECORDS)
            try:
                self._recover()
            except BaseException:
                self._database.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def record(self, url: str) -> Record | None:
        """What is kept of an address; None where there is nothing, or its file is gone or was changed by somebody."""
        with self._lock, _explained(self.folder):
            row = self._database.execute(f"SELECT {_COLUMNS} FROM pages WHERE url = ?", (url,)).fetchone()
            if row is None:
                return None
            record = Record(*row)
            return record if _hash(self.folder / record.file) == record.sha256 else None

    def records(self) -> list[Record]:
        """All that is kept, by address."""
        with self._lock, _explained(self.folder):
            return [Record(*row) for row in self._database.execute(f"SELECT {_COLUMNS} FROM pages ORDER BY url")]

    def former(self, url: str) -> list[tuple[str, str, str]]:
        """Former versions of an address, oldest first: hash, when it was fetched, file in the folder."""
        query = "SELECT sha256, fetched_at, file FROM former WHERE url = ? ORDER BY fetched_at"
        with self._lock, _explained(self.folder):
            return self._database.execute(query, (url,)).fetchall()

    @contextmanager
    def part(self, url: str) -> Iterator[BinaryIO]:
        """An empty file for a download, removed in the end unless ``keep`` has given it its name."""
        path = self._part(url)
        try:
            with _explained(self.folder):
                file = path.open("w+b")
            with file:
                yield file
        finally:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def keep(self, record: Record, ending: str, file: BinaryIO) -> tuple[Record, bool]:
        """Keep a download under its name; ``record.file`` is filled in. Whether it is new or changed.

        The same bytes as before leave the file alone, and its ``fetched_at`` as it was.
        """
        with self._lock, _explained(self.folder):
            file.flush()
            present = self._present(record.url)
            if present is not None and present.sha256 == record.sha256 == _hash(self.folder / present.file):
                same = replace(record, fetched_at=present.fetched_at, file=present.file)
                self._commit(same)
                return same, False
            name = present.file if present and present.file.endswith(ending) else ""
            record = replace(record, file=name or file_name(record.title, record.url, ending))
            former = self._save_former(record, present)
            os.fsync(file.fileno())
            file.close()  # a file that is open cannot be renamed on Windows
            self._commit(record, former)
            self._settle(record)
            return record, True

    def confirm(self, record: Record) -> None:
        """Note that the server says nothing has changed."""
        with self._lock, _explained(self.folder):
            self._commit(record)

    def _part(self, url: str) -> Path:
        return self.folder / f"{key_of(url)}.part"

    def _present(self, url: str) -> Record | None:
        row = self._database.execute(f"SELECT {_COLUMNS} FROM pages WHERE url = ?", (url,)).fetchone()
        return None if row is None else Record(*row)

    def _save_former(self, record: Record, present: Record | None) -> tuple[object, ...] | None:
        """Copy what stands under the name now, or stood there for the record, so that nothing is lost."""
        path = self.folder / (present.file if present else record.file)
        sha256 = _hash(path)
        if sha256 is None or sha256 == record.sha256:
            return None
        fetched_at = present.fetched_at if present else record.fetched_at
        copy = self.folder / FORMER / former_name(path.name, fetched_at, sha256)
        copy.parent.mkdir(exist_ok=True)
        partial = copy.with_name(copy.name + ".part")
        shutil.copyfile(path, partial)
        partial.replace(copy)
        return (record.url, sha256, copy.stat().st_size, fetched_at, f"{FORMER}/{copy.name}")

    def _commit(self, record: Record, former: tuple[object, ...] | None = None) -> None:
        marks = ", ".join("?" * len(fields(Record)))
        with self._database:
            self._database.execute(f"INSERT OR REPLACE INTO pages VALUES ({marks})", astuple(record))
            if former is not None:
                self._database.execute("INSERT OR REPLACE INTO former VALUES (?, ?, ?, ?, ?)", former)

    def _settle(self, record: Record) -> None:
        """Give a download its name once its record is committed; its former version goes, whatever its ending was."""
        for path in self.folder.glob(f"*-{key_of(record.url)}.*"):
            if path.name != record.file:
                path.unlink()
        self._part(record.url).replace(self.folder / record.file)

    def _recover(self) -> None:
        records = {f"{key_of(record.url)}.part": record for record in self._all()}
        for path in (*self.folder.glob("*.part"), *self.folder.glob(f"{FORMER}/*.part")):
            record = records.get(path.name)
            if record is not None and path.parent == self.folder and _hash(path) == record.sha256:
                self._settle(record)
            else:
                path.unlink()

    def _all(self) -> list[Record]:
        return [Record(*row) for row in self._database.execute(f"SELECT {_COLUMNS} FROM pages")]


_COLUMNS = ", ".join(field.name for field in fields(Record))


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=0, check_same_thread=False)
    try:
        # The lock is held until the end: two runs in one folder would remove each other's parts.
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("BEGIN EXCLUSIVE")
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            for statement in _SCHEMA.split(";\n"):
                if statement.strip():
                    database.execute(statement)
            database.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
        database.commit()
    except BaseException:
        database.close()
        raise
    if version not in (0, _SCHEMA_VERSION):
        database.close()
        raise FetchError(f"“{path}”是更新版本的程序写的", "请升级 policymatch，或换一个 --to 文件夹。", kind="登记有误")
    return database


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            raise FetchError(
                f"另一个 fetch 正在使用“{folder}”", "等它结束后再试，或用 --to 换一个文件夹。", kind="正在使用"
            ) from error
        raise FetchError(
            f"登记文件“{folder / RECORDS}”无法使用：{error}",
            "把它移走后再运行：文件会重新核对，已有的内容不会丢。",
            kind="登记有误",
        ) from error
    except OSError as error:
        raise FetchError(
            f"无法写入“{folder}”：{error.strerror or error}",
            "请检查权限和磁盘空间，或用 --to 换一个文件夹。",
            kind="无法写入",
        ) from error


def _hash(path: Path) -> str | None:
    """The SHA-256 of a file; None where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None

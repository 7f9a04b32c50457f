"""Reading and writing the tables of files: what was read from where, and what it held."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from policymatch.errors import StoreError
from policymatch.store.schema import damaged


class Known(NamedTuple):
    """A file as it was when it was last read; ``failures`` are pairs of reason and kind."""

    sha256: str
    stamp: str
    failures: list[tuple[str, str]]


class Tables:
    """Holds no state but the connection and its open transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def rows(self, query: str, values: Sequence[object] | dict[str, object] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query.

        Raises StoreDamaged where SQLite meets pages that are not what was written, StoreError where the store is
        closed or belongs to another thread.
        """
        try:
            yield from self.connection.execute(query, values)
        except sqlite3.ProgrammingError as error:  # nothing on disk is wrong
            raise StoreError(
                "政策库已经关闭，或是在另一个线程里打开的", "在用它的线程里打开政策库（open_store），用完再关闭"
            ) from error
        except sqlite3.DatabaseError as error:
            raise damaged(error) from error


class Files(Tables):
    """Which files were read, as they were then, and the policies each holds."""

    def file(self, location: str) -> Known | None:
        """A file as it was last read."""
        for row in self.rows("SELECT sha256, stamp, failures FROM files WHERE location = ?", (location,)):
            return Known(row[0], row[1], [tuple(pair) for pair in json.loads(row[2])])
        return None

    def files_within(self, folder: str) -> Iterator[tuple[str, str]]:
        """Locations and hashes of the files read from below a folder, whose name ends with its separator."""
        # Not LIKE, for which % and _ in a folder's name would mean something.
        query = "SELECT location, sha256 FROM files WHERE substr(location, 1, ?) = ? ORDER BY location"
        return self.rows(query, (len(folder), folder))

    def keys_by_content(self, sha256: str, stamp: str, name: str) -> list[int] | None:
        """What a file of that content and name holds, if those readers read it whole; None if there is none such.

        The name counts because a text without a title takes its file's.
        """
        query = "SELECT location FROM files WHERE sha256 = ? AND stamp = ? AND failures = '[]'"
        for (location,) in self.rows(query, (sha256, stamp)):
            if os.path.basename(location) == name:  # noqa: PTH119 - a location is a text
                return sorted(self.held_by(location))
        return None

    def put_file(self, location: str, size: int, known: Known, policies: Iterable[int]) -> int:
        """Say which policies a file holds now; what only its former content held is removed: how many went."""
        before = self.held_by(location)
        self.put_failures(location, size, known)
        now = dict.fromkeys(policies)
        # A policy that stands twice in a file was put in place of itself, and its first key is gone.
        self.connection.executemany(
            "INSERT OR IGNORE INTO sources SELECT ?, key FROM policies WHERE key = ?", ((location, key) for key in now)
        )
        return self._let_go(location, before - now.keys())

    def put_failures(self, location: str, size: int, known: Known) -> None:
        """Say how a file was read, without touching what it held before: one that went bad keeps its former text."""
        self.connection.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?) ON CONFLICT (location) DO UPDATE SET sha256 = excluded.sha256,"
            " bytes = excluded.bytes, stamp = excluded.stamp, failures = excluded.failures",
            (location, known.sha256, size, known.stamp, json.dumps(known.failures)),
        )

    def remove_file(self, location: str) -> int:
        """Forget a file and what only it held: the number of policies that went."""
        gone = self._let_go(location, self.held_by(location))
        self.connection.execute("DELETE FROM files WHERE location = ?", (location,))
        return gone

    def rename_file(self, old: str, new: str) -> int:
        """A file is found under another name, its content being the same: how many policies went with what was there."""
        gone = self.remove_file(new)
        self.connection.execute(
            "INSERT INTO files SELECT ?, sha256, bytes, stamp, failures FROM files WHERE location = ?", (new, old)
        )
        self.connection.execute("UPDATE sources SET location = ? WHERE location = ?", (new, old))
        for column in ("source", "read_from"):
            self.connection.execute(f"UPDATE policies SET {column} = ? WHERE {column} = ?", (new, old))
        self.connection.execute("DELETE FROM files WHERE location = ?", (old,))
        return gone

    def read_again(self, policy: int, but: str | None) -> None:
        """Have all files that hold a policy, but one, read again."""
        self.connection.execute(
            "UPDATE files SET sha256 = '' WHERE location <> ? AND location IN"
            " (SELECT location FROM sources WHERE policy = ?)",
            (but or "", policy),
        )

    def holds_policies(self, location: str) -> bool:
        """Whether any policy was read from a file."""
        return next(self.rows("SELECT 1 FROM sources WHERE location = ? LIMIT 1", (location,)), None) is not None

    def rests_on_name(self, location: str) -> bool:
        """Whether a file's name told something about a policy in it, its title or its date."""
        query = "SELECT p.found FROM policies p JOIN sources s ON s.policy = p.key WHERE s.location = ?"
        return any("文件名" in how for (found,) in self.rows(query, (location,)) for how in json.loads(found).values())

    def held_by(self, location: str) -> set[int]:
        """The policies that were read from a file."""
        return {key for (key,) in self.rows("SELECT policy FROM sources WHERE location = ?", (location,))}

    def _let_go(self, location: str, policies: Iterable[int]) -> int:
        """A file no longer holds these policies; those that no other file holds are removed."""
        removed = 0
        for key in policies:
            self.connection.execute("DELETE FROM sources WHERE location = ? AND policy = ?", (location, key))
            # Its text was this file's; the next run reads another one that holds the policy.
            self.connection.execute(
                "UPDATE files SET sha256 = '' WHERE location IN (SELECT s.location FROM sources s JOIN policies p"
                " ON p.key = s.policy WHERE p.key = ? AND p.read_from = ?)",
                (key, location),
            )
            removed += self.connection.execute(
                "DELETE FROM policies WHERE key = ? AND NOT EXISTS (SELECT 1 FROM sources WHERE policy = ?)", (key, key)
            ).rowcount
            for column in ("source", "read_from"):
                self.connection.execute(
                    f"UPDATE policies SET {column} = (SELECT min(location) FROM sources WHERE policy = ?)"
                    f" WHERE key = ? AND {column} = ?",
                    (key, key, location),
                )
        return removed

    def restore_sources(self, policy: int, locations: Iterable[str]) -> None:
        """Name the files of a policy again after it was put in place of its former self."""
        self.connection.executemany(
            "INSERT OR IGNORE INTO sources VALUES (?, ?)", ((location, policy) for location in locations)
        )

"""Every exception the package raises on purpose.

    PolicyMatchError                 the root: ``message`` says what happened, ``hint`` what to do
    ├── ReadError                    a file cannot be read (its fault, not ours)
    ├── FetchError                   an address cannot be fetched, or a list of addresses not used
    ├── TableError                   a project table cannot be understood
    ├── CatalogueError               a corpus file is wrong; names file and line
    ├── QueryError                   a search expression cannot be understood
    ├── PlanError                    no plan keeps all limits; says which contradict each other
    ├── NotFoundError                there is nothing under that id
    ├── ModelError                   a folder of a sentence-embedding model cannot be used
    └── StoreError                   something about the store
        ├── StoreMissing             there is no store there
        ├── StoreLocked              another process is writing
        ├── StoreOutdated            what is derived does not fit this version; rebuild
        ├── StoreDamaged             what is on disk is not what was written
        └── VectorsMissing           there are no sentence vectors of that model beside the store

Messages and hints are Chinese, because users read them. Anything else that surfaces is a bug of ours.
"""

from __future__ import annotations

from pathlib import Path


class PolicyMatchError(Exception):
    """The root of all our exceptions; ``message`` and ``hint`` are Chinese sentences for the user."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ReadError(PolicyMatchError):
    """A file cannot be read. ``kind`` is a short stable word that groups failures of a batch."""

    def __init__(self, message: str, hint: str = "", *, kind: str = "无法读取") -> None:
        super().__init__(message, hint)
        self.kind = kind


class FetchError(PolicyMatchError):
    """An address cannot be fetched. ``kind`` is a short stable word that groups failures of a batch."""

    def __init__(self, message: str, hint: str = "", *, kind: str = "无法下载") -> None:
        super().__init__(message, hint)
        self.kind = kind


class TableError(PolicyMatchError):
    """A project table cannot be understood; the message names sheet, row or cell where one is to blame."""


class CatalogueError(PolicyMatchError):
    """A file of the corpus is wrong. ``path`` and ``line`` (from 1) say where."""

    def __init__(self, message: str, path: Path, line: int, hint: str = "") -> None:
        super().__init__(f"{path}:{line}: {message}", hint)
        self.path = path
        self.line = line
        self.reason = message


class QueryError(PolicyMatchError):
    """A search expression cannot be understood."""


class PlanError(PolicyMatchError):
    """No plan keeps all limits. ``conflicts`` are Chinese sentences, one for each set of limits that cannot hold together."""

    def __init__(self, message: str, hint: str = "", conflicts: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint)
        self.conflicts = conflicts


class NotFoundError(PolicyMatchError):
    """There is nothing under the id that was asked for."""


class ModelError(PolicyMatchError):
    """A folder of a sentence-embedding model cannot be used, or what it needs is not installed."""


class StoreError(PolicyMatchError):
    """Something about the store."""


class StoreMissing(StoreError):
    """There is no store in that folder."""


class StoreLocked(StoreError):
    """Another process is writing to the store."""


class StoreOutdated(StoreError):
    """What is derived was made by another version of schema, dictionary or lexicon."""


class StoreDamaged(StoreError):
    """What is on disk is not what was written."""


class VectorsMissing(StoreError):
    """There are no sentence vectors of that model beside the store."""

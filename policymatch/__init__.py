"""PolicyMatch: which public money can a county's project apply for, and why.

    import policymatch
    store = policymatch.open_store(path)
    hits = store.search("乡镇污水处理厂能申请什么补助", limit=100)
    with policymatch.write_store(path) as writer:
        writer.add_files([...])
        writer.add_records([...])

Importing the package loads nothing heavy; what a call needs is loaded when it is called.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from policymatch._version import __version__
from policymatch.errors import PolicyMatchError

if TYPE_CHECKING:
    from policymatch.store.snapshot import Store
    from policymatch.store.writer import StoreWriter

__all__ = ["PolicyMatchError", "__version__", "open_store", "write_store"]


def open_store(path: str | PathLike[str]) -> Store:
    """Open a snapshot of the store in a folder; it opens in milliseconds whatever its size.

    Raises StoreMissing, StoreOutdated or StoreDamaged.
    """
    from policymatch.store.snapshot import Store

    return Store(Path(path))


def write_store(path: str | PathLike[str]) -> StoreWriter:
    """Open the store in a folder for writing, as a context manager; the folder is made where it is missing.

    Leaving the ``with`` block without an exception makes everything visible at once; an exception leaves the store
    as it was. Raises StoreLocked where another process is writing.
    """
    from policymatch.store.writer import StoreWriter

    return StoreWriter(Path(path))

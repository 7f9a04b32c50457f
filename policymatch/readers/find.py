"""Which files of a folder are ours to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

SUPPORTED = frozenset(
    {".pdf", ".docx", ".html", ".htm", ".shtml", ".mht", ".mhtml", ".md", ".markdown", ".txt", ".text", ".ofd"}
    | {".xlsx", ".xlsm", ".tif", ".tiff"}
    # by way of LibreOffice
    | {".doc", ".docm", ".dot", ".dotx", ".wps", ".wpt", ".rtf", ".odt", ".xls", ".et", ".ods"}
)
"""Endings of the files of a folder that ``read_file`` reads.

Pictures other than those that scanners make (.png, .jpg …) are read where they are named themselves: in folders most
of them are the ornaments of saved web pages.
"""

RECORDS = (".jsonl", ".jsonl.gz")
"""Endings of the files that ``read_records`` reads."""

# Documents of a kind people keep policies in. They are found, so that the batch reports that they were not read.
_FOREIGN = frozenset({".caj", ".ceb"})


def is_records(path: Path) -> bool:
    """Whether the file's name says it holds records (JSON Lines, plain or gzip)."""
    return path.name.lower().endswith(RECORDS)


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files to read: those given as they are, folders searched to the bottom in order of name.

    Hidden files, Office lock files (~$) and files of other kinds inside folders are left out; documents in formats
    we cannot read, folders that cannot be opened and files that do not exist are yielded, so that reading them
    reports the failure. No folder is entered twice, whatever links lead to it.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if _is_folder(path):
            yield from _walk(path, seen)
        else:
            yield path


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # too long a name, or a folder above it that nobody may look into
        return False


def _walk(top: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    waiting = [top]
    while waiting:
        path = waiting.pop()
        try:
            if not path.is_dir():
                if _is_wanted(path):
                    yield path
                continue
            status = path.stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            inside = [entry for entry in path.iterdir() if not entry.name.startswith((".", "~$"))]
        except OSError:
            yield path
        else:
            waiting.extend(sorted(inside, reverse=True))


def _is_wanted(path: Path) -> bool:
    # A link to nowhere with a policy's name is reported like a policy that is gone; pipes and devices are not.
    if not path.is_file() and path.exists():
        return False
    return is_records(path) or path.suffix.lower() in SUPPORTED | _FOREIGN

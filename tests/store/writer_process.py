"""A writer in a process of its own, which tests kill: ``writer_process.py STORE POINT FILE...``.

``POINT`` names the moment at which the process kills itself; with ``none`` it prints a line when it begins to write
and goes on until it is done or killed, with ``limit=N`` no file may grow beyond N bytes. Ends with 3 after a StoreError.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

import policymatch
from policymatch.errors import StoreError
from policymatch.store import derived, writer


def die(*_: object, **__: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def main() -> None:
    store, point, *files = sys.argv[1:]
    if point == "segments":
        derived._write_fame = die
    elif point == "manifest":
        derived._sync = die
    elif point == "rename":
        derived._sync_folder = lambda folder: die() if folder.name == derived.FOLDER else None
    elif point == "commit":
        writer.build_generation = lambda *given, **named: (derived.build_generation(*given, **named), die())
    elif point == "remove":
        writer.remove_old = die
    elif point.startswith("limit="):
        import resource

        most = int(point.removeprefix("limit="))
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        with policymatch.write_store(store) as opened:
            sys.stdout.write("begin\n")
            sys.stdout.flush()
            opened.add_files(Path(file) for file in files)
    except StoreError as error:
        sys.exit(3 if error.hint else 4)


if __name__ == "__main__":
    main()

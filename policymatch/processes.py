"""Processes that work beside the one that was started: how they begin, speak and end.

Not multiprocessing: its children import the caller's main module again, which breaks a plain script that calls
``write_store(...).add_files(...)``. Talk goes over pipes, which work alike on Windows, macOS and Linux.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO


def cores() -> int:
    """The cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start_python(code: str, *, answers: bool = True) -> subprocess.Popen[bytes]:
    """Start a process that runs some code of this very program; it is spoken to by its stdin, and answers by its stdout.

    It should end when its stdin does, so that it cannot outlive this one, not even where this one is killed. Raises OSError.
    """
    package = str(Path(__file__).resolve().parents[1])
    return subprocess.Popen(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {package!r}); {code}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE if answers else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # ^C is for the program that leads; it ends the others itself.
        start_new_session=True,
    )


def close_pipes(process: subprocess.Popen[bytes]) -> None:
    """Close what leads to a process that has ended, or shall end."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def take_stdout() -> BinaryIO:
    """In such a process: its stdout, for answers alone; whatever a library prints from now on is lost."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return answers

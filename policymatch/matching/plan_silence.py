"""Keeps what a C library prints off the standard output.

HiGHS prints a line of its own there now and then (HighsMipSolverData::transformNewIntegerFeasibleSolution), whatever its
options say; between the lines of a JSON document it would spoil it.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def silence() -> Iterator[None]:
    """The standard output of the process leads nowhere; Python's own goes on as it was afterwards."""
    flush = _flush()
    if flush is None:
        yield
        return
    try:
        if sys.__stdout__ is not None:
            sys.__stdout__.flush()
        flush(None)
        kept = os.dup(1)
    except (OSError, ValueError):  # there is no standard output, or it is closed
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        flush(None)  # what C holds back must go nowhere too
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)


def _flush() -> Any:
    """C's fflush, None where it cannot be had."""
    try:
        return (ctypes.CDLL("ucrtbase") if sys.platform == "win32" else ctypes.CDLL(None)).fflush
    except (OSError, AttributeError, TypeError):
        return None

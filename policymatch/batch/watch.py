"""Waiting for files to come, change or go.

By looking again and again: the systems' own notices do not come from network drives, where counties keep their files,
and a file that is still being copied must not be read half-way, so its size and time have to be compared anyway.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from policymatch.readers import find_files

State = dict[Path, tuple[int, int]]


def changes(
    paths: Sequence[Path], settled: State, interval: float, sleep: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Yield whenever the files below some folders have changed and then stayed the same for one interval (seconds).

    ``settled`` is how they looked before they were last taken in: what came while that was done counts too.
    """
    former = settled
    while True:
        sleep(interval)
        now = look(paths)
        if now == former and now != settled:
            settled = now
            yield
        former = now


def look(paths: Sequence[Path]) -> State:
    """Size and time of change of every file that would be read; of one that is gone or closed to us, nothing."""
    found: State = {}
    for path in find_files(paths):
        try:
            status = path.stat()
        except OSError:
            found[path] = (-1, -1)
        else:
            found[path] = (status.st_size, status.st_mtime_ns)
    return found

"""Segments made by a second process while the first one reads, parses and stores.

What is stored goes to the other process in batches, marshalled as between two halves of one program; it cuts the texts and writes a segment whenever one
is full. Cutting takes as long as parsing and storing, so that on two cores a large run takes half the time. A run of
a few thousand clauses is done in the process itself: starting another one would take longer.
"""

from __future__ import annotations

import contextlib
import marshal
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

from policymatch.cycles import collector_at_rest
from policymatch.processes import close_pipes, start_python
from policymatch.store.segment import MOST, SegmentBuilder
from policymatch.store.truth import Source
from policymatch.text.analysis import default_analyzer

BATCH = 2_000
_END = b""
_LENGTH = 8
"""Bytes in which the length of a batch stands before it."""
START = 3_000
"""Clauses up to which no second process is started."""


class Feed:
    """Takes clauses in rising order of their keys and makes segments of them in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: list[Source] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._batches: queue.Queue[bytes] = queue.Queue(maxsize=16)
        self._broken = False
        self._fed = False

    def add(self, sources: list[Source]) -> None:
        """Hand over clauses; what cannot be handed over is missing in the end, and the caller makes it itself."""
        if self._broken:
            return
        self._kept += sources
        self._fed = self._fed or bool(sources)
        if len(self._kept) < (START if self._process is None else BATCH):
            return
        if self._process is None:
            self._begin()
        self._send()

    def expect(self, clauses: int) -> None:
        """Start the other process at once where so many clauses are coming that it will be wanted."""
        if clauses >= START and self._process is None and not self._broken:
            self._begin()

    def _begin(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        try:
            self._process = start_python(
                f"import sys; from policymatch.store.feed import serve; serve({str(self._folder)!r}, sys.stdin.buffer)",
                answers=False,
            )
        except OSError:
            self._broken = True
            return
        threading.Thread(target=self._pump, daemon=True).start()

    def _pump(self) -> None:
        """Write to the other process, so that whoever hands clauses over need not wait until it reads them."""
        assert self._process is not None
        assert self._process.stdin is not None
        batch: bytes | None = None
        while batch != _END:
            batch = self._batches.get()
            try:
                if not self._broken:
                    self._process.stdin.write(len(batch).to_bytes(_LENGTH, "little") + batch)
                    self._process.stdin.flush()
            except (OSError, ValueError):  # it is gone, or was closed; what is still to come is thrown away
                self._broken = True

    def _send(self) -> None:
        if not self._broken:
            for start in range(0, len(self._kept), BATCH):
                self._batches.put(marshal.dumps([tuple(source) for source in self._kept[start : start + BATCH]]))
        self._kept = []

    def end(self) -> None:
        """Hand over the rest, so that it is written while the caller does something else."""
        if self._process is not None:
            self._send()
            self._batches.put(_END)

    def take(self) -> list[Path]:
        """After ``end``: the folders of the segments, once they are written; none where there was no second process."""
        if self._process is None or self._process.wait() != 0 or self._broken or not self._fed:
            return []
        return sorted(self._folder.iterdir())

    def close(self) -> None:
        """End the other process and remove what was not taken."""
        if self._process is None:
            return
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        self._broken = True
        with contextlib.suppress(queue.Full):
            self._batches.put(_END, timeout=5)  # the thread need not wait any longer
        close_pipes(self._process)
        shutil.rmtree(self._folder, ignore_errors=True)


def write_segments(folder: Path, batches: Callable[[], list[Source]]) -> list[Path]:
    """Write segments of the clauses that ``batches`` gives until it gives none, each as full as it can be."""
    shutil.rmtree(folder, ignore_errors=True)
    written: list[Path] = []
    builder = SegmentBuilder(default_analyzer())
    while sources := batches():
        room = MOST - len(builder)
        builder.add(sources[:room])
        if len(builder) == MOST:
            written.append(_write(builder, folder, len(written)))
            builder = SegmentBuilder(default_analyzer())
            builder.add(sources[room:])
    if len(builder) or not written:
        written.append(_write(builder, folder, len(written)))
    return written


def _write(builder: SegmentBuilder, folder: Path, number: int) -> Path:
    target = folder / f"s{number:04d}"
    builder.write(target)
    return target


def serve(folder: str, batches: IO[bytes]) -> None:
    """What the other process does: read batches up to the empty one that ends them."""
    with collector_at_rest():
        write_segments(Path(folder), lambda: _sources(batches))


def _sources(batches: IO[bytes]) -> list[Source]:
    length = int.from_bytes(_exactly(batches, _LENGTH), "little")
    return [Source(*values) for values in marshal.loads(_exactly(batches, length))] if length else []


def _exactly(batches: IO[bytes], count: int) -> bytes:
    read = batches.read(count)
    if len(read) < count:
        sys.exit(1)  # the first process is gone; nobody will take what is half done
    return read

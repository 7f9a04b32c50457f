"""Shares of many questions, worked out by a second process while the first one is busy with other things.

Whatever the second process does, the answers are those of one process: where it cannot be started, ends or answers too
late, the questions are answered here.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np

from policymatch.processes import close_pipes, cores, start_python

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policymatch.store.shares import Shares

LEAST = 1500
"""Questions from which on a second process is worth its start."""

BLOCK = 50
"""Questions that are asked in one go."""

_AHEAD = 100
"""Blocks the second process may be ahead of the one that is wanted; some 20 MB of answers."""

_PATIENCE = 60.0
"""Seconds without any answer after which the second process is given up."""

WORKER = "from policymatch.store.shares_worker import main; main()"


def default_processes() -> int:
    """Two where there are two cores to run on."""
    return min(2, cores())


class ScoresAhead:
    """The shares of ``clauses`` for each of some questions in turn; a context manager, for its process must be ended.

    ``processes`` of 1 answers everything in this process, None chooses by the questions and the machine.
    """

    def __init__(
        self,
        shares: Shares,
        clauses: Sequence[str],
        opening: dict[str, object],
        questions: Sequence[str],
        processes: int | None = None,
    ) -> None:
        self._shares = shares
        self.columns = {clause_id: number for number, clause_id in enumerate(clauses)}
        """Where the share of each clause stands in a row."""
        self._opening = opening
        self._blocks = [questions[start : start + BLOCK] for start in range(0, len(questions), BLOCK)]
        if processes is None:
            processes = default_processes() if len(questions) >= LEAST else 1
        self._two = processes > 1 and shares.width > 0
        self._process: subprocess.Popen[bytes] | None = None
        self._feeder: threading.Thread | None = None
        self._changed = threading.Condition()
        self._found: dict[int, NDArray[np.float64]] = {}
        self._untaken = list(range(len(self._blocks) - 1, -1, -1))
        self._wanted = 0
        self._closed = False
        self.answered_aside = 0
        """Questions that the second process answered."""

    def __enter__(self) -> Self:
        if self._two and self._blocks:
            with contextlib.suppress(OSError):
                self._process = start_python(WORKER)
                self._feeder = threading.Thread(target=self._feed, args=(self._process,), daemon=True)
                self._feeder.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._feeder is not None:
                self._feeder.join(10)  # it has come to the end of the pipes
            close_pipes(self._process)

    def __iter__(self) -> Iterator[NDArray[np.float64]]:
        """A row of shares for each question."""
        for number in range(len(self._blocks)):
            yield from self._block(number)

    def _block(self, number: int) -> NDArray[np.float64]:
        """The answers of a block; while they are under way, blocks that nobody has begun are answered here."""
        while True:
            with self._changed:
                self._wanted = number
                self._changed.notify_all()
                if number in self._found:
                    return self._found.pop(number)
                if not self._untaken or not self._is_near(self._untaken[-1]):
                    if not self._changed.wait(_PATIENCE) and self._process is not None:
                        self._process.kill()  # what it was asked is then untaken again
                    continue
                mine = self._untaken.pop()
            found = self._shares.of_all(self._blocks[mine])
            with self._changed:
                self._found[mine] = found

    def _feed(self, process: subprocess.Popen[bytes]) -> None:
        """Have the second process answer one block after the other; runs in a thread of its own."""
        mine: int | None = None
        try:
            _write(process, self._opening)
            while (mine := self._take()) is not None:
                found = self._ask(process, self._blocks[mine])
                with self._changed:
                    self._found[mine] = found
                    self.answered_aside += len(found)
                    mine = None
                    self._changed.notify_all()
        except (OSError, ValueError, EOFError):  # it is gone, or was never able to
            pass
        finally:
            with self._changed:
                if mine is not None:  # whatever went wrong, somebody must answer it
                    self._untaken.append(mine)
                    self._untaken.sort(reverse=True)
                self._changed.notify_all()

    def _take(self) -> int | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self._untaken or self._is_near(self._untaken[-1]))
            return None if self._closed or not self._untaken else self._untaken.pop()

    def _is_near(self, number: int) -> bool:
        return number <= self._wanted + _AHEAD

    def _ask(self, process: subprocess.Popen[bytes], questions: Sequence[str]) -> NDArray[np.float64]:
        _write(process, list(questions))
        assert process.stdout is not None
        width = self._shares.width
        size = 8 * width * len(questions)
        answer = process.stdout.read(size)
        if len(answer) != size:
            raise EOFError
        return np.frombuffer(answer, np.float64).reshape(len(questions), width)


def _write(process: subprocess.Popen[bytes], message: object) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(message).encode() + b"\n")
    process.stdin.flush()

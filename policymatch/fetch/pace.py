"""One request at a time to a host, with a pause between two."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from policymatch.errors import FetchError


class Pace:
    """Gives turns to threads. ``sleep`` and ``clock`` (seconds) stand for time; ``stopped`` ends all waiting."""

    def __init__(
        self, sleep: Callable[[float], object] | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.stopped = threading.Event()
        self._sleep = sleep or self.stopped.wait
        self._clock = clock
        self._lock = threading.Lock()
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._last: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str, delay: float) -> Iterator[None]:
        """Wait until nobody else asks the host and its last answer is ``delay`` seconds old. Raises FetchError (已中断)."""
        with self._lock:
            turn = self._turns[host]
        with turn:
            if host in self._last:
                self.wait(self._last[host] + delay - self._clock())
            self.check()
            try:
                yield
            finally:
                self._last[host] = self._clock()

    def wait(self, seconds: float) -> None:
        """Wait. Raises FetchError (已中断) where it was stopped meanwhile."""
        if seconds > 0:
            self._sleep(seconds)
        self.check()

    def check(self) -> None:
        """Raise FetchError (已中断) once the run was stopped."""
        if self.stopped.is_set():
            raise FetchError("已中断", kind="已中断")

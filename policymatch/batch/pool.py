"""Reader processes: as many as there are cores, each killed when a file takes it over its time or memory.

No pool of the standard library or of joblib kills the one worker that hangs. Talk goes over pipes, one JSON message a line
(batch.worker); how processes are started is told in policymatch.processes.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from policymatch.batch.codec import from_line, to_line
from policymatch.errors import ReadError
from policymatch.processes import close_pipes, cores, start_python
from policymatch.readers.limits import DEFAULT_LIMITS, Limits, took_too_long

MOST_WORKERS = 8
WORKER = "from policymatch.batch.worker import main; main()"
_AHEAD = 8  # files a worker may be ahead of the one whose turn it is
_BUFFERED = 256  # messages of one file that wait for their turn
_GRACE = 20.0  # seconds beyond a file's own limit, which a reader that is not stuck keeps by itself: a page takes some
_TICK = 0.1
_RETIRE = 0.5  # share of the memory limit above which an idle worker is replaced


def default_workers() -> int:
    """One reader a core, and no more than eight: beyond that the disk is what one waits for."""
    return min(MOST_WORKERS, cores())


class Reading:
    """One file being read; ``messages`` gives what the worker said of it, as it comes."""

    def __init__(self, path: Path, limits: Limits, cancelled: threading.Event) -> None:
        self.path = path
        self.limits = limits
        self.cancelled = cancelled
        self._lines: queue.Queue[bytes | None] = queue.Queue(_BUFFERED)

    def put(self, line: bytes | None) -> None:
        """Hand over a line, None after the last; waits for the reader of the lines, unless that one has gone."""
        while not self.cancelled.is_set():
            with contextlib.suppress(queue.Full):
                self._lines.put(line, timeout=_TICK)
                return

    def lines(self) -> Iterator[bytes]:
        """The worker's lines, as they come."""
        while (line := self._lines.get()) is not None:
            yield line


class Pool:
    """Workers that live from one batch to the next; they start when there is something to do."""

    def __init__(self, workers: int | None = None) -> None:
        self._size = workers or default_workers()
        self._tasks: queue.Queue[Reading | None] = queue.Queue()
        self._workers: list[_Worker] = []

    @contextmanager
    def batch(self, limits: Limits = DEFAULT_LIMITS) -> Iterator[Batch]:
        """A batch of files; leaving it by an exception (^C) stops what is still being read."""
        cancelled = threading.Event()
        try:
            yield Batch(self._submit, limits, cancelled, _AHEAD * self._size)
        finally:
            cancelled.set()
            for worker in self._workers:
                worker.abandon(cancelled)

    def close(self) -> None:
        """End all workers."""
        for _ in self._workers:
            self._tasks.put(None)
        for worker in self._workers:
            worker.kill("")
        for worker in self._workers:
            worker.join()
        self._workers.clear()

    def _submit(self, reading: Reading) -> None:
        idle = sum(worker.reading is None for worker in self._workers)
        if idle <= self._tasks.qsize() and len(self._workers) < self._size:
            self._workers.append(_Worker(self._tasks))
        self._tasks.put(reading)


class Batch:
    """Files that are read together; ``ahead`` is how many may wait for their turn."""

    def __init__(
        self, submit: Callable[[Reading], None], limits: Limits, cancelled: threading.Event, ahead: int
    ) -> None:
        self._submit = submit
        self._limits = limits
        self._cancelled = cancelled
        self.ahead = ahead

    def submit(self, path: Path) -> Reading:
        """Have a file read; files are begun in the order in which they are submitted."""
        reading = Reading(path, self._limits, self._cancelled)
        self._submit(reading)
        return reading


class _Worker:
    """A thread that feeds one process, and a second one that watches it while it reads."""

    def __init__(self, tasks: queue.Queue[Reading | None]) -> None:
        self._tasks = tasks
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._why = ""
        self._heard = 0.0
        self._allowed = 0.0
        self._busy = threading.Event()
        self.reading: Reading | None = None
        self._ended = False
        self._server = threading.Thread(target=self._serve, daemon=True)
        self._server.start()
        threading.Thread(target=self._watch, daemon=True).start()

    def abandon(self, cancelled: threading.Event) -> None:
        """Stop reading where that belongs to a batch that was given up."""
        reading = self.reading
        if reading is not None and reading.cancelled is cancelled:
            self.kill("cancelled")

    def join(self) -> None:
        """Wait until the worker has ended, which it does when it is given None to read."""
        self._server.join(10)

    def kill(self, why: str) -> None:
        """End the process and what it has started."""
        with self._lock:
            process = self._process
            if process is None or process.poll() is not None:
                return
            self._why = why
            _kill_family(process.pid)

    def _serve(self) -> None:
        while (reading := self._tasks.get()) is not None:
            if reading.cancelled.is_set():
                continue
            self.reading = reading
            try:
                failure = self._read(reading)
            except OSError as error:
                failure = ReadError(f"无法启动读取进程：{error.strerror}", "请关闭一些程序后再试。")
            self.reading = None
            if failure is not None:
                reading.put(to_line({"error": [failure.message, failure.hint, failure.kind]}))
                reading.put(to_line({"end": None}))
            reading.put(None)
        self._ended = True
        self._busy.set()  # so that whoever watches sees it
        with self._lock:
            if self._process is not None:
                _kill_family(self._process.pid)
                _close(self._process)
                self._process = None

    def _read(self, reading: Reading) -> ReadError | None:
        """Pass on what the process says of a file; why it could not end, where it could not."""
        process = self._started(reading.limits)
        assert process.stdin is not None
        assert process.stdout is not None
        self._heard, self._allowed = time.monotonic(), reading.limits.max_seconds
        self._busy.set()
        try:
            process.stdin.write(to_line({"path": str(reading.path.absolute()), "limits": asdict(reading.limits)}))
            process.stdin.flush()
            while (line := process.stdout.readline()).endswith(b"\n"):
                self._heard = time.monotonic()
                if line.startswith(b'{"more"'):
                    self._allowed += from_line(line)["more"]
                    continue
                self._allowed = reading.limits.max_seconds
                # Waiting until it is this file's turn is no silence of the reader.
                self._busy.clear()
                reading.put(line)
                self._heard = time.monotonic()
                self._busy.set()
                if line.startswith(b'{"end"'):
                    return None
        except OSError:  # the pipe broke: the process is gone
            pass
        finally:
            self._busy.clear()
        return _ended(self._why, process.wait(), reading.limits)

    def _started(self, limits: Limits) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                if _memory(self._process.pid) < _RETIRE * limits.max_memory:
                    return self._process
                _kill_family(self._process.pid)
            if self._process is not None:
                _close(self._process)
            self._why = ""
            self._process = start_python(WORKER)
            _alive.add(self._process)
            return self._process

    def _watch(self) -> None:
        while True:
            self._busy.wait()
            if self._ended:
                return
            time.sleep(_TICK)
            reading, process = self.reading, self._process
            if reading is None or process is None or not self._busy.is_set():
                continue
            if time.monotonic() - self._heard > self._allowed + _GRACE:
                self.kill("超时")
            elif _memory(process.pid) > reading.limits.max_memory:
                self.kill("内存超限")


def _memory(pid: int) -> int:
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _kill_family(pid: int) -> None:
    import psutil

    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        for member in (*process.children(recursive=True), process):
            with contextlib.suppress(psutil.Error):
                member.kill()


def _close(process: subprocess.Popen[bytes]) -> None:
    _alive.discard(process)
    close_pipes(process)
    process.wait()


def _ended(why: str, code: int, limits: Limits) -> ReadError:
    if why == "超时":
        return took_too_long(limits.max_seconds)
    if why == "内存超限":
        megabytes = limits.max_memory // (1024 * 1024)
        return ReadError(
            f"读取时占用内存超过 {megabytes} MB，已放弃", "文件可能损坏或过大；请拆成几个小文件再试。", kind=why
        )
    return ReadError(
        f"文件使读取程序意外退出（代码 {code}）", "文件可能已损坏；请重新下载，或另存一份后再试。", kind="文件损坏"
    )


_alive: set[subprocess.Popen[bytes]] = set()
_shared: Pool | None = None


def shared_pool() -> Pool:
    """The pool that batches of default size share, so that a small one need not start processes of its own."""
    global _shared
    if _shared is None:
        _shared = Pool()
    return _shared


def _forget() -> None:
    """After a fork: the threads of the pool are the parent's, and so are its processes."""
    global _shared
    _shared = None
    _alive.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


@atexit.register
def _end_all() -> None:
    for process in list(_alive):
        _kill_family(process.pid)
        process.wait()

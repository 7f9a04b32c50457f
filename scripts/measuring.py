"""What the benchmarks share: a process of its own for each thing measured, and the memory it took."""

from __future__ import annotations

import multiprocessing
import queue
import resource
from collections.abc import Callable
from typing import Any


def peak(who: int = resource.RUSAGE_SELF) -> float:
    """The most memory in MB that this process, or any of its children, has held."""
    return resource.getrusage(who).ru_maxrss / 1024


def in_process(function: Callable[..., None], *arguments: Any) -> Any:
    """What a function puts into a queue, called in a process of its own."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=function, args=(*arguments, results))
    process.start()
    while True:
        try:
            figures = results.get(timeout=1)
            break
        except queue.Empty:
            if process.exitcode is not None:
                raise SystemExit(f"{function.__name__} failed") from None
    process.join()
    return figures

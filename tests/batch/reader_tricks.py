"""Readers that misbehave, for workers that tests start: a file's name says how."""

from __future__ import annotations

import os
import time
from pathlib import Path

from policymatch.batch import worker
from policymatch.readers import Deadline, Limits

original = worker.read_data


def read_data(data: bytes, path: Path, limits: Limits, deadline: Deadline) -> object:
    """Stand in for readers.read_data."""
    if "hang" in path.name:
        time.sleep(600)
    if "slow" in path.name:
        deadline.extend(4)
        time.sleep(2.5)
    if "crash" in path.name:
        os._exit(11)
    if "eat" in path.name:
        hoard = []
        while True:
            hoard.append(b"x" * 20_000_000)
            time.sleep(0.005)
    if "bug" in path.name:
        raise ZeroDivisionError
    if "deep" in path.name:
        raise RecursionError
    if "print" in path.name:
        print("a library says hello")  # noqa: T201
        os.write(1, b'{"end": null}\n')
    return original(data, path, limits, deadline)


def main() -> None:
    """Serve as the worker does, with these readers."""
    worker.read_data = read_data  # type: ignore[assignment]
    worker.main()

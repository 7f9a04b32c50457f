"""A build in a process of its own, killed at a point: python killed_build.py STORE BLOCK HOW"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DIM = 12


class Counting:
    """An encoder of numbers: the text 7 is always the same vector. Remembers what it was asked."""

    dim = DIM

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], *, query: bool) -> NDArray[np.float32]:
        assert not query
        self.asked += texts
        return vectors_of([int(text) for text in texts])


def vectors_of(keys: Sequence[int]) -> NDArray[np.float32]:
    found = np.array([np.random.default_rng(key).standard_normal(DIM) for key in keys], dtype=np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def texts_of(keys: Sequence[int]) -> list[str]:
    return [str(key) for key in keys]


def main(store: Path, block: int, how: str) -> None:
    from policymatch.vectors import build, segments

    build.BLOCK = 64

    def texts(keys: Sequence[int]) -> list[str]:
        if how == "texts" and keys[0] == 1 + block * 64:
            os.kill(os.getpid(), signal.SIGKILL)
        return texts_of(keys)

    written = 0
    append = segments.Appender.append

    def torn(self: segments.Appender, rows: NDArray[np.void]) -> None:
        nonlocal written
        if written == block and how == "torn":
            data = rows.tobytes()
            self._rows.write(data[: len(data) // 2])
            self._rows.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        written += 1
        append(self, rows)

    def before_naming(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    segments.Appender.append = torn  # type: ignore[method-assign]
    if how == "naming":
        build.write_manifest = before_naming  # type: ignore[assignment]
    build.build_vectors(store, "stamp", Counting(), range(1, 301), texts)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])

"""A pool whose workers misbehave on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from policymatch.batch import pool as pools
from policymatch.batch.codec import from_line
from policymatch.readers import Limits

Answers = list[dict[str, Any]]


@pytest.fixture
def tricky(monkeypatch: pytest.MonkeyPatch) -> Iterator[pools.Pool]:
    """Two workers with the readers of reader_tricks."""
    here = str(Path(__file__).parent)
    code = f"import sys; sys.path.insert(0, {here!r}); from reader_tricks import main; main()"
    monkeypatch.setattr(pools, "WORKER", code)
    monkeypatch.setattr(pools, "_GRACE", 0.3)
    pool = pools.Pool(2)
    yield pool
    pool.close()


@pytest.fixture
def ask() -> Callable[..., dict[str, Answers]]:
    """Read files through a pool; the messages of each by its name."""

    def read(pool: pools.Pool, *paths: Path, limits: Limits) -> dict[str, Answers]:
        with pool.batch(limits) as batch:
            readings = [batch.submit(path) for path in paths]
            return {reading.path.name: [from_line(line) for line in reading.lines()] for reading in readings}

    return read

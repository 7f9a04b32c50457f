"""A site that misbehaves, and a client without patience."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bad_server import Site, serving

from policymatch.errors import FetchError
from policymatch.fetch.client import Answer, Client, Settings
from policymatch.fetch.pace import Pace
from policymatch.fetch.transport import Guard

QUICK = {"delay": 0.0, "timeout": 20.0, "patience": 10.0, "retries": 2, "backoff": 0.001, "max_bytes": 200_000}


class Time:
    """A clock that sleeping moves on, so that waiting costs nothing; what was slept is noted."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def timing() -> Time:
    return Time()


@pytest.fixture
def client(timing: Time) -> Callable[..., Client]:
    """Make a client with other settings."""

    def make(**changes: Any) -> Client:
        return Client(Settings(**(QUICK | changes)), Pace(timing.sleep, timing.clock))

    return make


@pytest.fixture
def get(client: Callable[..., Client]) -> Callable[..., tuple[Answer, bytes]]:
    """Fetch one address; the answer and the body."""

    def fetch(url: str, **changes: Any) -> tuple[Answer, bytes]:
        sink = io.BytesIO()
        return client(**changes).get(url, sink, Guard()), sink.getvalue()

    return fetch


@pytest.fixture
def fault(get: Callable[..., Any]) -> Callable[..., FetchError]:
    """Fetch one address that cannot be fetched; the fault."""

    def fetch(url: str, **changes: Any) -> FetchError:
        with pytest.raises(FetchError) as caught:
            get(url, **changes)
        assert caught.value.message
        assert caught.value.hint
        return caught.value

    return fetch

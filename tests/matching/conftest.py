"""One store with the shipped corpus for all tests of matching in a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from match_tools import matcher, seed_store

import policymatch
from policymatch.matching.matcher import Matcher
from policymatch.store.snapshot import Store


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with policymatch.open_store(seed_store(tmp_path_factory.mktemp("matching") / "store")) as opened:
        yield opened


@pytest.fixture(scope="session")
def shipped(store: Store) -> Matcher:
    return matcher(store)

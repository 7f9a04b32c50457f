"""The collector of cycles at rest."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from policymatch.cycles import collector_at_rest


@pytest.fixture(autouse=True)
def _collector_as_it_was() -> Iterator[None]:
    was_on = gc.isenabled()
    yield
    gc.unfreeze()
    if was_on:
        gc.enable()
    else:
        gc.disable()


def _is_old(made: object) -> bool:
    return any(each is made for each in gc.get_objects(generation=2))


def test_rests_and_goes_on() -> None:
    gc.enable()
    with collector_at_rest():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_stays_off_where_it_was_off() -> None:
    gc.disable()
    with collector_at_rest():
        pass
    assert not gc.isenabled()


def test_goes_on_after_an_error() -> None:
    gc.enable()
    with pytest.raises(ValueError, match="x"), collector_at_rest():
        raise ValueError("x")
    assert gc.isenabled()


def test_what_was_made_counts_as_old() -> None:
    gc.enable()
    with collector_at_rest():
        made: list[object] = []
        assert not _is_old(made)
    assert _is_old(made)


def test_finds_cycles_made_meanwhile_later() -> None:
    gc.enable()
    with collector_at_rest():
        loop: list[object] = []
        loop.append(loop)
        del loop
    assert gc.collect() >= 1


def test_what_was_set_apart_stays_apart() -> None:
    gc.enable()
    gc.freeze()
    apart = gc.get_freeze_count()
    with collector_at_rest():
        pass
    assert gc.get_freeze_count() == apart

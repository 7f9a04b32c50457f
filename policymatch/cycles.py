"""Python's collector of cycles, at rest while much is made that holds none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """The collector off: it walks over all that is kept again and again, for a quarter of the time, and finds no cycles.

    What was made meanwhile counts as old afterwards, or the collector would walk over all of it three times in turn.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():  # what somebody has set apart must stay so
                gc.freeze()
                gc.unfreeze()
            gc.enable()

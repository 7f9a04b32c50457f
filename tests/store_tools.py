"""What tests of the store do again and again."""

from __future__ import annotations

from pathlib import Path

import policymatch
from policymatch.store.health import Check, examine
from policymatch.store.writer import Report


def fill(folder: Path, *paths: Path) -> Report:
    with policymatch.write_store(folder) as writer:
        writer.add_files(paths)
    return writer.report


def records(folder: Path, *given: dict[str, object]) -> None:
    with policymatch.write_store(folder) as writer:
        writer.add_records(given)


def content(folder: Path) -> list[object]:
    """Everything a store holds, without the numbers it gave."""
    with policymatch.open_store(folder) as store:
        return [(store.policy(summary.id), store.sources(summary.id)) for summary, _ in store.policies()]


def answers(folder: Path, *queries: str) -> list[list[tuple[str, float]]]:
    with policymatch.open_store(folder) as store:
        return [[(hit.id, hit.score) for hit in store.search(query, 20)] for query in queries]


def faults(folder: Path) -> list[Check]:
    """What doctor finds wrong."""
    return [check for check in examine(folder) if not check.sound]

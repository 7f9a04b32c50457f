"""Waiting for files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from policymatch.batch.watch import changes, look


class StopWatching(Exception):
    """The script of a test has run out."""


def play(folder: Path, *steps: Callable[[], object]) -> list[int]:
    """Do a step at every look; the numbers of the looks after which a change was told."""
    told: list[int] = []
    looks = iter(enumerate(steps))
    now = 0

    def sleep(_: float) -> None:
        nonlocal now
        try:
            now, step = next(looks)
        except StopIteration:
            raise StopWatching from None
        step()

    try:
        for _ in changes([folder], look([folder]), 0.1, sleep):
            told.append(now)
    except StopWatching:
        pass
    return told


def idle() -> None:
    pass


def test_a_file_is_told_of_when_it_has_come_to_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    told = play(
        tmp_path,
        idle,
        lambda: path.write_text("一"),
        lambda: path.write_text("一二"),
        idle,
        idle,
        path.unlink,
        idle,
        idle,
    )
    assert told == [3, 6]


def test_other_files_do_not_count(tmp_path: Path) -> None:
    assert play(tmp_path, lambda: (tmp_path / "a.tmp").write_text("x"), idle, idle) == []


def test_a_folder_that_goes_and_comes_back(tmp_path: Path) -> None:
    folder, away = tmp_path / "in", tmp_path / "away"
    folder.mkdir()
    (folder / "a.md").write_text("一")
    told = play(folder, lambda: folder.rename(away), idle, lambda: away.rename(folder), idle, idle)
    assert told == [1, 3]


def test_what_comes_while_files_are_taken_in_counts(tmp_path: Path) -> None:
    before = look([tmp_path])
    (tmp_path / "a.md").write_text("一")
    slept: list[float] = []
    assert next(changes([tmp_path], before, 0.1, slept.append)) is None
    assert slept == [0.1, 0.1]

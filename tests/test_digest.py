"""Marks of contents: the same for the same content in any order that does not matter, another for another."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from policymatch.digest import SHORT, digest
from policymatch.model import Answer, ClauseRef


@dataclass(frozen=True)
class Thing:
    name: str
    places: frozenset[str]
    day: date | None = None


def test_equal_contents_have_equal_marks() -> None:
    assert digest({"甲": 1, "乙": (1, 2)}) == digest({"乙": [1, 2], "甲": 1})
    assert digest(Thing("某", frozenset("甲乙丙丁"))) == digest(Thing("某", frozenset("丁丙乙甲")))
    assert digest(Path("/a/b.yaml")) == digest(Path("/c/b.yaml"))
    assert len(digest()) == SHORT


@pytest.mark.parametrize(
    "other",
    [
        Thing("某", frozenset("甲")),
        Thing("某", frozenset("甲乙"), date(2026, 1, 1)),
        Thing("别", frozenset("甲乙")),
        None,
        "某",
    ],
)
def test_other_contents_have_other_marks(other: object) -> None:
    assert digest(other) != digest(Thing("某", frozenset("甲乙")))


def test_what_a_mark_tells_apart() -> None:
    marks = [
        digest(each) for each in ([1, [2]], [[1], 2], [1, 2], 1, 1.5, "1", True, None, Answer.YES, ClauseRef("a", "b"))
    ]
    assert len(set(marks)) == len(marks)


def test_what_has_no_content_of_its_own_is_refused() -> None:
    with pytest.raises(TypeError):
        digest(object())
    with pytest.raises(TypeError):
        digest(lambda: 1)


def test_marks_do_not_depend_on_the_hash_seed() -> None:
    code = "from policymatch.digest import digest; print(digest(frozenset('甲乙丙丁戊己'), {'x', 'y', 'z'}))"
    marks = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True, text=True, check=True, timeout=60, env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(marks) == 1

from __future__ import annotations

from pathlib import Path

import pytest

from policymatch.paths import corpus_folder
from policymatch.text.shapes import MIDDLE, STRONG, WEAK, Shapes, shapes

TABLE = corpus_folder() / "lexicon" / "shapes.txt"


@pytest.mark.parametrize(
    ("typed", "meant", "tier"),
    [("淮", "准", STRONG), ("卷", "券", STRONG), ("末", "未", STRONG), ("顷", "项", MIDDLE), ("筹", "算", WEAK)],
)
def test_what_looks_alike(typed: str, meant: str, tier: int) -> None:
    assert shapes().alike(typed)[meant] == tier


def test_what_does_not() -> None:
    assert "准" not in shapes().alike("田")
    assert shapes().alike("A") == shapes().alike("") == {}


def test_the_table_names_its_sources_and_is_well_formed() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    assert any("CC BY 3.0" in line for line in head)
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert len(rows) > 6500
    assert len({row[0] for row in rows}) == len(rows)
    for char, others in rows:
        assert others.count("|") == 2
        assert char not in others
        assert len(set(others) - {"|"}) == len(others) - 2


def test_a_missing_table_knows_nothing(tmp_path: Path) -> None:
    assert Shapes(tmp_path / "none.txt").alike("淮") == {}

"""The texts we wrote in the manner of real ones, and how near drafts come to their gold drafts (issue 5)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policymatch.model import Programme
from policymatch.policies.parse import parse_policy
from policymatch.programmes.drafting.compose import compose
from policymatch.programmes.drafting.desk import check_draft
from policymatch.programmes.drafting.draft import draft_policy
from policymatch.readers import read_file

gold = pytest.importorskip("draft_gold")

LEAST = {"ratios and caps": 0.95, "directions": 0.97, "conditions": 0.95}
HELD_OUT_LEAST = {"ratios and caps": 0.78, "directions": 0.85, "conditions": 0.81}


def drafted(path: Path) -> Programme:
    policy = parse_policy(read_file(path))
    written = compose(draft_policy(policy), date(2026, 11, 25))
    return check_draft(written.text, Path(f"{written.id}.yaml"), policy)


def check(folder: Path, least: dict[str, float], *, blind: bool = False) -> None:
    files = gold.gold_files(folder)
    scores = gold.score_all((gold.load_gold(path), drafted(gold.text_of(path))) for path in files)
    found = {part: round(scores[part].f1, 3) for part in least}
    faults = {part: [*scores[part].missed, *(f"+ {item}" for item in scores[part].wrong)] for part in least}
    shown = "whoever changes the reader may not see them" if blind else faults
    assert all(found[part] >= least[part] for part in least), (found, shown)


def test_drafts_are_near_the_gold() -> None:
    """The reader was improved while looking at these texts, so that they say little of others."""
    check(gold.DRAFTS, LEAST)


def test_drafts_of_texts_that_nobody_looked_at() -> None:
    """Floors a little under what is reached, not what is wanted: 0.80, 0.87 and 0.84 on 16 texts, see docs/measurements.md."""
    check(gold.HELD_OUT, HELD_OUT_LEAST, blind=True)

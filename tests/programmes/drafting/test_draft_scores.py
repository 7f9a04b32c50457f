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

LEAST = {"ratios and caps": 0.92, "directions": 0.9, "conditions": 0.85}


def drafted(path: Path) -> Programme:
    policy = parse_policy(read_file(path))
    written = compose(draft_policy(policy), date(2026, 11, 25))
    return check_draft(written.text, Path(f"{written.id}.yaml"), policy)


@pytest.mark.parametrize("folders", [("DRAFTS", "HELD_OUT"), ("HELD_OUT",)], ids=["all", "held-out"])
def test_drafts_are_near_the_gold(folders: tuple[str, ...]) -> None:
    files = [path for folder in folders for path in gold.gold_files(getattr(gold, folder))]
    if not files:
        pytest.skip("no texts here")
    scores = gold.score_all((gold.load_gold(path), drafted(gold.text_of(path))) for path in files)
    found = {part: round(scores[part].f1, 3) for part in LEAST}
    faults = {part: [*scores[part].missed, *(f"+ {item}" for item in scores[part].wrong)] for part in LEAST}
    assert all(found[part] >= least for part, least in LEAST.items()), (found, faults)

"""What the tests of programmes, of matching and of the command line share."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from policymatch.matching.matcher import Matcher
from policymatch.matching.profile import Profile, load_profile
from policymatch.model import AwardRule, ClauseRef, Condition, Direction, Programme
from policymatch.paths import corpus_folder
from policymatch.programmes.catalogue import Catalogue, load_catalogue
from policymatch.store.snapshot import Store

CORPUS = corpus_folder()
SAMPLE = CORPUS / "samples" / "pipeline.xlsx"
REPO = Path(__file__).resolve().parents[1]
DAY = date(2026, 11, 22)
"""The day the corpus was checked; what is judged here is judged as of it, so that no test ages."""


def catalogue() -> Catalogue:
    return load_catalogue(CORPUS)


def profile() -> Profile:
    return load_profile(CORPUS / "profiles" / "default.yaml")


def seed_store(folder: Path) -> Path:
    """Index the shipped corpus, as the command line does for somebody who has no store yet."""
    from policymatch import write_store

    with write_store(folder) as writer:
        writer.add_files(sorted((CORPUS / "policies").glob("*.md")))
    return folder


def matcher(store: Store, day: date = DAY, programmes: Catalogue | None = None) -> Matcher:
    return Matcher(programmes or catalogue(), store, profile(), day)


def make_sample() -> ModuleType:
    """``scripts/make_sample.py``, which holds what the sample table was meant to say."""
    name = "policymatch_make_sample"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, REPO / "scripts" / "make_sample.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def direction(direction_id: str = "works", **changes: Any) -> Direction:
    values: dict[str, Any] = {
        "id": direction_id,
        "title": "污水处理",
        "text": "建污水处理厂和管网。",
        "keywords": ("污水处理厂", "污水管网", "污水处理"),
        "clause": None,
    }
    return Direction(**values | changes)


def award(**changes: Any) -> AwardRule:
    values: dict[str, Any] = {
        "applies_to": (),
        "tier": None,
        "places": (),
        "ratio": 0.3,
        "basis": "总投资",
        "cap_wan": None,
        "amount": None,
        "amount_unit": None,
        "valid_from": None,
        "valid_to": None,
        "source": "https://example.gov.cn/award",
        "checked_on": DAY,
        "confidence": "reported",
        "clause": ClauseRef("some-policy", "三、（一）"),
    }
    return AwardRule(**values | changes)


def condition(condition_id: str = "some", **changes: Any) -> Condition:
    values: dict[str, Any] = {"kind": "condition", "text": "某项条件", "rule": None, "clause": None}
    return Condition(condition_id, **values | changes)


def programme(**changes: Any) -> Programme:
    values: dict[str, Any] = {
        "id": "some-programme",
        "title": "某专项",
        "channel": "中央预算内投资",
        "audience": "county",
        "department": "发展改革部门",
        "doc_number": None,
        "status": "现行",
        "policy": "some-policy",
        "valid_from": None,
        "valid_to": None,
        "checked_on": DAY,
        "confidence": "reported",
        "source": "https://example.gov.cn/programme",
        "directions": (direction(),),
        "awards": (),
        "conditions": (),
        "exclusions": (),
    }
    return Programme(**values | changes)

"""A county's own programmes and drafts beside the shipped catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from policymatch.errors import CatalogueError
from policymatch.paths import corpus_folder
from policymatch.programmes.catalogue import DRAFT, load_catalogue

SHIPPED = "ndrc-energy-saving"


def put(own: Path, folder: str, name: str, text: str) -> None:
    (own / folder).mkdir(parents=True, exist_ok=True)
    (own / folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def shipped(name: str) -> str:
    return (corpus_folder() / "programmes" / f"{name}.yaml").read_text(encoding="utf-8")


def test_without_additions_it_is_the_shipped_one(tmp_path: Path) -> None:
    assert load_catalogue(corpus_folder(), tmp_path / "none").programmes == load_catalogue(corpus_folder()).programmes


def test_an_own_programme_takes_the_place_of_a_shipped_one(tmp_path: Path) -> None:
    text = shipped(SHIPPED).replace("title: 节能降碳中央预算内投资专项", "title: 本县核对过的节能降碳专项", 1)
    put(tmp_path, "programmes", SHIPPED, text)
    catalogue = load_catalogue(corpus_folder(), tmp_path)
    assert catalogue.get(SHIPPED).title == "本县核对过的节能降碳专项"
    assert len(catalogue.programmes) == len(load_catalogue(corpus_folder()).programmes)


def test_a_draft_is_marked_whatever_its_file_says(tmp_path: Path) -> None:
    put(tmp_path, "drafts", "draft-x", shipped(SHIPPED).replace(f"id: {SHIPPED}", "id: draft-x", 1))
    catalogue = load_catalogue(corpus_folder(), tmp_path)
    assert catalogue.get("draft-x").status == DRAFT
    assert catalogue.get(SHIPPED).status != DRAFT


def test_a_faulty_one_names_its_file(tmp_path: Path) -> None:
    put(tmp_path, "programmes", SHIPPED, shipped(SHIPPED).replace("ratio: 0.2", "ratio: 20", 1))
    with pytest.raises(CatalogueError, match=r"ndrc-energy-saving\.yaml"):
        load_catalogue(corpus_folder(), tmp_path)


def test_own_rules_of_combination_go_first(tmp_path: Path) -> None:
    text = """
combinations:
  - id: ours
    one: {channels: [中央预算内投资]}
    other: {programmes: [special-bond]}
    how: ask
    text: 本省要求先问省财政厅
    checked_on: 2026-11-22
    confidence: unverified
"""
    put(tmp_path, "programmes", "combinations", text)
    catalogue = load_catalogue(corpus_folder(), tmp_path)
    shipped_rules = load_catalogue(corpus_folder()).combinations.rules
    assert [rule.id for rule in catalogue.combinations.rules] == ["ours", *(rule.id for rule in shipped_rules)]

"""What a policy, or the time between two days, changes for projects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from match_tools import matcher

from policymatch.matching.changes import CHANGED, CLOSED, OPENED, project_changes
from policymatch.matching.impact import before_and_after, touched
from policymatch.model import Project
from policymatch.paths import corpus_folder
from policymatch.programmes.catalogue import as_draft, load_catalogue
from policymatch.projects.rows import read_projects
from policymatch.store.snapshot import Store

SAMPLE = corpus_folder() / "samples" / "pipeline.xlsx"
DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def projects() -> tuple[Project, ...]:
    return read_projects(SAMPLE).projects


def test_nothing_changes_between_a_state_and_itself(store: Store, projects: tuple[Project, ...]) -> None:
    one = matcher(store, DAY)
    assert project_changes(projects, one, one) == []


def test_a_new_basis_changes_the_sum(store: Store, projects: tuple[Project, ...]) -> None:
    one = matcher(store, DAY)
    basis = store.policy("ndrc-2025-1228").summary
    assert touched(one, basis)
    changes = project_changes(projects, *before_and_after(one, basis))
    assert {change.programme for change in changes} == {"ndrc-energy-saving"}
    assert all(change.kind == CHANGED and "最多" in change.after for change in changes)


def test_a_programme_without_former_basis_opens(store: Store, projects: tuple[Project, ...]) -> None:
    one = matcher(store, DAY)
    basis = store.policy("mof-2024-57").summary
    before, after = before_and_after(one, basis)
    opened = project_changes(projects, before, after)
    assert opened
    assert {change.kind for change in opened} == {OPENED}
    closed = project_changes(projects, after, before)
    assert {change.kind for change in closed} == {CLOSED}


def test_a_draft_is_marked(store: Store, projects: tuple[Project, ...]) -> None:
    one = matcher(store, DAY)
    made = load_catalogue(corpus_folder()).get("ndrc-energy-saving")
    draft = as_draft(replace(made, id="draft-x", policy="x", doc_number=None))
    basis = replace(store.policy("sc-712").summary, id="x", doc_number=None)
    changes = project_changes(projects, *before_and_after(one, basis, draft))
    assert changes
    assert all(c.title.startswith("（草案）") and c.after.startswith("待核") for c in changes)

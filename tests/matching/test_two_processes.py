"""A ranking whose evidence a second process works out is the same to the last byte."""

from __future__ import annotations

import time

import pytest
from match_tools import SAMPLE, matcher

from policymatch.matching import rank
from policymatch.matching.matcher import Matcher
from policymatch.matching.rank import rank_projects
from policymatch.model import Project
from policymatch.projects.rows import read_projects
from policymatch.reports.output import json_text
from policymatch.reports.payload import ranking_data
from policymatch.store import shares_ahead
from policymatch.store.shares_ahead import ScoresAhead
from policymatch.store.snapshot import Store


@pytest.fixture(scope="module")
def projects() -> tuple[Project, ...]:
    return tuple(read_projects(SAMPLE).projects)


def test_the_ranking_is_the_same(store: Store, projects: tuple[Project, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares_ahead, "BLOCK", 5)
    alone = json_text(ranking_data(rank_projects(projects, matcher(store), processes=1)))
    seen: list[ScoresAhead] = []
    find_duplicates = rank.find_duplicates

    def wait(given: tuple[Project, ...]) -> dict[int, int]:
        for _ in range(600):
            if seen[0].answered_aside:
                break
            time.sleep(0.05)
        return find_duplicates(given)

    of = Matcher.evidence_of

    def remember(self: Matcher, given: tuple[Project, ...], processes: int | None = None) -> ScoresAhead:
        seen.append(of(self, given, processes))
        return seen[-1]

    monkeypatch.setattr(rank, "find_duplicates", wait)
    monkeypatch.setattr(Matcher, "evidence_of", remember)
    both = json_text(ranking_data(rank_projects(projects, matcher(store), processes=2)))
    assert seen[0].answered_aside
    assert both == alone


def test_many_together_are_as_one_by_one(store: Store, projects: tuple[Project, ...]) -> None:
    """The evidence of one project is looked up, that of many is taken from what was worked out before."""
    held = matcher(store)
    assert list(held.matches_of(projects)) == [held.matches(project) for project in projects]

"""The shipped sample table, held against the script that made it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from policymatch.projects.duplicates import find_duplicates
from policymatch.projects.rows import ProjectTable, read_projects
from policymatch.projects.stages import is_finished

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpus" / "samples" / "pipeline.xlsx"
SCRIPT = ROOT / "scripts" / "make_sample.py"

pytestmark = pytest.mark.skipif(not (SAMPLE.exists() and SCRIPT.exists()), reason="the sample table is not here")


@pytest.fixture(scope="module")
def table() -> ProjectTable:
    return read_projects(SAMPLE, region="贵州省黔南州清岭县")


@pytest.fixture(scope="module")
def truth() -> list[Any]:
    spec = importlib.util.spec_from_file_location("make_sample", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_sample"] = module
    spec.loader.exec_module(module)
    return [row for category in module.CATEGORIES for row in category.rows]


def test_all_projects_are_read_and_none_is_skipped(table: ProjectTable, truth: list[Any]) -> None:
    assert [project.name for project in table.projects] == [row.name for row in truth]
    assert len(table.projects) == 45
    assert table.skipped == ()
    assert table.warnings == ()
    assert len({project.category for project in table.projects}) == 7


def test_the_figures_are_those_that_were_meant(table: ProjectTable, truth: list[Any]) -> None:
    for project, row in zip(table.projects, truth, strict=True):
        assert project.investment_wan == row.investment, project.name
        assert project.funds_wan == dict(row.funds), project.name
        assert project.requested_wan == (row.requested or None), project.name
        assert (project.nature, project.approval, project.code) == (row.nature, row.approval, row.code)
        assert project.doubts == (), project.name


def test_every_project_lies_in_the_county(table: ProjectTable) -> None:
    places = {(p.place.province, p.place.prefecture, p.place.county) for p in table.projects}
    assert places == {("贵州省", "黔南布依族苗族自治州", "清岭县")}


def test_the_finished_and_the_doubled_project_are_found(table: ProjectTable, truth: list[Any]) -> None:
    finished = [project.name for project in table.projects if is_finished(project)]
    assert finished == [row.name for row in truth if row.special == "finished"]
    pairs = {
        table.projects[one].name: table.projects[other].name for one, other in find_duplicates(table.projects).items()
    }
    assert pairs == {row.name: row.duplicate_of for row in truth if row.duplicate_of}

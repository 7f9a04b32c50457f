"""Table files as different offices write them, and everything that must be read from them."""

from __future__ import annotations

from pathlib import Path

import pytest
from table_cases_headers import CASES as HEADERS
from table_cases_kinds import CASES as KINDS
from table_cases_money import CASES as MONEY
from table_cases_rows import CASES as ROWS
from table_cases_wild import CASES as WILD
from table_maker import Case

from policymatch.projects.choices import Choices, parse_choice
from policymatch.projects.rows import ProjectTable, read_projects

CASES = [*HEADERS, *MONEY, *ROWS, *KINDS, *WILD]


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture
def found(case: Case, tmp_path: Path) -> ProjectTable:
    choices = Choices(tuple(map(parse_choice, case.maps)))
    return read_projects(case.write(tmp_path), choices=choices)


def test_there_are_enough_files_of_every_kind() -> None:
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)
    assert {case.kind for case in CASES} >= {"xlsx", "xls", "et", "csv", "gb", "tab"}


def test_every_column_and_unit(case: Case, found: ProjectTable) -> None:
    wanted = case.columns if not isinstance(case.columns, str) else {None: case.columns}
    for sheet, line in wanted.items():
        read = {}
        for column in found.columns:
            if column.sheet != sheet:
                continue
            field = column.field or ("不读" if column.sure else "?")
            read[column.column] = f"{field}:{column.unit}" if column.unit else field
            assert 0 <= column.sure <= 1
            assert column.because
        letters = [chr(65 + number) for number in range(len(line.split("|")))]
        expected = {letter: name for letter, name in zip(letters, map(str.strip, line.split("|")), strict=True) if name}
        assert read == expected


def test_every_project_with_its_money_and_permits(case: Case, found: ProjectTable) -> None:
    assert [(p.sheet, p.row, p.name) for p in found.projects] == [(w.sheet, w.row, w.name) for w in case.wants]
    for project, wanted in zip(found.projects, case.wants, strict=True):
        assert project.investment_wan == pytest.approx(wanted.wan), wanted.name
        assert {name: permit.state.value for name, permit in project.permits.items()} == wanted.permits, wanted.name
        facts = {"requested_wan": None, "funds_wan": {}} | dict(wanted.facts)
        for key, value in facts.items():
            read = getattr(project.place, key) if key in ("county", "prefecture") else getattr(project, key)
            assert read == (pytest.approx(value) if isinstance(value, (float, dict)) else value), (wanted.name, key)


def test_every_doubt_is_said_with_its_cell(case: Case, found: ProjectTable) -> None:
    for project, wanted in zip(found.projects, case.wants, strict=True):
        assert len(project.doubts) == len(wanted.doubts), (wanted.name, project.doubts)
        for doubt, words in zip(project.doubts, wanted.doubts, strict=True):
            assert words in doubt


def test_every_row_that_is_no_project(case: Case, found: ProjectTable) -> None:
    assert [row.row for row in found.skipped] == list(case.skipped)
    several = len({sheet.name for sheet in found.sheets}) > 1
    others = {
        f"{sheet.name}!{kind}" if several else kind: rows
        for sheet in found.sheets
        for kind, rows in sheet.others.items()
    }
    assert others == dict(case.others)
    if case.title is not None:
        assert found.title == case.title


def test_every_warning(case: Case, found: ProjectTable) -> None:
    assert len(found.warnings) == len(case.warnings), found.warnings
    for warning, words in zip(found.warnings, case.warnings, strict=True):
        assert words in warning

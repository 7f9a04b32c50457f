"""Planners' test cases: what is wrong with a case is said, what differs from its expectation is told in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from policymatch.programmes.cases import case_files, read_cases
from policymatch.programmes.entry import Faults

GOOD = """
cases:
  - id: hotel
    note: 酒店不支持
    as_of: 2026-11-22
    project: {name: 县城四星级酒店建设项目, region: 贵州省三都水族自治县, investment: 12000}
    expect:
      - {verdict: 不符合, rule: competitive-industry}
"""


def own_cases(store: Path, text: str) -> Path:
    folder = store / "catalogue" / "cases"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    return folder / "mine.yaml"


def run(store: Path, *words: str) -> tuple[int, Any]:
    from click.testing import CliRunner

    from policymatch.cli.app import app

    found = CliRunner().invoke(
        app, ["programmes", "test", *words, "--store", str(store), "--quiet", "--format", "json"]
    )
    return found.exit_code, json.loads(found.stdout)


def test_an_expectation_that_holds_and_one_that_does_not(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert run(tmp_path / "store", str(path)) == (0, {"passed": 1, "failed": 0, "faults": [], "failures": []})
    path.write_text(GOOD.replace("verdict: 不符合", "verdict: 符合"), encoding="utf-8")
    code, found = run(tmp_path / "store", str(path))
    assert (code, found["failed"]) == (1, 1)
    assert "符合" in str(found["failures"][0])


def test_own_cases_are_run_with_the_shipped_ones(tmp_path: Path) -> None:
    own_cases(tmp_path / "store", GOOD.replace("id: hotel", "id: own-hotel"))
    code, found = run(tmp_path / "store")
    assert (code, found["failed"]) == (0, 0)
    assert found["passed"] > 150


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("verdict: 不符合", "verdict: 也许"), "只能是 符合、不符合、待核"),
        (("rule:", "rules:"), "不认识的键“rules”"),
        (("note: 酒店不支持", "note: 1.3"), "应当是文字"),
    ],
)
def test_a_fault_names_its_line(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD.replace(*change), encoding="utf-8")
    faults = Faults()
    assert read_cases([path], faults) == []
    assert any(words in fault.message and fault.line > 1 for fault in faults)


def test_the_shipped_cases_have_no_fault() -> None:
    from policymatch.paths import corpus_folder

    faults = Faults()
    assert len(read_cases(case_files(corpus_folder()), faults)) >= 150
    assert not faults


NOT_OFFERED = """
cases:
  - id: city-action
    note: 限大城市
    as_of: 2026-11-25
    project: {name: 城市更新行动示范项目, region: REGION, investment: 60000}
    expect:
      - {programme: mof-urban-renewal, direction: renewal-action, not_offered: true, rule: RULE}
"""


@pytest.mark.parametrize(
    ("region", "rule", "code", "said"),
    [
        ("湖南省怀化市溆浦县", "city-level", 0, ""),
        # A city's name alone may mean one of its counties: nobody knows whether the rule is met.
        ("湖南省怀化市", "city-level", 1, "city-level 待核"),
        ("湖南省怀化市溆浦县", "no-such-rule", 1, "没有这条规则"),
    ],
)
def test_what_is_not_offered_may_name_the_rule(tmp_path: Path, region: str, rule: str, code: int, said: str) -> None:
    path = tmp_path / "mine.yaml"
    text = NOT_OFFERED.replace("REGION", region).replace("RULE", rule)
    path.write_text(text.replace("city-action", "own"), encoding="utf-8")
    got, found = run(tmp_path / "store", str(path))
    assert (got, found["failed"]) == (code, code)
    if code:
        (failure,) = found["failures"]
        assert said in str(failure)

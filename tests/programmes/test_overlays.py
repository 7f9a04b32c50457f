"""Thresholds that a province changed: only numbers, only there, and the trace says by whose rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policymatch.errors import CatalogueError
from policymatch.matching.eligibility import judge
from policymatch.matching.facts import project_facts
from policymatch.model import Answer, Place, Project, Reason
from policymatch.paths import corpus_folder
from policymatch.programmes.catalogue import load_catalogue

DAY = date(2026, 11, 22)
GUIZHOU = """\
province: 贵州省
rules:
  - programme: special-bond
    condition: coverage
    at_least: 1.3
    document: 贵州省专项债券项目审核要点
    source: https://example.gov.cn/bonds
    checked_on: 2026-11-22
    confidence: unverified
"""
PLACE = Place("贵州省", "黔南布依族苗族自治州", "三都水族自治县")


def put(own: Path, text: str) -> Path:
    (own / "overlays").mkdir(parents=True, exist_ok=True)
    (own / "overlays" / "province.yaml").write_text(text, encoding="utf-8")
    return own


def coverage(own: Path, place: Place, ratio: float | None, day: date = DAY) -> Reason:
    catalogue = load_catalogue(corpus_folder(), own)
    project = Project("县城供水厂", place=place, coverage_ratio=ratio, cells={"coverage_ratio": "K9"})
    reasons = judge(catalogue.get("special-bond"), catalogue, project_facts(project, day), str, day)
    return next(reason for reason in reasons if reason.rule_id == "coverage")


@pytest.mark.parametrize(
    ("place", "ratio", "expected"),
    [
        (PLACE, 1.25, Answer.NO),
        (PLACE, 1.3, Answer.YES),
        (PLACE, None, Answer.UNKNOWN),
        (Place("湖南省"), 1.25, Answer.YES),
        (Place("湖南省"), 1.19, Answer.NO),
        # Where it lies is not said, and the two thresholds would answer differently.
        (Place(), 1.25, Answer.UNKNOWN),
        (Place(), 1.3, Answer.YES),
        (Place(), 1.1, Answer.NO),
    ],
)
def test_the_threshold_of_the_place(tmp_path: Path, place: Place, ratio: float | None, expected: Answer) -> None:
    reason = coverage(put(tmp_path, GUIZHOU), place, ratio)
    assert reason.answer is expected
    assert bool(reason.missing) == (expected is Answer.UNKNOWN)
    if place == Place() and expected is Answer.UNKNOWN:
        assert any("建设地点" in item for item in reason.missing)


def test_the_trace_says_whose_rule_it_is(tmp_path: Path) -> None:
    reason = coverage(put(tmp_path, GUIZHOU), PLACE, 1.25)
    assert "按贵州省的规定不低于 1.3，见贵州省专项债券项目审核要点，https://example.gov.cn/bonds" in reason.because
    assert "K9 格" in reason.because
    assert reason.trace is not None
    assert "按贵州省的规定" in reason.trace.rule
    assert "按" not in coverage(tmp_path / "none", PLACE, 1.25).because


def test_the_narrowest_place_counts(tmp_path: Path) -> None:
    own = put(tmp_path, GUIZHOU)
    county = GUIZHOU.replace("rules:", "prefecture: 黔南布依族苗族自治州\ncounty: 三都水族自治县\nrules:")
    (own / "overlays" / "county.yaml").write_text(county.replace("1.3", "1.5"), encoding="utf-8")
    assert coverage(own, PLACE, 1.4).answer is Answer.NO
    assert coverage(own, Place("贵州省", "贵阳市", "开阳县"), 1.4).answer is Answer.YES


def test_a_county_right_under_its_province(tmp_path: Path) -> None:
    text = GUIZHOU.replace("province: 贵州省\n", "province: 重庆市\ncounty: 城口县\n")
    own = put(tmp_path, text)
    assert coverage(own, Place("重庆市", None, "城口县"), 1.25).answer is Answer.NO
    assert coverage(own, Place("重庆市", None, "巫溪县"), 1.25).answer is Answer.YES
    assert coverage(own, Place("重庆市"), 1.25).answer is Answer.UNKNOWN


def test_an_overlay_has_its_days(tmp_path: Path) -> None:
    own = put(tmp_path, GUIZHOU + "    valid_from: 2026-01-01\n    valid_to: 2026-12-31\n")
    days = {date(2025, 12, 31): Answer.YES, date(2026, 1, 1): Answer.NO, date(2026, 12, 31): Answer.NO,
            date(2027, 1, 1): Answer.YES}  # fmt: skip
    assert {day: coverage(own, PLACE, 1.25, day).answer for day in days} == days


def test_general_law_may_be_changed_too(tmp_path: Path) -> None:
    text = GUIZHOU.replace("special-bond", "general").replace("condition: coverage", "condition: budget-over-estimate")
    own = put(tmp_path, text.replace("at_least: 1.3", "at_most: 0.05"))
    catalogue = load_catalogue(corpus_folder(), own)
    project = Project("县城供水厂", place=PLACE, estimate_wan=1000.0, budget_wan=1080.0)
    reasons = judge(catalogue.get("ndrc-water"), catalogue, project_facts(project, DAY), str, DAY)
    over = next(reason for reason in reasons if reason.rule_id == "budget-over-estimate")
    assert over.answer is Answer.NO
    assert "不超过 5%" in over.because


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("贵州省\n", "贵州\n", 1, "没有“贵州”"),
        ("rules:", "prefecture: 贵阳\nrules:", 2, "没有“贵阳”"),
        ("special-bond", "special-bonds", 3, "special-bonds"),
        ("condition: coverage", "condition: cover", 4, "cover"),
        ("at_least: 1.3", "at_most: 1.3", 5, "没有这样的数字界限"),
        ("at_least: 1.3", "at_least: 高", 5, "应当是数字"),
        ("at_least: 1.3", "is: 1.3", 3, "有且只有一个新的界限"),
        ("condition: coverage", "condition: no-revenue", 5, "只能改数字界限"),
        ("confidence: unverified", "confidence: sure", 9, "sure"),
        ("source: https://", "source: ftp://", 7, "网址"),
    ],
)
def test_faults_name_file_and_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in GUIZHOU
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(corpus_folder(), put(tmp_path, GUIZHOU.replace(old, new, 1)))
    assert caught.value.path is not None
    assert caught.value.path.name == "province.yaml"
    assert words in str(caught.value)
    assert caught.value.line == line

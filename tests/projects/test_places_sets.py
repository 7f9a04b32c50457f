"""Special sets: three answers, days, a user's own folder, and the check with file and line."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from policymatch.errors import CatalogueError
from policymatch.model import Place
from policymatch.paths import corpus_folder
from policymatch.programmes.check import check_corpus
from policymatch.programmes.entry import Faults
from policymatch.programmes.regions_check import check_regions
from policymatch.projects.places import in_set, load_regions, parse_place, special_sets

KEY_COUNTIES = "国家乡村振兴重点帮扶县"
SANDU = parse_place("三都县")
DAY = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("place", "name", "day", "expected"),
    [
        ("三都县", KEY_COUNTIES, None, True),
        ("三都县", KEY_COUNTIES, DAY, True),
        # Before the list there was none; whether it went on after its five years nobody here knows.
        ("三都县", KEY_COUNTIES, date(2020, 1, 1), False),
        ("三都县", KEY_COUNTIES, date(2026, 6, 1), None),
        ("水城", KEY_COUNTIES, DAY, True),
        ("榆林市清涧县", KEY_COUNTIES, DAY, None),
        ("喀什市", "南疆四地州", DAY, True),
        ("新疆石河子", "南疆四地州", DAY, None),
        ("新疆", "南疆四地州", DAY, None),
        ("伊宁市", "南疆四地州", DAY, False),
        ("木里县", "四省涉藏州县", DAY, True),
        ("西昌市", "四省涉藏州县", DAY, False),
        ("凉山州", "四省涉藏州县", DAY, None),
        ("拉萨", "西藏", DAY, True),
        ("瑞金", "原中央苏区", DAY, True),
        ("长汀县", "革命老区", DAY, True),
        ("贵阳市", "原中央苏区", DAY, None),
        ("漠河", "边境县", DAY, True),
        ("三都县", "脱贫县", DAY, None),
        ("鼓楼区", "西藏", DAY, None),
        ("三都县", "没有的集合", DAY, None),
    ],
)
def test_membership_has_three_answers_and_depends_on_the_day(
    place: str, name: str, day: date | None, expected: bool | None
) -> None:
    assert in_set(parse_place(place), name, day=day) is expected
    assert (name in special_sets(parse_place(place), day=day)) is (expected is True)


def _set(name: str, members: str, more: str = "") -> str:
    return (
        f"sets:\n  - name: {name}\n    members:\n      - {members}\n    source: null\n    checked_on: 2026-11-25\n"
        f"    confidence: unverified\n    complete: true\n{more}"
    )


def test_an_own_set_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "regions"
    own.mkdir()
    assert in_set(SANDU, "脱贫县", own=own) is None
    member = "{province: 贵州省, prefecture: 黔南布依族苗族自治州, county: 三都水族自治县}"
    (own / "a.yaml").write_text(_set("脱贫县", member), encoding="utf-8")
    assert in_set(SANDU, "脱贫县", own=own) is True
    assert in_set(parse_place("贵阳市清镇市"), "脱贫县", own=own) is False
    assert "西藏" in special_sets(parse_place("西藏"), own=own), "the other sets stay"
    # A file that was edited is read again.
    (own / "a.yaml").write_text(_set("脱贫县", "{province: 云南省}"), encoding="utf-8")
    assert in_set(SANDU, "脱贫县", own=own) is False
    assert in_set(SANDU, "脱贫县") is None


def test_an_own_folder_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    assert load_regions(own=tmp_path / "none") is load_regions()


@pytest.mark.parametrize(
    "text", ["sets: [1]\n", "- x\n", "sets: {a: [}\n", _set("甲", "{province: 贵州省}", "    valid_from: 去年\n")]
)
def test_a_broken_own_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"own\.yaml"):
        load_regions(own=tmp_path)


def _faults(folder: Path, own: Path | None = None) -> list[tuple[str, int, str]]:
    faults = Faults()
    check_regions(folder, faults, own)
    return [(Path(str(fault.path)).name, fault.line, fault.message) for fault in faults]


@pytest.fixture
def regions(tmp_path: Path) -> Path:
    return Path(shutil.copytree(corpus_folder() / "regions", tmp_path / "corpus" / "regions"))


def test_the_shipped_regions_have_no_fault() -> None:
    assert _faults(corpus_folder() / "regions") == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (_set("甲", "{province: 贵州}"), 4, "没有“贵州”"),
        (_set("甲", "{province: 贵州省, county: 三都县}"), 4, "全称"),
        (_set("甲", "{prefecture: 贵阳市}"), 4, "缺少“province”"),
        (_set("甲", "{province: 贵州省}", "    valid_from: 2025-01-01\n    valid_to: 2024-01-01\n"), 9, "晚于"),
        (_set("甲", "{province: 贵州省}").replace("complete: true", "complete: 是"), 8, "complete"),
        (_set("甲", "{province: 贵州省}").replace("checked_on: 2026-11-25", "checked_on: null"), 6, "checked_on"),
        (_set("甲", "{province: 贵州省}").replace("source: null", "source: 听说"), 5, "网址"),
        (_set("甲", "{province: 贵州省}", "    名单: 1\n"), 9, "不认识的键"),
    ],
)
def test_a_fault_in_an_own_set_is_named_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    found = _faults(corpus_folder() / "regions", tmp_path)
    assert any(name == "own.yaml" and at == line and message in said for name, at, said in found), found


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("counties.yaml", "    贵阳市: ", "    贵羊市: ", "贵羊市"),
        ("counties.yaml", "清镇市", "清镇市 清镇市", "写了两次"),
        ("counties.yaml", "清镇市", "清镇", "不像县级"),
        ("names.yaml", "清镇县: 贵阳市 清镇市", "清镇县: 贵阳市 清真市", "清真市"),
        ("names.yaml", "    清镇县: ", "    清镇市: ", "不是旧名"),
        ("tiers.yaml", "东北: [辽宁省, ", "东北: [", "没有列入"),
        ("tiers.yaml", "东北: [辽宁省, ", "东北: [辽宁省, 河北省, ", "列在两处"),
    ],
)
def test_a_fault_in_the_names_is_named(regions: Path, file: str, old: str, new: str, message: str) -> None:
    text = (regions / file).read_text(encoding="utf-8")
    assert text.count(old) >= 1
    line = text[: text.index(old)].count("\n") + 1
    (regions / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = _faults(regions)
    assert any(name == file and message in said for name, _, said in found), found
    if file != "tiers.yaml":
        assert any(name == file and at == line for name, at, _ in found), (line, found)


def test_the_check_of_the_corpus_looks_at_the_regions(regions: Path) -> None:
    (regions / "special.yaml").write_text("sets: [{name: 甲}]\n", encoding="utf-8")
    assert any(Path(str(fault.path)).name == "special.yaml" for fault in check_corpus(regions.parent).faults)


def test_a_place_without_a_province_is_in_no_set_for_certain() -> None:
    assert all(in_set(Place(), each.name) is None for each in load_regions().sets)

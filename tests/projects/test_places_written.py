"""Two hundred ways of writing a place, and each of the counties that are there."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from shared_data import SHARED, needs_shared

from policymatch.model import Place
from policymatch.projects.places import load_regions, parse_place, place_doubt, tier_of
from policymatch.text.gazetteer import Spot, short_prefecture

TABLE = Path(__file__).parents[1] / "data" / "places.yaml"


def _written() -> list[tuple[str, str]]:
    groups = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return [(str(text), expected) for group in groups.values() for text, expected in group.items()]


def test_the_table_is_large() -> None:
    assert len(_written()) >= 200


@pytest.mark.parametrize(("text", "expected"), _written())
def test_ways_of_writing(text: str, expected: str) -> None:
    path, tier, *count = expected.split()
    place = parse_place(text)
    assert "/".join(part or "-" for part in (place.province, place.prefecture, place.county)) == path
    assert (tier_of(place) or "-") == tier
    assert len(place.candidates) == (int(count[0]) if count else 0)
    assert bool(place.candidates) <= bool(place_doubt(place))


def test_several_of_one_name_are_asked_back() -> None:
    doubt = place_doubt(parse_place("鼓楼区"))
    assert doubt is not None
    assert "江苏省南京市鼓楼区" in doubt
    assert "河南省开封市鼓楼区" in doubt
    assert "请写明省市" in doubt
    assert place_doubt(parse_place("南京市鼓楼区")) is None
    assert place_doubt(parse_place(None)) is None


def test_a_county_that_went_over_is_read_as_it_is_now_and_said_so() -> None:
    assert "现属淮南市" in (place_doubt(parse_place("六安市寿县")) or "")
    assert "没有查到" in (place_doubt(parse_place("云南省三都县")) or "")


NANJING = Place("江苏省", "南京市")
SANDU = Place("贵州省", "黔南布依族苗族自治州", "三都水族自治县")


@pytest.mark.parametrize(
    ("text", "default", "county", "asked"),
    [
        ("鼓楼区", NANJING, "鼓楼区", 0),
        ("鼓楼区", Place("江苏省"), "鼓楼区", 2),
        ("朝阳区", Place("北京市"), "朝阳区", 0),
        # A strong name that lies elsewhere is another place; which one is still to be asked.
        ("朝阳区", SANDU, "朝阳区", 2),
        # A bare one is a village of that name.
        ("石门", SANDU, "三都水族自治县", 0),
        ("东乡", SANDU, "三都水族自治县", 0),
        ("荔波", Place("贵州省", "黔南布依族苗族自治州"), "荔波县", 0),
        ("荔波玉屏街道", Place("贵州省"), "荔波县", 0),
        ("城区", Place("山西省", "阳泉市"), "城区", 0),
        ("城区", SANDU, "三都水族自治县", 0),
        ("荔波县", SANDU, "荔波县", 0),
    ],
)
def test_a_default_says_which_is_meant(text: str, default: Place, county: str, asked: int) -> None:
    place = parse_place(text, default)
    assert place.county == county
    assert len(place.candidates) == asked


def test_a_county_under_the_province_takes_no_prefecture_from_the_default() -> None:
    place = parse_place("仙桃市", Place("湖北省", "武汉市"))
    assert (place.prefecture, place.county) == (None, "仙桃市")


def _spots() -> list[Spot]:
    return load_regions().gazetteer.spots


def _row(text: str) -> Spot:
    place = parse_place(text)
    return Spot(str(place.province), place.prefecture, place.county)


def test_every_county_is_read_back_by_full_path_and_behind_its_prefecture() -> None:
    wrong = [spot for spot in _spots() if _row(spot.path) != spot]
    above = ((spot, short_prefecture(spot.prefecture) if spot.prefecture else spot.province) for spot in _spots())
    wrong += [spot for spot, short in above if _row(f"{short}{spot.county}") != spot]
    assert wrong == []


def test_every_county_that_is_alone_of_its_name_is_read_back_by_it() -> None:
    gazetteer = load_regions().gazetteer
    count = Counter(spot.county for spot in _spots())
    alone = [spot for spot in _spots() if count[spot.county] == 1 and spot.county not in gazetteer.parts]
    assert len(alone) > 2700
    assert [spot for spot in alone if _row(str(spot.county)) != spot] == []
    for spot in _spots():
        if count[spot.county] > 1 and spot.county not in gazetteer.parts:
            assert spot.path in parse_place(spot.county).candidates


@cache
def _official() -> list[tuple[str, str | None, str, str]]:
    """Province, prefecture (None for the groups of codes such as 市辖区), county, and the group as it stands there."""
    found = json.loads((SHARED / "data/regions/pca.json").read_text(encoding="utf-8"))
    return [
        (province, None if group in ("市辖区", "县") or "直辖" in group else group, county, group)
        for province, groups in found.items()
        for group, counties in groups.items()
        for county in counties
    ]


NO_COUNTY = re.compile(
    r"(?:镇|街道|群岛|海域|学院|生态园|松山湖|东莞港|白沟新城|管委会|行政委员会)$|开发区|园区|管理区|示范区|(?<!浦东)(?<!滨海)(?<!沈北)新区$|"
    r"实验区|聚集区|食品区|风景名胜区"
)
"""What stands among the counties there and is a town of a city without counties, an island, or a zone."""


@needs_shared
def test_the_tier_of_every_county_of_the_official_list() -> None:
    tiers = load_regions().tiers
    assert len(_official()) == 3056
    for province, prefecture, county, group in _official():
        for text in (
            f"{province}{prefecture or ''}{county}",
            f"{province}{group}{county}",
            f"{province} {group} {county}",
        ):
            place = parse_place(text)
            assert (place.province, place.prefecture, tier_of(place)) == (province, prefecture, tiers[province]), text


@needs_shared
def test_every_county_of_the_official_list_is_in_the_gazetteer() -> None:
    known = set(_spots())
    counties = [
        (row, Spot(row[0], row[1], row[2]))
        for row in _official()
        if Spot(*row[:3]) in known or not NO_COUNTY.search(row[2])
    ]
    assert [spot for _, spot in counties if spot not in known] == []
    assert len(counties) > 2840
    for (province, _, county, group), spot in counties:
        assert _row(f"{province}{group}{county}") == spot
        assert _row((short_prefecture(spot.prefecture) if spot.prefecture else province) + county) == spot


@needs_shared
def test_a_county_of_the_official_list_alone_is_never_taken_for_another() -> None:
    count = Counter(county for _, _, county, _ in _official())
    for province, prefecture, county, _ in _official():
        place = parse_place(county)
        spot = Spot(province, prefecture, county)
        if count[county] == 1 and spot in set(_spots()) and place.county:
            assert (place.province, place.prefecture) in ((province, prefecture), (None, None)), county
            assert place.province or spot.path in place.candidates


def _pieces() -> Iterator[str]:
    yield from (
        "贵州",
        "省",
        "市",
        "县",
        "区",
        "旗",
        "/",
        " ",
        "和",
        "、",
        "石门",
        "镇",
        "村",
        "自治",
        "新",
        "城",
        "2026年",
        "位于",
        "兵团",
    )
    for spot in _spots()[::97]:
        yield from filter(None, spot)


@given(st.lists(st.sampled_from(tuple(_pieces())), max_size=12).map("".join) | st.text(max_size=400))
def test_any_text_is_read_and_what_is_said_of_it_agrees(text: str) -> None:
    place = parse_place(text)
    regions = load_regions()
    assert place.text == text.strip()
    if place.prefecture:
        assert place.prefecture in regions.prefectures[place.province or ""]
    assert len(place.candidates) != 1
    assert bool(place.candidates) <= bool(place.doubt)
    assert all(path.startswith((place.province or "") + (place.prefecture or "")) for path in place.candidates)


def test_ten_thousand_places_are_read_quickly() -> None:
    texts = [f"{spot.path}普安镇第{number}村" for number in range(4) for spot in _spots()][:10_000]
    parse_place("贵州省")
    begun = time.process_time()
    for text in texts:
        parse_place(text)
    assert time.process_time() - begun < 10_000 * 60e-6 * 5, "five times the 60 µs that one place may take"


@pytest.mark.parametrize("text", ["县" * 10_000, "贵州省" * 5_000, "/" * 10_000, "三都县、" * 5_000, "新" * 300 + "区"])
def test_long_texts_take_no_time(text: str) -> None:
    begun = time.process_time()
    parse_place(text)
    assert time.process_time() - begun < 0.5

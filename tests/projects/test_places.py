from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.errors import CatalogueError
from policymatch.model import Place
from policymatch.projects.places import in_set, load_regions, parse_place, special_sets, tier_of

SANDU = Place("贵州省", "黔南布依族苗族自治州", "三都水族自治县", "")


@pytest.mark.parametrize(
    ("text", "province", "prefecture", "county"),
    [
        ("贵州", "贵州省", None, None),
        ("内蒙古", "内蒙古自治区", None, None),
        ("广西", "广西壮族自治区", None, None),
        ("西藏", "西藏自治区", None, None),
        ("遵义市", "贵州省", "遵义市", None),
        ("黔南州", "贵州省", "黔南布依族苗族自治州", None),
        ("伊犁州", "新疆维吾尔自治区", "伊犁哈萨克自治州", None),
        ("新疆和田", "新疆维吾尔自治区", "和田地区", None),
        ("吉林", "吉林省", None, None),
        ("吉林市", "吉林省", "吉林市", None),
        ("吉林省吉林市", "吉林省", "吉林市", None),
        ("海南", "海南省", None, None),
        ("海南州", "青海省", "海南藏族自治州", None),
        ("贵州省黔南布依族苗族自治州三都水族自治县", "贵州省", "黔南布依族苗族自治州", "三都水族自治县"),
        ("贵州省/黔南州/三都县/中和镇", "贵州省", "黔南布依族苗族自治州", "三都水族自治县"),
        ("广西百色市靖西市", "广西壮族自治区", "百色市", "靖西市"),
        ("贵阳清镇市", "贵州省", "贵阳市", "清镇市"),
        ("湖北省荆州市沙市区", "湖北省", "荆州市", "沙市区"),
        ("辽宁省朝阳市朝阳县", "辽宁省", "朝阳市", "朝阳县"),
        ("长春朝阳区", "吉林省", "长春市", "朝阳区"),
        ("北京市朝阳区", "北京市", None, "朝阳区"),
        ("上海浦东新区", "上海市", None, "浦东新区"),
        ("山西省阳泉市城区", "山西省", "阳泉市", "城区"),
        ("清岭县石门镇", None, None, "清岭县"),
        ("仁怀市", "贵州省", "遵义市", "仁怀市"),
        # Two places, or none that is one.
        ("朝阳区", None, None, "朝阳区"),
        ("贵州省、云南省", None, None, None),
        ("清岭县、三都县", None, None, None),
        ("石门镇", None, None, None),
        ("县城", None, None, None),
        ("全县各乡镇", None, None, None),
        ("贵阳路", None, None, None),
        ("县经济开发区", None, None, None),
        ("城区", None, None, None),
        ("", None, None, None),
        (None, None, None, None),
    ],
)
def test_places(text: str | None, province: str | None, prefecture: str | None, county: str | None) -> None:
    place = parse_place(text)
    assert (place.province, place.prefecture, place.county) == (province, prefecture, county)
    assert place.text == (text or "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("石门镇", ("贵州省", "黔南布依族苗族自治州", "三都水族自治县")),
        ("三都县中和镇", ("贵州省", "黔南布依族苗族自治州", "三都水族自治县")),
        ("贵州省", ("贵州省", "黔南布依族苗族自治州", "三都水族自治县")),
        ("云南省", ("云南省", None, None)),
        ("遵义市", ("贵州省", "遵义市", None)),
        # Another county may lie anywhere.
        ("清岭县", (None, None, "清岭县")),
    ],
)
def test_what_the_text_leaves_open_comes_from_the_default(text: str, expected: tuple[str | None, ...]) -> None:
    place = parse_place(text, SANDU)
    assert (place.province, place.prefecture, place.county) == expected


def test_a_default_without_a_county() -> None:
    place = parse_place("清岭县石门镇", Place("贵州省", "黔南布依族苗族自治州"))
    assert (place.province, place.prefecture, place.county) == ("贵州省", "黔南布依族苗族自治州", "清岭县")


def test_every_prefecture_and_province_is_read_back() -> None:
    for province, below in load_regions().prefectures.items():
        assert parse_place(province).province == province
        for prefecture in below:
            assert parse_place(province + prefecture).prefecture == prefecture
            assert (parse_place(prefecture).province, parse_place(prefecture).prefecture) == (province, prefecture)


def test_every_province_has_a_tier() -> None:
    tiers = {tier_of(Place(province)) for province in load_regions().prefectures}
    assert tiers == {"东部", "中部", "西部", "东北"}
    assert tier_of(Place("吉林省")) == "东北"
    assert tier_of(Place(county="清岭县")) is None


def test_special_sets_answer_three_ways() -> None:
    kashgar = parse_place("新疆喀什地区")
    assert "南疆四地州" in special_sets(kashgar)
    assert in_set(kashgar, "南疆四地州") is True
    assert in_set(SANDU, "南疆四地州") is False
    assert in_set(Place("新疆维吾尔自治区"), "南疆四地州") is None
    assert in_set(Place(), "西藏") is None
    # That list is not complete, so not being on it says nothing.
    assert in_set(SANDU, "国家乡村振兴重点帮扶县") is True
    assert in_set(Place("陕西省", "榆林市", "清涧县"), "国家乡村振兴重点帮扶县") is None
    assert in_set(SANDU, "没有的集合") is None


def test_a_short_county_name_is_the_same_county() -> None:
    muli = parse_place("四川省凉山州木里县")
    assert in_set(muli, "四省涉藏州县") is True


def _regions(folder: Path, special: str = "sets: []\n") -> Path:
    folder.mkdir()
    (folder / "prefectures.yaml").write_text("甲省: [乙市]\n", encoding="utf-8")
    (folder / "tiers.yaml").write_text("tiers: {西部: [甲省]}\n", encoding="utf-8")
    (folder / "special.yaml").write_text(special, encoding="utf-8")
    return folder


def test_another_folder_of_regions(tmp_path: Path) -> None:
    folder = _regions(tmp_path / "regions", "sets: [{name: 丙, complete: true, members: [{province: 甲省}]}]\n")
    place = parse_place("乙市", regions_dir=folder)
    assert place.province == "甲省"
    assert tier_of(place, regions_dir=folder) == "西部"
    assert special_sets(place, regions_dir=folder) == {"丙"}


@pytest.mark.parametrize("special", ["sets: [1]\n", "- x\n", "sets: {a: [}\n", "sets: [{name: x}]\n"])
def test_a_broken_folder_is_the_catalogues_fault(tmp_path: Path, special: str) -> None:
    with pytest.raises(CatalogueError, match=r"special\.yaml"):
        parse_place("乙市", regions_dir=_regions(tmp_path / "regions", special))


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError):
        parse_place("乙市", regions_dir=tmp_path / "none")


@given(st.text(alphabet="贵州省阳市县区清岭石门镇乡村吉林海南朝阳和、/ ", max_size=20))
def test_a_prefecture_lies_in_its_province(text: str) -> None:
    place = parse_place(text)
    if place.prefecture:
        assert place.prefecture in load_regions().prefectures[place.province or ""]

from __future__ import annotations

from pathlib import Path

import pytest

from policymatch.errors import CatalogueError
from policymatch.text.gazetteer import Rank, Spot, load_gazetteer, short_county, short_prefecture, spot_of

PREFECTURES = {"甲省": ("乙市", "丙族自治州")}


def _folder(folder: Path, counties: str, names: str = "") -> Path:
    (folder / "counties.yaml").write_text(counties, encoding="utf-8")
    if names:
        (folder / "names.yaml").write_text(names, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("三都水族自治县", "三都"),
        ("双江拉祜族佤族布朗族傣族自治县", "双江"),
        ("东乡族自治县", "东乡"),
        ("鄂温克族自治旗", "鄂温克"),
        ("察布查尔锡伯自治县", "察布查尔"),
        ("管城回族区", "管城"),
        ("土默特左旗", "土默特左"),
        ("六枝特区", "六枝"),
        ("神农架林区", "神农架"),
        ("义乌市", "义乌"),
        ("泸县", "泸"),
    ],
)
def test_short_names_of_counties(name: str, short: str) -> None:
    assert short_county(name) == short


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("黔南布依族苗族自治州", "黔南"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("巴音郭楞蒙古自治州", "巴音郭楞"),
        ("大兴安岭地区", "大兴安岭"),
        ("锡林郭勒盟", "锡林郭勒"),
        ("贵阳市", "贵阳"),
    ],
)
def test_short_names_of_prefectures(name: str, short: str) -> None:
    assert short_prefecture(name) == short


def test_targets() -> None:
    assert spot_of("贵州省", "贵阳市 清镇市 1992-12") == Spot("贵州省", "贵阳市", "清镇市")
    assert spot_of("北京市", "直辖 东城区 2010-07") == Spot("北京市", None, "东城区")
    assert spot_of("湖北省", "襄阳市 2010-12") == Spot("湖北省", "襄阳市")


def test_names_of_a_county_come_by_rank_and_the_longest_first(tmp_path: Path) -> None:
    folder = _folder(
        tmp_path,
        "counties: {甲省: {乙市: 清山县 清山河县, 直辖: 远山市}}\n",
        "former: {甲省: {旧山县: 乙市 清山县 1992-12}}\neveryday: [清山]\n",
    )
    gazetteer = load_gazetteer(folder, PREFECTURES)
    hits = [(hit.name, hit.rank) for hit in gazetteer.counties.hits("清山河县城")]
    assert hits == [("清山河县", Rank.EXACT), ("清山河", Rank.BARE), ("清山", Rank.BARE)]
    (old, *_) = gazetteer.counties.hits("旧山县")
    assert (old.rank, old.spots) == (Rank.VARIANT, (Spot("甲省", "乙市", "清山县"),))
    assert list(gazetteer.counties.hits("远山市", Spot("甲省", "乙市"))) == []
    assert gazetteer.everyday == {"清山"}
    assert gazetteer.without_counties == {Spot("甲省", "丙族自治州")}


def test_a_folder_without_counties_knows_prefectures(tmp_path: Path) -> None:
    gazetteer = load_gazetteer(tmp_path, PREFECTURES)
    assert next(iter(gazetteer.prefectures.hits("乙市"))).spots == (Spot("甲省", "乙市"),)
    assert gazetteer.spots == []


@pytest.mark.parametrize("counties", ["- x\n", "counties: [a]\n", "counties: {甲省: [x]}\n", "counties: {a: [}\n"])
def test_a_broken_file_is_named(tmp_path: Path, counties: str) -> None:
    with pytest.raises(CatalogueError, match=r"counties\.yaml"):
        load_gazetteer(_folder(tmp_path, counties), PREFECTURES)


def test_a_broken_file_of_names_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"names\.yaml"):
        load_gazetteer(_folder(tmp_path, "counties: {}\n", "former: {甲省: {旧山县: ''}}\n"), PREFECTURES)

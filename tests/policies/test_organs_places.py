from __future__ import annotations

from pathlib import Path

import pytest

from policymatch.errors import CatalogueError
from policymatch.model import Block
from policymatch.paths import corpus_folder
from policymatch.policies.agencies import load_agencies
from policymatch.policies.organs import is_signer, organs_of_line
from policymatch.policies.place import find_place
from policymatch.policies.signature import find_signatures, printed_on
from policymatch.text.prefectures import load_prefectures


@pytest.mark.parametrize(
    ("line", "organs"),
    [
        ("国务院办公厅", ["国务院办公厅"]),
        ("国家发展改革委　　财 政 部", ["国家发展改革委", "财政部"]),
        ("国家发展改革委、财政部", ["国家发展改革委", "财政部"]),
        ("财  政  部", ["财政部"]),
        ("中华人民共和国国家发展和改革委员会", ["国家发展和改革委员会"]),
        ("中共云岭县委 云岭县人民政府", ["中共云岭县委", "云岭县人民政府"]),
        ("各区人民政府", []),
        ("市政府各部门：", []),
        ("一、加强中心", []),
        ("本办法由县财政局负责解释。", []),
        ("附件", []),
        ("", []),
    ],
)
def test_organs_of_a_line(line: str, organs: list[str]) -> None:
    assert organs_of_line(line) == organs


def test_signers_of_decrees() -> None:
    assert is_signer("总理 李某某")
    assert is_signer("部长：王 某")
    assert not is_signer("总理负责制是国务院的工作制度")
    assert not is_signer("主任医师和副主任医师")


def test_signatures() -> None:
    blocks = [
        Block("现印发给你们。"),
        Block("云岭县财政局　云岭县农业农村局"),
        Block("云岭县乡村振兴局（印章）"),
        Block("2024年5月6日"),
        Block("省财政厅 2020年1月1日"),
        Block("2019年2月3日"),
        Block("2019年2月3日", table=1),
        Block("会议于2018年3月1日"),
    ]
    found = [(signature.organs, str(signature.day)) for signature in find_signatures(blocks)]
    assert found == [
        (("云岭县财政局", "云岭县农业农村局", "云岭县乡村振兴局"), "2024-05-06"),
        (("省财政厅",), "2020-01-01"),
    ]


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (["云岭县人民政府办公室 2024年3月12日印发"], "2024-03-12"),
        (["云岭县人民政府办公室", "2024年3月12日印发"], "2024-03-12"),
        (["云岭县人民政府办公室 | 2024年3月12日印发"], "2024-03-12"),
        (["云岭县人民政府办公室　　　　二〇二四年三月十二日印发"], "2024-03-12"),
        (["依据县政府2024年3月12日印发的办法，制定本方案。"], None),
        (["《渡口办法》2024年3月12日印发"], None),
    ],
)
def test_the_day_of_printing(lines: list[str], day: str | None) -> None:
    printed = printed_on([Block("甲"), *(Block(line) for line in lines)])
    assert (str(printed[0]) if printed else None) == day


@pytest.mark.parametrize(
    ("issuer", "level", "region"),
    [
        ("国务院办公厅", "国家", None),
        ("财政部、税务总局", "国家", None),
        ("中国人民银行", "国家", None),
        ("全国人民代表大会常务委员会", "国家", None),
        ("贵州省发展和改革委员会", "省", "贵州省"),
        ("贵州省市场监督管理局", "省", "贵州省"),
        ("中共贵州省委办公厅", "省", "贵州省"),
        ("广西自治区人民政府", "省", "广西壮族自治区"),
        ("新疆生产建设兵团办公厅", "省", "新疆维吾尔自治区"),
        ("北京市人民政府", "省", "北京市"),
        ("北京市海淀区人民政府", "县", "北京市海淀区"),
        ("吉林市人民政府", "市", "吉林省吉林市"),
        ("黔南州人民政府", "市", "贵州省黔南布依族苗族自治州"),
        ("黔南布依族苗族自治州三都水族自治县人民政府", "县", "贵州省黔南布依族苗族自治州三都水族自治县"),
        ("贵州省都匀市财政局", "县", "贵州省都匀市"),
        ("三都水族自治县人民政府", "县", "三都水族自治县"),
        ("云岭县发展和改革局", "县", "云岭县"),
        ("广州市城市管理局", "市", "广东省广州市"),
        ("广州市天河区人民政府天园街道办事处", None, "广东省广州市天河区"),
        ("县人民政府办公室", None, None),
        ("云岭开发区管委会", None, None),
    ],
)
def test_levels_and_regions_of_issuers(issuer: str, level: str | None, region: str | None) -> None:
    placed = find_place(issuer, "某办法", None)
    assert (placed.level, placed.region) == (level, region) if placed else level is region is None


@pytest.mark.parametrize(
    ("number", "level", "region"),
    [
        ("粤府〔2024〕1号", "省", "广东省"),
        ("黔发改投资〔2024〕5号", "省", "贵州省"),
        ("穗府办规〔2024〕13号", "市", "广东省广州市"),
        ("苏府〔2024〕1号", "市", "江苏省苏州市"),
        ("穗天科工信规字〔2023〕1号", None, None),
        ("黔南府办发〔2024〕1号", None, None),
        ("青政发〔2024〕1号", None, None),
        ("宁政发〔2024〕1号", None, None),
        ("津市政发〔2024〕1号", None, None),
        ("某〔2024〕1号", None, None),
        ("国办发〔2024〕1号", None, None),
    ],
)
def test_a_code_speaks_only_where_it_has_one_reading(number: str, level: str | None, region: str | None) -> None:
    placed = find_place(None, "某办法", number)
    assert (placed.level, placed.region) == (level, region) if placed else level is region is None


def test_a_title_tells_where_nobody_signed() -> None:
    placed = find_place(None, "广州市渡口管理办法", "粤府〔2024〕1号")
    assert placed is not None
    assert (placed.level, placed.region, placed.found) == ("市", "广东省广州市", "标题")
    assert find_place(None, "贫困县退出办法", None) is None


def test_the_shipped_codes_name_known_places() -> None:
    agencies = load_agencies()
    prefectures = load_prefectures(corpus_folder() / "regions")
    places = {*prefectures, *(province + name for province, names in prefectures.items() for name in names)}
    assert set(filter(None, agencies.prefixes.values())) <= places
    assert set(agencies.signs.values()) <= set(prefectures)
    assert agencies.issuer_of("发改投资规") == "国家发展改革委"
    assert agencies.issuer_of("国办发") == "国务院办公厅"
    assert agencies.issuer_of("财税") is agencies.issuer_of("黔财建") is None


@pytest.mark.parametrize(
    "content",
    [
        "[", "- a", "central: []", "central: {a: 1}\nsigns: {}\nprefixes: {}\nfunctions: [府]\norgans: [甲]",
        "central: {}\nsigns: {粤府: 广东省}\nprefixes: {}\nfunctions: [府]\norgans: [甲]",
        "central: {}\nsigns: {}\nprefixes: {}\nfunctions: []\norgans: [甲]",
    ],
)  # fmt: skip
def test_a_malformed_table_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "codes.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"codes\.yaml"):
        load_agencies(tmp_path)
    with pytest.raises(CatalogueError):
        load_agencies(tmp_path / "missing")

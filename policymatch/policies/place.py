"""The level (国家, 省, 市, 县) of a policy and the place it is for, from its issuer, title and agency code.

There is no list of counties here: a county is known by its ending, and only where an organ's name goes on behind it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Mapping
from functools import cache
from typing import NamedTuple

from policymatch.paths import corpus_folder
from policymatch.policies.agencies import load_agencies
from policymatch.text.prefectures import load_prefectures, short_province

_NATIONAL = re.compile(
    r"国务院|国家|中共中央|中央|全国|中华人民共和国|最高人民|中国(?:证监会|银保监会|人民银行|气象局|残联|科学院)"
)
_COUNTY = re.compile(
    r"([一-鿿]{1,14}?(?:自治县|自治旗|林区|特区)|[一-鿿]{1,4}?县|[一-鿿]{1,5}?旗|[一-鿿]{1,4}?[区市])"
    r"(?=$|人民|委|政|县|区|市|办|局|发|财|教|科|民|公安|司|人力|自然|生态|住|交|水|农|乡|林|商|文|卫|退|应|审|国|统|医|税|工|城|残|妇|团|总|扶|行|招"
    r"|[一-鿿]{2,12}(?:局|办|委|厅|部|中心|会|院))"
)
_NO_COUNTY = re.compile(
    r"(?:开发|园|示范|高新|经开|景|社|小|库|灌|牧|校|片|地|辖|规划|核心|保护|工业|产业|集聚|功能|合作|试验|服务|度假|旅游|管理|城|郊|矿|新技术|自贸|保税"
    r"|自治)区$|(?:城|县|本|全|我|各|门|超|股|都|农贸)市$|^(?:全|本|该|各|我|省|州|市)[县市区]$|(?:贫困|示范|重点|大|试点)县$"
)
_PARTY = re.compile(r"^(?:中国共产党|中共)")
_TOWN = re.compile(r"(?:乡|镇|街道)(?:人民政府|办事处|党工委)")


class Placed(NamedTuple):
    """``level`` is 国家, 省, 市, 县 or None; ``region`` full names from the province down, None for the nation."""

    level: str | None
    region: str | None
    found: str


def find_place(issuer: str | None, title: str, doc_number: str | None) -> Placed | None:
    """Say where a policy holds; None where neither issuer nor title nor agency code tells.

    The host of several issuers counts.
    """
    host = (issuer or "").partition("、")[0]
    placed = _of_name(host) if host else None
    if placed:
        return Placed(*placed, "发文机关")
    placed = _of_title(title)
    if placed:
        return Placed(*placed, "标题")
    code = (doc_number or "").partition("〔")[0]
    known = load_agencies().place_of(code) if code else None
    if known:
        place, sign = known
        return Placed("省" if place in _prefectures() else "市", place, f"机关代字“{sign}”")
    return None


def _of_name(organ: str) -> tuple[str | None, str | None] | None:
    name = _PARTY.sub("", organ)
    local = _local(name)
    if local:
        return local
    if _NATIONAL.match(organ) or _NATIONAL.match(name) or name in load_agencies().organs:
        return "国家", None
    if name.startswith("新疆生产建设兵团"):
        return "省", "新疆维吾尔自治区"
    county = _county(name)
    if county:
        return ("县" if not _TOWN.search(name) else None), county
    return None


def _of_title(title: str) -> tuple[str | None, str | None] | None:
    name = title.removeprefix("关于")
    if name.startswith(("中华人民共和国", "国务院", "中共中央", "国家发展")):
        return "国家", None
    return _local(name)


def _local(name: str) -> tuple[str | None, str | None] | None:
    """Level and region of a name that begins with a province or a prefecture."""
    if name[:2] not in _openings() and "自治区" not in name[:6]:
        return None
    province = _begins(name, _prefectures())
    rest = name[len(province or "") :]
    if province is None and "自治区" in name[:6]:
        # 广西自治区 is written short.
        short, _, rest = name.partition("自治区")
        province = next(
            (full for full in _prefectures() if full.endswith("自治区") and short == short_province(full)), None
        )
    rest = rest if province else name
    below: Collection[str] = _prefectures()[province] if province else _all_prefectures()
    prefecture, behind = _prefecture(rest, below)
    if province is None and prefecture:
        province = _all_prefectures()[prefecture]
    if province is None:
        return None
    county = _county(behind)
    region = f"{province}{prefecture or ''}{county or ''}"
    if _TOWN.search(behind):
        return None, region
    return ("县" if county else "市" if prefecture else "省"), region


def _begins(text: str, names: Container[str]) -> str | None:
    """The name of a place that a text begins with; the longest has eleven characters."""
    return next((text[:length] for length in range(3, 12) if text[:length] in names), None)


def _prefecture(text: str, below: Collection[str]) -> tuple[str | None, str]:
    """The prefecture a text begins with, 黔南州 for 黔南布依族苗族自治州 too, and the text behind it."""
    full = _begins(text, below)
    if full:
        return full, text[len(full) :]
    short, state, _ = text[:8].partition("州")
    if state and len(short) > 1:
        named = [name for name in below if name.startswith(short) and name.endswith("自治州")]
        if len(named) == 1:
            return named[0], text[len(short) + 1 :]
    return None, text


def _county(text: str) -> str | None:
    match = _COUNTY.match(text)
    if not match:
        return None
    return None if _NO_COUNTY.search(match[1]) or len(match[1]) < 2 else match[1]


@cache
def _prefectures() -> Mapping[str, tuple[str, ...]]:
    return load_prefectures(corpus_folder() / "regions")


@cache
def _openings() -> frozenset[str]:
    """The first two signs of all provinces and prefectures, which their short forms begin with too."""
    return frozenset(name[:2] for name in (*_prefectures(), *_all_prefectures()))


@cache
def _all_prefectures() -> Mapping[str, str]:
    return {name: province for province, names in _prefectures().items() for name in names}

"""What a text says of a place by itself, read from the province down."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from policymatch.projects.place_counties import (
    AND,
    COUNTY,
    NO_COUNTY,
    NOTHING,
    Reading,
    bare_ends,
    read_county,
    several_of,
    shared,
    strong,
)
from policymatch.projects.regions import Regions, load_regions
from policymatch.text.gazetteer import Gazetteer, Hit, Rank, Spot, lies_in
from policymatch.text.numerals import half_width

_SEPARATORS = re.compile(r"[\s/、,;|·\-—>→()\[\]【】〔〕]+")
_LEAD = re.compile(
    r"^(?:中国(?!人民)|中华人民共和国)?(?:(?:20\d\d年度?|关于|(?:项目)?(?:建设|实施)?(?:地点|地址|位置)[:：为]?|(?:项目)?(?:拟建于|拟建在|建于|建在|选址于|选址|位于|坐落于|坐落在|在)|跨)/?){0,3}"
)
_CORPS = re.compile(r"^(?:新疆)?(?:维吾尔自治区)?/?(?:生产建设)?兵团/?(?:第?[一二三四五六七八九十\d]{1,3}师)?/?")
# What codes put between a province and the counties that no prefecture stands over.
_NO_PREFECTURE = re.compile(r"^/?(?:市辖区|(?:省|自治区)?直辖县级行政(?:区划|单位)|县(?=/?[\u4e00-\u9fff]{1,12}县$))/?")
_STREET = tuple("路街道村镇乡社河江湖站桥组")
_ZONE = re.compile(r"(?:开发|高新|经开|园|示范|合作|试验|实验|聚集|名胜|管理|新)区$")
_TOWN_BEHIND = re.compile(r"(?!.{0,2}[路街巷])[\u4e00-\u9fff]{2,4}[镇乡]")
_TOWN_OF_CITY = re.compile(r"(?!.{0,2}路)[\u4e00-\u9fff]{2,5}(?:镇|街道)")


@lru_cache(maxsize=50_000)
def read_place(text: str, regions_dir: Path | None, within: Spot | None) -> Reading:
    """What a text says of a place; ``within`` is where it is known to lie already. Raises CatalogueError."""
    regions = load_regions(regions_dir)
    rest = _SEPARATORS.sub("/", half_width(text)).strip("/")
    rest = _CORPS.sub("新疆", _LEAD.sub("", rest, count=1), count=1)
    if within is not None:
        return read_county(rest, within, regions)
    reading = _read_down(rest, regions)
    return _read_down(rest.replace("/", ""), regions) if reading.empty and "/" in rest else reading


def _read_down(text: str, regions: Regions) -> Reading:
    """From the province down."""
    province, rest, clash = _province(text, regions)
    if clash:
        return NOTHING
    rest = _NO_PREFECTURE.sub("", rest) if province else rest
    rest = rest.lstrip("/")
    prefecture, rest, several = _prefecture(rest, Spot(province) if province else None, regions)
    if several is not None:
        return several_of(several)
    above = prefecture or (Spot(province) if province else None)
    rest = rest.lstrip("/")
    second = _second_prefecture(rest, prefecture, regions.gazetteer) if prefecture else None
    if prefecture is not None and second is not None:
        return shared((prefecture, second))
    if prefecture is not None:
        # 唐山市唐山市汉沽管理区: names of zones begin with the prefecture's once more.
        rest = _NO_PREFECTURE.sub("", rest.removeprefix(str(prefecture.prefecture)))
    return read_county(rest, above, regions)


def _province(text: str, regions: Regions) -> tuple[str | None, str, bool]:
    """Give the province, the text behind it, and whether two are named."""
    full = [
        long
        for long, short in regions.provinces
        if short in text and (long in text or short + "自治区" in text or short + "省" in text)
    ]
    if len(full) > 1:
        # 吉林市 and 海南州 are no second province, but 贵州省、云南省 are two.
        return None, text, True
    if full and not text.startswith(full[0]):
        hit = strong(text, None, regions.gazetteer)
        if hit is not None:
            # 鼓楼区（福建省） says which; 三都县至湖南省怀化市 lies in two provinces.
            inside = any(spot.province == full[0] for spot in hit.spots)
            return (full[0], text, False) if inside else (None, text, True)
    if full:
        stem = next(short for long, short in regions.provinces if long == full[0])
        return full[0], re.sub(rf"^.*?{stem}(?:[^省市区]*自治区|省|市)", "", text, count=1), False
    for long, short in regions.provinces:
        if not text.startswith(short):
            continue
        behind = text[len(short) :]
        if _begins_below(behind, Spot(long), regions.gazetteer):
            return long, behind, False
        if _is_prefecture(short, behind, long, regions.gazetteer):
            return None, text, False
        # 吉林市, 海南藏族自治州 and 河北区 begin like a province and lie below one; 青海湖 and 西藏路 are none.
        below = any(hit.rank is not Rank.BARE for names in regions.gazetteer.levels for hit in names.hits(text))
        return (
            (None, text, False) if below or behind.startswith((*_STREET, "市", "县", "区")) else (long, behind, False)
        )
    return None, text, False


def _begins_below(text: str, above: Spot, gazetteer: Gazetteer) -> bool:
    """Whether a text begins with a prefecture or county of a province: 江门 behind 广东, 江华 behind 湖南."""
    return strong(text, above, gazetteer) is not None or any(
        hit.rank is not Rank.BARE or bare_ends(text[len(hit.name) :])
        for names in gazetteer.levels
        for hit in names.hits(text, above)
    )


def _is_prefecture(short: str, behind: str, province: str, gazetteer: Gazetteer) -> bool:
    """海南共和县 lies in the prefecture of that name, in another province."""
    alike = (spot for hit in gazetteer.prefectures.hits(short) if hit.name == short for spot in hit.spots)
    return any(strong(behind, spot, gazetteer) for spot in alike) and not strong(behind, Spot(province), gazetteer)


def _prefecture(text: str, within: Spot | None, regions: Regions) -> tuple[Spot | None, str, Hit | None]:
    """Give the prefecture with its province and the text behind it, or the places that a bare name may mean."""
    gazetteer = regions.gazetteer
    county = next((hit for hit in gazetteer.counties.hits(text, within) if hit.rank is not Rank.BARE), None)
    for hit in gazetteer.prefectures.hits(text, within):
        behind = text[len(hit.name) :]
        longer = county is not None and len(county.name) >= len(hit.name)
        if (longer and hit.rank is not Rank.EXACT) or len(hit.spots) > 1:
            continue
        if hit.rank is not Rank.BARE:
            # 济南市中区 is 济南 and 市中区.
            short = text[len(hit.name) - 1 :]
            split = strong(short, hit.spots[0], gazetteer) if hit.name.endswith("市") else None
            behind = short if split and not strong(behind, hit.spots[0], gazetteer) else behind
            return hit.spots[0], behind, None
        if not behind and within is None:
            several = _others_of_that_name(hit, gazetteer)
            if several is not None:
                return None, text, several
        if _ends_here(behind, hit, regions):
            return hit.spots[0], behind, None
    if county is not None and not (within is None and county.name in gazetteer.everyday):
        return None, text, None
    return (*_prefecture_inside(text, within, regions), None)


def _second_prefecture(behind: str, first: Spot, gazetteer: Gazetteer) -> Spot | None:
    """The second of 贵阳市、遵义市: the project lies in both."""
    for hit in gazetteer.prefectures.hits(AND.sub("", behind)):
        county = strong(AND.sub("", behind), first, gazetteer)
        if hit.rank is not Rank.BARE and hit.spots != (first,) and (county is None or len(county.name) < len(hit.name)):
            return hit.spots[0]
    return None


def _prefecture_inside(text: str, within: Spot | None, regions: Regions) -> tuple[Spot | None, str]:
    """A prefecture's full name further inside the text."""
    named = [
        Spot(province, full)
        for province, below in regions.prefectures.items()
        if within is None or within.province == province
        for full in below
        if full in text
    ]
    # 马鞍山市 contains 鞍山市, which lies elsewhere; 峨眉山市 is a county and contains 眉山市.
    names = [str(spot.prefecture) for spot in named]
    named = [
        spot for spot in named if not any(spot.prefecture != other and str(spot.prefecture) in other for other in names)
    ]
    if len(named) != 1 or any(name in text for name in regions.gazetteer.ending_in.get(str(named[0].prefecture), ())):
        return None, text
    return named[0], text.partition(str(named[0].prefecture))[2]


def _others_of_that_name(hit: Hit, gazetteer: Gazetteer) -> Hit | None:
    """甘南 is a prefecture here and a county there. A district elsewhere (西安区) is not meant by its bare name."""
    prefecture = hit.spots[0]
    alike = next((other for other in gazetteer.counties.hits(hit.name) if other.name == hit.name), None)
    others = [spot for spot in (alike.spots if alike else ()) if not lies_in(spot, prefecture)]
    if hit.name not in gazetteer.ask:
        others = [spot for spot in others if not str(spot.county).endswith("区")]
    return Hit(hit.name, Rank.BARE, (prefecture, *others)) if others else None


def _ends_here(behind: str, hit: Hit, regions: Regions) -> bool:
    """A short name (贵阳) counts alone or before a county, not as the beginning of another word (贵阳路, 朝阳区)."""
    prefecture = hit.spots[0]
    if not behind or behind[0] == "/":
        return True
    known = regions.gazetteer.counties.hits(behind, prefecture)
    if any(hit.rank is not Rank.BARE or bare_ends(behind[len(hit.name) :]) for hit in known):
        return True
    if hit.name in regions.gazetteer.ask:
        return False
    # 唐山河北唐山芦台经济开发区, 东莞厚街镇
    if behind.startswith((hit.name, dict(regions.provinces)[prefecture.province])):
        return True
    if prefecture in regions.gazetteer.without_counties and _TOWN_OF_CITY.match(behind):
        return True
    if behind[0] in (*_STREET, "县", "区", "旗", "市"):
        return False
    county = COUNTY.match(behind)
    if county and (not NO_COUNTY.search(county.group()) or _ZONE.search(county.group())):
        return True
    return bool(_TOWN_BEHIND.match(behind))

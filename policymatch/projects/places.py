"""Places: province, prefecture and county out of what a cell says.

A county is known by the gazetteer, under its full, short or former name, and where it is not there by its ending. What
could be several places is not guessed: the place carries all of them and a doubt that asks for province and city.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from policymatch.model import Place
from policymatch.projects.regions import (
    Regions,
    SpecialSet,
    in_set,
    load_regions,
    same_county,
    special_sets,
    tier_of,
)
from policymatch.text.gazetteer import Gazetteer, Hit, Rank, Spot, lies_in
from policymatch.text.numerals import half_width

__all__ = [
    "Regions", "SpecialSet", "in_set", "load_regions", "parse_place", "place_doubt", "same_county", "special_sets", "tier_of",
]  # fmt: skip

_MAX_CHARS = 300
_SHOWN = 6
"""How many places of one name a doubt lists."""

_COUNTY = re.compile(r"[\u4e00-\u9fff]{1,12}?(?:自治县|自治旗|林区|特区|县|区|旗|市)")
# Parts of a town that end like a county. 城区, 郊区, 矿区 and 新区 are counties somewhere, so only behind a prefecture.
_NO_COUNTY = re.compile(
    r"(?:开发|园|示范|高新|经开|景|社|小|库|灌|牧|校|厂|片|市|地|辖|规划|核心|保护|工业|产业|集聚|集中|居住|山|灾|老|街|功能|聚居|"
    r"安置|生活|生态|镇|县|功能|合作|试验|体验|服务|度假|旅游|林|办公|病|住宅|河|湖|流域|管理|名胜|实验|聚集|新|行政|自治|保卫|行洪|开采)区$|^(?:全|本|该|各|我|外|跨|邻|多|整|两|县)[县市区]|(?:县|城|超|门|农|集|菜|夜|股|早|辖|的)市$|[的由条]县$|^[红党国锦彩]旗$"
)
_SOMEWHERE_A_COUNTY = re.compile(r"^[城郊矿新东西南北]区$")
_SEPARATORS = re.compile(r"[\s/、,;|·\-—>→()\[\]【】〔〕]+")
_LEAD = re.compile(
    r"^(?:中国(?!人民)|中华人民共和国)?(?:(?:20\d\d年度?|关于|(?:项目)?(?:建设|实施)?(?:地点|地址|位置)[:：为]?|(?:项目)?(?:拟建于|拟建在|建于|建在|选址于|选址|位于|坐落于|坐落在|在)|跨)/?){0,3}"
)
_CORPS = re.compile(r"^(?:新疆)?(?:维吾尔自治区)?/?(?:生产建设)?兵团/?(?:第?[一二三四五六七八九十\d]{1,3}师)?/?")
# What codes put between a province and the counties that no prefecture stands over.
_NO_PREFECTURE = re.compile(r"^/?(?:市辖区|(?:省|自治区)?直辖县级行政(?:区划|单位)|县(?=/?[\u4e00-\u9fff]{1,12}县$))/?")
_STREET = tuple("路街道村镇乡社河江湖站桥组")
_TOWN = re.compile(r"(?![^/]{0,3}(?:[路巷]|街(?!道)))[\u4e00-\u9fff]{2,5}(?:镇|乡|街道|村|社区)")
_ZONE = re.compile(r"(?:开发|高新|经开|产业园|工业园|示范|合作|试验|管理|新)区$")
_TOWN_BEHIND = re.compile(r"(?!.{0,2}[路街巷])[\u4e00-\u9fff]{2,4}[镇乡]")
_TOWN_OF_CITY = re.compile(r"(?!.{0,2}路)[\u4e00-\u9fff]{2,5}(?:镇|街道)")
_AND = re.compile(r"^[/和及与跨至到]{1,3}")
_PARTS_OF_TOWN = ("城", "街", "级", "域", "乡", "医", "委", "政")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a text says by itself. ``weak`` rests on a bare name alone, ``known`` on a county of the gazetteer."""

    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    spots: tuple[Spot, ...] = ()
    name: str = ""
    known: bool = False
    weak: bool = False
    doubt: str | None = None

    @property
    def empty(self) -> bool:
        return not (self.province or self.prefecture or self.county or self.spots)


_NOTHING = _Reading()


def parse_place(text: str | None, default: Place | None = None, *, regions_dir: Path | None = None) -> Place:
    """Read a place; full names, short and former ones (贵州, 黔南州, 三都县) and a prefecture or county alone.

    What the text leaves open is taken from ``default`` unless the two contradict each other. ``regions_dir`` is
    a folder like ``corpus/regions``, the shipped one by default. Raises CatalogueError when it cannot be read.
    """
    shown = (text or "").strip()
    said = shown[:_MAX_CHARS]
    reading = _read(said, regions_dir, None)
    if default is None:
        return _place(reading, shown)
    if reading.empty and default.province and not default.county:
        reading = _read(said, regions_dir, Spot(default.province, default.prefecture))
    return _with_default(reading, shown, default)


def place_doubt(place: Place) -> str | None:
    """What should be checked of a place as it was read, as a Chinese sentence; None where nothing should."""
    return place.doubt


def _place(reading: _Reading, shown: str) -> Place:
    doubt = reading.doubt or _which(reading.name, reading.spots)
    candidates = tuple(spot.path for spot in reading.spots)
    return Place(reading.province, reading.prefecture, reading.county, shown, candidates, doubt)


def _which(name: str, spots: tuple[Spot, ...]) -> str | None:
    if not spots:
        return None
    listed = "、".join(spot.path for spot in spots[:_SHOWN]) + ("等" if len(spots) > _SHOWN else "")
    ask = "请写明是哪一个" if len({spot[:2] for spot in spots}) == 1 else "请写明省市"
    return f"“{name}”有 {len(spots)} 个：{listed}；{ask}。"


@lru_cache(maxsize=50_000)
def _read(text: str, regions_dir: Path | None, within: Spot | None) -> _Reading:
    regions = load_regions(regions_dir)
    rest = _SEPARATORS.sub("/", half_width(text)).strip("/")
    rest = _CORPS.sub("新疆", _LEAD.sub("", rest, count=1), count=1)
    if within is not None:
        return _county(rest, within, regions)
    reading = _read_down(rest, regions)
    return _read_down(rest.replace("/", ""), regions) if reading.empty and "/" in rest else reading


def _read_down(text: str, regions: Regions) -> _Reading:
    """From the province down."""
    province, rest, clash = _province(text, regions)
    if clash:
        return _NOTHING
    rest = _NO_PREFECTURE.sub("", rest) if province else rest
    rest = rest.lstrip("/")
    prefecture, rest, several = _prefecture(rest, Spot(province) if province else None, regions)
    if several is not None:
        return _several(several)
    above = prefecture or (Spot(province) if province else None)
    rest = rest.lstrip("/")
    second = _second_prefecture(rest, prefecture, regions.gazetteer) if prefecture else None
    if prefecture is not None and second is not None:
        return _shared((prefecture, second))
    if prefecture is not None:
        # 唐山市唐山市汉沽管理区: names of zones begin with the prefecture's once more.
        rest = _NO_PREFECTURE.sub("", rest.removeprefix(str(prefecture.prefecture)))
    return _county(rest, above, regions)


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
        hit = _strong(text, None, regions.gazetteer)
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
    return _strong(text, above, gazetteer) is not None or any(
        hit.rank is not Rank.BARE or _bare_ends(text[len(hit.name) :])
        for names in gazetteer.levels
        for hit in names.hits(text, above)
    )


def _is_prefecture(short: str, behind: str, province: str, gazetteer: Gazetteer) -> bool:
    """海南共和县 lies in the prefecture of that name, in another province."""
    alike = (spot for hit in gazetteer.prefectures.hits(short) if hit.name == short for spot in hit.spots)
    return any(_strong(behind, spot, gazetteer) for spot in alike) and not _strong(behind, Spot(province), gazetteer)


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
            split = _strong(short, hit.spots[0], gazetteer) if hit.name.endswith("市") else None
            behind = short if split and not _strong(behind, hit.spots[0], gazetteer) else behind
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
    for hit in gazetteer.prefectures.hits(_AND.sub("", behind)):
        county = _strong(_AND.sub("", behind), first, gazetteer)
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
    if len(named) != 1 or "峨" + str(named[0].prefecture) in text:
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
    if any(hit.rank is not Rank.BARE or _bare_ends(behind[len(hit.name) :]) for hit in known):
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
    county = _COUNTY.match(behind)
    if county and (not _NO_COUNTY.search(county.group()) or _ZONE.search(county.group())):
        return True
    return bool(_TOWN_BEHIND.match(behind))


def _bare_ends(behind: str) -> bool:
    return not behind or behind[0] == "/" or bool(_TOWN.match(behind))


def _county(text: str, above: Spot | None, regions: Regions) -> _Reading:
    """The county at the beginning of a text that lies in ``above``."""
    found = _known_county(text, above, regions.gazetteer)
    if found is not None:
        return found
    province, prefecture = (above.province, above.prefecture) if above else (None, None)
    county = _county_by_ending(text, known_above=above is not None)
    if county and above is None and county in regions.gazetteer.everyday | regions.gazetteer.parts:
        county = None
    doubt = None
    if (
        county
        and above
        and any(hit.rank is not Rank.BARE and hit.name == county for hit in regions.gazetteer.counties.hits(text))
    ):
        doubt = f"{prefecture or province}没有查到“{county}”，请核对省市县。"
    return _Reading(province, prefecture, county, doubt=doubt)


def _known_county(text: str, above: Spot | None, gazetteer: Gazetteer) -> _Reading | None:
    hit = _strong(text, above, gazetteer)
    moved = None
    if hit is None and above is not None and above.prefecture:
        # 六安市寿县: the county has gone over to another prefecture of its province.
        other = _strong(text, Spot(above.province), gazetteer)
        if other is not None and len(other.spots) == 1 and other.name not in gazetteer.everyday:
            hit, now = other, other.spots[0].prefecture or "省直辖"
            moved = f"“{above.prefecture}{other.name}”：{other.spots[0].county}现属{now}，按现在的区划读取，请核对。"
    if hit is None:
        return _bare(text, above, gazetteer)
    second = _second(text[len(hit.name) :], hit, above, gazetteer)
    if second is not None:
        return replace(_shared((*hit.spots, *second)), county=None)
    return _several(hit) if len(hit.spots) > 1 else _of_spot(hit, doubt=moved)


def _strong(text: str, above: Spot | None, gazetteer: Gazetteer) -> Hit | None:
    for hit in gazetteer.counties.hits(text, above):
        behind = text[len(hit.name) :]
        if hit.rank is Rank.BARE or (above is None and not gazetteer.is_name(hit.name, behind)):
            continue
        # 新县城 is no 新县, and 南县级公路 no 南县.
        if not behind.startswith(("域", "块")) and not (len(hit.name) == 2 and behind.startswith(_PARTS_OF_TOWN)):
            return hit
    return None


def _bare(text: str, above: Spot | None, gazetteer: Gazetteer) -> _Reading | None:
    for hit in gazetteer.counties.hits(text, above):
        behind = text[len(hit.name) :]
        ends = _bare_ends(behind) if above else not behind or _TOWN.match(behind.lstrip("/")) and behind[0] == "/"
        if hit.rank is Rank.BARE and ends and (above or hit.name not in gazetteer.everyday):
            return _several(hit) if len(hit.spots) > 1 else _of_spot(hit, weak=above is None)
    return None


def _second(behind: str, first: Hit, above: Spot | None, gazetteer: Gazetteer) -> tuple[Spot, ...] | None:
    """The spots of a second county behind the first: the project lies in two, or nobody can tell."""
    for rest in dict.fromkeys((behind.lstrip("/"), _AND.sub("", behind))):
        hit = _strong(rest, above or Spot(first.spots[0].province), gazetteer) or _strong(rest, None, gazetteer)
        if hit is not None and hit.name not in gazetteer.everyday:
            return None if set(hit.spots) & set(first.spots) else hit.spots
    return None


def _of_spot(hit: Hit, *, weak: bool = False, doubt: str | None = None) -> _Reading:
    spot = hit.spots[0]
    return _Reading(*spot, name=hit.name, known=True, weak=weak, doubt=doubt)


def _several(hit: Hit) -> _Reading:
    return replace(_shared(hit.spots), spots=hit.spots, name=hit.name, weak=hit.rank is Rank.BARE)


def _shared(spots: tuple[Spot, ...]) -> _Reading:
    """What several spots have in common."""
    provinces, prefectures, counties = (set(column) for column in zip(*spots, strict=True))
    province = provinces.pop() if len(provinces) == 1 else None
    prefecture = prefectures.pop() if province and len(prefectures) == 1 else None
    return _Reading(province, prefecture, counties.pop() if len(counties) == 1 else None)


def _county_by_ending(text: str, *, known_above: bool) -> str | None:
    """A county that no list has, by its ending."""
    first = _first_county(text, known_above=known_above)
    if first is None:
        return None
    name, behind = first
    other = _first_county(_AND.sub("", behind), known_above=False) if behind else None
    second = other is not None and other[0] != name and len(other[0]) <= 4 and _AND.sub("", behind).startswith(other[0])
    return None if second else name


def _first_county(text: str, *, known_above: bool) -> tuple[str, str] | None:
    found = _COUNTY.match(text)
    if not found:
        return None
    name = found.group()
    if _SOMEWHERE_A_COUNTY.search(name):
        return (name, text[len(name) :]) if known_above else None
    # 清镇市 and 东乡族自治县 are counties; 石门镇示范园区 is not.
    if _NO_COUNTY.search(name) or re.search(r"[镇村]|乡(?!族)|街道|路", name[1:-2]):
        return None
    return name, text[len(name) :]


def _with_default(reading: _Reading, shown: str, default: Place) -> Place:
    if reading.spots:
        return _choose(reading, shown, default)
    if reading.weak and not _agrees(Spot(str(reading.province), reading.prefecture, reading.county), default):
        # 石门 in a county's own table is a village and not the county of that name.
        reading = _NOTHING
    if reading.empty:
        return replace(default, text=shown or default.text)
    if reading.known:
        return _place(reading, shown)
    return _merge(_place(reading, shown), default)


def _choose(reading: _Reading, shown: str, default: Place) -> Place:
    """Let the default say which of several places of one name is meant."""
    inside = tuple(spot for spot in reading.spots if _agrees(spot, default))
    if len(inside) == 1:
        return _place(_Reading(*inside[0], known=True), shown)
    if inside:
        return _place(_several(Hit(reading.name, Rank.BARE, inside)), shown)
    return replace(default, text=shown or default.text) if reading.weak else _place(reading, shown)


def _agrees(spot: Spot, default: Place) -> bool:
    return not (
        (default.province and spot.province != default.province)
        or (default.prefecture and spot.prefecture and spot.prefecture != default.prefecture)
        or (default.county and spot.county and not same_county(spot.county, default.county))
    )


def _merge(place: Place, default: Place) -> Place:
    if place.province and default.province and place.province != default.province:
        return place
    if place.prefecture and default.prefecture and place.prefecture != default.prefecture:
        return place
    if place.county and default.county and not same_county(place.county, default.county):
        return place
    county = default.county or place.county if place.county else None
    if not place.county and not (place.prefecture and not default.prefecture):
        county = default.county
    return replace(
        place,
        province=place.province or default.province,
        prefecture=place.prefecture or default.prefecture,
        county=county,
    )

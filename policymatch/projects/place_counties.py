"""The county at the beginning of a text: by the gazetteer, and where it is not there by its ending."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from policymatch.projects.regions import Regions
from policymatch.text.gazetteer import Gazetteer, Hit, Rank, Spot

COUNTY = re.compile(r"[\u4e00-\u9fff]{1,12}?(?:自治县|自治旗|林区|特区|县|区|旗|市)")
# Parts of a town that end like a county. 城区, 郊区, 矿区 and 新区 are counties somewhere, so only behind a prefecture.
NO_COUNTY = re.compile(
    r"(?:开发|园|示范|高新|经开|景|社|小|库|灌|牧|校|厂|片|市|地|辖|规划|核心|保护|工业|产业|集聚|集中|居住|山|灾|老|街|功能|聚居|"
    r"安置|生活|生态|镇|县|功能|合作|试验|体验|服务|度假|旅游|林|办公|病|住宅|河|湖|流域|管理|名胜|实验|聚集|新|行政|自治|保卫|行洪|开采)区$|^(?:全|本|该|各|我|外|跨|邻|多|整|两|县)[县市区]|(?:县|城|超|门|农|集|菜|夜|股|早|辖|的)市$|[的由条]县$|^[红党国锦彩]旗$"
)
_SOMEWHERE_A_COUNTY = re.compile(r"^[城郊矿新东西南北]区$")
_TOWN = re.compile(r"(?![^/]{0,3}(?:[路巷]|街(?!道)))[\u4e00-\u9fff]{2,5}(?:镇|乡|街道|村|社区)")
AND = re.compile(r"^[/和及与跨至到]{1,3}")
_PARTS_OF_TOWN = ("城", "街", "级", "域", "乡", "医", "委", "政")


@dataclass(frozen=True, slots=True)
class Reading:
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
        """Whether the text names no place."""
        return not (self.province or self.prefecture or self.county or self.spots)


NOTHING = Reading()


def read_county(text: str, above: Spot | None, regions: Regions) -> Reading:
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
    return Reading(province, prefecture, county, doubt=doubt)


def _known_county(text: str, above: Spot | None, gazetteer: Gazetteer) -> Reading | None:
    hit = strong(text, above, gazetteer)
    moved = None
    if hit is None and above is not None and above.prefecture:
        # 六安市寿县: the county has gone over to another prefecture of its province.
        other = strong(text, Spot(above.province), gazetteer)
        if other is not None and len(other.spots) == 1 and other.name not in gazetteer.everyday:
            hit, now = other, other.spots[0].prefecture or "省直辖"
            moved = f"“{above.prefecture}{other.name}”：{other.spots[0].county}现属{now}，按现在的区划读取，请核对。"
    if hit is None:
        return _bare(text, above, gazetteer)
    second = _second(text[len(hit.name) :], hit, above, gazetteer)
    if second is not None:
        return replace(shared((*hit.spots, *second)), county=None)
    return several_of(hit) if len(hit.spots) > 1 else _of_spot(hit, doubt=moved)


def strong(text: str, above: Spot | None, gazetteer: Gazetteer) -> Hit | None:
    """The county that a text begins with under a name that can only be meant so."""
    for hit in gazetteer.counties.hits(text, above):
        behind = text[len(hit.name) :]
        if hit.rank is Rank.BARE or (above is None and not gazetteer.is_name(hit.name, behind)):
            continue
        # 新县城 is no 新县, and 南县级公路 no 南县.
        if not behind.startswith(("域", "块")) and not (len(hit.name) == 2 and behind.startswith(_PARTS_OF_TOWN)):
            return hit
    return None


def _bare(text: str, above: Spot | None, gazetteer: Gazetteer) -> Reading | None:
    for hit in gazetteer.counties.hits(text, above):
        behind = text[len(hit.name) :]
        ends = bare_ends(behind) if above else not behind or (_TOWN.match(behind.lstrip("/")) and behind[0] == "/")
        if hit.rank is Rank.BARE and ends and (above or hit.name not in gazetteer.everyday):
            return several_of(hit) if len(hit.spots) > 1 else _of_spot(hit, weak=above is None)
    return None


def bare_ends(behind: str) -> bool:
    """Whether a bare name may end here: at the end, at a separator, or before a town."""
    return not behind or behind[0] == "/" or bool(_TOWN.match(behind))


def _second(behind: str, first: Hit, above: Spot | None, gazetteer: Gazetteer) -> tuple[Spot, ...] | None:
    """The spots of a second county behind the first: the project lies in two, or nobody can tell."""
    for rest in dict.fromkeys((behind.lstrip("/"), AND.sub("", behind))):
        hit = strong(rest, above or Spot(first.spots[0].province), gazetteer) or strong(rest, None, gazetteer)
        if hit is not None and hit.name not in gazetteer.everyday:
            return None if set(hit.spots) & set(first.spots) else hit.spots
    return None


def _of_spot(hit: Hit, *, weak: bool = False, doubt: str | None = None) -> Reading:
    spot = hit.spots[0]
    return Reading(*spot, name=hit.name, known=True, weak=weak, doubt=doubt)


def several_of(hit: Hit) -> Reading:
    """The reading of a name that several places bear."""
    return replace(shared(hit.spots), spots=hit.spots, name=hit.name, weak=hit.rank is Rank.BARE)


def shared(spots: tuple[Spot, ...]) -> Reading:
    """What several spots have in common."""
    provinces, prefectures, counties = (set(column) for column in zip(*spots, strict=True))
    province = provinces.pop() if len(provinces) == 1 else None
    prefecture = prefectures.pop() if province and len(prefectures) == 1 else None
    return Reading(province, prefecture, counties.pop() if len(counties) == 1 else None)


def _county_by_ending(text: str, *, known_above: bool) -> str | None:
    """A county that no list has, by its ending."""
    first = _first_county(text, known_above=known_above)
    if first is None:
        return None
    name, behind = first
    other = _first_county(AND.sub("", behind), known_above=False) if behind else None
    if behind.startswith("街道"):
        return None
    second = other is not None and other[0] != name and len(other[0]) <= 4 and AND.sub("", behind).startswith(other[0])
    return None if second else name


def _first_county(text: str, *, known_above: bool) -> tuple[str, str] | None:
    found = COUNTY.match(text)
    if not found:
        return None
    name = found.group()
    if _SOMEWHERE_A_COUNTY.search(name):
        return (name, text[len(name) :]) if known_above else None
    # 清镇市 and 东乡族自治县 are counties; 石门镇示范园区 is not.
    if NO_COUNTY.search(name) or re.search(r"[镇村]|乡(?!族)|街道|路", name[1:-2]):
        return None
    return name, text[len(name) :]

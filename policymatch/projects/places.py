"""Places: province, prefecture and county out of what a cell says, and the tier and special sets they belong to.

There is no list of counties here: a county is known by its ending and stands where one can stand. What could be two
places is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from policymatch.errors import CatalogueError
from policymatch.model import Place
from policymatch.paths import corpus_folder
from policymatch.text.numerals import half_width
from policymatch.text.prefectures import load_mapping, load_prefectures, short_province

_PEOPLES = (
    "朝鲜族|土家族|哈尼族|布依族|景颇族|傈僳族|蒙古族|哈萨克族?|柯尔克孜族?|蒙古|苗族|侗族|壮族|彝族|藏族|羌族|白族|"
    "傣族|回族"
)
_SUFFIX = re.compile(rf"(?:{_PEOPLES})*自治州$|市$|地区$|盟$")
_COUNTY = re.compile(r"[\u4e00-\u9fff]{1,12}?(?:自治县|自治旗|林区|特区|县|区|旗|市)")
# Parts of a town that end like a county. 城区, 郊区, 矿区 and 新区 are counties somewhere, so only behind a prefecture.
_NO_COUNTY = re.compile(
    r"(?:开发|园|示范|高新|经开|景|社|小|库|灌|牧|校|厂|片|市|地|辖|规划|核心|保护|工业|产业|集聚|集中|居住|山|灾|老|街|功能|聚居|"
    r"安置|生活|生态|镇|县|功能|合作|试验|体验|服务|度假|旅游|林|办公|病|住宅|河|湖|流域)区$|^(?:全|本|该|各|我|外|跨|邻|多|整|两|县)[县市区]|(?:县|城|超|门|农|集|菜|夜|股|早)市$"
)
_SOMEWHERE_A_COUNTY = re.compile(r"(?:^城|^郊|^矿|新)区$")
_SEPARATORS = re.compile(r"[\s/、,;|·\-—>]+")
_STREET = tuple("路街道村镇乡社河江湖站桥组")


@dataclass(frozen=True, slots=True)
class SpecialSet:
    """A set of places that a programme names (南疆四地州). Where not ``complete``, not being in it means nothing."""

    name: str
    members: tuple[Place, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Regions:
    """What ``corpus/regions`` holds: prefectures by province, provinces by tier, special sets."""

    prefectures: Mapping[str, tuple[str, ...]]
    tiers: Mapping[str, str]
    sets: tuple[SpecialSet, ...]
    provinces_short: Mapping[str, str]
    prefectures_short: tuple[tuple[str, str, str], ...]


def parse_place(text: str | None, default: Place | None = None, *, regions_dir: Path | None = None) -> Place:
    """Read a place; full names, short ones (贵州, 黔南州) and a prefecture or county alone.

    What the text leaves open is taken from ``default`` unless the two contradict each other. ``regions_dir`` is
    a folder like ``corpus/regions``, the shipped one by default. Raises CatalogueError when it cannot be read.
    """
    regions = load_regions(regions_dir)
    shown = (text or "").strip()
    rest = _SEPARATORS.sub("", half_width(shown[:300]))
    rest = re.sub(r"^(?:中国|中华人民共和国)", "", rest)
    province, rest, clash = _province(rest, regions)
    prefecture, rest = _prefecture(rest, province, regions) if not clash else (None, rest)
    if prefecture and not province:
        province = next(name for name, below in regions.prefectures.items() if prefecture in below)
    county = None if clash else _county(rest, known_above=bool(province or prefecture))
    return _with_default(Place(province, prefecture, county, shown), default)


def tier_of(place: Place, *, regions_dir: Path | None = None) -> str | None:
    """Give 东部, 中部, 西部 or 东北; None when the province is not known."""
    return load_regions(regions_dir).tiers.get(place.province or "")


def special_sets(place: Place, *, regions_dir: Path | None = None) -> frozenset[str]:
    """Give the names of the special sets a place is known to belong to.

    Not being among them is no proof of the contrary: ask `in_set`.
    """
    sets = load_regions(regions_dir).sets
    return frozenset(special.name for special in sets if _belongs(place, special))


def in_set(place: Place, name: str, *, regions_dir: Path | None = None) -> bool | None:
    """Say whether a place belongs to a special set; None where it or the set is not known well enough."""
    special = next((special for special in load_regions(regions_dir).sets if special.name == name), None)
    return _belongs(place, special) if special else None


def load_regions(regions_dir: Path | None = None) -> Regions:
    """Read ``corpus/regions`` (kept for the process). Raises CatalogueError."""
    return _load(Path(regions_dir) if regions_dir else corpus_folder() / "regions")


@cache
def _load(folder: Path) -> Regions:
    prefectures = load_prefectures(folder)
    tiers = load_mapping(folder / "tiers.yaml")
    tiers = tiers.get("tiers", tiers)
    special_file = folder / "special.yaml"
    try:
        special = tuple(_special(entry) for entry in load_mapping(special_file).get("sets", []))
    except (KeyError, TypeError, AttributeError) as error:
        raise CatalogueError(f"地区集的写法不对：{error}", special_file, 1) from None
    short = sorted(
        ((_short(name), name, province) for province, below in prefectures.items() for name in below),
        key=lambda entry: -len(entry[0]),
    )
    return Regions(
        prefectures,
        {str(province): str(tier) for tier, provinces in tiers.items() for province in provinces},
        special,
        {short_province(province): province for province in prefectures},
        tuple(short),
    )


def _special(entry: Mapping[str, Any]) -> SpecialSet:
    members = tuple(
        Place(member.get("province"), member.get("prefecture"), member.get("county")) for member in entry["members"]
    )
    return SpecialSet(str(entry["name"]), members, bool(entry.get("complete", False)))


def _short(prefecture: str) -> str:
    return _SUFFIX.sub("", prefecture)


def _province(text: str, regions: Regions) -> tuple[str | None, str, bool]:
    """Give the province, the text behind it, and whether two are named."""
    full = [name for name in regions.prefectures if name in text]
    full += [long for short, long in regions.provinces_short.items() if short + "自治区" in text and long not in full]
    full += [long for short, long in regions.provinces_short.items() if short + "省" in text and long not in full]
    if len(full) > 1:
        # 吉林市 and 海南州 are no second province, but 贵州省、云南省 are two.
        return None, text, True
    if full:
        stem = short_province(full[0])
        return full[0], re.sub(rf"^.*?{stem}(?:[^省市区]*自治区|省|市)", "", text, count=1), False
    for short, long in regions.provinces_short.items():
        behind = text[len(short) :]
        if text.startswith(short) and not _named_below(text, regions) and not behind.startswith((*_STREET, "市")):
            return (None, text, False) if behind[:1] in ("县", "区") else (long, behind, False)
    return None, text, False


def _named_below(text: str, regions: Regions) -> bool:
    """吉林市 and 海南州 begin like a province and are prefectures."""
    return any(text.startswith((full, short + "州", short + "市")) for short, full, _ in regions.prefectures_short)


def _prefecture(text: str, province: str | None, regions: Regions) -> tuple[str | None, str]:
    candidates = [entry for entry in regions.prefectures_short if province in (None, entry[2])]
    named = [full for _, full, _ in candidates if full in text]
    # 马鞍山市 contains 鞍山市, which lies elsewhere.
    named = [full for full in named if not any(full != other and full in other for other in named)]
    if len(named) > 1:
        return None, text
    if named:
        return named[0], text.partition(named[0])[2]
    for short, full, _ in candidates:
        for form in (short + full[-1], short + "州" if full.endswith("州") else full, short):
            behind = text[len(form) :]
            if text.startswith(form) and (form != short or _ends_here(behind)):
                return full, behind
    return None, text


def _ends_here(behind: str) -> bool:
    """A short name (贵阳) counts alone or before a county, not as the beginning of another word (贵阳路, 朝阳区)."""
    return not behind or (behind[0] not in (*_STREET, "县", "区", "旗", "市") and bool(_COUNTY.match(behind)))


def _county(text: str, *, known_above: bool) -> str | None:
    first = _first_county(text, known_above=known_above)
    if first is None:
        return None
    name, behind = first
    # A second county behind the first: the project lies in two, or nobody can tell.
    other = _first_county(re.sub(r"^[和及与]", "", behind), known_above=False) if behind else None
    return None if other and other[0] != name and len(other[0]) <= 4 and behind.startswith(other[0]) else name


def _first_county(text: str, *, known_above: bool) -> tuple[str, str] | None:
    found = _COUNTY.match(text)
    if not found:
        return None
    name = found.group()
    if text.startswith("沙市区"):
        return "沙市区", text[3:]
    if _SOMEWHERE_A_COUNTY.search(name):
        return (name, text[len(name) :]) if known_above else None
    # 清镇市 and 东乡族自治县 are counties; 石门镇示范园区 is not.
    if _NO_COUNTY.search(name) or re.search(r"[镇村]|乡(?!族)|街道|路", name[1:-2]):
        return None
    return name, text[len(name) :]


def _with_default(place: Place, default: Place | None) -> Place:
    if default is None:
        return place
    if place.province and default.province and place.province != default.province:
        return place
    if place.prefecture and default.prefecture and place.prefecture != default.prefecture:
        return place
    if place.county and default.county and not same_county(place.county, default.county):
        return place
    county = default.county or place.county if place.county else None
    if not place.county and not (place.prefecture and not default.prefecture):
        county = default.county
    return Place(
        place.province or default.province, place.prefecture or default.prefecture, county, place.text or default.text
    )


def same_county(one: str, other: str) -> bool:
    """Say whether two names mean the same county: 三都县 and 三都水族自治县."""
    shorter, longer = sorted((one, other), key=len)
    if one == other:
        return True
    stem = re.sub(r"(?:自治县|自治旗|县|旗)$", "", shorter)
    return len(stem) > 1 and shorter[-1] == longer[-1] and "自治" in longer and longer.startswith(stem)


def _belongs(place: Place, special: SpecialSet) -> bool | None:
    answers = list(_answers(place, special))
    if True in answers:
        return True
    return None if None in answers or not place.province or not special.complete else False


def _answers(place: Place, special: SpecialSet) -> Iterator[bool | None]:
    for member in special.members:
        if place.province != member.province:
            yield False if place.province else None
        elif member.prefecture and place.prefecture != member.prefecture:
            yield False if place.prefecture else None
        elif member.county:
            yield same_county(place.county, member.county) if place.county else None
        else:
            yield True

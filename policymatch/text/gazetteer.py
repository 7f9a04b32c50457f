"""The gazetteer: every county by the names people give it, from ``corpus/regions/counties.yaml`` and ``names.yaml``.

A name leads to spots, the better founded first: the present full name, then names that can only be meant so (三都县, 旧名
清镇县), then a bare name (三都), which may also be a word or a village and is believed only where it stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from policymatch.errors import CatalogueError

DIRECT = "直辖"
"""The key in counties.yaml for counties that no prefecture stands over."""

_NATIONS = (
    "蒙古族|蒙古|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|"
    "高山族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|阿昌族|普米族|塔吉克族?|怒族|"
    "乌孜别克族?|俄罗斯族|鄂温克族|德昂族|保安族|裕固族|京族|塔塔尔族|独龙族|鄂伦春族|赫哲族|门巴族|珞巴族|基诺族|各族"
)
_PEOPLES = re.compile(rf"(?:{_NATIONS})+$")
_PREFECTURE_END = re.compile(r"自治州$|市$|地区$|盟$")
_COUNTY_END = re.compile(r"自治县$|自治旗$|特区$|林区$|县$|区$|市$|旗$")
_MAX_BYTES = 2_000_000


class Rank(IntEnum):
    """How well a name is founded; the lower the better."""

    EXACT = 0
    VARIANT = 1
    BARE = 2


class Spot(NamedTuple):
    """A province, prefecture or county by full names."""

    province: str
    prefecture: str | None = None
    county: str | None = None

    @property
    def path(self) -> str:
        """The full path, 贵州省黔南布依族苗族自治州三都水族自治县."""
        return "".join(filter(None, self))


class Hit(NamedTuple):
    """A name found at the beginning of a text, and the spots it may mean."""

    name: str
    rank: Rank
    spots: tuple[Spot, ...]


class Names:
    """Names of one level of places, looked up at the beginning of a text."""

    def __init__(self) -> None:
        self._by_name: dict[str, dict[Spot, Rank]] = {}
        self._longest: dict[str, int] = {}

    def add(self, name: str, spot: Spot, rank: Rank) -> None:
        """Let a name mean a spot; the better founded of two ranks stays."""
        if len(name) < 2:
            return
        spots = self._by_name.setdefault(name, {})
        spots[spot] = min(rank, spots.get(spot, rank))
        self._longest[name[:2]] = max(len(name), self._longest.get(name[:2], 0))

    def hits(self, text: str, within: Spot | None = None) -> Iterable[Hit]:
        """Names that a text begins with, the longest first, as far as they lie ``within`` a province or prefecture."""
        for length in range(min(self._longest.get(text[:2], 0), len(text)), 1, -1):
            found = self._by_name.get(text[:length])
            if found is None:
                continue
            inside = {spot: rank for spot, rank in found.items() if within is None or lies_in(spot, within)}
            if inside:
                best = min(inside.values())
                yield Hit(text[:length], best, tuple(spot for spot, rank in inside.items() if rank == best))

    def known(self, name: str) -> bool:
        """Whether any spot has that name."""
        return name in self._by_name


def lies_in(spot: Spot, within: Spot) -> bool:
    """Whether a spot lies in a province, or in a prefecture of it."""
    return spot.province == within.province and within.prefecture in (None, spot.prefecture)


@dataclass(slots=True)
class Gazetteer:
    """Prefectures and counties by name, and the names that are also words (城区, 平安)."""

    prefectures: Names = field(default_factory=Names)
    counties: Names = field(default_factory=Names)
    spots: list[Spot] = field(default_factory=list)
    everyday: frozenset[str] = frozenset()
    ask: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    without_counties: frozenset[Spot] = frozenset()
    ending_in: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Counties whose names end in a prefecture's: 峨眉山市 in 眉山市."""

    def is_name(self, name: str, behind: str) -> bool:
        """Whether a full name that stands by itself is meant as one: 新县 alone, but not 新县城, and 城区 never."""
        return name not in self.parts and (name not in self.everyday or not behind or behind[0] == "/")

    @property
    def levels(self) -> tuple[Names, Names]:
        """Names of prefectures, then of counties."""
        return self.prefectures, self.counties


def load_gazetteer(folder: Path, prefectures: Mapping[str, tuple[str, ...]]) -> Gazetteer:
    """Read a folder's counties and names; a folder without them knows prefectures only. Raises CatalogueError."""
    gazetteer = Gazetteer()
    for province, below in prefectures.items():
        for prefecture in below:
            _add_prefecture(gazetteer.prefectures, Spot(province, prefecture))
    for file, take in (("counties.yaml", _take_counties), ("names.yaml", _take_names)):
        try:
            take(gazetteer, read_mapping(folder / file))
        except (AttributeError, TypeError, ValueError) as error:
            raise CatalogueError(f"地名表的写法不对：{error}", folder / file, 1) from None
    _note_oddities(gazetteer, prefectures)
    return gazetteer


def _take_counties(gazetteer: Gazetteer, content: Mapping[str, Any]) -> None:
    for province, below in (content.get("counties") or {}).items():
        for prefecture, listed in below.items():
            above = None if prefecture == DIRECT else str(prefecture)
            for county in str(listed).split():
                _add_county(gazetteer, Spot(str(province), above, county))


def _take_names(gazetteer: Gazetteer, content: Mapping[str, Any]) -> None:
    for key in ("former", "short"):
        for province, renamed in (content.get(key) or {}).items():
            for name, now in renamed.items():
                _add_other(gazetteer, str(name), spot_of(str(province), str(now)))
    gazetteer.everyday = frozenset(content.get("everyday") or ())
    gazetteer.parts = frozenset(content.get("parts") or ())
    gazetteer.ask = frozenset(content.get("ask") or ())


def _note_oddities(gazetteer: Gazetteer, prefectures: Mapping[str, tuple[str, ...]]) -> None:
    full = {each for below in prefectures.values() for each in below}
    for spot in gazetteer.spots:
        name = str(spot.county)
        for end in (name[start:] for start in range(1, len(name) - 1)):
            if end in full:
                gazetteer.ending_in[end] = (*gazetteer.ending_in.get(end, ()), name)
    filled = {(spot.province, spot.prefecture) for spot in gazetteer.spots}
    everyone = (Spot(province, each) for province, below in prefectures.items() for each in below)
    gazetteer.without_counties = frozenset(spot for spot in everyone if spot[:2] not in filled)


def read_mapping(path: Path) -> dict[str, Any]:
    """Read a YAML mapping; empty where there is no such file. Raises CatalogueError."""
    if not path.is_file():
        return {}
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise CatalogueError(f"文件超过 {_MAX_BYTES // 1_000_000} MB", path, 1)
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except (OSError, UnicodeError, yaml.YAMLError, RecursionError) as error:
        raise CatalogueError(f"无法读取：{error}", path, 1, "请重新安装，或检查地区数据文件。") from None
    if not isinstance(content, dict):
        raise CatalogueError("应当是“名称: 内容”的对照表", path, 1)
    return content


def spot_of(province: str, words: str) -> Spot:
    """The spot of “黔南布依族苗族自治州 三都水族自治县 1999-12”; the month is left out, 直辖 stands for no prefecture."""
    prefecture, *county = (part for part in words.split() if not part[0].isdigit())
    return Spot(province, None if prefecture == DIRECT else prefecture, county[0] if county else None)


def short_prefecture(name: str) -> str:
    """黔南 for 黔南布依族苗族自治州, 贵阳 for 贵阳市."""
    stem = _PREFECTURE_END.sub("", name)
    return (_PEOPLES.sub("", stem) or stem) if name.endswith("自治州") else stem


def short_county(name: str) -> str:
    """三都 for 三都水族自治县, 义乌 for 义乌市; the name itself where nothing would be left of it."""
    stem = _COUNTY_END.sub("", name)
    if "自治" in name or name.endswith("族区"):
        # 东乡族自治县 and 鄂温克族自治旗 are named after their people.
        stem = _PEOPLES.sub("", stem) or stem.removesuffix("族")
    return stem or name


def _add_prefecture(names: Names, spot: Spot) -> None:
    full = spot.prefecture or ""
    stem = short_prefecture(full)
    names.add(full, spot, Rank.EXACT)
    for ending in ("州",) if full.endswith("州") else ("市", "地区") if full.endswith(("市", "地区")) else ("盟",):
        names.add(stem + ending, spot, Rank.VARIANT)
    if full.endswith("州"):
        names.add(stem + "自治州", spot, Rank.VARIANT)
    names.add(stem, spot, Rank.BARE)


def _add_county(gazetteer: Gazetteer, spot: Spot) -> None:
    full = spot.county or ""
    stem = short_county(full)
    names = gazetteer.counties
    gazetteer.spots.append(spot)
    names.add(full, spot, Rank.EXACT)
    names.add(stem, spot, Rank.BARE)
    if "自治" in full:
        ending = full[-1]
        names.add(stem + ending, spot, Rank.VARIANT)
        names.add(stem + "自治" + ending, spot, Rank.VARIANT)
        names.add(_COUNTY_END.sub("", full) + ending, spot, Rank.VARIANT)


def _add_other(gazetteer: Gazetteer, name: str, spot: Spot) -> None:
    """A former or habitual name; a bare one (浦东) is as weak as any bare name."""
    names = gazetteer.counties if spot.county else gazetteer.prefectures
    ends = re.search(r"[县区市旗州盟]$|行委$|委员会$", name)
    names.add(name, spot, Rank.VARIANT if ends else Rank.BARE)

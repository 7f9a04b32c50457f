"""What a report rests on: the day, the profile, the store, the catalogue and the program, so that it can be made again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from policymatch._version import __version__
from policymatch.digest import digest
from policymatch.matching.profile import Profile
from policymatch.programmes.catalogue import DRAFT, Catalogue

if TYPE_CHECKING:
    from policymatch.projects.regions import Regions
    from policymatch.store.snapshot import Store


def report_context(
    table: str, title: str, day: date, profile: Profile, store: Store, catalogue: Catalogue, regions: Regions
) -> dict[str, str]:
    """The rows that head every report of a table (``table`` is its file name), in the order in which they are printed.

    ``catalogue`` is the undated one with the user's own part, ``regions`` likewise, so that the marks are those of the
    files whatever the day.
    """
    policies, clauses = store.count()
    return {
        "表格": table,
        "标题": title,
        "判断日期": day.isoformat(),
        "权重文件": profile.path.name,
        "权重方案": profile_words(profile),
        "总分权重": "，".join(f"{weight.name} {weight.share:.0%}" for weight in profile.score.values()),
        "政策库": f"第 {store.generation} 代，{policies} 部政策、{clauses} 条条款",
        "资金目录": catalogue_words(catalogue, regions),
        "程序": f"policymatch {__version__}",
    }


def profile_words(profile: Profile) -> str:
    """The profile by name, what it builds on, a mark of all that it says, and what it could not count."""
    bases = f"，以 {'、'.join(profile.bases)} 为底" if profile.bases else ""
    notes = f"；{'；'.join(profile.notes)}" if profile.notes else ""
    return f"{profile.name}（内容校验码 {profile.digest}{bases}）{notes}"


def catalogue_words(catalogue: Catalogue, regions: Regions) -> str:
    """How many programmes there are, and a mark of all that decides a match: programmes, rules, places, own changes."""
    drafts = sum(programme.status == DRAFT for programme in catalogue.programmes)
    extra = f"，其中草案 {drafts} 个" if drafts else ""
    extra += f"，本地调整 {len(catalogue.overlays)} 条" if catalogue.overlays else ""
    rules = (catalogue.general, catalogue.capital, catalogue.overlays, catalogue.combinations)
    mark = digest(catalogue.programmes, rules, regions.tiers, regions.sets)
    return f"{len(catalogue.programmes)} 个资金渠道{extra}，内容校验码 {mark}"

"""What rules may ask of a project, read off the project; what the table does not say stays None."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from policymatch.model import Project
from policymatch.paths import corpus_folder
from policymatch.programmes.capital import CapitalRow, industries_of, industry_of
from policymatch.programmes.facts import Facts
from policymatch.projects.earning import income_in
from policymatch.projects.places import Regions, load_regions, tier_of
from policymatch.projects.stages import is_finished, is_started
from policymatch.projects.works import main_works

_CELLS: dict[str, tuple[str, ...]] = {
    "finished": ("progress", "stage"),
    "started": ("progress", "stage"),
    "has_code": ("code",),
    "has_content": ("content",),
    "has_period": ("start", "end"),
    "owner_kind": ("owner_kind", "owner"),
    "has_revenue": ("has_revenue", "coverage_ratio", "content"),
    "capital_share": ("capital_share", "capital_wan"),
    "budget_over": ("budget_wan", "estimate_wan"),
    "approved_years": ("approved_on",),
    "received_kinds": ("received_kinds", "received_central"),
    "use": ("uses",),
    "industry": ("sector", "name"),
    **dict.fromkeys(("tier", "province", "prefecture", "county", "places", "level"), ("place",)),
}
"""Facts that are read from a field of another name, the likelier first; the rest have the field's."""

_YEAR = 365.25


def project_facts(project: Project, day: date | None = None, regions: Regions | None = None) -> Facts:
    """The facts of a project on that day with the cells they were read from; ``regions`` are the shipped ones by default."""
    regions = regions or load_regions()
    place = project.place
    belongs = regions.answers(place, day)
    values: dict[str, object] = {
        "finished": is_finished(project),
        "started": is_started(project),
        "progress": project.progress,
        "received_central": project.received_central,
        "received_kinds": frozenset() if project.received_central is False else project.received_kinds,
        "has_revenue": _has_revenue(project),
        "operating": project.operating,
        "coverage_ratio": project.coverage_ratio,
        "in_library": project.in_library,
        "has_code": True if project.code else None,
        "has_content": True if project.content else None,
        "has_period": True if project.start and project.end else None,
        "has_funds": True if project.funds_wan else None,
        "investment_wan": project.investment_wan,
        "requested_wan": project.requested_wan,
        "capital_wan": project.capital_wan,
        "capital_share": capital_share(project),
        "estimate_wan": project.estimate_wan,
        "budget_wan": project.budget_wan,
        "budget_over": _over(project.budget_wan, project.estimate_wan),
        "approved_years": _years(project.approved_on, day),
        "extended": project.extended,
        "nature": project.nature,
        "approval": project.approval,
        "method": project.method,
        "industry_class": project.industry_class,
        "industry": industry_of(_shipped_capital(), project.name, project.sector, project.content),
        "use": project.uses,
        "contractor_advance": project.contractor_advance,
        "owner_kind": project.owner_kind,
        "tier": tier_of(place),
        "province": place.province,
        "prefecture": place.prefecture,
        "county": place.county,
        "places": frozenset(name for name, answer in belongs.items() if answer) if place.province else None,
        "level": "county" if place.county else None,
    }
    text = "\n".join(filter(None, (project.name, project.content, project.sector, project.category)))
    # 新疆 alone may or may not lie in 南疆四地州, and a list we hold in part proves nothing by leaving a county out.
    unsure = frozenset(name for name, answer in belongs.items() if answer is None)
    may_be = industries_of(_shipped_capital(), project.name, project.sector, project.content)
    known = {name for name, value in values.items() if value is not None}
    return Facts(
        project.name,
        text,
        values,
        project.permits,
        _where(project.cells, known),
        {"places": unsure, "industry": frozenset(may_be)},
        # A cell that holds something nobody could read is to be filled as well.
        _where({**project.cells, **project.blanks}, values.keys() - known),
        works=main_works(project.content),
    )


def _where(cells: Mapping[str, str], facts: set[str]) -> dict[str, str]:
    """The cell of each fact that one of its fields has, and of every step of approval."""
    found = {key: cell for key, cell in cells.items() if key.startswith("permits.")}
    if not cells:
        return found
    for fact in facts:
        read_from = next((key for key in _CELLS.get(fact, (fact,)) if key in cells), None)
        if read_from is not None:
            found[fact] = cells[read_from]
    return found


def _has_revenue(project: Project) -> bool | None:
    """Whether it earns: as stated, else by a coverage of debt by income, or by an income that the content names."""
    if project.has_revenue is not None:
        return project.has_revenue
    return True if project.coverage_ratio or income_in(project.content) else None


def capital_share(project: Project) -> float | None:
    """The share of capital as stated, else as it follows from the amounts; None where the two contradict each other."""
    amounts = None
    if project.capital_wan is not None and project.investment_wan:
        amounts = project.capital_wan / project.investment_wan
    if project.capital_share is None or amounts is None:
        return amounts if project.capital_share is None else project.capital_share
    return project.capital_share if abs(amounts - project.capital_share) < 0.005 else None


def _over(budget_wan: float | None, estimate_wan: float | None) -> float | None:
    """By what share the budget exceeds the estimate; negative where it is lower."""
    return None if budget_wan is None or not estimate_wan else (budget_wan - estimate_wan) / estimate_wan


def _years(since: date | None, day: date | None) -> float | None:
    """Years from one day to another; on the day two years later exactly 2."""
    if since is None or day is None or since > day:
        return None
    whole = day.year - since.year - ((day.month, day.day) < (since.month, since.day))
    birthday = min(since.day, 28) if since.month == 2 else since.day
    last = since.replace(year=since.year + whole, day=birthday)
    return whole + min(max((day - last).days, 0) / _YEAR, 0.999)


@cache
def _shipped_capital() -> tuple[CapitalRow, ...]:
    """The shipped table of capital; how an industry is told by its words is the same on every day."""
    from policymatch.programmes.catalogue import read_capital

    return read_capital(corpus_folder())

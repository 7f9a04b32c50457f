"""What rules may ask of a project, read off the project; what the table does not say stays None."""

from __future__ import annotations

from policymatch.model import Project
from policymatch.programmes.rules import Facts
from policymatch.projects.places import in_set, load_regions, special_sets, tier_of
from policymatch.projects.stages import is_finished, is_started

_CELLS: dict[str, tuple[str, ...]] = {
    "finished": ("progress", "stage"),
    "started": ("progress", "stage"),
    "has_code": ("code",),
    "owner_kind": ("owner_kind", "owner"),
    **dict.fromkeys(("tier", "province", "places", "level"), ("place",)),
}
"""Facts that are read from a field of another name, the likelier first; the rest have the field's."""


def project_facts(project: Project) -> Facts:
    """The facts of a project with the cells they were read from."""
    place = project.place
    values: dict[str, object] = {
        "finished": is_finished(project),
        "started": is_started(project),
        "progress": project.progress,
        "received_central": project.received_central,
        "has_revenue": project.has_revenue,
        "coverage_ratio": project.coverage_ratio,
        "in_library": project.in_library,
        "has_code": True if project.code else None,
        "investment_wan": project.investment_wan,
        "requested_wan": project.requested_wan,
        "nature": project.nature,
        "approval": project.approval,
        "owner_kind": project.owner_kind,
        "tier": tier_of(place),
        "province": place.province,
        "places": special_sets(place) if place.province else None,
        "level": "county" if place.county else None,
    }
    cells = {key: cell for key, cell in project.cells.items() if key.startswith("permits.")}
    for fact in values:
        read_from = next((key for key in _CELLS.get(fact, (fact,)) if key in project.cells), None)
        if read_from is not None:
            cells[fact] = project.cells[read_from]
    text = "\n".join(filter(None, (project.name, project.content, project.sector, project.category)))
    # 新疆 alone may or may not lie in 南疆四地州, and a list we hold in part proves nothing by leaving a county out.
    unsure = frozenset(each.name for each in load_regions().sets if in_set(place, each.name) is None)
    return Facts(project.name, text, values, project.permits, cells, {"places": unsure})

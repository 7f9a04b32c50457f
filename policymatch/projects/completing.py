"""What a row says outside the column meant for it: nature, stage and approvals in the name or the content.

A column that says something always wins; what is filled in here keeps the cell it was read from.
"""

from __future__ import annotations

import re
from dataclasses import replace

from policymatch.model import Project
from policymatch.projects.answers import nature_of
from policymatch.projects.earning import FREE, TRADING, earning_of
from policymatch.projects.permits import parse_permits
from policymatch.text.numerals import half_width

_NO_NATURE = re.compile(
    r"(?:扶贫|避险|征地|生态|移民|棚户区)搬迁|搬迁(?:安置|群众|人口|户|点|后)|拆迁|适应性改造|新建(?:材|村)|改造后|改造区"
)
_UNTOLD = re.compile(r"续建配套|公司|工厂|窑|炉|生产线|设备|降碳|排放|节能|数字化|智能化")
"""A rebuilding that may as well be 技术改造, and 续建配套与节水改造 of an irrigation district, which tables call either."""
_SAID = re.compile(r"(?:建设性质|项目性质|本?项目(?:为|属于?))[:：]?(新建|扩建|改建|改扩建|迁建|续建|技术改造)")
_ABOUT_STEPS = re.compile(r"(?:前期|手续|目前|现已|已)[^。;；\n]{0,4}")
_MAX_LENGTH = 4_000


def nature_in(name: str, content: str = "") -> str | None:
    """Give 新建, 扩建 … where the name says one of them, or the content states it (建设性质为新建).

    That a content begins with 新建 says nothing: an extension of a hospital is a new building too.
    """
    stated = {nature_of(found) for found in _SAID.findall(half_width(content[:_MAX_LENGTH]))}
    if len(stated) == 1:
        return stated.pop()
    plain = _NO_NATURE.sub("", half_width(name))
    found = nature_of(plain)
    return None if found in ("续建", "改建") and _UNTOLD.search(plain) else found


def completed(project: Project) -> Project:
    """The project with nature and approvals that its name and content state, where no column says them.

    ``operating`` is filled in where it is clear that a project lives by the market, or that nobody pays for it.
    """
    changes: dict[str, object] = {}
    cells = dict(project.cells)
    if project.nature is None:
        nature = nature_in(project.name, project.content)
        if nature:
            changes["nature"] = nature
            _from(cells, "nature", "name" if nature_in(project.name) == nature else "content")
    permits = {
        name: permit
        for name, permit in parse_permits(_steps_in(project.content)).items()
        if name not in project.permits
    }
    if permits:
        changes["permits"] = {**project.permits, **permits}
        for name in permits:
            _from(cells, f"permits.{name}", "content")
    if project.operating is None:
        earning = earning_of(project)
        if earning and earning.kind in (TRADING, FREE):
            changes["operating"] = earning.kind == TRADING
            _from(cells, "operating", "name")
    return replace(project, cells=cells, **changes) if changes else project  # type: ignore[arg-type]


def _steps_in(content: str) -> str:
    """The sentences of a content that speak of how far the project is, not of what it builds (建设环评中心)."""
    sentences = re.split(r"(?<=[。;；\n])", content[:_MAX_LENGTH])
    return "".join(sentence for sentence in sentences if _ABOUT_STEPS.search(half_width(sentence)))


def _from(cells: dict[str, str], field: str, source: str) -> None:
    if source in cells:
        cells[field] = cells[source]

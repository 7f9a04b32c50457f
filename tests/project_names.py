"""Names of projects with the programmes a specialist would choose (``data/names.yaml``), and how many the tool finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from policymatch.matching.matcher import Matcher
from policymatch.model import Project

NAMES = Path(__file__).parent / "data" / "names.yaml"


@dataclass(frozen=True)
class Found:
    """Of how many names the first, and one of the first three programmes is one a specialist would choose."""

    names: int
    first: int
    in_three: int
    missed: tuple[str, ...]
    """Name, first programme: of those whose first is wrong."""


def read_names(part: str) -> list[dict[str, Any]]:
    """The names of ``work`` or ``held_out``."""
    found: list[dict[str, Any]] = yaml.safe_load(NAMES.read_text(encoding="utf-8"))[part]
    return found


def find(names: Iterable[dict[str, Any]], matcher: Matcher) -> Found:
    """Match each name, with its sentence of content where it has one, and count."""
    names = list(names)
    projects = [
        Project(each["name"], content=each.get("content", ""), owner_kind=each.get("owner_kind")) for each in names
    ]
    first = in_three = 0
    missed = []
    for each, matches in zip(names, matcher.every_of(projects), strict=True):
        ids = [match.programme.id for match in matches]
        if ids and ids[0] in each["choose"]:
            first += 1
        else:
            missed.append(f"{each['name']}: {ids[0] if ids else 'nothing'}")
        in_three += bool(set(ids[:3]) & set(each["choose"]))
    return Found(len(names), first, in_three, tuple(missed))

"""Validates ``corpus/sectors``: fields that are there, descriptions written once, a use for every topic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from policymatch.programmes.entry import Entry, Faults, load_entry
from policymatch.projects.sector_files import project_files
from policymatch.text.numerals import half_width

LEAST_DESCRIBED = 5
"""A field of fewer descriptions cannot be learnt, let alone tested."""


def check_sectors(folder: Path, faults: Faults) -> None:
    """Note what is wrong in a folder like ``corpus/sectors``."""
    fields = _check_fields(folder / "fields.yaml", faults)
    _check_topics(folder / "topics.yaml", faults)
    seen: dict[str, str] = {}
    count = {(key, field): 0 for key, names in fields.items() for field in names}
    for path in project_files(folder):
        for key, field, times in _check_projects(path, fields, seen, faults):
            count[key, field] += times
    for (_, field), times in count.items():
        if times < LEAST_DESCRIBED:
            faults.note(f"领域“{field}”只有 {times} 条描述，至少要 {LEAST_DESCRIBED} 条", folder / "fields.yaml", 1)


def _check_fields(path: Path, faults: Faults) -> Mapping[str, tuple[str, ...]]:
    """The fields of each taxonomy by its key."""
    found: dict[str, tuple[str, ...]] = {}
    root = load_entry(path, faults)
    if root is None:
        return found
    for taxonomy in root.entries("taxonomies"):
        key = taxonomy.need("key")
        taxonomy.need("name")
        taxonomy.need("source")
        names: list[str] = []
        called: set[str] = set()
        for field in taxonomy.entries("fields"):
            name = field.need("name")
            field.need("definition")
            names.append(name)
            for each in (name, *field.texts("aliases")):
                if each in called:
                    field.fault(f"“{each}”在同一种分类里写了两次", "name")
                called.add(each)
            field.done()
        if key in found:
            taxonomy.fault(f"分类“{key}”写了两次", "key")
        found[key] = tuple(names)
        taxonomy.done()
    root.done()
    return found


def _check_topics(path: Path, faults: Faults) -> None:
    root = load_entry(path, faults)
    if root is None:
        return
    root.text("silent")
    topics = root.entry("topics")
    for name in topics.names() if topics else ():
        assert topics is not None
        words = topics.need(name).split()
        twice = sorted({word for word in words if words.count(word) > 1})
        if twice:
            topics.fault(f"题材“{name}”里写了两次：{'、'.join(twice)}", name)
    root.done()


def _check_projects(
    path: Path, fields: Mapping[str, tuple[str, ...]], seen: dict[str, str], faults: Faults
) -> Iterator[tuple[str, str, int]]:
    """How many descriptions each field has in one file; ``seen`` are those met so far, without punctuation."""
    root = load_entry(path, faults)
    for group in root.entries("groups") if root else ():
        lines = group.texts("projects", least=1)
        for key, names in fields.items():
            if group.value(key) is None:
                group.fault(f"缺少“{key}”；不属于任何领域时写 []", key)
            for field in group.texts(key):
                if field in names:
                    yield key, field, len(lines)
                else:
                    group.fault(f"“{field}”不是“{key}”里的领域", key)
        for line in lines:
            _check_line(line, group, path, seen)
        group.done()
    if root:
        root.done()


def _check_line(line: str, group: Entry, path: Path, seen: dict[str, str]) -> None:
    name, colon, content = line.partition("：")
    if not (name and colon and content):
        group.fault(f"描述应当写成“名称：内容”，现在是“{line[:40]}”", "projects")
    bare = re.sub(r"[\W_]", "", half_width(name)).lower()
    if bare in seen:
        group.fault(f"“{name[:40]}”写了两次，前一次在 {seen[bare]}", "projects")
    seen.setdefault(bare, path.name)

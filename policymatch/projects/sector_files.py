"""What ``corpus/sectors`` holds: taxonomies with their fields, words by topic, and project descriptions with their labels."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from policymatch.errors import CatalogueError
from policymatch.text.gazetteer import read_mapping

FOLDER = "sectors"
"""The folder of these files in the corpus."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a taxonomy: ``aliases`` are other words by which tables name it."""

    name: str
    definition: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A taxonomy: ``key`` names it in the files, ``name`` in reports; ``source`` is where its fields come from."""

    key: str
    name: str
    source: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """A project description written by us, with the fields it belongs to by key of taxonomy."""

    name: str
    content: str
    fields: Mapping[str, tuple[str, ...]]


def taxonomies_of(folder: Path) -> tuple[Taxonomy, ...]:
    """The taxonomies in file order. Raises CatalogueError."""
    path = folder / "fields.yaml"
    return tuple(
        Taxonomy(
            key=_text(entry, "key", path),
            name=_text(entry, "name", path),
            source=_text(entry, "source", path),
            fields=tuple(
                Field(
                    _text(each, "name", path), _text(each, "definition", path), tuple(map(str, each.get("aliases", ())))
                )
                for each in _entries(entry, "fields", path)
            ),
        )
        for entry in _entries(read_mapping(path), "taxonomies", path)
    )


def topics_of(folder: Path) -> dict[str, tuple[str, ...]]:
    """The words of each topic. Raises CatalogueError."""
    path = folder / "topics.yaml"
    topics = read_mapping(path).get("topics")
    if not isinstance(topics, dict) or not topics:
        raise CatalogueError("缺少“topics”，或它不是“题材: 词”的对照表", path, 1)
    return {str(topic): tuple(dict.fromkeys(str(words).lower().split())) for topic, words in topics.items()}


def silent_words(folder: Path) -> frozenset[str]:
    """Words that say nothing of a field: those that stand everywhere. Raises CatalogueError."""
    return frozenset(str(read_mapping(folder / "topics.yaml").get("silent", "")).lower().split())


def described_in(folder: Path) -> list[Described]:
    """All labelled descriptions, by file name and in file order. Raises CatalogueError."""
    return [each for path in project_files(folder) for each in read_described(path)]


def read_described(path: Path) -> Iterator[Described]:
    """The descriptions of one file: groups of “name：content” lines that share their labels. Raises CatalogueError."""
    for group in _entries(read_mapping(path), "groups", path):
        fields = {key: tuple(map(str, group.get(key) or ())) for key in group if key != "projects"}
        for line in group.get("projects") or ():
            name, _, content = str(line).partition("：")
            yield Described(name, content, fields)


def project_files(folder: Path) -> list[Path]:
    """The files of descriptions, sorted by name."""
    return sorted((folder / "projects").glob("*.yaml"))


@lru_cache(maxsize=4)
def source_hash(folder: Path) -> str:
    """A hash of everything that a model of these files depends on."""
    digest = hashlib.sha256()
    for path in (folder / "fields.yaml", folder / "topics.yaml", *project_files(folder)):
        data = path.read_bytes()
        digest.update(f"\0{path.name}/{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _entries(entry: Mapping[str, Any], key: str, path: Path) -> list[dict[str, Any]]:
    found = entry.get(key)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise CatalogueError(f"缺少“{key}”，或它不是一列条目", path, 1)
    return found


def _text(entry: Mapping[str, Any], key: str, path: Path) -> str:
    found = entry.get(key)
    if not isinstance(found, str) or not found:
        raise CatalogueError(f"缺少“{key}”", path, 1)
    return found

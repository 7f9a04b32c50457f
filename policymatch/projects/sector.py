"""Which fields a project belongs to, in the taxonomies that applications ask for.

Several fields of one taxonomy may fit. Each comes with a calibrated score and the words that speak for it; without such a word
nothing is claimed. What the table itself states in its column for it is taken as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from policymatch.model import Project, SectorLabel
from policymatch.paths import corpus_folder
from policymatch.projects.sector_features import Said
from policymatch.projects.sector_files import FOLDER, Taxonomy, taxonomies_of
from policymatch.text.numerals import half_width

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policymatch.projects.sector_model import SectorModel

BOND_FIELDS = "专项债领域"
PUBLIC_FIELDS = "政府投资公共领域"
EMERGING_FIELDS = "战略性新兴产业"

LEAST = 0.5
"""The score from which a field is named."""
ABOUT = 0.1
"""Scores that differ by less are about the same."""
_MOST_WORDS = 4
"""Words that are given as the reason for a field."""
_LEAST_WORTH = 0.2
"""What a word must weigh, beside the weightiest one, to be given as a reason."""
_BLOCK = 2_000
"""Projects that are scored at once."""


@lru_cache(maxsize=1)
def taxonomies() -> Mapping[str, tuple[str, ...]]:
    """The fields of each taxonomy: twelve of special bonds, seven of the third article of 政府投资条例, nine emerging industries.

    Raises CatalogueError.
    """
    return {each.name: tuple(field.name for field in each.fields) for each in taxonomies_of(corpus_folder() / FOLDER)}


def sectors(project: Project) -> dict[str, str | None]:
    """Give a project's surest field in each taxonomy, None where none is sure enough."""
    return surest(labels_of([project])[0])


def surest(labels: Iterable[SectorLabel]) -> dict[str, str | None]:
    """The first field of `labels_of` in each taxonomy, None where there is none."""
    first: dict[str, str] = {}
    for label in labels:
        first.setdefault(label.taxonomy, label.field)
    return {name: first.get(name) for name in taxonomies()}


def labels_of(projects: Sequence[Project]) -> list[tuple[SectorLabel, ...]]:
    """The fields of many projects at once, for each project by taxonomy, the surest first.

    Of two that are about as sure, the one that is the main field where both are comes first (老旧小区改造 is 城市更新, and
    保障性安居工程 too). Raises CatalogueError.
    """
    from policymatch.projects.sector_model import sector_model

    model = sector_model()
    found: list[tuple[SectorLabel, ...]] = []
    for start in range(0, len(projects), _BLOCK):
        block = projects[start : start + _BLOCK]
        said = [model.reader.read(project) for project in block]
        scores = model.scores(said)
        found += [_labels(model, *each) for each in zip(block, said, scores, strict=True)]
    return found


def _labels(model: SectorModel, project: Project, said: Said, scores: NDArray[np.float64]) -> tuple[SectorLabel, ...]:
    labels = []
    stated = _stated(model, project)
    for column in (scores >= LEAST).nonzero()[0]:
        taxonomy, field = model.columns[column]
        if taxonomy in stated:
            continue
        because = _because(model, said, int(column))
        if because:
            labels.append(SectorLabel(taxonomy, field, round(float(scores[column]), 2), because))
    labels += stated.values()
    ordered: list[SectorLabel] = []
    for name in taxonomies():
        of_it = sorted((label for label in labels if label.taxonomy == name), key=lambda label: -label.score)
        ordered += _main_first(model, of_it)
    return tuple(ordered)


def _main_first(model: SectorModel, labels: list[SectorLabel]) -> list[SectorLabel]:
    """The labels of one taxonomy, the surest first, with the main one of those that are about as sure before it."""
    if len(labels) < 2:
        return labels
    places = {column: place for place, column in enumerate(model.columns)}
    main = labels[0]
    for label in labels[1:]:
        one, other = places[label.taxonomy, label.field], places[main.taxonomy, main.field]
        if label.score >= labels[0].score - ABOUT and model.before[one, other] > model.before[other, one]:
            main = label
    return [main, *(label for label in labels if label is not main)]


def _stated(model: SectorModel, project: Project) -> dict[str, SectorLabel]:
    """The fields that the table itself names, in its column for them or in the heading above its rows."""
    found: dict[str, SectorLabel] = {}
    names = _names(model.taxonomies)
    for text in (project.sector, project.category):
        # 一、交通基础设施（12个）
        plain = re.sub(r"\s+|^[(第]*[一二三四五六七八九十0-9]{1,3}[)、.类]*", "", half_width(text or "")[:100])
        plain = re.sub(r"\([^()]{0,20}\)$|[:：]$", "", plain)
        for taxonomy, field in names.get(re.sub(r"(?:领域|类|类项目|项目)$", "", plain), names.get(plain, ())):
            found.setdefault(taxonomy, SectorLabel(taxonomy, field, 1.0, (f"表中写明“{plain}”",), stated=True))
    return found


@lru_cache(maxsize=2)
def _names(taxonomies: tuple[Taxonomy, ...]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """What a field is called, by its names: some are fields of two taxonomies."""
    found: dict[str, list[tuple[str, str]]] = {}
    for taxonomy in taxonomies:
        for field in taxonomy.fields:
            for name in (field.name, *field.aliases):
                found.setdefault(half_width(name), []).append((taxonomy.name, field.name))
    return {name: tuple(fields) for name, fields in found.items()}


def _because(model: SectorModel, said: Said, column: int) -> tuple[str, ...]:
    """The words of a project that speak most for a field, without those that are part of others."""
    weights = model.weights[column]
    topics = len(model.reader.topics)
    worth: dict[str, float] = {}
    for word in said.name_topics:
        worth[word] = sum(float(weights[place]) for place in model.reader.topics_of(word))
        if word == said.head:
            worth[word] += sum(float(weights[2 * topics + place]) for place in model.reader.topics_of(word))
    for word, weight in said.rest_topics:
        worth[word] = worth.get(word, 0.0) + 0.5 * weight * sum(
            float(weights[topics + place]) for place in model.reader.topics_of(word)
        )
    for word in {*said.name_words, *said.rest_words} - worth.keys():
        place = model.vocabulary.words.get(word)
        if place is not None:
            worth[word] = 0.5 * float(weights[3 * topics + place])
    chosen: list[str] = []
    least = _LEAST_WORTH * max(worth.values(), default=0.0)
    for word in sorted(
        (word for word in worth if worth[word] > max(least, 0.0)), key=lambda word: (-worth[word], word)
    ):
        if not any(word in other or other in word for other in chosen):
            chosen.append(word)
        if len(chosen) == _MOST_WORDS:
            break
    return tuple(chosen)

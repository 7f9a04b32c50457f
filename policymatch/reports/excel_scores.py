"""The sheet that opens every score into its parts: a row a project, the parts as columns, the grounds as text."""

from __future__ import annotations

from collections.abc import Iterator

from policymatch.model import RankedProject, Ranking, Score
from policymatch.programmes.figures import percent
from policymatch.reports.excel_table import PROJECT, Column, Kind, Row, Sheet, project_head
from policymatch.reports.phrases import NONE, SCORES, scores_of

MOST_PARTS = 12
"""Parts of one score that get columns of their own; the text has them all."""


def scores_sheet(ranking: Ranking) -> Sheet:
    """分数构成: the scores, the value of each part, and what each rests on."""
    parts = _parts(ranking)
    columns = [*PROJECT, Column("总分", 7, Kind.SCORE)]
    for name, weights in parts.items():
        columns.append(Column(_titled(name, ranking.shares.get(name)), 9, Kind.SCORE, bar=100))
        # A score of one part is that part.
        columns += [Column(_titled(part, weight), 9, Kind.SCORE) for part, weight in _shown(weights)]
    columns += [Column(f"{name}怎么得来", 46) for name in parts]
    rows = (_row(item, parts) for item in ranking.projects)
    return Sheet("分数构成", tuple(columns), rows, 3, empty="没有可以排序的项目")


def _parts(ranking: Ranking) -> dict[str, dict[str, float | None]]:
    """The parts of each score with their weights; None for a weight that is not the same for all projects."""
    found: dict[str, dict[str, float | None]] = {name: {} for name in SCORES}
    for item in ranking.projects:
        for name, score in scores_of(item):
            known = found[name]
            for part in score.parts:
                if known.setdefault(part.name, part.weight) != part.weight:
                    known[part.name] = None
    return found


def _shown(weights: dict[str, float | None]) -> list[tuple[str, float | None]]:
    return list(weights.items())[:MOST_PARTS] if len(weights) > 1 else []


def _titled(name: str, weight: float | None) -> str:
    return name if weight is None else f"{name}\n{percent(weight)}"


def _row(item: RankedProject, parts: dict[str, dict[str, float | None]]) -> Row:
    values: list[str | float | None] = [*project_head(item), item.score]
    for name, score in scores_of(item):
        of_part = {part.name: part.value for part in score.parts}
        values.append(score.value)
        values += [of_part.get(part, NONE) for part, _ in _shown(parts[name])]
    values += ["\n".join(_grounds(score)) or NONE for _, score in scores_of(item)]
    return tuple(values)


def _grounds(score: Score) -> Iterator[str]:
    for part in score.parts:
        if len(score.parts) == 1 and part.weight == 1:
            yield part.because
        else:
            worth = round(part.value * part.weight, 2)
            yield f"{part.name} {part.value:g} × {percent(part.weight)} = {worth:g}：{part.because}"

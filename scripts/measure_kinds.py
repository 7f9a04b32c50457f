"""How well projects are told apart: fields by cross-validation and on what was set aside, approvals in free text, time.

Of the files that are set aside only totals are printed.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from policymatch.model import Project
from policymatch.paths import corpus_folder
from policymatch.projects import read_projects
from policymatch.projects.measures import measures
from policymatch.projects.sector import labels_of
from policymatch.projects.sector_files import FOLDER, described_in, read_described
from policymatch.projects.sector_model import held_out_decisions, labels_of_described, learn, sector_model
from policymatch.projects.splits import find_splits

ROOT = Path(__file__).resolve().parents[1]
MANY = 10_000


def main() -> None:
    """Print everything."""
    fields()
    sys.path.insert(0, str(ROOT / "tests" / "projects"))
    from test_permit_cells import counted

    for name in ("seen.txt", "held_out.txt"):
        found = counted(name)
        print(
            f"approvals, {name}: {found.cells} cells, {found.right} of {found.steps} states right ({found.share:.1%}), "
            f"{found.wrongly_done} wrongly done"
        )
    speed()


def fields() -> None:
    """Micro-F1 of each taxonomy."""
    model = sector_model()
    described = described_in(corpus_folder() / FOLDER)
    decisions = held_out_decisions(described, model.taxonomies, model.reader)
    validated = 1 / (1 + np.exp(-(decisions * model.slope + model.shift)))
    aside = list(read_described(ROOT / "tests" / "data" / "sectors_held_out.yaml"))
    scores = model.scores([model.reader.read(Project(each.name, content=each.content)) for each in aside])
    for what, found, given in (("cross-validation", validated, described), ("set aside", scores, aside)):
        truth = labels_of_described(given, model.taxonomies)
        at = 0
        for taxonomy in model.taxonomies:
            part = slice(at, at + len(taxonomy.fields))
            at = part.stop
            print(
                f"{taxonomy.name}, {what}, {len(given)} descriptions: {_scores(found[:, part] >= 0.5, truth[:, part])}"
            )


def _scores(said: Any, true: Any) -> str:
    hits = (said & true).sum()
    nothing = ~true.any(axis=1)
    shares = f"micro-F1 {2 * hits / (said.sum() + true.sum()):.3f}, precision {hits / said.sum():.3f}, recall {hits / true.sum():.3f}"
    return shares + f"; {(~said[nothing].any(axis=1)).sum()} of {nothing.sum()} in no field left alone"


def speed() -> None:
    """CPU time of a large table."""
    model = sector_model()
    began = time.process_time()
    learn(described_in(corpus_folder() / FOLDER), model.taxonomies, model.reader)
    print(f"learning anew: {time.process_time() - began:.1f} s")
    some = list(read_projects(ROOT / "corpus" / "samples" / "pipeline.xlsx").projects)
    many = [
        replace(some[number % len(some)], content=f"{some[number % len(some)].content}，另建管护用房{number}平方米")
        for number in range(MANY)
    ]
    for what, work in (
        ("fields", lambda: labels_of(many)),
        ("figures", lambda: [measures(project) for project in many]),
        ("splits", lambda: find_splits(many, {})),
    ):
        began = time.process_time()
        work()
        print(f"{what} of {MANY:,} projects: {time.process_time() - began:.1f} s")


if __name__ == "__main__":
    main()

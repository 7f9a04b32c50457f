"""Measures what a verdict costs: all rules of a programme with their traces, in processor time.

    PYTHONPATH=. python scripts/bench_rules.py [TABLE]

``first`` is a project's first programme, when nothing has been asked of it yet; ``each of 15`` is the mean over fifteen
programmes, which share general law.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import process_time

from policymatch.matching.eligibility import judge, missing, verdict
from policymatch.matching.facts import project_facts
from policymatch.model import ClauseRef, Programme, Project
from policymatch.paths import corpus_folder
from policymatch.programmes.catalogue import Catalogue, load_catalogue
from policymatch.projects.rows import read_projects

DAY = date(2026, 11, 22)
ROUNDS = 10


def cite(ref: ClauseRef | None) -> str | None:
    """A clause as it stands in the catalogue."""
    return f"{ref.policy} {ref.label}" if ref else None


def measure(
    catalogue: Catalogue, projects: Sequence[Project], programmes: Sequence[Programme], several: int
) -> tuple[float, float]:
    """Microseconds a verdict, and rules a verdict, where each project is held against ``several`` programmes."""
    used, rules, verdicts = 0.0, 0, 0
    for number, project in enumerate(projects * ROUNDS):
        facts = project_facts(project, DAY)
        start = number * several % len(programmes)
        chosen = [programmes[(start + step) % len(programmes)] for step in range(several)]
        began = process_time()
        for programme in chosen:
            reasons = judge(programme, catalogue, facts, cite, DAY)
            verdict(reasons)
            missing(reasons)
            rules += len(reasons)
        used += process_time() - began
        verdicts += several
    return used / verdicts * 1e6, rules / verdicts


def main() -> None:
    """Print the figures."""
    table = Path(sys.argv[1]) if len(sys.argv) > 1 else corpus_folder() / "samples" / "pipeline.xlsx"
    catalogue = load_catalogue(corpus_folder())
    projects = read_projects(table).projects
    for programme in catalogue.programmes:
        catalogue.rulebook(cite, DAY).of(programme)
    for name, several in (("first", 1), ("each of 15", 15)):
        micros, rules = measure(catalogue, projects, catalogue.programmes, several)
        print(f"{name:12} {micros:6.1f} µs a verdict, {rules:.1f} rules each")


if __name__ == "__main__":
    main()

"""Planners' test cases: a project, a day, and what the catalogue must say of it (``cases/*.yaml``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from policymatch.model import TIERS
from policymatch.programmes.entry import Entry, Faults, load_entry

FOLDER = "cases"
VERDICTS = ("符合", "不符合", "待核")
TO_CHECK = "待核"
"""What stands for an award that is not known."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a planner expects of one programme, or of general law alone where ``programme`` is None.

    ``rule`` is the id of a rule that leads to the verdict. ``award`` is 万元, TO_CHECK, or None where nothing is
    expected of the sum. ``not_offered`` says that the programme is not for such an applicant; ``direction`` is then the
    one that the project is the kind of thing for, and ``rule`` the one of the programme's that it does not meet.
    """

    programme: str | None
    direction: str | None
    verdict: str | None
    award: float | str | None
    tier: str | None
    rule: str | None
    missing: tuple[str, ...]
    not_offered: bool
    line: int


@dataclass(frozen=True, slots=True)
class Case:
    """One test case; ``note`` says why it is one, ``project`` is what is said of the project."""

    id: str
    note: str
    project: Mapping[str, object]
    as_of: date
    expect: tuple[Expectation, ...]
    path: Path
    line: int


def case_files(*folders: Path) -> list[Path]:
    """The files of cases below corpora and stores' catalogues, in order."""
    return [path for folder in folders for path in sorted((folder / FOLDER).glob("*.yaml"))]


def read_cases(paths: Iterable[Path], faults: Faults) -> list[Case]:
    """Read files of cases as far as they can be read; a case with a fault is left out and the fault is noted."""
    cases: list[Case] = []
    seen: dict[str, Case] = {}
    for path in paths:
        root = load_entry(path, faults)
        if root is None:
            continue
        for entry in root.entries("cases"):
            before = len(faults)
            case = _case(entry)
            if case.id and case.id in seen:
                first = seen[case.id]
                entry.fault(f"用例编号“{case.id}”用了两次，前一次在 {first.path.name} 第 {first.line} 行", "id")
            if len(faults) == before:
                seen[case.id] = case
                cases.append(case)
        root.done()
    return cases


def _case(entry: Entry) -> Case:
    project = entry.value("project")
    if not isinstance(project, dict) or not project.get("name"):
        entry.fault("“project”应当是“键: 值”，至少写明 name", "project")
    case = Case(
        id=entry.need("id"),
        note=entry.need("note"),
        project=project if isinstance(project, dict) else {},
        as_of=entry.need_day("as_of"),
        expect=tuple(_expectation(item) for item in entry.entries("expect")),
        path=entry.path,
        line=entry.line,
    )
    if not case.expect:
        entry.fault("“expect”至少要写一条期望", "expect")
    entry.done()
    return case


def _expectation(entry: Entry) -> Expectation:
    not_offered = entry.value("not_offered")
    if not_offered not in (None, True):
        entry.fault("“not_offered”只能写 true，或者不写", "not_offered")
    made = Expectation(
        programme=entry.text("programme"),
        direction=entry.text("direction"),
        verdict=entry.choice("verdict", VERDICTS, optional=True),
        award=_award(entry),
        tier=entry.choice("tier", TIERS, optional=True),
        rule=entry.text("rule"),
        missing=entry.texts("missing"),
        not_offered=not_offered is True,
        line=entry.line,
    )
    if made.programme is None and (made.direction or made.award is not None or made.tier or made.not_offered):
        entry.fault("没有写资金渠道“programme”，只能写 verdict、rule 和 missing")
    if made.verdict is None and not made.not_offered:
        entry.fault("要写期望的结论“verdict”，或写 not_offered: true", "verdict")
    if made.not_offered and (made.verdict or made.award is not None or made.tier or made.missing):
        entry.fault("写了 not_offered 就只能再写 programme、direction 和 rule", "not_offered")
    entry.done()
    return made


def _award(entry: Entry) -> float | str | None:
    if entry.value("award_wan") == TO_CHECK:
        return TO_CHECK
    return entry.number("award_wan", 0)

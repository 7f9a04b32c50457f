"""The gold of the pipeline: invented projects with what a specialist would say of them, and how near the ranking comes.

    python tests/pipeline_gold.py              # totals of both sets, faults of the 120
    python tests/pipeline_gold.py --no-faults  # totals only

tests/data/pipeline/README.md says what the fields mean and how the projects were judged. Of the held-out set only totals are
ever shown: it stays a test only as long as nobody who changes the matcher knows it.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from match_tools import matcher, seed_store
from openpyxl import Workbook

import policymatch
from policymatch.matching.rank import rank_projects
from policymatch.model import Answer, RankedProject
from policymatch.projects.rows import read_projects
from policymatch.reports.phrases import recommended
from policymatch.store.snapshot import Store

FOLDER = Path(__file__).parent / "data" / "pipeline"
OPEN = FOLDER / "projects.yaml"
HELD_OUT = FOLDER / "held_out" / "projects.yaml"
DAY = date(2026, 11, 24)
"""The day that the projects were judged on."""

NONE = "none"
TAXONOMIES = ("专项债领域", "政府投资公共领域", "战略性新兴产业")
HEADINGS = (
    "项目名称", "项目代码", "建设内容及规模", "建设地点", "项目单位", "单位性质", "建设性质", "项目类型", "总投资(万元)", "申请资金(万元)",
    "资金来源", "前期手续", "形象进度", "开工时间", "竣工时间", "是否入库", "立项依据", "本息覆盖倍数", "还款来源", "是否有收益", "资本金比例",
    "可研估算(万元)", "初设概算(万元)", "核准日期", "产业目录类别", "资金用途", "已获中央资金", "是否垫资",
)  # fmt: skip
"""The columns of the table; a key of a row that is not here is a mistake in the gold."""
FIRST_ROW = 4


@dataclass(frozen=True, slots=True)
class GoldProject:
    """A row of the table and what a specialist says of it; ``first`` is a programme's id or NONE."""

    id: str
    row: Mapping[str, str | int | float]
    kind: str
    sector: Mapping[str, Sequence[str]]
    first: str
    accept: frozenset[str]
    verdict: str | None
    tier: Sequence[str]
    why: str
    rule: str | None = None

    @property
    def name(self) -> str:
        return str(self.row["项目名称"])

    @property
    def ineligible(self) -> bool:
        """Whether a rule excludes it."""
        return self.rule is not None


@dataclass(frozen=True, slots=True)
class Fault:
    """One answer that is not the specialist's."""

    project: GoldProject
    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.project.id} {self.project.name}\n    {self.what}: {self.expected} ≠ {self.got}\n    {self.project.why}"


@dataclass(slots=True)
class Fields:
    """Counts of the fields of one taxonomy; ``main`` how often of ``projects`` the main field came first."""

    projects: int = 0
    hits: int = 0
    given: int = 0
    wanted: int = 0
    main: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall over all projects; 1 where there is nothing to find."""
        return 2 * self.hits / (self.given + self.wanted) if self.given + self.wanted else 1.0


@dataclass(slots=True)
class Total:
    """How near the ranking of one set comes to its gold."""

    projects: int = 0
    first: int = 0
    accepted: int = 0
    in_three: int = 0
    tier: int = 0
    verdict: int = 0
    ineligible: int = 0
    ineligible_in_ab: int = 0
    fields: dict[str, Fields] = field(default_factory=lambda: {name: Fields() for name in TAXONOMIES})
    faults: list[Fault] = field(default_factory=list, repr=False)

    def share(self, count: int) -> float:
        """A count as the share of all projects."""
        return count / self.projects

    def __str__(self) -> str:
        words = {
            "first choice": self.first, "first or accepted": self.accepted, "in first three": self.in_three,
            "tier": self.tier, "verdict": self.verdict,
        }  # fmt: skip
        lines = [f"{name:18}{count:4}/{self.projects}  {self.share(count):.1%}" for name, count in words.items()]
        lines.append(f"{'ineligible in A/B':18}{self.ineligible_in_ab:4}/{self.ineligible}")
        for name, each in self.fields.items():
            lines.append(f"{name} F1 {each.f1:.3f}, main field {each.main}/{each.projects}")
        return "\n".join(lines)


@cache
def load_projects(path: Path) -> tuple[GoldProject, ...]:
    """Read a set of gold projects; a field too many or too few raises TypeError, an unknown heading ValueError."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = tuple(
        GoldProject(id=each["id"], row=each["row"], **each["gold"] | {"accept": frozenset(each["gold"]["accept"])})
        for each in data["projects"]
    )
    for project in found:
        unknown = set(project.row) - set(HEADINGS)
        if unknown:
            raise ValueError(f"{project.id}: no such headings {sorted(unknown)}")
    return found


def write_table(projects: Sequence[GoldProject], path: Path) -> Path:
    """Write the projects as a planner's table: a merged title, a line for the unit, one heading row."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "项目储备表"
    columns = [name for name in HEADINGS if any(name in project.row for project in projects)]
    sheet.append(["2027年度拟申报项目汇总表（虚构）"])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(columns) + 1)
    sheet.append([None] * len(columns) + ["单位：万元"])
    sheet.append(["序号", *columns])
    for number, project in enumerate(projects, 1):
        sheet.append([number, *(project.row.get(name) for name in columns)])
    book.save(path)
    return path


def rank_gold(projects: Sequence[GoldProject], store: Store, folder: Path) -> list[RankedProject | None]:
    """Rank the projects through the table and the whole pipeline, in their order; None for a row that was not read."""
    table = read_projects(write_table(projects, folder / "projects.xlsx"))
    ranking = rank_projects(table.projects, matcher(store, DAY), skipped=table.skipped, warnings=table.warnings)
    by_row = {item.project.row: item for item in ranking.projects}
    return [by_row.get(FIRST_ROW + number) for number in range(len(projects))]


def score(projects: Sequence[GoldProject], ranked: Sequence[RankedProject | None]) -> Total:
    """Hold each project's ranking against its gold."""
    total = Total(projects=len(projects))
    for project, item in zip(projects, ranked, strict=True):
        total.faults += _judge(project, item, total)
    return total


def open_programmes(item: RankedProject | None) -> list[str]:
    """The programmes that a project may try, best first, each once; NONE where there is none, as for tier D."""
    if item is None or recommended(item) is None:
        return [NONE]
    return list(dict.fromkeys(match.programme.id for match in item.matches if match.verdict is not Answer.NO))


def _judge(project: GoldProject, item: RankedProject | None, total: Total) -> Iterator[Fault]:
    offered = open_programmes(item)
    tier = item.tier if item else "not read"
    first = recommended(item) if item else None
    verdict = first.verdict.value if first else None
    wanted = None if project.first == NONE else project.verdict

    total.first += offered[0] == project.first
    total.accepted += offered[0] in {project.first, *project.accept}
    total.in_three += project.first in offered[:3]
    total.tier += tier in project.tier
    total.verdict += verdict == wanted
    total.ineligible += project.ineligible
    total.ineligible_in_ab += project.ineligible and tier in ("A", "B")
    if offered[0] != project.first:
        where = "" if project.first in offered[:3] else ", not in the first three"
        kind = "first (accepted)" if offered[0] in project.accept else "first"
        yield Fault(project, kind + where, project.first, ", ".join(offered[:5]))
    if tier not in project.tier:
        because = f"{tier} {item.tier_because}" if item else tier
        yield Fault(project, "tier", "/".join(project.tier), because)
    if verdict != wanted and offered[0] == project.first:
        yield Fault(project, "verdict", str(wanted), str(verdict))
    if project.ineligible and not any(project.sector.values()):
        return  # a hotel or an office block has no field among those that are paid for
    for name in TAXONOMIES:
        yield from _judge_fields(project, item, name, total.fields[name])


def _judge_fields(project: GoldProject, item: RankedProject | None, taxonomy: str, counts: Fields) -> Iterator[Fault]:
    given = list(dict.fromkeys(_plain(each) for each in _given(item, taxonomy)))
    wanted = [_plain(each) for each in project.sector[taxonomy]]
    counts.hits += len(set(given) & set(wanted))
    counts.given += len(given)
    counts.wanted += len(wanted)
    right = given[:1] == wanted[:1]
    counts.projects += 1
    counts.main += right
    if not right:
        yield Fault(project, taxonomy, "、".join(wanted) or "—", "、".join(given) or "—")


def _given(item: RankedProject | None, taxonomy: str) -> list[str]:
    """The fields that were found, the surest first; the one of ``sector`` where there are no labels."""
    if item is None:
        return []
    labels = sorted((each for each in item.labels if each.taxonomy == taxonomy), key=lambda each: -each.score)
    if labels or item.labels:
        return [each.field for each in labels]
    one = item.sector.get(taxonomy)
    return [one] if one else []


def _plain(name: str) -> str:
    """A field without what its names differ in: 生物 and 生物产业, 高端装备 and 高端装备制造产业."""
    return re.sub(r"(?:制造|(?:制造)?产业)$", "", name)


def measure(path: Path, store: Store, folder: Path, *, totals_only: bool = False) -> Total:
    """Rank a set of gold projects and score them; ``folder`` takes the table. ``totals_only`` leaves the faults out."""
    projects = load_projects(path)
    total = score(projects, rank_gold(projects, store, folder))
    if totals_only:
        total.faults.clear()
    return total


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-faults", action="store_true", help="totals only")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name, policymatch.open_store(seed_store(Path(name) / "store")) as store:
        shown = measure(OPEN, store, Path(name))
        held_out = measure(HELD_OUT, store, Path(name), totals_only=True)
    lines = [] if chosen.no_faults else [str(each) for each in shown.faults]
    lines += [f"\n== {shown.projects} projects\n{shown}", f"\n== {held_out.projects} held out\n{held_out}"]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

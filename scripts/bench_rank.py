"""Time and memory of ranking a project table with the whole catalogue.

    .venv/bin/python scripts/bench_rank.py [ARTICLES.jsonl.gz] [--projects 100 1000 10000] [--match-only 10000]

ARTICLES are added to the shipped digests in the store as further evidence: a record a line, gzipped.

With ``--match-only`` that many made-up projects are held against the whole catalogue in one process: fits, verdicts with their
traces, awards; no table is read, no evidence looked up and nothing printed.

The tables are made from the sample table's projects, renamed and given other sums so that none is a duplicate. Each
ranking is a whole process of the command line, reading the workbook and writing the Excel report included; the store is
made beforehand. Seconds are those on the clock and those of all processors; memory is that of all its processes, what they
share counted once where the system tells. What it printed when it was last looked at stands in docs/measurements.md.
"""

from __future__ import annotations

import argparse
import dataclasses
import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

import psutil
from measuring import peak

ROOT = Path(__file__).resolve().parents[1]
HEAD = ("序号", "项目名称", "项目代码", "建设单位", "建设地点", "建设性质", "项目类型", "所属行业", "建设内容及规模", "总投资（万元）",
        "拟申请资金（万元）", "前期工作进展")  # fmt: skip
PERMITS = ("可研已批，用地预审办理中，环评登记表已备案", "初步设计已批复，用地预审已批，环评已批复", "正在编制可研")


def make_table(path: Path, count: int) -> None:
    """Write a workbook of ``count`` projects."""
    import openpyxl

    from policymatch.projects import read_projects

    sample = read_projects(ROOT / "corpus" / "samples" / "pipeline.xlsx").projects
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("项目表")
    sheet.append(HEAD)
    for number in range(count):
        project = sample[number % len(sample)]
        round_ = number // len(sample)
        name = project.name.replace(
            "清岭县", f"清岭县{chr(0x4E00 + 37 * round_ % 5000)}{chr(0x4E01 + round_ % 5000)}镇"
        )
        wan = round((project.investment_wan or 3000) * (1 + round_ % 17 / 10) + number)
        sheet.append((
            number + 1, name, f"2403-522799-04-01-{number:06d}", project.owner, "贵州省清岭县", project.nature,
            project.approval, project.sector, f"{project.content}（第{round_}批）", wan, round(wan * 0.6),
            PERMITS[number % len(PERMITS)],
        ))  # fmt: skip
    book.save(path)


class Measured(NamedTuple):
    """What one ranking took: seconds on the clock, seconds of all processors, megabytes of all processes at most."""

    seconds: float
    cpu: float
    memory: float


def measure(table: Path, store: Path, report: Path) -> Measured:
    """Rank a table in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "policymatch",
        "rank",
        str(table),
        "--store",
        str(store),
        "-o",
        str(report),
        "--quiet",
    ]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watch = Watch(process.pid)
    watch.start()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.join()
    if process.returncode != 0:
        raise SystemExit(f"rank failed: {command}")
    return Measured(seconds, usage.ru_utime + usage.ru_stime, max(watch.most / 2**20, usage.ru_maxrss / 1024))


class Watch(threading.Thread):
    """Looks at the memory of a process and its children every tenth of a second until it ends."""

    def __init__(self, pid: int) -> None:
        super().__init__()
        self._pid = pid
        self.most = 0

    def run(self) -> None:
        try:
            process = psutil.Process(self._pid)
            while process.status() != psutil.STATUS_ZOMBIE:
                members = [process, *process.children(recursive=True)]
                self.most = max(self.most, sum(map(_memory, members)))
                time.sleep(0.1)
        except psutil.Error:
            pass


def _memory(process: psutil.Process) -> int:
    """Bytes; pages that several processes share count in parts."""
    try:
        return int(getattr(info := process.memory_full_info(), "pss", info.rss))
    except psutil.Error:
        return 0


def make_store(folder: Path, articles: Path | None) -> None:
    """A store of the shipped digests, and of articles."""
    import policymatch

    subprocess.run(
        [sys.executable, "-m", "policymatch", "index", "--store", str(folder), "--quiet"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    if articles is not None:
        with gzip.open(articles, "rt", encoding="utf-8") as lines, policymatch.write_store(folder) as writer:
            writer.add_records(map(json.loads, lines))
    with policymatch.open_store(folder) as store:
        policies, clauses = store.count()
        print(f"{policies} policies with {clauses} clauses as evidence")


def match_only(store: Path, count: int) -> None:
    """Hold projects of mixed names, contents, sums and places against the catalogue, and print what it took."""
    from datetime import date

    import policymatch
    from policymatch.cycles import collector_at_rest
    from policymatch.matching.matcher import Matcher
    from policymatch.matching.profile import load_profile
    from policymatch.programmes.catalogue import load_catalogue
    from policymatch.projects import read_projects
    from policymatch.projects.places import parse_place

    corpus = ROOT / "corpus"
    sample = read_projects(corpus / "samples" / "pipeline.xlsx").projects
    places = [
        parse_place(each)
        for each in ("贵州省三都水族自治县", "河北省蔚县", "湖南省溆浦县", "辽宁省建平县", "四川省若尔盖县")
    ]
    projects = [
        dataclasses.replace(
            sample[number % len(sample)],
            name=f"{chr(0x4E00 + 37 * number % 5000)}{chr(0x4E01 + number % 4999)}镇{sample[number * 7 % len(sample)].name}",
            content=f"{sample[(number * 3 + number // 45) % len(sample)].content}（第{number}批，{number % 97 + 3}公里）",
            investment_wan=300.0 + number * 3,
            place=places[number % len(places)],
        )
        for number in range(count)
    ]
    with policymatch.open_store(store) as opened, collector_at_rest():
        profile = load_profile(corpus / "profiles" / "default.yaml")
        matcher = Matcher(load_catalogue(corpus), opened, profile, date(2026, 11, 22))
        started, used = time.perf_counter(), time.process_time()
        matches = traces = 0
        for found in matcher.every_of(projects):
            matches += len(found)
            traces += sum(reason.trace is not None for match in found for reason in match.reasons)
        seconds, cpu = time.perf_counter() - started, time.process_time() - used
    print(
        f"match only: {count} projects, {matches} verdicts, {traces} traces: {seconds:.1f} s ({cpu:.1f} s of processor), {peak():.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", type=Path, metavar="ARTICLES.jsonl.gz")
    parser.add_argument("--projects", nargs="*", type=int, default=[100, 1000, 10_000])
    parser.add_argument("--match-only", type=int, default=0, metavar="PROJECTS")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        make_store(base / "store", arguments.articles)
        if arguments.match_only:
            match_only(base / "store", arguments.match_only)
        print(f"{'projects':>10}{'seconds':>10}{'of CPU':>10}{'peak MB':>10}{'ms/project':>12}{'growth':>24}")
        before: tuple[int, Measured] | None = None
        for count in arguments.projects:
            make_table(base / "table.xlsx", count)
            found = measure(base / "table.xlsx", base / "store", base / "report.xlsx")
            print(
                f"{count:10}{found.seconds:10.1f}{found.cpu:10.1f}{found.memory:10.0f}"
                f"{1000 * found.seconds / count:12.1f}{_growth(before, count, found):>24}",
                flush=True,
            )
            before = count, found


def _growth(before: tuple[int, Measured] | None, count: int, found: Measured) -> str:
    """How many times as much as for fewer projects."""
    if before is None:
        return ""
    fewer, last = before
    return f"{count / fewer:g}x: {found.seconds / last.seconds:.1f}x s, {found.memory / last.memory:.1f}x MB"


if __name__ == "__main__":
    main()

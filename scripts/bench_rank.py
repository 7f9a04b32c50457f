"""Time and memory of ranking a project table with the whole catalogue.

    .venv/bin/python scripts/bench_rank.py [--projects 1000 ...] [--match-only 10000]

With ``--match-only`` that many made-up projects are held against the whole catalogue in one process: fits, verdicts with their
traces, awards; no table is read, no evidence looked up and nothing printed.

The tables are made from the sample table's projects, renamed and given other sums so that none is a duplicate. Each
ranking is a whole process of the command line, reading the workbook and writing the Excel report included; the store is
made beforehand. What it printed when it was last looked at stands in docs/measurements.md.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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


def measure(table: Path, store: Path, report: Path) -> tuple[float, float]:
    """Seconds and peak memory in MB of one ranking."""
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
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"rank failed: {command}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def match_only(store: Path, count: int) -> None:
    """Hold projects of mixed names, contents, sums and places against the catalogue, and print what it took."""
    from datetime import date

    import policymatch
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
    with policymatch.open_store(store) as opened:
        profile = load_profile(corpus / "profiles" / "default.yaml")
        matcher = Matcher(load_catalogue(corpus), opened, profile, date(2026, 11, 22))
        started, used = time.perf_counter(), time.process_time()
        matches = traces = 0
        for found in matcher.every_of(projects):
            matches += len(found)
            traces += sum(reason.trace is not None for match in found for reason in match.reasons)
        seconds, cpu = time.perf_counter() - started, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"match only: {count} projects, {matches} verdicts, {traces} traces: {seconds:.1f} s ({cpu:.1f} s of processor), {memory:.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", nargs="*", type=int, default=[100, 1000])
    parser.add_argument("--match-only", type=int, default=0, metavar="PROJECTS")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        subprocess.run(
            [sys.executable, "-m", "policymatch", "index", "--store", str(base / "store"), "--quiet"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        if arguments.match_only:
            match_only(base / "store", arguments.match_only)
        print(f"{'projects':>10}{'seconds':>10}{'peak MB':>10}{'ms/project':>12}")
        for count in arguments.projects:
            make_table(base / "table.xlsx", count)
            seconds, memory = measure(base / "table.xlsx", base / "store", base / "report.xlsx")
            print(f"{count:10}{seconds:10.1f}{memory:10.0f}{1000 * seconds / count:12.1f}", flush=True)


if __name__ == "__main__":
    main()

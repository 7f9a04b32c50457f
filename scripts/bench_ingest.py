"""Speed and memory of reading in bulk.

    .venv/bin/python scripts/bench_ingest.py POLICIES FORMATS PAGES [--files 2000] [--workers 1 2]

``POLICIES`` is a folder of Markdown laws, ``FORMATS`` of the same as PDF, DOCX and text, ``PAGES`` of web pages. It prints

- pages, characters and files a second by format and number of reader processes, the processes being warm,
- what our reading of a PDF takes beside pypdf's own extraction of the same pages,
- the peak memory of a reader process and of the program that leads,
- the cost of a second ``policymatch index`` over files that have not changed, beside the first.

What it printed when it was last looked at stands in docs/measurements.md.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).resolve().parents[1]
FORMATS = {"PDF": ".pdf", "DOCX": ".docx", "文本": ".txt", "网页": ".html", "Markdown": ".md"}
LEAST_SECONDS = 6.0
"""A format's files are read again and again until that much time has gone by with one worker."""


class Speed(NamedTuple):
    """What one way of reading a set of files came to."""

    files: int
    pages: int
    characters: int
    seconds: float
    peak_mb: float


def read(paths: list[Path], workers: int, rounds: int) -> Speed:
    """Read files with so many processes, as index does up to the store."""
    from policymatch.batch.codec import from_line
    from policymatch.batch.pool import Pool

    pool, pages, characters = Pool(workers), 0, 0
    with pool.batch() as batch:  # the processes start and load what they need
        for reading in [batch.submit(path) for path in paths[:1] * workers * 2]:
            list(reading.lines())
    with peak_of_children() as peak, pool.batch() as batch:
        started = time.perf_counter()
        readings = [batch.submit(path) for path in paths * rounds]
        for reading in readings:
            for line in reading.lines():
                message = from_line(line)
                if "policy" in message:
                    clauses = message["policy"]["clauses"]
                    characters += sum(len(clause[3]) for clause in clauses)
                    pages += max((clause[4] or 1 for clause in clauses), default=1)
        seconds = time.perf_counter() - started
    pool.close()
    return Speed(len(readings), pages, characters, seconds, peak.megabytes)


class peak_of_children:
    """The most memory that a process of ours held while the block ran, in MB."""

    megabytes = 0.0

    def __enter__(self) -> peak_of_children:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            for child in psutil.Process().children():
                try:
                    self.megabytes = max(self.megabytes, child.memory_info().rss / 1e6)
                except psutil.Error:
                    continue


def show_speeds(sets: dict[str, list[Path]], counts: list[int]) -> None:
    print("| format | workers | files/s | pages/s | characters/s | times one worker | MB a reader |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, paths in sets.items():
        once = read(paths, 1, 1)
        rounds = max(1, round(LEAST_SECONDS / once.seconds))
        base = 0.0
        for workers in counts:
            speed = read(paths, workers, rounds)
            rate = speed.files / speed.seconds
            base = base or rate
            pages = f"{speed.pages / speed.seconds:,.0f}" if name == "PDF" else "-"
            print(
                f"| {name} | {workers} | {rate:,.1f} | {pages} | {speed.characters / speed.seconds:,.0f} |"
                f" {rate / base:.2f} | {speed.peak_mb:.0f} |",
                flush=True,
            )


def show_pdf_share(paths: list[Path], repeats: int = 5) -> None:
    """The two in turn, the best of several: whatever else the machine does hits both."""
    from pypdf import PdfReader

    from policymatch.readers import read_file

    alone = whole = 0.0
    for path in paths:
        data = path.read_bytes()
        best = [1e9, 1e9]
        for _ in range(repeats):
            started = time.perf_counter()
            for page in PdfReader(io.BytesIO(data)).pages:
                page.extract_text()
            middle = time.perf_counter()
            read_file(path)
            best = [min(best[0], middle - started), min(best[1], time.perf_counter() - middle)]
        alone, whole = alone + best[0], whole + best[1]
    print(
        f"PDF: pypdf alone {alone:.2f} s, our reading {whole:.2f} s: {whole / alone:.2f} times, {whole / alone - 1:+.0%}"
    )


def copies(sets: dict[str, list[Path]], count: int, folder: Path) -> None:
    """Write so many files that all differ: two of three Markdown, the rest by turns."""
    originals = {name: [(path, path.read_bytes()) for path in paths] for name, paths in sets.items()}
    turns: list[tuple[str, Iterator[int]]] = [(name, iter(range(count))) for name in originals if name != "Markdown"]
    laws = iter(range(count))
    for number in range(count):
        name, counter = ("Markdown", laws) if number % 3 else turns[number // 3 % len(turns)]
        at = next(counter)
        path, data = originals[name][at % len(originals[name])]
        (folder / f"{path.stem}-{number}{path.suffix}").write_bytes(varied(data, path.suffix, number))


def varied(data: bytes, suffix: str, number: int) -> bytes:
    if suffix == ".pdf":
        return data + b"\n%% %d\n" % number
    if suffix == ".docx":
        buffer = io.BytesIO(data)
        with zipfile.ZipFile(buffer, "a") as archive:
            archive.comment = str(number).encode()
        return buffer.getvalue()
    if suffix == ".md":
        first, rest = data.split(b"\n", 1)
        return first + f"（第{number}号）\n".encode() + rest
    return data + f"\n<!-- {number} -->\n".encode("gb18030" if suffix == ".txt" else "utf-8")


def show_second_run(sets: dict[str, list[Path]], count: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, store = Path(place) / "in", Path(place) / "store"
        folder.mkdir()
        copies(sets, count, folder)
        command = [sys.executable, "-m", "policymatch", "index", str(folder), "--no-corpus", "--store", str(store)]
        times = []
        for run in ("first", "second"):
            started = time.perf_counter()
            process = psutil.Popen([*command, "--format", "json"], stdout=subprocess.PIPE, text=True, cwd=ROOT)
            answer, peak = process_peak(process)
            times.append(time.perf_counter() - started)
            told = json.loads(answer)
            print(
                f"{run} run over {count} files: {times[-1]:.2f} s, peak {peak:.0f} MB; added {told['added']},"
                f" updated {told['updated']}, unchanged {told['unchanged']}, failed {len(told['failed'])};"
                f" {told['policies']} policies, {told['clauses']} clauses",
                flush=True,
            )
        print(f"the second run is {times[0] / times[1]:.0f} times as fast")


def process_peak(process: psutil.Popen) -> tuple[str, float]:
    """What a process printed, and the most memory that it held itself."""
    peak = 0.0
    ended = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not ended.wait(0.05):
            try:
                peak = max(peak, process.memory_info().rss / 1e6)
            except psutil.Error:
                return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    answer, _ = process.communicate()
    ended.set()
    thread.join()
    return answer, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("policies", type=Path)
    parser.add_argument("formats", type=Path)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    found = [path for folder in (options.policies, options.formats, options.pages) for path in sorted(folder.iterdir())]
    found = [path for path in found if ".scanned." not in path.name]
    sets = {name: [path for path in found if path.suffix == ending] for name, ending in FORMATS.items()}
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    show_speeds(sets, options.workers)
    show_pdf_share(sets["PDF"])
    show_second_run(sets, options.files)


if __name__ == "__main__":
    main()

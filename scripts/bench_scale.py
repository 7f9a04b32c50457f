"""How a store grows: time, disk and memory at ten thousand, a hundred thousand and a million articles.

    .venv/bin/python scripts/bench_scale.py ARTICLES.jsonl.gz QUERIES.jsonl [--sizes 10000 100000 1000000] [--folder DIR]

The articles are made by resampling real ones: each has the title of one and sentences of several, as many as a real one
has, so that no two are alike and the words are the real ones. For each size, in processes of their own: building from
records (seconds; the most memory of both processes), the size on disk, a cold ``policymatch search`` (a whole process,
best and median of five), the mean time of a question and the most memory of answering them, and adding 100 new policies
to the store. The last column of ratios says how each figure grows when the articles grow tenfold.

What it printed when it was last looked at stands in docs/measurements.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from measuring import in_process, peak

SENTENCE = re.compile(r"\w[^。\s]+。?")
FIGURES = ("build s", "build MB", "disk MB", "cold s", "cold median s", "ms/query", "ask MB", "add 100 s", "add MB")


def resampled(articles: str, count: int, first: int = 0) -> Iterator[dict[str, Any]]:
    """Articles with real titles and real sentences, all different."""
    with gzip.open(articles, "rt", encoding="utf-8") as file:
        real = [json.loads(line) for line in file]
    sentences = [sentence for article in real for sentence in SENTENCE.findall(article["text"])]
    chosen = random.Random(first)
    for at in range(first, first + count):
        size = max(2, len(SENTENCE.findall(chosen.choice(real)["text"])))
        text = "".join(chosen.choices(sentences, k=size))
        yield {"id": at, "title": chosen.choice(real)["title"], "text": text}


def build(articles: str, count: int, first: int, folder: str, results: Any) -> None:
    import policymatch

    source = resampled(articles, count + 1, first)
    next(source)  # the real articles are read; what they take is not ours
    before = peak()
    started = time.perf_counter()
    with policymatch.write_store(folder) as writer:
        writer.add_records(source)
    seconds = time.perf_counter() - started
    memory = peak() - before + peak(resource.RUSAGE_CHILDREN)
    # Making the articles is not what is measured.
    started = time.perf_counter()
    for _ in resampled(articles, count + 1, first):
        pass
    results.put((seconds - (time.perf_counter() - started), memory))


def ask(queries: list[str], folder: str, results: Any) -> None:
    import policymatch

    store = policymatch.open_store(folder)
    store.rank(queries[0], 100)
    times = []
    for query in queries:
        started = time.perf_counter()
        store.rank(query, 100)
        times.append(time.perf_counter() - started)
    results.put((statistics.fmean(times) * 1000, peak()))


def cold(folder: Path, question: str) -> list[float]:
    """Seconds of whole processes of ``policymatch search``."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        command = [sys.executable, "-m", "policymatch", "search", question, "--store", str(folder)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - started)
    return times


def measure(articles: str, queries: list[str], count: int, folder: Path) -> dict[str, float]:
    """All figures of one size."""
    built, memory = in_process(build, articles, count, 0, str(folder))
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    started = cold(folder, queries[0])
    per_question, asking = in_process(ask, queries, str(folder))
    added, adding = in_process(build, articles, 100, count, str(folder))
    values = (built, memory, disk, min(started), statistics.median(started), per_question, asking, added, adding)
    return dict(zip(FIGURES, values, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles")
    parser.add_argument("queries")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="where the stores are made, one after the other")
    arguments = parser.parse_args()
    queries = [json.loads(line)["text"] for line in Path(arguments.queries).read_text(encoding="utf-8").splitlines()]
    rows: dict[int, dict[str, float]] = {}
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
            rows[size] = measure(arguments.articles, queries, size, Path(folder) / "store")
            shutil.rmtree(Path(folder) / "store")
        print(f"{size} articles: done", flush=True)
    print(f"\n{'figure':16}" + "".join(f"{size:>12,}" for size in rows) + "   growth for each tenfold")
    for figure in FIGURES:
        values = [rows[size][figure] for size in rows]
        growth = " ".join(f"{after / before:7.1f}" for before, after in pairwise(values))
        print(f"{figure:16}" + "".join(f"{value:12.2f}" for value in values) + f"   {growth}")


if __name__ == "__main__":
    main()

"""Search quality and speed beside Tantivy, bm25s, SQLite FTS5 and Whoosh, all in one run, as figures and as ratios.

    .venv/bin/python scripts/bench_search.py ARTICLES.jsonl.gz QUERIES.jsonl [--only NAME ...] [--repeat N]

ARTICLES has ``{"id", "title", "text"}`` a line, QUERIES ``{"id", "text", "relevant": [ids]}``. The peers need the extra
packages of the dependency group ``bench``; a peer that is not installed is left out and said so. Each engine builds in a
process of its own and answers in another, so that one's memory and caches are not another's, and the memory of
answering is not that of building. Every peer gets jieba's search-mode words (through rjieba) of title and text as one
field and its own default parameters; a build includes the cutting into words. A question's time includes cutting it and
fetching the best 100 ids; of ``--repeat`` passes over all questions the best one counts, as other programs disturb the rest.

Quality is printed twice, because the relevant articles of this set stand first in the file: with equal scores in the order
of storing, and with articles stored in a shuffled order (``--shuffle``), in which no engine gains by that.

For PolicyMatch two rows: ``rank`` gives ids as the peers do, ``search`` reads the 100 texts and marks the words besides.
Then a cold ``policymatch search``, a whole process, best and median of ten. What it printed when it was last looked at
stands in docs/measurements.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from measuring import in_process, peak

LIMIT = 100

Search = Callable[[str], Sequence[Any]]


def words(text: str) -> list[str]:
    """jieba's search mode, punctuation left out: what every peer indexes."""
    import rjieba

    return [word for word in rjieba.cut_for_search(text, False) if word.strip() and word.isalnum()]


def build_policymatch(articles: list[dict[str, Any]], folder: Path) -> None:
    import policymatch

    with policymatch.write_store(folder / "store") as writer:
        writer.add_records(articles)


def open_policymatch(folder: Path) -> Search:
    import policymatch

    store = policymatch.open_store(folder / "store")
    return lambda question: [int(clause.partition("#")[0]) for clause, _ in store.rank(question, LIMIT)]


def open_texts(folder: Path) -> Search:
    """What a face of the program does: the texts read, the words marked."""
    import policymatch

    store = policymatch.open_store(folder / "store")

    def search(question: str) -> list[Any]:
        hits = store.search(question, LIMIT)
        return [hit.policy.id for hit in hits if hit.highlights is not None]

    return search


def build_whoosh(articles: list[dict[str, Any]], folder: Path) -> None:
    from whoosh.analysis import SpaceSeparatedTokenizer
    from whoosh.fields import NUMERIC, TEXT, Schema
    from whoosh.filedb.filestore import FileStorage

    (folder / "whoosh").mkdir()
    schema = Schema(key=NUMERIC(int, stored=True), text=TEXT(SpaceSeparatedTokenizer()))
    index = FileStorage(str(folder / "whoosh")).create_index(schema)
    writer = index.writer(limitmb=256)
    for article in articles:
        writer.add_document(key=article["id"], text=" ".join(words(f"{article['title']}\n{article['text']}")))
    writer.commit()


def open_whoosh(folder: Path) -> Search:
    from whoosh.filedb.filestore import FileStorage
    from whoosh.query import Or, Term

    searcher = FileStorage(str(folder / "whoosh")).open_index().searcher()
    return lambda question: [
        hit["key"] for hit in searcher.search(Or([Term("text", word) for word in set(words(question))]), limit=LIMIT)
    ]


def build_fts5(articles: list[dict[str, Any]], folder: Path) -> None:
    connection = sqlite3.connect(folder / "fts5.sqlite")
    connection.execute("CREATE VIRTUAL TABLE clauses USING fts5 (text, tokenize = 'unicode61 remove_diacritics 0')")
    rows = ((article["id"], " ".join(words(f"{article['title']}\n{article['text']}"))) for article in articles)
    connection.executemany("INSERT INTO clauses (rowid, text) VALUES (?, ?)", rows)
    connection.commit()
    connection.close()


def open_fts5(folder: Path) -> Search:
    connection = sqlite3.connect(folder / "fts5.sqlite")
    query = "SELECT rowid FROM clauses WHERE clauses MATCH ? ORDER BY rank LIMIT ?"

    def search(question: str) -> list[Any]:
        wanted = " OR ".join('"' + word.replace('"', "") + '"' for word in dict.fromkeys(words(question)))
        return [key for (key,) in connection.execute(query, (wanted, LIMIT))] if wanted else []

    return search


def build_bm25s(articles: list[dict[str, Any]], folder: Path) -> None:
    import bm25s

    model = bm25s.BM25()
    model.index([words(f"{article['title']}\n{article['text']}") for article in articles], show_progress=False)
    model.save(str(folder / "bm25s"), show_progress=False)
    (folder / "ids.json").write_text(json.dumps([article["id"] for article in articles]))


def open_bm25s(folder: Path) -> Search:
    import bm25s

    model = bm25s.BM25.load(str(folder / "bm25s"), mmap=True)
    ids = json.loads((folder / "ids.json").read_text())

    def search(question: str) -> list[Any]:
        found, _ = model.retrieve([words(question)], k=LIMIT, show_progress=False)
        return [ids[at] for at in found[0]]

    return search


def _tantivy_schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder().add_integer_field("key", stored=True)
    return builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq").build()


def build_tantivy(articles: list[dict[str, Any]], folder: Path) -> None:
    import tantivy

    (folder / "tantivy").mkdir()
    index = tantivy.Index(_tantivy_schema(), path=str(folder / "tantivy"))
    writer = index.writer(heap_size=256_000_000)
    for article in articles:
        text = " ".join(words(f"{article['title']}\n{article['text']}"))
        writer.add_document(tantivy.Document(key=article["id"], text=text))
    writer.commit()
    writer.wait_merging_threads()


def open_tantivy(folder: Path) -> Search:
    import tantivy

    schema = _tantivy_schema()
    index = tantivy.Index(schema, path=str(folder / "tantivy"))
    index.reload()
    searcher = index.searcher()

    def search(question: str) -> list[Any]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", word)) for word in set(words(question))
        ]
        found = searcher.search(tantivy.Query.boolean_query(terms), LIMIT)
        return [searcher.doc(address)["key"][0] for _, address in found.hits]

    return search


Build = Callable[[list[dict[str, Any]], Path], None]
Open = Callable[[Path], Search]

ENGINES: dict[str, tuple[Build, dict[str, Open]]] = {
    "PolicyMatch": (build_policymatch, {"rank": open_policymatch, "search": open_texts}),
    "Tantivy": (build_tantivy, {"": open_tantivy}),
    "bm25s": (build_bm25s, {"": open_bm25s}),
    "FTS5": (build_fts5, {"": open_fts5}),
    "Whoosh": (build_whoosh, {"": open_whoosh}),
}


def evaluate(search: Search, queries: list[dict[str, Any]], repeat: int) -> dict[str, float]:
    """nDCG@10, MRR@10, Recall@100 and the time of a question in milliseconds: mean and median of the best pass."""
    gains, ranks, recalls = [], [], []
    answers, first = timed(search, queries)
    for query, answer in zip(queries, answers, strict=True):
        relevant = set(query["relevant"])
        found = list(dict.fromkeys(answer))
        gain = sum(1 / math.log2(place + 2) for place, key in enumerate(found[:10]) if key in relevant)
        ideal = sum(1 / math.log2(place + 2) for place in range(min(10, len(relevant))))
        gains.append(gain / ideal)
        ranks.append(next((1 / (place + 1) for place, key in enumerate(found[:10]) if key in relevant), 0.0))
        recalls.append(len(relevant & set(found[:LIMIT])) / len(relevant))
    # An engine that takes a hundred times as long need not be timed to the last per cent.
    more = repeat - 1 if statistics.fmean(first) < 0.02 else 0
    passes = [first, *(timed(search, queries)[1] for _ in range(more))]
    best = min(passes, key=statistics.fmean)
    return {
        "ndcg": statistics.fmean(gains),
        "mrr": statistics.fmean(ranks),
        "recall": statistics.fmean(recalls),
        "ms": statistics.fmean(best) * 1000,
        "median_ms": statistics.median(best) * 1000,
    }


def timed(search: Search, queries: list[dict[str, Any]]) -> tuple[list[Sequence[Any]], list[float]]:
    """What is found for each question, and the seconds each took."""
    answers, times = [], []
    for query in queries:
        started = time.perf_counter()
        answers.append(search(query["text"]))
        times.append(time.perf_counter() - started)
    return answers, times


def build(name: str, articles_path: str, order: int | None, folder: str, results: Any) -> None:
    """Build one engine's index; the seconds and the memory go into the queue, or why there is none."""
    try:
        articles = read_articles(articles_path)
        if order is not None:
            random.Random(order).shuffle(articles)
        before = peak()
        started = time.perf_counter()
        ENGINES[name][0](articles, Path(folder))
        results.put({"build": time.perf_counter() - started, "build_mb": peak() - before})
    except ImportError as error:
        results.put(f"not installed: {error.name}")


def ask(name: str, way: str, queries: list[dict[str, Any]], repeat: int, folder: str, results: Any) -> None:
    """Ask one engine all questions; its figures go into the queue."""
    started = time.perf_counter()
    search = ENGINES[name][1][way](Path(folder))
    search(queries[0]["text"])
    opened = (time.perf_counter() - started) * 1000
    results.put(evaluate(search, queries, repeat) | {"open": opened, "mb": peak()})


def read_articles(path: str) -> list[dict[str, Any]]:
    """The records of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def cold(folder: str, question: str, results: Any) -> None:
    """Seconds of a whole ``policymatch search`` process, best and median of ten, and the most memory in MB."""
    times = []
    command = [sys.executable, "-m", "policymatch", "search", question, "--store", str(Path(folder) / "store")]
    for _ in range(10):
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - started)
    results.put((min(times), statistics.median(times), peak(resource.RUSAGE_CHILDREN)))


COLUMNS = ("ndcg", "mrr", "recall", "build", "build_mb", "disk", "open", "ms", "median_ms", "mb")
HEADS = ("nDCG@10", "MRR@10", "R@100", "build s", "build MB", "disk MB", "open ms", "ms/query", "median", "ask MB")


def table(rows: dict[str, dict[str, float]]) -> None:
    """Print the figures of all engines."""
    print(f"\n{'engine':22}" + "".join(f"{head:>9}" for head in HEADS))
    for name, figures in rows.items():
        cells = (
            f"{figures[column]:9.4f}" if column in COLUMNS[:3] else f"{figures[column]:9.2f}" for column in COLUMNS
        )
        print(f"{name:22}" + "".join(cells))


def ratios(rows: dict[str, dict[str, float]], mine: str) -> None:
    """Print our figures as multiples of every peer's."""
    print(f"\n{mine} as a multiple of (quality: more is better; build, question, memory: less is better)")
    for name, figures in rows.items():
        if name.startswith("PolicyMatch"):
            continue
        cells = (
            f"{rows[mine][column] / figures[column]:9.2f}" if figures[column] else f"{'-':>9}" for column in COLUMNS
        )
        print(f"{name:22}" + "".join(cells))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles")
    parser.add_argument("queries")
    parser.add_argument("--only", nargs="*", choices=list(ENGINES), default=list(ENGINES))
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--shuffle", type=int, metavar="SEED", help="store the articles in another order")
    arguments = parser.parse_args()
    queries = [json.loads(line) for line in Path(arguments.queries).read_text(encoding="utf-8").splitlines()]
    rows: dict[str, dict[str, float]] = {}
    starts = None
    for name in arguments.only:
        with tempfile.TemporaryDirectory() as folder:
            built = in_process(build, name, arguments.articles, arguments.shuffle, folder)
            if isinstance(built, str):
                print(f"{name}: {built}", flush=True)
                continue
            built["disk"] = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 1e6
            for way in ENGINES[name][1]:
                figures = in_process(ask, name, way, queries, arguments.repeat, folder)
                rows[f"{name} {way}".strip()] = figures | built
            if name == "PolicyMatch":
                starts = in_process(cold, folder, queries[0]["text"])
            print(f"{name}: done", flush=True)
    table(rows)
    if "PolicyMatch rank" in rows:
        ratios(rows, "PolicyMatch rank")
    if starts:
        print(
            f"\npolicymatch search, a cold process: {starts[0]:.2f} s at best, {starts[1]:.2f} s median, {starts[2]:.0f} MB"
        )


if __name__ == "__main__":
    main()

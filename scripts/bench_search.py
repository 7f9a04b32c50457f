"""Search quality and speed beside Whoosh, bm25s and Tantivy, all in one run.

    .venv/bin/python scripts/bench_search.py ARTICLES.jsonl.gz QUERIES.jsonl [--only NAME ...]

ARTICLES has ``{"id", "title", "text"}`` a line, QUERIES ``{"id", "text", "relevant": [ids]}``. The peers need the extra
packages of the dependency group ``bench``; a peer that is not installed is left out and said so. Each engine runs in a
process of its own, so that one's memory and caches are not another's. Every peer gets jieba's search-mode words (through
rjieba) of title and text as one field and its own default parameters; a build includes the cutting into words. A query's
time includes cutting the question and fetching the best 100 ids.

What it printed when it was last looked at stands in docs/measurements.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

LIMIT = 100

Search = Callable[[str], Sequence[Any]]


def words(text: str) -> list[str]:
    """jieba's search mode, punctuation left out: what every peer indexes."""
    import rjieba

    return [word for word in rjieba.cut_for_search(text, False) if word.strip() and word.isalnum()]


def build_policymatch(articles: list[dict[str, Any]], folder: Path) -> Search:
    import policymatch

    with policymatch.write_store(folder / "store") as writer:
        writer.add_records(articles)
    store = policymatch.open_store(folder / "store")
    return lambda question: [hit.policy.id for hit in store.search(question, LIMIT)]


def build_matrix(articles: list[dict[str, Any]], folder: Path) -> Search:
    """Our ranking alone: without SQLite, Whoosh and the texts of the hits."""
    from policymatch.store.derived import context_of
    from policymatch.store.matrix import Matrix, Segment, Source, make_query, write_segment
    from policymatch.text.analysis import default_analyzer

    analyzer = default_analyzer()
    write_segment(
        folder / "segment", [Source(a["id"], a["text"], context_of(a["title"], "")) for a in articles], analyzer
    )
    matrix = Matrix([Segment(folder / "segment")])
    return lambda question: [key for key, _ in matrix.best(matrix.scores(make_query(question, analyzer)), LIMIT)]


def build_whoosh(articles: list[dict[str, Any]], folder: Path) -> Search:
    from whoosh.analysis import SpaceSeparatedTokenizer
    from whoosh.fields import NUMERIC, TEXT, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.query import Or, Term

    (folder / "whoosh").mkdir()
    schema = Schema(key=NUMERIC(int, stored=True), text=TEXT(SpaceSeparatedTokenizer()))
    index = FileStorage(str(folder / "whoosh")).create_index(schema)
    writer = index.writer(limitmb=256)
    for article in articles:
        writer.add_document(key=article["id"], text=" ".join(words(f"{article['title']}\n{article['text']}")))
    writer.commit()
    searcher = index.searcher()
    return lambda question: [
        hit["key"] for hit in searcher.search(Or([Term("text", word) for word in set(words(question))]), limit=LIMIT)
    ]


def build_bm25s(articles: list[dict[str, Any]], folder: Path) -> Search:
    import bm25s

    model = bm25s.BM25()
    model.index([words(f"{article['title']}\n{article['text']}") for article in articles], show_progress=False)
    ids = [article["id"] for article in articles]

    def search(question: str) -> list[Any]:
        found, _ = model.retrieve([words(question)], k=LIMIT, show_progress=False)
        return [ids[at] for at in found[0]]

    return search


def build_tantivy(articles: list[dict[str, Any]], folder: Path) -> Search:
    import tantivy

    (folder / "tantivy").mkdir()
    schema = (
        tantivy.SchemaBuilder()
        .add_integer_field("key", stored=True)
        .add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        .build()
    )
    index = tantivy.Index(schema, path=str(folder / "tantivy"))
    writer = index.writer(heap_size=256_000_000)
    for article in articles:
        text = " ".join(words(f"{article['title']}\n{article['text']}"))
        writer.add_document(tantivy.Document(key=article["id"], text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(question: str) -> list[Any]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", word)) for word in set(words(question))
        ]
        found = searcher.search(tantivy.Query.boolean_query(terms), LIMIT)
        return [searcher.doc(address)["key"][0] for _, address in found.hits]

    return search


ENGINES = {
    "PolicyMatch": build_policymatch,
    "PolicyMatch (matrix alone)": build_matrix,
    "Whoosh": build_whoosh,
    "bm25s": build_bm25s,
    "Tantivy": build_tantivy,
}


def evaluate(search: Search, queries: list[dict[str, Any]]) -> dict[str, float]:
    """nDCG@10, MRR@10, Recall@100 and the median time of a question in milliseconds."""
    gains, ranks, recalls, times = [], [], [], []
    for query in queries:
        relevant = set(query["relevant"])
        started = time.perf_counter()
        found = list(dict.fromkeys(search(query["text"])))
        times.append(time.perf_counter() - started)
        gain = sum(1 / math.log2(place + 2) for place, key in enumerate(found[:10]) if key in relevant)
        ideal = sum(1 / math.log2(place + 2) for place in range(min(10, len(relevant))))
        gains.append(gain / ideal)
        ranks.append(next((1 / (place + 1) for place, key in enumerate(found[:10]) if key in relevant), 0.0))
        recalls.append(len(relevant & set(found[:LIMIT])) / len(relevant))
    return {
        "ndcg": statistics.fmean(gains),
        "mrr": statistics.fmean(ranks),
        "recall": statistics.fmean(recalls),
        "ms": statistics.fmean(times) * 1000,
        "median_ms": statistics.median(times) * 1000,
    }


def run(name: str, articles_path: str, queries_path: str, results: Any) -> None:
    """Build and evaluate one engine; its figures, or why there are none, go into the queue."""
    try:
        with gzip.open(articles_path, "rt", encoding="utf-8") as file:
            articles = [json.loads(line) for line in file]
        queries = [json.loads(line) for line in Path(queries_path).read_text(encoding="utf-8").splitlines()]
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            search = ENGINES[name](articles, Path(folder))
            built = time.perf_counter() - started
            search(queries[0]["text"])  # the first question opens files
            figures = evaluate(search, queries) | {"build": built}
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        results.put((name, figures | {"mb": peak}))
    except ImportError as error:
        results.put((name, f"not installed: {error.name}"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles")
    parser.add_argument("queries")
    parser.add_argument("--only", nargs="*", choices=list(ENGINES), default=list(ENGINES))
    arguments = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    rows: dict[str, Any] = {}
    for name in arguments.only:
        results = context.Queue()
        process = context.Process(target=run, args=(name, arguments.articles, arguments.queries, results))
        process.start()
        key, figures = results.get()
        process.join()
        rows[key] = figures
        print(f"{key}: done" if isinstance(figures, dict) else f"{key}: {figures}", flush=True)
    base = rows.get("bm25s")
    print(
        f"\n{'engine':28}{'nDCG@10':>9}{'MRR@10':>9}{'R@100':>9}{'build s':>9}{'ms/query':>10}{'median':>9}{'peak MB':>9}"
    )
    for name, figures in rows.items():
        if isinstance(figures, dict):
            print(
                f"{name:28}{figures['ndcg']:9.4f}{figures['mrr']:9.4f}{figures['recall']:9.4f}{figures['build']:9.1f}"
                f"{figures['ms']:10.2f}{figures['median_ms']:9.2f}{figures['mb']:9.0f}"
            )
    if isinstance(base, dict):
        print("\nratios to bm25s (quality: more is better; time: less is better)")
        for name, figures in rows.items():
            if isinstance(figures, dict):
                quality = "".join(f"{figures[key] / base[key]:9.2f}" for key in ("ndcg", "mrr", "recall"))
                print(f"{name:28}{quality}{figures['build'] / base['build']:9.2f}{figures['ms'] / base['ms']:10.2f}")


if __name__ == "__main__":
    main()

"""Which level Whoosh's index is worth: seconds for heads, for policies, and for clauses with their texts.

    .venv/bin/python scripts/bench_heads.py ARTICLES.jsonl.gz [--clauses N]

ARTICLES has ``{"id", "title", "text"}`` a line, each an article of a law. Heads and policies are indexed by the terms
of ``store/heads.py``; of clauses ``--clauses`` are indexed by words (3,000 by default), and the time for all is multiplied up.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import time
from collections.abc import Iterable

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import NUMERIC, TEXT, Schema
from whoosh.filedb.filestore import FileStorage

from policymatch.policies.identity import without_article
from policymatch.store.heads import schema
from policymatch.text.analysis import default_analyzer


def seconds(index_schema: Schema, field: str, texts: Iterable[str]) -> float:
    """The time to index some texts."""
    with tempfile.TemporaryDirectory() as folder:
        index = FileStorage(folder).create_index(index_schema)
        started = time.perf_counter()
        writer = index.writer(limitmb=256)
        for key, text in enumerate(texts):
            writer.add_document(**{"key": key, field: text})
        writer.commit()
        index.close()
        return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles")
    parser.add_argument("--clauses", type=int, default=3_000)
    arguments = parser.parse_args()
    with gzip.open(arguments.articles, "rt", encoding="utf-8") as file:
        articles = [json.loads(line) for line in file]
    titles = [article["title"] for article in articles]
    heads = list(dict.fromkeys(map(without_article, titles)))
    print(f"{len(heads)} heads: {seconds(schema(), 'title', heads):.2f} s")
    print(f"{len(titles)} policies: {seconds(schema(), 'title', titles):.1f} s")
    words = default_analyzer().words
    texts = [" ".join(words(article["text"])) for article in articles[:: max(1, len(articles) // arguments.clauses)]]
    clauses = Schema(key=NUMERIC(int, stored=True), text=TEXT(SpaceSeparatedTokenizer(), phrase=False))
    taken = seconds(clauses, "text", texts)
    print(
        f"{len(articles)} clauses by their words: {taken / len(texts) * len(articles):.0f} s ({len(texts)} took {taken:.1f})"
    )


if __name__ == "__main__":
    main()

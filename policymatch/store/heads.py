"""Whoosh's part: an index of heads, that is of titles, issuers, numbers and places, for expressions that name them.

A head is what policies have in common that differ only in the article they are: 59,266 articles stored one by one have
1,347 heads, and indexing these takes Whoosh a second where the articles' texts took it 53 (docs/measurements.md). The
words of clauses are looked up in the segments, which hold them anyway.

Terms are pairs of neighbouring characters, so that any stretch of a title finds it, whatever words it is cut into; what
the pairs let through is then compared character by character. Whoosh's files are derived and can be thrown away at
any time: they are not safe against crashes and hold pickles, so an index from a stranger must not be opened.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from whoosh.analysis.acore import Token
from whoosh.analysis.analyzers import Analyzer
from whoosh.fields import KEYWORD, NUMERIC, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.query.compound import And
from whoosh.query.qcore import Every
from whoosh.query.terms import Term

from policymatch.errors import StoreDamaged
from policymatch.store.truth import HEAD, Truth
from policymatch.text.normalize import fold

_NOT_WORD = re.compile(r"[\W_]+")
_NATION = "中华人民共和国"


class Pairs(Analyzer):
    """Pairs of neighbouring characters. Whoosh pickles it with the schema, so it has no state of its own."""

    def __call__(self, value: str, **_: Any) -> Iterator[Token]:
        """Yield Whoosh tokens for a text."""
        token = Token()
        token.boost, token.stopped = 1.0, False
        for term in dict.fromkeys(terms_of(value)):
            token.text = term
            yield token

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """The form in which heads are compared: folded, without punctuation, white space and 中华人民共和国."""
    return _NOT_WORD.sub("", fold(text)).replace(_NATION, "")


def terms_of(text: str) -> list[str]:
    """The terms of a head's field, or of a stretch that is looked for in it; of one character there are none."""
    return [first + second for first, second in pairwise(plain(text))]


def schema() -> Schema:
    """What Whoosh needs to find heads; nothing is stored but the head's key."""
    fields = {name: KEYWORD(scorable=False, analyzer=Pairs()) for name in HEAD}
    return Schema(key=NUMERIC(int, 64, stored=True, unique=True), **fields)


def write_heads(folder: Path, truth: Truth, before: Path | None) -> None:
    """Write the index of all heads into a new folder, from the one before where there is one."""
    held: set[int] = set()
    if before is None:
        folder.mkdir()
    else:
        shutil.copytree(before, folder, copy_function=_link)
        held = set(map(int, (before / "heads.txt").read_text(encoding="ascii").split()))
    heads = dict(truth.heads())
    storage = FileStorage(str(folder))
    index = storage.open_index() if storage.index_exists() else storage.create_index(schema())
    try:
        writer = index.writer(limitmb=64)
        try:
            for key in sorted(held - heads.keys()):
                writer.delete_by_term("key", key)
            for key in sorted(heads.keys() - held):
                writer.add_document(key=key, **{name: value for name, value in heads[key].items() if value})
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
    finally:
        index.close()
    names = folder / "heads.txt"
    names.unlink(missing_ok=True)  # it is a link to the one before
    names.write_text("\n".join(map(str, sorted(heads))), encoding="ascii")


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


class Heads:
    """An open index of heads."""

    def __init__(self, folder: Path) -> None:
        self._index = FileStorage(str(folder)).open_index()

    def close(self) -> None:
        """Release the files."""
        self._index.close()

    def holding(self, name: str, pieces: Iterable[str]) -> list[int]:
        """Keys of the heads in whose field all pairs of some stretches stand. Raises StoreDamaged.

        Whether the stretches themselves stand there is for the caller to see.
        """
        terms = dict.fromkeys(term for piece in pieces for term in terms_of(piece))
        query = And([Term(name, term) for term in terms]) if terms else Every()
        try:
            with self._index.searcher() as searcher:
                return sorted(fields["key"] for fields in map(searcher.stored_fields, searcher.docs_for_query(query)))
        except Exception as error:  # Whoosh raises whatever a damaged file makes of its readers
            raise StoreDamaged(f"检索文件缺失或损坏：{error}", "运行 policymatch doctor --rebuild 重建") from error

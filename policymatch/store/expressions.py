"""Expressions over the store: fields, AND OR NOT, phrases, answered by Whoosh.

Whoosh's index is derived and can be thrown away at any time: it is not safe against crashes and holds pickles, so an
index folder from a stranger must not be opened.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.qparser.default import MultifieldParser
from whoosh.qparser.plugins import RangePlugin
from whoosh.query.compound import And, Or
from whoosh.query.qcore import Every, NullQuery
from whoosh.query.qcore import QueryError as WhooshQueryError
from whoosh.query.terms import Term
from whoosh.query.wrappers import Not

from policymatch.errors import QueryError, StoreDamaged
from policymatch.model import Clause, PolicySummary
from policymatch.store.analyzer import PolicyAnalyzer
from policymatch.store.language import to_syntax

SEARCHED = ("text", "title", "doc_number")
"""Fields a word without a field name is looked for in."""

BOOSTS = {"text": 1.0, "title": 1.5, "doc_number": 3.0}

MAX_QUERY = 2000

WithStatus = Callable[[str], tuple[bool, Collection[int]]]
"""The policies with a status: (True, their keys), or, where they are most, (False, the keys of all others)."""


def schema() -> Schema:
    """What Whoosh needs to answer expressions and no more; nothing is stored but the clause's key."""
    words = PolicyAnalyzer()
    return Schema(
        key=NUMERIC(int, 64, stored=True, unique=True),
        text=TEXT(words),
        title=TEXT(words),
        doc_number=TEXT(words),
        issuer=TEXT(words),
        policy=ID,
        status=ID,  # of the day that is asked for, so nothing is indexed under it: a term of it becomes its policies
    )


def write_index(folder: Path, removed: Iterable[int], added: Iterator[tuple[int, int, PolicySummary, Clause]]) -> None:
    """Bring the index in a folder up to date; an empty folder gets a new one.

    A clause comes with its own key and its policy's.
    """
    storage = FileStorage(str(folder))
    index = storage.open_index() if storage.index_exists() else storage.create_index(schema())
    try:
        writer = index.writer(limitmb=256)
        try:
            for key in removed:
                writer.delete_by_term("key", key)
            for key, policy_key, policy, clause in added:
                writer.add_document(
                    key=key,
                    text=clause.text,
                    title=policy.title,
                    doc_number=policy.doc_number or "",
                    issuer=policy.issuer or "",
                    policy=str(policy_key),
                )
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
    finally:
        index.close()


class Expressions:
    """An open Whoosh index."""

    def __init__(self, folder: Path) -> None:
        self._index = FileStorage(str(folder)).open_index()

    def close(self) -> None:
        """Release the files."""
        self._index.close()

    def count(self) -> int:
        """How many clauses the index holds."""
        return int(self._index.doc_count())

    def search(
        self, expression: str, limit: int, hidden: Collection[int], with_status: WithStatus
    ) -> tuple[list[tuple[int, float]], int, int]:
        """Keys and scores of the clauses that match, best first, how many there are, and how many are hidden.

        ``hidden`` are the policies not to be searched, by key. Raises QueryError where the expression cannot be
        understood.
        """
        parsed = _replace_status(self._parse(expression), with_status)
        mask = Or([Term("policy", str(key)) for key in hidden]) if hidden else None
        try:
            with self._index.searcher() as searcher:
                results = searcher.search(parsed, limit=max(limit, 1), mask=mask)
                found = [(hit["key"], float(hit.score or 0.0)) for hit in results]
                total = len(results)
                more = len(searcher.search(parsed, limit=1)) - total if hidden else 0
                return found, total, more
        except (WhooshQueryError, RecursionError) as error:
            raise _not_understood(error) from error
        except Exception as error:  # Whoosh raises whatever a damaged file makes of its readers
            raise StoreDamaged(f"检索文件缺失或损坏：{error}", "运行 policymatch doctor --rebuild 重建") from error

    def _parse(self, expression: str) -> Any:
        if len(expression) > MAX_QUERY:
            raise QueryError(f"检索式超过 {MAX_QUERY} 个字", "请缩短后再试")
        parser = MultifieldParser(list(SEARCHED), self._index.schema, fieldboosts=BOOSTS)
        # A range of words says nothing, and [a TO b] would walk through all words of the index.
        parser.remove_plugin_class(RangePlugin)
        try:
            parsed = parser.parse(to_syntax(expression))
        except Exception as error:  # Whoosh raises what its plugins raise
            raise _not_understood(error) from error
        if parsed.is_leaf() and not str(parsed):
            raise QueryError("检索式里没有可以查找的词", '写法例：title:条例 AND "冷链物流"')
        return parsed


def _replace_status(query: Any, with_status: WithStatus) -> Any:
    """Put in place of every ``status:`` the policies that have it."""

    def replaced(node: Any) -> Any:
        if getattr(node, "fieldname", None) != "status":
            return node
        if not isinstance(node, Term):
            raise QueryError("status: 后面要写完整的状态，不能用通配符", "写法例：status:现行 或 NOT status:已废止")
        within, keys = with_status(str(node.text))
        chosen = Or([Term("policy", str(key)) for key in keys])
        if within:
            return chosen if keys else NullQuery
        return And([Every(), Not(chosen)]) if keys else Every()

    return query.accept(replaced)


def _not_understood(error: Exception) -> QueryError:
    return QueryError(f"检索式无法理解：{error}", '写法例：title:条例 AND "冷链物流" NOT 农药')

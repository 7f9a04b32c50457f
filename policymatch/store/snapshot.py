"""Reading the store: a snapshot that stays the same whatever is written meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from policymatch.errors import NotFoundError, StoreDamaged
from policymatch.model import Clause, Hit, Policy, PolicyId, PolicySummary
from policymatch.store.corpus import CORPUS
from policymatch.store.schema import connect
from policymatch.store.truth import Truth
from policymatch.text.docnumber import canonical

if TYPE_CHECKING:
    from policymatch.store.derived import Manifest
    from policymatch.store.expressions import Expressions
    from policymatch.store.matrix import Matrix


class Hits(list[Hit]):
    """Hits, best first; ``total`` counts all that match, those beyond the limit included.

    ``out_of_force`` counts what matches in policies that are not in force on the day, and is therefore left out.
    """

    total: int = 0
    out_of_force: int = 0


class Store:
    """An open snapshot. It opens at once whatever the store's size: what a call needs is loaded when it is called.

    Use it as a context manager, or call ``close``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._truth = Truth(connect(folder, write=False))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give up the snapshot and its files."""
        if "_expressions" in self.__dict__:
            self._expressions.close()
        self._truth.connection.close()

    @cached_property
    def generation(self) -> int:
        """The number of the derived generation that belongs to this snapshot."""
        number = self._truth.get_meta("generation")
        if number is None:
            raise StoreDamaged("政策库没有检索文件", "运行 policymatch doctor --rebuild 重建")
        return int(number)

    @cached_property
    def _generation_folder(self) -> Path:
        from policymatch.store.derived import generation_folder

        return generation_folder(self.folder, self.generation)

    @cached_property
    def _manifest(self) -> Manifest:
        from policymatch.store.derived import read_manifest

        return read_manifest(self._generation_folder)

    @cached_property
    def _matrix(self) -> Matrix:
        from policymatch.store.derived import open_matrix

        return open_matrix(self._generation_folder, self._manifest, _Lazy(self._truth))

    @cached_property
    def _expressions(self) -> Expressions:
        from policymatch.store.expressions import Expressions

        try:
            return Expressions(self._generation_folder / "whoosh")
        except Exception as error:  # Whoosh raises whatever a damaged file makes of its parser
            raise StoreDamaged(f"检索文件缺失或损坏：{error}", "运行 policymatch doctor --rebuild 重建") from error

    def check_derived(self) -> None:
        """Raise StoreOutdated or StoreDamaged where the derived files do not fit; opens them, which is quick."""
        _ = self._matrix

    def corpus(self) -> str | None:
        """Which state of the shipped digests the store holds (corpus.corpus_stamp); None where it was made without."""
        return self._truth.get_meta(CORPUS)

    def count(self) -> tuple[int, int]:
        """How many policies and clauses the store holds."""
        return self._truth.count()

    def policies(self) -> Iterator[tuple[PolicySummary, int]]:
        """All policies, newest first, each with the number of its clauses."""
        return self._truth.summaries()

    def policy(self, policy_id: PolicyId) -> Policy:
        """A policy with its clauses. Raises NotFoundError."""
        key = self._truth.key_of(policy_id)
        if key is None:
            raise NotFoundError(f"政策库里没有编号为“{policy_id}”的政策", "用 policymatch policies 查看全部编号")
        return self._truth.policy(key)

    def sources(self, policy_id: PolicyId) -> list[str]:
        """The files a policy was read from."""
        key = self._truth.key_of(policy_id)
        return [] if key is None else self._truth.sources_of(key)

    def clause(self, clause_id: str) -> tuple[PolicySummary, Clause]:
        """A clause and its policy. Raises NotFoundError."""
        policy_id, _, _ = clause_id.rpartition("#")
        policy = self.policy(policy_id or clause_id)
        for clause in policy.clauses:
            if clause.id == clause_id:
                return policy.summary, clause
        raise NotFoundError(
            f"政策《{policy.summary.title}》里没有条款“{clause_id}”", "用 policymatch show 政策编号 查看各条编号"
        )

    def by_number(self, doc_number: str) -> list[Policy]:
        """The policies of a 发文字号 in canonical form, originals before digests."""
        return [self._truth.policy(key) for key in self._truth.keys_by_number(doc_number)]

    def search(self, query: str, limit: int = 100, *, as_of: date | None = None, all_versions: bool = False) -> Hits:
        """The clauses that answer a question or match an expression, best first, of the policies in force.

        ``as_of`` asks for those in force on another day than today, ``all_versions`` for all that the store holds. A
        document number alone finds that document first, in force or not. Raises QueryError for an expression that
        cannot be understood; a question without a single known word finds nothing.
        """
        truth = Truth(self._truth.connection, as_of)
        hidden = [] if all_versions else self._hidden(truth)
        number = canonical(query.strip(' 　"“”'))
        if number is not None:
            return self._by_number(number, limit, truth, hidden)
        from policymatch.store.language import is_expression

        if is_expression(query):
            found, total, out = self._expressions.search(query, limit, hidden, truth.with_status)
        else:
            found, total, out = self._rank(query, limit, truth, hidden)
        return self._hits(truth, found, total, out, query)

    def _hidden(self, truth: Truth) -> list[int]:
        """The policies that were not in force on a day, looked up once for each."""
        if truth.day not in self._hidden_on:
            self._hidden_on[truth.day] = truth.not_in_force()
        return self._hidden_on[truth.day]

    @cached_property
    def _hidden_on(self) -> dict[date, list[int]]:
        return {}

    def scores(self, question: str, clauses: Iterable[str]) -> dict[str, float]:
        """The share of the best possible score that each of those clauses (by id) has as an answer, 0 to 1."""
        from policymatch.store.matrix import make_query
        from policymatch.text.analysis import default_analyzer

        scores = self._matrix.scores(make_query(question, default_analyzer()))
        highest = float(scores.max(initial=0.0)) or 1.0
        return {
            clause_id: float(scores[position]) / highest
            for clause_id in clauses
            if (position := self._position(clause_id)) is not None
        }

    def _position(self, clause_id: str) -> int | None:
        policy_id, _, number = clause_id.rpartition("#")
        key = self._clause_keys(policy_id).get(number)
        return None if key is None else self._positions.get(key)

    @cached_property
    def _positions(self) -> dict[int, int]:
        return self._matrix.positions()

    def _clause_keys(self, policy_id: str) -> dict[str, int]:
        if policy_id not in self._known_keys:
            key = self._truth.key_of(policy_id)
            keys = [] if key is None else self._truth.clause_keys_of(key)
            self._known_keys[policy_id] = {str(number): key for number, key in enumerate(keys, 1)}
        return self._known_keys[policy_id]

    @cached_property
    def _known_keys(self) -> dict[str, dict[str, int]]:
        return {}

    def _rank(
        self, question: str, limit: int, truth: Truth, hidden: Sequence[int]
    ) -> tuple[list[tuple[int, float]], int, int]:
        import numpy as np

        from policymatch.store.matrix import make_query
        from policymatch.text.analysis import default_analyzer

        matrix = self._matrix
        scores = matrix.scores(make_query(question, default_analyzer()))
        out = 0
        if hidden:
            places = matrix.places(truth.clause_ranges(hidden))
            out = int(np.count_nonzero(scores[places]))
            scores[places] = 0
        return matrix.best(scores, limit), int(np.count_nonzero(scores)), out

    def _by_number(self, number: str, limit: int, truth: Truth, hidden: Sequence[int]) -> Hits:
        """The document of that number from its beginning, then the clauses that mention it."""
        policies = truth.keys_by_number(number)
        hidden = [key for key in hidden if key not in policies]
        own = [
            (key, 2.0 - place / 1e6) for policy in policies for place, key in enumerate(truth.clause_keys_of(policy))
        ]
        taken = {key for key, _ in own}
        mentions, mentioned, out = self._expressions.search(
            f'text:"{number}"', limit + len(own), hidden, truth.with_status
        )
        found = own + [(key, score / (1 + score)) for key, score in mentions if key not in taken]
        return self._hits(truth, found[:limit], len(found) + mentioned - len(mentions), out, f'"{number}"')

    def _hits(self, truth: Truth, found: list[tuple[int, float]], total: int, out: int, query: str) -> Hits:
        from policymatch.store.highlight import make_highlighter

        rows = {key: (policy, clause) for key, _, policy, clause in truth.clause_texts(key for key, _ in found)}
        mark = make_highlighter(query)
        hits = Hits()
        hits.total, hits.out_of_force = total, out
        for key, score in found:
            if key not in rows:
                raise StoreDamaged("检索文件与政策库不一致", "运行 policymatch doctor --rebuild 重建")
            policy, clause = rows[key]
            hits.append(Hit(clause.id, round(score, 6), policy, clause, mark(clause.text)))
        return hits


class _Lazy(Iterable[int]):
    """The store's clause keys, read only if somebody iterates."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth

    def __iter__(self) -> Iterator[int]:
        return iter(self._truth.searchable_keys())

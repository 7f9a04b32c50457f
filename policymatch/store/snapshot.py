"""Reading the store: a snapshot that stays the same whatever is written meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from weakref import WeakSet

from policymatch.errors import NotFoundError, StoreDamaged
from policymatch.model import Clause, Policy, PolicyId, PolicySummary
from policymatch.store.corpus import CORPUS
from policymatch.store.hits import Hits
from policymatch.store.schema import connect
from policymatch.store.truth import Truth

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policymatch.store.derived import Manifest
    from policymatch.store.heads import Heads
    from policymatch.store.matrix import Matrix
    from policymatch.store.searching import Found
    from policymatch.store.shares_ahead import ScoresAhead
    from policymatch.vectors.search import VectorSearch

_LONGEST_NUMBER = 9
"""Digits of a clause's number; of more SQLite and Python make errors of their own."""


class Store:
    """An open snapshot. It opens at once whatever the store's size: what a call needs is loaded when it is called.

    Use it as a context manager, or call ``close``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._truth = Truth(connect(folder, write=False))
        self._unread: WeakSet[Hits] = WeakSet()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give up the snapshot and its files; results that were not looked at yet read their texts first."""
        try:
            for hits in list(self._unread):
                hits.read()
        finally:
            if "_heads" in self.__dict__:
                self._heads.close()
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

        return open_matrix(self._generation_folder, self._manifest)

    @cached_property
    def _heads(self) -> Heads:
        from policymatch.store.heads import Heads

        try:
            return Heads(self._generation_folder / "whoosh")
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

    def has_policy(self, policy_id: PolicyId) -> bool:
        """Whether the store holds a policy with that id; an id may hold # as a clause's does."""
        return self._truth.key_of(policy_id) is not None

    def policy(self, policy_id: PolicyId) -> Policy:
        """A policy with its clauses. Raises NotFoundError."""
        key = self._truth.key_of(policy_id)
        if key is None:
            raise NotFoundError(f"政策库里没有编号为“{policy_id}”的政策", "用 policymatch policies 查看全部编号")
        return self._truth.policy(key)

    def summary(self, policy_id: PolicyId, as_of: date | None = None) -> PolicySummary | None:
        """A policy's metadata with its status on a day (today), without its text; None where it is not stored."""
        key = self._truth.key_of(policy_id)
        return None if key is None else Truth(self._truth.connection, as_of).summary(key)

    def summaries_by_number(self, doc_number: str, as_of: date | None = None) -> list[PolicySummary]:
        """The metadata of the policies of a 发文字号 in canonical form, as they are on a day."""
        truth = Truth(self._truth.connection, as_of)
        return [truth.summary(key) for key in truth.keys_by_number(doc_number)]

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

    def search(
        self,
        query: str,
        limit: int = 100,
        *,
        offset: int = 0,
        as_of: date | None = None,
        all_versions: bool = False,
        order: str = "score",
        vectors: VectorSearch | None = None,
    ) -> Hits:
        """The clauses that answer a question or match an expression, best first, of the policies in force.

        ``as_of`` asks for those in force on another day than today, ``all_versions`` for all that the store holds.
        ``order`` is "score" or "date", the newest policies first. ``offset`` leaves out as many of the first: pages of
        one query do not overlap. A document number or a clause by its name (政府投资条例第九条) finds that first, in
        force or not. An expression that cannot be understood is answered as a question; ``Hits.fault`` says what is
        wrong with it. A question without a single known word finds nothing. ``vectors`` (policymatch.vectors.search)
        let a question also find what is near in meaning; expressions and references are answered without them.
        """
        truth = Truth(self._truth.connection, as_of)
        found = self._find(truth, query, offset + limit, all_versions=all_versions, order=order, vectors=vectors)
        return self._kept(Hits(truth, self._matrix, found, offset, query))

    def similar(
        self,
        clause_id: str,
        limit: int = 100,
        *,
        offset: int = 0,
        as_of: date | None = None,
        all_versions: bool = False,
    ) -> Hits:
        """The clauses most like a clause, at most 200; of those that say the same only one, ``Hits.copies`` names the others.

        A score is how much the two texts share, 0 to 1. Raises NotFoundError.
        """
        import numpy as np

        from policymatch.store.similar import find_similar

        truth = Truth(self._truth.connection, as_of)
        _, clause = self.clause(clause_id)
        key = self._key(clause.id)
        assert key is not None
        stale = self._hidden(truth)
        found, same = find_similar(
            self._matrix, truth, key, clause.text, stale, max(offset + limit, 0), all_versions=all_versions
        )
        copies = {
            first: self._matrix.ids_of(np.array(others, np.int64))
            for of, others in same.items()
            if others
            for first in (clause.id if of == key else self._matrix.ids_of(np.array([of], np.int64))[0],)
        }
        return self._kept(Hits(truth, self._matrix, found, offset, copies=copies))

    def _kept(self, hits: Hits) -> Hits:
        """Results, remembered so that they are read before the store is closed."""
        self._unread.add(hits)
        return hits

    def neighbours(
        self, clause_id: str, count: int, policy_id: PolicyId | None = None
    ) -> tuple[list[Clause], list[Clause]]:
        """The clauses before and after a clause in its policy, at most ``count`` of each, in reading order.

        ``policy_id`` is its policy's where that is known: 7#1 may be a clause of the policy 7 and of the policy "7".
        """
        said, _, number = clause_id.rpartition("#")
        key = self._truth.key_of(said if policy_id is None else policy_id)
        if key is None or not number.isdecimal() or len(number) > _LONGEST_NUMBER:
            raise NotFoundError(f"政策库里没有条款“{clause_id}”", "用 policymatch show 政策编号 查看各条编号")
        at = int(number)
        before = self._truth.clauses_around(key, at - count, at - 1)
        return list(before), list(self._truth.clauses_around(key, at + 1, at + count))

    def without_vectors(self, vectors: VectorSearch) -> int:
        """How many of the clauses that search may find have no vector yet."""
        keys = self._all_keys
        return vectors.missing(keys if self._matrix.alive is None else keys[self._matrix.alive])

    @cached_property
    def _all_keys(self) -> NDArray[np.int64]:
        """The keys of all clauses by place; the same array each time, for vectors know it again."""
        import numpy as np

        return self._matrix.keys(np.arange(len(self._matrix)))

    def rank(
        self, query: str, limit: int = 100, *, as_of: date | None = None, all_versions: bool = False
    ) -> list[tuple[str, float]]:
        """Ids and scores of what ``search`` finds, without reading any text."""
        truth = Truth(self._truth.connection, as_of)
        found = self._find(truth, query, limit, all_versions=all_versions, bare=True)
        ids = found.ids() if found.ids is not None else self._matrix.ids_of(found.keys)
        return list(zip(ids, found.scores.tolist(), strict=False))

    def _find(
        self,
        truth: Truth,
        query: str,
        count: int,
        *,
        all_versions: bool,
        order: str = "score",
        vectors: VectorSearch | None = None,
        bare: bool = False,
    ) -> Found:
        from policymatch.store.searching import Order, Searcher

        hidden = None if all_versions else self._hidden(truth)
        nearness = (lambda question: vectors.scores(question, self._all_keys)) if vectors is not None else None
        searcher = Searcher(self._matrix, truth, lambda: self._heads, hidden, nearness, bare=bare)
        return searcher.find(query, max(count, 0), Order(order))

    def _hidden(self, truth: Truth) -> NDArray[np.bool_] | None:
        """The clauses of policies that were not in force on a day, looked up once for each."""
        import numpy as np

        if truth.day not in self._hidden_on:
            keys = truth.not_in_force()
            self._hidden_on[truth.day] = self._matrix.of_policies(np.array(keys, np.int64)) if keys else None
        return self._hidden_on[truth.day]

    @cached_property
    def _hidden_on(self) -> dict[date, NDArray[np.bool_] | None]:
        return {}

    def scores(self, question: str, clauses: Iterable[str]) -> dict[str, float]:
        """The share of the best clause's BM25 that each of those clauses (by id) has for a question, 0 to 1."""
        from policymatch.store.shares import Shares

        places = self._places(clauses)
        shares = Shares(self._matrix, list(places.values())).of(question)
        return dict(zip(places, shares.tolist(), strict=True))

    def scores_ahead(
        self, questions: Sequence[str], clauses: Iterable[str], processes: int | None = None
    ) -> ScoresAhead:
        """``scores`` of many questions for the same clauses, which a second process works out where that is worth it.

        ``processes`` of 1 does without it.
        """
        from policymatch.store.shares import Shares
        from policymatch.store.shares_ahead import ScoresAhead

        places = self._places(clauses)
        opening = {"store": str(self.folder.absolute()), "generation": self.generation, "places": list(places.values())}
        return ScoresAhead(Shares(self._matrix, list(places.values())), list(places), opening, questions, processes)

    def _places(self, clauses: Iterable[str]) -> dict[str, int]:
        """Where those of some clauses stand in the matrix that search can find."""
        import numpy as np

        keys = {clause_id: key for clause_id in clauses if (key := self._key(clause_id)) is not None}
        places = self._matrix.places_of(np.array(list(keys.values()), np.int64)).tolist()
        return {clause_id: place for clause_id, place in zip(keys, places, strict=True) if place >= 0}

    def _key(self, clause_id: str) -> int | None:
        policy_id, _, number = clause_id.rpartition("#")
        return self._clause_keys(policy_id).get(number)

    def _clause_keys(self, policy_id: str) -> dict[str, int]:
        if policy_id not in self._known_keys:
            key = self._truth.key_of(policy_id)
            keys = [] if key is None else self._truth.clause_keys_of(key)
            self._known_keys[policy_id] = {str(number): key for number, key in enumerate(keys, 1)}
        return self._known_keys[policy_id]

    @cached_property
    def _known_keys(self) -> dict[str, dict[str, int]]:
        return {}

"""What a search found: hits whose texts are read when somebody looks, and all that can be told of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

from policymatch.errors import StoreDamaged
from policymatch.model import Hit

if TYPE_CHECKING:
    from policymatch.store.explain import Explanation
    from policymatch.store.facets import Facets
    from policymatch.store.highlight import Marker
    from policymatch.store.matrix import Matrix
    from policymatch.store.searching import Found
    from policymatch.store.snippets import Snippet
    from policymatch.store.truth import Truth
    from policymatch.text.slips import Suggestion


class Hits(Sequence[Hit]):
    """Hits, best first; texts are read when the first of them is looked at.

    Snippets, facets, explanations and suggestions need the store to be open.

    ``total`` counts all that match, those beyond the limit included, ``out_of_force`` what matches in policies that are
    not in force on the day, and is therefore left out. ``fault`` says why an expression was taken for a question, ``missing`` which
    clause of a document was named that it does not have; the whole document follows then.
    Where similar clauses were asked for ``copies`` gives the ids of those that say the same as a clause, by its id.
    """

    def __init__(
        self,
        truth: Truth,
        matrix: Matrix,
        found: Found,
        offset: int,
        query: str | None = None,
        copies: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._truth = truth
        self._matrix = matrix
        self._found = found
        self._query = query
        self.copies = copies or {}
        self._keys: list[int] = found.keys[offset:].tolist()
        self._scores: list[float] = found.scores[offset:].tolist()
        self.total = found.total
        self.out_of_force = found.out_of_force
        self.fault = found.fault
        self.missing = found.missing

    def read(self) -> None:
        """Read the texts, which needs the store to be open."""
        _ = self._hits

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Hit]: ...
    def __getitem__(self, at: int | slice) -> Hit | Sequence[Hit]:
        return self._hits[at]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self._hits)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return id(self)

    @cached_property
    def _hits(self) -> list[Hit]:
        rows = {key: (policy, clause) for key, _, policy, clause in self._truth.clause_texts(self._keys)}
        hits = []
        for key, score in zip(self._keys, self._scores, strict=True):
            if key not in rows:
                raise StoreDamaged("检索文件与政策库不一致", "运行 policymatch doctor --rebuild 重建")
            policy, clause = rows[key]
            hits.append(Hit(clause.id, round(score, 6), policy, clause, self._marker))
        return hits

    @cached_property
    def _marker(self) -> Marker:
        from policymatch.store.highlight import make_marker

        return make_marker(self._found.marked, self._found.stretches)

    def snippet(self, hit: Hit, width: int = 160) -> Snippet:
        """The part of a hit's text, of about ``width`` characters at most, that answers best."""
        from policymatch.store.snippets import snippet

        text = hit.clause.text
        return snippet(text, self._marker.matches(text), width, self._rarity, self._marker.edges)

    @cached_property
    def _rarity(self) -> dict[str, float]:
        """What each word of the query is worth: rare ones more."""
        import numpy as np

        from policymatch.store.segment import word_term

        words = self._marker.weights
        rare = self._matrix.idf(np.array([word_term(word) for word in words], np.int64)).tolist()
        return {word: weight * worth for (word, weight), worth in zip(words.items(), rare, strict=True)}

    @property
    def is_question(self) -> bool:
        """Whether the query was answered as a plain question, and not as an expression or a reference."""
        return self._found.grounds is not None and self._found.stretches is None

    def facets(self) -> Facets:
        """What was found by issuer, year, level, kind of money and status: of a question the best are counted."""
        from policymatch.store.facets import count_facets, narrow_expression, narrow_question
        from policymatch.text.docnumber import canonical

        def narrowing(condition: str) -> str | None:
            if self._query is None:
                return None
            if self.is_question:
                return narrow_question(self._query, condition)
            if (
                self._found.grounds is None
            ):  # a document's number means the same in an expression, a clause's name does not
                number = canonical(self._query)
                return f'"{number}" AND {condition}' if number else None
            return narrow_expression(self._query, condition)

        return count_facets(self._truth, self._found.among(), narrowing)

    def explain(self, count: int) -> list[Explanation]:
        """How the scores of the first hits came about; nothing where the order rests on no words, as for a reference."""
        from policymatch.store.explain import explain

        if self._found.grounds is None:
            return []
        return explain(self._matrix, self._found.grounds, self._keys[:count], self._scores[:count], self._found.marked)

    @cached_property
    def suggestions(self) -> Sequence[Suggestion]:
        """What a plain question was probably meant to be, where it looks mistyped; the likeliest first."""
        from policymatch.store.meant import FEW, suggestions

        query = self._query
        if query is None or not self.is_question or self.fault is not None:
            return []
        best = lambda: (f"{hit.policy.title}\n{hit.clause.path}\n{hit.clause.text}" for hit in self._hits[:FEW])  # noqa: E731
        return suggestions(query, self._matrix, self.total, best)

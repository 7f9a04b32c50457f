"""What a name without any keyword is likest: pairs of characters that it shares with the keywords of directions.

New words are made of known ones (县城公厕, 配水厂, 引水项目), so the pairs of neighbouring characters, each weighed by how few
directions have it, tell what kind of thing a name speaks of where no keyword stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from policymatch.model import Direction, Programme
from policymatch.text.normalize import fold

NEAR = 0.16
"""The cosine below which two have nothing to do with each other. Names that say nothing of what is built (重点项目) reach 0.11."""

BESIDE = 0.5
"""The share of the best cosine that others must reach."""

_SAYS_NOTHING = re.compile(
    "业务用房|基础设施|整体搬迁|建设|项目|工程|新建|扩建|改建|迁建|续建|改造|提升|更新|修缮|整治|推进|实施|开发|综合|中心|用房|体系|配套|基地"
    "|县城|城区|城市|全县|县域|县|重点|骨干|技术|年度|示范|[^㐀-鿿]+"
)
"""What is done to all kinds of things, and where; stretches of text end there."""

_SHOWN = 3


class Kinship:
    """The pairs of characters of the keywords of all directions."""

    def __init__(self, pairs: Sequence[tuple[Programme, Direction]]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._offered = [each.status != "历史" and each.audience in ("county", "enterprise") for each, _ in pairs]
        self._words = [(direction.title, *direction.keywords) for _, direction in pairs]
        self._vectorizer = TfidfVectorizer(analyzer=_pairs_of, sublinear_tf=True)
        self._directions: Any = self._vectorizer.fit_transform(["。".join(words) for words in self._words])

    def nearest(self, names: Sequence[str]) -> Iterator[dict[int, float]]:
        """The directions that each name is like, by their place, with the cosine; none where nothing is near enough.

        Only those of programmes that a county or a firm may still apply to. Many names together are quickest.
        """
        if not names:
            return
        for alike in (self._directions @ self._vectorizer.transform(names).T).toarray().T.tolist():
            found = {number: cosine for number, cosine in enumerate(alike) if cosine >= NEAR and self._offered[number]}
            bound = BESIDE * max(found.values(), default=0.0)
            yield {number: cosine for number, cosine in found.items() if cosine >= bound}

    def shared(self, name: str, number: int) -> tuple[str, ...]:
        """The longest stretches of a name that stand in one of the direction's words, longest first."""
        known = "。".join(fold(word) for word in self._words[number])
        return tuple(sorted(_stretches(fold(name), known), key=lambda found: (-len(found), found))[:_SHOWN])


def _pairs_of(text: str) -> list[str]:
    return [run[at : at + 2] for run in _SAYS_NOTHING.split(fold(text)) for at in range(len(run) - 1)]


def _stretches(name: str, known: str) -> Iterator[str]:
    """Stretches of two Chinese characters and more that stand in both, none within another."""
    for run in _SAYS_NOTHING.split(name):
        start = 0
        while start < len(run) - 1:
            end = start + 1
            while end < len(run) and run[start : end + 1] in known:
                end += 1
            if end - start > 1:
                yield run[start:end]
            start = max(start + 1, end - 1)

"""A project's words as numbers: the topics its words belong to, and the words themselves (TF-IDF).

Topics carry most: “供水管网” speaks for urban water supply whether or not a labelled description holds it. A word that stands
only inside a longer one does not count (城市道路 hides 道路). The last topic of a name weighs extra, for a Chinese name
ends with what the thing is: 污水处理厂进厂道路 is a road.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policymatch.model import Project
from policymatch.text.finder import WordFinder
from policymatch.text.normalize import fold
from policymatch.text.segment import Segmenter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_LENGTH = 2_000
"""Characters of each text of a project that are read."""

_CONTENT = 0.7
"""What content weighs beside the name."""
_MOST = 2.5
"""The longest vector that the topics of a content may make: one that lists everything says no more than a short one."""
_WORD = re.compile(r"[a-z\u4e00-\u9fff]")
_PLACE = re.compile(r"[县镇乡]$")
_PARENTHESES = re.compile(r"\([^()]{0,60}\)")


@dataclass(frozen=True, slots=True)
class Said:
    """What a project says: topic words with where they stand (name first), and the other words of name and rest."""

    name_topics: tuple[str, ...]
    rest_topics: tuple[tuple[str, float], ...]
    head: str | None
    name_words: Mapping[str, int]
    rest_words: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that training saw at least twice, with their inverse document frequency."""

    words: Mapping[str, int]
    idf: NDArray[np.float64]


class Reader:
    """Reads projects with the words of the topics."""

    def __init__(self, topics: Mapping[str, Sequence[str]], segmenter: Segmenter, silent: frozenset[str]) -> None:
        self.topics = tuple(topics)
        self._places = {topic: place for place, topic in enumerate(self.topics)}
        self._of: dict[str, list[int]] = {}
        for topic, words in topics.items():
            for word in words:
                self._of.setdefault(word, []).append(self._places[topic])
        self._finder = WordFinder(self._of)
        self._segmenter = segmenter
        self._silent = silent

    def read(self, project: Project) -> Said:
        """What one project says of its field."""
        name = fold(project.name[:MAX_LENGTH])
        content = fold(project.content[:MAX_LENGTH])
        found = self._topic_words(name)
        # A name's brackets hold its phase or its place: 污水处理厂（园区）.
        ends = self._topic_words(_PARENTHESES.sub("", name)) or found
        weighed: dict[str, float] = {}
        sector = fold(project.sector or "")[:200], fold(project.category or "")[:200]
        if not found:  # 二期工程 of a column 水利
            found = ends = self._topic_words(sector[0]) or self._topic_words(sector[1])
        for text, weight in ((content, 1.0), (sector[0], 2.0), (sector[1], 1.0)):
            for word in self._topic_words(text):
                weighed[word] = max(weight, weighed.get(word, 0.0))
        return Said(
            tuple(dict.fromkeys(found)),
            tuple(weighed.items()),
            ends[-1] if ends else None,
            self._words(name),
            self._words("\n".join((content, *sector))),
        )

    def topics_of(self, word: str) -> Sequence[int]:
        """The places of the topics that a word belongs to."""
        return self._of.get(word, ())

    def _topic_words(self, text: str) -> list[str]:
        """The topic words of a text in reading order, without those that stand inside longer ones."""
        found = sorted(
            (match.start(), -match.end(), word)
            for word in self._finder.words_in(text)
            for match in re.finditer(re.escape(word), text)
        )
        words = []
        farthest = 0
        # What begins earlier, or at the same place and is longer, came before: what does not reach beyond it lies inside.
        for _, end, word in found:
            if -end > farthest:
                words.append(word)
                farthest = -end
        return words

    def _words(self, text: str) -> dict[str, int]:
        words = (word for word in self._segmenter.cut_for_search(text) if len(word) > 1 and word not in self._silent)
        return Counter(word for word in words if _WORD.match(word) and not _PLACE.search(word))


def learn_words(said: Iterable[Said]) -> Vocabulary:
    """The vocabulary of what training says."""
    import numpy as np

    frequency: Counter[str] = Counter()
    count = 0
    for each in said:
        frequency.update({*each.name_words, *each.rest_words})
        count += 1
    words = sorted(word for word, times in frequency.items() if times > 1)
    idf = np.array([1 + np.log((1 + count) / (1 + frequency[word])) for word in words], dtype=np.float64)
    return Vocabulary({word: place for place, word in enumerate(words)}, idf)


def matrix(reader: Reader, said: Sequence[Said], vocabulary: Vocabulary) -> Any:
    """A sparse row for each project: topics of the name, of the rest, of the head; then words."""
    import numpy as np
    from scipy import sparse

    topics = len(reader.topics)
    dense = np.zeros((len(said), 3 * topics))
    for row, each in enumerate(said):
        for word in each.name_topics:
            for place in reader.topics_of(word):
                dense[row, place] += len(word)
        for word, weight in each.rest_topics:
            for place in reader.topics_of(word):
                dense[row, topics + place] += weight * len(word)
        for place in reader.topics_of(each.head or ""):
            dense[row, 2 * topics + place] = 1.0
    np.log1p(dense[:, : 2 * topics], out=dense[:, : 2 * topics])
    rest = dense[:, topics : 2 * topics]
    rest *= _CONTENT * np.minimum(1.0, _MOST / np.maximum(np.sqrt((rest**2).sum(axis=1, keepdims=True)), 1e-9))
    names = _tf_idf([each.name_words for each in said], vocabulary)
    rests = _tf_idf([each.rest_words for each in said], vocabulary)
    return sparse.hstack([sparse.csr_matrix(dense), names + _CONTENT * rests], format="csr")


def _tf_idf(counts: Sequence[Mapping[str, int]], vocabulary: Vocabulary) -> Any:
    """Rows of length one (or nought) over the vocabulary."""
    import numpy as np
    from scipy import sparse

    starts, columns, values = [0], [], []
    for words in counts:
        found = [(place, times) for word, times in words.items() if (place := vocabulary.words.get(word)) is not None]
        row = np.array([1 + np.log(times) for _, times in found]) * vocabulary.idf[[place for place, _ in found]]
        columns += [place for place, _ in found]
        values += list(row / (np.linalg.norm(row) or 1.0))
        starts.append(len(columns))
    return sparse.csr_matrix((values, columns, starts), shape=(len(counts), len(vocabulary.words)))

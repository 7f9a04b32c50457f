"""The model of fields: one linear separation a field over topics and words, learnt from our own labelled descriptions.

It is learnt anew when ``corpus/sectors``, the dictionary or a version changes, in about a second, and kept in the user's cache as
plain arrays. Scores are calibrated: a logistic curve over decisions about descriptions that were held out in turn.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from policymatch.model import Project
from policymatch.paths import cache_folder, corpus_folder
from policymatch.projects.sector_features import Reader, Said, Vocabulary, learn_words, matrix
from policymatch.projects.sector_files import (
    FOLDER,
    Described,
    Taxonomy,
    described_in,
    silent_words,
    source_hash,
    taxonomies_of,
    topics_of,
)
from policymatch.text.analysis import ANALYSIS_VERSION, default_analyzer
from policymatch.text.segment import DICTIONARY

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODEL_VERSION = 2
"""Raise it whenever the same files would give another model."""

FOLDS = 5
_STRENGTH = 10.0
"""C of the logistic regressions: what cross-validation found best among 3, 10 and 30."""
_BARE = 0.5
"""What a description counts without its content, for tables that hold names only."""
_MOST_KEPT = 3
_MOST_WORDS = 50_000
_MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class SectorModel:
    """What is needed to give fields to projects; ``columns`` are (taxonomy, field) in the order of the rows of ``weights``."""

    taxonomies: tuple[Taxonomy, ...]
    columns: tuple[tuple[str, str], ...]
    reader: Reader
    vocabulary: Vocabulary
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    slope: NDArray[np.float64]
    shift: NDArray[np.float64]
    before: NDArray[np.float64]
    """How many descriptions name the field of the row before the one of the column: the main field stands first."""

    def scores(self, said: Sequence[Said]) -> NDArray[np.float64]:
        """The probability of every field (columns) for every project (rows)."""
        import numpy as np

        decisions = np.asarray(matrix(self.reader, said, self.vocabulary) @ self.weights.T) + self.bias
        return _logistic(decisions * self.slope + self.shift)


@lru_cache(maxsize=2)
def sector_model(folder: Path | None = None) -> SectorModel:
    """The model of the shipped files, or of those in ``folder``; made once a process. Raises CatalogueError."""
    place = folder or corpus_folder() / FOLDER
    taxonomies = taxonomies_of(place)
    columns = tuple((taxonomy.name, field.name) for taxonomy in taxonomies for field in taxonomy.fields)
    analyzer = default_analyzer()
    reader = Reader(topics_of(place), analyzer.segmenter, silent_words(place))
    stamp = f"{MODEL_VERSION}/{ANALYSIS_VERSION}/{DICTIONARY}/{analyzer.lexicon.stamp}/{version('scikit-learn')}/{version('numpy')}"
    key = hashlib.sha256(f"{stamp}/{source_hash(place)}".encode()).hexdigest()[:32]
    path = cache_folder() / FOLDER / f"{key}.npz"
    arrays = _kept(path, len(columns), len(reader.topics))
    if arrays is None:
        arrays = learn(described_in(place), taxonomies, reader)
        _keep(path, arrays)
    words = {str(word): place for place, word in enumerate(arrays["words"])}
    return SectorModel(
        taxonomies,
        columns,
        reader,
        Vocabulary(words, arrays["idf"]),
        arrays["weights"],
        arrays["bias"],
        arrays["slope"],
        arrays["shift"],
        arrays["before"],
    )


def learn(described: Sequence[Described], taxonomies: Sequence[Taxonomy], reader: Reader) -> dict[str, Any]:
    """Learn the arrays of a model from labelled descriptions."""
    import numpy as np

    truth = labels_of_described(described, taxonomies)
    whole, bare = _read(described, reader)
    vocabulary = learn_words(whole)
    weights, bias = _separate(*_rows(reader, whole, bare, vocabulary, truth))
    held_out = held_out_decisions(described, taxonomies, reader)
    slope, shift = np.empty(truth.shape[1]), np.empty(truth.shape[1])
    at = 0
    for taxonomy in taxonomies:
        part = slice(at, at + len(taxonomy.fields))
        slope[part], shift[part] = _calibrate(held_out[:, part].ravel(), truth[:, part].ravel())
        at += len(taxonomy.fields)
    words = np.array(list(vocabulary.words), dtype=np.str_)
    return {
        "words": words,
        "idf": vocabulary.idf,
        "weights": weights,
        "bias": bias,
        "slope": slope,
        "shift": shift,
        "before": _precedence(described, taxonomies),
    }


def _precedence(described: Sequence[Described], taxonomies: Sequence[Taxonomy]) -> NDArray[np.float64]:
    import numpy as np

    columns = [(taxonomy.key, field.name) for taxonomy in taxonomies for field in taxonomy.fields]
    places = {column: place for place, column in enumerate(columns)}
    before = np.zeros((len(columns), len(columns)))
    for each in described:
        for key, fields in each.fields.items():
            for first, second in combinations(fields, 2):
                before[places[key, first], places[key, second]] += 1
    return before


def labels_of_described(described: Sequence[Described], taxonomies: Sequence[Taxonomy]) -> NDArray[np.bool_]:
    """The truth: whether a description (rows) belongs to a field (columns)."""
    import numpy as np

    columns = [(taxonomy.key, field.name) for taxonomy in taxonomies for field in taxonomy.fields]
    return np.array([[field in each.fields.get(key, ()) for key, field in columns] for each in described], dtype=bool)


def held_out_decisions(
    described: Sequence[Described], taxonomies: Sequence[Taxonomy], reader: Reader
) -> NDArray[np.float64]:
    """The decision about every description by a model that was learnt without it (cross-validation)."""
    import numpy as np

    truth = labels_of_described(described, taxonomies)
    whole, bare = _read(described, reader)
    decisions = np.zeros(truth.shape)
    folds = np.random.default_rng(0).permutation(len(described)) % FOLDS
    for fold in range(FOLDS):
        kept, left = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        some = [whole[row] for row in kept]
        vocabulary = learn_words(some)
        weights, bias = _separate(*_rows(reader, some, [bare[row] for row in kept], vocabulary, truth[kept]))
        rows = matrix(reader, [whole[row] for row in left], vocabulary)
        decisions[left] = np.asarray(rows @ weights.T) + bias
    return decisions


def _read(described: Sequence[Described], reader: Reader) -> tuple[list[Said], list[Said]]:
    whole = [reader.read(Project(each.name, content=each.content)) for each in described]
    return whole, [reader.read(Project(each.name)) for each in described]


def _rows(
    reader: Reader, whole: Sequence[Said], bare: Sequence[Said], vocabulary: Vocabulary, truth: NDArray[np.bool_]
) -> tuple[Any, NDArray[np.bool_], NDArray[np.float64]]:
    """Every description with its content and without, with the truth and what each row counts."""
    import numpy as np

    counts = np.repeat([1.0, _BARE], [len(whole), len(bare)])
    return matrix(reader, [*whole, *bare], vocabulary), np.vstack([truth, truth]), counts


def _separate(
    rows: Any, truth: NDArray[np.bool_], counts: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    weights, bias = np.zeros((truth.shape[1], rows.shape[1])), np.full(truth.shape[1], -10.0)
    for column in range(truth.shape[1]):
        if not truth[:, column].any():
            continue  # a fold without a description of this field
        model = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0, max_iter=500)
        model.fit(rows, truth[:, column], sample_weight=counts)
        weights[column], bias[column] = model.coef_[0], model.intercept_[0]
    return weights, bias


def _calibrate(decisions: NDArray[np.float64], truth: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and shift of the logistic curve from decisions to probabilities."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6, solver="lbfgs", max_iter=1000)
    model.fit(decisions.reshape(-1, 1), truth)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _logistic(values: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -30.0, 30.0))))


def _kept(path: Path, fields: int, topics: int) -> dict[str, Any] | None:
    """The arrays of a file of the cache; None where there is none that is whole. Never unpickles."""
    import numpy as np

    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        # Out of memory, for numpy leaves a damaged file open.
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            arrays = {name: file[name] for name in ("words", "idf", "weights", "bias", "slope", "shift", "before")}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error, MemoryError):
        return None
    words = len(arrays["words"])
    shapes = {
        "idf": (words,),
        "weights": (fields, 3 * topics + words),
        "bias": (fields,),
        "slope": (fields,),
        "shift": (fields,),
        "before": (fields, fields),
    }

    def good(name: str) -> bool:
        return (
            arrays[name].shape == shapes[name]
            and arrays[name].dtype == np.float64
            and bool(np.isfinite(arrays[name]).all())
        )

    return arrays if words <= _MOST_WORDS and arrays["words"].dtype.kind == "U" and all(map(good, shapes)) else None


def _keep(path: Path, arrays: dict[str, Any]) -> None:
    """Keep arrays in the cache, and no more than a few files; silently not where it cannot be written."""
    import numpy as np

    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as stream:
                np.savez_compressed(stream, **arrays)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink()
        kept = sorted(path.parent.glob("*.npz"), key=lambda each: each.stat().st_mtime_ns, reverse=True)
        for each in kept[_MOST_KEPT:]:
            each.unlink()

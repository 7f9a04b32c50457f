from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from policymatch.errors import CatalogueError
from policymatch.model import Project
from policymatch.paths import corpus_folder
from policymatch.projects import sector_model as models
from policymatch.projects.sector_features import Reader
from policymatch.projects.sector_files import (
    FOLDER,
    Taxonomy,
    described_in,
    read_described,
    silent_words,
    taxonomies_of,
    topics_of,
)
from policymatch.text.analysis import default_analyzer

DATA = Path(__file__).resolve().parents[1] / "data"
SHIPPED = corpus_folder() / FOLDER


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setattr(models, "cache_folder", lambda: folder)
    models.sector_model.cache_clear()
    yield folder
    models.sector_model.cache_clear()


@lru_cache(maxsize=1)
def _shipped_arrays() -> dict[str, Any]:
    taxonomies = taxonomies_of(SHIPPED)
    reader = Reader(topics_of(SHIPPED), default_analyzer().segmenter, silent_words(SHIPPED))
    return models.learn(described_in(SHIPPED), taxonomies, reader)


def micro_f1(said: np.ndarray, true: np.ndarray, taxonomies: tuple[Taxonomy, ...]) -> dict[str, float]:
    found, at = {}, 0
    for taxonomy in taxonomies:
        part = slice(at, at + len(taxonomy.fields))
        at = part.stop
        found[taxonomy.key] = 2 * (said[:, part] & true[:, part]).sum() / (said[:, part].sum() + true[:, part].sum())
    return found


def test_there_are_descriptions_enough() -> None:
    described = described_in(SHIPPED)
    assert len(described) >= 600
    assert sum(not any(each.fields.values()) for each in described) >= 30
    assert sum(not each.fields["emerging"] for each in described) > len(described) / 2


def test_cross_validation() -> None:
    model = models.sector_model()
    described, taxonomies = described_in(SHIPPED), taxonomies_of(SHIPPED)
    decisions = models.held_out_decisions(described, taxonomies, model.reader)
    scores = 1 / (1 + np.exp(-(decisions * model.slope + model.shift)))
    truth = models.labels_of_described(described, taxonomies)
    assert min(micro_f1(scores >= 0.5, truth, taxonomies).values()) >= 0.92
    # Calibrated: of the labels with about a score, about that share is right.
    for low, high in ((0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9)):
        around = (scores >= low) & (scores < high)
        assert abs(truth[around].mean() - scores[around].mean()) < 0.15


def test_descriptions_set_aside() -> None:
    described = list(read_described(DATA / "sectors_held_out.yaml"))
    assert len(described) >= 150
    names = {each.name for each in described_in(SHIPPED)}
    assert not names & {each.name for each in described}
    model = models.sector_model()
    scores = model.scores([model.reader.read(Project(each.name, content=each.content)) for each in described])
    # Totals only: whoever changes the method must not see which were wrong.
    found = micro_f1(scores >= 0.5, models.labels_of_described(described, model.taxonomies), model.taxonomies)
    assert min(found.values()) >= 0.9


def test_the_model_is_kept_and_read_again(cache: Path) -> None:
    first = models.sector_model()
    (kept,) = (cache / FOLDER).glob("*.npz")
    stamp = kept.stat().st_mtime_ns
    models.sector_model.cache_clear()
    again = models.sector_model()
    assert kept.stat().st_mtime_ns == stamp
    said = [first.reader.read(Project("县城供水管网改造", content="更换管道12公里"))]
    assert (first.scores(said) == again.scores(said)).all()


@pytest.mark.parametrize("damage", ["empty", "cut", "other", "objects", "nan"])
def test_a_damaged_file_of_the_cache_is_made_anew(cache: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    learnt: list[int] = []
    shipped = _shipped_arrays()
    monkeypatch.setattr(models, "learn", lambda *_: learnt.append(1) or shipped)
    models.sector_model()
    (kept,) = (cache / FOLDER).glob("*.npz")
    whole = kept.read_bytes()
    with np.load(kept) as file:
        arrays = dict(file)
    if damage == "empty":
        kept.write_bytes(b"")
    elif damage == "cut":
        kept.write_bytes(whole[: len(whole) // 2])
    elif damage == "other":
        np.savez(kept, **(arrays | {"weights": arrays["weights"][:, :-1]}))
    elif damage == "objects":
        np.savez(kept, **(arrays | {"words": np.array([print], dtype=object)}))
    else:
        np.savez(kept, **(arrays | {"bias": np.full_like(arrays["bias"], np.nan)}))
    models.sector_model.cache_clear()
    again = models.sector_model()
    assert len(learnt) == 2
    assert (again.weights == arrays["weights"]).all()


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr(models, "cache_folder", lambda: blocked)
    models.sector_model.cache_clear()
    try:
        assert models.sector_model().columns
    finally:
        models.sector_model.cache_clear()


def test_other_descriptions_make_another_model(cache: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sectors"
    shutil.copytree(SHIPPED, folder)
    models.sector_model()
    path = folder / "projects" / "environment.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("锅炉", "窑炉"), encoding="utf-8")
    models.sector_model(folder)
    assert len(list((cache / FOLDER).glob("*.npz"))) == 2


def test_a_folder_without_files(cache: Path, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="taxonomies"):
        models.sector_model(tmp_path)

"""The wheel carries the corpus and works without the checkout beside it."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from match_tools import CORPUS, REPO

pytestmark = pytest.mark.skipif(importlib.util.find_spec("hatchling") is None, reason="hatchling is not installed")


def run(
    words: Sequence[object], folder: Path, path: Path | None = None, store: Path | None = None
) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "POLICYMATCH_STORE")}
    env |= {"PYTHONPATH": str(path)} if path else {}
    env |= {"POLICYMATCH_STORE": str(store)} if store else {}
    return subprocess.run(
        [sys.executable, *map(str, words)], cwd=folder, env=env | {"PYTHONIOENCODING": "utf-8"}, capture_output=True,
        text=True, encoding="utf-8", timeout=110, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    pip = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-cache-dir", "--no-index",
           "--disable-pip-version-check", "-w", target, REPO)  # fmt: skip
    done = run(pip, target)
    assert done.returncode == 0, done.stderr
    (found,) = target.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def test_everything_is_in_it_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    shipped = {
        f"policymatch/_corpus/{path.relative_to(CORPUS).as_posix()}" for path in CORPUS.rglob("*") if path.is_file()
    }
    assert shipped <= names
    modules = {path.relative_to(REPO).as_posix() for path in (REPO / "policymatch").rglob("*.py")}
    assert modules <= names
    templates = [path for path in (REPO / "policymatch" / "reports" / "templates").iterdir() if path.is_file()]
    assert {path.suffix for path in templates} == {".j2", ".css", ".js"}
    assert {path.relative_to(REPO).as_posix() for path in templates} <= names
    assert "policymatch/py.typed" in names
    top = {name.partition("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {"policymatch"}
    assert not [name for name in names if name.endswith((".pyc", ".part"))]


def test_the_program_of_the_wheel_finds_its_own_corpus(installed: Path, tmp_path: Path) -> None:
    where = run(
        ["-c", "import policymatch.paths as p; print(p.__file__); print(p.corpus_folder())"], tmp_path, installed
    )
    module, corpus = map(Path, where.stdout.split("\n")[:2])
    assert installed in module.parents, where.stderr
    assert corpus == installed / "policymatch" / "_corpus"
    done = run(["-m", "policymatch", "programmes", "--format", "json"], tmp_path, installed)
    assert (done.returncode, done.stderr) == (0, "")
    listed = json.loads(done.stdout)["programmes"]
    assert len(listed) == len(list((CORPUS / "programmes").glob("*.yaml"))) - 2


def test_the_wheel_answers_and_ranks_from_another_folder(installed: Path, tmp_path: Path) -> None:
    """The first use seeds a store from the corpus within, and the lexicon, regions and profile come from there too."""
    sample = installed / "policymatch" / "_corpus" / "samples" / "pipeline.xlsx"
    # The page is made of templates that are no modules.
    words = ["-m", "policymatch", "rank", sample, "--as-of", "2026-11-22", "--format", "json", "-o", "page.html"]
    done = run(words, tmp_path, installed, tmp_path / "store")
    assert done.returncode == 0, done.stderr
    assert "首次使用" in done.stderr
    assert len(json.loads(done.stdout)["projects"]) == 45
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.html", "store"]
    assert "</html>" in (tmp_path / "page.html").read_text(encoding="utf-8")

"""Stores that cost seconds to build are built once a run, whichever of the parallel workers comes first."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from law_texts import FORMATS, LAWS
from shared_data import SHARED

import policymatch
from policymatch.paths import corpus_folder
from policymatch.readers import ocr
from policymatch.store.snapshot import Store

Build = Callable[[Path], None]


def once(factory: pytest.TempPathFactory, name: str, build: Build) -> Path:
    """The folder of that name, built by the worker that makes it first; the others wait."""
    if not SHARED.exists():
        pytest.skip("the shared texts are not here")
    base = factory.getbasetemp()
    folder = (base.parent if base.name.startswith("popen-") else base) / f"shared-{name}"
    done, failed = folder / "done", folder / "failed"
    try:
        folder.mkdir()
    except FileExistsError:
        for _ in range(1000):
            if done.exists() or failed.exists():
                break
            time.sleep(0.1)
        assert done.exists(), f"{name} could not be built"
    else:
        try:
            build(folder / "store")
        except BaseException:
            failed.touch()
            raise
        done.touch()
    return folder / "store"


@pytest.fixture(scope="session")
def laws_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the 164 laws; only to be read."""

    def build(folder: Path) -> None:
        with policymatch.write_store(folder) as writer:
            writer.add_files(LAWS)
        assert writer.report.failed == []
        assert (writer.report.added, writer.report.updated, writer.report.unchanged) == (164, 0, 0)

    return once(tmp_path_factory, "laws", build)


@pytest.fixture(scope="session")
def both_folder(tmp_path_factory: pytest.TempPathFactory, laws_folder: Path) -> Path:
    """The laws with the corpus's digests added in a second run; only to be read."""

    def build(folder: Path) -> None:
        shutil.copytree(laws_folder, folder)
        with policymatch.write_store(folder) as writer:
            writer.add_files(sorted((corpus_folder() / "policies").glob("*.md")))
        assert writer.report.failed == []
        assert writer.report.added > 50

    return once(tmp_path_factory, "both", build)


@pytest.fixture(scope="session")
def formats_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the PDFs, DOCX and texts; only to be read."""

    def build(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch, policymatch.write_store(folder) as writer:
            # Whether OCR is installed or not, here the scan is the file that fails.
            patch.setattr(ocr, "trouble", lambda: "请装上文字识别组件。")
            writer.add_files(sorted(FORMATS.iterdir()))
        (folder.parent / "failed.txt").write_text(
            "\n".join(f"{Path(path).name}\t{reason}" for path, reason in writer.report.failed), encoding="utf-8"
        )

    return once(tmp_path_factory, "formats", build)


@pytest.fixture
def laws(laws_folder: Path) -> Iterator[Store]:
    with policymatch.open_store(laws_folder) as store:
        yield store


@pytest.fixture
def both(both_folder: Path) -> Iterator[Store]:
    with policymatch.open_store(both_folder) as store:
        yield store


@pytest.fixture
def formats(formats_folder: Path) -> Iterator[Store]:
    with policymatch.open_store(formats_folder) as store:
        yield store

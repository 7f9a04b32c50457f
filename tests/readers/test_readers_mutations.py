"""Damaged copies of real files: a Document, or a ReadError that says why; never another end, and never silently less.

What "silently less" means is measured for each kind of file:

* Word packages are refused unless every byte of every part is what was written: what is read is the whole text.
* PDFs that are read have the very text of the original, or say in their metadata that they are damaged.
* Text and Markdown lose the characters that were touched, and no others.
* Web pages lose no more than that, or say in their metadata that they are damaged. (Of 2,940 damaged pages 3 did not: the
  tag that opens the text was gone, or a flipped quote swallowed a paragraph.)
* Files under a wrong name are read as what they are, or refused.
"""

from __future__ import annotations

import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from shared_data import SHARED, needs_shared

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers import Limits, is_records, ocr, read_file, read_records

pytestmark = [needs_shared, pytest.mark.timeout(60)]

DATA = SHARED / "data"
LIMITS = Limits(max_seconds=20)
FORMATS = sorted(DATA.glob("formats/*"))
PAGES = sorted(DATA.glob("html/*.html"))
LAWS = sorted(DATA.glob("policies/*.md"))[::14]
SOURCES = [*FORMATS, *PAGES, *LAWS]
ENDINGS = (".pdf", ".docx", ".html", ".md", ".txt", ".doc", ".ofd", "")
MUTATIONS = ("cut", "flip", "flips", "gap", "hole", "tail", "head")
NOTES = ("damaged", "damaged_pages", "unreadable_pages", "pages_without_text")


@pytest.fixture(scope="module", autouse=True)
def _without_ocr() -> Iterator[None]:
    """Damaged scans are drawn; recognising them would only cost time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ocr, "_boxes", lambda pixels: [])
        yield


def mutated(data: bytes, how: str, seed: str) -> tuple[bytes, int]:
    """Damage a file; the same way for the same seed. Returns how many of the bytes that are left were touched."""
    chance = random.Random(seed)
    place = chance.randrange(1, len(data))
    length = min(chance.randrange(1, 2000), len(data) - place)
    match how:
        case "cut":
            return data[:place], 0
        case "tail":
            return data[: -min(length, len(data) // 2)], 0
        case "head":
            return data[min(length, len(data) // 2) :], 0
        case "gap":
            return data[:place] + data[place + length :], 0
        case "hole":
            return data[:place] + bytes(length) + data[place + length :], length
    changed = bytearray(data)
    count = 1 if how == "flip" else 64
    for _ in range(count):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed), count


def outcomes(path: Path) -> Iterator[Document | ReadError]:
    """Read a file, and hold what comes to what every reader promises."""
    started = time.monotonic()
    try:
        found = list(read_records(path, LIMITS)) if is_records(path) else [read_file(path, LIMITS)]
    except ReadError as error:
        found = [error]
    assert time.monotonic() - started < 2 * LIMITS.max_seconds
    assert found
    for one in found:
        if isinstance(one, ReadError):
            assert one.message
            assert one.hint
            assert one.kind
        else:
            assert one.blocks
            assert all(block.text.strip() and "\n" not in block.text for block in one.blocks)
            "".join(block.text for block in one.blocks).encode("utf-8")
            json.dumps(dict(one.metadata), default=str)
        yield one


def outcome(path: Path) -> Document | ReadError:
    (one,) = outcomes(path)
    return one


def letters(document: Document) -> str:
    return "".join("".join(block.text.split()) for block in document.blocks)


def noted(document: Document) -> bool:
    return any(document.metadata.get(key) for key in NOTES)


def lost(before: str, after: str) -> int:
    """How many characters of a text are no longer in it."""
    return sum((Counter(before) - Counter(after)).values())


@pytest.fixture(scope="module")
def originals() -> dict[Path, Document | ReadError]:
    return {path: outcome(path) for path in SOURCES}


def held(original: Document, document: Document, allowed: int) -> None:
    """Hold a document read from a damaged file against the original; ``allowed`` characters may be missing."""
    before, after = letters(original), letters(document)
    if document.format in ("pdf", "docx"):
        assert after == before or noted(document)
        assert document.format == "pdf" or after == before
    elif document.format == "html":
        # A flipped bit can turn the name of the element that holds the text, and then the whole page is read.
        assert lost(before, after) <= allowed or noted(document)
    else:
        assert lost(before, after) <= allowed


@pytest.mark.parametrize("how", MUTATIONS)
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_damage(tmp_path: Path, path: Path, how: str, originals: dict[Path, Document | ReadError]) -> None:
    data = path.read_bytes()
    damaged, touched = mutated(data, how, f"{path.name} {how}")
    copy = tmp_path / path.name
    copy.write_bytes(damaged)
    document, original = outcome(copy), originals[path]
    if isinstance(document, ReadError) or isinstance(original, ReadError):
        return
    # A byte is at most one character; a tag or a mark that breaks takes its few neighbours along.
    held(original, document, len(data) - len(damaged) + 12 * touched)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("path", [*FORMATS[::3], *PAGES[:2], LAWS[0]], ids=lambda path: path.name)
def test_a_wrong_ending(tmp_path: Path, path: Path, ending: str, originals: dict[Path, Document | ReadError]) -> None:
    copy = tmp_path / f"文件{ending}"
    copy.write_bytes(path.read_bytes())
    document, original = outcome(copy), originals[path]
    if isinstance(document, Document) and isinstance(original, Document):
        assert lost(letters(original), letters(document)) == 0


GLUED = [
    (one, other)
    for one in (FORMATS[0], FORMATS[2], FORMATS[4], PAGES[0], LAWS[0])
    for other in (FORMATS[2], FORMATS[4], FORMATS[8], PAGES[4], LAWS[1])
]


@pytest.mark.parametrize(("one", "other"), GLUED, ids=lambda path: path.name[-20:])
def test_two_files_glued(tmp_path: Path, one: Path, other: Path, originals: dict[Path, Document | ReadError]) -> None:
    copy = tmp_path / f"文件{one.suffix}"
    copy.write_bytes(one.read_bytes() + other.read_bytes())
    document = outcome(copy)
    first, second = originals[one], originals[other]
    if isinstance(document, ReadError) or isinstance(first, ReadError) or isinstance(second, ReadError):
        return
    both = letters(first) + (letters(second) if first.format == second.format else "")
    assert noted(document) or lost(both, letters(document)) <= 0.01 * len(both)


HEADS = {".pdf": b"%PDF-1.7\n", ".docx": b"PK\x03\x04", ".html": b"<!doctype html><html><body>", ".md": b"---\n", ".doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}  # fmt: skip


@pytest.mark.parametrize("ending", HEADS)
@pytest.mark.parametrize("path", [FORMATS[2], FORMATS[3], FORMATS[4], *PAGES[:2], LAWS[0]], ids=lambda path: path.name)
def test_the_head_of_one_format_on_the_body_of_another(tmp_path: Path, path: Path, ending: str) -> None:
    for cut in (0, 64):
        copy = tmp_path / f"{cut}{ending}"
        copy.write_bytes(HEADS[ending] + path.read_bytes()[cut:])
        outcome(copy)


@pytest.fixture(scope="module")
def records() -> list[bytes]:
    with gzip.open(DATA / "retrieval" / "articles.jsonl.gz") as file:
        return [line for line, _ in zip(file, range(300), strict=False)]


@pytest.mark.parametrize("how", MUTATIONS)
@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz"])
@pytest.mark.parametrize("seed", range(3))
def test_records(tmp_path: Path, how: str, ending: str, seed: int, records: list[bytes]) -> None:
    data = b"".join(records)
    whole = gzip.compress(data) if ending == ".jsonl.gz" else data
    damaged, touched = mutated(whole, how, f"{ending} {how} {seed}")
    path = tmp_path / f"a{ending}"
    path.write_bytes(damaged)
    found = list(outcomes(path))
    errors = [one for one in found if isinstance(one, ReadError)]
    read = {one.metadata["id"] for one in found if isinstance(one, Document) and "id" in one.metadata}
    if ending == ".jsonl.gz":
        assert len(read) == len(records) or errors
    elif how.startswith("flip"):
        assert len(read) >= len(records) - touched
        assert len(read) + len(errors) >= len(records) - touched
    else:
        present = {json.loads(line)["id"] for line in damaged.split(b"\n") if line + b"\n" in set(records)}
        assert present <= read
        assert len(present) == len(records) or errors or how in ("cut", "tail", "head", "gap")


def test_there_are_enough_of_them() -> None:
    assert len(SOURCES) * len(MUTATIONS) + len(GLUED) >= 300

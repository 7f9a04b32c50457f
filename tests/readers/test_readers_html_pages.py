"""The fourteen real pages against a truth made by hand; it holds where each text begins and ends, not the text."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from shared_data import SHARED, needs_shared

from policymatch.model import Document
from policymatch.policies import parse_policy
from policymatch.readers import read_file

PAGES = SHARED / "data" / "html"
TRUTH: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "html" / "truth.json").read_text("utf-8")
)

pytestmark = needs_shared


def squeezed(texts: list[str]) -> str:
    return re.sub(r"[\s|\u200b\ufeff]+", "", "".join(texts))


@pytest.fixture(params=sorted(TRUTH), scope="module")
def page(request: pytest.FixtureRequest) -> tuple[Document, dict[str, Any]]:
    return read_file(PAGES / request.param), TRUTH[request.param]


def test_the_truth_is_of_every_page() -> None:
    assert {path.name for path in PAGES.glob("*.html")} == set(TRUTH)


def test_the_text_is_the_whole_text_and_nothing_else(page: tuple[Document, dict[str, Any]]) -> None:
    document, truth = page
    texts = [block.text for block in document.blocks]
    # The title stands on top unless the text itself begins with it.
    found = [squeezed(texts), squeezed(texts[1:])]
    assert truth["sha256"] in [hashlib.sha256(text.encode()).hexdigest() for text in found]
    assert any(text.startswith(truth["start"]) and text.endswith(truth["end"]) for text in found)


def test_title_day_source_and_files(page: tuple[Document, dict[str, Any]]) -> None:
    document, truth = page
    titles = [block.text for block in document.blocks if block.level == 1]
    assert titles == [truth["title"]]
    assert document.metadata.get("published_on") == truth["published_on"]
    source = document.metadata.get("published_by")
    assert (" ".join(str(source).split()) if source else None) == truth["published_by"]
    files = document.metadata.get("attachments", [])
    assert isinstance(files, list)
    assert len(files) == truth["attachments"]
    assert all(file["url"].startswith("http") and file["title"] for file in files)


def test_tables_keep_every_row_and_column(page: tuple[Document, dict[str, Any]]) -> None:
    document, truth = page
    rows = [block for block in document.blocks if block.table]
    assert len(rows) == truth["table_rows"]
    for number in {block.table for block in rows}:
        own = [block for block in rows if block.table == number]
        assert len({block.text.count("|") for block in own}) == 1
        assert [block.head for block in own] == [True] + [False] * (len(own) - 1)


def test_the_labelled_table_is_metadata() -> None:
    document = read_file(next(PAGES.glob("08_*")))
    assert document.metadata["文号"] == "穗卫函〔2023〕1930号"
    assert document.metadata["成文日期"] == "2023-10-19"
    assert document.metadata["published_on"] == "2023-11-07"
    library = read_file(next(PAGES.glob("35c_*")))
    assert library.metadata["失效日期"] == "2025年07月04日"
    assert library.metadata["统一编号"] == "GZ0220200010"


def test_a_policy_comes_of_every_page(page: tuple[Document, dict[str, Any]]) -> None:
    document, truth = page
    policy = parse_policy(document)
    # A notice that issues a rule is known by the rule's title, and keeps its own.
    known_as = {policy.summary.title, policy.summary.metadata.get("wrapper_title")}
    assert re.sub(r"\s|^【.{1,4}】|^（转载）", "", truth["title"]) in {
        re.sub("^（转载）", "", str(title)) for title in known_as
    }
    assert policy.clauses

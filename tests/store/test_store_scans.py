"""A scan and the printed text of one law."""

from __future__ import annotations

from pathlib import Path

import pytest
from law_texts import FORMATS
from shared_data import SHARED
from store_tools import content, fill

from policymatch.readers import ocr

pytestmark = [
    pytest.mark.skipif(not SHARED.exists(), reason="the shared texts are not here"),
    pytest.mark.skipif(bool(ocr.trouble()), reason="OCR cannot be used here"),
    pytest.mark.timeout(300),
]

NAME = "政府投资条例(2019-04-14)"


def test_the_printed_text_is_kept_whichever_came_first(tmp_path: Path) -> None:
    store = tmp_path / "store"
    fill(store, FORMATS / f"{NAME}.scanned.pdf")
    ((scan, _),) = content(store)  # type: ignore[misc]
    assert scan.summary.metadata["ocr_pages"] == [1, 2, 3]
    assert {clause.page for clause in scan.clauses} >= {1, 2, 3}
    report = fill(store, FORMATS / f"{NAME}.pdf")
    assert (report.added, report.updated) == (0, 1)
    ((printed, sources),) = content(store)  # type: ignore[misc]
    assert "ocr_pages" not in printed.summary.metadata
    assert len(printed.clauses) > len(scan.clauses)
    assert len(sources) == 2

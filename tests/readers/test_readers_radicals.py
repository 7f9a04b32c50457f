"""Kangxi radicals and the CJK Radicals Supplement become ordinary characters, whatever file they come in."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import docx
import pytest
from pdf_maker import make_pdf, set_lines, set_table

from policymatch.model import Document
from policymatch.readers import read_file

# All that Unicode has in both blocks.
RADICALS = "".join(chr(code) for code in range(0x2E80, 0x2FE0) if unicodedata.name(chr(code), ""))
PLAIN = "补助资金用于冷链物流设施建设的比例为百分之三十"


def as_text(path: Path) -> None:
    path.write_text(f"{PLAIN}{RADICALS}\n", encoding="utf-16")


def as_gb18030(path: Path) -> None:
    path.write_bytes(f"{PLAIN}{RADICALS}\n".encode("gb18030"))


def as_markdown(path: Path) -> None:
    path.write_text(f"---\ntitle: {RADICALS}\n---\n# {RADICALS}\n\n| {PLAIN} | {RADICALS} |\n", encoding="utf-8")


def as_html(path: Path) -> None:
    path.write_text(
        f"<html><body><h1>{RADICALS}</h1><p>{PLAIN * 10}</p><table><tr><td>{RADICALS}</td></tr></table></body></html>",
        encoding="utf-8",
    )


def as_word(path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(PLAIN + RADICALS)
    cells = document.add_table(rows=2, cols=2).rows[1].cells
    cells[0].text, cells[1].text = PLAIN, RADICALS
    document.save(str(path))


def as_pdf(path: Path) -> None:
    parts = [RADICALS[start : start + 25] for start in range(0, len(RADICALS), 25)]
    table = set_table([["名称", "字"], ["甲", parts[0]]], top=200, widths=[100, 320])
    path.write_bytes(make_pdf([[*set_lines([PLAIN, *parts]), *table]]))


@pytest.mark.parametrize(
    ("make", "ending"),
    [
        (as_text, "txt"),
        (as_gb18030, "txt"),
        (as_markdown, "md"),
        (as_html, "html"),
        (as_word, "docx"),
        (as_pdf, "pdf"),
    ],
)
def test_no_radical_is_left(tmp_path: Path, make: object, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    assert callable(make)
    make(path)
    document: Document = read_file(path)
    text = "".join(block.text for block in document.blocks)
    assert "人" in text  # U+2F08
    assert "民" in text  # U+2EA0
    assert not [char for char in text if "\u2e80" <= char <= "\u2fdf"]

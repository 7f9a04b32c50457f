"""Every format of a text held against the same text in Markdown, character by character."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from shared_data import SHARED, needs_shared

from policymatch.readers import read_file

pytestmark = needs_shared

FORMATS = sorted((SHARED / "data" / "formats").glob("*")) if SHARED.exists() else []
READABLE = [path for path in FORMATS if ".scanned." not in path.name]
ARTICLE = re.compile(r"第[一二三四五六七八九十百零]+条[ 　]")


def truth(path: Path) -> list[str]:
    """Return the lines of the Markdown of that name, without marks."""
    source = SHARED / "data" / "policies" / f"{path.name.split(')')[0]}).md"
    lines = (line.lstrip("#").strip() for line in source.read_text("utf-8").split("\n"))
    return [line for line in lines if line and line != "<!-- INFO END -->"]


def squeezed(lines: list[str]) -> str:
    return re.sub(r"\s", "", "".join(lines))


def share_alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    matches = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(match.size for match in matches) / max(len(one), len(other))


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_characters_articles_and_paragraphs(path: Path) -> None:
    expected, blocks = truth(path), [block.text for block in read_file(path).blocks]
    assert share_alike(squeezed(expected), squeezed(blocks)) >= 0.9995
    opening = [line[:12] for line in expected if ARTICLE.match(line)]
    assert opening
    assert [block[:12] for block in blocks if ARTICLE.match(block)] == opening
    # The paragraphs themselves come out whole: not one is cut in two or run into the next.
    assert [squeezed([block]) for block in blocks] == [squeezed([line]) for line in expected]


@pytest.mark.parametrize("path", [path for path in READABLE if path.suffix == ".pdf"], ids=lambda path: path.name)
def test_pages_rise_and_are_counted(path: Path) -> None:
    document = read_file(path)
    pages = [block.page for block in document.blocks]
    assert pages[0] == 1
    assert pages == sorted(page for page in pages if page is not None)
    assert document.pages is not None
    assert pages[-1] in (document.pages, document.pages - 1)


def test_all_laws_in_markdown() -> None:
    paths = sorted((SHARED / "data" / "policies").glob("*.md"))
    assert len(paths) == 164
    for path in paths:
        document = read_file(path)
        assert document.blocks[0].level == 1
        assert not any("INFO END" in block.text for block in document.blocks)
        assert squeezed([block.text for block in document.blocks]) == squeezed(truth(path))


def test_all_pages_of_the_web() -> None:
    paths = sorted((SHARED / "data" / "html").glob("*.html"))
    assert len(paths) == 14
    for path in paths:
        document = read_file(path)
        text = "\n".join(block.text for block in document.blocks)
        assert len(text) > 500
        assert "function(" not in text
        assert "ICP备" not in text or path.name.startswith("20b"), path.name
        number = re.search(r"_([一-龥]+)(\d{4})-(\d+)号", path.name)
        if number and not path.name.startswith("35c"):  # that page holds another number than its name says
            assert f"{number[1]}〔{number[2]}〕{number[3]}号" in text

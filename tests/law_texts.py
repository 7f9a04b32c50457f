"""The 164 laws as an independent reader sees them: regular expressions on the raw Markdown, nothing of ours."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from shared_data import SHARED

POLICIES = SHARED / "data" / "policies"
FORMATS = SHARED / "data" / "formats"
LAWS = sorted(POLICIES.glob("*.md"))

_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?")


def articles(law: Path) -> list[tuple[str, str]]:
    """Every article's label with the headings it stands under, in order."""
    found = []
    headings: dict[int, str] = {}
    for line in law.read_text(encoding="utf-8").splitlines():
        heading = re.match(r"(#{2,6})\s+(.+)", line)
        article = _ARTICLE.match(line)
        if heading:
            depth = len(heading[1])
            headings = {known: text for known, text in headings.items() if known < depth}
            headings[depth] = " ".join(heading[2].split())
        elif article:
            found.append((article[0], "/".join([*headings.values(), article[0]])))
    return found


def bare_body(law: Path) -> str:
    """All characters of a law after its title, white space and marks of Markdown left out."""
    text = law.read_text(encoding="utf-8").replace("<!-- INFO END -->", "")
    _title, _, body = text.partition("\n")
    return bare(re.sub(r"^#+ ", "", body, flags=re.MULTILINE))


def bare(text: str) -> str:
    """A text without white space."""
    return re.sub(r"\s", "", text)


def bigrams(text: str) -> list[str]:
    """All pairs of neighbouring Han characters."""
    return [a + b for run in re.findall("[㐀-鿿]+", text) for a, b in pairwise(run)]

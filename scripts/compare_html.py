"""Our reader of web pages beside libraries that extract articles, on a folder of pages with known truth.

    python scripts/compare_html.py PAGES [--truth tests/data/html/truth.json] [--scramble] [--without-meta]

Every library that is installed takes part (trafilatura, readability-lxml, newspaper4k with jieba, goose3 with jieba,
boilerpy3, justext, resiliparse, gne); none is needed. The truth names, for each page, where its text begins and ends in
the page's characters without white space; it was set by hand from the pages' source. A character of the text is found where it lies
in ten characters on end that the extraction has too; a character of the extraction is noise where it lies in no ten of
the text or the title. ``--scramble`` gives every class and id another name first, as on a site nobody knows yet; ``--without-meta`` takes
the page's meta elements away, as on a site that keeps to no norm.
"""

from __future__ import annotations

import argparse
import hashlib
import html.parser
import importlib
import json
import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHINGLE = 10


@dataclass
class Found:
    """What an extractor gives for a page; None where it has no such field at all."""

    text: str
    title: str | None = None
    day: str | None = None
    source: str | None = None
    attachments: int | None = None


class Plain(html.parser.HTMLParser):
    """The characters of a page, and its table rows, by the parser of the standard library."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.rows: list[tuple[int, list[str]]] = []
        self._silent = 0
        self._in_cell = False
        self.feed(page)
        self.close()
        self.text = "".join(self.pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        if tag == "tr":
            self.rows.append((sum(map(len, self.pieces)), []))
        elif tag in ("td", "th") and self.rows:
            self.rows[-1][1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style") and self._silent > 0
        self._in_cell = self._in_cell and tag not in ("td", "th", "tr", "table")

    def handle_data(self, data: str) -> None:
        kept = "" if self._silent else squeeze(data)
        self.pieces.append(kept)
        if self._in_cell:
            self.rows[-1][1][-1] += kept


def squeeze(text: str) -> str:
    """Without white space and the signs that extractors put between cells."""
    return re.sub(r"[\s|\u200b\ufeff]+", "", text)


def ours(page: str) -> Found:
    """PolicyMatch."""
    from policymatch.readers.html import read
    from policymatch.readers.limits import DEFAULT_LIMITS, Deadline

    document = read(page.encode(), "page", DEFAULT_LIMITS, Deadline(60))
    title = next((block.text for block in document.blocks if block.level == 1), "")
    meta = document.metadata
    files = meta.get("attachments")
    return Found(
        "\n".join(block.text for block in document.blocks),
        title,
        str(meta.get("published_on") or ""),
        str(meta.get("published_by") or ""),
        len(files) if isinstance(files, list) else 0,
    )


def by_trafilatura(page: str) -> Found:
    """trafilatura, tables kept; its nearest to a source is the site's name."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(page, include_tables=True, include_comments=False, with_metadata=True)
    if found is None:
        return Found("", "", "", "")
    return Found(found.text or "", found.title or "", found.date or "", found.sitename or "")


def by_readability(page: str) -> Found:
    """readability-lxml: HTML of the article, read as text by a line for each block."""
    import lxml.html
    import readability

    article = readability.Document(page)
    root = lxml.html.fromstring(article.summary() or "<p></p>")
    for node in root.iter("p", "div", "br", "tr", "li", "h1", "h2", "h3"):
        node.tail = "\n" + (node.tail or "")
    return Found(root.text_content(), article.title())


def by_newspaper(page: str) -> Found:
    """newspaper4k for Chinese."""
    import newspaper

    article = newspaper.Article("https://www.example.gov.cn/a.html", language="zh", fetch_images=False)
    article.download(input_html=page)
    article.parse()
    day = article.publish_date
    return Found(article.text, article.title or "", day.date().isoformat() if day else "", article.meta_site_name or "")


def by_goose(page: str) -> Found:
    """goose3 with its Chinese stop words."""
    from goose3 import Goose
    from goose3.text import StopWordsChinese

    article = Goose({"stopwords_class": StopWordsChinese, "enable_image_fetching": False}).extract(raw_html=page)
    return Found(article.cleaned_text or "", article.title or "", (article.publish_date or "")[:10])


def by_boilerpy(page: str) -> Found:
    """boilerpy3's ArticleExtractor."""
    from boilerpy3 import extractors

    document = extractors.ArticleExtractor(raise_on_failure=False).get_doc(page)
    return Found(document.content, document.title or "")


def by_justext(page: str) -> Found:
    """jusText without stop words, which it has none of for Chinese."""
    import justext

    paragraphs = justext.justext(page, frozenset(), stopwords_low=0, stopwords_high=0)
    return Found("\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate))


def by_resiliparse(page: str) -> Found:
    """resiliparse's main content."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(page)
    return Found(extract_plain_text(tree, main_content=True), tree.title or "")


def by_gne(page: str) -> Found:
    """gne, made for Chinese news."""
    from gne import GeneralNewsExtractor

    found = GeneralNewsExtractor().extract(page)
    return Found(found["content"], found["title"], found["publish_time"][:10], found.get("source"))


EXTRACTORS: dict[str, tuple[str | None, Callable[[str], Found]]] = {
    "PolicyMatch": (None, ours),
    "trafilatura": ("trafilatura", by_trafilatura),
    "readability-lxml": ("readability", by_readability),
    "newspaper4k": ("newspaper", by_newspaper),
    "goose3": ("goose3", by_goose),
    "boilerpy3": ("boilerpy3", by_boilerpy),
    "justext": ("justext", by_justext),
    "resiliparse": ("resiliparse", by_resiliparse),
    "gne": ("gne", by_gne),
}


@dataclass
class Score:
    """Sums over the pages."""

    body: int = 0
    found: int = 0
    noise: int = 0
    rows: int = 0
    title: list[bool] = field(default_factory=list)
    day: list[bool] = field(default_factory=list)
    source: list[bool] = field(default_factory=list)
    files: list[bool] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)
    failed: int = 0


def covered(text: str, by: str) -> int:
    """How many characters of ``text`` lie in ten on end that ``by`` has."""
    size = min(SHINGLE, max(len(text), 1))
    known = {by[at : at + size] for at in range(len(by) - size + 1)}
    marks = bytearray(len(text))
    for at in range(len(text) - size + 1):
        if text[at : at + size] in known:
            marks[at : at + size] = b"\x01" * size
    return sum(marks)


def letters(text: str) -> str:
    """For comparing titles and names."""
    return re.sub(r"\W", "", text)


def judge(score: Score, truth: dict[str, Any], page: Plain, found: Found) -> None:
    """Add a page to an extractor's score."""
    end = truth["offset"] + truth["chars"]
    body, got = page.text[truth["offset"] : end], squeeze(found.text)
    score.body += len(body)
    score.found += covered(body, got)
    score.noise += len(got) - covered(got, body + "\n" + squeeze(truth["title"]))
    lines = [squeeze(line) for line in found.text.splitlines()]
    for at, cells in page.rows:
        filled = [cell for cell in cells if cell]
        if truth["offset"] <= at < end and len(filled) > 1:
            pattern = re.compile(".*".join(map(re.escape, filled)))
            score.rows += any(pattern.search(line) for line in lines)
    for name, value in (("title", found.title), ("day", found.day), ("source", found.source)):
        if value is not None:
            stated = truth[{"title": "title", "day": "published_on", "source": "published_by"}[name]] or ""
            getattr(score, name).append(letters(value) == letters(stated))
    if found.attachments is not None:
        score.files.append(found.attachments == truth["attachments"])


def scrambled(page: str) -> str:
    """Give every class and id another name, and every element that HTML does not know the name div."""

    def renamed(match: re.Match[str]) -> str:
        names = (hashlib.sha256(name.encode()).hexdigest()[:6] for name in match[3].split())
        return f" {match[1]}={match[2]}{' '.join('x' + name for name in names)}{match[2]}"

    page = re.sub(r"<(/?)(?:ucap\w+|publishtime|article|header|footer|nav|aside)\b", r"<\1div", page, flags=re.I)
    return re.sub(r"\s(class|id)\s*=\s*([\"'])([^\"'<>]{0,300})\2", renamed, page, flags=re.I)


def check(truth: dict[str, Any], page: Plain, name: str) -> None:
    """Refuse a page that is not the one the truth was made for."""
    body = page.text[truth["offset"] : truth["offset"] + truth["chars"]]
    if hashlib.sha256(body.encode()).hexdigest() != truth["sha256"]:
        sys.exit(f"{name} is not the page that the truth describes")


def share(hits: list[bool]) -> str:
    """7/14, or a dash where an extractor does not give the field."""
    return f"{sum(hits)}/{len(hits)}" if hits else "–"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--truth", type=Path, default=ROOT / "tests" / "data" / "html" / "truth.json")
    parser.add_argument("--scramble", action="store_true")
    parser.add_argument("--without-meta", action="store_true")
    parser.add_argument("--only", nargs="*", default=list(EXTRACTORS))
    options = parser.parse_args()
    truths: dict[str, dict[str, Any]] = json.loads(options.truth.read_text("utf-8"))
    pages = {name: (options.pages / name).read_bytes().decode("utf-8", "replace") for name in truths}
    plain = {name: Plain(page) for name, page in pages.items()}
    for name, truth in truths.items():
        check(truth, plain[name], name)
    rows = sum(truth["table_rows"] for truth in truths.values())
    print("| extractor | text found | noise | title | day | source | attachments | table rows | ms a page (median) |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name in options.only:
        module, extract = EXTRACTORS[name]
        try:
            if module is not None:
                importlib.import_module(module)
        except ImportError:
            continue
        score = Score()
        extract(next(iter(pages.values())))  # what is loaded once does not count
        for file, truth in truths.items():
            page = scrambled(pages[file]) if options.scramble else pages[file]
            page = re.sub(r"<meta\b[^<>]*\bname\s*=[^<>]*>", "", page, flags=re.I) if options.without_meta else page
            begun = time.perf_counter()
            try:
                found = extract(page)
            except Exception as error:
                print(f"{name}: {file}: {error!r}"[:200], file=sys.stderr)
                found, score.failed = Found(""), score.failed + 1
            score.ms.append((time.perf_counter() - begun) * 1000)
            judge(score, truth, plain[file], found)
        print(
            f"| {name} | {score.found / score.body:.1%} | {score.noise / score.body:.1%} | {share(score.title)} "
            f"| {share(score.day)} | {share(score.source)} | {share(score.files)} | {score.rows}/{rows} "
            f"| {statistics.median(score.ms):.0f} |"
        )


if __name__ == "__main__":
    main()

"""Files that a page links to: a notice is often a shell around its annexes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from policymatch.readers.html_body import Body
from policymatch.readers.html_elements import NEVER, is_around, short_text
from policymatch.readers.limits import Deadline

_FILES = frozenset(
    {"pdf", "ofd", "ceb", "cebx", "caj", "doc", "docx", "docm", "dot", "dotx", "wps", "wpt", "rtf", "txt", "csv", "xls"}
    | {"xlsx", "xlsm", "xlt", "et", "ett", "ppt", "pptx", "dps", "zip", "rar", "7z", "tar", "gz"}
)
_EMBEDDED = frozenset({"iframe", "embed", "object"})
_PAGES = frozenset({"", "htm", "html", "shtml", "xhtml", "mht"})
_ANNEX = re.compile(r"[【\[（(《]?\s{0,3}附\s{0,3}[件表录]")
_DOWNLOAD = re.compile(r"下\s{0,3}载|附件")
_SAYS_NOTHING = re.compile(
    r"(?:点击|点此|请|此处|这里|本地|直接|立即|文件|附件|文档|表格|pdf|word|excel|doc|wps|ofd|版|下载|查看|打开|另存|[【\[\]】（）()：:·>\s]){0,12}",
    re.I,
)
_FIELD = re.compile(
    r"(?:^|[\s_-])\w{0,20}(?:attach|appendix|annex|download|xgfj|fujian|fjxz|fjlist)\w{0,20}(?:$|[\s_-])", re.I
)
_CONTROLS = re.compile(r"[\x00-\x20]+")
_SCHEMES = frozenset({"", "http", "https", "ftp"})
_PARAGRAPHS = frozenset({"p", "li", "td", "dd", "span", "strong", "b", "font"})
_LONG_NAME = 100
_MOST = 1000
_LEVELS_UP = 3
_MOST_URL = 4000


def find_attachments(root: Any, body: Body, base: str, deadline: Deadline) -> list[dict[str, str]]:
    """Return the files linked from a page's text or right after it, as ``{"title", "url"}``, each once.

    ``base`` is the page's own address, empty where it is not known; then an address stays as it is written.
    """
    found: dict[str, str] = {}
    for element, within in _after(root, body, deadline):
        url = _address(element, base)
        if not url or len(found) >= _MOST:
            continue
        text = short_text(element, 300, 60) or ""
        stated = within and (_class_says_so(element) or _text_says_so(text, url))
        if stated or _is_file(url) or _ANNEX.match(text):
            found[url] = found.get(url) or _title(element, text, url)
    return [{"title": title, "url": url} for url, title in found.items()]


def base_of(root: Any, metadata: dict[str, object]) -> str:
    """Return the address that links are relative to: <base>, canonical link, og:url, or the meta element Url."""
    candidates = [element.get("href") for element in root.iter("base")]
    candidates += [link.get("href") for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    for candidate in (*candidates, metadata.get("og:url"), metadata.get("url")):
        address = str(candidate or "").strip()
        if re.match(r"https?://[^/\s]", address, re.I) and len(address) <= _MOST_URL:
            return address
    return ""


def _after(root: Any, body: Body, deadline: Deadline) -> Iterator[tuple[Any, bool]]:
    """Yield links and embedded files in the text, and those near after it, each with whether it stands in the text."""
    import lxml.etree

    tops = set(body.elements)
    # Elements around the text that are still near it: what they hold after the text may be its list of files.
    above = body.elements[-1].iterancestors() if body.elements else iter(())
    near = {element for element in islice(above, _LEVELS_UP) if element.tag not in ("html", "body")}
    open_tops = open_near = 0
    begun = False
    steps = lxml.etree.iterwalk(root, events=("start", "end"))
    for event, node in steps:
        if event == "end":
            open_tops -= node in tops
            open_near -= node in near
            continue
        deadline.check()
        begun = begun or node in tops
        open_tops += node in tops
        open_near += node in near
        beside = begun and not open_tops and is_around(node) and node not in body.kept
        if node not in near and (beside or (node.tag in NEVER and node.tag not in _EMBEDDED)):
            steps.skip_subtree()
        elif begun and (open_tops or open_near) and (node.tag == "a" or node.tag in _EMBEDDED):
            yield node, bool(open_tops)


def _address(element: Any, base: str) -> str:
    """Return where a link leads, absolute where ``base`` tells how; empty for scripts, data and places in the page."""
    raw = element.get("href") if element.tag == "a" else element.get("src") or element.get("data")
    written = _CONTROLS.sub(lambda match: " " if " " in match[0] else "", (raw or "")[:_MOST_URL].strip()).strip()
    if not written or written.startswith("#"):
        return ""
    try:
        if urlsplit(written).scheme.lower() not in _SCHEMES:
            return ""
        address = urljoin(base, written) if base else written
        return address if urlsplit(address).scheme.lower() in _SCHEMES else ""
    except ValueError:
        return ""


def _is_file(url: str) -> bool:
    return _ending(url) in _FILES


def _ending(url: str) -> str:
    """Return the ending of the file an address names, in its path or in what it asks for (?filename=a.pdf)."""
    try:
        parts = urlsplit(url)
        asked = [value for _, value in parse_qsl(parts.query, max_num_fields=50)]
    except ValueError:
        return ""
    endings = [posixpath.splitext(unquote(text))[1][1:].lower() for text in (parts.path, *asked)]
    return next((ending for ending in endings if ending in _FILES), endings[0])


def _class_says_so(element: Any) -> bool:
    names = f"{element.get('class') or ''}"[:300]
    return bool(names) and _FIELD.search(names) is not None


def _text_says_so(text: str, url: str) -> bool:
    if _ANNEX.match(text):
        return True
    return _DOWNLOAD.search(text) is not None and _ending(url) not in _PAGES


def _title(element: Any, text: str, url: str) -> str:
    """Return what a link calls its file; where it only says 下载, what stands before it on its line or its address."""
    if text and not _SAYS_NOTHING.fullmatch(text):
        return text
    for stated in (element.get("download"), element.get("title"), element.get("alt")):
        if stated and stated.strip():
            return " ".join(stated.split())[:300]
    parent = element.getparent()
    line = short_text(parent, _LONG_NAME * 2, 60) if parent is not None and parent.tag in _PARAGRAPHS else None
    before = (line or "").partition(text)[0].strip(" ：:[【(（") if text else ""
    return (before if len(before) <= _LONG_NAME else "") or text or unquote(posixpath.basename(urlsplit(url).path))

"""What a page says about itself: title, day, source, and the labelled table above the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from policymatch.readers.html_body import Body
from policymatch.readers.html_elements import SPACES, first_letter, is_hidden, lines, plain, short_text, texts
from policymatch.readers.limits import Deadline
from policymatch.text.dates import parse_date
from policymatch.text.normalize import mend

_SITE_SUFFIX = re.compile(r"\s*[-_|－—]+[^-_|－—]{0,30}(?:网|网站|政府|平台|门户|委员会|局|厅|部)$")
# What stands on one line with its label ends where the next label comes; a time of day is none.
_COLON = re.compile(r"：|(?<![0-9]):")
_BREADCRUMB = re.compile(r"当前所在|当前位置|首页\s*>|信息公开$")
_NO_TITLE = re.compile(
    r"(?:无标题(?:文档|页)?|新建.{0,10}|untitled.{0,10}|document|index|首页|网站首页|详情页?|内容页?|正文|文章页?)",
    re.I,
)
_LABELS = re.compile(
    "索引号?|信息索引号?|统一编号|信息编号|主题分类|组配分类|体裁分类|体裁|分类|信息类别|发文机关|发文单位|制发机关|制定机关|印发机关|发布机构|发布机关|发布单位"
    "|公开机构|公开责任部门|责任部门|信息来源|成文日期|生成日期|印发日期|签发日期|标题|名称|信息名称|文件名称|发文字号|文件编号|文号|发布日期|发布时间|公开日期|发文日期"
    "|实施日期|施行日期|生效日期|失效日期|废止日期|截止日期|文件状态|有效性|时效性?|效力状态|有效期|公文种类|文种|主题词|关键词|公开方式|公开形式|公开范围|内容概述"
)
_LABELS_BEGIN = frozenset("【[") | {label[0] for label in _LABELS.pattern.split("|")}
_MAY_BE_LABELLED = frozenset({"td", "th", "dt", "dd", "li", "p", "div", "span"})
_PUBLISHED_KEYS = (
    *("pubdate", "publishdate", "publishtime", "pubtime", "firstpublishedtime", "article:published_time"),
    *("og:published_time", "datepublished", "dc.date.issued"),
)
_SOURCE_KEYS = ("contentsource", "meta:source", "docsource", "article:source", "dc.source")
# A day with another word before it (报名时间, 更新日期) is not the day of publication.
_PUBLISHED = re.compile(
    r"(?:(?:发布|发表|公开|上网)(?:时间|日期)|(?<![\u4e00-\u9fff])(?:时间|日期))\s?[:：]\s?"
    r"((?:19|20)\d\d\s?(?:[-./]\s?\d{1,2}\s?[-./]\s?\d{1,2}|年\s?\d{1,2}\s?月\s?\d{1,2}\s?日))(?!\d)"
)
_SOURCE = re.compile(
    r"(?<![\u4e00-\u9fff])(?:信息|稿件|文章|内容|新闻)?来\s?源\s?[:：]\s?([^\s：:|｜【\[][^：:|｜【\[]{0,100}?)"
    r"(?=\s?(?:发布|发表|公布|更新|时间|日期|作者|编辑|责任|责编|审核|浏览|阅读|点击|访问|字体|字号|分享|打印|文字|[|｜【\[]|(?:19|20)\d\d[-年]|$))"
)
# Some pages print the day without a word: 2024-01-12 17:00 来源：新华社.
_BARE_DAY = re.compile(
    r"((?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2})日?(?:\s\d{1,2}:\d\d(?::\d\d)?)?(?:\s?(?:信息|稿件|文章)?来\s?源.{0,200})?"
)
# A policy takes these from metadata as its own facts; a page's meta element of that name is about the site.
_RESERVED = frozenset(
    {"id", "title", "text", "doc_number", "issuer", "issued_on", "effective_on", "valid_until", "status", "source"}
    | {"digest", "checked_on", "confidence", "attachments", "published_on", "published_by", "ocr_pages", "html_title"}
)
_CHARS_NEAR = 20_000
_LINES_BEFORE = 40
_LINES_AFTER = 15
_LINES_OWN = 10
_LINES_WITH_BARE_DAY = 12
_LONG_LINE = 400


class Surroundings(NamedTuple):
    """Lines of a page: those before its text, nearest first, those after, and the text's own first ones."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    own: tuple[str, ...]


def read_metadata(root: Any, body: Body, deadline: Deadline) -> dict[str, object]:
    """Return the page's meta elements, the labelled table outside its text and its title as ``html_title``."""
    found: dict[str, object] = {}
    for meta in root.iter("meta"):
        deadline.check()
        key = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        value = mend(meta.get("content") or "").strip()
        if key == "articletitle":
            value = _untagged(value)
        if key and value:
            found.setdefault(f"meta:{key}" if key in _RESERVED else key, value)
    for title in (title for title in root.iter("title") if title.getparent().tag != "svg"):
        found.setdefault("html_title", " ".join(mend(title.text or "").split()))
    for label, value in _labelled(root, body, deadline):
        found.setdefault(label, value)
    return found


def read_published(near: Surroundings, metadata: dict[str, object]) -> date | None:
    """Return the day a page was put on its site (发布日期), never that of the document (成文日期)."""
    for key in _PUBLISHED_KEYS:
        day = _day(str(metadata.get(key) or "")[:40])
        if day:
            return day
    for key in ("发布日期", "发布时间", "公开日期"):
        day = _day(str(metadata.get(key) or "")[:40])
        if day:
            return day
    for line in (*near.own, *near.before, *near.after):
        for match in _PUBLISHED.finditer(line):
            if day := _day(match[1]):
                return day
    bare = (_BARE_DAY.fullmatch(line) for line in (*near.own, *near.before[:_LINES_WITH_BARE_DAY]))
    return next((day for match in bare if match and (day := _day(match[1]))), None)


def read_source(near: Surroundings, metadata: dict[str, object]) -> str:
    """Return whom a page names as its source (来源): 本网, a bureau, another site; empty if nobody."""
    for key in _SOURCE_KEYS:
        stated = re.sub(r"^(?:信息)?来源\s?[:：]\s?", "", str(metadata.get(key) or "").strip())
        if stated and not stated.startswith(("http:", "https:")):
            return stated[:200]
    for line in (*near.own, *near.before, *near.after):
        match = _SOURCE.search(line)
        if match and match[1].strip(" -—"):
            return match[1].strip()
    return str(metadata.get("信息来源") or "")[:200]


def read_title(root: Any, body: Body, metadata: dict[str, object], deadline: Deadline) -> str:
    """Return a page's title: what it states as ArticleTitle, the h1 over its text, or what the browser's tab shows."""
    stated = str(metadata.get("articletitle") or _untagged(str(metadata.get("og:title") or "")))
    above = _heading_above(root, body, metadata, deadline)
    if stated and not (above and _letters(above).startswith(_letters(stated).rstrip("…."))):
        return stated
    return above or _tab_title(metadata)


def read_surroundings(root: Any, body: Body, deadline: Deadline) -> Surroundings:
    """Return the lines about a page's text, and its own first ones where the site may still be around it."""
    tops = set(body.elements)
    # A text may stand in an element that the page shows only when its script has run.
    chain = {ancestor for top in tops for ancestor in top.iterancestors()}
    pieces: list[str] = []

    def left_out(node: Any) -> bool:
        if node in tops:
            pieces.append("\n\0\n")
            return True
        return is_hidden(node) and node not in chain

    for text, _ in texts(root, left_out, deadline):
        pieces.append("\n" if text == "\n" else SPACES.sub(" ", text))
    before, _, after = "".join(pieces).partition("\0")
    own = [] if body.known or not tops else lines(body.elements[0], body.leaves_out, deadline, 4000)
    return Surroundings(
        tuple(reversed(_short_lines(before[-_CHARS_NEAR:])[-_LINES_BEFORE:])),
        tuple(_short_lines(after[:_CHARS_NEAR])[:_LINES_AFTER]),
        tuple(line for line in own[:_LINES_OWN] if len(line) <= _LONG_LINE),
    )


def _short_lines(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in mend(text).split("\n"))
    return [line for line in lines if 0 < len(line) <= _LONG_LINE]


def _labelled(root: Any, body: Body, deadline: Deadline) -> Iterator[tuple[str, str]]:
    """Yield 发文字号 and 国办发〔2024〕1号 from two cells of a row, a list item, or a line with a colon.

    The text's own tables are none of it, unless the site may still be around the text.
    """
    import lxml.etree

    inside = set(body.elements) if body.known else set()
    steps = lxml.etree.iterwalk(root, events=("start",))
    for _, node in steps:
        deadline.check()
        if node in inside:
            steps.skip_subtree()
        elif node.tag in _MAY_BE_LABELLED and first_letter(node) in _LABELS_BEGIN:
            label, value = _pair(node, colon=not body.known)
            if value:
                yield label, value


def _pair(node: Any, *, colon: bool) -> tuple[str, str]:
    """Read a label and its value; ``colon`` says whether a label in a cell must end with one."""
    sibling = node.getnext()
    beside = sibling is not None and (
        (node.tag in ("td", "th", "dt") and sibling.tag in ("td", "dd"))
        or (node.tag == "span" and sibling.tag in ("span", "em", "b", "i"))
    )
    label = short_text(node, 20 if beside else 300) or ""
    if beside and (label.endswith(("：", ":")) or (node.tag != "span" and not colon)):
        value = short_text(sibling, 500, 60) or ""
    else:
        label, _, value = label.replace(":", "：", 1).partition("：")
    label = re.sub(r"\s", "", label).rstrip("：:").strip("【】[]")
    value = value.strip()
    if not _LABELS.fullmatch(label) or _LABELS.fullmatch(value.rstrip("：:")) or (not beside and _COLON.search(value)):
        return "", ""
    return label, value


def _heading_above(root: Any, body: Body, metadata: dict[str, object], deadline: Deadline) -> str:
    """Return the title printed over the text: of the h1 before it and in it one that the tab shows, else the nearest."""
    tab = _letters(_tab_title(metadata))
    before: list[str] = []
    inside: list[str] = []
    first = body.elements[0] if body.elements else None
    target = before
    for node in root.iter():
        deadline.check()
        if node is first:
            if body.known:
                break
            target = inside
        if node.tag in ("h1", "ucaptitle") and not is_hidden(node):
            text = plain(node, deadline, 400)
            if 4 <= len(text) <= 200 and not _BREADCRUMB.search(text):
                target.append(text)
    shown = [text for text in (*inside, *reversed(before)) if len(_letters(text)) >= 4 and _letters(text) in tab]
    return next(iter((*shown, *reversed(before), *inside)), "")


def _tab_title(metadata: dict[str, object]) -> str:
    """Return the page's <title> without the site's name, which stands before or after it."""
    text = str(metadata.get("html_title") or "")[:300]
    site = str(metadata.get("sitename") or "")
    if site and site != text:
        text = re.sub(rf"^{re.escape(site)}\s*[-_|－—]+\s*|\s*[-_|－—]+\s*{re.escape(site)}$", "", text)
    text = _SITE_SUFFIX.sub("", text)
    parts = [part.strip() for part in re.split(r"[_|]", text) if part.strip()]
    title = parts[0] if parts else ""
    return "" if _NO_TITLE.fullmatch(title) else title


def _untagged(text: str) -> str:
    return " ".join(re.sub(r"<[^<>]{1,40}>|&nbsp;?", " ", text[:500]).split())


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def _day(text: str) -> date | None:
    compact = re.fullmatch(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{4,6})?\s*", text)
    return parse_date(
        "-".join(compact.groups()) if compact else re.sub(r"\s?([-./年月日])\s?", r"\1", text).replace("T", " ")
    )

"""Web pages of governments: the body without the site around it, and what the page says about itself."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from typing import Any

from policymatch.errors import ReadError
from policymatch.model import Block, Document
from policymatch.readers.blocks import BlockList
from policymatch.readers.html_body import find_body
from policymatch.readers.html_furniture import without_furniture
from policymatch.readers.html_links import base_of, find_attachments
from policymatch.readers.html_lists import shows_numbers
from policymatch.readers.html_page import read_metadata, read_published, read_source, read_surroundings, read_title
from policymatch.readers.html_walk import write_body
from policymatch.readers.limits import Deadline, Limits, too_large
from policymatch.readers.secrecy import refuse_marked

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)
# The only declarations worth believing before GB18030: their pages would also pass as GB18030, and come out wrong.
_OTHER_CHARSETS = {"big5": "big5hkscs", "big5-hkscs": "big5hkscs", "shift_jis": "cp932", "euc-kr": "cp949"}
_TITLE_WITHIN = 12
_HAN = re.compile("[\u4e00-\u9fff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")


def read(data: bytes, name: str, limits: Limits, deadline: Deadline) -> Document:
    """Read a web page; nothing in it is executed and nothing it refers to is fetched.

    ``metadata`` holds the page's meta elements, the labelled table above the text (发文字号, 成文日期 ...), its title as
    ``html_title``, and keys of ours: ``published_on``, the day it was put on its site; ``published_by``, whom it names as
    its source (来源); ``attachments``, the files it links to; ``damaged``, true where the page is cut off or a part of it
    was swallowed. Raises ReadError (编码无法识别, 文件损坏, 没有文字, 涉密, 超出上限).
    """
    if data.count(b"<") + data.count(b"=") > limits.max_nodes // 2:
        raise too_large(f"网页里的标签超过 {limits.max_nodes // 2} 个")
    page = decode(data)
    root = _parse(page)
    deadline.check()
    body = find_body(root, deadline)
    metadata = read_metadata(root, body, deadline)
    if _is_damaged(page, root):
        metadata["damaged"] = True
    blocks = BlockList(limits, deadline)
    write_body(body, blocks, deadline, numbers=shows_numbers(root))
    near = read_surroundings(root, body, deadline)
    refuse_marked(near.before, "网页")
    published = read_published(near, metadata)
    if published:
        metadata["published_on"] = published.isoformat()
    if source := read_source(near, metadata):
        metadata["published_by"] = source
    if attachments := find_attachments(root, body, base_of(root, metadata), deadline):
        metadata["attachments"] = attachments
    text = without_furniture(blocks.done(), head=not body.known)
    if not text and next(root.iter("frame", "iframe"), None) is not None:
        raise ReadError(
            "网页的正文在框架（frame）里，这个文件只有外框",
            "请在浏览器中单独打开正文所在的框架，再另存为网页。",
            kind="没有文字",
        )
    title = read_title(root, body, metadata, deadline)
    return Document(name, "html", _titled(text, title, limits, deadline), metadata)


def _titled(text: tuple[Block, ...], title: str, limits: Limits, deadline: Deadline) -> tuple[Block, ...]:
    """Make the line that is the title one of level 1; where the text does not begin with it, put it on top."""
    if not title or not text:
        return text
    for number, block in enumerate(text[:_TITLE_WITHIN]):
        if _same(title, block.text) and not block.table:
            return (*text[:number], replace(block, level=1), *text[number + 1 :])
    top = BlockList(limits, deadline)
    top.add(" ".join(title.split()), level=1)
    return top.done() + text


def _same(title: str, text: str) -> bool:
    return re.sub(r"\W", "", title) == re.sub(r"\W", "", text)


def decode(data: bytes) -> str:
    """Decode a page: mark, strict UTF-8, strict GB18030, and only then with a few broken bytes.

    What a page declares counts little: sites serve GBK declared as UTF-8 and the reverse.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    declared = _DECLARED.search(data[:4096])
    other = _OTHER_CHARSETS.get(declared[1].decode("ascii").lower()) if declared else None
    for encoding in filter(None, ("utf-8", other, "gb18030")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030" or not _is_broken_utf8(data):
            return text
    text = min((data.decode(encoding, errors="replace") for encoding in ("utf-8", "gb18030")), key=_broken)
    # Where only a part is in another encoding, the one with fewer broken bytes may be the wrong one for all the rest.
    if _broken(text) * 50 > len(text) or _is_mixed(data, text):
        raise ReadError("认不出网页的文字编码", "请用浏览器打开，另存为网页（UTF-8）后再试。", kind="编码无法识别")
    return text


def _broken(text: str) -> int:
    return text.count("\ufffd")


def _is_broken_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", errors="replace")
    return len(text) - len(text.encode("ascii", "ignore")) > 10 * _broken(text)


def _is_mixed(data: bytes, text: str) -> bool:
    """Whether text that was decoded as GB18030 is in good part UTF-8: there Han characters do not come about by chance."""
    other = data.decode("utf-8", errors="replace")
    return other != text and 20 * len(_HAN.findall(other)) > len(_NOT_ASCII.findall(text))


def _parse(text: str) -> Any:
    import lxml.etree

    # Saved pages hold pictures of megabytes as text and hundreds of unclosed elements: huge_tree lets them pass, up to
    # 2048 elements deep. HTML has no entities that grow.
    parser = lxml.etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    clean = text.replace("\x00", "").encode("utf-8", errors="replace")
    damaged = ReadError("网页解析不出内容", "请用浏览器打开并重新另存后再试。", kind="文件损坏")
    try:
        root = lxml.etree.fromstring(clean, parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise damaged from error
    if root is None:
        raise damaged
    # The parser stops without a word where tags are nested too deep.
    if any(entry.level >= lxml.etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise ReadError("网页结构损坏或嵌套过深，读不完整", "请用浏览器打开并重新另存后再试。", kind="文件损坏")
    return root


def _is_damaged(text: str, root: Any) -> bool:
    """Whether a page stops before its end, or something that nothing closes has swallowed a part of it."""
    lower = text.lower()
    if "<html" in lower and "</html" not in lower:
        return True
    if lower.count("<html") > 1 or lower.rfind("<!--") > lower.rfind("-->"):
        return True
    # A script that has lost its end takes everything with it up to the end of the next one.
    for name in ("script", "style"):
        if lower.count(f"<{name}") != lower.count(f"</{name}") + lower.count(f"<\\/{name}"):
            return True
    return any(
        "</body" in (element.text or "").lower() for element in root.iter("script", "style", "title", "textarea")
    )

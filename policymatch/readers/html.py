"""Web pages of governments: the body without the site around it, and what the page says about itself."""

from __future__ import annotations

import codecs
import re
from typing import Any

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers.blocks import BlockList
from policymatch.readers.limits import Deadline, Limits, too_large
from policymatch.readers.secrecy import refuse_marked
from policymatch.text.normalize import mend

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)
# The only declarations worth believing before GB18030: their pages would also pass as GB18030, and come out wrong.
_OTHER_CHARSETS = {"big5": "big5hkscs", "big5-hkscs": "big5hkscs", "shift_jis": "cp932", "euc-kr": "cp949"}

# Where the systems that governments use put the text, the surest first.
_CONTAINERS = (
    ("id", "UCAP-CONTENT"),
    ("class", "trs_editor_view"),
    ("class", "TRS_Editor"),
    ("class", "pages_content"),
    ("class", "Article_content"),
    ("class", "article_content"),
    ("class", "content_article"),
    ("id", "ivs_content"),
    ("id", "info_content"),
    ("id", "info_cont"),
    ("class", "article-content"),
    ("id", "zoomcon"),
    ("id", "zoom"),
    ("tag", "article"),
)
_ENOUGH = 60
_MARKED = 200  # blocks of a page, counted from its top, in which a mark of secrecy may stand
_LONG_CELL = 2000
_NEVER = frozenset(
    {"script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg", "canvas", "map", "audio"}
    | {"video", "select", "datalist", "button", "input", "textarea", "nav"}
)
_AROUND = frozenset({"header", "footer", "aside"})
_AROUND_NAMES = re.compile(
    r"(?:^|[\s_-])(?:header|head|footer\w*|foot|nav\w*|mainnav|menu|sidebar|sidemenu\d?|breadcrumb|crumbs|share"
    r"|search\w*|copyright)(?:$|[\s_-])",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_INLINE = frozenset(
    re.findall(
        r"\S+",
        "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark o:p q rp rt ruby s samp "
        "small span strike strong sub sup time tt u var wbr",
    )
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HAN = re.compile("[\u4e00-\u9fff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_SITE_SUFFIX = re.compile(r"\s*[-_|－—]+[^-_|－—]{0,30}(?:网|网站|政府|平台|门户|委员会|局|厅|部)$")
_BREADCRUMB = re.compile(r"当前所在|当前位置|首页\s*>|信息公开$")
_LABELS = re.compile(
    "索引号|统一编号|主题分类|分类|发文机关|发布机构|发布机关|成文日期|标题|名称|发文字号|文号|发布日期|实施日期|生效日期"
    "|失效日期|文件状态|有效性|主题词"
)


def read(data: bytes, name: str, limits: Limits, deadline: Deadline) -> Document:
    """Read a web page; nothing in it is executed and nothing it refers to is fetched.

    ``metadata`` holds the page's meta elements, the labelled table above the text (发文字号, 成文日期 ...) and its
    title as ``html_title``; ``damaged`` is true where the page is cut off or a part of it was swallowed. Raises ReadError (编码无法识别, 文件损坏, 涉密).
    """
    if data.count(b"<") + data.count(b"=") > limits.max_nodes // 2:
        raise too_large(f"网页里的标签超过 {limits.max_nodes // 2} 个")
    text = decode(data)
    root = _parse(text)
    deadline.check()
    metadata = _metadata(root, deadline)
    if _is_damaged(text, root):
        metadata["damaged"] = True
    body = root.find("body")
    containers = _containers(root, deadline)
    blocks = BlockList(limits, deadline)
    if containers:
        around = BlockList(limits, deadline)
        _Walk(around, whole_page=False).run(root if body is None else body)
        refuse_marked((block.text for block in around.done()[:_MARKED]), "网页")
        for container in containers:
            _Walk(blocks, whole_page=False).run(container)
    else:
        _Walk(blocks, whole_page=True).run(root if body is None else body)
    titled = BlockList(limits, deadline)
    if containers and blocks.done():
        title = _title(root, containers[0], metadata)
        if not any(_same(title, block.text) for block in blocks.done()[:12]):
            titled.add(title, level=1)
    return Document(name, "html", titled.done() + blocks.done(), metadata)


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
    import lxml.html

    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    clean = text.replace("\x00", "").encode("utf-8", errors="replace")
    try:
        root = lxml.html.document_fromstring(clean, parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise ReadError("网页解析不出内容", "请用浏览器打开并重新另存后再试。", kind="文件损坏") from error
    # The parser stops without a word where tags are nested too deep or a text is too long.
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
    return any(
        "</body" in (element.text or "").lower() for element in root.iter("script", "style", "title", "textarea")
    )


def _containers(root: Any, deadline: Deadline) -> list[Any]:
    """Return the elements that hold the text, outermost only; empty where none is known."""
    for attribute, value in _CONTAINERS:
        if attribute == "tag":
            found = list(root.iter(value))
        elif attribute == "id":
            found = root.xpath("//*[@id=$v]", v=value)
        else:
            found = root.xpath("//*[contains(concat(' ', normalize-space(@class), ' '), $v)]", v=f" {value} ")
        full = []
        for element in found:
            deadline.check()
            if _text_length(element) >= _ENOUGH:
                full.append(element)
        if full:
            chosen = set(full)
            return [element for element in full if not any(above in chosen for above in element.iterancestors())]
    return []


def _text_length(element: Any) -> int:
    return sum(
        len("".join(text.split())) for text in element.xpath(".//text()[not(ancestor::script or ancestor::style)]")
    )


def _metadata(root: Any, deadline: Deadline) -> dict[str, object]:
    found: dict[str, object] = {}
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or "").strip().lower()
        value = mend(meta.get("content") or "").strip()
        if key and value:
            found.setdefault(key, value)
    for title in root.iter("title"):
        found.setdefault("html_title", _plain(title))
    for element in root.iter("td", "th", "dt", "li"):
        deadline.check()
        label, value = _labelled(element)
        if value:
            found.setdefault(label, value)
    return found


def _labelled(element: Any) -> tuple[str, str]:
    """Read 发文字号：国办发〔2024〕1号 from two cells of a row, or from a list item whose first child is the label."""
    if element.tag == "li":
        if len(element) == 0 or len(element) > 3:
            return "", ""
        label, value = _plain(element[0]), (element[0].tail or "") + "".join(_plain(child) for child in element[1:])
    else:
        sibling = element.getnext()
        if sibling is None or sibling.tag not in ("td", "dd") or len(element) > 3:
            return "", ""
        label, value = _plain(element), _plain(sibling)
    if len(label) > 20:
        return "", ""
    label = re.sub(r"\s", "", label).rstrip("：:")
    return (label, mend(" ".join(value.split()))) if _LABELS.fullmatch(label) and len(value) < 500 else ("", "")


def _plain(element: Any) -> str:
    texts = element.xpath(".//text()[not(ancestor::script or ancestor::style)]")
    return mend(" ".join("".join(texts).split()))


def _title(root: Any, container: Any, metadata: dict[str, object]) -> str:
    """Return the title that stands above the text: the nearest h1 before it, else what the page calls itself."""
    best = ""
    for element in root.iter():
        if element is container:
            break
        if element.tag == "h1":
            text = _plain(element)
            if 4 <= len(text) <= 200 and not _BREADCRUMB.search(text):
                best = text
    stated = metadata.get("articletitle") or _SITE_SUFFIX.sub("", str(metadata.get("html_title") or "")[:300])
    return best or str(stated)


def _same(title: str, text: str) -> bool:
    return re.sub(r"\W", "", title) == re.sub(r"\W", "", text)


class _Walk:
    """Turns an element into blocks: one for each paragraph, heading, line before <br> and table row."""

    def __init__(self, blocks: BlockList, *, whole_page: bool) -> None:
        self._blocks = blocks
        self._whole_page = whole_page
        self._pending: list[str] = []
        self._level = 0

    def run(self, element: Any) -> None:
        import lxml.etree

        steps = lxml.etree.iterwalk(element, events=("start", "end"))
        for event, node in steps:
            if event == "end":
                self._leave(node, element)
            elif node is not element and self._is_left_out(node):
                steps.skip_subtree()
            elif node.tag == "tr" and (cells := _data_cells(node)):
                self._flush()
                self._blocks.add_row(cells)
                steps.skip_subtree()
            else:
                self._enter(node)
        self._flush()

    def _enter(self, node: Any) -> None:
        if node.tag not in _INLINE:
            self._flush()
            self._level = _HEADINGS.get(node.tag, self._level)
        if node.text:
            self._pending.append(node.text)

    def _leave(self, node: Any, top: Any) -> None:
        # What is left out has no text, and must not cut in two the sentence it stands in.
        if node.tag not in _INLINE and node.tag not in _NEVER:
            self._flush()
            if node.tag in _HEADINGS:
                self._level = 0
        if node is not top and node.tail:
            self._pending.append(node.tail)

    def _flush(self) -> None:
        text = _SPACES.sub(" ", "".join(self._pending))
        self._pending.clear()
        self._blocks.add(text, level=self._level)

    def _is_left_out(self, node: Any) -> bool:
        if not isinstance(node.tag, str) or node.tag in _NEVER:
            return True
        if node.get("hidden") is not None or _HIDDEN.search((node.get("style") or "")[:1000]):
            return True
        if not self._whole_page or node.tag in ("html", "body"):
            return False
        names = f"{node.get('class') or ''} {node.get('id') or ''}"[:300]
        return node.tag in _AROUND or _AROUND_NAMES.search(names) is not None


def _data_cells(row: Any) -> list[str]:
    """Return a row's cells; empty for a row that only lays the page out: one cell, a table or whole texts inside."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2 or next(row.iter("table"), None) is not None:
        return []
    texts = [_cell_text(cell) for cell in cells]
    return [] if max(map(len, texts)) > _LONG_CELL else texts


def _cell_text(cell: Any) -> str:
    """Return a cell's text as one line, with a space where it has a line of its own."""
    import lxml.etree

    parts: list[str] = []
    steps = lxml.etree.iterwalk(cell, events=("start", "end"))
    for event, node in steps:
        if node.tag not in _INLINE and node.tag not in _NEVER:
            parts.append(" ")
        if event == "end":
            parts.append(node.tail or "" if node is not cell else "")
        elif node.tag in _NEVER:
            steps.skip_subtree()
        else:
            parts.append(node.text or "")
    return " ".join("".join(parts).split())

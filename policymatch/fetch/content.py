"""What an address gave us: a document, and of which kind, whatever the server calls it."""

from __future__ import annotations

import re
from email.message import Message
from pathlib import Path, PurePosixPath
from urllib.parse import unquote_to_bytes, urlsplit

from policymatch.errors import FetchError, ReadError
from policymatch.fetch.faults import empty
from policymatch.readers.find import SUPPORTED
from policymatch.readers.sniff import format_of

_ENDINGS = {"html": ".html", "markdown": ".md", "text": ".txt", "mhtml": ".mht", "xml": ".doc"}
"""The ending of a format where it is not the format's own name."""

_PAGES = frozenset({".html", ".htm", ".shtml"})
_OFFICE = frozenset({".doc", ".wps", ".wpt", ".dot", ".docm", ".rtf", ".ofd", ".odt", ".caj", ".ceb"})
_TABLES = frozenset({".xls", ".et", ".xlsx", ".xlsm", ".ods"})
_PACKED = frozenset({".zip", ".rar", ".7z"})
_READABLE = frozenset({".pdf", ".docx", ".txt", ".md"})
_DOCUMENTS = _READABLE | _OFFICE | _TABLES | _PACKED

_NOT_TEXT = re.compile(r"(?:application/(?:json|javascript|x-javascript|xml)|text/(?:css|javascript|xml)|image/|audio/|video/)", re.I)  # fmt: skip
_TITLE = re.compile(rb"<title[^>]{0,100}>([^<]{0,300})", re.I)
_GONE = re.compile(
    "(?:错误)?404(?:错误|页面|页)|(?:.{0,6}(?:页面|网页|文章|内容))?(?:不存在|找不到|未找到|无法找到|已删除)"
    "|not found|出错(?:了|啦)?|系统错误|访问出错|error(?: page)?"
)
_PIECES = re.compile("[-_|—－,，：:!！。]")
_LOGIN = re.compile("登录|登陆|统一身份认证|log ?in|sign in")
_PASSWORD = re.compile(rb"<input[^>]{0,300}type\s*=\s*[\"']?password", re.I)
_HEAD = 64 * 1024
_BY_BROWSER = "请用浏览器打开看看；是文件的另存后再用 policymatch index 收入。"


def judge(data: bytes, url: str, content_type: str, named: str = "") -> tuple[str, str]:
    """Return the format and the ending (.pdf) of what was fetched; ``named`` is the name the server gives it.

    Documents in formats we cannot read yet are kept too. Raises FetchError (空内容, 内容不符, 不支持的格式, 文件损坏,
    找不到网页, 需要登录).
    """
    if not data.strip(b" \t\r\n\0"):
        raise empty()
    ending = next((found for found in (ending_of(named), ending_of(url)) if found in _DOCUMENTS), "")
    try:
        found = format_of(data, Path(f"x{ending}"))
    except ReadError as error:
        return _foreign(error, ending)
    if found == "html":
        _check_page(data, ending)
    elif found == "text":
        _check_text(data, content_type)
    elif found == "picture":
        raise FetchError("网站给的是图片，不是文件", _BY_BROWSER, kind="不支持的格式")
    return found, _ENDINGS.get(found, f".{found}")


def is_for_index(path: Path) -> bool:
    """Whether a kept file is a text that indexing reads, or about which it says how to make it readable."""
    return path.suffix in SUPPORTED | _OFFICE


def ending_of(name: str) -> str:
    """Return the ending (.pdf) of an address's path or of a file's name, in lower case."""
    return PurePosixPath(urlsplit(name).path if "://" in name else name).suffix.lower()[:10]


def without_ending(name: str) -> str:
    """Return a name without the ending of a document, if it has one."""
    return name[: -len(ending)] if (ending := ending_of(name)) in _DOCUMENTS | _PAGES else name


def stated_name(disposition: str) -> str:
    """Return the file's name in a Content-Disposition, which servers write raw in UTF-8 or GBK, or escaped."""
    message = Message()
    message["Content-Disposition"] = re.sub(r"[\r\n]", " ", disposition)
    try:
        name = message.get_filename() or ""
    except (LookupError, ValueError):
        return ""
    raw = unquote_to_bytes(name.encode("latin-1", errors="ignore")) if not _is_wide(name) else name.encode()
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _is_wide(name: str) -> bool:
    return any(ord(char) > 255 for char in name)


def _foreign(error: ReadError, ending: str) -> tuple[str, str]:
    """Keep a document that some program can open; refuse what is none, or not what it says it is."""
    if error.kind in ("不支持的格式", "已加密") and ending in _DOCUMENTS - _READABLE:
        return ending.removeprefix("."), ending
    if error.kind == "已加密" or (error.kind == "不支持的格式" and "旧版 Office" in error.message):
        return "doc", ".doc"
    kind = "内容不符" if error.kind == "文件损坏" else error.kind
    raise FetchError(error.message, error.hint or _BY_BROWSER, kind=kind) from error


def _check_page(data: bytes, ending: str) -> None:
    if ending in _DOCUMENTS:
        raise FetchError(
            f"地址是 {ending} 文件，网站给的却是网页（多半是出错或登录页面）", _BY_BROWSER, kind="内容不符"
        )
    head = data[:_HEAD]
    found = _TITLE.search(head)
    if found is None:
        return
    title = " ".join(_decoded(found[1]).lower().split())
    gone = title.startswith("404") or any(_GONE.fullmatch(piece.strip()) for piece in _PIECES.split(title))
    if gone and len(title) < 40:
        raise FetchError(
            f"网站给的是出错页面（“{title}”）", "请到发文机关网站按标题或文号查找新地址。", kind="找不到网页"
        )
    if len(title) < 40 and _LOGIN.search(title) and _PASSWORD.search(head):
        raise FetchError("网站要求登录", "请用浏览器登录后另存，再用 policymatch index 收入。", kind="需要登录")


def _check_text(data: bytes, content_type: str) -> None:
    from policymatch.readers.plain import decode

    if _NOT_TEXT.match(content_type.strip()):
        raise FetchError(f"网站给的不是文件（{content_type.strip()[:60]}）", _BY_BROWSER, kind="不支持的格式")
    try:
        decode(data)
    except ReadError as error:
        raise FetchError("网站给的不是能读的文件", _BY_BROWSER, kind="不支持的格式") from error


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")

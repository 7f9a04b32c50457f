"""Web addresses in one form, and which of them belong together."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from policymatch.errors import FetchError

MAX_ADDRESS = 4000
"""Characters of the longest address; servers refuse longer ones anyway."""

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_.])?|[0-9a-f:.]{2,45}")
_CONTACT = re.compile(r"[A-Za-z0-9@:/._+~?=&%-]{3,200}")
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
# quote() itself leaves letters, digits and _.-~ alone.
_PATH = "/%:@!$&'()*+,;="
_QUERY = _PATH + "?"
_CHECK = "请检查地址；应以 http:// 或 https:// 开头。"


def normalise(text: str) -> str:
    """Return an http(s) address in ASCII: scheme and host in lower case, Chinese percent-encoded, no fragment.

    Raises FetchError (地址有误).
    """
    text = text.strip()
    if not text or len(text) > MAX_ADDRESS:
        raise _bad(text, "是空的" if not text else "过长")
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        raise _bad(text, "里有不能用的字符")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _bad(text, "写法不对") from error
    if parts.scheme not in _PORTS:
        raise _bad(text, f"是 {parts.scheme}: 地址，只能下载网页" if parts.scheme else "缺少 http:// 或 https://")
    if parts.username is not None or parts.password is not None:
        raise _bad(text, "里带有用户名或密码")
    host = _host(parts, text)
    if port is not None and port != _PORTS[parts.scheme]:
        host = f"{host}:{port}"
    path = quote(_LONE_PERCENT.sub("%25", parts.path or "/"), safe=_PATH)
    query = quote(_LONE_PERCENT.sub("%25", parts.query), safe=_QUERY)
    return urlunsplit((parts.scheme, host, path, query, ""))


def join(base: str, link: str) -> str:
    """Return the normalised address of a link on a page. Raises FetchError (地址有误)."""
    try:
        return normalise(urljoin(base, link.strip()))
    except ValueError as error:
        raise _bad(link, "写法不对") from error


def host_of(url: str) -> str:
    """Return the host of a normalised address, without its port."""
    return urlsplit(url).hostname or ""


def origin_of(url: str) -> str:
    """Return scheme, host and port of a normalised address: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def port_of(url: str) -> int:
    """Return the port of a normalised address."""
    parts = urlsplit(url)
    return parts.port or _PORTS[parts.scheme]


def target_of(url: str) -> str:
    """Return what a request for a normalised address asks of its host: path and query."""
    parts = urlsplit(url)
    return urlunsplit(("", "", parts.path, parts.query, ""))


def same_site(one: str, other: str) -> bool:
    """Whether two normalised addresses are on one site; www. makes no difference, other subdomains do."""
    return host_of(one).removeprefix("www.") == host_of(other).removeprefix("www.")


def is_front_page(url: str) -> bool:
    """Whether a normalised address names a site and no page of it."""
    return target_of(url) == "/"


def is_contact(text: str) -> bool:
    """Whether a text can stand in the User-Agent as a contact: an e-mail address or a web address in ASCII."""
    return _CONTACT.fullmatch(text) is not None


def _host(parts: SplitResult, text: str) -> str:
    host = parts.hostname or ""
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError as error:
            raise _bad(text, "里的网站名不对") from error
    if not _HOST.fullmatch(host) or ".." in host:
        raise _bad(text, "里的网站名不对")
    return f"[{host}]" if ":" in host else host


def _bad(text: str, what: str) -> FetchError:
    shown = "".join(char if char.isprintable() else "�" for char in text[:80])
    return FetchError(f"地址“{shown}”{what}", _CHECK, kind="地址有误")

"""What a page's elements mean: which hold no text, which stand in a line, which belong to the site around a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from policymatch.readers.limits import Deadline
from policymatch.text.normalize import mend

NEVER = frozenset(
    {"script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg", "canvas", "map", "audio"}
    | {"video", "select", "datalist", "button", "input", "textarea", "nav"}
)
INLINE = frozenset(
    re.findall(
        r"\S+",
        "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark o:p publishtime q rp rt "
        "ruby s samp small span strike strong sub sup time tt u var wbr",
    )
)
SPACES = re.compile(r"[ \t\r\n\f\xa0]+")

_AROUND = frozenset({"header", "footer", "aside"})
_AROUND_NAMES = re.compile(
    r"(?:^|[\s_-])(?:header\w*|head|footer\w*|foot|nav\w*|mainnav|menu|sidebar|sidemenu\d?|breadcrumbs?|crumbs?|curmb?"
    r"|search\w*|copyright|quickbar|toolbar|pagination|pagediv|easybtn)(?:$|[\s_-])",
    re.I,
)
# What systems put at the end of a text, inside the element that holds it.
_EXTRA_NAMES = re.compile(
    r"(?:^|[\s_-])(?:\w{0,8}share\w{0,12}|\w{0,8}ewm|qr_?code\w{0,8}|qr|xgxw|xgyd|xglj|xgwz|xgwj|related\w{0,8}|prev_?next|setfont"
    r"|fontsize|llcs|printbtn|closebtn|gotop|backtop|jiucuo)(?:$|[\s_-])",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)

LeftOut = Callable[[Any], bool]


def is_hidden(node: Any) -> bool:
    """Whether a node has no text of its own to show: a script, a comment, an element the page itself hides."""
    if not isinstance(node.tag, str) or node.tag in NEVER:
        return True
    style = node.get("style")
    return node.get("hidden") is not None or (style is not None and _HIDDEN.search(style[:1000]) is not None)


def is_extra(node: Any) -> bool:
    """Whether an element is named for what stands beside a text: share buttons, a QR code, related news."""
    names = _names(node)
    return names != "" and _EXTRA_NAMES.search(names) is not None


def is_around(node: Any) -> bool:
    """Whether an element is named for the site around a text (header, menu, footer, search) or stands beside one."""
    if node.tag in ("html", "body"):
        return False
    names = _names(node)
    if not names:
        return node.tag in _AROUND
    return node.tag in _AROUND or _AROUND_NAMES.search(names) is not None or _EXTRA_NAMES.search(names) is not None


def _names(node: Any) -> str:
    classes, own = node.get("class"), node.get("id")
    return f"{classes or ''} {own or ''}"[:300].strip() if classes or own else ""


def texts(element: Any, left_out: LeftOut, deadline: Deadline) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of text of an element, each with whether a link holds it; "\\n" stands where a line ends."""
    import lxml.etree

    steps = lxml.etree.iterwalk(element, events=("start", "end"))
    links = 0
    for event, node in steps:
        opens = event == "start"
        if node.tag == "a":
            links += 1 if opens else -1
        if node.tag not in INLINE and node.tag not in NEVER:
            yield "\n", False
        if not opens:
            if node is not element and node.tail:
                yield node.tail, links > 0
            continue
        deadline.check()
        if node is not element and left_out(node):
            steps.skip_subtree()
        elif node.text:
            yield node.text, links > 0


def plain(element: Any, deadline: Deadline, most: int = 100_000) -> str:
    """Return the text of an element as one line, cut at ``most`` characters."""
    return " ".join(lines(element, is_hidden, deadline, most))


def lines(element: Any, left_out: LeftOut, deadline: Deadline, most: int = 100_000) -> list[str]:
    """Return the text of an element line by line, without empty lines, cut at ``most`` characters."""
    pieces: list[str] = []
    length = 0
    for text, _ in texts(element, left_out, deadline):
        pieces.append("\n" if text == "\n" else SPACES.sub(" ", text))
        length += len(pieces[-1])
        if length > most:
            break
    broken = mend("".join(pieces)[:most]).split("\n")
    return [line for line in (" ".join(line.split()) for line in broken) if line]


def short_text(element: Any, most: int = 200, nodes: int = 16) -> str | None:
    """Return the text of a small element as one line; None for one of more characters or elements than that.

    Asked of every element of a page, so it must not walk a big one.
    """
    pieces: list[str] = []
    length = 0
    for count, node in enumerate(element.iter()):
        text = node.text if isinstance(node.tag, str) and node.tag not in NEVER else None
        tail = node.tail if node is not element else None
        for piece in (text, tail):
            if piece:
                pieces.append(piece)
                length += len(piece)
        if count >= nodes or length > most * 4:
            return None
    text = " ".join(mend("".join(pieces)).split())
    return text if len(text) <= most else None


def first_letter(element: Any, depth: int = 4) -> str:
    """Return the first letter that an element shows, looking at first children only; empty where there is none."""
    node = element
    for _ in range(depth):
        text = (node.text or "").strip()
        if text:
            return str(text[0])
        if not len(node):
            break
        node = node[0]
    return ""

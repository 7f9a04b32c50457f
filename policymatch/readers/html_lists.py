"""Numbers of lists: a browser writes them before each <li>, so they stand nowhere in the page's text."""

from __future__ import annotations

import re
from typing import Any

from policymatch.readers.numbering import spell

_MOST = 9999
_STYLES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_CSS_STYLES = {
    "decimal": "decimal",
    "decimal-leading-zero": "decimalZero",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting",
    "cjk-decimal": "chineseDigital",
    "simp-chinese-formal": "chineseLegalSimplified",
}
_MARKERLESS = frozenset({"none", "disc", "circle", "square"})
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s{0,20}:\s{0,20}([^;]{1,100})", re.I)
# An author whose site hides the numbers writes them himself, and must not get them twice.
_NUMBERED = re.compile(
    r"[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,4})(?:[)）、]|[.．](?!\d))|[①-⑳⑴-⒇⒈-⒛]"
    r"|第[一二三四五六七八九十百零\d]{1,6}[条章节项]"
)
_BARE = re.compile(r"(?:(?:ul|ol|body|html)[\s>]+)?(?:ol|li|\*)", re.I)
_MOST_CSS = 200_000


class ListNumbers:
    """The lists that stand open while a page is walked, and how far each has counted."""

    def __init__(self, *, shown: bool = True) -> None:
        self._shown = shown
        self._open: list[tuple[Any, list[int], int]] = []

    def enter(self, node: Any) -> str:
        """Begin an element; the number before its text if it is an item of a numbered list, else empty."""
        if node.tag in ("ol", "ul", "menu", "dir"):
            backwards = node.tag == "ol" and node.get("reversed") is not None
            first = sum(1 for child in node if child.tag == "li") if backwards else 1
            self._open.append((node, [_integer(node.get("start"), first)], -1 if backwards else 1))
        elif node.tag == "li" and self._open and self._open[-1][0].tag == "ol":
            holder, count, step = self._open[-1]
            number = _integer(node.get("value"), count[0])
            count[0] = number + step
            return _label(number, holder, node) if self._shown else ""
        return ""

    def leave(self, node: Any) -> None:
        """End an element."""
        if self._open and self._open[-1][0] is node:
            self._open.pop()


def numbered(label: str, text: str) -> str:
    """Put an item's number before its text, unless the text begins with one."""
    if not label or _NUMBERED.match(text):
        return text
    return f"{label}{text}"


def shows_numbers(root: Any) -> bool:
    """Whether the page's own style sheets leave lists their numbers; those it refers to are not read."""
    css = "".join(style.text or "" for style in root.iter("style"))[:_MOST_CSS]
    for rule in css.split("}"):
        selectors, _, declarations = rule.rpartition("{")
        stated = _LIST_STYLE.search(declarations[:2000])
        if stated and "none" in stated[1] and any(_BARE.fullmatch(one.strip()) for one in selectors[:2000].split(",")):
            return False
    return True


def _label(number: int, holder: Any, item: Any) -> str:
    style = _STYLES.get((item.get("type") or holder.get("type") or "1").strip(), "decimal")
    stated = _LIST_STYLE.search((item.get("style") or "")[:1000]) or _LIST_STYLE.search(
        (holder.get("style") or "")[:1000]
    )
    for word in stated[1].lower().split() if stated else ():
        if word in _MARKERLESS:
            return ""
        style = _CSS_STYLES.get(word, style)
    spelt = spell(number, style) if 0 < number <= _MOST else str(number)
    return f"{spelt}、" if style.startswith("chinese") else f"{spelt}."


def _integer(text: str | None, default: int) -> int:
    match = re.match(r"\s{0,20}([+-]?[0-9]{1,6})", text or "")
    return max(-_MOST, min(int(match[1]), _MOST)) if match else default

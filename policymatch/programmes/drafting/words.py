"""Sentences and their parts, and small words that name nothing."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[^。；;！\n]{1,4000}[。；;！]?")
_ASIDE = re.compile(r"[（(][^（）()]{0,120}[）)]")
_WIDE = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
_LEADING = re.compile(
    r"^(?:其中|同时|另外|此外|但|且|并|对于?|凡|凡属|原则上|一般|均|可以|其|其他|按照?|除前条外|除上述外)[，,：:]?"
)


def plain(text: str) -> str:
    """A text with plain digits and percent signs; no character is lost or added."""
    return text.translate(_WIDE)


def sentences(text: str) -> list[str]:
    """The parts of a text between full stops and semicolons, without these; asides in brackets are not cut."""
    held = _ASIDE.sub(lambda found: re.sub("[。；;]", "，", found[0]), text)
    return [bare for part in _SENTENCE.findall(held) if (bare := part.strip().rstrip("。；;！").strip())]


def without_asides(text: str) -> str:
    """A text without brackets, but for those that hold a figure of money or a share."""
    return _ASIDE.sub(lambda found: found[0] if re.search(r"^.(?!例如|比如|如)[^（）()]*[元%]", found[0]) else "", text)


def trimmed(text: str) -> str:
    """A text without the small words it begins with and the marks at its ends."""
    before = None
    bare = text.strip(' 　，,、：:；;。"')
    if bare.startswith("“") and bare.endswith("”") and "“" not in bare[1:]:
        bare = bare[1:-1]
    while before != bare:
        before = bare
        bare = _LEADING.sub("", bare).strip(" 　，,、：:；;。")
    return bare

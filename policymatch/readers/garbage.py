"""Text of a PDF that is not what is printed: letters of a font that does not say which characters they are."""

from __future__ import annotations

import re
from typing import Any

_STRANGE = re.compile(
    # Hangul, private use, replacement characters, controls, and letters of scripts that no policy is written in
    "[\ufffd\x00-\x08\x0e-\x1f\u0250-\u036f\u0530-\u1fff\ua000-\ud7ff\ue000-\uf8ff\ufb00-\ufdff\U000f0000-\U0010ffff]"
    r"|\(cid:\d{1,6}\)"
)
_LATIN = re.compile("[\u0080-\u00a6\u00a8-\u00af\u00b2-\u00b6\u00b8-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
# In Chinese prose every fourth or fifth character is one of these; glyph numbers taken for characters miss them all.
_COMMON = re.compile(
    "[的一是在和有为中国人民不以于上下业用年政管理工作部门应当规定法发地方行资金项目建设施单位会安保生]"
)
# What pypdf hands out for a glyph that has only a name of the font's own: /g2548, /G23, /cid1200.
_GLYPH_NAME = re.compile("/(?:[gG][0-9A-F]{1,5}|(?:c|cid|gid|glyph|index)[0-9A-F]{2,5})(?![0-9A-Za-z])")
# Signs that prose hardly needs, and that codes given out in order from 33 are full of.
_ODD = re.compile("[!\"#$&'<>?@\\[\\\\\\]^`{}\u2018\u2019]")


def is_garbage(text: str, *, suspect: bool = False) -> bool:
    """Whether a text taken from a PDF is not what is printed; ``suspect`` where pypdf did not know its encoding."""
    visible = len(text)
    if visible < 20:
        return False
    # (cid:123) counts by its length, or a page of nothing else would have only a sixth of its characters strange.
    strange = sum(len(match) for match in _STRANGE.findall(text))
    han = len(HAN.findall(text))
    if strange > visible * (0.05 if suspect else 0.2):
        return True
    names = len(_GLYPH_NAME.findall(text))
    if names >= 5 and names > 0.01 * visible:
        return True
    if len(_ODD.findall(text)) > (0.06 if suspect else 0.12) * visible and han < 0.3 * visible:
        return True
    if len(_LATIN.findall(text)) > 0.3 * visible and han < 0.1 * visible:
        return True
    return han >= 200 and len(_COMMON.findall(text)) < 0.02 * han


def is_renumbered(text: str) -> bool:
    """Whether the letters of fonts that say nothing about them are codes given out in order, from 1 or from 33."""
    codes = {ord(char) for char in text if not char.isspace()}
    return len(codes) >= 6 and min(codes) in (1, 2, 33, 34) and max(codes) - min(codes) < 1.2 * len(codes)


def is_doubtful(font: Any) -> bool:
    """Whether a font's dictionary leaves open which characters its codes are: embedded, and nothing that maps them.

    Some of those fonts use ordinary codes all the same, so what they hold decides.
    """
    if font is None or "/ToUnicode" in font:
        return False
    try:
        if font.get("/Subtype") == "/Type0":
            # Any other predefined encoding says what it means.
            encoding = font.get("/Encoding")
            return not isinstance(encoding, str) or encoding in ("/Identity-H", "/Identity-V")
        if "/Encoding" in font:
            return False
        descriptor = font.get("/FontDescriptor")
        descriptor = descriptor.get_object() if descriptor is not None else None
        return descriptor is not None and any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3"))
    except (AttributeError, TypeError):
        return False

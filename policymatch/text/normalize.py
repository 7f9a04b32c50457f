"""Two ways to put text in order: ``mend`` for what is kept, ``fold`` for what is compared.

A PDF's text is not its characters: browsers and office suites write 人 as U+2F08 and 民 as U+2EA0, because their
fonts draw a radical and the character with one glyph. Unicode's own normalisation mends the Kangxi radicals but
only two of the 115 characters of the CJK Radicals Supplement, so the rest stand in a table here.
"""

from __future__ import annotations

import re
import unicodedata

# Radical and ordinary character in turn. Where the radical is only a form taken inside characters (⺮), the ordinary
# character is the one it is a form of (竹), unless that form is in everyday use itself (亻 刂 氵). U+2E80,
# which is no part of a character but a sign of repetition, becomes the one in use (々).
_SUPPLEMENT = (
    "⺀々⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母"
    "⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺳网⺴网⺵网⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹"
    "⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠"
    "⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)

# Unicode gives these two Kangxi radicals their dictionary forms 戶 and 靑; fonts for simplified Chinese draw 户 and 青.
_MAINLAND = {0x2F3E: "户", 0x2FAD: "青"}

_INVISIBLE = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x180B, 0x180F),
    (0x200B, 0x200F),  # zero-width space and joiners, marks of direction
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE01EF),
)


def _radicals() -> dict[int, str]:
    kangxi = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    supplement = {ord(radical): plain for radical, plain in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)}
    return kangxi | supplement | _MAINLAND


def _mending() -> dict[int, str]:
    # Line feed, carriage return and tab lay a text out; every other control character only disturbs.
    controls = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), "")
    for kept in "\t\n\r":
        del controls[ord(kept)]
    breaks = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
    spaces = dict.fromkeys((0xA0, 0x2007, 0x202F), " ")
    invisible = {code: "" for first, last in _INVISIBLE for code in range(first, last + 1)}
    # Half of a surrogate pair comes out of broken JSON and could not be written to any file again.
    surrogates = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    # Unicode itself holds these brackets for the same as 〈〉, and fonts draw them with one glyph.
    brackets = {0x2329: "〈", 0x232A: "〉"}
    return _radicals() | brackets | controls | breaks | spaces | invisible | surrogates


_MENDING = _mending()
NEEDS_MENDING = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u034f\u061c\u180b-\u180f\u2007\u200b-\u200f\u2028-\u202f"
    "\u2060-\u206f\u2329\u232a\u2e80-\u2fdf\ud800-\udfff\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
"""A pattern for the characters that mending takes out or makes into others."""
_TO_MEND = re.compile(NEEDS_MENDING)


def mend(text: str) -> str:
    """Put a text in order for keeping, without changing what it says.

    Kangxi radicals and the CJK Radicals Supplement become their ordinary characters, zero-width and control
    characters go, no-break spaces become spaces, odd line separators line feeds, U+2329 and U+232A the brackets
    〈 and 〉. Everything else stays as it is, full-width punctuation included.
    """
    # Most lines need nothing, and finding that out is cheaper than translating them.
    return text.translate(_MENDING) if _TO_MEND.search(text) else text


_WIDE_SIGNS = tuple((wide, unicodedata.normalize("NFKC", wide)) for wide in "，；：（）！？％　")
"""Each of these signs decomposes to one other, so replacing it beforehand leaves NFKC's result as it is."""


def fold(text: str) -> str:
    """Bring a text to the one form in which texts are compared: mended, NFKC, lower case.

    Never keep the result in place of the text: ％ becomes %, ① becomes 1, （ becomes (. The brackets 〔〕 stay.
    """
    text = mend(text)
    # NFKC hands back at once what is normal already, and most texts are but for these signs.
    for wide, plain in _WIDE_SIGNS:
        text = text.replace(wide, plain)
    return unicodedata.normalize("NFKC", text).lower()

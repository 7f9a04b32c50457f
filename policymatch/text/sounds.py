"""Characters that sound alike: the syllables of a character, and what southern ears and keyboards mix up.

Syllables are Hanyu Pinyin without tones, ü written v, as input methods take them. The readings come from pypinyin,
which is imported only when somebody asks.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import lru_cache

from policymatch.paths import corpus_folder

SAME, NEAR = 1, 2
"""How near two characters sound: the same syllable, or one that is commonly mixed up with it."""

_LAST_EVERYDAY = 0xD8
"""The first byte from which GB/T 2312 holds its second level, the rarer characters."""
_MOST_READINGS = 3
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
# What f is mixed up with in the south-west and south: hu- before a vowel (huan and fan, hui and fei), and hu itself.
_F_FOR_H = {"hui": "fei", "hun": "fen", "hong": "feng", "heng": "feng"}


class Sounds:
    """Which syllables a character has, and which everyday characters have a syllable."""

    def __init__(self) -> None:
        from pypinyin.pinyin_dict import pinyin_dict

        self._readings: dict[int, str] = pinyin_dict
        self._syllables: dict[str, tuple[str, ...]] = {}
        self._same: defaultdict[str, list[str]] = defaultdict(list)
        self._near: defaultdict[str, list[str]] = defaultdict(list)
        for char in _everyday():
            for place, syllable in enumerate(self.syllables(char)):
                self._same[syllable].append(char)
                if not place:
                    self._near[blur(syllable)].append(char)
        self._alike: dict[str, dict[str, int]] = {}

    def syllables(self, char: str) -> tuple[str, ...]:
        """The readings of a character without tones, the usual one first; none for what is no Han character."""
        known = self._syllables.get(char)
        if known is None:
            readings = self._readings.get(ord(char), "")
            known = tuple(dict.fromkeys(_toneless(one) for one in readings.split(",")[:_MOST_READINGS] if one))
            self._syllables[char] = known
        return known

    def alike(self, char: str) -> dict[str, int]:
        """The everyday characters that sound like this one, with ``SAME`` or, by a rarer reading too, ``NEAR``."""
        known = self._alike.get(char)
        if known is None:
            known = {}
            usual = self.syllables(char)[:1]
            for syllable in self.syllables(char):
                known.update(dict.fromkeys(self._same.get(syllable, ()), NEAR))
            for syllable in usual:
                known.update(dict.fromkeys(self._near.get(blur(syllable), ()), NEAR))
                same = (other for other in self._same.get(syllable, ()) if self.syllables(other)[:1] == usual)
                known.update(dict.fromkeys(same, SAME))
            known.pop(char, None)
            self._alike[char] = known
        return known

    def with_syllable(self, syllable: str) -> dict[str, int]:
        """The everyday characters that are read so (``SAME``) or nearly so (``NEAR``)."""
        known = dict.fromkeys(self._near.get(blur(syllable), ()), NEAR)
        for char in self._same.get(syllable, ()):
            known[char] = SAME if self.syllables(char)[0] == syllable else NEAR
        return known

    def has(self, syllable: str) -> bool:
        """Whether some everyday character is read so."""
        return syllable in self._same


def blur(syllable: str) -> str:
    """One form for the syllables that are commonly mixed up: zh/z, ch/c, sh/s, n/l, f/h, an/ang, en/eng, in/ing.

    >>> blur("zhuang"), blur("zuan"), blur("huang") == blur("fang")
    ('zuan', 'zuan', True)
    """
    for back, front in _FINALS:
        if syllable.endswith(back):
            syllable = syllable[: -len(back)] + front
            break
    for retroflex, flat in _INITIALS:
        if syllable.startswith(retroflex):
            syllable = flat + syllable[len(retroflex) :]
            break
    if syllable in _F_FOR_H:
        syllable = _F_FOR_H[syllable]
    elif syllable.startswith("hua"):
        syllable = "f" + syllable[2:]
    elif syllable.startswith("h") and syllable[1:] in ("en", "an", "u", "ou", "ei"):
        syllable = "f" + syllable[1:]
    return "fen" if syllable == "feng" else syllable


@lru_cache(maxsize=1)
def sounds() -> Sounds:
    """The table of sounds; made once a process, when first needed."""
    return Sounds()


def _toneless(reading: str) -> str:
    """``lǜ`` becomes ``lv``, ``zhǔn`` becomes ``zhun``."""
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(letter for letter in letters if "a" <= letter <= "z")


def _everyday() -> list[str]:
    """The first level of GB/T 2312, and what the lexicon has beyond it: 赈, 殡, 矸."""
    codes = (bytes((row, cell)) for row in range(0xB0, _LAST_EVERYDAY) for cell in range(0xA1, 0xFF))
    path = corpus_folder() / "lexicon" / "terms.txt"
    terms = path.read_text(encoding="utf-8") if path.exists() else ""
    found = [char for code in codes if (char := code.decode("gb2312", errors="ignore"))]
    return list(dict.fromkeys([*found, *(char for char in terms if "㐀" <= char <= "鿿")]))

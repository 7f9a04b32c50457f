"""Automatic numbers of Word: 一、 and 第一条 stand in numbering.xml, not in the text, and are rebuilt here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_MAX = 9999  # a number Word would hardly write, and the most we spell out
_LEVELS = 9
_PLACEHOLDER = re.compile("%([1-9])")
_NO_GAP = tuple("、）)】〕：:")


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: how its numbers look (``style``, ``pattern``) and where they begin."""

    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    legal: bool = False
    restart: int | None = None


class Numbering:
    """The lists of a document and how far each has counted."""

    def __init__(self, root: Any | None) -> None:
        """``root`` is the element w:numbering, or None where the document has none."""
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._overrides: dict[tuple[str, int], Level] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: Any) -> None:
        links: dict[str, str] = {}
        styles: dict[str, str] = {}
        for abstract in root.findall(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId") or ""
            self._levels[key] = dict(_levels(abstract.findall(f"{W}lvl")))
            if (link := _value(abstract, "numStyleLink")) is not None:
                links[key] = link
            if (style := _value(abstract, "styleLink")) is not None:
                styles[style] = key
        for key, link in links.items():
            # A list that only names a style has its levels where that style is defined.
            self._levels[key] = self._levels[key] or self._levels.get(styles.get(link, ""), {})
        for number in root.findall(f"{W}num"):
            key = number.get(f"{W}numId") or ""
            self._lists[key] = _value(number, "abstractNumId") or ""
            for override in number.findall(f"{W}lvlOverride"):
                index = _integer(override.get(f"{W}ilvl"), 0)
                if (start := _value(override, "startOverride")) is not None:
                    self._starts[key, index] = _integer(start, 1)
                for own, level in _levels(override.findall(f"{W}lvl")):
                    self._overrides[key, own] = level

    def label(self, list_id: str, index: int) -> str:
        """Count one paragraph of a list and return its number as printed, empty where it shows none."""
        abstract = self._lists.get(list_id)
        if abstract is None or not 0 <= index < _LEVELS:
            return ""
        level = self._level(list_id, index)
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        self._advance(counts, list_id, index, level)
        if level.style in ("bullet", "none"):
            return ""

        def printed(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            other = self._level(list_id, place)
            count = counts[place]
            return spell(other.start if count is None else count, "decimal" if level.legal else other.style)

        return _PLACEHOLDER.sub(printed, level.pattern).strip()

    def _level(self, list_id: str, index: int) -> Level:
        override = self._overrides.get((list_id, index))
        return override or self._levels.get(self._lists[list_id], {}).get(index, Level(pattern=f"%{index + 1}."))

    def _advance(self, counts: list[int | None], list_id: str, index: int, level: Level) -> None:
        start = self._starts.get((list_id, index))
        former = counts[index]
        if start is not None and (list_id, index) not in self._begun:
            counts[index] = start
        else:
            counts[index] = level.start if former is None else min(former + 1, _MAX)
        self._begun.add((list_id, index))
        for deeper in range(index + 1, _LEVELS):
            restart = self._level(list_id, deeper).restart
            # w:lvlRestart names the level (from 1) whose number makes this one begin again; 0 means none does.
            if restart is None or 0 < index + 1 <= restart:
                counts[deeper] = None


def _levels(elements: Iterable[Any]) -> Iterable[tuple[int, Level]]:
    for element in elements:
        legal = element.find(f"{W}isLgl")
        restart = _value(element, "lvlRestart")
        yield (
            _integer(element.get(f"{W}ilvl"), 0),
            Level(
                start=_integer(_value(element, "start"), 1),
                style=_value(element, "numFmt") or "decimal",
                pattern=_value(element, "lvlText") or "",
                legal=legal is not None and legal.get(f"{W}val") not in ("0", "false"),
                restart=None if restart is None else _integer(restart, 0),
            ),
        )


def _value(element: Any, name: str) -> str | None:
    child = element.find(f"{W}{name}")
    value = child.get(f"{W}val") if child is not None else None
    return None if value is None else str(value)


def _integer(text: str | None, default: int) -> int:
    if text is None or not text.isascii() or not text.isdigit():
        return default
    return min(int(text[:6]), _MAX)


def prefixed(label: str, text: str) -> str:
    """Put a label before a text, with a space where the two would run together (第一条, 1.)."""
    if not label or not text:
        return label or text
    return f"{label}{text}" if label.endswith(_NO_GAP) else f"{label} {text}"


def spell(number: int, style: str) -> str:
    """Write a number in a style of Word (w:numFmt); styles we do not know come out as 1, 2, 3."""
    if style in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"):
        return _counting(number)
    if style in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "chineseDigital"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if style == "taiwaneseCounting":
        return _counting(number)
    if style in ("lowerLetter", "upperLetter"):
        return _letters(number, "a" if style == "lowerLetter" else "A")
    if style in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman.lower() if style == "lowerRoman" else roman
    if style in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese"):
        return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)
    if style == "ideographTraditional":
        return "甲乙丙丁戊己庚辛壬癸"[(number - 1) % 10]
    if style == "chineseLegalSimplified":
        return _counting(number, "零壹贰叁肆伍陆柒捌玖", "拾佰仟")
    return f"{number:02d}" if style == "decimalZero" else str(number)


def _counting(number: int, digits: str = "零一二三四五六七八九", units: str = "十百千") -> str:
    """Write 0 to 9999 as laws do: 十, 二十一, 一百零三."""
    if not 0 < number <= _MAX:
        return digits[0] if number == 0 else str(number)
    written = ""
    figures = str(number)
    for place, figure in enumerate(figures):
        power = len(figures) - place - 1
        if figure != "0":
            written += digits[int(figure)] + (units[power - 1] if power else "")
        elif written and not written.endswith(digits[0]):
            written += digits[0]
    written = written.rstrip(digits[0])
    return written[1:] if 10 <= number < 20 and units[0] == "十" else written


def _letters(number: int, first: str) -> str:
    """a to z, then aa, bb: Word repeats the letter."""
    if number < 1:
        return str(number)
    return chr(ord(first) + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    written = ""
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        count, number = divmod(number, value)
        written += letters * count
    return written

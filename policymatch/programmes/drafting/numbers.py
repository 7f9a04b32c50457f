"""Shares and sums of money where they stand in a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policymatch.text.money import parse_money
from policymatch.text.numerals import chinese_number

_TO = r"\s?(?:—{1,2}|－|-|–|~|～|至|到)\s?"
_CN = "一二两三四五六七八九"
_SHARE = re.compile(
    rf"(?P<low>\d{{1,3}}(?:\.\d{{1,4}})?)\s?%?{_TO}(?P<high>\d{{1,3}}(?:\.\d{{1,4}})?)\s?%"
    r"|(?P<one>(?<![\d.])\d{1,3}(?:\.\d{1,4})?)\s?%"
    rf"|百分之(?P<words>[零〇十百{_CN}点]{{1,9}})(?:{_TO}百分之(?P<words_high>[零〇十百{_CN}点]{{1,9}}))?"
    rf"|(?P<tenths>[{_CN}])成(?P<half>半)?(?=$|[，。；、）,]|以[内上下]|左右|[给予的补])"
    r"|(?<![\d/])(?P<part>[1-9])/(?P<whole>[2-9]|10)(?![\d/])"
    rf"|(?P<whole_words>[二三四五六七八九十])分之(?P<part_words>[{_CN}])"
    r"|(?P<half_word>一半)(?=$|[，。；、,]|的?补|给予|以内)"
)
FULL = re.compile(
    r"全额(?:补助|安排|支持|资助|保障|予以|给予|投资|由中央|奖补|承担|负担|解决)|(?:补助|支持|安排|由中央(?:预算内投资|财政|资金)?|承担)[^，。；]{0,6}全额(?!到位|缴|偿)"
    r"|全部由(?:中央|省级)[^，。；]{0,12}(?:安排|承担|补助|解决|负担|支持)"
)
_MONEY = re.compile(
    r"(?<![\d.])(?P<low>\d[\d,]{0,12}(?:\.\d{1,4})?)\s?(?P<low_unit>亿|万|百万|千万)?元?"
    + _TO
    + r"(?P<high>\d[\d,]{0,12}(?:\.\d{1,4})?)\s?(?P<high_unit>亿|万|百万|千万)?元"
    r"|(?<![\d.])(?P<one>\d[\d,]{0,12}(?:\.\d{1,4})?)\s?(?P<unit>亿|万|百万|千万)?元"
    r"|(?P<words>[一二两三四五六七八九十百千零〇]{1,9})(?P<words_unit>亿|万|百万|千万)?元"
)
_PER = re.compile(r"^\s?(?:/|每)\s?(?P<per>[一-鿿]{1,4}?|km|㎡|m2)(?=$|[，。；、（）()\s]|的|给|标|补|计|以内|不|进行)")


@dataclass(frozen=True, slots=True)
class Number:
    """A share (``share``: 0.3) or a sum (``wan`` in 万元, ``amount`` in ``unit``) and where it stands.

    ``low`` is the lower end where the text gives a range; ``per`` what one sum is paid for, where it stands behind the sum.
    """

    start: int
    end: int
    share: float | None = None
    wan: float | None = None
    amount: float | None = None
    unit: str = ""
    low: float | None = None
    per: str = ""


def numbers_in(text: str) -> list[Number]:
    """The shares and sums of a sentence in reading order."""
    found = [number for match in _SHARE.finditer(text) if (number := _share(match)) is not None]
    found += [number for match in _MONEY.finditer(text) if (number := _money(match, text)) is not None]
    for match in FULL.finditer(text):
        found.append(Number(match.start(), match.end(), share=1.0))
    found.sort(key=lambda number: (number.start, -number.end))
    kept: list[Number] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept


def _share(match: re.Match[str]) -> Number | None:
    low: float | None = None
    if match["high"]:
        low, value = float(match["low"]) / 100, float(match["high"]) / 100
    elif match["one"]:
        value = float(match["one"]) / 100
    elif match["words"]:
        read = [_percent_words(match[key]) for key in ("words", "words_high") if match[key]]
        if None in read:
            return None
        value = max(each for each in read if each is not None) / 100
        low = (read[0] or 0) / 100 if len(read) > 1 else None
    elif match["tenths"]:
        value = (chinese_number(match["tenths"]) or 0) / 10 + (0.05 if match["half"] else 0)
    elif match["part"]:
        value = int(match["part"]) / int(match["whole"])
    elif match["whole_words"]:
        value = (chinese_number(match["part_words"]) or 0) / (chinese_number(match["whole_words"]) or 1)
    else:
        value = 0.5
    value = round(value, 6)
    return Number(match.start(), match.end(), share=value, low=low) if 0 < value <= 1 else None


def _percent_words(words: str) -> float | None:
    whole, dot, part = words.partition("点")
    number = chinese_number(whole)
    if number is None:
        return None
    digits = [chinese_number(sign) for sign in part]
    if not dot:
        return float(number)
    return None if None in digits or not digits else float(f"{number}.{''.join(map(str, digits))}")


def _money(match: re.Match[str], text: str) -> Number | None:
    low = None
    if match["high"]:
        unit = match["high_unit"] or ""
        digits, low_unit = match["high"], match["low_unit"] or unit
        read = parse_money(match["low"], f"{low_unit}元" if low_unit else "元")
        low = read.wan if read else None
    elif match["one"]:
        unit, digits = match["unit"] or "", match["one"]
    else:
        number = chinese_number(match["words"])
        if number is None:
            return None
        unit, digits = match["words_unit"] or "", str(number)
    money = parse_money(digits, f"{unit}元")
    if money is None or money.wan <= 0:
        return None
    amount, shown = (money.wan * 10_000, "元") if not unit else (money.wan, "万元")
    per = _PER.match(text[match.end() : match.end() + 12])
    end = match.end() + (per.end() if per else 0)
    return Number(
        match.start(), end, wan=money.wan, amount=round(amount, 6), unit=shown, low=low, per=per["per"] if per else ""
    )

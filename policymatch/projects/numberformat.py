"""What a number format says of a number: a percentage, a unit of money, a scale (ECMA-376, 18.8.30).

Planners read 3500.0万元 where the cell holds 35000000 under the format 0!.0,"万元"; what they read counts.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from policymatch.projects.grid import Percent

_MAX_FORMAT = 255
_BRACKET = re.compile(r"\[[^\]]{0,60}\]")
_CONDITION = re.compile(r"\[[<>=]")
_WORDS = re.compile(r'"[^"]{0,60}"|[!\\].|_.|\*.')
_UNIT = re.compile(r"亿元?|[百千十]?万元?|[百千]?元")
# Not a bare $: under Excel's own formats it is the currency of whoever opens the file.
_FOREIGN = re.compile(r"(?:[百千]?万|亿)?(?:美元|欧元|日元|港元|港币|英镑)|USD|US\$|€")
_PLACES = re.compile(r"[0#?][0#?,.]*")
# A point that is only shown (0!.0) cuts the number at that place.
_SHOWN_POINT = re.compile(r"[!\\]\.([0#?]+)")
_SCALE = re.compile(r"[0#?](,+)(?![0#?,])")


class _Format(NamedTuple):
    percent: bool
    unit: str
    divisor: int


def as_shown(value: float, number_format: str) -> object:
    """Give a cell's number as its format shows it: a `Percent`, a text with its unit of money (1.2亿元), or a number."""
    form = _read(number_format[:_MAX_FORMAT])
    if form.percent:
        return Percent(value)
    number = value / form.divisor if form.divisor > 1 else value
    return f"{number:.15g}{form.unit}" if form.unit else number


@lru_cache(maxsize=1024)
def _read(number_format: str) -> _Format:
    """Read a format's part for positive numbers; where parts have conditions the bare number is what is certain."""
    if _CONDITION.search(number_format):
        return _Format("%" in number_format, "", 1)
    form = _BRACKET.sub("", number_format.split(";")[0])
    bare = _WORDS.sub("", form)
    if "%" in bare:
        return _Format(True, "", 1)
    point, commas = _SHOWN_POINT.search(form), _SCALE.search(bare)
    divisor = 10 ** ((len(point[1]) if point else 0) + 3 * (len(commas[1]) if commas else 0))
    words = form.replace('"', "").replace("\\", "").replace("!", "")
    foreign = _FOREIGN.search(number_format) if _PLACES.search(bare) else None
    if foreign:
        return _Format(False, foreign[0], divisor)
    unit = _UNIT.search(words) if _PLACES.search(bare) else None
    # 0"年" and 0.0"公里" are no money; 0"元/平方米" is a price.
    if unit is None or words[unit.end() : unit.end() + 1] in ("/", "每"):
        return _Format(False, "", divisor)
    return _Format(False, unit[0] if unit[0].endswith("元") else unit[0] + "元", divisor)

"""A cell's value as text, the way its number format shows it (ECMA-376, 18.8.30)."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

_MAX_FORMAT = 255
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_PLACES = re.compile(r"[0#?,]*[0#?](?:\.([0#?]*))?")
# A format of this kind shows the value divided by a thousand or ten thousand (0!.0,"万"); the value itself is certain.
_SCALED = re.compile(r"[0#?],(?![0#?])|[!\\]\.")
_CONDITION = re.compile(r"\[[<>=]")
_GENERAL = re.compile(r"general|g/通用格式|@", re.I)
_MAX_DIGITS = 20
_TIME = re.compile(r"h|s|上午|am/pm", re.I)


def shown(value: object, number_format: str) -> str:
    """Return what a cell shows: 30%, 1200, 2024-01-31, TRUE; empty where it shows nothing."""
    form = number_format[:_MAX_FORMAT]
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int() | float():
            return _number(value, form)
        case datetime() | date():
            return _day(value, _QUOTED.sub("", form))
        case time():
            return value.strftime("%H:%M")
        case _:
            return str(value)


def _day(value: date, form: str) -> str:
    """Write a date as ISO 8601 does, as exactly as the format shows it."""
    if isinstance(value, datetime) and _TIME.search(form) and (value.hour or value.minute):
        return value.strftime("%Y-%m-%d %H:%M")
    if re.search("y", form, re.I) and not re.search("d", form, re.I):
        return f"{value.year:04d}-{value.month:02d}" if re.search("m", form, re.I) else f"{value.year:04d}"
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"


def _number(value: float, form: str) -> str:
    # Fifteen digits are what Excel keeps; those after them are noise of the binary fraction.
    number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        return str(value)
    section = _section(number, form)
    if not section:
        return ""
    bare = _QUOTED.sub("", section)
    places = _PLACES.search(bare)
    if not places:
        # 0;-0;"—" shows a dash for nothing at all.
        return _words(section)
    percent = "%" in bare
    if percent:
        number *= 100
    before, after = _around(section)
    if _SCALED.search(section) or _CONDITION.search(form) or "/" in bare:
        before = after = ""
    elif not _GENERAL.search(form) and "E" not in bare.upper() and abs(number.adjusted()) < _MAX_DIGITS:
        number = number.quantize(Decimal(1).scaleb(-len(places[1] or "")), ROUND_HALF_UP)
    digits = _padded(_plain(abs(number)), places[0])
    return f"{before}{'-' if number < 0 else ''}{digits}{'%' if percent else ''}{after}".strip()


def _section(number: Decimal, form: str) -> str:
    """Return the part of a format that is for numbers of that sign."""
    if _CONDITION.search(form):
        return "0"
    sections = form.split(";")
    if number < 0 and len(sections) > 1:
        chosen = sections[1]
    elif number == 0 and len(sections) > 2:
        chosen = sections[2]
    else:
        chosen = sections[0]
    return _GENERAL.sub("0", chosen)


def _words(section: str) -> str:
    return "".join(match[1] or match[2] or "" for match in _QUOTED.finditer(section)).strip()


def _around(section: str) -> tuple[str, str]:
    """Return the literal words before and after a section's digits: 不超过 and 万元; signs are the number's own."""
    kept = _QUOTED.sub(lambda match: "\ue000" * len(match[0]), section)
    digits = _PLACES.search(kept)
    if not digits:
        return "", ""
    before, after = _words(section[: digits.start()]), _words(section[digits.end() :])
    return before.strip("-("), after.strip("-)")


def _padded(digits: str, places: str) -> str:
    """Fill up with zeros where the format asks for a fixed number of digits: 000000 for codes."""
    wanted = places.partition(".")[0].replace(",", "")
    return digits.zfill(len(wanted)) if len(wanted) > 1 and set(wanted) == {"0"} and "." not in digits else digits


def _plain(number: Decimal) -> str:
    """Write a number without exponent and without zeros at its end."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text

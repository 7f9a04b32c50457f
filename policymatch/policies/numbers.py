"""Which document number is the document's own, and not one that it cites."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from policymatch.model import Block
from policymatch.policies.labels import Label
from policymatch.policies.promulgation import Promulgation
from policymatch.text.docnumber import canonical, find_doc_numbers

_SIGNED_BY = re.compile(r"签\s?发\s?人\s?[:：].{0,40}$")
_BRACKETED = re.compile(r".{0,120}[（(]([^（）()《》]{4,40}[〔\[(（【﹝［〈]?[^《》]{0,40}号)[）)]$")
_ORDER_LINE = re.compile(r"[一-鿿、\s　]{2,80}(?:令|公告|通告)")
_NUMBER_LINE = re.compile(
    r"[（(]?(?:(?:19|20)\d\d\s?年\s?)?第?\s{0,3}[0-9０-９一二三四五六七八九十百零〇]{1,7}\s{0,3}号[）)]?"
)
_IN_NAME = re.compile(
    r"(?:^|[_\s（(【\-—])([一-鿿]{2,14})[〔\[(（【﹝［]?((?:19|20)[0-9]{2})[〕\])）】﹞］]?[-_—]?第?([0-9]{1,5})号"
)
_BODY = 60


class OwnNumbers(NamedTuple):
    """``numbers`` in canonical form, the host's first; ``found`` says in Chinese where."""

    numbers: tuple[str, ...]
    found: str


def own_numbers(
    head: Sequence[Block], labels: Mapping[str, Label], promulgation: Promulgation, name: str
) -> OwnNumbers | None:
    """The document's own numbers: labelled, alone on a line of the head, in the 题注, after the title, in the name.

    A number in the middle of a sentence is cited, whatever it is.
    """
    label = labels.get("doc_number")
    if label:
        numbers = [number.text for number in find_doc_numbers(label.value)] or _just(canonical(label.value))
        if numbers:
            return OwnNumbers(tuple(numbers), label.found)
    own = _in_head(head)
    if own:
        return own
    decrees = promulgation.numbers()
    if decrees:
        return OwnNumbers((decrees[-1],), "题注")
    in_name = _in_name(name)
    return OwnNumbers((in_name,), "文件名") if in_name else None


def is_number_line(text: str) -> bool:
    """Whether a line holds document numbers and nothing else, a 签发人 aside."""
    return "号" in text and (bool(_numbers_of_line(text)) or _NUMBER_LINE.fullmatch(text.strip()) is not None)


def _in_head(head: Sequence[Block]) -> OwnNumbers | None:
    found: list[str] = []
    lines = [block.text.strip() for block in head]
    for at, text in enumerate(lines):
        if len(text) > _BODY and "。" in text:
            break
        own = _numbers_of_line(text) if "号" in text else []
        if not own and at and "号" in text and _NUMBER_LINE.fullmatch(text) and _ORDER_LINE.fullmatch(lines[at - 1]):
            own = _just(canonical(f"{lines[at - 1]}{text.strip('（）()')}"))
        if own:
            found += [number for number in own if number not in found]
        elif found:
            return OwnNumbers(tuple(found), "发文字号行")
        elif "号" in text and (bracketed := _BRACKETED.match(text)) and (number := canonical(bracketed[1])):
            return OwnNumbers((number,), "标题后括注")
    return OwnNumbers(tuple(found), "发文字号行") if found else None


def _numbers_of_line(text: str) -> list[str]:
    if len(text) > 160 or "号" not in text:
        return []
    text = _SIGNED_BY.sub("", text).strip()
    inside = text[1:-1] if text[:1] in "（(" and text[-1:] in "）)" else text
    whole = canonical(inside)
    if whole:
        return [whole]
    numbers = list(find_doc_numbers(inside))
    rest = inside
    for number in reversed(numbers):
        rest = rest[: number.start] + rest[number.end :]
    # ××文件 黔发改投资〔2024〕5号: the red head on the number's own line.
    rest = re.sub(r"[一-鿿\s　、]{2,60}文件\s{0,8}$|中华人民共和国", "", rest)
    return [number.text for number in numbers] if numbers and not rest.strip(" 　、，,；;") else []


def _in_name(name: str) -> str | None:
    """穗府办规2024-13号 stands for 穗府办规〔2024〕13号, as no file name may hold some brackets."""
    if "号" not in name:
        return None
    match = _IN_NAME.search(name)
    if match:
        return canonical(f"{match[1]}〔{match[2]}〕{int(match[3])}号")
    whole = [number.text for number in find_doc_numbers(name)]
    return whole[0] if len(whole) == 1 and not re.search(r"贯彻|落实|关于.{0,40}号|解读", name) else None


def _just(value: str | None) -> list[str]:
    return [value] if value else []

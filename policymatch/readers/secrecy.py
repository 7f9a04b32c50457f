"""Documents that carry a mark of state secrecy do not belong here, and are refused.

Where a mark stands and how it is written: GB/T 9704-2012, 7.2.1-7.2.3 (份号, 密级和保密期限, 紧急程度 at the upper left
of the first page, one below the other; 秘密★1年, or 秘　密 where no term is stated) and 国家秘密定密管理规定 (after the
star a term, a day or a condition). A text that merely talks about secrecy has no such mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from policymatch.errors import ReadError
from policymatch.model import Block, Document
from policymatch.text.normalize import fold

SECRET = "涉密"
"""The kind of the ReadError for such a document."""

_HEAD = 40  # blocks in which a mark need not have a star: organ, number and title come after it
_FIRST_PAGE = 200  # blocks at most that can stand on a page
_VALUES = 500  # values of metadata that are looked at
_LONG = 300  # characters of a line or value that are looked at

_LEVEL = r"(?:绝\s{0,4}密|机\s{0,4}密|秘\s{0,4}密)"
_STAR = "[★☆⭐✩-✰⋆*∗✱✳※]"
_TERM = r"(?:(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s{0,2}(?:年|个?\s{0,2}月|天)|长\s{0,2}期)"
_STARRED = rf"{_LEVEL}级?\s{{0,4}}{_STAR}{{1,3}}"
# OCR takes the star for all kinds of signs; before a term one sign of any kind may stand.
_DATED = rf"{_LEVEL}级?\s{{0,2}}[^\s、,，。|]?\s{{0,2}}{_TERM}"
_MARK = rf"(?:{_STARRED}\s{{0,4}}[^。]{{0,20}}|{_DATED}|{_LEVEL}(?:级|件|文件)?)"
_BESIDE = (
    r"(?:(?:份\s{0,4}号\s?:?\s?|no\.?\s?|第\s?)\d{1,8}\s?号?|\d{3,8}|特\s{0,4}急|特\s{0,4}提|加\s{0,4}急|平\s{0,4}急|急\s{0,4}件"
    r"|紧\s{0,4}急)"
)
_GAP = r"[\s|,、;·/_*#>`\"-]{0,12}"
_OPEN, _CLOSE = r"[\[【〔(「『<{]", r"[\]】〕)」』>}]"
_BRACKETED = rf"{_OPEN}\s{{0,4}}{_MARK}\s{{0,4}}{_CLOSE}"
_ENDS = rf"(?=\s|$|{_STAR}|[.,;:。|_/-]|{_CLOSE}|保密|期限|份)"

_LINE = re.compile(rf"{_GAP}(?:{_BESIDE}{_GAP}){{0,3}}(?:{_MARK}|{_BRACKETED})(?:{_GAP}{_BESIDE}){{0,3}}{_GAP}")
_OPENS = re.compile(rf"{_GAP}(?:{_BESIDE}{_GAP}){{0,3}}(?:{_OPEN}\s{{0,4}})?{_STARRED}")
_INSIDE = re.compile(rf"\s{_STARRED}\s{{0,4}}{_TERM}(?=\s|$)")
_AT_EDGE = re.compile(rf"{_BRACKETED}.|.{{0,200}}[^。]{_BRACKETED}$")
_LABELLED = re.compile(
    rf"(?:密\s{{0,4}}级|(?:秘密|保密|涉密)\s{{0,2}}(?:等级|级别|程度))\s{{0,4}}{_CLOSE}?\s{{0,4}}[:|=_-]?\s{{0,4}}"
    rf"{_OPEN}?(?:.{{0,30}}?[☑■√✓✔☒●])?\s{{0,2}}{_LEVEL}(?:级|件)?{_ENDS}(?!\s{{0,4}}[、,/|或和及与至到]\s{{0,4}}{_LEVEL})"
)
# Without a term the standard has a blank between the two characters, which nothing else is written with.
_SPACED = re.compile(r"(?:绝\s{1,4}密|机\s{1,4}密|秘\s{1,4}密)")
_STAR_LINE = re.compile(rf"{_GAP}(?:{_BESIDE}{_GAP}){{0,3}}{_STARRED}\s{{0,4}}[^。]{{0,20}}")
_NAMED = re.compile(
    rf"{_STARRED}|{_BRACKETED}|^(?:\d{{1,4}}[-_.、\s]{{0,2}})?{_MARK}(?:[-_.·:—~+\s(\[【]|$)|[-_.·—~+\s]{_MARK}$"
)
_DECLASSIFIED = re.compile(r"已(?:经|于.{1,16}?|被)?\s?(?:解\s?密|解除(?:密级|保密|国家秘密))")
_STAMP = re.compile(
    rf"{_OPEN}?\s?(?:此件|本件|该件|本文件|该文件|文件)?\s?{_DECLASSIFIED.pattern}.{{0,12}}?(?:文件)?\s?{_CLOSE}?"
)
_LEVEL_KEY = re.compile(
    r"密级|(?:秘密|保密|涉密)(?:等级|级别|程度)|classification|secrecy|secret_?level|security(?:_?level)?"
)
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3})([^*_]{1,100})\1")  # of Markdown; its asterisks are no stars
_NAME_KEY = re.compile(r".{0,20}(?:title|subject|category|contentstatus|标题|名称)")


def refuse_secret(document: Document) -> None:
    """Raise ReadError (涉密) where name, metadata or text of a document carry a mark of state secrecy."""
    head = list(_head(document.blocks))
    if "已解密" in document.name or any("密" in text and _STAMP.fullmatch(text) for text in map(_seen, head)):
        return
    if _is_marked_name(document.name):
        raise _secret("文件名")
    if _is_marked_metadata(document.metadata):
        raise _secret("文件属性")
    refuse_marked(head, "首页")
    if any(_is_mark_anywhere(block.text) for block in document.blocks[len(head) :]):
        raise _secret("正文")


def bears_mark(lines: Iterable[str]) -> bool:
    """Whether any of the lines of a text without pages could be a mark, wherever it stands."""
    return any(_is_mark(line) or _is_mark_anywhere(line) for line in lines)


def refuse_marked(lines: Iterable[str], where: str) -> None:
    """Raise ReadError (涉密) where one of the lines of a first page, a page header or a text box is a mark."""
    if any(_is_mark(line) for line in lines):
        raise _secret(where)


def refuse_marked_pages(pages: Iterable[Iterable[str]]) -> None:
    """Raise ReadError (涉密) for a mark among the lines of printed pages, running heads included."""
    for number, lines in enumerate(pages):
        if number == 0:
            refuse_marked(lines, "首页")
        elif any(_is_mark_anywhere(line) for line in lines):
            raise _secret("正文")


def docx_margins(document: Any) -> Iterator[str]:
    """Yield what a Word document shows beside its paragraphs: page headers, text boxes and watermarks."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.HEADER and not relation.is_external:
            header = relation.target_part.element
            yield from _lines_of(header.iter(qn("w:p")))
            yield from _watermarks(header)
    for box in document.element.body.iter(qn("w:txbxContent")):
        yield from _lines_of(box.iter(qn("w:p")))
    yield from _watermarks(document.element.body)


def _lines_of(paragraphs: Iterable[Any]) -> Iterator[str]:
    from docx.oxml.ns import qn

    for paragraph in paragraphs:
        yield "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def _watermarks(element: Any) -> Iterator[str]:
    for path in element.iter("{urn:schemas-microsoft-com:vml}textpath"):
        yield path.get("string") or ""


def _secret(where: str) -> ReadError:
    # Nothing of the document itself is said: the message goes into logs and reports.
    return ReadError(
        f"文件标有国家秘密的密级（{where}），不得收入本系统",
        "请按保密规定管理，不要放进联网电脑的文件夹；若标志有误，请先由定密单位解密或更正后再收入。",
        kind=SECRET,
    )


def _head(blocks: tuple[Block, ...]) -> Iterator[str]:
    for number, block in enumerate(blocks[:_FIRST_PAGE]):
        if number >= _HEAD and block.page != 1:
            break
        yield block.text


def _seen(text: str) -> str:
    line = text[:_LONG]
    return _EMPHASIS.sub(r"\2", fold(line)).strip() if "密" in line else ""


def _is_mark(text: str) -> bool:
    """Whether a line of a first page is a mark, begins with one or states a level as a form does."""
    line = _seen(text)
    if not line or _DECLASSIFIED.search(line):
        return False
    if _LINE.fullmatch(line) or _OPENS.match(line) or _INSIDE.search(line) or _LABELLED.search(line):
        return True
    return len(line) <= 100 and _AT_EDGE.match(line) is not None


def _is_mark_anywhere(text: str) -> bool:
    """Whether a line of any page is a mark that nothing else is written like: a collection may hold a secret text."""
    line = _seen(text) if len(text) <= 100 else ""
    if not line or _DECLASSIFIED.search(line):
        return False
    return _STAR_LINE.fullmatch(line) is not None or _SPACED.fullmatch(line) is not None


def _is_marked_name(name: str) -> bool:
    text = _seen(name)
    return bool(text) and not _DECLASSIFIED.search(text) and bool(_NAMED.search(text) or _LABELLED.search(text))


def _is_marked_metadata(metadata: Mapping[str, object]) -> bool:
    for key, value in _values(metadata):
        text = _seen(value)
        if not text:
            continue
        if _LEVEL_KEY.fullmatch(key):
            if _LABELLED.match(f"密级:{text}"):
                return True
        elif _NAME_KEY.fullmatch(key):
            if _is_marked_name(value):
                return True
        elif _STAR_LINE.fullmatch(text):
            return True
    return False


def _values(metadata: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield keys and texts; what other files are called says nothing about this one."""
    for key, value in list(metadata.items())[:_VALUES]:
        if key != "attachments":
            for one in value[:_VALUES] if isinstance(value, list | tuple) else (value,):
                if isinstance(one, str):
                    yield fold(str(key)), one

"""Word (.docx): paragraphs and tables in their order, headings by style, automatic numbers rebuilt."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers.blocks import BlockList
from policymatch.readers.cells import parts
from policymatch.readers.docx_tables import NESTED, spread
from policymatch.readers.limits import Deadline, Limits
from policymatch.readers.numbering import Numbering, W, prefixed
from policymatch.readers.packages import Package, suspicious
from policymatch.readers.secrecy import docx_margins, refuse_marked
from policymatch.text.normalize import mend

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d?", re.I)
# Deleted and moved-away text is in the file but not in the document; so is the second copy kept for old programs.
_DROPPED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{_MC}Fallback"})


def read(data: bytes, name: str, limits: Limits, deadline: Deadline) -> Document:
    """Read a Word file; ``metadata`` holds its core properties as "dc:title" and so on.

    Raises ReadError (文件损坏, 内容可疑, 已加密, 涉密, 超出上限, 超时).
    """
    Package(data, "Word 文件", limits.max_unpacked).look_over(limits, deadline)
    try:
        return _read(data, name, limits, deadline)
    except (ReadError, MemoryError):
        raise
    except Exception as error:
        # python-docx meets a damaged package with any exception there is; it is the file's fault.
        raise ReadError(
            "Word 文件已损坏，或不是标准的 .docx", "请用 WPS 或 Word 打开，另存为 .docx 后再试。", kind="文件损坏"
        ) from error


def _read(data: bytes, name: str, limits: Limits, deadline: Deadline) -> Document:
    import docx

    document = docx.Document(io.BytesIO(data))
    deadline.check()
    _refuse_entities(document)
    refuse_marked(docx_margins(document), "页眉或文本框")
    body = _Body(_styles(document), _numbering(document), BlockList(limits, deadline))
    body.walk(document.element.body)
    return Document(name, "docx", body.blocks.done(), _metadata(document))


def _refuse_entities(document: Any) -> None:
    """Refuse a package whose XML declares a document type: Word writes none, and entities hide text or multiply it."""
    for part in document.part.package.iter_parts():
        element = getattr(part, "_element", None)
        if element is not None and element.getroottree().docinfo.internalDTD is not None:
            raise suspicious("Word 文件里有 DTD 或实体定义")


@dataclass(frozen=True, slots=True)
class _Style:
    level: int = 0
    contents: bool = False
    list_id: str | None = None
    list_level: int | None = None


def _styles(document: Any) -> dict[str, _Style]:
    """Return what each paragraph style says, its ancestors' words included; "" is the default style."""
    elements = {
        element.get(f"{W}styleId"): element
        for element in document.styles.element.findall(f"{W}style")
        if element.get(f"{W}type") in (None, "paragraph")
    }
    found = {key: _style(key, elements) for key in elements if key}
    default = next((key for key, element in elements.items() if element.get(f"{W}default") in ("1", "true")), None)
    return found | {"": found.get(default or "", _Style())}


def _style(key: str | None, elements: dict[str | None, Any]) -> _Style:
    level, contents = 0, False
    list_id: str | None = None
    list_level: int | None = None
    seen: set[str | None] = set()
    while key in elements and key not in seen:
        seen.add(key)
        element = elements[key]
        name = _value(element, f"{W}name") or ""
        contents = contents or _CONTENTS.fullmatch(name) is not None
        level = level or _heading_level(name) or _outline_level(element.find(f"{W}pPr"))
        own_id, own_level = _list(element.find(f"{W}pPr"))
        list_id = own_id if list_id is None else list_id
        list_level = own_level if list_level is None else list_level
        key = _value(element, f"{W}basedOn")
    return _Style(level, contents, list_id, list_level)


def _heading_level(name: str) -> int:
    if name.lower() in ("title", "标题"):
        return 1
    match = _HEADING.fullmatch(name.strip())
    return int(match[1]) if match else 0


def _outline_level(properties: Any | None) -> int:
    value = _value(properties, f"{W}outlineLvl")
    # Nine levels from 0; a tenth value means body text.
    return int(value) + 1 if value in tuple("012345678") else 0


def _list(properties: Any | None) -> tuple[str | None, int | None]:
    numbers = properties.find(f"{W}numPr") if properties is not None else None
    level = _value(numbers, f"{W}ilvl")
    return _value(numbers, f"{W}numId"), int(level) if level in tuple("012345678") else None


def _value(element: Any | None, path: str) -> str | None:
    child = element.find(path) if element is not None else None
    value = child.get(f"{W}val") if child is not None else None
    return None if value is None else str(value)


def _numbering(document: Any) -> Numbering:
    from docx.opc.constants import RELATIONSHIP_TYPE

    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING and not relation.is_external:
            return Numbering(relation.target_part.element)
    return Numbering(None)


def _metadata(document: Any) -> dict[str, object]:
    # Reading core_properties would make a part that is not there; the package says what it has.
    found: dict[str, object] = {}
    for relation in document.part.package.rels.values():
        if relation.reltype.endswith("/core-properties") and not relation.is_external:
            element = getattr(relation.target_part, "_element", None)
            for child in element if element is not None else ():
                if isinstance(child.tag, str) and child.text and child.text.strip():
                    prefix = f"{child.prefix}:" if child.prefix else ""
                    found[(prefix + child.tag.rpartition("}")[2]).lower()] = mend(child.text).strip()
    return found


class _Body:
    """Walks the body and hands its paragraphs and rows to ``blocks``."""

    def __init__(self, styles: dict[str, _Style], numbering: Numbering, blocks: BlockList) -> None:
        self._styles = styles
        self._numbering = numbering
        self.blocks = blocks

    def walk(self, container: Any) -> None:
        for element in container:
            if element.tag == f"{W}p":
                self._paragraph(element)
            elif element.tag == f"{W}tbl":
                self._table(element)
            elif element.tag in NESTED:
                self.walk(element)

    def _paragraph(self, paragraph: Any) -> None:
        text, boxes, level = self._content(paragraph)
        if text is not None:
            self.blocks.add(text, level=level)
        for box in boxes:
            self.walk(box)

    def _content(self, paragraph: Any) -> tuple[str | None, list[Any], int]:
        """Return a paragraph's text with its number (None: leave it out), the text boxes in it, its level."""
        properties = paragraph.find(f"{W}pPr")
        style = self._styles.get(_value(properties, f"{W}pStyle") or "", self._styles[""])
        text, boxes = _text(paragraph)
        level = _outline_level(properties) or style.level
        if style.contents:
            return None, boxes, 0
        if level or _value(properties, f"{W}jc") == "center":
            # A title is broken where it looks well, other paragraphs where a new thought begins.
            text = text.strip("\n").replace("\n", "")
        return self._numbered(properties, style, text), boxes, level

    def _numbered(self, properties: Any | None, style: _Style, text: str) -> str:
        own_id, own_level = _list(properties)
        list_id = style.list_id if own_id is None else own_id
        index = style.list_level if own_level is None else own_level
        # List 0 takes a style's number away again; an empty paragraph shows no number and does not count.
        if list_id in (None, "0") or not text.strip():
            return text
        return prefixed(self._numbering.label(str(list_id), index or 0), text.lstrip())

    def _table(self, table: Any) -> None:
        rows, shown, stated = spread(table)
        first, last, head = parts(shown, stated)
        number = self.blocks.new_table() if first < last else 0
        for place, row in enumerate(rows):
            if first <= place < last:
                cells = [" ".join(self._cell(cell)) if cell is not None else "" for cell in row]
                self.blocks.add_row(cells, table=number, head=place < head)
            else:
                # A frame around text, the table's title, a note under it.
                for cell in row:
                    self.walk(cell if cell is not None else ())

    def _cell(self, cell: Any) -> Iterator[str]:
        for paragraph in cell.iter(f"{W}p"):
            text, _, _ = self._content(paragraph)
            yield text or ""


def _text(paragraph: Any) -> tuple[str, list[Any]]:
    """Return a paragraph's own text, line breaks as \\n, and the contents of its text boxes."""
    parts: list[str] = []
    boxes: list[Any] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        tag = element.tag
        if tag == f"{W}t":
            parts.append(element.text or "")
        elif tag in (f"{W}tab", f"{W}ptab"):
            parts.append(" ")
        elif tag == f"{W}cr" or (tag == f"{W}br" and element.get(f"{W}type") in (None, "textWrapping")):
            parts.append("\n")
        elif tag == f"{W}noBreakHyphen":
            parts.append("-")
        elif tag == f"{W}txbxContent":
            boxes.append(element)
        elif tag not in _DROPPED:
            waiting.extend(reversed(element))
    return "".join(parts), boxes

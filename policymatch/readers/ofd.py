"""OFD (GB/T 33190-2016), the fixed-layout format of official documents: the text objects of its pages.

A page's text is placed in millimetres from the upper left corner; what is outlined or a picture is not text.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers.blocks import BlockList
from policymatch.readers.garbage import is_garbage
from policymatch.readers.limits import Deadline, Limits, too_large
from policymatch.readers.lines import Item, Line, all_text, without_furniture
from policymatch.readers.ofdtext import TextPiece, floats, pieces_of
from policymatch.readers.packages import Package, parse_xml
from policymatch.readers.rows import add_paragraphs, rows
from policymatch.text.normalize import mend

_POINTS = 72 / 25.4
_A4 = (0.0, 0.0, 210.0, 297.0)
_ELSEWHERE = "请到发文机关网站找文字版，或用 OFD 阅读器另存为 PDF 后做文字识别（OCR）。"
_KEYS = ("Title", "Author", "Subject", "Abstract", "CreationDate", "ModDate", "DocUsage", "Creator", "CreatorVersion")


@dataclass(slots=True)
class _Page:
    """A page before its lines are put together: its box in millimetres and what it draws."""

    box: tuple[float, float, float, float]
    pieces: list[TextPiece] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)
    drawn: bool = False


def read(data: bytes, name: str, limits: Limits, deadline: Deadline) -> Document:
    """Read an OFD file's text; a block keeps the page it begins on, pages counted through all its documents.

    ``metadata`` holds what the first document says about itself ("ofd:title", "ofd:creationdate" …) and the numbers of
    pages that hold pictures or outlines only as ``pages_without_text``. Raises ReadError (已加密, 扫描件, 没有文字,
    文字无法识别, 文件损坏, 超出上限, 超时).
    """
    package = _Parts(Package(data, "OFD 文件", limits.max_unpacked))
    if package.has("Encryptions.xml"):
        raise ReadError("OFD 文件已加密", "请用 OFD 阅读器打开，另存一份不加密的文件后再试。", kind="已加密")
    metadata: dict[str, object] = {}
    pages: list[_Page] = []
    furniture: dict[str, _Page] = {}
    top = package.xml("OFD.xml")
    for body in _all(top, "DocBody"):
        metadata = metadata or _metadata(body)
        root = _text(_first(body, "DocRoot"))
        if root:
            _read_document(package, package.path(root, "OFD.xml"), pages, furniture, limits, deadline)
    lines = _lines(pages, furniture, limits, deadline)
    body_lines = without_furniture(lines)
    _refuse(pages, body_lines)
    empty = [number for number, page in enumerate(pages, 1) if page.drawn and not body_lines[number - 1]]
    if empty:
        metadata["pages_without_text"] = empty
    blocks = BlockList(limits, deadline)
    add_paragraphs(blocks, body_lines)
    return Document(name, "ofd", blocks.done(), metadata, len(pages))


class _Parts:
    """The parts of the package by name, however their paths are written (/Doc_0/x, Doc_0\\x, ../x, other case)."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._parts = {_plain(part.filename): part for part in reversed(package.parts)}

    def has(self, path: str) -> bool:
        """Whether there is a part of that path."""
        return _plain(path) in self._parts

    def path(self, location: str, beside: str) -> str:
        """Return the path of a location that stands in the part ``beside``; those with / count from the top."""
        location = location.strip().replace("\\", "/")
        near = _plain(posixpath.join(posixpath.dirname(beside), location.lstrip("/")))
        # Some programs write every location from the top, though without the / that says so.
        return _plain(location) if location.startswith("/") or near not in self._parts else near

    def xml(self, path: str) -> Any:
        """Return a part's root element. Raises ReadError (文件损坏)."""
        part = self._parts.get(_plain(path))
        if part is None:
            raise ReadError(
                f"OFD 文件不完整，缺少 {mend(path)[:100]}", "请重新下载，或用 OFD 阅读器另存一份。", kind="文件损坏"
            )
        return parse_xml(self._package.read(part), "OFD 文件")


def _plain(path: str) -> str:
    """Return a path in the one form in which paths are compared; what leads out of the package leads to its top."""
    return posixpath.normpath("/" + path.replace("\\", "/")).strip("/").lower()


def _read_document(
    parts: _Parts, path: str, pages: list[_Page], furniture: dict[str, _Page], limits: Limits, deadline: Deadline
) -> None:
    document = parts.xml(path)
    common = _first(document, "CommonData")
    box = _box(_first(common, "PageArea")) or _A4
    for template in _all(common, "TemplatePage"):
        deadline.check()
        location = template.get("BaseLoc")
        if location and parts.has(where := parts.path(location, path)):
            furniture[f"{path}#{template.get('ID')}"] = _page(parts.xml(where), box, deadline)
    for entry in _all(_first(document, "Pages"), "Page"):
        deadline.check()
        if len(pages) >= limits.max_pages:
            raise too_large(f"OFD 超过 {limits.max_pages} 页")
        location = entry.get("BaseLoc")
        page = _page(parts.xml(parts.path(location, path)), box, deadline) if location else _Page(box)
        page.templates = [f"{path}#{template}" for template in page.templates]
        pages.append(page)


def _page(root: Any, box: tuple[float, float, float, float], deadline: Deadline) -> _Page:
    page = _Page(_box(_first(root, "Area")) or box)
    page.templates = [str(template.get("TemplateID")) for template in _all(root, "Template")]
    content = _first(root, "Content")
    for element in content.iter() if content is not None else ():
        deadline.check()
        match _local(element):
            case "TextObject":
                page.pieces.extend(pieces_of(element))
            case "PathObject" | "ImageObject" | "CompositeObject":
                page.drawn = True
    return page


def _lines(pages: Sequence[_Page], furniture: dict[str, _Page], limits: Limits, deadline: Deadline) -> list[list[Line]]:
    """Put every page's pieces into lines; a template's text counts where one page alone has it, as a letterhead."""
    uses = Counter(template for page in pages for template in page.templates)
    found: list[list[Line]] = []
    chars = 0
    for number, page in enumerate(pages, 1):
        deadline.check()
        own = [furniture[key] for key in page.templates if key in furniture and uses[key] == 1]
        pieces = _once([piece for template in own for piece in template.pieces] + page.pieces)
        lines = rows([_line(piece, page.box, number) for piece in pieces])
        chars += sum(len(line.text) for line in lines)
        if chars > limits.max_chars:
            raise too_large(f"文字超过 {limits.max_chars} 个字符")
        found.append(lines)
    return found


def _once(pieces: Sequence[TextPiece]) -> list[TextPiece]:
    """Leave out what is drawn a second time at the same place, which is how some programs make bold letters."""
    places: dict[str, list[TextPiece]] = {}
    kept = []
    for piece in pieces:
        same = places.setdefault(piece.text, [])
        near = 0.2 * piece.size
        # Only the last few: a dot repeated in a table of contents must not cost the square of its number.
        if not any(abs(piece.left - other.left) < near and abs(piece.base - other.base) < near for other in same[-8:]):
            kept.append(piece)
        same.append(piece)
    return kept


def _line(piece: TextPiece, box: tuple[float, float, float, float], number: int) -> Line:
    left, top, wide, high = box
    return Line(
        mend(piece.text).replace("\t", " ").replace("\n", " "),
        number,
        (piece.left - left) * _POINTS,
        (piece.right - left) * _POINTS,
        (high - (piece.base - top)) * _POINTS,
        piece.size * _POINTS,
        wide * _POINTS,
    )


def _refuse(pages: Sequence[_Page], lines: Sequence[Sequence[Item]]) -> None:
    if not pages:
        raise ReadError("OFD 文件里没有页面", "请重新下载，或用 OFD 阅读器另存一份。", kind="文件损坏")
    text = all_text(lines)
    if not text:
        if any(page.drawn for page in pages):
            raise ReadError(
                f"这是扫描件：{len(pages)} 页都是图片或已转成图形的文字，里面没有文字", _ELSEWHERE, kind="扫描件"
            )
        raise ReadError("OFD 文件里没有文字", _ELSEWHERE, kind="没有文字")
    # Glyphs that stand for no character are written as ¤.
    if is_garbage(text) or 2 * text.count("¤") > len(text):
        raise ReadError("OFD 里的文字编码无法识别，取出的是乱码", _ELSEWHERE, kind="文字无法识别")


def _metadata(body: Any) -> dict[str, object]:
    info = _first(body, "DocInfo")
    found: dict[str, object] = {}
    for key in _KEYS:
        value = _text(_first(info, key))
        if value:
            # Under its own name, like "dc:title" of Word: what a program put there need not be the policy's title.
            found[f"ofd:{key.lower()}"] = value
    keywords = [word for word in map(_text, _all(_first(info, "Keywords"), "Keyword")) if word]
    if keywords:
        found["ofd:keywords"] = "；".join(keywords)
    return found


def _box(area: Any | None) -> tuple[float, float, float, float] | None:
    """Return the sheet (x y width height, mm) that an area element states, None where it states none."""
    for name in ("PhysicalBox", "ApplicationBox"):
        numbers = floats(_text(_first(area, name)))
        if len(numbers) == 4 and min(numbers[2:]) > 0:
            return numbers[0], numbers[1], numbers[2], numbers[3]
    return None


def _local(element: Any) -> str:
    """Return an element's name; which namespace a program writes varies, as does its prefix."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _all(element: Any | None, name: str) -> Iterator[Any]:
    for child in element if element is not None else ():
        if _local(child) == name:
            yield child


def _first(element: Any | None, name: str) -> Any | None:
    return next(_all(element, name), None)


def _text(element: Any | None) -> str:
    return mend("".join(element.itertext())).strip() if element is not None else ""

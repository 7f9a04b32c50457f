"""Small OFD files made by hand (GB/T 33190-2016), as plain or as odd as a test needs them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'

Run = tuple[float, float, float, str]
"""A run of text: x of its first letter and y of its base line in millimetres from the upper left corner, the size of
its letters in millimetres, the text."""


def text_object(x: float, y: float, size: float, text: str, attributes: str = "", *, delta: bool = True) -> str:
    """Make a text object as most programs write it: the boundary around the letters, equal distances."""
    distances = f' DeltaX="g {len(text) - 1} {size}"' if delta and len(text) > 1 else ""
    return (
        f'<ofd:TextObject ID="9" Font="3" Size="{size}" Boundary="{x} {y - size} {size * len(text)} {1.2 * size}"'
        f' {attributes}><ofd:TextCode X="0" Y="{size}"{distances}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def page_xml(runs: Sequence[Run], extra: str = "", templates: Sequence[int] = ()) -> str:
    """Make a page's content."""
    used = "".join(f'<ofd:Template TemplateID="{number}" ZOrder="Background"/>' for number in templates)
    drawn = "".join(text_object(*run) for run in runs)
    return (
        f"<ofd:Page {NS}>{used}<ofd:Content><ofd:Layer ID='2' Type='Body'>{drawn}{extra}</ofd:Layer>"
        "</ofd:Content></ofd:Page>"
    )


def document_xml(pages: Sequence[str], templates: Mapping[int, str] | None = None, box: str = "0 0 210 297") -> str:
    """Make a document of the parts of those names."""
    entries = "".join(f'<ofd:Page ID="{number}" BaseLoc="{part}"/>' for number, part in enumerate(pages, 10))
    furniture = "".join(f'<ofd:TemplatePage ID="{key}" BaseLoc="{part}"/>' for key, part in (templates or {}).items())
    return (
        f"<ofd:Document {NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:PageArea>"
        f"{furniture}</ofd:CommonData><ofd:Pages>{entries}</ofd:Pages></ofd:Document>"
    )


def root_xml(documents: Sequence[str] = ("Doc_0/Document.xml",), info: str = "") -> str:
    """Make OFD.xml for the documents of those names; ``info`` is what stands in each one's DocInfo."""
    bodies = "".join(
        f"<ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>{info}</ofd:DocInfo><ofd:DocRoot>{part}</ofd:DocRoot>"
        "</ofd:DocBody>"
        for part in documents
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD {NS} Version="1.0" DocType="OFD">{bodies}</ofd:OFD>'


def pack(parts: Mapping[str, str | bytes]) -> bytes:
    """Make the package."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(pages: Sequence[str], info: str = "") -> dict[str, str | bytes]:
    """Return the parts of a file of one document with those pages."""
    names = [f"Pages/Page_{number}/Content.xml" for number in range(len(pages))]
    return {
        "OFD.xml": root_xml(info=info),
        "Doc_0/Document.xml": document_xml(names),
        **{f"Doc_0/{name}": page for name, page in zip(names, pages, strict=True)},
    }


def make_ofd(pages: Sequence[Sequence[Run]], info: str = "") -> bytes:
    """Make a file whose pages hold those runs."""
    return pack(parts_of([page_xml(runs) for runs in pages], info))


def set_lines(
    lines: Sequence[str], *, left: float = 28, top: float = 37, size: float = 5.6, step: float = 10
) -> list[Run]:
    """Set lines one below the other; a line that begins with two full-width spaces is set in by two characters."""
    return [
        (left + (2 * size if line.startswith("\u3000\u3000") else 0), top + step * row, size, line.strip("\u3000"))
        for row, line in enumerate(lines)
    ]

"""Small PDFs made by hand, so that every case a reader must stand can be written down in a test."""

from __future__ import annotations

from collections.abc import Sequence

Run = tuple[float, float, float, str]
"""A run of text: x and y in points from the lower left corner, the font's size, the text."""


def make_pdf(
    pages: Sequence[Sequence[Run]],
    *,
    encoding: str = "UniGB-UTF16-H",
    codec: str = "utf-16-be",
    pictures: Sequence[int] = (),
    info: str = "",
) -> bytes:
    """Make a PDF of A4 pages in a font that is named and not embedded; ``pictures`` are pages (from 1) with one."""
    font = (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /{encoding} /DescendantFonts [4 0 R] >>",
        (
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
        ),
    )
    picture = _stream(
        b"\x80", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    )
    first = 6
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        font[0].encode(),
        font[1].encode(),
        picture,
    ]
    for number, runs in enumerate(pages):
        drawn = " /XObject << /P 5 0 R >>" if number + 1 in pictures else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * number + 1} 0 R"
            f" /Resources << /Font << /F 3 0 R >>{drawn} >> >>".encode()
        )
        objects.append(_stream(_content(runs, codec, bool(drawn))))
    if info:
        objects.append(f"<< {info} >>".encode())
    return _assemble(objects, has_info=bool(info))


def _content(runs: Sequence[Run], codec: str, draws: bool) -> bytes:
    drawn = ["q 595 0 0 842 0 0 cm /P Do Q"] if draws else []
    for x, y, size, text in runs:
        drawn.append(f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode(codec).hex()}> Tj ET")
    return "\n".join(drawn).encode()


def _stream(data: bytes, entries: str = "") -> bytes:
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _assemble(objects: Sequence[bytes], *, has_info: bool) -> bytes:
    made = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    made += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    info = f" /Info {len(objects)} 0 R" if has_info else ""
    return (
        bytes(made) + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R{info} >>\nstartxref\n{table}\n%%EOF\n".encode()
    )


def set_lines(
    lines: Sequence[str], *, left: float = 85, top: float = 740, size: float = 16, step: float = 28
) -> list[Run]:
    """Set lines one below the other; a line that begins with two full-width spaces is set in by two characters."""
    return [
        (left + (2 * size if line.startswith("\u3000\u3000") else 0), top - step * row, size, line.strip("\u3000"))
        for row, line in enumerate(lines)
    ]

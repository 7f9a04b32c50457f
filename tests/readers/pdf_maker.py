"""Small PDFs made by hand, so that every case a reader must stand can be written down in a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Run = tuple[float, float, float, str]
"""A run of text: x and y in points from the lower left corner, the font's size, the text."""

Drawn = Run | str
"""A run of text, or operators of PDF as they stand in a page."""


def make_pdf(
    pages: Sequence[Sequence[Drawn]],
    *,
    encoding: str = "UniGB-UTF16-H",
    codec: str = "utf-16-be",
    pictures: Sequence[int] = (),
    info: str = "",
    turned: Mapping[int, int] | None = None,
    form: str = "",
) -> bytes:
    """Make a PDF of A4 pages in a font that is named and not embedded; ``pictures`` are pages (from 1) with one.

    ``turned`` gives pages (from 1) an angle: their content is drawn turned on the sheet, and /Rotate turns it back.
    ``form`` is a matrix: then all content is drawn in forms that are put on the page with it.
    """
    font = (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /{encoding} /DescendantFonts [4 0 R] >>",
        (
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
        ),
    )
    picture = _stream(
        b"\x00\xff", "/Type /XObject /Subtype /Image /Width 2 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    )
    first = 6
    step = 3 if form else 2
    kids = " ".join(f"{first + step * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        font[0].encode(),
        font[1].encode(),
        picture,
    ]
    for number, runs in enumerate(pages):
        own = first + step * number
        angle = (turned or {}).get(number + 1, 0)
        shown = " /P 5 0 R" if number + 1 in pictures else ""
        content = _content(runs, codec, bool(shown))
        content = b"q " + _TURNS[angle] + b" cm\n" + content + b"\nQ"
        resources = (
            f"/Resources << /Font << /F 3 0 R >> /XObject << {shown} {f'/X {own + 2} 0 R' if form else ''} >> >>"
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {angle} /Contents {own + 1} 0 R {resources} >>".encode()
        )
        objects.append(_stream(f"q {form} cm /X Do Q".encode() if form else content))
        if form:
            objects.append(_stream(content, f"/Type /XObject /Subtype /Form /BBox [0 0 2000 2000] {resources}"))
    if info:
        objects.append(f"<< {info} >>".encode())
    return _assemble(objects, has_info=bool(info))


_TURNS = {0: b"1 0 0 1 0 0", 90: b"0 1 -1 0 595 0", 180: b"-1 0 0 -1 595 842", 270: b"0 -1 1 0 0 842"}


def _content(runs: Sequence[Drawn], codec: str, draws: bool) -> bytes:
    drawn = ["q 595 0 0 842 0 0 cm /P Do Q"] if draws else []
    for run in runs:
        if isinstance(run, str):
            drawn.append(run)
            continue
        x, y, size, text = run
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


Span = tuple[int, int, int, int]
"""A merged cell: row and column of its upper left corner, the rows and the columns it covers."""


def set_table(
    rows: Sequence[Sequence[str]],
    *,
    left: float = 85,
    top: float = 700,
    widths: Sequence[float] = (),
    height: float = 30,
    size: float = 12,
    merged: Sequence[Span] = (),
    pen: str = "stroke",
    open_sides: bool = False,
) -> list[Drawn]:
    """Draw a table; line feeds in a cell begin a new line, ``pen`` is stroke (m l S) or area (re f), as Word does it."""
    widths = widths or [100] * len(rows[0])
    xs = [left + sum(widths[:column]) for column in range(len(widths) + 1)]
    ys = [top - height * row for row in range(len(rows) + 1)]
    owner = {(row, column): (row, column) for row in range(len(rows)) for column in range(len(widths))}
    for row, column, down, across in merged:
        for place in ((r, c) for r in range(row, row + down) for c in range(column, column + across)):
            owner[place] = row, column
    drawn: list[Drawn] = []
    for row in range(len(rows)):
        for column in range(len(widths) + 1):
            outer = column in (0, len(widths))
            if (outer and not open_sides) or (not outer and owner[row, column - 1] != owner[row, column]):
                drawn.append(_border(xs[column], ys[row + 1], xs[column], ys[row], pen))
    for row in range(len(rows) + 1):
        for column in range(len(widths)):
            if row in (0, len(rows)) or owner[row - 1, column] != owner[row, column]:
                drawn.append(_border(xs[column], ys[row], xs[column + 1], ys[row], pen))
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            for number, line in enumerate(text.split("\n") if text else ()):
                drawn.append((xs[column] + 5, ys[row] - size - 2 - number * 1.2 * size, size, line))
    return drawn


def _border(x: float, y: float, far_x: float, far_y: float, pen: str) -> str:
    if pen == "stroke":
        return f"{x} {y} m {far_x} {far_y} l S"
    return f"{x} {y} {max(far_x - x, 0.5)} {max(far_y - y, 0.5)} re f"

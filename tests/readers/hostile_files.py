"""Files made to stop a program: bombs, giants and loops, each small on disk and made in a moment."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pdf_maker import _assemble, _stream, make_pdf, set_lines

MB = 1024 * 1024
SENTENCE = "县级以上人民政府应当将粮食冷链物流建设纳入国民经济和社会发展规划。"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a zip: what it is called, its bytes as packed, its true size and the size it states."""

    name: str
    packed: bytes
    size: int
    crc: int
    stated: int = -1


def packed(unit: bytes, times: int, *, wbits: int = -15) -> bytes:
    """``unit`` repeated and deflated, at the cost of deflating it once: after a full flush the same bits can follow."""
    if wbits > 0:  # zlib, whose check sum at the end is left out: nobody gets so far
        maker = zlib.compressobj(9, zlib.DEFLATED, wbits)
        head = maker.compress(b"") + maker.flush(zlib.Z_FULL_FLUSH)
        return head + packed(unit, times)
    maker = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = maker.compress(unit) + maker.flush(zlib.Z_FULL_FLUSH)
    return one * times + maker.flush()


def part(name: str, text: str | bytes) -> Part:
    data = text.encode() if isinstance(text, str) else text
    return Part(name, packed(data, 1), len(data), zlib.crc32(data))


def make_zip(parts: Sequence[Part], *, overlap: bool = False) -> bytes:
    """A zip written by hand, so that it can state what is not so; ``overlap``: all parts are the last one's bytes."""
    out, central = io.BytesIO(), io.BytesIO()
    for index, one in enumerate(parts):
        name = one.name.encode()
        stated = one.size if one.stated < 0 else one.stated
        fields = (20, 0, 8, 0, 0x21, one.crc, len(one.packed), stated, len(name), 0)
        place = out.tell()
        if not overlap or index == 0:
            out.write(struct.pack("<4s5H3I2H", b"PK\x03\x04", *fields) + name + one.packed)
        else:
            place = 0
        central.write(struct.pack("<4sH5H3I5H2I", b"PK\x01\x02", 20, *fields, 0, 0, 0, 0, place) + name)
    start, count = out.tell(), min(len(parts), 0xFFFF)
    size = central.tell()
    return (
        out.getvalue() + central.getvalue() + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, size, start, 0)
    )


def make_docx(document: Part | str, *others: Part) -> bytes:
    body = part("word/document.xml", document) if isinstance(document, str) else document
    return make_zip([part("[Content_Types].xml", _TYPES), part("_rels/.rels", _RELATIONS), body, *others])


def word_xml(body: str, before: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def giant_part(name: str, unit: bytes, times: int, before: bytes = b"", after: bytes = b"", stated: int = -1) -> Part:
    """A part that holds ``unit`` so many times."""
    crc = zlib.crc32(before)
    for _ in range(times):
        crc = zlib.crc32(unit, crc)
    crc = zlib.crc32(after, crc)
    maker = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = maker.compress(before) + maker.flush(zlib.Z_FULL_FLUSH)
    one = maker.compress(unit) + maker.flush(zlib.Z_FULL_FLUSH)
    tail = maker.compress(after) + maker.flush()
    return Part(name, head + one * times + tail, len(before) + times * len(unit) + len(after), crc, stated)


def giant_word(unit: str, megabytes: int, *, stated: int = -1) -> bytes:
    """A Word file whose text is ``unit`` over and over."""
    before, after = word_xml("\x00").encode().split(b"\x00")
    many = unit.encode() * max(1, MB // len(unit.encode()))
    return make_docx(giant_part("word/document.xml", many, megabytes, before=before, after=after, stated=stated), *())


LAUGHS = "<!DOCTYPE w:document [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 11)
) + "]>"  # fmt: skip
OUTSIDE = "<!DOCTYPE w:document [<!ENTITY out SYSTEM 'file:///etc/passwd'>]>"
REMOTE = "<!DOCTYPE w:document SYSTEM 'http://127.0.0.1:9/evil.dtd'>"


def pdf(objects: Sequence[bytes]) -> bytes:
    return _assemble(list(objects), has_info=False)


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def one_page(content: bytes, *others: bytes, resources: str = "/Font << /F 5 0 R >>") -> bytes:
    """A PDF of one page with that content stream as object 4; ``others`` are objects 6 and on."""
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << {resources} >> >>"
    tree = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page.encode())
    return pdf([*tree, content, FONT, *others])


def flate(unit: bytes, times: int, filters: str = "/FlateDecode") -> bytes:
    return _stream(packed(unit, times, wbits=15), f"/Filter {filters}")


def flate_twice(times: int) -> bytes:
    # A stretch of deflated zeros is itself the same few bytes over and over.
    inner = packed(bytes(MB), 1000, wbits=15)
    return _stream(zlib.compress(inner * 1, 9), "/Filter [/FlateDecode /FlateDecode]") if times else b""


def tree_of(kids: Sequence[str], *others: bytes) -> bytes:
    """A PDF whose root of pages has those children; ``others`` are objects 3 and on."""
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count 9 >>".encode(),
            *others,
        ]
    )


def page_of(content: int = 4) -> bytes:
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R"
        " /Resources << /Font << /F 5 0 R >> >> >>"
    ).encode()


def many_pages(count: int) -> bytes:
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _stream(b"BT ET")]
    objects[1] = f"<< /Type /Pages /Count {count} /Kids [{' '.join(f'{n + 4} 0 R' for n in range(count))}] >>".encode()
    return pdf(objects + [page_of(3)] * count)


def doubling_tree(depth: int) -> bytes:
    """A tree of pages each of whose nodes has the next one twice as its child: 2^depth pages in a few lines."""
    nodes = [
        f"<< /Type /Pages /Kids [{n + 3} 0 R {n + 3} 0 R] /Count 9 /Parent 2 0 R >>".encode() for n in range(depth)
    ]
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, page_of(depth + 3), _stream(b"BT ET")])


def doubling_forms(depth: int) -> bytes:
    """A page that draws a form that draws the next one twice, and so on."""
    forms = [
        _stream(b"/X Do /X Do", f"/Type /XObject /Subtype /Form /Resources << /XObject << /X {7 + n} 0 R >> >>")
        for n in range(depth)
    ]
    last = _stream(b"BT /F 9 Tf (a) Tj ET", "/Type /XObject /Subtype /Form /Resources << /Font << /F 5 0 R >> >>")
    return one_page(_stream(b"/X Do"), *forms, last, resources="/XObject << /X 6 0 R >>")


def loop_of_xrefs() -> bytes:
    data = one_page(_stream(b"BT ET"))
    start = int(data.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    return data.replace(b"trailer\n<<", f"trailer\n<< /Prev {start}".encode())


def chain_of_xrefs(count: int) -> bytes:
    """A PDF that says it was changed so many times."""
    data = one_page(_stream(b"BT ET"))
    out = io.BytesIO(data)
    start = int(data.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    out.seek(0, io.SEEK_END)
    for _ in range(count):
        place = out.tell()
        out.write(f"xref\n0 0\ntrailer\n<< /Size 6 /Root 1 0 R /Prev {start} >>\nstartxref\n{place}\n%%EOF\n".encode())
        start = place
    return out.getvalue()


def xref_stream_bomb(entries: str, content: bytes) -> bytes:
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    stream = (
        b"9 0 obj\n" + content.replace(b"<< ", f"<< /Type /XRef {entries} /Root 1 0 R ".encode(), 1) + b"\nendobj\n"
    )
    return head + stream + f"startxref\n{len(head)}\n%%EOF\n".encode()


def object_stream_bomb(count: int, content: bytes) -> bytes:
    """A PDF whose page tree lies in an object stream that unpacks without end, or holds more objects than there are."""
    head = b"%PDF-1.7\n"
    first = b"1 0 obj\n<< /Type /Catalog /Pages 5 0 R >>\nendobj\n"
    second = (
        b"2 0 obj\n" + content.replace(b"<< ", f"<< /Type /ObjStm /N {count} /First 8 ".encode(), 1) + b"\nendobj\n"
    )
    place = len(head) + len(first) + len(second)
    rows = [(0, 0, 0), (1, len(head), 0), (1, len(head) + len(first), 0), (0, 0, 0), (1, place, 0), (2, 2, 0)]
    table = b"".join(struct.pack(">BIB", *row) for row in rows)
    stream = _stream(table, "/Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R")
    return head + first + second + b"4 0 obj\n" + stream + f"\nendobj\nstartxref\n{place}\n%%EOF\n".encode()


def encrypted_pdf() -> bytes:
    import pypdf

    writer = pypdf.PdfWriter()
    writer.append(io.BytesIO(make_pdf([set_lines([SENTENCE[:20]])])))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def giant_lines(count: int) -> bytes:
    """A page with so many lines of text."""
    return one_page(flate(b"BT /F 9 Tf 1 0 0 1 50 700 Tm (investment plan) Tj ET\n" * 100, count // 100))


def cmap_bomb() -> bytes:
    cmap = b"/CIDInit /ProcSet findresource begin begincmap 1 beginbfrange <0000> <ffffffff> <0041> endbfrange endcmap"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
    )
    tree = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page)
    return pdf([*tree, _stream(b"BT /F 9 Tf (Hello world, hello world) Tj ET"), font, _stream(cmap)])


def lzw_bomb() -> bytes:
    """LZW codes that stand for ever longer runs of one byte, over and over."""
    bits, width, size = [], 9, 258
    value, count = 0, 0
    out = bytearray()

    def put(code: int) -> None:
        nonlocal value, count
        value, count = value << width | code, count + width
        while count >= 8:
            count -= 8
            out.append(value >> count & 255)
            value &= (1 << count) - 1

    put(256)
    put(32)
    while size < 4093:
        put(size)
        size += 1
        width = 9 if size < 511 else 10 if size < 1023 else 11 if size < 2047 else 12
    del bits
    return _stream(bytes(out) * 60, "/Filter /LZWDecode")


def gz(unit: bytes, times: int, before: bytes = b"", after: bytes = b"") -> bytes:
    one = giant_part("", unit, times, before=before, after=after)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + one.packed + struct.pack("<2I", one.crc, one.size & 0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Case:
    """A file: its name, how its bytes are made, and the kinds of refusal that are right ("" where it may be read)."""

    name: str
    make: Callable[[], bytes]
    kinds: frozenset[str] = field(default_factory=frozenset)


def case(name: str, make: Callable[[], bytes], *kinds: str) -> Case:
    return Case(name, make, frozenset(kinds))


SLOW = frozenset(
    {
        "Word: one text of 400 MB", "PDF: 30 MB of blanks in a stream", "PDF: 8 MB of operators",
        "PDF: 200 pages of 30 MB of blanks", "PDF: 300,000 lines on a page", "PDF: 60,000 lines on a page",
        "text: 190 MB of empty lines", "text: 190 MB of lines of one letter", "text: 190 MB in GB18030",
        "text: 190 MB in UTF-16", "Markdown: 100 MB of table rows", "Markdown: one row of 20 million cells",
        "front matter: endless", "HTML: 200 nested containers",
    }
)  # fmt: skip
"""Cases that take more than two seconds of a processor; a shorter limit of seconds may stop them."""

ONLY_MEASURED = frozenset(
    {
        "PDF: 300,000 lines on a page", "PDF: 30 MB of blanks in a stream", "text: 190 MB in UTF-16",
        "text: 190 MB of lines of one letter", "Markdown: one row of 20 million cells", "HTML: 150 MB of empty tags",
    }
)  # fmt: skip
"""Cases that cost tests too much for what they add to a smaller one like them; scripts/measure_hostile.py reads them."""


BIG, BROKEN, TRAP = "超出上限", "文件损坏", "内容可疑"
TEXT = SENTENCE.encode()

CASES: dict[str, Case] = {
    # Word
    "zip bomb, size stated": case("a.docx", lambda: giant_word(" ", 600), BIG),
    "zip bomb, size lied about": case("a.docx", lambda: giant_word(" ", 600, stated=1000), BROKEN),
    "zip of 40,000 parts": case(
        "a.docx", lambda: make_docx(word_xml(""), *(part(f"word/{n}.xml", "<a/>") for n in range(40_000))), BIG
    ),
    "zip of overlapping parts": case(
        "a.docx",
        lambda: make_zip(
            [
                giant_part("word/document.xml", bytes(MB), 400),
                *(giant_part(f"{n}.xml", bytes(MB), 400) for n in range(5)),
            ],
            overlap=True,
        ),
        BIG,
    ),
    "zip in a zip in a zip": case(
        "a.docx",
        lambda: make_docx(word_xml(paragraph(SENTENCE)), part("word/embeddings/a.docx", giant_word(" ", 600))),
        "",
    ),
    "Word: millions of empty paragraphs": case("a.docx", lambda: giant_word("<w:p/>", 450), BIG),
    "Word: 60 MB of empty paragraphs": case("a.docx", lambda: giant_word("<w:p/>", 60), BIG),
    "Word: 30 MB of attributes": case("a.docx", lambda: giant_word('<w:p a="" b="" c="" d="" e=""/>', 30), BIG),
    "Word: one text of 400 MB": case("a.docx", lambda: giant_word("政策" * 1000, 400), BIG, BROKEN),
    "Word: nested 100,000 deep": case(
        "a.docx", lambda: make_docx(word_xml("<w:ins>" * 100_000 + "</w:ins>" * 100_000)), BROKEN
    ),
    "Word: billion laughs": case("a.docx", lambda: make_docx(word_xml(paragraph("&a10;"), LAUGHS)), TRAP),
    "Word: billion laughs in an attribute": case(
        "a.docx", lambda: make_docx(word_xml(f'<w:p w:x="&a10;"/>{paragraph(SENTENCE)}', LAUGHS)), TRAP
    ),
    "Word: entity of a local file": case("a.docx", lambda: make_docx(word_xml(paragraph("&out;"), OUTSIDE)), TRAP),
    "Word: DTD from the network": case("a.docx", lambda: make_docx(word_xml(paragraph(SENTENCE), REMOTE)), TRAP),
    # PDF
    "PDF: 1 GB of zeros in a stream": case("a.pdf", lambda: one_page(flate(bytes(MB), 1000)), BIG),
    "PDF: deflated twice": case("a.pdf", lambda: one_page(flate_twice(1)), BIG),
    "PDF: 30 MB of blanks in a stream": case("a.pdf", lambda: one_page(flate(b" " * MB, 30)), "没有文字"),
    "PDF: 60 MB of operators": case("a.pdf", lambda: one_page(flate(b"q Q " * (MB // 4), 60)), BIG),
    "PDF: 8 MB of operators": case("a.pdf", lambda: one_page(flate(b"q Q " * (MB // 4), 8)), BIG, "没有文字"),
    "PDF: 70 MB of brackets": case("a.pdf", lambda: one_page(flate(b"[" * MB, 70)), BIG, BROKEN),
    "PDF: a string of 70 MB": case(
        "a.pdf", lambda: one_page(_stream(packed(b"(" + b"a" * MB, 70, wbits=15), "/Filter /FlateDecode")), BIG, BROKEN
    ),
    "PDF: 200 pages of 30 MB of blanks": case(
        "a.pdf", lambda: tree_of(["3 0 R"] * 200, page_of(), flate(b" " * MB, 30), FONT), BIG, "超时", "没有文字"
    ),
    "PDF: 1,000 filters": case(
        "a.pdf", lambda: one_page(_stream(b"x", f"/Filter [{'/ASCIIHexDecode ' * 1000}]")), BIG, BROKEN
    ),
    "PDF: RunLength bomb": case(
        "a.pdf", lambda: one_page(_stream(b"\x81 " * 2_000_000, "/Filter /RunLengthDecode")), BIG
    ),
    "PDF: LZW bomb": case("a.pdf", lambda: one_page(lzw_bomb()), BIG, BROKEN, "没有文字"),
    "PDF: JBIG2 as content": case(
        "a.pdf", lambda: one_page(_stream(b"\x97JB2\r\n\x1a\n" + bytes(99), "/Filter /JBIG2Decode")), BROKEN, "没有文字"
    ),
    "PDF: /Length of 10^12": case(
        "a.pdf",
        lambda: one_page(_stream(b"BT ET").replace(b"/Length 5", b"/Length 1000000000000")),
        BIG,
        BROKEN,
        "没有文字",
    ),
    "PDF: object stream of 1 GB": case("a.pdf", lambda: object_stream_bomb(1, flate(bytes(MB), 1000)), BIG, BROKEN),
    "PDF: object stream of 10^9 objects": case(
        "a.pdf", lambda: object_stream_bomb(10**9, _stream(b"5 0 9 0 << >>" * 9)), BROKEN, "没有文字"
    ),
    "PDF: xref stream of 1 GB": case(
        "a.pdf", lambda: xref_stream_bomb("/Size 200000000 /W [1 2 1]", flate(bytes(MB), 1000)), BIG, BROKEN
    ),
    "PDF: xref stream of 60 MB": case(
        "a.pdf", lambda: xref_stream_bomb("/Size 15000000 /W [1 2 1]", flate(bytes(MB), 60)), BIG, BROKEN
    ),
    "PDF: page tree that loops": case("a.pdf", lambda: tree_of(["2 0 R", "2 0 R"]), BROKEN),
    "PDF: page tree that doubles 40 times": case("a.pdf", lambda: doubling_tree(40), BIG, BROKEN),
    "PDF: 50,000 pages": case("a.pdf", lambda: many_pages(50_000), BIG),
    "PDF: one page 50,000 times": case(
        "a.pdf", lambda: tree_of(["3 0 R"] * 50_000, page_of(), _stream(b"BT ET")), BIG, BROKEN
    ),
    "PDF: says it has 10^9 pages": case(
        "a.pdf", lambda: one_page(_stream(b"BT ET")).replace(b"/Count 1", b"/Count 1000000000"), "没有文字"
    ),
    "PDF: forms that double 30 times": case("a.pdf", lambda: doubling_forms(30), BIG, BROKEN, "没有文字", ""),
    "PDF: xref that loops": case("a.pdf", loop_of_xrefs, "没有文字", BROKEN),
    "PDF: 20,000 xrefs": case("a.pdf", lambda: chain_of_xrefs(20_000), "没有文字", BROKEN),
    "PDF: CMap of 4 billion": case("a.pdf", cmap_bomb, BIG, BROKEN, ""),
    "PDF: 300,000 lines on a page": case("a.pdf", lambda: giant_lines(300_000), BIG, "超时", ""),
    "PDF: password": case("a.pdf", encrypted_pdf, "已加密"),
    "PDF: 60,000 lines on a page": case("a.pdf", lambda: giant_lines(60_000), "", "超时"),
    # Records
    "gzip: 1 GB of blanks in a line": case("a.jsonl.gz", lambda: gz(b" " * MB, 1000), BIG),
    "gzip: 400 MB of empty lines": case("a.jsonl.gz", lambda: gz(b"\n" * MB, 400), "记录有误"),
    "gzip: 200 MB of bad lines": case("a.jsonl.gz", lambda: gz(b"x\n" * (MB // 2), 200), "记录有误"),
    "gzip: record nested a million deep": case("a.jsonl.gz", lambda: gz(b"[" * MB, 2), "记录有误"),
    "gzip: record with a text of 300 MB": case(
        "a.jsonl.gz", lambda: gz(b"a" * MB, 300, before=b'{"title":"a","text":"', after=b'"}\n'), BIG
    ),
    "gzip in gzip": case("a.jsonl.gz", lambda: gzip.compress(gz(b" " * MB, 1000)), "记录有误"),
    # Text
    "text: one line of 100 MB": case("a.txt", lambda: b"a" * (100 * MB), BIG),
    "text: one Chinese line of 140 MB": case("a.txt", lambda: TEXT * (140 * MB // len(TEXT)), ""),
    "text: 190 MB of empty lines": case("a.txt", lambda: b"\n" * (190 * MB), "没有文字"),
    "text: 10 million empty lines": case("a.txt", lambda: TEXT + b"\n" * 10_000_000 + TEXT, ""),
    "text: 190 MB of lines of one letter": case("a.txt", lambda: b"a\n" * (95 * MB), BIG),
    "text: 190 MB in GB18030": case("a.txt", lambda: SENTENCE.encode("gb18030") * (190 * MB // 70), BIG),
    "text: 190 MB in UTF-16": case("a.txt", lambda: SENTENCE.encode("utf-16-le") * (190 * MB // 70), BIG),
    "text: 190 MB of zeros": case("a.txt", lambda: bytes(190 * MB), "不是文本"),
    "Markdown: 100 MB of table rows": case("a.md", lambda: b"|a|b|\n" * (16 * MB), BIG, "超时"),
    "Markdown: 20 MB of open comments": case("a.md", lambda: b"<!-- " * (4 * MB), BIG, ""),
    "Markdown: one row of 20 million cells": case("a.md", lambda: b"|a" * (20 * MB), BIG, ""),
    "front matter: deep flow": case("a.md", lambda: b"---\na: " + b"[" * 60_000 + b"\n---\n" + TEXT, "元数据有误"),
    "front matter: deep blocks": case("a.md", lambda: b"---\n" + b"- " * 30_000 + b"a\n---\n" + TEXT, "元数据有误", ""),
    "front matter: aliases": case(
        "a.md",
        lambda: b"---\na: &a [x]\n" + b"".join(b"b%d: [*a,*a]\n" % n for n in range(999)) + b"---\n" + TEXT,
        "元数据有误",
    ),
    "front matter: endless": case("a.md", lambda: b"---\na: |\n" + b"  a\n" * MB + b"---\n" + TEXT, BIG),
    # Web pages
    "HTML: nested 100,000 deep": case("a.html", lambda: b"<html><body>" + b"<div>" * 100_000 + TEXT, BROKEN),
    "HTML: tables nested 10,000 deep": case(
        "a.html", lambda: b"<html><body>" + b"<table><tr><td>" * 10_000 + TEXT, BROKEN
    ),
    "HTML: 150 MB of empty tags": case("a.html", lambda: b"<html><body>" + b"<p>" * (50 * MB), BIG),
    "HTML: 6 MB of empty tags": case("a.html", lambda: b"<html><body>" + b"<p>" * (2 * MB) + TEXT, BIG),
    "HTML: 20,000 attributes": case(
        "a.html",
        lambda: b"<html><body><p " + b" ".join(b"a%d" % n for n in range(20_000)) + b">" + TEXT,
        "",
    ),
    "HTML: one text of 100 MB": case("a.html", lambda: b"<html><body><p>" + b"a" * (100 * MB), BIG, BROKEN),
    "HTML: entities of a DTD": case(
        "a.html",
        lambda: (LAUGHS + f"<html><body><p>&a10;{SENTENCE}</p></body></html>").encode(),
        "",
    ),
    "HTML: entity of a local file": case(
        "a.html",
        lambda: (OUTSIDE.replace("w:document", "html") + f"<html><body><p>&out;{SENTENCE}</p></body></html>").encode(),
        "",
    ),
    "HTML: 200 nested containers": case(
        "a.html",
        lambda: b"<html><body>" + b"<div class=TRS_Editor>" * 200 + b"<p>" + (TEXT + b"<br>") * 10_000 + b"</p>",
        "",
        "超时",
    ),
    "HTML: 30,000 containers": case(
        "a.html", lambda: b"<html><body>" + (b"<div class=TRS_Editor>" + TEXT * 3 + b"</div>") * 30_000, ""
    ),
}


def zipped(files: dict[str, bytes]) -> bytes:
    """An ordinary zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def write(key: str, folder: Path) -> Path:
    """Make the file of a case in a folder."""
    path = folder / CASES[key].name
    path.write_bytes(CASES[key].make())
    return path

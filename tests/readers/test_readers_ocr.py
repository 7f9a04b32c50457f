"""Scans and pictures: the real scan read by the real engine once; everything around the engine with a stand-in."""

from __future__ import annotations

import io
import itertools
import math
import re
import struct
import sys
import zlib
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_maker import make_pdf, set_lines
from shared_data import SHARED, needs_shared

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.policies.parse import parse_policy
from policymatch.readers import Limits, ocr, read_file
from policymatch.readers.printed import Box, lies, printed_lines, tidy

needs_ocr = pytest.mark.skipif(bool(ocr.trouble()), reason="OCR cannot be used here")

BODY = "本条例所称政府投资是指在中国境内使用预算安排的资金"  # 25 characters
Boxes = Callable[[Any], Sequence[Box]]


def box(text: str, left: float, top: float, *, size: float = 32, score: float = 0.99) -> Box:
    right, bottom = left + size * len(text), top + 1.1 * size
    return Box([(left, top), (right, top), (right, bottom), (left, bottom)], text, score)


def turned(boxes: Sequence[Box], degrees: float) -> list[Box]:
    """Lay the sheet down askew."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    return [
        Box([(x * cosine - y * sine, x * sine + y * cosine) for x, y in one.corners], one.text, one.score)
        for one in boxes
    ]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Callable[[Boxes], None]:
    """Put something simpler in the place of the recogniser."""

    def put(boxes: Boxes) -> None:
        monkeypatch.setattr(ocr, "_boxes", boxes)

    return put


def read(tmp_path: Path, data: bytes, name: str = "a.pdf", limits: Limits | None = None) -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    return read_file(path, limits or Limits())


def refused(tmp_path: Path, data: bytes, name: str = "a.pdf", limits: Limits | None = None) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read(tmp_path, data, name, limits)
    assert caught.value.hint
    return caught.value


@needs_shared
@needs_ocr
def test_the_real_scan() -> None:
    folder = SHARED / "data" / "formats"
    document = read_file(folder / "政府投资条例(2019-04-14).scanned.pdf")
    # The scan is the first three pages of the text, so the same pages with text say what it holds.
    truth = [
        block.text for block in read_file(folder / "政府投资条例(2019-04-14).pdf").blocks if (block.page or 9) <= 3
    ]
    blocks = [block.text for block in document.blocks]
    wanted, got = (re.sub(r"\s", "", "".join(texts)) for texts in (truth, blocks))
    wanted = wanted[: wanted.index("经济和社会发展规划、相关领域专项规划、产业政策等，从") + 26]
    matches = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    assert sum(match.size for match in matches) / max(len(wanted), len(got)) >= 0.99
    assert [text[:4] for text in blocks[:-1]] == [text[:4] for text in truth[:-1]]
    assert [abs(len(one) - len(other)) <= 2 for one, other in zip(blocks, truth, strict=True)][:-1].count(False) == 0
    assert document.pages == 3
    assert document.metadata["ocr_pages"] == [1, 2, 3]
    confidence = document.metadata["ocr_confidence"]
    assert isinstance(confidence, float)
    assert 0.97 < confidence <= 1
    assert [block.page for block in document.blocks if block.text.startswith(("第四条", "第八条"))] == [2, 3]
    clauses = parse_policy(document).clauses
    assert [clause.label for clause in clauses if clause.label.endswith("条")] == [
        f"第{number}条" for number in "一二三四五六七八九十"
    ] + ["第十一条"]
    assert [clause.path for clause in clauses if clause.label.endswith("章")] == ["第一章 总则", "第二章 政府投资决策"]


def test_without_the_extra_the_reason_says_which_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    monkeypatch.setattr(ocr, "trouble", ocr.trouble.__wrapped__)
    scan = refused(tmp_path, make_pdf([[], []], pictures=[1, 2]))
    assert scan.kind == "扫描件"
    garbled = refused(tmp_path, make_pdf([set_lines([BODY] * 9)], encoding="GBKp-EUC-H", codec="gbk"))
    assert garbled.kind == "文字无法识别"
    picture = refused(tmp_path, b"\x89PNG\r\n", "a.png")
    assert picture.kind == "扫描件"
    for error in (scan, garbled, picture):
        assert 'pip install "policymatch[ocr]"' in error.hint
    monkeypatch.setattr(ocr, "too_new", lambda: True)
    assert "Python 3.11 或 3.12" in refused(tmp_path, make_pdf([[]], pictures=[1])).hint
    # Pages with text are read as ever.
    document = read(tmp_path, make_pdf([set_lines([BODY] * 5), []], pictures=[2]))
    assert document.metadata["pages_without_text"] == [2]


def test_a_library_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "packages" / "rapidocr_onnxruntime"
    folder.mkdir(parents=True)
    complaint = "libGL.so.1: cannot open shared object file: No such file or directory"
    (folder / "__init__.py").write_text(f"raise ImportError({complaint!r})", encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder.parent))
    monkeypatch.delitem(sys.modules, "rapidocr_onnxruntime", raising=False)
    monkeypatch.setattr(ocr, "installed", lambda: True)
    said = ocr.trouble.__wrapped__()
    assert "libGL.so.1" in said
    assert "libgl1" in said


@needs_ocr
def test_only_pages_without_text_are_recognised(tmp_path: Path, engine: Callable[[Boxes], None]) -> None:
    drawn: list[tuple[int, int]] = []

    def boxes(pixels: Any) -> Sequence[Box]:
        drawn.append(pixels.shape)
        return [box("第二条", 200, 200), box("应当公开透明。", 330, 200), box("一2一", 500, 1400)]

    engine(boxes)
    text = set_lines([f"　　第一条　{BODY[:18]}", *[BODY] * 4, "。"])
    document = read(tmp_path, make_pdf([text, [], text], pictures=[2]))
    assert [(block.text[:11], block.page) for block in document.blocks] == [
        ("第一条　本条例所称政府", 1),
        ("第二条 应当公开透明。", 2),
        ("第一条　本条例所称政府", 3),
    ]
    assert document.metadata["ocr_pages"] == [2]
    assert document.metadata["ocr_confidence"] == 0.99
    assert "pages_without_text" not in document.metadata
    assert len(drawn) == 1
    assert min(drawn[0]) in (1060, 1061)


@needs_ocr
def test_garbled_pages_are_recognised(tmp_path: Path, engine: Callable[[Boxes], None]) -> None:
    engine(lambda pixels: [box(BODY, 200, 200)])
    document = read(tmp_path, make_pdf([set_lines([BODY] * 9)], encoding="UniGB-UTF8-H", codec="utf-8"))
    assert [block.text for block in document.blocks] == [BODY]
    assert document.metadata["ocr_pages"] == [1]


@needs_ocr
def test_a_title_page_with_an_emblem_keeps_its_own_text(tmp_path: Path, engine: Callable[[Boxes], None]) -> None:
    engine(lambda pixels: [box("某县人民改府公报", 300, 200)])
    pages = [[(200, 700, 26, "某县人民政府公报")], set_lines([BODY] * 5)]
    document = read(tmp_path, make_pdf(pages, pictures=[1]))
    assert document.blocks[0].text == "某县人民政府公报"
    assert "ocr_pages" not in document.metadata


@needs_ocr
@pytest.mark.parametrize("found", [[], [box("岁月如歌", 200, 200, score=0.3)]])
def test_what_cannot_be_made_out_is_still_a_scan(
    tmp_path: Path, engine: Callable[[Boxes], None], found: list[Box]
) -> None:
    engine(lambda pixels: found)
    error = refused(tmp_path, make_pdf([[], []], pictures=[1, 2]))
    assert error.kind == "扫描件"
    assert "试过文字识别" in error.hint


@needs_ocr
def test_nothing_goes_on_over_a_page_that_is_missing(tmp_path: Path, engine: Callable[[Boxes], None]) -> None:
    engine(lambda pixels: [])
    full = set_lines([f"　　第一条　{BODY[:18]}", *[BODY] * 4])
    document = read(tmp_path, make_pdf([full, [], set_lines([BODY, "。"])], pictures=[2]))
    assert len(document.blocks) == 2


@needs_ocr
def test_limits_of_pages_and_time(tmp_path: Path, engine: Callable[[Boxes], None]) -> None:
    heights = itertools.count(200, 100)
    engine(lambda pixels: [box(BODY, 200, next(heights))])
    scan = make_pdf([[]] * 3, pictures=[1, 2, 3])
    many = refused(tmp_path, scan, limits=Limits(max_ocr_pages=2))
    assert many.kind == "超出上限"
    assert "3 页" in many.message
    assert refused(tmp_path, scan, limits=Limits(max_seconds=-1, max_ocr_seconds=0)).kind == "超时"
    assert read(tmp_path, scan, limits=Limits(max_ocr_pages=3)).metadata["ocr_pages"] == [1, 2, 3]


@needs_ocr
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_pages_on_their_side_and_on_their_head(tmp_path: Path, engine: Callable[[Boxes], None], turns: int) -> None:
    import numpy
    from PIL import Image

    # A sheet whose upper left corner is black; the stand-in reads it only where that corner is up.
    sheet = numpy.full((1400, 1000), 255, numpy.uint8)
    sheet[:200, :200] = 0

    def boxes(pixels: Any) -> Sequence[Box]:
        height, width = pixels.shape
        dark = [float(pixels[y, x]) < 128 for y, x in ((20, 20), (20, width - 20), (height - 20, width - 20))]
        if dark[0]:
            return [box("第一条", 200, 300), box("应当公开。", 320, 300), box("第二条", 200, 400)]
        if dark[2]:
            return [box("锟斤拷", 200, 300, score=0.4)]
        tall = [(300.0, 200.0), (332.0, 200.0), (332.0, 600.0), (300.0, 600.0)]
        return [Box(tall, "第一条应当公开。", 0.95)]

    engine(boxes)
    out = io.BytesIO()
    Image.fromarray(numpy.rot90(sheet, turns)).save(out, "PNG")
    document = read(tmp_path, out.getvalue(), "扫描.png")
    assert [block.text for block in document.blocks] == ["第一条 应当公开。", "第二条"]
    assert (document.format, document.pages, document.metadata["ocr_pages"]) == ("picture", 1, [1])


@needs_ocr
def test_the_pages_of_a_tiff(tmp_path: Path, engine: Callable[[Boxes], None]) -> None:
    from PIL import Image, ImageDraw

    engine(lambda pixels: [box("应当公开。", 200, 300)])
    frames = [Image.new("1", (800, 1200), 1) for _ in range(3)]
    for frame in (frames[0], frames[2]):
        ImageDraw.Draw(frame).rectangle((100, 100, 200, 120), 0)
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression="group4")
    document = read(tmp_path, out.getvalue(), "传真.tif")
    assert [(block.text, block.page) for block in document.blocks] == [("应当公开。", 1), ("应当公开。", 3)]
    assert document.pages == 3
    assert refused(tmp_path, out.getvalue(), "传真.tif", Limits(max_ocr_pages=2)).kind == "超出上限"


def png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@needs_ocr
def test_pictures_that_are_no_pages(tmp_path: Path) -> None:
    assert refused(tmp_path, png(60_000, 60_000, b"\0" * 1000), "bomb.png").kind == "超出上限"
    assert refused(tmp_path, png(12_000, 12_000, b"\0" * 1000), "bomb.png").kind == "超出上限"
    assert refused(tmp_path, b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a.png").kind == "文件损坏"
    assert refused(tmp_path, png(100, 100, b"\0" * 99), "a.png").kind == "文件损坏"
    assert refused(tmp_path, png(16, 16, b"\0\xff\xff" * 16), "a.png").kind == "没有文字"


@given(st.floats(0.01, 1e6), st.floats(0.01, 1e6))
def test_no_page_is_drawn_larger_than_it_is_read(width: float, height: float) -> None:
    scale = ocr._scale(width, height)
    assert width * scale * height * scale <= 4_000_001


@needs_ocr
def test_a_sheet_of_five_metres(tmp_path: Path, engine: Callable[[Boxes], None]) -> None:
    shapes = []

    def boxes(pixels: Any) -> Sequence[Box]:
        shapes.append(pixels.shape)
        return [box(BODY, 200, 200)]

    engine(boxes)
    data = make_pdf([[]], pictures=[1]).replace(b"[0 0 595 842]", b"[0 0 14173 14173]")
    read(tmp_path, data)
    assert shapes[0][0] * shapes[0][1] < 2_000_000


PAGE = [
    box("某县人民政府办公室文件", 300, 100, size=46),
    box("第一条", 264, 300),
    box(f"为了规范{BODY[:16]}", 370, 300),
    box(BODY, 200, 350),
    box("管理。", 200, 400),
    box("（一）不超过5%o的；", 264, 450),
    box("依照第三条规定处理。", 264, 500),
    box("-12-", 500, 1450),
]


@pytest.mark.parametrize("degrees", [0, 1.5, -2])
def test_lines_of_a_sheet_that_lies_askew(degrees: float) -> None:
    lines = printed_lines(turned(PAGE, degrees), 1, (1060, 1500))
    assert [line.text for line in lines] == [
        "某县人民政府办公室文件",
        f"第一条 为了规范{BODY[:16]}",
        BODY,
        "管理。",
        "（一）不超过5‰的；",
        "依照第三条规定处理。",
        "— 12 —",
    ]
    body = lines[1:6]
    assert len({line.size for line in body}) == 1
    assert lines[0].size > 1.3 * body[0].size
    assert [round((line.left - lines[2].left) / body[0].size) for line in body] == [2, 0, 0, 2, 2]


def test_two_pages_on_one_sheet_are_read_one_after_the_other() -> None:
    left = [box(BODY, 100, 100 + 50 * row) for row in range(10)]
    right = [box(BODY[::-1], 1100, 100 + 50 * row) for row in range(10)]
    title = [box("某县人民政府公报", 800, 20, size=40)]
    lines = printed_lines([one for pair in zip(left, right, strict=True) for one in pair] + title, 1, (2000, 1414))
    assert [line.text for line in lines] == ["某县人民政府公报"] + [BODY] * 10 + [BODY[::-1]] * 10
    assert abs(lines[1].left - lines[11].left) < 1


def test_the_columns_of_a_table_are_not_read_one_after_the_other() -> None:
    rows = [[box(f"项目{row}号", 100, 100 + 50 * row), box(f"{row}00万元", 700, 100 + 50 * row)] for row in range(12)]
    lines = printed_lines([one for row in rows for one in row] + [box(BODY, 100, 20)], 1, (1060, 1500))
    assert [line.text for line in lines] == [BODY] + [f"项目{row}号 {row}00万元" for row in range(12)]


def test_what_is_mended_and_what_is_not() -> None:
    assert tidy("一3一") == tidy("-3-") == tidy("—3一") == tidy("3一") == "— 3 —"
    assert tidy("投资,(以下简称在线") == "投资,（以下简称在线"
    assert tidy("投资,资金:国家(省)") == "投资，资金：国家（省）"
    assert tidy("处1%0以上5%o以下") == "处1‰以上5‰以下"
    for kept in ("30%", "5%，0.5%", "-2", "3/10", "1,200", "10:30", "100%0.5", "A(b)", "第1条"):
        assert tidy(kept) == kept


def test_a_page_on_its_side_is_seen_by_its_boxes() -> None:
    assert not lies(PAGE)
    assert lies([Box([one.corners[place][::-1] for place in (0, 3, 2, 1)], one.text, one.score) for one in PAGE])
    assert not lies([])

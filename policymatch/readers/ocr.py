"""Optical character recognition (extra ``ocr``): the pages of scans, and pictures of pages.

Pages are drawn by pdfium and read by RapidOCR, whose models are in its package; nothing is fetched. Both are used by
one thread at a time: pdfium may not be used by two.
"""

from __future__ import annotations

import functools
import importlib.util
import io
import math
import re
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers.blocks import BlockList
from policymatch.readers.limits import Deadline, Limits, too_large
from policymatch.readers.lines import Line, without_furniture
from policymatch.readers.printed import Box, lies, mean_score, printed_lines
from policymatch.readers.rows import add_paragraphs

_PACKAGES = ("rapidocr_onnxruntime", "pypdfium2")
_SHORT_SIDE = 1060  # pixels: A4 at 128 dpi; finer drawing costs time and reads no better (docs/measurements.md)
_SHORT_SIDE_LANDSCAPE = 1414  # two pages side by side, or a wide table
_MAX_DRAWN = 4_000_000  # pixels
_MAX_PICTURE = 80_000_000  # pixels of a picture that has to be decoded
_BLANK = 40  # shades of grey between the darkest and the lightest dot
_MIN_LINE = 0.5  # below it a line is a stain or a stamp
_MIN_SCORE = 0.6  # below it a page's text is guesswork
_DOUBTFUL = 0.8  # below it the page may lie on its side or stand on its head
_ELSEWHERE = "到发文机关网站找文字版，或用其他软件做文字识别后另存为文字版 PDF 或 .docx"

_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as it was recognised: its lines in reading order and how sure they are on average, 0 to 1."""

    lines: list[Line]
    score: float


def installed() -> bool:
    """Whether the extra is installed; nothing is imported to find out."""
    return all(importlib.util.find_spec(name) is not None for name in _PACKAGES)


def too_new() -> bool:
    """Whether RapidOCR does not run on this Python (see pyproject.toml)."""
    return sys.version_info >= (3, 13)


@functools.cache
def trouble() -> str:
    """Say in Chinese what to do so that scans can be read; empty where they can be."""
    if not installed():
        if too_new():
            return (
                "装上文字识别组件就能直接读取，但它还不支持 Python 3.13："
                f'请在 Python 3.11 或 3.12 中执行 pip install "policymatch[ocr]"；或者{_ELSEWHERE}。'
            )
        return f'请执行 pip install "policymatch[ocr]" 装上文字识别组件，再读一次；或者{_ELSEWHERE}。'
    try:
        import pypdfium2  # noqa: F401
        import rapidocr_onnxruntime  # noqa: F401
    except Exception as error:
        # OpenCV asks for libraries of the desktop that servers do not have.
        library = re.search(r"lib[\w+-]{1,40}\.so[.\d]{0,10}", str(error))
        what = f"缺少系统库 {library[0]}" if library else str(error)[:200]
        return (
            f"文字识别组件已安装，但打不开（{what}）。Linux 服务器请执行 apt install libgl1 libglib2.0-0 libxcb1，"
            f'其他系统请重新执行 pip install "policymatch[ocr]"；或者{_ELSEWHERE}。'
        )
    return ""


def read(data: bytes, name: str, limits: Limits, deadline: Deadline) -> Document:
    """Read a picture of a page (or the pages of a TIFF); ``metadata`` as for the pages of a scan.

    Raises ReadError (扫描件, 没有文字, 文件损坏, 超出上限, 超时).
    """
    if trouble():
        raise ReadError("这是图片，里面没有文字", trouble(), kind="扫描件")
    found: dict[int, Reading] = {}
    count = 0
    for number, image in enumerate(_frames(data, limits), start=1):
        count = number
        deadline.extend(limits.max_ocr_seconds)
        deadline.check()
        reading = _recognised(image, number)
        if reading is not None:
            found[number] = reading
    if not found:
        raise ReadError("图片里没有认出文字", f"请确认图片清楚、端正；或{_ELSEWHERE}。", kind="没有文字")
    blocks = BlockList(limits, deadline)
    add_paragraphs(blocks, without_furniture([reading.lines for reading in found.values()]))
    return Document(name, "picture", blocks.done(), marks(found), count)


def recognise(data: bytes, numbers: Sequence[int], limits: Limits, deadline: Deadline) -> dict[int, Reading]:
    """Read pages of a PDF (numbers from 1) by what they look like; what cannot be made out is not in the answer.

    The deadline is extended for each page. Raises ReadError (超出上限, 超时).
    """
    if len(numbers) > limits.max_ocr_pages:
        raise too_large(f"要做文字识别的有 {len(numbers)} 页，超过 {limits.max_ocr_pages} 页")
    import pypdfium2

    found: dict[int, Reading] = {}
    with _lock:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError:
            return {}
    try:
        for number in numbers:
            deadline.extend(limits.max_ocr_seconds)
            deadline.check()
            drawn = _drawn(document, number)
            reading = _recognised(drawn, number) if drawn is not None else None
            if reading is not None:
                found[number] = reading
    finally:
        with _lock:
            document.close()
    return found


def marks(found: Mapping[int, Reading]) -> dict[str, object]:
    """Return what the metadata says about recognised pages: their numbers and how sure their text is."""
    chars = {number: sum(len(line.text) for line in reading.lines) for number, reading in found.items()}
    score = sum(found[number].score * chars[number] for number in found) / max(1, sum(chars.values()))
    return {"ocr_pages": sorted(found), "ocr_confidence": round(score, 3)}


@functools.cache
def _engine() -> Any:
    """Return RapidOCR, on one thread: files are read in parallel."""
    import cv2
    from rapidocr_onnxruntime import RapidOCR

    cv2.setNumThreads(1)
    # A page is drawn at the size it is to be read at; nothing of the engine's own may shrink it.
    return RapidOCR(
        intra_op_num_threads=1, inter_op_num_threads=1, max_side_len=10_000, width_height_ratio=-1, text_score=0.0
    )


def _scale(width: float, height: float) -> float:
    """Return how many pixels to draw for a unit of the page, whatever size a scanner's software says it has."""
    short = _SHORT_SIDE_LANDSCAPE if width > 1.15 * height else _SHORT_SIDE
    return min(short / min(width, height), math.sqrt(_MAX_DRAWN / (width * height)))


def _drawn(document: Any, number: int) -> Any | None:
    """Draw a page in shades of grey; None where it cannot be drawn."""
    from pypdfium2 import PdfiumError

    with _lock:
        try:
            page = document[number - 1]
            width, height = page.get_size()
            if min(width, height) <= 0 or _largest_picture(page) > _MAX_PICTURE:
                return None
            drawn = page.render(scale=_scale(width, height), grayscale=True)
            pixels = drawn.to_numpy().reshape(drawn.height, drawn.width).copy()
            drawn.close()
            page.close()
        except (PdfiumError, ValueError, OverflowError, MemoryError):
            return None
    return pixels


def _largest_picture(page: Any) -> int:
    """Return the pixels of the largest picture on a page, which pdfium would unpack whole."""
    import ctypes

    import pypdfium2.raw as raw

    largest = 0
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        width, height = ctypes.c_uint(), ctypes.c_uint()
        if raw.FPDFImageObj_GetImagePixelSize(thing, width, height):
            largest = max(largest, width.value * height.value)
    return largest


def _frames(data: bytes, limits: Limits) -> Iterator[Any]:
    """Yield a picture file's pages in shades of grey, at the size they are to be read at."""
    import warnings

    import numpy
    from PIL import Image

    try:
        with warnings.catch_warnings():
            # Pillow warns of pictures that are large; ours may be as large as _MAX_PICTURE.
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"))
        count = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        if count > limits.max_ocr_pages:
            raise too_large(f"图片有 {count} 页，超过 {limits.max_ocr_pages} 页")
        for number in range(count):
            picture.seek(number)
            if picture.width * picture.height > _MAX_PICTURE:
                raise too_large(f"图片有 {picture.width}×{picture.height} 个像素，太大")
            grey = _upright(picture)
            scale = _scale(grey.width, grey.height)
            size = max(1, round(grey.width * scale)), max(1, round(grey.height * scale))
            yield numpy.asarray(grey.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0))
    except ReadError:
        raise
    except Image.DecompressionBombError as error:
        raise too_large("图片的像素太多") from error
    except Exception as error:
        # A damaged picture makes Pillow raise anything there is; it is the file's fault.
        raise ReadError("图片已损坏，打不开", "请重新下载，或重新扫描、拍照。", kind="文件损坏") from error


def _upright(picture: Any) -> Any:
    """Return a picture as its camera says it is to be seen, in shades of grey on white."""
    from PIL import Image, ImageOps

    seen = ImageOps.exif_transpose(picture)
    if seen.mode in ("RGBA", "LA", "PA") or "transparency" in seen.info:
        seen = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen.convert("RGBA"))
    return seen.convert("L")


def _recognised(pixels: Any, page: int) -> Reading | None:
    """Read a page's pixels; None where nothing is sure.

    A page that lies on its side or stands on its head is turned.
    """
    import numpy

    if int(pixels.max()) - int(pixels.min()) < _BLANK:
        return None
    boxes, turned = _boxes(pixels), 0
    on_its_side = lies(boxes)
    score = 0.0 if on_its_side else mean_score(boxes)
    for turns in () if score >= _DOUBTFUL else (1, 3) if on_its_side else (2,):
        other = _boxes(numpy.ascontiguousarray(numpy.rot90(pixels, turns)))
        if not lies(other) and mean_score(other) > score:
            boxes, score, turned = other, mean_score(other), turns
        if score >= _DOUBTFUL:
            break
    boxes = [box for box in boxes if box.score >= _MIN_LINE]
    if score < _MIN_SCORE or not boxes:
        return None
    height, width = pixels.shape if not turned % 2 else pixels.shape[::-1]
    return Reading(printed_lines(boxes, page, (width, height)), mean_score(boxes))


def _boxes(pixels: Any) -> list[Box]:
    """Return what the engine finds in a picture."""
    with _lock:
        try:
            found, _ = _engine()(pixels, use_cls=False)
        except Exception:
            # Whatever the engine stumbles over in a picture, the page is one that cannot be made out.
            return []
    return [Box([(float(x), float(y)) for x, y in corners], text, float(score)) for corners, text, score in found or []]

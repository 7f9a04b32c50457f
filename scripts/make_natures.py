"""Write corpus/lexicon/natures.txt: pairs of characters that tell what is built from what is required.

Seen for the one side in the titles and keywords of the shipped catalogue's directions, for the other in its conditions,
exclusions and documents and in the articles and items of national laws (Markdown files, 第X条 and （一） at line starts).
A pair's weight is its naive Bayes log odds with half a count added on each side, between -3 and 3 in steps of a half.

    python scripts/make_natures.py FOLDER_OF_LAWS
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from pathlib import Path

import yaml

from policymatch.paths import corpus_folder
from policymatch.programmes.drafting.natures import FILE, pairs_of

_LEAST = 3
"""A pair seen less often says nothing."""
_REPEATED = 5
"""The catalogue's own conditions are few, and nearer to what has to be told apart than laws are."""
_LONGEST = 40
_HEAD = """\
# 支持方向用字表：两个字一对，看一段话说的是要建的东西（正）还是条件、职责、程序（负）；每行一个权重，然后是各对。
# ^ 是开头，$ 是结尾。由 scripts/make_natures.py 从目录里的支持方向、条件和国家法律条文算出，不要手改。
"""


def main(laws: Path) -> None:
    """Count and write."""
    built, other = _catalogue()
    other += _of_laws(laws)
    weights = _weights(built, other)
    lines: dict[float, list[str]] = {}
    for pair, weight in sorted(weights.items()):
        lines.setdefault(weight, []).append(pair)
    text = "".join(f"{weight:+.1f} {' '.join(lines[weight])}\n" for weight in sorted(lines, reverse=True))
    (corpus_folder() / "lexicon" / FILE).write_text(_HEAD + text, encoding="utf-8")


def _catalogue() -> tuple[list[str], list[str]]:
    built: dict[str, None] = {}
    other: list[str] = []
    for path in sorted((corpus_folder() / "programmes").glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for each in data.get("directions") or []:
            built.update(dict.fromkeys([each["title"], *(each.get("keywords") or [])]))
        required = [each["text"] for key in ("conditions", "exclusions") for each in data.get(key) or []]
        other += [text for text in (*required, *(data.get("documents") or [])) for _ in range(_REPEATED)]
    return list(built), other


def _of_laws(folder: Path) -> list[str]:
    found = []
    for path in sorted(folder.glob("*.md")):
        for line in path.read_text(encoding="utf-8").splitlines():
            bare = line.strip()
            item = re.match(r"（[一二三四五六七八九十]{1,3}）(.+)", bare)
            article = re.match(r"第[^条]{1,9}条[\s　]*(.+)", bare)
            if item:
                found.append(re.split("[，；。：]", item[1])[0][:_LONGEST])
            elif article:
                found += [part[:_LONGEST] for part in re.split("[，；。：]", article[1])[:3] if len(part) > 3]
    return found


def _weights(built: list[str], other: list[str]) -> dict[str, float]:
    ours, theirs = (Counter(pair for text in texts for pair in pairs_of(text)) for texts in (built, other))
    found = {}
    for pair in ours.keys() | theirs.keys():
        if ours[pair] + theirs[pair] < _LEAST:
            continue
        odds = math.log((ours[pair] + 0.5) / (len(built) + 1)) - math.log((theirs[pair] + 0.5) / (len(other) + 1))
        weight = round(max(-3.0, min(3.0, odds)) * 2) / 2
        if weight:
            found[pair] = weight
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Lists within one line: （一）…；（二）…, 1.…；2.…, 一是…；二是…."""

from __future__ import annotations

import re

from policymatch.text.numerals import chinese_number

_STYLES = (
    re.compile(r"[（(]([一二三四五六七八九十]{1,3})[）)](?![款、]|项(?!目))"),
    re.compile(r"(?<![\d.．%％])(\d{1,2})[.．、](?![\d%％])\s?"),
    re.compile(r"[（(](\d{1,2})[）)]"),
    re.compile(r"(?:(?<=[：:；;。，])|^)([一二三四五六七八九十]{1,2})是(?!否)"),
    re.compile(r"(?:(?<=[：:；;。])|^)([一二三四五六七八九十]{1,2})、"),
)
_CIRCLED = re.compile("[①②③④⑤⑥⑦⑧⑨⑩]")
_MOST = 60
_EXCLUDING = re.compile("不予|不得|不再|不能|情形|情况")
_OPENS = re.compile(r"下列|以下|如下|下述|应当|须|条件|情形|具备|满足|符合|包括|用于|范围|不予|不得|材料|凡")


def split_inline(text: str) -> tuple[str, list[str]]:
    """What stands before a list within a line, and its items; no items where there is none.

    Only numbers that count up from one make a list: （二）项 alone is a reference.
    """
    best: tuple[str, list[str]] = (text, [])
    for style in (*_STYLES, _CIRCLED):
        marks: list[re.Match[str]] = []
        for match in style.finditer(text[:20_000]):
            if _number(match) == len(marks) + 1 and len(marks) < _MOST:
                marks.append(match)
        if len(marks) < 2 or (best[1] and marks[0].start() >= len(best[0])):
            continue
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        items = [text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
        if all(len(item) > 1 for item in items):
            best = (text[: marks[0].start()], items)
    return best if best[1] else _after_colon(text)


def _after_colon(text: str) -> tuple[str, list[str]]:
    """凡属下列项目不得安排：甲；乙；丙。 has items without numbers; sentences behind the last are not looked at."""
    head, colon, rest = text.partition("：")
    if not colon or len(head) > 60 or "。" in head or "：" in rest:
        return text, []
    listed, _, after = rest.partition("。")
    items = [item.strip() for item in listed.split("；") if item.strip()]
    if len(items) == 1 and _EXCLUDING.search(head):
        items = [item.strip() for item in re.split("(?<=的)、", listed)]
    if len(items) < 2 or after.strip() or not _OPENS.search(head):
        return text, []
    return head + colon, items[:_MOST]


def _number(match: re.Match[str]) -> int:
    if not match.groups():
        return "①②③④⑤⑥⑦⑧⑨⑩".index(match.group()) + 1
    return chinese_number(match[1]) or 0

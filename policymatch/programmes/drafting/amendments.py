"""Amending texts (关于修改…的决定): what the new wording says is what the programme says from then on.

The old wording that a sentence quotes to change it is left out. Where the amended text is in the store, a change of a few
characters (将“30%”修改为“40%”) is made in its sentence, which alone says what the figure is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from policymatch.model import Policy
from policymatch.policies.outline import Kind
from policymatch.policies.parse import clause_label
from policymatch.programmes.drafting.inline import split_inline
from policymatch.programmes.drafting.passages import AMENDED, Passage

_QUOTE = r"[“「](?P<{name}>[^“”「」]{{1,3000}})[”」]"
_CHANGE = re.compile(
    (
        _QUOTE.format(name="old")
        + r"[^“”「」。；]{0,30}(?:修改|调整|改|更正|变更|提高|降低)(?:为|成|至)[：:]?\s?"
        + _QUOTE.format(name="new")
    )
    + "|"
    + r"[“「][^“”「」]{1,300}[”」][，,]?(?:现)?(?:修改|调整|改|变更)(?:为|成|至|到)(?P<bare>[^“”「」。；]{4,300})"
    + "|"
    + r"(?:修改|调整|改|变更)(?:为|成)[：:]?\s?"
    + _QUOTE.format(name="whole").replace("[”」]", "(?:[”」]|$)")
    + "|"
    + r"(?:增加|新增|补充|增列)[^“”「」。]{0,30}?[：:]?\s?"
    + _QUOTE.format(name="added")
    + r"(?P<more>(?:[、和及，]{0,2}[“「][^“”「」]{1,200}[”」]){0,8})"
)
_TARGET = re.compile(r"第[一二三四五六七八九十百零〇\d]{1,6}条")
_ITEM = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")
_DELETED = re.compile(r"删[去除掉]")
_ENDS = re.compile(r"(?:取消|废止|停止执行|不再要求|不再执行)[。；]?$|^[^“]{0,30}不再要求")
_IS_AMENDING = re.compile(r"修改|修订|调整|补充")
_TITLE = re.compile(r"《([^《》]{4,80})》")


def amended_title(root: Passage) -> str | None:
    """The title of the text that this one changes; None where it changes none."""
    title = root.text
    if not _IS_AMENDING.search(title):
        return None
    match = _TITLE.search(title)
    quoted = any(_CHANGE.search(each.text) for each in root.below())
    if match and quoted:
        return match[1]
    if quoted and not match:
        named = next((found for each in root.below() if each is not root and (found := _TITLE.search(each.text))), None)
        if named:
            return named[1]
    bare = re.search(r"关于(?:修改|修订|调整|补充)(.{4,60}?)(?:部分条款|有关条款|的决定|的通知)", title)
    return bare[1].strip("《》") if bare and quoted else None


def apply_changes(root: Passage, base: Policy | None) -> list[str]:
    """Put the new wording in place of the sentences that give it; says what it could not place (doubts)."""
    doubts: list[str] = []
    for passage in list(root.below()):
        if passage.rows or ("“" not in passage.text and "「" not in passage.text):
            passage.text = _without_ended(passage.text)
            continue
        changes = list(_CHANGE.finditer(passage.text))
        if not changes and passage.text.startswith(("“", "「")):
            # A new wording of several paragraphs opens each with a quotation mark.
            passage.text, passage.label = passage.text.strip("“”「」"), AMENDED
            continue
        if not changes:
            passage.text = _without_ended(passage.text)
            continue
        pieces: list[Passage] = []
        for change in changes:
            pieces += _new_text(passage, change, base, doubts)
        rest = _without_ended(
            "。".join(part for part in re.split("[。；]", _CHANGE.sub("▲", passage.text)) if "▲" not in part)
        )
        if len(rest) > 12:
            pieces.append(_plain(rest, passage))
        passage.text = ""
        if pieces and pieces[-1].lead and not pieces[-1].children and passage.children:
            # The new wording goes on with a list in lines of its own.
            pieces[-1].children, passage.children = passage.children, []
            for child in pieces[-1].children:
                child.parent, child.text = pieces[-1], child.text.rstrip("”」")
        passage.children = [*pieces, *passage.children]
    return doubts


def _without_ended(text: str) -> str:
    """A paragraph without the sentences that only end something: 删去第十三条, ……的内容取消."""
    if not (_DELETED.search(text) or _ENDS.search(text)):
        return re.sub(r"^(?:新增|增加|增列)一[款项条](?:，作为第[^：:]{1,12})?[：:]", "", text)
    kept = [part for part in re.split("(?<=[。；])", text) if not (_DELETED.search(part) or _ENDS.search(part))]
    return "".join(kept)


def _new_text(passage: Passage, change: re.Match[str], base: Policy | None, doubts: list[str]) -> list[Passage]:
    before = passage.text[: change.start()]
    targets = _TARGET.findall(before)
    if change["bare"]:
        return [_plain(_context(before) + change["bare"], passage)]
    if change["added"]:
        if re.search("材料", before[-30:] + change[0][:12]):
            names = re.findall(r"[“「]([^“”「」]{1,200})[”」]", change[0])
            return [_plain(f"申报材料包括：{'、'.join(names)}。", passage)]
        article = _article(base, targets)
        return _parsed(change["added"], passage, _topic_lead(article))
    new = change["whole"] or change["new"]
    if change["whole"]:
        return _parsed(new, passage, "")
    old = change["old"]
    article = _article(base, targets)
    if article is not None and old in article:
        sentence = next((part for part in re.split("(?<=[。；\n])", article) if old in part), article)
        return _parsed(sentence.replace(old, new), passage, _topic_lead(article))
    if len(re.findall("[一-鿿]", new)) < 6:
        if len(re.findall("[一-鿿]", _context(before))) >= 6:
            return [_plain(_context(before) + new, passage)]
        doubts.append(f"“{old[:40]}”改为“{new[:40]}”：被修改的原文不在政策库里，看不出指什么，没有写进草案")
        return []
    return _parsed(new, passage, _topic_lead(article))


def _context(before: str) -> str:
    """What the amending sentence itself says of the thing it changes: 新建高标准农田亩均财政补助."""
    last = re.split("[。；]", before)[-1]
    last = re.sub(r"^[^，。]{0,6}将", "", last)
    last = re.sub(
        r"《[^《》]{1,60}》|第[一二三四五六七八九十百零〇\d]{1,6}[条款项]|（[一二三四五六七八九十]{1,3}）项?", "", last
    )
    return re.sub(r"^(?:中|规定|关于|的|、|，|和|所列|原)+", "", last).rstrip("中的")


def _article(base: Policy | None, targets: list[str]) -> str | None:
    if base is None or not targets:
        return None
    return "\n".join(clause.text for clause in base.clauses if clause_label(clause) == targets[-1]) or None


def _topic_lead(article: str | None) -> str:
    """The sentence that opens the list a new item is put into."""
    if article is None:
        return ""
    first = article.split("\n")[0]
    return re.sub(r"^第[^条]{1,9}条[\s　]*", "", first) if first.endswith(("：", ":")) else ""


def _parsed(text: str, passage: Passage, lead: str) -> list[Passage]:
    """The new wording as passages of its own, with the items of its list below it."""
    bare = re.sub(r"^第[^条]{1,9}条[\s　]*", "", text.strip())
    head, items = split_inline(bare)
    if not items and _ITEM.match(head):
        # 分别作为第四项、第五项：（四）…；（五）…
        head, items = "", [part.strip() for part in _ITEM.split(head) if part.strip()]
    made = Passage(lead if lead and not items else head, AMENDED, passage.ref, Kind.ARTICLE, passage)
    parts = items or ([head] if lead else [])
    made.children = [
        Passage(item, f"（{number}）", passage.ref, Kind.ITEM, made) for number, item in enumerate(parts, 1)
    ]
    return [made]


def _plain(text: str, passage: Passage) -> Passage:
    return Passage(text, AMENDED, passage.ref, Kind.ARTICLE, passage)


Lookup = Callable[[str], Policy | None]
"""Finds a policy of the store by its title."""

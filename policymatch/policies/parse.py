"""A document becomes a policy: head and body told apart, metadata read, the body cut into clauses."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date

from policymatch.model import Block, Clause, ClauseRef, Document, Policy, PolicyId
from policymatch.policies.articles import describe_article
from policymatch.policies.metadata import describe, stated_keys
from policymatch.policies.parts import annex_label
from policymatch.policies.relations import find_relations, stated_relations
from policymatch.policies.structure import article_label, split_clauses

_CLOSING = frozenset({"目录", "落款", "版记"})
"""What the last part of a path is for lines that frame a text."""
_ONE_SPELLING = str.maketrans("()．０１２３４５６７８９", "（）.0123456789")
_OPENS_PIECE = frozenset("第一二三四五六七八九十")
PREAMBLE = "正文"
"""How the text before the first number is cited, which has no label of its own."""
_PIECE = re.compile(r"[一二三四五六七八九十]{1,3}、|第.{1,5}[编章节][\s　]")


def parse_policy(document: Document) -> Policy:
    """Turn a document into a policy. Never fails on odd text: at worst it is one clause without a label."""

    def identify(title: str, doc_number: str | None, issued_on: date | None) -> PolicyId:
        stated = stated_id(document)
        return stated if stated is not None else _make_id(title, doc_number, issued_on, document.blocks)

    summary = describe_article(document, identify) or describe(document, _head(document.blocks), identify)
    body = _without_title(document.blocks, summary.title)
    clauses = tuple(
        [
            Clause(f"{summary.id}#{number}", piece.label, "/".join(piece.path), piece.text, piece.page, piece.repeated)
            for number, piece in enumerate(split_clauses(body, summary.title), 1)
        ]
    )
    return Policy(summary, clauses, (*find_relations(clauses, summary), *stated_relations(summary)))


def find_clauses(policy: Policy, ref: ClauseRef) -> list[Clause]:
    """The clauses a reference names: "第九条", "三、" (with all its items), "一、（二）", "附件2/第三条"; empty if none.

    What names no annex is looked for in the main text first. 正文 is what stands there without a number.
    """
    wanted = re.sub(r"\s", "", ref.label)
    if wanted == PREAMBLE:
        return [clause for clause in policy.clauses if clause_label(clause) == PREAMBLE]
    annex, _, inside = wanted.partition("/")
    if annex_label(annex) == annex:
        own = [clause for clause in policy.clauses if annex_label(clause.path) == annex]
        return _named(own, inside) if inside else own
    main = [clause for clause in policy.clauses if annex_label(clause.path) is None]
    return _named(main, wanted) or _named(policy.clauses, wanted)


def _named(clauses: Sequence[Clause], wanted: str) -> list[Clause]:
    found = [clause for clause in clauses if clause.label == wanted]
    if found and wanted.startswith("第"):
        return found
    return [clause for clause in clauses if _labels(clause).startswith(wanted)]


def clause_label(clause: Clause) -> str:
    """The label path by which ``find_clauses`` finds a clause again; 正文 where it stands under no number."""
    annex = annex_label(clause.path) or ""
    own = clause.label if clause.label.startswith("第") else _labels(clause)
    if annex:
        return f"{annex}/{own}" if own else annex
    return own or PREAMBLE


def is_heading(clause: Clause) -> bool:
    """Whether a clause answers nothing by itself: a heading alone (第二章 …), a signature, a table of contents."""
    if not clause.path:
        return False
    name = clause.path.rpartition("/")[2]
    if not clause.label and name in _CLOSING:
        return "联系" not in clause.text
    if not clause.label and name == "附件说明":
        return False
    if bool(name) and "\n" in clause.text:
        # A heading may stand over two lines: 附件2 and its title.
        return re.sub(r"[\s：:]", "", clause.text) == re.sub(r"\s", "", name)
    return bool(name) and len(clause.text) <= 30 and not _says_something(clause)


def is_digest_notice(clause: Clause) -> bool:
    """Whether a clause of a digest only says that it is one (本文是……摘编，不是原文); it answers nothing."""
    return not clause.label and "摘编" in clause.text and "不是原文" in clause.text


def _says_something(clause: Clause) -> bool:
    return article_label(clause.text) is not None or clause.text.endswith(("。", "；", "；", "."))


def _labels(clause: Clause) -> str:
    """一、（二）1. from "一、支持什么/（二）园区循环化改造/1.余热利用"."""
    labels = re.findall(
        r"(?:^|/)([一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|[0-9０-９]{1,3}[.．、])",
        clause.path,
    )
    return "".join(labels).translate(_ONE_SPELLING)


def _head(blocks: Sequence[Block]) -> Sequence[Block]:
    """What stands before the first numbered piece, 40 paragraphs at most."""
    for number, block in enumerate(blocks[:40]):
        if block.text[:1] in _OPENS_PIECE and (article_label(block.text) or _PIECE.match(block.text)):
            return blocks[:number]
    return blocks[:40]


def _without_title(blocks: Sequence[Block], title: str) -> Sequence[Block]:
    """The title is the policy's, not the text's; it may stand over several lines."""
    if not blocks or _begins_otherwise(blocks[0].text, title):
        return blocks
    joined, bare_title = "", _bare(title)
    for number, block in enumerate(blocks[:6], 1):
        joined += _bare(block.text)
        if joined == bare_title:
            return blocks[number:]
        if not bare_title.startswith(joined):
            break
    return blocks


def _begins_otherwise(text: str, title: str) -> bool:
    """Whether the first sign tells already that a text does not begin with the title; it mostly does."""
    one, other = text[:1], title[:1]
    return one != other and not (one.isspace() or other.isspace() or not one)


def _bare(text: str) -> str:
    """A text without its white space."""
    return "".join(text.split())


def stated_id(document: Document) -> PolicyId | None:
    """The id that a record or a front matter gives the policy; it is the policy of that id whichever file it stands in."""
    stated = stated_keys(document).get("id")
    return stated if isinstance(stated, (str, int)) and not isinstance(stated, bool) and stated != "" else None


def _make_id(title: str, doc_number: str | None, issued_on: date | None, blocks: Sequence[Block]) -> str:
    """The same policy in two files has one id: it is made of title, number and date of the version.

    A text with neither number nor date could be anything under that title, so its own words tell it apart.
    """
    key = [
        _bare(title).removeprefix("中华人民共和国"),
        doc_number or "",
        issued_on.isoformat() if issued_on else "",
    ]
    if not any(key[1:]):
        key += [block.text for block in _without_title(blocks, title)]
    return hashlib.sha256("\n".join(key).encode()).hexdigest()[:12]

"""A policy as passages: its lines with their place in the tree, and the clause each is cited by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from policymatch.model import Policy
from policymatch.policies.marks import find_mark
from policymatch.policies.outline import Kind, Node, blocks_of, tree_of
from policymatch.policies.parse import PREAMBLE, clause_label

AMENDED = "条"
"""The label of a passage that holds the new wording an amending text gives."""
_CLOSING = frozenset({Kind.CONTENTS, Kind.ANNEX_LIST, Kind.SIGNATURE, Kind.RECORD})
_LONG = re.compile(r"^第[一二三四五六七八九十百千零〇\d]{1,9}条(?:之[一二三四五六七八九十])?[\s　]*")
_TITLE_END = re.compile("[。：:；;，,——]")
_BRACKETED = re.compile(r"[（(【〔\[]([一-鿿、]{2,14})[）)】〕\]][\s　]{0,3}(?=[一-鿿])")
_TITLE = 30
_MOST_LINES = 20_000
"""Lines of a text that are looked at: a funding rule has some hundreds."""


@dataclass(slots=True, eq=False)
class Passage:
    """A line of a policy, or a table, below the one it belongs to.

    ``text`` is the line without its number, ``label`` that number; ``ref`` the label by which its clause is cited.
    ``rows`` are a table's rows with their cells, else empty.
    """

    text: str
    label: str
    ref: str
    kind: Kind
    parent: Passage | None = None
    children: list[Passage] = field(default_factory=list)
    rows: tuple[tuple[str, ...], ...] = ()
    heading: str = ""
    """What stands in brackets before the text: 第三条（支持内容）补助资金……."""

    @property
    def title(self) -> str:
        """What the line is headed with: 支持标准 of 支持标准。单个项目……; the whole of a short line; empty where there is none."""
        if self.heading:
            return self.heading
        end = _TITLE_END.search(self.text)
        head = self.text[: end.start()] if end else self.text
        if len(head) > _TITLE or (end is not None and end.group() in "，,；;" and self.text.rstrip("。；;") != head):
            return ""
        return head.strip()

    @property
    def lead(self) -> str:
        """The sentence that opens a list: the last one of the line where it ends in a colon.

        Under a heading it is a line of its own before the first item: 一、适用范围 / …支持的项目分以下五项： / （一）…
        """
        opening = _opening(self.text)
        for child in self.children:
            if opening or child.label:
                break
            opening = _opening(child.text)
        return opening

    def above(self) -> Iterator[Passage]:
        """The passages it stands under, the nearest first."""
        each = self.parent
        while each is not None:
            yield each
            each = each.parent

    def below(self) -> Iterator[Passage]:
        """Itself and all passages under it in reading order."""
        stack = [self]
        while stack:
            each = stack.pop()
            yield each
            stack += reversed(each.children)

    @property
    def annex(self) -> str:
        """The label of the annex it stands in, empty for the main text."""
        return self.ref.partition("/")[0] if self.ref.startswith("附件") else ""


def passages_of(policy: Policy) -> Passage:
    """The root of a policy's passages; lines that only close a text (落款, 目录) are left out."""
    return _Reader(policy).read()


class _Reader:
    """Walks the tree and the clauses side by side: both hold all lines in the same order."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._refs = [
            ref
            for clause in policy.clauses
            for ref in [clause_label(clause)] * (clause.text[clause.repeated :].count("\n") + 1)
        ]
        self._at = 0
        self._title = policy.summary.title

    def read(self) -> Passage:
        root = Passage(self._title, "", PREAMBLE, Kind.WHOLE)
        for child in self._tree().children:
            self._add(root, child)
        return root

    def _tree(self) -> Node:
        return tree_of(self._policy)

    def _add(self, parent: Passage, node: Node) -> None:
        if self._at >= _MOST_LINES:
            return
        if node.kind in _CLOSING:
            self._at += sum(1 for _ in blocks_of(node))
            return
        if node.kind is Kind.TABLE:
            self._table(parent, node)
            return
        head = parent
        for number, block in enumerate(node.blocks):
            ref = self._ref()
            if number and _is_row(block.text):
                self._row(head, block.text, ref)
                continue
            label = node.label if number == 0 else ""
            text = _bare(block.text) if label else block.text
            own = head if number == 0 or node.kind is not Kind.TEXT else parent
            made = Passage(text, label, ref, node.kind if number == 0 else Kind.TEXT, own)
            bracketed = _BRACKETED.match(text) if label else None
            if bracketed:
                made.heading, made.text = bracketed[1], text[bracketed.end() :]
            if _is_row(block.text):
                self._row(own, block.text, ref)
                continue
            own.children.append(made)
            if number == 0 and node.kind is not Kind.TEXT:
                head = made
        if node.kind is Kind.ANNEX and head is not parent and node.name:
            head.text = node.name
        if node.kind is Kind.ENCLOSED and head is not parent:
            head.text = node.name or head.text
        for child in node.children:
            self._add(head, child)

    def _table(self, parent: Passage, node: Node) -> None:
        for block in node.blocks:
            ref = self._ref()
            if _is_row(block.text):
                self._row(parent, block.text, ref)
            else:
                parent.children.append(Passage(block.text, "", ref, Kind.TEXT, parent))
        for child in node.children:
            self._add(parent, child)

    def _row(self, parent: Passage, text: str, ref: str) -> None:
        cells = tuple(cell.strip() for cell in text.split("|"))
        last = parent.children[-1] if parent.children else None
        if last is not None and last.kind is Kind.TABLE:
            last.rows += (cells,)
        else:
            parent.children.append(Passage("", "", ref, Kind.TABLE, parent, rows=(cells,)))

    def _ref(self) -> str:
        ref = self._refs[self._at] if self._at < len(self._refs) else PREAMBLE
        self._at += 1
        return ref


def _is_row(text: str) -> bool:
    return " | " in text or text.startswith("| ") or text.endswith(" |")


def _bare(text: str) -> str:
    """A line without its number."""
    article = _LONG.match(text)
    if article:
        return text[article.end() :]
    mark = find_mark(text)
    if mark is None:
        return text
    if re.match("[①-⑳㈠-㈩]", text):
        return text[1:].strip(" 　.．、") or text
    rest = re.sub(r"^[（(\s　]{0,3}[^（()）.．、，\s　]{1,8}[）).．、，\s　]+", "", text, count=1)
    return rest.strip() or text


def _opening(text: str) -> str:
    bare = text.rstrip()
    return re.split("[。；]", bare)[-1] if bare.endswith(("：", ":")) else ""

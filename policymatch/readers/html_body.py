"""Where a page's text stands: in a container known by name, or where the sentences are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from policymatch.readers.html_elements import INLINE, NEVER, is_around, is_extra, is_hidden
from policymatch.readers.limits import Deadline

# Where the systems that governments use put the text, the surest first.
_CONTAINERS = (
    *("#ucap-content", "<ucapcontent", ".trs_editor_view", ".trs_editor", ".trs_ueditor", ".pages_content"),
    *(".article-content-body", ".article_content", ".content_article", "#ivs_content", "#info_content", "#info_cont"),
    *(".article-content", "#zoomcon", "#zoom", "#js_content", "<article"),
)
_RANKS = {name: rank for rank, name in enumerate(_CONTAINERS)}
_ENOUGH = 60
_SENTENCE = re.compile("[，。；！？、]")
_LONG_TEXT = 40
_TO_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|ceb|pptx?|zip|rar)(?:$|[?#&])", re.I)


@dataclass(slots=True)
class Body:
    """The elements that hold a page's text, in order.

    ``known`` is false where they were found by where the sentences stand, and the site may still be around them.
    ``kept`` are elements that are named like the site around a text but hold most of it.
    """

    elements: list[Any]
    known: bool
    kept: set[Any] = field(default_factory=set)

    def leaves_out(self, node: Any) -> bool:
        """Whether a node within the text is none of it."""
        if is_hidden(node):
            return True
        named = is_extra(node) if self.known else is_around(node)
        return named and node not in self.kept


def find_body(root: Any, deadline: Deadline) -> Body:
    """Find the text of a page: in a container known by name, else in the smallest element with nearly all sentences."""
    page = root.find("body")
    page = root if page is None else page
    survey = _survey(root, set(), deadline)
    kept = {element for element, said in survey.named if said * 2 > survey.all_said}
    if kept:
        survey = _survey(root, kept, deadline)
    for rank in sorted(survey.containers):
        full = [found for found in survey.containers[rank] if found.chars >= _ENOUGH]
        if full and sum(found.said for found in full) * 2 >= survey.said:
            return Body([found.element for found in full], known=rank != _RANKS["<article"], kept=kept)
    if survey.said >= _ENOUGH:
        densest = _densest(page, survey.said, kept, deadline)
        return Body([_with_what_belongs_to_it(densest, page, kept, deadline)], known=False, kept=kept)
    return Body([page], known=False, kept=kept)


@dataclass(slots=True)
class _Found:
    element: Any
    chars: int
    said: int


@dataclass(slots=True)
class _Survey:
    """How much a page says, in sentences outside links, and where.

    ``said`` leaves out what is hidden or named like the site around a text, ``all_said`` only what is hidden.
    ``named`` are the elements so named.
    """

    said: int = 0
    all_said: int = 0
    containers: dict[int, list[_Found]] = field(default_factory=dict)
    named: list[tuple[Any, int]] = field(default_factory=list)


def _survey(root: Any, kept: set[Any], deadline: Deadline) -> _Survey:
    import lxml.etree

    survey = _Survey()
    # For each open element: the rank it has as a container, whether it mutes, and the counts when it began.
    stack: list[tuple[int | None, bool, bool, int, int]] = []
    open_ranks: dict[int, int] = {}
    chars = said = hidden = around = links = 0
    steps = lxml.etree.iterwalk(root, events=("start", "end"))
    for event, node in steps:
        if event == "start":
            deadline.check()
            if not isinstance(node.tag, str) or node.tag in NEVER:
                steps.skip_subtree()
                stack.append((None, False, False, chars, said))
                continue
            rank = _rank(node)
            if rank is not None:
                open_ranks[rank] = open_ranks.get(rank, 0) + 1
            hides = is_hidden(node)
            outside = node not in kept and is_around(node)
            stack.append((rank, hides, outside, chars, said))
            hidden += hides
            around += outside
            links += node.tag == "a"
            text = node.text
        else:
            rank, hides, outside, chars_before, said_before = stack.pop()
            hidden -= hides
            around -= outside
            links -= node.tag == "a"
            if rank is not None:
                open_ranks[rank] -= 1
                if not open_ranks[rank]:
                    survey.containers.setdefault(rank, []).append(
                        _Found(node, chars - chars_before, said - said_before)
                    )
            if outside and said > said_before:
                survey.named.append((node, said - said_before))
            text = node.tail
        length, sentence = _weigh(text, links)
        chars += length
        said += sentence
        survey.all_said += 0 if hidden else sentence
        survey.said += 0 if hidden or around else sentence
    return survey


def _rank(node: Any) -> int | None:
    """Return the place of an element among the known containers."""
    ranks = [_RANKS.get(f"<{node.tag}")]
    if own := node.get("id"):
        ranks.append(_RANKS.get(f"#{own.lower()}"))
    if classes := node.get("class"):
        ranks.extend(_RANKS.get(f".{name}") for name in classes[:300].lower().split())
    return min((rank for rank in ranks if rank is not None), default=None)


def _weigh(text: str | None, links: int) -> tuple[int, int]:
    """Return how many characters a piece of text has, and how many of them say something."""
    length = len(" ".join(text.split())) if text else 0
    if not length or not text:
        return 0, 0
    return length, length if not links and (length >= _LONG_TEXT or _SENTENCE.search(text)) else 0


def _densest(page: Any, total: int, kept: set[Any], deadline: Deadline) -> Any:
    """Return the smallest element that holds nine tenths of what a page says."""
    import lxml.etree

    stack: list[int] = []
    said = links = 0
    steps = lxml.etree.iterwalk(page, events=("start", "end"))
    for event, node in steps:
        if event == "start":
            deadline.check()
            stack.append(said)
            links += node.tag == "a"
            if node is not page and (is_hidden(node) or (node not in kept and is_around(node))):
                steps.skip_subtree()
            else:
                said += _weigh(node.text, links)[1]
        else:
            # Of elements that hold so much, each holds the next; the innermost ends first.
            if (said - stack.pop()) * 10 >= total * 9 and node.tag not in INLINE:
                return node
            links -= node.tag == "a"
            said += _weigh(node.tail, links)[1]
    return page


def _with_what_belongs_to_it(element: Any, page: Any, kept: set[Any], deadline: Deadline) -> Any:
    """Return the outermost element around one of which no step adds mostly links to other pages.

    Signature, date and annexes often stand beside the paragraphs, and say nothing in sentences.
    """
    import lxml.etree

    above = [ancestor for ancestor in element.iterancestors() if ancestor.tag != "html"]
    watched = {element, *above}
    sizes: dict[Any, tuple[int, int]] = {}
    begun: dict[Any, tuple[int, int]] = {}
    chars = linked = links = 0
    steps = lxml.etree.iterwalk(page, events=("start", "end"))
    for event, node in steps:
        leads_off = node.tag == "a" and not _TO_FILE.search((node.get("href") or "")[:2000])
        if event == "start":
            deadline.check()
            links += leads_off
            if node in watched:
                begun[node] = chars, linked
            elif is_hidden(node) or (node not in kept and is_around(node)):
                steps.skip_subtree()
                continue
            text = node.text
        else:
            if node in watched:
                sizes[node] = chars - begun[node][0], linked - begun[node][1]
            links -= leads_off
            text = node.tail
        length = _weigh(text, 0)[0]
        chars += length
        linked += length if links else 0
    for ancestor in above:
        more, more_linked = (outer - inner for outer, inner in zip(sizes[ancestor], sizes[element], strict=True))
        if more_linked * 2 > more:
            break
        element = ancestor
    return element

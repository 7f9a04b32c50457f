"""Everything a policy enumerates: numbered items, what one sentence lists, a table's kinds.

Whether what is listed are directions, conditions or papers is not asked here (see directions).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from policymatch.policies.outline import Kind
from policymatch.programmes.drafting.passages import Passage
from policymatch.programmes.drafting.tables import kinds_in_table
from policymatch.programmes.drafting.topics import Topic, Topics
from policymatch.programmes.drafting.words import plain, sentences, trimmed

_LONGEST = 40
_BARE = 24
_DIVISIONS = (Kind.WHOLE, Kind.CHAPTER, Kind.SECTION, Kind.ENCLOSED, Kind.ANNEX)
_OPENS = re.compile(
    r"^(?:重点|主要|优先|着力|积极|大力|仅|可)?(?:支持|用于|开展|实施|推进|推动|加强|加快|鼓励|补助|资助|扶持|建设|安排|对)(?!标准|内容|任务|方式|条件|要求|资金)"
)
_BREAK = re.compile(r"[。：:；;]|，(?=重点|主要|包括|支持|含|其中|单个|要求|每|按|面积|限|不|补助|奖补|最高|给予)|——")
_MARKER = re.compile(
    r"(?:重点|主要|专门|优先|专项)?(?:用于|支持|投向|面向|投入|安排|补助|资助|扶持)(?!对象|标准|比例|资金|办法|政策|条件|力度|单位|限额|方式|期限|范围|方向|内容|事项|领域|重点|环节|类型|项目)(?:支持|以下|下列)?"
    r"|(?:范围|方向|内容|环节|项目|领域|重点|类型|任务|事项|投向|用途)(?:主要|暂)?(?:分为|包括|包含|限于|为|有|是|：|:)"
    r"|(?:包括|包含|分为)"
)
_TAIL = re.compile(
    r"(?:等)?(?:以上)?(?:[一二三四五六七八九十\d]{1,2})?(?:类|个|项|大类|个方面|个方向|方面|领域|等)(?:内容|项目|工程|建设|支出|任务)?$"
)
_BUILT = re.compile(
    r"(?:建设|改造|更新|修复|治理|购置|提升|设施|工程|中心|基地|[站网场馆园厂库线点室所院校路桥渠井泵塘坝堤管]|平台|系统|设备|装备|改善|保护|利用|处理|处置|防治|监测|补贴|补助|贴息|培训|培育|加固|扩建|新建|维修|搬迁|[硬亮绿净]化|造林|服务|能力|项目|体系|网络|机械|机构|产业|经济|补偿|支出)(?:等)?$"
)
_EXAMPLES = re.compile(r"等(?!项目|方面|领域|工程|内容|建设|支出|任务|环节|方向|[一二三四五六七八九十\d]|$)[一-鿿]{3,}")
_PIECE = 3
"""So short a piece that names nothing built is but half of a name."""
_ONE = re.compile(
    r"(?:资金|补助|投资|专项|奖补|补贴|贴息)[^，。；]{0,10}?(?:专项|主要|全部|重点|统筹)?(?:用于|支持|投向)(?:支持|开展)?(?P<one>[^，。；、]{4,40})"
)
_NAME_END = re.compile("[。：:；;]|——")
_JOINED = re.compile(r"(?<=[一-鿿]{2})[和及与](?=[一-鿿]{3})")
_MARK = re.compile(
    r"^\s*(?:[①-⑳]|[—－–\-·•●▪◆■○★*]{1,2}|(?:方向|类别|任务|领域|专题)[一二三四五六七八九十\d]{1,3}[：:、.．\s]|第[一二三四五六七八九十]{1,2}类?[：:，、])\s*"
)
"""What stands before a thing listed that is no number of the text's own: ①, ——, 方向一：."""
_MOST = 60


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is listed: what it is called, all that is said of it, the clause that says it."""

    title: str
    text: str
    ref: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Things listed together. ``owner`` is the passage whose list it is, ``lead`` the words that open it; ``form`` is items, table or sentence."""

    owner: Passage
    lead: str
    form: str
    items: tuple[Item, ...]
    parts: tuple[Passage, ...] = ()


def listings(root: Passage, topics: Topics) -> Iterator[Listing]:
    """All lists of two things and more, in reading order."""
    for passage in root.below():
        if passage.rows:
            yield from _table(passage)
            continue
        before = {id(each): last for last, each in pairwise(passage.children)}
        for run in _runs(passage, topics):
            named = _named(run, topics)
            items = tuple(item for each in named if (item := item_of(each)))
            if len(items) > 1:
                yield Listing(passage, _lead(passage, before.get(id(run[0]))), "items", items, tuple(run))
        if passage is not root:
            yield from _sentences(passage)
            yield from _behind_title(passage)


def _named(run: list[Passage], topics: Topics) -> list[Passage]:
    """What names the things of a run: itself, or below bare headings (农业类, 水利类) their own items."""
    groups = [_is_group(each, topics) for each in run]
    if sum(groups) * 2 <= len(run):
        return run
    return [
        item
        for each, group in zip(run, groups, strict=True)
        for item in ([below for below in each.children if below.label] if group else [each])
    ]


def _is_group(passage: Passage, topics: Topics) -> bool:
    below = [each for each in passage.children if each.label]
    bare = len(passage.text) <= _BARE and not passage.text.endswith("：")
    return len(below) > 1 and bare and not any(topics.own(each) for each in below)


def _lead(passage: Passage, before: Passage | None) -> str:
    """What opens a list: the line before its first item where that ends in a colon, else the passage's lead or last sentence."""
    return (before.lead if before else "") or passage.lead or (sentences(passage.text) or [""])[-1]


def _runs(passage: Passage, topics: Topics) -> Iterator[list[Passage]]:
    """Neighbours of one kind below a passage; among the sections of a text each that is about something else ends a run."""
    numbered = any(_is_numbered(each) for each in passage.children)
    run: list[Passage] = []
    opened = False
    for each in passage.children:
        if numbered and not (_is_numbered(each) or each.rows or _MARK.match(each.text)):
            opened = bool(each.lead)
            continue
        if not _may_be_listed(each, led=bool(passage.lead)) or (
            passage.kind in _DIVISIONS and _is_section_apart(each, topics, opened=opened)
        ):
            yield run
            run = []
            continue
        if run and (each.kind, bool(each.label)) != (run[-1].kind, bool(run[-1].label)):
            yield run
            run = []
        run.append(each)
    yield run


def _is_numbered(passage: Passage) -> bool:
    """Whether it has a number of its own; a paragraph of an article is only counted (第二款)."""
    return bool(passage.label) and passage.kind is not Kind.PARAGRAPH


def _may_be_listed(passage: Passage, *, led: bool) -> bool:
    """Whether a line is numbered, marked, or opens with a short name (冷库建设。……); one that ends in a colon opens a list itself."""
    if passage.rows or _is_numbered(passage):
        return not passage.rows
    name = _NAME_END.split(passage.text)[0]
    short = len(name) <= (_LONGEST if led else _BARE) and (led or "，" not in name)
    return bool(_MARK.match(passage.text)) or (passage.text[-1:] not in "：:" and len(name) > 1 and short)


def _is_section_apart(passage: Passage, topics: Topics, *, opened: bool) -> bool:
    """Whether a section is known to be about something else than a thing to build, or has no heading that could name one.

    Where a line opens the sections as a list (资金支持以下项目：), a section need not have a heading.
    """
    if not passage.label or passage.kind is Kind.ITEM:
        return False
    # 第四条 支持中小河流治理。…… is itself one of the things supported.
    alone = topics.own(passage) is Topic.SCOPE and not passage.children and _OPENS.match(passage.text)
    return bool(topics.own(passage) and not alone) or passage.kind in _DIVISIONS or not (opened or heading_of(passage))


def heading_of(passage: Passage) -> str:
    """What a section or article is headed with, or opens with and then goes on about: 支持县乡道改造。对……."""
    if passage.heading:
        return passage.heading
    title = passage.title
    return title if title and (len(passage.text) > len(title) + 1 or passage.children) and len(title) <= 24 else ""


def item_of(passage: Passage) -> Item | None:
    """A passage as a thing listed."""
    title = title_of(passage.heading or passage.text)
    if len(title) < 2:
        return None
    text = "".join([passage.text, *(each.text for each in islice(passage.below(), 1, 12) if not each.rows)])
    return Item(title, text[:400], passage.ref)


def title_of(text: str) -> str:
    """What a thing is called: its heading, or its first part without 支持 and the like."""
    head = _BREAK.split(_MARK.sub("", text.strip()))[0]
    head = _OPENS.sub("", head).strip(" 　，,、：:；;。“”")
    if len(head) > _LONGEST:
        parts = head.split("，")
        head = parts[0] if len(parts[0]) >= 4 else head
    return trimmed(head)[:_LONGEST]


def _sentences(passage: Passage) -> Iterator[Listing]:
    """What single sentences list: 资金主要用于A、B、C等; 补助内容：A；B；C。"""
    text = passage.text[:4000]
    for match in re.finditer(r"[^。\n]{1,1200}", text):
        whole = match[0]
        pieces = [whole] if re.search(r"[：:][^：:]{2,60}；", whole) else sentences(whole)
        for piece in pieces:
            listed = _listed(piece)
            if listed is None:
                continue
            lead, names = listed
            ref = passage.ref
            yield Listing(passage, lead, "sentence", tuple(Item(name, piece[:300], ref) for name in names))


def _behind_title(passage: Passage) -> Iterator[Listing]:
    """What stands behind a title without more ado: （二）支持范围。图书馆分馆建设、文化站改造、流动文化车购置。"""
    title = passage.title
    if not title:
        return
    rest = passage.text if passage.heading else passage.text.partition(title)[2]
    first = rest.lstrip("。：: ").split("。")[0]
    if not first or _MARKER.search(first) or len(first) > 400:
        return
    names = [_TAIL.sub("", part) or part for part in map(trimmed, _enumerated(first))]
    if len(names) > 2 and all(2 <= len(name) <= 30 for name in names):
        yield Listing(passage, title, "sentence", tuple(Item(name, first[:300], passage.ref) for name in names))


def _listed(sentence: str) -> tuple[str, list[str]] | None:
    """The words before an enumeration and its parts; None where a sentence has none."""
    best: tuple[str, list[str]] | None = None
    for marker in list(_MARKER.finditer(sentence))[:6]:
        rest = re.split("，(?=不得|不包括|不含|严禁|不支持|不用于|其中|单个|但)", sentence[marker.end() :])[0]
        rest = re.sub(r"^(?:以下|下列)?[一二三四五六七八九十\d]{0,2}(?:大?类|个|项|方面|种)?[：:]\s?", "", rest)
        cut = re.split("；", rest) if "；" in rest else _enumerated(rest)
        parts = [re.sub("^(?:以及|和|及|与)", "", trimmed(part)) for part in cut]
        parts = [_TAIL.sub("", part) or part for part in parts]
        parts = [title_of(part) if len(part) > 30 else part for part in parts]
        good = [part for part in parts if 2 <= len(part) <= 30]
        if len(good) >= 2 and len(good) >= 0.8 * len(parts) and (best is None or len(good) >= len(best[1])):
            best = (sentence[: marker.end()], good[:_MOST])
    return best


def _enumerated(text: str) -> list[str]:
    """A、B和C建设，以及D; what stands in brackets is not cut, nor what 以及 brings with examples (以及X、Y等Z)."""
    held = re.sub(r"[（(][^（）()]{0,120}[）)]", lambda found: "\ue000" * len(found[0]), text)
    last = re.search(r"，?以及(?=[^，]{0,60}等[一-鿿]{2,20}$)", held)
    end = last.start() if last else len(held)
    cuts = [match.span() for match in re.finditer(r"、|，(?:以及)?|以及", held[:end])]
    if "以及" not in held:
        # A、B和C: the last two are joined by 和.
        joined = [match.span() for match in _JOINED.finditer(held, cuts[-1][1] if cuts else 0)]
        cuts += joined[-1:] if cuts else joined
    cuts += [last.span()] if last else []
    parts, at = [], 0
    for start, stop in cuts:
        parts.append(text[at:start])
        at = stop
    return _whole([*parts, text[at:]])


def _whole(parts: list[str]) -> list[str]:
    """Names that 、 cut in two put together: 荒漠化、石漠化综合治理; 教育、医疗等公共服务设施扩容."""
    done: list[str] = []
    for part in parts:
        while done and not _BUILT.search(done[-1]) and (len(done[-1]) <= _PIECE or _EXAMPLES.search(part)):
            part = f"{done.pop()}、{part}"
        done.append(part)
    return done


def only_one(root: Passage, topics: Topics) -> Iterator[Item]:
    """The one thing that a policy supports where it lists none: 奖补资金用于农村公路危桥改造。"""
    for passage in root.below():
        if passage.rows or topics.of(passage) not in (Topic.NONE, Topic.SCOPE):
            continue
        for sentence in sentences(passage.text[:2000]):
            match = _ONE.search(sentence)
            name = title_of(match["one"]) if match else ""
            if (
                match
                and 4 <= len(name) <= 30
                and _BUILT.search(name)
                and not re.search("以下|下列|本|上述|项目$", name)
            ):
                yield Item(name, sentence[:300], passage.ref, "文件没有列举支持方向，按这一句立一个方向，要核对")
                return


def _table(passage: Passage) -> Iterator[Listing]:
    kinds = kinds_in_table(passage.rows)
    items = tuple(Item(trimmed(name), plain(f"{name}。{rest}")[:300], passage.ref) for name, rest in kinds)
    parent = passage.parent
    if len(items) > 1 and parent is not None:
        at = parent.children.index(passage)
        near = [each.text for each in parent.children[max(0, at - 1) : at] if not each.rows]
        lead = " ".join([*near, " ".join(passage.rows[0])])
        yield Listing(passage, lead, "table", items)

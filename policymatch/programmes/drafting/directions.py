"""Directions (支持方向): the items of what a policy supports, each with words by which projects of the kind are known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policymatch.policies.outline import Kind
from policymatch.programmes.drafting.passages import Passage
from policymatch.programmes.drafting.tables import kinds_in_table
from policymatch.programmes.drafting.topics import Topic, Topics, title_topic
from policymatch.programmes.drafting.words import plain, sentences, trimmed

_LONGEST = 40
_GROUP = re.compile(r"(?:类|方面|领域|行动|服务|设施|体系|工程|项目|板块|专项)$")
_NO_DIRECTION = re.compile(
    r"修改为|不超过|不高于|资金总额|不予|不得|不支持|不含(?=[^，。]{0,20}$)|应当|申报(?:单位|主体)|其他(?:经|需要|事项|工作|任务)|交办|除上述|确定的其他|以下标准|优先(?:支持|安排)|按照|执行|有关规定|另行"
)
_INLINE = re.compile(
    r"(?:(?:支持|补助|奖补|资助|申报|扶持|建设|使用)(?:的)?(?:事项|范围|方向|内容|环节|项目|领域|重点|类型|任务)(?:主要)?(?:分为|包括|限于|为|有|是)(?:[^：:，、。]{0,10}[：:])?"
    r"|(?:重点|主要|专门|优先)?(?:用于|支持|投向|面向|投入)(?:支持|以下|下列)?)(?P<list>[^。；：:]{4,300})"
)
_NAMES_SCOPE = re.compile(
    r"(?:支持|补助|奖补|资助|申报|扶持|使用)(?:的)?(?:事项|范围|方向|环节|领域|重点|类型)|[^：]{0,20}："
)
_NAMED_LIST = re.compile(
    r"(?:支持|补助|奖补|资助|扶持|支出|建设|实施)(?:的)?(?:事项|范围|方向|内容|环节|领域|重点)(?:为|是|包括|主要包括)?[：:。](?P<list>[^。：:]{6,400})"
)
_CUT_OUT = "从一句话里拆出来的方向，拆得对不对要核对"
_FUND = re.compile(r"资金|投资|专项|补助|奖补|国债|支持")
_OPENS = re.compile(
    r"^(?:重点|主要|优先|着力|积极|大力|仅|可)?(?:支持|用于|开展|实施|推进|推动|加强|加快|鼓励|补助|资助|扶持|建设|安排|对)(?!标准)"
)
_BREAK = re.compile(r"[。：:；;]|，(?=重点|主要|包括|支持|含|其中|单个|要求|每|按|面积|限)|——")


@dataclass(frozen=True, slots=True)
class Item:
    """A direction as found."""

    title: str
    text: str
    ref: str
    doubt: str = ""


def find_directions(root: Passage, topics: Topics) -> list[Item]:
    """The directions in reading order: items of lists first, what a sentence enumerates where there is no list."""
    scopes = [each for each in root.below() if Topic.SCOPE in topics.own(each)]
    inner = {id(above) for each in scopes for above in each.above()}
    # 支持范围和标准 with a list of its own 支持范围 inside: the inner one counts.
    scopes = [
        each
        for each in scopes
        if id(each) not in inner or not any(_is_listed(child, topics) for child in each.children)
    ]
    found = [item for scope in scopes for item in _items(scope, topics)]
    if not found:
        found = [item for scope in scopes for each in scope.below() for item in _sentence_items(each, strict=True)]
    if not found:
        found = [item for scope in scopes for item in _in_sentences(scope, topics)]
    if not found:
        found = [
            item
            for each in root.below()
            if topics.of(each) in (Topic.NONE, Topic.SCOPE)
            for item in _sentence_items(each, strict=True)
        ]
    if not found:
        found = list(_from_tables(root, topics))
    unique: dict[str, Item] = {}
    for item in found:
        unique.setdefault(item.title, item)
    return list(unique.values())[:40]


def _is_listed(passage: Passage, topics: Topics) -> bool:
    listed = Topic.SCOPE in topics.own(passage) and any(child.label for child in passage.children)
    return listed or any(_is_listed(child, topics) for child in passage.children)


def _items(scope: Passage, topics: Topics) -> Iterator[Item]:
    children = [each for each in scope.children if each.label and each.kind is not Kind.TABLE]
    if scope.kind in (Kind.CHAPTER, Kind.SECTION, Kind.ENCLOSED):
        children = [
            each
            for each in children
            if each.kind is Kind.ARTICLE
            and _may_be_direction(each, topics)
            and each.title
            and len(each.text) > len(each.title)
        ]
        children = [
            each
            for each in children
            if len(each.title) <= 20 and not re.search(r"资金|专项|本|\d|补助|不|应|须", each.title)
        ]
    for child in children:
        if not _may_be_direction(child, topics):
            continue
        below = [each for each in child.children if each.label]
        # A bare heading over items of its own is a group: 农业类, （一）公办养老服务设施.
        if len(below) > 1 and len(child.text) <= 20 and all(each.title or len(each.text) <= 60 for each in below):
            yield from (item for each in below if _may_be_direction(each, topics) and (item := _item(each)))
            continue
        item = _item(child)
        if item:
            yield item


def _may_be_direction(passage: Passage, topics: Topics) -> bool:
    topic = topics.own(passage)
    if topic & (Topic.EXCLUSION | Topic.CONDITION | Topic.STANDARD | Topic.DOCUMENTS | Topic.SUPERVISION):
        return False
    first = passage.title or direction_title(passage.text)
    return not (_NO_DIRECTION.search(first) or title_topic(first) & (Topic.EXCLUSION | Topic.PROCEDURE))


def _item(passage: Passage) -> Item | None:
    title = direction_title(passage.text)
    if len(title) < 2:
        return None
    text = "".join([passage.text, *(each.text for each in list(passage.below())[1:12] if not each.rows)])
    return Item(title, text[:400], passage.ref)


def direction_title(text: str) -> str:
    """What a direction is called: its heading, or its first part without 支持 and the like."""
    head = _BREAK.split(text.strip())[0]
    head = _OPENS.sub("", head).strip(" 　，,、：:；;。“”")
    if len(head) > _LONGEST:
        parts = head.split("，")
        head = parts[0] if len(parts[0]) >= 4 else head
    return trimmed(head)[:_LONGEST]


def _in_sentences(scope: Passage, topics: Topics) -> Iterator[Item]:
    for each in scope.below():
        if not topics.own(each) & (Topic.EXCLUSION | Topic.CONDITION | Topic.DOCUMENTS):
            yield from _sentence_items(each, strict=False)


def _sentence_items(passage: Passage, *, strict: bool) -> Iterator[Item]:
    """What one sentence enumerates: 资金主要用于A、B、C等; 补助内容：A；B；C."""
    named = _NAMED_LIST.search(passage.text[:4000])
    if named:
        parts = [trimmed(part) for part in re.split("；|、" if "；" not in named["list"] else "；", named["list"])]
        if len(parts) > 1 and all(2 < len(part) <= _LONGEST for part in parts):
            yield from (Item(direction_title(part), part, passage.ref, _CUT_OUT) for part in parts)
            return
    for sentence in sentences(passage.text[:4000]):
        match = _INLINE.search(sentence)
        if (
            match is None
            or re.search("不得|不能|严禁|不支持|不用于|不予", sentence[: match.start() + 6])
            or re.search(r"\d\s?[%％]", sentence)
        ):
            continue
        if (
            strict
            and not _NAMES_SCOPE.match(match[0])
            and not (_FUND.search(sentence[: match.start()]) and re.search("主要|重点|范围", sentence))
        ):
            continue
        # 支持黑臭水体治理，重点用于控源截污、清淤: the list is what stands behind 用于.
        inner = re.split("，?(?:重点|主要|具体)?用于", match["list"])[-1]
        listed = re.split("，(?=不得|不包括|不含|严禁|不支持|不用于)", inner)[0]
        parts = [trimmed(part) for part in re.split(r"、|，|以及|(?<=[一-鿿]{3})[和及](?=[一-鿿]{3})", listed)]
        parts = [
            re.sub(r"等?(?:以上)?[一二三四五六七八九十\d]{1,2}(?:类|个|项|大类|个方面|个方向)(?:项目|工程)?$", "", part)
            for part in parts
        ]
        parts = [
            re.sub(r"(?:等)?(?:方面|领域|项目|支出|工程|建设)?(?:等)?(?:方面|项目|支出)?$", "", part) or part
            for part in parts
        ]
        good = [part for part in parts if 3 <= len(part) <= 30]
        if len(good) >= 2:
            yield from (Item(part, sentence[:300], passage.ref, _CUT_OUT) for part in good)


def _from_tables(root: Passage, topics: Topics) -> Iterator[Item]:
    for each in root.below():
        if each.rows and topics.of(each) & (Topic.STANDARD | Topic.SCOPE):
            for name, rest in kinds_in_table(each.rows):
                yield Item(
                    trimmed(name),
                    plain(f"{name}。{rest}")[:300],
                    each.ref,
                    "文件没有单列支持方向，按标准表里的类别列出",
                )

"""Queries that name a document or a clause of it, as people cite them: 政府投资条例第九条, 国务院令第712号第9条第二款.

Clauses of regulations are cited by 条, 款, 项 and 目 (立法法), those of other documents by 一、 （一） and 1. (GB/T 9704-2012),
annexes by their number. Everything is normalised to the labels that clauses have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policymatch.text.docnumber import canonical, find_doc_numbers
from policymatch.text.normalize import mend
from policymatch.text.numerals import chinese_number, half_width

LONGEST = 200
"""Signs of a query; no citation of one clause is longer."""

MOST_PLACES = 50
"""Clauses one reference names (第一条至第五十条)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document.

    ``label`` is as ``policies.parse.find_clauses`` takes it: 第九条, 第十条之一, 三、（二）, 附件2, 附件2/第三条, 第二章.
    ``divisions`` are the 编, 章 and 节 named above it (第二章), ``paragraph`` the 款 counted from 1, ``item`` the 项 （三）,
    ``subitem`` the 目, or what is numbered below （一）, as 2.; None or empty where nothing is said.
    """

    label: str
    divisions: tuple[str, ...] = ()
    paragraph: int | None = None
    item: str = ""
    subitem: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A document by title, by number (canonical) or by both, and the places named in it, none for the whole.

    ``title`` is as typed, without 《》 and blanks.
    """

    title: str | None
    doc_number: str | None
    places: tuple[Place, ...] = ()


_N = r"([一二三四五六七八九十百千零〇○两]{1,9}|[0-9]{1,4})"
_B = r"\s{0,2}"
_ANNEX = re.compile(rf"(附件|附表|附录)(?:{_B}([0-9]{{1,3}}|[一二三四五六七八九十]{{1,3}}))?(?:{_B}[/:、])?")
_DIVISION = re.compile(rf"第{_B}{_N}{_B}(编|分编|篇|部分|章|节)(?:{_B}/)?")
_ARTICLE = re.compile(rf"(?:第{_B})?{_N}{_B}条(?:{_B}之{_B}{_N})?")
_PARAGRAPH = re.compile(rf"(?:第{_B})?{_N}{_B}款")
_ITEM = re.compile(rf"(?:第{_B})?(?:\({_B}{_N}{_B}\)|{_N}){_B}项|(?:第{_B})?\({_B}{_N}{_B}\)")
_SUBITEM = re.compile(rf"(?:第{_B})?(?:{_N}{_B}目|([0-9]{{1,2}})[.、])")
_FIRST = re.compile(r"([一二三四五六七八九十]{1,3})(?:、|(?=\s{0,2}\())")
_POINT = re.compile(rf"第{_B}{_N}{_B}点")
_AND = re.compile(rf"{_B}(?:、|,|和|及|与|以及){_B}")
_TO = re.compile(rf"{_B}(?:至|到|-|—|~){_B}")
_TAIL = re.compile(
    r"(?:的|中)?(?:具体)?(?:(?:是)?(?:怎么|如何|怎样)?(?:规定|说|写|讲)(?:了|的)?(?:是)?(?:些)?(?:什么|哪些)?(?:内容)?(?:是什么|有哪些)?"
    r"|(?:条文|原文|全文|内容|正文|文本|原文内容)(?:是什么|有哪些)?|是什么(?:内容)?|有哪些内容|有什么规定)?[\s?!。.]{0,4}"
)
# 查处… and 查询… begin titles too, so these words must stand apart.
_LEAD = re.compile(
    r"(?:(?:请问|请查一下|查一下|查一查|看一下|找一下|帮我(?:查|找)(?:一下)?|我(?:想|要)(?:查|看|找)(?:一下)?|根据|按照|依据|依照|什么是)[\s:,]{0,2}"
    r"|(?:请查|查询|查找|查看|搜索|查|找)(?:[\s:]{1,2}|(?=《)))"
)
_KINDS = (
    "法|法典|条例|规定|办法|细则|规则|决定|意见|通知|通告|公告|批复|方案|规划|纲要|计划|措施|政策|指南|指引|目录|清单|标准|规范|规程|准则|守则|章程"
    "|制度|解释|答复|函|复函|纪要|决议|公约|协定|议定书|宪法|通则|导则|要点|宣言|大纲|预案|修正案|命令|令|解答|座谈会纪要|说明|总结|报告|安排|编|总则|附则|资金|专项|工程|项目|建设|试点"
)
_TITLE = re.compile(rf"(?:[^《》?!。；;]|《[^《》]{{1,150}}》){{0,150}}(?:{_KINDS})(?:\([^()]{{1,30}}\)){{0,2}}")
# A question, or two documents (甲条例第九条和乙法); titles with 关于 say such things too.
_NO_TITLE = re.compile(
    rf"^(?!.{{0,150}}关于).{{0,150}}(?:什么|哪些|哪个|怎么|怎样|如何|是否|能否|可否|吗|第{_N}条[和与及、或])"
)
# 公路项目资本金 国发〔2015〕51号: a code of an agency has no blank behind so many characters.
_WORDS_BEFORE = re.compile(r"[一-鿿]{4,20}\s{1,9}[一-鿿]{1,14}\s{0,9}[〔\[(（【﹝［〈〖]")
_NUMBERS_KIND = re.compile(r"(?:号)?(?:文件|文|通知|公告|通告|公布的|印发的|发布的)?")


def parse_reference(query: str) -> Reference | None:
    """The reference that a query is, asking words around it aside (…规定了什么); None for everything else.

    A title alone is a reference only in 《》, as nothing else tells it from a question.

    >>> parse_reference("政府投资条例第9条第二款")
    Reference(title='政府投资条例', doc_number=None, places=(Place(label='第九条', divisions=(), paragraph=2, item='', subitem=''),))
    """
    text = mend(query).strip(' \t\r\n　"“”')
    if not text or len(text) > LONGEST:
        return None
    if (number := canonical(text)) and not _WORDS_BEFORE.match(text):
        return Reference(None, number)
    signs = half_width(text)  # one sign for one sign
    lead = _LEAD.match(signs)
    begin = lead.end() if lead else 0
    for at in range(begin + 1, len(signs) + 1):
        found = _places(signs, at)
        if found is None:
            continue
        document = _document(text[begin:at], signs[begin:at], alone=not found)
        if document:
            return Reference(*document, found)
    return None


def _document(text: str, signs: str, *, alone: bool) -> tuple[str | None, str | None] | None:
    """Title and number of what stands before the places; None where it is no document."""
    numbers = list(find_doc_numbers(text))
    if len(numbers) > 1:
        return None
    before, after, number = text, "", None
    if numbers:
        number = numbers[0].text
        before, after = _around(text, numbers[0].start, numbers[0].end)
        before = "" if before == "中华人民共和国" else before
        after = after[_end(_NUMBERS_KIND, after) :].strip()
        if before and after:
            return None
    title = (before or after).strip(" 　,，:：、的/")
    if not title:
        return (None, number) if number else None
    named = re.fullmatch(r"《((?:[^《》]|《[^《》]{1,150}》){1,190})》((?:[（(][^（）()]{1,30}[）)]){0,2})", title)
    if named:
        bare = re.sub(r"\s", "", named[1])
        return (bare + re.sub(r"\s", "", named[2]), number) if bare else None
    if alone and (after or not number):
        return None
    title = re.sub(r"\s", "", title)
    return (title, number) if _TITLE.fullmatch(half_width(title)) and not _NO_TITLE.search(title) else None


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind a number, without the brackets it stands in."""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    if before[-1:] in ("（", "(") and after[:1] in ("）", ")"):
        before, after = before[:-1], after[1:]
    return before.strip(), after.strip()


def _end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _places(signs: str, at: int) -> tuple[Place, ...] | None:
    """The places that the rest of a query names, none where only asking words are left; None for anything else."""
    at = _end_of_blanks(signs, at)
    if _TAIL.fullmatch(signs, at):
        return ()
    places: list[Place] = []
    while True:
        read = _place(signs, at)
        if read is None:
            return None
        place, at = read
        places.append(place)
        if to := _TO.match(signs, at):
            last = _place(signs, to.end())
            between = _between(place, last[0]) if last else None
            if last is None or between is None:
                return None
            places += between
            at = last[1]
        if len(places) > MOST_PLACES:
            return None
        if _TAIL.fullmatch(signs, at):
            return tuple(places)
        more = _AND.match(signs, at)
        if more is None:
            return None
        at = more.end()


def _place(signs: str, at: int) -> tuple[Place, int] | None:
    """One place and where it ends."""
    annex = ""
    if match := _ANNEX.match(signs, at):
        number = chinese_number(match[2]) if match[2] else None
        annex, at = f"{match[1]}{number or ''}", _end_of_blanks(signs, match.end())
    divisions: list[str] = []
    while len(divisions) < 3 and (match := _DIVISION.match(signs, at)):
        divisions.append(f"第{_spelled(match[1])}{match[2]}")
        at = _end_of_blanks(signs, match.end())
    read = _article(signs, at) or _heading(signs, at)
    if read is None:
        if not annex and not divisions:
            return None
        read = Place(divisions.pop() if divisions else ""), at
    place, at = read
    label = "/".join(part for part in (annex, place.label) if part)
    return Place(label, tuple(divisions), place.paragraph, place.item, place.subitem), at


def _article(signs: str, at: int) -> tuple[Place, int] | None:
    """第九条第二款第（三）项第1目"""
    match = _ARTICLE.match(signs, at)
    value = chinese_number(match[1]) if match else None
    if match is None or not value:
        return None
    label = f"第{_spelled(match[1])}条" + (f"之{_spelled(match[2])}" if match[2] else "")
    at = match.end()
    paragraph, at = _part(_PARAGRAPH, signs, at)
    item, at = _part(_ITEM, signs, at)
    subitem, at = _part(_SUBITEM, signs, at) if item else (None, at)
    return (
        Place(label, (), paragraph, f"（{_chinese(item)}）" if item else "", f"{subitem}." if subitem else ""),
        at,
    )


def _heading(signs: str, at: int) -> tuple[Place, int] | None:
    """三、（二）1., （二） or 第三点"""
    label, end = "", at
    if match := _FIRST.match(signs, at) or _POINT.match(signs, at):
        if not chinese_number(match[1]):
            return None
        label, end = f"{_spelled(match[1])}、", match.end()
    second, end = _part(_ITEM, signs, end)
    label += f"（{_chinese(second)}）" if second else ""
    third, end = _part(_SUBITEM, signs, end) if label else (None, end)
    return (Place(label, subitem=f"{third}." if third else ""), end) if label else None


def _part(pattern: re.Pattern[str], signs: str, at: int) -> tuple[int | None, int]:
    """The number of a 款, 项 or 目 that stands here and its end; None and the same place where none does."""
    match = pattern.match(signs, _end_of_blanks(signs, at))
    value = chinese_number(next(group for group in match.groups() if group)) if match else None
    return (value, match.end()) if match and value else (None, at)


def _end_of_blanks(signs: str, at: int) -> int:
    while at < len(signs) and (signs[at].isspace() or signs[at] in "/，,"):
        at += 1
    return at


def _between(first: Place, last: Place) -> list[Place] | None:
    """The articles after the first one up to the last; None where the two make no such range."""
    one, two = (re.fullmatch(r"第([^第条]+)条", place.label) for place in (first, last))
    if not one or not two or first.divisions != last.divisions or first.paragraph or last.paragraph:
        return None
    start, end = chinese_number(one[1]) or 0, chinese_number(two[1]) or 0
    if not start < end <= start + MOST_PLACES:
        return None
    return [Place(f"第{_chinese(number)}条", first.divisions) for number in range(start + 1, end + 1)]


def _spelled(numeral: str) -> str:
    value = chinese_number(numeral)
    return _chinese(value) if value else numeral


def _chinese(number: int) -> str:
    """A number up to 9999 as articles are counted: 10 is 十, 103 一百零三, 110 一百一十."""
    text, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if gap and text else "") + "零一二三四五六七八九"[digit] + sign
        gap = not digit
    return text.removeprefix("一") if 10 <= number < 20 else text

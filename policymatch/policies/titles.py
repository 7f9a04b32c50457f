"""A document's title, over several lines, and what a notice that issues another text wraps.

A notice 关于印发《X办法》的通知 has two titles. Planners look for and cite the 办法, so where its text is in the
document its title is the policy's; the notice's own title, to which the 发文字号 belongs, is kept beside it. Where the
notice came alone, its own title is the only true one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from policymatch.model import Block, Document
from policymatch.policies.labels import Label, is_labelled
from policymatch.policies.numbers import is_number_line
from policymatch.policies.organs import joined, organs_of_line
from policymatch.text.docnumber import canonical
from policymatch.text.normalize import mend

_KINDS = (
    "决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|法|条例|规定|办法|细则|方案|规划|计划|纲要|指南|指引|措施"
    "|政策|规则|章程|准则|标准|规范|要点|目录|清单|制度|解读|指导意见|若干政策|倡议书|说明|须知|公示|预案|导则|规程|大纲|通则"
)
_NOTE = r"(?:[（(][^（）()]{1,20}[）)])?"
_ENDS = re.compile(rf"(?:{_KINDS}){_NOTE}(?:[（(][^（）()]{{1,20}}[）)])?$")
_ISSUES = re.compile(
    r"(?:关于)?(?:联合|重新|修订|修改|下达|公开|组织)?(?:印发|转发|批转|公布|发布|下发|颁布)(?:实施|执行|试行)?(.{4,300}?)(?:的)?"
    r"(?:通知|公告|决定|函|通告|批复|命令|令)" + _NOTE + "$"
)
_NEWS = re.compile(r"[^《》]{2,60}印发《(.{4,200})》$")
_WRAPS = re.compile(
    r"关于(?:联合|重新|修订|修改)?(?:印发|转发|批转|公布|发布|下发|颁布)|^[^，。]{2,60}?(?:转发|批转)|印发《"
)
_NO_TITLE = re.compile(
    r"^(?:当前位置|您现在的位置|首页|字体|字号|分享|打印|来源|点击|扫一扫|浏览|发布|索引|[【\[]?字体|附件|备注|目\s{0,4}录$|第[一二三四五六七八九十\d]{1,3}页|—|－)"
    r"|[。；！!；]$|，$"
)
_REPOSTED = re.compile(r"^(?:[（(【\[](?:转载|转发|关注|重要|最新|热点|推荐|收藏)[）)】\]])+")
_MAY_BE_DECORATED = re.compile(r"[\s（(【\[）)_|｜\-－—]")
"""What a title holds that has a blank, a mark in brackets or a site's name around it."""
_SITE = re.compile(
    r"(?:\s*[_|｜]\s*|\s*[-－—]{1,2}\s*)[^_|｜\-－—《》]{0,30}(?:网|网站|政府|平台|门户|委员会|局|厅|部|频道|专栏|国务院部门文件|中央有关文件|政策文件库?|文件库)$"
)
_JUNK = re.compile(
    r"microsoft|untitled|powerpoint|\.(?:docx?|wps|pdf|indd|et|xlsx?|ofd|tmp|html?|cdr)\b|^(?:新建|无标题|文件|文档|幻灯片|扫描|演示文稿|附件)\s*[\d（(]*"
    r"|^[\x00-\x7f]*$|文件$",
    re.I,
)
_VERSION = re.compile(r"[（(]\d{4}-\d{2}-\d{2}[）)]")
NO_TITLE_ENDS = ("。", "；", "，", "：", ":", "！", "!")
"""With these a line ends that is no title."""
_DRAFT = re.compile(r"征求意见|草案|送审稿|公开征求|讨论稿")
_INNER_STARTS = re.compile(
    r"第[一二三四五六七八九十百\d]{1,5}[编章条](?:[\s　]|[^的至、，和及与或所中规])|[（(]?[一二三四五六七八九十]{1,3}[、）)]"
)
_NUMBERED = re.compile(r"(?<=.{4})[（(]([^《》]{4,40}号)[）)]$")
_ORDER = re.compile(r"[^《》，。]{2,60}令|[^《》，。关于]{2,60}(?:公告|通告)")
_DECREED = re.compile(r"(?:^|现公布|现将)《([^》]{2,120})》(?:已经?|业经|，)")
_RED_HEAD = re.compile(r"(.{2,80}?)(?:文\s{0,4}件|（红头）)$")
_LOOK_AT = 30
_MOST_LINES = 6
_MOST_CHARS = 250
_NO_NAME = "（无标题）"


class Titles(NamedTuple):
    """``title`` is the policy's; ``wrapper`` and ``inner`` are those of a notice and of what it issues.

    ``inner_at`` is the number of the block where the text of the inner one begins, None where it is not there.
    """

    title: str
    found: str
    wrapper: str | None = None
    inner: str | None = None
    inner_at: int | None = None

    @property
    def draft(self) -> bool:
        """Whether this is a text for comment (征求意见稿) or a draft (草案), which binds nobody."""
        return _DRAFT.search("\n".join((self.title, self.wrapper or "", self.inner or ""))) is not None


def find_titles(
    document: Document, head: Sequence[Block], labels: Mapping[str, Label], stated: str | None, signed_at: int | None
) -> Titles:
    """Find the titles. ``stated`` is one that needs no finding, ``signed_at`` the block where a notice is signed."""
    candidates = list(_titles_of_lines(head))
    lines = candidates[0] if candidates else None
    if stated:
        own, found = clean_title(stated), "文件元数据"
    else:
        own, found = _own_title(document, head, labels, lines)
    wrapper = next((title for title in (own, *candidates) if wrapped(title)), None)
    if wrapper is None:
        return Titles(own, found)
    inner = wrapped(wrapper)
    at = _inner_text(document.blocks, inner) if inner else None
    title_at = at
    if at is None and signed_at is not None:
        at = _articles_after(document.blocks, signed_at)
    if stated or at is None or not inner:
        return Titles(own, found, wrapper, inner, at)
    if own != wrapper:
        # The page calls itself by the inner title already.
        return Titles(own, found, wrapper, own, at)
    if title_at is None:
        return Titles(inner, "标题行（印发通知所附文件）", wrapper, inner, at)
    inner = _inner_title(document.blocks, title_at, inner)
    return Titles(inner, "所附文件标题行", wrapper, inner, at)


def wrapped(title: str) -> str | None:
    """The title of what a notice issues or passes on, None for any other title and where it issues several.

    >>> wrapped("某县人民政府关于印发《某县补助办法（试行）》的通知")
    '某县补助办法（试行）'
    """
    if "发" not in title and "转" not in title and "布" not in title:
        return None
    title = title[:400]
    match = _NEWS.fullmatch(title)
    if not match:
        start = _WRAPS.search(title)
        match = _ISSUES.search(title, start.start()) if start else None
    if not match:
        return None
    inner = match[1].strip(" 　")
    if inner.count("《") == 1 and inner.startswith("《"):
        inside, _, behind = inner[1:].rpartition("》")
        # 《X办法》等三个文件 is more than one.
        inner = inside + behind if not behind or re.fullmatch(r"[（(][^（）]{1,20}[）)]", behind) else ""
    elif inner.count("《") > 1 and not re.fullmatch(r"[^》]*《[^》]*》[^《》]*", inner):
        inner = ""
    return inner if len(inner) >= 4 and _ENDS.search(inner.rstrip("》")) else None


def clean_title(text: str) -> str:
    """A title without the blanks of its layout and without what a site puts around it."""
    text = mend(text)[:600]
    if not _MAY_BE_DECORATED.search(text):
        return text[:_MOST_CHARS] or _NO_NAME
    text = text.replace("\n", " ")
    text = _REPOSTED.sub("", joined(text))
    for _ in range(3):
        shorter = _SITE.sub("", text)
        if len(shorter) < 4 or shorter == text:
            break
        text = shorter
    text = text.strip()
    number = _NUMBERED.search(text)
    if number and canonical(number[1]):
        text = text[: number.start()]
    return text[:_MOST_CHARS] or _NO_NAME


def red_head(line: str) -> list[str]:
    """The organs of a red head (××县人民政府文件); empty for any other line."""
    if "件" not in line and "（红头）" not in line:
        return []
    match = _RED_HEAD.fullmatch(line.strip())
    return organs_of_line(match[1]) if match else []


def _own_title(
    document: Document, head: Sequence[Block], labels: Mapping[str, Label], lines: str | None
) -> tuple[str, str]:
    """The title by the surest sign: a heading of the format, a page's own statement, the lines, the decree, the name."""
    marked = _marked_title(head)
    if marked:
        return marked, "标题行"
    said = _said_by_page(document, labels)
    if said:
        return said
    name = clean_name(document.name)
    named = _named_line(head, name, lines)
    if named or lines:
        return named or lines or name, "标题行"
    for block in head[:_LOOK_AT]:
        if decreed := _DECREED.search(block.text[:300]):
            return clean_title(decreed[1]), "公布令所引标题"
    for key in ("/title", "dc:title", "title"):
        hint = document.metadata.get(key)
        if isinstance(hint, str) and len(hint) < 200 and not _JUNK.search(hint.strip()) and _ENDS.search(hint.strip()):
            return clean_title(hint), "文件属性"
    return (name, "文件名") if name else (_NO_NAME, "")


def _said_by_page(document: Document, labels: Mapping[str, Label]) -> tuple[str, str] | None:
    if document.format == "html":
        for key in ("articletitle", "html_title"):
            value = document.metadata.get(key)
            if isinstance(value, str) and _ENDS.search(clean_title(value)):
                return clean_title(value), "网页标题"
    if "title" in labels and _ENDS.search(clean_title(labels["title"].value)):
        return clean_title(labels["title"].value), labels["title"].found
    return None


def _named_line(head: Sequence[Block], name: str, lines: str | None) -> str | None:
    """A first line that repeats the file's name: the title as the issuer writes it."""
    if len(name) < 2 or _JUNK.search(name):
        return None
    for block in head[:3]:
        same = name in block.text or (len(block.text) > 3 and block.text in name)
        if same and len(block.text) <= 60 and _may_be_title(block.text):
            return lines if lines and _bare(block.text) in _bare(lines) else clean_title(block.text)
    return None


def clean_name(name: str) -> str:
    """A file's name as a title: without the date of a version and the marks of a copy."""
    name = _VERSION.sub("", mend(name)).removesuffix(".gb18030").removesuffix(".scanned").strip()
    return re.sub(r"[\s　]+", "", name)[:_MOST_CHARS]


def _marked_title(head: Sequence[Block]) -> str | None:
    """The headings of the first level at the top, joined where the format breaks one title over several."""
    for at, block in enumerate(head):
        if block.level != 1 or is_number_line(block.text) or red_head(block.text):
            continue
        parts = [block.text]
        for following in head[at + 1 : at + _MOST_LINES]:
            if following.level != 1 or _complete("".join(parts)):
                break
            parts.append(following.text)
        return clean_title(_join(parts))
    return None


def _complete(text: str) -> bool:
    """Whether a title may end here: with a kind of document, its brackets closed and 印发…的通知 said to the end."""
    text = _bare(text)
    if any(text.count(opening) != text.count(closing) for opening, closing in ("《》", "（）", "“”", "〈〉", "()")):
        return False
    if not _ENDS.search(text):
        return False
    start = re.search(r"关于[^《》]{0,8}(?:印发|转发|批转|公布|发布)", text)
    return start is None or re.search(rf"的(?:{_KINDS}){_NOTE}$", text) is not None


def _titles_of_lines(head: Sequence[Block]) -> Iterator[str]:
    """The titles in the lines before the text: consecutive lines that end together in a kind of document."""
    lines = [block.text.strip() for block in head[:_LOOK_AT]]
    usable = [_may_be_title(line) for line in lines]
    if not any(usable):
        return
    at = 0
    while at < len(lines) and not (len(lines[at]) > 100 and "。" in lines[at]):
        count, title = _longest_title(lines, usable, at)
        if title:
            yield clean_title(title)
        at += count or 1


def _longest_title(lines: Sequence[str], usable: Sequence[bool], at: int) -> tuple[int, str]:
    """The title that begins with a line, and over how many lines it goes; none is ``(0, "")``."""
    best = (0, "")
    for count in range(1, _MOST_LINES + 1):
        if at + count > len(lines) or not usable[at + count - 1]:
            break
        text = _join(lines[at : at + count])
        if len(text) > _MOST_CHARS:
            break
        if _complete(text) and (not best[0] or _goes_on(lines[at + count - 1], text)):
            best = (count, text)
    return best


def _goes_on(line: str, text: str) -> bool:
    """Whether a line after a possible end still belongs to the title: （试行）, 的通知, or the end of 关于…."""
    return line.startswith(("（", "(", "的", "》", "”")) or (
        "关于" in text[: -len(line)] and re.search(rf"的(?:{_KINDS}){_NOTE}$", line) is not None and "关于" not in line
    )


def _may_be_title(line: str) -> bool:
    return not (
        not line
        or len(line) > 120
        or line.endswith(NO_TITLE_ENDS)
        or _NO_TITLE.search(line)
        or is_labelled(line)
        or is_number_line(line)
        or bool(red_head(line))
        or (_ORDER.fullmatch(line) is not None and bool(organs_of_line(re.sub(r"(?:令|公告|通告)$", "", line))))
        or " | " in line
        or re.fullmatch(r"[\d\s　★☆秘机绝密特急加平件年月日/\-.:：]{1,40}", line)
    )


def _join(parts: Sequence[str]) -> str:
    """Lines as one text: a blank stays between two organs of a title, and nowhere else."""
    text = ""
    for part in parts:
        part = joined(part)
        between = (
            " " if text and organs_of_line(text) and re.match(r"[一-鿿]{2,30}(?:关于|印发|转发| |$)", part) else ""
        )
        between = between if not part.startswith(("关于", "印发", "转发", "批转", "公告", "令")) else ""
        text += between + part
    return text


def _bare(text: str) -> str:
    return re.sub(r"[\s　]+", "", text)


def _loose(text: str) -> str:
    """A title as it is compared: without brackets, 附件： and a leading 关于."""
    bare = re.sub(r"^附件?\d{0,2}[:：]", "", _bare(text))
    return re.sub(r"[《》〈〉“”\"（）()]", "", bare).removeprefix("关于")


def _inner_text(blocks: Sequence[Block], inner: str) -> int | None:
    """The block where the inner text's title stands, followed by its text; None where it is only mentioned."""
    wanted = _forms(inner)
    for at, block in enumerate(blocks):
        if at == 0 or len(block.text) > len(inner) + 20 or block.table:
            continue
        text, last = _loose(block.text), at
        while last + 1 < len(blocks) and last < at + 4 and text not in wanted:
            if len(text) < 2 or not any(form.startswith(text) for form in wanted):
                break
            last += 1
            text += _loose(blocks[last].text[: len(inner) + 20])
        if text in wanted and _has_text(blocks[last + 1 : last + 13]):
            return at
    return None


def _forms(inner: str) -> set[str]:
    """省发展改革委关于X的意见, passed on by another organ, stands over its own text as 关于X的意见."""
    behind = inner.partition("关于")
    return {_loose(inner), *([_loose(behind[2])] if behind[1] and behind[2] and "《" not in behind[0] else [])}


def _has_text(blocks: Sequence[Block]) -> bool:
    return any(_INNER_STARTS.match(block.text) or len(block.text) >= 80 for block in blocks)


def _articles_after(blocks: Sequence[Block], signed_at: int) -> int | None:
    """The article that follows a notice's signature at once, where a page left the inner title out."""
    for at in range(signed_at + 1, min(signed_at + 4, len(blocks))):
        if re.match(r"第[一1][章条]", blocks[at].text):
            return at
    return None


def _inner_title(blocks: Sequence[Block], at: int, inner: str) -> str:
    """The inner title as it stands over its text."""
    wanted, text = _forms(inner), ""
    parts: list[str] = []
    for block in blocks[at : at + 5]:
        parts.append(block.text)
        text += _loose(block.text)
        if text in wanted:
            break
    return clean_title(re.sub(r"^附件?\d{0,2}[:：]\s?", "", _join(parts)).strip("《》"))

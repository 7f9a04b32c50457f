"""Markdown: front matter, headings, tables; comments go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers.blocks import BlockList
from policymatch.readers.limits import Deadline, Limits
from policymatch.readers.plain import decode, lines

_MAX_FRONT_MATTER = 64 * 1024
_MAX_DEPTH = 50
_MAX_BITS = 4096


def read(data: bytes, name: str, limits: Limits, deadline: Deadline) -> Document:
    """Read Markdown; every line is a block, because law texts are not wrapped. Raises ReadError (元数据有误)."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    metadata, body = _split_front_matter(text)
    blocks = BlockList(limits, deadline)
    fenced = False
    table = rows = 0
    for line, following in pairwise(chain(lines("".join(_without_comments(body))), ("",))):
        deadline.check()
        bare = line.strip()
        if fenced or not _is_row(bare):
            table = rows = 0
        if bare.startswith(("```", "~~~")):
            fenced = not fenced
        elif fenced:
            blocks.add(line)
        elif _is_row(bare):
            table = table or blocks.new_table()
            rows += 1
            # Further down a row of hyphens is one in which nothing is given.
            if rows > 2 or not _is_ruler(bare):
                head = rows == 1 and _is_ruler(following.strip())
                blocks.add_row(_cells(bare), table=table, head=head)
        elif not _is_rule(bare):
            level, content = _heading(bare)
            blocks.add(content, level=level)
    return Document(name, "markdown", blocks.done(), metadata)


def _split_front_matter(text: str) -> tuple[dict[str, object], str]:
    """Return the front matter and what follows it; a first line --- that nothing closes is only a rule."""
    if not text.startswith("---\n"):
        return {}, text
    # The closing line must be --- alone; where there is none within bounds the text has no front matter.
    end = text.find("\n---\n", 3, _MAX_FRONT_MATTER)
    if end < 0:
        if not text.endswith("\n---") or len(text) > _MAX_FRONT_MATTER:
            return {}, text
        end = len(text) - 4
    metadata = _parse_yaml(text[4 : end + 1])
    return ({}, text) if metadata is None else (metadata, text[end + 5 :])


def _parse_yaml(source: str) -> dict[str, object] | None:
    """Parse front matter; None where it is no mapping at all. Aliases are refused: a few can stand for billions."""
    import yaml

    if _depth(source) > _MAX_DEPTH:
        raise ReadError("文件头的元数据（--- 之间）嵌套过深", "请把元数据写成“键: 值”。", kind="元数据有误")
    try:
        if any(isinstance(event, yaml.events.AliasEvent) for event in yaml.parse(source, yaml.SafeLoader)):
            raise ReadError("文件头的元数据里有 YAML 别名（*）", "请把值直接写出来。", kind="元数据有误")
        loaded = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 2} 行" if mark is not None else "某处"
        raise ReadError(
            f"文件头的元数据（--- 之间）{where}不是正确的 YAML", "请检查冒号、引号和日期。", kind="元数据有误"
        ) from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        return None
    return {str(key).lower(): _storable(value) for key, value in loaded.items()}


def _depth(source: str) -> int:
    """How deep brackets open inside each other at most; the parser's time grows with the square of it."""
    depth = deepest = 0
    for bracket in re.findall(r"[\[{\]}]", source):
        depth = depth + 1 if bracket in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _storable(value: object) -> object:
    """A value that can be written as JSON: YAML also has keys that are days and numbers without end."""
    if isinstance(value, dict):
        return {str(key): _storable(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [_storable(one) for one in value]
    if isinstance(value, int) and value.bit_length() > _MAX_BITS:
        raise ReadError("文件头的元数据里有过长的数", "请检查元数据里的数字。", kind="元数据有误")
    return value


def _without_comments(text: str) -> Iterator[str]:
    """Yield what stands outside <!-- -->; a comment that nothing closes is text."""
    start = 0
    while (opening := text.find("<!--", start)) >= 0:
        closing = text.find("-->", opening + 4)
        if closing < 0:
            break
        yield text[start:opening]
        start = closing + 3
    yield text[start:]


def _heading(line: str) -> tuple[int, str]:
    content = line.lstrip("#")
    level = len(line) - len(content)
    if not 1 <= level <= 6 or (content and content[0] not in " \t\u3000"):
        return 0, line
    closed = content.rstrip()
    bare = closed.rstrip("#")
    # "# C#" ends in its own name, "# 总则 ##" in a closing mark.
    return level, (bare if bare != closed and bare.endswith((" ", "\t")) else closed).strip()


def _is_rule(line: str) -> bool:
    marks = line.replace(" ", "")
    return len(marks) >= 3 and len(set(marks)) == 1 and marks[0] in "-*_"


def _is_row(line: str) -> bool:
    return line.startswith("|") and line.count("|") > 1


def _is_ruler(line: str) -> bool:
    return _is_row(line) and "-" in line and not line.strip("|:- \t")


def _cells(line: str) -> list[str]:
    inner = line[1:-1] if line.endswith("|") and not line.endswith("\\|") else line[1:]
    return [cell.replace("\x00", "|") for cell in inner.replace("\\|", "\x00").split("|")]

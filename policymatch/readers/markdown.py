"""Markdown: front matter, headings, tables; comments go."""

from __future__ import annotations

from collections.abc import Iterator

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers.blocks import BlockList
from policymatch.readers.limits import Deadline, Limits
from policymatch.readers.plain import decode

_MAX_FRONT_MATTER = 64 * 1024


def read(data: bytes, name: str, limits: Limits, deadline: Deadline) -> Document:
    """Read Markdown; every line is a block, because law texts are not wrapped. Raises ReadError (元数据有误)."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    metadata, body = _split_front_matter(text)
    blocks = BlockList(limits, deadline)
    fenced = False
    lines = "".join(_without_comments(body)).split("\n")
    table = rows = 0
    for place, line in enumerate(lines):
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
                head = rows == 1 and place + 1 < len(lines) and _is_ruler(lines[place + 1].strip())
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
    return {str(key).lower(): value for key, value in loaded.items()}


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

"""YAML with line numbers: every fault of a corpus file is named with its file and line.

A plain ``safe_load`` forgets where a value stood, so the files are read as nodes and taken apart by ``Entry``,
which notes a fault and goes on; one run of the check shows all faults of all files.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml

from policymatch.errors import CatalogueError
from policymatch.model import ClauseRef

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BYTES = 4_000_000
_MOST = 10**300

CONFIDENCES = ("official", "reported", "unverified")
"""How sure a figure is (docs/corpus-format.md)."""

_CLAUSE = re.compile(r"([^\s#][^\s]*)\s+(\S.*)")


class Faults(list[CatalogueError]):
    """The faults found so far, in the order they were met."""

    def note(self, message: str, path: Path, line: int) -> None:
        """Add a fault."""
        self.append(CatalogueError(message, path, line))


class Entry:
    """A mapping of a YAML file, read key by key; keys nobody asked for are faults (they are typing slips)."""

    def __init__(self, node: yaml.MappingNode, path: Path, faults: Faults) -> None:
        self.path = path
        self.faults = faults
        self.line = node.start_mark.line + 1
        self._nodes: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        self._asked: set[str] = set()
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in self._nodes:
                faults.note(f"“{key}”写了两次", path, line)
            self._nodes[key], self._lines[key] = value_node, line

    def fault(self, message: str, key: str | None = None) -> None:
        """Note a fault at the line of ``key``, or of the whole entry."""
        self.faults.note(message, self.path, self._lines.get(key or "", self.line))

    def value(self, key: str) -> object:
        """The plain Python value of a key; None where it is missing or null."""
        self._asked.add(key)
        node = self._nodes.get(key)
        if node is None:
            return None
        for twice in _twice(node):
            self.faults.note(f"“{twice.value}”写了两次", self.path, twice.start_mark.line + 1)
        try:
            return _plain(node)
        except (ValueError, yaml.YAMLError) as error:
            self.fault(f"“{key}”的值无法识别：{error}", key)
            return None

    def names(self) -> tuple[str, ...]:
        """All keys in file order, for a mapping whose keys are names."""
        return tuple(self._nodes)

    def text(self, key: str) -> str | None:
        """A text or None."""
        found = self.value(key)
        if found is None or isinstance(found, str):
            return found or None
        self.fault(f"“{key}”应当是文字，现在是 {found!r}", key)
        return None

    def need(self, key: str) -> str:
        """A text that must be there; noted as a fault where it is not."""
        found = self.text(key)
        if found is None:
            self.fault(f"缺少“{key}”", key)
        return found or ""

    def choice(self, key: str, choices: tuple[str, ...], *, optional: bool = False) -> str | None:
        """A text that is one of ``choices``."""
        found = self.text(key) if optional else self.need(key)
        if found and found not in choices:
            self.fault(f"“{key}”只能是 {'、'.join(choices)}，现在是“{found}”", key)
        return found

    def number(self, key: str, low: float = -math.inf, high: float = math.inf) -> float | None:
        """A number from ``low`` to ``high``, or None."""
        found = self.value(key)
        return None if found is None else self._number(key, found, low, high)

    def _number(self, key: str, found: object, low: float, high: float) -> float | None:
        if isinstance(found, int) and abs(found) > _MOST:
            self.fault(f"“{key}”的数字太大", key)  # a float cannot hold it
            return None
        if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
            self.fault(f"“{key}”应当是数字，现在是 {found!r}", key)
            return None
        if not low <= found <= high:
            self.fault(f"“{key}”应在 {low:g} 与 {high:g} 之间，现在是 {found}", key)
        return float(found)

    def numbers(self, key: str, low: float = -math.inf, high: float = math.inf) -> tuple[float, ...]:
        """A list of numbers from ``low`` to ``high``."""
        found = self.value(key)
        if found is not None and not isinstance(found, list):
            self.fault(f"“{key}”应当是一列数字", key)
        items = found if isinstance(found, list) else []
        return tuple(each for item in items if (each := self._number(key, item, low, high)) is not None)

    def named_numbers(self, key: str, low: float = -math.inf, high: float = math.inf) -> tuple[tuple[str, float], ...]:
        """Numbers by name ({县: 4500, 年: 1000}), in the order of the file."""
        found = self.value(key)
        if found is not None and not isinstance(found, dict):
            self.fault(f"“{key}”应当是“名称: 数字”", key)
        items = found.items() if isinstance(found, dict) else ()
        read = ((str(name), self._number(key, item, low, high)) for name, item in items)
        return tuple((name, number) for name, number in read if number is not None)

    def day(self, key: str) -> date | None:
        """A date or None."""
        found = self.value(key)
        if found is None or type(found) is date:
            return found
        self.fault(f"“{key}”应当是日期（如 2026-11-22）或 null，现在是 {found!r}", key)
        return None

    def need_day(self, key: str) -> date:
        """A date that must be there."""
        found = self.day(key)
        if found is None:
            self.fault(f"缺少日期“{key}”", key)
        return found or date(1970, 1, 1)

    def texts(self, key: str, least: int = 0) -> tuple[str, ...]:
        """A list of texts."""
        found = self.value(key)
        items = found if isinstance(found, list) else [] if found is None else [found]
        good = tuple(item for item in items if isinstance(item, str) and item.strip())
        if len(good) != len(items) or (found is not None and not isinstance(found, list)):
            self.fault(f"“{key}”应当是一列文字", key)
        if len(good) < least:
            self.fault(f"“{key}”至少要 {least} 项，现在 {len(good)} 项", key)
        return good

    def entry(self, key: str) -> Entry | None:
        """The mapping under a key; noted as a fault where it is missing."""
        self._asked.add(key)
        node = self._nodes.get(key)
        if isinstance(node, yaml.MappingNode):
            return Entry(node, self.path, self.faults)
        self.fault(f"缺少“{key}”，或它不是“键: 值”的条目", key)
        return None

    def entries(self, key: str) -> Iterator[Entry]:
        """The mappings of a list."""
        self._asked.add(key)
        node = self._nodes.get(key)
        if node is None or (isinstance(node, yaml.ScalarNode) and node.value in ("", "null", "~")):
            return
        if not isinstance(node, yaml.SequenceNode):
            self.fault(f"“{key}”应当是一列条目", key)
            return
        for item in node.value:
            if isinstance(item, yaml.MappingNode):
                yield Entry(item, self.path, self.faults)
            else:
                self.faults.note(f"“{key}”里的每一项应当是“键: 值”的条目", self.path, item.start_mark.line + 1)

    def done(self) -> None:
        """Note a fault for each key that nobody asked for."""
        for key in self._nodes:
            if key not in self._asked:
                self.fault(f"不认识的键“{key}”", key)


def _twice(node: yaml.Node) -> Iterator[yaml.Node]:
    """Keys written twice within one mapping; YAML would silently keep the last."""
    seen: set[int] = set()
    open_nodes = [node]
    while open_nodes:
        each = open_nodes.pop()
        if id(each) in seen or isinstance(each, yaml.ScalarNode):
            continue
        seen.add(id(each))
        if isinstance(each, yaml.MappingNode):
            keys = [str(key.value) for key, _ in each.value]
            yield from (key for number, (key, _) in enumerate(each.value) if str(key.value) in keys[:number])
            open_nodes += [value for _, value in each.value]
        else:
            open_nodes += each.value


def _plain(node: yaml.Node) -> object:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node, deep=True)
    finally:
        loader.dispose()


def load_entry(path: Path, faults: Faults) -> Entry | None:
    """Read a YAML file whose root is a mapping; None, with a fault noted, where it is not one."""
    try:
        if path.stat().st_size > MAX_BYTES:
            faults.note(f"文件超过 {MAX_BYTES // 1_000_000} MB", path, 1)
            return None
        return entry_of_text(path.read_text(encoding="utf-8"), path, faults)
    except (OSError, UnicodeDecodeError) as error:
        faults.note(unreadable(error), path, 1)
        return None


def unreadable(error: Exception) -> str:
    """Why a corpus file cannot be read, in Chinese."""
    if isinstance(error, FileNotFoundError):
        return "没有这个文件"
    return "不是 UTF-8 编码的文本" if isinstance(error, UnicodeDecodeError) else f"无法读取：{error}"


def entry_of_text(text: str, path: Path, faults: Faults, first_line: int = 1) -> Entry | None:
    """Parse YAML text that begins at line ``first_line`` of ``path`` (front matter does not begin at 1)."""
    try:
        node = yaml.compose("\n" * (first_line - 1) + text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.note(f"不是合格的 YAML：{error.problem}", path, mark.line + 1 if mark else 1)
        return None
    except yaml.YAMLError as error:
        faults.note(f"不是合格的 YAML：{error}", path, 1)
        return None
    if not isinstance(node, yaml.MappingNode):
        faults.note("文件的最外层应当是“键: 值”", path, 1)
        return None
    return Entry(node, path, faults)


def clause_of(entry: Entry) -> ClauseRef | None:
    """The clause that an entry rests on."""
    text = entry.text("clause")
    if text is None:
        return None
    match = _CLAUSE.fullmatch(text)
    if match is None:
        entry.fault(f"条款应写成“文件编号 空格 条款号”，现在是“{text}”", "clause")
        return None
    return ClauseRef(match[1], match[2])


def source_of(entry: Entry) -> str | None:
    """The web address that an entry was taken from."""
    source = entry.text("source")
    if source is not None and not source.startswith(("https://", "http://")):
        entry.fault(f"来源应当是网址，现在是“{source}”", "source")
    return source

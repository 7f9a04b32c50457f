"""The plain files of a lexicon: ``terms.txt``, ``synonyms*.yaml``, ``bridges*.yaml``, ``intents*.yaml`` and
``question_words.txt``.

They are read event by event with their lines: a user's file may be broken or hostile, and what is wrong has to be
named by file and line. Anchors, nesting and anything but lists of words are refused before they cost anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from policymatch.errors import CatalogueError
from policymatch.paths import shown
from policymatch.text.normalize import fold

TERMS, QUESTION_WORDS = "terms.txt", "question_words.txt"
Kind = Literal["synonyms", "bridges", "intents"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What the groups of a file are, by how its name begins: other words for the same, everyday words that lead a search to
those of policies, words that ask for something and lead to the words under which it stands."""
MOST_BYTES = 1_000_000
"""A file's size in bytes; the largest shipped one has 80,000."""
MOST_FILES = 50
MOST_WORDS = 50_000
"""Words of a file."""
LONGEST = 20
"""Characters of a word."""

Note = Callable[[str, Path, int], None]
"""Takes what is wrong, the file and the line from 1. It may raise, or go on collecting."""


class Word(NamedTuple):
    """A word where it is written; ``away`` for one written ``-词``, which takes a shipped one back."""

    text: str
    path: Path
    line: int
    away: bool = False


class Group(NamedTuple):
    """A group of words: ``same`` both ways, or ``source`` words that also mean the ``target`` words."""

    path: Path
    line: int
    same: tuple[Word, ...] = ()
    source: tuple[Word, ...] = ()
    target: tuple[Word, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        """All words of the group."""
        return self.same + self.source + self.target

    @property
    def kind(self) -> Kind:
        """What kind of file it stands in."""
        return next((kind for kind in KINDS if self.path.name.startswith(kind)), "synonyms")

    @property
    def written(self) -> tuple[Word, ...]:
        """The words that policies may hold, which are cut whole: of synonyms all, else those that are led to."""
        return self.words if self.kind == "synonyms" else self.same + self.target


@dataclass(frozen=True, slots=True)
class WordFiles:
    """Everything a folder says, in the order in which it says it."""

    terms: list[Word] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    question_words: list[Word] = field(default_factory=list)


class _Malformed(Exception):
    """A group that is none; the line says where."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def file_paths(folder: Path) -> list[Path]:
    """The files of a lexicon folder that are there, those of a kind in the order of their names."""
    groups = (path for kind in KINDS for path in sorted(folder.glob(f"{kind}*.yaml")))
    paths = [folder / TERMS, *groups, folder / QUESTION_WORDS]
    return [path for path in paths if path.is_file()]


def fail(message: str, path: Path, line: int) -> None:
    """The ``Note`` of whoever needs a sound lexicon. Raises CatalogueError."""
    raise CatalogueError(message, Path(shown(path)), line, "改正这个文件；policymatch lexicon check 列出全部问题")


def read_folder(folder: Path, note: Note = fail) -> WordFiles:
    """Read the files of a folder; a file that is missing is empty. Everything that cannot be read goes to ``note``."""
    found = WordFiles()
    paths = file_paths(folder)
    if len(paths) > MOST_FILES:
        note(f"词表文件多于 {MOST_FILES} 个", folder, 1)
    for path in paths[:MOST_FILES]:
        text = _text(path, note)
        if path.suffix == ".yaml":
            found.groups.extend(_groups(text, path, note))
        else:
            (found.terms if path.name == TERMS else found.question_words).extend(_lines(text, path, note))
    return found


def _text(path: Path, note: Note) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        note(f"读不了这个文件：{error.strerror}", path, 1)
        return ""
    if len(data) > MOST_BYTES:
        note(f"文件大于 {MOST_BYTES // 1000} KB", path, 1)
        return ""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        note("不是 UTF-8 编码的文本，请另存为 UTF-8", path, data.count(b"\n", 0, error.start) + 1)
        return ""


def _lines(text: str, path: Path, note: Note) -> Iterator[Word]:
    count = 0
    for number, line in enumerate(text.split("\n"), 1):
        content = line.partition("#")[0].strip()
        word = _word(content, path, number, note) if content else None
        if word is not None:
            count += 1
            if count > MOST_WORDS:
                note(f"词多于 {MOST_WORDS} 个", path, number)
                return
            yield word


def _word(written: str, path: Path, line: int, note: Note) -> Word | None:
    """The word as texts are folded before they are cut; None, and noted, for what can be no word."""
    away = written.startswith("-")
    bare = written[1:].strip() if away else written
    if not bare:
        note("缺词：减号后面要写一个词" if away else "有一个空的词", path, line)
    elif any(not char.isprintable() and not char.isspace() for char in bare) or not fold(bare):
        note("词里有控制字符或看不见的字符", path, line)
    elif any(char.isspace() for char in bare):
        note(f"“{bare[:LONGEST]}”里有空格；一行（一项）只写一个词", path, line)
    elif len(bare) > LONGEST:
        note(f"“{bare[:LONGEST]}……”长于 {LONGEST} 个字", path, line)
    else:
        return Word(fold(bare), path, line, away)
    return None


def _groups(text: str, path: Path, note: Note) -> list[Group]:
    import yaml  # only who has no compiled lexicon needs it

    groups: list[Group] = []
    words = 0
    try:
        events = iter(yaml.parse(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
        for start in _items(events):
            groups.append(_group(start, events, path, note))
            words += len(groups[-1].words)
            if words > MOST_WORDS:
                raise _Malformed(f"词多于 {MOST_WORDS} 个", _line(start))
    except _Malformed as error:
        note(str(error), path, error.line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        note("不合 YAML 格式：检查方括号、逗号、冒号和缩进", path, mark.line + 1 if mark else 1)
    except yaml.YAMLError:  # a character that YAML does not allow; libyaml counts bytes, and tells no line
        bad = yaml.reader.Reader.NON_PRINTABLE.search(text)
        note("文件里有控制字符，不合 YAML 格式", path, text.count("\n", 0, bad.start()) + 1 if bad else 1)
    return groups


def _items(events: Iterator[Any]) -> Iterator[Any]:
    """The start of every mapping of the one list that a file holds; an empty file holds none."""
    import yaml

    edges = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent, yaml.SequenceEndEvent)
    listed = False
    for event in events:
        if isinstance(event, edges) or (isinstance(event, yaml.DocumentStartEvent) and not listed):
            continue
        if isinstance(event, yaml.SequenceStartEvent) and not (listed or event.anchor):
            listed = True
        elif isinstance(event, yaml.MappingStartEvent) and listed and not event.anchor:
            yield event
        else:
            raise _Malformed("这里应是“- same: [词, 词]”或“- from: [词]”加“  to: [词]”", _line(event))


def _group(start: Any, events: Iterator[Any], path: Path, note: Note) -> Group:
    import yaml

    lists: dict[str, tuple[Word, ...]] = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        key = getattr(event, "value", None)
        if key not in ("same", "from", "to"):
            raise _Malformed("每组只认 same、from 和 to", _line(event))
        if key in lists:
            raise _Malformed(f"一组里有两个 {key}", _line(event))
        lists[key] = tuple(_list(events, path, note))
    same, source, target = (lists.get(key, ()) for key in ("same", "from", "to"))
    if ("same" in lists) == ("from" in lists) or ("same" in lists and "to" in lists):
        raise _Malformed("一组要么写 same，要么写 from 和 to", _line(start))
    if source and not target and not all(word.away for word in source):
        raise _Malformed("from 的一组缺 to", _line(start))
    return Group(path, _line(start), same, source, target)


def _list(events: Iterator[Any], path: Path, note: Note) -> Iterator[Word]:
    import yaml

    event = next(events)
    if not isinstance(event, yaml.SequenceStartEvent) or event.anchor:
        raise _Malformed("same、from 和 to 后面要写方括号里的词，如 [甲词, 乙词]", _line(event))
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        if not isinstance(event, yaml.ScalarEvent):
            raise _Malformed("方括号里只能写词，不能再套列表或引用", _line(event))
        word = _word(event.value, path, _line(event), note)
        if word is not None:
            yield word


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1

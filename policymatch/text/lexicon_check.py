"""Checks the files of a lexicon: what cannot be read, and what would find the wrong things or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from policymatch.paths import corpus_folder
from policymatch.text.analysis import LONGEST_PHRASE, LONGEST_SAID
from policymatch.text.lexicon import build_lexicon, two_way_classes
from policymatch.text.segment import Segmenter, make_segmenter
from policymatch.text.wordfiles import KINDS, Group, Word, WordFiles, read_folder


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong on a line of a file; a ``note`` is only worth knowing. ``reason`` is a Chinese sentence."""

    path: Path
    line: int
    reason: str
    note: bool = False


def check_lexicon(folder: Path) -> list[Problem]:
    """Everything that is wrong in a lexicon folder, in the order of files and lines.

    A folder of a user's is held against the shipped lexicon that it stands on.
    """
    shipped = corpus_folder() / "lexicon"
    problems: list[Problem] = []

    def note(message: str, path: Path, line: int) -> None:
        problems.append(Problem(path, line, message))

    files = read_folder(folder, note)
    base = WordFiles() if folder.resolve() == shipped.resolve() else read_folder(shipped)
    problems.extend(_repeated(files))
    problems.extend(_groups(files.groups))
    for kind in KINDS:  # a bridge may say again what a synonym says: its groups are whole then
        groups, below = ([group for group in each.groups if group.kind == kind] for each in (files, base))
        problems.extend(_repeated_pairs(groups))
        problems.extend(_classes(groups, below))
        if kind != "intents":  # 补助标准 and 补助比例 each ask for what stands under the other
            problems.extend(_cycles(groups))
    problems.extend(_taken_away(files, base))
    problems.extend(_cut(files, base))
    return sorted(set(problems), key=lambda found: (found.path.name, found.line, found.reason))


def _at(word: Word, reason: str, *, note: bool = False) -> Problem:
    return Problem(word.path, word.line, reason, note)


def _repeated(files: WordFiles) -> Iterator[Problem]:
    for words in (files.terms, files.question_words):
        first: dict[str, Word] = {}
        for word in words:
            before = first.setdefault(word.text, word)
            if before is not word:
                yield _at(word, f"“{word.text}”在第 {before.line} 行已经有了")
    for word in (*files.terms, *(word for group in files.groups for word in group.words)):
        if len(word.text) == 1:
            yield _at(word, f"“{word.text}”只有一个字：单字到处都有，不能作词条")


def _repeated_pairs(groups: Iterable[Group]) -> Iterator[Problem]:
    """Of one file: families of words that stand in two files may overlap."""
    first: dict[tuple[Path, str, str], Word] = {}
    for group in groups:
        for source in group.source:
            for target in group.target:
                before = first.setdefault((group.path, source.text, target.text), source)
                if before is not source:
                    yield _at(source, f"“{source.text}”到“{target.text}”在第 {before.line} 行已经有了")


def _groups(groups: Iterable[Group]) -> Iterator[Problem]:
    for group in groups:
        same = {word.text for word in group.same}
        if len(same) < 2 and not any(word.away for word in group.same) and not group.source:
            yield Problem(group.path, group.line, "same 的一组至少要有两个不同的词")
        for words in (group.same, group.source, group.target):
            if len({word.text for word in words}) < len(words):
                yield Problem(group.path, group.line, "一组里有重复的词")
        for word in group.source:
            if group.kind != "intents" and word.text in {other.text for other in group.target}:
                yield _at(word, f"“{word.text}”既在 from 又在 to 里")


def _classes(groups: list[Group], base: list[Group]) -> Iterator[Problem]:
    """A word of two two-way groups makes one group of both; a one-way entry within a group says two things."""
    first: dict[str, Word] = {word.text: word for group in base for word in group.same}
    for group in groups:
        for word in (word for word in group.same if not word.away):
            before = first.setdefault(word.text, word)
            if before is not word and (before.path, before.line) != (word.path, word.line):
                yield _at(
                    word, f"“{word.text}”已在 {_place(before)} 的 same 组里；一个词只能属于一个，否则两组并成一组"
                )
    classes = two_way_classes([*base, *groups])
    for group in groups:
        for source in group.source:
            for target in group.target:
                equal = classes.get(source.text, ())
                if target.text in equal and target.text != source.text and not (source.away or target.away):
                    yield _at(source, f"“{source.text}”和“{target.text}”已是双向同义，不能又写成单向")


def _cycles(groups: list[Group]) -> Iterator[Problem]:
    """One-way entries that lead back to where they began: then everything on the way would mean everything."""
    classes = two_way_classes(groups)

    def name(word: Word) -> str:
        return min(classes.get(word.text, (word.text,)))

    steps: dict[str, dict[str, Word]] = {}
    for group in groups:
        for source in group.source:
            for target in group.target:
                if name(source) != name(target) and not (source.away or target.away):
                    steps.setdefault(name(source), {}).setdefault(name(target), source)
    done: set[str] = set()
    for start in steps:
        path: dict[str, Iterator[str]] = {}
        stack = [start] if start not in done else []
        while stack:
            at = stack[-1]
            after = next(path.setdefault(at, iter(steps.get(at, ()))), None)
            if after is None:
                done.add(stack.pop())
                del path[at]
            elif after in path:
                round_trip = [*stack[stack.index(after) :], after]
                shown = "→".join(round_trip if len(round_trip) < 8 else [*round_trip[:6], "……", after])
                yield _at(steps[at][after], f"单向同义绕成一圈：{shown}")
            elif after not in done:
                stack.append(after)


def _taken_away(files: WordFiles, base: WordFiles) -> Iterator[Problem]:
    terms, questions = {word.text for word in base.terms}, {word.text for word in base.question_words}
    grouped = {word.text for group in base.groups for word in group.words}
    for words, there in ((files.terms, terms | grouped), (files.question_words, questions)):
        for word in words:
            if word.away and word.text not in there:
                yield _at(word, f"自带的词表里没有“{word.text}”，没有可去掉的")
    for group in files.groups:
        for word in group.words:
            if word.away and word.text not in grouped:
                yield _at(word, f"自带的同义词里没有“{word.text}”，没有可去掉的")


def _cut(files: WordFiles, base: WordFiles) -> Iterator[Problem]:
    """Words that segmentation does not keep whole, so that they are never found, and phrases too long to be looked for."""
    words = [*files.terms, *(word for group in files.groups for word in group.written)]
    lexicon = build_lexicon(base, files)
    segmenter = make_segmenter(lexicon.terms)
    known = set(lexicon.terms)
    for word in words:
        if len(word.text) > 1 and word.text in known and segmenter.cut(word.text) != [word.text]:
            pieces = " / ".join(segmenter.cut(word.text))
            yield _at(word, f"“{word.text}”分词后不是一个词（{pieces}），查不到：去掉其中的标点，或换一个说法")
    for group in files.groups:
        for word in (word for word in group.source if not word.away):
            if group.kind == "bridges" and len(word.text) > LONGEST_SAID:
                yield _at(word, f"“{word.text}”长于 {LONGEST_SAID} 个字，在问话里查不到：换一个短些的说法")
            if group.kind == "intents" and len(segmenter.cut(word.text)) > LONGEST_PHRASE:
                yield _at(word, f"“{word.text}”分词后多于 {LONGEST_PHRASE} 个词，在问话里查不到：换一个短些的说法")
    plain: Segmenter = make_segmenter()
    for word in files.terms:
        if not word.away and len(word.text) > 1 and plain.cut(word.text) == [word.text]:
            yield _at(word, f"“{word.text}”通用词典里已是整词，可以不列", note=True)


def _place(word: Word) -> str:
    return f"{word.path.name} 第 {word.line} 行"

"""policymatch lexicon [WORD | check [FOLDER]]"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policymatch.cli.common import Common, command, emit
from policymatch.paths import corpus_folder, shown, user_lexicon

if TYPE_CHECKING:
    from policymatch.text.wordfiles import Group


@command("lexicon", help="看领域词表；写词看它怎样切开、有哪些同义词；写 check 校验词表（可再写文件夹）。")
@click.argument("word", required=False)
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.pass_context
def run(ctx: click.Context, common: Common, word: str | None, folder: Path | None) -> None:
    """Show the lexicon."""
    if word == "check":
        _check(ctx, common, folder)
    elif folder is not None:
        raise click.UsageError(f"多了一个参数“{shown(folder)}”；文件夹只跟在 check 后面", ctx)
    elif word is not None:
        _word(common, word)
    else:
        _counts(common)


def _folders() -> list[tuple[str, Path]]:
    user = user_lexicon()
    return [("自带", corpus_folder() / "lexicon"), *([("自己的", user)] if user else [])]


def _counts(common: Common) -> None:
    from policymatch.text.analysis import default_lexicon
    from policymatch.text.wordfiles import read_folder

    default_lexicon()  # what cannot be used is said before it is counted
    rows = []
    for name, folder in _folders():
        files = read_folder(folder)
        kinds = Counter(group.kind for group in files.groups)
        two_way = sum(bool(group.same) for group in files.groups if group.kind == "synonyms")
        one_way = kinds["synonyms"] - two_way
        counts = (len(files.terms), two_way, one_way, kinds["bridges"], kinds["intents"], len(files.question_words))
        rows.append((name, shown(folder), *counts))
    keys = ("name", "folder", "terms", "two_way_groups", "one_way_groups", "bridges", "intents", "question_words")

    def table() -> None:
        for name, folder, terms, two_way, one_way, bridges, intents, questions in rows:
            click.echo(f"{name}词表：{folder}")
            click.echo(f"  词条 {terms} 个；同义词 {two_way + one_way} 组（双向 {two_way}，单向 {one_way}）；")
            click.echo(f"  到政策用语的桥 {bridges} 组，问法 {intents} 组（只用于查询）；问话虚词 {questions} 个")
        lexicon = default_lexicon()
        leading = len({*lexicon.synonyms, *lexicon.bridges, *lexicon.intents})
        click.echo(f"合起来整词切开的词 {len(lexicon.terms)} 个；能引到别的词的说法 {leading} 个。")

    emit(
        common,
        lambda: {
            "lexicons": [dict(zip(keys, row, strict=True)) for row in rows],
            "terms": len(default_lexicon().terms),
        },
        ("词表", "文件夹", "词条", "双向组", "单向组", "桥", "问法", "问话虚词"),
        lambda: rows,
        table,
    )


def _word(common: Common, word: str) -> None:
    from policymatch.reports.output import printable
    from policymatch.text.analysis import default_analyzer
    from policymatch.text.normalize import fold
    from policymatch.text.wordfiles import read_folder

    analyzer = default_analyzer()
    cut = analyzer.segmenter.cut(fold(word))
    parts = list(dict.fromkeys(part for part in analyzer.words(word) if part not in cut))
    question = analyzer.question(word)
    meant = {*question.meant, *question.alike, *question.asked}
    rows = [
        (said, other, way, f"{name} {printable(group.path.name)}:{group.line}")
        for name, folder in _folders()
        for group in read_folder(folder).groups
        for said, other, way in _pairs(group)
        if said in question.phrases and other in meant
    ]

    def table() -> None:
        click.echo(f"切成：{printable(' / '.join(cut))}")
        if parts:
            click.echo(f"其中还有：{printable('、'.join(parts))}")
        if not question.words:
            click.echo("提问时不计分：都是问话的虚词。")
        for said, other, way, place in rows:
            click.echo(f"{said} → {other}（{way}，{place}）")
        if not rows:
            click.echo("没有同义词，也不引到别的词。")

    emit(
        common,
        lambda: {
            "word": word,
            "cut": cut,
            "parts": parts,
            "synonyms": [dict(zip(("word", "means", "way", "place"), row, strict=True)) for row in rows],
        },
        ("词", "同义词", "方向", "出处"),
        lambda: rows,
        table,
    )


def _pairs(group: Group) -> list[tuple[str, str, str]]:
    way = {"synonyms": "单向", "bridges": "桥", "intents": "问法"}[group.kind]
    same = [(a.text, b.text, "双向") for a in group.same for b in group.same if a.text != b.text]
    return same + [(a.text, b.text, way) for a in group.source for b in group.target]


def _check(ctx: click.Context, common: Common, folder: Path | None) -> None:
    from policymatch.errors import NotFoundError
    from policymatch.text.lexicon_check import check_lexicon

    folders = [folder] if folder is not None else [path for _, path in _folders()]
    for each in folders:
        if not each.is_dir():
            raise NotFoundError(f"没有词表文件夹“{shown(each)}”", "写出 terms.txt 或 synonyms.yaml 所在的文件夹")
    problems = [problem for each in folders for problem in check_lexicon(each)]
    faults = [problem for problem in problems if not problem.note]

    def table() -> None:
        for problem in faults:
            click.echo(f"{shown(problem.path)}:{problem.line}: {problem.reason}")
        if len(problems) > len(faults):
            common.say(f"另有 {len(problems) - len(faults)} 处说明（通用词典里已有的词），用 --format json 或 csv 看。")
        click.echo("校验通过，没有发现问题。" if not faults else f"发现 {len(faults)} 处问题。")

    emit(
        common,
        lambda: {
            "sound": not faults,
            "problems": [{"path": shown(p.path), "line": p.line, "reason": p.reason, "note": p.note} for p in problems],
        },
        ("文件", "行", "问题", "类别"),
        lambda: ((shown(p.path), p.line, p.reason, "说明" if p.note else "问题") for p in problems),
        table,
    )
    if faults:
        ctx.exit(1)

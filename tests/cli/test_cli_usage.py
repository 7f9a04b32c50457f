"""Help, messages and exit codes: Chinese throughout, and what went wrong is said with what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from match_tools import CORPUS, SAMPLE

from policymatch._version import __version__
from policymatch.cli.app import COMMANDS, app
from policymatch.errors import NotFoundError

Call = Callable[..., Any]
ENGLISH = re.compile(
    r"Usage|Options?\b|OPTIONS|Commands?:|Error|Show this|default:|required\]|TEXT|FILE\b|DIRECTORY|INTEGER|FLOAT|RANGE|"
    r"%Y|Missing|Invalid|No such|does not|argument"
)


@pytest.mark.parametrize("command", [None, *COMMANDS])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_the_help_is_chinese(call: Call, command: str | None, option: str) -> None:
    found = call(*filter(None, [command]), option)
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith("用法：")
    assert "选项" in found.out
    assert ENGLISH.findall(found.out) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained_in_chinese(name: str) -> None:
    command = app.get_command(click.Context(app), name)
    assert command is not None
    assert re.search("[一-鿿]", command.help or "")
    for param in command.params:
        if isinstance(param, click.Option):
            assert re.search("[一-鿿]", param.help or ""), param.opts


def test_the_group_lists_every_command_with_its_line(call: Call) -> None:
    out = call("--help").out
    for name, line in COMMANDS.items():
        assert re.search(rf"^ +{name} +{re.escape(line)}$", out, re.MULTILINE)


def test_the_options_stand_in_one_column(call: Call) -> None:
    lines = call("rank", "-h").out.split("选项")[-1].splitlines()[1:]
    columns = {
        len(line[: line.index(words)].encode("gbk"))
        for line, words in zip(lines, ("政策库", "输出格式", "只输出结果", "出错时", "全表项目"), strict=False)
    }
    assert len(columns) == 1


def test_no_words_at_all_show_the_help(call: Call) -> None:
    found = call()
    assert found.code == 2
    assert found.out == ""
    assert found.err.startswith("用法：")
    assert "命令" in found.err


def test_the_version(call: Call) -> None:
    assert call("--version").out == f"policymatch {__version__}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing"], "没有这个命令：nothing"),
        (["--nothing"], "没有选项“--nothing”"),
        (["search"], "缺少“QUERY”"),
        (["rank"], "缺少“TABLE”"),
        (["show"], "缺少“ID”"),
        (["search", "--limt", "3", "x"], "是不是 --limit"),
        (["search", "--limit"], "“--limit”后面缺少值"),
        (["search", "--limit", "three", "x"], "应当是数字"),
        (["search", "--limit", "0", "x"], "超出范围（1<=x<=1000）"),
        (["search", "--limit", "9999", "x"], "超出范围"),
        (["search", "--quiet=3", "x"], "“--quiet”后面不能写值"),
        (["policies", "more"], "多出的参数：more"),
        (["policies", "--format", "xml"], "只能是 table、json、csv"),
        (["match"], "--name"),
        (["match", "--name", "x", "--investment", "-5"], "超出范围（x>0）"),
        (["match", "--name", "x", "--investment", "一千"], "应当是数字"),
        (["match", "--name", "x", "--approval", "批准"], "只能是 审批、核准、备案"),
        (["match", "--name", "x", "--as-of", "明天"], "应当是日期，如 2026-11-22"),
        (["rank", "x.xlsx", "--as-of", "2026-02-30"], "应当是日期"),
        (["rank", "x.xlsx", "-o", "报告.pdf"], ".xlsx、.docx、.html、.json 或 .csv"),
        (["rank", "x.xlsx", "--profile", "."], "这是文件夹，应当是文件"),
        (["policies", "--store", str(SAMPLE)], "这是文件，应当是文件夹"),
    ],
)
def test_a_call_whose_words_are_off_ends_with_2(call: Call, words: list[str], said: str) -> None:
    found = call(*words)
    assert found.code == 2
    assert found.out == ""
    assert found.err.startswith("用法有误：")
    assert said in found.err
    assert re.search("提示：运行 .*policymatch.* -h", found.err)
    assert ENGLISH.findall(found.err) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "no-such-policy"], "no-such-policy"),
        (["show", "国办发〔1999〕999号"], "国办发〔1999〕999号"),
        (["show", "sc-712#9999"], "sc-712#9999"),
        (["programmes", "no-such-programme"], "no-such-programme"),
        (["match", "--project", "没有.yaml"], "没有.yaml"),
        (["match", "--name", "x", "--investment", "nan"], "不是金额"),
        (["match", "--name", "x", "--profile", "没有.yaml"], "没有这个文件"),
        (["rank", "没有.xlsx"], "没有.xlsx"),
        (["rank", str(SAMPLE), "--profile", "没有.yaml"], "没有这个文件"),
    ],
)
def test_what_could_not_be_done_ends_with_1(call: Call, words: list[str], said: str) -> None:
    found = call(*words)
    assert found.code == 1
    assert found.out == ""
    assert found.err.startswith("错误：")
    assert said in found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize("words", [["show", "nothing"], ["programmes", "nothing"], ["rank", "没有.xlsx"]])
def test_an_error_comes_with_a_hint(call: Call, words: list[str]) -> None:
    error, hint = call(*words).err.splitlines()
    assert error.startswith("错误：")
    assert re.fullmatch("提示：.{6,}", hint)


def test_debug_shows_the_error_itself(call: Call) -> None:
    with pytest.raises(NotFoundError):
        call("programmes", "nothing", "--debug")


def test_nothing_found_is_no_error(call: Call) -> None:
    found = call("search", "zzzzqqq")
    assert (found.code, found.err) == (0, "")
    assert "没有找到" in found.out


def test_a_faulty_catalogue_ends_with_1_and_names_file_and_line(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    import policymatch.cli.common
    import policymatch.cli.programmes_check

    broken = shutil.copytree(CORPUS, tmp_path / "corpus")
    path = broken / "programmes" / "ndrc-energy-saving.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("ratio: 0.2", "ratio: 1.5", 1), encoding="utf-8")
    line = text[: text.index("ratio: 0.2")].count("\n") + 1
    for command in (policymatch.cli.programmes_check, policymatch.cli.common):
        monkeypatch.setattr(command, "corpus_folder", lambda: broken)
    found = call("programmes", "check")
    assert found.code == 1
    assert f"{path}:{line}: " in found.out
    assert "发现 1 处问题" in found.out
    assert call("programmes", "check", "--format", "csv").out.count("\n") == 2
    listed = call("programmes")
    assert (listed.code, listed.out) == (1, "")
    assert f"{path}:{line}: " in listed.err


def test_the_methods_offered_are_those_there_are(call: Call) -> None:
    from policymatch.cli.scoring import METHODS
    from policymatch.matching import methods

    assert METHODS == methods.METHODS
    assert f"[{'|'.join(METHODS)}]" in call("rank", "-h").out

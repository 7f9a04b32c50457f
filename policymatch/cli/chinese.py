"""click in Chinese: headings of the help, and what is wrong with a call."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import click

_WORDS = (
    (re.compile(r"\b(?:INTEGER|FLOAT)(?: RANGE)?\b"), "数字"),
    (re.compile(r"\bDIRECTORY\b"), "文件夹"),
    (re.compile(r"\bFILE\b"), "文件"),
    (re.compile(r"\bTEXT\b"), "文字"),
    (re.compile(r"\[%Y-%m-%d\]"), "年-月-日"),
)
"""What click says of an option's value, and what we say."""

_NO_ARGUMENTS: type[Exception] | tuple[()] = getattr(click.exceptions, "NoArgsIsHelpError", ())
"""Older releases of click print the help themselves."""

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class ChineseCommand(click.Command):
    """A command whose help reads in Chinese."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first line of the help."""
        pieces = " ".join(self.collect_usage_pieces(ctx)).replace("[OPTIONS]", "[选项]…")
        formatter.write_usage(ctx.command_path, pieces, prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        _write_options(self, ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, with its help in Chinese."""
        return _chinese_help(super().get_help_option(ctx))


class LazyGroup(click.Group):
    """Loads a command's module only when the command is called, so that --help and search stay quick.

    ``prefix`` begins the names of the modules. With ``default`` a call whose first word is no command, or that has no
    words, goes to the command of that name: ``programmes ndrc-water`` is ``programmes show ndrc-water``.
    """

    def __init__(
        self,
        summaries: dict[str, str],
        name: str,
        help: str,  # noqa: A002 - click's word
        prefix: str = "",
        default: str | None = None,
    ) -> None:
        super().__init__(name, help=help, context_settings=CONTEXT, no_args_is_help=default is None)
        self._modules = summaries
        self._prefix = prefix
        self._default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command's name before words that begin with none."""
        if self._default and not (args and (args[0] in self._modules or args[0] in ("-h", "--help"))):
            args = [self._default, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the contract."""
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        from importlib import import_module

        if cmd_name not in self._modules:
            return None
        found: click.Command = import_module(f"policymatch.cli.{self._prefix}{cmd_name}").run
        return found

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first line of the help."""
        formatter.write_usage(ctx.command_path, "命令 [选项]…", prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and the commands; the summaries stand here so that no module need be loaded."""
        _write_options(self, ctx, formatter)
        with formatter.section("命令"):
            _write_rows(formatter, self._modules.items())

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, with its help in Chinese."""
        return _chinese_help(super().get_help_option(ctx))


def _chinese_help(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "显示本说明。"
    return option


def _write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    options = [param for param in command.get_params(ctx) if isinstance(param, click.Option)]
    records = [record for param in options if (record := param.get_help_record(ctx)) is not None]
    with formatter.section("选项"):
        _write_rows(formatter, ((_in_chinese(left), right.replace("[default: ", "[默认 ")) for left, right in records))


def _in_chinese(text: str) -> str:
    for pattern, word in _WORDS:
        text = pattern.sub(word, text)
    return text


def _write_rows(formatter: click.HelpFormatter, rows: Iterable[tuple[str, str]]) -> None:
    """Two columns; click's own ``write_dl`` takes a Chinese sign for one column, and the columns come out ragged."""
    cells = list(rows)
    width = min(32, max(_columns(left) for left, _ in cells)) + 2
    for left, right in cells:
        room = width - _columns(left)
        between = " " * room if room >= 2 else "\n" + " " * (formatter.current_indent + width)
        formatter.write(f"{'':{formatter.current_indent}}{left}{between}{right}\n")


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def explain_usage(error: click.UsageError) -> str:
    """What is wrong with the words of a call, in Chinese; the help where there are no words at all."""
    if isinstance(error, _NO_ARGUMENTS):
        return error.message
    path = error.ctx.command_path if error.ctx else "policymatch"
    return f"用法有误：{_what(error)}\n提示：运行 {path} -h 查看用法。"


def _what(error: click.UsageError) -> str:
    param = getattr(error, "param", None)
    named = f"“{param.opts[0] if isinstance(param, click.Option) else param.human_readable_name}”" if param else ""
    match error:
        case click.NoSuchOption():
            near = f"，是不是 {'、'.join(error.possibilities)}？" if error.possibilities else ""
            return f"没有选项“{error.option_name}”{near}"
        case click.MissingParameter():
            return f"缺少{named or '参数'}"
        case click.BadOptionUsage():
            wrong = "后面不能写值" if "does not take" in error.message else "后面缺少值"
            return f"选项“{error.option_name}”{wrong}"
        case click.BadParameter():
            return f"{named}的值不对：{_bad_value(error, param)}"
    if "No such command" in error.message:
        return f"没有这个命令：{error.message.split(chr(39))[1] if chr(39) in error.message else error.message}"
    if "unexpected extra argument" in error.message:
        return f"多出的参数：{error.message.rpartition('(')[2].rstrip(')')}"
    return error.message


def _bad_value(error: click.BadParameter, param: click.Parameter | None) -> str:
    if param is not None and isinstance(param.type, click.Choice):
        return f"只能是 {'、'.join(map(str, param.type.choices))}"
    if param is not None and isinstance(param.type, click.types.IntParamType | click.types.FloatParamType):
        bounds = re.search(r"in the range (.*?)\.?$", error.message)
        return f"超出范围（{bounds[1]}）" if bounds else "应当是数字"
    if param is not None and isinstance(param.type, click.DateTime):
        return "应当是日期，如 2026-11-22"
    if param is not None and isinstance(param.type, click.Path):
        return "这是文件夹，应当是文件" if "is a directory" in error.message else "这是文件，应当是文件夹"
    return error.message

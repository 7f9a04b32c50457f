"""click in Chinese: headings of the help, and what is wrong with a call."""

from __future__ import annotations

import click

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class ChineseCommand(click.Command):
    """A command whose help reads in Chinese."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first line of the help."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        _write_options(self, ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, with its help in Chinese."""
        return _chinese_help(super().get_help_option(ctx))


class LazyGroup(click.Group):
    """Loads a command's module only when the command is called, so that --help and search stay quick."""

    def __init__(self, summaries: dict[str, str], name: str, help: str) -> None:  # noqa: A002 - click's word
        super().__init__(name, help=help, context_settings=CONTEXT, no_args_is_help=True)
        self._modules = summaries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the contract."""
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        from importlib import import_module

        if cmd_name not in self._modules:
            return None
        found: click.Command = import_module(f"policymatch.cli.{cmd_name}").run
        return found

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first line of the help."""
        formatter.write_usage(ctx.command_path, "命令 [选项]…", prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and the commands; the summaries stand here so that no module need be loaded."""
        _write_options(self, ctx, formatter)
        with formatter.section("命令"):
            formatter.write_dl(list(self._modules.items()))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, with its help in Chinese."""
        return _chinese_help(super().get_help_option(ctx))


def _chinese_help(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "显示本说明。"
    return option


def _write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    arguments = [
        (param.make_metavar(ctx), str(getattr(param, "help", "") or ""))
        for param in command.get_params(ctx)
        if isinstance(param, click.Argument)
    ]
    if any(text for _, text in arguments):
        with formatter.section("参数"):
            formatter.write_dl(arguments)
    records = [record for param in command.get_params(ctx) if (record := param.get_help_record(ctx)) is not None]
    if records:
        with formatter.section("选项"):
            formatter.write_dl(records)


def explain_usage(error: click.UsageError) -> str:
    """What is wrong with the words of a call, in Chinese."""
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
            return f"选项“{error.option_name}”用法不对（{error.message}）"
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
        return "应当是数字" if "is not a valid" in error.message else f"超出范围（{error.message}）"
    return error.message

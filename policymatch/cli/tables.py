"""What the commands that read a project table share: where it lies, ``--map``, templates."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from policymatch.cli.common import Common, with_options

if TYPE_CHECKING:
    from policymatch.projects.rows import ProjectTable

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class TableReading:
    """How a table is to be read, as the call says it."""

    region: str | None
    maps: tuple[str, ...]
    template: str | None
    save_template: str | None

    def read(self, common: Common, table: Path) -> ProjectTable:
        """Read a table; say on stderr which template was used, and save one where that was asked for.

        Raises UsageError for a ``--map`` that names no column or no field, TableError for whatever else is wrong.
        """
        from policymatch.projects.choices import ChoiceError, Choices, parse_choice
        from policymatch.projects.rows import read_projects
        from policymatch.projects.templates import FOLDER, NONE, load_templates, save_template

        folder = common.store / FOLDER
        forced = self.template is not None and self.template != NONE
        try:
            choices = Choices(
                tuple(parse_choice(text) for text in self.maps),
                () if self.template == NONE else load_templates(folder, self.template),
                forced,
            )
            found = read_projects(table, region=self.region, choices=choices)
        except ChoiceError as error:
            raise click.UsageError(f"{error.message}{error.hint}") from error
        if found.templates:
            names = "、".join(f"“{name}”" for name in found.templates)
            common.say(
                f"表头与保存的模板{names}相同，按模板识别列；不用模板请加 --template none。"
                if not forced
                else f"按模板{names}识别列。"
            )
        if self.save_template:
            path = save_template(folder, self.save_template, found.sheets)
            common.say(f"列的识别已存为模板“{self.save_template}”（{path}），以后表头相同的表自动按它读取。")
        return found


def table_options(function: F) -> F:
    """Add the options of a command that reads a project table; they come as one ``reading``."""

    @functools.wraps(function)
    def run(
        *args: Any,
        region: str | None,
        maps: tuple[str, ...],
        template: str | None,
        save_template: str | None,
        **rest: Any,
    ) -> Any:
        return function(*args, reading=TableReading(region, maps, template, save_template), **rest)

    found: F = with_options(run, _OPTIONS)
    return found


_OPTIONS = (
    click.option("--region", help="全表项目所在地，如 贵州省三都水族自治县；不写则从表头标题和建设地点列读取。"),
    click.option(
        "--map",
        "maps",
        multiple=True,
        metavar="列=字段",
        help="指定一列读作什么，可写多次：F=项目代码、总投资=总投资（亿元）、备注=不读；列写字母或表头。",
    ),
    click.option(
        "--template",
        metavar="名称",
        help="按保存的模板识别列；不写时表头相同的模板自动使用，写 none 则不用。",
    ),
    click.option("--save-template", metavar="名称", help="把这次对列的识别存为模板。"),
)

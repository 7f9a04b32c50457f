"""What a user says of a table's columns: ``--map 列=字段`` and saved templates, which go before our own reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from policymatch.errors import TableError
from policymatch.projects.fieldnames import FIELD_NAMES, all_names, heading_named
from policymatch.projects.grid import column_name, column_number
from policymatch.projects.headings import Heading, core_of
from policymatch.text.numerals import half_width

_LETTERS = re.compile(r"[A-Za-z]{1,3}")
_SHEET = re.compile(r"^(?P<sheet>[^!！]{1,60})[!！](?P<column>.+)$", re.S)
_YEAR = re.compile(r"20[0-9]{2}")
MANY = 60
"""How many columns a message lists."""


class ChoiceError(TableError):
    """A ``--map`` names no column or no field."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One ``--map``: a column by its letters or heading (of one sheet, or of all), and what it is to be read as."""

    column: str
    heading: Heading
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A saved reading of one header: its titles column by column, and what each is read as (a name, or empty)."""

    name: str
    titles: tuple[str, ...]
    fields: tuple[str, ...]

    def key(self) -> tuple[str, ...]:
        """What a header must be like for the template to apply by itself."""
        return template_key(self.titles)

    def width(self) -> int:
        """How many columns the table must have at least: columns without a heading are told by their place alone."""
        return max((index + 1 for index, words in enumerate(self.fields) if words), default=0)


@dataclass(slots=True)
class Choices:
    """All that a user says of the columns of a table; remembers what was of use.

    ``forced`` applies a template to headers that are not its own too, title by title.
    """

    maps: tuple[Choice, ...] = ()
    templates: tuple[Template, ...] = ()
    forced: bool = False
    applied: set[int] = field(default_factory=set)
    used: list[str] = field(default_factory=list)
    seen: dict[str, list[str]] = field(default_factory=dict)

    def name_columns(self, sheet: str) -> list[str]:
        """Give the columns, by letters or heading, that are said to hold the projects' names."""
        return [each.column for each in self.maps if each.heading.field == "name" and each.sheet in (None, sheet)]

    def name_titles(self) -> list[str]:
        """Give the headings over the projects' names in the templates, of the last row where there are several."""
        return [
            title.rpartition("/")[2]
            for template in self.templates
            for title, words in zip(template.titles, template.fields, strict=True)
            if words == FIELD_NAMES["name"] and title
        ]

    def of(self, sheet: str, titles: Sequence[str]) -> dict[int, tuple[Heading, str]]:
        """Give what is said of a sheet's columns (from 0), with why; ``titles`` are their headings.

        Raises ChoiceError where a heading stands over several columns.
        """
        found = self._of_template(titles)
        self.seen[sheet] = [f"{column_name(index)} {title}" for index, title in enumerate(titles) if title]
        for number, choice in enumerate(self.maps):
            if choice.sheet not in (None, sheet):
                continue
            index = _index_of(choice.column, titles)
            if index is not None:
                self.applied.add(number)
                found[index] = (choice.heading, "按 --map 的指定")
        return found

    def _of_template(self, titles: Sequence[str]) -> dict[int, tuple[Heading, str]]:
        key = template_key(titles)
        fitting = next((each for each in self.templates if each.key() == key and each.width() <= len(titles)), None)
        if fitting is not None:
            pairs = list(enumerate(fitting.fields))
        elif self.forced and self.templates:
            fitting = self.templates[0]
            known = dict(zip(fitting.key(), fitting.fields, strict=True))
            pairs = [(index, known.get(title, "")) for index, title in enumerate(key) if title]
        else:
            return {}
        if fitting.name not in self.used:
            self.used.append(fitting.name)
        named = ((index, heading_named(words)) for index, words in pairs if words)
        return {index: (heading, f"按模板“{fitting.name}”") for index, heading in named if heading is not None}

    def check(self) -> None:
        """Raise ChoiceError for a ``--map`` whose column was found on no sheet."""
        for number, choice in enumerate(self.maps):
            if number in self.applied:
                continue
            if choice.sheet is not None and choice.sheet not in self.seen:
                sheets = "、".join(self.seen) or "无"
                raise ChoiceError(f"--map 里的工作表“{choice.sheet}”没有读到。", f"读到的工作表有：{sheets}。")
            listed = [column for columns in self.seen.values() for column in columns]
            shown = "、".join(dict.fromkeys(listed[:MANY]))
            raise ChoiceError(
                f"--map 里的列“{choice.column}”在表里没有找到。",
                f"等号左边写列的字母或表头，右边写字段；这张表的列有：{shown}。",
            )


def parse_choice(text: str) -> Choice:
    """Read ``列=字段`` (总投资=总投资（亿元）, F=项目代码, 农业!备注=不读). Raises ChoiceError."""
    column, equals, words = text.replace("＝", "=").rpartition("=")
    sheet = _SHEET.match(column)
    if sheet:
        column = sheet["column"]
    column, words = column.strip(), words.strip()
    if not equals or not column or not words:
        raise ChoiceError(f"--map “{text}”看不明白。", "请写成“列=字段”，如 --map F=项目代码 或 --map 备注=不读。")
    heading = heading_named(words)
    if heading is None:
        raise ChoiceError(f"--map “{text}”里没有“{words}”这个字段。", f"字段有：{all_names()}。")
    return Choice(column, heading, sheet["sheet"].strip() if sheet else None)


def _index_of(column: str, titles: Sequence[str]) -> int | None:
    """Find a column by its heading, else by its letters. Raises ChoiceError where several have the heading."""
    plain, core = _plain(column), core_of(column)
    for same in (
        [index for index, title in enumerate(titles) if title and _plain(title) == plain],
        [index for index, title in enumerate(titles) if title and _plain(title.rpartition("/")[2]) == plain],
        [index for index, title in enumerate(titles) if title and core and core_of(title.rpartition("/")[2]) == core],
    ):
        if len(same) > 1 and not _LETTERS.fullmatch(column):
            letters = "、".join(column_name(index) for index in same)
            raise ChoiceError(
                f"--map 里的列“{column}”有 {len(same)} 列（{letters}）。",
                "请用列的字母指明是哪一列，如 --map F=项目代码。",
            )
        if same:
            return same[0]
    letters = half_width(column)
    if _LETTERS.fullmatch(letters) and column_number(letters) < len(titles):
        return column_number(letters)
    return None


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", half_width(text)).lower()


def template_key(titles: Sequence[str]) -> tuple[str, ...]:
    """Give a header in the form that counts for templates: years and spaces differ from one year's table to the next."""
    key = [_YEAR.sub("20XX", _plain(title)) for title in titles]
    while key and not key[-1]:
        key.pop()
    return tuple(key)

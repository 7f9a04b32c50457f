"""Saved readings of headers: a YAML file a template under STORE/templates, which a user may also write by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policymatch.errors import TableError
from policymatch.projects.choices import Template
from policymatch.projects.fieldnames import all_names, heading_named
from policymatch.projects.grid import column_name, column_number

if TYPE_CHECKING:
    from policymatch.projects.account import SheetReading

FOLDER = "templates"
NONE = "none"
"""The name that switches templates off."""

MAX_BYTES = 1_000_000
_NAME = re.compile(r"[\w\u4e00-\u9fff][\w\u4e00-\u9fff.（）()-]{0,59}")
_TOP = """# PolicyMatch 的列识别模板：表头与 header 相同的表，按 columns 读取。
# columns 里“列: 字段”，字段写“不读”的列不读取；可以手工修改。
"""


def template_names(folder: Path) -> list[str]:
    """Give the names of the saved templates."""
    return sorted(path.stem for path in folder.glob("*.yaml")) if folder.is_dir() else []


def load_templates(folder: Path, name: str | None = None) -> tuple[Template, ...]:
    """Read all templates of a folder, or the one of a name. Raises TableError for a file that is wrong or not there."""
    names = template_names(folder)
    if name is not None and name not in names:
        there = f"已保存的模板有：{'、'.join(names)}。" if names else "还没有保存过模板；保存用 --save-template 名称。"
        raise TableError(f"没有名为“{name}”的模板。", there)
    return tuple(
        template for each in (names if name is None else [name]) for template in _load(folder / f"{each}.yaml", each)
    )


def save_template(folder: Path, name: str, sheets: Sequence[SheetReading]) -> Path:
    """Save how the sheets of a table were read; a template of that name is written over. Raises TableError."""
    import yaml

    if not _NAME.fullmatch(name) or name == NONE:
        raise TableError(f"“{name}”不能作模板名。", "请用汉字、字母、数字，60 字以内，不带斜线；none 有别的用处。")
    content = {
        "sheets": [
            {
                "header": list(sheet.titles),
                "columns": {column_name(index): words for index, words in enumerate(sheet.fields) if words},
            }
            for sheet in sheets
        ]
    }
    text = _TOP + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=200)
    path = folder / f"{name}.yaml"
    part = folder / f".{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise TableError(f"模板写不到“{path}”：{error.strerror or error}。", "请检查文件夹的权限。") from error
    return path


def _load(path: Path, name: str) -> list[Template]:
    import yaml

    try:
        if path.stat().st_size > MAX_BYTES:
            raise _wrong(path, "文件太大")
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise _wrong(path, "读不了") from error
    sheets = content.get("sheets") if isinstance(content, dict) else None
    if not isinstance(sheets, list) or not sheets:
        raise _wrong(path, "里面没有 sheets")
    return [_template(each, name, path) for each in sheets]


def _template(content: object, name: str, path: Path) -> Template:
    header = content.get("header") if isinstance(content, Mapping) else None
    columns = content.get("columns") if isinstance(content, Mapping) else None
    if not isinstance(header, list) or not isinstance(columns, Mapping):
        raise _wrong(path, "缺少 header 或 columns")
    fields = [""] * len(header)
    for letters, words in columns.items():
        if not isinstance(letters, str) or not re.fullmatch(r"[A-Z]{1,3}", letters):
            raise _wrong(path, f"“{letters}”不是列的字母")
        if column_number(letters) >= len(header):
            raise _wrong(path, f"{letters} 列在 header 之外")
        if heading_named(str(words)) is None:
            raise _wrong(path, f"没有“{words}”这个字段（字段有：{all_names()}）")
        fields[column_number(letters)] = str(words)
    return Template(name, tuple("" if title is None else str(title) for title in header), tuple(fields))


def _wrong(path: Path, what: str) -> TableError:
    return TableError(f"模板“{path}”有误：{what}。", "请改正或删去这个文件，也可用 --template none 不用模板。")

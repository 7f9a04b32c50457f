"""What an agency code (机关代字) tells of issuer and place, from ``corpus/agencies/codes.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from policymatch.errors import CatalogueError
from policymatch.paths import corpus_folder


@dataclass(frozen=True, slots=True)
class Agencies:
    """``central`` maps codes to central organs, ``prefixes`` codes to places, ``signs`` the first sign of a provincial
    code to its province; a single sign counts before one of ``functions``. ``organs`` are central organs by name.

    None marks a code that is known to have two readings.
    """

    central: Mapping[str, str | None]
    signs: Mapping[str, str]
    functions: tuple[str, ...]
    prefixes: Mapping[str, str | None]
    organs: frozenset[str]

    def issuer_of(self, code: str) -> str | None:
        """The central organ whose numbers begin with ``code``; None for local and unknown codes."""
        return _longest(self.central, code)

    def place_of(self, code: str) -> tuple[str, str] | None:
        """The province, or province and prefecture, a local code belongs to, and the part that says so."""
        known = next((key for key in sorted(self.prefixes, key=len, reverse=True) if code.startswith(key)), None)
        place = self.prefixes[known] if known is not None else self.signs.get(code[:1])
        said = known or code[:1]
        # 穗府 is Guangzhou's, 穗天 that of a district of it.
        if not place or (len(said) == 1 and not code[1:].startswith(self.functions)):
            return None
        return place, said


def load_agencies(folder: Path | None = None) -> Agencies:
    """Read ``codes.yaml`` (kept for the process). Raises CatalogueError where it is missing or malformed."""
    return _load(folder or corpus_folder() / "agencies")


@cache
def _load(folder: Path) -> Agencies:
    import yaml

    path = folder / "codes.yaml"
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise CatalogueError(f"无法读取：{error}", path, 1, "请重新安装，或检查机关代字文件。") from None
    if not isinstance(content, dict):
        raise CatalogueError("应当是“名称: 内容”的对照表", path, 1)
    signs = {key: value for key, value in _table(content, "signs", path).items() if value}
    if any(len(sign) != 1 for sign in signs):
        raise CatalogueError("signs 的每一项都是一个字", path, 1)
    return Agencies(
        _table(content, "central", path),
        signs,
        tuple(_names(content, "functions", path)),
        _table(content, "prefixes", path),
        frozenset(_names(content, "organs", path)),
    )


def _table(content: dict[str, Any], key: str, path: Path) -> dict[str, str | None]:
    table = content.get(key)
    if not isinstance(table, dict) or not all(
        isinstance(code, str) and (value is None or isinstance(value, str)) for code, value in table.items()
    ):
        raise CatalogueError(f"{key} 应当是“代字: 名称”的对照表", path, 1)
    return table


def _names(content: dict[str, Any], key: str, path: Path) -> list[str]:
    names = content.get(key)
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
        raise CatalogueError(f"{key} 应当是名称的列表", path, 1)
    return names


def _longest(table: Mapping[str, str | None], code: str) -> str | None:
    known = next((key for key in sorted(table, key=len, reverse=True) if code.startswith(key)), None)
    return table[known] if known is not None else None

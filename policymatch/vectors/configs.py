"""The small JSON files of a model folder, read with suspicion."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policymatch.errors import ModelError
from policymatch.paths import shown

_LARGEST = 4 * 1024 * 1024
"""Bytes of a configuration; real ones have a few thousand."""


def read_json(path: Path) -> Any:
    """What a JSON file holds; None where there is none. Raises ModelError."""
    try:
        if not path.is_file():
            return None
        if path.stat().st_size > _LARGEST:
            raise _broken(path, "文件过大")
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _broken(path, error.strerror or "无法读取") from error
    except (ValueError, RecursionError) as error:
        raise _broken(path, "不是有效的 JSON") from error


def read_object(path: Path) -> Mapping[str, Any]:
    """What a JSON file with an object holds; nothing where there is none. Raises ModelError."""
    found = read_json(path)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise _broken(path, "不是一个 JSON 对象")
    return found


def text_of(config: Mapping[str, Any], name: str) -> str:
    """A text of a configuration, empty where it is missing or something else."""
    found = config.get(name)
    return found if isinstance(found, str) else ""


def count_of(config: Mapping[str, Any], name: str) -> int | None:
    """A positive whole number of a configuration, None where it is missing or something else."""
    found = config.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found < 1e9:
        return None  # transformers writes 1e30 for "no limit"
    return int(found)


def _broken(path: Path, why: str) -> ModelError:
    return ModelError(f"模型文件夹里的“{shown(path.name)}”{why}", "重新复制一份完整的模型文件夹")

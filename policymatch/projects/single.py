"""One project as somebody describes it, on the command line or in a YAML file, not in a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml

from policymatch.errors import TableError
from policymatch.model import Project
from policymatch.projects.answers import approval_of, nature_of, ratio_of, yes_or_no
from policymatch.projects.completing import completed
from policymatch.projects.owners import owner_kind
from policymatch.projects.permits import parse_permits
from policymatch.projects.places import parse_place, place_doubt
from policymatch.projects.stages import parse_progress, stage_of
from policymatch.projects.standing import (
    CLASSES,
    KINDS,
    METHODS,
    USES,
    advance_of,
    day_of,
    extended_of,
    industry_class_of,
    method_of,
    operating_of,
    received_kinds_of,
    share_of,
    uses_of,
)
from policymatch.projects.timing import parse_span
from policymatch.text.money import parse_money

_T = TypeVar("_T")

KEYS = (
    "name", "content", "region", "sector", "investment", "requested", "owner", "owner_kind", "approval", "nature",
    "code", "stage", "progress", "received_central", "has_revenue", "coverage_ratio", "in_library", "start", "end",
    "capital", "capital_share", "estimate", "budget", "approved_on", "extended", "method", "industry_class", "use",
    "received_kinds", "operating", "contractor_advance",
)  # fmt: skip
"""What may be said of a project; ``investment``, ``requested``, ``capital``, ``estimate`` and ``budget`` in 万元."""

MAX_BYTES = 1_000_000


def read_project_file(path: Path) -> dict[str, object]:
    """Read a project's YAML file. Raises TableError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TableError(f"项目文件“{path}”太大", "一个文件只写一个项目")
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise TableError(f"项目文件“{path}”读不了：{_why(error)}", "请检查路径，并存成 UTF-8 编码的 YAML") from error
    if not isinstance(found, dict):
        raise TableError(f"项目文件“{path}”里应当是“键: 值”", f"可用的键：{'、'.join(KEYS)}")
    unknown = [str(key) for key in found if key not in KEYS]
    if unknown:
        raise TableError(f"项目文件里不认识的键：{'、'.join(unknown)}", f"可用的键：{'、'.join(KEYS)}")
    return found


def _why(error: Exception) -> str:
    match error:
        case FileNotFoundError():
            return "找不到文件"
        case OSError():
            return "没有权限，或它不是文件"
        case UnicodeDecodeError():
            return "不是 UTF-8 编码"
    mark = getattr(error, "problem_mark", None)
    return f"第 {mark.line + 1} 行不是合格的 YAML" if mark else "不是合格的 YAML"


def project_from_words(words: Mapping[str, object]) -> Project:
    """A project from what was said of it by KEYS; what was not said stays not known.

    ``stage`` is free text as it stands in a table (可研已批，用地预审办理中). Raises TableError for an amount that is none.
    """
    said = {key: str(words[key]).strip() for key in KEYS if words.get(key) is not None}
    investment = _wan(words.get("investment"), "总投资")
    progress = words.get("progress")
    stage = said.get("stage", "")
    place = parse_place(said.get("region") or said.get("name"))
    doubt = place_doubt(place)
    project = Project(
        name=said.get("name", ""),
        code=said.get("code") or None,
        owner=said.get("owner") or None,
        owner_kind=owner_kind(said.get("owner"), said.get("owner_kind")),
        place=place,
        nature=nature_of(said.get("nature", "")),
        approval=approval_of(said.get("approval", "")),
        sector=said.get("sector") or None,
        content=said.get("content", ""),
        investment_wan=investment,
        requested_wan=_wan(words.get("requested"), "拟申请资金"),
        progress=parse_progress(progress, investment),
        stage=stage_of(stage) or stage_of(str(progress or "")),
        permits=parse_permits(stage),
        received_central=yes_or_no(words.get("received_central")),
        has_revenue=yes_or_no(words.get("has_revenue")),
        coverage_ratio=ratio_of(words.get("coverage_ratio")),
        in_library=yes_or_no(words.get("in_library")),
        start=parse_span(words.get("start")).start,
        end=parse_span(words.get("end")).start,
        capital_wan=_wan(words.get("capital"), "项目资本金"),
        capital_share=_read(share_of, words.get("capital_share"), "资本金比例", "写成百分数，如 20%"),
        estimate_wan=_wan(words.get("estimate"), "可研估算"),
        budget_wan=_wan(words.get("budget"), "初设概算"),
        approved_on=_read(day_of, words.get("approved_on"), "核准日期", "写成如 2025-03-01"),
        extended=extended_of(words.get("extended")),
        method=_read(method_of, said.get("method"), "安排方式", f"可写：{'、'.join(METHODS)}"),
        industry_class=_read(
            industry_class_of, said.get("industry_class"), "产业目录类别", f"可写：{'、'.join(CLASSES)}"
        ),
        uses=_read(uses_of, _listed(words.get("use")), "资金用途", f"可写：{'、'.join(USES)}"),
        received_kinds=_read(
            received_kinds_of, _listed(words.get("received_kinds")), "已获中央资金", f"可写：{'、'.join(KINDS)}"
        ),
        operating=operating_of(words.get("operating")),
        contractor_advance=advance_of(words.get("contractor_advance")),
        doubts=(f"建设地点{doubt}",) if doubt else (),
    )
    return completed(project)


def _read(read: Callable[[Any], _T | None], value: object, what: str, how: str) -> _T | None:
    """What was said, read; words that cannot be read are a slip of the one who is asking. Raises TableError."""
    if value is None or not str(value).strip():
        return None
    found = read(value)
    if found is None:
        raise TableError(f"{what}“{str(value)[:30]}”看不明白", how)
    return found


def _listed(value: object) -> str | None:
    """A list of YAML as one text."""
    if value is None:
        return None
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _wan(value: object, what: str) -> float | None:
    if value is None:
        return None
    money = parse_money(value)
    if money is None:
        raise TableError(f"{what}“{value}”不是金额", "写数字（单位万元），或带单位，如 1.2亿元")
    return money.wan

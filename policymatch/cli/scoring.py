"""Options that say how projects are scored and put in order, for every command that ranks."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from policymatch.cli.common import with_options

if TYPE_CHECKING:
    from policymatch.matching.order import Trial

F = TypeVar("F", bound=Callable[..., Any])

METHODS = ("加权求和", "TOPSIS", "熵权", "熵权TOPSIS")
"""Those of matching.methods, which is loaded only by a call that ranks."""


if TYPE_CHECKING:
    _Type = click.ParamType[Path]
else:
    _Type = click.ParamType  # older releases of click know no type of its value


class ProfileName(_Type):
    """A shipped profile by name, or the path of a file; the value is its path."""

    name = "方案"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Find the file. Raises PolicyMatchError for a name that nothing has."""
        from policymatch.matching.profile_names import find_profile

        path = value if isinstance(value, Path) else find_profile(str(value))
        if path.is_dir():
            self.fail("这是文件夹，应当是文件", param, ctx)
        return path


@dataclass(frozen=True, slots=True)
class Scoring:
    """How to score and to put in order; ``profile`` is None for the default."""

    profile: Path | None
    method: str
    weightings: int
    first: int
    anywhere: bool

    @property
    def trial(self) -> Trial:
        """How the order is tried with other weightings."""
        from policymatch.matching.order import Trial

        return Trial(self.weightings, self.first, self.anywhere)


profile_option = click.option(
    "--profile",
    type=ProfileName(),
    help="权重方案：中央预算内、专项债、储备谋划，或自己的 .yaml 文件；默认用“默认”方案。policymatch profiles 列出全部。",
)

_OPTIONS = (
    profile_option,
    click.option(
        "--method",
        type=click.Choice(METHODS, case_sensitive=False),
        metavar=f"[{'|'.join(METHODS)}]",
        default=METHODS[0],
        show_default=True,
        help="同一梯次里按什么方法排先后；后三种要装 policymatch[mcdm]。",
    ),
    click.option(
        "--weightings",
        type=click.IntRange(0, 100_000),
        default=5000,
        show_default=True,
        help="换多少种权重重排，看名次稳不稳；0 不试。",
    ),
    click.option(
        "--first",
        type=click.IntRange(1, 10_000),
        default=10,
        show_default=True,
        help="名次把握按前几名算。",
    ),
    click.option(
        "--any-weights",
        "anywhere",
        is_flag=True,
        help="换权重时在所有可能的权重里均匀抽取，默认只在方案权重附近抽。",
    ),
)


def scoring_options(function: F) -> F:
    """Add the options and hand them over as one ``scoring``."""

    @functools.wraps(function)
    def run(
        *words: Any, profile: Path | None, method: str, weightings: int, first: int, anywhere: bool, **rest: Any
    ) -> Any:
        return function(*words, scoring=Scoring(profile, method, weightings, first, anywhere), **rest)

    found: F = with_options(run, _OPTIONS)
    return found

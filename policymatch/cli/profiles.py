"""policymatch profiles [NAME]"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from policymatch.cli.common import Common, command, emit
from policymatch.cli.scoring import ProfileName

if TYPE_CHECKING:
    from policymatch.matching.profile import Profile, Theme

COLUMNS = ("名称", "文件", "说明")
PART_COLUMNS = ("得分", "项目", "权重", "占总分", "理由")
INDUSTRY_COLUMNS = ("产业", "词", "理由")


@command(
    "profiles",
    help="""列出权重方案；写名称或自己的 .yaml 文件，校验并看全部权重、梯次和理由。

    自己的文件写 base: 默认（或别的方案），再写不同的几行就行。
    """,
)
@click.argument("name", required=False, type=ProfileName())
@click.option("--industries", is_flag=True, help="列出可以点名的县域优势产业。")
@click.pass_context
def run(ctx: click.Context, common: Common, name: Path | None, industries: bool) -> None:
    """List the profiles, or show one."""
    if industries and name is not None:
        raise click.UsageError("--industries 列的是产业库，不用写方案名称", ctx)
    if industries:
        _show_industries(common)
    elif name is None:
        _list(common)
    else:
        _show(common, name)


def _list(common: Common) -> None:
    from policymatch.matching.profile_names import shipped_profiles

    found = shipped_profiles()
    emit(
        common,
        lambda: {"profiles": [{"name": each.name, "file": each.path.name, "about": each.about} for each in found]},
        COLUMNS,
        lambda: ((each.name, each.path.name, each.about) for each in found),
        lambda: _table("", COLUMNS, [(each.name, each.path.name, each.about) for each in found]),
    )


def _show_industries(common: Common) -> None:
    from policymatch.matching.profile import load_industries

    found = load_industries().values()
    emit(
        common,
        lambda: {"industries": [_theme(each) for each in found]},
        INDUSTRY_COLUMNS,
        lambda: ((each.name, "、".join(each.words), each.because) for each in found),
        lambda: _table("", INDUSTRY_COLUMNS, [(each.name, "、".join(each.words), each.because) for each in found]),
    )


def _show(common: Common, path: Path) -> None:
    from policymatch.matching.profile import load_profile

    profile = load_profile(path)
    emit(common, lambda: profile_data(profile), PART_COLUMNS, lambda: _parts(profile), lambda: _print(profile))


def profile_data(profile: Profile) -> dict[str, Any]:
    """A profile whole."""
    return {
        "name": profile.name,
        "file": profile.path.name,
        "about": profile.about,
        "bases": list(profile.bases),
        "digest": profile.digest,
        "notes": list(profile.notes),
        "weights": [
            {"score": score, "name": part, "weight": weight, "of_total": total, "because": because}
            for score, part, weight, total, because in _parts(profile)
        ],
        "tiers": [
            {
                "tier": tier.upper(),
                "name": each.name,
                "score": each.score,
                "maturity": each.maturity,
                "because": each.because,
            }
            for tier, each in profile.tiers.items()
        ],
        "channels": dict(profile.channels),
        "strategies": [_theme(each) for each in profile.strategies],
        "advantages": [_theme(each) for each in profile.advantages],
        "offices": dict(profile.offices),
        "coverage": list(profile.coverage),
        "scale_wan": list(profile.scale_wan),
        "debt_room_wan": profile.debt_room_wan,
    }


def _theme(theme: Theme) -> dict[str, Any]:
    return {"name": theme.name, "words": list(theme.words), "because": theme.because}


def _parts(profile: Profile) -> Iterator[tuple[str, str, float, float, str]]:
    """The three scores, each followed by its parts; a score's share of the total is its own weight."""
    from policymatch.matching.profile import SCORES

    for key in SCORES:
        score = profile.score[key]
        yield score.name, "（合计）", score.share, score.share, score.because
        for part in profile.parts(key).values():
            yield score.name, part.name, part.share, round(score.share * part.share, 6), part.because


def _print(profile: Profile) -> None:
    from policymatch.reports.output import console

    out = console()
    bases = f"，以 {'、'.join(profile.bases)} 为底" if profile.bases else ""
    out.print(f"{profile.name}（{profile.path.name}{bases}）：{profile.about or '没有写说明'}", markup=False)
    out.print(f"校验通过，内容校验码 {profile.digest}", markup=False)
    for note in profile.notes:
        out.print(f"注意：{note}", markup=False)
    rows = [(a, b, f"{share:.4g}", f"{total:.1%}", because) for a, b, share, total, because in _parts(profile)]
    _table("权重", PART_COLUMNS, rows)
    _table(
        "梯次",
        ("梯次", "名称", "总分", "成熟度", "理由"),
        [
            (key.upper(), each.name, f"{each.score:g}", f"{each.maturity:g}", each.because)
            for key, each in profile.tiers.items()
        ],
    )
    _table(
        "资金类型偏好（加在契合度上，只排先后）",
        ("资金类型", "加分"),
        [(k, f"{v:+g}") for k, v in profile.channels.items()],
    )
    for title, themes in (("国家战略", profile.strategies), ("县域优势产业", profile.advantages)):
        _table(title, ("名称", "词", "理由"), [(each.name, "、".join(each.words), each.because) for each in themes])


def _table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from rich.table import Table
    from rich.text import Text

    from policymatch.reports.output import console

    table = Table(
        title=Text(title, style="bold") if title else None,
        title_justify="left",
        box=None,
        pad_edge=False,
        header_style="bold",
    )
    for number, name in enumerate(columns):
        last = number == len(columns) - 1
        table.add_column(
            name, overflow="fold", ratio=1 if last or name == "词" else None, no_wrap=not (last or name == "词")
        )
    for row in rows:
        table.add_row(*map(Text, row))
    console().print(table)

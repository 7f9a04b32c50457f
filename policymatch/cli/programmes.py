"""policymatch programmes [ID | check]"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from policymatch.cli.common import Common, command, emit
from policymatch.paths import corpus_folder

if TYPE_CHECKING:
    from policymatch.model import Programme

COLUMNS = ("编号", "名称", "资金类型", "发文字号", "状态", "可信度", "面向")


@command("programmes", help="列出资金渠道目录；写编号看一个渠道的全部内容；写 check 校验整个目录。")
@click.argument("id", required=False)
@click.option("--channel", help="只列这一类资金，如 中央预算内投资。")
@click.pass_context
def run(ctx: click.Context, common: Common, id: str | None, channel: str | None) -> None:  # noqa: A002
    """Show the catalogue."""
    if id == "check":
        _check(ctx, common)
        return
    from policymatch.programmes.catalogue import AUDIENCES, load_catalogue
    from policymatch.reports.payload import programme_data, programme_row

    catalogue = load_catalogue(corpus_folder())
    if id is not None:
        programme = catalogue.get(id)
        emit(
            common,
            lambda: programme_data(programme),
            ("支持方向", "说明", "依据"),
            lambda: (
                (d.title, d.text, f"{d.clause.policy} {d.clause.label}" if d.clause else "")
                for d in programme.directions
            ),
            lambda: _print(programme),
        )
        return
    rows = [each for each in catalogue.programmes if channel in (None, each.channel)]

    def table() -> None:
        from policymatch.reports.terminal import print_programmes

        print_programmes(rows)

    emit(
        common,
        lambda: {"programmes": [programme_row(each) for each in rows]},
        COLUMNS,
        lambda: ((p.id, p.title, p.channel, p.doc_number, p.status, p.confidence, AUDIENCES[p.audience]) for p in rows),
        table,
    )


def _print(programme: Programme) -> None:
    from policymatch.reports.terminal import print_programme

    print_programme(programme)


def _check(ctx: click.Context, common: Common) -> None:
    from policymatch.programmes.check import check_corpus

    report = check_corpus(corpus_folder())
    faults = report.faults

    def table() -> None:
        for fault in faults:
            click.echo(fault.message)
        channels = "、".join(f"{channel} {count}" for channel, count in report.programmes_by_channel.items())
        figures = "、".join(f"{name} {count}" for name, count in sorted(report.awards_by_confidence.items()))
        click.echo(f"政策摘编 {report.policies} 部；资金渠道 {report.programmes} 个（{channels}）")
        click.echo(
            f"支持方向 {report.directions} 个；补助标准 {sum(report.awards_by_confidence.values())} 条（{figures}）"
        )
        click.echo("校验通过，没有发现问题。" if not faults else f"发现 {len(faults)} 处问题。")

    emit(
        common,
        lambda: {
            "sound": not faults,
            "faults": [{"path": str(f.path), "line": f.line, "reason": f.reason} for f in faults],
            "policies": report.policies,
            "programmes": report.programmes,
            "directions": report.directions,
            "channels": dict(report.programmes_by_channel),
            "awards": dict(report.awards_by_confidence),
        },
        ("文件", "行", "问题"),
        lambda: ((fault.path, fault.line, fault.reason) for fault in faults),
        table,
    )
    if faults:
        ctx.exit(1)

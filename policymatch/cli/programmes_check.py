"""policymatch programmes check"""

from __future__ import annotations

import click

from policymatch.cli.common import Common, command, emit
from policymatch.paths import corpus_folder


@command("check", help="校验整个目录：摘编、资金渠道、规则，所引条款是否都在。")
@click.pass_context
def run(ctx: click.Context, common: Common) -> None:
    """Validate the catalogue."""
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

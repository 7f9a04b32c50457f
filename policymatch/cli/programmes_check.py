"""policymatch programmes check"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from policymatch.cli.common import Common, command, emit
from policymatch.paths import corpus_folder

if TYPE_CHECKING:
    from policymatch.programmes.coverage import Coverage


@command("check", help="校验整个目录：摘编、资金渠道、规则，所引条款是否都在。")
@click.pass_context
def run(ctx: click.Context, common: Common) -> None:
    """Validate the catalogue."""
    from policymatch.programmes.check import check_corpus

    report = check_corpus(corpus_folder())
    faults, coverage = report.faults, report.coverage
    musts = (*coverage.without_clause, *coverage.directions_untouched)
    sound = not faults and coverage.complete

    def table() -> None:
        for fault in faults:
            click.echo(fault.message)
        channels = "、".join(f"{channel} {count}" for channel, count in report.programmes_by_channel.items())
        figures = "、".join(f"{name} {count}" for name, count in sorted(report.awards_by_confidence.items()))
        click.echo(f"政策摘编 {report.policies} 部；资金渠道 {report.programmes} 个（{channels}）")
        click.echo(
            f"支持方向 {report.directions} 个；补助标准 {sum(report.awards_by_confidence.values())} 条（{figures}）"
        )
        for line in _uncovered(coverage):
            click.echo(line)
        click.echo("校验通过，没有发现问题。" if sound else f"发现 {len(faults) + len(musts)} 处问题。")

    emit(
        common,
        lambda: {
            "sound": sound,
            "faults": [{"path": str(f.path), "line": f.line, "reason": f.reason} for f in faults],
            "policies": report.policies,
            "programmes": report.programmes,
            "directions": report.directions,
            "channels": dict(report.programmes_by_channel),
            "awards": dict(report.awards_by_confidence),
            "coverage": {
                "cases": coverage.cases,
                "expectations": coverage.expectations,
                "verdicts": dict(coverage.expected_verdicts),
                "directions_without_figure": coverage.unknown_figures,
                "rules_without_clause": list(coverage.without_clause),
                "directions_untouched": list(coverage.directions_untouched),
                "rule_kinds_untouched": list(coverage.kinds_untouched),
                "tiers_untouched": list(coverage.tiers_untouched),
                "channels_untouched": list(coverage.channels_untouched),
            },
        },
        ("文件", "行", "问题"),
        lambda: ((fault.path, fault.line, fault.reason) for fault in faults),
        table,
    )
    if not sound:
        ctx.exit(1)


def _uncovered(coverage: Coverage) -> Iterator[str]:
    """What the cases cover and what they do not, a line each; what must be empty is named one by one."""
    verdicts = "、".join(f"{name} {count}" for name, count in sorted(coverage.expected_verdicts.items()))
    yield f"用例 {coverage.cases} 个，期望 {coverage.expectations} 条（{verdicts}）"
    yield f"没有见到补助标准的支持方向（待核）{coverage.unknown_figures} 个"
    lists = (
        ("没有依据条款的规则", coverage.without_clause),
        ("没有用例的支持方向", coverage.directions_untouched),
        ("没有用例的规则种类", coverage.kinds_untouched),
        ("没有用例的地区档次", coverage.tiers_untouched),
        ("没有用例的资金类型", coverage.channels_untouched),
    )
    for label, names in lists:
        yield f"{label} {len(names)} 个" + (f"：{'、'.join(names)}" if names else "")

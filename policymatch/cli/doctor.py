"""policymatch doctor"""

from __future__ import annotations

import click

from policymatch.cli.common import Common, command, emit, ensure_store


@command("doctor", help="检查安装、目录和政策库是否完好；--rebuild 用库里的政策重建检索文件。")
@click.option("--rebuild", is_flag=True, help="重建检索文件（政策和条款不动）。")
@click.pass_context
def run(ctx: click.Context, common: Common, rebuild: bool) -> None:
    """Check what is installed and whether the store is sound."""
    from policymatch.store.health import examine
    from policymatch.store.schema import FILE

    if rebuild:
        from policymatch import write_store

        if (common.store / FILE).exists():
            with write_store(common.store) as writer:
                writer.mark_stale()
            common.say("检索文件已重建。")
        else:
            ensure_store(common)
    checks = examine(common.store)

    def table() -> None:
        for check in checks:
            mark = "正常" if check.sound else "有问题"
            click.echo(f"[{mark}] {check.name}：{check.words}")
            if check.hint and not check.sound:
                click.echo(f"        提示：{check.hint}")

    emit(
        common,
        lambda: {
            "sound": all(check.sound for check in checks),
            "checks": [
                {"name": check.name, "sound": check.sound, "words": check.words, "hint": check.hint} for check in checks
            ],
        },
        ("检查", "正常", "说明", "提示"),
        lambda: ((check.name, "是" if check.sound else "否", check.words, check.hint) for check in checks),
        table,
    )
    if not all(check.sound for check in checks):
        ctx.exit(1)

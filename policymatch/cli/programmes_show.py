"""policymatch programmes [show] [ID]"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from policymatch.cli.common import Common, as_of_option, command, emit, standing_catalogue

if TYPE_CHECKING:
    from policymatch.model import Programme

COLUMNS = ("编号", "名称", "资金类型", "发文字号", "状态", "可信度", "面向", "执行情况")


@command("show", help="列出资金渠道目录；写编号看一个渠道的全部内容。")
@click.argument("id", required=False)
@click.option("--channel", help="只列这一类资金，如 中央预算内投资。")
@as_of_option("看这一天有效的标准和条件")
def run(common: Common, id: str | None, channel: str | None, day: date) -> None:  # noqa: A002
    """Show the catalogue."""
    from policymatch.programmes.catalogue import AUDIENCES
    from policymatch.programmes.standing import standing_on
    from policymatch.reports.payload import programme_data, programme_row

    catalogue = standing_catalogue(common, day)
    if id is not None:
        programme = catalogue.get(id)
        emit(
            common,
            lambda: {"as_of": day.isoformat(), **programme_data(programme, standing_on(programme, day))},
            ("支持方向", "说明", "依据"),
            lambda: (
                (d.title, d.text, f"{d.clause.policy} {d.clause.label}" if d.clause else "")
                for d in programme.directions
            ),
            lambda: _print(programme, day),
        )
        return
    rows = [each for each in catalogue.programmes if channel in (None, each.channel)]

    def table() -> None:
        from policymatch.reports.terminal import print_programmes

        print_programmes([(each, standing_on(each, day)) for each in rows])

    emit(
        common,
        lambda: {"programmes": [programme_row(each, standing_on(each, day)) for each in rows]},
        COLUMNS,
        lambda: (
            (p.id, p.title, p.channel, p.doc_number, p.status, p.confidence, AUDIENCES[p.audience],
             found.words if (found := standing_on(p, day)) else "")
            for p in rows
        ),
        table,
    )  # fmt: skip


def _print(programme: Programme, day: date) -> None:
    from policymatch.programmes.standing import standing_on
    from policymatch.reports.terminal import print_programme

    print_programme(programme, day, standing_on(programme, day))

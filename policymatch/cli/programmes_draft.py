"""policymatch programmes draft POLICY"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from policymatch.cli.common import Common, command, emit, opened_store

if TYPE_CHECKING:
    from policymatch.model import Programme
    from policymatch.programmes.drafting.desk import Kept

COLUMNS = ("种类", "内容", "依据")


@command(
    "draft",
    help="""从政策库里的一部政策起草资金渠道：支持方向、比例、上限、条件、材料、期限，每项带条款，拿不准的单列。

    POLICY 是编号、发文字号或标题。草案写在政策库的 catalogue/drafts 里，匹配时标明“草案”；核对、改好以后用 --accept 收入目录。
    """,
)
@click.argument("policy")
@click.option("--accept", is_flag=True, help="把草案收入目录，状态改为现行。")
@click.option("--force", is_flag=True, help="覆盖改过的草案；与 --accept 同用时覆盖目录里同编号的渠道。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="另存一份草案到这个文件。")
def run(common: Common, policy: str, accept: bool, force: bool, output: Path | None) -> None:
    """Draft a programme, or accept its draft."""
    from policymatch.programmes.drafting.compose import compose, draft_id
    from policymatch.programmes.drafting.desk import accept_draft, drafts_folder, keep_draft, write_whole
    from policymatch.programmes.drafting.draft import draft_policy
    from policymatch.programmes.drafting.find import by_title, find_policy
    from policymatch.programmes.drafting.vocabulary import domain_terms

    with opened_store(common) as store:
        found = find_policy(store, policy)
        path = drafts_folder(common.store) / f"{draft_id(found.summary.id)}.yaml"
        draft = None
        if accept and path.exists():
            kept = accept_draft(common.store, path, found, force=force)
        else:
            draft = draft_policy(found, lambda title: by_title(store, title))
            kept = keep_draft(common.store, compose(draft, date.today(), domain_terms()), found, force=force)
            if accept:
                kept = accept_draft(common.store, kept.path, found, force=force)
    if draft is not None and draft.is_empty:
        common.say("没有读出支持方向和补助标准；这部政策不像资金管理办法或申报通知，草案多半没有用。")
    if output is not None:
        write_whole(output, kept.path.read_text(encoding="utf-8"))
    if kept.edited:
        common.say(f"“{kept.path.name}”改过，没有重新起草；要重新起草的，加 --force。")
    doubts = _doubts(kept.path)
    emit(
        common,
        lambda: _data(kept, doubts, accept=accept),
        COLUMNS,
        lambda: _rows(kept.programme, doubts),
        lambda: _print(kept, doubts, accept=accept),
    )


def _doubts(path: Path) -> list[str]:
    from policymatch.programmes.entry import Faults, load_entry

    entry = load_entry(path, Faults())
    return list(entry.texts("doubts")) if entry else []


def _data(kept: Kept, doubts: list[str], *, accept: bool) -> dict[str, Any]:
    from policymatch.reports.payload import programme_data

    return {"as_of": date.today().isoformat(), **programme_data(kept.programme)} | {
        "status": "现行" if accept else "草案",
        "path": str(kept.path),
        "accepted": accept,
        "edited": kept.edited,
        "doubts": doubts,
    }


def _rows(programme: Programme, doubts: list[str]) -> Iterator[tuple[str, str, str]]:
    def cited(item: Any) -> str:
        return item.clause.label if item.clause else ""

    for direction in programme.directions:
        yield "支持方向", direction.title, cited(direction)
    names = {direction.id: direction.title for direction in programme.directions}
    for award in programme.awards:
        from policymatch.reports.terminal import award_words

        yield "补助标准", award_words(award, names), cited(award)
    for condition in programme.conditions:
        yield ("前期条件" if condition.kind == "readiness" else "申报条件"), condition.text, cited(condition)
    for exclusion in programme.exclusions:
        yield "不予支持", exclusion.text, cited(exclusion)
    for paper in programme.documents:
        yield "申报材料", paper, ""
    for what, day in programme.deadlines:
        yield "时间", f"{what}（{day}）" if day else what, ""
    for number in programme.replaces:
        yield "取代", number, ""
    for doubt in doubts:
        yield "拿不准", doubt, ""


def _print(kept: Kept, doubts: list[str], *, accept: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    from policymatch.reports.output import console

    programme = kept.programme
    out = console()
    state = "已收入目录" if accept else "草案，未经核对"
    out.print(Text(f"{programme.title}（{state}）", style="bold"))
    out.print(Text(f"编号 {programme.id}　资金类型 {programme.channel}　发文字号 {programme.doc_number or '待核'}"))
    out.print(
        Text(
            f"执行期 {programme.valid_from or '待核'} 至 {programme.valid_to or '待核'}　申报部门 {programme.department}"
        )
    )
    table = Table(show_lines=False)
    for column in COLUMNS:
        table.add_column(column, no_wrap=column == "种类")
    for kind, text, clause in _rows(programme, doubts):
        table.add_row(Text(kind), Text(text), Text(clause))
    out.print(table)
    out.print(Text(f"文件：{kept.path}"))
    if not accept:
        out.print(Text(f"核对、改好后运行 policymatch programmes draft {programme.policy} --accept 收入目录。"))

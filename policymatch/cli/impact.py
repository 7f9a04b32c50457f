"""policymatch impact POLICY TABLE"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policymatch.cli.changing import emit_changes
from policymatch.cli.common import Common, as_of_option, command, opened_store, own_catalogue, own_regions, progress
from policymatch.cli.ranking import load_rules
from policymatch.cli.scoring import profile_option
from policymatch.cli.tables import TableReading, table_options

if TYPE_CHECKING:
    from policymatch.model import Policy, Programme
    from policymatch.store.snapshot import Store


@command(
    "impact",
    help="""看一部政策对项目表的影响：哪些项目新增可报、不再可报、金额或结论有变化。

    POLICY 是库里政策的编号、发文字号或标题。目录里没有依据它的资金渠道时，临时起草一个来比（标明草案）。
    """,
)
@click.argument("policy")
@click.argument("table", type=click.Path(path_type=Path))
@table_options
@profile_option
@as_of_option()
@click.pass_context
def run(
    ctx: click.Context,
    common: Common,
    policy: str,
    table: Path,
    reading: TableReading,
    profile: Path | None,
    day: date,
) -> None:
    """List what a policy changes for the projects of a table."""
    from policymatch.matching.changes import project_changes
    from policymatch.matching.impact import before_and_after, rests_on, touched
    from policymatch.matching.matcher import Matcher
    from policymatch.programmes.drafting.find import find_policy

    found = reading.read(common, table)
    rules = load_rules(profile)
    with opened_store(common) as store, progress(common, len(found.projects), "正在比较") as advance:
        basis = find_policy(store, policy)
        matcher = Matcher(own_catalogue(common), store, rules, day, own_regions(common))
        draft = None if touched(matcher, basis.summary) else _draft(common, store, basis)
        before, after = before_and_after(matcher, basis.summary, draft)
        changes = project_changes(found.projects, before, after, advance)
    title = f"《{basis.summary.title}》" + (f"（{basis.summary.doc_number}）" if basis.summary.doc_number else "")
    unknown = any(rests_on(each, basis.summary) and not each.former for each in matcher.catalogue.programmes)
    heading = f"{title}：没有它和有它，各项目有什么不同（{day}）"
    if unknown:
        heading += "；旧办法没有收入目录的渠道，按以前没有来比"
    emit_changes(
        common,
        changes,
        {
            "policy": basis.summary.id,
            "title": basis.summary.title,
            "as_of": day.isoformat(),
            "draft": draft is not None,
        },
        heading + ("；资金渠道是临时起草的，未经核对" if draft is not None else ""),
    )
    if found.skipped:
        ctx.exit(1)


def _draft(common: Common, store: Store, policy: Policy) -> Programme | None:
    """The programme that the policy would be; None, said on stderr, where it does not look like one."""
    from policymatch.programmes.catalogue import as_draft
    from policymatch.programmes.drafting.compose import compose
    from policymatch.programmes.drafting.desk import check_draft
    from policymatch.programmes.drafting.draft import draft_policy
    from policymatch.programmes.drafting.find import by_title
    from policymatch.programmes.drafting.vocabulary import domain_terms

    draft = draft_policy(policy, lambda title: by_title(store, title))
    if draft.is_empty:
        common.say("目录里没有依据这部政策的资金渠道，从它里面也没有读出支持方向和补助标准。")
        return None
    written = compose(draft, date.today(), domain_terms())
    return as_draft(check_draft(written.text, Path(f"{written.id}.yaml"), policy))
